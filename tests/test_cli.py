"""The commands, as a person or a CI job runs them."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from digest import __version__
from digest.cli import main
from tests.conftest import SiteMaker, article


def _run(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(folder), *arguments], catch_exceptions=False)


def test_init_build_check_new_explain_in_a_row(tmp_path: Path) -> None:
    demo = tmp_path / "demo"
    made = CliRunner().invoke(main, ["init", str(demo)])
    assert made.exit_code == 0 and "digest serve" in made.output
    built = _run(demo, "build")
    assert built.exit_code == 0 and "1 article;" in built.output
    assert (demo / "output/articles/how-a-clipping-becomes-an-article/index.html").is_file()
    assert (demo / ".gitignore").is_file()
    assert _run(demo, "check").exit_code == 0
    new = _run(demo, "new", 'A "quoted": headline')
    path = demo / new.output.strip()
    assert path.read_text().splitlines()[1] == 'title: "A \\"quoted\\": headline"'
    assert "(1 draft left out)" in _run(demo, "build").output
    drafts = _run(demo, "build", "--drafts").output
    assert "2 articles" in drafts
    explained = _run(demo, "explain", "/", "--drafts").output
    assert explained.startswith("index.html\n  from home, layout home.html")
    assert "last made because: cards" in explained


def test_init_never_writes_into_a_folder_with_something_in_it(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    result = CliRunner().invoke(main, ["init", str(tmp_path)])
    assert result.exit_code == 2 and "is not empty" in result.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.mark.parametrize(
    "kind, path",
    [("entity", "entities"), ("tag", "tags"), ("source", "sources"), ("page", "pages")],
)
def test_new_makes_every_kind_of_file_and_the_site_builds(
    tmp_path: Path, kind: str, path: str
) -> None:
    demo = tmp_path / "demo"
    CliRunner().invoke(main, ["init", str(demo)])
    made = _run(demo, "new", "Ann Lee: a name", "--kind", kind)
    assert made.output.strip() == f"content/{path}/ann-lee-a-name.md"
    assert _run(demo, "new", "Ann Lee: a name", "--kind", kind).exit_code == 2
    assert _run(demo, "build").exit_code == 0


def test_exit_status_is_0_fine_1_problems_2_wrong_command(site: SiteMaker) -> None:
    folder = site({"content/articles/a.md": article("A", date="2023-01-01")})
    assert _run(folder.root, "build").exit_code == 0
    folder.write("content/articles/b.md", article("B", date="1st May"))
    result = _run(folder.root, "build")
    assert result.exit_code == 1
    assert (
        "content/articles/b.md:3: error: date is '1st May', not a date\n  hint: write it as"
        in result.stderr
    )
    assert result.stdout.endswith("s, 1 error\n")
    assert _run(folder.root, "check").exit_code == 1
    assert _run(folder.root, "build", "--nonsense").exit_code == 2
    folder.write("digest.toml", "titel = 1\n")
    result = _run(folder.root, "build")
    assert result.exit_code == 2 and "did you mean `title`?" in result.stderr


def test_strict_takes_warnings_for_errors(site: SiteMaker) -> None:
    folder = site({"content/articles/a.md": article("A")})  # undated: a warning
    assert _run(folder.root, "build").exit_code == 0
    assert _run(folder.root, "build", "--strict").exit_code == 1
    assert _run(folder.root, "check", "--strict").exit_code == 1


def test_problems_as_json_for_editors_and_ci(site: SiteMaker) -> None:
    folder = site({"content/articles/a.md": article("A", date="soon")})
    result = _run(folder.root, "build", "--format", "json")
    document = json.loads(result.stdout)
    assert document["problems"] == [
        {
            "path": "content/articles/a.md",
            "line": 3,
            "message": "date is 'soon', not a date",
            "hint": "write it as 2021-12-09, 2021-12, 2021 or 2021-12-09 18:30 +03:00",
            "severity": "error",
        }
    ]
    assert document["articles"] == 0 and "index.html" in document["written"]
    assert result.exit_code == 1
    folder.write("digest.toml", "titel = 1\n")
    broken = _run(folder.root, "check", "--format", "json")
    assert broken.exit_code == 2 and json.loads(broken.stdout)["problems"][0]["line"] == 1


def test_check_writes_nothing(site: SiteMaker) -> None:
    folder = site({"content/articles/a.md": article("A", "[x](/nowhere/)", date="2023")})
    result = _run(folder.root, "check")
    assert "links to '/nowhere/', which is not on the site" in result.stderr
    assert sorted(path.name for path in folder.root.iterdir()) == ["content", "digest.toml"]


def test_a_folder_without_settings_is_told_what_to_do(tmp_path: Path) -> None:
    result = _run(tmp_path, "build")
    assert result.exit_code == 2 and "digest init FOLDER" in result.stderr


def test_the_site_is_found_from_below(site: SiteMaker) -> None:
    folder = site({"content/articles/a.md": article("A", date="2023")})
    assert _run(folder.root / "content/articles", "build").exit_code == 0
    assert folder.has("index.html")


def test_explain_names_the_part_that_changed(site: SiteMaker) -> None:
    folder = site({"content/articles/a.md": article("A", date="2023-01-01")})
    _run(folder.root, "build")
    folder.write("content/articles/a.md", article("New", date="2023-01-01"))
    assert "\n  article    changed\n" in _run(folder.root, "explain", "articles/a").output
    written = _run(folder.root, "build", "--explain").output
    assert "articles/a/index.html: article, data\n" in written
    assert _run(folder.root, "explain", "/articles/nosuch/").exit_code == 2


def test_a_page_is_explained_by_any_way_to_write_its_address(site: SiteMaker) -> None:
    folder = site({"content/articles/a.md": article("A", date="2023-01-02", slug="خبر")})
    for address in (
        "/articles/خبر/",
        "output/articles/خبر/index.html",
        "https://example.org/articles/%D8%AE%D8%A8%D8%B1/?from=feed#top",
    ):
        said = _run(folder.root, "explain", address).output
        assert said.startswith("articles/خبر/index.html"), said
    assert _run(folder.root, "explain", "http://[x/y").exit_code == 2


def test_a_title_that_is_not_unicode_is_taken_as_far_as_it_is(site: SiteMaker) -> None:
    said = _run(site({}).root, "new", "Caf\udce9 society", "--kind", "page")
    assert said.output == "content/pages/caf-society.md\n"


NAMES = {
    "content/articles/a.md": article(
        "Qasem Soleimani is honoured", "Men honoured Qasem Soleimani in Oz.", date="2023"
    ),
    "content/articles/b.md": article(
        "B", "They honoured General Soleimnai, and President Ann Lee spoke in Oz.", date="2023"
    ),
    "content/entities/qasem-soleimani.md": "---\nname: Qasem Soleimani # him\nkind: person\n---\n",
}


def test_entities_lists_names_and_slips_and_writes_nothing(site: SiteMaker) -> None:
    folder = site(NAMES)
    said = _run(folder.root, "entities")
    assert said.exit_code == 0
    assert said.stdout.startswith(
        "Names that no entity bears:\n"
        "  Oz  2 places in 2 articles  place? after “in” or the like, 2 of 2 times\n"
        "    content/articles/a.md:6: Men honoured Qasem Soleimani in Oz.\n"
        "  Ann Lee  1 place in 1 article  person? after “President”\n"
    )
    assert (
        "Nearly names of entities, or parts of them:\n"
        "  Soleimnai  1 place in 1 article  Qasem Soleimani (qasem-soleimani)?\n"
    ) in said.stdout
    assert sorted(path.name for path in folder.root.iterdir()) == ["content", "digest.toml"]
    assert "Ann Lee" not in _run(folder.root, "entities", "--limit", "1").stdout


def test_entities_as_json(site: SiteMaker) -> None:
    told = json.loads(_run(site(NAMES).root, "entities", "--format", "json").stdout)
    assert told["problems"] == [] and told["articles"] == 2
    assert [each["name"] for each in told["names"]] == ["Oz", "Ann Lee", "Soleimnai"]
    assert told["names"][1] == {
        "name": "Ann Lee", "count": 1, "articles": 1, "path": "content/articles/b.md", "line": 6,
        "sentence": "They honoured General Soleimnai, and President Ann Lee spoke in Oz.",
        "kind": "person", "why": "after “President”", "near": [],
    }  # fmt: skip
    assert told["names"][2]["near"] == [
        {"entity": "qasem-soleimani", "spelling": "Qasem Soleimani", "slips": 1}
    ]


def test_names_are_accepted_rejected_and_added_by_options(site: SiteMaker) -> None:
    folder = site(NAMES)
    said = _run(
        folder.root, "entities", "--accept", "Ann Lee", "--accept", "Oz=work", "--reject", "Kurdish",
        "--misspelling", "Soleimnai=Qasem Soleimani", "--name", "Suleimani=qasem-soleimani",
    )  # fmt: skip
    assert said.exit_code == 0
    assert said.stdout.splitlines() == [
        "content/entities/ann-lee.md: person, a guess: after “President”",
        "content/entities/oz.md: work",
        "content/entities/qasem-soleimani.md: 'Suleimani' is in `names`",
        "content/entities/qasem-soleimani.md: 'Soleimnai' is in `misspellings`",
        "rejected-names.txt: 'Kurdish' is not suggested again",
    ]
    assert folder.read("content/entities/ann-lee.md") == "---\nname: Ann Lee\nkind: person\n---\n"
    assert folder.read("content/entities/qasem-soleimani.md") == (
        "---\nname: Qasem Soleimani # him\nnames: [Suleimani]\n"
        "misspellings: [Soleimnai]\nkind: person\n---\n"
    )
    assert _run(folder.root, "entities").stdout == "No names that need an entity in 2 articles\n"
    assert _run(folder.root, "check").exit_code == 0


def test_a_wrong_decision_changes_nothing_and_says_why(site: SiteMaker) -> None:
    folder = site(NAMES)
    for arguments, why in (
        (("--accept", "qasem soleimani"), "is a name of qasem-soleimani already"),
        (("--accept", "Oz=planet"), "kind is 'planet'"),
        (("--name", "Suleimani"), "not of the form SPELLING=ENTITY"),
        (("--misspelling", "X=Qasim Soleimani"), "did you mean 'Qasem Soleimani'?"),
        (("--review", "--reject", "X"), "one at a time"),
        (("--format", "json", "--reject", "X"), "one at a time"),
    ):
        said = _run(folder.root, "entities", *arguments)
        assert said.exit_code == 2 and why in said.stderr, said.stderr
    assert len(list((folder.root / "content/entities").iterdir())) == 1
    assert not (folder.root / "rejected-names.txt").exists()


def test_a_review_asks_for_each_name_and_writes_each_answer_at_once(site: SiteMaker) -> None:
    folder = site(NAMES)
    typed = "r\na\n\nx\nm\nnobody\nm\n\n"
    said = CliRunner().invoke(
        main, ["-C", str(folder.root), "entities", "--review"], input=typed, catch_exceptions=False
    )
    assert said.exit_code == 0
    assert folder.read("rejected-names.txt").splitlines()[-1] == "Oz"
    assert "kind: person" in folder.read("content/entities/ann-lee.md")
    assert "misspellings: [Soleimnai]" in folder.read("content/entities/qasem-soleimani.md")
    assert "no entity is called 'nobody'" in said.stderr


def test_a_review_can_be_left_at_any_time(site: SiteMaker) -> None:
    for typed in ("s\nq\n", "a\n", ""):
        folder = site(NAMES)
        arguments = ["-C", str(folder.root), "entities", "--review"]
        said = CliRunner().invoke(main, arguments, input=typed, catch_exceptions=False)
        assert said.exit_code == 0
        assert len(list((folder.root / "content/entities").iterdir())) == 1


def test_entities_show_says_whom_a_name_means_and_where_it_stands(site: SiteMaker) -> None:
    folder = site(NAMES)
    _run(folder.root, "entities", "--misspelling", "Soleimnai=qasem-soleimani")
    said = _run(folder.root, "entities", "show", "qasem  SOLEIMANI")
    assert said.stdout.splitlines() == [
        "Qasem Soleimani: qasem-soleimani, person",
        "  misspellings: Soleimnai",
        "content/articles/a.md:2: Qasem Soleimani is honoured",
        "content/articles/a.md:6: Men honoured Qasem Soleimani in Oz.",
        "content/articles/b.md:6: They honoured General Soleimnai, and President Ann Lee spoke in Oz. (misspelt)",
        "3 places in 2 articles",
    ]
    told = json.loads(_run(folder.root, "entities", "show", "Soleimnai", "--format", "json").stdout)
    assert told["entity"]["slug"] == "qasem-soleimani" and len(told["places"]) == 3
    wrong = _run(folder.root, "entities", "show", "Qasim Soleimani")
    assert wrong.exit_code == 2 and "did you mean 'Qasem Soleimani'?" in wrong.stderr


def test_help_lists_topics_and_prints_one() -> None:
    assert "settings" in CliRunner().invoke(main, ["help"]).output
    assert CliRunner().invoke(main, ["help", "setings"]).exit_code == 2


def test_starting_imports_neither_jinja_nor_markdown_nor_babel() -> None:
    code = "import sys, digest.cli; slow = {'jinja2', 'markdown', 'babel', 'nh3', 'rapidfuzz', 'rich', 'yaml'}\n"
    code += "print(sorted(slow & set(sys.modules)))"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "[]\n"


def test_the_version_is_the_packages() -> None:
    assert CliRunner().invoke(main, ["--version"]).output == f"digest, version {__version__}\n"


SEED = "Ferry stays in port\n\nThe ferry stayed in port on Saturday, and Ann Lee waits. Ann Lee waits on.\n"
MADE = "content/articles/undated/ferry-stays-in-port.md"


def test_import_makes_articles_and_tells_what_it_did(site: SiteMaker) -> None:
    folder = site({"seeds/a.txt": SEED, "content/entities/ann-lee.md": "---\nname: Ann Lee\n---\n"})
    would = _run(folder.root, "import", "--dry-run")
    assert would.stdout.splitlines()[-1] == "would be 1 made, 1 warning"
    assert (
        not folder.root.joinpath(MADE).exists()
        and not (folder.root / "imported-seeds.txt").exists()
    )
    made = _run(folder.root, "import")
    assert made.exit_code == 0
    assert made.stdout == f"made: {MADE}  (seeds/a.txt)\n    about: Ann Lee\n1 made, 1 warning\n"
    assert "seeds/a.txt: warning: tells no date, only “Saturday”" in made.stderr
    assert _run(folder.root, "import").stdout == "1 unchanged\n"


def test_import_tells_what_it_refuses_and_goes_on(site: SiteMaker) -> None:
    folder = site({"seeds/a.txt": "PK\x03\x04", "seeds/b.txt": SEED})
    done = _run(folder.root, "import", "--format", "json", "--retrieved", "2021-12-13")
    assert done.exit_code == 1
    told = json.loads(done.stdout)
    assert [each["path"] for each in told["problems"]] == ["seeds/a.txt"]
    (step,) = told["steps"]
    assert (step["what"], step["path"]) == (
        "made", "content/articles/2021/2021-12-11-ferry-stays-in-port.md",
    )  # fmt: skip


def test_import_takes_a_path_as_it_is_written_here(
    site: SiteMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = site({"in/a.txt": SEED})
    monkeypatch.chdir(folder.root / "in")
    assert _run(folder.root, "import", "a.txt").exit_code == 0
    assert "seed: in/a.txt " in folder.read(MADE)
    assert _run(folder.root, "import", "https://example.org/").exit_code == 1


@pytest.mark.parametrize(
    "words", [("--from", "nothing"), ("--retrieved", "soon"), ("--review", "--dry-run"), ("--accept", "all")]
)  # fmt: skip
def test_import_refuses_wishes_it_can_not_follow(site: SiteMaker, words: tuple[str, ...]) -> None:
    folder = site({"seeds/a.txt": SEED})
    assert _run(folder.root, "import", *words).exit_code == 2
    assert not (folder.root / MADE).exists()


def _reviewed(folder: Path, answers: str) -> Result:
    return CliRunner().invoke(main, ["-C", str(folder), "import", "--review"], input=answers)


def test_a_review_writes_what_it_is_told_to(site: SiteMaker) -> None:
    tagged = "---\ntitle: {0}\ndate: 2021\ntags: [ferries]\n---\nAnn Lee.\n"
    folder = site(
        {
            "seeds/a.txt": SEED,
            "seeds/b.txt": SEED.replace("Ferry stays", "Second ferry stays").replace(
                "on.", "there."
            ),
            "seeds/c.txt": SEED.replace("Ferry stays", "Third ferry stays").replace("on.", "here."),
            "content/entities/ann-lee.md": "---\nname: Ann Lee\n---\n",
            "content/articles/1.md": tagged.format(1),
            "content/articles/2.md": tagged.format(2),
            "content/articles/3.md": "---\ntitle: x\ndate: 2021\n---\nNothing.\n",
        }
    )
    done = _reviewed(folder.root, "t\nn\ns\n")
    assert done.exit_code == 0, done.output
    assert "tags: [ferries]" in folder.read(MADE)
    assert sorted((folder.root / "content/articles/undated").glob("*")) == [folder.root / MADE]
    done = _reviewed(folder.root, "q\n")
    assert done.output.count("(w, t, s, n, q)? ") == 1
    assert "Third ferry stays" in done.output
    assert "was deleted" in done.output  # the second is not asked about again


def test_a_review_shows_both_sides_of_a_conflict(site: SiteMaker) -> None:
    folder = site({"seeds/a.txt": SEED})
    _run(folder.root, "import")
    folder.write(MADE, folder.read(MADE).replace("waits on", "sleeps"))
    folder.write("seeds/a.txt", SEED.replace("waits on", "is gone"))
    told = _run(folder.root, "import")
    assert told.exit_code == 1 and f"left alone: {MADE}" in told.stdout
    done = _reviewed(folder.root, "d\n")
    assert "+The ferry" in done.output and "-The ferry" in done.output
    assert "is gone" in folder.read(MADE)
    assert _run(folder.root, "import").stdout == "1 unchanged\n"
