"""A plain value → its short name: equal values, equal fingerprints, in every process."""

import hashlib
from pathlib import Path
from typing import Any
from zlib import crc32

import msgspec

encode = msgspec.msgpack.Encoder(order="deterministic").encode
"""The bytes of a plain value, the same for equal ones; raises TypeError for anything that is not plain."""


def fingerprint(value: Any) -> str:
    """24 hexadecimal digits for a plain value; raises TypeError for anything that is not plain."""
    return hashlib.blake2b(encode(value), digest_size=12).hexdigest()


def brief(value: Any) -> bytes:
    """The fingerprint of a plain value as twelve bytes, where many are kept."""
    return hashlib.blake2b(encode(value), digest_size=12).digest()


def of_bytes(content: bytes) -> str:
    """24 hexadecimal digits for the bytes of a file."""
    return hashlib.blake2b(content, digest_size=12).hexdigest()


def checksum(*content: bytes | memoryview) -> bytes:
    """Eight digits for bytes, to find damage: of megabytes made in a fifth of the time of a fingerprint (CRC-32)."""
    found = 0
    for each in content:
        found = crc32(each, found)
    return b"%08x" % found


def of_file(path: Path) -> str:
    """24 hexadecimal digits for a file's bytes, however many. Raises OSError where it can't be read."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, lambda: hashlib.blake2b(digest_size=12)).hexdigest()
