"""Tests of problems as values."""

import pickle

import pytest

from digest.fingerprint import fingerprint
from digest.problems import DigestError, Problem


def test_a_problem_prints_its_place_as_compilers_do() -> None:
    assert (
        str(Problem("content/a.md", 3, "is wrong", "mend it")) == "content/a.md:3: error: is wrong"
    )
    assert str(Problem("a.md", 1, "is odd", "", "warning")) == "a.md:1: warning: is odd"


def test_a_problem_of_a_whole_file_has_no_line() -> None:
    assert str(Problem("content/a.md", 0, "is wrong")) == "content/a.md: error: is wrong"


def test_problems_sort_by_place() -> None:
    in_order = [
        Problem("a.md", 2, "z"),
        Problem("a.md", 10, "b"),
        Problem("a.md", 10, "c"),
        Problem("b.md", 1, "a"),
    ]
    assert sorted([in_order[2], in_order[3], in_order[0], in_order[1]]) == in_order


def test_a_problem_is_an_error_unless_it_says_otherwise() -> None:
    assert Problem("a.md", 1, "x").severity == "error"


def test_a_problem_never_changes() -> None:
    with pytest.raises(AttributeError):
        Problem("a.md", 1, "x").line = 2  # type: ignore[misc]


def test_problems_travel_between_processes_and_are_fingerprinted() -> None:
    problem = Problem("a.md", 1, "x", "y", "warning")
    assert pickle.loads(pickle.dumps(problem)) == problem  # noqa: S301 - our own bytes
    assert fingerprint(problem) == fingerprint(Problem("a.md", 1, "x", "y", "warning"))


def test_the_error_carries_every_problem_and_prints_a_line_for_each() -> None:
    problems = (Problem("a.md", 1, "x"), Problem("b.md", 0, "y"))
    error = DigestError(*problems)
    assert error.problems == problems
    assert str(error) == "a.md:1: error: x\nb.md: error: y"
