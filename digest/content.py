"""content/ on disk → its manuscripts, and the files beside them that are copied as they are."""

import re
from collections.abc import Iterator
from pathlib import Path

from digest import urls
from digest.fingerprint import of_bytes
from digest.model import KINDS, Asset, Config, Manuscript
from digest.problems import Problem

_ENDINGS = {".md", ".markdown"}
_COPIED = frozenset(
    ".avif .bmp .gif .ico .jpeg .jpg .png .webp .aac .flac .m4a .mp3 .oga .ogg .opus .wav .m4v .mp4 .ogv "
    ".webm .mov .vtt .csv .tsv .txt .json .geojson .pdf .epub .doc .docx .odt .xls .xlsx .ods .zip".split()
)
"""Files beside manuscripts that go along: none that a browser would run, such as HTML, SVG or scripts."""
_OTHER_MARKUP = {".adoc", ".asciidoc", ".org", ".rst", ".textile"}
_LARGEST = 50_000_000
"""Bytes of a content file; what is larger is told, not read."""
_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]")


def files(root: Path, config: Config) -> tuple[list[Manuscript], list[Asset], list[Problem]]:
    """Everything under content/: manuscripts, files to copy as they are, and what can't be either.

    In order of path, so that nothing depends on the file system's. Hidden files and editors' backups are passed over; a
    link that leaves the site's folder is a problem, and not followed.
    """
    manuscripts: list[Manuscript] = []
    assets: list[Asset] = []
    problems: list[Problem] = []
    folder = root / config.content
    for path, told in _walk(folder, root.resolve()):
        relative = path.relative_to(folder).as_posix()
        place = config.content if relative == "." else f"{config.content}/{relative}"
        if _UNPRINTABLE.search(relative):
            shown = _UNPRINTABLE.sub("?", place)
            problems.append(Problem(shown, 0, "has a name that can't be printed", "rename it"))
            continue
        if told:
            problems.append(Problem(place, 0, told, "put an ordinary file there"))
            continue
        kind = relative.partition("/")[0]
        try:
            if path.suffix.lower() in _ENDINGS and kind in KINDS:
                if path.stat().st_size > _LARGEST:
                    problems.append(Problem(place, 0, "the file has more than 50 MB", "split it"))
                else:
                    manuscripts.append(Manuscript(relative, path.read_bytes()))
            elif path.suffix.lower() in _ENDINGS:
                hint = "move it to articles/, entities/, tags/, sources/ or pages/"
                problems.append(Problem(place, 0, "is in no folder digest knows", hint, "warning"))
            elif path.suffix.lower() in _OTHER_MARKUP:
                hint = "turn it into Markdown"
                problems.append(Problem(place, 0, "is not Markdown", hint, "warning"))
            elif path.suffix.lower() not in _COPIED and relative != "CNAME":
                message = (
                    "is of a kind that digest does not copy: it could run in a reader's browser"
                )
                hint = f"if it is yours and safe, put it in {config.layouts}/static/"
                problems.append(Problem(place, 0, message, hint, "warning"))
            elif urls.inside(relative) != relative:
                problems.append(
                    Problem(place, 0, "its name can't be an address", "rename it", "warning")
                )
            else:
                assets.append(Asset(relative, str(path), of_bytes(path.read_bytes()), place))
        except OSError as error:
            problems.append(
                Problem(place, 0, f"can't be read: {error.strerror}", "look at its permissions")
            )
    return manuscripts, assets, problems


def passed_over(name: str) -> bool:
    """Whether a file or folder of this name is hidden, or an editor's backup."""
    return name.startswith((".", "#")) or name.endswith(("~", ".swp", ".tmp", ".bak", ".orig"))


def _walk(folder: Path, root: Path, linked: bool = False) -> Iterator[tuple[Path, str]]:
    """Files below a folder in order of name, with a word where one may not be read.

    A linked folder's own links to folders are not followed: twelve that link to each other have
    millions of paths.
    """
    try:
        entries = sorted(folder.iterdir(), key=lambda path: path.name)
    except FileNotFoundError:
        return
    except OSError as error:
        yield folder, f"can't be read: {error.strerror}"
        return
    for entry in entries:
        name = entry.name
        if passed_over(name):
            continue
        link = entry.is_symlink()
        if link:
            try:
                target = entry.resolve(strict=True)
            except (OSError, RuntimeError):  # a link to itself raises one or the other
                yield entry, "is a link to nothing"
                continue
            here = folder.resolve()
            circle = target == here or target in here.parents or (linked and target.is_dir())
            if root not in target.parents or circle:
                yield entry, "is a link that leaves the site's folder, or goes in circles"
                continue
        if entry.is_dir():
            yield from _walk(entry, root, linked or link)
        elif entry.is_file():
            yield entry, ""
        else:
            yield entry, "is no file"
