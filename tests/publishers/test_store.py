"""Buckets of a real S3 server on this machine, and what digest makes of them."""

import re
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin

import pytest
from click.testing import CliRunner

from digest import delivery, freight
from digest.cli import main
from digest.model import Sent, Target
from digest.problems import DigestError
from digest.publishers import store
from tests.conftest import NOW, SETTINGS, SiteMaker, article
from tests.publishers import ready

pytest.importorskip("obstore", reason="pip install 'digest[publish]'")

SECRET = "sEcReT/that+nobody/sees"  # noqa: S105 - it opens nothing
KEY = "AKIDNOBODYSEESITEITHER"
NAMES = count(1)


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "AWS_PROFILE",
        "AWS_ENDPOINT_URL",
        "AWS_SESSION_TOKEN",
        "AWS_REGION",
        "HTTP_PROXY",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", SECRET)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Moto's S3, a process of its own."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    said = tmp_path_factory.mktemp("moto") / "said"
    with said.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
            stdout=out,
            stderr=out,
        )
        try:
            for _ in range(300):
                with socket.socket() as tried:
                    if tried.connect_ex(("127.0.0.1", port)) == 0:
                        break
                time.sleep(0.1)
            else:
                pytest.skip(f"moto does not start: {said.read_text()[-300:]}")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(10)


class Bucket:
    """A bucket of its own for a test, looked at by another client than digest's."""

    def __init__(self, endpoint: str, region: str = "us-east-1") -> None:
        import boto3

        self.endpoint = endpoint
        self.name = f"bucket-{next(NAMES)}"
        self.client: Any = boto3.client(
            "s3",
            endpoint_url=endpoint,
            region_name=region,
            aws_access_key_id="else",
            aws_secret_access_key="else",  # noqa: S106
        )
        self.client.create_bucket(Bucket=self.name)

    def target(self, folder: str = "", endpoint: str = "") -> Target:
        """The bucket, as settings name it."""
        return Target(f"s3://{self.name}{folder}", "live", endpoint or self.endpoint, "us-east-1")

    def put(self, key: str, content: bytes = b"theirs") -> None:
        """An object of someone else."""
        self.client.put_object(Bucket=self.name, Key=key, Body=content)

    def head(self, key: str) -> dict[str, Any]:
        """What is said of an object."""
        found: dict[str, Any] = self.client.head_object(Bucket=self.name, Key=key)
        return found

    def files(self) -> dict[str, bytes]:
        """All objects."""
        found = {}
        for page in self.client.get_paginator("list_objects_v2").paginate(Bucket=self.name):
            for each in page.get("Contents", ()):
                got = self.client.get_object(Bucket=self.name, Key=each["Key"])
                with got["Body"] as body:
                    found[each["Key"]] = body.read()
        return found

    def site(self) -> dict[str, bytes]:
        """All but what digest keeps there."""
        return {key: file for key, file in self.files().items() if freight.FOLDER not in key}

    def close(self) -> None:
        """Leave the server."""
        self.client.close()


@pytest.fixture
def bucket(server: str) -> Iterator[Bucket]:
    made = Bucket(server)
    yield made
    made.close()


def published(
    target: Target,
    outbox: Path,
    files: dict[str, bytes],
    now: int = 1000,
    moved: dict[str, str] | None = None,
) -> list[Sent]:
    with store.host(target, outbox) as host:
        return list(host.steps(ready(host, files, now, outbox, moved or {}), outbox))


def page(*links: str, text: str = "") -> bytes:
    return f"<p>{text}</p>{''.join(f'<a href={link!r}>x</a>' for link in links)}".encode()


SITE = {
    "index.html": page("/a/", "/b/", "/style.0123abcd.css"),
    "a/index.html": page("/b/", "/style.0123abcd.css"),
    "b/index.html": page("/a/"),
    "style.0123abcd.css": b"p{}",
    "pictures/x.png": b"\x89PNG",
    "feed.xml": b"<feed/>",
    "words/grüße & more/index.html": page(),
}

slow = pytest.mark.slow


@slow
def test_a_first_upload_puts_every_file_with_what_is_said_of_it(
    bucket: Bucket, tmp_path: Path
) -> None:
    sent = published(bucket.target(), tmp_path, SITE)
    assert [each.path for each in sent if not each.gone].sort() == [*SITE].sort()
    assert bucket.site() == SITE
    assert freight.UNDERWAY not in bucket.files()
    kinds = {
        "index.html": ("text/html; charset=utf-8", freight.BRIEF),
        "style.0123abcd.css": ("text/css; charset=utf-8", freight.LASTING),
        "pictures/x.png": ("image/png", freight.MIDDLING),
        "words/grüße & more/index.html": ("text/html; charset=utf-8", freight.BRIEF),
    }
    for path, (kind, cache) in kinds.items():
        head = bucket.head(path)
        assert (head["ContentType"], head["CacheControl"]) == (kind, cache)
    assert bucket.head("feed.xml")["ContentType"].endswith("charset=utf-8")


@slow
def test_an_unchanged_site_sends_nothing(bucket: Bucket, tmp_path: Path) -> None:
    published(bucket.target(), tmp_path, SITE)
    with proxy(bucket.endpoint) as between:
        assert published(bucket.target(endpoint=between.address), tmp_path, SITE, 2000) == []
        assert {method for method, _ in between.asked} == {"GET"}


@slow
def test_an_edit_sends_one_file_whatever_its_size(bucket: Bucket, tmp_path: Path) -> None:
    published(bucket.target(), tmp_path, SITE)
    same_size = SITE | {"feed.xml": b"<FEED/>"}
    sent = published(bucket.target(), tmp_path, same_size, 2000)
    assert [each.path for each in sent] == ["feed.xml"]
    assert bucket.site() == same_size


@slow
def test_what_someone_changed_or_took_away_is_mended(bucket: Bucket, tmp_path: Path) -> None:
    published(bucket.target(), tmp_path, SITE)
    bucket.put("feed.xml", b"<fEEd/>")
    bucket.client.delete_object(Bucket=bucket.name, Key="a/index.html")
    sent = published(bucket.target(), tmp_path, SITE, 2000)
    assert {each.path for each in sent} == {"feed.xml", "a/index.html"}
    assert bucket.site() == SITE


@slow
def test_only_what_digest_put_there_is_deleted(bucket: Bucket, tmp_path: Path) -> None:
    theirs = {"theirs.txt": b"theirs", "a/theirs.html": b"theirs", "pictures/": b"", "b": b"theirs"}
    for key, content in theirs.items():
        bucket.put(key, content)
    published(bucket.target(), tmp_path, SITE)
    less = {path: SITE[path] for path in ("index.html", "a/index.html", "style.0123abcd.css")}
    sent = published(bucket.target(), tmp_path, less, 2000)
    assert {each.path for each in sent if each.gone} == SITE.keys() - less.keys()
    assert bucket.site() == theirs | less


@slow
def test_a_folder_of_a_bucket_is_all_that_is_looked_at(bucket: Bucket, tmp_path: Path) -> None:
    bucket.put("site-of-others/index.html")
    bucket.put("index.html")
    published(bucket.target("/site/"), tmp_path, SITE)
    less = {path: SITE[path] for path in ("index.html",)}
    published(bucket.target("/site"), tmp_path, less, 2000)
    published(bucket.target("/site"), tmp_path, less, 3000)
    files = bucket.site()
    assert files.pop("site-of-others/index.html") == files.pop("index.html") == b"theirs"
    left = {key: file for key, file in files.items() if not key.endswith(".css")}
    assert left == {"site/index.html": SITE["index.html"]}


@slow
def test_old_addresses_lead_to_new_ones_by_a_signed_header(bucket: Bucket, tmp_path: Path) -> None:
    with proxy(bucket.endpoint) as between:
        target = bucket.target(endpoint=between.address)
        moved = {"b/index.html": "/a/", "a/index.html": "https://else.example/grüße"}
        published(target, tmp_path, SITE, 1000, moved)
        assert bucket.head("b/index.html")["WebsiteRedirectLocation"] == "/a/"
        elsewhere = "https://else.example/gr%C3%BC%C3%9Fe"
        assert bucket.head("a/index.html")["WebsiteRedirectLocation"] == elsewhere
        assert "WebsiteRedirectLocation" not in bucket.head("index.html")
        assert len(between.signed) == 2
        assert all("x-amz-website-redirect-location" in each for each in between.signed)
        assert published(target, tmp_path, SITE, 2000, moved) == []
        assert len(published(target, tmp_path, SITE, 3000, {})) == 2
    assert "WebsiteRedirectLocation" not in bucket.head("b/index.html")


@slow
def test_a_store_without_redirects_and_conditions_takes_the_rest(
    bucket: Bucket, tmp_path: Path
) -> None:
    with proxy(bucket.endpoint, unable=True) as between:
        target = bucket.target(endpoint=between.address)
        published(target, tmp_path, SITE, 1000, {"b/index.html": "/a/"})
        less = {path: file for path, file in SITE.items() if path != "feed.xml"}
        published(target, tmp_path, less, 2000, {"b/index.html": "/a/"})
    assert bucket.site() == less


@slow
def test_a_file_sent_in_pieces_has_the_mark_that_was_expected(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "LARGE", 6_000_000)
    monkeypatch.setattr(store, "_PIECE", 5 * 1024 * 1024)
    files = {"index.html": b"x", "large.bin": bytes(11_000_000), "small.bin": bytes(5_900_000)}
    with store.host(bucket.target(), tmp_path) as host:
        shipment = ready(host, files, 1000, tmp_path)
        list(host.steps(shipment, tmp_path))
        lies = host.there().files
        for parcel in shipment.sends:
            mark = host.mark(parcel, tmp_path / parcel.path, 1000)
            assert (parcel.size, mark) == (lies[parcel.path].size, lies[parcel.path].mark)
    assert "-3" in lies["large.bin"].mark
    assert "-" not in lies["small.bin"].mark
    assert published(bucket.target(), tmp_path, files, 2000) == []


@slow
def test_more_objects_than_a_list_holds_are_all_seen(bucket: Bucket, tmp_path: Path) -> None:
    files = {f"{number}/index.html": b"%d" % number for number in range(1203)}
    published(bucket.target(), tmp_path, files | {"index.html": b"x"})
    assert published(bucket.target(), tmp_path, files | {"index.html": b"x"}, 2000) == []
    sent = published(bucket.target(), tmp_path, {"index.html": b"x"}, 3000)
    assert len(sent) == 1203
    assert bucket.site() == {"index.html": b"x"}


@slow
def test_of_two_who_publish_at_once_one_is_told(bucket: Bucket, tmp_path: Path) -> None:
    published(bucket.target(), tmp_path, SITE)
    one_site, other_site = SITE | {"feed.xml": b"one"}, SITE | {"feed.xml": b"other"}
    one_box, other_box = tmp_path / "one", tmp_path / "other"
    with (
        store.host(bucket.target(), tmp_path) as one,
        store.host(bucket.target(), tmp_path) as other,
    ):
        first = ready(one, one_site, 2000, one_box)
        second = ready(other, other_site, 2000, other_box)
        steps = one.steps(first, one_box)
        next(steps)
        with pytest.raises(DigestError, match="someone else is publishing"):
            list(other.steps(second, other_box))
        list(steps)
    assert bucket.site() == one_site
    with store.host(bucket.target(), tmp_path) as one:
        steps = one.steps(ready(one, other_site, 3000, one_box), one_box)
        next(steps)  # and no more: it was cut off
        assert [each.path for each in published(bucket.target(), other_box, SITE, 4000)] == [
            "feed.xml"
        ]
        with pytest.raises(DigestError, match="someone else is publishing"):
            list(steps)
    assert bucket.site() == SITE
    assert published(bucket.target(), tmp_path, SITE, 5000) == []


@slow
def test_what_a_delivery_cut_short_sent_is_known_and_what_others_wrote_stays(
    bucket: Bucket, tmp_path: Path
) -> None:
    whole = SITE | {"old.png": b"sent and not asked for", "seen.png": b"sent, then changed"}
    with store.host(bucket.target(), tmp_path) as host:
        steps = host.steps(ready(host, whole, 1000, tmp_path), tmp_path)
        for sent in steps:
            if sent.path == "index.html":
                break  # all pictures are there, and nothing tells how they lie
    theirs = b"theirs, as long as"
    assert len(theirs) == len(whole["seen.png"])
    bucket.put("seen.png", theirs)
    sent_again = published(bucket.target(), tmp_path, SITE, 2000)
    assert {each.path for each in sent_again if each.gone} == {"old.png"}
    assert {each.path for each in sent_again if not each.gone} <= {"404.html", "feed.xml"}
    assert bucket.site().keys() - SITE.keys() == {"seen.png"}
    assert published(bucket.target(), tmp_path, SITE, 3000) == []


@slow
def test_who_publishes_takes_nothing_away_from_who_came_later(
    bucket: Bucket, tmp_path: Path
) -> None:
    published(bucket.target(), tmp_path, SITE)
    less = {path: file for path, file in SITE.items() if path != "pictures/x.png"} | {
        "feed.xml": b"one"
    }
    for notice in (b"another", b""):
        with store.host(bucket.target(), tmp_path) as host:
            steps = host.steps(ready(host, less, 2000, tmp_path), tmp_path)
            next(steps)
            if notice:
                bucket.put(freight.UNDERWAY, notice)
            else:  # the other one is done already
                bucket.client.delete_object(Bucket=bucket.name, Key=freight.UNDERWAY)
            with pytest.raises(DigestError, match="someone else is publishing"):
                list(steps)
        assert "pictures/x.png" in bucket.site()
        assert bucket.files().get(freight.UNDERWAY, b"") == notice
        bucket.put("feed.xml", SITE["feed.xml"])
        bucket.client.delete_object(Bucket=bucket.name, Key=freight.UNDERWAY)


@slow
def test_the_notice_of_someone_else_stays(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even where the manifest was put before that one came."""
    with store.host(bucket.target(), tmp_path) as host:
        note = host._note

        def noted(path: str, content: bytes) -> None:
            note(path, content)
            if path == freight.MANIFEST:
                bucket.put(freight.UNDERWAY, b"another")

        monkeypatch.setattr(host, "_note", noted)
        with pytest.raises(DigestError, match="someone else is publishing"):
            list(host.steps(ready(host, SITE, 1000, tmp_path), tmp_path))
    assert bucket.files()[freight.UNDERWAY] == b"another"


@slow
def test_empty_objects_of_others_are_seen_unless_they_stand_for_folders(
    bucket: Bucket, tmp_path: Path
) -> None:
    for key in ("robots.txt", "pictures/", "pictures/theirs.png", "deep/er/"):
        bucket.put(key, b"")
    bucket.put("deep/er/x", b"theirs")
    with store.host(bucket.target(), tmp_path) as host:
        assert host.there().files.keys() == {"robots.txt", "pictures/theirs.png", "deep/er/x"}
    with store.host(bucket.target("/deep/er"), tmp_path) as host:
        assert host.there().files.keys() == {"x"}


@slow
def test_the_command_publishes_to_a_bucket_and_tells_no_secret(
    bucket: Bucket, site: SiteMaker
) -> None:
    settings = f'{SETTINGS}[publish.live]\nurl = "s3://{bucket.name}/news"\nendpoint = "{bucket.endpoint}"\n'
    folder = site({"digest.toml": settings, "content/articles/a.md": article("A")})

    def told() -> str:
        words = ["-C", str(folder.root), "publish", "live"]
        result = CliRunner(env={"SOURCE_DATE_EPOCH": str(NOW)}).invoke(main, words)
        assert result.exit_code == 0, result.output
        return result.output

    said = told()
    built = {
        f"news/{path}": content
        for path, content in folder.output().items()
        if freight.publishable(path)
    }
    assert bucket.site() == built
    said += told()
    assert "sent 0 files" in said
    assert SECRET not in said
    assert KEY not in said
    assert SECRET.encode() not in b"".join(bucket.files().values())


# -- cut anywhere ---------------------------------------------------------------------------------


class Proxy:
    """What passes requests on to a server, until it does not."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.asked: list[tuple[str, str]] = []
        self.signed: list[str] = []


@contextmanager
def proxy(
    endpoint: str,
    cut: int = 0,
    after: bool = False,
    unable: bool = False,
    times: int = 10**9,
    answer: Callable[[str, str], tuple[int, str] | None] = lambda method, path: None,
) -> Iterator[Proxy]:
    """From the request `cut` on, connections are closed: that request itself may have been passed on before.

    `times` requests are dropped, then all is well again. `unable` answers as stores do that lack something.
    """
    lock = threading.Lock()

    class Between(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: Any) -> None:
            pass

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            with lock:
                made.asked.append((self.command, unquote(self.path)))
                if "x-amz-website-redirect-location" in self.headers:
                    made.signed.append(self.headers["authorization"])
                number = len(made.asked)
            dropped = bool(cut) and cut <= number < cut + times
            if dropped and not (after and number == cut):
                self.close_connection = True
                return
            special = [*self.headers.keys()] if unable else []
            lacks = {"if-match", "if-none-match", "x-amz-website-redirect-location"} & {*special}
            told = answer(self.command, self.path)
            if lacks or (unable and self.path.endswith("?delete")):
                told = 501, "NotImplemented"
            if told:
                status, content = told[0], told[1].encode()
                if content[:1] != b"<":
                    content = b"<Error><Code>%s</Code><Message>m</Message></Error>" % content
                headers: list[tuple[str, str]] = []
            else:
                host, port = endpoint.removeprefix("http://").split(":")
                line = HTTPConnection(host, int(port), timeout=30)
                line.request(self.command, self.path, body, dict(self.headers.items()))
                got = line.getresponse()
                status, headers, content = got.status, got.getheaders(), got.read()
                line.close()
            if dropped:
                self.close_connection = True
                return
            self.send_response(status)
            for name, value in headers:
                if name.lower() not in ("content-length", "connection", "date", "server"):
                    self.send_header(name, value)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_PUT = do_POST = do_DELETE = do_HEAD = handle_any  # noqa: N815

    class Quiet(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, request: Any, client_address: Any) -> None:
            error = sys.exception()
            if not isinstance(error, OSError | HTTPException):
                super().handle_error(request, client_address)

    with Quiet(("127.0.0.1", 0), Between) as server:
        made = Proxy(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield made
        finally:
            server.shutdown()
            thread.join()


OLD = {
    "index.html": page("/list/", "/0/", "/1/", "/2/", "/style.aaaaaaaa.css", "/feed.xml"),
    "list/index.html": page(*(f"/{n}/" for n in range(6))),
    **{f"{n}/index.html": page(f"/{(n + 1) % 6}/", "/style.aaaaaaaa.css") for n in range(6)},
    "style.aaaaaaaa.css": b"p{}",
    "feed.xml": page("/0/", "/1/"),
    "sitemap.xml": page(*(f"/{n}/" for n in range(6))),
}
"""Six articles."""
NEW = {
    "index.html": page(
        "/list/", "/7/", "/8/", "/1/", "/style.bbbbbbbb.css", "/feed.xml", "/new.json"
    ),
    "list/index.html": page(*(f"/{n}/" for n in range(2, 9))),
    **{f"{n}/index.html": page(f"/{n - 1}/", "/style.bbbbbbbb.css") for n in range(3, 9)},
    "1/index.html": page("/2/", "/style.bbbbbbbb.css"),
    "2/index.html": page("/8/", text="edited"),
    "style.bbbbbbbb.css": b"p{color:red}",
    "feed.xml": page("/7/", "/8/"),
    "new.json": page("/8/"),
    "sitemap.xml": page(*(f"/{n}/" for n in range(1, 9))),
}
"""One is gone, three are new, each leads to another, all wear a new style."""


def dead_links(files: dict[str, bytes], before: dict[str, bytes]) -> set[tuple[str, str]]:
    """Links to nothing, from pages a reader may be on: those the front page leads to, those known before."""
    todo = [path for path in ("index.html", *before) if path in files]
    seen, dead = {*todo}, set()
    while todo:
        path = todo.pop()
        if not path.endswith((".html", ".xml", ".json")):
            continue
        for link in re.findall(r"href='([^']+)'", files[path].decode()):
            found = urljoin("/" + path, link)[1:]
            found += "index.html" if found.endswith("/") or not found else ""
            if found not in files:
                dead.add((path, found))
            elif found not in seen:
                seen.add(found)
                todo.append(found)
    return dead


@slow
@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("first", [True, False], ids=["first", "edit"])
def test_a_delivery_cut_at_any_request_leaves_no_dead_link_and_is_completed(
    first: bool, after: bool, server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "TRIES", 1)
    old = {} if first else OLD
    cuts = sent_again = 0
    for cut in count(1):
        bucket = Bucket(server)
        bucket.put("theirs.txt")
        bucket.put("2/theirs.html")
        if old:
            published(bucket.target(), tmp_path, old, 1000)
        ended = False
        with proxy(server, cut, after) as between:
            try:
                published(bucket.target(endpoint=between.address), tmp_path, NEW, 2000)
                ended = True
            except DigestError as error:
                assert "broke" in str(error)
                assert SECRET not in str(error)
        now = bucket.site()
        assert not dead_links(now, old), (cut, dead_links(now, old))
        assert now["theirs.txt"] == now["2/theirs.html"] == b"theirs"
        left = {path for path, content in NEW.items() if now.get(path) != content}
        sent = published(bucket.target(), tmp_path, NEW, 3000)
        assert {each.path for each in sent if not each.gone} == left, cut
        sent_again += len(left)
        assert published(bucket.target(), tmp_path, NEW, 4000) == []
        final = bucket.site()
        assert final.pop("theirs.txt") == final.pop("2/theirs.html") == b"theirs"
        final.pop("style.aaaaaaaa.css", b"")  # for readers of old pages, one delivery longer
        assert final == NEW
        sent = published(bucket.target(), tmp_path, NEW | {"feed.xml": b"<feed/>"}, 5000)
        assert {each.path for each in sent if not each.gone} == {"feed.xml"}
        assert freight.UNDERWAY not in bucket.files()
        bucket.close()
        if ended and len(between.asked) < cut:
            break
        cuts += 1
    print(f"\n{cuts} cuts, {sent_again} files left of {cuts * len(NEW)}")
    assert cuts > len(NEW)


@slow
def test_what_breaks_for_a_moment_is_tried_again(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "_FIRST", 0.01)
    busy = iter([(503, "SlowDown"), (500, "InternalError"), (400, "RequestTimeout")])

    def sometimes(method: str, path: str) -> tuple[int, str] | None:
        return next(busy, None) if method == "PUT" and path.endswith(".html") else None

    with proxy(bucket.endpoint, answer=sometimes) as between:
        published(bucket.target(endpoint=between.address), tmp_path, SITE)
        assert len(between.asked) == 1 + 1 + len(SITE) + 3 + 3
    for after in (False, True):
        for cut in range(1, len(SITE) + 5):
            made = Bucket(bucket.endpoint)
            with proxy(made.endpoint, cut, after, times=2) as between:
                published(made.target(endpoint=between.address), tmp_path, SITE)
            assert made.site() == SITE
            assert published(made.target(), tmp_path, SITE, 2000) == []
            made.close()


# -- what can go wrong ----------------------------------------------------------------------------


def told(target: Target, folder: Path) -> str:
    """What a person reads."""
    with pytest.raises(DigestError) as caught, store.host(target, folder) as host:
        host.there()
    (problem,) = caught.value.problems
    text = f"{problem}\n{problem.hint}"
    assert problem.path == (target.name or "s3://bucket/site")
    assert SECRET not in text
    assert KEY not in text
    return text


@slow
def test_a_bucket_that_is_not_there_is_named(bucket: Bucket, tmp_path: Path) -> None:
    target = Target("s3://no-such-bucket/site", "live", bucket.endpoint)
    assert "there is no bucket `no-such-bucket`" in told(target, tmp_path)


@slow
def test_objects_that_have_no_path_are_named_as_a_reason(bucket: Bucket, tmp_path: Path) -> None:
    bucket.put("a//b")
    assert "whose names are no paths" in told(bucket.target(), tmp_path)
    assert published(bucket.target("/site"), tmp_path, SITE)


ANSWERS = {
    (403, "InvalidAccessKeyId"): "does not know the key",
    (403, "SignatureDoesNotMatch"): "secret key is not the right one",
    (403, "RequestTimeTooSkewed"): "set the clock",
    (403, "AccessDenied"): "allow its key to list the bucket",
    (403, ""): "allow its key to list the bucket",
    (401, "Unauthorized"): "does not know the key",
    (400, "ExpiredToken"): "have run out",
    (404, "NoSuchBucket"): "there is no bucket `bucket`",
    (301, "PermanentRedirect"): "another region",
    (400, "AuthorizationHeaderMalformed"): "another region",
    (507, "XMinioStorageFull"): "make room",
    (418, "Teapot"): "answered 418 Teapot",
}


@pytest.mark.parametrize("answer", ANSWERS, ids=[code for _, code in ANSWERS])
def test_each_refusal_says_what_to_do(
    answer: tuple[int, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "_FIRST", 0.001)
    body = (
        f"<Error><Code>{answer[1]}</Code><Message>{SECRET}</Message>"
        f"<AWSAccessKeyId>{KEY}</AWSAccessKeyId><StringToSign>{SECRET}</StringToSign></Error>"
    )
    with proxy("", answer=lambda method, path: (answer[0], body)) as between:
        for name in ("live", ""):
            target = Target("s3://bucket/site", name, between.address)
            assert ANSWERS[answer] in told(target, tmp_path)


def test_the_region_and_the_right_that_a_store_names_are_passed_on(tmp_path: Path) -> None:
    region = "<Error><Code>AuthorizationHeaderMalformed</Code><Region>eu-north-1</Region></Error>"
    right = (
        "<Error><Code>AccessDenied</Code><Message>User: arn:aws:iam::1:user/x is not authorized to "
        "perform: s3:ListBucket on resource</Message></Error>"
    )
    for body, words in ((region, 'region = "eu-north-1"'), (right, "(s3:ListBucket)")):
        with proxy("", answer=lambda method, path, body=body: (403, body)) as between:  # type: ignore[misc]
            text = told(Target("s3://bucket/site", "live", between.address), tmp_path)
            assert words in text
            assert "arn:" not in text


@slow
def test_a_right_to_write_that_is_missing_ends_a_delivery(bucket: Bucket, tmp_path: Path) -> None:
    def refused(method: str, path: str) -> tuple[int, str] | None:
        return (
            (403, "AccessDenied")
            if method == "PUT" and path.endswith(f"{bucket.name}/index.html")
            else None
        )

    denied = pytest.raises(DigestError, match="may not do that")
    with proxy(bucket.endpoint, answer=refused) as between, denied:
        published(bucket.target(endpoint=between.address), tmp_path, SITE)
    assert {each.path for each in published(bucket.target(), tmp_path, SITE, 2000)} == {
        "index.html"
    }


ENDPOINTS = {
    "http://127.0.0.1:1": "127.0.0.1:1 takes no connection",
    "http://store.invalid": "store.invalid is not known",
    "store.example": "no address of a store",
    "ftp://store.example": "no address of a store",
    "https://": "no address of a store",
    "https://store.example:99999": "no address of a store",
    f"https://{KEY}:{SECRET.replace('/', '')}@store.example": "no address of a store",
    "": "",
}


@pytest.mark.parametrize("endpoint", [each for each in ENDPOINTS if each])
def test_an_endpoint_where_no_store_is_says_so(endpoint: str, tmp_path: Path) -> None:
    text = told(Target("s3://bucket/site", "live", endpoint), tmp_path)
    assert ENDPOINTS[endpoint] in text
    assert SECRET.replace("/", "") not in text


def test_plain_http_where_https_is_asked_for_is_not_safe(tmp_path: Path) -> None:
    with proxy("") as between:
        target = Target("s3://bucket/site", "live", between.address.replace("http:", "https:"))
        assert "can't be spoken to safely" in told(target, tmp_path)


def test_an_address_with_a_key_in_it_is_refused_and_not_repeated(tmp_path: Path) -> None:
    secret = SECRET.replace("/", "")
    assert "holds a key" in told(Target(f"s3://{KEY}:{secret}@bucket/site"), tmp_path)
    assert "holds a key" in told(Target(f"s3://{KEY}:{SECRET}@bucket/site"), tmp_path)
    for url in ("s3:///site", "s3://b ucket/site", "s3://bucket/../x", "s3://$web", "az://$logs"):
        assert "names no bucket" in told(Target(url, "live"), tmp_path)
    for more in (f"?token={SECRET}", f"#{SECRET}"):
        assert "has a query or a fragment" in told(Target(f"s3://bucket/site{more}"), tmp_path)


def test_without_credentials_the_ways_to_give_them_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    target = Target("s3://bucket/site", "live", "http://127.0.0.1:1")
    assert "AWS_PROFILE" in told(target, tmp_path)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", KEY)
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    assert "credentials can't be had" in told(target, tmp_path)
    monkeypatch.setenv("AWS_PROFILE", "unknown")
    assert "no such profile" in told(target, tmp_path)


@slow
def test_credentials_of_a_profile_sign_requests(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    file = tmp_path / "credentials"
    file.write_text(f"[press]\naws_access_key_id = PROFILEKEY\naws_secret_access_key = {SECRET}\n")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(file))
    monkeypatch.setenv("AWS_PROFILE", "press")
    with proxy(bucket.endpoint) as between:
        published(
            bucket.target(endpoint=between.address), tmp_path, SITE, 1000, {"b/index.html": "/a/"}
        )
        assert "Credential=PROFILEKEY/" in between.signed[0]
    assert bucket.site() == SITE
    assert SECRET.encode() not in b"".join(bucket.files().values())


def test_without_the_package_its_name_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "obstore", None)
    assert "digest[publish]" in told(Target("s3://bucket/site", "live"), tmp_path)


@pytest.mark.parametrize("name", ["%24web", "$web", "$root", "container"])
def test_containers_that_azure_names_are_taken(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AZURE_STORAGE_ACCOUNT_NAME", "account")
    monkeypatch.setenv("AZURE_STORAGE_ACCOUNT_KEY", "a2V5")
    with proxy("", answer=lambda method, path: (404, "ContainerNotFound")) as between:
        text = told(Target(f"az://{name}/site", "live", between.address), tmp_path)
        assert {path.partition("?")[0] for _, path in between.asked} == {f"/{unquote(name)}"}
    assert f"there is no container `{unquote(name)}`" in text


def test_azure_asks_for_its_account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AZURE_STORAGE_ACCOUNT_NAME", raising=False)
    assert "AZURE_STORAGE_ACCOUNT_NAME" in told(Target("az://container/site", "live"), tmp_path)
