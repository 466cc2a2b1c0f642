"""Ids and tokens that cannot be guessed, and the only form in which secrets are stored."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime

_TOLD_APART = "abcdefghjkmnpqrstuvwxyz23456789"
_CODE_LETTERS = "ABCDEFGHJKLNPRSTUVXYZ23456789"


def new_id(kind: str, at: datetime) -> str:
    """Return an id such as `t_019ac…`: the instant in milliseconds, 12 hex digits, and 64 random bits.

    What is made at one time so lies together in every index (the idea of RFC 9562's version 7): with years in the
    tables a ticket's rows touch the last pages, not one page somewhere each.
    """
    return f"{kind}_{int(at.timestamp() * 1000):012x}{secrets.token_hex(8)}"


def new_token() -> str:
    """Return a token of 128 random bits, 22 characters, fit for a URL."""
    return secrets.token_urlsafe(16)


def short_code() -> str:
    """Return the code printed small on a ticket, to tell papers apart when read aloud."""
    return "".join(secrets.choice(_CODE_LETTERS) for _ in range(4))


def new_password() -> str:
    """Return a password of 12 signs that are not taken for one another on paper, about 59 random bits."""
    parts = ("".join(secrets.choice(_TOLD_APART) for _ in range(4)) for _ in range(3))
    return "-".join(parts)


def six_digits() -> str:
    """Return an enrolment code."""
    return f"{secrets.randbelow(1_000_000):06d}"


def fingerprint(secret: str) -> str:
    """Return the SHA-256 under which a random token is stored; passwords are salted elsewhere."""
    return hashlib.sha256(secret.encode()).hexdigest()
