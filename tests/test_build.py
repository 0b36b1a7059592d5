"""The story end to end: what a build writes, keeps, removes and remembers; what survives being killed."""

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from digest import config, memory, place, prose, write
from digest.problems import DigestError
from tests.conftest import SETTINGS, SiteFolder, SiteMaker, article

TWO = {
    "content/articles/a.md": article("A", "See [[b]].", date="2023-01-01", tags="[chips]"),
    "content/articles/b.md": article("B", date="2023-01-02", tags="[chips]"),
}


def test_a_second_build_writes_and_removes_nothing(site: SiteMaker) -> None:
    folder = site(TWO)
    first = folder.build()
    second = folder.build()
    assert len(first.written) > 20 and first.articles == 2
    assert (second.written, second.removed) == ((), ())
    assert second.kept == len(first.written)


def test_the_same_bytes_from_two_processes(site: SiteMaker, tmp_path: Path) -> None:
    files = {
        f"content/articles/{n}.md": article(f"T{n}", f"Text {n} *x*.", tags="[a, b]")
        for n in range(250)
    }
    folder = site(files)
    folder.build(jobs=2)
    assert folder.output() == folder.clean(tmp_path / "clean")[0]


def test_losing_the_memory_costs_no_file(site: SiteMaker, tmp_path: Path) -> None:
    folder = site(TWO)
    folder.build()
    shutil.rmtree(folder.root / ".digest")
    folder.remove("content/articles/b.md")
    folder.write("content/articles/a.md", article("A", "Alone."))
    report = folder.build()
    assert "articles/b/index.html" in report.removed
    assert folder.output() == folder.clean(tmp_path / "clean")[0]


def test_a_build_that_ends_before_it_remembers_leaves_nothing_stale(
    site: SiteMaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = site(TWO)
    folder.build()
    before = folder.read("content/articles/a.md")
    folder.write("content/articles/a.md", article("A", "Taken back."))
    with monkeypatch.context() as patch:
        patch.setattr(memory.Memory, "save", lambda known: pytest.fail("killed"))
        with pytest.raises(pytest.fail.Exception, match="killed"):
            folder.build()
    assert "Taken back" in folder.page("articles/a/index.html")
    folder.write("content/articles/a.md", before)
    folder.build()
    assert folder.output() == folder.clean(tmp_path / "clean")[0]


def test_a_build_killed_between_two_files_leaves_nothing_stale(
    site: SiteMaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(write, "_together", lambda output, stage: False)
    folder = site({**TWO, "content/articles/c.txt": "c"})
    folder.build()
    before = {
        path: folder.read(path) for path in ("content/articles/a.md", "content/articles/c.txt")
    }
    real = place.replace
    for last in range(1, 30):
        folder.write("content/articles/a.md", article("A", "Taken back."))
        folder.write("content/articles/c.txt", "taken back")
        left = iter([real] * last)

        def killed(*arguments: Any, left: Any = left) -> None:
            next(left, lambda *_: pytest.fail("killed"))(*arguments)

        with monkeypatch.context() as patch:
            patch.setattr(place, "replace", killed)
            try:
                folder.build()
            except pytest.fail.Exception:
                pass
            else:
                break
        for path, text in before.items():
            folder.write(path, text)
        folder.build()
        assert folder.output() == folder.clean(tmp_path / f"clean-{last}")[0]
    assert last > 3


def test_losing_the_manifest_costs_no_file(site: SiteMaker, tmp_path: Path) -> None:
    folder = site(TWO)
    folder.build()
    folder.remove("output/.digest")
    folder.remove("content/articles/b.md")
    folder.write("content/articles/a.md", article("A", "Alone."))
    folder.build()
    assert folder.output() == folder.clean(tmp_path / "clean")[0]


def test_the_program_is_known_by_its_content_not_by_its_dates(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "__file__", str(tmp_path / "memory.py"))
    marks = []
    for text, second in (("x = 1", 0), ("x = 2", 0), ("x = 2", 9)):
        (tmp_path / "memory.py").write_text(text)
        os.utime(tmp_path / "memory.py", (second, second))
        marks.append(memory.tool.__wrapped__())
    assert marks[0] != marks[1] == marks[2]


def test_an_edited_markdown_extension_is_read_with_again(
    site: SiteMaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    extension = tmp_path / "packages" / "shouting.py"
    extension.parent.mkdir()
    monkeypatch.syspath_prepend(str(extension.parent))
    monkeypatch.setattr(prose, "_converters", prose._Converters())
    text = (
        "from markdown import Extension, preprocessors\n"
        "class Shout(preprocessors.Preprocessor):\n"
        "    def run(self, lines): return [line and line + 'MARK' for line in lines]\n"
        "def makeExtension(**settings):\n"
        "    made = Extension()\n"
        "    made.extendMarkdown = lambda md: md.preprocessors.register(Shout(md), 'shout', 1)\n"
        "    return made\n"
    )
    folder = site({**TWO, "digest.toml": SETTINGS + 'markdown = ["shouting"]\n'})
    for mark in ("!", "?"):
        extension.write_text(text.replace("MARK", mark))
        prose._converters.kept.clear()
        monkeypatch.delitem(sys.modules, "shouting", raising=False)
        shutil.rmtree(extension.parent / "__pycache__", ignore_errors=True)
        folder.build()
        assert f"<p>Words.{mark}</p>" in folder.page("articles/b/index.html")


def test_a_memory_of_another_version_is_no_memory(site: SiteMaker) -> None:
    folder = site(TWO)
    folder.build()
    known = memory.load(folder.root)
    known.tool = "another"
    known.save()
    assert memory.load(folder.root).written == {}
    assert folder.build().written == ()


def test_files_of_somebody_else_stay(site: SiteMaker) -> None:
    folder = site(TWO)
    folder.write("output/CNAME", "example.org\n")
    folder.write("output/.git/HEAD", "ref: refs/heads/main\n")
    folder.build()
    folder.write("output/verify.html", "mine")
    folder.remove("content/articles/b.md")
    folder.write("content/articles/a.md", article("A", "Alone."))
    folder.build()
    assert folder.page("CNAME") == "example.org\n"
    assert folder.page(".git/HEAD") == "ref: refs/heads/main\n"
    assert folder.page("verify.html") == "mine"
    assert not (folder.root / "output/articles/b").exists()


def test_somebody_elses_file_in_the_way_is_told_and_kept(site: SiteMaker) -> None:
    folder = site(TWO)
    folder.write("output/articles", "mine")
    with pytest.raises(DigestError, match=r"output/articles: error: is in the way"):
        folder.build()
    assert folder.page("articles") == "mine"


def test_an_error_removes_nothing_and_mending_it_removes_all(site: SiteMaker) -> None:
    folder = site(TWO)
    folder.build()
    folder.remove("content/articles/b.md")
    report = folder.build()  # [[b]] is dead now
    assert [str(problem) for problem in report.problems] == [
        "content/articles/a.md:7: error: nothing here is called 'b'"
    ]
    assert report.removed == () and folder.has("articles/b/index.html")
    folder.write("content/articles/a.md", article("A", "Alone."))
    report = folder.build()
    assert "articles/b/index.html" in report.removed and not folder.has("articles/b/index.html")


def test_a_broken_layout_leaves_the_last_good_pages(site: SiteMaker) -> None:
    folder = site(TWO)
    folder.build()
    good = folder.page("articles/a/index.html")
    folder.write("layouts/article.html", "<p>\n{{ artikel.title }}\n")
    report = folder.build()
    (problem,) = report.problems
    assert str(problem).startswith(
        "layouts/article.html:2: error: 'artikel' is undefined (for /articles/"
    )
    assert "1 more page)" in problem.message
    assert folder.page("articles/a/index.html") == good
    folder.write("layouts/article.html", "<p>{{ article.title }}")
    assert set(folder.build().written) == {"articles/a/index.html", "articles/b/index.html"}


def test_output_is_never_seen_half_built(site: SiteMaker) -> None:
    folder = site({f"content/articles/{n}.md": article(f"T{n}w") for n in range(60)})
    folder.build()
    torn: list[str] = []
    done = threading.Event()

    def look() -> None:
        output = folder.root / "output"
        while not done.is_set():
            at = os.open(output, os.O_RDONLY)  # as a server that opened the folder sees it
            try:
                titles = {
                    part.partition("<")[0]
                    for number in range(0, 60, 7)
                    if (part := _text(at, f"articles/{number}/index.html").partition("<title>")[2])
                }
            finally:
                os.close(at)
            marks = {title.partition(" ")[0][-1:] for title in titles}
            if len(marks) > 1 or len(titles) != 9:
                torn.append(str(sorted(titles)))

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        for mark in "xyzxyz":
            for number in range(60):
                folder.write(f"content/articles/{number}.md", article(f"T{number}{mark}"))
            folder.build()
    finally:
        done.set()
        watcher.join()
    assert not torn


def _text(at: int, name: str) -> str:
    with open(os.open(name, os.O_RDONLY, dir_fd=at), encoding="utf-8") as file:  # noqa: PTH123
        return file.read()


BUILD = "import sys; from digest.cli import main; main(['-C', sys.argv[1], 'build', '--clean'])"


@pytest.mark.slow
def test_killed_at_any_moment_the_site_is_the_old_one_or_the_new_one(
    site: SiteMaker, tmp_path: Path
) -> None:
    folder = site({f"content/articles/{n}.md": article(f"T{n} old") for n in range(80)})
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "1700000000"}
    subprocess.run([sys.executable, "-c", BUILD, str(folder.root)], check=True, env=environment)
    old = folder.output()
    for number in range(80):
        folder.write(f"content/articles/{number}.md", article(f"T{number} new"))
    new = folder.clean(tmp_path / "clean")[0]
    assert old.keys() == new.keys() and old != new
    dice = random.Random(7)
    seen = {"old": 0, "new": 0}
    for _ in range(25):
        process = subprocess.Popen(
            [sys.executable, "-c", BUILD, str(folder.root)],
            env=environment,
            stdout=subprocess.DEVNULL,
        )
        time.sleep(dice.uniform(0.15, 0.9))
        process.send_signal(signal.SIGKILL)
        process.wait()
        got = folder.output()
        assert got in (old, new)
        seen["old" if got == old else "new"] += 1
    folder.build()
    assert folder.output() == new
    assert not [path for path in folder.output() if "new-" in path]


def test_two_builds_at_once_take_turns(site: SiteMaker, tmp_path: Path) -> None:
    folder = site(TWO)
    folder.build()
    reports = []
    with memory.held(folder.root):
        waiting = threading.Thread(target=lambda: reports.append(folder.build()))
        waiting.start()
        time.sleep(0.2)
        assert not reports
    waiting.join(20)
    assert len(reports) == 1


def test_a_dead_builds_lock_is_taken_over(site: SiteMaker) -> None:
    folder = site(TWO)
    script = "import sys, os; from pathlib import Path; from digest import memory\n"
    script += "with memory.held(Path(sys.argv[1])): os._exit(1)"
    subprocess.run([sys.executable, "-c", script, str(folder.root)], check=False)
    assert folder.build().articles == 2


def test_the_bytes_do_not_depend_on_hash_seed_zone_locale_or_folder(site: SiteMaker) -> None:
    folder = site(TWO)
    outputs = []
    for number, more in enumerate(
        (
            {"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo"},
            {"PYTHONHASHSEED": "2", "LC_ALL": "C", "TZ": "UTC"},
        )
    ):
        copy = folder.root.parent / f"copy {number}"
        shutil.copytree(folder.root, copy)
        environment = {**os.environ, **more, "SOURCE_DATE_EPOCH": "1700000000"}
        subprocess.run([sys.executable, "-c", BUILD, str(copy)], check=True, env=environment)
        outputs.append(SiteFolder(copy).output())
    assert outputs[0] == outputs[1]


def test_settings_that_can_not_be_stop_the_build_before_anything_is_written(
    site: SiteMaker,
) -> None:
    folder = site(TWO)
    folder.write("digest.toml", SETTINGS + 'titel = "x"\npage_size = "many"\n')
    with pytest.raises(DigestError) as raised:
        config.load(folder.root)
    assert [str(problem) for problem in raised.value.problems] == [
        "digest.toml:3: error: unknown setting `titel`",
        "digest.toml:4: error: `page_size` is wrong: expected a whole number, got a text",
    ]
    assert not (folder.root / "output").exists()


def test_what_the_clock_refused_is_read_again(
    site: SiteMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = "word *more* [x](https://example.org/)\n\n" * 10_000
    folder = site({"content/articles/a.md": article("A", body, date="2021")})
    with monkeypatch.context() as slow_machine:
        slow_machine.setattr(prose, "_LONGEST", 0.01)
        (problem,) = folder.build().problems
    assert problem.message == prose.SLOW
    report = folder.build()  # nothing changed but the machine
    assert report.problems == () and report.articles == 1


@pytest.mark.parametrize("size", [0, 10, 400])
def test_a_page_of_many_lost_texts_is_made_all_the_same(
    site: SiteMaker, tmp_path: Path, size: int
) -> None:
    folder = site({f"content/articles/{n}.md": article(f"No. {n}", date="2023") for n in range(9)})
    folder.build()
    (texts,) = (folder.root / ".digest").glob("texts-*")
    os.truncate(texts, size)
    folder.write("content/articles/3.md", article("Three", date="2023"))  # the feed shows all nine
    report = folder.build()
    assert report.problems == () and "feed.xml" in report.written
    assert folder.output() == folder.clean(tmp_path / "clean")[0]


def test_comments_that_say_where_no_links_go_are_seen_by_no_reader(site: SiteMaker) -> None:
    body = "An <!-- nolink -->[[b]]<!-- /nolink --> word.\n\n<!-- nolink -->\n\nMore.\n"
    folder = site(
        {
            "content/articles/a.md": article("A", body),
            "content/articles/b.md": article("B"),
            "content/pages/about.md": article("About", body),
            "content/entities/lee.md": "---\nname: Ann Lee\nkind: person\n---\n\n" + body,
        }
    )
    folder.build()
    made = folder.output()
    page = made["articles/a/index.html"].decode()
    assert 'An <a class="ref" href="/articles/b/">B</a> word.' in page
    assert not [path for path, content in made.items() if b"nolink" in content]
