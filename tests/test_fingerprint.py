"""Tests of naming values by what they hold."""

import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.fingerprint import fingerprint, of_bytes
from digest.model import Date, Label

PLAIN: st.SearchStrategy[Any] = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(min_value=-(2**63), max_value=2**64 - 1)
    | st.text(alphabet=st.characters(codec="utf-8"))
    | st.binary(),
    lambda inner: (
        st.lists(inner) | st.dictionaries(st.text(alphabet=st.characters(codec="utf-8")), inner)
    ),
    max_leaves=8,
)


def same(one: Any, other: Any) -> bool:
    """Equal, and of the same types all the way down: to Python 1 and True are equal."""
    if type(one) is not type(other):
        return False
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    return bool(one == other)


@given(PLAIN, PLAIN)
def test_fingerprints_are_equal_exactly_where_values_are(one: Any, other: Any) -> None:
    assert (fingerprint(one) == fingerprint(other)) == same(one, other)


@given(st.dictionaries(st.text(alphabet=st.characters(codec="utf-8")), st.integers(0, 9)))
def test_the_order_of_keys_does_not_matter(values: dict[str, int]) -> None:
    assert fingerprint(dict(reversed(values.items()))) == fingerprint(values)


def test_the_order_of_a_set_does_not_matter() -> None:
    assert fingerprint({"a", "b", "c"}) == fingerprint({"c", "b", "a"})


def test_a_fingerprint_is_24_hexadecimal_digits() -> None:
    assert len(fingerprint(None)) == len(of_bytes(b"")) == 24
    assert int(fingerprint(None), 16) >= 0


@pytest.mark.parametrize("value", [object(), [object()], {"a": len}, complex(1, 2), sys, Label])
def test_what_is_not_plain_is_refused(value: Any) -> None:
    with pytest.raises(TypeError):
        fingerprint(value)


def test_one_changed_field_changes_the_fingerprint() -> None:
    assert fingerprint(Date("2021", 0)) != fingerprint(Date("2021", 1))
    assert fingerprint(Date("2021", 0)) == fingerprint(Date("2021", 0))


@given(st.binary(), st.binary())
def test_bytes_are_named_by_their_content(one: bytes, other: bytes) -> None:
    assert (of_bytes(one) == of_bytes(other)) == (one == other)


@pytest.mark.parametrize("seed", ["0", "1", "4242"])
def test_other_processes_give_the_same_fingerprint(seed: str) -> None:
    script = (
        "from digest.fingerprint import fingerprint;"
        "print(fingerprint([{'b', 'a', 'c'}, {'y': 1, 'x': (2, 'é')}]))"
    )
    there = subprocess.run(
        [sys.executable, "-c", script],
        env={"PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        check=True,
    )
    assert there.stdout.strip() == fingerprint([{"c", "b", "a"}, {"x": (2, "é"), "y": 1}])
