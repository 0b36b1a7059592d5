"""A program that serves a built site → how soon edits are served, its memory, how it takes 1,000 new files."""

import dataclasses
import http.client
import os
import re
import shutil
import socket
import statistics
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path

from tests.bench import corpus, programs
from tests.bench.corpus import Corpus, Story
from tests.bench.programs import Program
from tests.bench.stopwatch import processes, together
from tests.bench.table import Figures

EDITS = 20
SHOWN = 10
"""Edits looked at in a browser."""
ARRIVING = 1_000
PAUSE = 0.3
"""Seconds between an answer and the next edit: nobody saves faster."""
ENOUGH = 30.0
"""Seconds waited for a peer after which five edits will do."""
PATIENCE = 180.0
_BUILD = re.compile("→|written")
"""What a line on digest's terminal holds that tells of a build."""


class Client:
    """One connection to a server, kept open, asked again and again."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._connection = self._new()

    def _new(self) -> http.client.HTTPConnection:
        return http.client.HTTPConnection("127.0.0.1", self._port, timeout=PATIENCE)

    def page(self, address: str) -> bytes:
        """What the server answers; nothing where it does not yet, or says 404."""
        try:
            self._connection.request("GET", address)
            answer = self._connection.getresponse()
            content = answer.read()
            return content if answer.status == 200 else b""
        except (OSError, http.client.HTTPException):
            self._connection.close()
            self._connection = self._new()
            return b""

    def until(self, address: str, word: str, begin: float) -> float:
        """Seconds since `begin` until a page holds a word; asked every millisecond."""
        wanted = word.encode()
        while wanted not in self.page(address):
            if time.perf_counter() - begin > PATIENCE:
                raise TimeoutError(f"{address} does not hold {word!r} after {PATIENCE:.0f} s")
            time.sleep(0.001)
        return time.perf_counter() - begin


def measure(
    program: Program, made: Corpus, site: Path, figures: Figures, say: Callable[[str], None]
) -> None:
    """Serve a site that is built already, edit it, and note what is seen over HTTP."""

    def note(measure: str, value: float) -> None:
        figures[program.name, made.count, measure] = value

    with _server(program, site) as (pid, port, log):
        begin = time.perf_counter()
        client = Client(port)
        note("ready", client.until("/", "<html", begin))
        memory = [together(processes(pid))]
        edited = _stories(made)
        for kind, change in (("body", programs.with_word), ("title", programs.retitled)):
            waits = []
            for number in range(EDITS):
                story = next(edited)
                word = f"{kind}served{number}"
                waits.append(
                    client.until(f"/articles/{story.slug}/", word, _edit(site, story, change, word))
                )
                memory.append(together(processes(pid)))
                time.sleep(PAUSE)
                if program.name != "digest" and number >= 4 and sum(waits) > ENOUGH:
                    break
            note(f"served {kind}", statistics.median(waits))
            note(f"served {kind} late", statistics.quantiles(waits, n=20)[-1])
            say(f"{program.name}, {kind} saved → served: {statistics.median(waits) * 1_000:.0f} ms")
        if program.name == "digest" and (lag := _shown(port, site, edited)) is not None:
            note("shown", lag)
            say(f"{program.name}, served → shown in a browser: {lag * 1_000:.0f} ms")
        if program.name == "digest":  # Hugo's builds again for each page asked for the first time
            seconds, builds = _arrive(made, site, client, log)
            note("arrived", seconds)
            note("arrived builds", builds)
            say(f"{program.name}, {ARRIVING:,} new files: {seconds:.2f} s, {builds} builds")
            memory.append(together(processes(pid)))
        note("serving", max(*memory, _highest(pid)))
        note("serving settled", memory[-1])


def _stories(made: Corpus) -> Iterator[Story]:
    """Articles from all over the site, none that the builds have edited before, none twice."""
    step = made.count // (2 * EDITS + SHOWN + 2)
    return (made.story(1 + number * step) for number in range(2 * EDITS + SHOWN + 1))


def _edit(site: Path, story: Story, change: Callable[[str, str], str], word: str) -> float:
    """Edit an article; the moment at which its file is the new one."""
    path = site / "content/articles" / story.file
    text = change(path.read_text("utf-8"), word)
    programs.save(path, text)
    return time.perf_counter()


@contextmanager
def _server(program: Program, site: Path) -> Iterator[tuple[int, int, Path]]:
    """A server of a site for the length of a block: its process, its port, and what it prints."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    log = site / "serve.log"
    environment = os.environ | program.environment | {"PYTHONUNBUFFERED": "1"}
    with log.open("wb") as words:
        server = subprocess.Popen(
            [*program.serve, str(port)],
            cwd=site,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=words,
            stderr=words,
        )
    try:
        yield server.pid, port, log
    finally:
        server.terminate()
        try:
            server.wait(20)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _highest(pid: int) -> int:
    """The highest resident size any of its processes ever had."""
    highest = 0
    for each in processes(pid):
        with suppress(OSError):
            status = Path(f"/proc/{each}/status").read_text()
            if found := re.search(r"VmHWM:\s+(\d+)", status):
                highest = max(highest, int(found[1]) * 1024)
    return highest


def _arrive(made: Corpus, site: Path, client: Client, log: Path) -> tuple[float, int]:
    """A folder of new articles moved in: seconds until all are served as they are, and builds that took."""
    staged = site / "arriving"
    staged.mkdir()
    stories = [made.story(made.count + number) for number in range(ARRIVING)]
    stories[0] = dataclasses.replace(stories[0], day=date(2024, 12, 31))  # the newest of all
    for story in stories:
        text = programs.with_word(corpus.for_digest(story), f"arrived-{story.slug}")
        (staged / f"{story.slug}.md").write_text(text, "utf-8")
    before = _builds(log)
    shutil.move(staged, site / "content/articles/arrived")
    begin = time.perf_counter()
    client.until("/", stories[0].slug, begin)
    for story in stories:
        client.until(f"/articles/{story.slug}/", f"arrived-{story.slug}", begin)
    seconds = time.perf_counter() - begin
    time.sleep(2)  # for a build that came after all was right
    end = time.monotonic() + 20  # it is served before the disk has it, and said after that
    while _builds(log) == before and time.monotonic() < end:
        time.sleep(0.1)
    return seconds, _builds(log) - before


def _builds(log: Path) -> int:
    return sum(bool(_BUILD.search(line)) for line in log.read_text("utf-8", "replace").splitlines())


def _shown(port: int, site: Path, edited: Iterator[Story]) -> float | None:
    """Seconds between an edit's first answer over HTTP and its showing in an open page; None without a browser."""
    try:
        from playwright.sync_api import Error, sync_playwright
    except ImportError:
        return None
    with sync_playwright() as play:
        try:
            browser = play.chromium.launch(
                executable_path=shutil.which("chromium"),
                args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
            )
        except Error:
            return None
        page = browser.new_page()
        lags = []
        for number in range(SHOWN):
            story = next(edited)
            word = f"browser{number}"
            address = f"/articles/{story.slug}/"
            page.goto(f"http://127.0.0.1:{port}{address}", wait_until="load")
            time.sleep(PAUSE)  # for the page to have asked for news
            served: list[float] = []
            begin = _edit(site, story, programs.with_word, word)
            asking = threading.Thread(
                target=lambda a=address, w=word, b=begin, s=served: s.append(
                    Client(port).until(a, w, b)
                )
            )
            asking.start()
            page.wait_for_function(
                "word => document.body && document.body.innerText.includes(word)",
                arg=word,
                polling=5,
                timeout=PATIENCE * 1_000,
            )
            shown = time.perf_counter() - begin
            asking.join()
            lags.append(max(0.0, shown - served[0]))
        browser.close()
    return statistics.median(lags)
