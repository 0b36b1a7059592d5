"""A bar on a terminal, nothing elsewhere, and the same results either way."""

import os
import pty
import subprocess
import sys
import textwrap

import pytest

from digest import progress, workers

LONG = """
    import time
    from digest import progress, workers

    def slowly(value):
        time.sleep(0.005)
        return value + 1

    with progress.shown(workers.Here()) as pool:
        assert list(pool.map(slowly, range(300))) == list(range(1, 301))
"""


def test_without_a_terminal_the_pool_is_the_same() -> None:
    pool = workers.Here()
    with progress.shown(pool) as shown:
        assert shown is pool


@pytest.mark.slow
def test_on_a_terminal_a_long_map_draws_a_bar_and_takes_it_away() -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-c", textwrap.dedent(LONG)]
    with subprocess.Popen(command, stderr=theirs, env={**os.environ, "TERM": "xterm"}) as running:
        os.close(theirs)
        drawn = b""
        try:
            while part := os.read(ours, 10_000):
                drawn += part
        except OSError:  # how a terminal says that nobody writes any more
            pass
    os.close(ours)
    assert running.returncode == 0
    assert b"/300" in drawn and b"/s" in drawn
    assert drawn.rstrip().endswith((b"\x1b[2K", b"\x1b[?25h", b"\r"))


@pytest.mark.slow
def test_elsewhere_nothing_is_drawn() -> None:
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(LONG)], check=True, capture_output=True
    )
    assert ended.stdout == ended.stderr == b""
