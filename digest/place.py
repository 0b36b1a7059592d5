"""Bytes, a place on disk → the file there, whole or not at all; folders that change places."""

import ctypes
import errno
import os
import shutil
import sys
from collections.abc import Iterable
from pathlib import Path

HALF = ".digest-new-"
"""How names of files begin that are not whole yet."""


def half(target: Path) -> Path:
    """Where a file is made before it takes its place."""
    return target.with_name(HALF + target.name[-80:])


def replace(target: Path, content: bytes | Path, stamp: int | None = None) -> None:
    """Other bytes, or those of another file, in the place of a file, or where none was. Raises OSError.

    `stamp` dates it, in seconds since 1970.
    """
    above(target)
    made = half(target)
    try:
        put(made, content, stamp)
        made.replace(target)
    except OSError:
        made.unlink(missing_ok=True)
        raise


def put(path: Path | str, content: bytes | Path, stamp: int | None = None) -> None:
    """A file with these bytes, or those of another, where nobody looks yet. Raises OSError."""
    if isinstance(content, Path):
        shutil.copyfile(content, path)
    else:
        _write(path, content)
    if stamp is not None:
        os.utime(path, (stamp, stamp))


def _write(path: Path | str, content: bytes) -> None:
    file = os.open(
        path, _NEW, 0o666
    )  # a third of what Python's own files cost, many thousand times
    try:
        done = os.write(file, content)
        while done < len(content):  # the system may take less than it is given
            done += os.write(file, content[done:])
    finally:
        os.close(file)


_NEW = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_BINARY", 0)


def above(path: Path | str) -> None:
    """The folder that a file goes to; the one above it is mostly there."""
    folder = os.path.split(path)[0]
    try:
        os.mkdir(folder)  # noqa: PTH102 - a Path takes its time, many thousand times
    except FileExistsError:
        pass  # where it is no folder, the file's own making says so
    except FileNotFoundError:
        Path(folder).mkdir(parents=True, exist_ok=True)


def link(old: Path | str, new: Path | str) -> None:
    """The same file at another place too; a copy where the disk knows no such links. Raises OSError."""
    try:
        os.link(old, new, follow_symlinks=False)
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise
        shutil.copy2(old, new, follow_symlinks=False)  # a file system without hard links


def prune(folder: Path, emptied: Iterable[str]) -> None:
    """Remove the folders in which some paths were the last."""
    for path in emptied:
        above = path
        while above := above.rpartition("/")[0]:
            try:
                (folder / above).rmdir()
            except OSError:
                break  # not empty, or gone already


def exchange(stage: Path, output: Path) -> bool:
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
