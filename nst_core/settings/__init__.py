"""Choices of a run: made, steered and written down. Loads no TensorFlow.

names.py          names of a run's pictures in sentences
settings.py       every choice with its range, default and sentence
presets.py        quick, standard, fine, portrait, paper; style strength
steering.py       settings that change while a picture is painted
recipe.py         a run as JSON, inside a painted PNG
recipe_reader.py  recipes read back and checked
"""
