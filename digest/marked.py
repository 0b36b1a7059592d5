"""HTML → Markdown that says the same words, in the dialect digest builds with.

What Markdown can't say stays HTML (a table with joined cells, a superscript); what a reader never sees or what acts
(scripts, forms, frames) is left out. Needs `lxml`, which comes with `digest[import]`.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from html import escape, unescape
from typing import Any
from urllib.parse import quote, urljoin, urlsplit

Resolve = Callable[[str], str]
"""An address as a document gives it → as it is to stand in the text; empty where none is to stand there."""

DEEPEST = 100
"""Elements within each other; pages made by hand or by programs stay below 60."""

UNSEEN = frozenset(
    "area audio button canvas datalist dialog embed head input link map meta meter noembed noframes noscript object "
    "param progress script select source style svg template textarea title track video wbr".split()
)
"""Elements that leave nothing in a text: they act, or nobody reads them."""
BLOCKS = frozenset(
    "address article aside blockquote body center dd details dir div dl dt fieldset figcaption figure footer form "
    "frameset h1 h2 h3 h4 h5 h6 header hgroup hr html iframe legend li main menu nav ol optgroup option p pre search "
    "section summary table tbody td tfoot th thead tr ul caption colgroup".split()
)
"""Elements that begin a line of their own."""

_SPACE = " \t\n\r\f"
_SPACES = re.compile(r"[ \t\n\r\f]+")
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_STRESS = {"b": "**", "strong": "**", "em": "*", "i": "*"}
_TAG_OF = {"**": "strong", "*": "em"}
_AS_HTML = frozenset("bdo del ins kbd mark q rp rt ruby sub sup".split()) | {"s", "strike"}
_CODE = frozenset("code samp tt".split())
_LAZY = (
    "data-src",
    "data-original",
    "data-lazy-src",
    "data-url",
    "data-full-src",
    "data-hi-res-src",
)
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
_VOID = re.compile(r"<(wbr|source|track|embed|keygen|bgsound)\b([^<>]*?)\s*/?>", re.IGNORECASE)
"""Elements without an end that the parser takes for others, and all that follows for their content."""
_LANGUAGE = re.compile(r"(?:^|\s)(?:language|lang|highlight-source)-([\w+#.-]{1,20})(?:\s|$)")
_PLACEHOLDER = re.compile(r"data:|about:|blob:", re.IGNORECASE)


def tree(html: str) -> Any:
    """HTML, a whole page or a part of one → its elements, as lxml holds them; entities outside HTML are not looked up.

    An empty text gives an empty `div`.
    """
    from lxml import etree  # only where something is imported: digest[import]
    from lxml import html as parser

    made = parser.HTMLParser(
        remove_comments=True, remove_pis=True, huge_tree=True, no_network=True, encoding="utf-8"
    )
    text = _VOID.sub(r"<\1\2 />", _CONTROL.sub("", html))
    if not text.strip():
        return parser.Element("div")
    try:
        root = parser.document_fromstring(text.encode("utf-8"), parser=made)
    except etree.ParserError:  # nothing in it but a DOCTYPE, or the beginning of one
        return parser.Element("div")
    for inner in reversed(
        root.xpath(
            "//dd//dd[not(ancestor::dl[ancestor::dd])] | //dd//dt[not(ancestor::dl[ancestor::dd])]"
        )
    ):
        _lift(inner)
    return root


def _lift(element: Any) -> None:
    """Put a term, or what is said of it, beside the one it stands in: the parser ends none where another begins."""
    outer = next(element.iterancestors("dd", "dt"), None)
    if outer is not None and outer is element.getparent() and not (element.tail or "").strip():
        outer.addnext(element)


def depth(root: Any) -> int:
    """How many elements stand within each other at the deepest place, counted in one walk."""
    deepest = level = 0
    from lxml import etree

    for event, _ in etree.iterwalk(root, events=("start", "end")):
        level += 1 if event == "start" else -1
        deepest = max(deepest, level)
    return deepest


def kept(address: str) -> str:
    """An address of any kind that may stand in a text, as it is; empty for what acts or leads nowhere by itself."""
    address = "".join(address.split())
    try:
        scheme = urlsplit(address).scheme.lower()
    except ValueError:
        return ""
    return address if scheme in ("", "http", "https", "mailto", "tel") else ""


def absolute(base: str) -> Resolve:
    """Addresses are made whole against the address of their document; those that stay relative are left out."""

    def resolve(address: str) -> str:
        address = "".join(address.split())
        try:
            whole = urljoin(base, address)
            parts = urlsplit(whole)
        except ValueError:
            return ""
        if parts.scheme.lower() in ("http", "https"):
            return whole if parts.netloc else ""
        return whole if parts.scheme.lower() in ("mailto", "tel") else ""

    return resolve


def from_html(html: str, resolve: Resolve = kept) -> str:
    """A piece of HTML → Markdown, without a line break at its end.

    Raises ValueError where elements stand more than `DEEPEST` deep.
    """
    root = tree(html)
    if depth(root) > DEEPEST:
        raise ValueError(f"elements stand more than {DEEPEST} deep within each other")
    return markdown(root, resolve)


def from_text(text: str) -> str:
    """Plain text → Markdown that says it: a blank line between paragraphs, line breaks kept, marks escaped."""
    paragraphs = []
    for block in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").replace("\r", "\n")):
        pieces: list[_Piece] = []
        for line in block.strip("\n").split("\n"):
            if line.strip():
                pieces += [("text", line), ("break", "")]
        paragraphs += _paragraphs(pieces)
    return "\n\n".join(paragraphs)


def markdown(root: Any, resolve: Resolve = kept) -> str:
    """Elements → Markdown, without a line break at its end; `root` itself is taken as a mere frame.

    `resolve` says what becomes of each address. Raises RecursionError far beyond `DEEPEST` only.
    """
    writer = _Writer(resolve)
    blocks = writer.flow(root) if root.tag not in BLOCKS - {"div"} else writer.element(root)
    return "\n\n".join("\n".join(block.lines) for block in blocks)


def address(url: str) -> str:
    """An address as it can stand between the brackets of a link."""
    made = quote(url.strip(), safe="!#$%&*+,-./:;=?@_~'" + _beyond_ascii(url)).replace("'", "%27")
    return re.sub(r"&(?=#?[0-9A-Za-z]+;)", "&amp;", made)


def _beyond_ascii(url: str) -> str:
    """Letters of other scripts are read by people too: they stay as they are."""
    return (
        "".join({sign for sign in url if ord(sign) > 0xA0 and sign.isalnum()})
        if not url.isascii()
        else ""
    )


# ---- words within a line ------------------------------------------------------------------------

_Piece = tuple[str, str]
"""A part of a line: `text`, `label` (text in a link), `code`, `raw` (Markdown already), `break`, `open`, `close`."""

_ESCAPED = "\\`*_{}[]()>#+-.!|"
_LINE_START = re.compile(
    r"(?P<number>\d{1,9})(?P<dot>\.)(?=\s|\Z)|(?P<mark>[#>]|[*+-](?=\s|\Z)|\[(?=[^\]]*\]:)|:(?=\s|\Z)|~(?=~~)"
    r"|[|:*_=+-](?=[ |:*_=+-]*\Z)|[|])"
)
_BY_NUMBER = {":": "&#58;", "~": "&#126;", "=": "&#61;", "|": "&#124;"}
"""What a backslash does not take the meaning of."""


def _escaped(text: str, before: str, after: str, label: bool, cell: bool) -> str:
    """Text that Markdown reads as these words; `before` and `after` are the characters around it as written."""
    if not _DOUBTFUL.search(text):
        return text
    made = []
    last = len(text) - 1
    for at, sign in enumerate(text):
        if sign not in _MARKS:
            made.append(sign)
            continue
        previous = text[at - 1] if at else before
        following = text[at + 1] if at < last else after
        if sign == "\\":
            made.append("\\\\" if not following or following in _ESCAPED else sign)
        elif sign == "`":
            made.append("\\`")
        elif sign == "*":
            apart = _blank(previous) and _blank(following)
            made.append(sign if apart else "\\*")
        elif sign == "_":
            within = previous.isalnum() and following.isalnum()
            apart = _blank(previous) and _blank(following)
            made.append(sign if within or apart else "\\_")
        elif sign == "<":
            made.append(sign if following and following in " =" else "&lt;")
        elif sign == "&":
            named = _NAMED.match(text, at)
            means = (
                at == last
                or following == "#"
                or (named is not None and unescape(named[0]) != named[0])
            )
            made.append("&amp;" if means else sign)
        elif sign == "{":
            made.append("&#123;" if following == "%" else "\\{")
        elif sign == "[":
            needed = (
                label
                or text.startswith("[TOC]", at)
                or following in ("[", "")
                or previous in ("[", "!")
            )
            made.append("\\[" if needed else sign)
        elif sign == "]":
            made.append("\\]" if label or following in ("(", "[", ":", "") else sign)
        elif sign == "!":
            made.append("\\!" if at == last and after == "[" else sign)
        elif sign == "|":
            made.append("\\|" if cell else sign)
        elif sign == "^":
            made.append("&#94;" if previous == "[" else sign)
        else:
            made.append(sign)
    return "".join(made)


_NAMED = re.compile(r"&#?[0-9A-Za-z]+;?")
_MARKS = frozenset("\\`*_<&{[]!|^")
_DOUBTFUL = re.compile(r"[\\`*_<&{\[\]!|^]")


def _blank(sign: str) -> bool:
    return not sign or sign.isspace()


def _guarded(line: str) -> str:
    """A line of Markdown that begins no list, heading, quotation, rule, table or definition."""
    found = _LINE_START.match(line)
    if not found:
        return line
    if found["number"]:
        return f"{found['number']}\\.{line[found.end() :]}"
    mark = found["mark"]
    return (_BY_NUMBER.get(mark) or "\\" + mark) + line[1:]


def _collapsed(pieces: Iterable[_Piece]) -> list[_Piece]:
    """Spaces as browsers show them: one where there are several, none at the ends of a line; marks hug their words."""
    made: list[_Piece] = []
    space = True  # nothing stands before: a space would lead the line
    for kind, value in pieces:
        if kind in ("text", "label"):
            value = _SPACES.sub(" ", value)
            if space:
                value = value.lstrip(" ")
            if not value:
                continue
            space = value[-1] == " "
            made.append((kind, value))
        else:
            if kind == "break":
                _trim(made)
                space = True
            elif kind in ("raw", "code"):
                space = False
            made.append((kind, value))
    _trim(made)
    return _hugged(made)


def _trim(pieces: list[_Piece]) -> None:
    """Take the space off the end of what was written so far, marks that close after it left alone."""
    for at in range(len(pieces) - 1, -1, -1):
        kind, value = pieces[at]
        if kind in ("text", "label"):
            pieces[at] = (kind, value.rstrip(" "))
            if pieces[at][1]:
                return
        elif kind in ("raw", "code", "break"):
            return


def _hugged(pieces: list[_Piece]) -> list[_Piece]:
    """A space just within a mark stands just outside of it instead; marks around nothing go."""
    made: list[_Piece] = []
    for kind, value in pieces:
        if kind == "close":
            moved = ""
            while made and made[-1][0] in ("text", "label") and made[-1][1].endswith(" "):
                label, words = made.pop()
                moved = " "
                if words.rstrip(" "):
                    made.append((label, words.rstrip(" ")))
            at = len(made)
            while at and made[at - 1][0] == "break":
                at -= 1
            if at and made[at - 1][0] == "open":  # around nothing, or nothing but breaks
                del made[at - 1]
            else:
                made.append((kind, value))
            if moved:
                made.append(("text", moved))
        elif kind in ("text", "label") and value.startswith(" ") and made and made[-1][0] == "open":
            at = len(made)
            while at and made[at - 1][0] == "open":
                at -= 1
            made.insert(at, ("text", " "))
            if value.lstrip(" "):
                made.append((kind, value.lstrip(" ")))
        elif value or kind == "break":
            made.append((kind, value))
    return made


def _line(pieces: list[_Piece], cell: bool = False) -> str:
    """Pieces without breaks → one line of Markdown."""
    joined: list[_Piece] = []
    for kind, value in pieces:
        if joined and joined[-1][0] == kind and kind in ("text", "label", "code"):
            value = joined.pop()[1] + value
            if kind != "code":
                value = value.replace("  ", " ")
        joined.append((kind, value))
    made = ""
    open_marks: list[tuple[str, str]] = []
    for at, (kind, value) in enumerate(joined):
        if kind in ("text", "label"):
            after = _starts(joined[at + 1 :])
            made += _escaped(value, made[-1:], after, kind == "label", cell)
        elif kind == "code":
            made += _fenced(value, cell)
        elif kind == "raw":
            made += value.replace("|", "\\|") if cell else value
        elif kind == "break":
            made += "<br>"
        elif kind == "open" and value in _TAG_OF:
            plain = not open_marks and not made.endswith("*") and _simple(joined, at)
            mark = (value, value) if plain else (f"<{_TAG_OF[value]}>", f"</{_TAG_OF[value]}>")
            open_marks.append(mark)
            made += mark[0]
        elif kind == "open":
            start, _, end = value.partition("\0")
            open_marks.append((start, end))
            made += start
        elif open_marks:
            made += open_marks.pop()[1]
    return made


def _starts(pieces: list[_Piece]) -> str:
    """The first character of what comes next, as far as it matters to what stands before it."""
    for kind, value in pieces:
        if kind == "break":
            return "<"
        if kind == "code":
            return "`"
        if kind == "close" and value == "[":
            return "]"
        if value:
            return value[0]
    return ""


def _simple(pieces: list[_Piece], at: int) -> bool:
    """Whether stress that opens here can be said with asterisks.

    Not where another stress begins right after it ends, or where what it holds begins or ends with an asterisk.
    """
    level = 0
    for index in range(at, len(pieces)):
        kind = pieces[index][0]
        if kind == "open":
            level += 1
        elif kind == "close":
            level -= 1
            if not level:
                following = pieces[index + 1] if index + 1 < len(pieces) else ("", "")
                inner = pieces[at + 1 : index]
                if not inner or any(kind == "break" for kind, _ in inner):
                    return False
                if inner[0][0] == "text" and inner[0][1][:1] == "[":
                    return False  # would define an abbreviation
                edges = (inner[0][1][:1], inner[-1][1][-1:], following[1][:1])
                return "*" not in edges and following[0] != "open"
    return False


def _paragraphs(pieces: Iterable[_Piece]) -> list[str]:
    """Pieces → paragraphs of Markdown: two breaks in a row part them, one is a line break."""
    found = []
    for group in _parted(_collapsed(pieces)):
        lines = []
        for line in _lines(group):
            made = _line(line).strip(_SPACE)
            if made:
                lines.append(_guarded(made) if _begins_with_text(line) else made)
        if lines:
            found.append("  \n".join(lines))
    return found


def _begins_with_text(pieces: list[_Piece]) -> bool:
    return not pieces or pieces[0][0] not in ("raw", "code", "open")


def _parted(pieces: list[_Piece]) -> Iterator[list[_Piece]]:
    """Where two breaks stand in a row and no mark is open, a paragraph ends."""
    group: list[_Piece] = []
    level = 0
    breaks = 0
    for piece in pieces:
        level += {"open": 1, "close": -1}.get(piece[0], 0)
        if piece[0] == "break":
            breaks += 1
            if breaks > 1:
                if not level and group:
                    yield group[:-1]
                    group, breaks = [], 1
                continue
        elif piece[0] == "text" and not piece[1].strip(_SPACE):
            pass
        else:
            breaks = 0
        group.append(piece)
    yield group


def _lines(pieces: list[_Piece]) -> Iterator[list[_Piece]]:
    """Parted at breaks; marks that stay open over a break keep it as an element within their line."""
    line: list[_Piece] = []
    level = 0
    for piece in pieces:
        level += {"open": 1, "close": -1}.get(piece[0], 0)
        if piece[0] == "break" and not level:
            yield line
            line = []
        else:
            line.append(piece)
    yield line


# ---- blocks -------------------------------------------------------------------------------------


class _Block:
    """Lines of one block, and what sort it is: `words`, `list`, `code`, `table`, `html`, `quote`, `heading`."""

    __slots__ = ("kind", "lines")

    def __init__(self, kind: str, lines: list[str]) -> None:
        self.kind = kind
        self.lines = lines


class _Writer:
    """Walks elements once; `within` counts the lists and quotations around a place."""

    def __init__(self, resolve: Resolve) -> None:
        self.resolve = resolve
        self.within = 0

    def flow(self, element: Any) -> list[_Block]:
        """The blocks of an element that is itself a mere frame: text between blocks becomes paragraphs."""
        made: list[_Block] = []
        run: list[_Piece] = [("text", element.text or "")]

        def finish() -> None:
            made.extend(_Block("words", text.split("\n")) for text in _paragraphs(run))
            run.clear()

        def add(blocks: list[_Block]) -> None:
            for block in blocks:
                after_list = bool(made) and made[-1].kind == "list"
                if (
                    block.kind == "code"
                    and self.within
                    and (after_list or "&#" in str(block.lines))
                ):
                    # indented after a list it would be taken for a part of the list, and &# for a number's begin
                    pieces = [
                        piece for line in block.lines for piece in (("text", line), ("break", ""))
                    ]
                    block = _Block(
                        "words", [line for text in _paragraphs(pieces) for line in text.split("\n")]
                    )
                made.append(block)

        for child in element:
            tag = child.tag if isinstance(child.tag, str) else ""
            if not tag or tag in UNSEEN:
                pass
            elif tag in BLOCKS or _holds_blocks(child):
                finish()
                add(self.element(child))
            else:
                run.extend(self.inline(child, False))
            run.append(("text", child.tail or ""))
        finish()
        return made

    def element(self, element: Any) -> list[_Block]:
        """The blocks that one element makes."""
        tag = element.tag
        if tag in _HEADINGS:
            return self.heading(element, _HEADINGS[tag])
        if tag in ("ul", "ol", "menu", "dir"):
            return self.listing(element, tag == "ol")
        if tag == "blockquote":
            return self.quotation(element)
        if tag == "pre":
            return self.code(element)
        if tag == "table":
            return self.table(element)
        if tag == "dl":
            return self.definitions(element)
        if tag == "hr":
            return [_Block("rule", ["---"])]
        if tag == "figure":
            return self.figure(element)
        if tag == "iframe":
            return self.frame(element)
        return self.flow(element)

    def heading(self, element: Any, level: int) -> list[_Block]:
        """A heading is one line; what else it holds (a picture, a paragraph) is part of that line."""
        pieces = [
            ("text", " ") if kind == "break" else (kind, value)
            for kind, value in self.words(element)
        ]
        line = _line(_collapsed(pieces)).strip(_SPACE)
        if line.endswith("#"):
            line = line[:-1] + "\\#"
        if not line:
            return []
        return [_Block("heading", ["#" * level + " " + line])]

    def words(self, element: Any) -> list[_Piece]:
        """All that an element holds as one run of words, its blocks parted by spaces."""
        made: list[_Piece] = [("text", element.text or "")]
        for child in element:
            tag = child.tag if isinstance(child.tag, str) else ""
            if tag and tag not in UNSEEN:
                if tag in BLOCKS or _holds_blocks(child):
                    made += [("text", " "), *self.words(child), ("text", " ")]
                else:
                    made += self.inline(child, False)
            made.append(("text", child.tail or ""))
        return made

    def quotation(self, element: Any) -> list[_Block]:
        """Each line of what is quoted behind a `>`."""
        self.within += 1
        inner = _joined(self.flow(element))
        self.within -= 1
        if not inner:
            return []
        return [_Block("quote", [f"> {line}" if line else ">" for line in inner])]

    def listing(self, element: Any, ordered: bool) -> list[_Block]:
        """A list; an item that only holds another list gives its items to this one."""
        self.within += 1
        items = list(self.items(element))
        self.within -= 1
        start = element.get("start", "")
        number = int(start) if ordered and re.fullmatch(r"\d{1,6}", start) else 1
        loose = any(_needs_air(blocks) or blocks[0].kind not in _LEADING for blocks in items)
        lines: list[str] = []
        for blocks in items:
            mark = f"{number}." if ordered else "-"
            number += 1
            first, *rest = _joined(_led(blocks), tight=not loose)
            if loose and lines:
                lines.append("")
            lines.append(f"{mark.ljust(3)} {first}" if ordered else f"- {first}")
            lines += [f"    {line}" if line else "" for line in rest]
        return [_Block("list", lines)] if lines else []

    def items(self, element: Any) -> Iterator[list[_Block]]:
        """The blocks of each item; stray elements and words between items are items too."""
        for child in element:
            tag = child.tag if isinstance(child.tag, str) else ""
            if tag and tag not in UNSEEN:
                blocks = (
                    self.flow(child)
                    if tag == "li"
                    else self.element(child)
                    if tag in BLOCKS
                    else self.alone(child)
                )
                if len(blocks) == 1 and blocks[0].kind == "list" and tag != "li":
                    yield [_Block("words", ["&nbsp;"]), *blocks]
                elif blocks:
                    yield blocks
            if (child.tail or "").strip(_SPACE):
                yield [
                    _Block("words", text.split("\n"))
                    for text in _paragraphs([("text", child.tail)])
                ]

    def alone(self, element: Any) -> list[_Block]:
        """An inline element that stands where a block is looked for."""
        if _holds_blocks(element):
            return self.flow(element)
        return [
            _Block("words", text.split("\n")) for text in _paragraphs(self.inline(element, False))
        ]

    def code(self, element: Any) -> list[_Block]:
        """Code as it stands; within lists and quotations indented, where fences are not seen."""
        text = (
            _CONTROL.sub("", _all_text(element))
            .replace("\r\n", "\n")
            .replace("\r", "\n")
            .expandtabs(4)
        )
        lines = text.strip("\n").split("\n")
        if not any(line.strip() for line in lines):
            return []
        if self.within:
            return [_Block("code", [f"    {line}" if line.strip() else "" for line in lines])]
        longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
        fence = "`" * max(3, longest + 1)
        inner = element[0] if len(element) == 1 and element[0].tag == "code" else element
        named = _LANGUAGE.search(f"{element.get('class') or ''} {inner.get('class') or ''}")
        return [_Block("code", [f"{fence}{' ' + named[1] if named else ''}", *lines, fence])]

    def definitions(self, element: Any) -> list[_Block]:
        """Terms and what is said of them, as definition lists are written."""
        if self.within:  # indented once more they would be taken for code
            return self.flow(element)
        lines: list[str] = []
        said = True
        for child in element.iter("dt", "dd"):
            if next(child.iterancestors("dl"), None) is not element:
                continue
            if child.tag == "dt":
                words = _line(
                    [p if p[0] != "break" else ("text", " ") for p in _collapsed(self.words(child))]
                )
                if words.strip():
                    lines += [""] * (said and bool(lines)) + [_guarded(words.strip(_SPACE))]
                    said = False
            else:
                self.within += 1
                inner = _joined(_led(self.flow(child)))
                self.within -= 1
                if not inner:
                    continue
                if not lines:
                    lines.append("&nbsp;")
                lines += [""] * (len(inner) > 1) + [f":   {inner[0]}"]
                lines += [f"    {line}" if line else "" for line in inner[1:]]
                said = True
        return [_Block("list", lines)] if lines and said else self.flow(element)

    def figure(self, element: Any) -> list[_Block]:
        """A picture and, on the next line, its caption, stressed; anything else in it as it is."""
        captions = list(element.iter("figcaption"))
        if len(captions) != 1 or any(
            True
            for _ in element.iter("table", "pre", "blockquote", "ul", "ol", "figure")
            if _ is not element
        ):
            return self.flow(element)
        caption = _line(
            _collapsed([p if p[0] != "break" else ("text", " ") for p in self.words(captions[0])])
        )
        pictures = [each for each in self.pictures(element) if each]
        outside = _words_outside(element, captions[0])
        if not pictures or not caption.strip() or outside:
            return self.flow(element)
        stressed = caption if re.search(r"[*<]", caption) else f"*{caption.strip(_SPACE)}*"
        return [
            _Block(
                "words",
                ["  \n".join([*pictures, _guarded(stressed) if stressed == caption else stressed])],
            )
        ]

    def pictures(self, element: Any) -> Iterator[str]:
        """Each picture once, though it be there in several sizes."""
        seen = set()
        for image in element.iter("img"):
            made = self.picture(image)
            if made not in seen:
                seen.add(made)
                yield made

    def frame(self, element: Any) -> list[_Block]:
        """What a frame shows of elsewhere becomes a link there, called by the frame's title."""
        leads = self.resolve(element.get("src") or element.get("data-src") or "")
        if not leads.lower().startswith(("http:", "https:", "//")):
            return []
        title = " ".join((element.get("title") or "").split())
        return [
            _Block(
                "words", [self.link([("text", title)], leads) if title else f"<{address(leads)}>"]
            )
        ]

    # -- tables

    def table(self, element: Any) -> list[_Block]:
        """A table of lines with bars; HTML where cells are joined; mere paragraphs where it only lays out a page."""
        rows = [
            row for row in element.iter("tr") if next(row.iterancestors("table"), None) is element
        ]
        grid = [[cell for cell in row if cell.tag in ("td", "th")] for row in rows]
        grid = [cells for cells in grid if cells]
        widths = {len(cells) for cells in grid}
        if not grid or widths == {1} or _lays_out(element, grid):
            return self.flow(element)
        caption = [each for each in element.iter("caption") if each.getparent() is element]
        before = [
            _Block("words", text.split("\n"))
            for each in caption
            for text in _paragraphs(self.words(each))
        ]
        joined = any(
            (cell.get(name) or "1").strip() not in ("1", "", "0")
            for cells in grid
            for cell in cells
            for name in ("colspan", "rowspan")
        )
        made = [[self.cell(cell) for cell in cells] for cells in grid]
        if not any(any(cells) for cells in made):
            return before
        if joined and not self.within:
            return [*before, _Block("html", self.as_html(grid))]
        width = max(map(len, made))
        headed = (
            all(cell.tag == "th" for cell in grid[0])
            or grid[0][0].getparent().getparent().tag == "thead"
        )
        head = made[0] if headed else [""] * width
        body = made[1:] if headed else made
        lines = [
            _row(head, width),
            _row(["---"] * width, width),
            *(_row(cells, width) for cells in body),
        ]
        return [*before, _Block("table", lines)]

    def cell(self, cell: Any) -> str:
        """What a cell says, in one line."""
        pieces = [
            ("text", " ") if kind == "break" else (kind, value) for kind, value in self.words(cell)
        ]
        return _line(_collapsed(pieces), cell=True).strip(_SPACE)

    def as_html(self, grid: list[list[Any]]) -> list[str]:
        """Rows as HTML, words and links alone in the cells."""
        lines = ["<table>"]
        for cells in grid:
            lines.append("<tr>")
            for cell in cells:
                spans = "".join(
                    f' {name}="{value}"'
                    for name in ("colspan", "rowspan")
                    if re.fullmatch(r"\d{1,3}", value := (cell.get(name) or "").strip())
                    and value != "1"
                )
                lines.append(f"<{cell.tag}{spans}>{self.html(cell)}</{cell.tag}>")
            lines.append("</tr>")
        return [*lines, "</table>"]

    def html(self, element: Any) -> str:
        """The words of an element as HTML in one line."""
        made = ""
        for kind, value in _collapsed(self.words(element)):
            if kind in ("text", "label"):
                made += escape(value, quote=False)
            elif kind == "break":
                made += "<br>"
            elif kind in ("open", "close") and value in _TAG_OF:
                made += f"<{'/' if kind == 'close' else ''}{_TAG_OF[value]}>"
            elif kind == "open" and value.startswith("[\0"):
                made += f'<a href="{value[4:-1]}">'
            elif kind == "close" and value == "[":
                made += "</a>"
            elif kind == "open":
                made += value.partition("\0")[0]
            elif kind == "close":
                made += value
            elif kind == "code":
                made += f"<code>{escape(value, quote=False)}</code>"
            elif found := re.fullmatch(r"!\[(.*?)\]\((\S*)\)", value):
                alt = escape(re.sub(r"\\(.)", r"\1", found[1]))
                made += f'<img src="{found[2]}" alt="{alt}">'
            else:
                made += value
        return made

    # -- within lines

    def inline(self, element: Any, linked: bool) -> list[_Piece]:
        """What an inline element says; `linked` where it stands in a link, which can't hold another."""
        tag = element.tag
        text = "label" if linked else "text"
        if tag == "br":
            return [("break", "")]
        if tag == "img":
            made = self.picture(element)
            return [("raw", made)] if made else []
        if tag in _CODE:
            return _code(_all_text(element))
        if tag == "a" and not linked:
            leads = self.resolve((element.get("href") or "").strip()) if element.get("href") else ""
            inner = self.children(element, bool(leads))
            if not leads or not any(
                value.strip(_SPACE)
                for kind, value in inner
                if kind in ("text", "label", "raw", "code")
            ):
                return inner
            if any(kind == "raw" and value.startswith("![") for kind, value in inner) and all(
                kind == "raw" or not value.strip(_SPACE) for kind, value in inner
            ):
                return inner if _same_picture(inner, leads) else self.around(inner, leads)
            return self.around(
                [("label" if k == "break" else k, " " if k == "break" else v) for k, v in inner],
                leads,
            )
        inner = self.children(element, linked)
        if tag in _STRESS:
            return [("open", _STRESS[tag]), *inner, ("close", _STRESS[tag])]
        if tag in _AS_HTML:
            name = "del" if tag in ("s", "strike") else tag
            direction = element.get("dir") if tag == "bdo" else ""
            start = f'<bdo dir="{direction}">' if direction in ("ltr", "rtl") else f"<{name}>"
            return [("open", f"{start}\0</{name}>"), *inner, ("close", f"</{name}>")]
        if tag == "math":
            return [(text, element.get("alttext") or _all_text(element))]
        return inner

    def children(self, element: Any, linked: bool) -> list[_Piece]:
        """What the children of an inline element say."""
        text = "label" if linked else "text"
        made: list[_Piece] = [(text, element.text or "")]
        for child in element:
            tag = child.tag if isinstance(child.tag, str) else ""
            if tag and tag not in UNSEEN:
                made += self.inline(child, linked)
            made.append((text, child.tail or ""))
        return made

    def around(self, inner: list[_Piece], leads: str) -> list[_Piece]:
        """A link around what was read in it."""
        return [("open", f"[\0]({address(leads)})"), *inner, ("close", "[")]

    def link(self, words: list[_Piece], leads: str) -> str:
        """A link with these words, as it is written."""
        return _line(_collapsed(self.around([("label", value) for _, value in words], leads)))

    def picture(self, image: Any) -> str:
        """A picture as it is written; the address that a script would load it from counts before a placeholder."""
        leads = self.resolve(source(image))
        if not leads:
            return ""
        alt = _SPACES.sub(" ", (image.get("alt") or "")).strip()
        alt = _escaped(_CONTROL.sub("", alt), "[", "]", True, False)
        return f"![{alt}]({address(leads)})"


def source(image: Any) -> str:
    """Where a picture lies: what a page loads late (`data-src`), else `src`, else the widest of `srcset`."""
    sets = [image]
    parent = image.getparent()
    if parent is not None and parent.tag == "picture":
        sets += [each for each in parent if each.tag == "source"]
    plain = (image.get("src") or "").strip()
    for name in _LAZY:
        value = (image.get(name) or "").strip()
        if value and not _PLACEHOLDER.match(value) and not value.startswith("{"):
            return value
    if plain and not _PLACEHOLDER.match(plain):
        return plain
    for each in sets:
        for name in ("srcset", "data-srcset"):
            if widest := _widest(each.get(name) or ""):
                return widest
    return plain  # the picture itself, where it stands in the page


def _widest(srcset: str) -> str:
    """The address of the largest picture in a list of them."""
    best, found = -1.0, ""
    for each in re.split(r",\s+|,(?=https?:)", srcset):
        parts = each.split()
        if parts and not _PLACEHOLDER.match(parts[0]):
            size = re.fullmatch(r"(\d+(?:\.\d+)?)[wx]", parts[1]) if len(parts) > 1 else None
            if (value := float(size[1]) if size else 0.0) > best:
                best, found = value, parts[0].rstrip(",")
    return found


def _same_picture(inner: list[_Piece], leads: str) -> bool:
    """Whether a picture links to a picture: to itself, larger."""
    del inner
    return bool(re.search(r"\.(?:jpe?g|png|gif|webp|avif)(?:[?#]|\Z)", leads, re.IGNORECASE))


def _code(text: str) -> list[_Piece]:
    """Words in a typewriter's letters, with the spaces that stand around them."""
    words = _SPACES.sub(" ", _CONTROL.sub("", text))
    if not words.strip(_SPACE):
        return [("text", words)]
    lead, end = " " * (words[0] == " "), " " * (words[-1] == " ")
    return [("text", lead), ("code", words.strip(_SPACE)), ("text", end)]


def _fenced(words: str, cell: bool) -> str:
    """Code between as many backticks as it takes; as HTML where Markdown would complete what looks like a number."""
    if "&#" in words:
        return f"<code>{_escaped(words, '>', '<', False, cell)}</code>"
    longest = max((len(run) for run in re.findall(r"`+", words)), default=0)
    pad = " " if "`" in (words[0], words[-1]) else ""
    return "`" * (longest + 1) + pad + words + pad + "`" * (longest + 1)


def _holds_blocks(element: Any) -> bool:
    """Whether an inline element has blocks in it, as links around whole cards do."""
    return any(True for _ in element.iterdescendants(*BLOCKS))


def _all_text(element: Any) -> str:
    """Text as it stands, line breaks of `br` with it, without what nobody sees."""
    made = [element.text or ""]
    for child in element:
        tag = child.tag if isinstance(child.tag, str) else ""
        if tag == "br":
            made.append("\n")
        elif tag and tag not in UNSEEN:
            made.append(_all_text(child))
        made.append(child.tail or "")
    return "".join(made)


def _words_outside(element: Any, caption: Any) -> bool:
    """Whether an element says anything besides its caption."""
    inside = {id(each) for each in caption.iter()}
    for each in element.iter():
        if id(each) in inside or not isinstance(each.tag, str) or each.tag in UNSEEN:
            if each is caption and (each.tail or "").strip(_SPACE):
                return True
            continue
        if (each.text or "").strip(_SPACE):
            return True
        if each is not element and (each.tail or "").strip(_SPACE):
            return True
    return False


def _lays_out(element: Any, grid: list[list[Any]]) -> bool:
    """Whether a table lays out a page: it has tables or whole texts in it, or says so."""
    if element.get("role") in ("presentation", "none"):
        return True
    heavy = 0
    for cells in grid:
        for cell in cells:
            if any(
                True
                for _ in cell.iterdescendants(
                    "table", "h1", "h2", "h3", "pre", "blockquote", "article", "section"
                )
            ):
                return True
            heavy += sum(1 for _ in cell.iterdescendants("p", "ul", "ol")) > 2
    return heavy > 1


def _row(cells: list[str], width: int) -> str:
    return "| " + " | ".join([*cells, *[""] * (width - len(cells))]) + " |"


_LEADING = ("words", "heading")
"""What may stand right behind the mark of an item; of all else Markdown would see only the first line."""


def _led(blocks: list[_Block]) -> list[_Block]:
    """Blocks with an empty paragraph before them, where the first can't stand behind a mark."""
    if blocks and blocks[0].kind not in _LEADING:
        return [_Block("words", ["&nbsp;"]), *blocks]
    return blocks


def _needs_air(blocks: list[_Block]) -> bool:
    """Whether an item of a list has more in it than words and one list below them."""
    kinds = [block.kind for block in blocks]
    return kinds not in (["words"], ["words", "list"], ["heading"], ["list"])


def _joined(blocks: list[_Block], tight: bool = False) -> list[str]:
    """The lines of blocks, a blank one between each two."""
    lines: list[str] = []
    for block in blocks:
        if lines and not tight:
            lines.append("")
        lines += [line for each in block.lines for line in each.split("\n")]
    return lines
