"""Tests of cutting a list into pages."""

from hypothesis import given
from hypothesis import strategies as st

from digest.pager import paginate


@given(st.lists(st.integers()), st.integers(1, 30))
def test_every_item_is_on_one_page_in_its_order(items: list[int], size: int) -> None:
    pages = [list(found) for _, _, found in paginate("tags/a/", items, size)]
    assert [item for page in pages for item in page] == items
    assert all(len(page) == size for page in pages[:-1])
    assert len(pages[-1]) <= size
    assert pages[-1] or not items


@given(st.integers(0, 100), st.integers(1, 30))
def test_neighbours_lead_from_one_end_to_the_other_and_back(count: int, size: int) -> None:
    pages = list(paginate("tags/a/", range(count), size))
    addresses = [address for address, _, _ in pages]
    assert len(set(addresses)) == len(addresses)
    assert [pager.number for _, pager, _ in pages] == list(range(1, len(pages) + 1))
    assert {pager.total for _, pager, _ in pages} == {len(pages)}
    assert [pager.older for _, pager, _ in pages] == [*addresses[1:], ""]
    assert [pager.newer for _, pager, _ in pages] == ["", *addresses[:-1]]


def test_an_empty_list_has_one_empty_page() -> None:
    nothing: list[str] = []
    ((address, pager, items),) = paginate("", nothing, 10)
    assert (address, pager.number, pager.total, list(items)) == ("", 1, 1, [])


def test_a_full_page_is_not_followed_by_an_empty_one() -> None:
    assert len(list(paginate("", range(20), 10))) == 2
    assert len(list(paginate("", range(21), 10))) == 3


def test_addresses_count_from_the_second_page() -> None:
    addresses = [address for address, _, _ in paginate("tags/a/", range(3), 1)]
    assert addresses == ["tags/a/", "tags/a/page/2/", "tags/a/page/3/"]
