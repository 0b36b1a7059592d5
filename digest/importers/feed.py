"""A feed (RSS, Atom, CDF, JSON Feed) → a draft for each entry; a list of feeds (OPML) → what it lists."""

import io
import json
import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from digest import decoding, imprint, marked, safe, urls
from digest.model import Draft, Seed
from digest.problems import Problem
from digest.seeds import too_large

_PART = "split it, or import what of it is text"
_AGAIN = "save it in another form"
_MOST = 5_000
"""Entries of a feed; what is beyond is told."""
_JSON = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*\{")
_OPML = re.compile(rb"<opml[\s>]", re.IGNORECASE)
_ENTITIES = re.compile(
    rb"<!ENTITY\s+%?\s*[^\s>]+\s+(?:[\"'][^\"']{0,400}&[^\"']*[\"']|SYSTEM|PUBLIC)", re.IGNORECASE
)
"""Entities made of entities, which grow without end, and those from elsewhere."""
_PARTIAL = re.compile(r"\d{4}(?:-\d{2})?")
_WORD_COUNT = 10


def drafts(seed: Seed) -> Iterator[Draft | Problem]:
    """A draft for each entry, `key` its id; a Problem for an entry that says nothing, and for what is no feed."""
    if refused := too_large(seed.path, seed.content):
        yield refused
    elif _ENTITIES.search(seed.content[:100_000]):
        yield Problem(
            seed.path,
            0,
            "defines entities of its own, which no feed needs",
            "take its DOCTYPE out, if you trust it",
        )
    elif _JSON.match(seed.content):
        yield from _json(seed)
    elif _OPML.search(seed.content[:4_096]):
        yield from _list(seed)
    else:
        yield from _parsed(seed)


def subscriptions(content: bytes) -> tuple[tuple[str, str], ...]:
    """The feeds that an OPML list names, each as name and address; empty where it is no such list."""
    from lxml import etree

    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        return ()
    found: dict[str, str] = {}
    for outline in root.iter() if root is not None else ():
        if str(outline.tag).lower() != "outline":
            continue
        said = {str(key).lower(): value for key, value in outline.attrib.items()}
        address = (said.get("xmlurl") or "").strip()
        if address.lower().startswith(("http://", "https://")):
            found.setdefault(address, safe.line(said.get("title") or said.get("text") or ""))
    return tuple((name, address) for address, name in found.items())


def _list(seed: Seed) -> Iterator[Problem]:
    listed = subscriptions(seed.content)
    if not listed:
        yield Problem(seed.path, 0, "lists no feeds", "an OPML list names each feed in `xmlUrl`")
        return
    for name, address in listed:
        yield Problem(
            seed.path,
            0,
            f"lists the feed {address}" + (f" ({name})" if name else ""),
            "import that address with --fetch",
        )


# ---- XML ----------------------------------------------------------------------------------------


def _parsed(seed: Seed) -> Iterator[Draft | Problem]:
    """What `feedparser` makes of a feed of any age, well-formed or not."""
    import feedparser

    try:
        found = feedparser.parse(
            io.BytesIO(seed.content),
            response_headers={"content-location": seed.url} if seed.url else {},
        )
    except MemoryError:
        raise
    except Exception as error:  # the library's own; the document is at fault, and others go on
        yield Problem(
            seed.path,
            0,
            f"can't be read as a feed: {type(error).__name__}",
            _AGAIN,
        )
        return
    feed, entries = found.feed, found.entries
    if not entries:
        why = found.get("bozo_exception")
        line = why.getLineNumber() if hasattr(why, "getLineNumber") else 0
        if found.get("version") or feed:
            yield Problem(seed.path, 0, "the feed has no entries", "leave it out")
        else:
            told = f": {_reason(why)}" if why else ""
            yield Problem(
                seed.path,
                max(line or 0, 0),
                f"is no feed that can be read{told}",
                _AGAIN,
            )
        return
    for number, entry in enumerate(entries[:_MOST], 1):
        try:
            yield _draft(seed, feed, entry, number)
        except ValueError as error:
            yield Problem(
                seed.path,
                0,
                f"entry {number} can't be read: {safe.line(str(error))[:100]}",
                _AGAIN,
            )
        except MemoryError:
            raise
        except Exception as error:  # one entry never stops the others
            yield Problem(
                seed.path,
                0,
                f"entry {number} can't be read: {type(error).__name__}",
                _AGAIN,
            )
    if len(entries) > _MOST:
        yield Problem(
            seed.path,
            0,
            f"has {len(entries):,} entries; {_MOST:,} were read",
            _PART,
            "warning",
        )


def _reason(error: Any) -> str:
    message = error.getMessage() if hasattr(error, "getMessage") else str(error)
    return safe.line(message)[:120]


def _draft(seed: Seed, feed: Any, entry: Any, number: int) -> Draft | Problem:
    link = _address(entry.get("link") or "")
    body, summary = _body(entry)
    text = _markdown(body, link or _address(feed.get("link") or "") or seed.url)
    short = _markdown(summary, link) if summary else ""
    published = _date(entry, "published") or _date(entry, "created")
    updated = _date(entry, "updated")
    source = entry.get("source") or {}
    authors = _authors(entry) or (() if source else _authors(feed))
    return _made(
        seed,
        number,
        title=_title(entry.get("title_detail") or {}, entry.get("title") or ""),
        text=text,
        url=link,
        key=entry.get("id") or link or "",
        date=published or updated,
        updated=updated if published else "",
        authors=authors,
        source=_title(source.get("title_detail") or {}, source.get("title") or "")
        or _title(feed.get("title_detail") or {}, feed.get("title") or ""),
        lang=_language(
            body.get("language")
            or (entry.get("title_detail") or {}).get("language")
            or feed.get("language")
            or ""
        ),
        tags=tuple(
            dict.fromkeys(
                t
                for tag in entry.get("tags") or ()
                if (t := safe.line(tag.get("label") or tag.get("term") or ""))
            )
        ),
        summary=_plain(short),
        enclosures=[_address(each.get("href") or "") for each in entry.get("enclosures") or ()],
    )


def _body(entry: Any) -> tuple[Any, Any]:
    """What an entry says in full, and its summary where it has both."""
    contents = [
        each
        for each in entry.get("content") or ()
        if (each.get("value") or "").strip()
        and not (each.get("type") or "").startswith(("image/", "audio/", "video/"))
    ]
    summary = entry.get("summary_detail") or (
        {"value": entry["summary"], "type": "text/html"} if entry.get("summary") else {}
    )
    if not contents:
        return summary, {}
    full = max(contents, key=lambda each: (each.get("type") != "text/plain", len(each["value"])))
    same = not summary or _squeezed(summary.get("value") or "") == _squeezed(full["value"])
    return full, {} if same else summary


def _markdown(body: Any, base: str) -> str:
    """HTML or plain text of a feed → Markdown; feeds say `text/plain` of what is HTML, and the other way round."""
    value = body.get("value") or ""
    if not value.strip():
        return ""
    kind = body.get("type") or "text/html"
    if kind == "text/plain" and not re.search(
        r"</?(?:p|br|a|b|i|em|strong|div|ul|li|img|span)\b[^<>]*>", value
    ):
        return marked.from_text(value)
    resolve = marked.absolute(body.get("base") or base)
    if kind != "text/plain" and "<" not in value and "\n\n" in value:
        return marked.from_text(safe.text(_unescaped(value)))
    return marked.from_html(value, resolve)


def _unescaped(value: str) -> str:
    from html import unescape

    return unescape(value)


def _title(detail: Any, title: str) -> str:
    """A title in plain words. What a feed calls plain text keeps its angle brackets."""
    if detail.get("type") == "text/plain" and not re.search(r"</\w+>|&[#\w]+;", title):
        return " ".join(safe.text(title).split())
    return safe.line(title)


def _date(entry: Any, name: str) -> str:
    """A date as an entry states it: at its precision, with its offset; what only feedparser can read, in UTC."""
    # a mere `get` would answer with another date where this one is missing
    stated = " ".join(str(dict.get(entry, name) or "").split())
    parsed = dict.get(entry, f"{name}_parsed")
    if _PARTIAL.fullmatch(stated):
        return stated
    if (made := imprint.stated_date(stated)) and (len(made) > 16 or len(made) == 10 or not parsed):
        return made
    if parsed:
        try:
            year, month, day, hour, minute, second = parsed[:6]
            moment = datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
        except (ValueError, TypeError):
            return ""
        return moment.isoformat(timespec="seconds")
    return ""


def _authors(said: Any) -> tuple[str, ...]:
    names = [each.get("name") or "" for each in said.get("authors") or ()]
    if not any(names):
        names = [(said.get("author_detail") or {}).get("name") or said.get("author") or ""]
    found = []
    for name in names:
        for each in imprint.split_names(safe.line(name)):
            if each not in found:
                found.append(each)
    return tuple(found)


def _language(tag: str) -> str:
    found = re.fullmatch(r"([A-Za-z]{2,3})((?:[-_][A-Za-z0-9]{2,8})*)", tag.strip())
    return found[1].lower() + found[2].replace("_", "-") if found else ""


# ---- JSON ---------------------------------------------------------------------------------------


def _json(seed: Seed) -> Iterator[Draft | Problem]:
    """JSON Feed (jsonfeed.org), versions 1 and 1.1."""
    try:
        feed = json.loads(decoding.text(seed.content), strict=False)
    except (ValueError, RecursionError) as error:
        line = error.lineno if isinstance(error, json.JSONDecodeError) else 0
        yield Problem(
            seed.path,
            line,
            "is no JSON that can be read",
            _AGAIN,
        )
        return
    items = feed.get("items") if isinstance(feed, dict) else None
    if not isinstance(items, list) or "jsonfeed.org" not in str(feed.get("version")):
        yield Problem(
            seed.path, 0, "is JSON, but no JSON Feed", "a JSON Feed has `version` and `items`"
        )
        return
    if not items:
        yield Problem(seed.path, 0, "the feed has no entries", "leave it out")
    for number, item in enumerate(items[:_MOST], 1):
        if isinstance(item, dict):
            try:
                yield _item(seed, feed, item, number)
            except (ValueError, RecursionError) as error:
                yield Problem(
                    seed.path,
                    0,
                    f"entry {number} can't be read: {safe.line(str(error))[:100]}",
                    _AGAIN,
                )
        else:
            yield Problem(seed.path, 0, f"entry {number} is no object", _AGAIN)


def _item(seed: Seed, feed: dict[str, Any], item: dict[str, Any], number: int) -> Draft | Problem:
    def said(key: str, of: dict[str, Any] = item) -> str:
        value = of.get(key)
        return value if isinstance(value, str) else ""

    link = _address(said("url") or said("external_url"))
    base = link or _address(said("home_page_url", feed)) or seed.url
    html = said("content_html")
    text = (
        marked.from_html(html, marked.absolute(base))
        if html.strip()
        else marked.from_text(said("content_text"))
    )
    people = [
        each
        for of in (item, feed)
        for each in (*_listed(of.get("authors")), of.get("author"))
        if isinstance(each, dict) and of is item
    ] or [
        each
        for each in (*_listed(feed.get("authors")), feed.get("author"))
        if isinstance(each, dict)
    ]
    published, updated = (
        imprint.stated_date(said(key)) for key in ("date_published", "date_modified")
    )
    return _made(
        seed,
        number,
        title=safe.line(said("title")),
        text=text or marked.from_text(said("summary")),
        url=link,
        key=str(item.get("id") or link or ""),
        date=published or updated,
        updated=updated if published else "",
        authors=tuple(
            dict.fromkeys(
                name
                for each in people
                for name in imprint.split_names(safe.line(said("name", each)))
            )
        ),
        source=safe.line(said("title", feed)),
        lang=_language(said("language") or said("language", feed)),
        tags=tuple(
            dict.fromkeys(
                tag
                for each in _listed(item.get("tags"))
                if isinstance(each, str) and (tag := safe.line(each))
            )
        ),
        summary=safe.line(said("summary")) if text else "",
        enclosures=[
            _address(said("url", each))
            for each in _listed(item.get("attachments"))
            if isinstance(each, dict)
        ],
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


# ---- drafts -------------------------------------------------------------------------------------


def _made(
    seed: Seed,
    number: int,
    *,
    title: str,
    text: str,
    url: str,
    key: str,
    date: str,
    updated: str,
    authors: tuple[str, ...],
    source: str,
    lang: str,
    tags: tuple[str, ...],
    summary: str,
    enclosures: Iterable[str],
) -> Draft | Problem:
    """A draft of an entry; one without a title is called by its first words, else by its address or its date."""
    if not text:
        text = "\n\n".join(f"<{marked.address(each)}>" for each in enclosures if each)
    told: list[Problem] = []
    if not title:
        title = _first_words(text) or url or date or "".join(authors[:1])
        if not title:
            return Problem(
                seed.path,
                0,
                f"entry {number} has neither a title nor a text nor an address",
                "leave it out",
            )
        told.append(
            Problem(
                seed.path,
                0,
                f"entry {number} has no title; it is called '{title}'",
                "give it one in its file",
                "warning",
            )
        )
    return Draft(
        slug=urls.slug(
            title if not title.startswith(("http:", "https:")) else title.partition("://")[2]
        ),
        title=title,
        text=text,
        date=date,
        source=source,
        url=url,
        authors=authors,
        lang=lang,
        tags=tags[:50],
        summary=summary[:1_000],
        updated=updated if updated[:10] > date[:10] else "",
        key=safe.line(key) or f"{date} {title}".strip(),
        problems=tuple(told),
    )


def _address(value: str) -> str:
    """An address on the web, whole; empty for anything else."""
    value = "".join(value.split())
    return value if re.match(r"https?://[^/]", value, re.IGNORECASE) else ""


def _plain(text: str) -> str:
    """Markdown of a summary in plain words."""
    made = re.sub(r"!?\[((?:\\.|[^\]\\])*)\]\([^)\s]*\)", r"\1", text)
    made = re.sub(r"^(?:#+ |> |- |\d+\.\s+)", "", made, flags=re.MULTILINE)
    made = re.sub(r"(?<!\\)(?:\*\*|\*|`)", "", made)
    return safe.line(re.sub(r"\\([\\`*_{}\[\]()>#+\-.!|])", r"\1", made))


def _first_words(text: str) -> str:
    words = _plain(text.partition("\n\n")[0]).split()
    return " ".join(words[:_WORD_COUNT])[:80].strip() + (" …" if len(words) > _WORD_COUNT else "")


def _squeezed(text: str) -> str:
    return "".join(re.findall(r"\w+", re.sub(r"<[^<>]*>", " ", text)))
