"""Many values by key → bundles of bytes, and back: only the bundle around a value that is asked for is unpacked."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

Item = TypeVar("Item")

_MANY = 32
"""Values of a bundle: neighbours share what they have in common, and one costs no more than a millisecond."""


def bundled(values: Sequence[Item], pack: Callable[[Sequence[Item]], bytes]) -> Iterator[bytes]:
    """Values in their order, some at a time, each time packed by `pack`."""
    return (pack(values[at : at + _MANY]) for at in range(0, len(values), _MANY))


class Sheaf(Mapping[str, Item]):
    """Values under `keys`, in their order, from `bundled` bytes: what was unpacked by `unpack` once stays.

    `keys` are all different.
    """

    def __init__(
        self,
        keys: Iterable[str],
        bundles: Sequence[bytes | memoryview],
        unpack: Callable[[bytes | memoryview], Iterable[Item]],
    ) -> None:
        self._keys = tuple(keys)
        self._places = dict(zip(self._keys, range(len(self._keys)), strict=True))
        self._bundles = bundles
        self._unpack = unpack
        self._made: dict[str, Item] = {}

    def __getitem__(self, key: str) -> Item:
        found = self._made.get(key)
        if found is None:
            number = self._places[key] // _MANY
            keys = self._keys[number * _MANY : (number + 1) * _MANY]
            for each, value in zip(keys, self._unpack(self._bundles[number]), strict=True):
                self._made.setdefault(each, value)
            found = self._made[key]
        return found

    def __contains__(self, key: object) -> bool:
        return key in self._places

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)
