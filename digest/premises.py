"""The folder of another generator's site → its files and their texts: nothing outside it, whatever a link says."""

import codecs
import os
from collections.abc import Iterator
from pathlib import Path

from digest import safe
from digest.front import Front, front
from digest.problems import Problem

_LARGEST = 10_000_000
"""Bytes of a text."""
_LONGEST = 700_000
"""Characters of a text: what digest reads of front matter and body, together."""
_DEEPEST = 100
_PASSED_OVER = frozenset("node_modules vendor bower_components __pycache__".split())
_KNOWN_HIDDEN = frozenset((".eleventy.js", ".well-known", ".htaccess"))


def files(folder: Path, passed_over: frozenset[str] = frozenset()) -> Iterator[str | Problem]:
    """Every file below a folder by its path there, in order of name; `passed_over` are names or paths to leave out.

    Hidden ones and other people's packages are passed over. Links are not followed: they are problems.
    """
    yield from _walk(str(folder), "", passed_over, 0)


def text(folder: Path, path: str) -> str | Problem:
    """A file's text with `\\n` at each line's end: UTF-8, UTF-16 with a byte order mark, else Windows-1252.

    What is no file, leads out of the folder, or is longer than digest would read, is a Problem.
    """
    file = folder / path
    try:
        if folder.resolve() not in file.resolve().parents or not file.is_file():
            return Problem(path, 0, "is no file of the site's folder", "put an ordinary file there")
        if file.stat().st_size > _LARGEST:
            return Problem(path, 0, "has more than 10 MB", "split it")
        content = file.read_bytes()
    except (OSError, ValueError, RuntimeError) as error:
        told = getattr(error, "strerror", None) or str(error)
        return Problem(path, 0, f"can't be read: {told}", "look at its permissions")
    made = decoded(content)
    if len(made) > _LONGEST:
        return Problem(
            path, 0, f"has {len(made):,} characters, {_LONGEST:,} are the most", "split it"
        )
    return made


def document(folder: Path, path: str) -> tuple[Front, str] | Problem:
    """A content file's front matter and body apart, and its whole text; a Problem where either can't be read."""
    whole = text(folder, path)
    if isinstance(whole, Problem):
        return whole
    parts = front(whole, path)
    return parts if isinstance(parts, Problem) else (parts, whole)


def decoded(content: bytes) -> str:
    """Bytes as a text of characters that a page may hold."""
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        made = content.decode("utf-16", "replace")
    else:
        try:
            made = content.decode("utf-8-sig")
        except UnicodeDecodeError:
            made = content.decode("cp1252", "replace")
    return safe.text(made.replace("\r\n", "\n").replace("\r", "\n"))


def _walk(
    folder: str, prefix: str, passed_over: frozenset[str], depth: int
) -> Iterator[str | Problem]:
    try:
        with os.scandir(folder) as entries:
            listed = sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        hint = "look at its permissions"
        yield Problem(prefix.rstrip("/") or folder, 0, f"can't be read: {error.strerror}", hint)
        return
    for entry in listed:
        name, relative = entry.name, prefix + entry.name
        hidden = name.startswith((".", "#")) or name.endswith(("~", ".swp", ".tmp", ".bak"))
        if (hidden and name not in _KNOWN_HIDDEN) or name in _PASSED_OVER:
            continue
        if name in passed_over or relative in passed_over:
            continue
        if not name.isprintable():
            yield Problem(prefix.rstrip("/"), 0, "holds a name that can't be printed", "rename it")
        elif entry.is_symlink():
            hint = "put what it leads to in its place"
            yield Problem(relative, 0, "is a link, and is not followed", hint, "warning")
        elif entry.is_dir(follow_symlinks=False):
            if depth < _DEEPEST:
                yield from _walk(entry.path, relative + "/", passed_over, depth + 1)
        elif entry.is_file(follow_symlinks=False):
            yield relative
