"""What names are looked for in is what readers see, and leads back into HTML, for every text of real collections."""

import random
import re
from html import unescape

import html5lib
import pytest

from digest import prose, safe
from digest.lettering import BREAK
from digest.model import Text
from digest.passages import Mark, anchors, linked, passages
from digest.sentences import LONGEST, sentence
from tests.corpora.test_plain import collection
from tests.test_plain import EXTENSIONS

pytestmark = [pytest.mark.corpora, pytest.mark.slow]

__all__ = ["collection"]


def test_every_text_is_what_a_reader_sees_and_can_be_linked(
    collection: tuple[str, list[str]],
) -> None:
    name, bodies = collection
    dice = random.Random(name)
    for body in bodies:
        text = prose.prose(body, EXTENSIONS, "", 1)
        if not isinstance(text, Text):
            continue
        found = passages(text.html)
        assert "".join(found.text.replace(BREAK, " ").split()) == "".join(
            safe.plain(re.sub(r"<(rt|rp)>.*?</\1>", "", text.html)).split()
        )
        words = [each.span() for each in re.finditer(f"[^\\s{BREAK}]+", found.text)]
        spans = sorted(dice.sample(words, min(20, len(words))))
        places = [found.in_html(*each) for each in spans]
        for (start, end), (first, last) in zip(spans, places, strict=True):
            spoken = re.sub("<sup[ >].*?</sup>", "", text.html[first:last])
            assert unescape(re.sub("<[^>]*>", "", spoken)) == found.text[start:end]
            around = sentence(found.text, start, end)
            assert found.text[start:end] in around
            assert len(around) <= max(LONGEST, end - start) + 4
        _linked(text.html, places, [start for start, _ in spans])


def _linked(html: str, places: list[tuple[int, int]], starts: list[int]) -> None:
    """Marks that are no links, anywhere: links would stand in links."""
    given = [(each.at, each.id) for each in anchors(passages(html), starts)]
    made = linked(html, [Mark(*each, "<mark>", "</mark>") for each in places], given)
    trees = [html5lib.parseFragment(each, namespaceHTMLElements=False) for each in (html, made)]
    assert "".join(trees[0].itertext()) == "".join(trees[1].itertext())
    ids = re.findall(r'\bid="([^"]*)"', made)
    assert len(set(ids)) == len(ids)
