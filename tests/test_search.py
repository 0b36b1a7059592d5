"""The index of the search: made when what is found changes, written with the site, gone when nobody asks for it."""

import json
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from digest import build, config, memory, parts, search, serve, start, urls, watch, workers
from digest.desk import Desk
from digest.model import Scope
from digest.problems import DigestError
from tests.conftest import NOW, SiteFolder, SiteMaker, article
from tests.test_serve import serving

SETTINGS = 'title = "Test"\nurl = "https://example.org/base/"\nsearch = true\n'
A = "content/articles/a.md"


@pytest.fixture
def folder(site: SiteMaker) -> SiteFolder:
    tags = ("harbour", "rail", "water", "talks", "roads")
    files = {
        f"content/articles/{letter}.md": article(
            f"Title {letter}",
            f"Words {letter}.",
            date=f"201{number}",
            tags=f"[{tags[number]}]",
            source=letter.upper(),
        )
        for number, letter in enumerate("abcde")
    }
    return site(
        {
            "digest.toml": SETTINGS,
            "content/entities/ann.md": "---\nname: Ann Lee\nkind: person\n---\n",
            **files,
        }
    )


@pytest.fixture
def makings(monkeypatch: pytest.MonkeyPatch) -> list[search.Files]:
    """Each index that was made."""
    made: list[search.Files] = []
    index = search.index

    def counted(*given: Any, **more: Any) -> search.Files:
        made.append(index(*given, **more))
        return made[-1]

    monkeypatch.setattr(search, "index", counted)
    return made


def indexed(folder: SiteFolder) -> dict[str, bytes]:
    return {path: held for path, held in folder.output().items() if path.startswith(urls.INDEXED)}


# ---- which files --------------------------------------------------------------------------------


def test_a_build_makes_an_index_and_all_its_files_are_the_sites(folder: SiteFolder) -> None:
    report = folder.build()
    assert not report.problems
    found = indexed(folder)
    assert urls.INDEX in found and found.keys() <= {*report.written}
    assert folder.has("search/index.html")
    assert sum(path.endswith(".pf_fragment") for path in found) == 5 + 1 + 5 + 5
    assert not [path for path in found if "ui" in path or "highlight" in path or "unknown" in path]
    listed = (folder.root / "output/.digest").read_text()
    assert len(listed.splitlines()) == len(folder.output()) - 1


def test_the_same_site_has_the_same_index(folder: SiteFolder, tmp_path: Path) -> None:
    folder.build()
    for number in range(3):
        assert folder.clean(tmp_path / str(number))[0] == folder.output()


def test_every_file_that_the_index_names_is_there(folder: SiteFolder) -> None:
    folder.build()
    found = indexed(folder)
    (hash_,) = re.findall(rb'"hash":"(\w+)"', found[urls.INDEX])
    meta = search._opened(found[f"pagefind/pagefind.{hash_.decode()}.pf_meta"])
    assert meta
    names = [name for name, _ in meta[3]]
    assert names == ["entity", "kind", "lang", "source", "tag", "year"]
    for _, each in meta[3]:
        values = search._opened(found[f"pagefind/filter/{each}.pf_filter"])
        assert values and [value for value, _ in values[1]] == sorted(
            value for value, _ in values[1]
        )
    filters = [path for path in found if path.endswith(".pf_filter")]
    assert len(filters) == len(names)


def test_without_the_setting_there_is_no_search(folder: SiteFolder) -> None:
    folder.build()
    folder.write("digest.toml", SETTINGS.replace("search = true", ""))
    report = folder.build()
    assert not indexed(folder) and not folder.has("search/index.html")
    assert urls.INDEX in report.removed
    assert "search/" not in folder.page("index.html") and "wasm" not in folder.page("_headers")
    assert folder.build().removed == ()


def test_a_site_that_makes_no_page_for_it_has_no_index(folder: SiteFolder) -> None:
    folder.write("digest.toml", SETTINGS + 'pages = ["home", "articles"]\n')
    folder.build()
    assert not indexed(folder) and "search/" not in folder.page("index.html")


def test_nothing_else_lies_in_the_folder_of_the_index(folder: SiteFolder) -> None:
    folder.write("content/pagefind/own.txt", "mine")
    (told,) = folder.build().problems
    assert told.path == "content/pagefind/own.txt" and told.hint == "move it, or take `search` out"
    assert told.message == "wants the address /pagefind/own.txt, and that folder is the search's"


# ---- when ---------------------------------------------------------------------------------------


def test_an_index_is_made_when_what_is_found_changes_and_else_not(
    folder: SiteFolder, makings: list[search.Files]
) -> None:
    def makes(path: str, text: str) -> int:
        before = len(makings)
        folder.write(path, text)
        folder.build()
        return len(makings) - before

    folder.build()
    assert len(makings) == 1
    folder.build()
    assert len(makings) == 1
    assert makes(A, folder.read(A).replace("Words", "Other words")) == 1
    assert makes(A, folder.read(A).replace("Title", "Headline")) == 1
    assert makes(A, folder.read(A).replace("[harbour]", "[harbour, rail]")) == 1
    assert (
        makes("content/entities/ann.md", "---\nname: Ann Lee\nmisspellings: [Anne Lea]\n---\n") == 1
    )
    assert makes("content/pages/about.md", "# About\n") == 1
    assert makes("content/articles/f.md", article("F", date="2021")) == 1
    # seen by no search
    assert makes("content/articles/h.md", article("H", date="2021", status="hidden")) == 0
    assert makes("content/articles/h.md", article("H", "Other.", date="2021", status="hidden")) == 0
    assert makes("layouts/static/own.css", "") == 0
    assert makes("layouts/page.html", "{{ page.title }}") == 0
    assert makes("content/picture.txt", "a file") == 0
    assert makes(A, folder.read(A).replace("source:", "authors: [Ana]\nsource:")) == 0


def test_after_any_edit_the_index_is_that_of_a_clean_build(
    folder: SiteFolder, tmp_path: Path
) -> None:
    folder.build()
    for number, (path, text) in enumerate(
        (
            (A, folder.read(A).replace("Words", "Ann Lee said")),
            (A, folder.read(A).replace("Title", "Headline")),
            ("content/articles/n.md", article("New", date="2024")),
            ("content/entities/ann.md", "---\nname: Ann Lee\nnames: [Lee Ann]\n---\n"),
        )
    ):
        folder.write(path, text)
        folder.build()
        assert folder.output() == folder.clean(tmp_path / str(number))[0]
    folder.remove("content/articles/n.md")
    folder.build()
    assert folder.output() == folder.clean(tmp_path / "last")[0]


@pytest.mark.parametrize("which", ["pf_fragment", "pf_filter", "pagefind-entry.json"])
def test_a_file_of_the_index_taken_away_is_put_back(folder: SiteFolder, which: str) -> None:
    folder.build()
    before = folder.output()
    path = next(path for path in before if path.endswith(which))
    folder.remove(f"output/{path}")
    assert folder.build().written == (path,)
    assert folder.output() == before


def test_losing_the_memory_makes_the_same_index(folder: SiteFolder) -> None:
    folder.build()
    before = folder.output()
    (folder.root / ".digest/memory").unlink()
    assert folder.build().written == ()
    assert folder.output() == before


# ---- what can go wrong --------------------------------------------------------------------------


def test_without_the_packages_the_setting_is_told(
    folder: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parts, "find_spec", lambda name: None)
    with pytest.raises(DigestError) as caught:
        folder.build()
    (told,) = caught.value.problems
    assert str(told) == "digest.toml:3: error: `search` needs packages that are not installed"
    assert told.hint == "pip install 'digest[search]', or take `search` out"


@pytest.mark.parametrize(
    "program",
    [
        "#!/bin/sh\nexit 3\n",
        "#!/bin/sh\nprintf 'eyJwYXlsb2FkIjp7InR5cGUiOiJFcnJvciIsIm1lc3NhZ2UiOiJubyJ9fQ==,'; exec sleep 9\n",
        "#!/bin/sh\necho what,; exec sleep 9\n",
    ],
    ids=["ends", "says no", "says what nobody knows"],
)
def test_where_pagefind_fails_the_site_is_new_and_the_search_as_it_was(
    folder: SiteFolder, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, program: str
) -> None:
    folder.build()
    before = indexed(folder)
    broken = tmp_path / "pagefind"
    broken.write_text(program)
    broken.chmod(0o755)
    folder.write(A, folder.read(A).replace("Words", "Newer"))
    with monkeypatch.context() as patch:
        patch.setenv("PAGEFIND_BINARY_PATH", str(broken))
        (told,) = folder.build().problems
    assert told.severity == "error" and told.message.startswith("the search can't be made: ")
    assert "Newer" in folder.page("articles/a/index.html")
    assert indexed(folder) == before
    assert not folder.build().problems
    assert indexed(folder) != before
    assert folder.output() == folder.clean(tmp_path / "clean")[0]


def test_a_program_that_is_missing_is_told(
    folder: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", "/nowhere/pagefind")
    (told,) = folder.build().problems
    assert told.message.startswith("the search can't be made: ") and "'digest[search]'" in told.hint
    assert folder.has("index.html") and not indexed(folder)


@pytest.mark.slow
def test_killed_while_the_index_is_made_the_site_is_the_old_one(
    folder: SiteFolder, tmp_path: Path
) -> None:
    folder.build()
    before = folder.output()
    folder.write(A, folder.read(A).replace("Words", "Newer"))
    code = (
        "import sys, time; from pathlib import Path; from digest import search\n"
        "from tests.conftest import SiteFolder\n"
        "settle = search._settle\n"
        "search._settle = lambda files: (print('made', flush=True), time.sleep(60))\n"
        "SiteFolder(Path(sys.argv[1])).build()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(folder.root)],
        stdout=subprocess.PIPE,
        cwd=Path(__file__).parent.parent,
    ) as process:
        assert process.stdout and process.stdout.readline() == b"made\n"
        process.kill()
    assert folder.output() == before
    folder.build()
    assert folder.output() == folder.clean(tmp_path / "clean")[0]


def test_a_format_that_is_not_known_stays_as_it_is(
    folder: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "_opened", lambda content: ["2.0", {}, {}])
    assert not folder.build().problems
    assert sum(path.endswith(".pf_meta") for path in indexed(folder)) == 1


# ---- while it is worked on ----------------------------------------------------------------------


@pytest.fixture
def desk(folder: SiteFolder) -> Iterator[Desk]:
    folder.build()
    made = Desk(folder.root, workers.Here(), lambda: Scope(NOW))
    made.plan()
    made.carry_out()
    yield made
    made.close()


def test_a_save_leaves_the_index_as_it_was_until_all_is_quiet(
    folder: SiteFolder, desk: Desk, makings: list[search.Files], tmp_path: Path
) -> None:
    assert desk.searchable
    before = indexed(folder)
    for word in ("Newer", "Newest"):
        folder.write(
            A, article("Title a", f"{word} words.", date="2020", tags="[harbour]", source="A")
        )
        desk.plan(frozenset({folder.root / A}))
        report = desk.carry_out()
        assert "articles/a/index.html" in report.written
        assert indexed(folder) == before and not makings and not desk.searchable
    making = desk.indexing()
    desk.indexed(making)
    making.close()
    assert len(makings) == 1 and desk.searchable
    assert folder.output() == folder.clean(tmp_path / "clean")[0]
    desk.remember()
    assert folder.build().written == ()


def test_a_build_after_work_that_left_the_index_behind_makes_it(
    folder: SiteFolder, desk: Desk, tmp_path: Path
) -> None:
    folder.write(A, article("Title a", "Newer words.", date="2020", tags="[harbour]", source="A"))
    desk.plan(frozenset({folder.root / A}))
    desk.carry_out()
    desk.close()
    folder.build()
    assert folder.output() == folder.clean(tmp_path / "clean")[0]


def test_an_index_being_made_can_be_stopped_and_leaves_nothing(
    folder: SiteFolder, desk: Desk
) -> None:
    folder.write(A, article("Title a", "Newer words.", date="2020"))
    desk.plan(frozenset({folder.root / A}))
    desk.carry_out()
    making = desk.indexing()
    making.close()
    assert not [each for each in threading.enumerate() if each.name.startswith("digest-")]


def test_an_index_that_fails_is_tried_again_only_once_something_changed(
    folder: SiteFolder, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", "/nowhere/pagefind")
    folder.write(A, article("Title a", "Newer words.", date="2020"))
    desk.plan(frozenset({folder.root / A}))
    desk.carry_out()
    assert not desk.searchable
    with pytest.raises(DigestError, match="the search can't be made"):
        desk.indexed(desk.indexing())
    assert desk.searchable
    folder.write(A, article("Title a", "Newest words.", date="2020"))
    desk.plan(frozenset({folder.root / A}))
    desk.carry_out()
    assert not desk.searchable


def test_the_index_of_many_gives_way_to_other_work(folder: SiteFolder) -> None:
    folder.build()
    settings, known = config.load(folder.root), memory.load(folder.root)
    stopped = threading.Event()
    stopped.set()
    begin = time.monotonic()
    with pytest.raises(InterruptedError):
        build.index(folder.root, settings, known, folder.plan(), stopped, low=True)
    assert time.monotonic() - begin < 5
    known.close()


class Watching:
    """`digest serve` without its port: builds in a thread, and what would be shown."""

    def __init__(self, folder: SiteFolder) -> None:
        self.shelf = serve.Shelf(folder.root)
        self._turns = watch.turns(folder.root, workers.Here(), lambda: Scope(NOW), self.shelf)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._folder, self._ended = folder, False
        self._thread.start()

    def _run(self) -> None:
        for _ in self._turns:
            if self._ended:
                return

    def close(self) -> None:
        """A last save ends it."""
        self._ended = True
        self._folder.write("content/articles/last.md", article("Last"))
        self._thread.join(20)
        assert not self._thread.is_alive()
        self._turns.close()  # type: ignore[attr-defined]


@pytest.fixture
def watched(folder: SiteFolder, monkeypatch: pytest.MonkeyPatch) -> Iterator[Watching]:
    for name in ("_IDLE", "_CALM"):
        monkeypatch.setattr(watch, name, 0.2)
    made = Watching(folder)
    yield made
    made.close()


def until(holds: Callable[[], bool], seconds: float = 20) -> None:
    """Wait for something to come true."""
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.02)


def test_while_a_site_is_watched_its_index_follows_once_all_is_quiet(
    folder: SiteFolder, watched: Watching, makings: list[search.Files], tmp_path: Path
) -> None:
    until(lambda: folder.has(urls.INDEX))
    assert len(makings) == 1
    before = indexed(folder)
    for word in ("newer", "newest"):
        folder.write(A, folder.read(A).replace("Words", f"Words {word}"))
    until(lambda: indexed(folder) != before)
    time.sleep(0.5)
    assert len(makings) == 2
    assert folder.output() == folder.clean(tmp_path / "clean")[0]


def test_what_is_wrong_with_the_search_is_shown_while_serving(
    folder: SiteFolder, monkeypatch: pytest.MonkeyPatch, watched: Watching
) -> None:
    until(lambda: folder.has(urls.INDEX))
    monkeypatch.setenv("PAGEFIND_BINARY_PATH", "/nowhere/pagefind")
    folder.write(A, folder.read(A).replace("Words", "Other words"))
    until(lambda: any("search" in each["message"] for each in watched.shelf.problems))


def test_the_preview_answers_with_the_index_that_was_made_last(folder: SiteFolder) -> None:
    with serving(folder) as client:
        missing = client.get("pagefind/pagefind-entry.json")
        assert missing.status == 404 and "not made yet" in missing.text
        folder.build()
        found = client.get("pagefind/pagefind-entry.json")
        assert found.status == 200 and found.body == indexed(folder)[urls.INDEX]
        assert "'wasm-unsafe-eval'" in found.headers["content-security-policy"]
        assert client.get("pagefind/../.digest").status == 404
        page = client.get("search/")
        assert (
            page.status == 200 and "'wasm-unsafe-eval'" in page.headers["content-security-policy"]
        )
        assert "<meta http-equiv" not in page.text and "<meta http-equiv" in client.get("").text


def test_the_script_is_small() -> None:
    assert (Path(__file__).parent.parent / "layouts/static/search.js").stat().st_size <= 6 * 1024


def test_what_the_script_says_counts_as_the_language_does(folder: SiteFolder) -> None:
    forms = "".join(f'msgstr[{number}] "%(n)s form {number}"\n' for number in range(6))
    rule = "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5)"
    head = f'msgid ""\nmsgstr ""\n"Plural-Forms: {rule};\\n"\n\n'
    message = 'msgid "%(n)s result"\nmsgid_plural "%(n)s results"\n'
    folder.write("layouts/words/ar.po", head + message + forms)
    folder.write("digest.toml", SETTINGS + 'language = "ar"\n')
    assert not folder.build().problems
    (held,) = re.findall(r'data-words="([^"]*)"', folder.page("search/index.html"))
    said = json.loads(unescape(held))
    sorts = ("zero", "one", "two", "few", "many", "other")
    assert [said[each] for each in sorts] == [f"{{n}} form {number}" for number in range(6)]


def test_a_new_site_has_a_search_where_its_packages_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    start.site(tmp_path / "with")
    assert config.load(tmp_path / "with").search
    monkeypatch.setattr(parts, "searching", lambda: False)
    start.site(tmp_path / "without")
    assert not config.load(tmp_path / "without").search
