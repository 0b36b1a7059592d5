"""Raw documents → drafts: one module a kind of document, and what tells one kind from another."""

import codecs
import re
from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module

from digest.model import Draft, Seed
from digest.problems import Problem

Importer = Callable[[Seed], Iterator[Draft | Problem]]
"""What each module here offers as `drafts`: never raises for what a document holds; a Problem is a document refused."""

IMPORTERS: dict[str, str] = {
    "text": "text",
    "markdown": "markdown",
    "html": "html",
    "feed": "feed",
    "mail": "mail",
}
"""Every kind of document, and the module that reads it: loaded when there is such a document."""

_ENDINGS = {
    "text": (".txt", ".text"),
    "markdown": (".md", ".markdown"),
    "html": (".html", ".htm", ".xhtml", ".mht", ".mhtml"),
    "feed": (".xml", ".rss", ".atom", ".rdf", ".json", ".opml"),
    "mail": (".eml", ".mbox"),
    "wxr": (".wxr",),
}
_FOREIGN = (
    (b"PK\x03\x04", "an archive (ZIP, or a document of an office program)"),
    (b"PK\x05\x06", "an archive (ZIP)"),
    (b"\x1f\x8b", "compressed (gzip)"),
    (b"BZh", "compressed (bzip2)"),
    (b"\xfd7zXZ\x00", "compressed (xz)"),
    (b"\x28\xb5\x2f\xfd", "compressed (Zstandard)"),
    (b"7z\xbc\xaf\x27\x1c", "an archive (7-Zip)"),
    (b"Rar!", "an archive (RAR)"),
    (b"%PDF-", "a PDF"),
    (b"{\\rtf", "of a word processor (RTF)"),
    (b"\xd0\xcf\x11\xe0", "a document of an office program"),
    (b"\x89PNG", "a picture"),
    (b"GIF8", "a picture"),
    (b"\xff\xd8\xff", "a picture"),
)
"""How files begin that are no text: the magic numbers of their formats."""
_UNPACK = "import the text itself: unpack it, or save it as text, HTML or mail"
_LOOKED_AT = 4_096
_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
_WXR = re.compile(r"wordpress\.org/export/|xmlns:wp=", re.IGNORECASE)
_FEED = re.compile(r"<(?:\w+:)?(?:rss|feed|rdf|opml|channel)[\s>]", re.IGNORECASE)
_FEED_FIRST = re.compile(
    r"\s*(?:<!--.*?-->\s*|<[?!][^>]*>\s*)*<(?:\w+:)?(?:rss|feed|rdf|opml)[\s>]",
    re.IGNORECASE | re.DOTALL,
)
"""A feed may begin with the doctype of a page."""
_HTML = re.compile(
    r"\s*(?:<!--.*?-->\s*|<\?xml[^>]*>\s*)*<(?:!doctype\s+html|html|head|body|title|meta|article)\b",
    re.IGNORECASE | re.DOTALL,
)
_JSON_FEED = re.compile(
    r'\s*\{.*"version"\s*:\s*"https?:\\?/\\?/(?:www\.)?jsonfeed\.org', re.DOTALL
)
_MBOX = re.compile(r"From \S+.* \d{4}\r?\n(?:[\w-]+:)")
_HEADERS = re.compile(r"(?:[A-Za-z][\w-]*:[^\n]*\n(?:[ \t]+[^\n]*\n)*){2,}")
_MAIL = re.compile(r"^(?:from|mime-version|message-id|received|return-path):", re.IGNORECASE | re.M)
_SAVED = re.compile(r"^content-type:\s*multipart/related", re.IGNORECASE | re.MULTILINE)
_FRONT = re.compile(r"(?:---|\+\+\+)[ \t]*\r?\n")


def kind(content: bytes, path: str) -> str | Problem:
    """What kind of document this is: by what it holds, and where that does not tell by its name.

    One of the kinds that `IMPORTERS` may hold; a Problem for what is no text at all.
    """
    for magic, what in _FOREIGN:
        if content.startswith(magic):
            return Problem(path, 0, f"is {what}", _UNPACK)
    begin = _beginning(content)
    if begin is None:
        return Problem(path, 0, "is no text", _UNPACK)
    return _held(begin) or _named(path)


def importer(kind: str) -> Importer | None:
    """What reads a kind of document; None where nobody does. Without the packages it needs, it says so of each."""
    name = IMPORTERS.get(kind)
    if name is None:
        return None
    try:
        found: Importer = import_module(f"digest.importers.{name}").drafts
    except ImportError as error:
        if (error.name or "").partition(".")[0] == "digest":
            raise
        return partial(_lacking, kind)
    return found


def lacking(kind: str, path: str) -> Problem:
    """What to say of a document whose kind needs packages that are not there."""
    message = f"is of a kind ({kind}) that needs packages which are not installed"
    return Problem(path, 0, message, 'pip install "digest[import]"')


def _lacking(kind: str, seed: Seed) -> Iterator[Draft | Problem]:
    yield lacking(kind, seed.path)


def _beginning(content: bytes) -> str | None:
    """The first characters of a document, whatever is not ASCII left rough; None where it is no text."""
    head = content[:_LOOKED_AT]
    if head.startswith((codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)):
        return head.decode("utf-32", "replace").lstrip("\ufeff")
    if head.startswith(_MARKS[1:]):
        return head.decode("utf-16", "replace").lstrip("\ufeff")
    if b"\0" in head:
        odd, even = head[1::2].count(0), head[::2].count(0)
        if max(odd, even) < len(head) // 8 or min(odd, even) > len(head) // 64:
            return None
        return head.decode("utf-16-le" if odd > even else "utf-16-be", "replace")
    return head.removeprefix(_MARKS[0]).decode("latin-1")


def _held(begin: str) -> str:
    """The kind that the beginning of a document tells; empty where it tells none."""
    if begin.lstrip().startswith("<"):
        if _WXR.search(begin):
            return "wxr"
        if _FEED_FIRST.match(begin):
            return "feed"
        if _HTML.match(begin):
            return "html"
        if _FEED.search(begin):
            return "feed"
    if _JSON_FEED.match(begin):
        return "feed"
    if _MBOX.match(begin):
        return "mail"
    if (headers := _HEADERS.match(begin)) and _MAIL.search(headers[0]):
        return "html" if _SAVED.search(headers[0]) else "mail"
    return "markdown" if _FRONT.match(begin) else ""


def _named(path: str) -> str:
    """The kind that a document's name tells; text where it tells none."""
    lowered = path.lower()
    return next((kind for kind, ends in _ENDINGS.items() if lowered.endswith(ends)), "text")
