"""The command line.

main.py           from arguments to a written picture
options.py        options, one for every setting
request.py        one command line, checked
batch.py          a folder of photos
contact_sheet.py  a contact sheet
outcome.py        result, frames and problems of one run
report.py         a run as JSON: losses, seconds, machine
output.py         lines for the terminal, and exit codes
"""
