"""Tags, entities and sources with a file that no article names."""

from collections.abc import Iterator

from digest.model import Site
from digest.problems import Problem


def problems(site: Site) -> Iterator[Problem]:
    """One for each: perhaps a name is spelt otherwise in the articles."""
    for terms in site.terms.values():
        for term in terms:
            if term.profile and not term.articles:
                place = f"{site.config.content}/{term.profile.path}"
                hint = "add the spelling that articles use to its `names:`, or remove the file"
                yield Problem(place, 1, f"no article names {term.name}", hint, "warning")
