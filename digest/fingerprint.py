"""A plain value → its short name: equal values, equal fingerprints, in every process."""

import hashlib
from typing import Any

import msgspec

_encode = msgspec.msgpack.Encoder(order="deterministic").encode


def fingerprint(value: Any) -> str:
    """24 hexadecimal digits for a plain value; raises TypeError for anything that is not plain."""
    return hashlib.blake2b(_encode(value), digest_size=12).hexdigest()


def of_bytes(content: bytes) -> str:
    """24 hexadecimal digits for the bytes of a file."""
    return hashlib.blake2b(content, digest_size=12).hexdigest()
