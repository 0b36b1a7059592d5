"""`file:` targets: a folder of this machine → the same with the new site in it, at once.

The new site is made beside the old one, out of links to what stays, and takes its place in one step: by another link
where the target is one, else by an exchange of two folders. Where that can't be (someone else's disk is mounted in it,
the folder above is not ours), files are placed one by one, in the order of the shipment.
"""

import errno
import glob
import os
import shutil
import stat
from collections.abc import Iterator, Sequence
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
    parts = urlsplit(target.url)
    if parts.netloc not in ("", "localhost"):
        hint = "write three slashes: file:///srv/www"
        raise DigestError(Problem(target.name or target.url, 0, "`file:` names a machine", hint))
    path = (root / unquote(parts.path)).absolute()
    own = root.resolve()
    real = path.resolve()
    if real == own or real in own.parents or own / ".digest" in (real, *real.parents):
        hint = "name a folder for the site alone"
        raise DigestError(Problem(str(path), 0, "is this site's own folder", hint))
    yield _Folder(path)


class _Folder:
    """A folder. Beside it the next state is made, and the last one stays until then: who reads there is not cut off."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def there(self) -> There:
        """What lies there. Links are not followed: they are someone else's."""
        try:
            found = dict(_within(self._path))
        except OSError as error:
            raise _failed(error, self._path) from None
        files = {
            path: Lies(at.st_size, str(at.st_mtime_ns // 10**9))
            if stat.S_ISREG(at.st_mode)
            else Lies(-1, "")
            for path, at in found.items()
            if not stat.S_ISDIR(at.st_mode)
        }
        own = [bool(files.pop(path, None)) for path in (freight.MANIFEST, freight.UNDERWAY)]
        manifest, underway = (
            self.read(path) if lies else b""
            for path, lies in zip((freight.MANIFEST, freight.UNDERWAY), own, strict=True)
        )
        return There(files, manifest, underway)

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
            if fresh:
                yield from self._at_once(shipment, outbox, fresh)
            else:
                for half in self._path.rglob(place.HALF + "*"):  # of a delivery that was cut off
                    half.unlink()
                put = partial(self._put, stamp=stamp)
                yield from delivery.steps(shipment, outbox, put, self._note, self._delete, 2)
        except OSError as error:
            raise _failed(error, self._path) from None

    def _fresh(self, stamp: int) -> Path | None:
        """A new folder that can take the place of this one; None where none can. What lay there before is removed."""
        beside, name = self._path.parent, f".{self._path.name}.digest-"
        try:
            beside.mkdir(parents=True, exist_ok=True)
            now = self._path.resolve()
            for old in beside.glob(glob.escape(name) + "*"):
                if old != now and not old.is_symlink():
                    shutil.rmtree(old)
            if self._path.exists() and not self._path.is_dir():
                raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(self._path))
            if any(os.path.ismount(self._path / path) for path in ("", *_folders(self._path))):
                return None
            fresh = beside / f"{name}{stamp}"
            fresh.mkdir()
        except PermissionError:
            return None
        if self._path.is_dir() and not self._path.is_symlink():
            one, other = fresh / "one", fresh / "other"
            one.mkdir()
            other.mkdir()
            able = fresh.stat().st_dev == self._path.stat().st_dev and place.exchange(one, other)
            one.rmdir()
            other.rmdir()
            if not able:
                fresh.rmdir()
                return None
        return fresh

    def _at_once(self, shipment: Shipment, outbox: Outbox, fresh: Path) -> Iterator[Sent]:
        """The new state beside the old one, then in its place."""
        stamp = shipment.manifest.stamp
        sends = {parcel.path: parcel for parcel in shipment.sends}
        out = {*sends, *shipment.gone, freight.MANIFEST, freight.UNDERWAY}
        before = dict(_within(self._path))
        _carry(self._path, fresh, {path: at for path, at in before.items() if path not in out})
        lies = {}
        for path, parcel in sends.items():
            place.above(fresh / path)
            lies[path] = _placed(outbox / path, fresh / path, stamp)
            yield Sent(parcel.path, lies[path].size)
        place.prune(fresh, shipment.gone)
        done = freight.placed(shipment, lies).manifest
        place.above(fresh / freight.MANIFEST)
        place.put(fresh / freight.MANIFEST, freight.packed(done))
        last = self._path.resolve()
        if self._path.is_symlink():
            half = fresh.with_name(fresh.name + ".link")
            half.symlink_to(fresh.name)
            half.replace(self._path)
        elif not place.exchange(fresh, self._path):
            raise OSError(errno.EXDEV, "can't change places with another folder", str(self._path))
        else:
            last = fresh
        if last.is_dir():  # whoever else writes there may have done so meanwhile
            late = {path: at for path, at in _within(last) if path not in before}
            _carry(last, self._path, {path: at for path, at in late.items() if path not in sends})
        yield from (Sent(path, gone=True) for path in shipment.gone)

    def _put(self, parcel: Parcel, file: Path, stamp: int) -> Lies:
        target = self._path / parcel.path
        place.above(target)
        half = target.with_name(place.HALF + target.name[-80:])
        try:
            lies = _placed(file, half, stamp)
            half.replace(target)
        except OSError:
            half.unlink(missing_ok=True)
            raise
        return lies

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


def _folders(folder: Path) -> Iterator[str]:
    return (path for path, at in _within(folder) if stat.S_ISDIR(at.st_mode))


def _carry(old: Path, new: Path, found: dict[str, os.stat_result]) -> None:
    """What was found in one folder into another, files as links to the same."""
    if old.is_dir():
        shutil.copymode(old, new)
        with suppress(OSError):  # only the system's owner may give a folder away
            at = old.stat()
            os.chown(new, at.st_uid, at.st_gid)
    for path, at in found.items():
        if stat.S_ISDIR(at.st_mode):
            (new / path).mkdir(exist_ok=True)
            shutil.copymode(old / path, new / path)
        else:
            place.link(old / path, new / path)


def _placed(file: Path, target: Path, stamp: int) -> Lies:
    """A copy of a file, dated by its delivery."""
    place.put(target, file)
    os.utime(target, (stamp, stamp))
    return Lies(target.stat().st_size, str(stamp))


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
    return DigestError(Problem(where, 0, f"can't be published: {error.strerror or error}", hint))
