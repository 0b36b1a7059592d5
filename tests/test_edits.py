"""An item added to a list of front matter: it is there afterwards, and nothing else has changed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.edits import added
from digest.front import Front, front
from digest.problems import Problem

AFTER = ("name", "names", "short")


def edited(text: str, item: str = "Soleimnai") -> str:
    """The text with one more misspelling."""
    made = added(text, "misspellings", item, "a.md", AFTER)
    assert isinstance(made, str), made
    return made


def read(text: str) -> Front:
    found = front(text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n"), "a.md")
    assert isinstance(found, Front), found
    return found


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("misspellings: [a]", "misspellings: [a, Soleimnai]"),
        ("misspellings: [a, ]  # why", "misspellings: [a, Soleimnai, ]  # why"),
        ("misspellings: []", "misspellings: [Soleimnai]"),
        ("misspellings: ['a', 'b']", "misspellings: ['a', 'b', 'Soleimnai']"),
        ('misspellings: ["a"]', 'misspellings: ["a", "Soleimnai"]'),
        ("misspellings:", "misspellings: [Soleimnai]"),
        ("misspellings:  # none yet", "misspellings: [Soleimnai]  # none yet"),
        ("misspellings: ~", "misspellings: [Soleimnai]"),
        ("misspellings: a, b c", "misspellings: [a, b c, Soleimnai]"),
        ('misspellings: "a: b"', 'misspellings: ["a: b", Soleimnai]'),
        ("misspellings:\n  - a\n  # more\n", "misspellings:\n  - a\n  - Soleimnai\n  # more\n"),
        ("misspellings:\n- a # one", "misspellings:\n- a # one\n- Soleimnai"),
        ("misspellings:\n-   a\n-   'b'", "misspellings:\n-   a\n-   'b'\n-   'Soleimnai'"),
        ("misspellings: [\n  a,\n  b # c\n]", "misspellings: [\n  a,\n  b, # c\n  Soleimnai\n]"),
        ("misspellings: [\n  a,\n]", "misspellings: [\n  a,\n  Soleimnai,\n]"),
        ("misspellings: [a,\n  b]", "misspellings: [a,\n  b, Soleimnai]"),
        ("Misspellings: [a]", "Misspellings: [a, Soleimnai]"),
        ("names: [x]  # c\nkind: person", "names: [x]  # c\nmisspellings: [Soleimnai]\nkind: person"),
        ("names:\n  - x\n  # c\nkind: y", "names:\n  - x\n  # c\nmisspellings:\n  - Soleimnai\nkind: y"),
        ("short:\n- x\nkind: person", "short:\n- x\nmisspellings:\n- Soleimnai\nkind: person"),
        ("name: Qasem\n  Soleimani\nkind: y", "name: Qasem\n  Soleimani\nmisspellings: [Soleimnai]\nkind: y"),
        ("kind: person\t", "kind: person\t\nmisspellings: [Soleimnai]"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_a_list_of_any_style_takes_an_item(
    before: str, after: str, newline: str, mark: str
) -> None:
    frame = mark + "---\n# first\n{}\nextra:\n  names: [z]\n---\n\nBody: [a]\n---\n"
    if before.startswith("kind"):  # then there is no key to go below: the new one is the last
        frame = frame.replace("extra:\n  names: [z]\n", "")
    wanted = frame.replace("{}", after).replace("\n", newline)
    assert edited(frame.replace("{}", before).replace("\n", newline)) == wanted


def test_an_item_that_is_there_is_not_added_again() -> None:
    text = "---\nmisspellings: [soleimnai]\n---\n"
    assert edited(text) == text


def test_a_file_that_is_all_body_gets_front_matter() -> None:
    assert edited("\ufeffHe led.\n") == "\ufeff---\nmisspellings: [Soleimnai]\n---\nHe led.\n"
    assert edited("---\n---\nHe led.") == "---\nmisspellings: [Soleimnai]\n---\nHe led."


@pytest.mark.parametrize(
    ("item", "written"),
    [
        ("no", '"no"'),
        ("2021", '"2021"'),
        ("a: b", '"a: b"'),
        ("a #b", '"a #b"'),
        ("a, b", '"a, b"'),
        ('say "x"', 'say "x"'),
        ('"x"', '"\\"x\\""'),
        ("back\\slash", "back\\slash"),
        ("#1", '"#1"'),
        ("Sha‘abi", "Sha‘abi"),
        ("الحشد", "الحشد"),
        ("a\u2028b", '"a\\U00002028b"'),
    ],
)
def test_what_yaml_could_take_for_something_else_goes_between_quotes(
    item: str, written: str
) -> None:
    assert (
        edited("---\nmisspellings: [a]\n---\n", item) == f"---\nmisspellings: [a, {written}]\n---\n"
    )


@pytest.mark.parametrize(
    "text",
    [
        '+++\nmisspellings = ["a"]\n+++\n',
        '{"title": "a"}\n',
        "Title: A\nmisspellings: a\n\nBody\n",
        "---\nmisspellings: {a: b}\n---\n",
        "---\nmisspellings: [[a]]\n---\n",
        "---\nmisspellings: &x [a]\nnames: *x\n---\n",
        "---\nmisspellings: *x\n---\n",
        "---\nname: a\nBody\n",
        "---\nname: [\n---\n",
    ],
)
def test_what_can_not_be_edited_safely_is_a_problem(text: str) -> None:
    made = added(text, "misspellings", "Soleimnai", "a.md")
    assert isinstance(made, Problem) and made.path == "a.md"


WORDS = st.text(
    st.sampled_from("ab Zé'\"#:,[]{}-&*!?|>%@`~0.الحشد\u00a0东\U0001f600\\"), min_size=1, max_size=12
)  # fmt: skip
NAMES = WORDS.map(lambda text: " ".join(text.split())).filter(bool)


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


@st.composite
def manuscripts(draw: st.DrawFn) -> str:
    """Front matter with keys in any order and lists in any style, comments and blank lines between."""
    held = draw(st.lists(NAMES.map(quoted), max_size=3))
    indent = draw(st.sampled_from(["", "  ", "    "]))
    note = draw(st.sampled_from(["", "  # why", " # [a, b]: c"]))
    aside = draw(st.sampled_from(["", f"{indent}# aside\n", "\n"]))
    shape = draw(st.sampled_from(["flow", "rows", "block", "bare", "missing"]))
    if shape == "flow":
        entry = f"misspellings: [{', '.join(held)}]{note}\n"
    elif shape == "rows" and held:
        rows = "".join(f"  {each},{note}\n" for each in held)
        entry = f"misspellings: [\n{rows}]{note}\n"
    elif shape == "block" and held:
        entry = (
            "misspellings:" + note + "\n" + "".join(f"{indent}- {x}{note}\n{aside}" for x in held)
        )
    else:
        entry = "" if shape == "missing" else f"misspellings:{note}\n"
    others = [
        f"name: {quoted(draw(NAMES))}{note}\n",
        f"names:\n{indent}- a{note}\n{aside}{indent}- b\n",
        "short: [x, y]\n",
        "# a comment\n\n",
        "extra:\n  misspellings: [z]\n",
    ]  # fmt: skip
    parts = draw(st.permutations([entry, *draw(st.lists(st.sampled_from(others), unique=True))]))
    body = draw(st.sampled_from(["", "Body.\n", "misspellings: [a]\n---\n  \n"]))
    text = f"---\n{''.join(parts)}---\n{body}"
    mark = draw(st.sampled_from(["", "\ufeff"]))
    return mark + text.replace("\n", draw(st.sampled_from(["\n", "\r\n"])))


@given(manuscripts(), NAMES)
def test_front_matter_says_the_same_and_the_item_and_other_lines_stay(text: str, item: str) -> None:
    before = read(text)
    made = edited(text, item)
    now = read(made)
    held = list(before.values.get("misspellings") or [])
    if item.casefold() in (each.casefold() for each in held):
        assert made == text
        return
    assert now.values == {**before.values, "misspellings": [*held, item]}
    assert now.body == before.body
    keys = [key for key in now.values if key in before.values]
    assert keys == list(before.values)
    old, new = text.splitlines(keepends=True), made.splitlines(keepends=True)
    same = 0
    while same < min(len(old), len(new)) and old[same] == new[same]:
        same += 1
    tail = 0
    while tail < min(len(old), len(new)) - same and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    # one line of the list gives way to at most two; a comma may be put at the end of the one before
    assert len(old) - same - tail <= 1 and len(new) - same - tail <= 2
    for line in old[same : len(old) - tail]:
        comment = line.partition("  # why")[1]
        assert comment in "".join(new[same : len(new) - tail])


@given(st.text(max_size=60), NAMES)
def test_whatever_a_file_holds_the_edit_is_right_or_a_problem(text: str, item: str) -> None:
    for each in (text, f"---\n{text}\n---\nBody", f"---\nmisspellings: {text}\n---\n"):
        made = added(each, "misspellings", item, "a.md")
        if isinstance(made, str) and made != each:
            assert item in read(made).values["misspellings"]
