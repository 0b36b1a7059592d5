"""What begins."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from digest import config, start
from digest.cli import main
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


def _workflow(folder: Path) -> dict[Any, Any]:
    """A workflow as GitHub reads it: `on` is a word there, and true in YAML 1.1."""
    found = yaml.safe_load((folder / ".github/workflows/publish.yml").read_text("utf-8"))
    assert isinstance(found, dict)
    return found


def test_github_is_told_to_build_a_site_and_to_show_it(tmp_path: Path) -> None:
    site = tmp_path / "site"
    made = CliRunner().invoke(main, ["init", str(site), "--github"], catch_exceptions=False)
    assert made.exit_code == 0 and "publish.yml" in made.output and "digest serve" in made.output
    told = _workflow(site)
    assert set(told[True]) == {"push", "schedule", "workflow_dispatch"}
    assert told["permissions"] == {"contents": "read"}
    build, deploy = told["jobs"]["build"], told["jobs"]["deploy"]
    assert deploy["needs"] == "build"
    assert deploy["permissions"] == {"pages": "write", "id-token": "write"}
    assert deploy["environment"]["name"] == "github-pages"
    (shown,) = deploy["steps"]
    assert shown["id"] in deploy["environment"]["url"]
    steps = {
        each.get("uses", each.get("run", "")).partition("@")[0]: each for each in build["steps"]
    }
    extras = "[search]" if config.load(site).search else ""
    assert list(steps) == [
        "actions/checkout",
        "actions/setup-python",
        "actions/cache",
        f"python -m pip install 'digest{extras}'",
        "digest build",
        "actions/upload-pages-artifact",
    ]
    assert steps["actions/cache"]["with"]["path"] == ".digest"
    assert steps["actions/cache"]["with"]["key"].startswith(
        steps["actions/cache"]["with"]["restore-keys"]
    )
    hidden = {"path": "output", "include-hidden-files": True}
    assert steps["actions/upload-pages-artifact"]["with"] == hidden
    version = str(steps["actions/setup-python"]["with"]["python-version"])
    assert tuple(map(int, version.split("."))) >= (3, 11)


def test_a_site_within_a_repository_is_built_where_it_is(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    site = tmp_path / "it's" / "news"
    start.settled(site, [("title", "News"), ("output", "public"), ("search", False)])
    told = CliRunner().invoke(main, ["-C", str(site), "init", "--github"], catch_exceptions=False)
    assert told.exit_code == 0 and "digest serve" not in told.output
    assert {path.name for path in site.iterdir()} == {config.OWN}
    build = _workflow(tmp_path)["jobs"]["build"]
    assert build["defaults"]["run"]["working-directory"] == "it's/news"
    paths = [each["with"]["path"] for each in build["steps"] if "path" in each.get("with", {})]
    assert paths == ["it's/news/.digest", "it's/news/public"]
    again = CliRunner().invoke(main, ["-C", str(site), "init", "--github"])
    assert again.exit_code == 2 and "is there already" in again.output
    assert CliRunner().invoke(main, ["init"]).exit_code == 2
