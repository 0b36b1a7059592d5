"""Real collections build without losing a file in silence, and say what a person reading them would."""

import json
import os
import shutil
from pathlib import Path

import pytest

from tests.conftest import SETTINGS, SiteFolder

pytestmark = [pytest.mark.corpora, pytest.mark.slow]

HERE = Path(__file__).parent
NOW = 1_795_000_000
"""18 November 2026: the newest article read here is from that year."""


class Corpus:
    """A collection built once: its site, its report, its articles as articles.json tells them."""

    def __init__(self, name: str, files: Path, root: Path) -> None:
        self.name = name
        self.files = {path.relative_to(files).as_posix() for path in files.rglob("*.md")}
        self.site = SiteFolder(root)
        self.site.write("digest.toml", SETTINGS)
        shutil.copytree(files, root / "content/articles")
        self.report = self.site.build(now=NOW)
        self.articles = {
            each["path"].removeprefix("articles/"): each
            for each in json.loads(self.site.page("articles.json"))
        }


FOLDERS = {"18f": "18f/posts", "rust_blog": "rust-blog/content", "lwkd": "lwkd/_posts"}


def _folder() -> Path:
    value = os.environ.get("DIGEST_CORPORA", "")
    if not value or not Path(value).is_dir():
        message = f"the collections are not here: DIGEST_CORPORA is '{value}'"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    return Path(value)


@pytest.fixture(scope="module", params=sorted(FOLDERS))
def corpus(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    """Each collection in turn."""
    name = str(request.param)
    return Corpus(name, _folder() / FOLDERS[name], tmp_path_factory.mktemp(name) / "site")


COUNTS = {  # files, articles, files told and left out
    "18f": (504, 502, {"2024-01-12-andrew-hyder-award.md", "2024-08-20-andrew-hyder-award.md"}),
    "rust_blog": (749, 746, {"_index.md", "inside-rust/_index.md", "releases/_index.md"}),
    "lwkd": (386, 384, {"2022-02-27-update.md", "2024-04-14-update.md"}),
}


def test_every_file_is_an_article_or_named_by_a_problem(corpus: Corpus) -> None:
    read, written, left_out = COUNTS[corpus.name]
    named = {problem.path.removeprefix("content/articles/") for problem in corpus.report.problems}
    assert len(corpus.files) == read
    assert len(corpus.articles) == corpus.report.articles == written
    assert corpus.files - set(corpus.articles) == left_out
    assert left_out <= named


def test_every_article_has_its_page(corpus: Corpus) -> None:
    for each in corpus.articles.values():
        path = each["url"].removeprefix("https://example.org/")
        assert corpus.site.has(path if path.endswith(".html") else path + "index.html"), path


def test_titles_dates_and_tags_are_what_a_person_reads(corpus: Corpus) -> None:
    samples = json.loads((HERE / f"samples_{corpus.name}.json").read_text("utf-8"))
    assert len(samples) == 30
    for sample in samples:
        got = corpus.articles[sample["path"]]
        # the digest calls a tag as most articles spell it: case may differ from the one file
        assert (got["title"], got["date"]) == (sample["title"], sample["date"]), sample["path"]
        assert [tag.casefold() for tag in got["tags"]] == [tag.casefold() for tag in sample["tags"]]


def test_addresses_kept_by_hand_are_kept(corpus: Corpus) -> None:
    expected = {
        "18f": (
            "2015-09-09-how-a-two-day-spring-moved-an-agency-twenty-years-forward.md",
            "2015/09/09/",
        ),
        "rust_blog": ("1.0-Timeline.md", "2014/12/12/"),
        "lwkd": ("2018-01-28-update.md", "articles/2018-01-28-update/"),
    }
    path, begins = expected[corpus.name]
    assert corpus.articles[path]["url"].startswith("https://example.org/" + begins)


def test_old_addresses_lead_on(corpus: Corpus) -> None:
    lines = corpus.site.page("_redirects").splitlines()
    assert len(lines) == {"18f": 7, "rust_blog": 735, "lwkd": 0}[corpus.name]
    for line in lines:
        old = line.split(" ")[0].lstrip("/")
        assert corpus.site.has(
            old if old.rpartition(".")[2] in ("html", "md") else old + "index.html"
        ), old


def test_tags_of_other_generators_are_counted_in_one_line(corpus: Corpus) -> None:
    told = [problem.message for problem in corpus.report.problems if "Liquid" in problem.message]
    expected = ["1,699 Liquid tags or shortcodes in 406 files stay as text"]
    assert told == (expected if corpus.name == "18f" else [])


def test_a_second_build_writes_nothing_and_says_the_same(corpus: Corpus) -> None:
    again = corpus.site.build(now=NOW)
    assert (again.written, again.removed) == ((), ())
    assert again.problems == corpus.report.problems


def test_one_edit_rebuilds_a_handful_of_files(corpus: Corpus) -> None:
    path = "content/articles/" + min(corpus.articles)
    corpus.site.write(path, corpus.site.read(path) + "\nOne more line.\n")
    written = corpus.site.build(now=NOW).written
    assert 1 <= len(written) <= 40 and any(each.endswith("index.html") for each in written)
