"""A Jekyll site's folder → its settings, its posts and pages at their addresses, its files.

Rules of addresses and front matter: jekyllrb.com/docs, "Permalinks", "Front Matter", "Posts".
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from digest import dates, dialect, moving, premises, shortcodes, urls
from digest.fields import Fields
from digest.front import Front, front
from digest.model import Config, Date, Draft, Enclosure, Former, Value
from digest.moving import Places
from digest.problems import Problem
from digest.shortcodes import Tag

_SETTINGS = ("_config.yml", "_config.yaml", "_config.toml")
_STYLES = {
    "date": "/:categories/:year/:month/:day/:title:output_ext",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title:output_ext",
    "weekdate": "/:categories/:year/W:week/:short_day/:title:output_ext",
    "none": "/:categories/:title:output_ext",
}
_GUESSES = (
    _STYLES["date"],
    _STYLES["pretty"],
    "/:year/:month/:day/:title",
    "/:year/:month/:title/",
    "/:title/",
    "/:title:output_ext",
    "/blog/:title/",
    "/blog/:year/:month/:day/:title/",
    "/:year/:year:month:day",
)
"""Patterns that sites without settings may have had: that by which most of their own links lead somewhere."""
_POST = re.compile(r"(?:^|/)(\d{2,4}-\d{1,2}-\d{1,2})-([^/]*)\.[^./]+\Z")
_TEXTS = frozenset("md markdown mkdown mkdn mkd html htm".split())
_TOKEN = re.compile(r":([a-z_]+)")
_LINKS = re.compile(
    r"\]\(\s*<?(/[^\s)>\"]+)|(?:href|src)=[\"'](/[^\"']+)|[\"'](/[\w./-]+)[\"']\s*\|"
)
_BARE = re.compile(r"(\]\(|href=\"|href=')(\s*\{\{-?\s*site\.(?:baseurl|url)\s*-?\}\})+(?=[)\"'])")
_OWN = (
    "layout categories category tags tag permalink redirect_from published slug excerpt_separator collection "
    "render_with_liquid sitemap toc comments pin math mermaid"
).split()
"""Keys that have done their work, or that mean something to themes only."""
_NO_PAGES = frozenset(
    "readme.md license.md licence.md contributing.md changelog.md code_of_conduct.md".split()
)


class _Seen(Value, frozen=True):
    """A content file in its place."""

    file: str
    kind: str
    address: str
    slug: str
    date: Date | None
    basis: str
    draft: bool


class _Site:
    """What is known of the whole before the first text is turned."""

    def __init__(self, folder: Path) -> None:
        self.problems: list[Problem] = []
        self.folder = folder
        self.settings: dict[str, Any] = {}
        self.named = ""
        for name in _SETTINGS:
            if (folder / name).is_file():
                self.named = name
                self.settings = moving.data(self.folder, name, self.problems)
                break
        source = moving.word(self.settings.get("source"))
        if source and urls.inside(source) and (folder / source).is_dir():
            self.folder = folder / source
        self.base = moving.word(self.settings.get("baseurl"))
        self.url = moving.word(self.settings.get("url"))
        self.zone = moving.zone(moving.word(self.settings.get("timezone")))
        self.places = Places(self.url, self.base)
        self.authors = self._authors()
        self.pattern = self._pattern(self.settings.get("permalink"))

    def _authors(self) -> dict[str, str]:
        """Names by the ids that posts use, from `_data/authors.yml`."""
        found: dict[str, str] = {}
        for name in ("authors", "people", "team", "members"):
            for ending in ("yml", "yaml", "json", "toml"):
                path = f"_data/{name}.{ending}"
                if (self.folder / path).is_file():
                    for key, each in moving.data(self.folder, path, self.problems).items():
                        fields = moving.mapping(each)
                        known = (
                            fields.get(field)
                            for field in ("name", "full_name", "display_name", "title")
                        )
                        if full := next((moving.word(value) for value in known if value), ""):
                            found.setdefault(key.lower(), full)
        return found

    def _pattern(self, value: Any) -> str:
        given = moving.word(value)
        return _STYLES.get(given or "date", given)


def drafts(folder: Path, config: Config | None) -> Iterator[Former | Draft | Enclosure | Problem]:
    """All that the site in a folder consists of; a folder of posts alone is understood too."""
    site = _Site(folder)
    texts, others, told = _sorted(site)
    if not site.named:
        site.problems.append(_guess(site, texts))
    seen = [each for file in texts if (each := _seen(site, file))]
    for each in seen:
        site.places.add(each.address, each.file)
    for file in others:
        site.places.add("/" + file, file)
    if not site.url:
        _find_host(site, seen)
    proposed = _proposed(site.pattern)
    yield moving.former(_settings(site, proposed), [*site.problems, *told])
    addresses = moving.Addresses(moving.permalink(config, proposed))
    for each in seen:
        yield _draft(site, each, addresses)
    yield from moving.enclosures(site.folder, ((file, "/" + file) for file in others))


def _sorted(site: _Site) -> tuple[list[str], list[str], list[Problem]]:
    """Content files, files to copy, and what is told of the rest."""
    left_out = frozenset(
        moving.word(each).rstrip("/") for each in moving.items(site.settings.get("exclude"))
    )
    kept = {moving.word(each) for each in moving.items(site.settings.get("include"))}
    collections = _collections(site)
    texts: list[str] = []
    others: list[str] = []
    told: list[Problem] = []
    bare: list[str] = []
    every = [*premises.files(site.folder, left_out | {"_site"})]
    names = [each for each in every if isinstance(each, str)]
    told += [each for each in every if isinstance(each, Problem)]
    has_posts = any("_posts/" in "/" + name for name in names)
    for name in names:
        ending = name.rpartition(".")[2].lower()
        folders = name.split("/")[:-1]
        special = [each for each in folders if each.startswith("_")]
        if name in _SETTINGS or (name.startswith("_") and not folders):
            continue
        if special and special[0] not in ("_posts", "_drafts", *kept):
            if special[0][1:] in collections and collections[special[0][1:]].get("output"):
                (texts if ending in _TEXTS else others).append(name)
            continue
        if ending in _TEXTS and _has_front(site, name):
            if ending in ("html", "htm") and not special and _made_of_layouts(site, name):
                told.append(_no_counterpart(name))
            elif folders or name.lower() not in _NO_PAGES:
                texts.append(name)
        elif not special and not has_posts and ending in _TEXTS and _POST.search(name):
            texts.append(name)
        elif ending in _TEXTS and ending not in ("html", "htm"):
            bare.append(name)
        elif not special:
            others.append(name)
    if bare:
        message = (
            f"{moving.many(len(bare), 'file')} without front matter, such as {bare[0]}, left out"
        )
        hint = "put two lines of --- on top of those that are pages"
        told.append(Problem(bare[0], 1, message, hint, "warning"))
    return texts, others, told


def _has_front(site: _Site, name: str) -> bool:
    try:
        with (site.folder / name).open("rb") as file:
            return re.match(rb"(?:\xef\xbb\xbf)?---[ \t]*\r?\n", file.read(16)) is not None
    except OSError:
        return False


def _made_of_layouts(site: _Site, name: str) -> bool:
    """Whether a page of HTML is a list that the generator fills in, rather than words."""
    text = premises.text(site.folder, name)
    return (
        isinstance(text, Problem)
        or re.search(r"\{%-?\s*(?:for|paginate)\b", text) is not None
        or (
            not re.sub(
                r"\A---.*?^---\s*$", "", text, count=1, flags=re.DOTALL | re.MULTILINE
            ).strip()
        )
    )


def _no_counterpart(name: str) -> Problem:
    hint = "digest makes its lists itself: front page, archive, tags, feeds"
    return Problem(name, 1, "is a page that the generator filled in; left out", hint, "warning")


def _collections(site: _Site) -> dict[str, dict[str, Any]]:
    value = site.settings.get("collections")
    if isinstance(value, list):
        return {moving.word(each): {} for each in value}
    return {name: moving.mapping(each) for name, each in moving.mapping(value).items()}


def _front(site: _Site, file: str) -> tuple[Front, str] | Problem:
    """A file's front matter, with the site's defaults for what it leaves out, and its whole text."""
    text = premises.text(site.folder, file)
    if isinstance(text, Problem):
        return text
    parts = front(text, file)
    if isinstance(parts, Problem):
        return parts
    for key, value in _defaults(site, file).items():
        parts.values.setdefault(key.lower(), value)
    return parts, text


def _defaults(site: _Site, file: str) -> dict[str, Any]:
    """`defaults` of the settings: values for files in a scope, the longer path going before."""
    found: list[tuple[int, dict[str, Any]]] = []
    for each in moving.items(site.settings.get("defaults")):
        scope = moving.mapping(moving.mapping(each).get("scope"))
        path, sort = moving.word(scope.get("path")).strip("/"), moving.word(scope.get("type"))
        own = (
            "posts"
            if "_posts/" in "/" + file
            else "drafts"
            if "_drafts/" in "/" + file
            else "pages"
        )
        own = file[1:].split("/")[0] if file.startswith("_") and own == "pages" else own
        if sort and sort.rstrip("s") != own.rstrip("s"):
            continue
        if path and not (file + "/").startswith(path + "/") and path != file:
            continue
        found.append((len(path), moving.mapping(moving.mapping(each).get("values"))))
    made: dict[str, Any] = {}
    for _, values in sorted(found, key=lambda pair: pair[0]):
        made |= values
    return made


def _seen(
    site: _Site, file: str, pattern: str = "", known: tuple[Front, str] | None = None
) -> _Seen | None:
    """A content file's place; by another `pattern` than the site's, and already read, where places are guessed."""
    read = known or _front(site, file)
    if isinstance(read, Problem):
        site.problems.append(read)
        return None
    parts, text = read
    values = parts.values
    fields = Fields(parts, file, text, site.zone)
    named = _POST.search(file)
    folders = file.split("/")[:-1]
    draft = "_drafts" in folders
    post = (
        draft or "_posts" in folders or bool(named and not any(f.startswith("_") for f in folders))
    )
    stem = posixpath.splitext(posixpath.basename(file))[0]
    in_name = dates.parse(named[1], site.zone) if named else None
    stated = fields.date("date")
    date = stated or in_name
    wrong = values.get("date") not in (None, "") and not stated
    basis = "the file's name, since the date it states is none" if date and wrong else ""
    slug = moving.word(values.get("slug")) or (named[2] if named else stem)
    own = moving.word(values.get("permalink"))
    collection = folders[0][1:] if folders and folders[0].startswith("_") and not post else ""
    if own:
        wanted = _STYLES.get(own, own)
    elif post:
        wanted = pattern or site.pattern
        rule = moving.mapping(_collections(site).get("posts")).get("permalink")
        wanted = moving.word(rule) or wanted
    elif collection:
        rule = moving.word(_collections(site).get(collection, {}).get("permalink"))
        wanted = rule or "/:collection/:path:output_ext"
    else:
        ends = site.pattern.endswith("/") and bool(site.settings.get("permalink"))
        wanted = "/:path/:basename/" if ends else "/:path/:basename:output_ext"
    address = _address(
        wanted, file, slug, date, _categories(values, folders), site, collection, stem
    )
    if (
        not post
        and not collection
        and posixpath.basename(address.rstrip("/")) in ("index", "index.html")
    ):
        address = address.rstrip("/").rpartition("/")[0] + "/"
    kind = "articles" if post or (collection and date) else "pages"
    return _Seen(file, kind, address, slug, date, basis, draft)


def _address(
    pattern: str,
    file: str,
    slug: str,
    date: Date | None,
    categories: list[str],
    site: _Site,
    collection: str,
    stem: str,
) -> str:
    tokens = moving.stamps(_local(date, site)) if date else moving.stamps("")
    path = posixpath.splitext(file)[0]
    if collection:
        path = path.partition("/")[2]
    tokens |= {
        "title": _pretty(slug),
        "slug": re.sub(r"[\W_]+", "-", slug.lower()).strip("-"),
        "name": re.sub(r"[\W_]+", "-", stem.lower()).strip("-"),
        "basename": stem,
        "path": path if collection else posixpath.dirname(file),
        "collection": collection,
        "output_ext": ".html",
        "categories": "/".join(dict.fromkeys(each.lower() for each in categories)),
        "slugified_categories": "/".join(
            dict.fromkeys(_pretty(each.lower()) for each in categories)
        ),
    }
    made = _TOKEN.sub(lambda found: _token(found[1], tokens), pattern)
    return re.sub(r"/{2,}", "/", "/" + made)


def _token(name: str, tokens: Mapping[str, str]) -> str:
    """A placeholder's value; the longest known name where several are run together."""
    for length in range(len(name), 0, -1):
        if name[:length] in tokens:
            return tokens[name[:length]] + name[length:]
    return ":" + name


def _local(date: Date, site: _Site) -> str:
    """A date as the generator wrote it into addresses: in the site's time zone."""
    if len(date.iso) <= 10:
        return date.iso
    from datetime import datetime

    return datetime.fromisoformat(date.iso).astimezone(site.zone).isoformat()


def _pretty(text: str) -> str:
    return re.sub(r"[^\w.~!$&'()+,;=@]+", "-", text).strip("-")


def _categories(values: Mapping[str, Any], folders: list[str]) -> list[str]:
    """From folders above `_posts`, `category` and `categories`: there a text is a list of words."""
    found = folders[: folders.index("_posts")] if "_posts" in folders else []
    if one := moving.word(values.get("category")):
        found = [*found, one]
    value = values.get("categories")
    return [
        *found,
        *(value.split() if isinstance(value, str) else map(moving.word, moving.items(value))),
    ]


def _tags(values: Mapping[str, Any], folders: list[str]) -> list[str]:
    value = values.get("tags")
    found = value.split() if isinstance(value, str) and "," not in value else value
    found = found.split(",") if isinstance(found, str) else found
    return [
        *(moving.word(each) for each in moving.items(values.get("tag"))),
        *(moving.word(each) for each in moving.items(found)),
        *_categories(values, folders),
    ]


def _guess(site: _Site, texts: list[str]) -> Problem:
    """Take the pattern by which most of the posts' links to each other lead somewhere, and say so."""
    wanted: set[str] = set()
    for file in texts:
        text = premises.text(site.folder, file)
        if isinstance(text, str):
            wanted |= {
                next(filter(None, found)).partition("#")[0] for found in _LINKS.findall(text)
            }
    found = {pattern: Places() for pattern in _GUESSES} if wanted else {}
    for file in texts if wanted else ():
        read = _front(site, file)
        if not isinstance(read, Problem):
            for pattern, places in found.items():
                if each := _seen(site, file, pattern, read):
                    places.add(each.address)
    hits = {
        pattern: sum(_is_known(places, each) for each in wanted)
        for pattern, places in found.items()
    }
    best = max(hits, key=lambda each: hits[each], default=site.pattern)
    most = hits.get(best, 0)
    best = best if most else site.pattern
    site.pattern = best
    message = f"no settings are here; posts are taken to have stood at {best}"
    if most:
        message += f", where {moving.many(most, 'link')} of their own would lead"
    hint = "put the site's _config.yml there if it was otherwise"
    return Problem(str(site.folder / _SETTINGS[0]), 0, message, hint, "warning")


def _is_known(places: Places, address: str) -> bool:
    """Whether exactly that address is there: with or without a slash at its end, but no other ending."""
    return address.strip("/") in places.known


def _find_host(site: _Site, seen: list[_Seen]) -> None:
    texts = (premises.text(site.folder, each.file) for each in seen)
    found = moving.hosts(
        (text for text in texts if isinstance(text, str)), site.places
    ).most_common(1)
    if found:
        site.url = found[0][0]
        site.places.hosts.add(urls.host(site.url))


def _proposed(pattern: str) -> str:
    """A pattern of Jekyll's in digest's words; empty where it can't be said."""
    made = pattern.replace(":categories/", "").replace(":output_ext", ".html").strip("/")
    made += "/" if pattern.endswith("/") else ""
    for theirs, ours in (
        (":year", "{year}"),
        (":month", "{month}"),
        (":day", "{day}"),
        (":title", "{slug}"),
    ):
        made = made.replace(theirs, ours)
    plain = ":" not in made and "{slug}" in made and made.endswith(("/", ".html"))
    return made if plain else ""


def _settings(site: _Site, proposed: str) -> dict[str, Any]:
    given = site.settings
    author = given.get("author")
    url = site.url.rstrip("/") + "/" + site.base.strip("/") if site.url else ""
    return {
        "title": given.get("title") or given.get("name"),
        "url": url.rstrip("/") + "/" if url else "",
        "language": given.get("lang") or given.get("locale"),
        "timezone": given.get("timezone"),
        "author": moving.mapping(author).get("name") if isinstance(author, dict) else author,
        "description": given.get("description"),
        "page_size": given.get("paginate"),
        "permalink": proposed,
    }


def _draft(site: _Site, each: _Seen, addresses: moving.Addresses) -> Draft | Problem:
    read = _front(site, each.file)
    if isinstance(read, Problem):
        return read
    parts, text = read
    values = dict(parts.values)
    aliases = [moving.word(item) for item in moving.items(values.get("redirect_from"))]
    folders = each.file.split("/")[:-1]
    authors = [
        site.authors.get(name.lower(), name)
        for item in moving.items(values.get("authors") or values.get("author"))
        for name in [
            moving.word(moving.mapping(item).get("name") if isinstance(item, dict) else item)
        ]
        if name
    ]
    tags = _tags(values, folders)
    separator = moving.word(
        values.get("excerpt_separator") or site.settings.get("excerpt_separator")
    )
    published = str(values.get("published", "true")).lower() not in ("false", "no")
    for key in (*_OWN, "authors", "author"):
        values.pop(key, None)
    body, left = _turned(site, each, parts, values)
    if separator.strip() and separator.strip() != "<!--more-->" and separator.strip() in body:
        body = body.replace(separator.strip(), "<!--more-->", 1)
    body = dialect.led(
        moving.body(body, kramdown=True), lambda to: site.places.lead(to, each.file, each.address)
    )
    fields = Fields(replace(parts, values=values), each.file, text, site.zone)
    if each.date is None or each.basis or "date" not in values:
        date = (each.date.iso if each.date else "", each.basis)
        fields.date("date")
    else:
        date = moving.dated(fields, each.date, "")
    return moving.draft(
        fields,
        address=each.address,
        kind=each.kind,
        slug=each.slug,
        when=date,
        text=body,
        addresses=addresses,
        places=site.places,
        tags=tags,
        authors=authors,
        aliases=aliases,
        left=left,
        drafted=each.draft or not published,
    )


def _turned(
    site: _Site, each: _Seen, parts: Front, values: Mapping[str, Any]
) -> tuple[str, tuple[Tag, ...]]:
    """The text with its Liquid turned, and the tags that stay."""
    names: dict[str, Any] = {f"site.{key}": value for key, value in site.settings.items()}
    names |= {f"page.{key}": value for key, value in values.items()}
    names |= {"site.baseurl": "", "site.url": "", "page.url": each.address}

    def turn(tag: Tag) -> str | None:
        return _turn(site, tag, names)

    text = _BARE.sub(r"\1/", parts.body)
    return shortcodes.turned(text, parts.body_line, shortcodes.LIQUID, turn)


def _turn(site: _Site, tag: Tag, names: dict[str, Any]) -> str | None:
    if tag.value:
        return shortcodes.worth(tag.rest, names)
    if tag.name in ("raw", "verbatim") and tag.inner is not None:
        return tag.inner
    if tag.name == "comment":
        return ""
    if tag.name == "assign" and (found := re.match(r"(\w+)\s*=\s*(.*)", tag.rest, re.DOTALL)):
        value = shortcodes.worth(found[2], names)
        if value is not None:
            names[found[1]] = value
            return ""
        return None
    if tag.name == "link":
        return site.places.files.get(tag.rest.strip("\"' /"))
    if tag.name == "post_url":
        wanted = tag.rest.strip("\"' /")
        wanted = (
            wanted.rpartition("/")[0] + "/_posts/" + wanted.rpartition("/")[2]
            if "/" in wanted
            else wanted
        )
        return next(
            (address for file, address in site.places.files.items() if _is_post(file, wanted)), None
        )
    if tag.name in ("include", "include_relative", "include_cached", "render"):
        name, _, rest = tag.rest.partition(" ")
        name = name.strip("\"',")
        return shortcodes.plain(Tag(tag.line, tag.source, name, _filled(rest, names), tag.inner))
    return shortcodes.plain(
        Tag(tag.line, tag.source, tag.name, _filled(tag.rest, names), tag.inner)
    )


def _is_post(file: str, wanted: str) -> bool:
    stem = posixpath.splitext(file)[0]
    return stem == wanted or stem.endswith(("/" + wanted, "_posts/" + wanted))


def _filled(rest: str, names: Mapping[str, Any]) -> str:
    """Arguments with the values of names where they stand without quotes."""

    def value(found: re.Match[str]) -> str:
        known = names.get(found[2])
        return f'{found[1]}"{known}"' if isinstance(known, str) and '"' not in known else found[0]

    return re.sub(r"(=\s*)((?:page|site)\.[\w.-]+)", value, rest)
