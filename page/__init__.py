"""The page's parts, which app.py puts together; nothing here touches a tensor.

layout.py     what stands where, and which event calls whom
controls.py   one control for every field of Settings
desk.py       what the events do: bring jobs to the pool, look at them, steer them
words.py      every word, in English and in German
showing.py    a job's view as pictures, words and buttons
browser.py    what runs and looks in the browser: script, style, theme
"""

import os

os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"  # read while gradio is imported
