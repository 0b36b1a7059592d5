"""A site and a target → the site there, as it was built: nothing that is wrong, hidden or half."""

import gzip
import ipaddress
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from msgspec.structs import replace

from digest import config, freight, lanes, memory, place, publishers, update, urls, workers, write
from digest.fingerprint import of_bytes, of_file
from digest.freight import Outbox
from digest.model import MANIFEST, Config, Lies, Parcel, Report, Scope, Sent, Shipment, Target
from digest.problems import DigestError, Problem
from digest.workers import Pool

_OUTBOX = "outbox"
_LOOKED_AT = 12
"""How many files are read back after a delivery."""
_MANY = 2_000
"""Files from which on they are put into the outbox by several processes, where none is packed."""
_PACKED = {"gzip": ".gz", "br": ".br"}


class Publication:
    """A site that is built and was compared with what lies at its target: to be looked at, then sent."""

    def __init__(
        self,
        target: Target,
        host: publishers.Host,
        report: Report,
        shipment: Shipment,
        outbox: Outbox,
    ) -> None:
        self.target = target
        self.report = report
        self.shipment = shipment
        self._host = host
        self._outbox = outbox

    @property
    def bytes(self) -> int:
        """How much is to be sent."""
        files = self.shipment.manifest.files
        return sum(files[parcel.path].size for parcel in self.shipment.sends)

    @property
    def doubts(self) -> list[str]:
        """Why a person should agree before it is sent; empty where nothing speaks against it."""
        return freight.doubts(self.shipment)

    @property
    def warnings(self) -> tuple[Problem, ...]:
        """What of the target a person should know."""
        message = (
            "was changed there since it was published: it stays, though the site has it no longer"
        )
        hint = "delete it there if nobody needs it"
        return tuple(Problem(path, 0, message, hint, "warning") for path in self.shipment.spared)

    def steps(self) -> Iterator[Sent]:
        """Send and delete, step by step. Raises DigestError; ended at any moment, the site there is whole."""
        return self._host.steps(self.shipment, self._outbox)

    def verified(self) -> tuple[Problem, ...]:
        """Read some of the sent files back: a problem for each that is not as it was sent."""
        sends = [parcel.path for parcel in self.shipment.sends]
        some = (
            {sends[at * (len(sends) - 1) // (_LOOKED_AT - 1)] for at in range(_LOOKED_AT)}
            if sends
            else ()
        )
        hint = "publish again, and see whether someone else writes there"
        return tuple(
            Problem(path, 0, "is not there as it was sent", hint)
            for path in sorted(some)
            if of_bytes(self._host.read(path)) != of_file(self._outbox / path)
        )


def target(settings: Config, name: str = "") -> Target:
    """The target of a name in the settings, or of an address; without a name the only one. Raises DigestError."""
    known = {each.name: each for each in settings.publish}
    if name in known:
        return known[name]
    if ":" in name:
        return Target(url=name)
    listed = ", ".join(known)
    if not known:
        hint = 'write [publish] and below it live = "file:///srv/www"; `digest help publish` tells more'
        raise DigestError(Problem("publish", 0, "the settings name no target", hint))
    if not name and len(known) == 1:
        return next(iter(known.values()))
    message = f"no target is called '{name}'" if name else "there are several targets"
    raise DigestError(Problem("publish", 0, message, f"name one of {listed}"))


@contextmanager
def prepared(
    root: Path, settings: Config, target: Target, pool: Pool, scope: Scope
) -> Iterator[Publication]:
    """Build the site in a folder, and compare it with what lies at a target; nothing is changed there yet.

    Raises DigestError where the site may not be published, or the target can't be reached.
    """
    _refuse_unset(root, settings)
    with ExitStack() as stack:
        stack.enter_context(memory.held(root, "publish.lock"))  # one outbox, one delivery
        outbox = _Flat(root / memory.FOLDER / _OUTBOX)
        with memory.held(root):  # no other build meanwhile, which might show drafts
            report = update.unlocked(root, settings, pool, scope)
            _refuse_wrong(root, settings, report)
            output = (root / settings.output).resolve()
            host = stack.enter_context(publishers.publisher(target)(target, root))
            there = lanes.begun(host.there)
            parcels = _parcels(output, _written(root, settings, output), settings, target)
            known = freight.recognized(there(), parcels, output, host.mark, host.read)
            shipment = freight.shipment(parcels, known, scope.now)
            _refuse_obstacles(shipment)
            stack.callback(shutil.rmtree, outbox.folder, ignore_errors=True)
            lies = partial(_waits, host, outbox, output, shipment.manifest.stamp)
            fewest = workers.FEWEST if target.compress else _MANY
            shipment = _filled(outbox, shipment, pool, lies, fewest)
        yield Publication(target, host, report, shipment, outbox)


def due(root: Path, settings: Config, since: int, now: int) -> tuple[bool, int]:
    """Whether an article's time came or went after `since`, and when one's does next (0: never); seconds since 1970."""
    from digest import build  # slow to import, and asked by --status alone

    moments = []
    for when in (since, now):
        known = memory.load(root)
        try:
            planned = build.prepare(root, settings, known, workers.Here(), Scope(when))
        finally:
            known.close()
        moments.append(planned.due)
    passed, coming = moments
    return since > now or 0 < passed <= now, coming  # a clock that was ahead tells nothing


def _written(root: Path, settings: Config, output: Path) -> dict[str, tuple[str, int]]:
    """The files that the build which just ended left in output/: the fingerprint and the size of each.

    They are remembered; what output/ itself says decides whether that is true, and if not, all is looked at again.
    """
    found = {path: (was.content, was.seen[1]) for path, was in memory.written(root).items()}
    listing = write.listing({path: content for path, (content, _) in found.items()})
    if found and write.same(output, MANIFEST, listing):
        return found
    disk = write.disk(root, settings)
    return {path: (content, disk.seen[path][1]) for path, content in disk.ours.items()}


def _parcels(
    output: Path, written: Mapping[str, tuple[str, int]], settings: Config, target: Target
) -> list[Parcel]:
    """The files that a build wrote, as a host should have them; whatever else lies in output/ stays here."""
    base = config.masthead(settings).base
    moved = {}
    if "_redirects" in written:
        moved = freight.moved((output / "_redirects").read_text("utf-8"), base)
    found = []
    for path, (mark, size) in sorted(written.items()):
        if not freight.publishable(path):
            continue
        whole = freight.parcel(path, mark, size, moved)
        found.append(whole)
        if freight.packs(path, size):
            found += (
                replace(whole, path=path + _PACKED[how], content=f"{mark}.{how}", of=path, to="")
                for how in target.compress
            )
    return found


class _Flat:
    """An outbox in one folder: for each file a folder of its own takes longer to make than the file."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def __truediv__(self, path: str, /) -> Path:
        return self.folder / of_bytes(path.encode("utf-8", "surrogateescape"))


def _filled(
    outbox: _Flat, shipment: Shipment, pool: Pool, put: Callable[[Parcel], Lies], fewest: int
) -> Shipment:
    """The same, with all its files `put` into an empty outbox, and what that tells of each."""
    try:
        shutil.rmtree(outbox.folder, ignore_errors=True)
        outbox.folder.mkdir(parents=True)
        found = pool.map(put, shipment.sends, fewest)
        lies = {parcel.path: at for parcel, at in zip(shipment.sends, found, strict=True)}
    except OSError as error:
        raise memory.unusable(outbox.folder, error) from None
    return freight.placed(shipment, lies)


def _waits(host: publishers.Host, outbox: _Flat, output: Path, stamp: int, parcel: Parcel) -> Lies:
    """Put a file of output/ into the outbox; how it is expected to lie at the target.

    Mostly a link, so that builds may go on meanwhile: they replace files, and never change them.
    """
    file = outbox / parcel.path
    if parcel.of:
        how = parcel.path.removeprefix(parcel.of)
        place.put(file, _packed((output / parcel.of).read_bytes(), how))
    else:
        place.link(f"{output}/{parcel.path}", file)
    return freight.expected(parcel, file, stamp, host.mark, host.answers)


def _packed(content: bytes, how: str) -> bytes:
    """The same bytes for the same content, whenever and wherever."""
    if how == ".gz":
        return gzip.compress(content, 9, mtime=0)
    try:
        import brotli
    except ImportError:
        hint = 'pip install "digest[publish]", or take "br" out of `compress`'
        message = "packing by brotli needs a package that is not installed"
        raise DigestError(Problem("publish", 0, message, hint)) from None
    packed: bytes = brotli.compress(content)
    return packed


def _refuse_unset(root: Path, settings: Config) -> None:
    """A site that says it lies on this machine is nothing to publish: its feeds and links would lead nowhere."""
    where = urlsplit(settings.url).hostname or ""
    here = where == "localhost" or where.endswith(".localhost")
    try:
        address = ipaddress.ip_address(where)
        here = here or address.is_loopback or address.is_unspecified
    except ValueError:
        pass
    if not where or here:
        message = f"`url` is '{settings.url}'" if where else "no `url` is set"
        hint = "set it to where readers will find the site, such as https://example.org/"
        raise DigestError(Problem(config.file(root), 0, f"{message}: nothing is published", hint))


def _refuse_wrong(root: Path, settings: Config, report: Report) -> None:
    errors = [problem for problem in report.problems if problem.severity == "error"]
    if errors:
        message = "the build has errors: nothing is published"
        raise DigestError(
            *errors, Problem(settings.output, 0, message, "mend them, and publish again")
        )
    if not report.articles or not (root / settings.output / urls.file("")).is_file():
        message = "the site is empty: nothing is published"
        hint = f"write an article into {settings.content}/articles/"
        raise DigestError(Problem(settings.output, 0, message, hint))


def _refuse_obstacles(shipment: Shipment) -> None:
    if shipment.obstacles:
        message, hint = "is in the way of the site there", "move it out of there, and publish again"
        raise DigestError(*(Problem(path, 0, message, hint) for path in shipment.obstacles))
