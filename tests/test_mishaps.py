"""What a disk or a hand can put in the way of a build: it says so, or goes on, and never ends in a traceback."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from digest import config, content
from digest.model import Config, Manuscript
from digest.problems import DigestError, Problem
from tests.conftest import SETTINGS, SiteFolder, SiteMaker, article


@pytest.fixture
def one(site: SiteMaker) -> SiteFolder:
    """A site of one article."""
    return site({"content/articles/a.md": article(date="2023-01-02")})


@pytest.mark.parametrize("path", ["output", ".digest", ".digest/stage", ".digest/memory.new/x"])
def test_a_file_where_a_folder_belongs_is_named(one: SiteFolder, path: str) -> None:
    one.write(path, "in the way")
    with pytest.raises(DigestError) as caught:
        one.build()
    assert path.removesuffix("/x") in caught.value.problems[0].path
    assert caught.value.problems[0].hint


@pytest.mark.parametrize("path", [".digest/memory", ".digest/lock"])
def test_a_folder_where_a_file_belongs_is_named(one: SiteFolder, path: str) -> None:
    (one.root / path).mkdir(parents=True)
    with pytest.raises(DigestError, match=r"can't be written"):
        one.build()


PIPES = (
    "content/articles/pipe.md content/pipe.txt output/index.html output/.digest .digest/memory layouts/base.html"
    " layouts/static/x.css"
)


def test_pipes_do_not_hold_a_build_up(one: SiteFolder) -> None:
    for path in PIPES.split():
        pipe = one.root / path
        pipe.parent.mkdir(parents=True, exist_ok=True)
        os.mkfifo(pipe)
    code = (
        "from tests.conftest import SiteFolder; from pathlib import Path; import sys;"
        "print(*SiteFolder(Path(sys.argv[1])).build().problems, sep='\\n')"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(one.root)],
        timeout=60,
        capture_output=True,
        text=True,
        cwd=Path(__file__).parent.parent,
    )
    assert done.returncode == 0, done.stderr
    assert one.has("articles/a/index.html")
    assert done.stdout.splitlines() == [
        "content/articles/pipe.md: error: is no file",
        "content/pipe.txt: error: is no file",
    ]


def test_the_stage_is_never_a_link(one: SiteFolder) -> None:
    outside = one.root.parent / "outside"
    outside.mkdir()
    (one.root / ".digest").mkdir()
    (one.root / ".digest/stage").symlink_to(outside)
    one.build()
    assert list(outside.iterdir()) == []
    assert not (one.root / "output").is_symlink()


def test_content_that_is_missing_stops_the_build_and_empties_nothing(site: SiteMaker) -> None:
    folder = site({"content/pages/about.md": "# About\n"})
    folder.build()
    before = folder.output()
    (folder.root / "content").rename(folder.root / "contents")
    with pytest.raises(DigestError, match=r"digest.toml: error: there is no folder content/"):
        folder.build()
    assert folder.output() == before


def test_content_may_be_a_file(site: SiteMaker) -> None:
    folder = site({"content": "not a folder"})
    told = folder.build().problems
    assert [str(problem) for problem in told] == ["content: error: can't be read: Not a directory"]


ODD: dict[bytes, bool] = {
    b"articles/\xff\xfe.md": False,
    b"articles/a\nb.md": False,
    b"articles/a\x1b[2Jb.md": False,
    b"\xff.txt": False,
    b"x\ny.txt": False,
    b"pages/q\nffff ../e/f.md": False,
    b"pages/we\x01ird/p.md": False,
    b"articles/" + b"x" * 250 + b".md": True,
    b"pages/why? #1/p.md": True,
    b"pages/" + b"/".join([b"z" * 200] * 10) + b"/p.md": True,
    b"articles/--.md": True,
    b"articles/ .md": True,
    b"articles/x\xe2\x80\xaey.md": True,
    b"articles/CAF\xc3\x89.md": True,
}
"""Names below content/, and whether a file so called can be published."""


def test_files_of_any_name_are_published_or_told(site: SiteMaker) -> None:
    folder = site({})
    text = article(date="2023-01-02").encode()
    for name in ODD:
        path = os.fsencode(folder.root) + b"/content/" + name
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
        with open(path, "wb") as file:  # noqa: PTH123
            file.write(text)
    report = folder.build()
    told = [problem for problem in report.problems if problem.severity == "error"]
    assert len(told) == list(ODD.values()).count(False)
    for problem in told:
        assert str(problem).isprintable(), ascii(str(problem))
    for made in folder.output():
        assert made.isprintable(), ascii(made)
        assert "?" not in made and "#" not in made
    again = folder.build()
    assert (again.written, again.problems) == ((), report.problems)


def test_two_spellings_of_one_name_are_both_named(site: SiteMaker) -> None:
    files = {
        f"content/articles/{name}.md": article(date="2023-01-02")
        for name in ("caf\u00e9", "cafe\u0301", "Caf\u00e9")
    }
    told = site(files).build().problems
    assert len(told) == 2
    assert all("wants the address" in problem.message for problem in told)


def test_folders_linked_to_each_other_end(site: SiteMaker) -> None:
    names = [f"f{number}" for number in range(12)]
    folder = site(
        {f"content/articles/{name}/{name}.md": article(date="2023-01-02") for name in names}
    )
    for name in names:
        for other in names:
            if other != name:
                (folder.root / f"content/articles/{name}/to-{other}").symlink_to(f"../{other}")
    report = folder.build()
    assert report.articles == 12
    assert len(report.problems) < 3_000


def test_thousands_of_names_nobody_bears_are_told_in_time(site: SiteMaker) -> None:
    files = {
        f"content/entities/e{number}.md": f"---\nname: Somebody Number {number}\nkind: person\n---\n"
        for number in range(400)
    }
    unknown = ", ".join(f"Somebody Numbed {number}" for number in range(900))
    dead = "".join(f"[[some-name-{number}]]\n" for number in range(1_500))
    files["content/articles/a.md"] = article("A", dead, date="2023", entities=f"[{unknown}]")
    begin = time.process_time()
    told = [each for each in site(files).plan().problems if each.severity == "error"]
    assert time.process_time() - begin < 5
    assert len(told) == 2_400
    assert sum("did you mean" in problem.hint for problem in told) >= 50


def test_a_vanished_file_is_a_problem_not_an_end(
    one: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    one.write("content/articles/b.md", article("B", date="2023-01-03"))
    real = content.manuscript

    def vanishing(root: Path, settings: Config, path: str) -> Manuscript | Problem:
        if path.endswith("b.md"):
            one.remove("content/articles/b.md")
        return real(root, settings, path)

    monkeypatch.setattr(content, "manuscript", vanishing)
    report = one.build()
    assert [problem.path for problem in report.problems] == ["content/articles/b.md"]
    assert one.has("articles/a/index.html")


LAYOUTS = {
    "itself": '{% include "article.html" %}',
    "extends itself": '{% extends "article.html" %}',
    "macro": "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "zero": "{{ 1 / 0 }}",
    "syntax": "{% if %}",
    "unfinished": "{{ article.title",
    "misspelt": "{{ artikel.title }}",
    "bytes": b"\xff\xfe{{ a",
    "brackets": "{{ " + "(" * 500 + "1" + ")" * 500 + " }}",
    "ifs": "{% if 1 %}" * 300 + "{% endif %}" * 300,
    "type": "{{ [1]|sum(start='a') }}",
    "number": "{{ " + "9" * 5_000 + " }}",
    "asset": "{{ asset(1) }}",
    "missing": '{% include "nowhere.html" %}',
    "outside": '{% include "../../digest.toml" %}',
}


@pytest.mark.parametrize("layout", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_a_broken_layout_is_named_and_spoils_no_other_page(
    one: SiteFolder, layout: str | bytes
) -> None:
    one.write("layouts/article.html", layout)
    (problem,) = one.build().problems
    assert problem.path == "layouts/article.html"
    assert "articles/a/index.html" in problem.message
    assert "Traceback" not in problem.message
    assert one.has("index.html")


@pytest.mark.parametrize("path", ["layouts/base.html", "layouts/static/style.css"])
def test_a_layout_that_cannot_be_read_is_named(
    one: SiteFolder, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    one.write(path, "x")
    real = Path.read_bytes

    def refused(self: Path) -> bytes:
        if self == one.root / path:
            raise PermissionError(13, "Permission denied", str(self))
        return real(self)

    monkeypatch.setattr(Path, "read_bytes", refused)
    with pytest.raises(DigestError, match=f"{path}: error: can't be read: Permission denied"):
        one.build()


WRONG = {
    "types": 'title = 1\nurl = ["x"]\nmenu = {a = 1}\npage_size = "x"\nfeeds = 3\nmarkdown = [1]\n',
    "deep": "title = " + "[" * 5_000,
    "bytes": b"\xff\xfe",
    "bracket": 'title = "T"\nurl = "https://[x"\n',
    "space": 'title = "T"\nurl = "https://example.org/a b/"\n',
    "line": 'title = "T"\nurl = "https://example.org/\\n/* x"\n',
    "login": 'title = "T"\nurl = "https://me:secret@example.org/"\n',
    "script": 'title = "T"\nurl = "javascript:alert(1)//"\n',
    "zone": 'title = "T"\ntimezone = "../../../etc/passwd"\n',
    "zone folder": 'title = "T"\ntimezone = "Europe"\n',
    "number": "page_size = " + "9" * 5_000,
}


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG.keys())
def test_wrong_settings_are_problems(site: SiteMaker, text: str) -> None:
    folder = site({"digest.toml": text})
    with pytest.raises(DigestError) as caught:
        config.load(folder.root)
    for problem in caught.value.problems:
        assert problem.path == "digest.toml"
        assert problem.hint


@pytest.mark.parametrize("text", ["tool = 3", "[tool]\ndigest = 3", "tool = " + "[" * 5_000, "\0"])
def test_a_strange_project_file_is_no_site_or_a_problem(tmp_path: Path, text: str) -> None:
    (tmp_path / "pyproject.toml").write_text(text, "utf-8")
    if config.find(tmp_path) == tmp_path:
        with pytest.raises(DigestError):
            config.load(tmp_path)


def test_control_characters_leave_the_settings(site: SiteMaker) -> None:
    text = SETTINGS.replace("Test", "T\\u0001e\\u0000st") + 'author = "\\u001fX"\n'
    settings = config.load(site({"digest.toml": text}).root)
    assert (settings.title, settings.author) == ("Test", "X")


def test_the_site_keeps_its_own_addresses(site: SiteMaker) -> None:
    own = "_headers _redirects feed.xml robots.txt sitemap.xml articles.json 404.html .nojekyll"
    files = {}
    for number, name in enumerate(own.split()):
        for field in ("path", "aliases"):
            text = article(f"{field} {number}", date="2023-01-02", **{field: f"/{name}"})
            files[f"content/articles/{field}-{number}.md"] = text
        text = article(f"tag {number}", aliases=f"/{name}/")
        files[f"content/tags/{number}.md"] = text
    folder = site(files)
    report = folder.build()
    assert "Content-Security-Policy" in folder.page("_headers")
    assert folder.page("feed.xml").startswith("<?xml")
    assert folder.page("robots.txt").startswith("User-agent")
    assert folder.page("sitemap.xml").startswith("<?xml")
    assert folder.page("articles.json").startswith("[")
    told = {problem.path for problem in report.problems if problem.severity == "error"}
    assert told == set(files)
