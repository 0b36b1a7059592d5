"""A long list → its pages, each with its address and its neighbours'."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from digest import urls
from digest.model import Pager

Item = TypeVar("Item")


def paginate(
    url: str, items: Sequence[Item], size: int
) -> Iterator[tuple[str, Pager, Sequence[Item]]]:
    """(address, pager, items) of each page of a list that begins at `url`; one empty page for an empty list."""
    total = max(1, -(-len(items) // size))
    for number in range(1, total + 1):
        yield (
            urls.numbered(url, number),
            Pager(
                number=number,
                total=total,
                newer=urls.numbered(url, number - 1) if number > 1 else "",
                older=urls.numbered(url, number + 1) if number < total else "",
            ),
            items[(number - 1) * size : number * size],
        )
