"""A Pelican site's folder → its settings, its articles and pages at their addresses, tags and categories, its files.

The settings are a Python program: it is read, never run, so only values written out count. Rules of addresses and
front matter: docs.getpelican.com, "Settings", "Writing content".
"""

import ast
import posixpath
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from html import unescape
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from digest import dates, dialect, moving, premises, shortcodes, urls
from digest.fields import Fields
from digest.front import Front
from digest.model import Config, Date, Draft, Enclosure, Former, Value
from digest.moving import Places
from digest.problems import Problem

_TEXTS = frozenset("md markdown mkd mdown".split())
_LINK = re.compile(
    r"[{|](filename|static|attach|index)[|}]([^\s()<>\"']*)|[{|](author|category|tag)[|}]([^()<>\"'\n]*)"
)
_META = re.compile(r"<meta\s+([^<>]*)>", re.IGNORECASE)
_ATTRIBUTE = re.compile(r"(name|content|contents)\s*=\s*(\"[^\"]*\"|'[^']*')", re.IGNORECASE)
_OWN = "slug status category tags authors author save_as url template translation".split()
_DEFAULTS: dict[str, Any] = {
    "PATH": "",
    "ARTICLE_PATHS": [""],
    "PAGE_PATHS": ["pages"],
    "STATIC_PATHS": ["images"],
    "ARTICLE_URL": "{slug}.html",
    "ARTICLE_SAVE_AS": "{slug}.html",
    "ARTICLE_LANG_URL": "{slug}-{lang}.html",
    "PAGE_URL": "pages/{slug}.html",
    "PAGE_SAVE_AS": "pages/{slug}.html",
    "DRAFT_URL": "drafts/{slug}.html",
    "TAG_URL": "tag/{slug}.html",
    "TAG_SAVE_AS": "tag/{slug}.html",
    "CATEGORY_URL": "category/{slug}.html",
    "CATEGORY_SAVE_AS": "category/{slug}.html",
    "AUTHOR_URL": "author/{slug}.html",
    "DEFAULT_CATEGORY": "misc",
    "USE_FOLDER_AS_CATEGORY": True,
    "FILENAME_METADATA": r"(?P<date>\d{4}-\d{2}-\d{2}).*",
    "SLUGIFY_SOURCE": "title",
    "DEFAULT_LANG": "en",
    "TIMEZONE": "UTC",
    "EXTRA_PATH_METADATA": {},
}
"""What Pelican 4.11 has unless its settings say otherwise."""


class _Seen(Value, frozen=True):
    """A content file in its place."""

    file: str
    kind: str
    address: str
    slug: str
    title: str
    date: Date | None
    category: str
    status: str


class _Site:
    """What is known of the whole before the first text is turned."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.named = ""
        self.settings = dict(_DEFAULTS)
        for name in ("pelicanconf.py", "publishconf.py"):
            if (folder / name).is_file():
                self.named = self.named or name
                self.settings |= self._written(name)
        given = moving.word(self.settings["PATH"]).strip("./")
        if given and urls.inside(given) and (folder / given).is_dir():
            self.content = given + "/"
        else:
            self.content = "content/" if (folder / "content").is_dir() else ""
        self.url = moving.word(self.settings.get("SITEURL"))
        self.zone = moving.zone(moving.word(self.settings["TIMEZONE"]))
        self.places = Places(self.url)
        self.tags: dict[str, str] = {}
        self.moved: dict[str, str] = {}

    def _written(self, name: str) -> dict[str, Any]:
        """Settings that are written out as values; the others are left to their defaults."""
        text = premises.text(self.folder, name)
        if isinstance(text, Problem):
            self.problems.append(text)
            return {}
        try:
            tree = ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            line = getattr(error, "lineno", 0) or 0
            hint = "the settings are taken to be Pelican's own"
            self.problems.append(Problem(name, line, "is not Python", hint, "warning"))
            return {}
        found: dict[str, Any] = {}
        for node in tree.body:
            if isinstance(node, ast.Assign) and len(node.targets) == 1:
                target, value = node.targets[0], node.value
                if isinstance(target, ast.Name) and target.id.isupper():
                    try:
                        found[target.id] = ast.literal_eval(value)
                    except (ValueError, TypeError, SyntaxError, RecursionError, MemoryError):
                        if target.id in _DEFAULTS:
                            message = f"{target.id} is computed; its default is taken"
                            hint = "write its value out, if that moves addresses"
                            self.problems.append(
                                Problem(name, node.lineno, message, hint, "warning")
                            )
        return found

    def setting(self, key: str) -> str:
        """One setting as a text."""
        return moving.word(self.settings.get(key))


def drafts(folder: Path, config: Config | None) -> Iterator[Former | Draft | Enclosure | Problem]:
    """All that the site in a folder consists of."""
    site = _Site(folder)
    if not site.named:
        hint = "put the site's pelicanconf.py there, for its title and addresses"
        site.problems.append(
            Problem(str(folder / "pelicanconf.py"), 0, "is not here", hint, "warning")
        )
    texts, others = _sorted(site)
    seen = [each for file in texts if (each := _seen(site, file))]
    for each in seen:
        site.places.add(each.address, each.file)
    _attach(site, seen)
    copied = [(site.content + file, _static(site, file)) for file in others]
    for file, address in copied:
        site.places.add(address, file.removeprefix(site.content))
    terms = [*_terms(site, seen)]
    _lists(site)
    proposed = _proposed(site)
    yield moving.former(_given(site, proposed), site.problems)
    addresses = moving.Addresses(moving.permalink(config, proposed))
    for each in seen:
        yield _draft(site, each, addresses)
    yield from moving.terms(terms)
    yield from moving.enclosures(folder, copied)


def _sorted(site: _Site) -> tuple[list[str], list[str]]:
    texts, others = [], []
    static = [moving.word(each).strip("/") for each in moving.items(site.settings["STATIC_PATHS"])]
    extra = moving.mapping(site.settings["EXTRA_PATH_METADATA"])
    passed = frozenset(("output", "themes", "plugins", "cache"))
    for name in premises.files(site.folder, passed):
        if isinstance(name, Problem):
            site.problems.append(name)
        elif name.startswith(site.content) and name not in (
            "pelicanconf.py",
            "publishconf.py",
            "tasks.py",
        ):
            file = name.removeprefix(site.content)
            ending = file.rpartition(".")[2].lower()
            inside = any((file + "/").startswith(f"{each}/") or not each for each in static)
            if ending in _TEXTS or (ending in ("html", "htm") and not inside):
                texts.append(file)
            elif ending == "rst":
                hint = "turn it into Markdown, such as by `pandoc -f rst -t markdown`"
                site.problems.append(Problem(name, 1, "is reStructuredText; left out", hint))
            elif inside or file in extra or site.content:
                others.append(file)
    return texts, others


def _read(site: _Site, file: str) -> tuple[Front, str] | Problem:
    """A file's head and body; a page of HTML has its head in `meta` elements."""
    if not file.lower().endswith((".html", ".htm")):
        return premises.document(site.folder, site.content + file)
    text = premises.text(site.folder, site.content + file)
    return text if isinstance(text, Problem) else (_html(text), text)


def _html(text: str) -> Front:
    values: dict[str, Any] = {}
    for meta in _META.findall(text):
        pairs = {key.lower(): unescape(value[1:-1]) for key, value in _ATTRIBUTE.findall(meta)}
        if name := pairs.get("name", "").lower():
            values[{"keywords": "tags"}.get(name, name)] = pairs.get(
                "content", pairs.get("contents", "")
            )
    if title := re.search(r"<title>(.*?)</title>", text, re.DOTALL | re.IGNORECASE):
        values.setdefault("title", unescape(title[1].strip()))
    body = re.search(r"<body[^>]*>(.*?)</body>", text, re.DOTALL | re.IGNORECASE)
    first = text.count("\n", 0, body.start(1)) + 1 if body else 1
    return Front(values, {}, body[1].strip("\n") if body else "", first)


def _seen(site: _Site, file: str) -> _Seen | None:
    read = _read(site, file)
    if isinstance(read, Problem):
        site.problems.append(read)
        return None
    parts, text = read
    values = parts.values
    title = moving.word(values.get("title"))
    stem = posixpath.splitext(posixpath.basename(file))[0]
    if not title and not values:
        message, hint = "has no head, so Pelican leaves it out too", "begin it with a line Title: …"
        site.problems.append(Problem(site.content + file, 1, message, hint, "warning"))
        return None
    named = _in_name(site, stem)
    fields = Fields(parts, file, text, site.zone)
    date = fields.date("date") or (
        dates.parse(named["date"], site.zone) if named.get("date") else None
    )
    slug = moving.word(values.get("slug")) or named.get("slug") or ""
    if not slug:
        slug = _slug(stem if site.setting("SLUGIFY_SOURCE") == "basename" else title or stem)
    folder = posixpath.dirname(file)
    folder_named = posixpath.basename(folder) if site.settings["USE_FOLDER_AS_CATEGORY"] else ""
    category = (
        moving.word(values.get("category")) or folder_named or site.setting("DEFAULT_CATEGORY")
    )
    pages = [moving.word(each).strip("/") for each in moving.items(site.settings["PAGE_PATHS"])]
    kind = (
        "pages"
        if any((file + "/").startswith(each + "/") for each in pages if each)
        else "articles"
    )
    status = moving.word(values.get("status")).lower()
    lang = moving.word(values.get("lang"))
    key = "PAGE_URL" if kind == "pages" else "ARTICLE_URL"
    if (
        kind == "articles"
        and lang
        and lang != site.setting("DEFAULT_LANG")
        and values.get("translation")
    ):
        key = "ARTICLE_LANG_URL"
    save = key.replace("URL", "SAVE_AS")
    pattern = site.setting(key) or site.setting(save)
    if own := moving.word(values.get("url")) or moving.word(values.get("save_as")):
        pattern = own
    address = _filled(pattern, site, slug, date, category, values, lang)
    return _Seen(file, kind, "/" + address.lstrip("/"), slug, title or stem, date, category, status)


def _in_name(site: _Site, stem: str) -> dict[str, str]:
    """What the file's name says, by the pattern in the settings; one that is too much work says nothing."""
    pattern = site.setting("FILENAME_METADATA")
    if pattern == _DEFAULTS["FILENAME_METADATA"]:
        found = re.match(r"(?P<date>\d{4}-\d{2}-\d{2})", stem)
    elif len(pattern) > 200 or re.search(r"[+*}]\)[+*{]", pattern):
        return {}
    else:
        try:
            found = re.match(pattern, stem[:240])
        except (re.error, RecursionError):
            return {}
    return {key: value for key, value in found.groupdict().items() if value} if found else {}


def _slug(text: str) -> str:
    """As Pelican makes a slug: letters and digits, hyphens for the rest, in small letters."""
    from slugify import slugify

    return str(slugify(re.sub(r"[^\w\s-]", "", text))) or "x"


def _filled(
    pattern: str,
    site: _Site,
    slug: str,
    date: Date | None,
    category: str,
    values: Mapping[str, Any],
    lang: str,
) -> str:
    made = re.sub(r"\{date:([^{}]*)\}", lambda found: _printed(date, found[1], site), pattern)
    author = next(iter(_authors(site, values)), "")
    for key, value in (
        ("{slug}", slug),
        ("{lang}", lang or site.setting("DEFAULT_LANG")),
        ("{category}", _slug(category)),
        ("{author}", _slug(author)),
    ):
        made = made.replace(key, value)
    return made


def _printed(date: Date | None, form: str, site: _Site) -> str:
    if date is None:
        return ""
    padded = date.iso if len(date.iso) > 10 else (date.iso + "-01-01")[:10]
    moment = datetime.fromisoformat(padded)
    if moment.tzinfo:
        moment = moment.astimezone(site.zone)
    return moment.strftime(form) if re.fullmatch(r"(?:%-?[YmdbBjyHMS]|[^%])*", form) else ""


def _authors(site: _Site, values: Mapping[str, Any]) -> list[str]:
    value = values.get("authors") or values.get("author") or ""
    found = value if isinstance(value, list) else re.split(r";|,(?![^;]*;)", moving.word(value))
    names = [moving.word(each) for each in found if moving.word(each)]
    return names or ([site.setting("AUTHOR")] if site.setting("AUTHOR") else [])


def _tags(values: Mapping[str, Any]) -> list[str]:
    value = values.get("tags")
    if isinstance(value, list):
        return [moving.word(each) for each in value]
    text = moving.word(value)
    return [each.strip() for each in text.split(";" if ";" in text else ",") if each.strip()]


def _attach(site: _Site, seen: list[_Seen]) -> None:
    """Where `{attach}` puts files: beside what links to them first."""
    for each in seen:
        read = _read(site, each.file)
        if isinstance(read, Problem):
            continue
        for kind, target, _, _ in _LINK.findall(read[0].body):
            if kind == "attach":
                file = _file(each.file, target)
                folder = each.address.rpartition("/")[0]
                site.moved.setdefault(file, f"{folder}/{posixpath.basename(file)}")


def _file(here: str, target: str) -> str:
    """A file that a link names: from the content folder, or from the text's own."""
    path = urls.unquoted(target.partition("#")[0].partition("?")[0])
    base = "/" if path.startswith("/") else "/" + posixpath.dirname(here)
    return posixpath.normpath(posixpath.join(base, path.lstrip("/"))).lstrip("/")


def _static(site: _Site, file: str) -> str:
    extra = moving.mapping(moving.mapping(site.settings["EXTRA_PATH_METADATA"]).get(file))
    return "/" + (moving.word(extra.get("path")) or site.moved.get(file, "/" + file)).lstrip("/")


def _terms(site: _Site, seen: list[_Seen]) -> Iterator[tuple[str, str]]:
    """Every tag and category with the address of its list."""
    for each in seen:
        if each.kind == "pages":
            continue
        read = _read(site, each.file)
        values = {} if isinstance(read, Problem) else read[0].values
        pairs = [("CATEGORY", each.category), *(("TAG", tag) for tag in _tags(values))]
        for kind, name in pairs:
            if site.setting(f"{kind}_URL") and site.setting(f"{kind}_SAVE_AS"):
                address = "/" + site.setting(f"{kind}_URL").format_map(
                    {"slug": _slug(name)}
                ).lstrip("/")
                site.places.add(address, now=f"/tags/{urls.slug(name)}/")
                if kind == "TAG" or name != site.setting("DEFAULT_CATEGORY"):
                    yield name, address
                else:
                    site.places.known[address.strip("/")] = "/archive/"


def _lists(site: _Site) -> None:
    """Lists that have no counterpart of their own lead to those that digest makes."""
    known = site.places.known
    known[""] = "/"
    for name, now in (
        ("archives.html", "/archive/"),
        ("authors.html", "/archive/"),
        ("categories.html", "/tags/"),
        ("tags.html", "/tags/"),
        ("feeds/all.atom.xml", "/feed.xml"),
    ):
        known.setdefault(name, now)


def _proposed(site: _Site) -> str:
    pattern = site.setting("ARTICLE_URL") or site.setting("ARTICLE_SAVE_AS")
    for theirs, ours in (("{date:%Y}", "{year}"), ("{date:%m}", "{month}"), ("{date:%d}", "{day}")):
        pattern = pattern.replace(theirs, ours)
    pattern = pattern.removesuffix("index.html").lstrip("/")
    left = re.sub(r"\{(?:slug|year|month|day)\}", "", pattern)
    return pattern if "{" not in left and pattern.endswith(("/", ".html")) else ""


def _given(site: _Site, proposed: str) -> dict[str, Any]:
    get = site.settings.get
    return {
        "title": get("SITENAME"),
        "url": site.url.rstrip("/") + "/" if site.url.startswith("http") else "",
        "language": get("DEFAULT_LANG"),
        "timezone": get("TIMEZONE"),
        "author": get("AUTHOR"),
        "description": get("SITESUBTITLE") or get("SITEDESCRIPTION"),
        "page_size": get("DEFAULT_PAGINATION") or 0,
        "permalink": proposed,
        "menu": moving.menu(
            (
                (pair[0], pair[1])
                for pair in moving.items(get("MENUITEMS"))
                if isinstance(pair, list | tuple) and len(pair) > 1
            ),
            site.places,
        ),
    }


def _draft(site: _Site, each: _Seen, addresses: moving.Addresses) -> Draft | Problem:
    read = _read(site, each.file)
    if isinstance(read, Problem):
        return read
    parts, text = read
    values = dict(parts.values)
    tags = _tags(values)
    if each.kind == "articles" and each.category != site.setting("DEFAULT_CATEGORY"):
        tags.append(each.category)
    authors = _authors(site, values) if each.kind == "articles" else []
    for key in _OWN:
        values.pop(key, None)
    body = _LINK.sub(lambda found: _target(site, each, found), parts.body)
    body = dialect.led(
        dialect.single_brackets(dialect.outside_code(body, shortcodes.unframed)),
        lambda to: site.places.lead(to, each.file, each.address),
    )
    fields = Fields(replace(parts, values=values), site.content + each.file, text, site.zone)
    return moving.draft(
        fields,
        address=each.address,
        kind=each.kind,
        slug=each.slug,
        when=moving.dated(fields, each.date, "") if each.kind == "articles" else ("", ""),
        text=body,
        addresses=addresses,
        places=site.places,
        tags=tags,
        authors=authors,
        drafted=each.status == "draft",
        title=each.title,
        hidden=each.status == "hidden",
    )


def _target(site: _Site, each: _Seen, found: re.Match[str]) -> str:
    """A link of Pelican's → where what it names stands."""
    kind, target = found[1] or found[3], found[2] or found[4] or ""
    if kind == "index":
        return "/"
    if kind in ("tag", "category", "author"):
        name = urls.unquoted(target).strip("/")
        return "/archive/" if kind == "author" else f"/tags/{urls.slug(name)}/"
    file, mark = _file(each.file, target), target[len(target.partition("#")[0]) :]
    if file in site.places.files:
        return urls.encode(site.places.files[file]) + mark
    return found[0]
