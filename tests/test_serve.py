"""The preview over HTTP: what a host would answer, to this machine alone, and nothing outside the site."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest
from click.testing import CliRunner

from digest import cli, serve, workers
from digest.desk import Desk
from digest.model import Scope
from digest.pages.host import POLICY
from digest.problems import DigestError, Problem
from tests.conftest import NOW, SiteFolder, SiteMaker, article

SETTINGS = 'title = "Test"\nurl = "https://example.org/base/"\n'
BASE = "/base/"
A = "content/articles/a.md"


class Answer:
    """What came back: the status, the headers by their name in small letters, the body."""

    def __init__(self, response: http.client.HTTPResponse) -> None:
        self.status = response.status
        self.headers = {name.lower(): value for name, value in response.getheaders()}
        self.body = response.read()
        self.text = self.body.decode("utf-8", "replace")


class Client:
    """Asks a preview, byte for byte as told."""

    def __init__(self, port: int, shelf: serve.Shelf, site: SiteFolder) -> None:
        self.port, self.shelf, self.site = port, shelf, site

    def ask(
        self, path: str, method: str = "GET", headers: Mapping[str, str] | None = None
    ) -> Answer:
        """A path as it stands."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        connection.putrequest(method, path, skip_host=bool(headers and "Host" in headers))
        for name, value in (headers or {}).items():
            connection.putheader(name, value)
        connection.endheaders()
        answer = Answer(connection.getresponse())
        connection.close()
        return answer

    def get(self, path: str, **headers: str) -> Answer:
        """A path below the base; `If_None_Match="…"` becomes that header."""
        return self.ask(BASE + path, headers={k.replace("_", "-"): v for k, v in headers.items()})

    def show(self) -> None:
        """Plan the site anew, and put the plan on the shelf: nothing is written."""
        desk = Desk(self.site.root, workers.Here(), lambda: Scope(NOW))
        self.shelf.replace(desk.plan(), desk.settings, desk.text)


@contextmanager
def serving(site: SiteFolder, known_as: tuple[str, ...] = serve.LOCAL) -> Iterator[Client]:
    shelf = serve.Shelf(site.root)
    at = serve.socket_at("127.0.0.1", 0)
    client = Client(at.getsockname()[1], shelf, site)
    with serve.running(shelf, at, known_as):
        client.show()
        shelf.tell(())
        yield client


@pytest.fixture
def folder(site: SiteMaker) -> SiteFolder:
    made = site({
        "digest.toml": SETTINGS,
        A: article("First", date="2023", aliases="[/old/place/]"),
        "content/articles/b.md": article("Zwölf", date="2023", slug="zwölf"),
        "content/CNAME": "example.org",
    })  # fmt: skip
    made.write("content/articles/film.mp4", bytes(range(256)) * 1000)
    made.write("layouts/static/own.css", "body { margin: 0 }")
    return made


@pytest.fixture
def client(folder: SiteFolder) -> Iterator[Client]:
    with serving(folder) as made:
        yield made


# ---- pages --------------------------------------------------------------------------------------


def test_a_page_is_served_as_planned_with_the_script_that_is_never_written(
    client: Client,
) -> None:
    answer = client.get("articles/a/")
    script = f'<script src="/.digest/preview.js" data-mark="{answer.headers["etag"].strip(chr(34))}" defer></script>'
    assert answer.status == 200 and answer.text.count(script + "</head>") == 1
    assert not client.site.has("articles/a/index.html"), "a preview writes nothing"
    client.site.build()
    assert client.site.page("articles/a/index.html") == answer.text.replace(script, "")
    assert all(b"/.digest/preview" not in content for content in client.site.output().values())


def test_every_page_and_file_of_the_plan_is_served_as_it_is_written(client: Client) -> None:
    client.site.build()
    hosts = {".digest", ".nojekyll", "_headers", "_redirects", "old/place/index.html"}
    for path, content in client.site.output().items():
        answer = client.get(path.removesuffix("index.html").replace("ö", "%C3%B6"))
        if path in hosts:
            assert answer.status in (404, 301), path
        elif path.endswith(".html"):
            mark = answer.headers["etag"].strip('"')
            script = f'<script src="/.digest/preview.js" data-mark="{mark}" defer></script>'
            assert answer.body.replace(script.encode(), b"") == content, path
            assert answer.status == (404 if path == "404.html" else 200) or path == "404.html"
        else:
            assert (answer.status, answer.body) == (200, content), path


def test_what_was_never_made_is_made_when_asked_for(client: Client) -> None:
    assert not list(client.site.root.glob(".digest/pictures/*"))
    icon = client.get("favicon.ico")
    assert (icon.status, icon.headers["content-type"]) == (200, "image/x-icon")
    assert icon.body[:4] == b"\0\0\1\0"


def test_a_new_plan_is_seen_at_once(client: Client) -> None:
    client.site.write(A, article("Renamed", date="2023"))
    assert "Renamed" not in client.get("articles/a/").text
    client.show()
    assert "Renamed" in client.get("articles/a/").text


def test_addresses_are_as_pretty_as_on_a_host(client: Client) -> None:
    answer = client.get("articles/a")
    assert (answer.status, answer.headers["location"]) == (308, f"{BASE}articles/a/")
    answer = client.get("articles/a/index.html?x=1")
    assert (answer.status, answer.headers["location"]) == (308, f"{BASE}articles/a/?x=1")
    assert client.get("articles/zw%C3%B6lf/").status == 200
    assert client.get("articles/zwo%CC%88lf/").status == 200  # as some systems write it
    answer = client.get("articles/zw%C3%B6lf")
    assert answer.headers["location"] == f"{BASE}articles/zw%C3%B6lf/"


def test_what_is_above_the_base_leads_to_it(client: Client) -> None:
    for path in ("/", "/base"):
        answer = client.ask(path)
        assert (answer.status, answer.headers["location"]) == (307, BASE)
    assert client.ask("/articles/a/").status == 404
    assert client.ask("/based/").status == 404


def test_an_old_address_leads_to_the_new_one_and_is_not_remembered(client: Client) -> None:
    for path in ("old/place/", "old/place"):
        answer = client.get(path)
        assert (answer.status, answer.headers["location"]) == (301, f"{BASE}articles/a/")
        assert answer.headers["cache-control"] == "no-store"


def test_nothing_there_is_the_sites_own_404_with_the_script(client: Client) -> None:
    answer = client.get("nowhere/")
    assert answer.status == 404
    assert "Nothing is at this address" in answer.text and "/.digest/preview.js" in answer.text


def test_pages_carry_the_sites_policy_and_are_not_kept(client: Client) -> None:
    answer = client.get("articles/a/")
    assert answer.headers["content-security-policy"] == POLICY
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["cross-origin-resource-policy"] == "same-origin"


@pytest.mark.parametrize(
    "policy, script, connect",
    [
        ("default-src 'none'", "'self'", "'self'"),
        ("default-src 'self'", None, None),
        ("script-src 'none'; connect-src https://example.org", "'self'", "https://example.org 'self'"),
        ("script-src 'nonce-x'; default-src *", "'nonce-x' 'self'", None),
        ("img-src 'self'", None, None),
    ],
)  # fmt: skip
def test_a_policy_is_opened_for_the_preview_alone(
    policy: str, script: str | None, connect: str | None
) -> None:
    rules = dict(rule.strip().split(" ", 1) for rule in serve.opened(policy).split(";"))
    assert rules.get("script-src") == script
    assert rules.get("connect-src") == connect


def test_a_policy_never_makes_a_preview_ask_for_https() -> None:
    assert serve.opened("upgrade-insecure-requests; img-src 'self'") == "img-src 'self'"


# ---- what goes wrong ----------------------------------------------------------------------------


def test_a_broken_article_leaves_its_last_good_page(client: Client) -> None:
    client.site.build()
    client.site.write(A, article("First", date="soon"))
    client.show()
    answer = client.get("articles/a/")
    assert answer.status == 200 and "<h1" in answer.text and "/.digest/preview.js" in answer.text
    client.site.remove(A)
    client.show()
    assert client.get("articles/a/").status == 404


def test_a_broken_layout_shows_the_last_good_page_or_what_is_wrong(client: Client) -> None:
    client.site.write("layouts/article.html", "<p>{{ nothing }}</p>\n")
    client.show()
    answer = client.get("articles/a/")
    assert answer.status == 500
    assert "layouts/article.html:1" in answer.text and "{{ nothing }}" in answer.text
    client.site.remove("layouts/article.html")
    client.site.build()
    client.site.write("layouts/article.html", "<p>{{ nothing }}</p>\n")
    client.show()
    answer = client.get("articles/a/")
    assert answer.status == 500 and "Words." in answer.text


def test_what_is_wrong_is_escaped(client: Client) -> None:
    client.site.write("layouts/article.html", "<script>alert(1)</script>{{ nothing }}")
    client.show()
    assert "<script>alert" not in client.get("articles/a/").text


def test_a_request_waits_for_the_first_plan(folder: SiteFolder) -> None:
    shelf = serve.Shelf(folder.root)
    at = serve.socket_at("127.0.0.1", 0)
    client = Client(at.getsockname()[1], shelf, folder)
    with serve.running(shelf, at):
        threading.Timer(0.2, client.show).start()
        assert client.get("articles/a/").status == 200


def test_where_there_never_was_a_plan_the_problems_are_shown(folder: SiteFolder) -> None:
    shelf = serve.Shelf(folder.root)
    at = serve.socket_at("127.0.0.1", 0)
    with serve.running(shelf, at):
        shelf.tell((Problem("digest.toml", 1, "all wrong", "mend it"),))
        answer = Client(at.getsockname()[1], shelf, folder).ask("/")
    assert answer.status == 500
    assert "digest.toml:1" in answer.text and "mend it" in answer.text
    assert 'title = "Test"' in answer.text.replace("&#34;", '"')


def test_excerpts_come_from_the_sites_folder_alone(folder: SiteFolder) -> None:
    outside = folder.root.parent / "secret.md"
    outside.write_text("secret\n")
    (folder.root / "content/articles/link.md").symlink_to(outside)
    for path in ("../secret.md", str(outside), "content/articles/link.md", "content", "nowhere"):
        assert serve.excerpt(folder.root, Problem(path, 1, "wrong")) == []
    assert serve.excerpt(folder.root, Problem(A, 2, "wrong"))[1] == (2, "title: First")
    assert serve.excerpt(folder.root, Problem(A, 0, "wrong")) == []
    assert serve.excerpt(folder.root, Problem(A, 999, "wrong")) == []


# ---- files --------------------------------------------------------------------------------------


def test_a_file_is_served_in_the_parts_asked_for(client: Client) -> None:
    whole = client.get("articles/film.mp4")
    assert whole.headers["content-type"] == "video/mp4"
    assert whole.headers["accept-ranges"] == "bytes" and len(whole.body) == 256_000
    part = client.get("articles/film.mp4", Range="bytes=10-19")
    assert (part.status, part.body) == (206, bytes(range(10, 20)))
    assert part.headers["content-range"] == "bytes 10-19/256000"
    assert client.get("articles/film.mp4", Range="bytes=-5").body == bytes(range(251, 256))
    assert client.get("articles/film.mp4", Range="bytes=255999-").body == b"\xff"
    assert client.get("articles/film.mp4", Range="bytes=999999-").status == 416
    stale = client.get("articles/film.mp4", Range="bytes=0-1", If_Range='"other"')
    assert (stale.status, len(stale.body)) == (200, 256_000)


def test_what_a_browser_has_is_not_sent_again(client: Client) -> None:
    for path in ("articles/a/", "articles/film.mp4", "feed.xml"):
        mark = client.get(path).headers["etag"]
        again = client.get(path, If_None_Match=f'"other", W/{mark}')
        assert (again.status, again.body) == (304, b"")
        assert client.get(path, If_None_Match='"other"').status == 200


def test_a_head_request_has_the_headers_and_no_body(client: Client) -> None:
    for path in ("articles/a/", "articles/film.mp4", "feed.xml", "nowhere/"):
        head, get = client.ask(BASE + path, "HEAD"), client.get(path)
        assert head.status == get.status and head.body == b""
        for name in ("content-length", "content-type"):
            assert head.headers[name] == get.headers[name], path


# ---- strangers ----------------------------------------------------------------------------------


FOREIGN = [
    "evil.example", "evil.example:80", "127.0.0.1.evil.example", "localhost.evil.example", "[::2]", "[::2]:80",
    "10.0.0.1", "127.0.0.1@evil.example", "evil.example#127.0.0.1", "", "[::1", "127.0.0.1:80:80", "0x7f000001",
    "2130706433",
]  # fmt: skip


def test_a_foreign_host_is_refused(client: Client) -> None:
    for host in FOREIGN:
        answer = client.ask(BASE, headers={"Host": host})
        assert answer.status == 400 and "First" not in answer.text, host


def test_this_machine_is_answered_whatever_the_port(client: Client) -> None:
    for host in (
        "127.0.0.1",
        "localhost",
        "LOCALHOST:9",
        "[::1]:8000",
        "127.0.0.1:1",
        "localhost.",
    ):
        assert client.ask(BASE, headers={"Host": host}).status == 200, host


def test_bound_to_all_addresses_it_answers_to_numbers_and_its_own_name(
    folder: SiteFolder,
) -> None:
    name = socket.gethostname()
    with serving(folder, serve.hosts("0.0.0.0")) as client:  # noqa: S104
        for host in ("192.0.2.7:8000", "[2001:db8::1]", name, f"{name}.local:80", "localhost"):
            assert client.ask(BASE, headers={"Host": host}).status == 200, host
        for host in ("evil.example", f"{name}.evil.example", "192.0.2.7.evil.example"):
            assert client.ask(BASE, headers={"Host": host}).status == 400, host


def test_pages_of_other_sites_may_lead_here_and_read_nothing(client: Client) -> None:
    own = f"http://127.0.0.1:{client.port}"
    for origin in ("https://evil.example", "null", "http://127.0.0.1:1", "http://localhost"):
        for path in ("articles/a/", "articles.json"):
            assert client.get(path, Origin=origin).status == 403
        assert client.ask("/.digest/events", headers={"Origin": origin}).status == 403
    assert client.get("articles.json", Origin=own).status == 200
    cross = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": "no-cors"}
    assert client.ask(BASE + "articles.json", headers=cross).status == 403
    cross["Sec-Fetch-Mode"] = "navigate"
    assert client.ask(BASE, headers=cross).status == 200
    assert client.ask("/.digest/events", headers=cross).status == 403


def test_only_reading_is_answered(client: Client) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "X"):
        answer = client.ask(BASE + "articles/a/", method)
        assert answer.status == 405 and answer.headers["allow"] == "GET, HEAD", method


UP = [
    "../digest.toml", "..%2fdigest.toml", "%2e%2e/digest.toml", "%2e%2e%2fdigest.toml", "..%5cdigest.toml",
    "articles/../../digest.toml", "articles/..%2f..%2fdigest.toml", "%252e%252e%252fdigest.toml", "....//digest.toml",
    "..%c0%afdigest.toml", "%00/digest.toml", "articles/a%00.html", "//etc/passwd", "/etc/passwd", "%2fetc%2fpasswd",
    "static/..%2f..%2fdigest.toml", "./digest.toml", "content/articles/a.md", "digest.toml", "C:%5cdigest.toml",
]  # fmt: skip


@pytest.mark.parametrize("severe", [False, True])
def test_no_path_leads_out_of_the_site(client: Client, severe: bool) -> None:
    client.site.build()
    if severe:  # then output/ is looked at too
        client.site.write(A, article("First", date="soon"))
        client.show()
    for start, path in ((start, path) for start in (BASE, "/", "") for path in UP):
        if start or path.startswith("/"):
            answer = client.ask(start + path)
            assert answer.status in (404, 400, 307, 308), (start, path)
            assert 'title = "Test"' not in answer.text and "root:" not in answer.text


HIDDEN = [
    ".digest", ".nojekyll", "_headers", "_redirects", ".git/config", "articles/.a.md.swp",
    ".digest/memory", "%2edigest",
]  # fmt: skip


@pytest.mark.parametrize("severe", [False, True])
def test_hidden_files_are_not_served(client: Client, severe: bool) -> None:
    client.site.build()
    client.site.write("output/.git/config", "hidden")
    if severe:
        client.site.write(A, article("First", date="soon"))
        client.show()
    for path in HIDDEN:
        assert client.get(path).status == 404, path


def test_no_link_leads_out_of_the_site(client: Client) -> None:
    outside = client.site.root.parent / "secret.mp4"
    outside.write_text("secret")
    film = client.site.root / "content/articles/film.mp4"
    film.unlink()
    film.symlink_to(outside)  # since it was planned
    assert client.get("articles/film.mp4").status == 404
    client.site.build()
    client.site.write(A, article("First", date="soon"))
    client.show()
    (client.site.root / "output/out.html").symlink_to(outside)
    (client.site.root / "output/up").symlink_to(outside.parent)
    for path in ("out.html", "up/secret.mp4"):
        assert client.get(path).status == 404


# ---- the stream ---------------------------------------------------------------------------------


def test_the_stream_tells_of_new_plans_problems_and_changed_files(client: Client) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", client.port, timeout=10)
    connection.request("GET", "/.digest/events")
    response = connection.getresponse()
    assert response.headers["content-type"].startswith("text/event-stream")

    def news() -> dict[str, object]:
        while not (line := response.readline()).startswith(b"data: "):
            assert line
        found: dict[str, object] = json.loads(line.removeprefix(b"data: "))
        return found

    first = news()
    assert first["problems"] == [] and first["files"] == []
    client.site.write("content/articles/film.mp4", b"new")
    client.show()
    second = news()
    assert second["files"] == [f"{BASE}articles/film.mp4"] and second["turn"] != first["turn"]
    client.shelf.tell((Problem(A, 2, "wrong", "mend it"),))
    problems = news()["problems"]
    assert isinstance(problems, list) and len(problems) == 1
    assert problems[0]["place"] == f"{A}:2" and [2, "title: First"] in problems[0]["excerpt"]
    assert client.shelf.streams == 1
    connection.close()
    response.close()


def test_a_browser_that_has_gone_is_forgotten(client: Client) -> None:
    for _ in range(20):
        connection = http.client.HTTPConnection("127.0.0.1", client.port, timeout=10)
        connection.request("GET", "/.digest/events")
        response = connection.getresponse()
        response.readline()
        response.close()
        connection.close()
    end = time.monotonic() + 10
    while client.shelf.streams and time.monotonic() < end:
        client.show()
        time.sleep(0.05)
    assert client.shelf.streams == 0


def test_the_previews_own_files_are_only_those(client: Client) -> None:
    for name in ("preview.js", "stream.js", "panel.css"):
        answer = client.ask(f"/.digest/{name}")
        assert answer.status == 200 and answer.body == (serve.FILES / name).read_bytes()
    for name in ("", "memory", "lock", "../serve.py", "%2e%2e/serve.py", "stage/index.html"):
        assert client.ask(f"/.digest/{name}").status == 404


# ---- the command --------------------------------------------------------------------------------


def test_a_port_in_use_is_told_with_one_that_is_free(folder: SiteFolder) -> None:
    with serve.socket_at("127.0.0.1", 0) as taken:
        port = taken.getsockname()[1]
        result = CliRunner().invoke(
            cli.main, ["-C", str(folder.root), "serve", "--port", str(port)]
        )
    assert result.exit_code == 2
    assert f"127.0.0.1:{port}: error: another program listens there" in result.output
    hint = result.output.partition("--port ")[2].split()[0]
    with serve.socket_at("127.0.0.1", int(hint)):
        pass


def test_the_command_serves_follows_edits_and_ends_with_ctrl_c(folder: SiteFolder) -> None:
    running = subprocess.Popen(
        [sys.executable, "-m", "digest", "-C", str(folder.root), "serve", "--port", "0"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    assert running.stdout
    ending = threading.Timer(30, running.kill)
    ending.start()
    with running:
        where = running.stdout.readline().split()[0]
        client = Client(
            int(where.split(":")[2].partition("/")[0]), serve.Shelf(folder.root), folder
        )
        assert client.get("articles/a/").status == 200
        assert "the site → 2 articles" in running.stdout.readline()
        folder.write(A, article("First", "Other words.", date="2023"))
        assert f"  {A} → " in running.stdout.readline()
        assert "Other words." in client.get("articles/a/").text
        running.send_signal(signal.SIGINT)
        assert running.wait(10) == 0
        assert running.stdout.read().strip() == ""
    ending.cancel()


def test_broken_settings_are_told_before_anything_is_served(folder: SiteFolder) -> None:
    folder.write("digest.toml", "title =")
    result = CliRunner().invoke(cli.main, ["-C", str(folder.root), "serve", "--port", "0"])
    assert result.exit_code == 2 and "digest.toml: error: not TOML" in result.output


def test_an_address_that_is_not_this_machines_is_told(folder: SiteFolder) -> None:
    with pytest.raises(DigestError) as told:
        serve.socket_at("192.0.2.1", 0)
    assert "no such address here" in told.value.problems[0].message


def test_the_site_is_served_at_its_base(folder: SiteFolder) -> None:
    with serve.socket_at("127.0.0.1", 0) as at:
        port = at.getsockname()[1]
        assert serve.address(at, BASE) == f"http://127.0.0.1:{port}/base/"
    if socket.has_ipv6 and os.path.exists("/proc/net/if_inet6"):  # noqa: PTH110
        with serve.socket_at("::1", 0) as at:
            assert serve.address(at, "/").startswith("http://[::1]:")


def test_a_client_that_breaks_off_a_film_leaves_nothing_open(client: Client) -> None:
    client.site.write("content/articles/film.mp4", bytes(5_000_000))
    client.show()
    for _ in range(5):
        connection = http.client.HTTPConnection("127.0.0.1", client.port, timeout=10)
        connection.request("GET", BASE + "articles/film.mp4")
        connection.getresponse().read(10)
        connection.close()
    assert client.get("articles/a/").status == 200
