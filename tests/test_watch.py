"""Hints of what changed on disk, however it was saved; and one build after each."""

import logging
import os
import shutil
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from digest import cli, watch, workers
from digest.model import Scope
from digest.problems import Problem
from digest.watch import EVERYTHING, NOTHING, Watch
from tests.conftest import NOW, SiteFolder, SiteMaker, article

FOLDERS = ("content", "layouts")
A = "content/articles/a.md"
SOON = 0.3
"""Seconds in which nothing is heard when there is nothing to hear."""


@pytest.fixture(autouse=True)
def quicker(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks each tenth of a second."""
    monkeypatch.setattr(watch, "_LOOK", 0.1)


@pytest.fixture
def folder(site: SiteMaker) -> SiteFolder:
    made = site(
        {A: article("First", date="2023"), "content/articles/b.md": article("Second", date="2023")}
    )
    made.write("layouts/static/own.css", "")
    return made


@pytest.fixture(params=["told", "polling"])
def heard(folder: SiteFolder, request: pytest.FixtureRequest) -> Iterator[Watch]:
    """Both ways of noticing, one after the other."""
    with Watch(folder.root, FOLDERS, poll=request.param == "polling") as made:
        yield made


def wait(heard: Watch) -> set[Path] | None:
    """What is heard, until nothing is; None where everything is to be looked at."""
    found: set[Path] = set()
    hints = heard.wait(10)
    assert hints != NOTHING, "nothing was heard"
    while hints != NOTHING:
        if hints is None:
            return None
        found |= hints
        hints = heard.wait(SOON)
    return found


# ---- how editors save ---------------------------------------------------------------------------


def in_place(file: Path) -> None:
    with file.open("r+b") as opened:
        opened.seek(0, os.SEEK_END)
        opened.write(b"more\n")


def emptied_and_written(file: Path) -> None:
    with file.open("wb") as opened:
        opened.flush()
        time.sleep(0.02)
        opened.write(b"---\ntitle: New\n---\nWords.\n")


def beside_and_renamed(file: Path) -> None:
    """Vim with `writebackup`, VS Code, and most others that care."""
    new = file.with_name(".a.md.tmp")
    new.write_text("New.\n")
    new.replace(file)


def gnome(file: Path) -> None:
    new = file.with_name(".goutputstream-X7A1B2")
    new.write_text("New.\n")
    new.replace(file)


def emacs(file: Path) -> None:
    """A lock that is a link to nothing, an auto-save file, a backup by renaming."""
    lock = file.with_name(".#a.md")
    lock.symlink_to("me@here.123")
    saved = file.with_name("#a.md#")
    saved.write_text("New.\n")
    file.rename(file.with_name("a.md~"))
    file.write_text("New.\n")
    saved.unlink()
    lock.unlink()


def vim(file: Path) -> None:
    """`backupcopy=no`: a probe, the old file renamed away, a new one written."""
    probe = file.with_name("4913")
    probe.write_text("")
    probe.unlink()
    file.rename(file.with_name("a.md~"))
    file.write_text("New.\n")
    file.with_name("a.md~").unlink()


def backed_up_elsewhere(file: Path) -> None:
    """`backupdir` outside the site: what is renamed away is seen to go, not to come."""
    away = file.parents[3] / "backups"
    away.mkdir(exist_ok=True)
    file.rename(away / "a.md")
    file.write_text("New.\n")


def another_inode(file: Path) -> None:
    file.unlink()
    file.write_text("New.\n")


def linked_over(file: Path) -> None:
    new = file.with_name(".new")
    new.write_text("New.\n")
    file.unlink()
    os.link(new, file)
    new.unlink()


def touched(file: Path) -> None:
    os.utime(file)


HABITS = [
    in_place, emptied_and_written, beside_and_renamed, gnome, emacs, vim, backed_up_elsewhere,
    another_inode, linked_over, touched,
]  # fmt: skip


@pytest.mark.slow
@pytest.mark.parametrize("save", HABITS)
def test_every_way_of_saving_is_a_hint_of_that_file(
    folder: SiteFolder, heard: Watch, save: Callable[[Path], None]
) -> None:
    save(folder.root / A)
    found = wait(heard)
    assert found is not None and folder.root / A in found
    assert not {path.name for path in found} - {"a.md", "4913"}, "an editor's own files"


def test_a_save_is_one_hint(folder: SiteFolder) -> None:
    with Watch(folder.root, FOLDERS) as heard:
        emptied_and_written(folder.root / A)
        assert heard.wait(10) == frozenset({folder.root / A})
        assert heard.wait(SOON) == NOTHING


# ---- what comes, goes and stays -----------------------------------------------------------------


@pytest.mark.slow
def test_a_layout_and_the_settings_are_hints_too(folder: SiteFolder, heard: Watch) -> None:
    for path in ("layouts/static/own.css", "digest.toml", "layouts/article.html"):
        folder.write(path, "title = 'x'")
        found = wait(heard)
        assert found == {folder.root / path}


@pytest.mark.slow
def test_a_deleted_file_is_a_hint(folder: SiteFolder, heard: Watch) -> None:
    folder.remove(A)
    assert wait(heard) == {folder.root / A}


@pytest.mark.slow
def test_a_folder_moved_in_and_out_is_looked_at(folder: SiteFolder, heard: Watch) -> None:
    away = folder.root.parent / "away"
    (away / "deep").mkdir(parents=True)
    (away / "deep/new.md").write_text("New.\n")
    there = folder.root / "content/articles/2024"
    away.rename(there)
    found = wait(heard)
    assert found is None or there / "deep/new.md" in found
    (there / "deep/new.md").write_text("Newer.\n")  # the folder is watched by now
    found = wait(heard)
    assert found is None or there / "deep/new.md" in found
    there.rename(away)
    found = wait(heard)
    assert found is None or there / "deep/new.md" in found


@pytest.mark.slow
def test_a_link_that_is_swapped_and_what_it_leads_to_is_looked_at(
    folder: SiteFolder, heard: Watch
) -> None:
    folder.write("notes/one.md", article("One"))
    folder.write("notes/two.md", article("Two"))
    link, new = folder.root / "content/articles/linked.md", folder.root / "content/articles/.new"
    link.symlink_to("../../notes/one.md")
    assert wait(heard) in (EVERYTHING, {link})
    folder.write("notes/one.md", article("One more"))
    assert wait(heard) in (EVERYTHING, {link})
    new.symlink_to("../../notes/two.md")
    new.replace(link)
    assert wait(heard) in (EVERYTHING, {link})
    folder.write("notes/two.md", article("Two more"))
    assert wait(heard) in (EVERYTHING, {link})


@pytest.mark.slow
@pytest.mark.parametrize("name", ["content", "content/articles", ".", "layouts"])
def test_a_folder_deleted_and_made_again_is_watched_again(
    folder: SiteFolder, heard: Watch, name: str
) -> None:
    root, copy = folder.root / name, folder.root.parent / "copy"
    shutil.copytree(root, copy)
    shutil.rmtree(root)
    wait(heard)
    shutil.copytree(copy, root)
    wait(heard)
    folder.write("layouts/static/own.css", "body { margin: 0 }")
    found = wait(heard)
    assert found is None or folder.root / "layouts/static/own.css" in found
    folder.write(A, article("Back"))
    assert wait(heard) in (EVERYTHING, {folder.root / A})


def test_reading_output_and_hidden_files_are_no_hints(folder: SiteFolder) -> None:
    with Watch(folder.root, FOLDERS) as heard:
        folder.read(A)
        list((folder.root / "content").rglob("*"))
        folder.write("output/index.html", "x")
        folder.write(".digest/memory", "x")
        folder.write("notes.txt", "x")
        folder.write("content/articles/.a.md.swp", "x")
        folder.write("content/articles/a.md~", "x")
        folder.write("content/articles/#a.md#", "x")
        assert heard.wait(SOON) == NOTHING


@pytest.mark.slow
def test_a_checkout_of_thousands_of_files_is_one_or_two_hints(folder: SiteFolder) -> None:
    with Watch(folder.root, FOLDERS) as heard:
        code = f"""
            from pathlib import Path
            for number in range(5000):
                folder = Path({str(folder.root / "content/articles")!r}) / str(number // 500)
                folder.mkdir(exist_ok=True)
                (folder / f"{{number}}.md").write_text("Words.")
        """
        with subprocess.Popen([sys.executable, "-c", textwrap.dedent(code)]) as writing:
            times: list[tuple[watch.Hints, int | None]] = []
            while (hints := heard.wait(10 if not times else 1)) != NOTHING:
                times.append((hints, writing.poll()))
        assert writing.returncode == 0
        assert 1 <= len(times) <= 3
        assert times[-1][0] is EVERYTHING and times[-1][1] == 0, "looked before all was there"


def test_lost_events_make_it_look_at_everything(folder: SiteFolder) -> None:
    """The system's queue overflows; all that is told of it is a line in watchdog's log."""
    with Watch(folder.root, FOLDERS) as heard:
        logging.getLogger("watchdog.observers.inotify_c").warning("Inotify queue overflowed")
        assert heard.wait(10) is EVERYTHING
        assert heard.wait(SOON) == NOTHING


def test_other_folders_are_watched_once_the_settings_name_them(folder: SiteFolder) -> None:
    folder.write("texts/articles/a.md", article("First"))
    with Watch(folder.root, FOLDERS) as heard:
        heard.follow(("texts", "layouts"))
        folder.write(A, article("Not any more"))
        assert heard.wait(SOON) == NOTHING
        folder.write("texts/articles/a.md", article("Now"))
        assert heard.wait(10) == frozenset({folder.root / "texts/articles/a.md"})


def test_a_folder_that_is_a_link_within_the_site_is_watched(folder: SiteFolder) -> None:
    (folder.root / "content").rename(folder.root / "texts")
    (folder.root / "content").symlink_to("texts")
    with Watch(folder.root, FOLDERS) as heard:
        folder.write("texts/articles/a.md", article("New"))
        assert heard.wait(10) == frozenset({folder.root / A})


@pytest.mark.skipif(sys.platform != "linux", reason="a limit of Linux")
@pytest.mark.parametrize("most", [0, 3])
def test_where_the_system_watches_no_more_it_is_said_and_all_is_looked_at(
    folder: SiteFolder, most: int
) -> None:
    """In a user namespace of its own, where the limit can be set."""
    code = f"""
        import ctypes, sys
        from pathlib import Path
        if ctypes.CDLL(None).unshare(0x10000000):  # CLONE_NEWUSER
            sys.exit(77)
        try:
            Path("/proc/sys/user/max_inotify_watches").write_text("{most}")
        except OSError:
            sys.exit(77)
        from digest.watch import Watch
        told, root = [], Path({str(folder.root)!r})
        with Watch(root, ("content", "layouts"), tell=told.append) as heard:
            assert heard.polls and len(told) == 1, told
            assert "--poll" in told[0].hint and told[0].severity == "warning"
            (root / {A!r}).write_text("New.")
            assert heard.wait(10) == {{root / {A!r}}}
    """
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], check=False, capture_output=True, text=True
    )
    if ended.returncode == 77:
        pytest.skip("no user namespaces here")
    assert ended.returncode == 0, ended.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="a limit of Linux")
def test_a_new_folder_too_many_is_noticed(folder: SiteFolder) -> None:
    code = f"""
        import ctypes, sys
        from pathlib import Path
        if ctypes.CDLL(None).unshare(0x10000000):
            sys.exit(77)
        try:
            Path("/proc/sys/user/max_inotify_watches").write_text("6")
        except OSError:
            sys.exit(77)
        from digest.watch import Watch
        told, root = [], Path({str(folder.root)!r})
        with Watch(root, ("content", "layouts"), tell=told.append) as heard:
            assert not told
            for number in range(4):
                (root / f"content/articles/{{number}}").mkdir()
            assert heard.wait(10) is None and heard.polls, told
            (root / "content/articles/3/a.md").write_text("New.")
            assert heard.wait(10) == {{root / "content/articles/3/a.md"}}
    """
    ended = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(code)], check=False, capture_output=True, text=True
    )
    if ended.returncode == 77:
        pytest.skip("no user namespaces here")
    assert ended.returncode == 0, ended.stderr


def test_watches_and_descriptors_are_given_back(folder: SiteFolder) -> None:
    with Watch(folder.root, FOLDERS):
        pass  # the first one starts what is shared
    before = len(list(Path("/proc/self/fd").iterdir())) if Path("/proc/self/fd").is_dir() else 0
    for _ in range(10):
        with Watch(folder.root, FOLDERS) as heard:
            folder.write(A, article("Again"))
            heard.wait(10)
    after = len(list(Path("/proc/self/fd").iterdir())) if before else 0
    assert after <= before


# ---- one build after another --------------------------------------------------------------------


class Turns:
    """The loop, a turn at a time."""

    def __init__(self, folder: SiteFolder, now: Callable[[], float] = lambda: NOW) -> None:
        self.told = list[Problem]()
        self._turns = watch.turns(
            folder.root, workers.Here(), lambda: Scope(int(now())), tell=self.told.append
        )

    def next(self) -> watch.Turn:
        """Wait for the next build."""
        return next(self._turns)

    def close(self) -> None:
        """Watch no more."""
        self._turns.close()  # type: ignore[attr-defined]


@pytest.fixture
def turns(folder: SiteFolder) -> Iterator[Turns]:
    made = Turns(folder)
    yield made
    made.close()


def test_each_change_is_one_build_that_says_what_it_did(folder: SiteFolder, turns: Turns) -> None:
    first = turns.next()
    assert first.report and first.report.written and first.hints is EVERYTHING
    folder.write(A, article("First", "Other words.", date="2023"))
    second = turns.next()
    assert second.hints == frozenset({folder.root / A})
    assert second.report and "articles/a/index.html" in second.report.written
    assert "articles/b/index.html" not in second.report.written
    assert "Other words." in folder.page("articles/a/index.html")


def test_a_build_is_no_reason_for_another(folder: SiteFolder) -> None:
    with Watch(folder.root, FOLDERS) as heard:
        folder.build()
        folder.write(A, article("New"))
        assert heard.wait(10) == frozenset({folder.root / A})
        folder.build()
        assert heard.wait(SOON) == NOTHING


@pytest.mark.slow
def test_a_checkout_while_watching_is_one_or_two_builds_and_the_right_site(
    folder: SiteFolder, turns: Turns, tmp_path: Path
) -> None:
    turns.next()
    for number in range(1000):
        folder.write(f"away/{number}.md", article(f"Number {number}", date="2023"))
    copying = threading.Thread(
        target=shutil.copytree,
        args=(folder.root / "away", folder.root / "content/articles/many"),
    )
    copying.start()
    builds = 0
    while not (report := turns.next().report) or report.articles < 1002:
        builds += 1
    copying.join()
    assert builds <= 1
    shutil.rmtree(folder.root / "away")
    assert folder.output() == folder.clean(tmp_path / "clean")[0]


def test_broken_settings_end_nothing(folder: SiteFolder, turns: Turns) -> None:
    turns.next()
    good = folder.read("digest.toml")
    folder.write("digest.toml", "title = ")
    broken = turns.next()
    assert broken.report is None and broken.problems[0].path == "digest.toml"
    folder.write(A, article("Edited meanwhile", date="2023"))
    assert turns.next().report is None
    folder.write("digest.toml", good.replace("Test", "Renamed"))
    mended = turns.next()
    assert mended.report and not mended.problems
    assert "Edited meanwhile" in folder.page("articles/a/index.html")
    assert "Renamed" in folder.page("index.html")


def test_another_folder_in_the_settings_is_followed(folder: SiteFolder, turns: Turns) -> None:
    turns.next()
    folder.write("texts/articles/c.md", article("Third"))
    folder.write("digest.toml", 'url = "https://example.org/"\ncontent = "texts"\n')
    turns.next()
    assert folder.has("articles/c/index.html") and not folder.has("articles/a/index.html")
    folder.write("texts/articles/c.md", article("Third, edited"))
    assert turns.next().hints == frozenset({folder.root / "texts/articles/c.md"})


def test_an_article_shows_when_its_time_comes(folder: SiteFolder) -> None:
    soon = time.gmtime(time.time() + 2)
    date = time.strftime("'%Y-%m-%d %H:%M:%S +00:00'", soon)
    folder.write("content/articles/c.md", article("Later", date=date))
    turns = Turns(folder, time.time)
    turns.next()
    assert not folder.has("articles/c/index.html")
    assert turns.next().hints is EVERYTHING
    assert folder.has("articles/c/index.html")
    turns.close()


def test_a_fixed_time_is_no_clock(folder: SiteFolder, turns: Turns) -> None:
    """An article whose time has come in truth, but not in the time set, must not make it build without end."""
    folder.write("content/articles/c.md", article("Later", date="2024"))
    turns.next()
    assert not folder.has("articles/c/index.html")
    threading.Timer(0.5, folder.write, (A, article("Edited", date="2023"))).start()
    assert turns.next().hints == frozenset({folder.root / A})


def test_watching_refuses_what_it_can_not_do(folder: SiteFolder) -> None:
    for option in ("--strict", "--explain", "--format=json"):
        result = CliRunner().invoke(cli.main, ["-C", str(folder.root), "build", "--watch", option])
        assert result.exit_code == 2 and "--watch goes without" in result.output


def test_the_command_says_one_line_a_build_and_ends_with_ctrl_c(folder: SiteFolder) -> None:
    running = subprocess.Popen(
        [sys.executable, "-m", "digest", "-C", str(folder.root), "build", "--watch"],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    assert running.stdout
    ending = threading.Timer(30, running.kill)
    ending.start()
    with running:
        assert "the site → 2 articles; " in running.stdout.readline()
        folder.write(A, article("First", "Other words.", date="2023"))
        line = running.stdout.readline()
        assert f"  {A} → " in line and ": " in line.partition("→")[2] and "article" in line
        folder.write(A, article("First", date="soon"))
        assert f"{A}:3: error:" in running.stdout.readline()
        assert "hint:" in running.stdout.readline()
        assert ", 1 error" in running.stdout.readline()
        running.send_signal(2)
        assert running.wait(10) == 0
        assert "Traceback" not in running.stdout.read()
    ending.cancel()
