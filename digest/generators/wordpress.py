"""A WordPress export (WXR) → its settings, its posts and pages at their addresses, tags and categories, its uploads.

Rules: the format as WordPress writes it (wp-admin/includes/export.php, version 1.2), shortcodes and paragraphs as its
handbook tells them (developer.wordpress.org: `add_shortcode`, `wpautop`).
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from html import escape, unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from digest import dialect, marked, moving, safe, shortcodes, urls
from digest.fields import Fields
from digest.front import Front
from digest.model import Config, Draft, Enclosure, Former, Value
from digest.moving import Places
from digest.problems import Problem
from digest.shortcodes import Tag, arguments

_LARGEST = 1_000_000_000
"""Bytes of an export: it is read piece by piece."""
_PIECE = 65_536
_MORE = "\ue0ff"
"""Stands where the excerpt ends, for as long as there is HTML: comments would not come through."""
_ENTITIES = re.compile(rb"<!ENTITY", re.IGNORECASE)
_LEFT_OUT = frozenset(("trash", "auto-draft", "inherit"))
_SHORTCODE = re.compile(
    r"\[(?P<name>[a-z][\w-]*)(?P<rest>(?:=[^\]\s\"']+|\s(?:[^\[\]\"']|\"[^\"]*\"|'[^']*')*)?)(?P<alone>/)?\]"
)
_BLOCK = re.compile(
    r"\s*</?(?:address|article|aside|blockquote|details|dir|div|dl|fieldset|figure|footer|form|h[1-6]|header|hr|iframe|"
    r"li|main|nav|ol|p|pre|section|table|tbody|td|tfoot|th|thead|tr|ul|video|audio)\b",
    re.IGNORECASE,
)
_KEPT = re.compile(r"<(pre|script|style|textarea)\b.*?</\1>", re.DOTALL | re.IGNORECASE)
_ALONE = re.compile(r"https?://[^\s<>\"]+")
_KNOWN = frozenset(
    "caption wp_caption gallery embed audio video playlist youtube vimeo code sourcecode more".split()
)


class _Item(Value, frozen=True):
    """One item of an export; `meta` are the fields of plugins and of WordPress itself."""

    line: int
    id: str
    kind: str
    status: str
    title: str
    link: str
    slug: str
    creator: str
    date: str
    modified: str
    body: str
    excerpt: str
    upload: str
    parent: str
    locked: bool
    terms: tuple[tuple[str, str, str], ...]
    """Domain, slug, name."""
    meta: tuple[tuple[str, str], ...]
    comments: int
    order: int


class _Site:
    """What is known of the whole before the first text is turned."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.given: dict[str, str] = {}
        self.authors: dict[str, str] = {}
        self.uploads: dict[str, tuple[str, str]] = {}
        self.below: dict[str, list[str]] = {}
        self.addresses: dict[str, str] = {}
        self.titles: dict[str, str] = {}
        self.menu: list[tuple[int, str, str]] = []
        self.terms: dict[tuple[str, str], str] = {}
        self.posts: list[tuple[str, str, str]] = []
        self.counts: Counter[str] = Counter()
        self.problems: list[Problem] = []
        self.places = Places()


def drafts(folder: Path, config: Config | None) -> Iterator[Former | Draft | Enclosure | Problem]:
    """All that the export in a file holds; of a folder, that in the `.xml` or `.wxr` file of it.

    An upload comes along where it lies in `wp-content/uploads/` beside the export; else its address is told.
    """
    file = _export(folder)
    if isinstance(file, Problem):
        yield file
        return
    site = _Site(file)
    refused = _look(site)
    if refused:
        yield refused
        return
    terms = [*_terms(site)]
    uploads, fetched = _enclosures(site)
    proposed = moving.likeliest(site.posts)
    yield moving.former(_settings(site, proposed), [*site.problems, *_told(site, fetched)])
    addresses = moving.Addresses(moving.permalink(config, proposed))
    for item in _items(site):
        if isinstance(item, _Item) and _is_taken(item):
            yield _draft(site, item, addresses)
    yield from moving.terms(terms)
    yield from uploads
    yield from fetched


def _export(folder: Path) -> Path | Problem:
    if not folder.is_dir():
        found = [folder] if folder.is_file() and not folder.is_symlink() else []
    else:
        found = [
            path
            for path in sorted(folder.iterdir())
            if path.suffix.lower() in (".xml", ".wxr") and path.is_file() and not path.is_symlink()
        ]
    if len(found) != 1:
        hint = "name the one file that WordPress exported"
        return Problem(str(folder), 0, f"holds {len(found)} exports", hint)
    if found[0].stat().st_size > _LARGEST:
        return Problem(str(found[0]), 0, "has more than 1 GB", "export it in parts")
    return found[0]


# ---- reading ------------------------------------------------------------------------------------


def _items(site: _Site) -> Iterator[_Item | Problem]:
    """Every item, one in memory at a time; what stands above them goes to `site.given` and `site.authors`."""
    from lxml import etree

    parser = etree.XMLPullParser(
        events=("end",), recover=True, resolve_entities=False, no_network=True, remove_comments=True
    )
    try:
        with site.file.open("rb") as file:
            first = True
            while piece := file.read(_PIECE):
                if first and _ENTITIES.search(piece.partition(b"<rss")[0]):
                    hint = "export the site again: WordPress writes none"
                    yield Problem(site.file.name, 1, "defines entities of its own", hint)
                    return
                first = False
                parser.feed(piece)
                yield from _ended(site, parser)
            parser.close()
            yield from _ended(site, parser)
    except (OSError, etree.XMLSyntaxError, ValueError) as error:
        told = str(error).splitlines()[0][:200] if str(error) else type(error).__name__
        hint = "export the site again"
        yield Problem(
            site.file.name, getattr(error, "lineno", 0) or 0, f"can't be read: {told}", hint
        )


def _ended(site: _Site, parser: Any) -> Iterator[_Item]:
    for _, element in parser.read_events():
        name = _name(element)
        if name == "item":
            yield _item(element)
        elif (
            name == "author"
            and element.getparent() is not None
            and _name(element.getparent()) == "channel"
        ):
            found = {_name(each): each.text or "" for each in element}
            site.authors[found.get("author_login", "")] = found.get("author_display_name", "")
        elif element.getparent() is not None and _name(element.getparent()) == "channel":
            if len(element) == 0:
                site.given.setdefault(name, (element.text or "").strip())
        else:
            continue
        element.clear()
        while element.getprevious() is not None:
            del element.getparent()[0]


def _name(element: Any) -> str:
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def _item(element: Any) -> _Item:
    values: dict[str, str] = {}
    terms: list[tuple[str, str, str]] = []
    meta: list[tuple[str, str]] = []
    comments = 0
    for each in element:
        name, text = _name(each), each.text or ""
        if name == "encoded":
            name = "excerpt" if "excerpt" in each.tag else "body"
        if name == "category":
            terms.append((each.get("domain", ""), each.get("nicename", ""), unescape(text.strip())))
        elif name == "postmeta":
            pair = {_name(inner): inner.text or "" for inner in each}
            meta.append((pair.get("meta_key", ""), pair.get("meta_value", "")))
        elif name == "comment":
            comments += 1
        else:
            values.setdefault(name, text if name in ("body", "excerpt") else text.strip())
    order = values.get("menu_order", "")
    return _Item(
        line=element.sourceline or 0,
        id=values.get("post_id", ""),
        kind=values.get("post_type", "post"),
        status=values.get("status", "publish"),
        title=safe.line(unescape(re.sub(r"<[^<>]*>", "", values.get("title", "")))),
        link=values.get("link", ""),
        slug=urls.unquoted(values.get("post_name", "")),
        creator=values.get("creator", ""),
        date=_moment(values.get("post_date", ""), values.get("post_date_gmt", "")),
        modified=_moment(values.get("post_modified", ""), values.get("post_modified_gmt", "")),
        body=values.get("body", ""),
        excerpt=values.get("excerpt", ""),
        upload=values.get("attachment_url", ""),
        parent=values.get("post_parent", ""),
        locked=bool(values.get("post_password", "")),
        terms=tuple(terms),
        meta=tuple(meta),
        comments=comments,
        order=int(order) if re.fullmatch(r"\d{1,6}", order) else 0,
    )


def _moment(here: str, universal: str) -> str:
    """A time as the site's clock showed it, with the offset that the universal time beside it tells."""
    try:
        local = datetime.fromisoformat(here)
    except ValueError:
        return ""
    try:
        shift = round((local - datetime.fromisoformat(universal)) / timedelta(minutes=15)) * 15
    except (ValueError, TypeError):
        return local.isoformat(sep=" ")
    if abs(shift) > 14 * 60:
        return local.isoformat(sep=" ")
    sign, minutes = "-" if shift < 0 else "+", abs(shift)
    return f"{local.isoformat()}{sign}{minutes // 60:02}:{minutes % 60:02}"


# ---- the whole ----------------------------------------------------------------------------------


def _look(site: _Site) -> Problem | None:
    """The export read once: authors, addresses, uploads, menu, and what there is of each kind."""
    named = False
    for item in _items(site):
        if isinstance(item, Problem):
            return item
        if not named:
            home = site.given.get("base_blog_url") or site.given.get("link", "")
            site.places = Places(home)
            named = True
        site.counts["comments"] += item.comments
        if item.upload:
            path = urlsplit(item.upload).path
            site.uploads[item.id] = (item.upload, _within(site, path))
            site.below.setdefault(item.parent, []).append(item.id)
            site.places.add(_within(site, path))
        elif item.kind == "nav_menu_item":
            meta = dict(item.meta)
            target = meta.get("_menu_item_url") or "#" + meta.get("_menu_item_object_id", "")
            site.menu.append((item.order, item.title, target))
        elif _is_taken(item):
            site.titles[item.id] = item.title
            site.addresses[item.id] = _address(site, item)
            if site.addresses[item.id]:
                site.places.add(site.addresses[item.id])
                if item.kind == "post":
                    site.posts.append((site.addresses[item.id], item.slug, item.date))
            else:
                site.counts["without"] += item.status == "publish"
            for domain, slug, name in item.terms:
                if domain in ("category", "post_tag") and slug != "uncategorized":
                    site.terms[domain, slug] = name
        else:
            site.counts[item.status if item.kind in ("post", "page") else f"kind {item.kind}"] += 1
    site.places.known.setdefault("", "/")
    site.places.known.setdefault("feed", "/feed.xml")
    if not site.addresses and not site.uploads:
        return Problem(
            site.file.name, 1, "holds no posts or pages", "export all content of the site"
        )
    return None


def _is_taken(item: _Item) -> bool:
    return item.kind in ("post", "page") and item.status not in _LEFT_OUT


def _within(site: _Site, path: str) -> str:
    """A path without the base of the site's address."""
    base = site.places.base.rstrip("/")
    return urls.unquoted(path.removeprefix(base) if base and path.startswith(base + "/") else path)


def _address(site: _Site, item: _Item) -> str:
    """Where an item stood; empty for what has no address but a number."""
    try:
        parts = urlsplit(item.link)
    except ValueError:
        return ""
    return "" if parts.query or not parts.path.strip("/") else _within(site, parts.path)


def _terms(site: _Site) -> Iterator[tuple[str, str]]:
    for (domain, slug), name in sorted(site.terms.items()):
        kind = "tag" if domain == "post_tag" else "category"
        address = f"/{kind}/{urls.unquoted(slug)}/"
        site.places.add(address, now=f"/tags/{urls.slug(name)}/")
        yield name, address


def _enclosures(site: _Site) -> tuple[list[Enclosure | Problem], list[Enclosure]]:
    """Uploads that lie beside the export, and those that would have to be fetched."""
    folder = site.file.parent
    here, away = [], []
    for address, path in site.uploads.values():
        relative = path.strip("/")
        beside = folder / relative
        inside = urls.inside(urls.unquoted(relative))
        if inside and folder.resolve() in beside.resolve().parents and beside.is_file():
            here.append((relative, path))
        elif inside and urls.elsewhere(address):
            away.append(Enclosure(inside, url=address))
    return [*moving.enclosures(folder, here)], away


def _told(site: _Site, fetched: list[Enclosure]) -> Iterator[Problem]:
    name = site.file.name
    if fetched:
        message = f"{moving.many(len(fetched), 'upload')} not here, such as {fetched[0].url}"
        hint = "put the site's wp-content/uploads/ beside the export, or import with --fetch"
        yield Problem(name, 0, message, hint, "warning")
    if site.counts["comments"]:
        message = f"{moving.many(site.counts['comments'], 'comment')} left out"
        hint = "digest shows none"
        yield Problem(name, 0, message, hint, "warning")
    if site.counts["without"]:
        stood = moving.many(site.counts["without"], "post")
        message = f"{stood} stood at an address such as /?p=1: no file answers there"
        yield Problem(name, 0, message, "they stand where `permalink` says", "warning")
    others = ", ".join(
        f"{count:,} {key.removeprefix('kind ')}"
        for key, count in sorted(site.counts.items())
        if key not in ("comments", "without") and count
    )
    if others:
        message, hint = f"left out: {others}", "they are no posts or pages, or were thrown away"
        yield Problem(name, 0, message, hint, "warning")


def _settings(site: _Site, proposed: str) -> dict[str, Any]:
    given = site.given
    entries = []
    for _, title, target in sorted(site.menu):
        number = target[1:]
        address = site.addresses.get(number, "") if target.startswith("#") else target
        entries.append((title or site.titles.get(number, ""), address))
    home = given.get("base_blog_url") or given.get("link", "")
    return {
        "title": unescape(given.get("title", "")),
        "url": home.rstrip("/") + "/" if home.startswith("http") else "",
        "language": given.get("language"),
        "description": unescape(given.get("description", "")),
        "permalink": proposed,
        "menu": moving.menu(entries, site.places),
    }


# ---- one item -----------------------------------------------------------------------------------


def _draft(site: _Site, item: _Item, addresses: moving.Addresses) -> Draft | Problem:
    place = site.file.name
    address = site.addresses.get(item.id, "")
    left: list[Tag] = []
    try:
        body = _markdown(site, item, address or "/", left)
    except (ValueError, RecursionError) as error:
        hint = "split the text, or take out what is nested"
        return Problem(place, item.line, f"'{item.title[:60]}' can't be read: {error}", hint)
    values: dict[str, Any] = {"title": item.title}
    if item.excerpt.strip():
        words = safe.plain(marked_html(item.excerpt))
        if words and len(words) <= 1_000:
            values["summary"] = words
    if item.modified and item.modified[:10] > item.date[:10]:
        values["updated"] = item.modified
    picture = dict(item.meta).get("_thumbnail_id", "")
    if picture in site.uploads:
        values["image"] = site.uploads[picture][1]
    if item.date and item.status != "draft":
        values["date"] = item.date
    lines = dict.fromkeys(values, item.line)
    fields = Fields(Front(values, lines, "", item.line), place, "", moving.zone("UTC"))
    drafted = item.status not in ("publish", "future") or item.locked
    tags = [
        name
        for domain, slug, name in item.terms
        if domain in ("post_tag", "category") and slug != "uncategorized"
    ]
    made = moving.draft(
        fields,
        address=address,
        kind="articles" if item.kind == "post" else "pages",
        slug=item.slug or urls.slug(item.title or "untitled"),
        when=moving.dated(fields, None, "") if item.kind == "post" else ("", ""),
        text=body,
        addresses=addresses,
        places=site.places,
        tags=tags,
        authors=[
            name
            for name in [site.authors.get(item.creator) or item.creator]
            if name and item.kind == "post"
        ],
        left=left,
        drafted=drafted,
        key=item.id,
    )
    return made


def marked_html(html: str) -> str:
    """HTML with the marks of the block editor taken out."""
    return re.sub(r"<!--\s*/?wp:.*?-->", "", html, flags=re.DOTALL)


def _markdown(site: _Site, item: _Item, address: str, left: list[Tag]) -> str:
    html = re.sub(r"<!--\s*more\b.*?-->", f"\n\n{_MORE}\n\n", item.body, count=1, flags=re.DOTALL)
    blocks = "<!-- wp:" in html
    html = marked_html(html)
    html = shortcodes.unframed(html)
    html = _shortcodes(html, item.line, lambda tag: _turned(site, item, tag), left)
    if not blocks:
        html = _paragraphs(html)
    html = re.sub(rf"(?:<p>\s*)?{_MORE}(?:\s*</p>)?", f"<p>{_MORE}</p>", html)

    def resolve(target: str) -> str:
        number = re.search(r"/\?(?:p|page_id)=(\d+)\Z", target.strip())
        led = site.addresses.get(number[1]) if number else None
        led = led or site.places.lead(target.strip(), "", address)
        if led is None and (path := _sized(site, target)):
            led = path
        return marked.kept(target if led is None else led)

    text = marked.from_html(html, resolve)
    return dialect.single_brackets(text.replace(_MORE, "<!--more-->"))


def _sized(site: _Site, target: str) -> str:
    """The upload of which an address is a smaller copy, `x-300x200.jpg`; empty where there is none."""
    plain = re.sub(r"-\d{2,5}x\d{2,5}(?=\.\w{2,5}\Z)", "", target)
    return (site.places.lead(plain, "", "/") or "") if plain != target else ""


def _shortcodes(html: str, line: int, turn: Callable[[Tag], str | None], left: list[Tag]) -> str:
    """Shortcodes turned; those that `turn` does not know stay, and go to `left` where they are surely some."""
    made: list[str] = []
    at = 0
    never: set[str] = set()
    while found := _SHORTCODE.search(html, at):
        name, rest = found["name"].lower(), found["rest"] or ""
        closing = None
        if not found["alone"] and name not in never:
            closing = re.compile(rf"\[/{re.escape(found['name'])}\]").search(html, found.end())
            if closing is None:
                never.add(name)
        sure = closing is not None or name in _KNOWN or re.search(r"\w=[\"']", rest)
        end = found.end()
        became: str | None = found[0]
        if sure:
            inner = html[found.end() : closing.start()] if closing else None
            tag = Tag(
                line + html.count("\n", 0, found.start()), found[0], name, rest.strip(), inner
            )
            became = turn(tag)
            if became is None:
                left.append(tag)
                became = found[0]
            elif closing:
                end = closing.end()
        made += (html[at : found.start()], became or "")
        at = end
    return "".join((*made, html[at:]))


def _turned(site: _Site, item: _Item, tag: Tag) -> str | None:
    alone, named = arguments(tag.rest.lstrip("="))
    inner = tag.inner
    if tag.name in ("caption", "wp_caption") and inner is not None:
        picture = re.match(r"\s*((?:<a\b[^>]*>\s*)?<img\b[^>]*>(?:\s*</a>)?)(.*)", inner, re.DOTALL)
        if not picture:
            return inner
        words = picture[2].strip() or named.get("caption", "")
        return f"\n\n<figure>{picture[1]}<figcaption>{words}</figcaption></figure>\n\n"
    if tag.name == "gallery":
        ids = re.findall(r"\d+", named.get("ids", "")) or site.below.get(item.id, [])
        shown = [site.uploads[each][1] for each in ids if each in site.uploads]
        return (
            "".join(f'\n\n<p><img src="{escape(each)}" alt=""></p>\n\n' for each in shown)
            if shown
            else None
        )
    if tag.name in ("embed", "youtube", "vimeo"):
        target = (
            (inner or "").strip()
            or (alone[0] if alone else "")
            or named.get("src", "")
            or named.get("id", "")
        )
        if re.fullmatch(r"[\w-]{5,20}", target):
            home = (
                "https://vimeo.com/" if tag.name == "vimeo" else "https://www.youtube.com/watch?v="
            )
            target = home + target
        return _film(target) if _ALONE.fullmatch(target) else None
    if tag.name in ("audio", "video"):
        target = next(
            (named[key] for key in ("src", "mp4", "mp3", "m4a", "ogg", "webm") if key in named), ""
        )
        return _film(target) if target else None
    if tag.name in ("code", "sourcecode") and inner is not None:
        language = re.sub(r"[^\w+#-]", "", named.get("language") or named.get("lang", ""))
        mark = f' class="language-{language}"' if language else ""
        return f"\n\n<pre><code{mark}>{escape(unescape(inner.strip(chr(10))), quote=False)}</code></pre>\n\n"
    return "" if tag.name == "more" else None


def _film(target: str) -> str:
    """A player, as a link to what it plays."""
    target = shortcodes.watched(target)
    return f'\n\n<p><a href="{escape(target)}">{escape(target)}</a></p>\n\n'


def _paragraphs(html: str) -> str:
    """Paragraphs by empty lines and breaks by line ends, as WordPress puts them into what was typed."""
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[0])
        return f"\n\n\ue0fe{len(kept) - 1}\ue0fd\n\n"

    text = _KEPT.sub(keep, html.replace("\r\n", "\n"))
    made = []
    for chunk in re.split(r"\n[ \t]*\n", text):
        words = chunk.strip()
        if not words:
            continue
        if words.startswith("\ue0fe") or _BLOCK.match(words):
            made.append(words)
        else:
            lines = [
                f'<a href="{escape(line)}">{escape(line)}</a>' if _ALONE.fullmatch(line) else line
                for line in words.split("\n")
            ]
            made.append("<p>" + "<br>\n".join(lines) + "</p>")
    return re.sub("\ue0fe(\\d+)\ue0fd", lambda found: kept[int(found[1])], "\n\n".join(made))
