"""Markdown as other generators read it → Markdown that means the same here: lists, fences, brackets, addresses."""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator

_FENCE = re.compile(r"([ \t]*)(`{3,}|~{3,})([^\n`]*)$")
_ITEM = re.compile(r"([-*+]|\d{1,9}[.)])([ \t]+|$)")
_RULE = re.compile(r"(?:\*[ \t]*){3,}$|(?:-[ \t]*){3,}$")
_LANGUAGE = re.compile(r"[ \t]*(?:\{?\.)?([\w#+-][\w#.+-]*)")
_HEADING = re.compile(r"#{1,6}(?:[ \t]|$)")
_OPENS_HTML = re.compile(
    r"^(<(?:article|aside|center|details|div|figure|figcaption|footer|header|main|section)\b"
    r"(?![^>\n]*\bmarkdown=)[^>\n]*)(>(?:[^\n]*</summary>)?[ \t]*\n[ \t]*\n)",
    re.MULTILINE | re.IGNORECASE,
)
_MARK = re.compile(
    r"^[ \t]*(?P<fence>`{3,}|~{3,})(?P<info>[^\n`]*)$|(?<!\\)(?P<ticks>`+)|<(?P<html>pre|code)\b",
    re.MULTILINE | re.IGNORECASE,
)
"""Where code may begin."""
_GAP = re.compile(r"\n[ \t]*\n")
_DOUBLE = re.compile(r"(?<!\\)\[(?=\[[^\[\]|\n]{1,200}(?:\|[^\[\]\n]{1,300})?\]\](?![\[(]))")
_TARGET = re.compile(
    r"(?P<inline>\]\(\s*)(?P<to><[^<>\n]+>|[^\s()<>]+(?:\([^\s()]*\)[^\s()]*)*)(?=[\s)])"
    r"|(?P<defined>^[ ]{0,3}\[[^\]\n]+\]:[ \t]*)(?P<there><[^<>\n]+>|\S+)"
    r"|(?P<attribute><[a-zA-Z][^<>]*?\s(?:href|src)\s*=\s*)(?P<value>\"[^\"\n]*\"|'[^'\n]*')"
    r"|(?P<bare><)(?P<address>https?://[^<>\s]+)(?=>)",
    re.MULTILINE,
)


def python_markdown(text: str) -> str:
    """CommonMark's lists and fences as Python-Markdown reads them.

    There an item's content is indented by four spaces, a list stands below an empty line, and code between fences
    begins at the margin: within lists it becomes indented code. Rules: commonmark.org, spec 0.31, sections 4.5 and
    5.2; python-markdown.github.io, "Differences". Of a fence's info string the language stays.
    """
    text = "\n".join(_lines(text.expandtabs(4).split("\n") if "\t" in text else text.split("\n")))
    return outside_code(text, lambda part: _OPENS_HTML.sub(r'\1 markdown="1"\2', part))


def single_brackets(text: str) -> str:
    """A text in which `[[x]]` outside of code stays what it was: words, and no reference."""
    return outside_code(text, lambda part: _DOUBLE.sub(r"\\[", part)) if "[[" in text else text


def led(text: str, lead: Callable[[str], str | None]) -> str:
    """A text, each address that it links to or shows led through `lead` (None: as it is); code is left alone."""

    def target(found: re.Match[str]) -> str:
        for before, name in _PARTS:
            if found[before] is not None:
                written = found[name]
                quote = written[0] if written[0] in "<\"'" else ""
                inner = written[1:-1] if quote else written
                led_to = lead(inner)
                if led_to is None or led_to == inner:
                    return found[0]
                if before == "bare":
                    return found[0] if ":" in led_to else f"<a href={led_to!r}>{inner}</a"
                close = {"<": ">"}.get(quote, quote)
                return f"{found[before]}{quote}{led_to}{close}"
        return found[0]

    return outside_code(text, lambda part: _TARGET.sub(target, part))


_PARTS = (("inline", "to"), ("defined", "there"), ("attribute", "value"), ("bare", "address"))


def outside_code(text: str, made: Callable[[str], str]) -> str:
    """A text with everything but its code led through a function."""
    found: list[str] = []
    at = 0
    for start, end in _code(text):
        found += (made(text[at:start]), text[start:end])
        at = end
    return "".join((*found, made(text[at:])))


def _code(text: str) -> Iterator[tuple[int, int]]:
    """Where code stands: between fences, in `pre` and `code`, between equal runs of backticks of one paragraph.

    Each closing is looked up, never searched for twice: a text of nothing but openings takes no longer than another.
    """
    if "`" not in text and "~~~" not in text and "<" not in text:
        return
    runs: dict[int, list[int]] = {}
    for each in re.finditer("`+", text):
        runs.setdefault(len(each[0]), []).append(each.start())
    gaps = [each.start() for each in _GAP.finditer(text)]
    lowered = text.lower()
    never: set[str] = set()
    at = 0
    while found := _MARK.search(text, at):
        at = found.end()
        if fence := found["fence"]:
            end = _closed(text, found.end(), fence)
        elif ticks := found["ticks"]:
            positions = runs.get(len(ticks), [])
            place = bisect_left(positions, found.end())
            close = positions[place] if place < len(positions) else -1
            gap = bisect_left(gaps, found.end())
            if close < 0 or (gap < len(gaps) and gaps[gap] < close):
                continue
            end = close + len(ticks)
        else:
            closing = f"</{found['html'].lower()}>"
            close = -1 if closing in never else lowered.find(closing, found.end())
            if close < 0:
                never.add(closing)
                continue
            end = close + len(closing)
        yield found.start(), end
        at = max(at, end)


def _closed(text: str, at: int, fence: str) -> int:
    """Where the code ends that a fence opened: below the next fence of its sort, else with the text."""
    for each in _CLOSING[fence[0]].finditer(text, at):
        if len(each[1]) >= len(fence):
            return each.end()
    return len(text)


_CLOSING = {sign: re.compile(rf"^[ \t]*({sign}{{3,}})[ \t]*$", re.MULTILINE) for sign in ("`", "~")}


def _lines(lines: list[str]) -> Iterator[str]:
    """Line by line, knowing the open items by where their contents begin."""
    items: list[int] = []  # columns
    fence, inset = "", 0
    before = "blank"  # what the line before was: blank, words, item, more, code, other
    for line in lines:
        words = line.lstrip(" ")
        indent = len(line) - len(words)
        if fence:
            if words.startswith(fence) and not words.strip(fence[0] + " "):
                if not items:
                    yield words
                fence, before = "", "more" if items else "other"
            else:
                rest = line[min(indent, inset) :]
                yield "    " * (len(items) + 1) + rest if items and rest else rest
            continue
        if not words:
            before = before if before == "code" else "blank"
            yield ""
            continue
        mark = None if _RULE.match(words) else _ITEM.match(words)
        within = [column for column in items if column <= indent]
        deeper = indent - (within[-1] if within else 0)
        flows = before in ("words", "item", "more")
        if items and not mark and flows and not within and not _begins(words):
            within, deeper = items, 0  # the paragraph goes on, though it is not indented
        if deeper >= 4 and (before in ("blank", "code") or (flows and not items and not mark)):
            if before in ("blank", "code"):
                before = "code"
            items = within
            yield "    " * len(items) + " " * deeper + words
            continue
        depth = len(within)
        if opening := None if mark else _FENCE.match(line):
            items, fence, inset = within, opening[2], indent
            if items and before != "blank":
                yield ""
            if not items:
                language = _LANGUAGE.match(opening[3])
                yield fence + (language[1] if language else "")
            continue
        if mark and (items or before != "words" or mark[1] in "-*+" or mark[1] in ("1.", "1)")):
            if before == "more" or (before == "words" and not items):
                yield ""
            width = len(mark[1]) + (len(mark[2]) if 0 < len(mark[2]) <= 4 else 1)
            yield "    " * depth + f"{mark[1].replace(')', '.')} {words[mark.end() :]}".rstrip(" ")
            items = [*within, indent + width]
            before = "item"
            continue
        items = within
        yield "    " * depth + words if items else " " * min(deeper, 3) + words
        if items:
            before = "item" if before == "item" else "more"
        else:
            before = "other" if _HEADING.match(words) or _RULE.match(words) else "words"


def _begins(words: str) -> bool:
    """Whether a line begins something, and so is no further line of a paragraph."""
    return bool(_HEADING.match(words) or words[0] in ">|<" or _FENCE.match(words))
