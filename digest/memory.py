"""What the last build knew, on disk: losing it costs time, never correctness."""

import importlib.metadata
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import msgspec

from digest.fingerprint import fingerprint, of_bytes
from digest.model import Reading
from digest.problems import DigestError, Problem

FOLDER = ".digest"
_NAME = "memory"


class Written(msgspec.Struct, frozen=True, array_like=True):
    """A file of the last build: the `inputs` it was made of, its content's fingerprint, and `why` it was made."""

    inputs: dict[str, str]
    content: str
    why: tuple[str, ...]


class Memory(msgspec.Struct):
    """What is known: `readings` by path with the fingerprint of what they were read from; `written` by path."""

    tool: str = ""
    readings: dict[str, tuple[str, Reading]] = {}
    written: dict[str, Written] = {}


def load(root: Path) -> Memory:
    """The memory of the site in a folder; an empty one where it is missing, damaged or another version's."""
    try:
        packed = (root / FOLDER / _NAME).read_bytes() if (root / FOLDER / _NAME).is_file() else b""
        mark, content = packed[:24], packed[24:]
        if of_bytes(content).encode() == mark:
            memory = msgspec.msgpack.decode(content, type=Memory)
            if memory.tool == _tool():
                return memory
    except (OSError, msgspec.DecodeError):
        pass
    return Memory(tool=_tool())


def save(memory: Memory, root: Path) -> None:
    """Keep a memory for the next build, whole or not at all."""
    folder = root / FOLDER
    content = msgspec.msgpack.encode(memory)
    new = folder / (_NAME + ".new")
    try:
        folder.mkdir(exist_ok=True)
        new.write_bytes(of_bytes(content).encode() + content)
        new.replace(folder / _NAME)
    except OSError as error:
        raise _unusable(folder, error) from error


@contextmanager
def held(root: Path) -> Iterator[None]:
    """Keep other builds of the same site waiting. The lock is the system's: a process that dies gives it back."""
    from filelock import FileLock  # slow to import: only when something is written

    folder = root / FOLDER
    try:
        folder.mkdir(exist_ok=True)
        lock = FileLock(folder / "lock")
        lock.acquire()
    except OSError as error:
        raise _unusable(folder, error) from error
    try:
        yield
    finally:
        lock.release()


def forget(root: Path) -> None:
    """Lose the memory on purpose, for a clean build."""
    try:
        (root / FOLDER / _NAME).unlink(missing_ok=True)
    except OSError as error:
        raise _unusable(root / FOLDER, error) from error


def _unusable(folder: Path, error: OSError) -> DigestError:
    message = f"can't be written: {error.strerror or error}"
    return DigestError(
        Problem(str(error.filename or folder), 0, message, "move it away, or mend its permissions")
    )


_MAKERS = (
    "babel",
    "jinja2",
    "markdown",
    "msgspec",
    "nh3",
    "pygments",
    "python-slugify",
    "pyyaml",
    "tzdata",
)
"""What the bytes depend on beside our own code; `pygments` where it is installed, for Markdown's `codehilite`."""


@cache
def _tool() -> str:
    """The program is an input too: its own files, and the versions of what makes the bytes.

    By content, not by date: a wheel's files may all have one, and a fresh install of the same has others.
    """
    own = Path(__file__).parent
    code = {
        path.relative_to(own).as_posix(): of_bytes(path.read_bytes()) for path in own.rglob("*.py")
    }
    return fingerprint([code, sys.version_info[:3], [_version(name) for name in _MAKERS]])


def _version(name: str) -> str:
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return ""
