"""The command line.

main.py           from arguments to a written picture
options.py        arguments, one for every setting
batch.py          a folder of photos
contact_sheet.py  a contact sheet
outcome.py        results, frames and problems of one run, told at its end
report.py         a run as JSON: losses, seconds, machine
"""
