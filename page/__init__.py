"""The page's parts, which app.py puts together; nothing here touches a tensor.

layout.py          what stands where
wiring.py          which event asks whom, and where the answer goes
api.py             the one endpoint for programs
handlers.py        what the events do: submit jobs, look at them, steer them
uploads.py         pictures as the browser sends them, and back
job_files.py       a job's pictures over HTTP, for whoever holds its token
response_cache.py  large answers, made once for all who ask at the same time
status.py          a job's status, as the browser is told it
controls.py        one control for every field of Settings
frontend.py        scripts, style and theme of the browser (static/)
words/             every word of the page, a file a language
"""

import os

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read while gradio is imported
