"""Values laid over others are what a copy of all of them would be."""

from hypothesis import given
from hypothesis import strategies as st

from digest import layers
from digest.layers import Layers, laid

KEYS = st.sampled_from("abcdefgh")


@given(st.dictionaries(KEYS, st.integers()), st.lists(st.dictionaries(KEYS, st.integers())))
def test_layers_are_as_a_copy(first: dict[str, int], changes: list[dict[str, int]]) -> None:
    known, before = laid(first, {}), dict(first)
    for change in changes:
        change = {key: value for key, value in change.items() if key in first}
        now = laid(known, change)
        expected = {**before, **change}
        assert dict(now) == expected and list(now) == list(expected) and len(now) == len(expected)
        assert all((key in now) == (key in expected) for key in "abcdefghi")
        assert dict(known) == before
        known, before = now, expected


def test_what_is_laid_over_values_never_grows_without_end() -> None:
    values = {f"{number}": number for number in range(3 * layers._MOST)}
    known = laid(values, {})
    for key in values:
        known = laid(known, {key: -1})
        assert not isinstance(known, Layers) or len(known.over) <= layers._MOST
        assert not isinstance(known, Layers) or not isinstance(known.under, Layers)
    assert set(known.values()) == {-1}
