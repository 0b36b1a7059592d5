"""A site's folder → its builds, one after each change; and the disk → hints, which files may have changed."""

import logging
import os
import queue
import stat
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import msgspec

from digest import config, content
from digest.desk import Desk
from digest.model import Config, Report, Scope
from digest.plan import Plan
from digest.problems import DigestError, Problem
from digest.stock import Texts
from digest.workers import Pool

Hints = frozenset[Path] | None
"""Files that may have changed, by their path below the site's folder; None: look at everything."""

EVERYTHING: Hints = None
NOTHING: Hints = frozenset()

_QUIET = 0.005
"""Seconds without an event after which what was heard is passed on: an editor's save is over by then."""
_LATEST = 0.05
"""Seconds after the first event at which it is passed on in any case, unless many came."""
_MANY = 40
"""Events that are no editor's save but a checkout or a copy, which is waited for."""
_BURST_QUIET, _BURST_LATEST = 0.15, 10.0
_TOO_MANY = 2_000
"""Events after which looking at everything is cheaper, and some may have been lost."""
_LOOK = 1.0
"""Seconds between looks at whether the folders watched are still those of that name; also between polls."""
_FOLLOW, _FOLLOW_LATEST = 0.05, 1.0
"""Seconds without another change after which the disk follows what is shown, and the most it stays behind."""
_LONG, _FOLLOW_LONG, _FOLLOW_LONG_LATEST = 0.3, 1.0, 20.0
"""Where it took so many seconds the last time, the disk follows so much later: a change that comes meanwhile waits."""
_IDLE = 1.0
"""Seconds of quiet after which what is known is written down."""
_CALM = 2.0
"""Seconds of quiet after that until the search's index is made, which takes seconds of a processor."""
_BETWEEN = 0.1
"""Seconds between looks at whether it is done."""
_CLOCK = 3_600.0
"""Seconds to wait for the time of an article at most: a machine may sleep, or its clock be set."""
_FIXED = 60.0
"""Seconds off the clock at which a time is one that somebody has set."""
_SETTINGS = (config.OWN, config.SHARED)


class Turn(msgspec.Struct, frozen=True):
    """One build of many: what gave rise to it, what it did (None: it could not), and what there is to say."""

    hints: Hints
    report: Report | None
    problems: tuple[Problem, ...]
    seconds: float


class Shelf(Protocol):
    """Where a plan is put to be seen before the disk has it."""

    def replace(self, planned: Plan, settings: Config, texts: Texts) -> None:
        """Show this plan from now on; `texts` are what its pages show."""
        ...

    def tell(self, problems: tuple[Problem, ...]) -> None:
        """Say what is wrong, as far as carrying out the plan has shown."""
        ...


def turns(
    root: Path,
    pool: Pool,
    scope: Callable[[], Scope],
    shelf: Shelf | None = None,
    poll: bool = False,
    tell: Callable[[Problem], None] = lambda problem: None,
) -> Iterator[Turn]:
    """Build the site in a folder, then again after each change and whenever an article's time comes, without end.

    A mistake in the settings or the layouts' folder ends nothing: the last good plan stays. `scope` is asked each time.
    On a shelf a change is seen at once, and the disk follows when no other change does.
    """
    desk = Desk(root, pool, scope)
    hints, behind, long = EVERYTHING, False, False
    with closing(desk), Watch(root, desk.folders(), poll, tell) as watch:
        while True:
            begin, waited = time.monotonic(), 0.0
            try:
                while True:
                    planned = desk.plan(None if behind else hints)
                    behind = False
                    watch.follow(desk.folders())
                    if not shelf:
                        break
                    shelf.replace(planned, desk.settings, desk.text)
                    shelf.tell(planned.problems)
                    pause = time.monotonic()
                    latest = begin + (_FOLLOW_LONG_LATEST if long else _FOLLOW_LATEST)
                    quiet = _FOLLOW_LONG if long else _FOLLOW
                    more = watch.wait(quiet) if pause < latest else NOTHING
                    while more == NOTHING and time.monotonic() < latest and desk.ahead():
                        more = watch.wait(0)
                    waited += time.monotonic() - pause
                    if more == NOTHING:
                        break
                    hints = EVERYTHING if hints is None or more is None else hints | more
                report = desk.carry_out()
                problems = report.problems
                long = report.seconds > _LONG
            except DigestError as error:
                report, problems, behind = None, error.problems, True
            if shelf:
                shelf.tell(problems)
            yield Turn(hints, report, problems, time.monotonic() - begin - waited)
            heard = watch.wait(_IDLE)
            while heard == NOTHING and desk.ahead():
                heard = watch.wait(0)
            if heard == NOTHING:
                desk.remember()
                heard, told = _index(desk, watch)
                if shelf and told:
                    shelf.tell((*problems, *told))
            if heard == NOTHING:
                heard = watch.wait(_until(desk, scope().now))
            hints = EVERYTHING if heard == NOTHING else heard  # nothing heard: an article's time


def _index(desk: Desk, watch: "Watch") -> tuple[Hints, tuple[Problem, ...]]:
    """Bring the index of the search to the plan while nothing else is to do: what was heard meanwhile, what is wrong.

    Any change goes first: it ends what is being made.
    """
    if desk.searchable:
        return NOTHING, ()
    heard = watch.wait(_CALM)
    if heard != NOTHING:
        return heard, ()
    with closing(desk.indexing()) as indexing:
        while heard == NOTHING and not indexing.done:
            heard = watch.wait(_BETWEEN)
        if heard != NOTHING:
            return heard, ()
        try:
            return NOTHING, desk.indexed(indexing).problems
        except DigestError as error:
            return NOTHING, error.problems


def _until(desk: Desk, now: int) -> float | None:
    """Seconds until an article begins or ceases to show; None: never, or not while a fixed time stands in for now."""
    if abs(now - time.time()) > _FIXED:
        return None
    return max(0.0, desk.due - time.time()) if desk.due else None


class _Folder(NamedTuple):
    """A folder that is listened to: `shown` as the site calls it, `real` as the system does."""

    shown: Path
    real: Path
    deep: bool
    role: str
    """`settings`, `content`, `layouts`, or `linked` for one that a link in those leads to."""


class Watch:
    """Hints of what changes in a site's folders, from the moment it is entered.

    What the system tells counts as a hint only: whoever builds looks at the disk. Where it can't tell (no watches left,
    or `poll`), all files are looked at each second, which finds the same.
    """

    def __init__(
        self,
        root: Path,
        folders: Iterable[str],
        poll: bool = False,
        tell: Callable[[Problem], None] = lambda problem: None,
    ) -> None:
        self._root = root
        self._names = tuple(folders)
        self._polls = poll
        self._tell = tell
        self._heard: queue.SimpleQueue[tuple[_Folder, Any]] = queue.SimpleQueue()
        self._observer: Any = None
        self._folders: list[_Folder] = []
        self._known: dict[str, tuple[int, int] | None] = {}
        self._seen: dict[Path, tuple[int, ...]] = {}
        self._lost = False
        self._log = _Losses(self)

    def __enter__(self) -> "Watch":
        log = logging.getLogger("watchdog")
        if not log.handlers:
            log.addHandler(logging.NullHandler())  # what it says of its threads is for nobody
            log.propagate = False
        log.addHandler(self._log)
        self._anew()
        return self

    def __exit__(self, *error: object) -> None:
        self._stop()
        logging.getLogger("watchdog").removeHandler(self._log)

    @property
    def polls(self) -> bool:
        """Whether files are looked at, because nobody tells."""
        return self._polls

    def follow(self, folders: Iterable[str]) -> None:
        """Watch these folders from now on."""
        if (names := tuple(folders)) != self._names:
            self._names = names
            self._anew()

    def lose(self) -> None:
        """Take note that something was missed."""
        self._lost = True

    def wait(self, timeout: float | None = None) -> Hints:
        """What may have changed since the last call; `NOTHING` where nothing has for so many seconds."""
        end = time.monotonic() + (_CLOCK if timeout is None else min(timeout, _CLOCK))
        while True:
            left = end - time.monotonic()
            if self._polls:
                hints = self._poll(max(0.0, min(left, _LOOK)))
            elif self._lost or not self._same():
                self._anew()
                return EVERYTHING
            else:
                hints = self._listen(max(0.0, min(left, _LOOK)))
            if hints != NOTHING or (timeout is not None and left <= 0):
                return hints
            if left <= 0:
                end = time.monotonic() + _CLOCK

    # ---- being told -----------------------------------------------------------------------------

    def _listen(self, timeout: float) -> Hints:
        """What the system tells within so many seconds, gathered until it is quiet."""
        try:
            folder, event = self._heard.get(timeout=timeout)
        except queue.Empty:
            return NOTHING
        found: set[Path] = set()
        writing: set[str] = set()
        everything, count, begin = False, 0, time.monotonic()
        while True:
            count += 1
            if count > _TOO_MANY:
                everything = True
            said: Hints = NOTHING
            for path in filter(None, () if everything else (event.src_path, event.dest_path)):
                said = self._means(folder, Path(os.fsdecode(path)), event)
                if said is None:
                    everything = True
                else:
                    found |= said
            # An editor that empties a file and writes it anew is waited for until it closes the file.
            if said and sys.platform == "linux" and event.event_type in ("created", "modified"):
                writing.add(event.src_path)
            else:
                writing.discard(event.src_path)
            quiet, latest = (_BURST_QUIET, _BURST_LATEST) if count > _MANY else (_QUIET, _LATEST)
            if writing and count <= _MANY:
                quiet = latest
            left = begin + latest - time.monotonic()
            if left <= 0:
                break
            try:
                folder, event = self._heard.get(timeout=min(quiet, left))
            except queue.Empty:
                break
        if everything:  # folders and links came or went: others may need to be watched
            self._refresh()
        return EVERYTHING if everything else frozenset(found)

    def _means(self, folder: _Folder, path: Path, event: Any) -> Hints:
        """The files an event is a hint of."""
        try:
            inside = path.relative_to(folder.real)
        except ValueError:
            return EVERYTHING
        parts = inside.parts
        if folder.role == "settings":
            if event.is_directory:
                ours = {name.partition("/")[0] for name in self._names}
                return EVERYTHING if parts and parts[0] in ours else NOTHING
            return frozenset([folder.shown / inside]) if str(inside) in _SETTINGS else NOTHING
        if any(_passed_over(folder.role, part) for part in parts):
            return NOTHING
        if event.is_directory or folder.role == "linked" or path.is_symlink():
            return EVERYTHING
        return frozenset([folder.shown / inside])

    def _same(self) -> bool:
        """Whether the folders watched are those of that name: one deleted and made again tells nothing."""
        return self._known == self._identities()

    def _identities(self) -> dict[str, tuple[int, int] | None]:
        return {name: _identity(self._root / name) for name in (".", *self._names)}

    def _refresh(self) -> None:
        """Watch what folders and links have come to be there; say so where the system watches no more."""
        if self._folders != self._find() or not self._spare():
            self._anew()

    def _anew(self) -> None:
        """Watch all folders from the beginning, or poll where that can't be."""
        self._stop()
        self._lost = False
        self._known = self._identities()
        if not self._polls:
            self._folders = self._find()
            if not self._start():
                self._polls = True
                self._stop()
                self._tell(
                    Problem(
                        "",
                        0,
                        "the system watches no more folders; looking at all files each second instead",
                        "raise fs.inotify.max_user_watches, or start with --poll",
                        "warning",
                    )
                )
        if self._polls:
            self._seen = self._look()

    def _find(self) -> list[_Folder]:
        """The folders to listen to. The root goes last: where it can still be had, so could all before."""
        root = self._root.resolve()
        folders = [
            _Folder(self._root / name, (self._root / name).resolve(), True, role)
            for name, role in zip(self._names, ("content", "layouts"), strict=True)
            if (self._root / name).is_dir()
        ]
        deep = [folder.real for folder in folders]
        for link in sorted(link for folder in list(folders) for link in _links(folder)):
            try:
                target = link.resolve(strict=True)
            except (OSError, RuntimeError):
                continue
            place = target if target.is_dir() else target.parent
            if root in target.parents and not any(
                each == place or each in place.parents for each in deep
            ):
                folders.append(_Folder(link, place, target.is_dir(), "linked"))
                deep += [place] if target.is_dir() else []
        return [*folders, _Folder(self._root, root, False, "settings")]

    def _start(self) -> bool:
        """Listen to the folders found; False where the system could not take them all."""
        from watchdog import events
        from watchdog.observers import Observer

        _pair_quickly()
        kinds: list[type[events.FileSystemEvent]] = [  # reading emits opened and closed: none of those
            events.FileCreatedEvent, events.FileModifiedEvent, events.FileMovedEvent, events.FileDeletedEvent,
            events.FileClosedEvent, events.FileAttribEvent,
            events.DirCreatedEvent, events.DirMovedEvent, events.DirDeletedEvent,
        ]  # fmt: skip
        put = self._heard.put

        class Handler(events.FileSystemEventHandler):
            """Passes everything on to the thread that waits."""

            def __init__(self, folder: _Folder) -> None:
                self.folder = folder

            def on_any_event(self, event: events.FileSystemEvent) -> None:
                put((self.folder, event))

        self._observer = Observer(timeout=1.0)
        try:
            self._observer.start()
            for folder in self._folders:
                self._observer.schedule(
                    Handler(folder), str(folder.real), recursive=folder.deep, event_filter=kinds
                )
        except FileNotFoundError:
            self._lost = self._root.is_dir()  # else: once it is back, it is another one
        except OSError:
            return False
        return True

    def _spare(self) -> bool:
        """Whether the system would watch one more folder. Where it would not, some new one may not be watched."""
        from watchdog.events import FileSystemEventHandler

        with tempfile.TemporaryDirectory(prefix="digest-") as name:
            try:
                self._observer.unschedule(self._observer.schedule(FileSystemEventHandler(), name))
            except OSError:
                return False
        return True

    def _stop(self) -> None:
        if self._observer is not None and self._observer.is_alive():
            self._observer.stop()
            self._observer.join()
        self._observer = None
        self._heard = queue.SimpleQueue()

    # ---- looking --------------------------------------------------------------------------------

    def _poll(self, timeout: float) -> Hints:
        """What differs from the last look, after so many seconds; a burst is waited for."""
        time.sleep(timeout)
        begin = time.monotonic()
        before, now = self._seen, self._look()
        while now != self._seen and time.monotonic() < begin + _BURST_LATEST:
            self._seen = now
            time.sleep(_BURST_QUIET)
            now = self._look()
        self._seen = now
        return frozenset(
            path for path in before.keys() | now.keys() if before.get(path) != now.get(path)
        )

    def _look(self) -> dict[Path, tuple[int, ...]]:
        """Every file of the site with what the system says of it."""
        found = {}
        for name, role in zip(self._names, ("content", "layouts"), strict=True):
            for path in _files(self._root / name, role, set()):
                if mark := _mark(path):
                    found[path] = mark
        for name in _SETTINGS:
            if mark := _mark(self._root / name):
                found[self._root / name] = mark
        return found


class _Losses(logging.Handler):
    """watchdog says in its log alone that events were lost."""

    def __init__(self, watch: Watch) -> None:
        super().__init__(logging.WARNING)
        self._watch = watch

    def emit(self, record: logging.LogRecord) -> None:
        """Take note of it. Errors are of threads that were just stopped."""
        if record.levelno == logging.WARNING:
            self._watch.lose()


def _pair_quickly() -> None:
    """Let watchdog wait milliseconds, not half a second, for the second half of a rename.

    Both halves come together. Its wait would hold up whatever was saved after something was moved out of the folder.
    """
    try:
        from watchdog.observers.inotify_move_event_grouper import InotifyMoveEventGrouper
    except ImportError:
        return  # another system, or another version of it: slower, and right
    InotifyMoveEventGrouper.delay = 0.01


def _passed_over(role: str, name: str) -> bool:
    return name.startswith(".") if role == "layouts" else content.passed_over(name)


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return (found.st_dev, found.st_ino)


def _mark(path: Path) -> tuple[int, ...]:
    """What changes when a file does; nothing where there is none."""
    try:
        found = path.stat()
    except OSError:
        return ()
    if not stat.S_ISREG(found.st_mode):
        return ()
    return (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino, found.st_dev)


def _links(folder: _Folder) -> Iterator[Path]:
    for above, folders, files in os.walk(folder.real):
        for name in (*folders, *files):
            path = os.path.join(above, name)  # noqa: PTH118 - ten thousand times
            if os.path.islink(path):  # noqa: PTH114
                yield Path(path)


def _files(folder: Path, role: str, visited: set[str]) -> Iterator[Path]:
    """Files below a folder, through links too, each folder once."""
    real = os.path.realpath(folder)
    if real in visited:
        return
    visited.add(real)
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        if not _passed_over(role, entry.name):
            try:
                deeper = entry.is_dir()
            except OSError:
                continue
            if deeper:
                yield from _files(folder / entry.name, role, visited)
            else:
                yield folder / entry.name
