"""Tests of splitting a content file into front matter and body."""

import time

import pytest

from digest.front import Front, front
from digest.problems import Problem


def parsed(text: str) -> Front:
    found = front(text, "a.md")
    assert isinstance(found, Front)
    return found


def test_a_tab_and_a_long_run_of_spaces_take_no_time() -> None:
    before = time.process_time()
    assert front("---\ntitle: a\t" + " " * 150_000 + "b\n---\n", "a.md")
    assert time.process_time() - before < 2


def test_a_head_that_never_ends_is_a_body() -> None:
    before = time.process_time()
    assert parsed("title: x\n" + "    y\n" * 300_000).values == {}
    assert time.process_time() - before < 2


def refused(text: str) -> Problem:
    found = front(text, "a.md")
    assert isinstance(found, Problem)
    return found


@pytest.mark.parametrize(
    "text",
    [
        "+++\nx." + "a." * 60 + "b = 1\n+++\n",
        "+++\nx." + "a." * 90_000 + "b = 1\n+++\n",
        "+++\n[" + "a." * 90_000 + "b]\n+++\n",
        "+++\nx = {" + "a." * 90_000 + "b = 1}\n+++\n",
        "+++\n" + '"a b".' * 30_000 + "b = 1\n+++\n",
        "+++\n" + "\n" * 190_000 + "b\n+++\n",
        "+++\n" + "a" * 190_000 + "\n+++\n",
        "+++\n" + '"' * 190_000 + "\n+++\n",
        "+++\nx = " + "[" * 90_000 + "\n+++\n",
        "+++\nx = [" + "1," * 6_000 + "]\n+++\n",
        '{"x": [' + "1," * 6_000 + "1]}",
        '{"x": "' + "y" * 300_000 + '"}',
        '{"x": ' + "[" * 90_000,
        '{"x": ' + '{"a":' * 90_000,
        '{"x": "' + "y" * 300_000 + '", "z": ' + "[" * 90_000,
        "{" + ",".join(f'"k{number}": 1' for number in range(15_000)) + "}",
        "---\nx: " + "[" * 90_000 + "\n---\n",
        "---\n" + "- " * 90_000 + "\n---\n",
        "---\nx:\n" + "- y\n" * 6_000 + "---\n",
        "---\nx: " + "y" * 300_000 + "\n---\n",
        "---\na: &a [x,x,x,x,x,x,x,x,x]\n"
        + "".join(
            f"{new}: &{new} [{','.join([f'*{old}'] * 9)}]\n"
            for old, new in zip("abcdefgh", "bcdefghi", strict=True)
        )
        + "---\n",
    ],
    ids=lambda text: text[:12] + str(len(text)),
)
def test_front_matter_beyond_all_measure_is_a_problem_and_quickly(text: str) -> None:
    before = time.process_time()
    assert refused(text).severity == "error"
    assert time.process_time() - before < 2
