"""Raw documents that become articles: once, whole, and never over what a curator wrote."""

import os
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digest import config, intake, ledger, workers
from digest.intake import Step, Wishes
from digest.model import Seed
from digest.problems import DigestError, Problem
from tests.active import active
from tests.conftest import SiteFolder, SiteMaker
from tests.payloads import PAYLOADS

HERE = Path(__file__).parent.parent
SEED = (
    "Ferry stays in port – Harbour News\n\nThe ferry stayed in port on Saturday, and nobody on the island knows why."
    "\n\nAnn Lee waits. So does Bo Ek, who came with Ann Lee.\n\nComments are closed.\n"
)
PLACE = "content/articles/undated/ferry-stays-in-port.md"
FILES = {
    "seeds/a.txt": SEED,
    "content/sources/harbour-news.md": "---\nname: Harbour News\nurl: https://harbour.example.org/\n---\n",
    "content/entities/ann-lee.md": "---\nname: Ann Lee\nkind: person\n---\n",
}


NONE = Wishes()


def taken(
    folder: SiteFolder, *given: str, wishes: Wishes = NONE, do: bool = True
) -> list[Step | Problem]:
    """Import, as the command does."""
    site = intake.Intake(folder.root, config.load(folder.root), wishes, workers.Here())
    found = []
    for each in site.steps([str(folder.root / path) for path in given or ("seeds",)], 1):
        found.append(each)
        if do and isinstance(each, Step):
            site.do(each)
    site.done()
    return found


def what(found: list[Step | Problem]) -> list[str]:
    return [
        each.what if isinstance(each, Step) else f"{each.path}: {each.message}" for each in found
    ]


def content(folder: SiteFolder) -> dict[str, bytes]:
    return {
        path.relative_to(folder.root).as_posix(): path.read_bytes()
        for top in ("content", "imported-seeds.txt")
        for path in sorted([folder.root / top, *(folder.root / top).rglob("*")])
        if path.is_file()
    }


def test_a_document_becomes_an_article(site: SiteMaker) -> None:
    folder = site(FILES)
    assert what(taken(folder)) == ["made"]
    text = folder.read(PLACE)
    assert re.sub("[0-9a-f]{12}", "…", text) == (
        "---\ntitle: Ferry stays in port\n# date: not known; the text says “Saturday”\nsource: Harbour News\n"
        "entities: [Ann Lee]\n"
        "summary: The ferry stayed in port on Saturday, and nobody on the island knows why.  "
        "# taken from the text\n"
        "seed: seeds/a.txt … …\n# ? names: Bo Ek (1)\n---\n\n"
        "The ferry stayed in port on Saturday, and nobody on the island knows why.\n\n"
        "Ann Lee waits. So does Bo Ek, who came with Ann Lee.\n"
    )
    assert folder.read("imported-seeds.txt").endswith("\n\nseeds/a.txt\n")
    report = folder.build()
    assert report.articles == 1 and not [
        each for each in report.problems if each.severity == "error"
    ]


def test_importing_again_changes_nothing(site: SiteMaker) -> None:
    folder = site(FILES)
    taken(folder)
    before = content(folder)
    assert what(taken(folder)) == ["unchanged"]
    shutil.rmtree(folder.root / ".digest")
    (folder.root / "imported-seeds.txt").unlink()
    assert what(taken(folder)) == ["unchanged"]
    assert content(folder) == before


def test_an_article_that_was_moved_is_still_known(site: SiteMaker) -> None:
    folder = site(FILES)
    taken(folder)
    (folder.root / "content/articles/2021").mkdir()
    (folder.root / PLACE).rename(folder.root / "content/articles/2021/mine.md")
    assert what(taken(folder)) == ["unchanged"]


def test_an_article_that_was_deleted_is_not_brought_back(site: SiteMaker) -> None:
    folder = site(FILES)
    taken(folder)
    folder.remove(PLACE)
    shutil.rmtree(folder.root / ".digest")
    assert what(taken(folder)) == ["deleted"]
    folder.write("seeds/a.txt", SEED + "\nMore.\n")
    assert what(taken(folder)) == ["deleted"]
    folder.remove("imported-seeds.txt")
    assert what(taken(folder)) == ["made"]


def test_the_same_document_under_another_name_is_there_already(site: SiteMaker) -> None:
    folder = site({**FILES, "seeds/b.txt": SEED})
    assert what(taken(folder)) == ["made", "there"]
    assert what(taken(folder)) == ["unchanged", "there"]


def test_two_of_one_title_get_addresses_of_their_own(site: SiteMaker) -> None:
    folder = site({**FILES, "seeds/b.txt": SEED.replace("waits", "left")})
    found = taken(folder)
    assert what(found) == ["made", "made"]
    assert folder.read(PLACE.replace(".md", "-2.md"))
    assert folder.build().articles == 2
    (_, other) = found
    assert isinstance(other, Step) and other.proposals[-1].sort in ("alike", "goes on")


def test_a_changed_document_renews_what_nobody_edited(site: SiteMaker) -> None:
    folder = site(FILES)
    taken(folder)
    folder.write("seeds/a.txt", SEED.replace("waits", "left"))
    assert what(taken(folder)) == ["renewed"]
    assert "Ann Lee left." in folder.read(PLACE)
    assert what(taken(folder)) == ["unchanged"]


def test_a_changed_document_is_merged_with_what_a_curator_edited(site: SiteMaker) -> None:
    folder = site(FILES)
    taken(folder)
    mine = folder.read(PLACE).replace(
        "entities: [", "date: 2021-12  # mine\ntags: [ferries]\nentities: [Bo Ek, "
    )
    mine = mine.replace("# ? names: Bo Ek (1)\n", "").replace(
        "in port on Saturday", "in port last Saturday"
    )
    folder.write(PLACE, mine.replace("\n", "\r\n"))
    folder.write("seeds/a.txt", SEED.replace("waits", "left") + "\nMore will follow.\n")
    assert what(taken(folder)) == ["merged"]
    text = folder.read(PLACE)
    assert "\r\n" in (folder.root / PLACE).read_bytes().decode()
    for kept in (
        "date: 2021-12  # mine",
        "tags: [ferries]",
        "Bo Ek, Ann Lee",
        "last Saturday",
        "Ann Lee left.",
        "More will",
    ):
        assert kept in text, kept
    assert what(taken(folder)) == ["unchanged"]


def test_what_both_changed_is_left_alone_and_told(site: SiteMaker) -> None:
    folder = site(FILES)
    taken(folder)
    mine = folder.read(PLACE).replace("waits", "sleeps")
    folder.write(PLACE, mine)
    folder.write("seeds/a.txt", SEED.replace("waits", "left"))
    for _ in range(2):
        (step,) = taken(folder)
        assert isinstance(step, Step) and step.what == "conflict"
        assert folder.read(PLACE) == mine
        (told,) = step.problems
        assert told.path == PLACE and "sleeps" in mine.split("\n")[told.line - 1]


@pytest.mark.parametrize("answer, word", [("k", "sleeps"), ("d", "left")])
@pytest.mark.parametrize("remembered", [True, False])
def test_a_conflict_is_settled_by_an_answer(
    site: SiteMaker, answer: str, word: str, remembered: bool
) -> None:
    folder = site(FILES)
    taken(folder)
    folder.write(PLACE, folder.read(PLACE).replace("waits", "sleeps"))
    folder.write("seeds/a.txt", SEED.replace("waits", "left"))
    if not remembered:
        shutil.rmtree(folder.root / ".digest")
    taker = intake.Intake(folder.root, config.load(folder.root), Wishes(), workers.Here())
    (step,) = taker.steps([str(folder.root / "seeds")], 1)
    assert isinstance(step, Step) and step.what == "conflict"
    taker.answered(step, answer)
    assert f"Ann Lee {word}." in folder.read(PLACE)
    assert what(taken(folder)) == ["unchanged"]


def test_lost_memory_never_costs_an_edit(site: SiteMaker) -> None:
    folder = site(FILES)
    taken(folder)
    mine = folder.read(PLACE) + "\nMine.\n"
    folder.write(PLACE, mine)
    folder.write("seeds/a.txt", SEED.replace("waits", "left"))
    shutil.rmtree(folder.root / ".digest")
    assert what(taken(folder)) == ["conflict"]
    assert folder.read(PLACE) == mine


def test_a_broken_file_is_not_made_a_second_time(site: SiteMaker) -> None:
    folder = site(FILES)
    taken(folder)
    folder.write(PLACE, folder.read(PLACE).replace("title: Ferry", "title: [Ferry"))
    assert what(taken(folder)) == ["unchanged"]


def test_a_day_of_retrieval_dates_a_weekday(site: SiteMaker) -> None:
    folder = site(FILES)
    taken(folder, wishes=Wishes(retrieved="2021-12-13"))
    text = folder.read("content/articles/2021/2021-12-11-ferry-stays-in-port.md")
    assert "\ndate: 2021-12-11\ndate_basis: “Saturday” in the text, retrieved 2021-12-13\n" in text
    assert "\nretrieved: 2021-12-13\n" in text


def test_proposals_are_taken_on_wish(site: SiteMaker) -> None:
    other = "---\ntitle: {}\ndate: 2021-12-0{}\ntags: [ferries]\n---\nAnn Lee was there.\n"
    folder = site(
        {
            **FILES,
            **{f"content/articles/{n}.md": other.format(n, n) for n in (1, 2, 3)},
            "content/articles/4.md": "---\ntitle: x\ndate: 2021\n---\nNothing.\n",
            "seeds/a.txt": SEED.replace(" – Harbour News", "").replace(
                "knows why", "knows why, Harbour News reported"
            ),
        }
    )
    (step,) = taken(folder, do=False)
    assert isinstance(step, Step)
    assert [each.sort for each in step.proposals][:3] == ["source", "tags", "names"]
    assert not (folder.root / PLACE).exists()
    taken(folder, wishes=Wishes(accept=("tags", "source")))
    assert "source: Harbour News\ntags: [ferries]\nentities: [Ann Lee]\n" in folder.read(PLACE)
    assert "# ? tags" not in folder.read(PLACE)


def test_a_text_that_is_nearly_another_is_told(site: SiteMaker) -> None:
    words = " ".join(f"word{number}" for number in range(300))
    folder = site(
        {
            "content/articles/2021-12-09-first.md": f"# A\n\n{words}.\n",
            "seeds/a.txt": f"A headline\n\n{words} more.\n",
        }
    )
    (step,) = taken(folder)
    assert isinstance(step, Step)
    assert step.proposals[0].items == ("articles/2021-12-09-first.md",)
    assert step.proposals[0].share > 95
    assert any("nearly the same" in each.message for each in step.problems)


def test_one_bad_document_never_stops_the_others(site: SiteMaker) -> None:
    folder = site({"seeds/b.txt": SEED, "seeds/c.txt": "One line\n"})
    folder.write("seeds/a.bin", bytes(range(256)) * 20)
    folder.write("seeds/d.txt", b"")
    folder.write("seeds/e.gz", b"\x1f\x8b\x08\x00")
    os.mkfifo(folder.root / "seeds/f")
    assert what(taken(folder)) == [
        "seeds/f: is no ordinary file",
        "seeds/a.bin: is no text",
        "made",
        "seeds/c.txt: holds a headline, and no text",
        "seeds/d.txt: is empty",
        "seeds/e.gz: is compressed (gzip)",
    ]


@pytest.mark.slow
def test_bombs_are_refused_or_taken_in_but_never_stop_it(site: SiteMaker) -> None:
    folder = site({"seeds/z.txt": SEED})
    bombs = {
        "line": b"A headline\n\n" + b"word " * 1_900_000,
        "brackets": b"A headline\n\n" + b"[" * 9_000_000,
        "stars": b"A headline\n\n" + b"*" * 9_000_000,
        "quotes": b"A headline\n\n" + b">" * 1_000_000 + b" deep",
        "lists": b"A headline\n\n" + b"\n".join(b" " * n + b"- x" for n in range(3_000)),
        "breaks": b"A headline\n" + b"x\n\n" * 2_000_000,
        "shares": b"A headline\n\n" + b"share this " * 500_000,
        "by": b"A headline\n\n" + b"By Ann " * 500_000,
        "wide": ("A headline\n\n" + "中" * 3_000_000).encode("utf-16"),
        "nul": b"\0" * 5_000_000,
    }
    for name, each in bombs.items():
        folder.write(f"seeds/{name}.txt", each)
    found = taken(folder)
    assert len(found) == len(bombs) + 1
    assert what(found)[-1] == "made"
    folder.build()


def test_a_full_disk_leaves_nothing_half(site: SiteMaker, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = site(FILES)
    before = content(folder)

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    taker = intake.Intake(folder.root, config.load(folder.root), Wishes(), workers.Here())
    (step,) = taker.steps([str(folder.root / "seeds")], 1)
    assert isinstance(step, Step)
    monkeypatch.setattr("digest.write.os.write", full)
    with pytest.raises(DigestError, match="No space left"):
        taker.do(step)
    monkeypatch.undo()
    assert {path for path, text in content(folder).items() if text} == set(before)
    assert what(taken(folder)) == ["made"]


EDITS = st.lists(
    st.sampled_from("words title comment tags below body seed import lost".split()), min_size=1, max_size=7
)  # fmt: skip


@pytest.mark.slow
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(edits=EDITS)
def test_a_curators_edits_survive_any_series_of_imports(
    edits: list[str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = SiteFolder(tmp_path_factory.mktemp("site"))
    for path, text in {"digest.toml": 'title = "T"\n', **FILES}.items():
        folder.write(path, text)
    taken(folder)
    marks = []
    for number, edit in enumerate(edits):
        text, mark = folder.read(PLACE), f"mark{number}"
        changed = {
            "title": text.replace("title: ", f"title: {mark} ", 1),
            "comment": text.replace("source:", f"# {mark}\nsource:", 1),
            "tags": text.replace("entities: [", f"entities: [{mark}, ", 1),
            "below": text + f"\n{mark}\n",
            "body": text.replace("nobody", f"nobody {mark}", 1),
        }.get(edit)
        if changed is not None and changed != text:
            folder.write(PLACE, changed)
            marks.append(mark)
        elif edit == "seed":
            seed = folder.read("seeds/a.txt")
            folder.write(
                "seeds/a.txt",
                seed.replace("Ann Lee", f"New{number} Ann Lee") + f"\nMore {number}.\n",
            )
        elif edit == "words":
            folder.write(
                "seeds/a.txt", folder.read("seeds/a.txt").replace("nobody", f"nobody w{number}")
            )
        elif edit == "lost":
            shutil.rmtree(folder.root / ".digest", ignore_errors=True)
        else:
            taken(folder)
            before = content(folder)
            taken(folder)
            assert content(folder) == before
    taken(folder)
    assert [mark for mark in marks if mark not in folder.read(PLACE)] == []
    assert len(list((folder.root / "content/articles").rglob("*.md"))) == 1


@pytest.mark.slow
def test_nothing_hostile_in_a_text_gets_through(site: SiteMaker) -> None:
    folder = site({})
    for number, payload in enumerate(PAYLOADS):
        line = " ".join(payload.text.split())
        text = f"Headline {number} {line}\n\nWords {line} before.\n\n{line}\n\nBy Ann Lee {line}\n\nTags: {line}\n"
        folder.write(f"seeds/{number:04}.txt", text.encode("utf-8", "replace"))
    made = [each for each in taken(folder) if isinstance(each, Step)]
    assert len(made) > 0.98 * len(PAYLOADS)
    problems = folder.build().problems
    assert not [each for each in problems if each.severity == "error"]
    pages = {
        path: text.decode() for path, text in folder.output().items() if path.endswith(".html")
    }
    assert len(pages) > len(made)
    assert {
        path: said for path, text in pages.items() if (said := active(text, "example.org"))
    } == {}


# ---- this repository's own seeds, and the one that all began with --------------------------------


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> SiteFolder:
    """This repository's digest, its seeds imported."""
    folder = SiteFolder(tmp_path_factory.mktemp("own"))
    for name in ("content", "layouts", "seeds"):
        shutil.copytree(HERE / name, folder.root / name)
    folder.write("pyproject.toml", (HERE / "pyproject.toml").read_bytes())
    taken(folder)
    return folder


def test_this_repositorys_seeds_are_published(own: SiteFolder) -> None:
    seeds = sorted((HERE / "seeds").glob("*.txt"))
    made = list(ledger.imported(own.root, "content", _articles(own)))
    assert sorted(each.origin.seed for each in made) == [f"seeds/{each.name}" for each in seeds]
    report = own.build()
    assert not [each for each in report.problems if each.severity == "error"]
    for each in made:
        slug = Path(each.path).stem
        page = own.page(f"articles/{slug}/index.html")
        text = next(seed for seed in seeds if each.origin.seed.endswith(seed.name)).read_text(
            "utf-8"
        )
        headline, *rest = [line for line in text.split("\n") if line.strip()]
        assert f"<h1>{re.split(' [–|] ', headline)[0]}" in page.replace("<bdi>", "")
        assert (
            "Comments are closed" not in page and "WhatsApp" not in page and "cookies" not in page
        )
        paragraphs = [line for line in rest if len(line) > 70 and "cookies" not in line]
        body = each.text.split("---\n\n", 1)[1].split("\n\n")
        assert [line.strip() for line in body] == paragraphs


def test_importing_them_again_changes_nothing(own: SiteFolder) -> None:
    before = content(own)
    assert {*what(taken(own))} == {"unchanged"}
    assert content(own) == before


def _articles(folder: SiteFolder) -> list[str]:
    top = folder.root / "content"
    return [path.relative_to(top).as_posix() for path in sorted(top.rglob("*.md"))]


@pytest.mark.parametrize("kind", ["hugo", "jekyll", "zola", "pelican", "eleventy"])
def test_a_site_of_another_generator_is_taken_in_once(tmp_path: Path, kind: str) -> None:
    former = HERE / "tests/generators/sites" / kind
    folder = SiteFolder(tmp_path)
    intake.begun(folder.root, kind, former)
    found = taken(folder, str(former), wishes=Wishes(kind))
    assert {"made", "copied"} <= {*what(found)}
    assert not [each for each in folder.build(drafts=True).problems if each.severity == "error"]
    before = content(folder)
    again = taken(folder, str(former), wishes=Wishes(kind))
    assert {each.what for each in again if isinstance(each, Step)} == {"unchanged"}
    assert content(folder) == before
    assert "# ?" not in "".join(text.decode("utf-8", "replace") for text in before.values())


def test_settings_of_a_former_site_are_told_where_there_are_others(site: SiteMaker) -> None:
    folder = site({})
    former = HERE / "tests/generators/sites/jekyll"
    told = what(taken(folder, str(former), wishes=Wishes("jekyll"), do=False))
    assert any("had the setting title = " in each for each in told)


def test_a_list_of_feeds_gives_way_to_its_feeds_where_addresses_may_be_fetched(
    site: SiteMaker,
) -> None:
    addresses = ["https://example.org/one", "https://example.org/two"]
    listed = "".join(f"<outline text='x' xmlUrl='{address}'/>" for address in addresses)
    folder = site({"seeds/list.opml": f"<opml version='2.0'><body>{listed}</body></opml>"})
    asked: list[str] = []

    def fetch(address: str) -> Seed | Problem:
        asked.append(address)
        text = f"<rss version='2.0'><channel><title>F</title><item><title>Of {address[-3:]}</title>"
        return Seed(
            address, f"{text}<description>Words.</description></item></channel></rss>".encode()
        )

    intaken = intake.Intake(folder.root, config.load(folder.root), NONE, workers.Here(), fetch)
    found = list(intaken.steps([str(folder.root / "seeds")], 1))
    assert asked == addresses
    assert what(found) == ["made", "made"]
    assert what(taken(folder, do=False))[0].startswith("seeds/list.opml: lists the feed")


def test_what_is_cut_in_a_field_is_told(site: SiteMaker) -> None:
    head = f"<title>Ferry stays in port</title><meta name=description content='{'long ' * 150}'>"
    folder = site({"seeds/a.html": f"{head}<h1>Ferry stays in port</h1><p>{SEED}</p>"})
    (step,) = taken(folder)
    assert isinstance(step, Step)
    assert any("summary" in each.message and "cut" in each.message for each in step.problems)
