"""The words of the page, a file a language: en.py, de.py."""
