"""Files, machine and terminal.

files.py     files written whole or not at all
machine.py   processor and memory
terminal.py  TensorFlow without its greetings; closed streams
"""
