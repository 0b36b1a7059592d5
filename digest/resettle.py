"""A site of another generator, and the one that takes it in → steps, files that come along, settings for a new one."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from digest import config, generators, seeds, urls, write
from digest.intake import Intake, Step, Wishes
from digest.model import Config, Draft, Enclosure, Former, Seed, Value
from digest.problems import DigestError, Problem
from digest.workers import Pool

_LARGEST = 50_000_000
"""Bytes of a file that comes along: a longer film is better off elsewhere."""


class Brought(Value, frozen=True):
    """A file that comes along, by its path relative to the site's folder: `new`, or the same is there already."""

    path: str
    new: bool


class Settled(Value, frozen=True):
    """What the former site says of itself, as `digest.toml` would have it; `new` where that is to be its text."""

    text: str
    new: bool


Taken = Settled | Step | Brought | Problem


def steps(
    root: Path,
    name: str,
    folder: Path,
    pool: Pool,
    fetch: Callable[[str], Seed | Problem] | None = None,
    dry: bool = False,
) -> Iterator[Taken]:
    """Move a site: each step is done before it is given out, or, where `dry`, not at all.

    Where the site that takes it in has no settings yet, it gets the former one's; so addresses may follow the former
    pattern. Raises DigestError where the two sites would get into each other's way, or settings are wrong.
    """
    generator = generators.generator(name)
    if generator is None:  # the caller has looked
        return
    _refuse_overlap(root, folder)
    settings = config.load(root) if config.find(root) == root else None
    found = generator(folder, settings)
    former = next(found, None)
    if isinstance(former, Former):
        told = moved_settings(former)
        if settings is None:
            settings = _settled(root, former, told, dry)
            yield Settled(told, True)
        elif told:
            yield Settled(told, False)
        yield from former.problems
    elif isinstance(former, Problem):
        yield former
    if settings is None:
        return
    site = Intake(root, settings, Wishes(plain=True), pool)
    try:
        yield from _taken(root, settings, site, found, seeds.name(root, folder), fetch, dry)
    finally:
        if not dry:
            site.done()


def _taken(
    root: Path,
    settings: Config,
    site: Intake,
    found: Iterator[generators.Moved],
    seed: str,
    fetch: Callable[[str], Seed | Problem] | None,
    dry: bool,
) -> Iterator[Taken]:
    for each in found:
        if isinstance(each, Draft):
            step = site.step(each, seed)
            if isinstance(step, Step) and not dry:
                site.do(step)
            yield step
            if isinstance(step, Problem):
                yield from each.problems
        elif isinstance(each, Enclosure):
            if each.file is not None or fetch is not None:
                yield _brought(root / settings.content, root, each, fetch, dry)
        elif isinstance(each, Problem):
            yield each


def _refuse_overlap(root: Path, folder: Path) -> None:
    """A site that is read while it is written to would be taken in twice, or lost."""
    here, there = root.resolve(), folder.resolve()
    if there.is_dir() and (here == there or there in here.parents):
        message = "is the folder in which the new site would be made"
        hint = "make an empty folder elsewhere, and run digest import in it"
        raise DigestError(Problem(str(folder), 0, message, hint))


def moved_settings(former: Former) -> str:
    """Settings as a file: texts, numbers, and lists of tables, one a line."""
    return "".join(f"{key} = {_toml(value)}\n" for key, value in former.settings)


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, dict):
        return "{ " + ", ".join(f"{key} = {_toml(each)}" for key, each in value.items()) + " }"
    if isinstance(value, list | tuple):
        return "[\n" + "".join(f"    {_toml(each)},\n" for each in value) + "]"
    return json.dumps(str(value), ensure_ascii=False).replace(
        "\x7f", "\\u007f"
    )  # TOML's are JSON's


def _settled(root: Path, former: Former, text: str, dry: bool) -> Config:
    """The new site's settings, written down unless `dry`."""
    if dry:
        return msgspec.convert(dict(former.settings), Config)
    write.new(root / config.OWN, text)
    settings = config.load(root)
    (root / settings.content).mkdir(parents=True, exist_ok=True)
    return settings


def _brought(
    content: Path,
    root: Path,
    enclosure: Enclosure,
    fetch: Callable[[str], Seed | Problem] | None,
    dry: bool,
) -> Brought | Problem:
    """One file copied, or fetched; one that is there already and says something else is left as it is."""
    target = content / enclosure.path
    shown = target.relative_to(root).as_posix()
    if urls.inside(enclosure.path) != enclosure.path:
        return Problem(enclosure.path, 0, "its name can't be an address", "rename it", "warning")
    if enclosure.file is None:
        if dry or target.exists() or fetch is None:
            return Brought(shown, not target.exists())
        got = fetch(enclosure.url)
        if isinstance(got, Problem):
            return got
        raw = got.content
    else:
        try:
            if enclosure.file.is_symlink() or enclosure.file.stat().st_size > _LARGEST:
                hint = "take it along by hand, or link to it"
                return Problem(str(enclosure.file), 0, "has more than 50 MB", hint, "warning")
            raw = enclosure.file.read_bytes()
        except OSError as error:
            hint = "look at its permissions"
            return Problem(str(enclosure.file), 0, f"can't be read: {error.strerror}", hint)
    try:
        if target.is_file():
            if target.read_bytes() == raw:
                return Brought(shown, False)
            hint = "keep one of the two"
            return Problem(shown, 0, "is another file than the former site's", hint, "warning")
    except OSError as error:
        return Problem(shown, 0, f"can't be read: {error.strerror}", "look at its permissions")
    if not dry:
        write.whole(target, raw)
    return Brought(shown, True)
