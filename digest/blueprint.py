"""A plan → a file beside the memory, and back: of its thousands of pages only those asked for are unpacked.

It is the plan of a build that looked at everything. What later builds amended follows from the memory, which knows of
which blueprint it speaks; one that is lost, damaged or another one costs time, never correctness.
"""

import io
import pickle
from collections.abc import Iterable, Sequence
from contextlib import suppress
from functools import partial
from itertools import accumulate, chain, pairwise
from pathlib import Path
from typing import Any

import msgspec

from digest import memory, model, stock
from digest.fingerprint import checksum, encode
from digest.layouts import Layouts
from digest.memory import Memory
from digest.model import Asset, Config, Copy
from digest.plan import Plan
from digest.problems import Problem
from digest.sheaf import Sheaf, bundled

_MARKS = ("card", "article", "item", "linked")
"""Marks that are kept where somebody asked for them: a list of all articles asks for all."""


class _Index(msgspec.Struct, array_like=True, gc=False):
    """All of a plan but what lies in bundles, of these `sizes`: pages, articles, and the pages that show each article.

    `texts` are the paths of all content files that have a text, `bodies` the marks of those.
    """

    layouts: str
    pages: list[str]
    linked: list[str]
    texts: list[str]
    sizes: tuple[list[int], ...]
    marks: dict[str, list[bytes]]
    bodies: list[bytes]
    assets: list[Asset]
    problems: list[Problem]
    articles: int
    left_out: dict[str, int]
    due: int
    referred: list[str]


def keep(root: Path, planned: Plan) -> str:
    """Write down a plan that was made anew, for later builds: its seal, by which the memory knows it; else nothing."""
    if not planned.amendable:
        return ""
    packed = _packed(planned)
    path = root / memory.FOLDER / memory.BLUEPRINT
    new = path.with_name(path.name + ".new")
    try:
        with new.open("wb") as file:
            file.writelines(packed)
        new.replace(path)
    except OSError:  # the site is right without: the next build plans it anew
        with suppress(OSError):
            new.unlink()
        return ""
    return _seal(*packed)


def plan(
    root: Path, known: Memory, settings: Config, looks: Layouts, assets: Sequence[Asset]
) -> Plan | None:
    """The plan that the last build carried out; None where that can't be known.

    `looks` are the layouts and `assets` the files beside manuscripts, as they are now.
    """
    packed = _read(root, known.blueprint)
    if not packed:
        return None
    index, (pages, linked, holders) = _unpacked(packed)
    then = {path: kept.reading for path, kept in known.readings.items()} | known.changed
    if (
        looks.mark != index.layouts
        or not _as_they_were(index.assets, (*looks.files, *assets))
        or not then.keys() >= {*index.texts}
        or not {*known.amended} <= {*index.linked}
        or not known.written.keys() >= {*index.pages}
    ):
        return None
    marks = {
        what: {path: mark for path, mark in zip(index.linked, some, strict=True) if mark}
        for what, some in index.marks.items()
    }
    marks["text"] = dict(zip(index.texts, index.bodies, strict=True))
    shown = stock.marked(
        Sheaf(index.linked, linked, _values),
        {path: then[path].found for path in index.texts},
        marks,
    )
    amended = [
        stock.reworded(shown.linked[path], now.article, now.found)
        for path in known.amended
        if (now := then[path]) and now.article
    ]
    return Plan(
        pages=Sheaf(index.pages, pages, _values),
        marks={path: known.written[path].mark for path in index.pages},
        assets=tuple(index.assets),
        stock=stock.changed(shown, amended),
        layouts=looks,
        problems=tuple(index.problems),
        articles=index.articles,
        left_out=index.left_out,
        due=index.due,
        content=settings.content,
        referred=lambda: frozenset(index.referred),
        holders=Sheaf(index.linked, holders, partial(_shown_on, index.pages)),
        amendable=True,
    )


def _as_they_were(planned: Iterable[Asset], now: Iterable[Asset]) -> bool:
    """Whether files that were to be copied, or that others were made of, are what they were."""
    files = {(each.file, each.fingerprint) for each in now}
    then = (
        (each.file, each.recipe.of if isinstance(each.recipe, Copy) else each.fingerprint)
        for each in planned
        if each.file
    )
    return all(each in files for each in then)


def _packed(planned: Plan) -> list[bytes]:
    """A plan as it is kept, piece by piece."""
    shown, pages = planned.stock, list(planned.pages)
    numbers = {path: number for number, path in enumerate(pages)}
    by_path = planned.holders or stock.holders(planned.pages.values())
    holders = [[numbers[page] for page in by_path.get(path, ())] for path in shown.linked]
    bundles = (
        list(bundled(list(planned.pages.values()), _pack)),
        list(bundled(list(shown.linked.values()), _pack)),
        list(bundled(holders, encode)),
    )
    index = encode(
        _Index(
            layouts=planned.layouts.mark,
            pages=pages,
            linked=list(shown.linked),
            texts=list(shown.found),
            sizes=tuple([len(each) for each in some] for some in bundles),
            marks={
                what: [made.get(path, b"") for path in shown.linked]
                for what in _MARKS
                for made in [shown.marks[what].made()]
            },
            bodies=[shown.marks["text"][path] for path in shown.found],
            assets=list(planned.assets),
            problems=list(planned.problems),
            articles=planned.articles,
            left_out=planned.left_out,
            due=planned.due,
            referred=sorted(planned.referred()),
        )
    )
    return [len(index).to_bytes(8), index, *chain(*bundles)]


def _unpacked(packed: memoryview) -> tuple[_Index, Sequence[Sequence[memoryview]]]:
    """The index of a plan that was kept, and its bundles."""
    at = 8 + int.from_bytes(packed[:8])
    index = _unpack_index(packed[8:at])
    bundles: list[list[memoryview]] = []
    for sizes in index.sizes:
        ends = list(accumulate(sizes, initial=at))
        bundles.append([packed[start:end] for start, end in pairwise(ends)])
        at = ends[-1]
    return index, bundles


def _read(root: Path, seal: str) -> memoryview:
    """The file that has this seal; empty where it is not there. Most of it is only looked at, to check the seal."""
    packed = memory.mapped(root / memory.FOLDER / memory.BLUEPRINT) if seal else memoryview(b"")
    return packed if _seal(packed) == seal else memoryview(b"")


def _seal(*packed: bytes | memoryview) -> str:
    return f"{sum(map(len, packed))} {checksum(*packed).decode()}"


_unpack_index = msgspec.msgpack.Decoder(_Index).decode
_unpack_numbers = msgspec.msgpack.Decoder(list[list[int]]).decode


def _shown_on(pages: Sequence[str], packed: bytes | memoryview) -> list[list[str]]:
    return [[pages[number] for number in numbers] for numbers in _unpack_numbers(packed)]


_pack = partial(pickle.dumps, protocol=5)
"""Pages hold values of many types at places of any type, which no packing knows but Python's own."""


def _values(packed: bytes | memoryview) -> Any:
    return _Unpickler(io.BytesIO(packed)).load()


class _Unpickler(pickle.Unpickler):
    """Makes values of digest.model and nothing else: pickles can do anything, and a site may be a stranger's."""

    def find_class(self, module: str, name: str) -> Any:
        found = getattr(model, name, None) if module == model.__name__ else None
        if isinstance(found, type) and issubclass(found, model.Value):
            return found
        raise pickle.UnpicklingError(f"{module}.{name} is no value")
