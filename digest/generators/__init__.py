"""Sites of other generators → drafts, files that come along, settings: one module a generator, one signature."""

from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path

from digest.model import Config, Draft, Enclosure, Former
from digest.problems import Problem

Moved = Former | Draft | Enclosure | Problem
"""What comes out of a site: first what it says of itself, then what it holds, and what could not be taken along."""
Generator = Callable[[Path, Config | None], Iterator[Moved]]
"""What each module here offers as `drafts`.

Given are the site's folder (or its one file), and the settings of the site that takes it in: None where there are none
yet, so that addresses may follow the former pattern. Never raises for what a folder holds.
"""

GENERATORS = {
    "eleventy": "eleventy",
    "hugo": "hugo",
    "jekyll": "jekyll",
    "pelican": "pelican",
    "wordpress": "wordpress",
    "zola": "zola",
}
"""By name: the module that reads its sites, loaded when it is asked for."""


def generator(name: str) -> Generator | None:
    """What reads the sites of a generator; None where nobody does."""
    module = GENERATORS.get(name)
    if module is None:
        return None
    found: Generator = import_module(f"digest.generators.{module}").drafts
    return found
