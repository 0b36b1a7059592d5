"""What a command did → the lines that tell it: plain values in, sentences out, nothing printed."""

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from digest.problems import Problem, counted

_DONE = {
    "made": "made",
    "copied": "copied",
    "unchanged": "unchanged",
    "renewed": "made anew",
    "merged": "merged",
    "conflict": "left alone",
    "deleted": "was deleted",
    "there": "there already",
}


def built(report: Any) -> str:
    """What a build did, in one line."""
    left = [
        counted(count, "draft") if why == "drafts" else f"{count:,} {why}"
        for why, count in report.left_out.items()
        if count
    ]
    return (
        counted(report.articles, "article")
        + (f" ({', '.join(left)} left out)" if left else "")
        + f"; {counted(len(report.written), 'file')} written, {report.kept:,} unchanged, "
        + f"{len(report.removed):,} removed in {report.seconds:.2f} s"
    )


def turn(turn: Any, root: Path, first: bool) -> str:
    """What changed, how many pages that made, how long it took, and why."""
    there = [path for path in turn.hints or () if path.exists()]  # editors' halves are gone by now
    hints = sorted(path.relative_to(root).as_posix() for path in there or turn.hints or ())
    changed = hints[0] if hints else "the site" if first else "several files"
    if len(hints) > 1:
        changed += f" and {counted(len(hints) - 1, 'more file')}"
    line = f"{datetime.now():%H:%M:%S}  {changed} → "
    if turn.report is None:
        return line + "not built"
    if first:
        return line + built(turn.report)
    report = turn.report
    done = [counted(len(report.written), "page")] if report.written or not report.removed else []
    done += [f"{len(report.removed):,} removed"] if report.removed else []
    reasons: dict[str, int] = {}
    for why in report.why.values():
        for each in why:
            reasons[each] = reasons.get(each, 0) + 1
    most = sorted(reasons, key=lambda each: (-reasons[each], each))
    why = ", ".join(most[:4]) + (" …" if len(most) > 4 else "")
    return line + f"{', '.join(done)} in {turn.seconds:.2f} s" + (f": {why}" if why else "")


def severities(problems: Iterable[Problem]) -> str:
    """How many errors and warnings there are, to stand behind a line; nothing where there are none."""
    severities = [problem.severity for problem in problems]
    return "".join(
        f", {severities.count(each)} {each}{'' if severities.count(each) == 1 else 's'}"
        for each in ("error", "warning")
        if each in severities
    )


def suggestion(each: Any) -> str:
    """A suggestion in two lines: the name with its figures and what it may be, then a sentence where it stands."""
    near = " or ".join(dict.fromkeys(f"{near.spelling} ({near.entity})" for near in each.near))
    if near:
        may = f"a part of the name of {near}?" if not each.near[0].slips else f"{near}?"
    else:
        may = f"{each.kind}? {each.why}" if each.kind else ""
    places = f"{counted(each.count, 'place')} in {counted(each.articles, 'article')}"
    return (
        f"  {each.name}  {places}  {may}".rstrip()
        + f"\n    {each.path}:{each.line}: {each.sentence}"
    )


def imported(steps: list[Any], refused: int, dry: bool) -> str:
    """What became of documents, in one line; `dry` where nothing was written."""
    counts: dict[str, int] = {}
    for step in steps:
        counts[step.what] = counts.get(step.what, 0) + 1
    parts = [f"{counts[what]:,} {words}" for what, words in _DONE.items() if what in counts]
    parts += [f"{refused:,} refused"] if refused else []
    return ("would be " if dry and parts else "") + (", ".join(parts) or "nothing to import")


def step_whole(step: Any) -> str:
    """What a person decides about: a new file's front matter and first words, or what two versions of one differ in."""
    from difflib import unified_diff

    if step.what == "conflict":
        lines = unified_diff(
            step.before.split("\n"), step.theirs.split("\n"), step.path, step.seed, lineterm="", n=1
        )
        colours = {"+": "green", "-": "red", "@": "cyan"}
        return "\n".join(click.style(line, fg=colours.get(line[:1])) for line in lines)
    front, _, body = step.text.removeprefix("---\n").partition("\n---\n")
    first = "\n".join(line for line in body.strip().split("\n\n")[:2])
    return "\n".join([click.style(step.title, bold=True), step.path, front, "", first[:500]])


def shipped(ready: Any, sent: str, gone: str) -> str:
    """What a delivery does or did, in one line."""
    from rich.filesize import decimal

    ship = ready.shipment
    line = f"{sent} {counted(len(ship.sends), 'file')}"
    line += f" ({decimal(ready.bytes)})" if ship.sends else ""
    line += f", {gone} {len(ship.gone):,}, {ship.kept:,} unchanged"
    if ship.drift:
        line += f"; {counted(len(ship.drift), 'file')} there had been changed by someone"
    return line


def listed(lines: list[str], most: int) -> list[str]:
    """The lines, or so many of them (0: all) and how many more there are."""
    if not most or len(lines) <= most:
        return lines
    return [*lines[:most], f"… and {len(lines) - most:,} more"]


def due(passed: bool, coming: int) -> str:
    """Whether an article is due, and when what shows changes next, in seconds since 1970 (0: never)."""
    now = "An article is due: publish" if passed else "No article is due"
    if not coming:
        return f"{now}; none waits for its time"
    return f"{now}; the next change of what shows is at {datetime.fromtimestamp(coming, UTC):%Y-%m-%d %H:%M} UTC"


def step(step: Any) -> list[str]:
    """What became of a document, and what is proposed below it; nothing where nobody needs to know."""
    if isinstance(step, Problem) or step.what in ("unchanged", "copied"):
        return []
    about = f"    about: {', '.join(step.about)}" if step.about and step.what == "made" else ""
    seed = f"  ({step.seed})" if step.path else ""
    told = [f"{_DONE[step.what]}: {step.path or step.seed}{seed}", about]
    return [line for line in (*told, *(f"    {each}" for each in step.proposals)) if line]
