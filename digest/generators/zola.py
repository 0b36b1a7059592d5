"""A Zola site's folder → its settings, its pages at their addresses, sections as tags, its files.

Rules of addresses and front matter: getzola.org/documentation, "Page", "Section", "Taxonomies", "Internal links".
"""

import posixpath
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from digest import dates, dialect, moving, premises, shortcodes, urls
from digest.fields import Fields
from digest.front import Front
from digest.model import Config, Date, Draft, Enclosure, Former, Value
from digest.moving import Places
from digest.problems import Problem
from digest.shortcodes import Tag

_SETTINGS = ("zola.toml", "config.toml")
_NAMED = re.compile(r"(\d{4}-\d{2}-\d{2})(?:T\d{2}:\d{2}:\d{2}(?:Z|[+-]\d{2}:\d{2})?)?[-_](.+)")
_SPECIAL = re.compile(r"@/([^\s()<>\"'#?]+\.md)")
_FEEDS = ("atom.xml", "rss.xml")


class _Seen(Value, frozen=True):
    """A page in its place; `section` is the folder whose list it stands in."""

    file: str
    address: str
    slug: str
    date: Date | None
    basis: str
    section: str


class _Section(Value, frozen=True):
    """A folder with a list of its own."""

    file: str
    folder: str
    address: str
    title: str
    words: bool


class _Site:
    """What is known of the whole before the first text is turned."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.settings: dict[str, Any] = {}
        self.named = ""
        for name in _SETTINGS:
            if (folder / name).is_file():
                self.named = name
                self.settings = moving.data(folder, name, self.problems)
                break
        self.content = "content/" if (folder / "content").is_dir() else ""
        self.url = moving.word(self.settings.get("base_url"))
        self.zone = moving.zone("UTC")
        self.places = Places(self.url)
        self.language = moving.word(self.settings.get("default_language")) or "en"
        self.languages = set(moving.mapping(self.settings.get("languages")))
        self.listed: dict[str, _Section] = {}
        self.tagged: set[str] = set()


def drafts(folder: Path, config: Config | None) -> Iterator[Former | Draft | Enclosure | Problem]:
    """All that the site in a folder consists of; without `content/` the folder itself is taken for it."""
    site = _Site(folder)
    pages, sections, beside, static = _sorted(site)
    if not site.named:
        hint = "put the site's config.toml there, for its title and address"
        site.problems.append(
            Problem(str(folder / "config.toml"), 0, "is not here", hint, "warning")
        )
    for file in sections:
        _section(site, file)
    seen = [each for file in pages if (each := _seen(site, file))]
    for each in seen:
        site.places.add(each.address, each.file)
    owners = {posixpath.dirname(each.file): each.address for each in seen if _is_bundle(each.file)}
    owners |= {
        each.folder: each.address for each in site.listed.values() if each.folder not in owners
    }
    copied = [(file, _beside(file, owners)) for file in beside]
    copied += [(file, "/" + file.removeprefix("static/")) for file in static]
    for file, address in copied:
        site.places.add(address, file.removeprefix(site.content))
    terms = [*_terms(site, seen)]
    _lists(site, seen, terms)
    if not site.url:
        texts = (premises.text(folder, site.content + each.file) for each in seen)
        found = moving.hosts((text for text in texts if isinstance(text, str)), site.places)
        for host, _ in found.most_common(1):
            site.url = host
            site.places.hosts.add(urls.host(host))
    proposed = moving.likeliest(
        (each.address, each.slug, each.date.iso if each.date else "")
        for each in seen
        if each.date or each.section
    )
    yield moving.former(_settings(site, proposed), site.problems)
    addresses = moving.Addresses(moving.permalink(config, proposed))
    for each in seen:
        yield _draft(site, each, addresses)
    for section in site.listed.values():
        if section.words and section.folder not in site.tagged and section.folder:
            yield _listing(site, section, addresses)
    yield from moving.terms(terms)
    yield from moving.enclosures(folder, copied)


def _sorted(site: _Site) -> tuple[list[str], list[str], list[str], list[str]]:
    pages, sections, beside, static = [], [], [], []
    for name in premises.files(site.folder, frozenset(("public", "themes", "templates", "sass"))):
        if isinstance(name, Problem):
            site.problems.append(name)
        elif (
            name.startswith(site.content)
            and name not in _SETTINGS
            and not (not site.content and name.startswith("static/"))
        ):
            inner = name.removeprefix(site.content)
            base = posixpath.basename(inner)
            if re.fullmatch(r"_index(?:\.[\w-]+)?\.md", base):
                sections.append(inner)
            elif inner.endswith(".md"):
                pages.append(inner)
            elif site.content:
                beside.append(name)
        elif name.startswith("static/"):
            static.append(name)
    return pages, sections, beside, static


def _is_bundle(file: str) -> bool:
    return re.fullmatch(r"index(?:\.[\w-]+)?\.md", posixpath.basename(file)) is not None


def _language(site: _Site, file: str) -> str:
    """The language that a file's name tells, `about.fr.md`, where the site has it."""
    found = re.search(r"\.([\w-]+)\.md\Z", file)
    return found[1] if found and found[1] in site.languages else ""


def _section(site: _Site, file: str) -> None:
    read = premises.document(site.folder, site.content + file)
    if isinstance(read, Problem):
        site.problems.append(read)
        return
    values = read[0].values
    folder = posixpath.dirname(file)
    lang = _language(site, file)
    if lang:
        return
    address = "/" + "/".join(_slug(part) for part in folder.split("/") if part)
    address = address.rstrip("/") + "/"
    words = bool(read[0].body.strip())
    shown = values.get("render", True) is not False
    site.listed[folder] = _Section(file, folder, address, moving.word(values.get("title")), words)
    if shown:
        site.places.add(address, file)


def _slug(text: str) -> str:
    """As Zola makes a slug: ASCII in small letters, everything else a hyphen."""
    from slugify import slugify

    return str(slugify(text)) or text


def _seen(site: _Site, file: str) -> _Seen | None:
    read = premises.document(site.folder, site.content + file)
    if isinstance(read, Problem):
        site.problems.append(read)
        return None
    parts, text = read
    values = parts.values
    if values.get("render", True) is False:
        return None
    if not values.get("title") and not parts.body.strip():
        hint = "write a page if readers need one"
        message = "is a page that the generator filled in; left out"
        site.problems.append(Problem(site.content + file, 1, message, hint, "warning"))
        return None
    lang = _language(site, file)
    stem, folder = posixpath.basename(file).removesuffix(".md"), posixpath.dirname(file)
    stem = stem.removesuffix("." + lang) if lang else stem
    section = folder
    if stem == "index":
        stem, section = posixpath.basename(folder), posixpath.dirname(folder)
    named = _NAMED.fullmatch(stem)
    slug = moving.word(values.get("slug")) or (named[2] if named else stem)
    made = _slug(slug)
    if own := moving.word(values.get("path")):
        address = "/" + own.strip("/") + "/"
        made = own.strip("/").rpartition("/")[2] or made
    else:
        parents = "/".join(_slug(part) for part in section.split("/") if part)
        address = "/" + "/".join(part for part in (lang, parents, made) if part) + "/"
    fields = Fields(parts, site.content + file, text, site.zone)
    stated = fields.date("date")
    here = moving.in_address(address, site.zone)
    date = stated or (dates.parse(named[1], site.zone) if named else None)
    basis = ""
    if date is None and here:
        date, basis = here, "its address"
    return _Seen(file, address, made, date, basis, _nearest(site, section))


def _nearest(site: _Site, folder: str) -> str:
    """The section a page belongs to: the nearest folder above with an `_index.md`."""
    while folder and folder not in site.listed:
        folder = posixpath.dirname(folder)
    return folder


def _beside(file: str, owners: Mapping[str, str]) -> str:
    """The address of a file that lies beside a page: below the page's own."""
    inner = file.removeprefix("content/")
    folder = posixpath.dirname(inner)
    rest = posixpath.basename(inner)
    while folder not in owners and folder:
        folder, last = posixpath.split(folder)
        rest = f"{last}/{rest}"
    return owners.get(folder, f"/{folder}/" if folder else "/").rstrip("/") + "/" + rest


def _taxonomies(site: _Site) -> list[str]:
    return [
        name
        for each in moving.items(site.settings.get("taxonomies"))
        if (name := moving.word(moving.mapping(each).get("name")))
        and moving.mapping(each).get("render", True)
    ]


def _terms(site: _Site, seen: list[_Seen]) -> Iterator[tuple[str, str]]:
    """Tags, and sections where several hold pages, with the addresses of their lists."""
    kinds = _taxonomies(site)
    for each in seen if kinds else ():
        read = premises.document(site.folder, site.content + each.file)
        if isinstance(read, Problem):
            continue
        for kind, names in _tags(read[0].values).items():
            if kind in kinds and kind not in ("authors", "author"):
                for name in names:
                    address = f"/{kind}/{_slug(name)}/"
                    site.places.add(address, now=f"/tags/{urls.slug(name)}/")
                    yield name, address
    held = Counter(each.section for each in seen)
    site.tagged = {folder for folder in held if folder} if len(held) > 1 else set()
    for folder in sorted(site.tagged):
        section = site.listed.get(folder)
        if section:
            name = _tag(section)
            site.places.known.pop(section.address.strip("/"), None)
            site.places.add(section.address, section.file, now=f"/tags/{urls.slug(name)}/")
            yield name, section.address


def _tag(section: _Section) -> str:
    return section.title or posixpath.basename(section.folder)


def _tags(values: Mapping[str, Any]) -> dict[str, list[str]]:
    """By taxonomy; a list at the top, as old versions had it, too."""
    found = moving.mapping(values.get("taxonomies"))
    for kind in ("tags", "categories"):
        if kind in values:
            found.setdefault(kind, values[kind])
    return {
        kind: [moving.word(each) for each in moving.items(names)] for kind, names in found.items()
    }


def _lists(site: _Site, seen: list[_Seen], terms: list[tuple[str, str]]) -> None:
    """Lists that have no counterpart of their own lead to those that digest makes."""
    del seen, terms
    site.places.known[""] = "/"
    for section in site.listed.values():
        if section.folder and section.folder not in site.tagged and not section.words:
            site.places.known[section.address.strip("/")] = "/archive/"
    for kind in _taxonomies(site):
        site.places.known[kind] = "/tags/"
    for name in _FEEDS:
        site.places.known[name] = "/feed.xml"


def _settings(site: _Site, proposed: str) -> dict[str, Any]:
    given = site.settings
    extra = moving.mapping(given.get("extra"))
    author = given.get("author")
    return {
        "title": given.get("title"),
        "url": site.url.rstrip("/") + "/" if site.url else "",
        "language": given.get("default_language"),
        "author": moving.mapping(author).get("name") if isinstance(author, dict) else author,
        "description": given.get("description"),
        "permalink": proposed,
        "menu": moving.menu(
            (
                (pairs.get("name") or pairs.get("title"), pairs.get("url") or pairs.get("path"))
                for key in ("menu", "menu_items", "main_menu", "nav", "navbar_items")
                for pairs in map(moving.mapping, moving.items(extra.get(key)))
            ),
            site.places,
        ),
    }


def _draft(site: _Site, each: _Seen, addresses: moving.Addresses) -> Draft | Problem:
    read = premises.document(site.folder, site.content + each.file)
    if isinstance(read, Problem):
        return read
    parts, text = read
    values = dict(parts.values)
    tags = [
        name
        for kind, names in _tags(values).items()
        if kind not in ("authors", "author")
        for name in names
    ]
    if each.section in site.tagged and (section := site.listed.get(each.section)):
        tags.append(_tag(section))
    authors = [
        *map(moving.word, moving.items(values.get("authors"))),
        *_tags(values).get("authors", []),
    ]
    aliases = [moving.word(item) for item in moving.items(values.get("aliases"))]
    for key in (
        "path",
        "slug",
        "aliases",
        "authors",
        "taxonomies",
        "tags",
        "categories",
        "template",
        "in_search_index",
    ):
        values.pop(key, None)
    extra = moving.mapping(values.get("extra"))
    body, left = _turned(site, each, parts)
    fields = Fields(
        replace(parts, values=values | {"extra": extra}),
        site.content + each.file,
        text,
        site.zone,
    )
    fields.date("date")
    lang = _language(site, each.file)
    made = moving.draft(
        fields,
        address=each.address,
        kind="articles" if each.date or each.section else "pages",
        slug=each.slug,
        when=(each.date.iso if each.date else "", each.basis),
        text=body,
        addresses=addresses,
        places=site.places,
        tags=tags,
        authors=authors,
        aliases=aliases,
        left=left,
    )
    return replace(made, lang=made.lang or lang)


def _listing(site: _Site, section: _Section, addresses: moving.Addresses) -> Draft | Problem:
    """What a section says above its list, as a page."""
    read = premises.document(site.folder, site.content + section.file)
    if isinstance(read, Problem):
        return read
    parts, text = read
    seen = _Seen(
        section.file, section.address, posixpath.basename(section.folder), None, "", section.folder
    )
    body, left = _turned(site, seen, parts)
    values: dict[str, Any] = {
        key: parts.values[key] for key in ("title", "description") if key in parts.values
    }
    return moving.draft(
        Fields(Front(values, parts.lines, "", 1), site.content + section.file, text, site.zone),
        address=section.address,
        kind="pages",
        slug=seen.slug,
        when=("", ""),
        text=body,
        addresses=addresses,
        places=site.places,
        tags=(),
        left=left,
    )


def _turned(site: _Site, each: _Seen, parts: Front) -> tuple[str, tuple[Tag, ...]]:
    body, left = shortcodes.turned(parts.body, parts.body_line, shortcodes.ZOLA, shortcodes.plain)
    body = dialect.outside_code(
        body, lambda part: _SPECIAL.sub(lambda found: _special(site, found), part)
    )
    body = moving.body(body)
    return dialect.led(body, lambda to: site.places.lead(to, each.file, each.address)), left


def _special(site: _Site, found: re.Match[str]) -> str:
    """`@/blog/x.md` → where that page stands."""
    return urls.encode(site.places.files.get(urls.unquoted(found[1]), found[0]))
