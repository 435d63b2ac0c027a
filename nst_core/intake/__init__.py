"""The process that opens strangers' files; it alone does on a server. No TensorFlow.

main.py          files in, clean pictures out, within limits of memory and time
"""
