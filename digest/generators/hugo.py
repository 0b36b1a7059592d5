"""A Hugo site's folder → its settings, its pages at their addresses, tags and categories, its files.

Rules of addresses and front matter: gohugo.io/content-management, "URL management", "Front matter", "Page bundles";
gohugo.io/configuration, "Permalinks", "Taxonomies".
"""

import posixpath
import re
import unicodedata
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

_NAMES = (
    "hugo.toml",
    "hugo.yaml",
    "hugo.yml",
    "hugo.json",
    "config.toml",
    "config.yaml",
    "config.yml",
    "config.json",
)
_TEXTS = frozenset("md markdown mdown html htm".split())
_OTHER_MARKUP = frozenset("adoc asciidoc ad org rst pdc pandoc".split())
_TOKEN = re.compile(r":(sections\[[^\]]*\]|[a-z]+)|:(\d{4}|Jan(?:uary)?|Mon(?:day)?)")
_OWN = (
    "slug url aliases tags categories taxonomies type layout markup outputs cascade sitemap _build build headless "
    "linktitle keywords translationkey menu menus iscjklanguage resources toc math"
).split()


class _Seen(Value, frozen=True):
    """A page in its place. `section` is its first folder; `bundle` tells whether files beside it are its own."""

    file: str
    address: str
    slug: str
    date: Date | None
    section: str
    lang: str
    bundle: bool
    list: bool = False
    title: str = ""


class _Site:
    """What is known of the whole before the first text is turned."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.named = ""
        self.settings = self._settings()
        get = self.settings.get
        self.content = (moving.word(get("contentdir")) or "content").strip("/") + "/"
        if not (folder / self.content).is_dir():
            self.content = ""
        self.static = [
            moving.word(each).strip("/") + "/"
            for each in moving.items(get("staticdir")) or ["static"]
        ]
        self.url = moving.word(get("baseurl"))
        self.zone = moving.zone(moving.word(get("timezone")))
        self.places = Places(self.url)
        self.keep_case = get("disablepathtolower") is True
        self.plain_accents = get("removepathaccents") is True
        self.ugly = get("uglyurls") is True
        self.language = moving.word(get("defaultcontentlanguage")) or "en"
        self.languages = set(_lowered(get("languages")))
        self.own_folder = get("defaultcontentlanguageinsubdir") is True
        self.patterns = _patterns(get("permalinks"))
        kinds = get("taxonomies")
        self.taxonomies = (
            {key.lower(): moving.word(each).lower() for key, each in moving.mapping(kinds).items()}
            if kinds is not None
            else {"tag": "tags", "category": "categories"}
        )
        kinds_off = {moving.word(each).lower() for each in moving.items(get("disablekinds"))}
        if kinds_off & {"taxonomy", "term", "taxonomyterm"}:
            self.taxonomies = {}
        self.lists: list[_Seen] = []

    def _settings(self) -> dict[str, Any]:
        """One file, or those of `config/_default/`, each under its own name but for the main one."""
        for name in _NAMES:
            if (self.folder / name).is_file():
                self.named = name
                return moving.data(self.folder, name, self.problems)
        found: dict[str, Any] = {}
        folder = self.folder / "config" / "_default"
        if folder.is_dir() and not folder.is_symlink():
            for each in premises.files(folder):
                name = str(each)
                stem, _, ending = name.rpartition(".")
                if isinstance(each, str) and ending in ("toml", "yaml", "yml", "json"):
                    self.named = "config/_default"
                    made = moving.data(self.folder, f"config/_default/{name}", self.problems)
                    found |= made if stem in ("hugo", "config") else {stem.lower(): made}
        return found

    def path(self, text: str) -> str:
        """A name as Hugo writes it into addresses."""
        made = text if self.keep_case else text.lower()
        if self.plain_accents:
            made = "".join(
                c for c in unicodedata.normalize("NFD", made) if not unicodedata.combining(c)
            )
        made = re.sub(r"\s+", "-", made.strip())
        return re.sub(r"[^\w./+~@-]", "", made)

    def term(self, name: str) -> str:
        """A tag's name in the address of its list."""
        return re.sub(r"-{2,}", "-", self.path(name.replace("/", "-"))).strip("-")


def drafts(folder: Path, config: Config | None) -> Iterator[Former | Draft | Enclosure | Problem]:
    """All that the site in a folder consists of."""
    site = _Site(folder)
    texts, lists, beside = _sorted(site)
    if not site.named:
        hint = "put the site's hugo.toml there, for its title and addresses"
        site.problems.append(Problem(str(folder / "hugo.toml"), 0, "is not here", hint, "warning"))
    bundles = {posixpath.dirname(file) for file in texts if _stem(site, file)[0] == "index"}
    texts = [file for file in texts if not _inside_bundle(file, bundles)]
    seen = [each for file in texts if (each := _seen(site, file))]
    site.lists = [each for file in lists if (each := _seen(site, file, is_list=True))]
    for each in (*seen, *site.lists):
        site.places.add(each.address, each.file)
    owners = {
        posixpath.dirname(each.file): each.address for each in (*site.lists, *seen) if each.bundle
    }
    copied = [(file, _beside(site, file, owners)) for file in beside]
    for file, address in copied:
        site.places.add(address, file.removeprefix(site.content))
    terms = [*_terms(site, seen)]
    _lists(site, seen)
    kinds = _kinds(seen)
    proposed = _proposed(site, [each for each in seen if kinds[each.file] == "articles"])
    yield moving.former(_given(site, proposed), site.problems)
    addresses = moving.Addresses(moving.permalink(config, proposed))
    for each in seen:
        yield _draft(site, each, kinds[each.file], addresses)
    for each in site.lists:
        if each.title:
            yield _draft(site, each, "pages", addresses)
    yield from moving.terms(terms)
    yield from moving.enclosures(folder, copied)


def _lowered(value: Any) -> dict[str, Any]:
    return {key.lower(): each for key, each in moving.mapping(value).items()}


def _patterns(value: Any) -> dict[str, str]:
    """Patterns by section: at the top, or under `page`."""
    found = moving.mapping(value)
    flat = {key: each for key, each in found.items() if isinstance(each, str)}
    return {
        key.lower(): moving.word(each)
        for key, each in (flat | moving.mapping(found.get("page"))).items()
    }


def _sorted(site: _Site) -> tuple[list[str], list[str], list[str]]:
    texts: list[str] = []
    lists: list[str] = []
    beside: list[str] = []
    passed = frozenset(
        ("public", "resources", "themes", "layouts", "archetypes", "i18n", "assets", "data")
    )
    for name in premises.files(site.folder, passed):
        if isinstance(name, Problem):
            site.problems.append(name)
            continue
        if any(name.startswith(each) for each in site.static):
            beside.append(name)
            continue
        if not name.startswith(site.content) or (not site.content and name in _NAMES):
            continue
        inner = name.removeprefix(site.content)
        ending = name.rpartition(".")[2].lower()
        if ending in _TEXTS:
            (lists if _stem(site, inner)[0] == "_index" else texts).append(inner)
        elif ending in _OTHER_MARKUP:
            hint = "turn it into Markdown"
            site.problems.append(Problem(name, 1, "is not Markdown; left out", hint, "warning"))
        elif site.content:
            beside.append(name)
    return texts, lists, beside


def _stem(site: _Site, file: str) -> tuple[str, str]:
    """A file's name without ending and language, and the language."""
    stem = posixpath.splitext(posixpath.basename(file))[0]
    name, dot, lang = stem.rpartition(".")
    if dot and (lang.lower() in site.languages or lang == site.language):
        return name, lang.lower()
    return stem, ""


def _inside_bundle(file: str, bundles: set[str]) -> bool:
    """Whether a text is a resource of the page in whose folder, or below, it lies."""
    folder = posixpath.dirname(file)
    if folder in bundles and re.match(r"index\b", posixpath.basename(file)):
        folder = posixpath.dirname(folder)
    while folder:
        if folder in bundles:
            return True
        folder = posixpath.dirname(folder)
    return False


def _seen(site: _Site, file: str, *, is_list: bool = False) -> _Seen | None:
    read = premises.document(site.folder, site.content + file)
    if isinstance(read, Problem):
        site.problems.append(read)
        return None
    parts, text = read
    values = parts.values
    build = _lowered(values.get("build") or values.get("_build"))
    if values.get("headless") is True or build.get("render") in ("never", False, "false"):
        return None
    stem, lang = _stem(site, file)
    folder = posixpath.dirname(file)
    parts_of = folder.split("/") if folder else []
    if parts_of and parts_of[0].lower() in site.languages:  # a folder a language
        lang, parts_of = parts_of[0].lower(), parts_of[1:]
    bundle = stem in ("index", "_index")
    if stem == "index":
        stem, parts_of = (parts_of[-1], parts_of[:-1]) if parts_of else ("", [])
    elif stem == "_index":
        stem = ""
    fields = Fields(parts, site.content + file, text, site.zone)
    date = fields.date("date")
    if date is None:
        date = dates.in_name(stem, site.zone)[0] if _by_name(site) else None
    slug = moving.word(values.get("slug"))
    title = moving.word(values.get("title"))
    section = parts_of[0] if parts_of else ""
    prefix = f"/{lang}" if lang and (lang != site.language or site.own_folder) else ""
    own = moving.word(values.get("url"))
    pattern = "" if is_list else site.patterns.get(section.lower() or "/", "")
    if own:
        address = urls_path(
            _filled(own, site, parts_of, stem, slug, title, date) if ":" in own else own
        )
        address = address if address.startswith("/") else f"{prefix}/{address}"
    elif pattern:
        address = (
            prefix
            + "/"
            + _filled(pattern, site, parts_of, stem, slug, title, date).strip("/")
            + "/"
        )
    else:
        last = site.path(slug or stem)
        address = "/".join((prefix, *map(site.path, parts_of), last)).rstrip("/") + "/"
        if site.ugly and last and not bundle:
            address = address.rstrip("/") + ".html"
    return _Seen(
        file,
        re.sub(r"/{2,}", "/", address),
        slug or stem or (parts_of[-1] if parts_of else "index"),
        date,
        section,
        lang,
        bundle,
        is_list,
        (title or stem) if is_list and parts.body.strip() and (parts_of or own) else "",
    )


def urls_path(address: str) -> str:
    """The path of an address that may be whole."""
    return re.sub(r"^https?://[^/]+", "", address)


def _by_name(site: _Site) -> bool:
    """Whether the site's settings take dates from file names."""
    given = moving.items(_lowered(site.settings.get("frontmatter")).get("date"))
    return ":filename" in map(moving.word, given)


def _filled(
    pattern: str,
    site: _Site,
    folders: list[str],
    stem: str,
    slug: str,
    title: str,
    date: Date | None,
) -> str:
    stamps = moving.stamps(date.iso if date else "")
    base = dates.in_name(stem, site.zone)[1] if _by_name(site) else stem
    tokens = {
        "year": stamps["year"],
        "month": stamps["month"],
        "monthname": site.path(stamps.get("long_month", "")),
        "day": stamps["day"],
        "weekday": str(int(stamps.get("w_day", "0")) % 7),
        "weekdayname": site.path(stamps.get("long_day", "")),
        "yearday": stamps.get("y_day", "0").lstrip("0"),
        "section": site.path(folders[0] if folders else ""),
        "sections": "/".join(map(site.path, folders)),
        "title": site.path(title.replace("/", "-")),
        "slug": site.path(slug or title.replace("/", "-") or base),
        "slugorfilename": site.path(slug or base),
        "slugorcontentbasename": site.path(slug or base),
        "filename": site.path(base),
        "contentbasename": site.path(base),
    }

    def token(found: re.Match[str]) -> str:
        name = found[1] or ""
        if name.startswith("sections["):
            return "/".join(map(site.path, _slice(folders, name[9:-1])))
        return tokens.get(name, found[0])

    return _TOKEN.sub(token, pattern)


def _slice(folders: list[str], given: str) -> list[str]:
    """`1:`, `:2`, `0`, `last` of the folders."""
    first, colon, last = given.partition(":")
    try:
        if not colon:
            return [folders[-1 if first == "last" else int(first)]]
        end = len(folders) - 1 if last == "last" else int(last) if last else None
        return folders[int(first) if first else 0 : end]
    except (ValueError, IndexError):
        return []


def _beside(site: _Site, file: str, owners: Mapping[str, str]) -> str:
    """Where a static file or a page's own file stood."""
    for each in site.static:
        if file.startswith(each):
            return "/" + file.removeprefix(each)
    inner = file.removeprefix(site.content)
    folder, rest = posixpath.split(inner)
    while folder and folder not in owners:
        folder, last = posixpath.split(folder)
        rest = f"{last}/{rest}"
    base = owners.get(
        folder, "/" + "/".join(map(site.path, folder.split("/"))) + "/" if folder else "/"
    )
    base = base.removesuffix(".html")
    return base.rstrip("/") + "/" + rest


def _names(site: _Site, values: Mapping[str, Any]) -> dict[str, list[str]]:
    """By taxonomy, the terms of a page."""
    kinds = {*site.taxonomies.values(), "tags", "categories"}
    found = {}
    for kind in sorted(kinds, key=lambda each: (each != "tags", each)):
        if kind not in ("authors", "author"):
            value = values.get(kind)
            found[kind] = [moving.word(each) for each in moving.items(value) if moving.word(each)]
    return found


def _terms(site: _Site, seen: list[_Seen]) -> Iterator[tuple[str, str]]:
    """Every tag and category with the address of its list."""
    for each in seen:
        read = premises.document(site.folder, site.content + each.file)
        if isinstance(read, Problem):
            continue
        for kind, names in _names(site, read[0].values).items():
            if kind in site.taxonomies.values():
                for name in names:
                    address = f"/{kind}/{site.term(name)}/"
                    site.places.add(address, now=f"/tags/{urls.slug(name)}/")
                    yield name, address


def _lists(site: _Site, seen: list[_Seen]) -> None:
    """Lists that have no counterpart of their own lead to those that digest makes."""
    site.places.known[""] = "/"
    for kind in site.taxonomies.values():
        site.places.known.setdefault(kind, "/tags/")
    folders = {posixpath.dirname(each.file).split("/")[0] for each in seen} - {""}
    for each in site.lists:
        if not each.title:
            site.places.known[each.address.strip("/")] = "/archive/" if each.address != "/" else "/"
    for folder in folders:
        site.places.known.setdefault(site.path(folder), "/archive/")
        site.places.known.setdefault(site.path(folder) + "/index.xml", "/feed.xml")
    site.places.known["index.xml"] = "/feed.xml"


def _kinds(seen: list[_Seen]) -> dict[str, str]:
    """Which pages are articles: the dated ones, and those in sections where most are."""
    dated = Counter(each.section for each in seen if each.date)
    all_of = Counter(each.section for each in seen)
    return {
        each.file: "articles"
        if (each.date and each.section)
        or (each.section and dated[each.section] * 2 > all_of[each.section])
        or (each.date and not any(dated[name] for name in dated if name))
        else "pages"
        for each in seen
    }


def _proposed(site: _Site, articles: list[_Seen]) -> str:
    """The pattern that gives most articles their address, in digest's words."""
    held = Counter(each.section for each in articles)
    for section, _ in held.most_common(1):
        pattern = site.patterns.get(section.lower()) or f"/{site.path(section)}/:slugorfilename/"
        for theirs, ours in (
            (":year", "{year}"),
            (":month", "{month}"),
            (":day", "{day}"),
            (":section", site.path(section)),
            (":slugorfilename", "{slug}"),
            (":slugorcontentbasename", "{slug}"),
            (":filename", "{slug}"),
            (":contentbasename", "{slug}"),
            (":slug", "{slug}"),
        ):
            pattern = re.sub(re.escape(theirs) + r"(?![a-z\[])", ours, pattern)
        made = pattern.strip("/") + "/"
        if ":" not in made and "{slug}" in made:
            return made
    return ""


def _given(site: _Site, proposed: str) -> dict[str, Any]:
    get = site.settings.get
    params = _lowered(get("params"))
    language = _lowered(_lowered(get("languages")).get(site.language))
    author = params.get("author") or get("author")
    pagination = _lowered(get("pagination"))
    menus = _lowered(get("menus") or get("menu") or language.get("menus") or language.get("menu"))
    entries = sorted(
        (_lowered(each) for each in moving.items(menus.get("main"))),
        key=lambda each: float(moving.word(each.get("weight")) or 0) or 1e9,
    )
    return {
        "title": language.get("title") or get("title"),
        "url": site.url.rstrip("/") + "/" if site.url.startswith("http") else "",
        "language": get("languagecode") or get("locale") or get("defaultcontentlanguage"),
        "timezone": get("timezone"),
        "author": moving.mapping(author).get("name") if isinstance(author, dict) else author,
        "description": params.get("description") or language.get("description"),
        "page_size": pagination.get("pagersize") or get("paginate"),
        "permalink": proposed,
        "menu": moving.menu(
            (
                (each.get("name") or each.get("title"), each.get("url") or each.get("pageref"))
                for each in entries
            ),
            site.places,
        ),
    }


def _draft(site: _Site, each: _Seen, kind: str, addresses: moving.Addresses) -> Draft | Problem:
    read = premises.document(site.folder, site.content + each.file)
    if isinstance(read, Problem):
        return read
    parts, text = read
    values = dict(parts.values)
    tags = [name for names in _names(site, values).values() for name in names]
    aliases = [_alias(moving.word(item), each) for item in moving.items(values.get("aliases"))]
    authors = _authors(values)
    drafted = values.get("draft") in (True, "true")
    pictures = values.get("images") if "image" not in values else None
    cover = values.get("cover") or values.get("featured_image") or values.get("featuredimage")
    for key in (*_OWN, *site.taxonomies.values(), "draft", "author", "authors"):
        values.pop(key, None)
    if pictures and not values.get("image"):
        values["image"] = pictures
        values.pop("images", None)
    elif cover and not values.get("image"):
        values["image"] = cover
    body, left = _turned(site, each, parts, values)
    plain = replace(parts, values=values | _params(values))
    fields = Fields(plain, site.content + each.file, text, site.zone)
    made = moving.draft(
        fields,
        address=each.address,
        kind=kind,
        slug=each.slug,
        when=moving.dated(fields, each.date, "") if kind != "pages" or each.date else ("", ""),
        text=body,
        addresses=addresses,
        places=site.places,
        tags=tags,
        authors=authors,
        aliases=aliases,
        left=left,
        drafted=drafted,
        title=each.title,
    )
    return replace(made, lang=made.lang or each.lang) if each.lang != site.language else made


def _params(values: Mapping[str, Any]) -> dict[str, Any]:
    """`params` of front matter, where newer sites keep their own fields."""
    return (
        {"extra": value, "params": None} if (value := moving.mapping(values.get("params"))) else {}
    )


def _alias(alias: str, each: _Seen) -> str:
    """An old address; without a slash in front it is meant from the folder above the page's own."""
    if alias.startswith("/") or "://" in alias:
        return alias
    parent = each.address.rstrip("/").rpartition("/")[0]
    return posixpath.normpath(f"{parent}/{alias}")


def _authors(values: Mapping[str, Any]) -> list[str]:
    found = []
    for item in moving.items(values.get("authors") or values.get("author")):
        name = moving.word(_lowered(item).get("name") if isinstance(item, dict) else item)
        if name:
            found.append(name)
    return found


def _turned(
    site: _Site, each: _Seen, parts: Front, values: Mapping[str, Any]
) -> tuple[str, tuple[Tag, ...]]:
    def turn(tag: Tag) -> str | None:
        return _turn(site, each, tag, values)

    body, left = shortcodes.turned(parts.body, parts.body_line, shortcodes.HUGO, turn)
    return dialect.led(
        moving.body(body), lambda to: site.places.lead(to, each.file, each.address)
    ), left


def _turn(site: _Site, each: _Seen, tag: Tag, values: Mapping[str, Any]) -> str | None:
    alone, named = shortcodes.arguments(tag.rest)
    if tag.name in ("ref", "relref"):
        return _page(site, each, named.get("path") or (alone[0] if alone else ""))
    if tag.name == "param" and alone:
        known = values.get(
            alone[0].lower(), _lowered(site.settings.get("params")).get(alone[0].lower())
        )
        return moving.word(known) or None
    if tag.name in ("rawhtml", "raw", "html", "unsafe") and tag.inner is not None:
        return tag.inner
    return shortcodes.plain(tag)


def _page(site: _Site, each: _Seen, wanted: str) -> str | None:
    """Where the page stands that `ref` names: by path from the content folder or its own, or by name alone."""
    path, mark, anchor = wanted.partition("#")
    if not path:
        return mark + anchor
    folder = posixpath.dirname(each.file)
    if posixpath.splitext(posixpath.basename(each.file))[0] == "index" and folder:
        folder = posixpath.dirname(folder)
    here = posixpath.normpath(posixpath.join("/", folder, path)).lstrip("/")
    for name in (here, path.strip("/")):
        for file in (
            name,
            name + ".md",
            name + "/index.md",
            name + "/_index.md",
            name.removesuffix("/"),
        ):
            if file in site.places.files:
                return urls.encode(site.places.files[file]) + mark + anchor
    ends = [
        address
        for file, address in site.places.files.items()
        if file.endswith(("/" + path, "/" + path + ".md", "/" + path + "/index.md"))
    ]
    return urls.encode(ends[0]) + mark + anchor if len(ends) == 1 else None
