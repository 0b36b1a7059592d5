"""Articles in the order of their dates → each knows the one before and the one after, as in digest and Hugo."""

from itertools import pairwise
from typing import Any

from pelican import signals


def _link(generator: Any) -> None:
    for later, earlier in pairwise(generator.articles):
        later.earlier = earlier
        earlier.later = later


def register() -> None:
    """Called by Pelican, which looks for this name."""
    signals.article_generator_finalized.connect(_link)
