"""Tests of splitting a content file into front matter and body."""

import time

from digest.front import Front, front


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
