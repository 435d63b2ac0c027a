"""The page's parts, which app.py puts together; nothing here touches a tensor.

server.py          the page with all that it serves beside
door.py            the port, and an orderly end
layout.py          the parts of the page in their places
form.py            the page's inputs by name
wiring.py          which event asks which handler
handlers.py        the events: jobs are submitted, followed, steered, deleted
api.py             the one endpoint for programs
status.py          a job's status, in the visitor's language
sheets.py          contact sheets as the page paints them
uploads.py         pictures as the browser sends them, and back
upload_folder.py   their folder, known before Gradio is loaded
job_files.py       a job's pictures over HTTP, for whoever holds its token
guard/             who may ask for what, how much and how often
health.py          whether the server is well
response_cache.py  large answers, made once for all who ask at the same time
controls.py        one control for every field of Settings
frontend.py        scripts, style and theme of the browser (static/)
examples.py        the example pictures, and the finished one on the empty canvas
static_files.py    files for the browser, at addresses that tell their bytes
tables.py          names and numbers that page and browser share
languages.py       every word of the page, a file a language (words/)
"""

import os

STARTED_WITH = dict(os.environ)  # for child processes

# Read while gradio is imported. This process asks nobody but itself, and gradio would
# ask a proxy for that, or fail over one that it cannot use.
os.environ["NO_PROXY"] = os.environ["no_proxy"] = "*"
os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
