"""An Eleventy site's folder → its settings, its posts and pages at their addresses, its files.

The settings are a program: it is read, never run, so only values written out count. Rules of addresses and front
matter: 11ty.dev/docs, "Permalinks", "Dates", "Template and Directory Data Files", "Passthrough File Copy".
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from msgspec.structs import replace

from digest import dates, dialect, moving, premises, shortcodes
from digest.fields import Fields
from digest.front import Front
from digest.model import Config, Date, Draft, Enclosure, Former, Value
from digest.moving import Places
from digest.problems import Problem
from digest.shortcodes import Tag

_SETTINGS = ".eleventy.js eleventy.config.js eleventy.config.mjs eleventy.config.cjs eleventy.config.ts".split()
_TEXTS = frozenset("md markdown".split())
_TEMPLATES = frozenset("njk liquid html htm hbs mustache ejs haml pug webc vto".split())
_FOLDERS = re.compile(r"\b(input|output|includes|layouts|data)\s*:\s*[\"'`]([^\"'`\n]*)[\"'`]")
_COPY = re.compile(r"addPassthroughCopy\(\s*(?:[\"'`]([^\"'`\n]+)[\"'`]|\{([^{}]*)\})")
_PAIR = re.compile(r"[\"'`]([^\"'`\n]+)[\"'`]\s*:\s*[\"'`]([^\"'`\n]*)[\"'`]")
_PREFIX = re.compile(r"\bpathPrefix\s*:\s*[\"'`]([^\"'`\n]*)[\"'`]")
_DATED = re.compile(r"(\d{4}-\d{2}-\d{2})-(.+)")
_DATE_FILTER = re.compile(
    r"\{\{-?\s*page\.date\s*\|\s*\w+(?:\s*:\s*|\()\s*[\"']([^\"']*)[\"']\s*\)?\s*-?\}\}"
)
_OWN = (
    "permalink layout tags tag categories category templateengineoverride eleventyexcludefromcollections "
    "eleventynavigation eleventycomputed pagination redirect_from aliases override:tags eleventyimport draft slug"
).split()
_COLLECTIONS = frozenset("all nav post posts blog page pages article articles".split())
"""Tags that gather what a list shows, and say nothing to readers."""
_FORMS = {
    "%Y": "year",
    "%m": "month",
    "%d": "day",
    "yyyy": "year",
    "MM": "month",
    "dd": "day",
    "LL": "month",
}


class _Seen(Value, frozen=True):
    """A content file in its place."""

    file: str
    kind: str
    address: str
    slug: str
    date: Date | None


class _Site:
    """What is known of the whole before the first text is turned."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.named = next((name for name in _SETTINGS if (folder / name).is_file()), "")
        text = premises.text(folder, self.named) if self.named else ""
        written = (
            ""
            if isinstance(text, Problem)
            else re.sub(r"^\s*//[^\n]*", "", text, flags=re.MULTILINE)
        )
        folders = dict(_FOLDERS.findall(written))
        self.input = _folder(folders.get("input", ""))
        self.output = _folder(folders.get("output", "_site")).rstrip("/")
        self.includes = _folder(folders.get("includes", "_includes"))
        self.layouts = _folder(folders.get("layouts", "")) or self.includes
        self.data = _folder(folders.get("data", "_data"))
        prefix = _PREFIX.search(written)
        self.copied = _copies(written, self.input)
        self.about = self._about()
        self.url = moving.word(self.about.get("url") or self.about.get("baseurl"))
        self.zone = moving.zone("UTC")
        self.places = Places(self.url, prefix[1] if prefix else "")
        self.names = {}
        self._directories: dict[str, dict[str, Any]] = {}
        for name in ("site", "metadata", "meta", "siteMeta", "config"):
            for key, value in self.about.items():
                self.names[f"{name}.{key}"] = value
        self.names |= {"site.url": "", "site.baseurl": "", "metadata.url": "", "meta.url": ""}

    def _about(self) -> dict[str, Any]:
        """What the site says of itself in its data folder."""
        for stem in ("metadata", "site", "meta", "siteMeta", "config"):
            for ending in ("json", "yaml", "yml", "toml"):
                name = f"{self.input}{self.data}{stem}.{ending}"
                if (self.folder / name).is_file():
                    return moving.data(self.folder, name, self.problems)
            for ending in ("js", "cjs", "mjs"):
                name = f"{self.input}{self.data}{stem}.{ending}"
                if (self.folder / name).is_file():
                    return self._script(name)
        return {}

    def _script(self, name: str) -> dict[str, Any]:
        """What a script exports, as far as it is written down."""
        text = premises.text(self.folder, name)
        return {} if isinstance(text, Problem) else _literals(text)

    def directory(self, folder: str) -> dict[str, Any]:
        """What data files say of all texts in a folder, those above it included; the nearer goes before."""
        if folder in self._directories:
            return self._directories[folder]
        above = self.directory(posixpath.dirname(folder)) if folder else {}
        stem = posixpath.basename(folder) or posixpath.basename(self.input.rstrip("/"))
        found = dict(above)
        for name in (f"{stem}.json", f"{stem}.11tydata.json"):
            path = posixpath.join(self.input, folder, name)
            if stem and (self.folder / path).is_file():
                made = moving.data(self.folder, path, self.problems)
                found |= made | {"of_folder": made.get("tags", found.get("of_folder"))}
        for name in (f"{stem}.11tydata.js", f"{stem}.11tydata.cjs", f"{stem}.11tydata.mjs"):
            path = posixpath.join(self.input, folder, name)
            if stem and (self.folder / path).is_file():
                made = self._script(path)
                found |= made | {"of_folder": made.get("tags", found.get("of_folder"))}
        self._directories[folder] = found
        return found


def drafts(folder: Path, config: Config | None) -> Iterator[Former | Draft | Enclosure | Problem]:
    """All that the site in a folder consists of."""
    site = _Site(folder)
    if not site.named:
        hint = "put the site's eleventy.config.js there, for its folders"
        site.problems.append(Problem(str(folder / _SETTINGS[1]), 0, "is not here", hint, "warning"))
    texts, copied = _sorted(site)
    seen = [each for file in texts if (each := _seen(site, file))]
    for each in seen:
        site.places.add(each.address, each.file)
    for file, address in copied:
        site.places.add(address, file.removeprefix(site.input))
    site.places.known.setdefault("", "/")
    for name in ("feed/feed.xml", "feed.xml", "feed/feed.json"):
        site.places.known.setdefault(name, "/feed.json" if name.endswith("json") else "/feed.xml")
    proposed = moving.likeliest(
        (each.address, each.slug, each.date.iso if each.date else "")
        for each in seen
        if each.kind == "articles"
    )
    yield moving.former(_given(site, proposed), site.problems)
    addresses = moving.Addresses(moving.permalink(config, proposed))
    for each in seen:
        yield _draft(site, each, addresses)
    yield from moving.enclosures(folder, copied)


def _folder(name: str) -> str:
    """A folder of the settings, with a slash at its end; empty for the site's own or one outside of it."""
    made = posixpath.normpath(name.strip() or ".").strip("/")
    return "" if made in (".", "") or made.startswith("..") else made + "/"


def _copies(written: str, inside: str) -> list[tuple[str, str]]:
    """What is copied as it is: pairs of path in the site's folder and in its output."""
    found = []
    for plain, pairs in _COPY.findall(written):
        if plain:
            path = posixpath.normpath(plain).strip("/")
            found.append((path, path.removeprefix(inside)))
        for source, target in _PAIR.findall(pairs):
            found.append(
                (posixpath.normpath(source).strip("/"), posixpath.normpath("/" + target).strip("/"))
            )
    return found


def _literals(text: str) -> dict[str, Any]:
    """Texts, numbers and lists of texts that a data file written as a program gives by name."""
    found: dict[str, Any] = {}
    for key, value in re.findall(
        r"[{,\n]\s*[\"']?(\w+)[\"']?\s*:\s*(\"[^\"\n]*\"|'[^'\n]*'|`[^`$]*`|true|false|\[[^\[\]{}]*\])",
        text,
    ):
        if value.startswith("["):
            found.setdefault(
                key.lower(), [a or b for a, b in re.findall(r"\"([^\"\n]*)\"|'([^'\n]*)'", value)]
            )
        elif value in ("true", "false"):
            found.setdefault(key.lower(), value == "true")
        else:
            found.setdefault(key.lower(), value[1:-1])
    return found


def _sorted(site: _Site) -> tuple[list[str], list[tuple[str, str]]]:
    """Texts by path below the input folder, and what is copied with its address."""
    texts: list[str] = []
    copied: list[tuple[str, str]] = []
    templates = 0
    passed = frozenset(name for name in (site.output, "_site", *_ignored(site)) if name)
    inner = tuple(site.input + each for each in (site.includes, site.layouts, site.data) if each)
    for name in premises.files(site.folder, passed):
        if isinstance(name, Problem):
            site.problems.append(name)
            continue
        if (target := _copied(site, name)) is not None:
            copied.append((name, target))
            continue
        ending = name.rpartition(".")[2].lower()
        if not name.startswith(site.input) or name in _SETTINGS or name.startswith(inner):
            continue
        base = posixpath.basename(name).lower()
        if ending in _TEXTS:
            if "/" in name or base not in (
                "readme.md",
                "license.md",
                "contributing.md",
                "changelog.md",
            ):
                texts.append(name.removeprefix(site.input))
        elif ending in ("html", "htm") and not _filled_in(site, name):
            texts.append(name.removeprefix(site.input))
        elif ending in _TEMPLATES or base.endswith(".11ty.js"):
            templates += 1
            message, hint = (
                "is a page that the generator filled in; left out",
                "write it as a page, if readers need it",
            )
            site.problems.append(Problem(name, 1, message, hint, "warning"))
    return texts, copied


def _ignored(site: _Site) -> list[str]:
    """Plain names and paths in `.eleventyignore` and `.gitignore`."""
    found = []
    for name in (".eleventyignore", ".gitignore"):
        text = premises.text(site.folder, name) if (site.folder / name).is_file() else ""
        lines = text.split("\n") if isinstance(text, str) else []
        found += [
            line.strip().strip("/") for line in lines if re.fullmatch(r"[\w./-]+", line.strip())
        ]
    return found


def _filled_in(site: _Site, name: str) -> bool:
    """Whether a page of HTML is made by the generator rather than written."""
    text = premises.text(site.folder, name)
    return (
        isinstance(text, Problem)
        or re.search(r"\{%|collections\.|<!doctype", text, re.IGNORECASE) is not None
    )


def _copied(site: _Site, name: str) -> str | None:
    for source, target in site.copied:
        if name == source:
            return "/" + target
        if (name + "/").startswith(source + "/"):
            return "/" + posixpath.join(target, name.removeprefix(source).strip("/"))
        if "*" in source:
            fixed = source.partition("*")[0].rstrip("/")
            endings = re.search(r"\.(?:\{([\w,]+)\}|(\w+))\Z", source)
            allowed = (endings[1] or endings[2]).split(",") if endings else []
            if (not fixed or (name + "/").startswith(fixed + "/")) and name.rpartition(".")[
                2
            ] in allowed:
                return "/" + name.removeprefix(site.input)
    return None


def _read(site: _Site, file: str) -> tuple[Front, str] | Problem:
    """A file's front matter, with what data files say of its folder, and its whole text."""
    read = premises.document(site.folder, site.input + file)
    if isinstance(read, Problem):
        return read
    parts, text = read
    given = site.directory(posixpath.dirname(file))
    for key, value in given.items():
        if key not in ("tags", "eleventycomputed"):
            parts.values.setdefault(key, value)
    return parts, text


def _seen(site: _Site, file: str) -> _Seen | None:
    read = _read(site, file)
    if isinstance(read, Problem):
        site.problems.append(read)
        return None
    parts, text = read
    values = parts.values
    wanted = values.get("permalink")
    if wanted in (False, "false"):
        return None
    stem, folder = posixpath.splitext(posixpath.basename(file))[0], posixpath.dirname(file)
    named = _DATED.fullmatch(stem)
    name = named[2] if named else stem
    slug = (
        (re.sub(r"^\d{4}-\d{2}-\d{2}-", "", posixpath.basename(folder)) or "index")
        if name == "index"
        else name
    )
    in_folder = re.search(r"(?:^|/)(\d{4}-\d{2}-\d{2})(?=-[^/]*(?:/|\Z))", folder)
    stated = moving.word(values.get("date"))
    if (
        stated.lower() in ("created", "last modified", "git created", "git last modified")
        or "{{" in stated
    ):
        values.pop("date")
    fields = Fields(parts, file, text, site.zone)
    in_name = named[1] if named else in_folder[1] if in_folder else ""
    date = fields.date("date") or (dates.parse(in_name, site.zone) if in_name else None)
    path = "/" + "/".join(part for part in (folder, name) if part)
    if isinstance(wanted, str) and wanted:
        filled = _filled(site, wanted, values, slug, path.removesuffix("/index") or "/", date)
        if filled is None:
            message = f"the permalink {wanted[:60]} is computed; another address is taken"
            hint = "write the permalink out"
            site.problems.append(
                Problem(
                    site.input + file, parts.lines.get("permalink", 1), message, hint, "warning"
                )
            )
        address = filled
    else:
        address = None
    if address is None:
        same = posixpath.basename(folder) == name
        last = "" if name == "index" or same else name + "/"
        address = f"/{folder}/{last}"
    address = re.sub(r"/{2,}", "/", "/" + address)
    return _Seen(file, _kind(values, date, bool(in_name)), address, slug, date)


def _kind(values: Mapping[str, Any], date: Date | None, named: bool) -> str:
    """An article is what is dated, or gathered under a tag for posts."""
    gathered = {
        moving.word(each).lower()
        for each in (*moving.items(values.get("of_folder")), *_listed(values))
    }
    posts = gathered & {"post", "posts", "blog", "article", "articles"}
    return "articles" if posts or named or (date and "page" not in gathered) else "pages"


def _listed(values: Mapping[str, Any]) -> list[str]:
    found = []
    for key in ("tags", "categories", "category"):
        value = values.get(key)
        value = value.split(",") if isinstance(value, str) and "," in value else value
        found += [moving.word(each) for each in moving.items(value)]
    return found


def _filled(
    site: _Site, pattern: str, values: Mapping[str, Any], slug: str, stem: str, date: Date | None
) -> str | None:
    """A permalink with its expressions worked out; None where one needs the generator."""
    stamps = moving.stamps(date.iso if date else "")

    def printed(found: re.Match[str]) -> str:
        form = re.sub(
            "|".join(sorted(_FORMS, key=len, reverse=True)),
            lambda each: stamps[_FORMS[each[0]]],
            found[1],
        )
        return form if re.fullmatch(r"[\d/_-]+", form) and date else found[0]

    names = dict(site.names) | {
        key: value for key, value in values.items() if isinstance(value, str)
    }
    names |= {
        "page.fileSlug": slug,
        "page.filePathStem": stem,
        "title": moving.word(values.get("title")),
    }
    names |= {f"page.{key}": value for key, value in stamps.items() if date}

    def turn(tag: Tag) -> str | None:
        if not tag.value:
            return None
        return shortcodes.worth(tag.rest, names)

    made, left = shortcodes.turned(_DATE_FILTER.sub(printed, pattern), 1, shortcodes.LIQUID, turn)
    return None if left or "{{" in made else made


def _given(site: _Site, proposed: str) -> dict[str, Any]:
    get = site.about.get
    author = get("author")
    url = site.url.rstrip("/") + "/" if site.url.startswith("http") else ""
    return {
        "title": get("title") or get("name"),
        "url": url,
        "language": get("language") or get("lang") or get("locale"),
        "author": moving.mapping(author).get("name") if isinstance(author, dict) else author,
        "description": get("description"),
        "permalink": proposed,
        "menu": moving.menu(_navigation(site), site.places),
    }


def _navigation(site: _Site) -> list[tuple[str, str]]:
    """Pages that put themselves into the menu by `eleventyNavigation`, in their order."""
    found = []
    for file, address in site.places.files.items():
        if not file.endswith(".md"):
            continue
        read = _read(site, file)
        own = (
            {}
            if isinstance(read, Problem)
            else moving.mapping(read[0].values.get("eleventynavigation"))
        )
        if title := moving.word(own.get("title") or own.get("key")):
            order = moving.word(own.get("order"))
            found.append(
                (
                    float(order) if re.fullmatch(r"-?\d{1,6}(?:\.\d+)?", order) else 0.0,
                    title,
                    address,
                )
            )
    return [(title, address) for _, title, address in sorted(found)]


def _draft(site: _Site, each: _Seen, addresses: moving.Addresses) -> Draft | Problem:
    read = _read(site, each.file)
    if isinstance(read, Problem):
        return read
    parts, text = read
    values = dict(parts.values)
    tags = [name for name in _listed(values) if name.lower() not in _COLLECTIONS]
    aliases = [
        moving.word(item)
        for key in ("redirect_from", "aliases")
        for item in moving.items(values.get(key))
    ]
    drafted = values.get("draft") in (True, "true")
    for key in _OWN:
        values.pop(key, None)
    for key in site.directory(posixpath.dirname(each.file)):
        if (
            key not in ("author", "lang", "image")
            and values.get(key) == site.directory(posixpath.dirname(each.file))[key]
        ):
            values.pop(key, None)
    if moving.word(values.get("date")).lower() in (
        "created",
        "last modified",
        "git created",
        "git last modified",
    ):
        values.pop("date")
    names = site.names | {key: value for key, value in values.items() if isinstance(value, str)}
    names |= {
        "page.url": each.address,
        "page.fileSlug": each.slug,
        "title": moving.word(values.get("title")),
    }

    def turn(tag: Tag) -> str | None:
        return _turn(tag, names)

    body, left = shortcodes.turned(parts.body, parts.body_line, shortcodes.LIQUID, turn)
    body = dialect.led(moving.body(body), lambda to: site.places.lead(to, each.file, each.address))
    fields = Fields(
        replace(parts, values=values),
        site.input + each.file,
        text,
        site.zone,
    )
    return moving.draft(
        fields,
        address=each.address,
        kind=each.kind,
        slug=each.slug,
        when=moving.dated(fields, each.date, ""),
        text=body,
        addresses=addresses,
        places=site.places,
        tags=tags,
        aliases=aliases,
        left=left,
        drafted=drafted,
    )


def _turn(tag: Tag, names: dict[str, Any]) -> str | None:
    if tag.value:
        return shortcodes.worth(tag.rest, names)
    if tag.name in ("raw", "verbatim") and tag.inner is not None:
        return tag.inner
    if tag.name == "comment":
        return ""
    if tag.name in ("assign", "set") and (
        found := re.match(r"(\w+)\s*=\s*(.*)", tag.rest, re.DOTALL)
    ):
        value = shortcodes.worth(found[2], names)
        if value is not None:
            names[found[1]] = value
            return ""
        return None
    return shortcodes.plain(tag)
