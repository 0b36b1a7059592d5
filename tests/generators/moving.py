"""A site of another generator moved here and built, and what of its addresses and links still leads somewhere."""

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from digest import composing, generators, urls
from digest.model import Draft, Enclosure, Former
from digest.problems import Problem
from tests.conftest import SiteFolder

LATE = 1_795_000_000
"""18 November 2026: nothing in the collections is later."""


class Move:
    """What became of a site: its drafts, what was told, and the site that they make."""

    def __init__(self, name: str, folder: Path, root: Path) -> None:
        self.name = name
        self.site = SiteFolder(root)
        self.drafts: list[Draft] = []
        self.enclosures: list[Enclosure] = []
        self.refused: list[Problem] = []
        self.former = Former()
        drafts = generators.generator(name)
        assert drafts
        for each in drafts(folder, None):
            if isinstance(each, Former):
                self.former = each
            elif isinstance(each, Draft):
                self.drafts.append(each)
            elif isinstance(each, Enclosure):
                self.enclosures.append(each)
            else:
                self.refused.append(each)
        self._write(folder)
        self.report = self.site.build(drafts=True, now=LATE)

    @property
    def told(self) -> list[str]:
        """Everything told of the move, as people read it."""
        drafts = [problem for each in self.drafts for problem in each.problems]
        return [str(each) for each in (*self.former.problems, *self.refused, *drafts)]

    def answers(self, address: str) -> bool:
        """Whether a file of output/ answers at an address within the site."""
        path = unquote(address).partition("#")[0].partition("?")[0].lstrip("/")
        return any(
            self.site.has(each)
            for each in (path, path.rstrip("/") + "/index.html", path + ".html")
            if each != "/index.html"
        ) or (path == "")

    def dead(self) -> Iterator[tuple[str, str]]:
        """Links and pictures of articles and pages that lead nowhere: the address of the page, and that of the link."""
        for each in (self.site.root / "output").rglob("*.html"):
            at = "/" + each.relative_to(self.site.root / "output").as_posix().removesuffix(
                "index.html"
            )
            for target in links(each.read_text("utf-8")):
                path = urljoin("http://here" + at, target)
                if urlsplit(path).netloc == "here" and not self.answers(urlsplit(path).path):
                    yield at, urlsplit(path).path

    def _write(self, folder: Path) -> None:
        settings = {"title": "Moved", "url": "https://example.org/"} | dict(self.former.settings)
        settings["url"] = "https://example.org/"
        self.site.write(
            "digest.toml", "\n".join(f"{key} = {_toml(value)}" for key, value in settings.items())
        )
        taken: set[str] = set()
        for each in self.drafts:
            slug = urls.slug(each.slug)
            path = composing.path(each, slug)
            while path in taken:
                slug += "-2"
                path = composing.path(each, slug)
            taken.add(path)
            self.site.write(f"content/{path}", composing.file(each, str(folder), "raw"))
        for file in self.enclosures:
            if file.file is None:
                continue
            self.site.write("content/" + file.path, file.file.read_bytes())


def links(html: str) -> list[str]:
    """What a page links to or shows, in order."""
    return [
        unescape(each)
        for each in re.findall(r"<(?:a|img)\b[^>]*?\s(?:href|src)=\"([^\"]*)\"", html)
    ]


def _toml(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_toml(each) for each in value) + "]"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{key} = {_toml(each)}" for key, each in value.items()) + "}"
    return (
        str(value)
        if isinstance(value, int)
        else '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
    )
