"""A small site of many versions, published over SSH, and what a reader finds of it: no link that leads nowhere."""

import os
import posixpath
import random
import re
import sys
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from digest import fingerprint, freight
from digest.model import Lies, Sent, Shipment, Target, There
from digest.publishers import publisher

NOW = 1_800_000_000
_LINK = re.compile(rb'(?:href|src)="([^":]+)"')


def files(version: int, pages: int = 12, weight: int = 1500) -> dict[str, bytes]:
    """A site whose front page leads to all pages, each of which leads to a few others and to a hashed style sheet.

    Each version has one page that none before had, and lacks one that the one before had.
    """
    style = f"css/style.{fingerprint.of_bytes(b'%d' % (version // 2))[:12]}.css"
    numbers = range(version, version + pages)
    found = {style: b"p { margin: %d }" % (version // 2)}
    for number in numbers:
        links = [each for each in (number - 1, number + 1, number + 5) if each in numbers]
        body = "".join(f'<a href="../n{each}/">to {each}</a>' for each in links)
        found[f"n{number}/index.html"] = (
            f'<link href="../{style}"><h1>{number}</h1>{body}{_filler(number, version, weight)}'.encode()
        )
    every = "".join(f'<a href="n{each}/">{each}</a>' for each in numbers)
    found["index.html"] = f'<link href="{style}">{every}'.encode()
    found["feed.xml"] = every.encode()
    return found


def _filler(number: int, version: int, weight: int) -> str:
    """A text that says nothing, and that can't be packed well, so that a line can be cut within it."""
    return random.Random(number * 1000 + version // 2).randbytes(weight).hex()


def parcels(content: Mapping[str, bytes]) -> list[Any]:
    return [
        freight.parcel(path, fingerprint.of_bytes(each), len(each), {})
        for path, each in content.items()
    ]


def shipped(host: Any, content: Mapping[str, bytes], now: int = NOW) -> Shipment:
    """What is to be done to bring a host to these files."""
    return freight.shipment(parcels(content), host.there(), now)


def published(
    host: Any,
    content: Mapping[str, bytes],
    outbox: Path,
    now: int = NOW,
    begun: Callable[[], None] = lambda: None,
) -> tuple[Shipment, list[Sent]]:
    """Bring a host to these files; what was planned, and what was done."""
    shipment = shipped(host, content, now)
    wait(shipment, content, outbox)
    stamp = shipment.manifest.stamp
    lies = {
        each.path: Lies(each.size, host.mark(each, outbox / each.path, stamp))
        for each in shipment.sends
    }
    shipment = freight.placed(shipment, lies)
    begun()
    return shipment, list(host.steps(shipment, outbox))


def wait(shipment: Shipment, content: Mapping[str, bytes], outbox: Path) -> None:
    """Files of a shipment into the outbox."""
    for parcel in shipment.sends:
        file = outbox / parcel.path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content[parcel.path])


def visit(url: str, name: str = "") -> AbstractContextManager[Any]:
    """A visit to the host of an address."""
    target = Target(url, name)
    return publisher(target)(target, Path.cwd())


def lying(folder: Path) -> dict[str, bytes]:
    """All files in a folder, digest's own left out."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.relative_to(folder).parts[0] != ".digest"
    }


def stands(folder: Path) -> dict[Path, tuple[int, int, int]]:
    """All in a folder, and what of it shows that it was written to."""
    found = {path: path.stat() for path in (folder, *folder.rglob("*"))}
    return {path: (at.st_ino, at.st_mtime_ns, at.st_ctime_ns) for path, at in found.items()}


def litter(folder: Path) -> list[str]:
    """What a delivery left that is neither the site's nor a manifest."""
    own = {freight.MANIFEST, freight.UNDERWAY}
    return [
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file()
        and (
            path.name.startswith(".digest-new-") or ".digest" in path.parts[-3:] or "~" in path.name
        )
        and path.relative_to(folder).as_posix() not in own
    ]


def dead_links(folder: Path, before: Mapping[str, bytes]) -> list[str]:
    """Links that lead nowhere, on pages that readers may have open: reached from the front page, or there before."""
    start = ["index.html"] if (folder / "index.html").exists() else []
    todo, seen, dead = [*start, *(path for path in before if path.endswith(".html"))], set(), []
    while todo:
        path = todo.pop()
        if path in seen or not (folder / path).is_file():
            continue
        seen.add(path)
        for link in _LINK.findall((folder / path).read_bytes()):
            to = posixpath.normpath(posixpath.join(posixpath.dirname(path), link.decode()))
            to = to + "/index.html" if link.endswith(b"/") else to
            if not (folder / to).is_file():
                dead.append(f"{path} → {to}")
            elif to.endswith(".html"):
                todo.append(to)
    return dead


def at_home(server: Any, patch: Any) -> None:
    """Call as one whose home folder is that of the server's test user."""
    patch.setenv("HOME", str(server.home))
    patch.setenv("RSYNC_RSH", f"ssh -F {server.home}/.ssh/config")
    patch.delenv("SSH_AUTH_SOCK", raising=False)
    for each in ("DIGEST_SFTP_PASSWORD", "SSH_ASKPASS"):
        patch.delenv(each, raising=False)


def nothing_there(there: There) -> bool:
    return not there.files and not there.manifest and not there.underway


def root() -> bool:
    return os.geteuid() == 0


if __name__ == "__main__":  # a delivery in a process of its own, which can be killed
    url, version, pages, folder = sys.argv[1:]
    with visit(url) as there:
        published(
            there,
            files(int(version), int(pages)),
            Path(folder),
            begun=lambda: print("begun", flush=True),
        )
