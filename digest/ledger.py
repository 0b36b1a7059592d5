"""What has been imported → which article came of which raw document, what it said then, and which are gone for good."""

import codecs
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from digest.edits import written
from digest.fingerprint import of_bytes
from digest.memory import FOLDER
from digest.model import Value
from digest.problems import DigestError, Problem

ROLL = "imported-seeds.txt"
"""Beside the settings, for git: every seed that became a content file. One without its file was deleted."""
_HEAD = (
    "# Raw documents that `digest import` made content files of, one a line. A file that was deleted since is not\n"
    "# made again; take its line out to have it imported once more.\n\n"
)
_BASES = "imported"
_MARK = 12
"""Hexadecimal digits of a fingerprint in front matter: enough to tell versions of one document apart."""
_VALUE = re.compile(rf"(\S.*?) ([0-9a-f]{{{_MARK}}}) ([0-9a-f]{{{_MARK}}})(?: (\S.*))?")
_LINE = re.compile(r"^seed:[ \t]+(.*?)[ \t]*$", re.MULTILINE)
_PROPOSED = re.compile(r"^# \?[^\n]*\n", re.MULTILINE)
_LOOKED_AT = 50_000
"""Characters at a file's beginning among which its `seed:` is looked for."""


class Origin(Value, frozen=True):
    """What a content file was made of: the document `seed`, or its part `key`.

    `raw` is the fingerprint of the document, or of that part; `made` that of the file's text as it was imported.
    """

    seed: str
    key: str
    raw: str
    made: str

    @property
    def id(self) -> tuple[str, str]:
        """What stays the same when the document changes."""
        return self.seed, self.key

    def __str__(self) -> str:
        """As it stands in front matter, behind `seed:`."""
        return f"{self.seed} {self.raw} {self.made}" + (f" {self.key}" if self.key else "")


class Imported(Value, frozen=True):
    """A content file that was imported: its path relative to the site's folder, its origin, its text now.

    `text` has its line ends as `\\n` and no byte order mark; empty where it is not UTF-8.
    """

    path: str
    origin: Origin
    text: str

    @property
    def edited(self) -> bool:
        """Whether somebody changed it since; comments with proposals do not count."""
        return made(self.text) != self.origin.made


def short(content: bytes) -> str:
    """The fingerprint of some bytes as front matter has it."""
    return of_bytes(content)[:_MARK]


def made(text: str) -> str:
    """The fingerprint of a content file's text, its `seed:` and its proposals left out."""
    return short(unsealed(unproposed(text)).encode("utf-8", "surrogatepass"))


def unproposed(text: str) -> str:
    """A content file's text without the comments that propose something."""
    return _PROPOSED.sub("", text)


def origin(value: str) -> Origin | None:
    """What stands behind `seed:`; None where a person wrote it, without fingerprints."""
    found = _VALUE.fullmatch(value)
    return Origin(found[1], found[4] or "", found[2], found[3]) if found else None


def document(value: str) -> str:
    """The path of the document in a `seed:`, for people."""
    known = origin(value)
    return known.seed if known else value


def sealed(text: str, seed: str, key: str, raw: str) -> str:
    """A content file's text with what it was made of in its line `seed:`, which is there, and empty."""
    known = Origin(seed, key, raw, made(text))
    line = f"seed: {written(str(known))}"
    return _LINE_OR_EMPTY.sub(lambda _: line, text, count=1)


_LINE_OR_EMPTY = re.compile(r"^seed:[^\n]*$", re.MULTILINE)


def resealed(text: str, known: Origin) -> str:
    """A content file's text with another origin in its line `seed:`."""
    return _LINE_OR_EMPTY.sub(lambda _: f"seed: {written(str(known))}", text, count=1)


def unsealed(text: str) -> str:
    """A content file's text with nothing behind its `seed:`."""
    return _LINE_OR_EMPTY.sub("seed:", text, count=1)


def stated(text: str) -> Origin | None:
    """The origin in a content file's text; None where it states none."""
    line = _LINE.search(text, 0, _LOOKED_AT)
    return origin(_unquoted(line[1])) if line else None


def imported(root: Path, content: str, paths: Iterable[str]) -> Iterator[Imported]:
    """The content files that were imported, of those at some paths relative to `content`: each is opened."""
    for relative in paths:
        path = f"{content}/{relative}"
        try:
            raw = (root / path).read_bytes()
        except OSError:
            continue
        if b"seed:" not in raw and not raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            continue
        text = _text(raw)
        if known := stated(text):
            yield Imported(path, known, text)


def roll(root: Path) -> frozenset[str]:
    """Every seed, or part of one, that ever became a content file: as `name` writes it."""
    return frozenset(_roll_lines(root))


def name(seed: str, key: str) -> str:
    """A seed, or part of one, as a line of the roll."""
    return " ".join(f"{seed}  {key}".split("\n")).strip() if key else seed


def enrolled(root: Path, names: Iterable[str]) -> bytes:
    """The roll with some more lines, in order; comments at its beginning stay."""
    text = _roll(root) or _HEAD
    lines = text.splitlines(keepends=True)
    head = [line for line in lines if line.startswith("#") or not line.strip()]
    known = {*_roll_lines(root), *names}
    return ("".join(head) + "".join(f"{line}\n" for line in sorted(known))).encode()


def base(root: Path, known: Origin) -> str | None:
    """The text that was imported last for an origin; None where the memory has lost it."""
    try:
        text = (root / FOLDER / _BASES / _file(known.id)).read_text("utf-8", "surrogatepass")
    except (OSError, UnicodeDecodeError):
        return None
    return text if made(text) == known.made else None


def keep(root: Path, known: Origin, text: str) -> None:
    """Keep the text that was imported, to merge with later. Where that fails, a later change is told, not merged."""
    folder = root / FOLDER / _BASES
    try:
        folder.mkdir(parents=True, exist_ok=True)
        new = folder / (_file(known.id) + ".new")
        new.write_text(unproposed(text), "utf-8", "surrogatepass", newline="\n")
        new.replace(folder / _file(known.id))
    except OSError:
        return


def _file(id: tuple[str, str]) -> str:
    return of_bytes("\0".join(id).encode("utf-8", "surrogatepass"))


def _text(raw: bytes) -> str:
    wide = raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = raw.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError:
        return ""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _unquoted(value: str) -> str:
    """A value of one line of YAML."""
    import yaml

    try:
        read = yaml.load(f"- {value}", Loader=yaml.BaseLoader)  # noqa: S506 - texts only
    except yaml.YAMLError:
        return ""
    return read[0] if isinstance(read[0], str) else ""


def _roll(root: Path) -> str:
    try:
        return (root / ROLL).read_text("utf-8-sig")
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError):
        hint = "look at its permissions, and save it as UTF-8"
        raise DigestError(Problem(ROLL, 0, "can't be read", hint)) from None


def _roll_lines(root: Path) -> list[str]:
    lines = (line.strip() for line in _roll(root).splitlines())
    return [line for line in lines if line and not line.startswith("#")]
