"""Names in texts that could be several entities'."""

from collections.abc import Iterator

from digest.model import Site
from digest.problems import Problem


def problems(site: Site) -> Iterator[Problem]:
    """One for each name of an article that was left alone, with all whom it could mean."""
    for linked in (*site.articles, *site.hidden):
        told = set()
        for doubt in linked.found.doubts:
            if (doubt.text, doubt.entities) not in told:
                told.add((doubt.text, doubt.entities))
                place = f"{site.config.content}/{linked.article.path}"
                message = f"'{doubt.text}' in the text could be {' or '.join(doubt.entities)}"
                hint = "list the one it is in `entities:`, or those it is not in `not_entities:`"
                yield Problem(place, doubt.line, message, hint, "warning")
