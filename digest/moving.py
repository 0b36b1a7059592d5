"""What another generator knew of a content file → the draft that stands at the same address here, its links led on."""

import posixpath
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from digest import content, dates, dialect, premises, prose, safe, shortcodes, urls
from digest.fields import Fields
from digest.front import front, typed
from digest.model import Config, Date, Draft, Enclosure, Former
from digest.problems import Problem
from digest.shortcodes import Tag

_LONGEST = 1_000
"""Characters of a summary: a longer one is the beginning of the text, and digest finds that itself."""
_MORE = re.compile(
    r"^[ \t]*<!--\s*more\s*-->[ \t]*$|<!--\s*more\s*-->", re.IGNORECASE | re.MULTILINE
)
_ADDRESS = re.compile(r"https?://[^\s()<>\"'\]]+")
_DATED = re.compile(r"(?:^|/)(\d{4})/(\d{2})/(\d{2})(?=/|\Z)")
_SILENT = frozenset(
    "css scss sass less js mjs ts map html htm xhtml liquid njk jinja j2 xsl webmanifest woff woff2 ttf eot otf lock "
    "toml yml yaml rb py".split()
)
"""Endings of what makes up a theme: counted, not named one by one."""


class Places:
    """Where things stand: addresses of the former site, by address and by file, and where each is now.

    Addresses begin with a slash and are without the base path, `base`; `hosts` are the former site's own.
    """

    def __init__(self, url: str = "", base: str = "") -> None:
        parts = urlsplit(url if "://" in url else f"//{url}" if url else "")
        self.base = "/" + (base or parts.path).strip("/")
        self.hosts = {(parts.hostname or "").removeprefix("www.")} - {""}
        self.known: dict[str, str] = {}
        self.files: dict[str, str] = {}
        self._folded: dict[str, str] = {}

    def add(self, address: str, file: str = "", now: str = "") -> None:
        """Something stood at an address; `now` is where it stands here, unless that is the same."""
        key = _key(address)
        self.known.setdefault(key, now or "/" + address.lstrip("/"))
        self._folded.setdefault(key.casefold(), key)
        if file:
            self.files[file] = self.known[key] if now else "/" + address.lstrip("/")

    def find(self, address: str) -> str | None:
        """Where an address of the former site leads now; None where nothing stood there."""
        for path in self._readings(address):
            key = _key(path)
            for each in (key, key + ".html", key.removesuffix(".html")):
                if each in self.known:
                    return self.known[each]
            for each in (key, key + ".html", key.removesuffix(".html")):
                if (folded := self._folded.get(each.casefold())) in self.known:
                    return self.known[str(folded)]
        return None

    def lead(self, target: str, file: str, address: str) -> str | None:
        """An address as a text has it → as it stands here; None where it is to stay.

        `file` and `address` are those of the text: relative addresses may be meant from either.
        """
        if not target or target[0] in "#?" or len(target) > 2_000:
            return None
        plain, mark, rest = _split(target)
        try:
            parts = urlsplit(plain)
            host = (parts.hostname or "").removeprefix("www.")
        except ValueError:
            return None
        if parts.scheme or host:
            if parts.scheme not in ("http", "https", "") or host not in self.hosts:
                return None
            found = self.find(parts.path or "/")
        elif plain.startswith("/"):
            found = self.find(plain)
        else:
            name = posixpath.normpath(
                posixpath.join("/", posixpath.dirname(file), urls.unquoted(plain))
            )
            found = self.files.get(name.lstrip("/")) or self.find(
                urljoin("http://site.invalid" + address, plain).removeprefix("http://site.invalid")
            )
        return None if found is None else urls.encode(found) + mark + rest

    def _readings(self, address: str) -> Iterator[str]:
        path = urls.unquoted(address)
        if self.base != "/" and (path + "/").startswith(self.base + "/"):
            yield path.removeprefix(self.base)
        yield path


def _split(target: str) -> tuple[str, str, str]:
    at = min((target.index(sign) for sign in "#?" if sign in target), default=len(target))
    return target[:at], target[at : at + 1], target[at + 1 :]


def _key(address: str) -> str:
    return address.strip("/").removesuffix("/index.html").removesuffix("index.html").strip("/")


def hosts(texts: Iterable[str], places: Places) -> Counter[str]:
    """By what host how often texts link to addresses that are known: what the site most likely was called."""
    found: Counter[str] = Counter()
    for text in texts:
        for address in _ADDRESS.findall(text):
            try:
                parts = urlsplit(address)
            except ValueError:
                continue
            if len(parts.path) > 1 and parts.hostname and places.find(parts.path):
                found[f"{parts.scheme}://{parts.netloc}/"] += 1
    return found


def zone(name: str) -> ZoneInfo:
    """A time zone by name; UTC where there is none of that name."""
    try:
        return ZoneInfo(name or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def settings(given: Mapping[str, Any]) -> tuple[tuple[str, Any], ...]:
    """What a site says of itself, in the order of digest.toml; what is empty or could not be a setting left out."""
    found: dict[str, Any] = {}
    for key in (
        "title",
        "url",
        "language",
        "timezone",
        "author",
        "description",
        "page_size",
        "permalink",
        "menu",
    ):
        value = given.get(key)
        if isinstance(value, str):
            value = safe.line(value)[:_LONGEST]
        if value in (None, "", (), [], 0):
            continue
        if key == "url" and not re.match(r"https?://[^\s/]+", str(value)):
            continue
        if key == "timezone" and zone(str(value)).key != value:
            continue
        if key == "language":
            value = str(value).replace("_", "-")
            if not re.fullmatch(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", value):
                continue
        if key == "page_size" and not (isinstance(value, int) and 1 <= value <= 1000):
            continue
        found[key] = value
    return tuple(found.items())


def menu(items: Iterable[tuple[Any, Any]], places: Places) -> list[dict[str, str]]:
    """A menu, from pairs of title and address: what leads nowhere is left out."""
    made = []
    for title, address in items:
        words, target = safe.line(str(title or "")), str(address or "").strip()
        led = places.lead(target, "", "/") or ("/" if target in ("/", "") else None)
        if (
            led is None
            and (outside := urls.elsewhere(target))
            and urls.host(target) not in places.hosts
        ):
            led = outside
        if words and led:
            made.append({"title": words, "url": led})
    return made


def permalink(config: Config | None, proposed: str) -> str:
    """What gives articles their address where the drafts go; empty where it is not the former site's own pattern.

    Then every address is written down: other articles may be there already, and have taken a slug.
    """
    if config and config.permalink != (proposed or Config().permalink):
        return ""
    return proposed or Config().permalink


def likeliest(articles: Iterable[tuple[str, str, str]]) -> str:
    """The pattern that most addresses follow, in digest's words, from triples of address, slug and date; else empty."""
    found: Counter[str] = Counter()
    total = 0
    for address, slug, iso in articles:
        total += 1
        ending = ".html" if address.endswith(".html") else "/"
        parts = _key(address).removesuffix(".html").split("/")
        if parts[-1] != slug or urls.slug(slug) != slug:
            continue
        dated = {iso[:4]: "{year}", iso[5:7]: "{month}", iso[8:10]: "{day}"}
        made = [dated.get(part, part) for part in parts[:-1]]
        if made.count("{month}") > 1 or made.count("{day}") > 1:
            made = ["{year}", "{month}", "{day}"]
        found["/".join((*made, "{slug}")) + ending] += 1
    best = found.most_common(1)
    return (
        best[0][0]
        if best and best[0][1] * 2 > total and urls.inside(re.sub(r"[{}]", "", best[0][0]))
        else ""
    )


class Addresses:
    """Which drafts need a `path` of their own: all but those to which the setting `permalink` gives the same."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern
        self._taken: set[str] = set()

    def slug(self, address: str, slug: str, iso: str) -> str:
        """The last part of an address, where `permalink` makes the same address of it; else the slug given."""
        last = _key(address).rpartition("/")[2].removesuffix(".html")
        inside = urls.inside(address)
        if not (iso and inside and last and self.pattern) or "{folder}" in self.pattern:
            return slug
        made = urls.permalink(self.pattern, urls.slug(last), iso, "")
        return last if made == urls.fixed(inside) else slug

    def front(self, address: str, kind: str, slug: str, iso: str) -> tuple[tuple[str, Any], ...]:
        """`path`, where it is needed and can be; what is no address here goes without."""
        inside = urls.inside(address)
        if inside is None:
            return ()
        wanted, made = urls.fixed(inside), urls.slug(slug)
        if kind == "articles" and iso and self.pattern and "{folder}" not in self.pattern:
            alone = made not in self._taken  # of two with one slug the second gets another
            self._taken.add(made)
            if alone and urls.permalink(self.pattern, made, iso, "") == wanted:
                return ()
        if kind == "pages" and wanted == made + "/":
            return ()
        return (("path", f"/{wanted}"),)


def dated(fields: Fields, fallback: Date | None, basis: str) -> tuple[str, str]:
    """A content file's date and, where it is not the one it states, what that was taken from."""
    date = fields.date("date")
    if date:
        return date.iso, ""
    return (fallback.iso, basis) if fallback else ("", "")


def in_address(address: str, here: ZoneInfo) -> Date | None:
    """The date within an address such as /inside/2021/12/09/title."""
    found = _DATED.search(address.strip("/"))
    return dates.parse("-".join(found.groups()), here) if found else None


def draft(
    fields: Fields,
    *,
    address: str,
    kind: str,
    slug: str,
    when: tuple[str, str],
    text: str,
    addresses: Addresses,
    places: Places,
    tags: Iterable[str],
    authors: Iterable[str] = (),
    aliases: Iterable[str] = (),
    left: Iterable[Tag] = (),
    drafted: bool = False,
    title: str = "",
    hidden: bool = False,
    key: str = "",
) -> Draft:
    """A draft from the fields of a content file; what is left of them goes to `extra`.

    `text` is Markdown as digest reads it, its links led on; `left` are tags that stay in it.
    """
    file = fields.path
    if kind == "pages":  # two folders may hold pages of one name
        slug = (
            urls.slug(_key(address).removesuffix(".html").replace("/", "-"))
            if _key(address)
            else slug
        )
    else:
        slug = addresses.slug(address, slug, when[0])
    title = fields.line_of_text("title") or title
    if not title:
        heading = re.match(r"\s*#[ \t]+([^\n]+)(?:\n|\Z)", text)
        title = safe.line(prose.heading(heading[1].rstrip().rstrip("#"), ())) if heading else ""
        text = text[heading.end() :] if heading and title else text
    if not title:
        title = re.sub(r"[-_]+", " ", slug).strip().capitalize() or "Untitled"
    text, excerpt = _excerpt(text, file)
    summary = fields.line_of_text("summary")
    if "description" in fields.values and "excerpt" in fields.values:
        fields.key("summary")
    picture, alt = _picture(fields, places, address)
    front: list[tuple[str, Any]] = []
    if drafted or fields.flag("draft"):
        front.append(("draft", True))
    elif hidden:
        front.append(("status", "hidden"))
    if expires := fields.date("expires"):
        front.append(("expires", expires.iso))
    front += addresses.front(address, kind, slug, when[0])
    kept = _aliases(aliases, address)
    if kept:
        front.append(("aliases", list(kept)))
    if weight := fields.number("weight"):
        front.append(("weight", weight))
    updated = fields.date("updated") if kind != "pages" else fields.date("updated", "date")
    lang = fields.language("")
    original = _original(fields)
    names = tuple(authors) or fields.names("author")
    source = fields.values.get("source")
    reported = fields.line_of_text("source") if isinstance(source, str) else ""
    if extra := {
        key: each for key, each in fields.extra().items() if each not in (None, "", [], {})
    }:
        front.append(("extra", extra))
    told = [msg for msg in fields.problems if msg.hint != dates.HINT or when[0] == "" or when[1]]
    problems = [Problem(each.path, each.line, each.message, each.hint, "warning") for each in told]
    problems += stayed(left, file)
    return Draft(
        slug=slug,
        title=title,
        text=text.strip("\n") + "\n" if text.strip() else "",
        date=when[0],
        date_basis=when[1],
        source=reported,
        url=original,
        authors=names,
        lang=lang,
        tags=_names(tags),
        summary=summary or excerpt,
        image=picture,
        image_alt=alt,
        updated=updated.iso if updated else "",
        key=key or file,
        kind="pages" if kind == "pages" else "articles",
        front=tuple(front),
        problems=tuple(problems),
    )


def _aliases(aliases: Iterable[str], address: str) -> tuple[str, ...]:
    own = _key(address)
    made = []
    for each in aliases:
        path = urls.inside(re.sub(r"^https?://[^/]+", "", each).partition("#")[0])
        if path is not None and _key(path) != own:
            made.append("/" + urls.fixed(path))
    return tuple(dict.fromkeys(made))


def _names(names: Iterable[str]) -> tuple[str, ...]:
    found: dict[str, str] = {}
    for name in names:
        if words := safe.line(str(name)):
            found.setdefault(words.casefold(), words)
    return tuple(found.values())


def _original(fields: Fields) -> str:
    """The report that the article is about: an address elsewhere."""
    key = fields.key("url")
    value = fields.values.get(key)
    return (urls.elsewhere(value) or "") if isinstance(value, str) and "://" in value else ""


def _excerpt(text: str, file: str) -> tuple[str, str]:
    """The text without the mark that ends its excerpt, and the excerpt's words where they are few."""
    found = _MORE.search(text)
    if not found:
        return text, ""
    before = prose.prose(text[: found.start()], ("extra",), file, 1)
    words = "" if isinstance(before, Problem) else safe.plain(before.html)
    return text[: found.start()] + text[found.end() :], words if len(words) <= _LONGEST else ""


def _picture(fields: Fields, places: Places, address: str) -> tuple[str, str]:
    """The article's picture as an address within the site, and its description."""
    key = fields.key("image")
    value, alt = fields.values.get(key), ""
    if isinstance(value, dict):
        alt = safe.line(str(value.get("alt") or ""))
        value = value.get("path") or value.get("src") or value.get("url") or value.get("image")
    elif isinstance(value, list):
        value = value[0] if value else None
    if not isinstance(value, str) or not value.strip():
        return "", ""
    value = value.strip()
    led = places.lead(value, fields.path, address) or value
    if urls.host(led) in places.hosts and "://" in led:
        led = urlsplit(led).path
    if "://" not in led and not led.startswith("/"):
        led = "/" + led.removeprefix("./")
    if "://" in led or urls.inside(urls.unquoted(led)) is None:
        hint = "put the file beside the article"
        fields.problem(key, f"image '{safe.line(value)[:60]}' is not of this site; left out", hint)
        return "", ""
    given = fields.values.get("image_alt")
    return led, alt or (safe.line(given) if isinstance(given, str) else "")


def stayed(tags: Iterable[Tag], file: str) -> Iterator[Problem]:
    """What was not turned, each with its line."""
    for tag in tags:
        shown = " ".join(tag.source.split())
        shown = shown if len(shown) <= 60 else shown[:59] + "…"
        hint = "write in Markdown what it stood for, or take it out"
        yield Problem(file, tag.line, f"{shown} stays as text", hint, "warning")


def terms(names: Iterable[tuple[str, str]]) -> Iterator[Draft]:
    """Tags whose lists stood elsewhere, from pairs of name and former address: they lead on to the tag's page here."""
    found: dict[str, tuple[str, list[str]]] = {}
    for name, address in names:
        slug = urls.slug(name)
        path = urls.inside(address)
        if path is None or urls.fixed(path) == f"tags/{slug}/":
            continue
        kept = found.setdefault(slug, (safe.line(name), []))[1]
        if (alias := "/" + urls.fixed(path)) not in kept:
            kept.append(alias)
    for slug, (name, aliases) in sorted(found.items()):
        yield Draft(slug, name, "", key=f"tags/{slug}", kind="tags", front=(("aliases", aliases),))


def enclosures(folder: Path, files: Iterable[tuple[str, str]]) -> Iterator[Enclosure | Problem]:
    """Files that come along, from pairs of their path in `folder` and their address.

    What digest would not copy is told: parts of a theme in one line, the rest by name.
    """
    theme = 0
    for file, address in files:
        ending = file.rpartition(".")[2].lower() if "." in posixpath.basename(file) else ""
        path = urls.inside(address)
        if ending in _SILENT or posixpath.basename(file).lower() in (
            "license",
            "makefile",
            "gemfile",
            "rakefile",
        ):
            theme += 1
        elif "." + ending not in content.COPIED and path != "CNAME":
            hint = "if it is yours and safe, put it in layouts/static/"
            yield Problem(
                file, 0, "is of a kind that could run in a reader's browser", hint, "warning"
            )
        elif path is None:
            yield Problem(file, 0, "its name can't be an address", "rename it", "warning")
        else:
            yield Enclosure(path, folder / file)
    if theme:
        message = f"{many(theme, 'file')} of the former theme, such as styles and scripts, left out"
        yield Problem(
            str(folder), 0, message, "digest has its own: `digest help themes`", "warning"
        )


def stamps(iso: str) -> dict[str, str]:
    """What a date's parts are called in patterns of addresses; `00` for what it does not say."""
    year, month, day = iso[:4] or "0000", iso[5:7] or "00", iso[8:10] or "00"
    found = {
        "year": year,
        "short_year": year[2:],
        "month": month,
        "i_month": month.lstrip("0") or "0",
        "day": day,
        "i_day": day.lstrip("0") or "0",
        "hour": iso[11:13] or "00",
        "minute": iso[14:16] or "00",
        "second": iso[17:19] or "00",
    }
    try:
        value = date(int(year), int(month), int(day))
    except ValueError:
        return found
    monday, first = value.isocalendar()[:2]
    months = "January February March April May June July August September October November December".split()
    days = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
    name, weekday = months[value.month - 1], days[value.weekday()]
    return found | {
        "y_day": f"{value.timetuple().tm_yday:03}",
        "w_year": str(monday),
        "week": f"{first:02}",
        "w_day": str(value.isoweekday()),
        "long_month": name,
        "short_month": name[:3],
        "long_day": weekday,
        "short_day": weekday[:3],
    }


def many(number: int, what: str) -> str:
    """`1 file`, `1,200 files`."""
    return f"{number:,} {what}" if number == 1 else f"{number:,} {what}s"


def mapping(value: Any) -> dict[str, Any]:
    """A table, or an empty one for what is none."""
    return {str(key): each for key, each in value.items()} if isinstance(value, dict) else {}


def items(value: Any) -> list[Any]:
    """A list, one thing as a list of it, or an empty one."""
    return (
        list(value) if isinstance(value, list | tuple) else [] if value in (None, "") else [value]
    )


def word(value: Any) -> str:
    """A text of front matter or settings; empty for what is none."""
    return (
        str(value).strip()
        if isinstance(value, str | int | float) and not isinstance(value, bool)
        else ""
    )


def data(folder: Path, name: str, problems: list[Problem]) -> dict[str, Any]:
    """What a file of settings or data says, by its ending; nothing where it can't be read: `problems` are told why."""
    text = premises.text(folder, name)
    made = text if isinstance(text, Problem) else structured(text, name)
    if isinstance(made, Problem):
        problems.append(made)
        return {}
    return made


def structured(text: str, name: str) -> dict[str, Any] | Problem:
    """Settings or data written as YAML, TOML or JSON, by the ending of their file's name."""
    ending = name.rpartition(".")[2].lower()
    if ending == "toml":
        made = front(f"+++\n{text}\n+++\n", name)
    elif ending == "json":
        made = front(text, name)
    else:
        made = front(f"---\n{text}\n---\n", name)
    if isinstance(made, Problem):
        return made
    return mapping(typed(made.values))


def body(text: str, kramdown: bool = False) -> str:
    """A text of CommonMark or kramdown as digest reads it."""
    if kramdown:
        text = re.sub(
            r"^(?:[-*+]|1\.)[^\n]*\n[ \t]*\{:\s*toc\s*\}[ \t]*$", "[TOC]", text, flags=re.MULTILINE
        )
        text = re.sub(
            r"\{::(?:nomarkdown|comment|options)[^}]*\}|\{:/(?:nomarkdown|comment)?\}", "", text
        )
    text = dialect.outside_code(text, shortcodes.unframed)
    return dialect.single_brackets(dialect.python_markdown(text))


def former(given: Mapping[str, Any], problems: Iterable[Problem] = ()) -> Former:
    """A site's settings, and what is to be said of them."""
    return Former(settings(given), tuple(problems))
