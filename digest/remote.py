"""The address of a folder on another machine → its parts; why the way there is barred → what to do about it."""

import errno
import re
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

_SAID: dict[Bar, tuple[str, str]] = {
    "unknown": (
        "the host key of {machine} is not known here",
        "call it once by hand, `{call}`: accept the key if its fingerprint is the one your host tells you",
    ),
    "changed": (
        "{machine} shows another host key than the one known here",
        "ask who runs it whether the key is new; only then forget the old one: `ssh-keygen -R '{known}'`",
    ),
    "refused": (
        "{machine} lets nobody in with the keys found here",
        "add your public key to ~/.ssh/authorized_keys there; one with a passphrase has to be in the agent: `ssh-add`",
    ),
    "nobody": (
        "there is no machine called {machine}",
        "look at the address, and whether this machine is online",
    ),
    "closed": (
        "{machine} takes no calls on port {port}",
        "look at the port in the address, and whether the SSH server runs there",
    ),
    "silent": ("{machine} does not answer", f"look whether a firewall is in between, and {AGAIN}"),
    "lost": ("the connection to {machine} was lost", AGAIN),
    "absent": (
        "there is neither {path} nor the folder above it",
        "make the folder above it there; the last one digest makes by itself",
    ),
    "forbidden": (
        "{path}: no permission",
        "let the user who publishes read and write there",
    ),
    "full": ("{path}: no room left", f"make room there, and {AGAIN}"),
    "read-only": ("{path}: the disk there is read-only", "have it mounted for writing"),
    "no folder": (
        "{path}: there is something else where a folder is needed",
        "move it away there, or name another folder",
    ),
}

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
        message, hint = _SAID[why]
        at = {
            "machine": self.machine,
            "port": self.port or 22,
            "path": path or self.path or "the home folder",
            "call": f"ssh -p {self.port} {self.machine}" if self.port else f"ssh {self.machine}",
            "known": f"[{self.machine}]:{self.port}" if self.port not in (0, 22) else self.machine,
        }
        return self.failed(message.format(**at), hint.format(**at))

    def failed(self, message: str, hint: str) -> DigestError:
        """What to raise, in words of one's own."""
        return DigestError(Problem(self.name, 0, message, hint))


def parsed(target: Target) -> Remote:
    """The folder that an address means: `scheme://user@machine:port/path`, `/~/path` in the home folder there.

    Raises DigestError for what is no such address, and for one with a password: settings are no place for it.
    """
    shown = target.name or f"{target.url.partition(':')[0]}://"
    try:
        parts = urlsplit(target.url)
        machine, port = parts.hostname or "", parts.port or 0
    except ValueError:
        machine, port = "", 0
    if not target.name and machine:
        shown = f"{parts.scheme}://{machine}{f':{port}' if port else ''}{parts.path}"
    hint = "write it as {}://user@example.org/srv/www".format(target.url.partition(":")[0])
    if not _MACHINE.fullmatch(machine) or machine.startswith("-"):
        raise DigestError(Problem(shown, 0, "the address names no machine", hint))
    if parts.password is not None:
        hint = "take it out, and renew it; keys are for this, and for SFTP the environment: DIGEST_SFTP_PASSWORD"
        raise DigestError(Problem(shown, 0, "the address holds a password", hint))
    user = unquote(parts.username or "")
    if user and (not _USER.fullmatch(user) or user.startswith("-")):
        raise DigestError(Problem(shown, 0, "the address names no user that can be", hint))
    path = unquote(parts.path)
    if not path or "\0" in path or parts.query or parts.fragment:
        raise DigestError(Problem(shown, 0, "the address names no folder", hint))
    path = path[3:] if path.startswith("/~/") else path
    return Remote(shown, user, machine, port, "/" if path == "/" else path.rstrip("/"))
