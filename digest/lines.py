"""A manuscript, and words of it as printed in their sentence → the line where they stand."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable

from msgspec.structs import replace

from digest.front import Front, front
from digest.model import Linked, Site

_WORD = re.compile(
    "[\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|[^\\W_\u0e00-\u0eff\u1780-\u17ff"
    "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]+"
)
"""A word, or one character of a script that writes no space between words."""
_BREAK = re.compile(r"\r\n|\r|\n")
_ASIDE = 15
"""Words of an address or of markup that may stand between two words of a name."""


def line(manuscript: str, printed: str, sentence: str, in_title: bool = False) -> int:
    """The line of a manuscript, counted from 1, where words stand that are printed in a sentence of its page.

    Between the two lie Markdown, typography and line breaks, so words are compared, in any case and without what is
    between them; of several places the one whose neighbours are most like the sentence is taken, and the first of
    equals. Where there is none it is the line where the title or the text begins.
    """
    lines = _BREAK.split(unicodedata.normalize("NFC", manuscript.removeprefix("\ufeff")))
    found = front("\n".join(lines), "")
    head = found if isinstance(found, Front) else Front({}, {}, "", 1)
    first, last = (head.body_line, len(lines))
    if in_title and (at := head.lines.get("title") or head.lines.get("name")):
        first, last = at, head.body_line - 1
    words = [
        (word, number) for number in range(first, last + 1) for word in _words(lines[number - 1])
    ]
    return _place(words, _words(printed), _words(sentence)) or first


def placed(site: Site, text_of: Callable[[str], str]) -> Site:
    """The same site, its doubts with their lines; `text_of` gives a manuscript by its path, empty if it is gone."""

    def told(linked: Linked) -> Linked:
        if not linked.found.doubts:
            return linked
        text = text_of(linked.article.path)
        doubts = tuple(
            replace(
                each,
                line=line(text, each.text, each.sentence, each.sentence == linked.article.title),
            )
            for each in linked.found.doubts
        )
        return replace(linked, found=replace(linked.found, doubts=doubts))

    return replace(
        site, articles=tuple(map(told, site.articles)), hidden=tuple(map(told, site.hidden))
    )


def _words(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(unicodedata.normalize("NFC", text))]


def _place(words: list[tuple[str, int]], printed: list[str], sentence: list[str]) -> int:
    """The line of the place most like the sentence; 0 where the printed words stand nowhere."""
    wanted = Counter(sentence)
    best, found = (0, False), 0
    for at, (word, number) in enumerate(words):
        if not printed or printed[0] not in word:
            continue
        exact = word == printed[0]
        if not exact and not word.endswith(printed[0]) and len(printed) > 1:
            continue
        end = _end(words, at, printed)
        if end < 0:
            continue
        around = Counter(
            word for word, _ in words[max(0, at - len(sentence)) : end + len(sentence)]
        )
        score = ((around & wanted).total(), exact)
        if score > best:
            best, found = score, number
    return found


def _end(words: list[tuple[str, int]], at: int, printed: list[str]) -> int:
    """Where printed words end that begin at a word; -1 where they don't stand there."""
    for wanted in printed[1:]:
        following = words[at + 1 : at + 2 + _ASIDE]
        at = next(
            (at + 1 + far for far, (word, _) in enumerate(following) if word.startswith(wanted)), -1
        )
        if at < 0:
            return -1
    return at + 1
