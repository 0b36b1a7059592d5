"""Markdown of any generator, as drafts."""

from digest.importers.markdown import drafts
from digest.model import Draft, Seed
from digest.problems import Problem


def draft(text: str, path: str = "seeds/2021-12-09-a-file.md") -> Draft:
    (found,) = drafts(Seed(path, text.encode()))
    assert isinstance(found, Draft), found
    return found


def test_fields_become_digests_and_the_text_stays() -> None:
    found = draft(
        "---\nTitle: Ferry stays\npublishdate: 2021-12-09 10:00\nlastmod: 2021-12-10T10:00:00+03:00\n"
        "categories: [ferries]\nauthors: Ann Lee\nstatus: draft\nmine: {a: 1, b: [x]}\nurl: /old/\n---\n"
        "It **stays** in [port](ref:port).\n"
    )
    assert (found.title, found.slug, found.text) == (
        "Ferry stays", "ferry-stays", "It **stays** in [port](ref:port).\n",
    )  # fmt: skip
    assert (found.date, found.updated) == ("2021-12-09 10:00", "2021-12-10T10:00:00+03:00")
    assert (found.tags, found.authors, found.url) == (("ferries",), ("Ann Lee",), "")
    assert dict(found.front) == {"status": "draft", "mine": {"a": 1, "b": ["x"]}, "path": "/old/"}


def test_a_heading_is_a_title_and_else_the_files_name_is() -> None:
    found = draft("# Ferry stays\n\nIt stays.\n")
    assert (found.title, found.text) == ("Ferry stays", "\nIt stays.\n")
    assert draft("It stays.\n", "seeds/ferry-stays.md").title == "ferry stays"


def test_what_can_not_be_read_is_refused_at_its_line() -> None:
    for text, line in (
        ("---\ntitle: [\n---\nx", 3),
        ("---\ntitle: x\ndate: soon\n---\nx", 3),
        ("---\ntitle: x\n---\n", 1),
    ):
        (told,) = drafts(Seed("seeds/a.md", text.encode()))
        assert isinstance(told, Problem) and told.line == line, told
