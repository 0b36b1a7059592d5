"""A site being worked on → its plan, kept up to date in this process; and the disk, brought to the plan."""

import gc
import threading
from collections.abc import Callable, Mapping, Set
from functools import partial
from pathlib import Path

from digest import amend, build, config, content, memory, recall, urls, write
from digest.memory import Memory
from digest.model import Config, Reading, Report, Scope, Text
from digest.plan import Plan
from digest.problems import DigestError
from digest.workers import Pool


class Indexing:
    """An index of the search being made in a thread of its own, which mostly waits for Pagefind's process."""

    def __init__(self, make: Callable[[threading.Event, bool], Mapping[str, bytes]]) -> None:
        self._make = make
        self._stopped = threading.Event()
        self._index: Mapping[str, bytes] | None = None
        self._error: Exception | None = None
        self._thread = threading.Thread(target=self._run, name="digest-index", daemon=True)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._index = self._make(self._stopped, True)
        except Exception as error:  # for whoever asks for the result
            self._error = error

    @property
    def done(self) -> bool:
        """Whether there is a result."""
        return not self._thread.is_alive()

    def result(self) -> Mapping[str, bytes]:
        """The files of the index, once it is done. Raises what made it fail."""
        self._thread.join()
        if self._index is None:
            raise self._error or InterruptedError
        return self._index

    def close(self) -> None:
        """Stop, if it is not done."""
        self._stopped.set()
        self._thread.join()


class Desk:
    """One site while it is watched: what is known and planned stays in this process between builds.

    `plan` brings the plan up to date, `carry_out` the disk, `remember` what the next process will know. Only the last
    two keep other builds of the site waiting; what those wrote is learnt before anything is written.
    """

    def __init__(self, root: Path, pool: Pool, scope: Callable[[], Scope]) -> None:
        self._root, self._pool, self._scope = root, pool, scope
        self.settings: Config = config.load(root)
        """The settings as they were when the plan was made."""
        self._known: Memory | None = None
        self._found = content.Found({}, {}, [])
        self._planned: Plan | None = None
        self._stamp = ""
        self._remembered = True
        self._failed = ""

    @property
    def due(self) -> int:
        """When other articles show, in seconds since 1970; 0 where none waits for its time."""
        return self._planned.due if self._planned else 0

    def folders(self) -> tuple[str, str]:
        """The folders that the plan is made from."""
        return self.settings.content, self.settings.layouts

    def plan(self, hints: Set[Path] | None = None) -> Plan:
        """The plan of the site as it lies on disk now; `hints` are the only paths that may have changed.

        Raises DigestError where the settings are wrong or there is nothing to plan; the last plan stays.
        """
        return self._amended(hints) or self._anew()

    def text(self, path: str) -> Text:
        """The text of a content file, for the pages of the plan; from any thread."""
        assert self._known is not None, "no plan was made"  # noqa: S101
        return recall.text(self._root, self._known, self.settings, path)

    def carry_out(self, index: Callable[[], Mapping[str, bytes]] | None = None) -> Report:
        """Bring output/ to the plan; the index of its search only where `index` gives it.

        Raises DigestError where it can't be written.
        """
        planned, known = self._planned, self._known
        assert planned is not None and known is not None, "no plan was made"  # noqa: S101
        with memory.held(self._root):
            if self._stamp != memory.stamp(self._root):
                self._known = known = known.joined(memory.load(self._root))
                self._stamp = memory.stamp(self._root)
            known.writes = True
            trusting = known.disk is not None
            try:
                report = build.carry_out(
                    self._root, self.settings, known, self._pool, planned, index=index
                )
            except DigestError:
                if not trusting:
                    raise
                # somebody took away what this process had left there: now it is looked at
                report = build.carry_out(
                    self._root, self.settings, known, self._pool, planned, index=index
                )
        self._remembered = False
        self._planned = amend.ready(planned)
        return report

    def ahead(self) -> bool:
        """A little of what the next change would have to wait for; whether there is more of it."""
        known = self._known
        if known is None or known.disk is None or not known.disk.lag:
            return False
        with memory.held(self._root):
            if self._stamp != memory.stamp(self._root):
                return False
            try:
                write.ahead(known.disk)
            except OSError:  # the next build looks, and says what is wrong
                known.disk = None
        return known.disk is not None and bool(known.disk.lag)

    @property
    def searchable(self) -> bool:
        """Whether the index of the search on disk is the plan's; also where it has none, or none can be made."""
        if self._planned is None or self._known is None:
            return True
        planned = self._planned = amend.complete(self._planned)
        return build.searchable(self._known, planned) or planned.marks[urls.INDEX] == self._failed

    def indexing(self) -> "Indexing":
        """An index for the plan, being made. The desk is to be left alone until it is done, or closed."""
        planned, known = self._planned, self._known
        assert planned is not None and known is not None, "no plan was made"  # noqa: S101
        planned = self._planned = amend.complete(planned)
        return Indexing(partial(build.index, self._root, self.settings, known, planned))

    def indexed(self, made: "Indexing") -> Report:
        """Bring an index that was made to output/. Raises DigestError where there is none, or it can't be written."""
        planned = self._planned
        assert planned is not None, "no plan was made"  # noqa: S101
        # unless all goes well, it would not go well the next time
        self._failed = planned.marks[urls.INDEX]
        index = made.result()
        report = self.carry_out(lambda: index)
        self._failed = ""
        return report

    def remember(self) -> None:
        """Write down what is known, for whoever builds next."""
        if self._known is None or self._remembered:
            return
        with memory.held(self._root):
            if self._stamp == memory.stamp(self._root):  # else another build knows better
                self._known.frame = ("", 0, 0)  # what was written may be behind what was read
                self._known.save()
                self._stamp = memory.stamp(self._root)
        self._remembered = True

    def close(self) -> None:
        """Remember, and let go of what is open."""
        try:
            self.remember()
        finally:
            if self._known:
                self._known.close()

    def _amended(self, hints: Set[Path] | None) -> Plan | None:
        """The plan, if no more than words of known articles changed."""
        planned, known, settings = self._planned, self._known, self.settings
        if hints is None or planned is None or known is None:
            return None
        if planned.due and planned.due <= self._scope().now:
            return None
        folder = self._root / settings.content
        before: dict[str, Reading] = {}
        after: dict[str, Reading] = {}
        for path in sorted(hints):
            if not path.is_relative_to(folder):
                return None
            relative = path.relative_to(folder).as_posix()
            stat = content.look_again(self._root, settings, relative)
            kept = known.readings.get(relative)
            if stat is None or kept is None or relative not in self._found.manuscripts:
                return None
            before[relative] = kept.reading
            after[relative] = recall.one(self._root, known, relative, stat, settings)
            self._found.manuscripts[relative] = stat
        amended = amend.plan_of(planned, before, after)
        if amended is not None:
            self._planned = amended
        return amended

    def _anew(self) -> Plan:
        """The plan, made from all there is."""
        settings = config.load(self._root)
        known = self._known
        if known is None:
            self._stamp = memory.stamp(self._root)
            known = self._known = memory.load(self._root)
        known.disk = None  # whoever looks at everything looks there too
        found = content.look(self._root, settings)
        gc.disable()  # a plan holds no circles, and a hundred thousand articles to look for them in
        try:
            planned = build.prepare(self._root, settings, known, self._pool, self._scope(), found)
        finally:
            gc.enable()
        self.settings, self._found, self._planned = settings, found, planned
        return planned
