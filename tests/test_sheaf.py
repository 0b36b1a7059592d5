"""Values that wait in bundles are those that went in."""

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from digest.sheaf import Sheaf, bundled

_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(list[int]).decode


def _sheaf(values: dict[str, int]) -> Sheaf[int]:
    return Sheaf(values, list(bundled(list(values.values()), _pack)), _unpack)


@given(st.dictionaries(st.text(), st.integers(0, 9), max_size=200))
def test_what_went_in_comes_out_in_its_order(values: dict[str, int]) -> None:
    sheaf = _sheaf(values)
    assert list(sheaf) == list(values) and len(sheaf) == len(values)
    for key in reversed(values):
        assert key in sheaf and sheaf[key] == values[key]
    assert sheaf == values


def test_what_was_never_there_is_missing() -> None:
    sheaf = _sheaf({"a": 1})
    assert "b" not in sheaf and sheaf.get("b") is None


def test_only_the_bundle_asked_for_is_unpacked() -> None:
    values = {f"{number}": number for number in range(1_000)}
    unpacked: list[int] = []

    def unpack(packed: bytes | memoryview) -> list[int]:
        found = _unpack(packed)
        unpacked.extend(found)
        return found

    sheaf = Sheaf(values, list(bundled(list(values.values()), _pack)), unpack)
    assert sheaf["500"] == 500 and sheaf["501"] == 501
    assert 500 in unpacked and len(unpacked) < 100 and len(set(unpacked)) == len(unpacked)
