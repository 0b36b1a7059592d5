"""This repository's own digest, built, served on loopback under its own policy, and a browser to look at it."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from digest.pages.host import POLICY
from tests.browser.host import ARGUMENTS, CHROMIUM, served
from tests.conftest import SiteFolder, article

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def own(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """output/ of this repository's content, under the base path /digest/."""
    folder = SiteFolder(tmp_path_factory.mktemp("own") / "site")
    for name in ("content", "layouts"):
        shutil.copytree(ROOT / name, folder.root / name)
    settings = (ROOT / "pyproject.toml").read_text("utf-8")
    assert "https://digest.example/" in settings
    folder.write(
        "pyproject.toml",
        settings.replace("https://digest.example/", "https://digest.example/digest/"),
    )
    folder.write(
        "content/articles/moved.md", article("Moved", date="2021", aliases="[/old/place/]")
    )
    report = folder.build()
    assert not report.problems
    return folder.root / "output"


# A browser and a host have threads of their own, and a process with threads can't be forked: other tests want to.
@pytest.fixture(scope="module")
def host(own: Path) -> Iterator[str]:
    """The address of the site on loopback."""
    with served(own, "/digest/", POLICY) as address:
        yield address


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium; a machine without one skips, CI fails."""
    if not Path(CHROMIUM).exists():
        message = f"no browser at {CHROMIUM}: apt-get install chromium, or set CHROMIUM"
        if os.environ.get("CI") == "true":
            pytest.fail(message)
        pytest.skip(message)
    with sync_playwright() as playwright:
        launched = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """A fresh page."""
    context = browser.new_context()
    yield context.new_page()
    context.close()
