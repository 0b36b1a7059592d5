"""Find a part by name: ours, or one that an installed package offers as an entry point."""

import difflib
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from digest.fingerprint import of_bytes
from digest.model import Config
from digest.problems import DigestError, Problem


def find(setting: str, table: Mapping[str, Any], names: tuple[str, ...]) -> list[Any]:
    """The parts that a setting names, in its order; all of the table's where it names none.

    A part from elsewhere is an entry point of the group `digest.<setting>`; it runs only if the setting names it.
    Raises DigestError for names nobody offers.
    """
    if not names:
        return list(table.values())
    from importlib.metadata import entry_points  # slow to import: only for parts from elsewhere

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


def foreign(settings: Config) -> bool:
    """Whether a site asks for a part that an installed package offers: what that does, only it knows."""
    if not (settings.pages or settings.checks):
        return False
    from importlib.metadata import entry_points

    return any(
        entry_points(group=f"digest.{setting}", name=name)
        for setting, names in (("pages", settings.pages), ("checks", settings.checks))
        for name in names
    )


BUNDLED = frozenset(
    "abbr admonition attr_list codehilite def_list extra fenced_code footnotes legacy_attrs legacy_em md_in_html "
    "meta nl2br sane_lists smarty tables toc wikilinks".split()
)
"""Python-Markdown's own extensions: known by its version."""


def installed(extensions: tuple[str, ...]) -> list[str]:
    """Fingerprints of the code of Markdown extensions that others wrote: what they make of a text depends on it."""
    marks: list[str] = []
    foreign = [name for name in extensions if name not in BUNDLED]
    if not foreign:
        return marks
    from importlib.metadata import entry_points

    for name in foreign:
        entries = iter(entry_points(group="markdown.extensions", name=name))
        module = next((entry.module for entry in entries), name.partition(":")[0])
        package = module.partition(".")[0]
        if not (spec := find_spec(package)):
            continue
        folders = spec.submodule_search_locations or ()
        files = [file for folder in folders for file in Path(folder).rglob("*.py")]
        for file in files or [Path(str(spec.origin))]:
            if file.is_file():
                marks.append(of_bytes(file.read_bytes()))
    return sorted(marks)


def searching() -> bool:
    """Whether the packages are there that the search is made with: the extra `search`."""
    return all(find_spec(name) for name in ("cbor2", "pagefind"))


def theme() -> Path:
    """The default layouts: inside the package, or beside it in a checkout."""
    packaged = Path(__file__).parent / "theme"
    return packaged if packaged.is_dir() else Path(__file__).parent.parent / "layouts"
