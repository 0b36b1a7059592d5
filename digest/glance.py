"""The disk, looked at without opening a file → whether anything changed since the last build."""

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from functools import partial
from pathlib import Path
from stat import S_ISDIR, S_ISREG

import msgspec

from digest import config, content, memory, parts, social, urls, workers
from digest.content import Found
from digest.fingerprint import fingerprint, of_bytes
from digest.model import MANIFEST, Config, Report, Scope, Seen, Stat


class Glance(msgspec.Struct, array_like=True, gc=False):
    """What the last build saw and made: enough to say that nothing changed, not what did.

    It counts from `since` until `until` (seconds since 1970; 0: for ever), when an article's time comes or is over.
    """

    inputs: str
    since: int
    until: int
    outputs: list[str]
    seen: str
    report: Report


def frame(root: Path, settings: Config, scope: Scope, found: Found) -> str:
    """The fingerprint of all that a build depends on but the time and what the manuscripts say.

    Empty where parts from elsewhere are used: what those depend on, only they know.
    """
    if parts.foreign(settings):
        return ""
    return fingerprint(
        [
            memory.tool(),
            parts.installed(settings.markdown),
            of_bytes((root / config.file(root)).read_bytes()),
            (scope.drafts, scope.future),
            list(found.manuscripts),
            found.files,
            found.problems,
            _layouts(root, settings),
            social.files(root, settings),
        ]
    )


def inputs(frame: str, found: Found) -> str:
    """The fingerprint of all that a build depends on but the time, by how files lie on disk; empty where unknown."""
    return fingerprint([frame, found.manuscripts]) if frame else ""


def settled(root: Path, settings: Config, found: Found, now: int) -> bool:
    """Whether no file that was seen `now` (ns) can change any more without its stat changing too."""
    stats = [*found.manuscripts.values(), *found.files.values()]
    stats += (stat for _, stat in _layouts(root, settings))
    return all(content.settled(stat, now) for stat in stats)


@contextmanager
def unchanged(
    root: Path, settings: Config, scope: Scope
) -> Iterator[Callable[[str], Report | None]]:
    """In the block, `inputs` → the report of a build with nothing to do; None where that is not known.

    How the files of a large site lie in output/ is looked at meanwhile, in a process of its own.
    """
    begin = time.monotonic()
    try:
        known = msgspec.msgpack.decode(memory.beside(root, memory.GLANCE), type=Glance)
    except (OSError, msgspec.DecodeError):
        yield lambda now: None
        return
    look = partial(_seen, root / settings.output, known.outputs)
    with workers.aside(look) if len(known.outputs) > _MANY else nullcontext(look) as seen:

        def report(now: str) -> Report | None:
            if known.inputs != now or not known.since <= scope.now < (known.until or scope.now + 1):
                return None
            if known.seen != seen():
                return None
            return msgspec.structs.replace(known.report, seconds=time.monotonic() - begin)

        yield report


_MANY = 2_000
"""Files from which on a process more pays: it takes four milliseconds."""


def keep(
    root: Path,
    settings: Config,
    scope: Scope,
    now: str,
    until: int,
    outputs: Mapping[str, Seen],
    report: Report,
) -> None:
    """Remember what was seen before a build, and what came of it: `outputs` is how files lie in output/ by now."""
    # the search has a file for each article: their folders tell of all that comes, goes or is replaced there
    index = {path.rpartition("/")[0] + "/" for path in outputs if path.startswith(urls.INDEXED)}
    seen = {path: lies for path, lies in outputs.items() if not path.startswith(urls.INDEXED)}
    begin = time.time_ns()
    try:
        for path in (*sorted(index), MANIFEST):
            found = os.lstat(root / settings.output / path)
            if path in index and not content.settled(content.stat_of(found), begin):
                return  # what goes from it now may not change its times
            seen[path] = _lies(found)
    except OSError:
        return
    # the manifest is no file of the site
    same = msgspec.structs.replace(report, written=(), why={}, removed=(), kept=len(outputs))
    outputs, mark = seen, fingerprint(list(seen.values()))
    packed = msgspec.msgpack.encode(Glance(now, scope.now, until, list(outputs), mark, same))
    memory.put_beside(root, memory.GLANCE, packed)


def _seen(output: Path, paths: Sequence[str]) -> str:
    """The fingerprint of how files lie in output/; empty where one is missing, or is no file."""
    folder, lstat = str(output) + "/", os.lstat
    try:
        found = [lstat(folder + path) for path in paths]
    except OSError:
        return ""
    for path, each in zip(paths, found, strict=True):
        if not (S_ISREG(each.st_mode) or (path[-1] == "/" and S_ISDIR(each.st_mode))):
            return ""
    return fingerprint([_lies(each) for each in found])


def _lies(found: os.stat_result) -> Seen:
    return found.st_ino, found.st_size, found.st_mtime_ns


def _layouts(root: Path, settings: Config) -> list[tuple[str, Stat]]:
    """Every file of the layouts, ours and the site's, and how it lies; more of them than a theme uses."""
    found = []
    for place in (parts.theme(), root / settings.layouts):
        found += [(str(path), stat) for path, stat in _files(place)]
    return found


def _files(folder: Path) -> Iterator[tuple[str, Stat]]:
    if not folder.is_dir():
        return
    with os.scandir(folder) as entries:
        listed = sorted(entries, key=lambda entry: entry.name)
    for entry in listed:
        if entry.is_dir(follow_symlinks=False):
            yield from _files(Path(entry.path))
        elif entry.is_file():
            yield entry.path, content.stat_of(entry.stat())
