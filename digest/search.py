"""A plan with a search → the files its search works with, made by Pagefind in a process of its own."""

import base64
import gzip
import os
import subprocess
import threading
import zlib
from collections.abc import Iterable
from contextlib import suppress
from queue import Empty, SimpleQueue
from typing import IO, Any

import msgspec

from digest import records, urls
from digest.fingerprint import of_bytes
from digest.model import Page
from digest.plan import Plan
from digest.problems import DigestError, Problem
from digest.records import Record
from digest.stock import Texts

_SIGN = b"pagefind_dcd"
"""What the files of an index begin with, once unpacked."""
_UNUSED = ("pagefind-ui", "pagefind-modular-ui", "pagefind-component-ui", "pagefind-highlight")
"""Ready-made pages that Pagefind adds, which no page of ours loads."""
_UNSTEMMED = ("zh", "ja")
"""Languages whose words `records` has taken apart already: Pagefind is not to join them again."""
_LOW = 10
"""How much a process that makes an index in the background gives way to others (nice(2))."""

_GLANCE = 0.02
"""Seconds between looks at whether to stop, while Pagefind is silent."""

Files = dict[str, bytes]


def index(
    planned: Plan, texts: Texts, stopped: threading.Event | None = None, low: bool = False
) -> Files:
    """The files of the index of a plan, by their path in output/.

    `low` lets it give way to all other work. Raises InterruptedError once `stopped` is set, DigestError where Pagefind
    can't make it, and what `texts` raises for a text that is lost.
    """
    page = planned.pages[urls.INDEX]
    found = records.records(page, planned.stock, texts)
    try:
        files = _made(found, _language(page), stopped or threading.Event(), low)
        _settle(files)
    except InterruptedError:
        raise
    except (OSError, ValueError, LookupError, TypeError) as error:
        message = f"the search can't be made: {error}"
        hint = "build again; pip install --force-reinstall 'digest[search]' puts Pagefind right"
        raise DigestError(Problem("", 0, message, hint)) from error
    return {urls.INDEXED + path: files[path] for path in sorted(files)}


def _language(page: Page) -> str:
    """Whose endings are taken off words. All records share one index: else a page would find those of its language."""
    language = str(page.values["language"]).partition("-")[0].lower()
    return "und" if language in _UNSTEMMED else language


# ---- Pagefind ----------------------------------------------------------------------------------


def _made(found: Iterable[Record], language: str, stopped: threading.Event, low: bool) -> Files:
    """What Pagefind makes of some records.

    Its own Python interface waits a tenth of a second before it reads an answer, and there is one to each record. So
    its program is spoken to here as that does: JSON in base64, a comma behind each (pagefind 1.5, `--service`).
    """
    from pagefind.service import get_executable  # slow to import: only where an index is made

    program = get_executable()
    if program is None:
        raise FileNotFoundError("Pagefind's program is missing")
    with subprocess.Popen(  # noqa: S603 - an installed package's program
        [str(program), "--service"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    ) as process:
        to, back = process.stdin, process.stdout
        assert to and back  # noqa: S101
        talk = _Talk(to, back, stopped)
        try:
            if low and hasattr(os, "setpriority"):
                with suppress(OSError):
                    os.setpriority(os.PRIO_PROCESS, process.pid, _LOW)
            return _said(talk, found, language)
        except BrokenPipeError:
            raise OSError(_ENDED) from None
        finally:
            process.kill()
            talk.close()


_ENDED = "Pagefind has ended before it was done"


def _said(talk: "_Talk", found: Iterable[Record], language: str) -> Files:
    number = talk.ask({"type": "NewIndex", "config": {"force_language": language}})["index_id"]
    count = 0
    for record in found:
        talk.say({"type": "AddRecord", "index_id": number, **_told(record, language)})
        count += 1
    talk.done()
    for _ in range(count):
        talk.answer()
    # asked to write them itself, it says that it has before it has
    given = talk.ask({"type": "GetFiles", "index_id": number})
    return {each["path"]: base64.b64decode(each["content"]) for each in given["files"]}


def _told(record: Record, language: str) -> dict[str, Any]:
    """A record in Pagefind's words. Whatever stands in `meta` is searched too, and shows in no excerpt."""
    meta = {
        "title": record.title,
        "names": record.names,
        "stems": record.stems,
        "when": record.when,
        "iso": record.iso,
    }
    return {
        "url": record.url,
        "content": record.text,
        "language": language,
        "meta": {key: value for key, value in meta.items() if value},
        "filters": record.filters,
        "sort": {"date": record.order},
    }


class _Talk:
    """A conversation with Pagefind's program, which ends with InterruptedError once it is `stopped`."""

    def __init__(self, to: IO[bytes], back: IO[bytes], stopped: threading.Event) -> None:
        self._to, self._back, self._stopped = to, back, stopped
        self._answers: SimpleQueue[dict[str, Any]] = SimpleQueue()
        # answers that nobody reads would fill their pipe, and stop whoever writes them
        self._listener = threading.Thread(target=self._listen, name="digest-search", daemon=True)
        self._listener.start()

    def say(self, payload: dict[str, Any]) -> None:
        """A request; its answer comes in its turn."""
        if self._stopped.is_set():
            raise InterruptedError
        self._to.write(base64.b64encode(_packed({"message_id": 1, "payload": payload})) + b",")

    def done(self) -> None:
        """Let all that was said be heard."""
        self._to.flush()

    def answer(self) -> dict[str, Any]:
        """The next answer. Raises OSError where it is that something is wrong, or where there is none."""
        while True:
            if self._stopped.is_set():
                raise InterruptedError
            with suppress(Empty):
                found = self._answers.get(timeout=_GLANCE)
                break
        if found["type"] == "Error":
            raise OSError(str(found.get("message", "Pagefind has failed")))
        return found

    def ask(self, payload: dict[str, Any]) -> dict[str, Any]:
        """The answer to a request, where all others are answered."""
        self.say(payload)
        self.done()
        return self.answer()

    def close(self) -> None:
        """Hear no more of a program that has ended."""
        with suppress(OSError):
            self._to.close()
        self._listener.join()

    def _listen(self) -> None:
        """Hand on each answer, and after the last that there will be none."""
        held, why = bytearray(), _ENDED
        try:
            while piece := self._back.read1(1_000_000):  # type: ignore[attr-defined]
                *ends, rest = piece.split(b",")
                for end in ends:
                    held += end
                    self._answers.put(_unpacked(base64.b64decode(held, validate=True)).payload)
                    held.clear()
                held += rest
        except ValueError as error:
            why = f"Pagefind's answer is none: {error}"
        self._answers.put({"type": "Error", "message": why})


_packed = msgspec.json.Encoder().encode


class _Answer(msgspec.Struct):
    """What Pagefind says to a request."""

    payload: dict[str, Any]


_unpacked = msgspec.json.Decoder(_Answer).decode


# ---- the same bytes for the same site ---------------------------------------------------------


def _settle(files: Files) -> None:
    """Put in order what Pagefind gives in another one each time, and take away what nobody asks for.

    These are its filters, their values in each, and so the names of both files. A format that is not known stays as
    it is: the search works, and its files differ from one index to the next.
    """
    entry = urls.INDEX.removeprefix(urls.INDEXED)
    told = msgspec.json.decode(files[entry])
    if all(each.get("wasm") for each in told["languages"].values()):
        files.pop("wasm.unknown.pagefind", None)
    for path in [path for path in files if path.startswith(_UNUSED)]:
        del files[path]
    for language in told["languages"].values():
        path = f"pagefind.{language['hash']}.pf_meta"
        meta = _opened(files[path])
        if meta and _ordered(files, meta):
            language["hash"] = _renamed(files, path, meta).partition(".")[2].rpartition(".")[0]
    files[entry] = msgspec.json.encode(told)


def _ordered(files: Files, meta: list[Any]) -> bool:
    """Each filter with its values in order, and all filters in the list of what the search knows first."""
    try:
        paths = [f"filter/{name}.pf_filter" for _, name in meta[3]]
        read = [_opened(files[path]) for path in paths]
        for values in read:
            values[1].sort(key=lambda value: value[0])  # type: ignore[index]
    except (LookupError, TypeError, ValueError, AttributeError):
        return False
    for each, path, held in zip(meta[3], paths, read, strict=True):
        each[1] = _renamed(files, path, held).rpartition("/")[2].rpartition(".")[0]
    meta[3].sort()
    return True


def _opened(content: bytes) -> list[Any] | None:
    """What a file of the index holds; None where that is not what it was."""
    import cbor2  # with Pagefind alone

    try:
        plain = gzip.decompress(content)
        found = cbor2.loads(plain.removeprefix(_SIGN)) if plain.startswith(_SIGN) else None
    except (OSError, EOFError, zlib.error, ValueError):
        return None
    return found if isinstance(found, list) else None


def _renamed(files: Files, path: str, held: Any) -> str:
    """Put other content in the place of a file, under a path that follows from it: that path."""
    import cbor2

    content = gzip.compress(_SIGN + cbor2.dumps(held), mtime=0)
    stem, _, ending = path.rpartition(".")
    made = f"{stem.rpartition('_')[0]}_{of_bytes(content)[:10]}.{ending}"
    del files[path]
    files[made] = content
    return made
