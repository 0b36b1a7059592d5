"""What a curator points at → raw documents, each with the name it goes by, and its content when it is asked for."""

import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from stat import S_ISDIR, S_ISREG

from digest import safe
from digest.content import passed_over
from digest.model import Seed, Value
from digest.problems import Problem

LARGEST = 10_000_000
"""Bytes of a document. A newspaper's front page with all that its text needs has a tenth of that."""
_DEEPEST = 30
_BESIDE = ("_files", "_Dateien", ".files")
"""How browsers end the name of the folder in which they keep what belongs to a saved page."""


class Document(Value, frozen=True):
    """A raw document that was found: `file` is where it lies, `name` what `seed:` calls it.

    `content` is there already where it was fetched, from `url` on the day `retrieved`.
    """

    file: str
    name: str
    content: bytes = b""
    url: str = ""
    retrieved: str = ""


def found(root: Path, given: Iterable[Path]) -> Iterator[Document | Problem]:
    """The documents at some paths, in order: files, and all files in folders but hidden ones.

    What can't be looked at is a Problem, and so is a link that leaves the folder it was found in.
    """
    for path in given:
        try:
            mode = path.stat().st_mode
        except OSError as error:
            message, hint = f"can't be read: {error.strerror}", "look at its path and permissions"
            yield Problem(name(root, path), 0, message, hint)
            continue
        if S_ISDIR(mode):
            yield from _within(root, path, path.resolve(), 0)
        else:
            yield _document(root, path, mode)


def seed(document: Document, retrieved: str, known: tuple[tuple[str, str], ...]) -> Seed | Problem:
    """A document with its content; a Problem where it can't be read, or is too large."""
    content = document.content
    if not content:
        try:
            with Path(document.file).open("rb") as file:
                content = file.read(LARGEST + 1)
        except OSError as error:
            message, hint = f"can't be read: {error.strerror}", "look at its permissions"
            return Problem(document.name, 0, message, hint)
    if refused := too_large(document.name, content):
        return refused
    if not content.strip(b" \t\r\n\0"):
        return Problem(document.name, 0, "is empty", "leave it out, or write its text into it")
    return Seed(document.name, content, document.url, document.retrieved or retrieved, known)


def too_large(name: str, content: bytes) -> Problem | None:
    """Why a document is not read, if it has more bytes than any."""
    if len(content) <= LARGEST:
        return None
    message = f"has more than {LARGEST // 1_000_000} MB"
    return Problem(name, 0, message, "split it, or import what of it is text")


def _within(root: Path, folder: Path, top: Path, depth: int) -> Iterator[Document | Problem]:
    here = name(root, folder)
    if depth > _DEEPEST:
        yield Problem(here, 0, "lies too deep", "import the folder itself")
        return
    try:
        with os.scandir(folder) as entries:
            listed = sorted(entry.name for entry in entries)
    except OSError as error:
        yield Problem(here, 0, f"can't be read: {error.strerror}", "look at its permissions")
        return
    for each in listed:
        if passed_over(each):
            continue
        path = folder / each
        try:
            if path.is_symlink() and not path.resolve().is_relative_to(top):
                message = "is a link that leaves the folder"
                yield Problem(name(root, path), 0, message, "import what it points at")
                continue
            mode = path.stat().st_mode
        except OSError as error:
            message = f"can't be read: {error.strerror}"
            yield Problem(name(root, path), 0, message, "look at its permissions")
            continue
        if not S_ISDIR(mode):
            yield _document(root, path, mode)
        elif not path.is_symlink() and not _belongs(path, listed):
            yield from _within(root, path, top, depth + 1)


def _belongs(folder: Path, beside: list[str]) -> bool:
    """Whether a folder holds what belongs to a saved page beside it: its pictures and scripts."""
    for ending in _BESIDE:
        if folder.name.endswith(ending):
            stem = folder.name.removesuffix(ending)
            return any(each.startswith(stem + ".") for each in beside)
    return False


def _document(root: Path, path: Path, mode: int) -> Document | Problem:
    if not S_ISREG(mode):
        return Problem(name(root, path), 0, "is no ordinary file", "import a file or a folder")
    return Document(str(path), name(root, path))


def name(root: Path, path: Path) -> str:
    """A path as `seed:` has it: relative to the site, whatever it is relative to now."""
    try:
        relative = os.path.relpath(path.absolute(), root.absolute())
    except ValueError:  # on another drive
        relative = str(path)
    return safe.line(Path(relative).as_posix().encode("utf-8", "replace").decode("utf-8"))
