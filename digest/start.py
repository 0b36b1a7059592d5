"""What begins: a new site in a folder, a new content file in a site."""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import datetime
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from digest import config, parts, safe, urls, write
from digest.model import Config
from digest.problems import DigestError, Problem

_FOLDERS = {
    "article": "articles",
    "entity": "entities",
    "tag": "tags",
    "source": "sources",
    "page": "pages",
}
_FRONT = {
    "article": "title: {title}\ndate: {date}\nsource:\nurl:\nsummary:\ntags: []\nentities: []\ndraft: true\n",
    "entity": "name: {title}\nkind: other\nnames: []\n",
    "tag": "title: {title}\nnames: []\n",
    "source": "title: {title}\nurl:\ncountry:\nkind:\nnote:\n",
    "page": "title: {title}\n",
}


def site(folder: Path) -> list[Path]:
    """Copy the starter site into a folder that is new or empty, with a search where its packages are installed.

    Raises DigestError where something is there.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise DigestError(Problem(str(folder), 0, "is not empty", "name a new folder"))
    made = []
    for name, source in _files(files("digest").joinpath("starter"), ""):
        path = folder / name
        text = source.read_text("utf-8")
        if name.endswith(".toml") and parts.searching():
            text = text.replace("search = false", "search = true ", 1)
        write.new(path, text)
        made.append(path)
    return made


def workflow(folder: Path) -> Path:
    """GitHub's instructions to build the site in a folder and show it on GitHub Pages: the file they were written to.

    They go to the repository that the folder is in, else into the folder. Raises DigestError where they are there
    already.
    """
    here = folder.resolve()
    top = next((each for each in (here, *here.parents) if (each / ".git").exists()), here)
    settings = config.load(folder)

    def within(name: str) -> str:
        """A path from the top of the repository, as YAML reads it back."""
        return "'" + (here / name).relative_to(top).as_posix().replace("'", "''") + "'"

    text = (
        _WORKFLOW.replace("SITE", within("."))
        .replace("MEMORY", within(".digest"))
        .replace("OUTPUT", within(settings.output))
        .replace("EXTRAS", "[search]" if settings.search else "")
    )
    path = top / ".github" / "workflows" / "publish.yml"
    if path.exists():
        hint = "delete it, or put into it what `digest help publish` shows"
        raise DigestError(Problem(str(path), 0, "is there already", hint))
    write.new(path, text)
    return path


def content(root: Path, settings: Config, kind: str, title: str, now: datetime) -> Path:
    """A content file for an `article`, `entity`, `tag`, `source` or `page`; an article is a draft dated today.

    Raises DigestError where the file is there already.
    """
    title = safe.text(title)  # a shell in another encoding passes half characters
    if not title.strip():
        raise DigestError(
            Problem("", 0, "a title is missing", 'write one, such as digest new "A headline"')
        )
    today = now.astimezone(ZoneInfo(settings.timezone)).date().isoformat()
    slug = urls.slug(title)
    name = f"{today[:4]}/{today}-{slug}.md" if kind == "article" else f"{slug}.md"
    path = root / settings.content / _FOLDERS[kind] / name
    front = _FRONT[kind].format(title=_quoted(title), date=today)
    write.new(path, f"---\n{front}---\n\n")
    return path.relative_to(root)


def settled(folder: Path, values: Iterable[tuple[str, Any]]) -> Path:
    """A `digest.toml` with some settings, in order, in a folder that has none. Raises DigestError where one is."""
    path = folder / config.OWN
    write.new(path, "".join(f"{key} = {_toml(value)}\n" for key, value in values))
    return path


_WORKFLOW = """\
# Builds the site after each push, and once an hour for articles whose time has come, and shows it on GitHub Pages.
# In the repository's settings, under Pages, choose "GitHub Actions" as the source.
name: Publish

on:
  push:
    branches: [main, master]
  schedule:
    - cron: '23 * * * *'
  workflow_dispatch:

permissions:
  contents: read

concurrency:
  group: pages
  cancel-in-progress: false

jobs:
  build:
    runs-on: ubuntu-latest
    defaults:
      run:
        working-directory: SITE
    steps:
      - uses: actions/checkout@v7
      - uses: actions/setup-python@v7
        with:
          python-version: '3.13'
      # What the last build knew: without it the build takes longer, and makes the same.
      - uses: actions/cache@v6
        with:
          path: MEMORY
          key: digest-${{ runner.os }}-${{ github.run_id }}
          restore-keys: digest-${{ runner.os }}-
      - run: python -m pip install 'digestEXTRAS'
      - run: digest build
      - uses: actions/upload-pages-artifact@v5
        with:
          path: OUTPUT
          include-hidden-files: true  # .well-known/ and .nojekyll

  deploy:
    needs: build
    runs-on: ubuntu-latest
    permissions:
      pages: write
      id-token: write
    environment:
      name: github-pages
      url: ${{ steps.deployment.outputs.page_url }}
    steps:
      - id: deployment
        uses: actions/deploy-pages@v5
"""
"""For GitHub's own actions, in the versions of November 2026; `include-hidden-files` is new since their fifth."""


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    if isinstance(value, dict):
        pairs = (f"{_toml(str(key))} = {_toml(each)}" for key, each in value.items())
        return "{ " + ", ".join(pairs) + " }"
    if isinstance(value, int | float):
        return str(value)
    return json.dumps(safe.text(str(value)), ensure_ascii=False)


def _quoted(text: str) -> str:
    """A text as YAML reads it back: always between double quotes."""
    return '"' + " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _files(folder: Traversable, prefix: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from _files(entry, f"{prefix}{entry.name}/")
        elif not entry.name.startswith("__"):
            # wheels are at ease with names that don't begin with a dot
            yield prefix + re.sub(r"^dot-", ".", entry.name), entry
