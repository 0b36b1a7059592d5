"""The address of a folder on another machine → its parts; why the way there is barred → what to do about it."""

import errno
import re
from collections.abc import Iterator
from typing import Literal
from urllib.parse import unquote, urlsplit

import msgspec

from digest.model import Target
from digest.problems import DigestError, Problem

CONNECT = 15
"""Seconds a machine may take to answer a call."""
SILENCE = 60
"""Seconds a machine may be silent in the middle of a delivery."""

Bar = Literal[
    "unknown", "changed", "refused", "nobody", "closed", "silent", "lost",
    "absent", "forbidden", "full", "read-only", "no folder",
]  # fmt: skip
"""Why something does not work there."""

AGAIN = "publish again: what is done is not done twice"

BY_NUMBER: dict[int, Bar] = {
    errno.ENOENT: "absent",
    errno.EPERM: "forbidden",
    errno.EACCES: "forbidden",
    errno.ENOTDIR: "no folder",
    errno.EISDIR: "no folder",
    errno.ENOSPC: "full",
    errno.EROFS: "read-only",
    69: "full",  # a quota, as the BSDs count
    122: "full",  # a quota, as Linux counts
}
"""Errors of systems, by number: those that mean the same on all of them."""

_MACHINE = re.compile(r"[\w.:%-]+")
_USER = re.compile(r"[\w.@+-]+")


class Remote(msgspec.Struct, frozen=True):
    """A folder on another machine; `user` is empty and `port` 0 where SSH's own settings say them."""

    name: str
    """What messages call it: never with a user or a password."""
    user: str
    machine: str
    port: int
    path: str
    """Absolute, or relative to the home folder there; empty for that folder itself."""

    def barred(self, why: Bar, path: str = "") -> DigestError:
        """What to raise when something does not work there; `path` is what it is about, the whole folder if empty."""
        for bar, message, hint in _bars(self, path or self.path or "the home folder"):
            if bar == why:
                return DigestError(Problem(self.name, 0, message, hint))
        raise KeyError(why)

    def failed(self, message: str, hint: str) -> DigestError:
        """What to raise, in words of one's own."""
        return DigestError(Problem(self.name, 0, message, hint))


def _bars(there: Remote, path: str) -> Iterator[tuple[Bar, str, str]]:
    """What can be said of each bar: message and hint."""
    machine, port = there.machine, there.port or 22
    call = f"ssh -p {port} {machine}" if there.port else f"ssh {machine}"
    known = machine if port == 22 else f"[{machine}]:{port}"
    yield (
        "unknown",
        f"the key of {machine} is not known here",
        f"run `{call}` once, compare the key it shows with what its owner says, and publish again",
    )
    yield (
        "changed",
        f"{machine} shows another key than the one that is known here",
        f"ask its owner whether the key is new; only then run `ssh-keygen -R '{known}'` and `{call}`",
    )
    yield (
        "refused",
        f"{machine} lets nobody in with the keys found here",
        "add your public key to ~/.ssh/authorized_keys there; load one with a passphrase by `ssh-add`",
    )
    yield (
        "nobody",
        f"there is no machine called {machine}",
        "look at the address, and whether this machine is online",
    )
    yield (
        "closed",
        f"{machine} takes no calls on port {port}",
        "look at the port in the address, and whether an SSH server runs there",
    )
    yield (
        "silent",
        f"{machine} does not answer",
        "look whether a firewall is in between; publish again: what is done is not done twice",
    )
    yield "lost", f"the connection to {machine} was lost", AGAIN
    yield (
        "absent",
        f"{path}: neither it nor the folder above it is there",
        "make the folder above there; the last one digest makes by itself",
    )
    yield "forbidden", f"{path}: no permission", "let the user who publishes read and write there"
    yield (
        "full",
        f"{path}: no room is left there",
        "make room there, and publish again: what is done is not done twice",
    )
    yield "read-only", f"{path}: the disk there is read-only", "have it mounted for writing"
    yield (
        "no folder",
        f"{path}: something else is where a folder is needed",
        "move it away there, or name another folder",
    )


def parsed(target: Target) -> Remote:
    """The folder that an address means: `scheme://user@machine:port/path`, `/~/path` in the home folder there.

    Raises DigestError for what is no such address, and for one with a password: settings are no place for it.
    """
    scheme = target.url.partition(":")[0]
    shown = target.name or f"{scheme}://"  # what can't be read may hold anything
    hint = f"write it as {scheme}://user@example.org/srv/www"
    try:
        parts = urlsplit(target.url)
        machine, port = parts.hostname or "", parts.port or 0
    except ValueError:
        raise DigestError(Problem(shown, 0, "the address can't be read", hint)) from None
    if not _MACHINE.fullmatch(machine) or machine.startswith("-"):
        raise DigestError(Problem(shown, 0, "the address names no machine", hint))
    shown = target.shown.partition("?")[0]
    if parts.password is not None:
        hint = "take it out, and renew it: keys are for this, or DIGEST_SFTP_PASSWORD in the environment"
        raise DigestError(Problem(shown, 0, "the address holds a password", hint))
    user = unquote(parts.username or "")
    if user and (not _USER.fullmatch(user) or user.startswith("-")):
        raise DigestError(Problem(shown, 0, "the address names no user that can be", hint))
    path = unquote(parts.path)
    if not path or "\0" in path or "\n" in path or parts.query or parts.fragment:
        raise DigestError(Problem(shown, 0, "the address names no folder", hint))
    path = path[3:] if path.startswith("/~/") else path
    return Remote(shown, user, machine, port, "/" if path == "/" else path.rstrip("/"))
