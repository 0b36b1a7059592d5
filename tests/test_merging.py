"""Three versions of a text."""

from hypothesis import given
from hypothesis import strategies as st

from digest.merging import Conflict, Merged, merged

BASE = "title: A\ntags: [a, b]\nsummary: x\n---\n\none\n\ntwo\n\nthree"


def test_changes_of_different_lines_are_both_done() -> None:
    theirs = BASE.replace("title: A", "title: B") + "\n\nfour"
    ours = BASE.replace("summary: x", "summary: y").replace("one", "One")
    assert merged(BASE, theirs, ours) == Merged(
        "title: B\ntags: [a, b]\nsummary: y\n---\n\nOne\n\ntwo\n\nthree\n\nfour", ()
    )


def test_neighbouring_lines_are_not_in_each_others_way() -> None:
    theirs, ours = BASE.replace("summary: x", "summary: y"), BASE.replace("title: A", "title: B")
    ours = ours.replace("[a, b]", "[a]")
    assert merged(BASE, theirs, ours).text.startswith("title: B\ntags: [a]\nsummary: y\n")


def test_a_list_has_what_either_added_and_not_what_either_took() -> None:
    theirs, ours = (
        BASE.replace("[a, b]", "[a, c, b]"),
        BASE.replace("[a, b]", "[b, 'x, y']  # mine"),
    )
    assert merged(BASE, theirs, ours).text.split("\n")[1] == 'tags: [b, "x, y", c]  # mine'


def test_a_line_that_both_changed_stays_ours_and_is_told() -> None:
    found = merged(
        BASE, BASE.replace("two", "2"), BASE.replace("title: A\n", "").replace("two", "II")
    )
    assert found.text == BASE.replace("title: A\n", "").replace("two", "II")
    assert found.conflicts == (Conflict(7, ("two",), ("2",), ("II",)),)


def test_a_paragraph_that_we_took_out_and_they_changed_is_told() -> None:
    found = merged(BASE, BASE.replace("two", "2"), BASE.replace("two\n\n", ""))
    assert "2" not in found.text and len(found.conflicts) == 1


TEXTS = st.lists(st.sampled_from("abc "), max_size=9).map("\n".join)


@given(TEXTS, TEXTS, TEXTS)
def test_what_one_side_left_alone_is_as_the_other_has_it(base: str, theirs: str, ours: str) -> None:
    assert merged(base, theirs, base) == Merged(theirs, ())
    assert merged(base, base, ours) == Merged(ours, ())
    assert merged(base, theirs, theirs) == Merged(theirs, ())
    assert merged(base, theirs, ours).text.count("\n") <= (base + theirs + ours).count("\n") + 2


@given(TEXTS, TEXTS, TEXTS)
def test_our_lines_survive_unless_only_they_changed_them(base: str, theirs: str, ours: str) -> None:
    old = base.split("\n")
    mine = [line for line in ours.split("\n") if line not in old]
    assert all(line in merged(base, theirs, ours).text.split("\n") for line in mine)
