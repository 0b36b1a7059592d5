"""Folders: the new site at once, whatever lies there; and one by one where that can't be."""

import errno
import os
import shutil
import signal
import stat
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path

import pytest

from digest import place
from digest.model import Sent, Shipment, Target
from digest.problems import DigestError
from digest.publishers import folder
from tests.publishers import ready

SITE = {
    "index.html": b"home", "a/b/index.html": b"page", "static/s.0123456789.css": b"css", "feed.xml": b"feed",
}  # fmt: skip


def planned(at: Path, files: dict[str, bytes], now: int, outbox: Path) -> Shipment:
    """What brings a folder to these files, which wait in the outbox then."""
    with folder.host(Target(f"file://{at}"), outbox) as host:
        return ready(host, files, now, outbox)


def published(at: Path, files: dict[str, bytes], now: int, outbox: Path) -> list[Sent]:
    shutil.rmtree(outbox, ignore_errors=True)
    with folder.host(Target(f"file://{at}"), outbox) as host:
        return list(host.steps(ready(host, files, now, outbox), outbox))


def held(at: Path) -> dict[str, bytes]:
    return {
        path.relative_to(at).as_posix(): path.read_bytes()
        for path in at.rglob("*")
        if path.is_file() and ".digest" not in path.parts
    }


@pytest.fixture(params=["at once", "one by one", "by a link"])
def target(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An address for a folder, which is not there yet but for the link's."""
    at = tmp_path / "srv" / "www"
    if request.param == "one by one":
        at.mkdir(parents=True)
        monkeypatch.setattr(place, "exchange", lambda one, other: False)
    if request.param == "by a link":
        (tmp_path / "srv" / "first").mkdir(parents=True)
        at.symlink_to("first")
    return at


def test_a_folder_becomes_the_site(target: Path, tmp_path: Path) -> None:
    assert len(published(target, SITE, 1, tmp_path / "out")) == 4
    assert held(target) == SITE
    inode = (target / "index.html").stat().st_ino
    assert published(target, SITE, 2, tmp_path / "out") == []
    assert (target / "index.html").stat().st_ino == inode


def test_an_edit_sends_what_changed_and_deletes_what_is_gone(target: Path, tmp_path: Path) -> None:
    published(target, SITE, 1, tmp_path / "out")
    new = {
        "index.html": b"HOME",
        "static/s.0123456789.css": b"css",
        "feed.xml": b"feed",
        "c/index.html": b"c",
    }
    sent = published(target, new, 1, tmp_path / "out")
    assert {each.path for each in sent} == {"index.html", "c/index.html", "a/b/index.html"}
    assert held(target) == new
    assert not (target / "a").exists()


def test_what_others_put_there_stays(target: Path, tmp_path: Path) -> None:
    published(target, SITE, 1, tmp_path / "out")
    (target / ".well-known").mkdir()
    (target / ".well-known/token").write_bytes(b"theirs")
    (target / "empty").mkdir()
    (target / "elsewhere").symlink_to("/etc/hostname")
    published(target, {**SITE, "index.html": b"2"}, 2, tmp_path / "out")
    assert (target / ".well-known/token").read_bytes() == b"theirs"
    assert (target / "empty").is_dir() and (target / "elsewhere").is_symlink()


def test_what_someone_changed_there_is_mended(target: Path, tmp_path: Path) -> None:
    published(target, SITE, 1, tmp_path / "out")
    (target / "feed.xml").write_bytes(b"FEED")
    (target / "a/b/index.html").unlink()
    assert {each.path for each in published(target, SITE, 2, tmp_path / "out")} == {
        "feed.xml",
        "a/b/index.html",
    }
    assert held(target) == SITE


def test_the_state_before_stays_until_the_next(tmp_path: Path) -> None:
    at = tmp_path / "www"
    for number in range(4):
        published(at, {**SITE, "index.html": b"%d" % number}, number, tmp_path / "out")
    beside = [path for path in tmp_path.iterdir() if path.name.startswith(".www.digest-")]
    assert len(beside) == 1
    assert (beside[0] / "index.html").read_bytes() == b"2"


def test_a_link_that_stands_for_a_folder_of_the_site_is_an_obstacle(tmp_path: Path) -> None:
    at, outside = tmp_path / "www", tmp_path / "outside"
    published(at, {"index.html": b"1"}, 1, tmp_path / "out")
    outside.mkdir()
    (at / "a").symlink_to(outside)
    shutil.rmtree(tmp_path / "out")
    (tmp_path / "out").mkdir()
    assert planned(at, SITE, 2, tmp_path / "out").obstacles == ("a",)


@pytest.mark.parametrize(
    "address",
    [
        "file://server/www",
        "file:///",
        "file:.digest/x",
        "file:.",
        "file:..",
        "file:///a%00",
        "file:///a#b",
        "file:///a?b",
        "file://[x",
    ],
)
def test_an_address_that_can_be_no_target_is_refused(address: str, tmp_path: Path) -> None:
    with pytest.raises(DigestError), folder.host(Target(address), tmp_path):
        pass


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "www").write_bytes(b"")
    with pytest.raises(DigestError, match=r"www: error: can't be published: "):
        published(tmp_path / "www", SITE, 1, tmp_path / "out")


def test_a_full_disk_leaves_the_old_site(
    target: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(target, SITE, 1, tmp_path / "out")
    before, real = held(target), place.put

    def full(path: Path | str, content: bytes | Path, stamp: int | None = None) -> None:
        if str(path).endswith("index.html"):
            raise OSError(errno.ENOSPC, "No space left on device", str(path))
        real(path, content, stamp)

    with monkeypatch.context() as patch:
        patch.setattr(place, "put", full)
        with pytest.raises(DigestError, match="No space left") as raised:
            published(target, {**SITE, "index.html": b"2"}, 2, tmp_path / "out")
    assert raised.value.problems[0].hint.startswith("make room")
    assert held(target) == before
    published(target, {**SITE, "index.html": b"2"}, 3, tmp_path / "out")
    assert held(target) == {**SITE, "index.html": b"2"}
    assert not list(target.rglob(place.HALF + "*"))


def test_the_state_before_last_is_used_again_and_nothing_of_it_shows(tmp_path: Path) -> None:
    """Whatever lies in it by then: what was deleted since, what changed since, a file where a folder is needed."""
    at, out = tmp_path / "www", tmp_path / "out"
    states = [
        SITE | {"x/y/index.html": b"1", "z": b"file"},
        SITE | {"index.html": b"2", "x/y/index.html": b"2"},
        SITE | {"index.html": b"3", "z/index.html": b"a folder now"},
        SITE | {"feed.xml": b"4", "z/index.html": b"a folder now"},
    ]
    for number, files in enumerate(states):
        published(at, files, number + 1, out)
        assert held(at) == files
        if number:
            (before,) = tmp_path.glob(".www.digest-*")
            assert held(before) == states[number - 1]
            live = {path.stat().st_ino for path in at.rglob("*") if path.is_file()}
            kept = (at / "static/s.0123456789.css").stat().st_ino
            assert kept in live and (before / "static/s.0123456789.css").stat().st_ino == kept


def test_what_others_do_meanwhile_is_not_lost(tmp_path: Path) -> None:
    at, out = tmp_path / "www", tmp_path / "out"
    published(at, SITE, 1, out)
    for name in ("kept", "changed", "removed"):
        (at / name).write_bytes(b"theirs")
    shutil.rmtree(out)
    out.mkdir()
    shipment = planned(at, {**SITE, "index.html": b"2"}, 2, out)
    with folder.host(Target(f"file://{at}"), out) as host:
        steps = host.steps(shipment, out)
        next(steps)  # their files are linked by now, and the folders have not changed places
        (at / "half").write_bytes(b"newer")
        (at / "half").replace(at / "changed")
        (at / "removed").unlink()
        (at / "new").write_bytes(b"new")
        list(steps)
    found = {path: content for path, content in held(at).items() if path not in SITE}
    assert found == {"kept": b"theirs", "changed": b"newer", "new": b"new"}
    assert (at / "index.html").read_bytes() == b"2"


def test_what_is_left_of_earlier_runs_goes_and_what_only_looks_like_it_stays(
    tmp_path: Path,
) -> None:
    at = tmp_path / "www"
    published(at, SITE, 1, tmp_path / "out")
    (tmp_path / ".www.digest-7").mkdir()
    (tmp_path / ".www.digest-8.link").symlink_to("nowhere")
    (tmp_path / ".www.digest-mine").mkdir()
    (tmp_path / ".www.digest-9").write_bytes(b"a file")
    published(at, {**SITE, "index.html": b"2"}, 2, tmp_path / "out")
    left = sorted(path.name for path in tmp_path.glob(".www*"))
    assert left == [".www.digest-2", ".www.digest-9", ".www.digest-mine"]


def test_a_delivery_that_is_stopped_leaves_nothing_beside(tmp_path: Path) -> None:
    at, out = tmp_path / "www", tmp_path / "out"
    published(at, SITE, 1, out)
    shipment = planned(at, {**SITE, "index.html": b"2"}, 2, out)
    with folder.host(Target(f"file://{at}"), out) as host:
        steps = host.steps(shipment, out)
        next(steps)
        steps.close()  # type: ignore[attr-defined]
    assert not list(tmp_path.glob(".www*"))
    assert held(at) == SITE


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_folders_of_others_stay_theirs(tmp_path: Path) -> None:
    at = tmp_path / "www"
    published(at, SITE, 1, tmp_path / "out")
    (at / "up").mkdir(mode=0o750)
    os.chown(at / "up", 33, 33)
    published(at, {**SITE, "index.html": b"2"}, 2, tmp_path / "out")
    lies = (at / "up").stat()
    assert (lies.st_uid, lies.st_gid, stat.S_IMODE(lies.st_mode)) == (33, 33, 0o750)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount")
@pytest.mark.parametrize("where", ["", "media"])
def test_what_is_mounted_there_is_neither_moved_nor_emptied(where: str, tmp_path: Path) -> None:
    at, data = tmp_path / "www", tmp_path / "data"
    published(at, SITE, 1, tmp_path / "out")
    shutil.rmtree(tmp_path / "out")
    (at / where).mkdir(exist_ok=True)
    data.mkdir()
    (data / "film").write_bytes(b"theirs")
    script = (
        f"mount --bind {data} {at / where} || exit 77\n"
        f"{sys.executable} -c 'from pathlib import Path\n"
        "from tests.publishers.test_folder import SITE, published\n"
        "for number in range(2, 5):\n"
        f'    published(Path("{at}"), SITE | {{"index.html": b"%d" % number}}, number, Path("{tmp_path}/out"))\'\n'
    )
    done = subprocess.run(["unshare", "-m", "sh", "-c", script], capture_output=True, text=True)
    if done.returncode == 77 or "unshare failed" in done.stderr:
        pytest.skip("nothing may be mounted here")
    assert done.returncode == 0, done.stderr
    assert (data / "film").read_bytes() == b"theirs"
    assert ((data if not where else at) / "index.html").read_bytes() == b"4"


_RUN = """
import sys
from pathlib import Path
from digest import place
from tests.publishers.test_folder import published
if sys.argv[4] == "one": place.exchange = lambda one, other: False
files = {f"{at}/index.html": (sys.argv[3] * 50).encode() for at in range(150)} | {"index.html": sys.argv[3].encode()}
published(Path(sys.argv[1]), files, 1, Path(sys.argv[2]))
"""


@pytest.mark.slow
@pytest.mark.parametrize("way", ["at once", "one"])
def test_killed_at_any_moment_the_site_there_is_whole_and_the_next_run_completes_it(
    way: str, tmp_path: Path
) -> None:
    at, out = tmp_path / "www", tmp_path / "out"
    at.mkdir()

    def run(version: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-c", _RUN, str(at), str(out), version, way])

    begin = time.monotonic()
    assert run("0").wait() == 0
    usual = time.monotonic() - begin
    for number in range(25):
        process = run(str(number + 1))
        time.sleep(usual * (0.5 + 0.6 * number / 25))
        with suppress(ProcessLookupError):
            os.kill(process.pid, signal.SIGKILL)
        process.wait()
        pages = {path: content for path, content in held(at).items() if place.HALF not in path}
        assert len([path for path in pages if path.endswith("index.html")]) == 151
        if way == "at once":
            versions = {content[:1] for path, content in pages.items() if path != "index.html"}
            assert len(versions) == 1
    assert run("x").wait() == 0
    assert set(held(at).values()) == {b"x" * 50, b"x"}
    assert len(list(tmp_path.glob(".www*"))) <= 1


@contextmanager
def nginx(root: Path, folder: Path) -> Iterator[int]:
    """Debian's nginx on a free port of this machine, showing a folder."""
    program = shutil.which("nginx") or "/usr/sbin/nginx"
    if not Path(program).exists():
        pytest.skip("nginx is not installed")
    import socket

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder.mkdir()
    temporary = "".join(
        f"{each}_temp_path {folder}/{each};"
        for each in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.getuid() == 0 else ""
    (folder / "nginx.conf").write_text(
        f"{user} daemon off; worker_processes 1; pid {folder}/pid; error_log {folder}/error.log;"
        f" events {{ worker_connections 256; }}"
        f" http {{ access_log off; {temporary} types {{ text/html html; text/css css; }}"
        f" server {{ listen 127.0.0.1:{port}; root {root}; }} }}"
    )
    process = subprocess.Popen(
        [program, "-p", str(folder), "-c", str(folder / "nginx.conf")], stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(100):
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.05)
        yield port
    finally:
        process.terminate()
        process.wait()


@pytest.mark.slow
@pytest.mark.parametrize("way", ["folder", "link"])
def test_readers_see_one_state_or_the_other_through_fifty_swaps(way: str, tmp_path: Path) -> None:
    """Pages and their style sheet change with each swap; clients ask for a page, then for the sheet it names."""
    at = tmp_path / "www"
    if way == "link":
        (tmp_path / "first").mkdir()
        at.symlink_to("first")

    def files(version: int) -> dict[str, bytes]:
        sheet = f"static/s.{version:010d}.css"
        page = f"v{version} {sheet} ".encode() + b"." * 30_000
        return {f"p{each}/index.html": page for each in range(40)} | {
            "index.html": page,
            sheet: b"css%d" % version,
        }

    published(at, files(0), 1, tmp_path / "out")
    answers, wrong, stop = [0], list[str](), threading.Event()

    def reads(port: int, number: int) -> None:
        with closing(HTTPConnection("127.0.0.1", port, timeout=10)) as client:

            def get(path: str) -> tuple[int, bytes]:
                client.request("GET", path)
                found = client.getresponse()
                return found.status, found.read()

            while not stop.is_set():
                number += 1
                status, body = get(f"/p{number % 40}/")
                version, sheet = ([*body.split(), b"", b""])[:2]
                if status != 200 or len(body) < 30_000 or body.count(b".") < 30_000:
                    wrong.append(f"page {status} {body[:60]!r}")
                    continue
                status, css = get(f"/{sheet.decode()}")
                if status != 200 or css != b"css" + version[1:]:
                    wrong.append(f"sheet {status} of {version!r}")
                answers[0] += 2

    with nginx(at, tmp_path / "nginx") as port:
        clients = [threading.Thread(target=reads, args=(port, at * 7)) for at in range(4)]
        for client in clients:
            client.start()
        for version in range(1, 51):
            published(at, files(version), version, tmp_path / "out")
        stop.set()
        for client in clients:
            client.join()
    assert wrong == []
    assert answers[0] > 500
