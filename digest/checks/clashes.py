"""Spellings that several entities claim."""

from collections import defaultdict
from collections.abc import Iterator

from digest.model import Site
from digest.near import bare
from digest.problems import Problem


def problems(site: Site) -> Iterator[Problem]:
    """One for each spelling, telling all who claim it: fine if they are called so, and a slip if they are not.

    Short names don't count: people share last names.
    """
    claims: dict[str, dict[str, str]] = defaultdict(dict)
    for term in site.terms["entities"]:
        if profile := term.profile:
            place = f"{site.config.content}/{profile.path}"
            for spelling in (profile.name, *profile.names, *profile.misspellings):
                claims[bare(spelling)].setdefault(place, spelling)
    for claimed in claims.values():
        if len(claimed) > 1:
            first, *others = sorted(claimed)
            message = f"'{claimed[first]}' is a spelling of {' and '.join(others)} too"
            hint = (
                "leave it in one of them; if both are called so, articles tell which by `entities:`"
            )
            yield Problem(first, 1, message, hint, "warning")
