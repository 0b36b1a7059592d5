"""YAML front matter as it is mostly written, an entry a line → the values and lines YAML makes of it, much sooner.

YAML decides what front matter means. Here are only entries that mean the same whatever stands near by: `key: words`,
`key: "words"`, `key: [one, two]`, and lines of `- words` below a key alone. What is in doubt is not guessed: the
whole block is left to YAML. `tests/test_entries.py` holds the two together.
"""

import re
from typing import Any

_LONGEST = 6_000
"""Characters of a block; in so few there is no room for too many values."""

_FIRST = r"[^\s\-?:,\[\]{}#&*!|>'\"%@`]"
"""What words without quotes may begin with: none of YAML's marks."""
_VALUE = rf"\"([^\"\\]*+(?:\\[\"\\][^\"\\]*+)*+)\"|'([^']*+)'|({_FIRST}.*+)"
_DOUBLE, _SINGLE, _WORDS, _LIST = 2, 3, 4, 5
_ENTRY = re.compile(
    rf"([A-Za-z][A-Za-z0-9_-]{{0,60}}+):(?: ++(?:{_VALUE}|\[([^\[\]{{}}]*+)\])?)? *+"
)
_ITEM = re.compile(rf"( *+)- ++(?:{_VALUE}) *+")
_BEGINS = re.compile(_FIRST)
_ESCAPE = re.compile(r"\\(.)")
_NO_ENTRY = re.compile(r" *+(?:#.*+)?")
_ODD = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]")
"""What YAML refuses, or takes for white space or the end of a line."""
_NOTHING = frozenset(("~", "null", "Null", "NULL"))


class Plain(str):
    """A YAML scalar without quotes: text where text is asked for, else what `typed` makes of it."""

    __slots__ = ()


Parsed = tuple[Any, dict[str, int], list[tuple[str, int]]]
"""The values of front matter, the line of each key, and each key that stands there again with its line."""


class _Doubt(Exception):  # noqa: N818 - no error: the rules here do not reach so far
    pass


def parsed(block: str, first: int) -> Parsed | None:
    """What YAML makes of a block whose first line has the number `first`; None where only YAML can tell."""
    if len(block) > _LONGEST:
        return None
    try:
        return _parsed(block, first)
    except _Doubt:
        return None


def _parsed(block: str, first: int) -> Parsed:
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    repeated: list[tuple[str, int]] = []
    alone = ""  # the key above that has no value of its own: it may have a list, so far indented
    indent = ""
    for number, line in enumerate(block.split("\n"), first):
        if not line.isprintable() and _ODD.search(line):
            raise _Doubt
        if found := _ENTRY.fullmatch(line):
            key, kind = found[1], found.lastindex
            if key in _NOTHING:
                raise _Doubt
            if key in lines:
                repeated.append((key, number))
            lines[key] = number
            alone = key if kind == 1 else ""
            values[key] = _list(found[_LIST]) if kind == _LIST else _scalar(found)
        elif alone and (found := _ITEM.fullmatch(line)):
            if values[alone] is None:
                values[alone], indent = [], found[1]
            elif found[1] != indent:
                raise _Doubt
            values[alone].append(_scalar(found))
        elif not _NO_ENTRY.fullmatch(line):
            raise _Doubt
    return values, lines, repeated


def _scalar(found: re.Match[str]) -> str | None:
    """The value of an entry or an item; None where it has none."""
    kind = found.lastindex or 1
    if kind == _WORDS:
        return _words(found[_WORDS].rstrip(" "))
    if kind == 1:
        return None
    return _ESCAPE.sub(r"\1", found[kind]) if kind == _DOUBLE else found[kind]


def _words(words: str) -> Plain | None:
    """Words without quotes. A colon before white space would make a key of them, ` #` begins a comment."""
    if ": " in words or " #" in words or words[-1] == ":":
        raise _Doubt
    return None if words in _NOTHING else Plain(words)


def _list(inner: str) -> list[str | None]:
    """What stands between brackets, where some marks mean something that are mere text elsewhere."""
    if ":" in inner or "?" in inner or "\\" in inner:
        raise _Doubt
    items: list[str | None] = []
    if not inner.strip(" "):
        return items
    for each in inner.split(","):
        item = each.strip(" ")
        if _BEGINS.match(item):
            items.append(_words(item))
        elif len(item) > 1 and item[0] == item[-1] == '"' and item.count('"') == 2:
            items.append(item[1:-1])
        else:
            raise _Doubt
    return items
