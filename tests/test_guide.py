"""The guide and the program: what one knows stands in the other, and what the guide shows works."""

import ast
import json
import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import click
import msgspec
import pytest
import yaml
from click.testing import CliRunner

import digest
from digest import build, cli, config, fields, layouts, manual, memory, parts, start, urls, workers
from digest.checks import CHECKS
from digest.model import ENTITY_KINDS, Config, Feeds, MenuItem, Scope, Theme
from digest.pages import KINDS
from digest.plan import Plan
from tests.conftest import drawn

HOUSE = Path(digest.__file__).parent
GUIDE = HOUSE / "guide"
TOPICS = sorted(path.stem for path in GUIDE.glob("*.md"))
FEWEST_HINTS = 60


def text(topic: str) -> str:
    return (GUIDE / f"{topic}.md").read_text("utf-8")


def quoted(part: str) -> set[str]:
    """What stands between backticks in a text, its fenced blocks left out."""
    return set(
        re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", part, flags=re.MULTILINE | re.DOTALL))
    )


def words(part: str) -> set[str]:
    """The words of what stands between backticks."""
    return {word for each in quoted(part) for word in each.split()}


def missing(wanted: set[str], *topics: str) -> list[str]:
    return sorted(wanted - quoted("\n".join(map(text, topics))))


# ---- settings, keys, commands, parts ------------------------------------------------------------


@pytest.mark.parametrize(
    "struct", [Config, Feeds, MenuItem, Theme], ids=lambda each: str(each.__name__)
)
def test_every_setting_is_in_the_guide(struct: type[msgspec.Struct]) -> None:
    assert missing({field.name for field in msgspec.structs.fields(struct)}, "settings") == []


def test_every_front_matter_key_and_synonym_is_in_the_guide() -> None:
    keys = {each for key, others in fields.SYNONYMS.items() for each in (key, *others)}
    assert missing(keys, "articles", "entities") == []


def test_every_kind_of_entity_is_in_the_guide() -> None:
    assert missing(set(ENTITY_KINDS), "entities") == []


def test_every_command_and_option_is_in_the_guide() -> None:
    """In the part on its command."""
    parts = {part.partition("\n")[0]: part for part in text("commands").split("\n## ")}
    intro = words(next(iter(parts.values())))
    assert {option for param in cli.main.params for option in param.opts} <= intro
    told = []
    for name, command in commands(cli.main):
        known = words(parts.get(f"digest {name}", ""))
        for param in command.params:
            wanted = (
                param.opts
                if isinstance(param, click.Option)
                else [param.make_metavar(click.Context(command)).strip("[]")]
            )
            told += [f"{name} {each}" for each in wanted if each not in known]
        assert f"digest {name}" in parts, f"`digest help commands` has no part on {name}"
    assert told == []


def commands(group: click.Group) -> Iterator[tuple[str, click.Command]]:
    """Every command by its words: those of a group too."""
    for name, command in group.commands.items():
        yield name, command
        if isinstance(command, click.Group):
            yield from ((f"{name} {inner}", each) for inner, each in commands(command))


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


def test_every_block_and_macro_a_layout_may_use_is_in_the_guide(tmp_path: Path) -> None:
    known = layouts.read(tmp_path, "layouts", "").sources
    names = set(re.findall(r"{% block (\w+)", known["base.html"]))
    for name in known:
        if name.startswith("parts/"):
            names |= set(re.findall(r"^{% (?:macro|set) (\w+)", known[name], re.MULTILINE))
    assert missing(names, "layouts") == []


def test_every_value_a_layout_holds_is_in_the_guide(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the part whose heading names the layout."""
    monkeypatch.setattr("digest.plan._MOST", 5)  # so that there are several sitemaps
    parts = {
        name: quoted(part)
        for part in text("layouts").split("\n### ")[1:]
        for name in quoted(part.partition("\n")[0])
    }
    article = "---\ntitle: One\ndate: 2024-05-01\ntags: [a]\naliases: [/old/]\n---\nText.\n"
    files = {"content/articles/one.md": article, "content/pages/about.md": "# About\n"}
    for name in ("Ann Lee", "Oz"):  # named together, and so often that it is no chance
        files[f"content/entities/{name}.md"] = f"---\nname: {name}\nkind: other\n---\n"
    for number in range(8):
        named = "Ann Lee saw Oz." if number % 2 else "Nobody was there."
        files[f"content/articles/{number}.md"] = f"---\ntitle: {number}\n---\n{named}\n"
    coloured = f'{SETTINGS}together = 2\nsearch = true\ntheme = {{ accent = "#123" }}\n'
    site(tmp_path, {"digest.toml": coloured, **files})
    pages = [page for page in planned(tmp_path).pages.values() if page.path != urls.INDEX]
    held = {(page.layout, name) for page in pages for name in page.values}
    assert (
        sorted((layout, name) for layout, name in held if name not in parts.get(layout, ())) == []
    )
    pieces = {name for name in parts if name == "base.html" or name.startswith("parts/")}
    assert {layout for layout, _ in held} == set(parts) - pieces


# ---- examples -----------------------------------------------------------------------------------

SETTINGS = 'title = "T"\nurl = "https://example.org/"\n'


def site(root: Path, files: Mapping[str, str]) -> None:
    """A site in a folder, from texts by path, with the pictures that they name beside them."""
    for path, content in {"digest.toml": SETTINGS, **files}.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content, "utf-8")
        for name in re.findall(r"(?:image: |path: |\]\()([\w-]+\.(?:jpg|png))\b", content):
            form = "JPEG" if name.endswith("jpg") else "PNG"
            (root / path).with_name(name).write_bytes(drawn(form=form))


def planned(root: Path) -> Plan:
    return build.prepare(
        root, config.load(root), memory.load(root), workers.Here(), Scope(1_750_000_000)
    )


def run(root: Path, *command: str) -> dict[str, Any]:
    """What a command says as JSON; it must end well."""
    result = CliRunner().invoke(cli.main, ["-C", str(root), *command, "--format", "json"])
    assert result.exit_code == 0, result.output
    told: dict[str, Any] = json.loads(result.stdout)
    return told


def blocks(language: str, topic: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text(topic), re.MULTILINE | re.DOTALL)


def articles() -> dict[str, str]:
    """The content files the guide shows, each under the path that stands in the line before it."""
    found = re.findall(
        r"^(content/\S+)\n```markdown\n(.*?)^```$",
        "\n".join(map(text, TOPICS)),
        re.MULTILINE | re.DOTALL,
    )
    assert len(found) == sum(len(blocks("markdown", topic)) for topic in TOPICS), (
        "an example without its path"
    )
    assert len(dict(found)) == len(found), "two examples under one path"
    return dict(found)


def shown_layouts(topic: str) -> dict[str, str]:
    """The layouts a topic shows, each under the path that stands last before it."""
    return dict(
        re.findall(
            r"`(layouts/\w+\.html)`[^`]*\n\n```jinja\n(.*?)^```$",
            text(topic),
            re.MULTILINE | re.DOTALL,
        )
    )


def part(topic: str, name: str) -> Any:
    """The function of a name in a topic's examples."""
    found: dict[str, Any] = {}
    for block in blocks("python", topic):
        exec(compile(block, topic, "exec"), found)  # noqa: S102 - our own manual
    return found[name]


EXAMPLES = [(topic, block) for topic in TOPICS for block in blocks("toml", topic)]


@pytest.mark.parametrize(
    ("topic", "block"), EXAMPLES, ids=[f"{topic}-{at}" for at, (topic, _) in enumerate(EXAMPLES)]
)
def test_every_example_of_settings_is_right(topic: str, block: str, tmp_path: Path) -> None:
    name = config.SHARED if block.startswith("[tool.digest]") else config.OWN
    (tmp_path / name).write_text(block, "utf-8")
    assert config.load(tmp_path) != Config()


def test_every_example_of_a_content_file_builds_without_a_problem(tmp_path: Path) -> None:
    site(tmp_path, {"digest.toml": blocks("toml", "settings")[0], **articles()})
    told = run(tmp_path, "build")
    assert told["problems"] == []
    assert told["articles"] == sum(path.startswith("content/articles/") for path in articles())
    assert run(tmp_path, "check")["problems"] == []


def test_the_example_of_names_is_what_the_command_says(tmp_path: Path) -> None:
    shown = re.findall(r"^    (?!digest)(.*\w.*)$", text("entities"), re.MULTILINE)
    begins, ends = shown.index("Names that no entity bears:"), len(shown)
    lines = [line.partition("…")[0].rstrip() for line in shown[begins:ends]]
    site(tmp_path, {"digest.toml": blocks("toml", "settings")[0], **articles()})
    said = CliRunner().invoke(cli.main, ["-C", str(tmp_path), "entities", "--limit", "0"]).output
    assert [line for line in lines if line not in said] == []


def test_the_examples_of_layouts_build(tmp_path: Path) -> None:
    shown = shown_layouts("layouts")
    assert len(shown) == len(blocks("jinja", "layouts"))
    article = "---\ntitle: One\ndate: 2024\nlayout: interview\nsubtitle: Below\n---\nText.\n"
    site(tmp_path, {**shown, "content/articles/one.md": article})
    assert run(tmp_path, "build")["problems"] == []
    assert "Good morning" in (tmp_path / "output/index.html").read_text("utf-8")
    assert "<p>Below</p>" in (tmp_path / "output/articles/one/index.html").read_text("utf-8")


def test_the_theme_of_the_guide_is_made_step_by_step(tmp_path: Path) -> None:
    own, changed, plain, base, home = re.findall(
        r"```(?:css|jinja)\n(.*?)```", text("themes"), re.DOTALL
    )
    one = "---\ntitle: One\ndate: 2024\n---\nText.\n"
    files = {
        "layouts/static/own.css": own,
        "layouts/base.html": changed,
        "content/articles/one.md": one,
    }
    site(tmp_path, {**files, "digest.toml": SETTINGS})
    assert run(tmp_path, "build")["problems"] == []
    page = (tmp_path / "output/articles/one/index.html").read_text("utf-8")
    assert "/static/style." in page and "/static/own." in page
    theme = {
        "layouts/plain/static/plain.css": plain,
        "layouts/plain/base.html": base,
        "layouts/plain/home.html": home,
    }
    (tmp_path / "layouts/base.html").unlink()
    site(tmp_path, {**theme, "digest.toml": f'{SETTINGS}theme = "plain"\n'})
    assert run(tmp_path, "build")["problems"] == []
    page = (tmp_path / "output/articles/one/index.html").read_text("utf-8")
    assert "/static/plain." in page and "/static/own." not in page
    front = (tmp_path / "output/index.html").read_text("utf-8")
    assert 'data-kind="headlines"' in front and "One</a></h2>" in front


def test_every_property_of_the_style_sheet_is_in_the_guide() -> None:
    sheet = (parts.theme() / "static/style.css").read_text("utf-8")
    top = sheet[sheet.index(":root {") : sheet.index("}", sheet.index(":root {"))]
    assert missing(set(re.findall(r"^  (--\w+):", top, re.MULTILINE)), "themes") == []


def test_the_example_of_a_kind_of_page_builds(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(KINDS, "glossary", part("extending", "pages"))
    settings = next(block for block in blocks("toml", "extending") if "pages" in block)
    assert set(KINDS) == set(tomllib.loads(settings)["pages"])
    site(tmp_path, {"digest.toml": settings, **shown_layouts("extending"), **articles()})
    assert run(tmp_path, "build")["problems"] == []
    assert "Republic of Iraq" in (tmp_path / "output/glossary/index.html").read_text("utf-8")


def test_the_example_of_a_check_runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(CHECKS, "sources", part("extending", "problems"))
    settings = next(block for block in blocks("toml", "extending") if "checks" in block)
    site(
        tmp_path,
        {
            "digest.toml": settings,
            "content/articles/one.md": "---\ntitle: One\ndate: 2024\n---\nText.\n",
        },
    )
    assert [problem["message"] for problem in run(tmp_path, "build")["problems"]] == [
        "names no source"
    ]


# ---- README and CONTRIBUTING --------------------------------------------------------------------


def test_contributing_has_a_line_for_each_dependency_and_for_no_other() -> None:
    project = tomllib.loads((HOUSE.parent / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *extras["search"], *extras["import"]]
    wanted += [*extras["publish"], *extras["dev"]]
    part = (HOUSE.parent / "CONTRIBUTING.md").read_text("utf-8").partition("## What we build on")[2]
    told = re.findall(r"^\| `([^`]+)` \|", part.partition("\n## ")[0], re.MULTILINE)
    assert sorted(told) == sorted(re.split(r"[<>=~!\[; ]", each)[0] for each in wanted)


def test_contributing_has_a_line_for_each_module() -> None:
    modules = {path.stem for path in HOUSE.glob("*.py") if not path.stem.startswith("__")}
    folders = {f"{path.parent.name}/*" for path in HOUSE.glob("*/__init__.py")}
    assert modules | folders <= quoted((HOUSE.parent / "CONTRIBUTING.md").read_text("utf-8"))


def test_the_readme_begins_with_the_two_commands_a_newcomer_needs() -> None:
    readme = (HOUSE.parent / "README.md").read_text("utf-8")
    assert re.findall(r"^    (make \w+)", readme, re.MULTILINE)[:2] == ["make site", "make test"]
    assert len(readme.splitlines()) < 120


# ---- digest help --------------------------------------------------------------------------------


def test_help_lists_every_topic_with_its_line() -> None:
    result = CliRunner().invoke(cli.main, ["help"])
    assert result.exit_code == 0
    for name, about in manual.topics().items():
        assert f"  {name} " in result.output
        assert about in result.output
    assert set(manual.topics()) == set(TOPICS)


@pytest.mark.parametrize("topic", TOPICS)
def test_help_prints_each_topic(topic: str) -> None:
    result = CliRunner().invoke(cli.main, ["help", topic])
    assert result.exit_code == 0
    assert result.output.startswith("# ")
    assert result.output.rstrip() == text(topic).rstrip()


@pytest.mark.parametrize("topic", TOPICS)
def test_topics_the_guide_points_at_are_there(topic: str) -> None:
    assert set(re.findall(r"`digest help ([a-z]+)`", text(topic))) <= set(TOPICS)


# ---- hints --------------------------------------------------------------------------------------

HOLE = "…"


def hints(sources: Mapping[str, str]) -> set[str]:
    """Every hint that modules can give, with `…` where a value goes; raises for any other."""
    trees = {name: ast.parse(source) for name, source in sources.items()}
    takers = {name: place for tree in trees.values() for name, place in taking(tree)}
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
            for call in ast.walk(function):
                given = hint_of(call, takers) if isinstance(call, ast.Call) else None
                made |= texts.of(given) if given else set()
    return made - {""}


def taking(tree: ast.AST) -> Iterator[tuple[str, int]]:
    """Functions with a parameter `hint` and classes made with one: the name and the parameter's place."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            fields = [each.target for each in node.body if isinstance(each, ast.AnnAssign)]
            names = [each.id for each in fields if isinstance(each, ast.Name)]
            makers = [each for each in functions(node) if each.name == "__init__"]
            names = [parameter for each in makers for parameter in parameters(each)] or names
        elif isinstance(node, ast.FunctionDef):
            names = parameters(node)
        else:
            continue
        if "hint" in names:
            yield node.name, names.index("hint")


def functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))


def parameters(function: ast.FunctionDef) -> list[str]:
    return [each.arg for each in function.args.args if each.arg != "self"]


def called(call: ast.Call) -> str:
    if isinstance(call.func, ast.Name):
        return call.func.id
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def hint_of(call: ast.Call, takers: Mapping[str, int]) -> ast.expr | None:
    """What a call gives as the hint; None where it gives none, or takes none."""
    place = takers.get(called(call))
    if place is None:
        return None
    named = [each.value for each in call.keywords if each.arg == "hint"]
    return [*named, *call.args[place : place + 1], None][0]


@dataclass(frozen=True)
class Texts:
    """What an expression in a function of a module can be, as texts."""

    module: str
    tree: ast.Module
    function: ast.FunctionDef
    constants: Mapping[tuple[str, str], ast.expr]

    def of(self, node: ast.expr) -> set[str]:
        """All of them; AssertionError where one can't be known."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            return {node.value}
        if isinstance(node, ast.JoinedStr):
            return {
                "".join(
                    str(part.value) if isinstance(part, ast.Constant) else HOLE
                    for part in node.values
                )
            }
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
            if node.id == "hint" in parameters(self.function):  # counted where this is called
                return set()
        raise AssertionError(f"{self.module}.py:{node.lineno}: what may `{ast.unparse(node)}` be?")

    def _assigned(self, name: str) -> Iterator[set[str]]:
        """What `name = …`, `other, name = …, …` and `other, name = of_this_module()` bind it to."""
        for node in ast.walk(self.function):
            if not isinstance(node, ast.Assign):
                continue
            for target in node.targets:
                if isinstance(target, ast.Name) and target.id == name:
                    yield self.of(node.value)
                elif isinstance(target, ast.Tuple) and name in names_in(target):
                    place = names_in(target).index(name)
                    if isinstance(node.value, ast.Tuple):
                        yield self.of(node.value.elts[place])
                    elif isinstance(node.value, ast.Call):
                        yield from self._given_by(node.value, len(target.elts), place)

    def _unpacked(self, name: str) -> Iterator[set[str]]:
        """What `for other, name in of_this_module()` binds it to."""
        for node in ast.walk(self.function):
            if not isinstance(node, ast.For | ast.comprehension):
                continue
            if isinstance(node.target, ast.Tuple) and isinstance(node.iter, ast.Call):
                names = names_in(node.target)
                if name in names:
                    yield from self._given_by(node.iter, len(names), names.index(name))

    def _given_by(self, call: ast.Call, width: int, place: int) -> Iterator[set[str]]:
        """What stands at a place of the tuples that a function of this module gives."""
        for function in functions(self.tree):
            if function.name == called(call):
                there = Texts(self.module, self.tree, function, self.constants)
                yield from (there.of(row.elts[place]) for row in rows(function, width))


def names_in(target: ast.Tuple) -> list[str]:
    return [each.id if isinstance(each, ast.Name) else "" for each in target.elts]


def rows(function: ast.FunctionDef, width: int) -> Iterator[ast.Tuple]:
    """The tuples of a width that a function appends to a list, yields or returns."""
    for node in ast.walk(function):
        given: list[ast.expr] = []
        if isinstance(node, ast.Call) and called(node) == "append":
            given = node.args
        elif isinstance(node, ast.Yield | ast.Return) and node.value:
            given = [node.value]
        yield from (
            each for each in given if isinstance(each, ast.Tuple) and len(each.elts) == width
        )


def hints_of_the_program() -> set[str]:
    modules = {
        path.relative_to(HOUSE).with_suffix("").as_posix(): path for path in HOUSE.rglob("*.py")
    }
    return hints({name: path.read_text("utf-8") for name, path in modules.items()})


def hints_of_the_guide() -> set[str]:
    return {
        " ".join(found.split())
        for found in re.findall(r"^ +hint: (.+)$", text("problems"), re.MULTILINE)
    }


def test_every_hint_is_in_the_guide() -> None:
    assert (
        sorted({" ".join(hint.split()) for hint in hints_of_the_program()} - hints_of_the_guide())
        == []
    )


def test_the_guide_has_no_hint_the_program_cannot_give() -> None:
    assert (
        sorted(hints_of_the_guide() - {" ".join(hint.split()) for hint in hints_of_the_program()})
        == []
    )


def test_the_search_for_hints_finds_many() -> None:
    assert len(hints_of_the_program()) >= FEWEST_HINTS


def test_the_search_for_hints_sees_each_way_of_giving_one() -> None:
    source = """
SHARED = "a constant"

class Problem:
    path: str
    line: int
    message: str
    hint: str = ""

class Bad(Exception):
    def __init__(self, line, message, hint=""):
        self.hint = hint

def plainly(path, line, far):
    yield Problem(path, 1, "message", "a literal", "warning")
    yield Problem(path, 1, "message", hint="a keyword")
    yield Problem(path, 1, "message", SHARED)
    yield Problem(path, 1, "message", other.ELSEWHERE)
    yield Problem(path, 1, "no hint")
    hint = f"a {line:,} hole" if far else "a condition"
    yield Problem(path, 1, "message", hint)
    message, pair = "message", "a pair"
    yield Problem(path, 1, message, pair)
    raise Bad(1, "message", "the third place")

def handed_on(event, message, hint):
    return Bad(event.line, message, hint)

def handing():
    raise handed_on(None, "message", "a parameter")

def table():
    advice = "a name in a row"
    found = [("key", "message")]
    found.append(("key", "message", "a row"))
    yield ("key", "message", advice)

def of_table(name):
    return [Problem(name, 0, message, hint) for key, message, hint in table()]

def answer(far):
    return ("message", "an answer")

def asking(name):
    message, hint = self.answer(True)
    return Problem(name, 0, message, hint)
"""
    assert hints({"one": source, "other": 'ELSEWHERE = "another module"\n'}) == {
        "a literal", "a keyword", "a constant", "another module", "a … hole", "a condition",
        "a pair", "the third place", "a parameter", "a row", "a name in a row", "an answer",
    }  # fmt: skip


def test_the_search_for_hints_refuses_what_it_cannot_know() -> None:
    source = "def made(hint): ...\n\ndef f():\n    made(up())\n"
    with pytest.raises(AssertionError, match=r"one\.py:4: what may `up\(\)` be\?"):
        hints({"one": source})


def test_the_example_of_an_import_is_what_comes_out(tmp_path: Path) -> None:
    whole = text("import")
    seed, made = re.findall(
        r"^(\S+\.(?:txt|md))\n```\w+\n(.*?)^```", whole, re.DOTALL | re.MULTILINE
    )
    site(tmp_path, {"digest.toml": 'title = "T"\n', seed[0]: seed[1]})
    told = run(tmp_path, "import")
    assert [each["path"] for each in told["steps"]] == [made[0]]
    assert (tmp_path / made[0]).read_text("utf-8") == made[1]


def test_the_workflows_of_the_guide_are_complete_and_use_what_init_writes() -> None:
    blocks = re.findall(r"^```yaml\n(.*?)^```", text("publish"), re.MULTILINE | re.DOTALL)
    github, gitlab = map(yaml.safe_load, blocks)
    uses = set(re.findall(r"uses: (\S+)", blocks[0]))
    assert uses and uses <= set(re.findall(r"uses: (\S+)", start._WORKFLOW))
    assert github["permissions"] == {"contents": "write"}
    assert github["jobs"]["publish"]["steps"][-1]["env"] == {"TOKEN": "${{ github.token }}"}
    assert gitlab["pages"]["artifacts"]["paths"] == ["public"]
    assert gitlab["pages"]["cache"]["paths"] == [".digest/"]
