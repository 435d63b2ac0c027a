"""The guard between the net and the page: who may ask for what, and how often.

addresses.py  a client's address, as its share is counted
"""
