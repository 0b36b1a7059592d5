"""The story: prepare a plan (read, link, plan), carry it out (render, write)."""

import threading
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
    darkroom,
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
    urls,
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
        amended = amend.complete(amended)
        known.amended = tuple(sorted(other.union(known.amended)))
    return amended


def carry_out(
    root: Path,
    settings: Config,
    known: Memory,
    pool: Pool,
    planned: Plan,
    looked: Callable[[], Disk] | None = None,
    index: Callable[[], Mapping[str, bytes]] | None = None,
) -> Report:
    """Render what is not on disk as planned, and bring output/ to it in one step; with errors, remove nothing.

    `looked` is what lies on disk, where somebody has looked already. `index` makes the search's index where that on
    disk is another plan's; without, or where it fails, that one stays for now.
    """
    begin = time.monotonic()
    output = (root / settings.output).resolve()
    if index is None and (report := _followed(root, settings, known, pool, planned, output)):
        return report
    trusted = known.disk is not None and known.disk.output == output
    there = (
        known.disk if known.disk and trusted else looked() if looked else write.disk(root, settings)
    )
    planned = amend.complete(planned)
    known.disk, known.carried = None, None
    now = {**planned.marks, **{asset.path: asset.fingerprint for asset in planned.assets}}
    now |= _indexed(known, planned)
    ours = {path: was.content for path, was in known.written.items() if path in there.have}
    ours |= there.ours
    written = _standing(known, there, now, ours, trusted)
    fresh, failed, waits = None, list[Problem](), set[str]()
    if urls.INDEX in planned.pages and not _searchable(planned, written):
        fresh, failed = _fresh(index)
        others = {path for path in {*now, *ours} if path.startswith(urls.INDEXED)}
        now = {path: mark for path, mark in now.items() if path not in others}
        written = {path: was for path, was in written.items() if path not in others}
        if fresh:
            now |= dict.fromkeys(fresh, planned.marks[urls.INDEX])
        else:
            waits = others & ours.keys()
    stale = now.keys() - written.keys()
    gone = ours.keys() - now.keys() - waits

    kept = gone if _wrong(planned.problems) or failed else set()
    made: dict[str, Made] = {}
    stays, changed = {*kept, *waits}, {}
    owned = _owned(written, ours, stays)
    listing = b"" if stale or gone - kept else write.listing(owned)
    if not listing or not (trusted or write.same(output, MANIFEST, listing)):
        stage = write.stage(there, stale, gone - kept)
        made, unmade = make.files(root, settings, known, pool, planned, stage, stale)
        darkroom.prune(root, planned.assets)
        if fresh:
            made |= make.indexed(planned, stage, fresh)
        failed += unmade
        if _wrong(failed):
            kept = gone
        # as they were
        stays = {*kept, *waits, *(path for path in stale - made.keys() if path in ours)}
        written |= {path: _written(known, now[path], each) for path, each in made.items()}
        changed = {path: each.seen for path, each in made.items() if each.changed}
        owned = _owned(written, ours, stays)
        listing = write.listing(owned)
        if changed or gone - kept or not write.same(output, MANIFEST, listing):
            known.disk = write.site(stage, there, changed, stays, gone - kept, owned, listing)
    else:
        known.disk = replace(there, ours=owned, listing=listing)
    known.written = written | {path: known.written[path] for path in stays if path in known.written}
    if stays == waits and written.keys() == now.keys():
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
    # the index waits until it is asked for
    reworded = planned.reworded - {urls.INDEX}
    stale = {path for path in reworded if known.written[path].mark != marks[path]}
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


def index(
    root: Path,
    settings: Config,
    known: Memory,
    planned: Plan,
    stopped: threading.Event | None = None,
    low: bool = False,
) -> Mapping[str, bytes]:
    """The files that the search of a plan works with, for `carry_out` to take; as `search.index` makes them."""
    from digest import search  # only where there is an index to make

    texts = partial(recall.text, root, known, settings)
    try:
        return search.index(planned, texts, stopped, low)
    except memory.LostError as lost:
        place, message = f"{settings.content}/{lost}", "changed while the search was made"
        raise DigestError(Problem(place, 0, message, "build again")) from None


def searchable(known: Memory, planned: Plan) -> bool:
    """Whether the search's index that was written last is that of a plan, or it has none."""
    return urls.INDEX not in planned.pages or _searchable(amend.complete(planned), known.written)


def _searchable(planned: Plan, written: Mapping[str, Written]) -> bool:
    """Whether all files of a plan's index are among some."""
    entry, mark = written.get(urls.INDEX), planned.marks[urls.INDEX]
    if entry is None or entry.mark != mark:
        return False
    count = sum(was.mark == mark for path, was in written.items() if path.startswith(urls.INDEXED))
    return count == memory.unpacked(entry.parts).get(make.COUNT)


def _indexed(known: Memory, planned: Plan) -> dict[str, str]:
    """Files of the index that were written for a plan such as this: no page tells their names."""
    mark = planned.marks.get(urls.INDEX)
    if mark is None:
        return {}
    return {
        path: mark
        for path, was in known.written.items()
        if was.mark == mark and path.startswith(urls.INDEXED)
    }


def _fresh(
    index: Callable[[], Mapping[str, bytes]] | None,
) -> tuple[Mapping[str, bytes] | None, list[Problem]]:
    """A new index, or why there is none; neither where nobody asks for one now."""
    if index is None:
        return None, []
    try:
        return index(), []
    except DigestError as error:  # the site is no worse for it
        return None, list(error.problems)


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
