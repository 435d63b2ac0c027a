"""Pixels in and out. Loads no TensorFlow.

decoding.py      files to uint8 RGB and alpha
reading_limits.py
                 limits of bytes and pixels
refusals.py      sentences about files that cannot be read
formats.py       every format: suffixes, signatures, how it is written
jpeg.py          the primary picture of a JPEG
tiff.py          TIFF of every layout that can be read right
raw.py           cameras' own files
metadata.py      orientation and EXIF
color_key.py     the transparent colour of a PNG
color_spaces.py  where files tell their colour space
profiles.py      ICC profiles of spaces that are told in other words
value_range.py   black and white of samples of any depth
srgb.py          pixels of any kind to 8-bit sRGB
fast_png.py      clean pictures to PNG, in a third of the time
encoding.py      uint8 RGB to files
canvas.py        uint8 RGB to float32 and back; sizes
colors.py        the photo's colours for a painting
flatness.py      flat parts of a picture
transparency.py  the photo's alpha on its painting
masks.py         masks and their files
faces.py         faces in a picture, and a keep map of them
face_network.py  the network that finds them, in NumPy
periodic.py      photos whose opposite edges fit
"""
