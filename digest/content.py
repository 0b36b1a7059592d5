"""content/ on disk → its manuscripts, and the files beside them that are copied as they are."""

import codecs
import io
import os
import re
from collections.abc import Iterator
from pathlib import Path
from stat import S_ISREG

import msgspec

from digest import urls
from digest.model import KINDS, Config, Manuscript, Stat
from digest.problems import Problem

_ENDINGS = {".md", ".markdown"}
COPIED = frozenset(
    ".avif .bmp .gif .ico .jpeg .jpg .png .webp .aac .flac .m4a .mp3 .oga .ogg .opus .wav .m4v .mp4 .ogv "
    ".webm .mov .vtt .csv .tsv .txt .json .geojson .pdf .epub .doc .docx .odt .xls .xlsx .ods .zip".split()
)
"""Files beside manuscripts that go along: none that a browser would run, such as HTML, SVG or scripts."""
_OTHER_MARKUP = {".adoc", ".asciidoc", ".org", ".rst", ".textile"}
_LARGEST = 50_000_000
"""Bytes of a content file; what is larger is told, not read."""
_TICK = 20_000_000
_COARSE = 2_000_000_000
"""Nanoseconds: within these of its last change a file may change again and its times stay.

Linux ticks every 1 to 10 ms; FAT and some network disks count in steps of up to 2 s, which shows in whole seconds.
"""
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


class Found(msgspec.Struct, frozen=True, gc=False):
    """What lies in content/, by path relative to it, in order of path: nothing of it has been opened yet."""

    manuscripts: dict[str, Stat]
    files: dict[str, Stat]
    """What is copied as it is."""
    problems: list[Problem]


def look(root: Path, config: Config) -> Found:
    """Everything under content/: manuscripts, files to copy as they are, and what can't be either.

    In order of path, so that nothing depends on the file system's. Hidden files and editors' backups are passed over; a
    link that leaves the site's folder is a problem, and not followed.
    """
    found = Found({}, {}, [])
    for relative, stat, told in _walk(str(root / config.content), "", root.resolve(), False):
        _sort(relative, stat, told, found, config)
    return found


def look_again(root: Path, config: Config, relative: str) -> Stat | None:
    """How one manuscript or file to copy lies there now; None for anything that wants the whole look.

    That is: it is gone, a link, a folder, or in a folder reached by a link.
    """
    folder = (root / config.content).resolve()
    path = root / config.content / relative
    try:
        if path.is_symlink() or path.parent.resolve() != (folder / relative).parent:
            return None
        seen = path.lstat()
    except OSError:
        return None
    return stat_of(seen) if S_ISREG(seen.st_mode) else None


def manuscript(root: Path, config: Config, path: str) -> Manuscript | Problem:
    """One manuscript as it lies on disk."""
    try:
        # a Path takes longer to make than a file to read
        with io.FileIO(os.path.join(root, config.content, path)) as file:  # noqa: PTH118
            return Manuscript(path, file.readall())
    except OSError as error:
        message, hint = f"can't be read: {error.strerror}", "look at its permissions"
        return Problem(f"{config.content}/{path}", 0, message, hint)


def text(root: Path, config: Config, path: str) -> str:
    """A manuscript as somebody reads it who only looks something up in it: empty where it can't be read."""
    found = manuscript(root, config, path)
    if isinstance(found, Problem):
        return ""
    wide = found.content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    return found.content.decode("utf-16" if wide else "utf-8-sig", "replace")


def passed_over(name: str) -> bool:
    """Whether a name is that of a hidden file, an editor's backup or something half-written."""
    return name.startswith((".", "#")) or name.endswith(("~", ".swp", ".tmp", ".bak", ".orig"))


def settled(stat: Stat, now: int) -> bool:
    """Whether a file that was seen `now` can't change any more without its times changing too."""
    last = max(stat[2], stat[3])
    coarse = stat[2] % 1_000_000_000 == 0 or stat[3] % 1_000_000_000 == 0
    return last < now - (_COARSE if coarse else _TICK)


def _sort(relative: str, stat: Stat | None, told: str, found: Found, config: Config) -> None:
    """What a file is: a manuscript, a file to copy, or a problem."""
    place = f"{config.content}/{relative}" if relative else config.content
    problem = found.problems.append
    if _UNPRINTABLE.search(relative):
        shown = _UNPRINTABLE.sub("?", place)
        problem(Problem(shown, 0, "has a name that can't be printed", "rename it"))
        return
    if stat is None:
        problem(Problem(place, 0, told, "put an ordinary file there"))
        return
    ending = _ending(relative)
    if ending in _ENDINGS and relative.partition("/")[0] in KINDS:
        if stat[1] > _LARGEST:
            problem(Problem(place, 0, "the file has more than 50 MB", "split it"))
        else:
            found.manuscripts[relative] = stat
    elif ending in _ENDINGS:
        hint = "move it to articles/, entities/, tags/, sources/ or pages/"
        problem(Problem(place, 0, "is in no folder digest knows", hint, "warning"))
    elif ending in _OTHER_MARKUP:
        problem(Problem(place, 0, "is not Markdown", "turn it into Markdown", "warning"))
    elif ending not in COPIED and relative != "CNAME":
        message = "is of a kind that digest does not copy: it could run in a reader's browser"
        hint = f"if it is yours and safe, put it in {config.layouts}/static/"
        problem(Problem(place, 0, message, hint, "warning"))
    elif urls.inside(relative) != relative:
        problem(Problem(place, 0, "its name can't be an address", "rename it", "warning"))
    else:
        found.files[relative] = stat


def _ending(relative: str) -> str:
    """A file's ending with its dot, in small letters: `PurePath.suffix`, several times as fast."""
    stem, dot, ending = relative.rpartition("/")[2].rpartition(".")
    return dot + ending.lower() if stem and ending else ""


def stat_of(seen: os.stat_result) -> Stat:
    """What of a file's stat tells whether it changed."""
    return seen.st_ino, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns


def _walk(
    folder: str, prefix: str, root: Path, linked: bool
) -> Iterator[tuple[str, Stat | None, str]]:
    """Files below a folder in order of name, each with its stat, or with a word why it may not be read.

    A linked folder's own links to folders are not followed: twelve that link to each other have
    millions of paths.
    """
    try:
        with os.scandir(folder) as entries:
            listed = sorted(entries, key=lambda entry: entry.name)
    except FileNotFoundError:
        return
    except OSError as error:
        yield prefix.rstrip("/"), None, f"can't be read: {error.strerror}"
        return
    for entry in listed:
        name = entry.name
        if passed_over(name):
            continue
        relative = prefix + name
        link = entry.is_symlink()
        if link and (told := _misled(Path(folder), Path(entry.path), root, linked)):
            yield relative, None, told
            continue
        try:
            if entry.is_dir():
                yield from _walk(entry.path, relative + "/", root, linked or link)
            elif entry.is_file():
                yield relative, stat_of(entry.stat()), ""
            else:
                yield relative, None, "is no file"
        except OSError as error:
            yield relative, None, f"can't be read: {error.strerror}"


def _misled(folder: Path, entry: Path, root: Path, linked: bool) -> str:
    """Why a link is not followed; empty where it may be."""
    try:
        target = entry.resolve(strict=True)
    except (OSError, RuntimeError):  # a link to itself raises one or the other
        return "is a link to nothing"
    here = folder.resolve()
    circle = target == here or target in here.parents or (linked and target.is_dir())
    if root not in target.parents or circle:
        return "is a link that leaves the site's folder, or goes in circles"
    return ""
