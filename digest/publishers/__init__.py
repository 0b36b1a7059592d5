"""Targets → hosts, each reached in its own way: one module a way, found by the scheme of the target's address."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from importlib import import_module
from pathlib import Path
from typing import Protocol

from digest.freight import Outbox
from digest.model import Parcel, Sent, Shipment, Target, There
from digest.problems import DigestError, Problem


class Host(Protocol):
    """A target while it is visited. Whatever goes wrong there is raised as DigestError, with no secret in it."""

    answers: bool
    """Whether `steps` tells how files lie there by what the host answered: then marks need not be known before."""

    def there(self) -> There:
        """What lies there now. Nothing is changed."""

    def mark(self, parcel: Parcel, file: Path, stamp: int) -> str:
        """What `there` will tell of a file (`Lies.mark`) once it was sent; `stamp` is that of the shipment.

        It is asked in other processes too, after `there`; what it would remember is lost.
        """

    def steps(self, shipment: Shipment, outbox: Outbox) -> Iterator[Sent]:
        """Bring the target to a shipment whose files wait in `outbox` by their paths; ended half-way, it is whole.

        The shipment says of its files how they are expected to lie there (`freight.placed`).
        """

    def read(self, path: str) -> bytes:
        """The bytes of a file as they lie there now."""


Publisher = Callable[[Target, Path], AbstractContextManager[Host]]
"""What each module here offers as `host(target, root)`: a visit to a target, for the site in the folder `root`."""

PUBLISHERS: dict[str, str] = {
    "file": "folder",
    "git+file": "git",
    "git+https": "git",
    "git+ssh": "git",
    "s3": "store",
    "gs": "store",
    "az": "store",
    "rsync": "rsync",
    "rsync+ssh": "rsync",
    "sftp": "sftp",
}
"""Every scheme, and the module that reaches it: loaded when something is published there."""


def publisher(target: Target) -> Publisher:
    """What reaches a target: ours, or an entry point of the group `digest.publishers`. Raises DigestError."""
    scheme = target.url.partition(":")[0].lower()
    if scheme in PUBLISHERS:
        found: Publisher = import_module(f"digest.publishers.{PUBLISHERS[scheme]}").host
        return found
    from importlib.metadata import entry_points

    offered = entry_points(group="digest.publishers", name=scheme)
    if offered:
        loaded: Publisher = next(iter(offered)).load()
        return loaded
    hint = f"there are {', '.join(PUBLISHERS)}"
    raise DigestError(Problem(target.shown, 0, f"no publisher for `{scheme}:`", hint))
