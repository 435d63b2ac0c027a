"""Pixels in and out. Loads no TensorFlow.

decoding.py      files to uint8 RGB; limits of bytes and pixels
formats.py       every format: suffixes, signatures, how it is written
srgb.py          pixels of any kind to 8-bit sRGB on white
encoding.py      uint8 RGB to files
canvas.py        uint8 RGB to float32 and back; sizes
colors.py        the photo's colours for a painting
masks.py         masks and their files
periodic.py      photos whose opposite edges fit
"""
