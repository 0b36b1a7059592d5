"""The story: prepare a plan (read, link, plan), carry it out (render, write)."""

import time
from collections.abc import Callable, Iterable, Mapping, Set
from functools import cache, partial
from pathlib import Path

from msgspec.structs import replace

from digest import (
    amend,
    blueprint,
    checks,
    config,
    content,
    layouts,
    lines,
    link,
    make,
    memory,
    parts,
    plan,
    recall,
    social,
    stock,
    write,
)
from digest.content import Found
from digest.fingerprint import of_file
from digest.make import Made
from digest.memory import Memory, Written
from digest.model import MANIFEST, Config, Disk, Report, Scope, Seen
from digest.plan import Plan
from digest.problems import DigestError, Problem
from digest.workers import Pool

_FEW = 100
"""Articles with other words up to which a plan is amended; from then on one made anew serves later builds better."""


def prepare(
    root: Path,
    settings: Config,
    known: Memory,
    pool: Pool,
    scope: Scope,
    found: Found | None = None,
    frame: str = "",
) -> Plan:
    """Read, link and plan: all that can be known without rendering.

    `found` is what lies in content/, if that is known; `frame` the fingerprint of what else the plan is made from:
    where it is that of the last build, and only words of some articles have changed since, its plan is amended.
    """
    unset = config.missing(root, settings)
    if any(problem.severity == "error" for problem in unset):
        raise DigestError(*unset)  # without its content a site would empty itself
    found = found or content.look(root, settings)
    readings = recall.readings(root, known, found.manuscripts, settings, pool, scope)
    assets, unread, unseen = recall.assets(root, known, found.files, settings, pool)
    looks = layouts.read(root, settings.layouts, settings.theme.name, settings.language)
    if not unread and _same(known, frame, scope):
        amended = _amended(known, blueprint.plan(root, known, settings, looks, assets))
        if amended:
            return amended
    known.blueprint, known.amended = "", ()
    site, unlinked = link.site(
        readings, assets, settings, scope, partial(recall.alike, known, pool)
    )
    site = replace(site, faces=social.faces(root, settings))
    pages, copies, unplanned = plan.pages(site, looks)
    shown = stock.of(site)
    problems = [*unset, *looks.problems, *found.problems, *unread, *unseen, *unlinked, *unplanned]
    problems += (problem for reading in readings for problem in reading.problems)
    if settings.checks:
        site = lines.placed(site, partial(content.text, root, settings))
        for check in parts.find("checks", checks.CHECKS, settings.checks):
            problems += check(site)
    return Plan(
        pages={page.path: page for page in pages},
        marks=plan.marks(pages, looks, shown),
        assets=copies,
        stock=shown,
        layouts=looks,
        problems=tuple(sorted(set(problems))),
        articles=len(site.articles) + len(site.hidden),
        left_out={"drafts": site.drafts, "waiting": site.waiting, "expired": site.expired},
        due=site.due,
        content=settings.content,
        referred=cache(partial(link.referred, site)),
        holders={},
        amendable=not parts.foreign(settings),
    )


def _same(known: Memory, frame: str, scope: Scope) -> bool:
    """Whether the last build was made from the same, but for what some manuscripts say."""
    last, since, until = known.frame
    return bool(frame) and frame == last and since <= scope.now < (until or scope.now + 1)


def _amended(known: Memory, before: Plan | None) -> Plan | None:
    """The plan of the last build with what changed since; None where all is to be planned anew."""
    now = {path: known.readings[path].reading for path in known.changed if path in known.readings}
    other = {path for path, reading in now.items() if reading != known.changed[path]}
    if before is None or len(other.union(known.amended)) > _FEW:
        return None
    amended = amend.plan_of(before, known.changed, now)
    if amended:
        known.amended = tuple(sorted(other.union(known.amended)))
    return amended


def carry_out(
    root: Path,
    settings: Config,
    known: Memory,
    pool: Pool,
    planned: Plan,
    looked: Callable[[], Disk] | None = None,
) -> Report:
    """Render what is not on disk as planned, and bring output/ to it in one step; with errors, remove nothing.

    `looked` is what lies on disk, where somebody has looked already.
    """
    begin = time.monotonic()
    output = (root / settings.output).resolve()
    if report := _followed(root, settings, known, pool, planned, output):
        return report
    trusted = known.disk is not None and known.disk.output == output
    there = (
        known.disk if known.disk and trusted else looked() if looked else write.disk(root, settings)
    )
    known.disk, known.carried = None, None
    now = {**planned.marks, **{asset.path: asset.fingerprint for asset in planned.assets}}
    ours = {path: was.content for path, was in known.written.items() if path in there.have}
    ours |= there.ours
    written = _standing(known, there, now, ours, trusted)
    stale = now.keys() - written.keys()
    gone = ours.keys() - now.keys()

    kept = gone if _wrong(planned.problems) else set()
    made: dict[str, Made] = {}
    failed: list[Problem] = []
    stays, changed = set(kept), {}
    owned = _owned(written, ours, kept)
    listing = b"" if stale or gone - kept else write.listing(owned)
    if not listing or not (trusted or write.same(output, MANIFEST, listing)):
        stage = write.stage(there, stale, gone - kept)
        made, failed = make.files(root, settings, known, pool, planned, stage, stale)
        if _wrong(failed):
            kept = gone
        stays = {*kept, *(path for path in stale - made.keys() if path in ours)}  # as they were
        written |= {path: _written(known, now[path], each) for path, each in made.items()}
        changed = {path: each.seen for path, each in made.items() if each.changed}
        owned = _owned(written, ours, stays)
        listing = write.listing(owned)
        if changed or gone - kept or not write.same(output, MANIFEST, listing):
            known.disk = write.site(stage, there, changed, stays, gone - kept, owned, listing)
    else:
        known.disk = replace(there, ours=owned, listing=listing)
    known.written = written | {path: known.written[path] for path in stays if path in known.written}
    if not stays and written.keys() == now.keys():
        known.carried = planned.pages
    return _report(planned, known, changed, len(written), gone - kept, failed, begin)


def _followed(
    root: Path, settings: Config, known: Memory, pool: Pool, planned: Plan, output: Path
) -> Report | None:
    """What `carry_out` does where output/ holds all of a plan and this one is that plan, amended.

    It takes as long as what changed does. None where all has to be looked at, or something is wrong.
    """
    begin, disk = time.monotonic(), known.disk
    if disk is None or known.carried is not planned.pages or disk.output != output:
        return None
    marks, changed = planned.marks, dict[str, Seen]()
    stale = {path for path in planned.reworded if known.written[path].mark != marks[path]}
    if stale:
        known.disk = None
        stage = write.stage(disk, stale, frozenset())
        if not stage.together:
            return None
        made, failed = make.files(root, settings, known, pool, planned, stage, stale)
        if failed:
            return None
        now = {path: _written(known, marks[path], each) for path, each in made.items()}
        changed = {path: each.seen for path, each in made.items() if each.changed}
        owned = {path: was.content for path, was in now.items()}
        known.disk = write.some(stage, disk, changed, owned)
        if known.disk is None:
            return None
        known.written.update(now)
    return _report(planned, known, changed, len(known.written), frozenset(), (), begin)


def _owned(
    written: Mapping[str, Written], ours: Mapping[str, str], stays: Set[str]
) -> dict[str, str]:
    """What the manifest says: the fingerprints of what is as planned, and of what stays though it is not."""
    return {path: was.content for path, was in written.items()} | {
        path: ours[path] for path in stays
    }


def _report(
    planned: Plan,
    known: Memory,
    changed: Iterable[str],
    standing: int,
    gone: Set[str],
    failed: Iterable[Problem],
    begin: float,
) -> Report:
    """What was done since `begin`: `changed` of `standing` files are others, and some are `gone`."""
    written = tuple(sorted(changed))
    return Report(
        written=written,
        why={path: known.written[path].why for path in written},
        kept=standing - len(written),
        removed=tuple(sorted(gone)),
        problems=tuple(sorted({*planned.problems, *failed})),
        articles=planned.articles,
        left_out=planned.left_out,
        seconds=time.monotonic() - begin,
    )


def _standing(
    known: Memory, there: Disk, now: Mapping[str, str], ours: Mapping[str, str], trusted: bool
) -> dict[str, Written]:
    """Files of output/ that are as planned: made of the same as now, and as they were left, unless `trusted`."""
    found = {}
    for path, mark in now.items():
        was = known.written.get(path)
        # where the manifest knows other bytes, an earlier build ended between output/ and its memory
        if was is None or was.mark != mark or was.content != ours.get(path):
            continue
        seen = was.seen if trusted else there.seen.get(path)
        if seen == was.seen:
            found[path] = was
        elif seen and of_file(there.output / path) == was.content:
            found[path] = replace(was, seen=seen)
    return found


def _written(known: Memory, mark: str, made: Made) -> Written:
    """What to remember of a file that was made, with the parts of it that had changed."""
    before = known.written.get(made.path)
    why: tuple[str, ...] = ("new",)
    if before:
        parts, now = memory.unpacked(before.parts), memory.unpacked(made.parts)
        why = tuple(part for part, short in now.items() if parts.get(part) != short)
    return Written(mark, made.content, made.seen, made.parts, why or ("not on disk as remembered",))


def _wrong(problems: Iterable[Problem]) -> bool:
    return any(problem.severity == "error" for problem in problems)
