"""A site's folder → the same, brought up to date: a lock, a glance, and a build where there is something to do."""

import time
from contextlib import nullcontext, suppress
from functools import partial
from pathlib import Path

import msgspec

from digest import content, glance, memory, workers
from digest.model import Config, Report, Scope
from digest.problems import DigestError
from digest.workers import Pool

_MANY = 2_000
"""Pages from which on their plan is written down by a process of its own, while this one makes them."""


def site(
    root: Path,
    settings: Config,
    pool: Pool,
    scope: Scope,
    clean: bool = False,
    searching: bool = True,
) -> Report:
    """Build the site in a folder and remember what was built; `clean` forgets what earlier builds knew.

    Without `searching` the index of its search stays as it is for now.
    """
    with memory.held(root):
        return unlocked(root, settings, pool, scope, clean, searching)


def unlocked(
    root: Path,
    settings: Config,
    pool: Pool,
    scope: Scope,
    clean: bool = False,
    searching: bool = True,
) -> Report:
    """What `site` does, for who holds the lock already."""
    begin = time.monotonic()
    if clean:
        memory.forget(root)
    when = time.time_ns()
    with glance.unchanged(root, settings, scope) as unchanged:
        found = content.look(root, settings)
        frame = glance.frame(root, settings, scope, found)
        now = glance.inputs(frame, found)
        report = unchanged(now) if now else None
    if report is None:
        from digest import write  # all these only where there is something to do

        with workers.aside(write.disk, root, settings) as looked:
            from digest import blueprint, build  # slow to import

            known = memory.load(root)
            known.writes = True
            try:
                planned = build.prepare(root, settings, known, pool, scope, found, frame)
                anew = bool(frame) and not known.blueprint
                aside = anew and len(planned.pages) > _MANY
                with (
                    workers.aside(blueprint.keep, root, planned)
                    if aside
                    else nullcontext(partial(blueprint.keep, root, planned)) as kept
                ):
                    index = partial(build.index, root, settings, known, planned)
                    report = build.carry_out(
                        root,
                        settings,
                        known,
                        pool,
                        planned,
                        looked,
                        index if searching else None,
                    )
                    wrong = any(problem.severity == "error" for problem in report.problems)
                    done = not wrong and build.searchable(known, planned)
                    known.frame = (frame, scope.now, planned.due) if done else ("", 0, 0)
                    if anew and done:
                        known.blueprint = kept()
                known.save()
            finally:
                known.close()
        if now and done and glance.settled(root, settings, found, when):
            outputs = {path: was.seen for path, was in known.written.items()}
            glance.keep(root, settings, scope, now, planned.due, outputs, report)
    return msgspec.structs.replace(report, seconds=time.monotonic() - begin)


def first(root: Path, settings: Config, pool: Pool, scope: Scope) -> None:
    """Build a site that this version never built, before it is watched: a process with threads can't share the work.

    What is wrong is for the first build of many to say.
    """
    if not memory.ours(root):
        with suppress(DigestError):
            site(root, settings, pool, scope, searching=False)
