"""Manuscripts on disk → what they say: remembered where nothing changed, read where it did."""

import time
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import msgspec
from msgspec.structs import replace

from digest import content, memory, mentions, parts, prose, read, showing
from digest.fingerprint import fingerprint, of_bytes, of_file
from digest.memory import Memory
from digest.model import Asset, Config, Found, Reading, Scope, Stat, Text
from digest.names import Register
from digest.problems import Problem
from digest.related import Related, related
from digest.workers import Pool

_UNREAD = "unread"
_ENTITIES = "entities/"


def readings(
    root: Path,
    known: Memory,
    found: Mapping[str, Stat],
    settings: Config,
    pool: Pool,
    scope: Scope,
) -> list[Reading]:
    """What the manuscripts say, and whom they name, in the order in which they were found.

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
    for of_entities in (True, False):  # those first: whom they tell of is looked for in all others
        some = [each for each in news if each[0].startswith(_ENTITIES) is of_entities]
        _read_anew(root, known, found, settings, pool, some, now)
        if of_entities:
            known.register = _register(known, found, settings, scope)
    known.readings = {path: known.readings[path] for path in found}
    _find_anew(root, known, settings, pool)
    told = [kept.reading for kept in known.readings.values()]
    for path, kept in list(known.readings.items()):
        if kept.mark == _UNREAD or any(
            each.message == prose.SLOW for each in kept.reading.problems
        ):
            del known.readings[path]
    return told


def _read_anew(
    root: Path,
    known: Memory,
    found: Mapping[str, Stat],
    settings: Config,
    pool: Pool,
    news: Sequence[tuple[str, str]],
    now: int,
) -> None:
    """Read manuscripts, each but where its bytes have the fingerprint beside its path."""
    register = known.register
    if register and news:
        mentions.finder(register)  # made once, for all processes
    read_one = partial(_read, root, settings, register)
    for (path, _), packed in zip(news, pool.map(read_one, news), strict=True):
        stat = found[path] if content.settled(found[path], now) else None
        if packed:
            reading, mark, text = _unpack(packed)
            before = known.readings.get(path)
            known.changed[path] = before.reading if before else Reading(path)
            known.keep(path, stat, mark, register.mark, reading, text)
        else:
            known.readings[path] = replace(known.readings[path], stat=stat)


def _register(known: Memory, found: Mapping[str, Stat], settings: Config, scope: Scope) -> Register:
    """The entities that texts may name: all that show, or none if the settings say so."""
    if not settings.find:
        return Register(())
    profiles = [
        profile
        for path in found
        if path.startswith(_ENTITIES)
        and (kept := known.readings.get(path))
        and (profile := kept.reading.profile)
    ]
    return Register(showing.entities(profiles, scope), settings.stop)


def _find_anew(root: Path, known: Memory, settings: Config, pool: Pool) -> None:
    """Look for names in the texts that were looked through for others."""
    register = known.register
    stale = [path for path, kept in known.readings.items() if kept.names != register.mark]
    if register and stale:
        mentions.finder(register)
    results = pool.map(partial(_find, known, register), stale)
    for path, packed in zip(stale, results, strict=True):
        if packed is None:
            again(root, known, path, settings)
            continue
        kept = known.readings[path]
        now = _unpack_found(packed)
        if now != kept.reading.found:
            known.changed.setdefault(path, kept.reading)
            kept = replace(kept, reading=replace(kept.reading, found=now))
        known.readings[path] = replace(kept, names=register.mark)


def _find(known: Memory, register: Register, path: str) -> bytes | None:
    """Whom a text that is known names, packed; None where the text is lost."""
    reading = known.readings[path].reading
    if not register or not memory.body_mark(reading):
        return _pack(Found())
    try:
        text = memory.unpacked_text(known.packed_text(path))
    except memory.LostError:
        return None
    return _pack(mentions.found(reading, text, register))


def one(root: Path, known: Memory, path: str, stat: Stat, settings: Config) -> Reading:
    """What one manuscript says now; only where its bytes changed is it read."""
    before = known.readings.get(path)
    packed = _read(root, settings, known.register, (path, before.mark if before else ""))
    now = stat if content.settled(stat, time.time_ns()) else None
    if packed or before is None:
        reading, mark, text = _unpack(packed)
        known.keep(path, now, mark, known.register.mark, reading, text)
    else:
        known.readings[path] = replace(before, stat=now)
    return known.readings[path].reading


def again(root: Path, known: Memory, path: str, settings: Config) -> None:
    """Read a manuscript whose text was lost."""
    packed = _read(root, settings, known.register, (path, ""))
    reading, mark, text = _unpack(packed)
    known.keep(path, None, mark, known.register.mark, reading, text)


def text(root: Path, known: Memory, settings: Config, path: str) -> Text:
    """The text of a content file; read again where it was lost. Raises LostError where it has changed meanwhile."""
    try:
        return known.text(path)
    except memory.LostError:
        again(root, known, path, settings)
        return known.text(path)


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
_unpack_found = msgspec.msgpack.Decoder(Found).decode
_unpack = msgspec.msgpack.Decoder(tuple[Reading, str, bytes]).decode


def _read(root: Path, settings: Config, register: Register, known: tuple[str, str]) -> bytes:
    """A manuscript's reading, its fingerprint and its text, packed; nothing where the fingerprint is as known."""
    path, mark = known
    manuscript = content.manuscript(root, settings, path)
    if isinstance(manuscript, Problem):
        return _pack((Reading(path, problems=(manuscript,)), _UNREAD, b""))
    now = of_bytes(manuscript.content)
    if now == mark:
        return b""
    reading, text = read.manuscript(manuscript, settings.rules, settings.content)
    if register and memory.body_mark(reading):
        reading = replace(reading, found=mentions.found(reading, text, register))
    return _pack((reading, now, memory.packed(text)))
