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
