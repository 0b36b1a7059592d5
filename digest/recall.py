"""Manuscripts on disk → what they say: remembered where nothing changed, read where it did."""

import time
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import msgspec

from digest import content, memory, parts, prose, read
from digest.fingerprint import fingerprint, of_bytes, of_file
from digest.memory import Memory
from digest.model import Asset, Config, Reading, Stat
from digest.problems import Problem
from digest.related import Related, related
from digest.workers import Pool

_UNREAD = "unread"


def readings(
    root: Path, known: Memory, found: Mapping[str, Stat], settings: Config, pool: Pool
) -> list[Reading]:
    """What the manuscripts say, in the order in which they were found.

    What the clock refused is not remembered: a quicker machine may read it, as a clean build there would.
    """
    rules = fingerprint([settings.rules, settings.content, parts.installed(settings.markdown)])
    if known.rules != rules:
        known.rules, known.readings = rules, {}
    now = time.time_ns()
    known.changed = {}
    news = [
        (path, kept.mark if (kept := known.readings.get(path)) else "")
        for path, stat in found.items()
        if not (kept := known.readings.get(path)) or kept.stat != stat
    ]
    for (path, _), packed in zip(news, pool.map(partial(_read, root, settings), news), strict=True):
        stat = found[path] if content.settled(found[path], now) else None
        if packed:
            reading, mark, text = _unpack(packed)
            before = known.readings.get(path)
            known.changed[path] = before.reading if before else Reading(path)
            known.keep(path, stat, mark, reading, text)
        else:
            known.readings[path] = msgspec.structs.replace(known.readings[path], stat=stat)
    known.readings = {path: known.readings[path] for path in found}
    told = [kept.reading for kept in known.readings.values()]
    for path, kept in list(known.readings.items()):
        if kept.mark == _UNREAD or any(
            each.message == prose.SLOW for each in kept.reading.problems
        ):
            del known.readings[path]
    return told


def one(root: Path, known: Memory, path: str, stat: Stat, settings: Config) -> Reading:
    """What one manuscript says now; only where its bytes changed is it read."""
    before = known.readings.get(path)
    packed = _read(root, settings, (path, before.mark if before else ""))
    now = stat if content.settled(stat, time.time_ns()) else None
    if packed or before is None:
        reading, mark, text = _unpack(packed)
        known.keep(path, now, mark, reading, text)
    else:
        known.readings[path] = msgspec.structs.replace(before, stat=now)
    return known.readings[path].reading


def again(root: Path, known: Memory, path: str, settings: Config) -> None:
    """Read a manuscript whose text was lost."""
    packed = _read(root, settings, (path, ""))
    reading, mark, text = _unpack(packed)
    known.keep(path, None, mark, reading, text)


def assets(
    root: Path, known: Memory, found: Mapping[str, Stat], settings: Config
) -> tuple[list[Asset], list[Problem]]:
    """The files that lie beside manuscripts, each with its fingerprint; and those that can't be read."""
    now = time.time_ns()
    made: list[Asset] = []
    problems: list[Problem] = []
    kept: dict[str, tuple[Stat, str]] = {}
    for path, stat in found.items():
        place = f"{settings.content}/{path}"
        before = known.assets.get(path)
        if before and before[0] == stat:
            mark = before[1]
        else:
            try:
                mark = of_file(root / settings.content / path)
            except OSError as error:
                message = f"can't be read: {error.strerror}"
                problems.append(Problem(place, 0, message, "look at its permissions"))
                continue
        if content.settled(stat, now):
            kept[path] = (stat, mark)
        made.append(Asset(path, str(root / settings.content / path), mark, place))
    known.assets = kept
    return made, problems


def alike(known: Memory, pool: Pool, terms: Mapping[str, Sequence[str]]) -> Related:
    """Which articles are like which: remembered where no article's terms have changed."""
    mark = fingerprint(list(terms.items()))
    if known.related[0] != mark:
        known.related = (mark, related(terms, pool))
    return known.related[1]


_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(tuple[Reading, str, bytes]).decode


def _read(root: Path, settings: Config, known: tuple[str, str]) -> bytes:
    """A manuscript's reading, its fingerprint and its text, packed; nothing where the fingerprint is as known."""
    path, mark = known
    manuscript = content.manuscript(root, settings, path)
    if isinstance(manuscript, Problem):
        return _pack((Reading(path, problems=(manuscript,)), _UNREAD, b""))
    now = of_bytes(manuscript.content)
    if now == mark:
        return b""
    reading, text = read.manuscript(manuscript, settings.rules, settings.content)
    return _pack((reading, now, memory.packed(text)))
