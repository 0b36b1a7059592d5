"""`file:` targets: a folder of this machine → the same with the new site in it, at once.

The new site is made beside the old one, out of links to what stays, and takes its place in one step: by another link
where the target is one, else by an exchange of two folders. Where that can't be (someone else's disk is mounted in it,
the folder above is not ours), files are placed one by one, in the order of the shipment.
"""

import errno
import os
import re
import shutil
import stat
from collections.abc import Generator, Iterator, Sequence, Set
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from urllib.parse import unquote, urlsplit

from digest import delivery, freight, place
from digest.freight import Outbox
from digest.model import Lies, Parcel, Sent, Shipment, Target, There
from digest.problems import DigestError, Problem


@contextmanager
def host(target: Target, root: Path) -> Iterator["_Folder"]:
    """A visit to a folder; it need not be there yet. Relative addresses (`file:public`) begin in the site's folder."""
    named = target.shown
    try:
        parts = urlsplit(target.url)
        path = (root / unquote(parts.path)).absolute()
        own, real = root.resolve(), path.resolve()
    except (OSError, RuntimeError, ValueError):
        hint = "write it as file:///srv/www"
        raise DigestError(Problem(named, 0, "the address can't be read", hint)) from None
    if parts.netloc not in ("", "localhost"):
        hint = "write three slashes: file:///srv/www"
        raise DigestError(Problem(named, 0, "`file:` names a machine", hint))
    if parts.query or parts.fragment:
        hint = "write %3F for a question mark and %23 for a number sign"
        raise DigestError(Problem(named, 0, "the address goes on after `?` or `#`", hint))
    if real == own or real in own.parents or own / ".digest" in (real, *real.parents):
        hint = "name a folder for the site alone"
        raise DigestError(Problem(str(path), 0, "is this site's own folder", hint))
    yield _Folder(path)


class _Folder:
    """A folder. Beside it the next state is made, and the last one stays until then: who reads there is not cut off."""

    answers = False

    def __init__(self, path: Path) -> None:
        self._path = path
        self._found: dict[str, os.stat_result] | None = None
        """All that lay there when it was looked at last; None where it never was."""

    def there(self) -> There:
        """What lies there. Links are not followed: they are someone else's."""
        try:
            found = self._found = dict(_within(self._path))
        except OSError as error:
            raise _failed(error, self._path) from None
        files = {
            path: Lies(at.st_size, str(at.st_mtime_ns // 10**9))
            if stat.S_ISREG(at.st_mode)
            else Lies(-1, "")
            for path, at in found.items()
            if not stat.S_ISDIR(at.st_mode)
        }
        return freight.there(files, self.read)

    def mark(self, parcel: Parcel, file: Path, stamp: int) -> str:
        """The time of the delivery: files are dated by it."""
        return str(stamp)

    def read(self, path: str) -> bytes:
        """The bytes of a file there."""
        try:
            return (self._path / path).read_bytes()
        except OSError as error:
            raise _failed(error, self._path / path) from None

    def steps(self, shipment: Shipment, outbox: Outbox) -> Iterator[Sent]:
        """All at once where the folder can change places with another, else one by one."""
        if shipment.idle:
            return
        stamp = shipment.manifest.stamp
        try:
            fresh = self._fresh(stamp)
            if fresh and (yield from self._at_once(shipment, outbox, fresh)):
                return
            for half in self._path.rglob(place.HALF + "*"):  # of a delivery that was cut off
                half.unlink()
            put = partial(self._put, stamp=stamp)
            yield from delivery.steps(shipment, outbox, put, self._note, self._delete, 2)
        except OSError as error:
            raise _failed(error, self._path) from None

    def _fresh(self, stamp: int) -> Path | None:
        """A folder that can take the place of this one: its last state but one, or a new one; None where none can."""
        beside, name = self._path.parent, f".{self._path.name}.digest-"
        if self._path.exists() and not self._path.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(self._path))
        try:
            beside.mkdir(parents=True, exist_ok=True)
            now = self._path.resolve()
            fresh = beside / f"{name}{stamp}"
            for old in sorted(beside.iterdir()):
                if old == now or not re.fullmatch(re.escape(name) + r"\d+(\.link)?", old.name):
                    continue
                if old.is_symlink():
                    old.unlink()
                elif old.is_dir():
                    if _mounts(old):
                        raise OSError(errno.EBUSY, os.strerror(errno.EBUSY), str(old))
                    if fresh.exists():
                        shutil.rmtree(old)
                    elif old != fresh:
                        old.rename(fresh)
            if self._path.is_dir() and (_mounts(now) or not _movable(now)):
                return None
            fresh.mkdir(exist_ok=True)
        except PermissionError:
            return None
        if self._path.is_dir() and not self._path.is_symlink():
            one, other = fresh / f"{place.HALF}one", fresh / f"{place.HALF}other"
            one.mkdir(exist_ok=True)
            other.mkdir(exist_ok=True)
            able = place.exchange(one, other) and fresh.stat().st_dev == self._path.stat().st_dev
            one.rmdir()
            other.rmdir()
            if not able:
                shutil.rmtree(fresh)
                return None
        return fresh

    def _at_once(
        self, shipment: Shipment, outbox: Outbox, fresh: Path
    ) -> Generator[Sent, None, bool]:
        """The new state beside the old one, then in its place; False where the two can't change places after all."""
        stamp = shipment.manifest.stamp
        sends = [parcel.path for parcel in shipment.sends]
        out = {*sends, *shipment.gone, freight.MANIFEST, freight.UNDERWAY}
        found = dict(_within(self._path)) if self._found is None else self._found
        before = {path: at for path, at in found.items() if path not in out}
        last, swapped = self._path.resolve(), False
        try:
            _settle(self._path, fresh, before)
            lies = {}
            for path in sends:
                place.above(fresh / path)
                place.put(fresh / path, outbox / path, stamp)
                lies[path] = Lies((fresh / path).stat().st_size, str(stamp))
                yield Sent(path, lies[path].size)
            place.prune(fresh, shipment.gone)
            done = freight.placed(shipment, lies).manifest
            place.above(fresh / freight.MANIFEST)
            place.put(fresh / freight.MANIFEST, freight.packed(done))
            if self._path.is_symlink():
                half = fresh.with_name(fresh.name + ".link")
                half.symlink_to(fresh.name)
                half.replace(self._path)
                swapped = True
            else:
                there = self._path.exists()
                swapped = place.exchange(fresh, self._path)
                last = fresh if there else self._path
        finally:
            if not swapped:
                shutil.rmtree(fresh, ignore_errors=True)
        if not swapped:
            return False
        if last != self._path:
            self._follow(last, before, out)
        yield from (Sent(path, gone=True) for path in shipment.gone)
        return True

    def _follow(self, last: Path, before: dict[str, os.stat_result], out: Set[str]) -> None:
        """Do again what others did to their files in the old state while the new one was made."""
        now = {path: at for path, at in _within(last) if path not in out}
        for path, at in now.items():
            was = before.get(path)
            if was is None or (was.st_ino != at.st_ino and not stat.S_ISDIR(at.st_mode)):
                if was is not None:
                    (self._path / path).unlink(missing_ok=True)
                _carry(last, self._path, {path: at})
        for path, at in before.items():
            if path not in now and not stat.S_ISDIR(at.st_mode):
                (self._path / path).unlink(missing_ok=True)

    def _put(self, parcel: Parcel, file: Path, stamp: int) -> Lies:
        place.replace(self._path / parcel.path, file, stamp)
        return Lies(file.stat().st_size, str(stamp))

    def _note(self, path: str, content: bytes) -> None:
        place.replace(self._path / path, content)

    def _delete(self, paths: Sequence[str]) -> None:
        for path in paths:
            (self._path / path).unlink(missing_ok=True)
        place.prune(self._path, paths)


def _within(folder: Path) -> Iterator[tuple[str, os.stat_result]]:
    """All that lies in a folder, by path relative to it; what is in a folder comes after it. Links are not followed."""
    todo = [(str(folder), "")]
    while todo:
        at, prefix = todo.pop()
        try:
            entries = sorted(os.scandir(at), key=lambda entry: entry.name)
        except FileNotFoundError:
            continue
        for entry in entries:
            if entry.name.startswith(place.HALF):  # a delivery that was cut off
                continue
            path = prefix + entry.name
            yield path, entry.stat(follow_symlinks=False)
            if entry.is_dir(follow_symlinks=False):
                todo.append((entry.path, path + "/"))


def _mounts(folder: Path) -> bool:
    """Whether something is mounted at a folder or in it: it would move with the folder, or be emptied."""
    try:  # a folder of the same disk is told here alone (proc_pid_mountinfo(5), fifth field)
        lines = Path("/proc/self/mountinfo").read_text("utf-8", "surrogateescape").splitlines()
        found = [
            re.sub(r"\\(\d{3})", lambda at: chr(int(at[1], 8)), line.split(" ")[4])
            for line in lines
        ]
    except (OSError, IndexError):
        inside = (path for path, at in _within(folder) if stat.S_ISDIR(at.st_mode))
        return any(os.path.ismount(folder / path) for path in ("", *inside))
    return any(folder in (Path(each), *Path(each).parents) for each in found)


def _movable(folder: Path) -> bool:
    """Whether all there can be carried into another folder as it is: what others own only root can."""
    user = os.geteuid() if hasattr(os, "geteuid") else 0
    return user == 0 or all(at.st_uid == user for _, at in _within(folder))


def _settle(old: Path, new: Path, wanted: dict[str, os.stat_result]) -> None:
    """A folder that holds what is wanted of another, and nothing else. What is there and right already stays."""
    have = dict(_within(new))
    for path, at in reversed(have.items()):  # what is in a folder comes after it
        goal = wanted.get(path)
        if stat.S_ISDIR(at.st_mode):
            if goal is None or not stat.S_ISDIR(goal.st_mode):
                shutil.rmtree(new / path)  # with what a cut delivery left in it
        elif goal is None or not _right(at, goal):
            (new / path).unlink()
    _carry(old, new, {path: at for path, at in wanted.items() if not _right(have.get(path), at)})


def _right(have: os.stat_result | None, wanted: os.stat_result) -> bool:
    """Whether a file is the one that is wanted, or a folder belongs to whom it should."""
    if have is None or stat.S_IFMT(have.st_mode) != stat.S_IFMT(wanted.st_mode):
        return False
    if stat.S_ISDIR(have.st_mode):
        return (have.st_mode, have.st_uid, have.st_gid) == (
            wanted.st_mode,
            wanted.st_uid,
            wanted.st_gid,
        )
    return (have.st_dev, have.st_ino) == (wanted.st_dev, wanted.st_ino)


def _carry(old: Path, new: Path, found: dict[str, os.stat_result]) -> None:
    """What was found in one folder into another, files as links to the same."""
    if old.is_dir():
        _alike(old, new)
    for path, at in found.items():
        if stat.S_ISDIR(at.st_mode):
            (new / path).mkdir(exist_ok=True)
            _alike(old / path, new / path)
        else:
            place.link(old / path, new / path)


def _alike(old: Path, new: Path) -> None:
    shutil.copymode(old, new)
    with suppress(OSError):  # only the system's owner may give a folder away
        at = old.stat()
        os.chown(new, at.st_uid, at.st_gid)


def _failed(error: OSError, path: Path) -> DigestError:
    """What to raise where the system refuses: in words for who publishes."""
    where = str(error.filename or path).replace(place.HALF, "")
    hint = "look at that place, and publish again"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        hint = "make room there, and publish again: what is done is not done twice"
    elif error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
        hint = "let the user who publishes write there"
    elif error.errno == errno.ENOTDIR:
        hint = "move that file away, or name another folder"
    elif error.errno == errno.EBUSY:
        hint = "unmount what is mounted in it, and publish again"
    return DigestError(Problem(where, 0, f"can't be published: {error.strerror or error}", hint))
