"""Documents from the web: a real server here, looked up by a function of ours, and addresses that are never visited."""

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from digest import fetch
from digest.fetch import Fetched, Visitor
from digest.problems import Problem

HERE = "127.0.0.1"


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    pages: dict[str, Any]
    asked: list[tuple[str, dict[str, str]]]

    def handle_error(self, request: object, client_address: object) -> None:
        del request, client_address  # who asked has gone, as it is meant to


class _Handler(BaseHTTPRequestHandler):
    server: _Server

    def do_GET(self) -> None:
        self.server.asked.append((self.path, dict(self.headers)))
        made = self.server.pages.get(self.path, (404, {}, b""))
        if callable(made):
            made(self)
            return
        status, headers, body = made
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        del format, args


@pytest.fixture
def server() -> Iterator[_Server]:
    made = _Server((HERE, 0), _Handler)
    made.pages, made.asked = {}, []
    thread = threading.Thread(
        target=made.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
    )
    thread.start()
    yield made
    made.shutdown()
    made.server_close()
    thread.join()


def _url(server: _Server, path: str = "/page", host: str = "example.org") -> str:
    return f"http://{host}:{server.server_port}{path}"


def _visitor(seconds: float = 5.0) -> Visitor:
    return Visitor(lambda host, port: [HERE], allowed=[HERE], seconds=seconds, pause=0.0)


def _html(body: bytes, **headers: str) -> tuple[int, dict[str, str], bytes]:
    return 200, {"Content-Type": "text/html; charset=utf-8"} | headers, body


def _said(made: Fetched | Problem) -> str:
    assert isinstance(made, Problem), made
    return made.message


def test_a_document_comes_with_its_address_and_type(server: _Server) -> None:
    server.pages["/page"] = _html(b"<p>Schnee</p>")
    made = _visitor().get(_url(server))
    assert made == Fetched(_url(server), b"<p>Schnee</p>", "text/html")


def test_the_server_is_told_who_asks_and_gets_no_cookies(server: _Server) -> None:
    server.pages["/page"] = _html(b"x", **{"Set-Cookie": "a=b"})
    visitor = _visitor()
    visitor.get(_url(server))
    visitor.get(_url(server))
    path, headers = server.asked[-1]
    assert path == "/page"
    assert headers["User-Agent"] == fetch.AGENT
    assert headers["Host"] == f"example.org:{server.server_port}"
    assert "Cookie" not in headers
    assert [each for each, _ in server.asked] == ["/robots.txt", "/page", "/page"]


def test_a_packed_document_is_unpacked(server: _Server) -> None:
    server.pages["/page"] = _html(gzip.compress(b"words " * 100), **{"Content-Encoding": "gzip"})
    made = _visitor().get(_url(server))
    assert isinstance(made, Fetched) and made.content == b"words " * 100


def test_what_unpacks_without_end_is_given_up(server: _Server) -> None:
    server.pages["/page"] = _html(
        gzip.compress(bytes(200_000_000), 9), **{"Content-Encoding": "gzip"}
    )
    start = time.process_time()
    assert "larger than" in _said(_visitor().get(_url(server)))
    assert time.process_time() - start < 2


def test_a_document_larger_than_its_due_is_given_up(server: _Server) -> None:
    server.pages["/page"] = _html(bytes(fetch.LARGEST + 1))
    assert "larger than 10,000,000 bytes" in _said(_visitor().get(_url(server)))


def test_the_encoding_that_a_server_tells_counts(server: _Server) -> None:
    server.pages["/page"] = (
        200,
        {"Content-Type": "text/html; charset=windows-1251"},
        "<p>снег</p>".encode("cp1251"),
    )
    made = _visitor().get(_url(server))
    assert isinstance(made, Fetched) and made.content.decode("utf-8-sig") == "<p>снег</p>"


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_followed(server: _Server, status: int) -> None:
    server.pages["/page"] = (status, {"Location": "/other?a=1#part"}, b"")
    server.pages["/other?a=1"] = _html(b"here")
    made = _visitor().get(_url(server))
    assert isinstance(made, Fetched) and made.url == _url(server, "/other?a=1")


def test_redirects_end(server: _Server) -> None:
    server.pages["/page"] = (302, {"Location": "/page"}, b"")
    assert "leads on more than 5 times" in _said(_visitor().get(_url(server)))


def test_a_redirect_into_a_private_network_is_not_followed(server: _Server) -> None:
    server.pages["/page"] = (
        302,
        {"Location": f"http://inside.example.org:{server.server_port}/secret"},
        b"",
    )
    server.pages["/secret"] = _html(b"secret")
    addresses = {"example.org": HERE, "inside.example.org": "127.0.0.2"}
    visitor = Visitor(lambda host, port: [addresses[host]], allowed=[HERE], pause=0.0)
    assert "within a network of its own" in _said(visitor.get(_url(server)))
    assert "/secret" not in [path for path, _ in server.asked]


def test_a_host_with_one_private_address_among_others_is_not_visited() -> None:
    visitor = Visitor(lambda host, port: ["93.184.215.14", "10.0.0.1"])
    assert "10.0.0.1" in _said(visitor.get("http://example.org/"))


def test_a_name_is_looked_up_once_and_connected_to_as_checked(server: _Server) -> None:
    server.pages["/page"] = _html(b"x")
    answers = iter(
        [[HERE], [HERE], ["10.0.0.1"]]
    )  # robots.txt, the page; a third look-up would lead elsewhere
    visitor = Visitor(lambda host, port: next(answers), allowed=[HERE], pause=0.0)
    assert isinstance(visitor.get(_url(server)), Fetched)


@pytest.mark.parametrize(
    "address",
    """
    127.0.0.1 127.8.9.1 0.0.0.0 10.1.2.3 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 100.64.0.1 192.0.0.1
    192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.9 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255 :: ::1 fe80::1
    fe80::1%eth0 fc00::1 fd12::1 ff02::1 2001:db8::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::127.0.0.1 2002:7f00:1:: 2002:a00:1::
    64:ff9b::7f00:1 64:ff9b::a00:1 2001:0:7f00:1:: localhost 1.2.3
    """.split(),
)
def test_addresses_of_no_public_host_are_known(address: str) -> None:
    assert not fetch.is_public(address)


@pytest.mark.parametrize(
    "address", ["93.184.215.14", "1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]
)
def test_addresses_of_public_hosts_are_known(address: str) -> None:
    assert fetch.is_public(address)


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/", "http://localhost/", "http://[::1]/", "http://0/", "http://2130706433/", "http://0x7f.1/", "http://127.1/",
        "http://[::ffff:127.0.0.1]/", "http://169.254.169.254/latest/", "http://127.0.0.1.:8000/",
    ],
)  # fmt: skip
def test_this_machine_is_never_visited_however_it_is_written(url: str) -> None:
    made = Visitor(seconds=2).get(url)
    assert isinstance(made, Problem)
    assert "within a network of its own" in made.message or "can't be fetched" in made.message


@pytest.mark.parametrize(
    "url",
    [
        *"file:///etc/passwd ftp://example.org/ data:text/html,x gopher://example.org/ /etc/passwd example.org".split(),
        *"http://name:word@example.org/ http:///x http://example.org:25/ http://example.org:99999/".split(),
        "",
    ],
)
def test_only_plain_addresses_on_the_web_are_fetched(url: str) -> None:
    assert isinstance(Visitor(lambda host, port: []).get(url), Problem)


def test_robots_txt_is_kept(server: _Server) -> None:
    server.pages["/robots.txt"] = (
        200,
        {},
        b"User-agent: *\nDisallow: /private\n\nUser-agent: digest-import\nDisallow: /*.pdf$\n",
    )
    server.pages["/private"] = server.pages["/page"] = _html(b"x")
    visitor = _visitor()
    assert isinstance(visitor.get(_url(server)), Fetched)
    assert isinstance(
        visitor.get(_url(server, "/private")), Fetched
    )  # rules for us count, not those for all
    assert "robots.txt" in _said(visitor.get(_url(server, "/a.pdf")))
    assert [path for path, _ in server.asked].count("/robots.txt") == 1


def test_where_robots_txt_can_not_be_served_nothing_is_fetched(server: _Server) -> None:
    server.pages["/robots.txt"] = (503, {}, b"")
    server.pages["/page"] = _html(b"x")
    assert "robots.txt" in _said(_visitor().get(_url(server)))


def test_a_server_that_never_ends_is_given_up_in_time(server: _Server) -> None:
    def drip(handler: _Handler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Type", "text/html")
        handler.end_headers()
        for _ in range(100):
            handler.wfile.write(b"x")
            time.sleep(0.1)

    def drip_headers(handler: _Handler) -> None:
        for _ in range(100):
            handler.wfile.write(b"HTTP/1.1 200 OK"[:1])
            time.sleep(0.1)

    server.pages["/page"], server.pages["/slow"] = drip, drip_headers
    for path in ("/page", "/slow"):
        start = time.monotonic()
        assert "took more than 0.5 seconds" in _said(_visitor(0.5).get(_url(server, path)))
        assert time.monotonic() - start < 2


def test_what_is_no_text_is_not_fetched(server: _Server) -> None:
    server.pages["/page"] = (200, {"Content-Type": "application/pdf"}, b"%PDF-")
    assert _said(_visitor().get(_url(server))) == "is application/pdf"


def test_a_server_that_is_not_there_is_told() -> None:
    with socket.socket() as taken:
        taken.bind((HERE, 0))
        port = taken.getsockname()[1]
    assert "can't be fetched" in _said(_visitor().get(f"http://example.org:{port}/"))


def test_status_is_told(server: _Server) -> None:
    assert _said(_visitor().get(_url(server, "/nowhere"))) == "the server answered 404"
