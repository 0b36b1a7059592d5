"""A stranger's HTML → HTML that may stand on a page: nothing active, nothing fetched from elsewhere, in good order."""

import re
from collections.abc import Callable
from functools import cache
from html import escape, unescape
from itertools import count
from typing import Any
from urllib.parse import urlsplit

import nh3

from digest.urls import elsewhere

_TAGS = frozenset(
    "a abbr b bdi bdo blockquote br caption cite code col colgroup dd del details dfn div dl dt em "
    "figcaption figure h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q rp rt ruby s samp small "
    "span strong sub summary sup table tbody td tfoot th thead time tr u ul var wbr".split()
)
_ATTRIBUTES = {
    "*": {"class", "dir", "id", "lang", "title"},
    "a": {"href"},
    "col": {"span"},
    "colgroup": {"span"},
    "del": {"datetime"},
    "details": {"open"},
    "img": {"alt", "height", "src", "width"},
    "ins": {"datetime"},
    "li": {"value"},
    "ol": {"reversed", "start", "type"},
    "td": {"align", "colspan", "rowspan"},
    "th": {"align", "colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
_SHAPES = {
    **dict.fromkeys(
        ("colspan", "height", "rowspan", "span", "start", "value", "width"), re.compile(r"\d{1,5}")
    ),
    "dir": re.compile(r"ltr|rtl|auto"),
    "lang": re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*"),
}
"""What the values of some attributes look like; others are left out with their attribute."""
_DROPPED_WHOLE = frozenset(
    "script style template noscript iframe object embed svg math title".split()
)

# what nh3 writes: lower-case names, values always in double quotes, no `<` in text
_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)((?:\s[^<>\"]*(?:\"[^\"]*\"[^<>\"]*)*)?)>")
_UNSETTLED = re.compile(
    r"<(/?)(h[1-6]|a|table|pre|img|[a-z][a-z0-9]*(?=\s))((?:\s[^<>\"]*(?:\"[^\"]*\"[^<>\"]*)*)?)>"
)
"""Tags that may not stay as they are: these, and any with attributes."""
_ATTRIBUTE = re.compile(r'([a-z-]+)="([^"]*)"')
# those of them that hold attributes: the others are many, and a function call for each is what takes time
_LADEN_TAG = re.compile(r"<(/?)([a-z][a-z0-9]*)(\s[^<>\"]*(?:\"[^\"]*\"[^<>\"]*)*)>")
_HEADING = re.compile(r"<h([1-6])")
_ANY_TAG = re.compile(r"<[^<>\"]*(?:\"[^\"]*\"[^<>\"]*)*>")
_INLINE_TAG = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|cite|code|del|dfn|em|i|ins|kbd|mark|q|s|samp|small|span|strong|sub|time|u|var|wbr)"
    r"(?:\s[^<>\"]*(?:\"[^\"]*\"[^<>\"]*)*)?>"
)
_COMMENT = re.compile(rf"<!--(.*?)-->|{_ANY_TAG.pattern}", re.DOTALL)
_WRITTEN_MARK = re.compile(r"\s*(/?)\s*nolink\s*", re.IGNORECASE)
_MARK = re.compile(r"<!-- /?nolink -->")
"""Between the two no name becomes a link: the only comments that safe HTML keeps, for `rewrite` to take out."""
_NOTE = re.compile(r"<sup[ >].*?</sup>", re.DOTALL)
_TITLE_TAGS = re.compile(
    r"</?(?:a|abbr|b|bdi|bdo|big|br|cite|code|del|dfn|div|em|font|h[1-6]|i|iframe|img|ins|kbd|mark|p|q|s|samp|script|"
    r"small|span|strong|style|sub|sup|svg|tt|u|var|wbr)(?:[\s/][^<>]*)?/?>",
    re.IGNORECASE,
)
_CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
# what `clean` leaves as it is: no group catches anything, for Python 3.11 mislays those it may not step back from
_LETTERS = r"[^<>&\x00-\x09\x0b-\x1f\x7f-\xa0\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]*+"
_SAYS = rf"{_LETTERS}(?:&(?:amp|lt|gt);{_LETTERS})*+"
_HOST = r"(?:[a-z0-9]++(?:-[a-z0-9]++)*+\.)++[a-z]++(?=[\"/?#])"
"""No numbers at its end and no two hyphens in a row: what is no host, a parser leaves out with its link."""
_LINK = rf"(?:https?://{_HOST}[\w/.?=:,+~%#-]*+|ref:[\w.?=:,+~%-]++)"
_MARKED = (
    rf"{_SAYS}(?:<(?:em>{_SAYS}</em|strong>{_SAYS}</strong|code>{_SAYS}</code"
    rf"|a(?: class=\"ref\")? href=\"{_LINK}\">{_SAYS}</a)>{_SAYS})*+"
)
_BLOCKS = (
    f"p>{_MARKED}</p",
    *(rf"{name} id=\"[\w.-]++\">{_MARKED}</{name}" for name in ("h2", "h3", "h4", "h5", "h6")),
    *(rf"{name}>\n(?:<li>{_MARKED}</li>\n)++</{name}" for name in ("ul", "ol")),
    rf"blockquote>\n(?:<p>{_MARKED}</p>\n)++</blockquote",
)
_FEW = 100
"""Texts that are sooner cleaned than it is found out whether they need it: the pattern takes its time to compile."""
_begun = count()
_ANCHORED = re.compile(r"<h([2-6]) id=\"([^\"]*)\"")
_LOGIN = re.compile(r"^(https?://)[^/?#]*@", re.IGNORECASE)
_OWN_IDS = "d-"
"""Anchors of the layouts begin so; no text may claim one."""


def text(value: str) -> str:
    """A text without what neither HTML nor XML may hold: control characters, non-characters, half surrogates."""
    # whether all can be printed is seen sooner than what can't is found
    if value.isprintable() or value.replace("\n", "").isprintable():
        return value
    return _CONTROL.sub("", value)


def texts(value: Any) -> Any:
    """A plain value, each text in it as `text` leaves it, however deep."""
    if isinstance(value, str):
        return text(value)
    if isinstance(value, list):
        return [texts(each) for each in value]
    if isinstance(value, dict):
        return {text(key): texts(each) for key, each in value.items()}
    return value


def line(value: str) -> str:
    """A field of front matter as one line of plain text: markup taken off, entities turned to characters."""
    if "<" in value:
        value = _TITLE_TAGS.sub("", value)
    return " ".join(text(unescape(value)).split())


def plain(html: str) -> str:
    """The words of safe HTML, footnote marks left out."""
    return " ".join(_bare(html).split())


def says(html: str, words: str) -> bool:
    """Whether the words of safe HTML, as `plain` gives them, hold others in a row: most don't, which is soon seen."""
    joined = _joined(html)
    if any(word.isalnum() and word not in joined for word in words.split(" ")):
        return False
    said = _untagged(joined)
    return (words in said and words.split() == words.split(" ")) or words in " ".join(said.split())


def _bare(html: str) -> str:
    """The words of safe HTML, with whatever white space."""
    return _untagged(_joined(html))


def _joined(html: str) -> str:
    """Safe HTML without the tags that part no words, and without footnote marks."""
    html = _unmarked(html)
    return _INLINE_TAG.sub("", _NOTE.sub("", html) if "<sup" in html else html)


def _unmarked(html: str) -> str:
    return _MARK.sub("", html) if "<!--" in html else html


def _untagged(html: str) -> str:
    return unescape(_ANY_TAG.sub(" ", html))


def clean(html: str) -> str:
    """Any HTML → safe HTML, valid within an article below its `h1`.

    Only known elements and attributes stay. A picture on another host becomes a link to it. Headings begin at
    2 and skip no level; ids are unique; tables stand in a box that scrolls. `<` and `>` stand around tags alone.
    Of comments `<!-- nolink -->` and `<!-- /nolink -->` stay.
    """
    return html if next(_begun) >= _FEW and _is_clean(html) else _cleaned(html)


def _cleaned(html: str) -> str:
    """What `clean` says, with a parser."""
    html = text(html)
    cleaned = _known(html)
    if "&#" in html:  # again: `&#1;` has become a character by now
        cleaned = text(cleaned)
    return _settle(cleaned) if "<" in cleaned else cleaned


def _known(html: str) -> str:
    """Known elements and attributes, and our own two comments where they change nothing else."""
    cleaned: str = _cleaner().clean(html)
    if "nolink" in html.lower() and "<!--" in html:
        marked = _COMMENT.sub(_mark, _cleaner(strip_comments=False).clean(html))
        if _MARK.sub("", marked) == cleaned:
            return marked
    return cleaned


def _mark(found: re.Match[str]) -> str:
    """Of a comment our mark, if it is one; a tag as it is."""
    if found[1] is None:
        return found[0]
    mark = _WRITTEN_MARK.fullmatch(found[1])
    return f"<!-- {mark[1]}nolink -->" if mark else ""


@cache
def _clean() -> re.Pattern[str]:
    return re.compile(rf"(?:<(?:{'|'.join(_BLOCKS)})>\n?+)*+")


def _is_clean(html: str) -> bool:
    """Whether HTML is what `clean` would make of it, as that of most articles is.

    So much is certain where it holds nothing but paragraphs, headings in order with an anchor each, flat lists and
    quotes, in them no characters but those that are written as they are, and marks and links that are not nested.
    """
    if not _clean().fullmatch(html):
        return False
    before = 1
    ids: set[str] = set()
    for level, anchor in _ANCHORED.findall(html):
        if int(level) > before + 1 or anchor in ids or anchor.startswith(_OWN_IDS):
            return False
        before = int(level)
        ids.add(anchor)
    return True


def rewrite(
    html: str,
    address: Callable[[str], str | None],
    title: Callable[[str], str | None],
    picture: Callable[[dict[str, str]], str | None] = lambda attributes: None,
) -> str:
    """Safe HTML, each `href` and `src` led through `address` (None: no link), the text of `[[…]]` through `title`.

    `picture` is given the attributes of each `img`, and what HTML it gives, if any, stands in its place. Comments that
    say where names become no links have done their work, and go.
    """
    html = _unmarked(html)
    if "<img" not in html and _stays(html, address):
        return html

    def tag(found: re.Match[str]) -> str:
        closes, name, rest = found.groups()
        if name not in ("a", "img"):
            return found[0]
        if name == "img":
            pairs = {key: unescape(value) for key, value in _ATTRIBUTE.findall(rest)}
            if (made := picture(pairs)) is not None:
                return made

        def attribute(pair: re.Match[str]) -> str:
            if pair[1] not in ("href", "src"):
                return pair[0]
            made = address(unescape(pair[2]))
            return "" if made is None else f'{pair[1]}="{escape(made)}"'

        return f"<{closes}{name}{_ATTRIBUTE.sub(attribute, rest).rstrip()}>"

    def named(found: re.Match[str]) -> str:
        words = title(unescape(found[2]))
        return f"{found[1]}{escape(words, quote=False)}</a>" if words else found[0]

    if 'href="ref:' in html:
        html = _NAMELESS.sub(named, html)
    return _LADEN_TAG.sub(tag, html)


def _stays(html: str, address: Callable[[str], str | None]) -> bool:
    """Whether safe HTML holds no address but some of other sites, or of this, that `address` leaves: the usual case."""
    at = html.find('="')
    while at >= 0:
        end = html.find('"', at + 2)
        if (
            html.find("<", at, end) >= 0
        ):  # no attribute, but the like of it in a text: rather look at all
            return False
        if html.endswith(("href", "src"), 0, at):
            value = html[at + 2 : end]
            if (
                not value.startswith(("http", "/"))
                or "&" in value
                or "'" in value
                or address(value) != value
            ):
                return False
        at = html.find('="', end + 1) if end >= 0 else -1
    return True


def single_quoted(html: str) -> str:
    """Safe HTML with attributes between single quotes: in JSON each double one would need a backslash."""
    return _LADEN_TAG.sub(_single_quoted_tag, html) if '="' in html else html


def _single_quoted_tag(found: re.Match[str]) -> str:
    tag = found[0]
    return _ATTRIBUTE.sub(_single_quoted_attribute, tag) if "'" in tag else tag.replace('"', "'")


def _single_quoted_attribute(pair: re.Match[str]) -> str:
    value = pair[2].replace("'", "&#39;")
    return f"{pair[1]}='{value}'"


_NAMELESS = re.compile(r'(<a class="ref" href="(ref:[^"]*)">)[^<]*</a>')


@cache
def _cleaner(strip_comments: bool = True) -> Any:
    return nh3.Cleaner(
        tags=set(_TAGS),
        clean_content_tags=set(_DROPPED_WHOLE),
        attributes=_ATTRIBUTES,
        strip_comments=strip_comments,
        link_rel=None,
        url_schemes={"http", "https", "mailto", "tel", "ref"},
    )


def _settle(html: str) -> str:
    """One pass over the tags that are left, for what a list of allowed names can't say."""
    levels = [int(level) for level in _HEADING.findall(html)]
    state = _State(shift=2 - min(levels, default=2))
    return _UNSETTLED.sub(state.tag, html)


class _State:
    """Where in a text the pass is: open links, headings and their levels, ids given."""

    def __init__(self, shift: int) -> None:
        self.shift = shift
        self.level = 1
        self.closing: list[int] = []
        self.links = 0
        self.ids: set[str] = set()

    def tag(self, found: re.Match[str]) -> str:
        """One tag as it may stay."""
        closes, name, rest = bool(found[1]), found[2], found[3]
        if name[0] == "h" and name[1:].isdigit():
            return self._heading(closes, int(name[1]), rest)
        if closes:
            self.links -= name == "a"
            return "</table></div>" if name == "table" else found[0]
        if name == "a":
            self.links += 1
        if not rest and name not in ("table", "pre", "img"):
            return found[0]
        pairs = dict(self._attributes(rest))
        if name == "img":
            return self._picture(pairs)
        if name == "pre":
            pairs["tabindex"] = "0"  # it scrolls, so the keyboard must reach it
        made = "".join(f' {key}="{value}"' for key, value in pairs.items())
        box = (
            '<div class="scroll" role="region" aria-label="Table" tabindex="0">'
            if name == "table"
            else ""
        )
        return f"{box}<{name}{made}>"

    def _heading(self, closes: bool, level: int, rest: str) -> str:
        if closes:
            return f"</h{self.closing.pop() if self.closing else 2}>"
        self.level = max(2, min(level + self.shift, self.level + 1, 6))
        self.closing.append(self.level)
        made = "".join(f' {key}="{value}"' for key, value in self._attributes(rest))
        return f"<h{self.level}{made}>"

    def _attributes(self, rest: str) -> list[tuple[str, str]]:
        kept: dict[str, str] = {}
        for key, value in _ATTRIBUTE.findall(rest):
            if (
                "<" in value or ">" in value
            ):  # nh3 before 0.3.7 leaves them, and an `alt` becomes text
                value = value.replace("<", "&lt;").replace(">", "&gt;")
            if key == "id":
                value = re.sub(r"\s+", "-", value.strip())
                if not value or value in self.ids or value.startswith(_OWN_IDS):
                    continue
                self.ids.add(value)
            elif key == "align":  # what Markdown's tables say, as a class: styles are the theme's
                key, value = "class", f"align-{value}"
            elif key in ("href", "src"):
                address = _address(value)
                if address is None:
                    continue
                value = address
            if key not in _SHAPES or _SHAPES[key].fullmatch(value):
                kept.setdefault(key, value)
        return list(kept.items())

    def _picture(self, pairs: dict[str, str]) -> str:
        source, alt = re.sub(r"[\t\n\r]", "", pairs.get("src", "")), pairs.get("alt", "")
        if re.match(r"\s*(?:[a-z][a-z0-9+.-]*:|//|\\\\|/\\|\\/)", source, re.IGNORECASE):
            words = alt or "Picture"
            link = elsewhere(unescape(source))
            if not link or self.links:
                return f'<span class="picture">{words}</span>'
            return f'<a class="picture" href="{escape(link)}">{words}</a>'
        if not source:
            return alt
        made = "".join(f' {key}="{value}"' for key, value in pairs.items() if key != "alt")
        return f'<img{made} alt="{alt}" loading="lazy">'


def _address(value: str) -> str | None:
    """An address as browsers read it, without tabs and line breaks; None where nothing can read it.

    `//host/path` leaves the site in disguise: say so.
    """
    if _ORDINARY.fullmatch(value):
        return value
    seen = re.sub(r"[\t\n\r]", "", value).strip(_IGNORED)
    seen = "https:" + seen if seen.startswith("//") else seen
    seen = _LOGIN.sub(r"\1", seen)
    try:
        urlsplit(unescape(seen))
    except ValueError:
        return None
    return seen


_ORDINARY = re.compile(r"https?://[a-z0-9.-]+(?:[/?#][^\x00-\x20]*)?|ref:[^\x00-\x20&/\\]+")
"""Addresses that every browser reads alike."""
_IGNORED = "".join(map(chr, range(0x21)))
