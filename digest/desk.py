"""A site being worked on → its plan, kept up to date in this process; and the disk, brought to the plan."""

from collections.abc import Callable, Set
from pathlib import Path

from digest import amend, build, config, content, memory, recall
from digest.memory import Memory
from digest.model import Config, Reading, Report, Scope
from digest.plan import Plan
from digest.workers import Pool


class Desk:
    """One site while it is watched: what is known and planned stays in this process between builds.

    `plan` brings the plan up to date, `carry_out` the disk. Both at once: `site`. Only `carry_out` keeps other builds
    waiting, and while it waits for one itself, what that one wrote is learnt.
    """

    def __init__(self, root: Path, pool: Pool, scope: Callable[[], Scope]) -> None:
        self._root, self._pool, self._scope = root, pool, scope
        self._settings: Config | None = None
        self._known: Memory | None = None
        self._found = content.Found({}, {}, [])
        self._planned: Plan | None = None
        self._looked = 0
        self._stamp = ""

    @property
    def settings(self) -> Config:
        """The settings as they were when the plan was made."""
        assert self._settings is not None, "no plan was made"  # noqa: S101
        return self._settings

    def plan(self, hints: Set[Path] | None = None) -> Plan:
        """The plan of the site as it lies on disk now; `hints` are the only paths that may have changed.

        Raises DigestError where the settings are wrong or there is nothing to plan; the last plan stays.
        """
        return self._amended(hints) or self._anew()

    def due(self) -> float:
        """Seconds until other articles show; infinite where none waits for its time."""
        planned = self._planned
        return planned.due - self._scope().now if planned and planned.due else float("inf")

    def carry_out(self) -> Report:
        """Bring output/ to the plan, and remember it."""
        planned, known = self._planned, self._known
        assert planned is not None and known is not None, "no plan was made"  # noqa: S101
        with memory.held(self._root):
            if self._stamp != memory.stamp(self._root):
                self._known = known = known.joined(memory.load(self._root))
            known.writes = True
            report = build.carry_out(self._root, self.settings, known, self._pool, planned)
            known.save()
            self._stamp = memory.stamp(self._root)
        self._planned = amend.ready(planned)
        return report

    def close(self) -> None:
        """Let go of what is open."""
        if self._known:
            self._known.close()

    def _amended(self, hints: Set[Path] | None) -> Plan | None:
        """The plan, if no more than words of known articles changed."""
        planned, known, settings = self._planned, self._known, self._settings
        if hints is None or planned is None or known is None or settings is None or self.due() <= 0:
            return None
        folder = self._root / settings.content
        before: dict[str, Reading] = {}
        after: dict[str, Reading] = {}
        for path in sorted(hints):
            if not path.is_relative_to(folder):
                return None
            relative = path.relative_to(folder).as_posix()
            stat = content.look_again(self._root, settings, relative)
            if stat is None or relative not in self._found.manuscripts:
                return None
            kept = known.readings.get(relative)
            if kept is None:
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
        found = content.look(self._root, settings)
        planned = build.prepare(self._root, settings, known, self._pool, self._scope(), found)
        self._settings, self._found, self._planned = settings, found, planned
        return planned
