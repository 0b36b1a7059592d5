"""Files of a site, and what lies at a target → what to send and to delete there, in an order that breaks no link."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

import msgspec
from msgspec.structs import replace

from digest import media, urls
from digest.fingerprint import of_bytes
from digest.model import Delivered, Lies, Manifest, Parcel, Shipment, There

FOLDER = ".digest/"
"""Where digest keeps at a target what it needs to know there."""
MANIFEST = FOLDER + "manifest.json"
UNDERWAY = FOLDER + "underway.json"
"""The manifest as it will be, from the first file of a delivery to the last."""

LASTING = "public, max-age=31536000, immutable"
"""For files whose name changes with their content: a year, the longest that HTTP knows (RFC 9111 sets no end)."""
BRIEF = "public, max-age=60, must-revalidate"
"""For pages: readers see an edit within a minute, and hosts are asked once a minute."""
MIDDLING = "public, max-age=3600"
"""For what keeps its name and changes rarely: pictures, fonts."""

STAYS = 86_400
"""Seconds for which a file whose name holds its fingerprint stays when no page asks for it any more."""

MOST_GONE = 0.2
"""The share of published files that is deleted without asking."""

_HASHED = re.compile(r"(?:\.[0-9a-f]{8,}\.\w+|_[0-9a-f]{7,}\.pf_\w+)$")
"""Names that hold a fingerprint of the content: digest's own, and those of Pagefind's index."""
_TEXTS = (".html", ".css", ".js", ".json", ".xml", ".svg", ".txt", ".webmanifest")
_FOUND_BY = (".xml", ".json", "robots.txt", ".webmanifest")
_PACKED = (".gz", ".br")
"""Deleted before all others: a server may still send a packed copy in the place of the page that is there anew."""


class Outbox(Protocol):
    """Where the files of a shipment wait: `outbox / path` is a parcel's file. A folder is one."""

    def __truediv__(self, path: str, /) -> Path:
        """The file that waits to be sent to a path."""


def publishable(path: str) -> bool:
    """Whether a file of output/ may leave this machine: no dot file does, but for `.well-known/` and `.nojekyll`."""
    parts = path.removeprefix(".well-known/").split("/")
    return path == ".nojekyll" or not any(part.startswith(".") for part in parts)


def parcel(path: str, content: str, size: int, moved: Mapping[str, str]) -> Parcel:
    """A file of output/ as a host should have it; `moved` tells, by file, where old addresses lead now."""
    cache = LASTING if _HASHED.search(path) else BRIEF
    if cache == BRIEF and not path.endswith(_TEXTS) and "." in path.rpartition("/")[2][1:]:
        cache = MIDDLING
    return Parcel(path, content, size, media.kind(path), cache, moved.get(path, ""))


def packs(path: str, size: int) -> bool:
    """Whether a packed copy of a file is worth its place: texts from a kilobyte on."""
    return size >= 1024 and path.endswith(_TEXTS)


def moved(redirects: str, base: str) -> dict[str, str]:
    """By file that stands at an old address: where that leads now, as `_redirects` says; `base` is the site's path."""
    return {
        urls.file(urls.unquoted(old.removeprefix(base))): new
        for old, new, _ in urls.redirects(redirects)
        if old.startswith(base)
    }


def manifest(content: bytes) -> Manifest | None:
    """The manifest that these bytes are; None for what is none, or of another version."""
    if not content:
        return None
    try:
        found = msgspec.json.decode(content, type=Manifest)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    return found if found.version == Manifest.__struct_defaults__[-1] else None


def packed(manifest: Manifest) -> bytes:
    """The bytes of a manifest, the same for equal ones."""
    return msgspec.json.encode(manifest, order="deterministic")


def there(files: dict[str, Lies], read: Callable[[str], bytes]) -> There:
    """All files at a target → those of the site and of others, and what digest keeps there, which `read` gives."""
    own = {path: files.pop(path, None) for path in (MANIFEST, UNDERWAY)}
    notes = {path: read(path) for path, lies in own.items() if lies and lies.size >= 0}
    return There(files, notes.get(MANIFEST, b""), notes.get(UNDERWAY, b""))


def recognized(
    there: There,
    parcels: Iterable[Parcel],
    output: Outbox,
    mark: Callable[[Parcel, Path, int], str],
    read: Callable[[str], bytes],
) -> There:
    """The same, where a delivery was cut short before it knew how its files lie there.

    What it sent is told from others' by the host's `mark` of the same content in `output`, else by what `read` gives.
    """
    cut = manifest(there.underway)
    if cut is None:
        return there
    last, ours = manifest(there.manifest), {each.path: each for each in parcels}
    known = [last.files if last else {}, cut.former]
    found = {}
    for path, sent in cut.files.items():
        lies = there.files.get(path)
        if sent.mark or lies is None or lies.size != sent.size or _as_put(path, lies, known):
            continue
        content, parcel = sent.token.rpartition(".")[0], ours.get(path)
        if parcel and parcel.content == content:
            found[path] = replace(sent, mark=mark(parcel, output / path, cut.stamp))
        elif of_bytes(read(path)) == content:
            found[path] = replace(sent, mark=lies.mark)
    return replace(there, underway=packed(replace(cut, files=cut.files | found)))


def turn(parcel: Parcel, there: bool) -> int:
    """In which phase a file is sent; `there` where the target has an older one.

    What pages are made with comes first, and feeds that nobody knows yet. New pages come before those that readers know
    already, which may lead to them; the front page and the lists come last of the pages, then feeds and whatever
    machines find the site by.
    """
    path = (parcel.of or parcel.path).removesuffix("/index.html")
    if not (parcel.of or parcel.path).endswith(".html"):
        late = path == urls.INDEX or path.endswith(_FOUND_BY) or path[0] in "_."
        return 5 if late and there and not _HASHED.search(path) else 0
    if parcel.path in ("index.html", "404.html"):
        return 4
    listed = path.count("/") < 1
    return (3 if not listed else 4) if there else (1 if not listed else 2)


PHASES = 6
"""How many there are: `turn` counts from 0."""


def shipment(parcels: Iterable[Parcel], there: There, now: int) -> Shipment:
    """What brings a target to these files; `now` in seconds since 1970, where the host tells of times.

    A file is sent where the target has none, has another content, or another than was left there. What digest
    published and the site no longer has is deleted, unless someone changed it since. Files whose name holds their
    fingerprint stay for a day: pages that readers have open, or caches hold, still ask for them.
    """
    last, cut = manifest(there.manifest), manifest(there.underway)
    stamp = max([now, *(each.stamp + 1 for each in (last, cut) if each)])
    published = last.files if last else {}
    known = [published, *((cut.files, cut.former) if cut else ())]
    phases: list[list[Parcel]] = [[] for _ in range(PHASES)]
    files: dict[str, Delivered] = {}
    ours = {path for each in known for path in each}
    drift = []
    for each in parcels:
        lies = there.files.get(each.path)
        was = lies and _as_put(each.path, lies, known)
        if was and was.token == each.token:
            files[each.path] = was
            continue
        files[each.path] = Delivered(each.token, each.size, "")
        phases[turn(each, lies is not None)].append(each)
        left = published.get(each.path)
        if left and left.token == each.token and not was:
            drift.append(each.path)
    kept = len(files) - sum(map(len, phases))
    former = sorted(path for path in ours - files.keys() if path in there.files)
    as_put = {path: _as_put(path, lies, known) for path, lies in there.files.items()}
    untouched = {path: was for path in former if (was := as_put[path])}
    leaving = {path for path in untouched if _HASHED.search(path)}
    gone = untouched.keys() - leaving
    before = last.leaving if last else {}
    since = {path: before.get(path, stamp) for path in leaving}
    if gone or any(phases):
        gone |= {path for path in leaving if since[path] + STAYS <= stamp}
    leaving -= gone
    files |= {path: untouched[path] for path in leaving}
    foreign = tuple(sorted(there.files.keys() - ours))
    return Shipment(
        phases=tuple(tuple(sorted(phase, key=lambda each: each.path)) for phase in phases),
        gone=tuple(sorted(gone, key=lambda path: (not path.endswith(_PACKED), path))),
        manifest=Manifest(stamp, files, {path: since[path] for path in sorted(leaving)}),
        former={path: was for path, was in as_put.items() if was and was != published.get(path)},
        published=len(published),
        since=last.stamp if last else 0,
        cut=bool(there.underway),
        first=not (last or cut),
        foreign=foreign,
        taken=tuple(path for path in foreign if path in files),
        obstacles=() if there.flat else _obstacles(files, foreign),
        drift=tuple(sorted(drift)),
        spared=tuple(path for path in former if path not in untouched),
        kept=kept,
    )


def _obstacles(files: Iterable[str], foreign: Iterable[str]) -> tuple[str, ...]:
    """Which paths must be a file and a folder at once, where others' files lie."""
    above, below = (
        {each[:at] for each in paths for at, letter in enumerate(each) if letter == "/"}
        for paths in (files, foreign)
    )
    return tuple(sorted(above & {*foreign} | below & {*files}))


def placed(shipment: Shipment, lies: Mapping[str, Lies]) -> Shipment:
    """The same, with how its files lie or will lie at the target; without a mark where that is not known yet."""
    files = dict(shipment.manifest.files)
    files |= {path: Delivered(files[path].token, at.size, at.mark) for path, at in lies.items()}
    return replace(shipment, manifest=replace(shipment.manifest, files=files))


def expected(
    parcel: Parcel,
    file: Path,
    stamp: int,
    mark: Callable[[Parcel, Path, int], str],
    answers: bool,
) -> Lies:
    """How a file will lie at the target: `mark` and `answers` are the host's, `stamp` is the shipment's.

    Without a mark where the host answers with it. A packed copy has one: what it was made of can't tell it later.
    """
    if answers and not parcel.of:
        return Lies(parcel.size, "")
    return Lies(file.stat().st_size, mark(parcel, file, stamp))


def notice(shipment: Shipment) -> bytes:
    """What the target is told before the first file is sent: what will be ours, and what is.

    A delivery that ends half-way leaves this behind; whatever the next one wants, it knows all that digest put there.
    """
    return packed(replace(shipment.manifest, former=shipment.former))


def doubts(shipment: Shipment) -> list[str]:
    """Why a person should agree before a shipment goes: sentences without a full stop."""
    found = []
    if shipment.first and shipment.foreign:
        files = f"{len(shipment.foreign):,} file{'s' * (len(shipment.foreign) > 1)}"
        found.append(f"holds {files} that digest did not publish, such as {shipment.foreign[0]}")
    elif shipment.taken:
        found.append(f"{shipment.taken[0]} there is someone else's, and would be replaced")
    if len(shipment.gone) > MOST_GONE * shipment.published:
        found.append(
            f"{len(shipment.gone):,} of {shipment.published:,} published files would be deleted"
        )
    return found


def _as_put(path: str, lies: Lies, known: Sequence[Mapping[str, Delivered]]) -> Delivered | None:
    """What digest put there, if a file lies as it was put."""
    for each in known:
        was = each.get(path)
        if was and (was.size, was.mark) == (lies.size, lies.mark):
            return was
    return None
