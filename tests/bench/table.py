"""Figures of one run → a table with ratios and targets, missed ones marked as such."""

import math
from collections.abc import Container, Iterator, Mapping, MutableMapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

Figures = MutableMapping[tuple[str, int, str], float]
"""By program, number of articles and measure: seconds, bytes or counts."""

MISSING = "not available"
_SCALES = {"": 1, "s": 1, "ms": 1_000, "MB": 1e-6}


@dataclass(frozen=True)
class Measure:
    """A row of the table, for each size it was measured at."""

    name: str
    title: str
    unit: str
    """`s`, `ms` (kept in seconds), `MB` (kept in bytes) or nothing."""
    part: str
    """Which part of a run measures it: `clean`, `edits` or `serving`."""


PARTS = ("clean", "edits", "serving")
MEASURES = (
    Measure("clean", "clean build", "s", "clean"),
    Measure("clean cpu", "clean build, processor time", "s", "clean"),
    Measure("nothing", "nothing changed", "s", "edits"),
    Measure("body", "one body edited", "s", "edits"),
    Measure("title", "one title edited", "s", "edits"),
    Measure("largest", "clean build, largest process", "MB", "clean"),
    Measure("together", "clean build, all processes together", "MB", "clean"),
    Measure("files", "files written", "", "clean"),
    Measure("bytes", "bytes written", "MB", "clean"),
    Measure("ready", "serving: start to first answer", "s", "serving"),
    Measure("served body", "serving: body saved → served, median", "ms", "serving"),
    Measure("served body late", "serving: body saved → served, 95 of 100", "ms", "serving"),
    Measure("served title", "serving: title saved → served, median", "ms", "serving"),
    Measure("served title late", "serving: title saved → served, 95 of 100", "ms", "serving"),
    Measure("shown", "serving: served → shown in a browser, median", "ms", "serving"),
    Measure("serving", "serving: memory at most", "MB", "serving"),
    Measure("serving settled", "serving: memory in the end", "MB", "serving"),
    Measure("arrived", "serving: 1,000 new files at once → all served", "s", "serving"),
    Measure("arrived builds", "serving: 1,000 new files at once, builds", "", "serving"),
)

GROWING = ("clean", "nothing", "body", "title")
LINEAR = 1.1
"""The exponent up to which a clean build counts as linear."""


@dataclass(frozen=True)
class Target:
    """What digest's figure should not exceed: `limit`, or `limit` times the same figure of a peer."""

    measure: str
    sizes: Sequence[int]
    """Numbers of articles it is about; none for all."""
    limit: float
    peer: str = ""

    def about(self, measure: str, size: int) -> bool:
        """Whether it is about a row."""
        return self.measure == measure and (not self.sizes or size in self.sizes)


TARGETS = (
    Target("clean", (1_000, 10_000, 100_000), 0.5, "hugo"),
    Target("clean", (1_000, 10_000), 0.1, "pelican"),
    Target("clean cpu", (1_000, 10_000), 0.5, "hugo"),
    Target("clean cpu", (1_000, 10_000), 0.1, "pelican"),
    Target("nothing", (10_000,), 0.6),
    Target("nothing", (10_000,), 0.06, "hugo"),
    Target("nothing", (100_000,), 5),
    Target("body", (10_000,), 0.8),
    Target("title", (10_000,), 1.0),
    Target("together", (100_000,), 1.5e9),
    Target("served body", (1_000,), 0.030),
    Target("served body", (10_000,), 0.060),
    Target("served body", (100_000,), 0.400),
    Target("served title", (1_000,), 0.060),  # twice what a body may take
    Target("served title", (10_000,), 0.120),
    Target("served title", (100_000,), 0.800),
    Target("shown", (), 0.100),
    Target("serving", (10_000,), 350e6),
    Target("arrived builds", (), 2),
)


def table(
    programs: Sequence[tuple[str, str]],
    figures: Mapping[tuple[str, int, str], float],
    parts: Container[str] = PARTS,
) -> str:
    """A Markdown table of a run: `programs` are names with versions, digest first; `parts` were asked for."""
    peers = programs[1:]
    names = [f"{name.capitalize() if name != 'digest' else name} {v}" for name, v in programs]
    head = ["", "articles", *names, *(f"÷ {name.capitalize()}" for name, _ in peers), "target", ""]
    rows = [head, ["---", "--:", *["--:"] * (len(names) + len(peers)), "---", "---"]]
    sizes = sorted({size for _, size, _ in figures})
    for measure in MEASURES:
        for size in sizes:
            found = [figures.get((name, size, measure.name)) for name, _ in programs]
            targets = [each for each in TARGETS if each.about(measure.name, size)]
            asked = targets and measure.part in parts
            if not asked and all(value is None for value in found):
                continue
            ratios = [_ratio(found[0], other) for other in found[1:]]
            known = {name: value for (name, _), value in zip(programs, found, strict=True)}
            rows.append(
                [
                    measure.title,
                    f"{size:,}",
                    MISSING if found[0] is None else _shown(found[0], measure.unit),
                    *(_shown(value, measure.unit) for value in found[1:]),
                    *ratios,
                    ", ".join(_limit(each, measure.unit) for each in targets),
                    ", ".join(_verdict(each, known) for each in targets),
                ]
            )
    rows += _growth(programs, figures, sizes)
    return "".join(f"| {' | '.join(row)} |\n" for row in rows)


def missed(figures: Mapping[tuple[str, int, str], float]) -> Iterator[str]:
    """A sentence for each target that was measured and missed."""
    for target in TARGETS:
        for size in sorted({size for _, size, _ in figures}):
            if not target.about(target.measure, size):
                continue
            known = {
                name: v
                for (name, n, what), v in figures.items()
                if (n, what) == (size, target.measure)
            }
            if _met(target, known) is False:
                measure = next(each for each in MEASURES if each.name == target.measure)
                value = _shown(known["digest"], measure.unit)
                ratio = f", {_ratio(known['digest'], known[target.peer])} ×" if target.peer else ""
                yield f"{measure.title} at {size:,}: {value}{ratio}, target {_limit(target, measure.unit)}"


def _growth(
    programs: Sequence[tuple[str, str]],
    figures: Mapping[tuple[str, int, str], float],
    sizes: Sequence[int],
) -> Iterator[list[str]]:
    """The exponent of time between each two sizes: 1 is linear, 0 is no growth at all."""
    for name in GROWING:
        title = next(each.title for each in MEASURES if each.name == name)
        for small, large in pairwise(sizes):
            exponents = [
                exponent(
                    (small, figures.get((program, small, name))),
                    (large, figures.get((program, large, name))),
                )
                for program, _ in programs
            ]
            if all(each is None for each in exponents):
                continue
            linear = Target(name, (large,), LINEAR)
            yield [
                f"growth: {title}, exponent",
                f"{small:,} → {large:,}",
                *("" if each is None else f"{each:.2f}" for each in exponents),
                *[""] * (len(programs) - 1),
                f"≤ {LINEAR}" if name == "clean" else "",
                _verdict(linear, {"digest": exponents[0]}) if name == "clean" else "",
            ]


def exponent(small: tuple[int, float | None], large: tuple[int, float | None]) -> float | None:
    """How time grows between two sizes, each with its seconds: 1 where twice the articles take twice as long."""
    if not small[1] or not large[1]:
        return None
    return math.log(large[1] / small[1]) / math.log(large[0] / small[0])


def _met(target: Target, known: Mapping[str, float | None]) -> bool | None:
    """Whether digest's figure meets a target; None where it or the peer's was not measured."""
    own, other = known.get("digest"), known.get(target.peer)
    if own is None or (target.peer and other is None):
        return None
    return own <= target.limit * (other if target.peer and other else 1)


def _verdict(target: Target, known: Mapping[str, float | None]) -> str:
    return {True: "met", False: "**missed**", None: "not measured"}[_met(target, known)]


def _limit(target: Target, unit: str) -> str:
    if target.peer:
        return f"≤ {target.limit:g} × {target.peer.capitalize()}"
    return f"≤ {target.limit * _SCALES[unit]:,g} {unit}".strip()


def _ratio(own: float | None, other: float | None) -> str:
    return f"{own / other:.2g}" if own is not None and other else ""


def _shown(value: float | None, unit: str) -> str:
    """A figure with three digits that matter."""
    if value is None:
        return "–"
    scaled = value * _SCALES[unit]
    digits = 0 if unit != "s" else 2 if scaled < 10 else 1
    return f"{scaled:,.{digits}f} {unit}".strip()
