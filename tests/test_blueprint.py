"""A plan that lies on disk is the plan that was made; where it can't be trusted, there is none."""

import os
import pickle
import random
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from digest import blueprint, build, config, content, layouts, memory, recall, workers
from digest.desk import Desk
from digest.memory import Memory
from digest.model import Scope
from digest.plan import Plan
from tests.conftest import NOW, SETTINGS, SiteFolder, article
from tests.test_amend import Newsroom, anew, differing

FRONT = {"date": "2023-01-02", "tags": "[one, two]", "entities": "[Ann Lee]"}


@pytest.fixture
def small(tmp_path: Path) -> SiteFolder:
    folder = SiteFolder(tmp_path / "site")
    folder.write("digest.toml", SETTINGS)
    for name in "abc":
        folder.write(f"content/articles/{name}.md", article(name.upper(), "Ann Lee.", **FRONT))
    folder.write("content/articles/pic.png", "a picture")
    folder.write("content/entities/ann-lee.md", "---\nname: Ann Lee\n---\n\nWho she is.\n")
    folder.build()
    return folder


def _file(folder: SiteFolder) -> Path:
    return folder.root / memory.FOLDER / memory.BLUEPRINT


def _kept(folder: SiteFolder, known: Memory | None = None) -> Plan | None:
    """The plan of the last build, from disk, for the site as it is now."""
    settings = config.load(folder.root)
    known = known or memory.load(folder.root)
    found = content.look(folder.root, settings)
    recall.readings(folder.root, known, found.manuscripts, settings, workers.Here(), Scope(NOW))
    assets, _, _ = recall.assets(folder.root, known, found.files, settings, workers.Here())
    looks = layouts.read(folder.root, settings.layouts, settings.theme.name, settings.language)
    return blueprint.plan(folder.root, known, settings, looks, assets)


def _amends(folder: SiteFolder) -> bool:
    """Build; whether the plan of an earlier build was amended for it."""
    before = _file(folder).read_bytes() if _file(folder).exists() else b""
    folder.build()
    assert memory.load(folder.root).blueprint
    return bool(before) and _file(folder).read_bytes() == before and _followed(folder)


def _followed(folder: SiteFolder) -> bool:
    return bool(memory.load(folder.root).amended)


def test_the_plan_on_disk_is_the_one_that_was_carried_out(small: SiteFolder) -> None:
    kept = _kept(small)
    assert kept is not None
    made = small.plan()
    assert dict(kept.pages) == dict(made.pages) and list(kept.pages) == list(made.pages)
    assert dict(kept.stock.linked) == dict(made.stock.linked)
    assert kept.stock.found == made.stock.found
    assert kept.marks == made.marks
    for name in ("assets", "layouts", "problems", "articles", "left_out", "due", "content"):
        assert getattr(kept, name) == getattr(made, name), name
    assert kept.referred() == made.referred()
    for path, pages in kept.holders.items():
        assert pages, path


def test_other_words_amend_it_again_and_again(small: SiteFolder) -> None:
    for number in range(4):
        name = "aab"[number % 3]
        text = article(f"Title {number}", f"Ann Lee {number}.", **FRONT)
        small.write(f"content/articles/{name}.md", text)
        assert _amends(small)
        assert f"Title {number}" in small.page(f"articles/{name}/index.html")
        assert f"Ann Lee</a> {number}" in small.page(f"articles/{name}/index.html")
        kept = _kept(small)
        assert kept is not None and dict(kept.stock.linked) == dict(small.plan().stock.linked)
    assert memory.load(small.root).amended == ("articles/a.md", "articles/b.md")


def test_a_build_with_nothing_new_keeps_it(small: SiteFolder) -> None:
    small.write("content/articles/a.md", article("Other", "Ann Lee.", **FRONT))
    assert _amends(small)
    (small.root / memory.FOLDER / memory.GLANCE).unlink(missing_ok=True)
    (small.root / "output/articles/b/index.html").unlink()
    assert _amends(small)
    assert small.has("articles/b/index.html")


def test_a_draft_in_other_words_moves_nothing(small: SiteFolder) -> None:
    text = article("Draft", "Words.", draft="true")
    small.write("content/articles/draft.md", text)
    small.build()
    small.write("content/articles/draft.md", text.replace("---\n\n", "---\n\n\n"))
    assert small.build().written == ()
    small.write("content/articles/a.md", article("Other", "Ann Lee.", **FRONT))
    assert _amends(small)
    assert memory.load(small.root).amended == ("articles/a.md",)


def test_what_moves_an_article_makes_another(small: SiteFolder) -> None:
    small.write("content/articles/a.md", article("A", "Words.", date="2023-05-05"))
    assert not _amends(small)
    assert not _followed(small)


def test_with_many_other_words_another_is_made(
    small: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(build, "_FEW", 2)
    for name, amended in (("a", True), ("b", True), ("a", True), ("c", False), ("c", True)):
        title = f"Other {time.monotonic_ns()}"
        small.write(f"content/articles/{name}.md", article(title, "Ann Lee.", **FRONT))
        assert _amends(small) is amended, name


def test_after_an_error_there_is_none(small: SiteFolder) -> None:
    broken = small.read("content/articles/a.md").replace("title: A", "title: [")
    good = small.read("content/articles/a.md")
    small.write("content/articles/a.md", broken)
    small.build()
    small.write("content/articles/a.md", good.replace("Ann Lee.", "Ann Lee!"))
    assert not _amends(small)
    small.write("content/articles/a.md", good)
    assert _amends(small)


def test_after_the_site_was_worked_on_at_a_desk_another_is_made(small: SiteFolder) -> None:
    desk = Desk(small.root, workers.Here(), lambda: Scope(NOW))
    desk.plan()
    path = "content/articles/a.md"
    small.write(path, article("At the desk", "Ann Lee.", **FRONT))
    desk.plan({small.root / path})
    desk.carry_out()
    desk.close()
    small.write("content/articles/b.md", article("Other", "Ann Lee.", **FRONT))
    assert not _amends(small)
    assert "At the desk" in small.page("index.html") and "Other" in small.page("index.html")
    small.write("content/articles/b.md", article("Another", "Ann Lee.", **FRONT))
    assert _amends(small)
    assert "At the desk" in small.page("index.html") and "Another" in small.page("index.html")


def test_time_makes_another_where_an_article_waits_for_it(small: SiteFolder) -> None:
    small.write("content/articles/later.md", article("Later", date="2023-11-15"))
    small.build()
    small.write("content/articles/a.md", article("Other", "Ann Lee.", **FRONT))
    small.build(now=NOW + 10**6)
    assert small.has("articles/later/index.html") and not _followed(small)


@pytest.mark.parametrize(
    "change",
    [
        lambda folder: folder.write("layouts/home.html", "Other."),
        lambda folder: folder.write("digest.toml", SETTINGS + "page_size = 2\n"),
        lambda folder: folder.write("content/articles/pic.png", "another picture"),
        lambda folder: folder.write("content/articles/d.md", article("D")),
        lambda folder: folder.remove("content/articles/b.md"),
        lambda folder: folder.write("content/entities/ann-lee.md", "---\nname: Ann Lee\n---\nX.\n"),
    ],
)
def test_any_other_change_makes_another(
    small: SiteFolder, change: Callable[[SiteFolder], None]
) -> None:
    change(small)
    small.write("content/articles/a.md", article("Other", "Ann Lee.", **FRONT))
    assert not _amends(small)


def test_a_file_that_changed_within_a_tick_makes_another(small: SiteFolder) -> None:
    known = memory.load(small.root)
    assert _kept(small, known) is not None
    path = small.root / "content/articles/pic.png"
    seen = path.stat()
    path.write_bytes(b"A PICTURE")
    os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns))
    known = memory.load(small.root)
    known.assets.clear()  # as where its stat could not be trusted
    assert _kept(small, known) is None


@pytest.mark.parametrize("at", range(0, 100, 9))
def test_a_damaged_one_is_none(small: SiteFolder, at: int) -> None:
    good = _file(small).read_bytes()
    place = at * len(good) // 100
    _file(small).write_bytes(good[:place] + bytes([good[place] ^ 4]) + good[place + 1 :])
    assert _kept(small) is None
    _file(small).write_bytes(good[:place])
    assert _kept(small) is None
    _file(small).unlink()
    assert _kept(small) is None
    _file(small).mkdir()
    assert _kept(small) is None


def test_that_of_another_build_is_none(small: SiteFolder) -> None:
    older = _file(small).read_bytes()
    small.write("content/articles/d.md", article("D", **FRONT))
    small.build()
    assert _kept(small) is not None
    _file(small).write_bytes(older)
    assert _kept(small) is None


def test_a_pickle_makes_nothing_but_values(
    small: SiteFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Trap:
        def __reduce__(self) -> tuple[object, tuple[str]]:
            return os.mkdir, (str(small.root / "trapped"),)

    for trap in (Trap(), Path("x"), Scope, build.prepare, time.time):
        with pytest.raises(pickle.UnpicklingError):
            blueprint._values(pickle.dumps([trap]))
            raise pickle.UnpicklingError if trap is Scope else AssertionError
    assert not (small.root / "trapped").exists()


def test_where_it_can_not_be_written_the_site_is_right(small: SiteFolder) -> None:
    _file(small).unlink()
    _file(small).mkdir()
    for number in range(3):
        small.write("content/articles/a.md", article(f"Other {number}", "Ann Lee.", **FRONT))
        small.build()
        assert f"Other {number}" in small.page("articles/a/index.html")
    assert not _file(small).with_name("plan.new").exists()


def _series(root: Path, seed: int, steps: int, moving: float) -> tuple[int, int]:
    """Edits, each followed by a build, after which the plan on disk is compared; how many amended, and of how many.

    Those do not count after which the site has errors: then no plan is kept.
    """
    newsroom = Newsroom(root, random.Random(seed))
    folder, dice = newsroom.folder, newsroom.dice
    folder.build()
    amended = counted = 0
    for step in range(steps):
        if _file(folder).is_file() and dice.random() < 0.2:
            older = _file(folder).read_bytes()
            damage = dice.choice([older[:-1], older + b"x", older[1:] + older[:1], b""])
            _file(folder).write_bytes(damage)
        newsroom.edit(moving)
        report = folder.build()
        expected, problems = folder.clean(root.parent / f"clean-{seed}-{step}")
        assert report.problems == problems, (seed, step)
        got = folder.output()
        if any(problem.severity == "error" for problem in problems):
            wrong = {path for path in expected if got.get(path) != expected[path]}
            assert wrong <= {".digest"}, (seed, step, wrong)
            continue
        assert got == expected, (seed, step)
        counted += 1
        amended += _followed(folder)
        kept = _kept(folder)
        assert kept is not None
        made = anew(newsroom)
        told = [each for each in differing(kept, made) if each != "marks of the stock"]
        assert told == [], (seed, step)
        for what, marks in kept.stock.marks.items():
            for key, mark in marks.items():
                assert made.stock.marks[what][key] == mark, (seed, step, what, key)
    return amended, counted


def test_after_any_edits_it_is_as_one_made_anew(tmp_path: Path) -> None:
    done = [_series(tmp_path / f"{seed}", seed, 6, 0.2) for seed in range(12)]
    amended, edits = (sum(each) for each in zip(*done, strict=True))
    assert edits // 4 < amended < edits


@pytest.mark.slow
@pytest.mark.parametrize("block", range(4))
def test_after_hundreds_of_edits_it_is_as_one_made_anew(tmp_path: Path, block: int) -> None:
    for seed in range(1_000 + block * 25, 1_025 + block * 25):
        _series(tmp_path / f"{seed}", seed, 12, (0.1, 0.25, 0.4, 0.02)[block])


def test_pages_hold_nothing_that_can_not_be_read_again(small: SiteFolder) -> None:
    small.write(
        "content/articles/d.md",
        "---\ntitle: D\nextra: { when: 2023-01-02, at: 2023-01-02 10:00:00, no: 1.5, list: [1, [x]] }\n"
        "aliases: [/old/]\nsource: Wire\nimage: pic.png\nurl: https://example.net/\n---\n\n[[a]]\n",
    )
    small.write(
        "content/articles/e.md",
        "+++\ntitle = 'E'\n[extra]\nwhen = 2023-01-02\nat = 2023-01-02T10:00:00Z\nhour = 10:00:00\n+++\n\nX\n",
    )
    small.write("content/pages/about.md", "---\ntitle: About\n---\n\n[[a]]\n")
    small.write("content/sources/wire.md", "---\nname: Wire\ncountry: NO\n---\n")
    small.build()
    kept = _kept(small)
    assert kept is not None
    assert dict(kept.pages) == dict(small.plan().pages)
    assert dict(kept.stock.linked) == dict(small.plan().stock.linked)
