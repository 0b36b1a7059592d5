"""The guide against the program: what the program knows stands in the guide, and what the guide shows works."""

import ast
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import click
import msgspec
import pytest
from click.testing import CliRunner

import digest
from digest import build, cli, config, fields, layouts, manual, memory, workers
from digest.checks import CHECKS
from digest.model import ENTITY_KINDS, Config, Feeds, MenuItem, Scope
from digest.pages import KINDS

HOUSE = Path(digest.__file__).parent
GUIDE = HOUSE / "guide"
FEWEST_HINTS = 60


def text(topic: str) -> str:
    return (GUIDE / f"{topic}.md").read_text("utf-8")


def code_words(*topics: str) -> set[str]:
    """What stands between backticks in the prose of some topics, and every word of their indented or fenced blocks."""
    found: set[str] = set()
    for topic in topics:
        prose = re.sub(r"^```.*?^```", "", text(topic), flags=re.MULTILINE | re.DOTALL)
        found |= set(re.findall(r"`([^`\n]+)`", prose))
    return found


def missing(wanted: set[str], *topics: str) -> list[str]:
    return sorted(wanted - code_words(*topics))


# ---- settings, keys, commands, parts ------------------------------------------------------------


@pytest.mark.parametrize("struct", [Config, Feeds, MenuItem], ids=lambda each: str(each.__name__))
def test_every_setting_is_in_the_guide(struct: type[msgspec.Struct]) -> None:
    assert missing({field.name for field in msgspec.structs.fields(struct)}, "settings") == []


def test_every_front_matter_key_and_synonym_is_in_the_guide() -> None:
    keys = {each for key, others in fields.SYNONYMS.items() for each in (key, *others)}
    assert missing(keys, "articles", "entities") == []


def test_every_kind_of_entity_is_in_the_guide() -> None:
    assert missing(set(ENTITY_KINDS), "entities") == []


def test_every_command_and_option_is_in_the_guide() -> None:
    words = {word for each in code_words("commands") for word in each.split()}
    wanted = {option for param in cli.main.params for option in param.opts}
    for name, command in cli.main.commands.items():
        assert f"## digest {name}" in text("commands"), f"`digest help commands` has no part on {name}"
        for param in command.params:
            wanted |= set(param.opts) if isinstance(param, click.Option) else {param.human_readable_name}
    assert sorted(wanted - words) == []


def test_every_kind_of_page_and_every_check_is_in_the_guide() -> None:
    parts = {*KINDS, *CHECKS}
    assert missing(parts, "settings") == []
    assert missing(parts, "extending") == []


# ---- layouts ------------------------------------------------------------------------------------


def test_every_filter_is_in_the_guide() -> None:
    assert missing(set(layouts.FILTERS), "layouts") == []


def test_every_layout_is_in_the_guide(tmp_path: Path) -> None:
    known = layouts.read(tmp_path, "layouts", "")
    assert missing({*known.sources, *(f"static/{name}" for name in known.assets)}, "layouts") == []


def test_every_value_a_layout_holds_is_in_the_guide(tmp_path: Path) -> None:
    """The part of the topic on a layout is the one whose heading names it."""
    parts = {
        name: part
        for part in re.split(r"^#{2,3} ", text("layouts"), flags=re.MULTILINE)
        for name in re.findall(r"`([^`]+)`", part.partition("\n")[0])
    }
    settings = {"digest.toml": 'title = "T"\nurl = "https://example.org/"\n'}
    article = "---\ntitle: One\ndate: 2024-05-01\ntags: [a]\naliases: [/old/]\n---\nText.\n"
    planned = planned_of(tmp_path, {**settings, "content/articles/one.md": article, "content/pages/about.md": "# About\n"})
    told = []
    for page in planned.pages:
        words = set(re.findall(r"`([^`\n]+)`", parts.get(page.layout, "")))
        told += [f"{page.layout}: {name}" for name in page.values if name not in words]
    assert sorted(set(told)) == []


# ---- hints --------------------------------------------------------------------------------------

HOLE = "…"
TAKERS = {"Problem": 3, "_Bad": 2, "problem": 2}
"""What takes a hint, and at which place; functions that hand on a parameter of theirs are found."""


def hints(sources: Mapping[str, str]) -> set[str]:
    """Every text that modules can give as a hint, with `…` where a value goes. Raises where one can't be known."""
    trees = {name: ast.parse(source) for name, source in sources.items()}
    takers = dict(TAKERS)
    while found := {function.name: place for tree in trees.values() for function, place in handing_on(tree, takers)}:
        takers |= found
    constants = {
        (name.rpartition("/")[2], target.id): node.value
        for name, tree in trees.items()
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    made: set[str] = set()
    for name, tree in trees.items():
        for function in functions(tree):
            texts = Texts(name.rpartition("/")[2], tree, function, constants)
            for call in calls(function, takers):
                if given := hint_of(call, takers):
                    made |= texts.of(given)
    return made - {""}


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def calls(tree: ast.AST, takers: Mapping[str, int]) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call) and called(node) in takers)


def called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Name):
        return call.func.id
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def hint_of(call: ast.Call, takers: Mapping[str, int]) -> ast.expr | None:
    for keyword in call.keywords:
        if keyword.arg == "hint":
            return keyword.value
    place = takers[called(call)]
    return call.args[place] if len(call.args) > place else None


def handing_on(tree: ast.AST, takers: Mapping[str, int]) -> Iterator[tuple[ast.FunctionDef, int]]:
    """Functions that give a parameter of theirs as a hint, with its place; those known already are left out."""
    for function in functions(tree):
        for call in calls(function, takers):
            given = hint_of(call, takers)
            if isinstance(given, ast.Name) and function.name not in takers:
                place = parameter(function, given.id)
                if place is not None:
                    yield function, place


def parameter(function: ast.FunctionDef, name: str) -> int | None:
    """The place of a parameter, not counting `self`."""
    names = [each.arg for each in function.args.args if each.arg != "self"]
    return names.index(name) if name in names else None


@dataclass(frozen=True)
class Texts:
    """What an expression in a function of a module can be, as texts."""

    module: str
    tree: ast.Module
    function: ast.FunctionDef
    constants: Mapping[tuple[str, str], ast.expr]

    def of(self, node: ast.expr) -> set[str]:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return {node.value}
        if isinstance(node, ast.JoinedStr):
            return {"".join(str(part.value) if isinstance(part, ast.Constant) else HOLE for part in node.values)}
        if isinstance(node, ast.IfExp):
            return self.of(node.body) | self.of(node.orelse)
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            if (node.value.id, node.attr) in self.constants:
                return self.of(self.constants[node.value.id, node.attr])
            if node.attr == "hint":  # another problem's, counted where that was made
                return set()
        if isinstance(node, ast.Name):
            if found := [*self._assigned(node.id), *self._unpacked(node.id)]:
                return set().union(*found)
            if (self.module, node.id) in self.constants:
                return self.of(self.constants[self.module, node.id])
            if parameter(self.function, node.id) is not None:  # counted where the function is called
                return set()
        raise AssertionError(f"{self.module}.py:{node.lineno}: can't tell which hints `{ast.unparse(node)}` may be")

    def _assigned(self, name: str) -> Iterator[set[str]]:
        """What `name = …` and `other, name = …, …` in this function bind it to."""
        for node in ast.walk(self.function):
            if not isinstance(node, ast.Assign):
                continue
            for target in node.targets:
                if isinstance(target, ast.Name) and target.id == name:
                    yield self.of(node.value)
                elif isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
                    for each, value in zip(target.elts, node.value.elts, strict=True):
                        if isinstance(each, ast.Name) and each.id == name:
                            yield self.of(value)

    def _unpacked(self, name: str) -> Iterator[set[str]]:
        """What `for other, name in rows()` binds it to: what `rows`, in this module, appends or yields there."""
        for node in ast.walk(self.function):
            if not isinstance(node, ast.For | ast.comprehension) or not isinstance(node.target, ast.Tuple):
                continue
            names = [each.id if isinstance(each, ast.Name) else "" for each in node.target.elts]
            if name not in names or not isinstance(node.iter, ast.Call):
                continue
            for function in functions(self.tree):
                if function.name == called(node.iter):
                    there = Texts(self.module, self.tree, function, self.constants)
                    for row in rows(function, len(names)):
                        yield there.of(row.elts[names.index(name)])


def rows(function: ast.FunctionDef, width: int) -> Iterator[ast.Tuple]:
    """The tuples of a width that a function appends to a list or yields."""
    for node in ast.walk(function):
        given: list[ast.expr] = []
        if isinstance(node, ast.Call) and called(node) == "append":
            given = node.args
        elif isinstance(node, ast.Yield) and node.value:
            given = [node.value]
        yield from (each for each in given if isinstance(each, ast.Tuple) and len(each.elts) == width)


def hints_of_the_program() -> set[str]:
    modules = {path.relative_to(HOUSE).with_suffix("").as_posix(): path for path in HOUSE.rglob("*.py")}
    return hints({name: path.read_text("utf-8") for name, path in modules.items()})


def hints_of_the_guide() -> set[str]:
    return {" ".join(found.split()) for found in re.findall(r"^ +hint: (.+)$", text("problems"), re.MULTILINE)}


def test_every_hint_is_in_the_guide() -> None:
    assert sorted({" ".join(hint.split()) for hint in hints_of_the_program()} - hints_of_the_guide()) == []


def test_the_guide_has_no_hint_the_program_cannot_give() -> None:
    assert sorted(hints_of_the_guide() - {" ".join(hint.split()) for hint in hints_of_the_program()}) == []


def test_the_search_for_hints_finds_many() -> None:
    assert len(hints_of_the_program()) >= FEWEST_HINTS


def test_the_search_for_hints_sees_each_way_of_giving_one() -> None:
    source = """
SHARED = "a constant"

def plainly(path, line, far):
    yield Problem(path, 1, "message", "a literal", "warning")
    yield Problem(path, 1, "message", hint="a keyword")
    yield Problem(path, 1, "message", SHARED)
    yield Problem(path, 1, "message", other.ELSEWHERE)
    yield Problem(path, 1, "no hint")
    hint = f"a {line:,} hole" if far else "a condition"
    yield Problem(path, 1, "message", hint)
    message, pair = "message", "a pair"
    fields.problem("key", message, pair)
    raise _Bad(1, "message", "the third place")

def handed_on(event, message, hint):
    return _Bad(event.line, message, hint)

def handing():
    raise handed_on(None, "message", "a parameter")

def table():
    advice = "a name in a row"
    found = [("key", "message")]
    found.append(("key", "message", "a row"))
    yield ("key", "message", advice)

def of_table(name):
    return [Problem(name, 0, message, hint) for key, message, hint in table()]
"""
    assert hints({"one": source, "other": 'ELSEWHERE = "another module"\n'}) == {
        "a literal", "a keyword", "a constant", "another module", "a … hole", "a condition", "a pair",
        "the third place", "a parameter", "a row", "a name in a row",
    }  # fmt: skip


def test_the_search_for_hints_refuses_what_it_cannot_know() -> None:
    with pytest.raises(AssertionError, match="can't tell"):
        hints({"one": "def f():\n    yield Problem('a', 1, 'm', made_up())\n"})
