"""A content file's text → its front matter with the line of each key, and its body."""

import json
import re
import tomllib
from collections.abc import Callable
from itertools import takewhile
from typing import Any

import frontmatter
import msgspec
import yaml
from frontmatter.default_handlers import BaseHandler

from digest import entries, safe
from digest.entries import Parsed, Plain
from digest.problems import Problem

_Loader: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_LARGEST = 200_000
"""Characters of front matter; the largest of 13,439 real ones had 20,000."""
_MOST = 5_000
"""Values after aliases are followed, so that a few lines can't grow into gigabytes."""
_DEEPEST = 50

_OPENING = re.compile(r"(?:[ \t]*\n)*(---|\+\+\+)[ \t]*(?:\n|$)")
_CLOSING = {
    "---": re.compile(r"\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)"),
    "+++": re.compile(r"\n\+\+\+[ \t]*(?:\n|\Z)"),
}
_JSON = re.compile(r'\s*\{\s*(?:"|\})')
_HEAD = re.compile(r"([A-Za-z][\w -]{0,40}?)[ \t]*:(?:[ \t]+(.*))?")
_FENCE = re.compile(r"[ \t]*(?:-{3,}|\+{3,})[ \t]*")
_TOML_PLACE = re.compile(r"\s*\(at line (\d+), column \d+\)")
_TOML_KEY = re.compile(r"\s*([\w-]+|\"[^\"\n]*\")\s*=|\s*\[\[?\s*([\w-]+)")
_TOML_TEXTS = r'"""(?:[^\\]|\\.)*?"""+|\'\'\'.*?\'\'\'+|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'|#[^\n]*'
_TOML_DEEP = re.compile(r"(?<![\w-])(?:[\w-]+[ \t]*\.[ \t]*){50}")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d{0,17})(\.\d+)?")


_TOO_MUCH = "front matter grows beyond all measure"
_MEASURE = "front matter may hold 5,000 values, 50 levels deep"
_ANCHORS = "define &name above the line that uses *name, or write the text out"


class Front(msgspec.Struct, frozen=True):
    """What a content file says of itself: `values` by lower-case key, `lines` where each stands, then the body."""

    values: dict[str, Any]
    lines: dict[str, int]
    body: str
    body_line: int
    problems: tuple[Problem, ...] = ()


class _BadError(Exception):
    def __init__(self, line: int, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.line, self.message, self.hint = line, message, hint


def front(text: str, path: str) -> Front | Problem:
    """Split and parse YAML between `---`, TOML between `+++`, a JSON object, or Pelican's `Key: value` head.

    `path` is only for problems. A file without front matter is all body. What can't be parsed is one Problem, with
    its line.
    """
    try:
        handler = _handler(text)
        if handler is None:
            return Front({}, {}, text, 1)
        if handler.short:
            values, lines, repeated = handler.short
        else:
            values, _ = frontmatter.parse(text, handler=handler)
            lines, repeated = handler.lines, handler.repeated
        values, lines, problems = _lower(values, lines, repeated, path)
        return Front(values, lines, handler.body, handler.body_line, problems)
    except _BadError as bad:
        return Problem(path, bad.line, bad.message, bad.hint)


def _measure(values: Any, first: int) -> None:
    """Refuse what TOML and JSON let grow: dotted keys nest without a bracket, and recursion follows them."""
    count, level = 0, [values]
    for _ in range(_DEEPEST):
        inner = [list(each.values()) if isinstance(each, dict) else each for each in level]
        level = [value for each in inner if isinstance(each, list) for value in each]
        count += len(level)
        if not level:
            break
    if level or count > _MOST:
        raise _BadError(first, _TOO_MUCH, _MEASURE)


def typed(value: Any) -> Any:
    """A front-matter value as a layout wants it: `true`, `12` and `1.5` without quotes become YAML 1.2's."""
    if isinstance(value, Plain):
        if value.lower() in ("true", "false"):
            return value.lower() == "true"
        if number := _NUMBER.fullmatch(value):
            # 1.10 is a version more often than a number: it stays as written
            return (
                float(value)
                if number[1] and not value.endswith("0")
                else str(value)
                if number[1]
                else int(value)
            )
        return str(value)
    if isinstance(value, list):
        return [typed(each) for each in value]
    if isinstance(value, dict):
        return {str(key): typed(each) for key, each in value.items()}
    if isinstance(value, int | float) and not -(2**53) < value < 2**53:
        return str(value)  # no program that reads our data could hold it, nor what is not a number
    if value is None or isinstance(value, bool | int | float | str):
        return value
    return value.isoformat() if hasattr(value, "isoformat") else str(value)


class _Handler(BaseHandler):
    """python-frontmatter's seat for a format, which also keeps where things stand."""

    FM_BOUNDARY = re.compile(r"\A(?!)")  # never used: the split is known before

    def __init__(
        self,
        block: str,
        first: int,
        rest: tuple[str, int],
        load: Callable[[str, int], Parsed],
        short: Parsed | None = None,
    ) -> None:
        super().__init__()
        self.block, self.first, self._load = block, first, load
        self.short = short
        """What it says, where that was seen without a parser."""
        self.body, self.body_line = rest
        self.lines: dict[str, int] = {}
        self.repeated: list[tuple[str, int]] = []

    def split(self, text: str) -> tuple[str, str]:
        return (
            self.block,
            "",
        )  # the body is kept apart: python-frontmatter would strip its first indent

    def load(self, fm: str) -> dict[str, Any]:
        values, self.lines, self.repeated = self._load(fm, self.first)
        _measure(values, self.first)
        if values is None:
            return {}
        if not isinstance(values, dict):
            raise _BadError(
                self.first,
                "front matter is not a list of `key: value` lines",
                "begin each line with a key, such as `title: …`",
            )
        return values


def _handler(text: str) -> _Handler | None:
    if opening := _OPENING.match(text):
        fence = opening[1]
        first = text.count("\n", 0, opening.end()) + 1
        # from the line break before: that is looked for much faster than each line's beginning
        closing = _CLOSING[fence].search(text, opening.end() - 1)
        if not closing:
            raise _BadError(
                first - 1,
                f"front matter opened by {fence} is never closed",
                f"put a line with {fence} alone below the last key",
            )
        block = text[opening.end() : closing.start() + 1]
        if len(block) > _LARGEST:
            raise _BadError(
                first,
                f"front matter of {len(block):,} characters",
                f"front matter may have {_LARGEST:,} characters; move text below it",
            )
        rest = (text[closing.end() :], text.count("\n", 0, closing.end()) + 1)
        if fence == "+++":
            return _Handler(block, first, rest, _toml)
        return _Handler(block, first, rest, _yaml, entries.parsed(block, first))
    if _JSON.match(text):
        return _json_handler(text)
    _refuse_lookalike(text)
    return _head_handler(text)


def _refuse_lookalike(text: str) -> None:
    """A head that is not quite one would be published as text, with the word `draft` in it."""
    lines = text[:10_000].split("\n")
    first = next((number for number, line in enumerate(lines) if line.strip()), 0)
    head = list(takewhile(str.strip, lines[first:]))
    keys = [line for line in head if _HEAD.fullmatch(line.rstrip())]
    opened = bool(head) and _FENCE.fullmatch(head[0]) and len(head) > 1 and head[1] in keys
    closed = bool(keys) and head[0] in keys and any(_FENCE.fullmatch(line) for line in head)
    if opened or closed:
        raise _BadError(
            first + 1,
            "looks like front matter, but does not begin as it should",
            "begin the file with a line --- alone, and end the front matter with another",
        )


def _yaml(block: str, first: int) -> Parsed:
    if "\t" in block:  # YAML refuses a tab that nobody sees
        block = "\n".join(line.rstrip(" \t") for line in block.split("\n"))
    try:
        return _Builder(first).build(yaml.parse(block, Loader=_Loader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first + mark.line if mark else first
        raise _BadError(
            line,
            f"front matter is not YAML: {error.problem or error.context}",
            "text with a colon, a quote or a # in it goes between quotes",
        ) from None
    except (yaml.YAMLError, ValueError) as error:
        raise _BadError(first, f"front matter is not YAML: {_first_line(error)}") from None


class _Builder:
    """YAML events to lists, dicts and texts; nothing is guessed, so NO, 010 and 1.10 stay what they are.

    Events and a stack of our own: composing nodes recurses in C, where `- ` 90,000 times over ends the process.
    """

    def __init__(self, first: int) -> None:
        self.first = first
        self.lines: dict[str, int] = {}
        self.repeated: list[tuple[str, int]] = []
        self.count = 0

    def build(self, events: Any) -> Parsed:
        root: list[Any] = []
        # a frame: the collection, the key that waits for its value, the anchor, the count when it began
        stack: list[tuple[list[Any] | dict[str, Any], list[str], str | None, int]] = [
            (root, [], None, 0)
        ]
        anchors: dict[str, tuple[Any, int]] = {}
        for event in events:
            value: Any
            if isinstance(event, yaml.ScalarEvent):
                value = self._scalar(event)
                self._grow(1, event, len(stack))
                if event.anchor:
                    anchors[event.anchor] = (value, 1)
                self._put(stack, value, event)
            elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
                self._grow(1, event, len(stack))
                value = {} if isinstance(event, yaml.MappingStartEvent) else []
                stack.append((value, [], event.anchor, self.count))
            elif isinstance(event, yaml.CollectionEndEvent):
                value, _, anchor, before = stack.pop()
                if anchor:
                    anchors[anchor] = (value, self.count - before + 1)
                self._put(stack, value, event)
            elif isinstance(event, yaml.AliasEvent):
                if event.anchor not in anchors:
                    raise self._bad(event, f"*{event.anchor} points at nothing", _ANCHORS)
                value, size = anchors[event.anchor]
                self._grow(size, event, len(stack))
                self._put(stack, value, event)
        return (root[0] if root else None), self.lines, self.repeated

    def _scalar(self, event: Any) -> str | None:
        text = str(event.value)
        if event.style in (None, ""):
            return None if text in ("", "~", "null", "Null", "NULL") else Plain(text)
        return text

    def _put(self, stack: list[Any], value: Any, event: Any) -> None:
        into, waiting, _, _ = stack[-1]
        if isinstance(into, list):
            into.append(value)
        elif waiting:
            into[waiting.pop()] = value
        else:
            if isinstance(value, list | dict):
                raise self._bad(event, "a list or a table can't be a key", "a key is one word")
            key = "" if value is None else str(value)
            if len(stack) == 2:
                line = self.first + event.start_mark.line
                if key in self.lines:
                    self.repeated.append((key, line))
                self.lines[key] = line
            waiting.append(key)

    def _grow(self, size: int, event: Any, depth: int) -> None:
        self.count += size
        if self.count > _MOST or depth > _DEEPEST:
            raise self._bad(event, _TOO_MUCH, _MEASURE)

    def _bad(self, event: Any, message: str, hint: str) -> _BadError:
        return _BadError(self.first + event.start_mark.line, message, hint)


def _toml(block: str, first: int) -> Parsed:
    _refuse_depth(block, first, _TOML_TEXTS)
    keys = re.sub(
        _TOML_TEXTS, lambda text: "x" + "\n" * text[0].count("\n"), block, flags=re.DOTALL
    )
    if found := _TOML_DEEP.search(keys):
        raise _BadError(first + keys.count("\n", 0, found.start()), _TOO_MUCH, _MEASURE)
    try:
        values = tomllib.loads(block)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError) as error:
        place = _TOML_PLACE.search(str(error))
        message = _TOML_PLACE.sub("", _first_line(error))
        raise _BadError(
            first + int(place[1]) - 1 if place else first,
            f"front matter is not TOML: {message}",
            'TOML wants quotes around text and partial dates: date = "2021-12"',
        ) from None
    _measure(values, first)
    lines: dict[str, int] = {}
    for number, line in enumerate(block.splitlines(), first):
        if found := _TOML_KEY.match(line):
            lines.setdefault((found[1] or found[2]).strip('"'), number)
    return values, lines, []


def _json_handler(text: str) -> _Handler:
    begin = len(text) - len(text.lstrip())
    first = text.count("\n", 0, begin) + 1
    _refuse_depth(text[:_LARGEST], first)
    repeated: list[tuple[str, int]] = []
    try:
        values, end = json.JSONDecoder().raw_decode(text, begin)
    except (ValueError, RecursionError) as error:
        line = getattr(error, "lineno", first)
        raise _BadError(
            line,
            f"front matter is not JSON: {getattr(error, 'msg', _first_line(error))}",
            "JSON wants double quotes and no comma after the last value",
        ) from None
    block = text[begin:end]
    if len(block) > _LARGEST:
        raise _BadError(first, _TOO_MUCH, _MEASURE)
    _measure(values, first)
    lines = {
        key: first + block.count("\n", 0, at.start())
        for key in values
        if (at := re.search(re.escape(json.dumps(key, ensure_ascii=False)) + r"\s*:", block))
    }
    cut = text.find("\n", end)
    rest = text[cut + 1 :] if cut >= 0 and not text[end:cut].strip() else text[end:]
    body_line = text.count("\n", 0, len(text) - len(rest)) + 1
    return _Handler(block, first, (rest, body_line), lambda _, __: (values, lines, repeated))


def _head_handler(text: str) -> _Handler | None:
    """Pelican's head: `Key: value` lines down to the first other one, going on where a line is indented."""
    values: dict[str, Any] = {}
    lines: dict[str, int] = {}
    repeated: list[tuple[str, int]] = []
    key, at = "", 0
    for number, line in enumerate(text[: _LARGEST + 1].split("\n"), 1):
        if not line.strip():
            break
        if found := _HEAD.fullmatch(line.rstrip()):
            key = found[1]
            if key in lines:
                repeated.append((key, number))
            values[key], lines[key] = Plain(found[2] or ""), number
        elif key and line.startswith("    "):
            values[key] = Plain(f"{values[key]} {line.strip()}")
        else:  # the text begins without an empty line
            break
        at += len(line) + 1
        if at > _LARGEST:  # no head is so long: a text that begins like one
            return None
    if not {"title", "date"} & {name.lower() for name in values}:
        return None
    body_line = text.count("\n", 0, at) + 1
    return _Handler("", 1, (text[at:], body_line), lambda _, __: (values, lines, repeated))


_LOWERED = re.compile(r"[a-z][a-z0-9_]*+")


def _lowered(key: str) -> str:
    if _LOWERED.fullmatch(key):
        return key
    return safe.text(key).strip().lower().replace("-", "_").replace(" ", "_")


def _lower(
    values: dict[str, Any], lines: dict[str, int], repeated: list[tuple[str, int]], path: str
) -> tuple[dict[str, Any], dict[str, int], tuple[Problem, ...]]:
    """Keys in lower case (Pelican writes `Title`); a key given twice is told, and its last value counts."""
    lowered: dict[str, Any] = {}
    placed: dict[str, int] = {}
    for key, value in values.items():
        name = _lowered(str(key))
        if name in lowered:
            repeated.append((name, lines.get(key, 1)))
        lowered[name], placed[name] = value, lines.get(key, 1)
    problems = [
        Problem(
            path,
            line,
            f"`{safe.line(key)[:60]}` stands there twice",
            "keep one of them; the last counts",
            "warning",
        )
        for key, line in repeated
    ]
    return lowered, placed, tuple(problems)


def _refuse_depth(block: str, first: int, texts: str = r'"(?:[^"\\\n]|\\.)*"') -> None:
    """Thousands of open brackets exhaust the stack of parsers written in C: refused before they see them.

    Brackets in `texts` don't count, nor does what follows the object of a JSON block.
    """
    if block.count("[") + block.count("{") <= _DEEPEST:
        return
    depth = 0
    for found in re.finditer(rf"{texts}|[\[\]{{}}]", block, re.DOTALL):
        if found[0] not in "[]{}":
            continue
        depth = depth + 1 if found[0] in "[{" else max(0, depth - 1)
        if not depth and texts != _TOML_TEXTS:
            return
        if depth > _DEEPEST:
            raise _BadError(
                first + block.count("\n", 0, found.start()),
                _TOO_MUCH,
                _MEASURE,
            )


def _first_line(error: BaseException) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
