"""Tokens of a job: its owner's, one to look only, and the key of its files' addresses.

Each is made of the one before by a one-way function, so that nothing but the owner's
needs to be kept, and nobody comes from a weaker one to a stronger one. Addresses of
files are in the logs of any proxy on the way, so they have a key of their own.
"""

import base64
import hashlib
import re
import secrets

TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")  # 128 random bits


def new_token() -> str:
    """Random owner's token, which nobody can guess; whoever has it may do anything."""
    return secrets.token_urlsafe(16)


def view_token(token: str) -> str:
    """Token by which the job of an owner's token may be looked at, and no more."""
    return _derive(token, b"view")


def files_key(token: str) -> str:
    """Name of a job's files in addresses, given the owner's token."""
    return _derive(view_token(token), b"files")


def _derive(token: str, use: bytes) -> str:
    """Token for one use, of 128 bits, by keyed BLAKE2b (RFC 7693)."""
    digest = hashlib.blake2b(use, digest_size=16, key=token.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
