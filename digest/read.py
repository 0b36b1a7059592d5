"""Manuscript → article, profile or standalone page: what one content file says, known from itself alone."""

import codecs
import re
from collections.abc import Mapping
from pathlib import PurePosixPath
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from digest import dates, ledger, prose, safe, urls
from digest.fields import Fields
from digest.fingerprint import fingerprint
from digest.front import Front, front
from digest.model import (
    ENTITY_KINDS,
    Article,
    Body,
    Date,
    Group,
    Listed,
    Manuscript,
    Profile,
    Provenance,
    Reading,
    Rules,
    Standalone,
    Text,
)
from digest.problems import Problem

_HEADING = re.compile(r"\s*#[ \t]+([^\n]+)(?:\n|\Z)")


def manuscript(manuscript: Manuscript, rules: Rules, content: str) -> tuple[Reading, Text]:
    """One content file read, and its text; `content` is the folder's name, for problems.

    Never raises for what a file holds.
    """
    kind, _, relative = manuscript.path.partition("/")
    place = f"{content}/{manuscript.path}"
    text = _decoded(manuscript.content, place)
    if isinstance(text, Problem):
        return Reading(manuscript.path, problems=(text,)), Text()
    if not text.strip():
        hint = "write something, or remove the file"
        return Reading(manuscript.path, problems=(Problem(place, 1, "is empty", hint),)), Text()
    if kind == "articles" and "_index" in relative and PurePosixPath(relative).stem == "_index":
        told = Problem(place, 1, _SECTION, _SECTION_HINT, "warning")
        return Reading(manuscript.path, problems=(told,)), Text()
    parts = front(text, place)
    if isinstance(parts, Problem):
        return Reading(manuscript.path, problems=(parts,)), Text()
    fields = Fields(parts, place, text, ZoneInfo(rules.timezone))
    if kind == "articles":
        return _article(manuscript.path, relative, parts, fields, rules)
    if kind == "pages":
        return _standalone(manuscript.path, relative, parts, fields, rules)
    return _profile(manuscript.path, relative, kind, parts, fields, rules)


_SECTION = "describes a section of another generator; digest makes its lists itself"
_SECTION_HINT = "move the text to pages/ if readers need it, else remove the file"
_NO_DATE = "give it a `date:`; 2021-12 or 2021 will do"


def _article(
    path: str, relative: str, parts: Front, fields: Fields, rules: Rules
) -> tuple[Reading, Text]:
    stem, folder = urls.stem(relative)
    named, rest = dates.in_name(stem, fields.zone)
    title, body, first = _title(fields, parts, rest or stem, rules.markdown)
    address = fields.values.get("url")
    if isinstance(address, str) and address.startswith("/") and not address.startswith("//"):
        fields.values["path"] = fields.values.pop("url")  # Hugo's `url` is the page's own address
        fields.front.lines["path"] = fields.line("url")
    place = fields.place("path")
    told = len(fields.problems)
    date = fields.date("date")
    if date is None and len(fields.problems) == told:  # not there, rather than wrong
        date = _finer(named, dates.in_address(place, fields.zone))
        if date is None:
            fields.problem(
                "title", 'has no date; it is listed last, under "undated"', _NO_DATE, "warning"
            )
    begins = fields.date("publishdate", "published", "pubdate", "publish_date") or date
    slug = fields.slug(rest or stem)
    draft, hidden = _status(fields)
    text = prose.prose(body, rules.markdown, fields.path, first)
    image = _image(fields)
    written = fields.line_of_text("summary")
    article = Article(
        path=path,
        url=place or urls.permalink(rules.permalink, slug, date.iso if date else "", folder),
        slug=slug,
        title=title,
        date=date,
        updated=fields.date("updated"),
        begins=begins,
        expires=fields.date("expires"),
        summary=written or (prose.summary(text.html) if isinstance(text, Text) else ""),
        summary_taken=not written,
        tags=fields.names("tags"),
        entities=_listed(fields, "entities"),
        not_entities=_listed(fields, "not_entities"),
        source=_source(fields),
        original=fields.address("url") or _source_address(fields),
        authors=fields.names("author"),
        lang=fields.language(rules.language),
        layout=fields.line_of_text("layout"),
        layout_line=fields.line("layout"),
        draft=draft,
        hidden=hidden,
        weight=fields.number("weight"),
        lead=fields.flag("lead"),
        image=image.file,
        provenance=_provenance(fields),
        aliases=fields.places("aliases"),
        extra=fields.extra(),
        body=_body(text),
        image_alt=image.alt,
        image_caption=image.caption,
        image_credit=image.credit,
        image_line=image.line,
    )
    return _reading(path, fields, text, article=article)


def _profile(
    path: str, relative: str, kind: str, parts: Front, fields: Fields, rules: Rules
) -> tuple[Reading, Text]:
    group: Group = "tags" if kind == "tags" else "sources" if kind == "sources" else "entities"
    stem, _ = urls.stem(relative)
    title = fields.line_of_text("title")
    name = fields.line_of_text("name") or title
    if not name:
        name = _words(stem)
        fields.problem(
            "name",
            f"has no name; '{name}' is taken from the file's",
            "give it a `name:`",
            "warning",
        )
    sort = fields.line_of_text("kind")
    if group == "entities":
        sort = {"organization": "organisation", "people": "person"}.get(sort.lower(), sort.lower())
        if sort not in ENTITY_KINDS:
            if sort or "kind" in fields.values:
                hint = f"kinds are {', '.join(ENTITY_KINDS)}"
                fields.problem("kind", f"kind is '{sort[:60]}', which is none of digest's", hint)
            sort = "other"
    wikidata = fields.line_of_text("wikidata").rpartition("/")[2]
    if wikidata and not re.fullmatch(r"Q[1-9]\d{0,11}", wikidata):
        fields.problem(
            "wikidata",
            f"wikidata is '{wikidata[:60]}', not an item",
            "write its number, such as Q796",
        )
        wikidata = ""
    draft, _ = _status(fields)
    text = prose.prose(parts.body, rules.markdown, fields.path, parts.body_line)
    image = _image(fields)
    profile = Profile(
        path=path,
        group=group,
        slug=fields.slug(stem),
        name=name,
        names=fields.names("names"),
        short=fields.names("short"),
        misspellings=fields.names("misspellings"),
        kind=sort,
        wikidata=wikidata,
        same_as=fields.addresses("same_as"),
        url=fields.address("url"),
        country=fields.line_of_text("country"),
        note=fields.line_of_text("note"),
        summary=prose.summary(text.html) if isinstance(text, Text) else "",
        lang=fields.language(rules.language),
        layout=fields.line_of_text("layout"),
        layout_line=fields.line("layout"),
        draft=draft,
        aliases=fields.places("aliases"),
        extra=fields.extra(),
        body=_body(text),
        image=image.file,
        image_alt=image.alt,
        image_line=image.line,
    )
    return _reading(path, fields, text, profile=profile)


def _standalone(
    path: str, relative: str, parts: Front, fields: Fields, rules: Rules
) -> tuple[Reading, Text]:
    stem, folder = urls.stem(relative)
    title, body, first = _title(fields, parts, stem, rules.markdown)
    slug = fields.slug(stem)
    draft, hidden = _status(fields)
    text = prose.prose(body, rules.markdown, fields.path, first)
    standalone = Standalone(
        path=path,
        url=fields.place("path") or urls.permalink("{folder}/{slug}/", slug, "", folder),
        slug=slug,
        title=title,
        summary=fields.line_of_text("summary")
        or (prose.summary(text.html) if isinstance(text, Text) else ""),
        updated=fields.date("updated", "date"),
        lang=fields.language(rules.language),
        layout=fields.line_of_text("layout"),
        layout_line=fields.line("layout"),
        draft=draft,
        hidden=hidden,
        aliases=fields.places("aliases"),
        extra=fields.extra(),
        body=_body(text),
    )
    return _reading(path, fields, text, standalone=standalone)


def _reading(
    path: str,
    fields: Fields,
    text: Text | Problem,
    article: Article | None = None,
    profile: Profile | None = None,
    standalone: Standalone | None = None,
) -> tuple[Reading, Text]:
    """What was read counts only if nothing in it is an error: half an article is worse than none."""
    problems = tuple(fields.problems)
    if isinstance(text, Problem):
        return Reading(path, problems=(*problems, text)), Text()
    if any(each.severity == "error" for each in problems):
        return Reading(path, problems=problems), Text()
    return Reading(path, article, profile, standalone, problems), text


def _body(text: Text | Problem) -> Body:
    if isinstance(text, Problem):
        return Body()
    return Body(fingerprint(text), text.references, text.foreign, prose.opening(text.html))


def _title(
    fields: Fields, parts: Front, otherwise: str, extensions: tuple[str, ...]
) -> tuple[str, str, int]:
    """The title, the body it is not repeated in, and the line where that begins."""
    title = fields.line_of_text("title")
    if title:
        return title, parts.body, parts.body_line
    if found := _HEADING.match(parts.body):
        heading = safe.line(prose.heading(found[1].rstrip().rstrip("#"), extensions))
        if heading:
            return heading, parts.body[found.end() :], parts.body_line + found[0].count("\n")
    title = _words(otherwise)
    fields.problem(
        "title",
        f"has no title; '{title}' is taken from the file's name",
        "give it a `title:`",
        "warning",
    )
    return title, parts.body, parts.body_line


def _listed(fields: Fields, key: str) -> tuple[Listed, ...]:
    return tuple(Listed(name, fields.line(key, name)) for name in fields.names(key))


def _status(fields: Fields) -> tuple[bool, bool]:
    """Draft and hidden, as Hugo (`draft`), Pelican (`status`) and Jekyll (`published: false`) say it."""
    fields.key("draft")
    status = str(fields.values.get("status") or "").strip().lower()
    published = str(fields.values.get("published")).strip().lower()
    draft = (
        fields.flag("draft") if fields.values.get("draft") not in (None, "") else status == "draft"
    )
    if status and status not in ("draft", "hidden", "published", "publish"):
        fields.problem(
            "status", f"status is '{safe.line(status)[:60]}'", "write draft, hidden or published"
        )
    return draft or published in ("false", "no"), status == "hidden"


def _provenance(fields: Fields) -> Provenance:
    return Provenance(
        retrieved=fields.date("retrieved"),
        basis=fields.line_of_text("date_basis"),
        seed=ledger.document(fields.line_of_text("seed")),
        corrections=fields.corrections("corrections"),
    )


def _source(fields: Fields) -> str:
    value = fields.values.get("source")
    if isinstance(value, dict):
        fields.key("source")
        return safe.line(str(value.get("name") or value.get("title") or ""))
    return fields.line_of_text("source")


def _source_address(fields: Fields) -> str:
    value = fields.values.get("source")
    address = value.get("url") if isinstance(value, dict) else None
    if not address:
        return ""
    fields.values["url"] = address
    fields.front.lines["url"] = fields.line("source")
    return fields.address("url")


class _Shown(NamedTuple):
    """What front matter says of a picture; `line` is where words for those who can't see it are missing, else 0."""

    file: str = ""
    alt: str = ""
    caption: str = ""
    credit: str = ""
    line: int = 0


def _image(fields: Fields) -> _Shown:
    """A picture of this site; one on another host would be fetched by every reader, so it is left out and told.

    What is said of it stands beside it, as `image_alt`, or in its own table, as `alt`.
    """
    key = fields.key("image")
    value = fields.values.get(key)
    if isinstance(value, list):
        value = value[0] if value else None
    table = value if isinstance(value, dict) else {}
    if table:
        value = next(
            (table[each] for each in ("path", "src", "url", "image") if table.get(each)), None
        )
    said = {each: _said(fields, table, each) for each in ("alt", "caption", "credit")}
    text = "" if value is None or isinstance(value, dict | list) else safe.line(str(value))
    if text and urls.inside(text.lstrip("./")) is None:
        fields.problem(
            key,
            f"image '{text[:60]}' is not on this site",
            "put the file beside the article",
            "warning",
        )
        return _Shown()
    alone = (
        text and not said["alt"] and "" not in (table.get("alt"), fields.values.get("image_alt"))
    )
    return _Shown(text, **said, line=fields.line(key) if alone else 0)


def _said(fields: Fields, table: Mapping[str, Any], what: str) -> str:
    """A word about a picture: beside it, or in its own table."""
    beside = fields.line_of_text(f"image_{what}")
    inside = table.get(what)
    return beside or (safe.line(inside) if isinstance(inside, str) else "")


def _finer(one: Date | None, other: Date | None) -> Date | None:
    """Of two dates the one known more precisely; the first where they are equal in that."""
    if one and other:
        return other if len(other.iso) > len(one.iso) else one
    return one or other


def _words(stem: str) -> str:
    words = safe.line(re.sub(r"[-_]+", " ", stem)).strip()
    return words[:1].upper() + words[1:] if words else "Untitled"


def _decoded(content: bytes, place: str) -> str | Problem:
    """A file's bytes as text with `\\n` at each line's end."""
    encoding = "utf-8"
    if content.startswith(codecs.BOM_UTF8):
        encoding = "utf-8-sig"
    elif content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encoding = "utf-16"
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        number = content.count(b"\n", 0, error.start) + 1
        return Problem(place, number, "is not UTF-8 here", "save the file with the encoding UTF-8")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    return safe.text(text)
