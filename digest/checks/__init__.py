"""What should a person look at? One module a check, each `problems(site) -> Iterator[Problem]`."""

from collections.abc import Callable, Iterator

from digest.checks import links, unused
from digest.model import Site
from digest.problems import Problem

Check = Callable[[Site], Iterator[Problem]]

CHECKS: dict[str, Check] = {"links": links.problems, "unused": unused.problems}
"""The checks that come along, by the name under which the setting `checks` asks for them."""
