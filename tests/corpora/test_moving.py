"""Real sites of Jekyll and Zola move here whole: every text, every address, every link that led somewhere."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest

from tests.corpora.test_corpora import _folder
from tests.generators.moving import Move

pytestmark = [pytest.mark.corpora, pytest.mark.slow]

SITES = {"18f": "jekyll", "lwkd": "jekyll", "rust-blog": "zola"}
COUNTS = {"18f": 504, "lwkd": 386, "rust-blog": 745}
LEFT = {"18f": 427, "lwkd": 0, "rust-blog": 0}
"""Tags that only the former site's own program could fill in: names and portraits of its team."""
FEWEST = {"18f": 500, "lwkd": 4, "rust-blog": 300}
"""Links that led somewhere: fewer would mean that the judge no longer sees them."""
HOSTS = {"18f": "18f.gsa.gov", "lwkd": "lwkd.info", "rust-blog": "blog.rust-lang.org"}
_LINKS = re.compile(
    r"\]\(\s*<?([^\s)>\"'{]+)|^\[[^\]]+\]:\s*(\S+)|(?:href|src)=[\"']([^\"'{]+)[\"']|\{\{\s*[\"']([^\"']+)[\"']\s*\|\s*url",
    re.MULTILINE,
)


@pytest.fixture(scope="module", params=sorted(SITES))
def move(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Move:
    """Each collection in turn, moved once."""
    name = str(request.param)
    made = Move(SITES[name], _folder() / name, tmp_path_factory.mktemp(name) / "site")
    made.name = name
    return made


def sources(name: str) -> dict[str, str]:
    """The texts of a collection by path."""
    root = _folder() / name
    return {
        path.relative_to(root).as_posix(): path.read_text("utf-8")
        for path in sorted(root.rglob("*.md"))
        if not path.name.startswith(("_index", "LICENSE"))
    }


def addresses(name: str) -> dict[str, str]:
    """Where each text of a collection stood, with former addresses of it, read from it alone."""
    found = {}
    for path, text in sources(name).items():
        if name == "rust-blog":
            head = tomllib.loads(text.split("+++")[1])
            for each in (head.get("path", ""), *head.get("aliases", ())):
                found[each.strip("/")] = path
            continue
        stem = re.match(r"(\d{4})-(\d\d?)-(\d\d?)-(.*)\.md", Path(path).name)
        assert stem
        year, month, day, slug = stem[1], stem[2].zfill(2), stem[3].zfill(2), stem[4]
        if stated := re.search(r"^date: *['\"]?(\d{4})-(\d\d)-(\d\d)", text, re.MULTILINE):
            year, month, day = stated.groups()
        own = re.search(r"^permalink: *(\S+)", text, re.MULTILINE)
        dated = f"{year}/{month}/{day}/{slug}" if name == "18f" else f"{year}/{year}{month}{day}"
        found[own[1].strip("/\"'") if own else dated] = path
    return found


def whole(name: str) -> Iterator[str]:
    """Links of the texts that led to one of them."""
    known = addresses(name)
    for text in sources(name).values():
        for groups in _LINKS.findall(text):
            parts = urlsplit(next(filter(None, groups)))
            if parts.netloc in ("", HOSTS[name]) and unquote(parts.path).strip("/") in known:
                yield parts.path


def test_every_text_is_an_article(move: Move) -> None:
    assert [each.kind for each in move.drafts].count("articles") == COUNTS[move.name]
    assert move.report.articles == COUNTS[move.name]
    assert [str(each) for each in move.report.problems if each.severity == "error"] == []


def test_every_address_still_answers(move: Move) -> None:
    known = addresses(move.name)
    missing = {each: path for each, path in known.items() if each and not move.answers(each)}
    # the dates of two are none, such as 29 February 2022
    assert len(missing) <= {"18f": 0, "lwkd": 2, "rust-blog": 0}[move.name], missing


def test_no_link_is_broken_that_was_whole(move: Move) -> None:
    links = [*whole(move.name)]
    assert len(links) >= FEWEST[move.name]
    assert [each for each in links if not move.answers(each)] == []
    known = addresses(move.name)
    dead = {unquote(target).strip("/") for _, target in move.dead()}
    assert dead & set(known) == set()


def test_what_was_not_turned_is_told_with_its_line(move: Move) -> None:
    told = [line for line in move.told if "stays as text" in line]
    assert all(re.match(r"[\w./-]+\.md:\d+: ", line) for line in told)
    assert len(told) == LEFT[move.name]
