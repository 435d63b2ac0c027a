"""The version of this program, as recipes and reports name it."""

VERSION = "0.1.0"
