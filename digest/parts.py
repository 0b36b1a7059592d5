"""Find a part by name: ours, or one that an installed package offers as an entry point."""

import difflib
from collections.abc import Mapping
from importlib.metadata import entry_points
from typing import Any

from digest.problems import DigestError, Problem


def find(setting: str, table: Mapping[str, Any], names: tuple[str, ...]) -> list[Any]:
    """The parts that a setting names, in its order; all of the table's where it names none.

    A part from elsewhere is an entry point of the group `digest.<setting>`; it runs only if the setting names it.
    Raises DigestError for names nobody offers.
    """
    if not names:
        return list(table.values())
    problems, found = [], []
    for name in names:
        if name in table:
            found.append(table[name])
            continue
        offered = entry_points(group=f"digest.{setting}", name=name)
        if offered:
            found.append(next(iter(offered)).load())
            continue
        near = difflib.get_close_matches(name, table, 1)
        hint = f"did you mean `{near[0]}`?" if near else f"there are {', '.join(table)}"
        problems.append(Problem("", 0, f"`{setting}` names '{name}', which nobody offers", hint))
    if problems:
        raise DigestError(*problems)
    return found
