"""Two thousand edits while a site is served: memory, files and threads stay level, and what is served is right."""

import http.client
import os
import random
import signal
import threading
import time
from collections import deque
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.bench import corpus
from tests.bench.corpus import Corpus
from tests.conftest import SiteFolder
from tests.faults.program import built, clean, leftovers, started, tree

pytestmark = pytest.mark.slow

EDITS = 2_000
WARM = 500
"""Edits after which what is kept for good is kept."""


class State(NamedTuple):
    """What the system says of a process: resident memory in kilobytes, open files, threads."""

    memory: int
    files: int
    threads: int


def _state(pid: int) -> State:
    folder = Path(f"/proc/{pid}")
    memory = int((folder / "status").read_text().split("VmRSS:")[1].split()[0])
    return State(memory, len(os.listdir(folder / "fd")), len(os.listdir(folder / "task")))  # noqa: PTH208


def _edit(folder: SiteFolder, dice: random.Random, number: int) -> tuple[str, str]:
    """One edit, saved as editors do: the address of the article, and a word that it shows from then on."""
    shown = (folder.root / "content/articles").glob("20[12]*/*.md")  # not what waits for its time
    texts = sorted(path for path in shown if path.parent.name < "2023")
    path, word = dice.choice(texts), f"Word-{number}-"
    lines = path.read_text("utf-8").split("\n")
    kind = dice.random()
    if kind < 0.6:
        lines = [line for line in lines if not line.startswith("Word-")] + [word]
    elif kind < 0.85:
        lines = [f'title: "{word}"' if line.startswith("title:") else line for line in lines]
    elif kind < 0.95:
        lines = [f"tags: [{word}]" if line.startswith("tags:") else line for line in lines]
    else:
        path = folder.root / f"content/articles/new-{number % 20}.md"
        lines = ["---", f"title: {word}", f"slug: new-{number % 20}", "tags: []", "---", "", "New."]
    half = path.with_name(f".{path.name}.half")
    half.write_text("\n".join(lines), "utf-8")
    half.replace(path)
    slug = next(line.partition(": ")[2] for line in lines if line.startswith("slug:"))
    return f"/articles/{slug}/", word


def test_two_thousand_edits_leave_memory_and_files_level(tmp_path: Path) -> None:
    corpus.write(tmp_path / "site", Corpus(200), "digest")
    folder = SiteFolder(tmp_path / "site")
    dice = random.Random(1)
    running = started(folder.root, "serve", "--port", "0")
    assert running.stdout is not None
    host = running.stdout.readline().split()[0].removeprefix("http://").strip("/")
    said = threading.Thread(target=deque, args=(running.stdout, 3))  # else its pipe fills up
    said.start()
    connection = http.client.HTTPConnection(host, timeout=20)
    try:
        states: list[State] = []
        for number in range(1, EDITS + 1):
            address, word = _edit(folder, dice, number)
            end = time.monotonic() + 20
            while word.encode() not in _served(connection, address):
                assert time.monotonic() < end, f"edit {number} of {address} is not served"
                time.sleep(0.002)
            if number % 100 == 0:
                states.append(_state(running.pid))
        warm, last = states[WARM // 100 - 1], states[-1]
        print(f"after {WARM} edits {warm}, after {EDITS} {last}")
        assert last.memory < warm.memory * 1.25, states
        assert last.files <= warm.files + 2 and last.threads <= warm.threads + 1, states
    finally:
        running.send_signal(signal.SIGINT)
        running.wait(30)
        said.join()
        connection.close()
        for stream in (running.stdout, running.stderr):
            if stream:
                stream.close()
    assert built(folder.root).status == 0
    assert tree(folder.root / "output") == clean(folder, tmp_path / "clean")[0]
    assert leftovers(folder.root) == []


def _served(connection: http.client.HTTPConnection, address: str) -> bytes:
    connection.request("GET", address)
    return connection.getresponse().read()
