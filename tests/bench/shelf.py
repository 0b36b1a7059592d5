"""A bucket in memory that speaks as much of S3 as clients need to fill it → what they put there, and how busy it was.

`python -m tests.bench.shelf PORT` serves on this machine alone, checks no signature and writes no file: the same, quick
server for all. It says how much processor time it took: `GET /?busy`.
"""

import asyncio
import hashlib
import resource
import sys
from bisect import bisect_left, bisect_right
from datetime import UTC, datetime
from typing import cast
from urllib.parse import parse_qs, unquote
from xml.sax.saxutils import escape, unescape

_XML = 'xmlns="http://s3.amazonaws.com/doc/2006-03-01/"'
_KEPT = (b"content-type", b"cache-control")


class Shelf:
    """The objects: bytes, ETag, date, and what is said of each."""

    def __init__(self) -> None:
        self.objects: dict[str, tuple[bytes, str, datetime, dict[bytes, bytes]]] = {}
        self.names: list[str] | None = None
        """In order; None when some came or went since they were put in order."""
        self.asked: dict[str, int] = {}

    def answer(
        self, method: str, target: str, headers: dict[bytes, bytes], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        """Status, headers and bytes that answer a request."""
        path, _, query = target.partition("?")
        bucket, _, key = unquote(path)[1:].partition("/")
        kind = method if key or method not in ("GET", "POST") else f"{method} ?{query[:6]}"
        self.asked[kind] = self.asked.get(kind, 0) + 1
        if not bucket:
            return 200, {}, self._busy()
        if method == "PUT" and key:
            return self._put(key, headers, body)
        if method in ("GET", "HEAD") and key:
            return self._get(key)
        if method == "DELETE":
            self.objects.pop(key, None)
            self.names = None
            return 204, {}, b""
        asked = parse_qs(query, keep_blank_values=True)
        if method == "POST" and "delete" in asked:
            return self._delete(body)
        if method == "GET" and "location" in asked:
            return 200, {}, f"<LocationConstraint {_XML}/>".encode()
        if method == "GET":
            return self._list(bucket, {name: some[0] for name, some in asked.items()})
        return 200, {}, b""

    def _busy(self) -> bytes:
        used = resource.getrusage(resource.RUSAGE_SELF)
        asked = " ".join(f"{kind}={n}" for kind, n in sorted(self.asked.items()))
        said = f"{used.ru_utime + used.ru_stime} {len(self.objects)} {asked}"
        self.asked.clear()
        return said.encode()

    def _put(
        self, key: str, headers: dict[bytes, bytes], body: bytes
    ) -> tuple[int, dict[str, str], bytes]:
        was = self.objects.get(key)
        none, some = headers.get(b"if-none-match"), headers.get(b"if-match", b"").decode()
        if (none and was) or (some and (not was or some.strip('"') != was[1])):
            return 412, {}, b"<Error><Code>PreconditionFailed</Code></Error>"
        if b"aws-chunked" in headers.get(b"content-encoding", b""):
            body = _whole(body)
        mark = hashlib.md5(body, usedforsecurity=False).hexdigest()
        says = {
            name: value
            for name, value in headers.items()
            if name in _KEPT or name.startswith(b"x-amz-meta-")
        }
        self.objects[key] = body, mark, datetime.now(UTC), says
        if not was:
            self.names = None
        return 200, {"ETag": f'"{mark}"'}, b""

    def _get(self, key: str) -> tuple[int, dict[str, str], bytes]:
        found = self.objects.get(key)
        if not found:
            return 404, {}, b"<Error><Code>NoSuchKey</Code></Error>"
        body, mark, when, says = found
        told = {name.decode(): value.decode() for name, value in says.items()}
        date = when.strftime("%a, %d %b %Y %H:%M:%S GMT")
        return 200, {"ETag": f'"{mark}"', "Last-Modified": date, **told}, body

    def _delete(self, body: bytes) -> tuple[int, dict[str, str], bytes]:
        keys = [some.partition("</Key>")[0] for some in body.decode().split("<Key>")[1:]]
        for key in keys:
            self.objects.pop(unescape(key), None)
        self.names = None
        gone = "".join(f"<Deleted><Key>{key}</Key></Deleted>" for key in keys)
        return 200, {}, f"<DeleteResult {_XML}>{gone}</DeleteResult>".encode()

    def _list(self, bucket: str, asked: dict[str, str]) -> tuple[int, dict[str, str], bytes]:
        if self.names is None:
            self.names = sorted(self.objects)
        prefix, edge = asked.get("prefix", ""), asked.get("delimiter", "")
        after = (
            asked.get("continuation-token") or asked.get("start-after") or asked.get("marker", "")
        )
        most = int(asked.get("max-keys", 1000))
        at = max(bisect_left(self.names, prefix), bisect_right(self.names, after) if after else 0)
        found: list[str] = []
        folders: list[str] = []
        last = ""
        while at < len(self.names) and self.names[at].startswith(prefix):
            if len(found) + len(folders) == most:
                break
            name = last = self.names[at]
            end = name.find(edge, len(prefix)) if edge else -1
            if end < 0:
                found.append(name)
                at += 1
            else:
                folders.append(name[: end + 1])
                last = name[: end + 1] + chr(0x10FFFF)
                at = bisect_left(self.names, last)
        more = at < len(self.names) and self.names[at].startswith(prefix)
        items = "".join(
            f"<Contents><Key>{escape(name)}</Key><LastModified>{when:%Y-%m-%dT%H:%M:%S}.000Z</LastModified>"
            f"<ETag>&quot;{mark}&quot;</ETag><Size>{len(body)}</Size><StorageClass>STANDARD</StorageClass></Contents>"
            for name in found
            for body, mark, when, _ in (self.objects[name],)
        )
        names = ("NextContinuationToken", "NextMarker")  # of the second way to list, and the first
        token = "".join(f"<{name}>{escape(last)}</{name}>" for name in names) if more else ""
        items += "".join(
            f"<CommonPrefixes><Prefix>{escape(each)}</Prefix></CommonPrefixes>" for each in folders
        )
        listed = (
            f"<ListBucketResult {_XML}><Name>{bucket}</Name><Prefix>{escape(prefix)}</Prefix><MaxKeys>{most}</MaxKeys>"
            f"<KeyCount>{len(found) + len(folders)}</KeyCount><IsTruncated>{str(more).lower()}</IsTruncated>"
            f"{token}{items}</ListBucketResult>"
        )
        return 200, {"Content-Type": "application/xml"}, listed.encode()


def _whole(body: bytes) -> bytes:
    """A body that came in signed pieces, each after its length, without those."""
    found: list[bytes] = []
    at = 0
    while True:
        end = body.index(b"\r\n", at)
        size = int(body[at:end].partition(b";")[0], 16)
        if not size:
            return b"".join(found)
        found.append(body[end + 2 : end + 2 + size])
        at = end + 4 + size


class Line(asyncio.Protocol):
    """One connection: requests one after the other."""

    def __init__(self, shelf: Shelf) -> None:
        self.shelf = shelf
        self.got = bytearray()
        self.head: tuple[str, str, dict[bytes, bytes], int] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody is there."""
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        """More of a request, or the last of it."""
        self.got += data
        while self._one():
            pass

    def _one(self) -> bool:
        """Answer a request that is there as a whole."""
        if self.head is None:
            end = self.got.find(b"\r\n\r\n")
            if end < 0:
                return False
            first, *lines = bytes(self.got[:end]).split(b"\r\n")
            del self.got[: end + 4]
            pairs = (line.partition(b":") for line in lines)
            headers = {name.lower(): value.strip() for name, _, value in pairs}
            method, target, _ = first.decode().split(" ")
            self.head = method, target, headers, int(headers.get(b"content-length", 0))
            if headers.get(b"expect"):
                self.transport.write(b"HTTP/1.1 100 Continue\r\n\r\n")
        method, target, headers, size = self.head
        if len(self.got) < size:
            return False
        body = bytes(self.got[:size])
        del self.got[:size]
        self.head = None
        status, told, content = self.shelf.answer(method, target, headers, body)
        told.setdefault("Content-Length", str(len(content)))
        says = "".join(f"{name}: {value}\r\n" for name, value in told.items())
        answer = f"HTTP/1.1 {status} OK\r\n{says}\r\n".encode()
        self.transport.write(answer if method == "HEAD" else answer + content)
        return True


async def serve(port: int) -> None:
    """Serve until the process is ended."""
    shelf = Shelf()
    server = await asyncio.get_running_loop().create_server(
        lambda: Line(shelf), "127.0.0.1", port, backlog=256
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve(int(sys.argv[1]) if len(sys.argv) > 1 else 0))
