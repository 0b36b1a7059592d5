"""Safe HTML → the plain text that names are looked for in, with a way back; links and anchors → HTML that has them."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from functools import lru_cache
from html import unescape
from operator import itemgetter
from typing import NamedTuple
from zlib import crc32

from digest.lettering import BREAK

_ANCHOR = "d-p-"
"""Begins as anchors of the layouts do: `safe` lets no id of a text begin so."""
_WORDS = 8
_CHARACTERS = 40
"""As much of a passage's beginning makes its anchor; characters count where a script parts no words."""

# what a tag does
_PARTS, _OPENS, _CLOSES, _LEADS, _LED, _HIDES, _SHOWS, _OMITS, _RESUMES, _TURNS, _FROM, _TO = (
    1 << bit for bit in range(12)
)
_BLOCKS = (
    "blockquote caption colgroup dd details div dl dt figcaption figure h1 h2 h3 h4 h5 h6 li ol p pre summary "
    "table tbody td tfoot th thead tr ul"
).split()
_UNLINKED = "a h1 h2 h3 h4 h5 h6 summary".split()
"""Within these no name is made a link: they are links, or what one chooses by, or what one reads at a glance."""
_CODE = "code kbd pre samp".split()
_OMITTED = "rp rt sup".split()
_DOES: dict[str, int] = {"hr": _PARTS, "br": _TURNS, "!-- nolink --": _FROM, "!-- /nolink --": _TO}
for _names, _at_start, _at_end in (
    (_BLOCKS, _PARTS | _OPENS, _PARTS | _CLOSES),
    (_UNLINKED, _LEADS, _LED),
    (_CODE, _HIDES, _SHOWS),
    (_OMITTED, _OMITS, _RESUMES),
):
    for _name in _names:
        _DOES[_name] = _DOES.get(_name, 0) | _at_start
        _DOES[f"/{_name}"] = _DOES.get(f"/{_name}", 0) | _at_end

_ENDS = frozenset(
    f"{tag}>{space}"
    for tag, does in _DOES.items()
    if does == _PARTS | _CLOSES
    for space in ("", "\n")
)
"""What follows the words of most blocks, up to the next tag."""
_SIGNS = {"amp": "&", "lt": "<", "gt": ">", "nbsp": "\xa0"}
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*|!--)[^<>]*>")
_ID = re.compile(r' id="([^"]*)"')
_EMPTY = frozenset(("br", "img", "wbr", "!--"))
_INLINE = frozenset(
    "abbr b bdi bdo cite del dfn em i ins mark q s small span strong sub time u var".split()
)
"""Elements that may stand within a link, beside empty ones."""


class Passages(NamedTuple):
    """A text as a reader sees it: `text` is its passages, one BREAK between two, and the rest is how it lies in `html`.

    A passage is what one block holds: a paragraph, a heading, a list item, a cell. In it tags are gone, character
    references are characters, `<br>` is a line break; marks of footnotes and readings beside characters are left out.
    No name is to be looked for in the spans `hidden` (code, and what a curator put between `<!-- nolink -->` and
    `<!-- /nolink -->`, or the text's end), and none to be linked in those `apart` (links, headings): starts and ends
    in `text`, in order.

    Characters from `starts[n]` on stand in `html` from `places[n]` on, up to the next of them; `holders` says for
    each passage where its element's name ends in `html`, -1 where it is in none.
    """

    html: str
    text: str
    hidden: tuple[tuple[int, int], ...]
    apart: tuple[tuple[int, int], ...]
    starts: list[int]
    places: list[int]
    holders: list[int]

    def in_html(self, start: int, end: int) -> tuple[int, int]:
        """Where characters `start` to `end` of `text` stand in `html`: one or more, and no BREAK among them.

        What they fill from one side is taken in as a whole: of `<b>Ann</b> Lee` the tag before `Ann` too.
        """
        run = bisect_right(self.starts, start) - 1
        first = self.places[run] + start - self.starts[run]
        run = bisect_right(self.starts, end - 1, run) - 1
        last = self.places[run] + end - 1 - self.starts[run]
        sign = self.html[last]
        if sign in _LONG:
            last = self.html.index(_LONG[sign], last)
        last += 1
        return (first, last) if self.html.find("<", first, last) < 0 else self._whole(first, last)

    def _whole(self, first: int, last: int) -> tuple[int, int]:
        """A span of the HTML with the tags right before and after it that it needs to be balanced."""
        found = _unpaired(self.html, first, last)
        if found is None:
            return first, last
        start, end = first, last
        for name in found[0]:
            opened = self.html.rfind("<", 0, start)
            tag = _TAG.match(self.html, opened, start)
            if not tag or tag.end() != start or tag[1] or tag[2] != name:
                return first, last
            start = opened
        for name in reversed(found[1]):
            if not self.html.startswith(f"</{name}>", end):
                return first, last
            end += len(name) + 3
        return start, end


_LONG = {"&": ";", "<": ">"}
"""How what stands for one character, a reference or `<br>`, begins and ends."""


class Anchor(NamedTuple):
    """The id by which a passage can be linked to, and where in the HTML ` id="…"` has to go: -1 if it stands there."""

    id: str
    at: int


class Mark(NamedTuple):
    """What to put before and after characters `start` to `end` of the HTML."""

    start: int
    end: int
    open: str
    close: str


class _Spans:
    """Where elements begin and end that may stand within each other."""

    def __init__(self) -> None:
        self.found: list[tuple[int, int]] = []
        self._open = 0
        self._start = 0

    def begin(self, at: int) -> None:
        if not self._open:
            self._start = at
        self._open += 1

    def end(self, at: int) -> None:
        self._open -= 1
        if not self._open and at > self._start:
            self.found.append((self._start, at))


@lru_cache(maxsize=1)  # its words are counted when a text is read, then names are looked for
def passages(html: str) -> Passages:
    """Safe HTML, as `safe.clean` makes it → its passages."""
    first, *pieces = html.split("<")  # within texts and attributes it is written `&lt;`
    at = len(first) + 1
    if first:
        pieces.insert(0, ">" + first)
        at = -1
    text: list[str] = []
    starts: list[int] = []
    places: list[int] = []
    holders: list[int] = []
    stack = [-1]
    hidden, apart = _Spans(), _Spans()
    length = omitted = 0
    barred, parted = False, True
    for piece in pieces:
        if piece in _ENDS:  # most often, and soonest done
            parted = True
            stack.pop()
            at += len(piece) + 1
            continue
        tag, _, words = piece.partition(">")
        name, does = tag, _DOES.get(tag)
        if does is None:
            name = tag.partition(" ")[0]
            does = _DOES.get(name, 0)
        begins = at + len(tag) + 1
        if does:
            if does & _PARTS:
                parted = True
                if does & _OPENS:
                    stack.append(at + len(name))
                elif does & _CLOSES:
                    stack.pop()
            if does < _LEADS:
                pass
            elif does & _LEADS:
                apart.begin(length)
            elif does & _LED:
                apart.end(length)
            elif does & _HIDES:
                hidden.begin(length)
            elif does & _SHOWS:
                hidden.end(length)
            elif does == _OMITS:
                omitted += 1
            elif does == _RESUMES:
                omitted -= 1
            elif does == _TURNS and not parted and not omitted:
                starts.append(length)
                places.append(at - 1)
                text.append("\n")
                length += 1
            elif does == _FROM and not barred:
                barred = True
                hidden.begin(length)
            elif does == _TO and barred:
                barred = False
                hidden.end(length)
        at = begins + len(words) + 1
        if not words or omitted:
            continue
        if parted:
            blank = len(words)
            words = words.lstrip()
            if not words:
                continue
            begins += blank - len(words)
            parted = False
            if length:
                text.append(BREAK)
                length += 1
            holders.append(stack[-1])
        starts.append(length)
        places.append(begins)
        if "&" in words:
            words = _decoded(words, length, begins, starts, places)
        text.append(words)
        length += len(words)
    if barred:
        hidden.end(length)
    return Passages(
        html, "".join(text), tuple(hidden.found), tuple(apart.found), starts, places, holders
    )


def _decoded(words: str, start: int, place: int, starts: list[int], places: list[int]) -> str:
    """Words with their references as characters; where each of those is, and what follows it, goes to the lists."""
    first, *rest = words.split("&")
    made = [first]
    start += len(first)
    place += len(first)
    for each in rest:
        name, closed, after = each.partition(";")
        sign = _SIGNS.get(name) or unescape(f"&{name}{closed}")
        for _ in sign:
            starts.append(start)
            places.append(place)
            start += 1
        place += len(name) + 2
        starts.append(start)
        places.append(place)
        made += (sign, after)
        start += len(after)
        place += len(after)
    return "".join(made)


def anchors(found: Passages, places: Iterable[int]) -> list[Anchor]:
    """For each place in the text, in order, the anchor of its passage; an empty one where that is in no element.

    An id of the text's own is used where the element has one. Others are made of the first words of what the element
    holds, so that they outlast edits elsewhere; of those asked for that begin alike, the second in order ends in `-2`.
    """
    text, holders = found.text, found.holders
    known: dict[int, Anchor] = {-1: Anchor("", -1)}
    begun: dict[str, int] = {}
    made: list[Anchor] = []
    number = last = 0
    for place in places:
        number += text.count(BREAK, last, place)
        last = place
        holder = holders[number]
        if holder not in known:
            known[holder] = _given(found, holder, number, place, begun)
        made.append(known[holder])
    return made


def _given(found: Passages, holder: int, number: int, place: int, begun: dict[str, int]) -> Anchor:
    """The anchor of an element that holds the passage of a number, and perhaps some before it."""
    if found.html[holder] != ">" and (own := _own(found.html, holder)):
        return own
    begins = found.text.rfind(BREAK, 0, place) + 1
    while number and found.holders[number - 1] == holder:
        number -= 1
        begins = found.text.rfind(BREAK, 0, begins - 1) + 1
    ends = found.text.find(BREAK, begins)
    return _made(found.text[begins : ends if ends >= 0 else None], holder, begun)


def _own(html: str, holder: int) -> Anchor | None:
    """The id that an element has already."""
    own = _ID.search(html, holder, html.index(">", holder))
    return Anchor(unescape(own[1]), -1) if own else None


def _made(words: str, holder: int, begun: dict[str, int]) -> Anchor:
    """An id made of first words: upper case and white space make no difference, nor what follows those words."""
    few = " ".join(words[: 2 * _CHARACTERS].split()[:_WORDS])[:_CHARACTERS].casefold()
    name = f"{_ANCHOR}{crc32(few.encode()):08x}"  # takes no time, and nobody gains by two alike
    begun[name] = number = begun.get(name, 0) + 1
    return Anchor(name if number == 1 else f"{name}-{number}", holder)


def linked(html: str, marks: Iterable[Mark], anchors: Iterable[tuple[int, str]] = ()) -> str:
    """HTML with marks and anchors put in; `anchors` are places and ids, as an Anchor of this HTML has them.

    A mark that would cut a tag, a reference or an element in two, hold a block or a link, or overlap one before it,
    is left out. Whether a link stands around it is not looked at: `Passages.apart` says so beforehand.

    The `open` of a link to a page of the site holds its address from the site's root, with a slash before it and
    encoded (`<a href="/entities/ann-lee/">`): what resolves the references of a text, `safe.rewrite`, finishes it for
    pages and for feeds. `class="ref"` would have its words replaced by a title.
    """
    put = [(at, f' id="{name}"') for at, name in dict(anchors).items() if at >= 0]
    last = 0
    for mark in sorted(marks):
        if mark.start >= last and linkable(html, mark.start, mark.end):
            put += ((mark.start, mark.open), (mark.end, mark.close))
            last = mark.end
    put.sort(key=itemgetter(0))
    made: list[str] = []
    last = 0
    for at, words in put:
        made += (html[last:at], words)
        last = at
    made.append(html[last:])
    return "".join(made)


def linkable(html: str, start: int, end: int) -> bool:
    """Whether a span of safe HTML can be put into a link: whole characters and elements, no block and no other link."""
    if not 0 <= start < end <= len(html) or html.rfind("<", 0, start) > html.rfind(">", 0, start):
        return False
    if _in_reference(html, start) or _in_reference(html, end):
        return False
    tag = html.rfind("<", start, end)
    return tag < 0 or (html.find(">", tag, end) > 0 and _unpaired(html, start, end) == ([], []))


def _in_reference(html: str, at: int) -> bool:
    begins = html.rfind("&", max(0, at - _LONGEST), at)
    return begins >= 0 and html.find(";", begins, at) < 0


_LONGEST = 10
"""Characters of a reference, and more: HTML as `safe` leaves it has four kinds, `&nbsp;` being the longest."""


def _unpaired(html: str, start: int, end: int) -> tuple[list[str], list[str]] | None:
    """Elements that close and that open in a span without their other tag; None for any that no link may hold."""
    closed: list[str] = []
    opened: list[str] = []
    for closes, name in _TAG.findall(html, start, end):
        if name in _EMPTY:
            continue
        if name not in _INLINE:
            return None
        if not closes:
            opened.append(name)
        elif opened:
            opened.pop()
        else:
            closed.append(name)
    return closed, opened
