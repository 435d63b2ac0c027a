"""Files, machine and terminal.

files.py           files written whole or not at all
private_files.py   files that no other user of the machine may read
png_metadata.py    size, orientation and text of a PNG, read without its pixels
machine.py         processor and memory
control_groups.py  memory limits of Linux control groups
terminal.py        TensorFlow without its greetings; closed streams
"""
