"""Contact sheets: many small runs in one picture.

grid.py           which cells a sheet has
contact_sheet.py  its cells painted, one after another
drawing.py        the sheet drawn from its cells
"""
