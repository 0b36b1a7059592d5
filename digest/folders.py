"""A tree on disk → what lies in it; of folders that have not changed since an earlier look, none is opened again."""

import errno
import os
import time
from contextlib import suppress
from pathlib import Path
from stat import S_ISDIR

import msgspec

from digest import content, memory


class Listing(msgspec.Struct, array_like=True, gc=False):
    """What lies in a folder that was last changed at these times (ns): folders, and all else with its inode.

    Whatever is made, removed or renamed in a folder changes its times (POSIX.1-2017, open, rename, unlink, link).
    """

    modified: int
    changed: int
    folders: list[str]
    others: list[str]
    inodes: list[int]


class Folders:
    """Listings of folders by device and inode: wherever a folder is moved to, it holds what it held."""

    def __init__(self, known: dict[int, dict[int, Listing]] | None = None) -> None:
        self._known = known or {}
        self._now: dict[int, dict[int, Listing]] = {}
        self._opened = False

    def within(self, folder: str) -> Listing:
        """What lies in a folder. Raises OSError where it can't be read, or is none."""
        begin = time.time_ns()
        seen = os.lstat(folder)
        if not S_ISDIR(seen.st_mode):
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), folder)
        found = self._known.get(seen.st_dev, {}).get(seen.st_ino)
        if found and (found.modified, found.changed) == (seen.st_mtime_ns, seen.st_ctime_ns):
            self._now.setdefault(seen.st_dev, {})[seen.st_ino] = found
            return found
        found = Listing(seen.st_mtime_ns, seen.st_ctime_ns, [], [], [])
        self._opened = True
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    found.folders.append(entry.name)
                else:
                    found.others.append(entry.name)
                    found.inodes.append(entry.inode())
        # one that has just been changed may change again, and its times stay
        if content.settled(content.stat_of(seen), begin) and _speakable(found):
            self._now.setdefault(seen.st_dev, {})[seen.st_ino] = found
        return found

    def save(self, root: Path) -> None:
        """Keep what was looked at for the next look."""
        if not self._opened:
            return
        packed = msgspec.msgpack.encode((memory.tool(), self._now))
        memory.put_beside(root, memory.FOLDERS, packed)


def load(root: Path) -> Folders:
    """What was looked at last; nothing where that is lost."""
    with suppress(OSError, msgspec.DecodeError):
        tool, known = _unpack(memory.beside(root, memory.FOLDERS))
        if tool == memory.tool():
            return Folders(known)
    return Folders()


def _speakable(found: Listing) -> bool:
    """Whether all names are text: others' files may have any."""
    try:
        "".join((*found.folders, *found.others)).encode()
    except UnicodeEncodeError:
        return False
    return True


_unpack = msgspec.msgpack.Decoder(tuple[str, dict[int, dict[int, Listing]]]).decode
