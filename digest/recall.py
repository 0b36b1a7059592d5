"""Manuscripts on disk → what they say: remembered where nothing changed, read where it did."""

import time
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path

import msgspec
from msgspec.structs import replace

from digest import content, memory, mentions, parts, pictures, prose, read, showing
from digest.fingerprint import fingerprint, of_bytes, of_file
from digest.memory import Beside, Memory
from digest.model import Asset, Config, Found, Measured, Reading, Scope, Stat, Text
from digest.names import Register
from digest.problems import Problem
from digest.related import Related, related
from digest.workers import FEWEST, Pool

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
    root: Path, known: Memory, found: Mapping[str, Stat], settings: Config, pool: Pool
) -> tuple[list[Asset], list[Problem], list[Problem]]:
    """The files that lie beside manuscripts, each with its fingerprint, pictures with their size.

    And those that can't be read, and pictures that can't be shown. No file is opened that has not changed.
    """
    now = time.time_ns()
    made: list[Asset] = []
    unread: list[Problem] = []
    unseen: list[Problem] = []
    kept: dict[str, Beside] = {}
    news = [path for path, stat in found.items() if not _known_as(known.assets.get(path), stat)]
    look = partial(_beside, root / settings.content, known.assets)
    few = _FEW_PICTURES if sum(map(bool, map(pictures.called, news))) >= _FEW_PICTURES else FEWEST
    looked = dict(zip(news, pool.map(look, news, few), strict=True))
    for path, stat in found.items():
        place = f"{settings.content}/{path}"
        each = looked.get(path) or known.assets[path]
        if isinstance(each, str):
            unread.append(Problem(place, 0, f"can't be read: {each}", "look at its permissions"))
            continue
        kept[path] = replace(each, stat=stat if content.settled(stat, now) else None)
        if each.trouble:
            hint = "save it anew, smaller if need be, as JPEG, PNG or WebP"
            unseen.append(Problem(place, 0, each.trouble, hint, "warning"))
        elif each.measured and each.measured.format != pictures.called(path):
            message = f"is a {each.measured.format.upper()}, whatever its name says"
            hint = "give it the ending of what it is"
            unseen.append(Problem(place, 0, message, hint, "warning"))
        file = str(root / settings.content / path)
        made.append(Asset(path, file, each.mark, place, each.measured))
    known.assets = kept
    return made, unread, unseen


_FEW_PICTURES = 8
"""Pictures from which on processes pay: each takes some 20 ms."""


def _known_as(before: Beside | None, stat: Stat) -> bool:
    return before is not None and before.stat == stat


def _beside(folder: Path, known: Mapping[str, Beside], path: str) -> Beside | str:
    """One file as it is now, or why it can't be read; a picture is unpacked only where its bytes are new."""
    file, before = folder / path, known.get(path)
    try:
        if not pictures.called(path):
            return Beside(None, of_file(file))
        if (size := file.stat().st_size) > pictures.LARGEST:
            return Beside(None, of_file(file), Measured(), pictures.too_large(size))
        held = file.read_bytes()
    except OSError as error:
        return str(error.strerror)
    mark = of_bytes(held)
    if before and before.mark == mark:
        return before
    measured = pictures.measured(held)
    if isinstance(measured, str):
        return Beside(None, mark, Measured(), measured)
    return Beside(None, mark, measured)


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
