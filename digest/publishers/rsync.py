"""`rsync:` targets: a folder on another machine, reached by the system's own rsync and ssh → the site there.

Files are dated by the delivery that brought them, so that size and time tell what digest put there. Each phase is one
call of rsync, which places a file when it is whole; half ones wait in a folder of digest's own. All calls share one
connection. rsync's `--delay-updates` is not used: what a delivery brought before it was cut off would not count.
"""

import calendar
import io
import os
import re
import shlex
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path

from digest import delivery, freight, place, remote
from digest.delivery import PassingError
from digest.freight import Outbox
from digest.model import Lies, Parcel, Sent, Shipment, Target, There
from digest.problems import DigestError, Problem
from digest.remote import Remote

HALF = freight.FOLDER + "half"
"""Where files are at the target until they are whole."""
LINGERS = 20
"""Seconds the shared connection outlives its last call, should nobody be left to end it."""
_LINE = re.compile(rb"(.)[rwxsStT.+@-]{9,11} +([\d,]+) (\d{4}/\d\d/\d\d \d\d:\d\d:\d\d) (.*)")
"""A line of rsync's lists: kind and mode, size, time, name."""
_PLAIN = re.compile(r"[\w./@+,-]*", re.ASCII)
_NUMBER = re.compile(r"\((\d+)\)(?:$|:)", re.MULTILINE)
_ABOUT = re.compile(r' "(?:[^"]*?/)?(?:\.digest/half/)?([^"/]+)"(?: \(in [^)]*\))?(?: failed|:)')


@contextmanager
def host(target: Target, root: Path) -> Iterator["_Rsync"]:
    """A visit to a folder of another machine. Calls are made when something is asked for."""
    where = remote.parsed(target)
    program = shutil.which("rsync")
    if not program or not shutil.which(_shell()[0]):
        missing, package = ("ssh", "openssh-client") if program else ("rsync", "rsync")
        hint = f"install it on this machine: apt-get install {package}"
        raise DigestError(Problem(where.name, 0, f"needs the program {missing}", hint))
    with tempfile.TemporaryDirectory(prefix="digest-", ignore_cleanup_errors=True) as private:
        visit = _Rsync(where, program, Path(private))
        try:
            yield visit
        finally:
            visit.end()


def _shell() -> list[str]:
    """The command by which rsync calls other machines."""
    return shlex.split(os.environ.get("RSYNC_RSH", "")) or ["ssh"]


class _Rsync:
    """A folder on another machine. `private` is a folder of this one that nobody else can look into."""

    answers = False

    def __init__(self, where: Remote, program: str, private: Path) -> None:
        self._where, self._program, self._private = where, program, private
        self._folders: set[str] | None = None
        self._litter: tuple[str, ...] = ()
        self._missing = False
        self._called = False
        self._socket = private / "line"
        self._ssh = [
            *_shell(),
            *("-o", "BatchMode=yes", "-o", f"ConnectTimeout={remote.CONNECT}"),
            *("-o", "ServerAliveInterval=15", "-o", "ServerAliveCountMax=3"),
        ]
        if len(str(private)) < 80 and _PLAIN.fullmatch(str(private)):  # what a socket's name may be
            self._ssh += ["-o", "ControlMaster=auto", "-o", f"ControlPersist={LINGERS}"]
            self._ssh += ["-o", f"ControlPath={self._socket}"]
        if where.port:
            self._ssh += ["-p", str(where.port)]
        machine = f"[{where.machine}]" if ":" in where.machine else where.machine
        self._base = f"{where.user}@{machine}:" if where.user else f"{machine}:"

    def end(self) -> None:
        """Give the shared connection up."""
        if self._socket.exists():
            command = [*self._ssh, "-O", "exit", self._where.machine]
            with suppress(OSError, subprocess.TimeoutExpired):
                subprocess.run(command, capture_output=True, timeout=5, check=False)  # noqa: S603

    def there(self) -> There:
        """What lies there. A folder that nobody may look into is someone else's, whole."""
        return delivery.tried(self._there)

    def _there(self) -> There:
        files: dict[str, Lies] = {}
        folders: set[str] = set()
        shut: list[str] = []
        try:
            for line in self._lines(["--list-only", "-r", "--no-human-readable", self._from()]):
                found = _LINE.fullmatch(line)
                if not found:
                    continue
                kind, size, at, name = found.groups()
                path = _name(name)
                if kind == b"d":
                    folders |= {path} - {"."}
                elif kind == b"-":
                    files[path] = Lies(int(size.replace(b",", b"")), _seconds(at))
                else:
                    files[path] = Lies(-1, "")
        except _PartlyError as partly:
            if partly.missing:
                self._folders, self._missing = set(), True
                return There({})
            shut = partly.shut(folders)
        files |= {path: Lies(-1, "") for path in shut}
        self._folders, self._missing = folders, False
        self._litter = tuple(path for path in files if _litter(path))
        for path in self._litter:
            del files[path]
        own = [path for path in (freight.MANIFEST, freight.UNDERWAY) if files.pop(path, None)]
        notes = self._fetched(own) if own else {}
        for path in own:
            if path not in notes:  # without them all there would look like someone else's
                raise self._where.barred("forbidden", path)
        return There(files, notes.get(freight.MANIFEST, b""), notes.get(freight.UNDERWAY, b""))

    def mark(self, parcel: Parcel, file: Path, stamp: int) -> str:
        """The time of the delivery: files are dated by it."""
        return str(stamp)

    def read(self, path: str) -> bytes:
        """The bytes of a file there."""
        found = self._fetched([path]).get(path)
        if found is None:
            raise self._where.failed(f"{path} is not there", remote.AGAIN)
        return found

    def steps(self, shipment: Shipment, outbox: Outbox) -> Iterator[Sent]:
        """Notice, phases, deletes, manifest: each when the one before is done."""
        if self._folders is None:
            self.there()
        if shipment.idle:
            return
        stamp = shipment.manifest.stamp
        dated = outbox / freight.FOLDER / "dated"
        try:
            self._note(freight.UNDERWAY, freight.notice(shipment))
            self._delete(self._litter)
            lies: dict[str, Lies] = {}
            for phase in shipment.phases:
                for parcel in phase:
                    copy = dated / parcel.path  # the file itself may be a link to one of output/
                    place.above(copy)
                    place.put(copy, outbox / parcel.path, stamp)
                    lies[parcel.path] = Lies(copy.stat().st_size, str(stamp))
                for parcel in self._phase(phase, dated):
                    yield Sent(parcel.path, lies[parcel.path].size)
            self._delete(shipment.gone)
            self._prune(shipment.gone)
            yield from (Sent(path, gone=True) for path in shipment.gone)
            self._note(freight.MANIFEST, freight.packed(freight.placed(shipment, lies).manifest))
            self._delete((freight.UNDERWAY,))
        except OSError as error:
            message = f"can't be made ready: {error.strerror or error}"
            raise self._where.failed(message, "look at the disk of this machine") from None
        finally:
            shutil.rmtree(dated, ignore_errors=True)

    def _phase(self, phase: Sequence[Parcel], dated: Path) -> Iterator[Parcel]:
        """Each file of a phase once it was sent. After a failure that may pass, rsync is told of all of them again:
        what it says it sent may have been lost on the way, and what lies there it passes over by size and time.
        """
        if not phase:
            return
        left = {parcel.path: parcel for parcel in phase}
        made = self._above(left)
        options = [*self._placing(), f"--temp-dir={HALF}"]
        options.append("--out-format=%b %n")  # asked for bytes, rsync tells of a file after it
        every = [*made, *left]
        for pause in (*delivery.pauses(), None):
            command = [*options, self._list(every), f"{dated}/", self._from()]
            try:
                for line in self._lines(command):
                    parcel = left.pop(_name(line.partition(b" ")[2]), None)
                    if parcel:
                        yield parcel
                break
            except PassingError as error:
                if pause is None:
                    raise error.cause from None
                time.sleep(pause)
        yield from left.values()  # was there already, from the try before

    def _note(self, path: str, content: bytes) -> None:
        """One of digest's own files, and the folders it needs."""
        notes = self._private / "notes"
        (notes / HALF).mkdir(parents=True, exist_ok=True)
        place.put(notes / path, content)
        made = [*(["./"] if self._missing else []), *self._above([path, HALF + "/x"])]
        command = [*self._placing(), self._list([*made, path]), f"{notes}/", self._from()]
        delivery.tried(partial(self._done, command))
        self._missing = False

    def _delete(self, paths: Sequence[str]) -> None:
        """Files there away. Those that are gone already are no matter."""
        if paths:
            nothing = Path(tempfile.mkdtemp(dir=self._private))
            for path in paths:  # rsync takes for missing only what lacks in a folder that is there
                place.above(nothing / path)
            options = ["--delete-missing-args", "--no-implied-dirs", "-d", self._list(paths)]
            delivery.tried(partial(self._done, [*options, f"{nothing}/", self._from()]))
            shutil.rmtree(nothing, ignore_errors=True)

    def _prune(self, emptied: Iterable[str]) -> None:
        """The folders in which some paths were the last; rsync leaves those that are not empty."""
        above: dict[int, set[str]] = {}
        for path in emptied:
            while path := path.rpartition("/")[0]:
                above.setdefault(path.count("/"), set()).add(path)
        for depth in sorted(above, reverse=True):
            with suppress(_PartlyError):
                self._delete(sorted(above[depth]))

    def _above(self, paths: Iterable[str]) -> list[str]:
        """The folders that paths need and that are not there yet, those above first. They count as there from now."""
        known = self._folders if self._folders is not None else set()
        found: set[str] = set()
        for path in paths:
            while (path := path.rpartition("/")[0]) and path not in known and path not in found:
                found.add(path)
        known |= found
        return [path + "/" for path in sorted(found)]

    def _fetched(self, paths: Sequence[str]) -> dict[str, bytes]:
        """The bytes of files there; those that are none are left out."""
        here = Path(tempfile.mkdtemp(dir=self._private))
        command = [self._list(paths), "--no-implied-dirs", self._from(), f"{here}/"]
        with suppress(_PartlyError):
            delivery.tried(partial(self._done, command))
        found = {path: here / path for path in paths if (here / path).is_file()}
        content = {path: file.read_bytes() for path, file in found.items()}
        shutil.rmtree(here, ignore_errors=True)
        return content

    def _placing(self) -> list[str]:
        """What to say to rsync so that it dates files, and lets web servers read them."""
        return ["--no-implied-dirs", "-d", "-tOpz", "--compress-level=1", "--chmod=D755,F644"]

    def _from(self) -> str:
        """The folder, as rsync is told of it."""
        path = self._where.path
        return self._base + (path if path == "/" else f"{path}/" if path else "./")

    def _list(self, paths: Iterable[str]) -> str:
        """The option by which rsync learns which paths are meant, whatever letters are in them."""
        file = self._private / "list"
        plain = (
            f"./{path}" if path.startswith(("#", ";")) else path for path in paths
        )  # no remark
        file.write_bytes(b"".join(path.encode() + b"\0" for path in plain))
        return f"--files-from={file}"

    def _done(self, command: Sequence[str]) -> None:
        for _ in self._lines(command):
            pass

    def _lines(self, command: Sequence[str]) -> Iterator[bytes]:
        """What a call of rsync prints. Raises DigestError, or PassingError where another try may help."""
        quoted = [] if _PLAIN.fullmatch(self._where.path) else ["--protect-args"]
        shell = " ".join(f'"{part}"' if " " in part else part for part in self._ssh)
        full = [self._program, "-8", "--from0", f"--timeout={remote.SILENCE}", "-e", shell]
        kept = {key: value for key, value in os.environ.items() if not key.startswith("RSYNC_")}
        with tempfile.TemporaryFile(dir=self._private) as said:
            process = subprocess.Popen(  # noqa: S603 - no shell, and no word of a stranger's
                [*full, *quoted, *command],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=said,
                env={**kept, "LC_ALL": "C", "TZ": "UTC0"},
            )
            lines = process.stdout or io.BytesIO()
            try:
                for line in lines:
                    yield line.rstrip(b"\n")
                code = process.wait()
            finally:
                if process.poll() is None:
                    process.terminate()
                    process.wait()
                lines.close()
            said.seek(0)
            text = said.read(100_000).decode("utf-8", "replace")
        if code:
            raise self._why(code, text)
        self._called = True

    def _why(self, code: int, said: str) -> Exception:
        """What to raise for what rsync, or ssh, said when it failed (exit codes: rsync(1))."""
        where = self._where
        low = said.lower()
        if "identification has changed" in low:
            return where.barred("changed")
        if "host key verification failed" in low:
            return where.barred("unknown")
        if "permission denied (" in low and not re.search(r"permission denied \(\d+\)", low):
            return where.barred("refused")
        if "too many authentication failures" in low:
            return where.barred("refused")
        if "could not resolve hostname" in low:
            return where.barred("nobody")
        if "connection refused" in low:
            return where.barred("closed")
        if re.search(r"rsync: (command )?not found|rsync: no such file|exec.*rsync", low):
            hint = "install it there (apt-get install rsync), or publish by sftp:// instead"
            return where.failed(f"{where.machine} has no rsync", hint)
        if "is your shell clean" in low:
            hint = "if it takes SFTP alone, use sftp://; else let nothing be printed at logins (~/.bashrc)"
            return where.failed(f"{where.machine} does not answer as rsync does", hint)
        if "unknown option" in low or "unrecognized option" in low or "not supported" in low:
            hint = "it takes rsync 3.1 or later, here and there"
            return where.failed("rsync does not know what it is asked for", hint)
        numbers = [int(each) for each in _NUMBER.findall(said)]
        bars = [remote.BY_NUMBER[each] for each in numbers if each in remote.BY_NUMBER]
        about = _ABOUT.search(said)
        if code in (23, 24):
            return _PartlyError(where, said, bars, about[1] if about else "")
        if bars and bars[0] != "absent":
            return where.barred(bars[0], _shown(about[1]) if about else "")
        if bars and "mkdir" in low:
            return where.barred("absent")
        if "timed out" in low or code in (30, 35):
            silent = where.barred("silent")
            return PassingError(silent) if self._called else silent
        if code < 0 or code == 20:
            return where.failed("rsync was stopped", remote.AGAIN)
        if code in (10, 12, 255):
            lost = where.barred("lost")
            return PassingError(lost) if self._called else lost
        last = next((line for line in said.splitlines() if line.strip()), f"code {code}")
        return where.failed(f"rsync: {_shown(last.strip())}", remote.AGAIN)


class _PartlyError(DigestError):
    """Something could not be read or written, the rest could."""

    def __init__(self, where: Remote, said: str, bars: Sequence[remote.Bar], about: str) -> None:
        known = where.barred(bars[0], _shown(about)) if bars else None
        last = next((line for line in said.splitlines() if line.strip()), "")
        other = where.failed(f"rsync: {_shown(last)}", remote.AGAIN)
        super().__init__(*(known or other).problems)
        self._said = [line for line in said.splitlines() if "failed: " in line or "denied" in line]
        folder = where.path.rstrip("/")
        self.missing = any(
            line.endswith("No such file or directory (2)")
            and ("change_dir" in line or "link_stat" in line)
            and folder in line
            for line in self._said
        )

    def shut(self, folders: Iterable[str]) -> list[str]:
        """Those of the folders that nobody may look into; raises this very error where that is not all."""
        found = [
            path for path in folders if any(f'/{path}" failed: Perm' in line for line in self._said)
        ]
        opened = [line for line in self._said if "opendir" in line and "Permission denied" in line]
        if not found or len(opened) != len(self._said) or len(opened) > len(found):
            raise self
        return found


def _litter(path: str) -> bool:
    """Whether a file there is what a cut delivery left half."""
    names = (freight.MANIFEST, freight.UNDERWAY)
    beside = tuple("/.".join(name.rsplit("/", 1)) + "." for name in names)
    return path.startswith((HALF + "/", *beside))


def _name(printed: bytes) -> str:
    """A path that rsync printed: what is no letter stands there as `\\#` and three octal digits."""
    plain = re.sub(rb"\\#([0-7]{3})", lambda found: bytes([int(found[1], 8)]), printed)
    return plain.decode("utf-8", "replace")


def _seconds(printed: bytes) -> str:
    """A time that rsync printed, in seconds since 1970."""
    return str(calendar.timegm(tuple(map(int, re.split(rb"[/ :]", printed)))))


def _shown(text: str) -> str:
    """What rsync said, without whom it called."""
    return re.sub(r"\S+@(?=[\w.\[])", "", text).replace(place.HALF, "")[:300]
