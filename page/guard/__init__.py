"""The guard between the net and the page: who may ask for what, and how often.

guard.py      the middleware, in the order of its checks
routes.py     all that may be asked for
hosts.py      the server's names, and pages that may change something here
login.py      names and passwords, if the host has set any
addresses.py  a client's address, as its share is counted
shares.py     what one address may upload in an hour, and ask for at once
endpoints.py  the page's functions, by number and arguments
values.py     their values: kinds, and files that may be named
bodies.py     bodies: counted, read as JSON
forms.py      forms with files, seen before they are read
headers.py    what browsers may do with the page, on every answer
mistakes.py   what Gradio itself would refuse, without repeating it
refusals.py   answers in words, and their log
"""
