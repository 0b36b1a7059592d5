"""Files → output/, the whole change at once or not at all; and a new content file, never over an old one."""

import ctypes
import errno
import os
import shutil
import stat
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

from digest.fingerprint import of_bytes
from digest.problems import DigestError, Problem

MANIFEST = ".digest"
"""A file in output/ that tells what digest wrote there: nothing else is ever removed."""

_HALF = ".digest-new-"
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


def _key(path: str) -> str:
    return of_bytes(path.encode("utf-8", "surrogateescape"))  # others' files may have any name


def present(output: Path) -> dict[str, int]:
    """Every file in a folder and every empty folder (`name/`), by path relative to it, with its inode.

    Links are not followed.
    """
    found: dict[str, int] = {}
    todo = [(str(output), "", 0)]
    while todo:
        folder, prefix, inode = todo.pop()
        empty = True
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    empty = False
                    name = prefix + entry.name
                    if entry.is_dir(follow_symlinks=False):
                        todo.append((entry.path, name + "/", entry.inode()))
                    else:
                        found[name] = entry.inode()
            if empty and prefix:
                found[prefix] = inode
        except FileNotFoundError:
            continue
        except OSError as error:
            message = f"can't be read: {error.strerror}"
            hint = "move it away, or look at its permissions"
            raise DigestError(Problem(folder, 0, message, hint)) from error
    return found


def same(output: Path, path: str, content: bytes) -> bool:
    """Whether a file in output/ holds these bytes already; a link or a pipe never does."""
    try:
        if not stat.S_ISREG((output / path).lstat().st_mode):
            return False
        with (output / path).open("rb") as file:
            return file.read(len(content) + 1) == content
    except OSError:
        return False


def site(
    output: Path,
    stage: Path,
    files: Mapping[str, bytes | Path],
    gone: Iterable[str],
    owned: Mapping[str, str],
) -> None:
    """Bring output/ to a new state in one step: `files` new or changed, `gone` removed, the manifest saying `owned`.

    The new site is made in `stage` beside the old one, out of links to what stays; then the two change places. Whoever
    reads output/ sees the old site or the new one. Killed or out of space half-way, output/ is as it was, and the next
    call starts from there. Where folders can't change places (another disk, a mount), files are replaced one by one,
    each whole, deletions last. Raises DigestError naming the path that could not be written.
    """
    changed = {**files, MANIFEST: listing(owned)}
    removed = set(gone)
    have = present(output)
    _refuse_obstacles(have, changed, removed, output)
    try:
        if _together(output, stage):
            _prepare(output, stage, have, changed, removed)
            if _exchange(stage, output):
                return
    except OSError as error:
        raise _unwritten(
            error, output, "make room or mend its permissions; the site is as it was before"
        ) from error
    try:
        _one_by_one(output, have, changed, removed)
    except OSError as error:
        hint = "make room or mend its permissions, and build again: some files are new, some old"
        raise _unwritten(error, output, hint) from error


def _unwritten(error: OSError, output: Path, hint: str) -> DigestError:
    place = str(error.filename or output).replace(_HALF, "")
    return DigestError(Problem(place, 0, f"can't be written: {error.strerror or error}", hint))


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


def _refuse_obstacles(
    have: Mapping[str, int], changed: Mapping[str, object], removed: set[str], output: Path
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


def _prepare(
    output: Path,
    stage: Path,
    have: Mapping[str, int],
    changed: Mapping[str, bytes | Path],
    removed: set[str],
) -> None:
    """Make `stage` what output/ shall be. What is there from an earlier turn and still right, by inode, stays."""
    stays = {
        path: inode for path, inode in have.items() if path not in changed and path not in removed
    }
    spare = present(stage)
    wrong = [path for path, inode in spare.items() if stays.get(path) != inode]
    for path in wrong:
        if not path.endswith("/"):
            (stage / path).unlink()
    _prune(stage, wrong)
    made: set[Path] = set()
    for path, inode in stays.items():
        if path.endswith("/"):
            (stage / path).mkdir(parents=True, exist_ok=True)
        elif spare.get(path) != inode and _HALF not in path:
            _folder(stage / path, made)
            _link(output / path, stage / path)
    for path, content in changed.items():
        _folder(stage / path, made)
        _put(stage / path, content)
    if output.exists():  # who may read the site is for its owner to say, not for the swap
        stage.chmod(stat.S_IMODE(output.stat().st_mode) | stat.S_IRWXU)


def _one_by_one(
    output: Path,
    have: Mapping[str, int],
    changed: Mapping[str, bytes | Path],
    removed: set[str],
) -> None:
    """Assets, then pages, then lists of pages, then deletions: at no moment does a page lead to a missing one.

    Until all is done the manifest says of what changes that nobody knows its bytes: the next build looks.
    """
    made: set[Path] = set()
    halves = [path for path in have if path.rpartition("/")[2].startswith(_HALF)]
    for path in halves:
        (output / path).unlink()
    listed = output / MANIFEST
    before = listed.read_bytes() if listed.is_file() else b""
    unknown = "".join(f"{_key(path)} {_UNKNOWN}\n" for path in changed)
    _replace(listed, before + unknown.encode(), made)
    for path, content in sorted(changed.items(), key=lambda each: _turn(each[0])):
        if path != MANIFEST:
            _replace(output / path, content, made)
    for path in removed:
        (output / path).unlink(missing_ok=True)
    _prune(output, [*halves, *removed])
    _replace(listed, changed[MANIFEST], made)


def _replace(target: Path, content: bytes | Path, made: set[Path]) -> None:
    _folder(target, made)
    half = target.with_name(_HALF + target.name[-80:])
    _put(half, content)
    half.replace(target)


def _turn(path: str) -> tuple[int, str]:
    if not path.endswith(".html"):
        return (3 if path.endswith((".xml", ".json")) else 0), path
    return (2 if path.count("/") < 2 else 1), path


def _put(path: Path, content: bytes | Path) -> None:
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        shutil.copyfile(content, path)


def _folder(path: Path, made: set[Path]) -> None:
    if path.parent not in made:
        path.parent.mkdir(parents=True, exist_ok=True)
        made.add(path.parent)


def _link(old: Path, new: Path) -> None:
    try:
        os.link(old, new, follow_symlinks=False)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise
        shutil.copy2(old, new, follow_symlinks=False)  # a file system without hard links


def _prune(folder: Path, emptied: Iterable[str]) -> None:
    """Remove the folders in which some paths were the last."""
    for path in emptied:
        above = path
        while above := above.rpartition("/")[0]:
            try:
                (folder / above).rmdir()
            except OSError:
                break  # not empty, or gone already


def _exchange(stage: Path, output: Path) -> bool:
    """Let two folders change places in one step of the system; False where it can't."""
    if not output.exists():
        stage.rename(output)
        return True
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "linux":
            at = -100  # AT_FDCWD; 2 is RENAME_EXCHANGE (renameat2(2))
            if libc.renameat2(at, os.fsencode(stage), at, os.fsencode(output), 2) == 0:
                return True
            number = ctypes.get_errno()
            if number in (errno.EACCES, errno.EPERM, errno.EROFS):
                raise OSError(number, os.strerror(number), str(output))
            return False
        if sys.platform == "darwin":
            return bool(
                libc.renamex_np(os.fsencode(stage), os.fsencode(output), 2) == 0
            )  # RENAME_SWAP
    except AttributeError:  # a C library without that call
        return False
    return False
