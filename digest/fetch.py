"""An address on the web → the document there, fetched politely, and never from within a network of one's own."""

import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable
from contextlib import suppress
from urllib.parse import urljoin, urlsplit

from digest.model import Seed, Value
from digest.problems import Problem

LARGEST = 10_000_000
"""Bytes of a document, unpacked."""
SECONDS = 15.0
"""For a document, from the first look-up to its last byte, redirects and robots.txt included."""
REDIRECTS = 5
AGENT = "digest-import/0.1 (a person's request for one page)"
"""What servers are told. Rules in robots.txt for `digest-import` count, else those for all."""
_SAVE = "look at it in a browser; save the page, and import the file"
_WHOLE = "write a whole address of the web, such as https://example.org/page"
_ROBOTS_LARGEST = 500_000
"""Bytes of robots.txt that count (RFC 9309, 2.5: at least 500 kibibytes)."""
_PAUSE = 1.0
"""Seconds between two requests to a host."""
_TYPES = tuple(
    "text/ application/xhtml application/xml application/rss application/atom application/rdf application/json "
    "application/feed+json message/ multipart/related application/octet-stream".split()
)

Resolver = Callable[[str, int], Iterable[str]]
"""A host and a port → the addresses it has, as text; raises OSError where it has none."""


class Fetched(Value, frozen=True):
    """A document: `url` is where it was in the end, `content` its bytes unpacked, `type` its media type.

    Where the server says how text is encoded, and it is not UTF-8, it is turned into that, with a byte order mark.
    """

    url: str
    content: bytes
    type: str


class Visitor:
    """Fetches documents one after the other; remembers what robots.txt said, and when it last came to a host.

    `resolve` looks names up; `allowed` are addresses that are visited although they are not public, for tests alone.
    """

    def __init__(
        self,
        resolve: Resolver | None = None,
        allowed: Iterable[str] = (),
        seconds: float = SECONDS,
        pause: float = _PAUSE,
    ) -> None:
        self._resolve = resolve or _look_up
        self._allowed = frozenset(allowed)
        self._seconds = seconds
        self._pause = pause
        self._rules: dict[str, Callable[[str], bool]] = {}
        self._visited: dict[str, float] = {}

    def get(self, url: str) -> Fetched | Problem:
        """The document at an address, or why it was not fetched; `path` of the Problem is the address."""
        until = time.monotonic() + self._seconds
        address = url.strip()
        try:
            for _ in range(REDIRECTS + 1):
                whole = _checked(address)
                if not self._may(whole, until):
                    raise _RefusedError(
                        "robots.txt there asks programs to stay away",
                        _SAVE,
                    )
                self._wait(urlsplit(whole).hostname or "", until)
                status, headers, content = self._request(whole, until, LARGEST)
                if status in (301, 302, 303, 307, 308) and headers.get("location"):
                    following = urljoin(whole, headers["location"])
                    if whole.startswith("https:") and following.startswith("http:"):
                        raise _RefusedError(
                            "leads from https to http",
                            "import the address it leads to, if you trust it",
                        )
                    address = following
                    continue
                if status != 200:
                    raise _RefusedError(f"the server answered {status}", _SAVE)
                return _fetched(whole, headers, content)
            raise _RefusedError(f"leads on more than {REDIRECTS} times", _SAVE)
        except _RefusedError as refused:
            return Problem(url, 0, refused.what, refused.hint)
        except TimeoutError:
            return Problem(
                url,
                0,
                f"took more than {self._seconds:g} seconds",
                _SAVE,
            )
        except (OSError, http.client.HTTPException, ValueError, zlib.error) as error:
            if time.monotonic() >= until:
                return Problem(
                    url,
                    0,
                    f"took more than {self._seconds:g} seconds",
                    _SAVE,
                )
            return Problem(
                url,
                0,
                f"can't be fetched: {str(error) or type(error).__name__}",
                _SAVE,
            )

    def seed(self, url: str, day: str) -> Seed | Problem:
        """The same as a raw document, fetched on a `day` (an ISO date); it is called by its address."""
        got = self.get(url)
        return got if isinstance(got, Problem) else Seed(url, got.content, got.url, day)

    def _may(self, url: str, until: float) -> bool:
        """Whether robots.txt lets us in (RFC 9309): none there, all is open; the server at fault, nothing is."""
        parts = urlsplit(url)
        origin = f"{parts.scheme}://{parts.netloc}"
        if origin not in self._rules:
            self._rules[origin] = self._read_rules(origin, until)
        return self._rules[origin](url)

    def _read_rules(self, origin: str, until: float) -> Callable[[str], bool]:
        address = origin + "/robots.txt"
        for _ in range(REDIRECTS):
            status, headers, content = self._request(
                _checked(address), until, _ROBOTS_LARGEST, cut=True
            )
            if status in (301, 302, 303, 307, 308) and headers.get("location"):
                address = urljoin(address, headers["location"])
                continue
            if status == 200:
                return _rules(content)
            return (lambda url: True) if 400 <= status < 500 else (lambda url: False)
        return lambda url: True

    def _request(
        self, url: str, until: float, largest: int, cut: bool = False
    ) -> tuple[int, dict[str, str], bytes]:
        """One request to an address that was looked up, checked, and is the one connected to."""
        parts = urlsplit(url)
        host = parts.hostname or ""
        port = parts.port or (443 if parts.scheme == "https" else 80)
        place = self._place(host, port)
        line = [socket.create_connection((place, port), timeout=_left(until))]
        # a server that sends a byte now and then keeps within every time limit of a single call
        watch = threading.Timer(_left(until), _cut_off, [line])
        watch.daemon = True
        watch.start()
        try:
            if parts.scheme == "https":
                secure = ssl.create_default_context().wrap_socket(
                    line[0], server_hostname=host, do_handshake_on_connect=False
                )
                line[0] = secure
                secure.do_handshake()
            connection = http.client.HTTPConnection(host, port)
            connection.sock = line[0]
            target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
            connection.request("GET", target, headers={
                "Host": parts.netloc,
                "User-Agent": AGENT,
                "Accept": "text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.5",
                "Accept-Encoding": "gzip, deflate",
                "Connection": "close",
            })  # fmt: skip
            response = connection.getresponse()
            headers = {name.lower(): value for name, value in response.getheaders()}
            content = (
                _read(response, headers, largest, cut, until) if response.status == 200 else b""
            )
            return response.status, headers, content
        finally:
            watch.cancel()
            line[0].close()

    def _place(self, host: str, port: int) -> str:
        """The address to connect to: none where any address of the host is not public."""
        found = list(dict.fromkeys(self._resolve(host, port)))
        for each in found:
            if each not in self._allowed and not is_public(each):
                raise _RefusedError(
                    f"{host} is at {each}, within a network of its own",
                    "digest fetches from public addresses only",
                )
        if not found:
            raise OSError(f"{host} has no address")
        return found[0]

    def _wait(self, host: str, until: float) -> None:
        """A host is asked for a document once a second at most."""
        wait = self._visited.get(host, 0.0) + self._pause - time.monotonic()
        if 0 < wait < until - time.monotonic():
            time.sleep(wait)
        self._visited[host] = time.monotonic()


class _RefusedError(Exception):
    def __init__(self, what: str, hint: str) -> None:
        super().__init__(what)
        self.what, self.hint = what, hint


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet's.

    Not so are those that IANA's registries of special addresses reserve (loopback, private, link-local, shared,
    multicast and more), and IPv6 addresses that stand for such an IPv4 address (mapped, 6to4, Teredo, NAT64).
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        # the same host, as networks call it that speak both protocols, or translate
        if found.ipv4_mapped is not None or found in _NAT64:
            return is_public(str(ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)))
        if any(
            each is not None and not is_public(str(each))
            for each in (found.sixtofour, *(found.teredo or ()))
        ):
            return False
    return found.is_global and not (
        found.is_multicast
        or found.is_reserved
        or found.is_loopback
        or found.is_link_local
        or found.is_unspecified
    )


_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


def _look_up(host: str, port: int) -> list[str]:
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def _checked(url: str) -> str:
    """An address as it is asked for: http or https, no name and password, a host in ASCII, no anchor."""
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        raise _RefusedError(f"'{parts.scheme or url}' is no scheme that digest fetches", _WHOLE)
    if parts.username is not None or parts.password is not None:
        raise _RefusedError("holds a name or a password", _WHOLE)
    host = parts.hostname or ""
    if not host:
        raise _RefusedError("names no host", _WHOLE)
    try:
        port = parts.port
        name = host if ":" in host else host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        raise _RefusedError("names a host or a port that can't be", _WHOLE) from None
    if port is not None and port not in (80, 443) and port < 1024:
        raise _RefusedError(f"port {port} is none of the web's", _WHOLE)
    place = f"[{name}]" if ":" in name else name
    path = re.sub(
        r"[^!-~]",
        lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()),
        parts.path or "/",
    )
    query = re.sub(
        r"[^!-~]", lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), parts.query
    )
    return (
        f"{parts.scheme}://{place}{f':{port}' if port else ''}{path}{f'?{query}' if query else ''}"
    )


def _read(
    response: http.client.HTTPResponse,
    headers: dict[str, str],
    largest: int,
    cut: bool,
    until: float,
) -> bytes:
    """The body, unpacked as it comes, so that what unpacks to more than its due is given up in time."""
    packing = headers.get("content-encoding", "").strip().lower()
    unpack = None
    if packing in ("gzip", "x-gzip"):
        unpack = zlib.decompressobj(zlib.MAX_WBITS | 16)
    elif packing == "deflate":
        unpack = zlib.decompressobj()
    elif packing not in ("", "identity"):
        raise _RefusedError(f"comes packed as '{packing}', unasked", _SAVE)
    parts: list[bytes] = []
    size = 0
    while raw := response.read1(65_536):
        if time.monotonic() >= until:
            raise TimeoutError
        pieces = [raw]
        if unpack is not None:
            pieces = [unpack.decompress(raw, largest + 1 - size)]
        for piece in pieces:
            parts.append(piece)
            size += len(piece)
        if size > largest or (unpack is not None and unpack.unconsumed_tail):
            if cut:
                break
            raise _RefusedError(f"is larger than {largest:,} bytes", _SAVE)
    if time.monotonic() >= until:
        raise TimeoutError
    return b"".join(parts)[:largest]


def _fetched(url: str, headers: dict[str, str], content: bytes) -> Fetched:
    said = headers.get("content-type", "")
    kind = said.partition(";")[0].strip().lower()
    if kind and not kind.startswith(_TYPES) and not kind.endswith(("+xml", "+json")):
        raise _RefusedError(f"is {kind}", "import text, HTML, feeds and mail")
    found = re.search(r"charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", said, re.IGNORECASE)
    return Fetched(url, _recoded(content, found[1] if found else ""), kind)


def _recoded(content: bytes, charset: str) -> bytes:
    """What a server says of the encoding counts before what the document says (html.spec.whatwg.org)."""
    if not charset or content.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        return content
    try:
        content.decode("utf-8")
        return content
    except UnicodeDecodeError:
        pass
    latin = charset.lower().replace("_", "-") in (
        "iso-8859-1",
        "latin1",
        "latin-1",
        "us-ascii",
        "ascii",
    )
    try:
        return b"\xef\xbb\xbf" + content.decode("cp1252" if latin else charset).encode("utf-8")
    except (LookupError, UnicodeError):
        return content


def _rules(content: bytes) -> Callable[[str], bool]:
    from protego import Protego  # only where something is fetched

    rules = Protego.parse(content.decode("utf-8", "replace"))
    return lambda url: bool(rules.can_fetch(url, AGENT))


def _left(until: float) -> float:
    """Seconds until a moment; never none, which would mean that there is no hurry."""
    return max(0.01, until - time.monotonic())


def _cut_off(line: list[socket.socket]) -> None:
    with suppress(OSError):  # it may have ended by itself
        line[0].shutdown(socket.SHUT_RDWR)
