"""Catalogues of a theme's words and a language → what its layouts say, in that language."""

import gettext
import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

import msgspec
from jinja2 import TemplateRuntimeError
from jinja2.runtime import markup_join

from digest import locales
from digest.problems import Problem

SOURCE = "en"
"""The language that layouts are written in: its words need no catalogue."""
FOLDER = "words"
"""Where a theme keeps its catalogues: `words/pt_BR.po`."""

Rule = str
"""How a language counts, as an expression in C: that of a catalogue's `Plural-Forms`."""


class Entry(NamedTuple):
    """A message in another language: its only form, or one for each number its `rule` tells apart."""

    forms: tuple[str, ...]
    rule: Rule = ""


class Words(msgspec.Struct, frozen=True):
    """What a site's layouts say: `language` is the site's, `spoken` that of the words, `entries` by key."""

    language: str = SOURCE
    spoken: str = SOURCE
    entries: dict[str, Entry] = {}


class Catalogue(NamedTuple):
    """A file of words: its name within `words/`, its content, and what problems call it."""

    name: str
    content: bytes
    shown: str


def key(message: str, context: str = "") -> str:
    """Under what a message is looked up, as gettext has it."""
    return f"{context}\x04{message}" if context else message


def read(found: Iterable[Catalogue], language: str) -> tuple[Words, list[Problem]]:
    """The words of a language from catalogues, the furthest first: message by message the nearest counts.

    Of one place that of `pt_BR` counts before that of `pt`. A message nobody translates stays English.
    """
    tags = [tag.casefold() for tag in locales.chain(language)]
    fitting = [each for each in found if _tag(each) in tags]
    entries: dict[str, Entry] = {}
    problems: list[Problem] = []
    for each in fitting:
        read, wrong = _entries(each, language)
        entries |= read
        problems += wrong
    spoken = language if fitting or tags[-1] == SOURCE else SOURCE
    return Words(language, spoken, entries), problems


def order(catalogue: Catalogue) -> int:
    """Among the catalogues of a place those of broader languages go first."""
    return _tag(catalogue).count("_")


def _tag(catalogue: Catalogue) -> str:
    return catalogue.name.removesuffix(".po").replace("-", "_").casefold()


@lru_cache(maxsize=16)
def _entries(catalogue: Catalogue, language: str) -> tuple[dict[str, Entry], tuple[Problem, ...]]:
    """What a catalogue translates, without what is fuzzy, or names other values than the message does."""
    from io import BytesIO

    # slow to import: only where there is a catalogue
    from babel.messages.pofile import PoFileError, read_po

    try:
        read = read_po(BytesIO(catalogue.content), locales.locale(language), abort_invalid=True)
        rule = str(read.plural_expr)
        gettext.c2py(rule)
    except (PoFileError, ValueError, LookupError) as error:
        line = error.lineno + 1 if isinstance(error, PoFileError) else 0
        hint = "`digest help languages` shows what one looks like"
        return {}, (Problem(catalogue.shown, line, f"no catalogue of words: {error}", hint),)
    found: dict[str, Entry] = {}
    problems = []
    for message in read:
        if not message.id or message.fuzzy:
            continue
        ids, forms = _texts(message.id), _texts(message.string)
        if not all(forms):
            continue
        given = set().union(*map(names, ids), {"num"} if len(ids) > 1 else ())
        if strange := set().union(*map(names, forms)) - given:
            text = f"'{forms[0]}' names %({min(strange)})s, which '{ids[0]}' does not"
            hint = "names between %( and )s stay as they are"
            problems.append(Problem(catalogue.shown, message.lineno or 0, text, hint, "warning"))
            continue
        entry = Entry(forms, rule) if len(ids) > 1 else Entry(forms)
        found[key(ids[0], message.context or "")] = entry
    return found, tuple(problems)


def _texts(value: Any) -> tuple[str, ...]:
    """What Babel holds of a message: a text, or several where it counts."""
    return (value or "",) if isinstance(value, str | None) else tuple(each or "" for each in value)


_NAME = re.compile(r"%(?:%|\((\w+)\)s)")


@lru_cache(maxsize=2_000)
def pieces(text: str) -> tuple[tuple[str, str], ...]:
    """A text as pieces, each with the name of the value that follows it; the last has none."""
    found, at, before = [], 0, ""
    for each in _NAME.finditer(text):
        before += text[at : each.start()]
        at = each.end()
        if each[1]:
            found.append((before, each[1]))
            before = ""
        else:
            before += "%"
    return (*found, (before + text[at:], ""))


def names(text: str) -> set[str]:
    """The values that a text has places for."""
    return {name for _, name in pieces(text) if name}


def filled(text: str, given: Mapping[str, object]) -> str:
    """A text with values in their places. It is markup where one of them is, and all else in it is escaped then."""
    if not given:
        return text
    parts: list[object] = []
    for before, name in pieces(text):
        parts.append(before)
        if name:
            if name not in given:
                raise TemplateRuntimeError(f"'{text}' has a place for '{name}', which is not given")
            parts.append(given[name])
    return markup_join(parts)


class Voice:
    """The functions by which layouts ask for words."""

    def __init__(self, words: Words) -> None:
        self._words = words
        self.tongue = "" if words.spoken == words.language else f' lang="{words.spoken}" dir="ltr"'
        """Attributes of elements that hold these words alone: empty where they are in the site's language."""
        self._rules: dict[Rule, Callable[[int], int]] = {"": lambda count: int(count != 1)}
        self.number = lru_cache(maxsize=10_000)(lambda value: locales.number(value, words.language))
        self.text = lru_cache(maxsize=2_000, typed=True)(self._text)
        """A message in the site's language, with its context if it has one."""
        self._counted = lru_cache(maxsize=10_000)(self._told)

    def _text(self, message: str, context: str = "") -> str:
        entry = self._words.entries.get(key(message, context))
        return entry.forms[0] if entry else message

    def gettext(self, message: str, /, **given: object) -> str:
        """A message with values in its places: `%(name)s`."""
        return filled(self.text(message), given)

    def pgettext(self, context: str, message: str, /, **given: object) -> str:
        """The same where one English word is two elsewhere: `context` tells them apart."""
        return filled(self.text(message, context), given)

    def ngettext(self, one: str, many: str, num: int, /, **given: object) -> str:
        """The form that fits a number, which it calls `num`, as the language writes it."""
        return self.npgettext("", one, many, num, **given)

    def npgettext(self, context: str, one: str, many: str, num: int, /, **given: object) -> str:
        """The same with a context."""
        if not given:
            return self._counted(context, one, many, num)
        text = self._form(context, one, many, num)
        return filled(text, {"num": locales.number(num, self._words.language), **given})

    def _told(self, context: str, one: str, many: str, num: int) -> str:
        given = {"num": locales.number(num, self._words.language)}
        return filled(self._form(context, one, many, num), given)

    def _form(self, context: str, one: str, many: str, num: int) -> str:
        entry = self._words.entries.get(key(one, context), Entry((one, many)))
        if entry.rule not in self._rules:
            self._rules[entry.rule] = gettext.c2py(entry.rule)
        return entry.forms[min(self._rules[entry.rule](num), len(entry.forms) - 1)]
