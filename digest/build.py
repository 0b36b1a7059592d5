"""The story: prepare a plan (read, link, plan), carry it out (render, write)."""

import time
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import msgspec

from digest import (
    checks,
    config,
    content,
    layouts,
    link,
    memory,
    parts,
    plan,
    prose,
    read,
    render,
    write,
)
from digest.fingerprint import fingerprint, of_bytes
from digest.memory import Memory, Written
from digest.model import Config, Manuscript, Reading, Report, Scope
from digest.plan import Plan
from digest.problems import DigestError, Problem, counted
from digest.workers import Pool

STAGE = "stage"
"""The folder in .digest/ where the next site is made, and the last one waits."""


def prepare(root: Path, settings: Config, known: Memory, pool: Pool, scope: Scope) -> Plan:
    """Read, link and plan: all that can be known without rendering."""
    unset = config.missing(root, settings)
    if any(problem.severity == "error" for problem in unset):
        raise DigestError(*unset)  # without its content a site would empty itself
    manuscripts, assets, unread = content.files(root, settings)
    readings = _recall(known, manuscripts, settings, pool)
    site, unlinked = link.site(readings, assets, settings, scope)
    looks = layouts.read(root, settings.layouts, settings.theme)
    pages, copies, unplanned = plan.pages(site, looks)
    problems = [*unset, *unread, *unlinked, *unplanned]
    problems += (problem for reading in readings for problem in reading.problems)
    if settings.checks:
        for check in parts.find("checks", checks.CHECKS, settings.checks):
            problems += check(site)
    return Plan(
        pages=pages,
        assets=copies,
        layouts=looks,
        problems=tuple(sorted(set(problems))),
        articles=len(site.articles) + len(site.hidden),
        left_out={"drafts": site.drafts, "waiting": site.waiting, "expired": site.expired},
    )


def carry_out(root: Path, settings: Config, known: Memory, pool: Pool, planned: Plan) -> Report:
    """Render what is not on disk as planned, and bring output/ to it in one step; with errors, remove nothing."""
    begin = time.monotonic()
    output = (root / settings.output).resolve()
    there = write.present(output)
    manifest = write.manifest(output, there)
    ours = {path: was.content for path, was in known.written.items()} | manifest
    now = _inputs(planned)
    stale = {
        path
        for path, inputs in now.items()
        if path not in there
        or not (was := known.written.get(path))
        or was.inputs != inputs
        or was.content != ours[path]  # an earlier build ended between output/ and its memory
    }

    rendered, failed = _render(planned, stale, pool)
    problems = tuple(sorted({*planned.problems, *_gathered(failed)}))
    files: dict[str, bytes | Path] = {
        path: content for path, content in rendered.items() if not write.same(output, path, content)
    }
    for asset in planned.assets:
        if asset.path not in there or ours.get(asset.path) != asset.fingerprint:
            files[asset.path] = Path(asset.file)

    owned = {path: known.written[path].content for path in now.keys() - stale}
    owned |= {path: of_bytes(content) for path, content in rendered.items()}
    owned |= {asset.path: asset.fingerprint for asset in planned.assets}
    gone = {path for path in ours.keys() - owned.keys() if path in there}
    kept: set[str] = set()
    if any(problem.severity == "error" for problem in problems):
        owned |= {path: ours[path] for path in gone}  # still ours, to be removed once all is well
        kept, gone = gone, set()
    if files or gone or not write.same(output, write.MANIFEST, write.listing(owned)):
        write.site(output, root / memory.FOLDER / STAGE, files, gone, owned)

    known.written = {path: was for path, was in known.written.items() if path in kept} | {
        path: Written(now[path], mark, _why(known, path, now[path], path in stale))
        for path, mark in owned.items()
        if path in now and path not in kept
    }
    return Report(
        written=tuple(sorted(files)),
        why={path: known.written[path].why for path in files},
        kept=len(owned) - len(files) - len(kept),
        removed=tuple(sorted(gone)),
        problems=problems,
        articles=planned.articles,
        left_out=planned.left_out,
        seconds=time.monotonic() - begin,
    )


def build(root: Path, settings: Config, pool: Pool, scope: Scope, clean: bool = False) -> Report:
    """Build the site in a folder and remember what was built; `clean` forgets what earlier builds knew."""
    begin = time.monotonic()
    with memory.held(root):
        if clean:
            memory.forget(root)
        known = memory.load(root)
        planned = prepare(root, settings, known, pool, scope)
        report = carry_out(root, settings, known, pool, planned)
        memory.save(known, root)
    return msgspec.structs.replace(report, seconds=time.monotonic() - begin)


def _inputs(planned: Plan) -> dict[str, dict[str, str]]:
    """What the bytes of each planned file depend on."""
    now = {page.path: planned.inputs(page) for page in planned.pages}
    return now | {asset.path: {"file": asset.fingerprint} for asset in planned.assets}


def _render(planned: Plan, stale: set[str], pool: Pool) -> tuple[dict[str, bytes], list[Problem]]:
    """The bytes of stale pages by path, and what is wrong with those that have none."""
    pages = [page for page in planned.pages if page.path in stale]
    rendered: dict[str, bytes] = {}
    failed: list[Problem] = []
    for result in pool.map(partial(render.page, planned.layouts), pages):
        if isinstance(result, Problem):
            failed.append(result)
        else:
            rendered[result.path] = result.content
    return rendered, failed


def _gathered(failed: Iterable[Problem]) -> Iterable[Problem]:
    """One mistake in a layout is one problem, however many pages it spoils."""
    same: dict[tuple[str, int, str], list[Problem]] = {}
    for problem in failed:
        message = problem.message.partition(" (for ")[0]
        same.setdefault((problem.path, problem.line, message), []).append(problem)
    for first, *more in same.values():
        message = first.message
        if more:
            message = f"{message[:-1]} and {counted(len(more), 'more page')})"
        yield Problem(first.path, first.line, message, first.hint, first.severity)


def _recall(
    known: Memory, manuscripts: Iterable[Manuscript], settings: Config, pool: Pool
) -> list[Reading]:
    """What the manuscripts say: remembered where neither they nor what reading depends on has changed.

    What the clock refused is not remembered: a quicker machine may read it, as a clean build there would.
    """
    rules = fingerprint([settings.rules, settings.content, prose.installed(settings.markdown)])
    marks = {each.path: of_bytes(each.content) + rules for each in manuscripts}
    news = [
        each for each in manuscripts if known.readings.get(each.path, ("",))[0] != marks[each.path]
    ]
    read_now = pool.map(
        partial(read.manuscript, rules=settings.rules, content=settings.content), news
    )
    fresh = {reading.path: (marks[reading.path], reading) for reading in read_now}
    readings = {path: fresh.get(path) or known.readings[path] for path in marks}
    known.readings = {
        path: (mark, reading)
        for path, (mark, reading) in readings.items()
        if all(problem.message != prose.SLOW for problem in reading.problems)
    }
    return [reading for _, reading in readings.values()]


def _why(known: Memory, path: str, inputs: dict[str, str], stale: bool) -> tuple[str, ...]:
    """Which parts of a page changed when it was last made."""
    before = known.written.get(path)
    if before and not stale:
        return before.why
    if not before:
        return ("new",)
    changed = tuple(part for part, mark in inputs.items() if before.inputs.get(part) != mark)
    return changed or ("not on disk as remembered",)
