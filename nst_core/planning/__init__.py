"""Sizes, iterations, seconds, memory and tiles of a run. Loads no TensorFlow.

plan.py      the plan of a run
schedule.py  scales, iterations, seconds
step_times.py  what iterations took, and the convolution rate that follows
notes.py     what is told before painting
memory.py    memory a scale needs; tiles where it is short
tiles.py     a picture cut into overlapping tiles
prints.py    sheets of paper that a picture fills
"""
