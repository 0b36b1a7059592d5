"""layouts/ as one value: each layout's source, what it includes, its static files; and the environment made of it."""

import json
import re
import threading
from collections.abc import Mapping
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any, NamedTuple

import jinja2
import msgspec
from jinja2 import meta, nodes
from markupsafe import Markup

from digest import dates, locales, parts, safe, urls, words
from digest.engine import Engine
from digest.fingerprint import fingerprint, of_bytes
from digest.model import Asset, Date, Link, Picture
from digest.problems import DigestError, Problem
from digest.quotes import emphasised
from digest.words import Catalogue, Words

STATIC = "static"
THEMES = ("ledger",)
"""Themes that come along beside the default one, each in a folder of its name."""
DEFAULT = "default"
"""`default/article.html` is the layout that a site's own `article.html` stands before, for it to extend."""
_TEXT_ENDINGS = {".html", ".xml", ".json", ".txt", ".css", ".webmanifest"}


class Layouts(msgspec.Struct, frozen=True):
    """All layouts of a site: `sources` by name, `assets` by name → address within the site, `files` to copy.

    `marks` fingerprints each layout with all it extends, includes or imports and the static files it names; `mark` is
    that of them all; `origins` says where each lies, for problems. `words` is what they say in the site's language.
    """

    sources: dict[str, str]
    assets: dict[str, str]
    files: tuple[Asset, ...]
    origins: dict[str, str]
    marks: dict[str, str]
    mark: str
    words: Words = Words()
    problems: tuple[Problem, ...] = ()


def read(root: Path, folder: str, theme: str, language: str = words.SOURCE) -> Layouts:
    """The layouts of the site in `folder`, over those of the theme, over ours; file by file the nearest wins.

    Their words are those of a `language`, message by message from the nearest catalogue.
    Raises DigestError for a file that can't be read.
    """
    ours = parts.theme()
    places = [
        (ours, ""),
        (ours / theme, ""),
        (root / folder, folder),
        (root / folder / theme, f"{folder}/{theme}"),
    ]
    found: dict[str, tuple[Path, str]] = {}
    catalogues: list[Catalogue] = []
    for place, shown in places if theme else [places[0], places[2]]:
        if not place.is_dir():
            continue
        beside: list[Catalogue] = []
        for path in sorted(place.rglob("*")):
            name = path.relative_to(place).as_posix()
            if place == ours and name.partition("/")[0] in THEMES:
                continue
            if path.is_file() and not any(part.startswith(".") for part in name.split("/")):
                if shown and root.resolve() not in path.resolve().parents:
                    continue  # a link out of the site's folder
                if name.startswith(words.FOLDER + "/") and path.suffix == ".po":
                    held = _bytes(path, f"{shown or 'digest/theme'}/{name}")
                    beside.append(Catalogue(path.name, held, f"{shown or 'digest/theme'}/{name}"))
                    continue
                if name in found:
                    found.setdefault(f"{DEFAULT}/{name}", found[name])
                found[name] = (path, f"{shown or 'digest/theme'}/{name}")
        catalogues += sorted(beside, key=words.order)
    sources, assets, files, origins = {}, {}, [], {}
    for name, (path, shown) in sorted(found.items()):
        content = _bytes(path, shown)
        if name.startswith(STATIC + "/"):
            mark = of_bytes(content)
            stem, dot, ending = name.rpartition(".")
            address = f"{stem}.{mark[:10]}.{ending}" if dot else f"{name}.{mark[:10]}"
            assets[name.removeprefix(STATIC + "/")] = address
            files.append(Asset(address, str(path), mark, shown))
        elif path.suffix in _TEXT_ENDINGS:
            sources[name] = content.decode("utf-8", "replace")
            origins[name] = shown
    said, problems = words.read(catalogues, language)
    if said.spoken != language:
        wanted = f"{folder}/{words.FOLDER}/{locales.chain(language)[-1]}.po"
        message = f"no words in the language '{language}' are there, so pages say English ones"
        hint = "copy words.pot there and translate it: `digest help languages`"
        problems.append(Problem(wanted, 0, message, hint, "warning"))
    marks = {name: _mark(name, sources, assets, said) for name in sources}
    mark = fingerprint([sources, assets, said])
    return Layouts(
        sources, assets, tuple(files), origins, marks, mark, said, tuple(sorted(problems))
    )


def _bytes(path: Path, shown: str) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        message = f"can't be read: {error.strerror}"
        raise DigestError(Problem(shown, 0, message, "look at its permissions")) from error


def template(layouts: Layouts, name: str) -> jinja2.Template:
    """One layout, compiled. Raises jinja2.TemplateError where it is missing or wrong."""
    with _making:
        if layouts.mark not in _environments:
            while (
                len(_environments) > 1
            ):  # each edit of a layout makes one; the last two are enough
                del _environments[next(iter(_environments))]
            _environments[layouts.mark] = environment(layouts)
        made = _environments[layouts.mark]
    return made.get_template(name)


_environments: dict[str, jinja2.Environment] = {}
_making = threading.Lock()  # while serving, pages are rendered in two threads


def environment(layouts: Layouts) -> jinja2.Environment:
    """A misspelt name is an error, text is always escaped, nothing is loaded from disk."""
    made = Engine(
        layouts.words,
        loader=jinja2.FunctionLoader(lambda name: _found(layouts, name)),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        extensions=_EXTENSIONS,
    )
    made.globals = {
        "asset": _asset(layouts.assets),
        "range": range,
        "namespace": made.globals["namespace"],
        "_": made.voice.gettext,
        "gettext": made.voice.gettext,
        "pgettext": made.voice.pgettext,
        "ngettext": made.voice.ngettext,
        "npgettext": made.voice.npgettext,
        "tongue": Markup(made.voice.tongue),  # noqa: S704 - attributes of our own
    }
    made.filters.update(FILTERS, number=made.voice.number)
    return made


def _found(layouts: Layouts, name: str) -> tuple[str, str, None] | None:
    """A layout's source, with its name as its file's: so errors say where they are."""
    return (layouts.sources[name], name, None) if name in layouts.sources else None


_EXTENSIONS = ["jinja2.ext.do", "jinja2.ext.loopcontrols"]


class _Uses(NamedTuple):
    """What a layout's source names: other layouts and static files; None where it makes a name while rendering."""

    layouts: frozenset[str] | None
    assets: frozenset[str] | None


def _mark(name: str, sources: dict[str, str], assets: dict[str, str], said: Words) -> str:
    """The fingerprint of a layout with all that its bytes depend on; of all there is, where that can't be known.

    The site's words count whole: which of them a layout asks for is not looked into.
    """
    names: set[str] = set()
    named: set[str] = set()
    todo = [name]
    while todo:
        each = todo.pop()
        if each not in names and each in sources:
            names.add(each)
            uses = _uses(sources[each])
            todo += sources if uses.layouts is None else uses.layouts
            named |= assets.keys() if uses.assets is None else uses.assets
    return fingerprint(
        [
            {each: sources[each] for each in names},
            {each: assets.get(each, "") for each in named},
            said,
        ]
    )


_QUOTED = r'\s+"([^"\\]*)"'
_CONTEXT = r"(?:\s+with(?:out)?\s+context)?"
_NAMING = re.compile(
    r"\{%[-+]?\s*(?:"
    rf"extends{_QUOTED}|include{_QUOTED}(?:\s+ignore\s+missing)?{_CONTEXT}"
    rf"|import{_QUOTED}\s+as\s+\w+{_CONTEXT}|from{_QUOTED}\s+import\s+[\w\s,]+"
    r")\s*[-+]?%\}"
)
_NAMED_ASSET = re.compile(r'\basset\("([^"\\]*)"\)')
_MAY_NAME = re.compile(r"\b(?:extends|include|import|asset|raw)\b")
_COMMENT = re.compile(r"\A\s*\{#.*?#\}", re.DOTALL)
"""What a layout opens with."""


@lru_cache(maxsize=512)
def _uses(source: str) -> _Uses:
    """What a layout names. No parser is asked where each word that could name something stands before a plain name."""
    code = _COMMENT.sub("", source)
    if "{#" in code:
        return _parsed_uses(source)  # a comment, or what looks like one within a text
    names, named = _NAMING.findall(code), _NAMED_ASSET.findall(code)
    if len(names) + len(named) == len(_MAY_NAME.findall(code)):
        return _Uses(frozenset("".join(each) for each in names), frozenset(named))
    return _parsed_uses(source)


def _parsed_uses(source: str) -> _Uses:
    try:
        tree = jinja2.Environment(extensions=_EXTENSIONS, autoescape=True).parse(source)
    except (jinja2.TemplateSyntaxError, RecursionError, ValueError):
        return _Uses(frozenset(), frozenset())  # rendering will say what is wrong; the plan goes on
    layouts = frozenset(meta.find_referenced_templates(tree))
    named = [
        str(call.args[0].value)
        for call in tree.find_all(nodes.Call)
        if _is_asset(call.node) and call.args and isinstance(call.args[0], nodes.Const)
    ]
    mentioned = sum(1 for each in tree.find_all(nodes.Name) if _is_asset(each))
    return _Uses(
        None if None in layouts else frozenset(each for each in layouts if each is not None),
        None if mentioned > len(named) else frozenset(named),
    )


def _is_asset(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Name) and node.name == "asset"


def _asset(assets: Mapping[str, str]) -> Any:
    @jinja2.pass_context
    def asset(context: jinja2.runtime.Context, name: str) -> str:
        if name not in assets:
            raise jinja2.TemplateRuntimeError(f"no static file is called '{name}'")
        return str(_url(context, assets[name]))

    return asset


@jinja2.pass_context
def _url(context: jinja2.runtime.Context, address: str) -> str:
    """An address within the site, with its base path; one elsewhere stays as it is."""
    site = context.vars["site"] if "site" in context.vars else context.parent["site"]
    return _from(site.base, address)


@jinja2.pass_context
def _absolute(context: jinja2.runtime.Context, address: str) -> str:
    """An address within the site, whole; one elsewhere stays as it is."""
    return _from(_site(context).url, address)


def _site(context: jinja2.runtime.Context) -> Any:
    """The page's `site`, without the detours of `context["site"]`: filters ask for it many times a page."""
    return context.vars["site"] if "site" in context.vars else context.parent["site"]


@lru_cache(maxsize=20_000, typed=True)  # typed: markup equals its text, and is not the same
def _from(prefix: str, address: str) -> str:
    if _ELSEWHERE(address):
        return address
    return prefix + urls.encode(address.lstrip("/"))


_ELSEWHERE = re.compile(r"[a-z]+:").match
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:").match


@jinja2.pass_context
def _body(
    context: jinja2.runtime.Context,
    html: str,
    links: Mapping[str, Link],
    here: str,
    whole: bool = False,
) -> Markup:
    """Safe HTML with its references resolved; `here` is its address, `whole` makes addresses fit for feeds."""
    site = _site(context)
    if whole:
        return _for_feeds(html, tuple(links.items()), here, str(site.url))
    return _resolved(html, links, here, str(site.base))


@lru_cache(maxsize=128)  # one after the other, Atom and JSON feeds hold the same texts
def _for_feeds(html: str, links: tuple[tuple[str, Link], ...], here: str, url: str) -> Markup:
    return _resolved(html, dict(links), here, url, whole=True)


def _resolved(
    html: str, links: Mapping[str, Link], here: str, prefix: str, whole: bool = False
) -> Markup:
    def address(value: str) -> str | None:
        target, mark, anchor = value.partition("#")
        if value in links:
            return prefix + urls.encode(links[value].url)
        if link := links.get(target):
            return prefix + urls.encode(link.url) + mark + urls.encode(anchor)
        if value.startswith("ref:"):
            return None
        if value.startswith("/"):
            return prefix + value.lstrip("/")
        if _SCHEME(value) or not whole:
            return value
        if value.startswith("#"):
            return prefix + urls.encode(here) + value
        return prefix + urls.joined(here, value)

    def title(value: str) -> str | None:
        link = links.get(value) or links.get(value.partition("#")[0])
        return link.title if link else None

    def picture(attributes: Mapping[str, str]) -> str | None:
        link = links.get(attributes.get("src", ""))
        if link is None or link.picture is None:
            return None
        if not link.picture.width:
            words = escape(attributes.get("alt", ""))
            return f'<span class="picture">{words}</span>' if words else ""
        return _pictured(link.picture, prefix, attributes, bare=whole)

    made = safe.rewrite(html, address, title, picture)
    return Markup(made)  # noqa: S704 - safe HTML in, safe HTML out


SIZES = "(max-width: 42rem) 100vw, 39rem"
"""How wide a picture in a text is drawn, for browsers to choose a copy: as wide as the screen, or as lines are."""


@jinja2.pass_context
def _shown(
    context: jinja2.runtime.Context, picture: Picture, sizes: str = SIZES, first: bool = False
) -> Markup:
    """A picture as HTML; `sizes` as in HTML, `first` for one that a reader sees at once."""
    made = _pictured(picture, _site(context).base, {"alt": picture.alt}, sizes, first)
    return Markup(made)  # noqa: S704 - escaped where it is made


def _pictured(
    picture: Picture,
    prefix: str,
    attributes: Mapping[str, str],
    sizes: str = SIZES,
    first: bool = False,
    bare: bool = False,
) -> str:
    """A picture as HTML, its place kept free until it is there; `bare` without the copies that feeds don't know."""
    given = {
        **attributes,
        "src": prefix + urls.encode(picture.url),
        "alt": attributes.get("alt", ""),
    }
    given |= _size(picture, attributes)
    if first:
        given |= {"fetchpriority": "high"}
    else:
        given["loading"] = "lazy"
    given["decoding"] = "async"
    image = "".join(f' {key}="{escape(value)}"' for key, value in given.items())
    if bare or not picture.sources:
        return f"<img{image}>"
    if int(given["width"]) < picture.width:
        sizes = f"(max-width: {given['width']}px) 100vw, {given['width']}px"
    copies = ", ".join(f"{prefix}{urls.encode(url)} {width}w" for url, width in picture.sources)
    source = f'<source type="image/webp" srcset="{escape(copies)}" sizes="{escape(sizes)}">'
    return f"<picture>{source}<img{image}></picture>"


def _size(picture: Picture, attributes: Mapping[str, str]) -> dict[str, str]:
    """Width and height of a picture: its own, or what a text asks for, in its proportions."""
    width, height = picture.width, picture.height
    if (asked := attributes.get("width", "")).isdecimal() and 0 < int(asked) < width:
        width, height = int(asked), max(1, round(height * int(asked) / width))
    elif (asked := attributes.get("height", "")).isdecimal() and 0 < int(asked) < height:
        width, height = max(1, round(width * int(asked) / height)), int(asked)
    return {"width": str(width), "height": str(height)}


@jinja2.pass_context
def _date(context: jinja2.runtime.Context, date: Date | str | None) -> str:
    """A date, or what it is as `iso`, in the words of the site's language."""
    iso = date if isinstance(date, str) else date.iso if date else ""
    return dates.spoken(iso, _site(context).language) if iso else ""


@jinja2.pass_context
def _hour(context: jinja2.runtime.Context, date: Date) -> str:
    """The time of a date, as the site's language writes it; empty where it is not known."""
    return dates.clock(date.iso, _site(context).language)


@jinja2.pass_context
def _month(context: jinja2.runtime.Context, number: str) -> str:
    return dates.month_name(number, _site(context).language)


def _json(value: Any) -> Markup:
    """A plain value as JSON that can stand in HTML: no `<`, `>`, `&` and no line separators as they are."""
    try:
        text = _dumped(value).decode()
    except UnicodeEncodeError:
        text = _written(_plainly(value))
    for sign, code in _RISKY:
        if sign in text:
            text = text.replace(sign, code)
    return Markup(text)  # noqa: S704 - nothing in it is markup any more


_RISKY = [(sign, f"\\u{ord(sign):04x}") for sign in "<>&\u2028\u2029"]


def _single_quoted(html: str) -> str:
    """Safe HTML as a text for JSON, its attributes between single quotes."""
    quoted = safe.single_quoted(html)
    return quoted if type(quoted) is str else str(quoted)


def _document(value: Any) -> Markup:
    """A plain value as a JSON file of its own."""
    try:
        text = msgspec.json.format(_dumped(value), indent=1).decode()
    except (msgspec.DecodeError, UnicodeEncodeError):  # what Python writes and JSON does not know
        text = json.dumps(_plainly(value), ensure_ascii=False, indent=1)
    return Markup(text)  # noqa: S704 - no HTML


def _dumped(value: Any) -> bytes:
    """A plain value as JSON on one line, in the very signs of Python's `json`.

    Raises UnicodeEncodeError for half surrogates.
    """
    if _is_simple(value):
        return _packed(value)
    plain = _plainly(value)
    return _packed(plain) if _is_simple(plain) else _written(plain).encode()


def _is_simple(value: Any) -> bool:
    """Whether a value is lists, dicts and texts already, without floats: msgspec writes those in signs of its own."""
    kind = type(value)
    if kind is dict:
        if not _STR.issuperset(map(type, value)):
            return False
        value = value.values()
    elif kind is not list:
        return kind in _SIMPLE
    if _SIMPLE.issuperset(map(type, value)):
        return True
    for each in value:  # noqa: SIM110 - `all` takes twice as long
        if type(each) not in _SIMPLE and not _is_simple(each):
            return False
    return True


_STR = frozenset([str])
_SIMPLE = frozenset([str, int, bool, type(None)])
_packed = msgspec.json.Encoder().encode
_written = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def _plainly(value: Any) -> Any:
    """A value as lists, dicts and texts; markup made while rendering is text too."""

    def text(value: Any) -> str:
        if isinstance(value, str):
            return str.__str__(value)
        raise TypeError(f"a {type(value).__name__} is no plain value")

    return msgspec.to_builtins(value, enc_hook=text)


@lru_cache(maxsize=256)
def _direction(language: str) -> str:
    """`rtl` for languages written from right to left."""
    return "rtl" if language.partition("-")[0].lower() in _RTL else "ltr"


_RTL = frozenset(
    [
        "ar",
        "arc",
        "ckb",
        "dv",
        "fa",
        "ha",
        "he",
        "khw",
        "ks",
        "ps",
        "sd",
        "ug",
        "ur",
        "uz-arab",
        "yi",
    ]
)

FILTERS: dict[str, Any] = {
    "absolute": _absolute,
    "begins": dates.begins,
    "body": _body,
    "date": _date,
    "direction": _direction,
    "document": _document,
    "emphasised": emphasised,
    "hour": _hour,
    "json": _json,
    "month": _month,
    "number": str,  # in the site's language: the environment's own
    "pictured": _shown,
    "plain": safe.plain,
    "says": safe.says,
    "single_quoted": _single_quoted,
    "url": _url,
}
"""What layouts can do beyond Jinja's own filters; the guide's topic `layouts` says how."""
