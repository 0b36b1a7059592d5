"""Tests of reading a site's settings."""

from pathlib import Path

import pytest

from digest import config
from digest.model import Config
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
