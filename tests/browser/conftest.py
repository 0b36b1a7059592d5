"""This repository's own digest, built, served on loopback under its own policy, and a browser to look at it."""

import functools
import http.server
import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from digest.pages.host import POLICY
from tests.conftest import SiteFolder, article

ROOT = Path(__file__).parents[2]
CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
]


class _Handler(http.server.SimpleHTTPRequestHandler):
    """A static host as plain as they come: folders answer with their index.html, `/digest/` is the site."""

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def translate_path(self, path: str) -> str:
        inside = urlsplit(path).path.removeprefix("/digest")
        return super().translate_path(inside)

    def log_message(self, format: str, *values: Any) -> None:
        pass


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


@pytest.fixture(scope="session")
def host(own: Path) -> Iterator[str]:
    """The address of the site on loopback."""
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", 0), functools.partial(_Handler, directory=str(own))
    )
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/digest/"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
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
