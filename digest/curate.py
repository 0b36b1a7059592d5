"""What a curator decides about a name → the registry's files: a new entity, one more spelling, a name that is none."""

import codecs
from pathlib import Path

from digest import edits, names, safe, urls, write
from digest.model import ENTITY_KINDS, Config, Profile
from digest.problems import DigestError, Problem

REJECTED = "rejected-names.txt"
"""Beside the settings, not in content/: no page depends on it, and what lies there may be published."""
_ORDER = ("title", "name", "names", "short", "misspellings")
"""Keys below which a new list of spellings goes."""


def accepted(root: Path, settings: Config, name: str, kind: str) -> str:
    """Make an entity of a name: a file in content/entities/, whose path is given. Never over another file.

    Raises DigestError where a file is there already, or the kind is none of digest's.
    """
    if kind not in ENTITY_KINDS:
        hint = f"kinds are {', '.join(ENTITY_KINDS)}"
        raise DigestError(Problem("", 0, f"kind is '{kind}', which is none of digest's", hint))
    name = _one_line(name)
    path = f"{settings.content}/entities/{urls.slug(name)}.md"
    write.new(root / path, f"---\nname: {edits.written(name)}\nkind: {kind}\n---\n")
    return path


def spelt(root: Path, settings: Config, entity: Profile, key: str, spelling: str) -> str:
    """Add a spelling to `names`, `short` or `misspellings` of an entity's file, whose path is given.

    All else in it stays to the byte. Raises DigestError where that can't be done safely.
    """
    path, spelling = f"{settings.content}/{entity.path}", _one_line(spelling)
    try:
        raw = (root / path).read_bytes()
        encoding = _encoding(raw)
        text = raw.decode(encoding)
    except (OSError, UnicodeDecodeError):
        hint = "look at its permissions, and save it as UTF-8"
        raise DigestError(Problem(path, 0, "can't be read", hint)) from None
    made = edits.added(text, key, spelling, path, tuple(each for each in _ORDER if each != key))
    if isinstance(made, Problem):
        raise DigestError(made)
    if made != text:
        write.over(root / path, made.encode(encoding))
    return path


def rejected(root: Path) -> frozenset[str]:
    """The names that a curator has refused, folded: nobody suggests them again."""
    lines = _list_of_rejected(root).splitlines()
    return frozenset(names.folded(name) for line in lines if (name := _name(line)))


def refused(root: Path, name: str) -> str:
    """Remember that a name is none worth a file: a line in its place by the alphabet. The list's path is given.

    Comments and the order of the other lines stay; a comment above a name goes with it.
    """
    name = _one_line(name)
    text = _list_of_rejected(root) or _HEAD
    if names.folded(name) not in rejected(root):
        lines = text.splitlines(keepends=True)
        if lines and not lines[-1].endswith("\n"):
            lines[-1] += "\n"
        at = next(
            (
                number
                for number, line in enumerate(lines)
                if (other := _name(line)) and names.folded(other) > names.folded(name)
            ),
            len(lines),
        )
        while at and at < len(lines) and lines[at - 1].startswith("#") and _begins_later(lines, at):
            at -= 1
        lines.insert(at, name + "\n")
        write.over(root / REJECTED, "".join(lines).encode())
    return REJECTED


def _one_line(name: str) -> str:
    """A name as it may stand in a file. Raises DigestError where it would be read back as another, or as none."""
    line = " ".join(safe.text(name).split())  # a shell in another encoding passes half characters
    if not line or line.startswith("#") or " #" in line or safe.line(line) != line:
        hint = "write a name such as `Ann Lee`, between quotes"
        raise DigestError(Problem("", 0, f"'{line}' is no name", hint))
    return line


_HEAD = "# Names that `digest entities` is not to suggest again, one a line.\n\n"


def _begins_later(lines: list[str], at: int) -> bool:
    """Whether the comment above a line belongs to it: the one that begins the file belongs to all."""
    begin = at
    while begin and lines[begin - 1].startswith("#"):
        begin -= 1
    return begin > 0


def _name(line: str) -> str:
    """The name on a line of the list, without a comment behind it; empty where there is none."""
    return "" if line.startswith("#") else line.partition(" #")[0].strip()


def _list_of_rejected(root: Path) -> str:
    try:
        return (root / REJECTED).read_text("utf-8-sig")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError):
        hint = "look at its permissions, and save it as UTF-8"
        raise DigestError(Problem(REJECTED, 0, "can't be read", hint)) from None


def _encoding(raw: bytes) -> str:
    """UTF-8, its byte order mark kept as a character, or UTF-16 where its mark says so."""
    if raw.startswith(codecs.BOM_UTF16_LE):
        return "utf-16-le"
    return "utf-16-be" if raw.startswith(codecs.BOM_UTF16_BE) else "utf-8"
