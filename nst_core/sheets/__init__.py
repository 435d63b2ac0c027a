"""Contact sheets: many small runs in one picture.

grid.py           the spec of a contact sheet, and its cells
runs.py           the runs of a job, for the planner
contact_sheet.py  the cells painted, one after another
cell_folder.py    inputs, and the folder of finished cells
drawing.py        the sheet drawn from its cells
"""
