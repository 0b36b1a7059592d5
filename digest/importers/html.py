"""A saved web page → one draft: its article as Markdown, and what the page says of itself."""

import base64
import binascii
import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any
from urllib.parse import unquote, unquote_to_bytes, urljoin

from digest import boilerplate, decoding, heart, imprint, marked, urls
from digest.model import Draft, Seed
from digest.problems import Problem
from digest.seeds import too_large

_MOST_ELEMENTS = 40_000
_PART = "import the part of it that is the article"
_META = re.compile(
    rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.-]{2,40})", re.IGNORECASE
)
_XML = re.compile(
    rb"\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_.-]{2,40})", re.IGNORECASE
)
_TAG = re.compile(r"<[A-Za-z]")
_MHTML = re.compile(
    rb"(?:[A-Za-z-]+:[^\n]*\n(?:[ \t][^\n]*\n)*)*?(?:content-type:\s*multipart/related)",
    re.IGNORECASE,
)
_PICTURES = {
    "jpeg": "jpg",
    "jpg": "jpg",
    "png": "png",
    "gif": "gif",
    "webp": "webp",
    "avif": "avif",
}
_DATA = re.compile(r"data:image/([a-z+]+)((?:;[^,;]*)*?)(;base64)?,", re.IGNORECASE)
_HEAD = 8
"""Paragraphs at the top of an article among which its title, its date and its authors may stand once more."""


def drafts(seed: Seed) -> Iterator[Draft | Problem]:
    """One draft, or a Problem where the page is too large, too deep, or has no text."""
    if refused := too_large(seed.path, seed.content):
        yield refused
        return
    html, parts = _opened(seed.content)
    if sum(1 for _ in _TAG.finditer(html)) > 5 * _MOST_ELEMENTS:  # scripts hold some that are none
        yield Problem(seed.path, 0, f"has more than {_MOST_ELEMENTS:,} elements", _PART)
        return
    page = marked.tree(html)
    if marked.depth(page) > marked.DEEPEST:
        yield Problem(
            seed.path,
            0,
            f"elements stand more than {marked.DEEPEST} deep within each other",
            _PART,
        )
        return
    if sum(1 for _ in page.iter()) > _MOST_ELEMENTS:
        yield Problem(
            seed.path,
            0,
            f"has more than {_MOST_ELEMENTS:,} elements",
            _PART,
        )
        return
    if page.tag != "html":
        page = _document(page)
    yield _draft(seed, page, html, parts)


def _draft(seed: Seed, page: Any, html: str, parts: dict[str, bytes]) -> Draft | Problem:
    said = imprint.read(page, html, seed.url, seed.known)
    body = heart.article(page, said.text, said.url, said.is_thread)
    _behead(body, said)
    title = said.title or _first_words(body)
    slug = urls.slug(title) if title else ""
    files: dict[str, bytes] = {}
    text = marked.markdown(body, _resolver(said.url or seed.url, _base(page), parts, files, slug))
    if not title or not heart.count(text):
        return Problem(
            seed.path,
            0,
            "has no text that could be an article",
            _PART,
        )
    told = []
    if said.is_part:
        told.append(
            Problem(
                seed.path,
                0,
                "is only the beginning: the page says that the rest is for subscribers",
                "add what you read of the rest elsewhere, and say where",
                "warning",
            )
        )
    return Draft(
        slug=slug,
        title=title,
        text=text,
        date=said.date,
        date_basis=said.date_basis,
        source=said.source,
        url=said.url,
        authors=said.authors,
        lang=said.lang,
        tags=said.tags,
        summary=said.summary,
        updated=said.updated,
        files=tuple(files.items()),
        problems=tuple(told),
    )


# ---- opening ------------------------------------------------------------------------------------


def _opened(content: bytes) -> tuple[str, dict[str, bytes]]:
    """The text of a page, and the pictures that were saved in one file with it, by their addresses."""
    if _MHTML.match(content[:4_096]):
        return _unpacked(content)
    return decoding.text(content, _declared(content)), {}


def _declared(content: bytes) -> str:
    """The encoding that a page declares in its first bytes (html.spec.whatwg.org looks at 1,024, some need more)."""
    found = _XML.match(content[:300]) or _META.search(content[:8_192])
    return found[1].decode("ascii") if found else ""


def _unpacked(content: bytes) -> tuple[str, dict[str, bytes]]:
    """A page saved as MHTML (RFC 2557)."""
    message = message_from_bytes(content, _class=EmailMessage, policy=policy.default)
    html, parts = "", dict[str, bytes]()
    for part in message.walk():
        if part.is_multipart():
            continue
        data = part.get_payload(decode=True)
        if not isinstance(data, bytes):
            continue
        location = str(part.get("Content-Location", "")).strip()
        if part.get_content_type() in ("text/html", "application/xhtml+xml") and not html:
            html = decoding.text(data, part.get_content_charset("") or _declared(data))
            if location.startswith(("http:", "https:")):
                html = (
                    f"<!-- saved from url=({len(location):04}){location.replace('--', '')} -->"
                    + html
                )
        elif part.get_content_maintype() == "image":
            if location:
                parts[location] = data
            if name := str(part.get("Content-ID", "")).strip(" <>"):
                parts["cid:" + name] = data
    return html, parts


def _document(part: Any) -> Any:
    """A piece of a page as a whole one."""
    root = part.makeelement("html")
    body = part.makeelement("body")
    root.append(body)
    body.append(part)
    return root


def _base(page: Any) -> str:
    element = page.find(".//base[@href]")
    return str(element.get("href")) if element is not None else ""


# ---- addresses ----------------------------------------------------------------------------------


def _resolver(
    url: str, base: str, parts: dict[str, bytes], files: dict[str, bytes], slug: str
) -> marked.Resolve:
    """Addresses made whole; pictures that came in the page become files beside the article."""
    absolute = marked.absolute(urljoin(url, base))
    kept: dict[str, str] = {}

    def resolve(address: str) -> str:
        if address in kept:
            return kept[address]
        if address.lower().startswith("data:"):
            data, ending = _inline(address)
        else:
            whole = absolute(address)
            data = parts.get(address) or parts.get(whole) or b""
            ending = _ending(data)
            if not data:
                return whole
        if not data or not ending:
            return ""
        name = f"picture-{len(files) + 1}.{ending}"
        files[name] = data
        kept[address] = name
        return name

    return resolve


def _inline(address: str) -> tuple[bytes, str]:
    """A picture within its address; empty where it is small enough to be a mere dot, or no picture a page may show."""
    found = _DATA.match(address)
    if not found or found[1].lower() not in _PICTURES:
        return b"", ""
    rest = address[found.end() :]
    try:
        data = base64.b64decode(unquote(rest)) if found[3] else unquote_to_bytes(rest)
    except (binascii.Error, ValueError):
        return b"", ""
    return (data, _ending(data)) if len(data) > 1_000 else (b"", "")


def _ending(data: bytes) -> str:
    """What kind of picture some bytes are, by how they begin; empty for anything else."""
    if data.startswith(b"\xff\xd8\xff"):
        return "jpg"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "png"
    if data.startswith((b"GIF87a", b"GIF89a")):
        return "gif"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    return "avif" if data[4:12] in (b"ftypavif", b"ftypavis") else ""


# ---- the top of an article ----------------------------------------------------------------------


def _behead(body: Any, said: imprint.Imprint) -> None:
    """Take off what front matter says: the title, and lines at the top that only tell who wrote it, and when."""
    title = _letters(said.title)
    names = {_letters(name) for name in (*said.authors, said.source) if name}
    for picture in list(body.iter("img")):
        if _letters(picture.get("alt") or "") in names:  # a portrait, or the site's mark
            _take(picture)
    lines = [each for each in body.iter() if each.tag in marked.BLOCKS and not _has_blocks(each)]
    begun = False
    for number, line in enumerate(lines):
        text = " ".join(line.text_content().split())
        if not text:
            continue
        rest = text.removeprefix(said.title) if said.title else text
        if rest != text and len(rest) < 200 and rest.strip() and _is_credit(rest.strip(), said):
            _take(line)
            continue
        is_title = re.fullmatch(r"h[1-6]", line.tag) and _letters(text) == title
        other = line.tag == "h1" and not begun  # a section of the text may be one as well
        begun = begun or (line.tag == "p" and heart.count(text) > 12)
        if is_title or other or (number < 2 and _letters(text) == title):
            if is_title or number < _HEAD:
                _take(line)
        elif number < _HEAD and len(text) < 200 and _is_credit(text, said):
            _take(line)
        elif line.tag == "p" and heart.count(text) > 40:
            break


def _is_credit(text: str, said: imprint.Imprint) -> bool:
    """Whether a line only says who wrote the article, when, and for whom."""
    if boilerplate.authors(text) or imprint.stated_date(text):
        return True
    rest = text
    for name in (*said.authors, said.source):
        if name:
            rest = re.sub(re.escape(name), " ", rest, flags=re.IGNORECASE)
    changed = rest != text
    parts = [
        _LABEL.sub("", part.strip())
        for part in re.split(r"\s*[|•·—–/]\s*|\s{2,}", rest)
        if part.strip()
    ]
    left = [
        part
        for part in parts
        if not imprint.stated_date(part) and not _SMALL.fullmatch(part.strip(" ,.:()"))
    ]
    return not left and (changed or any(map(imprint.stated_date, parts)))


_LABEL = re.compile(
    r"(?:by|von|par|por|di|door|автор|текст|מאת|लेखक|作者|记者|記者|بقلم)\s*[:：]?(?:\s+|$)",
    re.IGNORECASE,
)
_SMALL = re.compile(  # words that stand around names and dates
    r"(?:(?:written|reported|posted|published|updated|filed|story|photos?)?\s*(?:by|in|at|on|from|for|and|von|par|por|di|the)?|"
    r"[\w ]{0,30}(?:correspondent|reporter|editor|writer|staff)s?|\d+ min(?:ute)?s? read|"
    r"\d{1,2}:\d{2}(?:\s*[ap]m)?(?:\s+[A-Z]{2,4})?|بقلم|كتب|作者|编辑)?",
    re.IGNORECASE,
)


def _has_blocks(element: Any) -> bool:
    return any(each.tag in marked.BLOCKS for each in element.iterdescendants())


def _take(element: Any) -> None:
    parent = element.getparent()
    if parent is None:
        return
    before = element.getprevious()
    tail = element.tail or ""
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _first_words(body: Any) -> str:
    """The beginning of a text that has no title."""
    words = " ".join(body.text_content().split()).split(" ")
    short = " ".join(words[:10])[:80].strip()
    return short + (" …" if len(words) > 10 else "") if short else ""
