"""Tests of running a map here or in processes."""

import os

import pytest

from digest import urls, workers


def process_of(_: int) -> int:
    return os.getpid()


def test_one_job_is_this_process() -> None:
    with workers.pool(1) as pool:
        assert set(pool.map(process_of, range(500))) == {os.getpid()}


def test_a_short_list_starts_no_process() -> None:
    with workers.pool(4) as pool:
        assert set(pool.map(process_of, range(199))) == {os.getpid()}


@pytest.mark.slow
def test_processes_give_what_one_process_gives_in_order() -> None:
    texts = [f"Title {number} Ü" for number in range(450)]
    with workers.pool(2) as pool:
        assert list(pool.map(urls.slug, texts)) == [urls.slug(text) for text in texts]
        assert os.getpid() not in set(pool.map(process_of, range(450)))


def test_an_empty_list_is_no_work() -> None:
    for jobs in (0, 1, 2):
        with workers.pool(jobs) as pool:
            assert list(pool.map(urls.slug, [])) == []


def test_an_error_in_the_block_ends_the_pool_and_goes_on() -> None:
    with pytest.raises(KeyError), workers.pool(2) as pool:
        assert list(pool.map(str, [1])) == ["1"]
        raise KeyError
