"""Sizes, iterations, seconds, memory and tiles of a run. Loads no TensorFlow.

plan.py      the plan of a run
schedule.py  scales, iterations, seconds
memory.py    memory a scale needs; tiles where it is short
tiles.py     a picture cut into overlapping tiles
"""
