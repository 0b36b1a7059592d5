"""Tests of reading a site's settings."""

from pathlib import Path

import pytest

from digest import config
from digest.model import Config, Theme
from digest.problems import DigestError, Problem


def load(root: Path, text: str, name: str = "digest.toml") -> Config:
    (root / name).write_text(text, "utf-8")
    return config.load(root)


def mistakes(root: Path, text: str, name: str = "digest.toml") -> tuple[Problem, ...]:
    with pytest.raises(DigestError) as raised:
        load(root, text, name)
    return raised.value.problems


@pytest.mark.parametrize(
    "text",
    [
        'output = "content"',
        'output = "content/"',
        'output = "content/site"',
        'output = "layouts/static"',
        'output = "site"\ncontent = "site/content"',
        'content = "layouts"',
        'content = "seeds/"',
    ],
)
def test_the_output_never_meets_a_folder_of_the_curators(tmp_path: Path, text: str) -> None:
    assert [each.hint for each in mistakes(tmp_path, text)] == ["give each a folder of its own"]


def test_a_folder_is_the_same_with_a_slash_behind_it(tmp_path: Path) -> None:
    found = load(tmp_path, 'content = "texts/"\noutput = "public/"\n')
    assert (found.content, found.output) == ("texts", "public")


@pytest.mark.parametrize(
    "url",
    [
        "example.org",
        "/digest/",
        "ftp://example.org/",
        "https://",
        "http://[",
        "javascript:alert(1)",
        "https://example.org/?a=b",
        "https://example.org/#a",
        "https://user:secret@example.org/",
    ],
)
def test_an_address_of_the_site_that_leads_nowhere_is_a_problem(tmp_path: Path, url: str) -> None:
    (found,) = mistakes(tmp_path, f'title = "x"\nurl = "{url}"\n')
    assert (found.path, found.line) == ("digest.toml", 2)
    assert found.hint == "write it whole, such as https://example.org/digest/"


def test_a_byte_order_mark_before_the_settings_is_passed_over(tmp_path: Path) -> None:
    assert load(tmp_path, '\ufefftitle = "x"\n').title == "x"


@pytest.mark.parametrize("text", ["tool = 3", "[tool]\n", "[[tool]]\nx = 1\n", "not TOML", ""])
def test_a_pyproject_of_something_else_is_passed_over(tmp_path: Path, text: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text, "utf-8")
    assert config.find(tmp_path) != tmp_path


def test_settings_lie_in_a_file_of_their_own_or_with_the_package(tmp_path: Path) -> None:
    shared = '[project]\nname = "x"\n\n[tool.digest]\ntitle = "B"\n'
    assert load(tmp_path, shared, "pyproject.toml").title == "B"
    assert load(tmp_path, 'title = "A"\n').title == "A"  # digest.toml goes first


def test_an_empty_file_is_all_defaults(tmp_path: Path) -> None:
    assert load(tmp_path, "") == Config()


def test_a_site_is_found_from_any_folder_below(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)
    (tmp_path / "digest.toml").write_text("", "utf-8")
    assert config.find(tmp_path / "a" / "b") == tmp_path
    (tmp_path / "a" / "pyproject.toml").write_text("[tool.digest]\n", "utf-8")
    assert config.find(tmp_path / "a" / "b") == tmp_path / "a"


def test_a_folder_without_settings_is_told(tmp_path: Path) -> None:
    with pytest.raises(DigestError, match="no settings here"):
        config.load(tmp_path)


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("titel = 'x'", 1, "unknown setting `titel`"),
        ("\npage_size = 'x'", 2, "`page_size` is wrong: expected a whole number, got a text"),
        ("page_size = 0", 1, "`page_size` is 0"),
        ("timezone = 'Bagdad'", 1, "no time zone is called 'Bagdad'"),
        ("timezone = '../../etc/passwd'", 1, "no time zone is called '../../etc/passwd'"),
        ("language = 'English!'", 1, "`language` is 'English!'"),
        ("permalink = '{slugg}/'", 1, "`permalink` is '{slugg}/'"),
        ("permalink = '../{slug}/'", 1, "`permalink` is '../{slug}/'"),
        ("permalink = '{slug}'", 1, "`permalink` is '{slug}'"),
        ("permalink = '{year}/'", 1, "`permalink` is '{year}/'"),
        ("content = '../x'", 1, "`content` is '../x'"),
        ("output = '/etc'", 1, "`output` is '/etc'"),
        ("theme = '../x'", 1, "`theme` is '../x'"),
        ("[feeds]\nlimit = 0", 1, "`limit` of feeds is 0"),
        ("[[menu]]\ntitle = 'x'\nurl = 'javascript:x'", 1, "menu address 'javascript:x'"),
        ("[[menu]]\ntitle = 'x'\nurl = '//x'", 1, "menu address '//x'"),
        ("markdown = ['nobody']", 1, "no Markdown extension is called 'nobody'"),
        ("a = = b", 1, "not TOML: Invalid value"),
        ("title = x", 1, "not TOML: Invalid value"),
    ],
)
def test_a_mistake_is_told_at_its_line(tmp_path: Path, text: str, line: int, message: str) -> None:
    (found,) = mistakes(tmp_path, text)
    assert (found.path, found.line, found.message) == ("digest.toml", line, message)
    assert found.hint


def test_all_mistakes_are_told_at_once_in_order(tmp_path: Path) -> None:
    text = "[tool.other]\ntitle = 1\n\n[tool.digest]\nurl = 'x'\ntitel = 'x'\npage_size = 0\n"
    found = mistakes(tmp_path, text, "pyproject.toml")
    assert [(each.path, each.line) for each in found] == [("pyproject.toml", n) for n in (5, 6, 7)]
    assert found[1].hint == "did you mean `title`?"


def test_a_link_out_of_the_site_is_no_folder_of_it(tmp_path: Path) -> None:
    root = tmp_path / "site"
    root.mkdir()
    (root / "content").symlink_to(tmp_path)
    (found,) = mistakes(root, "")
    assert found.message == "`content` is 'content'"


def test_settings_that_are_no_utf_8_are_told(tmp_path: Path) -> None:
    (tmp_path / "digest.toml").write_bytes(b"title = '\xff'")
    with pytest.raises(DigestError, match="can't be read"):
        config.load(tmp_path)


@pytest.mark.parametrize(
    ("url", "whole", "base"),
    [
        ("", "http://localhost/", "/"),
        ("https://example.org", "https://example.org/", "/"),
        ("https://example.org/digest", "https://example.org/digest/", "/digest/"),
        ("https://example.org/digest/", "https://example.org/digest/", "/digest/"),
    ],
)
def test_the_masthead_knows_where_the_site_stands(url: str, whole: str, base: str) -> None:
    found = config.masthead(Config(url=url))
    assert (found.url, found.base) == (whole, base)


def test_a_site_without_an_address_is_told_but_no_mistake(tmp_path: Path) -> None:
    (tmp_path / "content").mkdir()
    (found,) = config.missing(tmp_path, load(tmp_path, ""))
    assert found.severity == "warning"
    assert config.missing(tmp_path, Config(url="https://example.org/")) == []


def test_a_folder_that_is_not_there_is_told_where_it_is_named(tmp_path: Path) -> None:
    text = 'url = "https://example.org/"\ncontent = "texts"\ntheme = "night"\n'
    found = config.missing(tmp_path, load(tmp_path, text))
    assert [(each.line, each.severity) for each in found] == [(2, "error"), (3, "error")]


def test_content_and_a_theme_that_are_not_there_are_mistakes(tmp_path: Path) -> None:
    (tmp_path / "digest.toml").write_text('theme = "night"\ncontent = "contents"\n')
    settings = Config(url="https://x.org/", theme=Theme("night"), content="contents")
    assert [str(each) for each in config.missing(tmp_path, settings)] == [
        "digest.toml:2: error: there is no folder contents/",
        "digest.toml:1: error: there is no theme 'night'",
    ]
    (tmp_path / "contents").mkdir()
    (tmp_path / "layouts/night").mkdir(parents=True)
    assert config.missing(tmp_path, settings) == []
