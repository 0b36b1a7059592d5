"""A site's folder → the same, brought up to date: a lock, a glance, and a build where there is something to do."""

import time
from pathlib import Path

import msgspec

from digest import content, glance, memory, parts, workers
from digest.model import Config, Report, Scope
from digest.workers import Pool
from digest.write import MANIFEST


def site(root: Path, settings: Config, pool: Pool, scope: Scope, clean: bool = False) -> Report:
    """Build the site in a folder and remember what was built; `clean` forgets what earlier builds knew."""
    begin = time.monotonic()
    with memory.held(root):
        if clean:
            memory.forget(root)
        when = time.time_ns()
        found = content.look(root, settings)
        now = "" if parts.foreign(settings) else glance.inputs(root, settings, scope, found)
        report = glance.unchanged(root, settings, scope, now) if now else None
        if report is None:
            from digest import build  # slow to import: only where there is something to do

            known = memory.load(root)
            known.writes = True
            try:
                with workers.aside(build.disk, root, settings) as looked:
                    planned = build.prepare(root, settings, known, pool, scope, found)
                    report = build.carry_out(root, settings, known, pool, planned, looked)
                known.save()
            finally:
                known.close()
            wrong = any(problem.severity == "error" for problem in report.problems)
            if now and not wrong and glance.settled(root, settings, found, when):
                outputs = [*known.written, MANIFEST]
                glance.keep(root, settings, scope, now, planned.due, outputs, report)
    return msgspec.structs.replace(report, seconds=time.monotonic() - begin)
