"""A content file's text, a key and an item → the text with the item in that list, all else as it was."""

import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import msgspec
import yaml

from digest.front import Front, front
from digest.problems import Problem

_OPENING = re.compile(r"\ufeff?(?:[ \t]*(?:\r\n|\r|\n))*---[ \t]*(?:\r\n|\r|\n|\Z)")
_CLOSING = re.compile(r"^(?:---|\.\.\.)[ \t]*\r?$", re.MULTILINE)
_BREAK = re.compile(r"\r\n|\r|\n")
_LINE = re.compile(r"[^\r\n]*")
_TRAILING = re.compile(r"[ \t]*\t[ \t]*(?=\r|\n|\Z)")
_REST = re.compile(r"[ ]*(,?)[ ]*(#[^\r\n]*)?(?=\r|\n|\Z)")
_INDENTED = re.compile(r"(?:(?:\r\n|\r|\n)[ ]+#[^\r\n]*)*(?:\r\n|\r|\n)")
"""The end of a line, and the comments below it that belong to what it ends."""
_HINT = "add it by hand: this front matter is not of a shape that digest can edit"


def added(text: str, key: str, item: str, path: str, after: tuple[str, ...] = ()) -> str | Problem:
    """A file's text, as it lies on disk with its line ends and its byte order mark, with one more item in a list.

    The list may be written in brackets or line by line, as one text, or not at all: a new key goes below the last of
    the keys `after` that is there. Comments, the order of keys and every other line stay. A list that holds the item
    already leaves the text as it is. `path` is only for problems: front matter that is not YAML, or of a shape in which
    the item can't be added safely, is one.
    """
    before = front(_read(text), path)
    if isinstance(before, Problem):
        return before
    held = _items(before.values.get(key))
    if held is not None and item.casefold() in (each.casefold() for each in held):
        return text
    if held is not None:
        for made in _made(text, before, key, item, held, after):
            now = front(_read(made), path)
            if isinstance(now, Front) and _is_wanted(before, now, key, [*held, item]):
                return made
    return Problem(path, before.lines.get(key, 1), f"'{item}' can't be added to `{key}`", _HINT)


def _read(text: str) -> str:
    """A file's text as front matter is read from it."""
    return _BREAK.sub("\n", text.removeprefix("\ufeff"))


def _items(value: Any) -> list[str] | None:
    """The names a list holds, as `digest.fields` understands them; None for what is no list of texts."""
    if value is None:
        return []
    if isinstance(value, str):
        value = value.split(",")
        return [each.strip() for each in value if each.strip()]
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        return [str(each) for each in value]
    return None


def _is_wanted(before: Front, now: Front, key: str, items: list[str]) -> bool:
    """Whether an edit did what it should, and nothing else."""
    others = {each: value for each, value in before.values.items() if each != key}
    found = dict(now.values)
    return (
        found.pop(key, None) == items
        and found == others
        and now.body == before.body
        and len(now.problems) == len(before.problems)
    )


def _made(
    text: str, before: Front, key: str, item: str, held: list[str], after: tuple[str, ...]
) -> Iterator[str]:
    """Ways to make the edit, the most careful of comments first; the caller sees which of them are right."""
    newline = found[0] if (found := _BREAK.search(text)) else "\n"
    opening = _OPENING.match(text)
    if opening is None:
        if not before.values and before.body_line == 1:  # nothing but a body
            mark = "\ufeff" if text.startswith("\ufeff") else ""
            block = newline.join(("---", f"{key}: [{written(item, flow=True)}]", "---", ""))
            yield mark + block + text.removeprefix("\ufeff")
        return
    first = opening.end()
    closing = _CLOSING.search(text, first)
    if closing is None:
        return
    block = text[first : closing.start()]
    with suppress(yaml.YAMLError, ValueError, RecursionError):
        entries = list(_entries(block))
        for entry in reversed([each for each in entries if _lowered(each.key) == key]):
            for at, end, new in _changed(block, entry, item, held, newline):
                yield text[: first + at] + new + text[first + end :]
        if key not in before.values:
            at = _place(block, entries, after)
            new = _new(block, entries, key, item, newline)
            gap = "" if not at or block[at - 1] in "\r\n" else newline
            yield text[: first + at] + gap + new + text[first + at :]


class _Entry(msgspec.Struct, frozen=True):
    """A key of the front matter and the events of its value; places are offsets in the block."""

    key: str
    end: int
    """Where the key's own text ends, before the colon."""
    value: list[Any]


def _entries(block: str) -> Iterator[_Entry]:
    """Each key of a block of YAML with its value. Raises YAMLError where it is none."""
    # a tab at a line's end is no mistake to digest; blanks instead keep every place as it is
    plain = _TRAILING.sub(lambda found: " " * len(found[0]), block)
    events = list(yaml.parse(plain, Loader=yaml.SafeLoader))
    depth, key, value = 0, None, []
    for event in events:
        closes = isinstance(event, yaml.CollectionEndEvent)
        opens = isinstance(event, yaml.CollectionStartEvent)
        if closes:
            depth -= 1
        if depth == 1 and not closes and key is None:
            key = event
        elif depth >= 1 and key is not None:
            value.append(event)
            if depth == 1 and not opens:
                if isinstance(key, yaml.ScalarEvent):
                    yield _Entry(key.value, _end(key), value)
                key, value = None, []
        if opens:
            depth += 1


def _start(event: Any) -> int:
    return int(event.start_mark.index)


def _end(event: Any) -> int:
    return int(event.end_mark.index)


def _column(event: Any) -> int:
    return int(event.start_mark.column)


def _lowered(key: str) -> str:
    return key.strip().lower().replace("-", "_").replace(" ", "_")


def _changed(
    block: str, entry: _Entry, item: str, held: list[str], newline: str
) -> Iterator[tuple[int, int, str]]:
    """What to put in place of which part of the block, so that an entry's list holds the item."""
    begin = entry.value[0]
    if isinstance(begin, yaml.ScalarEvent):
        words = ", ".join(written(each, flow=True) for each in (*held, item))
        if _start(begin) < _end(begin):
            yield _start(begin), _end(begin), f"[{words}]"
        else:  # nothing is written: right behind the colon
            at = block.index(":", entry.end) + 1
            yield at, at, f" [{words}]"
    elif isinstance(begin, yaml.SequenceStartEvent):
        items = entry.value[1:-1]
        if begin.flow_style:
            yield from _in_brackets(block, entry.value, item, newline)
        elif items:
            last = items[-1]
            dash = block[_start(begin) : _start(items[0])]
            dash = dash if re.fullmatch(r"- +", dash) else "- "
            line = " " * _column(begin) + dash + written(item, like=last)
            end = _line_end(block, _end(last))
            yield end, end, newline + line


def _in_brackets(
    block: str, value: list[Any], item: str, newline: str
) -> Iterator[tuple[int, int, str]]:
    begin, items = value[0], value[1:-1]
    if not items:
        at = block.index("[", _start(begin)) + 1
        yield at, at, written(item, flow=True)
        return
    last = items[-1]
    at = _end(last)
    new = written(item, flow=True, like=last)
    start = max(block.rfind("\n", 0, _start(last)), block.rfind("\r", 0, at)) + 1
    indent = block[start : _start(last)]
    rest = _REST.match(block, at)
    if rest and start > _start(begin) and not indent.strip(" "):  # an item to a line
        end = rest.end()
        comma = rest[0] if rest[1] else "," + rest[0]
        yield at, end, comma + newline + indent + new + ("," if rest[1] else "")
    yield at, at, ", " + new


def _line_end(block: str, at: int) -> int:
    """Where the line ends on which something ended: a text of several lines takes the break along."""
    if at and block[at - 1] in "\r\n":
        return at - (2 if block[at - 2 : at] == "\r\n" else 1)
    found = _LINE.match(block, at)
    return found.end() if found else at


def _place(block: str, entries: list[_Entry], after: tuple[str, ...]) -> int:
    """Where a new key goes: below the last of some keys, else at the end."""
    known = [each for each in entries if _lowered(each.key) in after]
    if not known:
        return len(block)
    value = known[-1].value
    leaf = next((each for each in reversed(value) if isinstance(each, yaml.ScalarEvent)), value[-1])
    last = value[-1] if getattr(value[0], "flow_style", False) else leaf
    end = _line_end(block, max(_end(last), known[-1].end))
    found = _INDENTED.match(block, end)
    return found.end() if found else end


def _new(block: str, entries: list[_Entry], key: str, item: str, newline: str) -> str:
    """A key with its list, written as the file's other lists are."""
    lists = [each.value for each in entries if isinstance(each.value[0], yaml.SequenceStartEvent)]
    lines = [each for each in lists if not each[0].flow_style]
    if lines and len(lines) == len(lists):
        indent = " " * _column(lines[-1][0])
        return f"{key}:{newline}{indent}- {written(item)}{newline}"
    return f"{key}: [{written(item, flow=True)}]{newline}"


def written(item: str, flow: bool = False, like: Any = None) -> str:
    """A text as YAML reads it back, whoever's YAML: between quotes where it could mean something else.

    `flow` is for a place between brackets; `like` an event of YAML whose quotes to take.
    """
    style = getattr(like, "style", None)
    if style == "'" and item.isprintable():
        return "'" + item.replace("'", "''") + "'"
    if style != '"':
        with suppress(yaml.YAMLError, ValueError):
            # the strictest reader there is: `no`, `12` and `2021` are no texts to it
            read = yaml.safe_load(f"[{item}]" if flow else f"- {item}")
            if read == [item] and item.isprintable():
                return item
    marks = {'"': '\\"', "\\": "\\\\"}
    return '"' + "".join(marks.get(each) or _escaped(each) for each in item) + '"'


def _escaped(letter: str) -> str:
    if letter.isprintable():
        return letter
    number = ord(letter)
    return f"\\x{number:02x}" if number < 256 else f"\\U{number:08x}"
