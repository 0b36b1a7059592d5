"""Markdown as news is mostly written → the HTML that Python-Markdown makes of it, byte for byte, much sooner.

Python-Markdown is the dialect, and decides what a text means. Here are only those of its rules that can be applied
at a glance, because nothing near by changes them. What is in doubt is not guessed: a part of a text that stands
by itself is handed to Python-Markdown alone, and where even that is not certain, the whole text is.
`tests/test_plain.py` holds the two together.
"""

import re
from collections.abc import Callable
from html import escape, unescape

from markdown.extensions.toc import slugify_unicode

_KNOWN = frozenset(
    "extra sane_lists toc tables fenced_code footnotes abbr attr_list def_list md_in_html".split()
)
"""Extensions whose say in a plain text is known. Any other may change anything."""

# what reaches beyond the part of a text where it stands
_TAG = re.compile(r"<[A-Za-z/!?]")
_CLOSED = re.compile(r"\](?: ?:|(?<=\[TOC\]))")
_CHARACTER = re.compile(r"&#(?![0-9]{1,9};|[xX][0-9a-fA-F]{1,9};)")
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_DEFINED = re.compile(r"\n(?: {0,3}: |```|~~~)")

# lines
_SPACES = re.compile(r"(?<=\n) +\n")
_HEADING = re.compile(r"(#{1,6})((?:[^#\\\n]++|#++(?=[^#\n]))+)#*(?:\n(?! )|\Z)")
_ITEM = re.compile(r" {0,3}(?:[*+-]|\d+\.) ")
_ITEMS = re.compile(r"^ {0,3}(?:[*+-]|\d+\.) ", re.MULTILINE)
_QUOTED = re.compile(r" {0,3}>")
_QUOTES = re.compile(r"^ {0,3}>", re.MULTILINE)
_RULE = re.compile(r"[*_-][ *_-]*(?:\n|\Z)")
_ODD_LINE = re.compile(r"\n(?:#| {0,3}(?:>|: )|[ *_=|:-]+(?:\n|\Z))")
"""After the first line of a paragraph: a heading, a quote, a rule, or what makes more than words of the line above."""
_BULLET = re.compile(r"(?:([*+-])|([0-9]{1,9})\.) +(?![ #>:|=~]|[*+-] |\d+\. |[ *_-]+\Z)(\S.*)")
_NOT_WORDS = frozenset("#=:|~")

# marks within lines
_UNMARKED = re.compile(r"[^\x00-\x09\x0b-\x1f\\`*_\[<>&{]*+")
_TEXT = r"[^\x00-\x09\x0b-\x1f\\`*_\[\]<{]*+"
_CODE_AFTER = r"(?!`)(?=\s*+[^\s`])[^`\\\x00-\x09\x0b-\x1f]++`(?!`)"
_CODE = rf"(?<!`)`{_CODE_AFTER}"
_ESCAPED = r"[`*_{}\[\]()>#+\-.!](?!`)"
_ESCAPE = rf"\\{_ESCAPED}"
_WITHIN = r"(?<=[^\W_])__?+(?=[^\W_])"
_WORDS = rf"{_TEXT}(?:(?:{_ESCAPE}|{_CODE}|{_WITHIN}){_TEXT})*+"
_SAYS = r"[^\x00-\x09\x0b-\x1f\\`\[\]<{]*+"
_LABEL = rf"{_SAYS}(?:(?:{_ESCAPE}|{_CODE}){_SAYS})*+"
# an attribute whose value is its own name is not written alike by all releases: no `href`, no `src`, no `alt`
_ADDRESS = r"(?!(?:href|src)\))[^\s\x00-\x1f()<>\[\]\\`{}\"'|]++"
_LINK = rf"(?<!!)\[{_LABEL}\]\({_ADDRESS}\)"
_TARGET = r"[^\[\]|\n\x00-\x1f\\`*_<>&{\"]{1,200}+"
_NAMED = r"[^\[\]\n\x00-\x1f\\`<{]{1,300}+"
_REFERENCE = rf"\[\[{_TARGET}(?:\|{_NAMED})?+\]\](?![\[(])"
_STRESSED = rf"{_TEXT}(?:(?:{_ESCAPE}|{_CODE}|{_WITHIN}|{_LINK}|{_REFERENCE}){_TEXT})*+"
_PIECE = re.compile(
    r"[\x00-\x09\x0b-\x1f\\`*_\[<>&{!](?:"  # what all of them begin with, so that most of a text is skipped fast
    r"(?<=&)(?:(?P<doubt>\\)|(?P<amp>(?!(?i:\#[0-9]+|\#x[0-9a-f]+|[0-9a-z]+);))|(?P<entity>))"
    r"|(?<=>)(?P<more>)"
    r"|(?<=<)(?P<less>(?= ))"
    rf"|(?<=\[)(?<!!\[)(?P<label>{_LABEL})\]\((?P<address>{_ADDRESS})\)"
    rf"|(?<=\[)\[(?P<target>{_TARGET})(?:\|(?P<named>{_NAMED}))?+\]\](?![\[(])"
    rf"|(?<=!)\[(?!alt\])(?P<alt>[^\x00-\x1f\\`*_\[\]<>&{{\"]*+)\]\((?P<picture>{_ADDRESS})\)"
    r"|(?<=!)(?P<exclaimed>(?!\[))"
    rf"|(?<=\[)(?<!!\[)(?P<aside>{_WORDS})\](?!\()"
    rf"|(?<=\*)\*(?![\s*])(?P<strong>{_STRESSED})(?<![\s*])\*\*(?!\*)"
    rf"|(?<=\*)(?![\s*])(?P<em>{_STRESSED})(?<!\s)\*(?!\*)"
    rf"|(?<=_)(?<!\w_)_(?![\s_])(?P<strong_>{_STRESSED})(?<![\s_])__(?!\w)"
    rf"|(?<=_)(?<!\w_)(?![\s_])(?P<em_>{_STRESSED})(?<![\s_])_(?!\w)"
    r"|(?<=[^\W_]_)(?P<within>_?+(?=[^\W_]))"
    rf"|(?<=`)(?<!``)(?P<code>{_CODE_AFTER})"
    rf"|(?<=\\)(?P<escape>{_ESCAPED})"
    r"|(?<!!)(?P<other>))"
)

_AND = re.compile(r"&(?!(?:\#[0-9]+|\#x[0-9a-f]+|[0-9a-z]+);)", re.IGNORECASE)
_ANCHORED = re.compile(r'<h[1-6] id="([^"]*)">')
_NUMBERED = re.compile(r"(.*)_([0-9]+)\Z")
_MARKUP = re.compile(r"<[^<>]*>")

_START = 60
"""What it costs to begin with Python-Markdown, in characters of a paragraph."""


class _Doubt(Exception):  # noqa: N818 - no error: the rules here do not reach so far
    pass


def html(body: str, extensions: tuple[str, ...], convert: Callable[[str], str]) -> str | None:
    """What Python-Markdown with these extensions makes of a text; None where only itself can tell.

    `convert` is Python-Markdown with the same extensions, for the parts of a text that stand by themselves.
    """
    if not _KNOWN.issuperset(extensions) or _reaches(body):
        return None
    groups = _groups(body)
    sane = "sane_lists" in extensions
    made: list[str] = []
    left = 0
    for kind, blocks in groups:
        try:
            made.append(_MAKE[kind](blocks, sane))
        except _Doubt:
            made.append("")
            left += _START + sum(map(len, blocks))
    if left:
        if left > _START + len(body) // 2 or _CONTROL.search(body):
            return None
        made = [
            part or convert("\n\n".join(blocks))
            for part, (_, blocks) in zip(made, groups, strict=True)
        ]
        if not all(made):  # a part that leaves nothing lets its neighbours meet
            return None
    return _anchored(made, groups) if "toc" in extensions else "\n".join(made)


def _reaches(body: str) -> bool:
    """Whether there may be something that changes what another part of the text means, or is ended by one.

    Definitions of links, footnotes and abbreviations, raw HTML, fenced code, definition lists, a table of contents.
    """
    return bool(
        ("]" in body and _CLOSED.search(body))
        or ("<" in body and _TAG.search(body))
        or ("&" in body and _CHARACTER.search(body))
        or _DEFINED.search("\n" + body)
    )


_Group = tuple[str, list[str]]
"""What kind of a part it is, and its blocks as they stand between blank lines, each with what belongs to it."""


def _groups(body: str) -> list[_Group]:
    """The parts of a text that stand by themselves."""
    text = body + "\n\n"
    if " \n" in text:
        text = _SPACES.sub("\n", text)
    groups: list[_Group] = []
    blank: list[str] = []
    for block in text.split("\n\n"):
        rest = block.lstrip("\n")
        if not rest:
            blank.append(block)
            continue
        while rest[0] == "#" and (found := _HEADING.match(rest)):
            if "|" in found[2] and found.end() < len(rest):
                break  # perhaps a table
            groups.append(("heading", [found[0]]))
            blank = []
            block = rest = rest[found.end() :]
            if not rest:
                break
        if not rest:
            continue
        first = rest[0]
        if first.isalpha():
            groups.append(("words", [rest]))
        elif first == " " and rest.startswith("    "):  # of what stands before it, or code
            _join(groups, "other", blank, block)
        elif _ITEM.match(rest):
            _add(groups, "list", blank, block, _ITEMS)
        elif _QUOTED.match(rest):
            _add(groups, "quote", blank, block, _QUOTES)
        elif first.isspace() or first in _NOT_WORDS or (first in "*-_" and _RULE.match(rest)):
            groups.append(("other", [block]))
        else:
            groups.append(("words", [rest]))
        blank = []
    return groups


def _join(groups: list[_Group], kind: str, blank: list[str], block: str) -> None:
    """A block is of what stands before it."""
    before, blocks = groups.pop() if groups else (kind, [])
    blocks += [*blank, block]
    groups.append((kind if before == kind else "other", blocks))


def _add(
    groups: list[_Group], kind: str, blank: list[str], block: str, among: re.Pattern[str]
) -> None:
    """A list or a quote is of what stands before it where that may be one too."""
    if groups and (groups[-1][0] == kind or any(map(among.search, groups[-1][1]))):
        _join(groups, kind, blank, block)
    else:
        groups.append((kind, [block]))


def _anchored(made: list[str], groups: list[_Group]) -> str | None:
    """The parts of a text as one, each heading with its anchor; None where something else might have one."""
    ids: set[str] = set()
    counts: dict[str, int] = {}
    for at, (kind, blocks) in enumerate(groups):
        part = made[at]
        if part.startswith("<h") and kind == "heading" and part[3] == ">":
            words = unescape(_MARKUP.sub("", part))
            anchor = _unique(slugify_unicode(words, "-"), ids, counts)
            made[at] = f'{part[:3]} id="{anchor}"{part[3:]}'
        elif 'id="' in part:
            found = _ANCHORED.findall(part)
            if len(found) != 1 or part.count('id="') != 1 or "{" in "".join(blocks):
                return None
            anchor = _unique(found[0], ids, counts)
            made[at] = part.replace(f' id="{found[0]}"', f' id="{anchor}"', 1)
    return "\n".join(made)


def _unique(anchor: str, ids: set[str], counts: dict[str, int]) -> str:
    """An anchor, numbered where it is taken; `counts` says up to where its numbers are all taken."""
    if not anchor or anchor in ids:
        found = _NUMBERED.match(anchor)
        words, number = (found[1], int(found[2])) if found else (anchor, 0)
        known = counts.get(words, 0)
        whole = number <= known or anchor == f"{words}_{known + 1}"
        number = max(number, known) + 1
        while f"{words}_{number}" in ids:
            number += 1
        if whole:
            counts[words] = number
        anchor = f"{words}_{number}"
    ids.add(anchor)
    return anchor


# ---- parts --------------------------------------------------------------------------------------


def _heading(blocks: list[str], sane: bool) -> str:
    del sane
    found = _HEADING.match(blocks[0])
    words = _inline(found[2]).strip() if found else ""
    if not found or not words:
        raise _Doubt
    level = len(found[1])
    return f"<h{level}>{words}</h{level}>"


def _paragraph(blocks: list[str], sane: bool) -> str:
    del sane
    return f"<p>{_lines(blocks[0])}</p>"


def _quote(blocks: list[str], sane: bool) -> str:
    del sane
    inner = "\n\n".join(
        "\n".join([_unquoted(line) for line in block.strip("\n").split("\n")])
        for block in blocks
        if block.strip("\n")
    )
    made = []
    for block in inner.split("\n\n"):
        if not block or (not block[0].isalpha() and block[0] not in _BEGIN) or block[-1] == "\n":
            raise _Doubt
        made.append(f"<p>{_lines(block)}</p>\n")
    return f"<blockquote>\n{''.join(made)}</blockquote>"


_BEGIN = frozenset("\"'([“”„‚‘’«»‹›¿¡…–—&")
"""Beside letters, what the first line of a paragraph in a quote may begin with."""


def _unquoted(line: str) -> str:
    if line.startswith(">"):
        return line[2:] if line[1:2] == " " else line[1:]
    return line


def _list(blocks: list[str], sane: bool) -> str:
    lists: list[_Items] = []
    for block in blocks:
        if not (lines := block.strip("\n")):
            continue
        fresh = True
        for line in lines.split("\n"):
            if found := _BULLET.match(line):
                kind = "ul" if found[1] else "ol"
                if not lists or (fresh and sane and kind != lists[-1].kind):
                    begin = found[2] if sane and kind == "ol" else "1"
                    lists.append(_Items(kind, begin))
                elif kind != lists[-1].kind:
                    raise _Doubt
                elif fresh:  # a blank line between two items makes paragraphs of both
                    lists[-1].loose |= {len(lists[-1].items) - 1, len(lists[-1].items)}
                lists[-1].items.append(found[3])
            elif fresh or line.startswith("    ") or not line.lstrip(" ")[:1].isalpha():
                raise _Doubt
            else:
                lists[-1].items[-1] += "\n" + line
            fresh = False
    return "\n".join([each.html() for each in lists])


class _Items:
    """A list in the making; items that are `loose` hold paragraphs."""

    def __init__(self, kind: str, begin: str) -> None:
        self.kind = kind
        self.begin = begin
        self.items: list[str] = []
        self.loose: set[int] = set()

    def html(self) -> str:
        made = ""
        for at, item in enumerate(self.items):
            words = _lines(item)
            made += f"<li>\n<p>{words}</p>\n</li>\n" if at in self.loose else f"<li>{words}</li>\n"
        start = f' start="{self.begin}"' if self.begin != "1" else ""
        return f"<{self.kind}{start}>\n{made}</{self.kind}>"


def _other(blocks: list[str], sane: bool) -> str:
    raise _Doubt


_MAKE: dict[str, Callable[[list[str], bool], str]] = {
    "heading": _heading,
    "words": _paragraph,
    "list": _list,
    "quote": _quote,
    "other": _other,
}


def _lines(words: str) -> str:
    if "\n" in words and ("  \n" in words or _ODD_LINE.search(words)):
        raise _Doubt
    return _inline(words)


# ---- marks within lines -------------------------------------------------------------------------


def _inline(words: str) -> str:
    return words if _UNMARKED.fullmatch(words) else _PIECE.sub(_piece, words)


def _piece(found: re.Match[str]) -> str:
    match found.lastgroup:
        case "amp":
            return "&amp;"
        case "more":
            return "&gt;"
        case "less":
            return "&lt;"
        case "entity" | "within" | "exclaimed":
            return found[0]
        case "address":
            return f'<a href="{_AND.sub("&amp;", found["address"])}">{_inline(found["label"])}</a>'
        case "target":
            target = found["target"].strip()
            if not target:
                raise _Doubt
            return f'<a class="ref" href="ref:{target}">{target}</a>'
        case "named":
            target, named = found["target"].strip(), found["named"].strip()
            if not target or not named:
                raise _Doubt
            return f'<a href="ref:{target}">{_inline(named)}</a>'
        case "em" | "em_":
            return f"<em>{_inline(found[found.lastgroup])}</em>"
        case "strong" | "strong_":
            return f"<strong>{_inline(found[found.lastgroup])}</strong>"
        case "aside":
            return f"[{_inline(found['aside'])}]"
        case "picture":
            return f'<img alt="{found["alt"]}" src="{_AND.sub("&amp;", found["picture"])}">'
        case "code":
            return f"<code>{escape(found[0][1:-1].strip(), quote=False)}</code>"
        case "escape":
            return "&gt;" if found[0] == "\\>" else found[0][1]
        case _:
            raise _Doubt
