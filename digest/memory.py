"""What the last build knew, on disk: losing it costs time, never correctness."""

import errno
import os
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from functools import cache
from mmap import ACCESS_READ, mmap
from pathlib import Path

import msgspec

from digest.fingerprint import checksum, encode, fingerprint, of_bytes
from digest.model import Disk, Measured, Page, Reading, Seen, Stat, Text
from digest.names import Register
from digest.problems import DigestError, Problem

FOLDER = ".digest"
_NAME = "memory"
GLANCE = "glance"
BLUEPRINT = "plan"
FOLDERS = "folders"
_TEXTS = "texts-"
_ROOM = 4_000_000
"""Bytes of new texts that are held back before they are written down."""
_SHOWN = 1_000
"""Texts that stay unpacked: some four megabytes."""
_SEAL = 8
"""Bytes of the checksum a memory begins with."""
_WASTE = 16_000_000
"""Bytes of texts nobody asks for any more that are left in peace."""


class Kept(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A manuscript as it was read: its `stat` (None: look again), its fingerprint, and what it says.

    `names` is the mark of the register of entities that were looked for in its text.
    Its text lies in the file of texts, `size` bytes from `at`; the fingerprint of those is the body's mark.
    """

    stat: Stat | None
    mark: str
    names: str
    at: int
    size: int
    reading: Reading


class Beside(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A file beside manuscripts as it was seen: its `stat` (None: look again) and fingerprint.

    Of a picture also what it tells, and what is wrong with it; empty where nothing is.
    """

    stat: Stat | None
    mark: str
    measured: Measured | None = None
    trouble: str = ""


class Written(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A file of the last build.

    `mark` is the fingerprint of all it was made of, `content` that of its bytes; `seen` is how it lay in output/:
    inode, size, time of change. `parts` (packed; see `unpacked`) are the checksums of what it was made of, and
    `why` the names of those that had changed.
    """

    mark: str
    content: str
    seen: Seen
    parts: bytes
    why: tuple[str, ...]


class LostError(Exception):
    """A text is not where it was remembered; carries the path of its content file."""


class _Packed(msgspec.Struct, array_like=True, gc=False):
    """A memory as it lies on disk."""

    tool: str
    rules: str
    readings: dict[str, Kept]
    assets: dict[str, Beside]
    written: dict[str, Written]
    related: tuple[str, dict[str, tuple[str, ...]]]
    texts: str
    frame: tuple[str, int, int]
    blueprint: str
    amended: tuple[str, ...]


class Memory:
    """What is known: `readings` under `rules`, files to copy and files written, by path; and the texts.

    `related` is who was like whom, under the fingerprint of what that was found from.
    """

    def __init__(self, root: Path, packed: _Packed | None = None) -> None:
        self._root = root
        self.tool = tool()
        self.rules = packed.rules if packed else ""
        self.readings: dict[str, Kept] = packed.readings if packed else {}
        self.assets: dict[str, Beside] = packed.assets if packed else {}
        self.written: dict[str, Written] = packed.written if packed else {}
        self.related = packed.related if packed else ("", {})
        self.frame = packed.frame if packed else ("", 0, 0)
        """What of all but the manuscripts the last build was made from, since when and until when that counts."""
        self.blueprint = packed.blueprint if packed else ""
        """Which plan lies beside the memory: that of the last build that made one anew."""
        self.amended = packed.amended if packed else ()
        """Articles that say other things by now than that plan, in the same places."""
        self.register = Register(())
        """The entities whose names were looked for last."""
        self.changed: dict[str, Reading] = {}
        """What manuscripts said before they were read anew just now."""
        self._texts = packed.texts if packed else ""
        self._file = -1
        self._size = 0
        self._fresh: dict[str, bytes] = {}
        self._waiting: list[bytes] = []
        self._room = 0
        self._shown: dict[str, Text] = {}
        self.disk: Disk | None = None
        """What lies in output/, where this process knows without a look."""
        self.carried: Mapping[str, Page] | None = None
        """The pages of the plan that output/ was brought to, where nothing of it is missing there."""
        self.writes = False
        """Whether new texts go to disk; else they wait in this process, as `digest check` wants it."""
        if self._texts:
            try:
                self._file = os.open(root / FOLDER / self._texts, os.O_RDWR | os.O_NOFOLLOW)
                self._size = os.fstat(self._file).st_size
            except OSError:
                self._texts = ""

    def text(self, path: str) -> Text:
        """The text of a content file. Raises LostError where it is not what was remembered.

        Feeds carry the same texts: the last ones stay unpacked, by fingerprint.
        """
        kept = self.readings.get(path)
        mark = body_mark(kept.reading) if kept else ""
        text = self._shown.get(mark)
        if text is None:
            text = _unpack_text(self.packed_text(path))
            if len(self._shown) >= _SHOWN:
                self._shown.clear()
            if mark:
                self._shown[mark] = text
        return text

    def packed_text(self, path: str) -> bytes:
        """A text as it is kept. Raises LostError where it is not what was remembered."""
        if path in self._fresh:
            return self._fresh[path]
        kept = self.readings.get(path)
        if kept is None or self._file < 0:
            raise LostError(path)
        try:
            found = os.pread(self._file, kept.size, kept.at)
        except OSError:
            raise LostError(path) from None
        if of_bytes(found) != body_mark(kept.reading):
            raise LostError(path)
        return found

    def keep(
        self, path: str, stat: Stat | None, mark: str, names: str, reading: Reading, text: bytes
    ) -> None:
        """Remember what a manuscript says, whom it names of which register, and its packed text."""
        at = self._size + self._room
        if body_mark(reading):
            self._fresh[path] = text
            self._waiting.append(text)
            self._room += len(text)
        self.readings[path] = Kept(stat, mark, names, at, len(text), reading)
        if self.writes and self._room > _ROOM:
            self.flush()

    def flush(self) -> None:
        """Write new texts down behind the others."""
        if not self._waiting:
            return
        folder = self._root / FOLDER
        try:
            if self._file < 0:
                self._begin(folder)
            chunk = b"".join(self._waiting)
            while chunk:
                done = os.pwrite(self._file, chunk, self._size)
                self._size += done
                chunk = chunk[done:]
        except OSError as error:
            raise unusable(folder / self._texts, error) from error
        self._fresh, self._waiting, self._room = {}, [], 0

    def _begin(self, folder: Path) -> None:
        """A new file of texts, under a name no memory knows."""
        folder.mkdir(exist_ok=True)
        number = 1
        while True:
            self._texts = f"{_TEXTS}{number}"
            try:
                flags = os.O_RDWR | os.O_CREAT | os.O_EXCL
                self._file, self._size = os.open(folder / self._texts, flags, 0o644), 0
                return
            except FileExistsError:
                number += 1

    def joined(self, other: "Memory") -> "Memory":
        """What another process remembered since, and what this one has read since; this one is closed."""
        for path, kept in self.readings.items():
            there = other.readings.get(path)
            if there is None or (there.mark, there.stat) != (kept.mark, kept.stat):
                with suppress(LostError):
                    text = self.packed_text(path) if body_mark(kept.reading) else b""
                    other.keep(path, kept.stat, kept.mark, kept.names, kept.reading, text)
        other.rules, other.writes, other.register = self.rules, self.writes, self.register
        self.close()
        return other

    def close(self) -> None:
        """Let go of the file of texts."""
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def save(self) -> None:
        """Keep it for the next build, whole or not at all."""
        self.flush()
        folder = self._root / FOLDER
        try:
            used = sum(kept.size for kept in self.readings.values())
            if self._size - used > max(_WASTE, used):
                self._compact(folder)
            content = msgspec.msgpack.encode(
                _Packed(
                    self.tool,
                    self.rules,
                    self.readings,
                    self.assets,
                    self.written,
                    self.related,
                    self._texts,
                    self.frame,
                    self.blueprint,
                    self.amended,
                )
            )
            folder.mkdir(exist_ok=True)
            new = folder / (_NAME + ".new")
            with new.open("wb") as file:
                file.write(checksum(content))
                file.write(content)
            new.replace(folder / _NAME)
        except OSError as error:
            raise unusable(folder, error) from error
        spent = [path for path in folder.glob(_TEXTS + "*") if path.name != self._texts]
        halves = (folder / (name + ".new") for name in (GLANCE, BLUEPRINT, FOLDERS))
        for path in (*spent, *halves):  # those of builds that were killed, too
            with suppress(OSError):
                path.unlink()

    def _compact(self, folder: Path) -> None:
        """Write the texts that are still asked for into a new file."""
        old, before = self._file, self.readings
        self.readings = {}
        self._begin(folder)
        try:
            for path, kept in before.items():
                text = os.pread(old, kept.size, kept.at)  # damaged or not: whoever reads it looks
                self.keep(path, kept.stat, kept.mark, kept.names, kept.reading, text)
                if self._room > _ROOM:
                    self.flush()
            self.flush()
        finally:
            os.close(old)


def load(root: Path) -> Memory:
    """The memory of the site in a folder; an empty one where it is missing, damaged or another version's."""
    content = _content(root)
    try:
        if content and _unpack_tool(content).tool == tool():
            known = _unpack(content)
            if (root / FOLDER / known.texts).is_file():
                return Memory(root, known)
    except (OSError, msgspec.DecodeError):
        pass
    return Memory(root)


def written(root: Path) -> dict[str, Written]:
    """The files that were written last, as `load` knows them: in a sixth of its time."""
    content = _content(root)
    try:
        known = _unpack_written(content) if content else None
    except msgspec.DecodeError:
        known = None
    return known.written if known and known.tool == tool() else {}


def ours(root: Path) -> bool:
    """Whether a memory is there that this version of the program wrote."""
    content = _content(root)
    try:
        return bool(content) and _unpack_tool(content).tool == tool()
    except msgspec.DecodeError:
        return False


def _content(root: Path) -> memoryview:
    """A memory as it was packed; empty where it is missing or damaged."""
    packed = mapped(root / FOLDER / _NAME)
    content = packed[_SEAL:]
    return content if checksum(content) == packed[:_SEAL] else content[:0]


def mapped(path: Path) -> memoryview:
    """The bytes of a file that is replaced, never written to, without a copy. Empty where it can't be read."""
    try:
        if path.is_file():  # a pipe would never end
            with path.open("rb") as file:
                return memoryview(mmap(file.fileno(), 0, access=ACCESS_READ))
    except (OSError, ValueError):  # what is empty can't be mapped
        pass
    return memoryview(b"")


class _Tool(msgspec.Struct, array_like=True):
    """The first of what a memory holds."""

    tool: str


class _PackedWritten(msgspec.Struct, array_like=True, gc=False):
    """What a memory holds up to the files written; of the rest no value is made."""

    tool: str
    rules: str
    readings: msgspec.Raw
    assets: msgspec.Raw
    written: dict[str, Written]


_unpack_written = msgspec.msgpack.Decoder(_PackedWritten).decode
_unpack = msgspec.msgpack.Decoder(_Packed).decode
_unpack_tool = msgspec.msgpack.Decoder(_Tool).decode


def put_beside(root: Path, name: str, packed: bytes) -> None:
    """Keep something beside the memory, sealed, whole or not at all; a build is right without, and looks closer."""
    new = root / FOLDER / (name + ".new")
    with suppress(OSError):
        try:
            new.write_bytes(of_bytes(packed).encode() + packed)
            new.replace(root / FOLDER / name)
        except OSError:
            new.unlink()


def beside(root: Path, name: str) -> bytes:
    """What was kept beside the memory; empty where it is missing or damaged. Raises OSError where it can't be read."""
    path = root / FOLDER / name
    packed = path.read_bytes() if path.is_file() else b""
    return packed[24:] if of_bytes(packed[24:]).encode() == packed[:24] else b""


def stamp(root: Path) -> str:
    """What tells one saved memory of a site from the next."""
    try:
        seen = (root / FOLDER / _NAME).stat()
    except OSError:
        return ""
    return f"{seen.st_ino} {seen.st_mtime_ns} {seen.st_size}"


def packed(text: Text) -> bytes:
    """A text as it is kept; the fingerprint of these bytes is that of the text."""
    return encode(text)


def unpacked_text(packed: bytes) -> Text:
    """A text that was kept."""
    return _unpack_text(packed)


_unpack_text = msgspec.msgpack.Decoder(Text).decode
_unpack_parts = msgspec.msgpack.Decoder(dict[str, int]).decode


def packed_parts(parts: dict[str, int]) -> bytes:
    """What a written file was made of, as it is kept."""
    return encode(parts)


def unpacked(parts: bytes) -> dict[str, int]:
    """What a written file was made of: checksums by name."""
    return _unpack_parts(parts)


def body_mark(reading: Reading) -> str:
    """The fingerprint of a reading's text; empty where it has none."""
    found = reading.article or reading.profile or reading.standalone
    return found.body.mark if found else ""


@contextmanager
def held(root: Path, name: str = "lock") -> Iterator[None]:
    """Keep other builds of the same site waiting, or whatever else asks for the lock called `name`.

    The lock is the system's: a process that dies gives it back.
    """
    from filelock import FileLock  # slow to import: only when something is written

    folder = root / FOLDER
    try:
        folder.mkdir(exist_ok=True)
        lock = FileLock(folder / name)
        lock.acquire()
    except OSError as error:
        raise unusable(folder, error) from error
    try:
        yield
    finally:
        lock.release()


def forget(root: Path) -> None:
    """Lose all that is remembered on purpose, for a clean build."""
    try:
        for name in (_NAME, GLANCE, BLUEPRINT, FOLDERS):
            (root / FOLDER / name).unlink(missing_ok=True)
    except OSError as error:
        raise unusable(root / FOLDER, error) from error


def unusable(folder: Path, error: OSError) -> DigestError:
    """What to raise where something below .digest/ can't be written."""
    message = f"can't be written: {error.strerror or error}"
    full = error.errno in (errno.ENOSPC, errno.EDQUOT)
    hint = "make room, and build again" if full else "move it away, or mend its permissions"
    return DigestError(Problem(str(error.filename or folder), 0, message, hint))


_MAKERS = (
    "babel",
    "cbor2",
    "jinja2",
    "markdown",
    "msgspec",
    "nh3",
    "pagefind",
    "pagefind-bin",
    "pagefind-bin-extended",
    "pillow",
    "pygments",
    "python-slugify",
    "pyyaml",
    "tzdata",
)
"""What the bytes depend on beside our own code; `pygments` where it is installed, for Markdown's `codehilite`."""


@cache
def tool() -> str:
    """The program is an input too: its own files, and the versions of what makes the bytes.

    By content, not by date: a wheel's files may all have one, and a fresh install of the same has others.
    """
    own = Path(__file__).parent
    code = {
        path.relative_to(own).as_posix(): of_bytes(path.read_bytes()) for path in own.rglob("*.py")
    }
    found = _versions()
    versions = [found.get(name) or _version(name) for name in _MAKERS]
    return fingerprint([code, sys.version_info[:3], versions])


def _versions() -> dict[str, str]:
    """Versions of installed packages, by the names of the folders that say so."""
    found: dict[str, str] = {}
    for place in sys.path:
        with suppress(OSError):
            for name in os.listdir(place or "."):  # noqa: PTH208 - hundreds of names, each start
                if name.endswith(".dist-info"):
                    package, _, version = name.removesuffix(".dist-info").partition("-")
                    found.setdefault(re.sub(r"[-_.]+", "-", package).lower(), version)
    return found


def _version(name: str) -> str:
    from importlib import metadata  # slow to import: only where a folder's name doesn't say it

    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return ""
