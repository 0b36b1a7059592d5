"""While a site is served: after any edits, what HTTP answers and what lies in output/ equal a clean build's."""

import http.client
import itertools
import random
import re
import tempfile
from pathlib import Path
from urllib.parse import quote

from digest import serve, watch, workers
from digest.model import Scope
from tests.conftest import NOW, SETTINGS, SiteFolder
from tests.properties.test_incremental import (
    ACCIDENTS,
    KINDS,
    PROFILES,
    article_text,
    edit,
    profile_text,
)

EDITS = [kind for kind in KINDS if kind not in ACCIDENTS]
"""What happens to files that are watched."""
REWORDS = 8
"""How often words alone are edited, for each of the others."""
SCRIPT = re.compile(rb'<script src="/\.digest/preview\.js"[^>]*></script>')


class Served:
    """A site, served, with the loop that builds it in this thread."""

    def __init__(self, folder: SiteFolder) -> None:
        self.folder = folder
        self.shelf = serve.Shelf(folder.root)
        at = serve.socket_at("127.0.0.1", 0)
        self.port = at.getsockname()[1]
        self.turns = watch.turns(folder.root, workers.Here(), lambda: Scope(NOW), self.shelf)
        self.running = serve.running(self.shelf, at)
        self.marks = itertools.count(1)

    def settle(self) -> watch.Turn:
        """Wait until all that was edited is seen and built: a page written last shows, twice over."""
        for _ in range(2):
            mark = f"Marked {next(self.marks)}"
            self.folder.write("content/pages/mark.md", f"---\ntitle: {mark}\n---\n")
            turn = next(self.turns)
            while turn.report is None or mark.encode() not in self.get("mark/"):
                turn = next(self.turns)
        return turn

    def get(self, path: str) -> bytes:
        """What is served at a path within the site, less the preview's own script; nothing where nothing is."""
        assert self.shelf.shown
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", quote(self.shelf.shown.base + path))
        response = connection.getresponse()
        body = response.read()
        connection.close()
        return SCRIPT.sub(b"", body, count=1) if response.status == 200 else b""


def _address(path: str) -> str:
    return path.removesuffix("index.html") if path.endswith("/index.html") else path


def _asked(path: str) -> bool:
    """Whether a file of output/ is for readers; a page that leads on is answered as hosts do, by a redirect."""
    return not path.startswith((".", "_")) and path != "404.html"


def _agrees(served: Served, into: Path, edits: list[str]) -> None:
    problems = served.settle().problems
    expected, told = served.folder.clean(into)
    assert problems == told, edits
    got = served.folder.output()
    if any(problem.severity == "error" for problem in problems):
        wrong = {path for path, content in expected.items() if got.get(path) != content}
        assert wrong <= {".digest"}, (edits, wrong)
    else:
        assert got == expected, (edits, sorted(set(got) ^ set(expected)))
    for path, content in expected.items():
        if _asked(path) and b'http-equiv="refresh"' not in content:
            assert served.get(_address(path).removeprefix("index.html")) == content, (edits, path)


def _reword(folder: SiteFolder, dice: random.Random) -> str:
    """Other words in an article that stands where it stood."""
    articles = sorted((folder.root / "content/articles").rglob("*.md"))
    path = dice.choice(articles).relative_to(folder.root).as_posix()
    content = (folder.root / path).read_bytes()
    if dice.random() < 0.5:
        folder.write(path, content + f"\nWord {dice.randint(1, 99)}.\n".encode())
    else:
        folder.write(
            path,
            re.sub(
                rb"(?m)^title: .*$", f"title: T {dice.randint(1, 99)}".encode(), content, count=1
            ),
        )
    return "reword"


def _series(seed: int, steps: int) -> int:
    """How often a plan was amended rather than made anew."""
    dice = random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        folder = SiteFolder(Path(name) / "site")
        folder.write("digest.toml", SETTINGS)
        for number in range(1, 6):
            folder.write(f"content/articles/art-{number}.md", article_text(dice))
        for group, path in PROFILES.items():
            folder.write(path, profile_text(dice, group))
        served, edits = Served(folder), list[str]()
        with served.running:
            next(served.turns)
            for step in range(steps):
                for _ in range(dice.randint(1, 3)):
                    some = dice.random() < REWORDS / (REWORDS + 8)
                    edits.append(_reword(folder, dice) if some else edit(folder, dice, EDITS))
                if "pages = " in folder.read("digest.toml"):  # the mark is a page
                    folder.write("digest.toml", SETTINGS)
                _agrees(served, Path(name) / f"clean-{step}", edits)
            served.turns.close()  # type: ignore[attr-defined]
        return edits.count("reword")


def test_what_is_served_and_what_is_written_equal_a_clean_build() -> None:
    assert sum(_series(seed, 3) for seed in range(8)) > 10
