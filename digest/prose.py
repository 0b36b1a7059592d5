"""Markdown → safe HTML, with its outline, its references and the number of its words."""

import re
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from html import escape, unescape
from types import FrameType
from typing import Any
from urllib.parse import unquote
from xml.etree.ElementTree import Element

import markdown
from markdown.extensions import Extension
from markdown.extensions.toc import slugify_unicode
from markdown.inlinepatterns import InlineProcessor

from digest import plain, safe
from digest.model import Heading, Reference, Text
from digest.passages import passages
from digest.problems import Problem

LARGEST = 500_000
"""Characters of a body; a long book chapter has 60,000."""
_LONGEST = 1.5
"""Seconds of work for one body, where everything else has let a trap through."""
_DEEPEST = 250

_FOREIGN = re.compile(
    r"\{%-?\s*\w(?:(?!\{%|%\})[^\n])*%\}|\{\{[<%](?:(?!\{\{|[>%]\}\})[^\n])*[>%]\}\}|\{\{-?\s*[\w.\"'/][^\n{}]*\}\}"
)
_CODE = re.compile(r"<(pre|code)[ >].*?</\1>", re.DOTALL)
_OUTLINE = re.compile(r'<h([2-6])(?: [^>]*?)?\bid="([^"]*)"[^>]*>(.*?)</h\1>', re.DOTALL)
_TARGETS = re.compile(r'<(?:a|img) [^<>]*?\b(?:href|src)="([^"]*)"')
_DOUBLE = r"\[\[([^\[\]|\n]{1,200})(?:\|([^\[\]\n]{1,300}))?\]\](?![\[(])"
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_NAMED = re.compile(r'<a class="ref" [^>]*>([^<]*)</a>')
_PARAGRAPH = re.compile(r"<p(?: [^>]*)?>.*?</p>", re.DOTALL)
_PICTURE = re.compile(r"<(?:img|a class=\"picture\")")
_BLANK = re.compile(r"\n[ \t]*\n")
_TAG_START = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)(?=[\s/>])")
_CLOSES_ITSELF = frozenset(
    "a area br col dd dt embed hr img input li link meta p source td th tr track wbr".split()
)
_REOPENS = frozenset("b big code em font i s small strike strong tt u".split())
"""Elements that a browser opens again in each paragraph until they are closed."""
_BARRIERS = frozenset("applet caption marquee object table td template th".split())
_MOST_REOPENED = 50_000

EXTENSIONS: dict[str, dict[str, Any]] = {
    "toc": {"slugify": slugify_unicode},
    "tables": {"use_align_attribute": True},
    "extra": {"tables": {"use_align_attribute": True}},
}
"""Our choices for Python-Markdown's own extensions: unicode anchors, no inline styles."""


class _SlowError(Exception):
    pass


def prose(body: str, extensions: tuple[str, ...], path: str, first: int) -> Text | Problem:
    """A Markdown body → its Text; `first` is the line of `path` where it begins, for problems.

    References stay as `ref:…` and relative addresses; `digest.safe.rewrite` resolves them once the whole site is known.
    A body that would take Markdown more than its share of time or depth is a Problem, not a wait.
    """
    if trap := _trap(body):
        return Problem(path, first, trap, _SHORTEN)
    try:
        with _limited(_LONGEST):
            raw = _convert(body, extensions)
            if _overgrown(raw):
                return Problem(path, first, "HTML nested beyond all measure", _SHORTEN)
            return _text(safe.clean(raw), body, first)
    except (_SlowError, RecursionError):
        return Problem(path, first, SLOW, _SHORTEN)
    except Exception as error:  # an extension's own: the article's problem, not the build's
        return Problem(path, first, f"Markdown gave up: {type(error).__name__}: {error}", _SHORTEN)


def _text(html: str, body: str, first: int) -> Text:
    """What is found in safe HTML, and in the body it was made of."""
    return Text(
        html=html,
        outline=tuple(
            Heading(int(level), unescape(anchor), words)
            for level, anchor, inner in _OUTLINE.findall(html)
            if (words := safe.plain(inner))
        ),
        references=tuple(_references(html, body, first)),
        words=len(passages(html).text.split()),
        foreign=_foreign(html),
    )


def summary(html: str, longest: int = 300) -> str:
    """The first paragraph of safe HTML in plain words, cut between words."""
    for paragraph in _PARAGRAPH.finditer(html):
        words = _words(paragraph[0])
        if len(words) > 20 or (words and not _PICTURE.search(paragraph[0])):
            if len(words) <= longest:
                return words
            return words[:longest].rpartition(" ")[0].rstrip(",;:–—- ") + " …"
    return ""


def opening(html: str) -> str:
    """As much of safe HTML as `summary` may look at, where `[[slug]]` stands in it; else empty.

    That is down to the first paragraph of mere words: it is taken, whatever the slugs turn out to be called.
    """
    if 'class="ref"' not in html:
        return ""
    found = html
    for paragraph in _PARAGRAPH.finditer(html):
        if _words(paragraph[0]) and not _PICTURE.search(paragraph[0]):
            found = html[: paragraph.end()]
            break
    return found if 'class="ref"' in found else ""


def _words(paragraph: str) -> str:
    named = _NAMED.sub(lambda found: found[1].replace("-", " "), paragraph)
    words = safe.plain(named)
    return " ".join(_FOREIGN.sub("", words).split()) if "{" in words else words


def heading(line: str, extensions: tuple[str, ...]) -> str:
    """The words of one line of Markdown; the line as it is where Markdown gives up."""
    text = prose(line, extensions, "", 0)
    return safe.plain(text.html) if isinstance(text, Text) else safe.line(line)


SLOW = "the text takes Markdown beyond all measure"
"""What is said of a text that the clock refused: on another machine, or another day, it may pass."""
_SHORTEN = "split the text, or take out what is repeated hundreds of times"


class _Converters(threading.local):
    """Of one thread, by their extensions."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, ...], markdown.Markdown] = {}


_converters = _Converters()


def _convert(body: str, extensions: tuple[str, ...]) -> str:
    """Markdown's HTML, the short way where that is the same.

    A comment that begins a line would begin a block, whatever words follow it. Ours are meant for those words, so
    Markdown gets a sign instead that no text holds.
    """
    if "nolink" in body and _LEADING.search(body):
        signed = _LEADING.sub(lambda found: found[1] + _SIGNS[found[2]], body)
        return _SIGN_OR_CODE.sub(_unsigned, _markdown(signed, extensions))
    short = plain.html(body, extensions, partial(_markdown, extensions=extensions))
    return _markdown(body, extensions) if short is None else short


_LEADING = re.compile(
    r"^( {0,3})<!--[ \t]*(/?)[ \t]*nolink[ \t]*-->(?=[ \t]*\S)", re.IGNORECASE | re.M
)
_SIGNS = {"": "\x0e", "/": "\x0f"}
_SIGN_OR_CODE = re.compile("(<(pre|code)[ >].*?</\\2>)|\x0e|\x0f", re.DOTALL)


def _unsigned(found: re.Match[str]) -> str:
    if found[1]:
        return (
            found[1]
            .replace("\x0e", "&lt;!-- nolink --&gt;")
            .replace("\x0f", "&lt;!-- /nolink --&gt;")
        )
    return "<!-- nolink -->" if found[0] == "\x0e" else "<!-- /nolink -->"


def _markdown(body: str, extensions: tuple[str, ...]) -> str:
    """Python-Markdown's HTML. A converter keeps state: each thread has its own, none is used after it failed."""
    kept = _converters.kept
    converter = kept.pop(extensions, None) or markdown.Markdown(
        extensions=[*extensions, _References()],
        extension_configs={name: EXTENSIONS[name] for name in extensions if name in EXTENSIONS},
        output_format="html",
    )
    html = converter.reset().convert(body)
    kept[extensions] = converter
    return html


class _References(Extension):
    """`[[slug]]` and `[[slug|words]]` as links; `[text](ref:slug)` is Markdown's own."""

    def extendMarkdown(self, md: markdown.Markdown) -> None:  # noqa: N802 - Markdown's name
        md.inlinePatterns.register(_DoubleBrackets(_DOUBLE, md), "digest-references", 175)
        md.inlinePatterns.register(_Foreign(r"\{%[^\n]*?%\}", md), "digest-foreign", 185)


class _DoubleBrackets(InlineProcessor):
    def handleMatch(  # type: ignore[override]  # noqa: N802 - Markdown's name
        self, found: re.Match[str], data: str
    ) -> tuple[Element | None, int | None, int | None]:
        del data
        target, words = found[1].strip(), found[2]
        if (
            not target or target.lower() in self.md.references
        ):  # Markdown's own [[x]] with [x]: below
            return None, None, None
        link = Element(
            "a", {"href": "ref:" + target} if words else {"class": "ref", "href": "ref:" + target}
        )
        link.text = words.strip() if words else target
        return link, found.start(), found.end()


class _Foreign(InlineProcessor):
    """A Liquid tag stays as text: attribute lists would take `{% end %}` for one of theirs."""

    def handleMatch(  # type: ignore[override]  # noqa: N802 - Markdown's name
        self, found: re.Match[str], data: str
    ) -> tuple[str, int, int]:
        del data
        return self.md.htmlStash.store(escape(found[0])), found.start(), found.end()


def _references(html: str, body: str, first: int) -> Iterator[Reference]:
    """Every target once, with the line where it stands first; of a picture without words, with the line of that."""
    seen = set()
    pictures = _pictures(html, body) if "<img" in html else {}
    for address in targets(html):
        if address in seen or address.startswith(("#", "//", "?")) or not address:
            continue
        seen.add(address)
        if address.startswith("ref:"):
            target = unquote(address[4:])
            yield Reference(address, _line(target, body, first))
        elif not _SCHEME.match(address):
            at = pictures.get(address)
            line = _line(address, body, first)
            if at is not None and at >= 0:
                line = first + body.count("\n", 0, at)
            blind = at is not None and at > _WORDS_THERE
            yield Reference(address, line, "file", at is not None, blind)


_SHOWN = re.compile(r'<img((?: [^<>]*?)?) alt="([^"]*)" loading="lazy">')
_SOURCE = re.compile(r' src="([^"]*)"')
_ON_PURPOSE = re.compile(r"<img\s(?=[^<>]*\balt\s*=\s*(?:\"\s*\"|'\s*'))[^<>]*>", re.IGNORECASE)
_WORDS_THERE = -2


def _pictures(html: str, body: str) -> dict[str, int]:
    """Every picture a text shows, by its address: where it stands without words for those who can't see it.

    That is a place in the body, -1 where that can't be told, -2 where there are words, or HTML has
    `alt=""` on purpose.
    """
    found: dict[str, int] = {}
    for attributes, alt in _SHOWN.findall(html):
        source = _SOURCE.search(attributes)
        if source is None:
            continue
        address = unescape(source[1])
        at = _WORDS_THERE
        if not alt.strip() and not any(address in each for each in _ON_PURPOSE.findall(body)):
            spellings = (address, unquote(address))
            wordless = (re.search(rf"!\[\s*\]\(\s*<?{re.escape(each)}", body) for each in spellings)
            at = next((place.start() for place in wordless if place), -1)
        found[address] = max(found.get(address, _WORDS_THERE), at)
    return found


def _line(target: str, body: str, first: int) -> int:
    for spelling in (target, target.partition("#")[0], target.replace(" ", "%20")):
        if spelling and (at := body.find(spelling)) >= 0:
            return first + body.count("\n", 0, at)
    return first


def _foreign(html: str) -> int:
    """Tags of other generators that readers will see: in text or addresses, not in code."""
    return len(_FOREIGN.findall(unescape(unquote(_CODE.sub("", html))))) if "{" in html else 0


def _trap(body: str) -> str:
    """Why a text is refused before Markdown sees it; empty for what people write.

    Python-Markdown's time grows with the square of unclosed brackets, CDATA marks, footnotes and abbreviations.
    """
    if len(body) > LARGEST:
        return f"the text has {len(body):,} characters, {LARGEST:,} are the most"
    opened = body.count("[")
    if opened > 50 and (
        body.count("<![CDATA[") > 50 or body.count("\n*[") > 500 or body.count("[^") > 1_500
    ):
        return "the text repeats CDATA marks, abbreviations or footnotes hundreds of times"
    if opened > 400 or body.count("<") > 1_000:
        for block in _BLANK.split(body):
            if (
                block.count("[") - block.count("]") > 300
                or block.count("](") - block.count(")") > 300
                or block.count("<") - block.count(">") > 500
            ):
                return "a paragraph opens hundreds of brackets and closes none"
    return ""


def _overgrown(html: str) -> bool:
    """Whether elements nest so deep, or open again so often, that parsers slow down with the square of it."""
    if html.count("<") < _DEEPEST:
        return False
    stack: list[str] = []
    open_still = reopened = 0
    for closes, name in _TAG_START.findall(html.lower()):
        if name in _REOPENS:
            open_still = max(0, open_still - 1) if closes else open_still + 1
        elif not closes:
            reopened += open_still
        if name in _CLOSES_ITSELF:
            pass
        elif not closes:
            stack.append(name)
        elif name in stack:
            at = len(stack) - 1 - stack[::-1].index(name)
            if not _BARRIERS.intersection(stack[at + 1 :]):  # else the end tag counts for nothing
                del stack[at:]
        if len(stack) > _DEEPEST or reopened > _MOST_REOPENED:
            return True
    return False


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """Raise _SlowError in the block once it has used so many seconds of processor time.

    Only in a process's main thread, where the system can interrupt; elsewhere `_trap` has to do.
    """
    if threading.current_thread() is not threading.main_thread() or not hasattr(
        signal, "SIGVTALRM"
    ):
        yield
        return

    def stop(number: int, frame: FrameType | None) -> None:
        del number, frame
        raise _SlowError

    before = signal.signal(signal.SIGVTALRM, stop)
    # again and again: an extension may swallow the first
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds, seconds / 10)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def targets(html: str) -> list[str]:
    """Every address that safe HTML links to or shows, in order."""
    return [unescape(value) for value in _TARGETS.findall(html)]
