"""What begins."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest import config, start
from digest.problems import DigestError


def test_settings_of_a_former_site_are_read_back(tmp_path: Path) -> None:
    menu = [{"title": 'The "first"', "url": "/"}, {"title": "Über", "url": "/about/"}]
    start.settled(tmp_path, {"title": "A\\b", "page_size": 7, "find": False, "menu": menu}.items())
    found = config.load(tmp_path)
    assert (found.title, found.page_size, found.find) == ("A\\b", 7, False)
    assert [(each.title, each.url) for each in found.menu] == [
        ('The "first"', "/"),
        ("Über", "/about/"),
    ]
    with pytest.raises(DigestError, match="is there already"):
        start.settled(tmp_path, [])


@given(st.text())
def test_any_title_is_a_setting(title: str) -> None:
    import tempfile
    import tomllib

    with tempfile.TemporaryDirectory() as folder:
        path = start.settled(Path(folder), [("title", title)])
        tomllib.loads(path.read_text("utf-8"))
