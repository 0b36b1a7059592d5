"""Three versions of a text → one: what was there, what it became elsewhere, what a curator made of it; or conflicts."""

import re
from collections.abc import Iterable, Iterator, Sequence
from difflib import SequenceMatcher
from itertools import chain
from typing import NamedTuple

import yaml

from digest.edits import written

_LIST = re.compile(r"(\w+): \[.*\][ \t]*(?:#.*)?")


class Conflict(NamedTuple):
    """Lines that both changed, each in its way: `line` is that of the curator's text, from 1."""

    line: int
    base: tuple[str, ...]
    theirs: tuple[str, ...]
    ours: tuple[str, ...]


class Merged(NamedTuple):
    """A text in which a curator's lines won wherever there was a conflict."""

    text: str
    conflicts: tuple[Conflict, ...]


def merged(base: str, theirs: str, ours: str) -> Merged:
    """What changed from `base` to `theirs`, done to `ours` as well, line by line, as a three-way merge does it.

    Lines that only one of them changed are as that one has them. A list in brackets that both changed has what either
    added and nothing that either took away. Any other line that both changed is a conflict, and stays as in `ours`.
    """
    old, new, own = (text.split("\n") for text in (base, theirs, ours))
    lines: list[str] = []
    conflicts: list[Conflict] = []
    at = 0
    for group in _groups(_hunks(old, new, 0), _hunks(old, own, 1)):
        begin, end = group[0].begin, max(hunk.end for hunk in group)
        lines += old[at:begin]
        before = old[begin:end]
        elsewhere, here = (
            _applied(old, begin, end, [hunk for hunk in group if hunk.side == side])
            for side in (0, 1)
        )
        if elsewhere in (before, here):
            lines += here
        elif here == before:
            lines += elsewhere
        elif both := _lists(before, elsewhere, here):
            lines += both
        else:
            number = _line(group, begin) + 1
            conflicts.append(Conflict(number, tuple(before), tuple(elsewhere), tuple(here)))
            lines += here
        at = end
    return Merged("\n".join(lines + old[at:]), tuple(conflicts))


class _Hunk(NamedTuple):
    """Old lines `begin` to `end`, and what a side has instead; `place` is where in that side's text."""

    begin: int
    end: int
    side: int
    place: int
    lines: list[str]


def _hunks(old: Sequence[str], other: Sequence[str], side: int) -> Iterator[_Hunk]:
    for tag, a, b, c, d in SequenceMatcher(None, old, other, autojunk=False).get_opcodes():
        if tag == "replace" and b - a == d - c:  # line for line, so that each is judged alone
            for step in range(b - a):
                yield _Hunk(a + step, a + step + 1, side, c + step, [other[c + step]])
        elif tag != "equal":
            yield _Hunk(a, b, side, c, list(other[c:d]))


def _groups(*sides: Iterable[_Hunk]) -> Iterator[list[_Hunk]]:
    """Hunks that touch the same old lines, or add something at the same place. Neighbouring lines are apart."""
    group: list[_Hunk] = []
    end = -1
    for hunk in sorted(chain(*sides)):
        apart = hunk.begin > end or (
            hunk.begin == end and not (hunk.begin == hunk.end and group[-1].begin == end)
        )
        if group and apart:
            yield group
            group, end = [], -1
        group.append(hunk)
        end = max(end, hunk.end)
    if group:
        yield group


def _applied(old: Sequence[str], begin: int, end: int, hunks: Iterable[_Hunk]) -> list[str]:
    """What a side has in place of some old lines."""
    lines: list[str] = []
    for hunk in hunks:
        lines += [*old[begin : hunk.begin], *hunk.lines]
        begin = hunk.end
    return lines + list(old[begin:end])


def _line(group: Sequence[_Hunk], begin: int) -> int:
    """Where in our own text a group of hunks is."""
    own = next(hunk for hunk in group if hunk.side == 1)
    return max(0, own.place - (own.begin - begin))


def _lists(before: Sequence[str], elsewhere: Sequence[str], here: Sequence[str]) -> list[str]:
    """The line of a list that both changed, with what either added, without what either took away."""
    if not len(elsewhere) == len(here) == 1 or len(before) > 1:
        return []
    parts = [_items(lines[0]) if lines else ("", []) for lines in (before, elsewhere, here)]
    if None in parts:
        return []
    (key, old), (_, new), (own_key, own) = (part for part in parts if part is not None)
    if {key or own_key} != {part[0] for part in parts[1:] if part is not None}:
        return []
    kept = [item for item in own if item in new or item not in old]
    kept += [item for item in new if item not in old and item not in own]
    comment = re.search(r"\][ \t]*(#.*)$", here[0])
    made = f"{own_key}: [{', '.join(written(item, flow=True) for item in kept)}]"
    return [made + (f"  {comment[1]}" if comment else "")]


def _items(line: str) -> tuple[str, list[str]] | None:
    if not _LIST.fullmatch(line):
        return None
    try:
        ((key, items),) = yaml.load(line, Loader=yaml.BaseLoader).items()  # noqa: S506 - texts only
    except (yaml.YAMLError, ValueError, AttributeError):
        return None
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        return None
    return str(key), items
