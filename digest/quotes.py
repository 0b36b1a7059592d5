"""Mentions → the sentences they stand in, each once; a sentence → HTML that sets the names in it apart."""

import re
from collections.abc import Iterable
from functools import lru_cache

from markupsafe import Markup, escape

from digest.model import Mention, Quote


def quotes(places: Iterable[Mention]) -> tuple[Quote, ...]:
    """The sentences of a text in which names stand, in its order; a title is shown as such, so it is no quote."""
    found: dict[tuple[str, str], list[Mention]] = {}
    for each in places:
        if each.start >= 0:
            found.setdefault((each.anchor, each.sentence), []).append(each)
    return tuple(
        Quote(
            sentence,
            anchor,
            tuple(dict.fromkeys([" ".join(each.text.split()) for each in named])),
            any(each.typo for each in named),
        )
        for (anchor, sentence), named in found.items()
    )


def emphasised(quote: Quote) -> Markup:
    """A quote as safe HTML, its names in `<b>`: wherever they stand as words, else where they stand first."""
    sentence = quote.sentence
    pieces: list[str] = []
    last = 0
    for start, end in _spans(sentence, quote.names):
        pieces += (escape(sentence[last:start]), "<b>", escape(sentence[start:end]), "</b>")
        last = end
    pieces.append(escape(sentence[last:]))
    return Markup("".join(pieces))  # noqa: S704 - all that is not ours is escaped


def _spans(sentence: str, names: tuple[str, ...]) -> list[tuple[int, int]]:
    if not names:
        return []
    whole, part = _patterns(names)
    found = [each.span() for each in whole.finditer(sentence)]
    if not found and (
        first := part.search(sentence)
    ):  # no spaces between words, or a letter joined on
        found = [first.span()]
    return found


@lru_cache(maxsize=4_000)
def _patterns(names: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    any_of = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{any_of})(?!\w)"), re.compile(any_of)
