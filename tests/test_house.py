"""The shape of the house: imports point down, every module opens with a sentence, no module grows past its subject."""

import ast
from pathlib import Path

import pytest

HOUSE = Path(__file__).parent.parent / "digest"

FLOORS = (
    {"model", "problems", "fingerprint"},  # may import each other
    {
        "alike", "alphabet", "boilerplate", "claims", "company", "composing", "config", "content", "darkroom",
        "datelines", "dates", "decoding", "delivery", "dialect", "edits", "emblem", "engine", "entries",
        "everyday", "fetch", "fields", "finder", "folders", "freight", "front", "glance", "guarded",
        "headlines", "heart", "imprint", "kinds", "lanes", "layers", "layouts", "ledger", "lettering", "lines",
        "linked_data", "locales", "look", "manual", "marked", "media", "memory", "mentions", "merging",
        "moving", "names", "naming", "near", "pager", "parts", "passages", "pictures", "place", "plain",
        "premises", "progress", "prose", "quotes", "records", "related", "remote", "runs", "safe", "seeds",
        "sentences", "sheaf", "shortcodes", "showing", "social", "spellings", "stock", "suggest",
        "surroundings", "targets", "telling", "threads", "typeset", "urls", "verbatim", "vocabulary", "words",
        "workers",
    },
    {"pages", "checks", "importers", "generators", "publishers"},
    {"read", "link", "plan", "render", "write"},
    {"amend", "blueprint", "drafting", "recall"},
    {"make", "search"},
    {"build", "curate", "start", "survey"},
    {"desk", "proposing", "update"},
    {"intake", "publishing", "watch", "serve"},
    {"cli"},
)  # fmt: skip
SIDEWAYS = {0, 1}
"""Floors whose modules may use each other, as long as nothing goes in circles."""

BANNED = {"utils", "helpers", "common", "manager", "base", "core", "misc"}


def _modules() -> dict[str, Path]:
    return {
        ".".join(path.relative_to(HOUSE).with_suffix("").parts): path
        for path in sorted(HOUSE.rglob("*.py"))
    }


def _imports(path: Path) -> set[str]:
    """Names within the package that a module imports, `digest.` taken off."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if (
            isinstance(node, ast.ImportFrom)
            and node.module
            and node.module.split(".")[0] == "digest"
        ):
            inside = node.module.removeprefix("digest").lstrip(".")
            found |= {inside} if inside else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {
                a.name.removeprefix("digest.") for a in node.names if a.name.startswith("digest.")
            }
    return {name for name in found if not name.startswith("__")}


def _floor(name: str) -> int:
    (floor,) = (number for number, names in enumerate(FLOORS) if name.split(".")[0] in names)
    return floor


def test_every_module_has_its_floor() -> None:
    known = set().union(*FLOORS)
    found = {name.split(".")[0] for name in _modules()} - {"__init__", "__main__"}
    assert found == known


def test_imports_only_point_down() -> None:
    wrong = []
    for name, path in _modules().items():
        if name in ("__init__", "__main__"):
            continue
        for other in _imports(path):
            own, theirs = _floor(name), _floor(other)
            own_folder = name.startswith(other.split(".")[0]) and name.endswith("__init__")
            if theirs > own or (theirs == own and own not in SIDEWAYS and not own_folder):
                wrong.append(f"{name} imports {other}")
    assert not wrong


def test_nothing_imports_in_circles() -> None:
    below = {
        name: {each.split(".")[0] for each in _imports(path)} for name, path in _modules().items()
    }
    done: set[str] = set()

    def visit(name: str, way: tuple[str, ...]) -> None:
        assert name not in way, " → ".join((*way, name))
        if name not in done:
            for other in below.get(name, set()):
                visit(other, (*way, name))
            done.add(name)

    for name in below:
        if "." not in name:
            visit(name, ())


def test_parts_of_a_folder_do_not_know_each_other() -> None:
    for folder in ("pages", "checks", "importers", "generators", "publishers"):
        for name, path in _modules().items():
            if name.startswith(folder + ".") and not name.endswith("__init__"):
                assert not {other for other in _imports(path) if other.startswith(folder)}, name


@pytest.mark.parametrize("name", sorted(_modules()))
def test_a_module_opens_with_a_sentence(name: str) -> None:
    text = ast.get_docstring(ast.parse(_modules()[name].read_text("utf-8")))
    assert text and text.splitlines()[0][-1] in ".:", name


def test_no_module_is_a_drawer() -> None:
    assert not {name for name in _modules() if set(name.split(".")) & BANNED}


@pytest.mark.parametrize(
    "folder, function, given",
    [
        ("pages", "pages", "site"),
        ("checks", "problems", "site"),
        ("importers", "drafts", "seed"),
        ("generators", "drafts", "folder config"),
        ("publishers", "host", "target root"),
    ],
)
def test_every_part_offers_the_function_its_neighbours_offer(
    folder: str, function: str, given: str
) -> None:
    for name, path in _modules().items():
        if name.startswith(folder + ".") and not name.endswith("__init__"):
            tree = ast.parse(path.read_text("utf-8"))
            offered = [
                n for n in tree.body if isinstance(n, ast.FunctionDef) and n.name == function
            ]
            assert len(offered) == 1, name
            assert [a.arg for a in offered[0].args.args] == given.split(), name


def test_only_the_command_line_prints_or_exits() -> None:
    for name, path in _modules().items():
        calls = {
            ast.unparse(node.func)
            for node in ast.walk(ast.parse(path.read_text("utf-8")))
            if isinstance(node, ast.Call)
        }
        if name != "cli":
            assert not calls & {"print", "sys.exit", "exit", "click.echo"}, name


def test_the_map_in_the_first_docstring_names_every_module() -> None:
    text = ast.get_docstring(ast.parse((HOUSE / "__init__.py").read_text("utf-8"))) or ""
    missing = {name for names in FLOORS for name in names if name not in text}
    assert not missing
