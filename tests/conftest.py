"""Sites in temporary folders, made from {path: text}, built in this process."""

import shutil
import signal
from collections.abc import Callable, Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from digest import build, config, content, link, memory, plan, recall, update, workers
from digest.model import Body, Profile, Report, Scope, Site
from digest.problems import Problem

# a shell that starts the tests in the background has Ctrl-C ignored, by them and by all programs they start
signal.signal(signal.SIGINT, signal.default_int_handler)

NOW = 1_700_000_000
"""The moment all tests build at: 14 November 2023."""

SETTINGS = 'title = "Test"\nurl = "https://example.org/"\n'


class SiteFolder:
    """A site on disk: write files, build, look at what came out."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def write(self, path: str, text: str | bytes) -> None:
        """A file below the site's folder, made or replaced."""
        target = self.root / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(text.encode() if isinstance(text, str) else text)

    def read(self, path: str) -> str:
        """A file's text."""
        return (self.root / path).read_text("utf-8")

    def remove(self, path: str) -> None:
        """Take a file away."""
        (self.root / path).unlink()

    def build(
        self, *, drafts: bool = False, future: bool = False, now: int = NOW, jobs: int = 1
    ) -> Report:
        """Build, as the command does."""
        settings = config.load(self.root)
        with workers.pool(jobs) as pool:
            return update.site(self.root, settings, pool, Scope(now, drafts, future))

    def plan(self, *, drafts: bool = False, future: bool = False) -> plan.Plan:
        """The plan of a build, nothing rendered or written."""
        settings = config.load(self.root)
        known = memory.load(self.root)
        return build.prepare(self.root, settings, known, workers.Here(), Scope(NOW, drafts, future))

    def linked(self) -> Site:
        """The site of all that lies there, linked; nothing planned."""
        settings = config.load(self.root)
        found = content.look(self.root, settings)
        known = memory.load(self.root)
        readings = recall.readings(
            self.root, known, found.manuscripts, settings, workers.Here(), Scope(NOW)
        )
        return link.site(readings, [], settings, Scope(NOW))[0]

    def page(self, path: str) -> str:
        """A file of output/."""
        return (self.root / "output" / path).read_text("utf-8")

    def has(self, path: str) -> bool:
        """Whether a file is in output/."""
        return (self.root / "output" / path).is_file()

    def output(self) -> dict[str, bytes]:
        """Every file of output/ with its bytes."""
        folder = self.root / "output"
        return {
            path.relative_to(folder).as_posix(): path.read_bytes()
            for path in sorted(folder.rglob("*"))
            if path.is_file()
        }

    def clean(self, into: Path) -> tuple[dict[str, bytes], tuple[Problem, ...]]:
        """What a build of the same files in a new folder gives: its output and its problems."""
        shutil.copytree(
            self.root, into, ignore=shutil.ignore_patterns("output", ".digest"), symlinks=True
        )
        fresh = SiteFolder(into)
        problems = fresh.build().problems
        return fresh.output(), problems


SiteMaker = Callable[[Mapping[str, str | bytes]], SiteFolder]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[SiteMaker]:
    """Make a site of some files; `digest.toml` comes along unless given."""

    def make(files: Mapping[str, str | bytes]) -> SiteFolder:
        folder = SiteFolder(tmp_path / "site")
        folder.write("digest.toml", SETTINGS)
        for path, text in files.items():
            folder.write(path, text)
        return folder

    yield make


def article(title: str = "A", body: str = "Words.", **front: str) -> str:
    """A content file: `title`, then the other keys as they are."""
    keys = "".join(f"{key}: {value}\n" for key, value in front.items())
    return f"---\ntitle: {title}\n{keys}---\n\n{body}\n"


def profile(
    slug: str, name: str, *others: str, short: tuple[str, ...] = (), path: str = ""
) -> Profile:
    """An entity of the registry: a person with other names, nothing else known."""
    return Profile(
        path=path or f"entities/{slug}.md",
        group="entities",
        slug=slug,
        name=name,
        names=others,
        short=short,
        misspellings=(),
        kind="person",
        wikidata="",
        same_as=(),
        url="",
        country="",
        note="",
        summary="",
        lang="en",
        layout="",
        layout_line=1,
        draft=False,
        aliases=(),
        extra={},
        body=Body(),
    )


def drawn(
    width: int = 40, height: int = 30, mode: str = "RGB", form: str = "PNG", **how: Any
) -> bytes:
    """A picture's file: a slope of light, so that each size of it has other bytes."""
    image = Image.linear_gradient("L").resize((width, height)).convert(mode)
    into = BytesIO()
    image.save(into, form, **how)
    return into.getvalue()
