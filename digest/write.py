"""Files → output/, the whole change at once or not at all; and a new content file, never over an old one."""

import errno
import filecmp
import os
import shutil
import stat
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Set
from functools import lru_cache
from pathlib import Path

import msgspec
from msgspec.structs import replace

from digest import folders, memory, place
from digest.fingerprint import of_bytes
from digest.folders import Folders
from digest.model import MANIFEST, Config, Disk, Seen
from digest.problems import DigestError, Problem

_STAGE = "stage"
"""The folder in .digest/ where the next site is made, and the last one waits."""
_UNKNOWN = "-"


def manifest(output: Path, there: Iterable[str]) -> dict[str, str]:
    """Which of the files that are there an earlier build wrote, with the fingerprint of each.

    The manifest may be published with the site: it holds fingerprints of paths too, and gives no hidden page away.
    """
    if not (output / MANIFEST).is_file():  # a pipe would never end
        return {}
    try:
        lines = (output / MANIFEST).read_text("ascii").splitlines()
    except (OSError, UnicodeDecodeError):
        return {}
    marks = dict(line.split(" ") for line in lines if line.count(" ") == 1)
    return {path: marks[key] for path in there if (key := _key(path)) in marks}


def listing(owned: Mapping[str, str]) -> bytes:
    """The manifest of files, by path with the fingerprint of each."""
    return "".join(sorted(f"{_key(path)} {mark}\n" for path, mark in owned.items())).encode()


def relisted(listing: bytes, owned: Mapping[str, str]) -> bytes:
    """The manifest where some of its files have other fingerprints."""
    keys = range(0, len(listing), _RECORD)
    made = bytearray(listing)
    for path, mark in owned.items():
        key = _key(path).encode()
        at = keys[bisect_left(keys, key, key=lambda at: listing[at : at + len(key)])]
        made[at : at + _RECORD] = b"%s %s\n" % (key, mark.encode())
    return bytes(made)


_RECORD = 50
"""Bytes of a line of the manifest: two fingerprints, a space and the line's end."""


@lru_cache(maxsize=400_000)
def _key(path: str) -> str:
    return of_bytes(path.encode("utf-8", "surrogateescape"))  # others' files may have any name


def present(output: Path, known: Folders, seen: dict[str, Seen] | None = None) -> dict[str, int]:
    """Every file in a folder and every empty folder (`name/`), by path relative to it, with its inode (0).

    Links are not followed. Folders that are `known` are not opened. `seen` is told how ordinary files lie there.
    """
    found: dict[str, int] = {}
    todo = [(str(output), "")]
    lstat = os.lstat
    while todo:
        folder, prefix = todo.pop()
        try:
            there = known.within(folder)
            todo += [(f"{folder}/{name}", f"{prefix}{name}/") for name in there.folders]
            for name, inode in zip(there.others, there.inodes, strict=True):
                found[prefix + name] = inode
                if seen is not None:
                    lies = lstat(f"{folder}/{name}")
                    if stat.S_ISREG(lies.st_mode):
                        seen[prefix + name] = (lies.st_ino, lies.st_size, lies.st_mtime_ns)
            if prefix and not there.folders and not there.others:
                found[prefix] = 0
        except FileNotFoundError:
            continue
        except OSError as error:
            message = f"can't be read: {error.strerror}"
            hint = "move it away, or look at its permissions"
            raise DigestError(Problem(folder, 0, message, hint)) from error
    return found


def same(output: Path, path: str, content: bytes | Path) -> bool:
    """Whether a file in output/ holds these bytes, or another file's, already; a link or a pipe never does."""
    target = f"{output}/{path}"
    try:
        found = os.lstat(target)
        if not stat.S_ISREG(found.st_mode):
            return False
        if isinstance(content, Path):
            return filecmp.cmp(target, content, shallow=False)
        if found.st_size != len(content):
            return False
        with Path(target).open("rb") as file:
            return file.read(len(content) + 1) == content
    except OSError:
        return False


def disk(root: Path, settings: Config) -> Disk:
    """What lies in output/ of the site in a folder and where its next state is made."""
    known = folders.load(root)
    found = look((root / settings.output).resolve(), root / memory.FOLDER / _STAGE, known)
    known.save(root)
    return found


def look(output: Path, folder: Path, known: Folders) -> Disk:
    """What lies in output/, and in the `folder` where its next state will be made; `known` is from an earlier look."""
    seen: dict[str, Seen] = {}
    have = present(output, known, seen)
    spare = {} if folder.is_symlink() else present(folder, known)
    return Disk(output, folder, have, spare, manifest(output, have), seen, _lag(have, spare))


def _lag(have: Mapping[str, int], spare: Mapping[str, int]) -> set[str]:
    return {path for path, _ in have.items() ^ spare.items()}


class Stage(msgspec.Struct, frozen=True):
    """Where the next state of output/ is made. `together`: it will change places with output/, as a whole."""

    folder: Path
    output: Path
    together: bool


def stage(disk: Disk, changing: Set[str], gone: Set[str]) -> Stage:
    """Begin a new state of output/: what is there stays, but for what changes or goes.

    The new site is made in a folder beside the old one, out of links to what stays, so that the two can change places.
    Whoever reads output/ sees the old site or the new one. Killed or out of space half-way, output/ is as it was, and
    the next call starts from there. Where folders can't change places (another disk, a mount), new files wait in
    the folder, and replace the old ones one by one. Raises DigestError naming the path that can't be written.
    """
    output, folder = disk.output, disk.folder
    changing = {*changing, MANIFEST}
    if not changing <= disk.have.keys():
        _refuse_obstacles(disk.have, changing, gone, output)
    try:
        made = Stage(folder, output, _together(output, folder))
        if made.together:
            _settle(made, disk, changing | gone)
        else:
            shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _unwritten(error, output, _AS_BEFORE) from error
    return made


def put(stage: Stage, path: str, content: bytes | Path) -> tuple[bool, Seen]:
    """One file of the new state, bytes or a file to copy: whether it differs from the one in output/, and how it lies.

    Each path once; from any process. Raises DigestError where it can't be written.
    """
    target, there = f"{stage.folder}/{path}", f"{stage.output}/{path}"
    try:
        if same(stage.output, path, content):
            if stage.together:
                place.above(target)
                place.link(there, target)
            return False, seen(there)
        place.above(target)
        place.put(target, content)
        return True, seen(target)
    except OSError as error:
        raise _unwritten(error, target, _AS_BEFORE) from error


def site(
    stage: Stage,
    disk: Disk,
    made: Mapping[str, Seen],
    stays: Set[str],
    gone: Set[str],
    owned: dict[str, str],
    listing: bytes,
) -> Disk | None:
    """Bring output/ to its new state in one step: files `made` by `put`, `gone` removed.

    `stays` are files that were to change and did not; `owned` is what the manifest says, and `listing` its bytes. What
    lies on disk then; None where that has to be looked at. Raises DigestError naming the path that can't be written.
    """
    output, have = stage.output, disk.have
    try:
        if stage.together:
            for path in stays:
                target = stage.folder / path
                if path in have and not target.exists():
                    place.above(target)
                    place.link(output / path, target)
            there = {path: inode for path, inode in have.items() if path not in gone}
            there |= {path: found[0] for path, found in made.items()}
            for path in made.keys() - have.keys():  # its folder may have been empty
                for at, letter in enumerate(path):
                    if letter == "/":
                        there.pop(path[: at + 1], None)
            there[MANIFEST] = _completed(stage, listing)
            if place.exchange(stage.folder, output):
                lag = _lag(there, have)
                return Disk(output, stage.folder, there, have, owned, {}, lag, listing)
        else:
            place.put(stage.folder / MANIFEST, listing)
    except OSError as error:
        raise _unwritten(error, output, _AS_BEFORE) from error
    try:
        _one_by_one(stage, have, {*made, MANIFEST}, gone)
    except OSError as error:
        hint = "make room or mend its permissions, and build again: some files are new, some old"
        raise _unwritten(error, output, hint) from error
    return None


def some(
    stage: Stage, disk: Disk, made: Mapping[str, Seen], owned: Mapping[str, str]
) -> Disk | None:
    """Bring output/ to a state in which some files that were there before are others, as `site` does.

    It takes as long as those files do, however many others there are: `owned` is what the manifest says of them. None
    where folders can't change places, and nothing was done.
    """
    try:
        if not made:
            _level(disk)
            disk.spare.pop(MANIFEST, None)
            return replace(disk, lag={MANIFEST})
        listing = relisted(disk.listing, owned)
        there = {path: found[0] for path, found in made.items()}
        there[MANIFEST] = _completed(stage, listing)
        if not place.exchange(stage.folder, stage.output):
            return None
    except OSError as error:
        raise _unwritten(error, stage.output, _AS_BEFORE) from error
    _level(disk)
    disk.spare.update(there)
    disk.ours.update(owned)
    return Disk(disk.output, disk.folder, disk.spare, disk.have, disk.ours, {}, {*there}, listing)


def _completed(stage: Stage, listing: bytes) -> int:
    """Write the manifest of a state that is to change places with output/: its inode."""
    place.put(stage.folder / MANIFEST, listing)
    if stage.output.exists():  # who may read the site is for its owner to say, not for the swap
        mode = stat.S_IMODE(stage.output.stat().st_mode)
        stage.folder.chmod(mode | stat.S_IRWXU)
    return seen(stage.folder / MANIFEST)[0]


def _level(disk: Disk) -> None:
    """Take note that the stage is as output/ is."""
    for path in disk.lag:
        if path in disk.have:
            disk.spare[path] = disk.have[path]
        else:
            disk.spare.pop(path, None)


def ahead(disk: Disk) -> None:
    """Bring some of the stage to what output/ is, in a few milliseconds: so much less is left for the next change.

    Raises OSError where it can't be.
    """
    if not _together(disk.output, disk.folder):
        disk.lag.clear()
    paths = {disk.lag.pop() for _ in range(min(len(disk.lag), _SOME))}
    part = replace(disk, lag=paths)
    disk.folder.mkdir(parents=True, exist_ok=True)
    _settle(Stage(disk.folder, disk.output, together=True), part, frozenset())
    _level(part)


_SOME = 200


_AS_BEFORE = "make room or mend its permissions; the site is as it was before"


def seen(path: Path | str) -> Seen:
    """How a file lies on disk. Raises OSError where there is none, or a link or a pipe."""
    found = os.lstat(path)
    if not stat.S_ISREG(found.st_mode):
        raise OSError(errno.EINVAL, "is no ordinary file", str(path))
    return found.st_ino, found.st_size, found.st_mtime_ns


def _unwritten(error: OSError, path: Path | str, hint: str) -> DigestError:
    where = str(error.filename or path).replace(place.HALF, "")
    return DigestError(Problem(where, 0, f"can't be written: {error.strerror or error}", hint))


def new(path: Path, text: str) -> None:
    """A file that was not there before. Raises DigestError where one is."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        raise DigestError(
            Problem(str(path), 0, "is there already", "choose another title, or edit it")
        ) from None
    except OSError as error:
        message = f"can't be written: {error.strerror or error}"
        raise DigestError(
            Problem(str(path), 0, message, "look at the folder's permissions")
        ) from None


def whole(path: Path, content: bytes, beside: Iterable[tuple[str, bytes]] = ()) -> None:
    """A file that was not there, with some beside it, each by its relative path: all of them at once, or none.

    With files beside it, the folder is new too. Raises DigestError where something is there, or can't be written.
    """
    given = dict(beside)
    goal = path.parent if given else path
    half = place.half(goal)
    try:
        goal.parent.mkdir(parents=True, exist_ok=True)
        if goal.exists():
            hint = "move it away, or take it out of what is imported"
            raise DigestError(Problem(str(goal), 0, "is there already", hint))
        if given:
            shutil.rmtree(half, ignore_errors=True)
            for relative, each in {**given, path.name: content}.items():
                (half / relative).parent.mkdir(parents=True, exist_ok=True)
                place.put(half / relative, each)
        else:
            place.put(half, content)
        half.rename(goal)
    except OSError as error:
        if given:
            shutil.rmtree(half, ignore_errors=True)
        else:
            half.unlink(missing_ok=True)
        message = f"can't be written: {error.strerror or error}"
        hint = "look at the folder's permissions"
        raise DigestError(Problem(str(path), 0, message, hint)) from None


def copied(path: Path, source: Path) -> None:
    """A copy of a file where none was, whole or not at all. Raises DigestError where it can't be made."""
    try:
        place.replace(path, source)
    except OSError as error:
        message = f"can't be written: {error.strerror or error}"
        hint = "look at the folder's permissions"
        raise DigestError(Problem(str(path), 0, message, hint)) from None


def over(path: Path, content: bytes) -> None:
    """Other bytes for a file, or a file that was not there, whole or not at all: a reader sees the old or the new.

    A link stays one, and the file keeps its permissions. Raises DigestError where it can't be written.
    """
    try:
        target = path.resolve()
        half = place.half(target)
        try:
            place.put(half, content)
            if target.exists():
                half.chmod(stat.S_IMODE(target.stat().st_mode))
            half.replace(target)
        except OSError:
            half.unlink(missing_ok=True)
            raise
    except OSError as error:
        message = f"can't be written: {error.strerror or error}"
        hint = "look at the folder's permissions"
        raise DigestError(Problem(str(path), 0, message, hint)) from None


def _refuse_obstacles(
    have: Mapping[str, int], changed: Set[str], removed: Set[str], output: Path
) -> None:
    """Somebody else's file where a folder is needed, or the other way round, is theirs to move."""
    folders = {path[:at] for path in changed for at, letter in enumerate(path) if letter == "/"}
    obstacles = [path for path in have if path in folders and path not in removed]
    obstacles += [
        path
        for path in have
        if path not in removed
        and any(path[:at] in changed for at, letter in enumerate(path) if letter == "/")
    ]
    if obstacles:
        raise DigestError(
            *(
                Problem(
                    f"{output.name}/{path}", 0, "is in the way of the site", "move it out of there"
                )
                for path in sorted(obstacles)
            )
        )


def _together(output: Path, stage: Path) -> bool:
    """Whether the two folders can change places: on one disk, and neither is where another one is mounted."""
    for folder in (stage.parent, output.parent):
        folder.mkdir(parents=True, exist_ok=True)
    if stage.is_symlink():  # what is written there must not land elsewhere
        stage.unlink()
    disk = (output if output.exists() else output.parent).stat().st_dev
    return disk == stage.parent.stat().st_dev and not os.path.ismount(output)


def _settle(stage: Stage, disk: Disk, leaving: Set[str]) -> None:
    """Let the stage hold what stays, and nothing else. What is there from an earlier turn and still right stays."""
    have, spare = disk.have, disk.spare
    wrong = [path for path in disk.lag | leaving if path in spare]
    for path in wrong:
        if not path.endswith("/"):
            (stage.folder / path).unlink()
    place.prune(stage.folder, wrong)
    for path in disk.lag - leaving:
        if path not in have:
            continue
        if path.endswith("/"):
            (stage.folder / path).mkdir(parents=True, exist_ok=True)
        elif place.HALF not in path:
            place.above(stage.folder / path)
            place.link(stage.output / path, stage.folder / path)


def _one_by_one(stage: Stage, have: Mapping[str, int], made: Set[str], gone: Set[str]) -> None:
    """Assets, then pages, then lists of pages, then deletions: at no moment does a page lead to a missing one.

    Until all is done the manifest says of what changes that nobody knows its bytes: the next build looks.
    """
    output = stage.output
    halves = [path for path in have if path.rpartition("/")[2].startswith(place.HALF)]
    for path in halves:
        (output / path).unlink()
    listed = output / MANIFEST
    before = listed.read_bytes() if listed.is_file() else b""
    unknown = "".join(f"{_key(path)} {_UNKNOWN}\n" for path in made)
    place.replace(listed, before + unknown.encode())
    for path in sorted(made, key=_turn):
        if path != MANIFEST:
            place.replace(output / path, stage.folder / path)
    for path in gone:
        (output / path).unlink(missing_ok=True)
    place.prune(output, [*halves, *gone])
    place.replace(listed, stage.folder / MANIFEST)
    shutil.rmtree(stage.folder, ignore_errors=True)


def _turn(path: str) -> tuple[int, str]:
    if not path.endswith(".html"):
        return (3 if path.endswith((".xml", ".json")) else 0), path
    return (2 if path.count("/") < 2 else 1), path
