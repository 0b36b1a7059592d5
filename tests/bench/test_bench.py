"""What a comparison rests on: the same corpus every time and for everyone, and a table that hides nothing."""

import re
from pathlib import Path

import frontmatter
import pytest

from digest import config, update, workers
from digest.model import Scope
from tests.bench import corpus, programs, publishing, table
from tests.bench.corpus import Corpus, Story
from tests.bench.shelf import Shelf
from tests.bench.stopwatch import Run
from tests.bench.table import Figures

NOW = 1_800_000_000
PROGRAMS = (("digest", "1"), ("hugo", "2"), ("pelican", "3"))


def _row(text: str, *cells: str) -> list[str]:
    """The cells of the one row that begins with some."""
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines()]
    (row,) = (row for row in rows if row[: len(cells)] == list(cells))
    return row


def test_the_same_numbers_make_the_same_articles() -> None:
    once, twice = Corpus(50), Corpus(50)
    assert list(once.stories()) == list(twice.stories())
    assert once.entities == twice.entities
    assert Corpus(50, seed=4).story(0) != once.story(0)


def test_an_article_can_be_made_without_those_before_it() -> None:
    assert list(Corpus(50).stories())[37] == Corpus(50).story(37)


def test_articles_have_300_to_700_words_and_the_markup_of_news() -> None:
    bodies = [story.body for story in Corpus(200).stories()]
    assert all(300 <= len(body.split()) <= 700 for body in bodies)
    for mark in ("\n## ", "\n> ", "\n- ", "](https://example.org/", "**", "“", '"', "'"):
        assert any(mark in body for body in bodies), mark


def test_names_and_files_are_each_there_once() -> None:
    large = Corpus(20_000)
    assert len(set(large.tags)) == 400
    assert len({entity.slug for entity in large.entities}) == 1_000
    files = [story.file for story in Corpus(300).stories()]
    assert len(set(files)) == 300


def _of_pelican(text: str) -> tuple[dict[str, str], str]:
    head, _, body = text.partition("\n\n")
    return dict(line.split(": ", 1) for line in head.splitlines()), body


def test_the_peers_are_told_the_same() -> None:
    for story in Corpus(30).stories():
        ours, ours_body = frontmatter.parse(corpus.for_digest(story))
        hugos, hugos_body = frontmatter.parse(corpus.for_hugo(story))
        pelicans, pelicans_body = _of_pelican(corpus.for_pelican(story))
        assert ours_body == hugos_body == pelicans_body.strip()
        assert ours["title"] == hugos["title"] == pelicans["Title"]
        assert str(ours["date"]) == str(hugos["date"]) == pelicans["Date"]
        assert ours["tags"] == hugos["tags"] == pelicans["Tags"].split(", ")
        assert ours["entities"] == hugos["entities"] == pelicans["Authors"].split("; ")
        assert [ours["source"]] == hugos["sources"] == [pelicans["Category"]]
        assert ours["url"] == hugos["original"] == pelicans["Original"]
        assert ours["summary"] == hugos["summary"] == pelicans["Summary"]
        assert ours["slug"] == hugos["slug"] == pelicans["Slug"]


def test_a_made_site_builds_without_a_problem(tmp_path: Path) -> None:
    root = tmp_path / "site"
    corpus.write(root, Corpus(20), "digest")
    report = update.site(root, config.load(root), workers.Here(), Scope(NOW))
    assert not report.problems
    story = Corpus(20).story(7)
    assert f"articles/{story.slug}/index.html" in report.written


@pytest.mark.parametrize("program", sorted(corpus.FORMS))
def test_a_site_holds_each_article_and_what_its_program_needs(tmp_path: Path, program: str) -> None:
    corpus.write(tmp_path / "site", Corpus(20), program)
    settings = {"digest": "digest.toml", "hugo": "hugo.toml", "pelican": "pelicanconf.py"}
    assert (tmp_path / "site" / settings[program]).is_file()
    assert len(list((tmp_path / "site/content/articles").rglob("*.md"))) == 20


@pytest.mark.parametrize("program", sorted(corpus.FORMS))
def test_an_edit_changes_the_title_or_the_body_alone(program: str) -> None:
    story: Story = Corpus(20).story(3)
    text = corpus.FORMS[program](story)
    assert programs.with_word(text, "xyzzy").startswith(text.rstrip())
    retitled = programs.retitled(text, "xyzzy")
    changed = [
        (old, new)
        for old, new in zip(text.splitlines(), retitled.splitlines(), strict=True)
        if old != new
    ]
    assert len(changed) == 1
    assert re.match(r'[Tt]itle: .* xyzzy"?$', changed[0][1])


def test_a_table_shows_ratios_and_what_was_met_or_missed() -> None:
    figures: Figures = {
        ("digest", 1_000, "clean"): 0.4,
        ("hugo", 1_000, "clean"): 1.0,
        ("pelican", 1_000, "clean"): 3.0,
        ("digest", 1_000, "served body"): 0.031,
        ("digest", 1_000, "largest"): 70e6,
    }
    text = table.table(PROGRAMS, figures)
    assert _row(text, "clean build", "1,000") == [
        "clean build", "1,000", "0.40 s", "1.00 s", "3.00 s", "0.4", "0.13",
        "≤ 0.5 × Hugo, ≤ 0.1 × Pelican", "met, **missed**",
    ]  # fmt: skip
    served = _row(text, "serving: body saved → served, median", "1,000")
    assert served[2:] == ["31 ms", "–", "–", "", "", "≤ 30 ms", "**missed**"]
    assert _row(text, "clean build, largest process", "1,000")[2] == "70 MB"
    assert list(table.missed(figures)) == [
        "clean build at 1,000: 0.40 s, 0.13 ×, target ≤ 0.1 × Pelican",
        "serving: body saved → served, median at 1,000: 31 ms, target ≤ 30 ms",
    ]


def test_what_was_not_measured_says_so() -> None:
    text = table.table(PROGRAMS, {("hugo", 10_000, "served body"): 3.3})
    row = _row(text, "serving: body saved → served, median", "10,000")
    assert row[2:4] == ["not available", "3,300 ms"]
    assert row[-1] == "not measured"
    assert not list(table.missed({("hugo", 10_000, "served body"): 3.3}))


def test_what_was_not_asked_for_is_not_in_the_table() -> None:
    figures: Figures = {("digest", 1_000, "nothing"): 0.2}
    assert "clean build" not in table.table(PROGRAMS, figures, ("edits",))
    assert "clean build" in table.table(PROGRAMS, figures)


def test_growth_is_an_exponent_between_two_sizes() -> None:
    assert table.exponent((1_000, 1.0), (10_000, 10.0)) == pytest.approx(1.0)
    assert table.exponent((1_000, 0.2), (10_000, 0.2)) == pytest.approx(0.0)
    assert table.exponent((1_000, None), (10_000, 10.0)) is None
    figures: Figures = {("digest", 1_000, "clean"): 1.0, ("digest", 10_000, "clean"): 20.0}
    text = table.table(PROGRAMS[:1], figures)
    row = _row(text, "growth: clean build, exponent", "1,000 → 10,000")
    assert row[2:] == ["1.30", "≤ 1.1", "**missed**"]


def test_every_target_is_about_a_row_of_the_table() -> None:
    rows = {measure.name for measure in table.MEASURES}
    assert {target.measure for target in table.TARGETS} <= rows


def test_the_bucket_lists_what_was_put_page_by_page_and_folder_by_folder() -> None:
    shelf = Shelf()
    for number in range(5):
        shelf.answer("PUT", f"/bench/a/{number}", {}, b"x")
    _, told, _ = shelf.answer("PUT", "/bench/b%20c", {b"content-type": b"text/html"}, b"x")
    assert told["ETag"] == '"9dd4e461268c8034f5c8564e155c67a6"'
    status, _, _ = shelf.answer("PUT", "/bench/b%20c", {b"if-none-match": b"*"}, b"y")
    assert status == 412
    seen: list[str] = []
    after = ""
    while True:
        query = f"/bench?list-type=2&max-keys=4&continuation-token={after}"
        text = shelf.answer("GET", query, {}, b"")[2].decode()
        seen += re.findall("<Key>([^<]+)</Key>", text)
        if "<IsTruncated>false" in text:
            break
        after = re.findall("<NextContinuationToken>([^<]+)<", text)[0]
    assert seen == ["a/0", "a/1", "a/2", "a/3", "a/4", "b c"]
    text = shelf.answer("GET", "/bench?delimiter=/&prefix=", {}, b"")[2].decode()
    assert re.findall("<Key>([^<]+)</Key>", text) == ["b c"]
    assert re.findall("<CommonPrefixes><Prefix>([^<]+)<", text) == ["a/"]
    shelf.answer("POST", "/bench?delete", {}, b"<Delete><Object><Key>a/3</Key></Object></Delete>")
    assert "a/3" not in shelf.objects


def test_the_table_of_uploads_judges_by_the_faster_default() -> None:
    def run(wall: float) -> list[tuple[Run, float, str]]:
        return [(Run(wall, wall, 0, 0), 0.1, "")]

    names = ["digest", "aws s3 sync", "rclone", publishing.QUICK]
    walls = dict(zip(names, (2.0, 9.0, 5.0, 4.0), strict=True))
    taken = {(step, name): run(walls[name]) for step in publishing.STEPS for name in names}
    text = publishing.table("10 articles", names, taken)
    assert _row(text, "first upload")[-3:] == ["0.40", "≤ 0.5 ×: met", "0.50"]
    assert _row(text, "one article edited")[-3:] == ["0.40", "≤ 0.2 ×: **missed**", "0.50"]
