"""Stale pages and files to copy → files on the stage, where the next site is made."""

from collections.abc import Iterable, Mapping, Set
from functools import partial
from itertools import chain
from pathlib import Path

import msgspec

from digest import darkroom, memory, pictures, recall, render, urls, write
from digest.fingerprint import of_bytes
from digest.memory import Memory
from digest.model import Asset, Config, Page, Seen
from digest.plan import Plan
from digest.problems import Problem, counted
from digest.workers import Pool
from digest.write import Stage


class Made(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """A file on the stage: its content's fingerprint, whether it differs from output's, how it lies, its parts."""

    path: str
    content: str
    changed: bool
    seen: Seen
    parts: bytes


def files(
    root: Path,
    settings: Config,
    known: Memory,
    pool: Pool,
    planned: Plan,
    stage: Stage,
    stale: Set[str],
) -> tuple[dict[str, Made], list[Problem]]:
    """Stale pages rendered and put on the stage, files copied there; and what is wrong with pages that have none."""
    known.flush()
    few = len(stale) * 10 < len(planned.pages)
    order = sorted(stale & planned.pages.keys()) if few else planned.pages
    pages = [planned.pages[path] for path in order if path in stale and path != urls.INDEX]
    # one of each layout here: what Jinja compiles for it, the processes that are forked then have already
    firsts = {page.layout: page for page in reversed(pages)}
    rest = [page for page in pages if page is not firsts[page.layout]]
    made: dict[str, Made] = {}
    failed: list[Problem] = []
    again: list[Page] = []
    make = partial(_page, planned, known, stage)
    results = chain(map(make, firsts.values()), pool.map(make, rest))
    for page, result in zip((*firsts.values(), *rest), results, strict=True):
        if isinstance(result, str):  # a damaged memory
            recall.again(root, known, result, settings)
            again.append(page)
        elif isinstance(result, Problem):
            failed.append(result)
        else:
            made[page.path] = result
    for page in again:
        result, lost = _page(planned, known, stage, page), set[str]()
        while isinstance(result, str) and result not in lost:  # a feed shows many texts
            lost.add(result)
            recall.again(root, known, result, settings)
            result = _page(planned, known, stage, page)
        if isinstance(result, Made):
            made[page.path] = result
        elif isinstance(result, Problem):
            failed.append(result)
        else:
            message = f"changed while the site was built (for /{page.path})"
            failed.append(Problem(f"{settings.content}/{result}", 0, message, "build again"))
    for asset in planned.assets:
        if asset.path in stale and not asset.recipe:
            changed, seen = write.put(stage, asset.path, Path(asset.file))
            made[asset.path] = Made(asset.path, asset.fingerprint, changed, seen, b"\x80")
    drawn = pictures.recipes(each for each in planned.assets if each.path in stale)
    for found in pool.map(partial(_drawn, root, stage), drawn.values(), _FEW_PICTURES):
        for each in found:
            if isinstance(each, Made):
                made[each.path] = each
            else:
                failed.append(each)
    return made, list(_gathered(failed))


def indexed(planned: Plan, stage: Stage, files: Mapping[str, bytes]) -> dict[str, Made]:
    """The files of the search put on the stage. Of what they are made stands beside the one that names all others.

    With it stands how many those are: fewer in a memory are not all.
    """
    parts = planned.inputs(planned.pages[urls.INDEX]) | {COUNT: len(files)}
    made = {}
    for path, content in files.items():
        changed, seen = write.put(stage, path, content)
        inputs = memory.packed_parts(parts if path == urls.INDEX else {})
        made[path] = Made(path, of_bytes(content), changed, seen, inputs)
    return made


COUNT = "files"
"""Under what the parts of the index hold the number of its files."""
_FEW_PICTURES = 8
"""Pictures from which on processes pay: the copies of one take some 300 ms."""


def _drawn(root: Path, stage: Stage, assets: list[Asset]) -> list[Made | Problem]:
    """What is made of one file, put on the stage."""
    found: list[Made | Problem] = []
    for asset, kept in zip(assets, darkroom.developed(root, assets), strict=True):
        if isinstance(kept, Problem):
            found.append(kept)
            continue
        changed, seen = write.put(stage, asset.path, kept[0])
        found.append(Made(asset.path, kept[1], changed, seen, b"\x80"))
    return found


def _page(planned: Plan, known: Memory, stage: Stage, page: Page) -> Made | Problem | str:
    """One page rendered and put on the stage; a Problem; or the path of the content file whose text is lost."""
    try:
        file = render.page(planned.layouts, planned.stock, known.text, page)
    except memory.LostError as lost:
        return str(lost)
    if isinstance(file, Problem):
        return file
    changed, seen = write.put(stage, file.path, file.content)
    inputs = memory.packed_parts(planned.inputs(page))
    return Made(file.path, of_bytes(file.content), changed, seen, inputs)


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
