"""The page's parts, which app.py puts together; nothing here touches a tensor.

layout.py     what stands where
wiring.py     which event asks whom, and where the answer goes
programs.py   the one endpoint for programs
desk.py       what the events do: bring jobs to the pool, look at them, steer them
uploads.py    pictures as the browser sends them, and back
pictures.py   the HTTP door to a job's pictures, for whoever holds its token
kept.py       large answers, made once for all who ask at the same time
showing.py    a job's view, as the browser is told it
controls.py   one control for every field of Settings
browser.py    what belongs to the browser: scripts, style and theme (static/)
words.py      every word in English; german.py in German
"""

import os

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read while gradio is imported
