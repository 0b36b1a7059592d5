"""A plan → HTTP on this machine: each page rendered when asked for, browsers told what is new."""

import asyncio
import errno
import ipaddress
import json
import re
import secrets
import socket
import threading
import time
import unicodedata
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import msgspec
import uvicorn
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response, StreamingResponse
from starlette.types import Receive, Send
from starlette.types import Scope as Asked

from digest import darkroom, media, render, urls
from digest.config import masthead
from digest.fingerprint import of_bytes
from digest.model import Asset, Config, Page
from digest.plan import Plan
from digest.problems import DigestError, Problem
from digest.stock import Texts

OWN = "/.digest/"
"""Addresses of the preview itself. None of a site begins so: hidden names are refused everywhere."""
FILES = Path(__file__).parent / "preview"
LOCAL = ("127.0.0.1", "localhost", "::1")
_ANY = ("0.0.0.0", "::")  # noqa: S104 - compared, not bound
_KEPT = 64
"""Rendered pages kept for a plan: the tabs that are open, not the whole site."""
_TOLD = 50
"""Problems shown in a browser; the terminal has them all."""
_AROUND = 3
"""Lines of an excerpt on each side of the line a problem names."""
_ALIVE = 15.0
"""Seconds after which an idle stream says that it is there: a browser that has gone is noticed then."""
_REMEMBERED = 100
"""Turns of which is known what files they changed."""


class Shelf:
    """The plan being served, with what is wrong. It is replaced as a whole: a request sees one plan."""

    def __init__(self, root: Path) -> None:
        self.root = root.resolve()
        self.shown: Shown | None = None
        self.problems: tuple[dict[str, Any], ...] = ()
        self.more = 0
        self.severe = False
        self.turn = 0
        self.session = secrets.token_hex(4)
        self.ended = False
        self._told: tuple[Problem, ...] | None = None
        self._changed: list[tuple[int, frozenset[str]]] = []
        self._news = threading.Condition()
        self._listeners: list[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = []

    def replace(self, planned: Plan, settings: Config, texts: Texts) -> None:
        """Show this plan from now on; `texts` are what its pages show."""
        shown = Shown(planned, settings, texts, self.root)
        with self._news:
            before = self.shown.files if self.shown else {}
            changed = {path for path, mark in before.items() if shown.files.get(path) != mark}
            self.shown = shown
            self.turn += 1
            self._changed.append((self.turn, frozenset(shown.address(path) for path in changed)))
            del self._changed[:-_REMEMBERED]
        self._wake()

    def tell(self, problems: tuple[Problem, ...]) -> None:
        """Say what is wrong, in place of what was said before."""
        if problems == self._told:
            return
        first = sorted(problems, key=lambda each: each.severity)[:_TOLD]
        told = tuple(excerpted(self.root, each) for each in first)
        with self._news:
            self._told, self.problems, self.more = problems, told, len(problems) - len(told)
            self.severe = any(each.severity == "error" for each in problems)
            self.turn += 1  # with errors, what the plan lacks is shown as it was
        self._wake()

    def end(self) -> None:
        """Let every stream come to its end."""
        self.ended = True
        self._wake()

    @property
    def streams(self) -> int:
        """How many browsers listen."""
        return len(self._listeners)

    def ready(self) -> bool:
        """Whether there is anything to show or to say."""
        return self.shown is not None or self._told is not None or self.ended

    def news(self, since: int) -> dict[str, Any]:
        """What a browser that knows of turn `since` needs to know."""
        with self._news:
            files = {each for turn, files in self._changed if turn > since for each in files}
            return {
                "turn": f"{self.session}-{self.turn}",
                "files": sorted(files),
                "problems": self.problems,
                "more": self.more,
            }

    @contextmanager
    def listening(self) -> Iterator[asyncio.Event]:
        """An event that is set whenever there is news, for the running loop."""
        listener = (asyncio.get_running_loop(), asyncio.Event())
        with self._news:
            self._listeners.append(listener)
        try:
            yield listener[1]
        finally:
            with self._news:
                self._listeners.remove(listener)

    def _wake(self) -> None:
        with self._news:
            for loop, event in self._listeners:
                if not loop.is_closed():
                    loop.call_soon_threadsafe(event.set)


class Shown:
    """One plan with what is needed to answer from it."""

    def __init__(self, planned: Plan, settings: Config, texts: Texts, root: Path) -> None:
        self.plan = planned
        self._texts = texts
        self.base = masthead(settings).base
        self.output = (root / settings.output).resolve()
        self.severe = any(problem.severity == "error" for problem in planned.problems)
        self.files = {asset.path: asset.fingerprint for asset in planned.assets}
        self._made: dict[str, bytes | Problem] = {}
        self._redirects: dict[str, tuple[str, int]] | None = None
        self._headers: list[tuple[re.Pattern[str], list[tuple[str, str]]]] | None = None

    def address(self, path: str) -> str:
        """The address of a file within the site, as a browser shows it."""
        return self.base + urls.encode(urls.address(path))

    def made(self, page: Page) -> bytes | Problem:
        """A page's bytes, or why there are none."""
        if page.path not in self._made:
            result = render.page(self.plan.layouts, self.plan.stock, self._texts, page)
            while len(self._made) >= _KEPT:
                del self._made[next(iter(self._made))]
            self._made[page.path] = result if isinstance(result, Problem) else result.content
        return self._made[page.path]

    def text(self, path: str) -> str:
        """A page's text; empty where there is none, or it can't be made."""
        page = self.plan.page(path)
        made = self.made(page) if isinstance(page, Page) else b""
        return made.decode() if isinstance(made, bytes) else ""

    def redirect(self, address: str) -> tuple[str, int] | None:
        """Where an old address leads, and with which status, as hosts read `_redirects`."""
        if self._redirects is None:
            self._redirects = {}
            for old, new, status in urls.redirects(self.text("_redirects")):
                self._redirects.setdefault(_plain(old), (new, status))
        return self._redirects.get(_plain(address))

    def headers(self, address: str) -> dict[str, str]:
        """What `_headers` says of an address, fit for a preview: nothing is to be kept, the preview may work."""
        if self._headers is None:
            self._headers = []
            for line in self.text("_headers").splitlines():
                name, colon, value = line.strip().partition(":")
                if line.startswith("/"):
                    pattern = re.escape(line.strip()).replace(r"\*", ".*")
                    self._headers.append((re.compile(pattern), []))
                elif colon and line[:1].isspace() and self._headers:
                    self._headers[-1][1].append((name.strip().lower(), value.strip()))
        found = {
            name: value
            for pattern, pairs in self._headers
            if pattern.fullmatch(address)
            for name, value in pairs
            if name not in ("cache-control", "strict-transport-security") and _printable(value)
        }
        if policy := found.get("content-security-policy"):
            found["content-security-policy"] = opened(policy)
        return found


class Preview:
    """The application: a shelf over HTTP, to browsers that name one of `hosts` (any address in numbers, for `*`)."""

    def __init__(self, shelf: Shelf, hosts: tuple[str, ...] = LOCAL) -> None:
        self._shelf = shelf
        self._hosts = hosts

    async def __call__(self, scope: Asked, receive: Receive, send: Send) -> None:
        """One request, answered (ASGI)."""
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        response = self._refused(request) or await self._answer(request)
        response.headers.setdefault("cache-control", "no-store")
        response.headers.setdefault("x-content-type-options", "nosniff")
        response.headers["cross-origin-resource-policy"] = "same-origin"
        await response(scope, receive, send)

    def _refused(self, request: Request) -> Response | None:
        """Other sites' pages run in the same browser: they may lead here, and read or send nothing."""
        host = request.headers.get("host", "")
        if not named(host, self._hosts):
            return _words("This preview answers to this machine's own names only.", 400)
        origin = request.headers.get("origin")
        if origin is not None and origin.lower() != f"http://{host}".lower():
            return _words("Refused: asked for by a page of another site.", 403)
        site, mode = (request.headers.get(f"sec-fetch-{each}") for each in ("site", "mode"))
        own = request.url.path.startswith(OWN)
        if site in ("cross-site", "same-site") and (mode != "navigate" or own):
            return _words("Refused: asked for by a page of another site.", 403)
        if request.method not in ("GET", "HEAD"):
            return _words("Only GET and HEAD.", 405, allow="GET, HEAD")
        return None

    async def _answer(self, request: Request) -> Response:
        path = request.scope["path"]
        if path == OWN + "events":
            return StreamingResponse(self._stream(), media_type="text/event-stream")
        if path.startswith(OWN):
            return self._own(path.removeprefix(OWN), request)
        while not self._shelf.ready():
            await asyncio.sleep(0.05)
        shown = self._shelf.shown
        if shown is None:
            return self._unmade(())
        asset = shown.plan.page(
            urls.file(unicodedata.normalize("NFC", path.removeprefix(shown.base)))
        )
        if isinstance(asset, Asset) and asset.recipe:
            await run_in_threadpool(self._drawn, asset)
        return self._of_the_site(shown, path, request)

    def _of_the_site(self, shown: Shown, path: str, request: Request) -> Response:
        """What a host that knows `_headers` and `_redirects` would answer, but for the preview's additions."""
        if path == "/" != shown.base or path + "/" == shown.base:
            return RedirectResponse(shown.base, 307)
        if not path.startswith(shown.base):
            return self._missing(shown, path, request)
        inside = unicodedata.normalize("NFC", path.removeprefix(shown.base))
        query = f"?{request.url.query}" if request.url.query else ""
        if to := shown.redirect(path):
            return RedirectResponse(to[0], to[1])
        if not open_to_all(inside):
            return self._missing(shown, path, request)
        file = urls.file(inside)
        if file.endswith("index.html") and file == inside:
            if shown.plan.page(file):
                return RedirectResponse(shown.address(file) + query, 308)
        elif not inside.endswith("/") and inside and shown.plan.page(f"{inside}/index.html"):
            return RedirectResponse(shown.address(f"{inside}/index.html") + query, 308)
        if file.startswith(urls.INDEXED) and urls.INDEX in shown.plan.pages:
            kept = self._kept(shown, file)  # as it was made last: another is made when all is quiet
            return self._file(shown, kept, None, path, request) if kept else _words(_UNINDEXED, 404)
        found = shown.plan.page(file)
        if isinstance(found, Page):
            return self._page(shown, found, path, request)
        if found:
            drawn = self._drawn(found) if found.recipe else Path(found.file)
            if drawn is None:
                return self._missing(shown, path, request)
            return self._file(shown, drawn, found, path, request)
        if self._shelf.severe or shown.severe:  # what a broken file has taken off the plan
            kept = self._kept(shown, file)
            if kept and file.endswith(".html"):
                return self._html(shown, kept.read_bytes(), path, request, 200)
            if kept:
                return self._file(shown, kept, None, path, request)
        return self._missing(shown, path, request)

    def _page(
        self, shown: Shown, page: Page, path: str, request: Request, status: int = 200
    ) -> Response:
        """A page; one that can't be made as it was last, for as long as that is."""
        made = shown.made(page)
        if isinstance(made, Problem):
            kept = self._kept(shown, page.path)
            if kept is None:
                return self._unmade((made,))
            made, status = kept.read_bytes(), 500
        if page.path.endswith(".html"):
            return self._html(shown, made, path, request, status)
        headers = shown.headers(path) | {"etag": f'"{of_bytes(made)}"'}
        if _known(request, headers["etag"]):
            return Response(status_code=304, headers=headers)
        return Response(made, status, headers | {"content-type": media.kind(page.path)})

    def _html(
        self, shown: Shown, made: bytes, path: str, request: Request, status: int
    ) -> Response:
        mark = of_bytes(made)
        headers = shown.headers(path) | {"etag": f'"{mark}"'}
        if status == 200 and _known(request, headers["etag"]):
            return Response(status_code=304, headers=headers)
        return Response(joined(made, mark), status, headers | {"content-type": media.kind(".html")})

    def _file(
        self, shown: Shown, file: Path, asset: Asset | None, path: str, request: Request
    ) -> Response:
        """A file as it lies on disk, in pieces; not one that became a link out of the site since it was planned."""
        try:
            real = file.resolve(strict=True)
            found = real.stat()
        except (OSError, RuntimeError):
            return self._missing(shown, path, request)
        package = Path(__file__).resolve().parent
        places = (self._shelf.root, package / "theme", package.parent / "layouts")
        if not real.is_file() or not any(place in real.parents for place in places):
            return self._missing(shown, path, request)
        mark = asset.fingerprint if asset else f"{found.st_mtime_ns:x}-{found.st_size:x}"
        headers = shown.headers(path) | {"etag": f'"{mark}"', "cache-control": "no-cache"}
        if _known(request, headers["etag"]):
            return Response(status_code=304, headers=headers)
        headers["content-type"] = media.kind(file.name)
        return FileResponse(real, headers=headers, stat_result=found)

    def _drawn(self, asset: Asset) -> Path | None:
        """Where a picture lies that is made of another: made now, if it never was. None where it can't be."""
        try:
            (found,) = darkroom.developed(self._shelf.root, [asset])
        except DigestError:
            return None
        return None if isinstance(found, Problem) else found[0]

    def _missing(self, shown: Shown, path: str, request: Request) -> Response:
        page = shown.plan.page("404.html")
        if isinstance(page, Page):
            return self._page(shown, page, path, request, 404)
        return _words("Nothing is at this address.", 404)

    def _kept(self, shown: Shown, path: str) -> Path | None:
        """The file in output/ where the last good build left it: no link, nor below one."""
        if not open_to_all(path):
            return None
        file = shown.output / path
        return file if file.resolve() == file and file.is_file() else None

    def _unmade(self, problems: tuple[Problem, ...]) -> Response:
        """What is wrong with a page there never was a good one of, to read without a script."""
        told = [excerpted(self._shelf.root, each) for each in problems] or self._shelf.problems
        body = joined(_sheet(told).encode(), "unmade")
        return Response(
            body, 500, {"content-type": media.kind(".html"), "content-security-policy": _SHEET}
        )

    def _own(self, name: str, request: Request) -> Response:
        """One of the preview's own files."""
        if name not in ("preview.js", "stream.js", "panel.css"):
            return _words("Nothing is at this address.", 404)
        content = (FILES / name).read_bytes()
        headers = {"etag": f'"{of_bytes(content)}"', "cache-control": "no-cache"}
        if _known(request, headers["etag"]):
            return Response(status_code=304, headers=headers)
        policy = "default-src 'none'; connect-src 'self'"
        headers |= {"content-type": media.kind(name), "content-security-policy": policy}
        return Response(content, 200, headers)

    async def _stream(self) -> AsyncIterator[str]:
        """The news, as long as the browser listens (HTML standard, server-sent events)."""
        since = -1
        with self._shelf.listening() as event:
            yield "retry: 500\n\n"
            while not self._shelf.ended:
                event.clear()
                turn = self._shelf.turn
                if turn != since and self._shelf.ready():
                    news = self._shelf.news(since if since >= 0 else turn)
                    yield f"data: {json.dumps(news, ensure_ascii=False)}\n\n"
                    since = turn
                try:
                    await asyncio.wait_for(event.wait(), _ALIVE)
                except TimeoutError:
                    yield ": here\n\n"


def excerpt(root: Path, problem: Problem) -> list[tuple[int, str]]:
    """The lines around the one a problem names, with their numbers; none of a file outside the site's folder."""
    if not problem.line:
        return []
    try:
        file = (root / problem.path).resolve(strict=True)
        if root.resolve() not in file.parents or not file.is_file():
            return []
        with file.open("rb") as opened_file:
            text = opened_file.read(2_000_000).decode("utf-8-sig", "replace")
    except (OSError, RuntimeError, ValueError):
        return []
    lines = text.splitlines()
    first = max(1, problem.line - _AROUND)
    return [
        (number, lines[number - 1][:300])
        for number in range(first, min(problem.line + _AROUND, len(lines)) + 1)
    ]


def excerpted(root: Path, problem: Problem) -> dict[str, Any]:
    """A problem with its place in one text and the lines around it."""
    place = f"{problem.path}:{problem.line}" if problem.line else problem.path
    full: dict[str, Any] = msgspec.to_builtins(problem)
    return full | {"place": place, "excerpt": excerpt(root, problem)}


def named(host: str, hosts: tuple[str, ...]) -> bool:
    """Whether a Host header names one of some hosts, whatever the port.

    `*` stands for every address in numbers: a foreign site can make its name lead here, but not a number.
    """
    found = re.fullmatch(r"(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9_.-]+))(?::\d{1,5})?", host)
    if not found:
        return False
    name = (found[1] or found[2]).lower().removesuffix(".")
    try:
        number = ipaddress.ip_address(name)
        return "*" in hosts or number in {
            ipaddress.ip_address(each) for each in hosts if re.fullmatch(r"[\d.]+|.*:.*", each)
        }
    except ValueError:
        return not found[1] and name in hosts


def open_to_all(path: str) -> bool:
    """Whether a path within the site may be asked for: no hidden names, no way up, nothing hosts keep to themselves."""
    parts = path.split("/")
    hidden = any(part.startswith(".") for part in parts[parts[0] == ".well-known" :])
    empty = any(not part for part in parts[:-1])
    return not (
        hidden or empty or "\\" in path or "\0" in path or path in ("_headers", "_redirects")
    )


def opened(policy: str) -> str:
    """A content policy under which the preview's script may run and ask its own server; nothing else is added."""
    rules = {
        name.lower(): values.split()
        for rule in policy.split(";")
        if (name := rule.split(maxsplit=1)[0] if rule.strip() else "")
        for values in [rule.strip()[len(name) :]]
        if name.lower() not in ("upgrade-insecure-requests", "report-uri", "report-to")
    }
    default = rules.get("default-src")
    for name, fallback in (
        ("script-src", default),
        ("connect-src", default),
        ("worker-src", rules.get("child-src", rules.get("script-src", default))),
    ):
        values = rules.get(name, fallback)
        if values is not None and "'self'" not in values and "*" not in values:
            rules[name] = [*(each for each in values if each != "'none'"), "'self'"]
    if "script-src-elem" in rules and "'self'" not in rules["script-src-elem"]:
        rules["script-src-elem"] = [*rules["script-src-elem"], "'self'"]
    return "; ".join(" ".join([name, *values]) for name, values in rules.items())


def joined(html: bytes, mark: str) -> bytes:
    """A page with the preview's script in its head; `mark` tells it which page it runs in."""
    script = f'<script src="{OWN}preview.js" data-mark="{mark}" defer></script>'.encode()
    place = re.search(rb"</head\s*>", html, re.IGNORECASE) or re.search(
        rb"</body\s*>", html, re.IGNORECASE
    )
    at = place.start() if place else len(html)
    return html[:at] + script + html[at:]


_UNINDEXED = "The search is not made yet: it is once nothing has been saved for some seconds."
_SHEET = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'"


def _sheet(problems: Any) -> str:
    """A page of problems: a place, a message, an excerpt and a hint each."""
    from markupsafe import escape

    parts = []
    for each in problems:
        lines = "".join(
            f'<span class="{"here" if number == each["line"] else ""}" data-line="{number}">{escape(text)}\n</span>'
            for number, text in each["excerpt"]
        )
        parts.append(
            f"<li><p><code>{escape(each['place'])}</code> {escape(each['severity'])}: {escape(each['message'])}</p>"
            + (f"<pre>{lines}</pre>" if lines else "")
            + (f"<p class=hint>{escape(each['hint'])}</p>" if each["hint"] else "")
            + "</li>"
        )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Not made yet</title>'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f'<link rel="stylesheet" href="{OWN}panel.css"></head><body class="sheet" data-digest="unmade">'
        "<main><h1>This page can’t be made yet</h1>"
        f"<ol>{''.join(parts)}</ol></main></body></html>"
    )


def _words(text: str, status: int, **headers: str) -> Response:
    return Response(text + "\n", status, headers, "text/plain")


def _known(request: Request, etag: str) -> bool:
    """Whether the browser has it already."""
    given = request.headers.get("if-none-match", "")
    return given == "*" or etag in [each.strip().removeprefix("W/") for each in given.split(",")]


def _plain(address: str) -> str:
    return urls.unquoted(address).rstrip("/") or "/"


def _printable(value: str) -> bool:
    return value.isascii() and value.isprintable()


def hosts(bind: str) -> tuple[str, ...]:
    """The names that a preview bound to an address answers to."""
    if bind in LOCAL:
        return LOCAL
    own = socket.gethostname().lower()
    numbers = ("*",) if bind in _ANY else ()
    return (*LOCAL, bind.lower(), own, f"{own}.local", *numbers)


def socket_at(bind: str, port: int) -> socket.socket:
    """A socket that listens at an address. Raises DigestError where it can't be had, naming a port that can."""
    place = f"{bind}:{port}"
    try:
        family, *_, address = socket.getaddrinfo(bind, port, type=socket.SOCK_STREAM)[0]
        # By its name, or asyncio would not know that it is TCP and must not wait to fill its packets.
        made = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    except OSError as error:
        hint = "bind to 127.0.0.1, to 0.0.0.0, or to an address of this machine"
        message = f"no such address here: {error.strerror or error}"
        raise DigestError(Problem(place, 0, message, hint)) from None
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(address)
        made.listen(128)
        return made
    except (OSError, OverflowError) as error:
        made.close()
        number = getattr(error, "errno", None)
        if number == errno.EADDRINUSE:
            hint = f"stop what runs there, or start with --port {_free(bind, port)}"
            raise DigestError(Problem(place, 0, "another program listens there", hint)) from None
        if number == errno.EACCES:
            hint = "ports below 1024 belong to the system: start with --port 8000"
            raise DigestError(Problem(place, 0, "not allowed to listen there", hint)) from None
        hint = "bind to 127.0.0.1, to 0.0.0.0, or to an address of this machine"
        message = f"no such address here: {getattr(error, 'strerror', None) or error}"
        raise DigestError(Problem(place, 0, message, hint)) from None


def _free(bind: str, port: int) -> int:
    """The next port that is free; 0, for any, where none of the next hundred is."""
    for number in range(port + 1, min(port + 101, 65536)):
        with socket.socket(socket.AF_INET6 if ":" in bind else socket.AF_INET) as tried:
            tried.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                tried.bind((bind, number))
                return number
            except OSError:
                continue
    return 0


def address(at: socket.socket, base: str) -> str:
    """Where a browser of this machine finds what listens at a socket."""
    host, port, *_ = at.getsockname()
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104
    return f"http://{f'[{host}]' if ':' in host else host}:{port}{base}"


@contextmanager
def running(shelf: Shelf, at: socket.socket, known_as: tuple[str, ...] = LOCAL) -> Iterator[None]:
    """Serve a shelf in a thread of its own for the length of a block."""
    settings = uvicorn.Config(
        Preview(shelf, known_as), http="h11", ws="none", lifespan="off", loop="asyncio", log_config=None,
        log_level="critical", access_log=False, server_header=False, timeout_graceful_shutdown=1, backlog=128,
    )  # fmt: skip
    server = uvicorn.Server(settings)
    thread = threading.Thread(target=server.run, args=([at],), name="digest-serve", daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.005)
    try:
        yield
    finally:
        shelf.end()
        server.should_exit = True
        thread.join(5)
        at.close()
