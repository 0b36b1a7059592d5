"""The short way through Markdown gives what Python-Markdown gives for every text of real collections."""

import json
import random
import re
from pathlib import Path

import pytest

from digest.front import Front, front
from digest.safe import text as readable
from tests.corpora.test_corpora import FOLDERS, _folder
from tests.test_plain import EXTENSIONS, SETS, agrees

pytestmark = [pytest.mark.corpora, pytest.mark.slow]

LEAST = {"18f": 0.55, "rust_blog": 0.1, "lwkd": 0.85}
"""The share of bodies that takes the short way at least, whole or in most of its parts."""


def _bodies(folder: Path) -> list[str]:
    bodies = []
    for path in sorted(folder.rglob("*.md")):
        parts = front(readable(path.read_text("utf-8-sig")), path.name)
        if isinstance(parts, Front):
            bodies.append(parts.body)
    assert len(bodies) > 100
    return bodies


@pytest.fixture(scope="module", params=sorted(FOLDERS))
def collection(request: pytest.FixtureRequest) -> tuple[str, list[str]]:
    """The name and the bodies of each collection in turn."""
    name = str(request.param)
    return name, _bodies(_folder() / FOLDERS[name])


def test_every_body_reads_the_same(collection: tuple[str, list[str]]) -> None:
    name, bodies = collection
    taken = sum(agrees(body) for body in bodies)
    assert taken > LEAST[name] * len(bodies), taken


def test_every_paragraph_by_itself_reads_the_same(collection: tuple[str, list[str]]) -> None:
    _, bodies = collection
    paragraphs = sorted({each for body in bodies for each in re.split(r"\n\s*\n", body)})
    taken = sum(agrees(each, SETS[at % len(SETS)]) for at, each in enumerate(paragraphs))
    assert taken > len(paragraphs) / 2


def test_paragraphs_thrown_together_read_the_same(collection: tuple[str, list[str]]) -> None:
    name, bodies = collection
    chance = random.Random(name)
    paragraphs = [each for body in bodies for each in body.split("\n\n") if len(each) < 2_000]
    for _ in range(4_000):
        some = chance.choices(paragraphs, k=chance.randrange(2, 7))
        agrees(chance.choice(("\n\n", "\n\n", "\n\n", "\n", "\n\n\n")).join(some))


def test_lines_thrown_together_read_the_same(collection: tuple[str, list[str]]) -> None:
    name, bodies = collection
    chance = random.Random(name)
    lines = [each for body in bodies for each in body.split("\n")]
    for _ in range(4_000):
        some = chance.choices(lines, k=chance.randrange(1, 8))
        agrees(chance.choice(("\n", "\n\n")).join(some), chance.choice(SETS))


def test_commonmarks_examples_read_the_same() -> None:
    examples = json.loads((_folder() / "commonmark" / "spec.json").read_text("utf-8"))
    texts = [each["markdown"] for each in examples]
    assert len(texts) > 600
    for extensions in sorted(set(SETS)):
        assert sum(agrees(text, extensions) for text in texts) > 100
    chance = random.Random(1)
    for _ in range(4_000):
        agrees("\n\n".join(chance.choices(texts, k=chance.randrange(2, 6))), EXTENSIONS)
