"""A great many values by key, and a few others for some of them → both as one mapping, with no copy of the many."""

from collections.abc import Iterator, Mapping
from typing import TypeVar

Item = TypeVar("Item")

_MOST = 1_000
"""Values that lie above others; from there on all are put together, which pays again for as many changes."""


class Layers(Mapping[str, Item]):
    """Values `over` others, with the keys of the others, in their order."""

    def __init__(self, under: Mapping[str, Item], over: dict[str, Item]) -> None:
        self.under, self.over = under, over

    def __getitem__(self, key: str) -> Item:
        found = self.over.get(key)
        return self.under[key] if found is None else found

    def __contains__(self, key: object) -> bool:
        return key in self.under

    def __iter__(self) -> Iterator[str]:
        return iter(self.under)

    def __len__(self) -> int:
        return len(self.under)


def laid(known: Mapping[str, Item], changed: Mapping[str, Item]) -> Mapping[str, Item]:
    """The same values, some of them changed; `known` stays as it is. All keys are known, and no value is None."""
    if isinstance(known, Layers):
        under, over = known.under, {**known.over, **changed}
    else:
        under, over = known, dict(changed)
    return {**under, **over} if len(over) > _MOST else Layers(under, over)
