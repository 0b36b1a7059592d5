"""What should a person look at? One module a check, each `problems(site) -> Iterator[Problem]`."""

from collections.abc import Callable, Iterator

from digest.checks import clashes, doubts, links, pictures, same_as, spellings, unused
from digest.model import Site
from digest.problems import Problem

Check = Callable[[Site], Iterator[Problem]]

CHECKS: dict[str, Check] = {
    "links": links.problems,
    "pictures": pictures.problems,
    "unused": unused.problems,
    "clashes": clashes.problems,
    "doubts": doubts.problems,
    "spellings": spellings.problems,
    "same_as": same_as.problems,
}
"""The checks that come along, by the name under which the setting `checks` asks for them."""
