"""Front matter, whatever generator it was written for → the fields digest knows, each checked, with its line."""

import difflib
import re
from collections.abc import Iterator
from datetime import tzinfo
from functools import cache
from typing import Any

from digest import dates, safe, urls
from digest.front import Front, typed
from digest.model import Correction, Date
from digest.problems import Problem, Severity

SYNONYMS: dict[str, tuple[str, ...]] = {
    "title": (),
    "date": ("published", "publishdate", "pubdate", "publish_date"),
    "updated": ("lastmod", "modified", "last_modified_at"),
    "expires": ("expirydate", "unpublishdate"),
    "summary": ("description", "excerpt"),
    "source": (),
    "url": ("link", "canonical", "canonical_url"),
    "author": ("authors",),
    "tags": ("tag", "categories", "category"),
    "entities": (),
    "not_entities": (),
    "lang": ("language", "locale"),
    "slug": (),
    "path": ("permalink",),
    "aliases": ("alias", "redirect_from"),
    "draft": ("status",),
    "layout": (),
    "image": ("cover", "featured_image"),
    "image_alt": (),
    "image_caption": (),
    "image_credit": (),
    "weight": (),
    "lead": ("featured",),
    "retrieved": ("accessed", "accessed_at"),
    "date_basis": (),
    "seed": (),
    "corrections": ("correction",),
    "name": (),
    "names": (),
    "short": (),
    "misspellings": (),
    "kind": (),
    "wikidata": (),
    "same_as": (),
    "country": (),
    "note": (),
    "extra": (),
    "taxonomies": (),
}
"""Every front-matter key, with what other generators call it."""

_FOREIGN = {"images", "resources"}
"""Keys of other generators that only look like slips of ours."""
_KEYS = {field: (field, *others) for field, others in SYNONYMS.items()}
_KNOWN = {each for keys in _KEYS.values() for each in keys}
_WORDS = {
    "true": True,
    "yes": True,
    "on": True,
    "1": True,
    "false": False,
    "no": False,
    "off": False,
    "0": False,
}
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8})*")
_LONGEST = 2_000
_MOST = 1_000
"""Characters of a field, items of a list."""


class Fields:
    """The front matter of one file, asked field by field; what is wrong collects in `problems`.

    Keys may be synonyms; a field asked for by several takes the first that holds something.
    """

    def __init__(self, front: Front, path: str, text: str, zone: tzinfo) -> None:
        self.front, self.path, self.zone = front, path, zone
        self.values = front.values
        self.problems: list[Problem] = list(front.problems)
        self._lines = text.split("\n", front.body_line)[: front.body_line]
        self._asked: list[tuple[str, ...]] = [("extra", "taxonomies")]

    def problem(self, key: str, message: str, hint: str, severity: Severity = "error") -> None:
        """Tell something about a key, at its line."""
        self.problems.append(Problem(self.path, self.line(key), message, hint, severity))

    def line(self, key: str, item: str = "") -> int:
        """The line of a key, or of an item of its list; 1 where the key is not there."""
        first = self.front.lines.get(key, 1)
        if item:
            for number, line in enumerate(self._lines[first - 1 :], first):
                if item in line:
                    return number
        return first

    def key(self, field: str) -> str:
        """The key under which a field stands in this file: its own name or a synonym."""
        keys = _KEYS[field]
        self._asked.append(keys)
        if self.values.keys().isdisjoint(keys):
            return field
        for key in keys:
            value = self.values.get(key)
            if value or value not in (None, "", [], {}):
                return key
        return field

    def line_of_text(self, field: str) -> str:
        """A field as one line of plain text; empty where there is none."""
        key = self.key(field)
        return self._plain(key, self.values.get(key))

    def names(self, field: str) -> tuple[str, ...]:
        """A list of names: a list, a text with commas, or one name; blanks dropped, equal ones merged."""
        keys = _KEYS[field]
        self._asked.append(keys)
        found: dict[str, str] = {}
        taxonomies = self.values.get("taxonomies")
        if taxonomies is None and self.values.keys().isdisjoint(keys):
            return ()
        for key in keys:
            value = self.values.get(key)
            if value is None and isinstance(taxonomies, dict):  # Zola
                value = taxonomies.get(key)
            if value is None:
                continue
            if isinstance(value, dict):
                self.problem(key, f"{key} is a table, not a list", f"write {key}: [one, another]")
                continue
            for item in self._items(key, value):
                found.setdefault(item.casefold(), item)
        return tuple(found.values())

    def flag(self, field: str) -> bool:
        """A yes or no; no where nothing is said."""
        key = self.key(field)
        value = self.values.get(key)
        if value is None or isinstance(value, bool):
            return bool(value)
        word = _WORDS.get(str(value).strip().lower())
        if word is None:
            self.problem(
                key, f"{key} is '{_cut(value)}', neither true nor false", "write true or false"
            )
        return bool(word)

    def number(self, field: str) -> int:
        """A whole number; 0 where nothing is said."""
        key = self.key(field)
        value = self.values.get(key)
        text = "0" if value is None else str(value).strip()
        if not re.fullmatch(r"[+-]?\d{1,9}", text):
            self.problem(
                key, f"{key} is '{_cut(value)}', not a whole number", "write a number such as 10"
            )
            return 0
        return int(text)

    def date(self, *fields: str) -> Date | None:
        """The first of some fields, or of their synonyms, that holds a date."""
        keys = _keys(fields)
        self._asked.append(keys)
        if self.values.keys().isdisjoint(keys):
            return None
        for key in keys:
            value = self.values.get(key)
            if value in (None, "") or self._is_flag(value):  # Jekyll's `published: true` is no date
                continue
            date = dates.parse(
                value.isoformat() if hasattr(value, "isoformat") else str(value), self.zone
            )
            if date is None and not any(
                each.line == self.line(key) and each.hint == dates.HINT for each in self.problems
            ):  # a key may be asked for twice
                self.problem(key, f"{key} is '{_cut(value)}', not a date", dates.HINT)
            return date
        return None

    def corrections(self, field: str) -> tuple[Correction, ...]:
        """What was put right: a text, or a list of texts or of tables with `date` and `text`."""
        key = self.key(field)
        given = self.values.get(key)
        found = []
        for each in given if isinstance(given, list) else [given]:
            date, text = None, each
            if isinstance(each, dict):
                text = each.get("text")
                if (when := each.get("date")) not in (None, ""):
                    date = dates.parse(str(when), self.zone)
                    if date is None:
                        self.problem(key, f"{key} has the date '{_cut(when)}'", dates.HINT)
            if words := self._plain(key, text):
                found.append(Correction(date, words))
            elif each is not None:
                hint = f"write {key}: [{{date: 2021-12-10, text: What was wrong}}]"
                self.problem(key, f"{key} has an item without words", hint)
        return tuple(found)

    def address(self, field: str) -> str:
        """An address elsewhere (http, https, mailto); empty where there is none or it may not stand in a page."""
        key = self.key(field)
        value = self._plain(key, self.values.get(key))
        if not value:
            return ""
        return self._elsewhere(key, value)

    def addresses(self, field: str) -> tuple[str, ...]:
        """Several addresses elsewhere."""
        key = self.key(field)
        made = (
            self._elsewhere(key, each)
            for each in self._items(key, self.values.get(key), commas=False)
        )
        return tuple(each for each in made if each)

    def places(self, field: str) -> tuple[str, ...]:
        """Addresses within this site, as old links and generators write them."""
        key = self.key(field)
        found = []
        for item in self._items(key, self.values.get(key), commas=False):
            path = urls.inside(re.sub(r"^https?://[^/]+", "", item).partition("#")[0])
            if path is None:
                self.problem(key, f"'{_cut(item)}' is no address within the site", _PLACE)
            else:
                found.append(urls.fixed(path))
        return tuple(dict.fromkeys(found))

    def place(self, field: str) -> str:
        """One fixed address within this site; empty where there is none."""
        key = self.key(field)
        value = self._plain(key, self.values.get(key))
        if not value:
            return ""
        if str(value) in _PATTERNS or re.search(r"(?:^|/):\w", str(value)):
            hint = "write the address itself, or set `permalink` for all articles"
            self.problem(
                key, f"{key} '{_cut(value)}' is a pattern of Jekyll's; left out", hint, "warning"
            )
            return ""
        path = None if isinstance(value, dict | list) else urls.inside(str(value))
        if path is None:
            self.problem(key, f"{key} '{_cut(value)}' is no address within the site", _PLACE)
            return ""
        return urls.fixed(path)

    def slug(self, fallback: str) -> str:
        """The `slug`, made fit for an address; without one, the fallback made fit."""
        value = self.line_of_text("slug")
        if not value:
            return urls.slug(fallback)
        return value if urls.is_slug(value) and "." not in value[:1] else urls.slug(value)

    def language(self, otherwise: str) -> str:
        """A BCP 47 tag, or the site's."""
        key = self.key("lang")
        value = self._plain(key, self.values.get(key))
        if value and not _LANGUAGE.fullmatch(value):
            self.problem(
                key,
                f"{key} is '{_cut(value)}', not a language",
                "write a tag such as en, ar or pt-BR",
                "warning",
            )
            value = ""
        return value.replace("_", "-") or otherwise

    def extra(self) -> dict[str, Any]:
        """What is left: `extra` itself and every key nobody asked for; one that looks like a slip is told."""
        value = self.values.get("extra")
        found = (
            {str(key): typed(each) for key, each in value.items()}
            if isinstance(value, dict)
            else {}
        )
        asked = set().union(*self._asked)
        for key, each in self.values.items():
            if key in asked:
                continue
            if key in _FOREIGN:
                pass
            elif key not in _KNOWN and (near := difflib.get_close_matches(key, _KNOWN, 1, 0.8)):
                hint = f"did you mean `{near[0]}`? else move it under `extra:`"
                self.problem(key, f"`{key}` is no key digest knows", hint, "warning")
            found.setdefault(key, typed(each))
        return {safe.text(key): safe.texts(each) for key, each in found.items()}

    def _elsewhere(self, key: str, value: str) -> str:
        address = urls.elsewhere(value)
        if address is None:
            hint = "write the whole address, beginning with https://"
            self.problem(key, f"{key} '{_cut(value)}' is no address a reader could open", hint)
        return address or ""

    def _items(self, key: str, value: Any, commas: bool = True) -> Iterator[str]:
        if isinstance(value, str) and commas:
            value = value.split(",")
        elif not isinstance(value, list):
            value = [value]
        if len(value) > _MOST:
            self.problem(key, f"{key} has {len(value):,} items", f"a list may have {_MOST:,}")
            return
        for each in value:
            if isinstance(each, dict):
                each = each.get("name") or next(iter(each.values()), None)
            if text := self._plain(key, each):
                yield text

    def _plain(self, key: str, value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, str) and len(value) <= _LONGEST:
            return safe.line(value)
        if isinstance(value, dict | list):
            self.problem(
                key,
                f"{key} is a {'table' if isinstance(value, dict) else 'list'}, not a text",
                "write one text",
            )
            return ""
        text = value.isoformat() if hasattr(value, "isoformat") else str(value)
        if len(text) > _LONGEST:
            hint = f"a field may have {_LONGEST:,} characters; the text goes below the front matter"
            self.problem(key, f"{key} has {len(text):,} characters", hint)
            return ""
        return safe.line(text)

    @staticmethod
    def _is_flag(value: Any) -> bool:
        return isinstance(value, bool) or str(value).strip().lower() in (
            "true",
            "false",
            "yes",
            "no",
        )


@cache
def _keys(fields: tuple[str, ...]) -> tuple[str, ...]:
    """The keys under which one of several fields may stand."""
    return tuple(key for field in fields for key in _KEYS.get(field, (field,)))


_PATTERNS = {"pretty", "date", "ordinal", "weekdate", "none"}
_PLACE = "write a path such as /2021/12/title/, without .. or hidden folders"


def _cut(value: Any) -> str:
    text = safe.line(str(value))
    return text if len(text) <= 60 else text[:59] + "…"
