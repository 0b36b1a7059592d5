"""After any series of edits: incremental output equals clean output, and so do the problems."""

import itertools
import random
import shutil
import tempfile
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image

from digest import memory, write
from digest.fingerprint import of_bytes
from tests.conftest import SETTINGS, SiteFolder, drawn

TITLES = ["Alpha", "Beta", "Gamma <b>", "Delta & co", "دلتا"]
TAGS = ["Iraq", "iraq", "C", "C#", "open source", "US forces", "American troops", "x/y"]
ENTITIES = ["Ann Lee", "ann-lee", "A. Lee", "Basra", "nobody"]
SOURCES = ["Wire", "The Wire", "Other"]
DATES = ["2023-01-02", "2023-01", "2023", "2022-05-06T10:00:00+03:00", "2030-01-01", "", "soon"]
BODIES = [
    "Words.",
    "See [[art-1]] and [it](ref:ann-lee).",
    "A dead [[nowhere]].",
    "Relative [file](art-2.md) and ![p](pic.png).",
    "![](Pic.jpg) [same](pic.png) ![p](../articles/sub/pic.png){width=20}",
    "# Head\n\n{% raw %}\n\n## Sub",
    "[" * 500,
    "Ann Lee is in Basra.\n\nLee, A. Lee & *Bob Lee* of `Basra`: Ane Lee.",
    "Bob <!-- nolink -->Basra<!-- /nolink --> [Ann Lee](x).\n\n- Basra\n- Ann\n  Lee",
]
LAYOUTS = ["article.html", "parts/cards.html", "feed.xml", "static/style.css", "terms.html"]


def article_text(dice: random.Random) -> str:
    """A content file of an article, ordinary or odd."""
    lines = [f"title: {dice.choice(TITLES)}", f"tags: [{', '.join(dice.sample(TAGS, 2))}]"]
    if date := dice.choice(DATES[: 6 if dice.random() < 0.9 else 7]):
        lines.append(f"date: {date}")
    if dice.random() < 0.7:
        lines.append(f"entities: [{dice.choice(ENTITIES[: 4 if dice.random() < 0.9 else 5])}]")
    if dice.random() < 0.2:
        lines.append(f"not_entities: [{dice.choice(ENTITIES)}]")
    if dice.random() < 0.6:
        lines.append(f"source: {dice.choice(SOURCES)}")
    if dice.random() < 0.2:
        lines.append(
            dice.choice(
                [
                    "draft: true",
                    "status: hidden",
                    "aliases: [/old/]",
                    "layout: odd",
                    "slug: art-1",
                    "image: pic.png",
                    "image: Pic.jpg\nimage_alt: P",
                    "image: /articles/sub/pic.png",
                ]
            )
        )
    body = dice.choice(dice.choice([BODIES[:2], BODIES[-2:], BODIES]))
    return "---\n" + "\n".join(lines) + "\n---\n\n" + body + "\n"


def profile_text(dice: random.Random, kind: str) -> str:
    """A file of the registry."""
    names = {
        "entities": ["A. Lee", "Lee", "Ane Lee"],
        "people": ["Lee", "B. Lee"],
        "places": ["Al-Basra", "Bob"],
        "tags": ["American troops", "troops"],
        "sources": ["The Wire"],
    }
    name = {
        "entities": "Ann Lee",
        "people": "Bob Lee",
        "places": "Basra",
        "tags": "US forces",
        "sources": "Wire",
    }[kind]
    about = dice.choice(["Two lines.", "See [[art-1]].", ""])
    spelt = ", ".join(dice.sample(names[kind], dice.randint(0, len(names[kind]))))
    more = {
        "entities": "kind: person\n",
        "people": "kind: person\n",
        "places": "kind: place\n",
    }.get(kind, "")
    if more and dice.random() < 0.3:
        more += dice.choice(["short: [Lee, Bob]\n", "misspellings: [Ane Lee]\n", "draft: true\n"])
    return (
        f"---\ntitle: {dice.choice([name, name + ' Jr'])}\nnames: [{spelt}]\n{more}---\n\n{about}\n"
    )


PROFILES = {
    "entities": "content/entities/ann-lee.md",
    "people": "content/entities/bob-lee.md",
    "places": "content/entities/basra.md",
    "tags": "content/tags/us-forces.md",
    "sources": "content/sources/wire.md",
}


PICTURES = ("pic.png", "sub/pic.png", "Pic.jpg")


def picture(dice: random.Random) -> bytes:
    """A picture, now and then of another format than its name says, with a place in it, or none at all."""
    form = dice.choice(["PNG", "PNG", "JPEG", "WEBP", "GIF"])
    found = drawn(dice.choice([9, 30, 700]), dice.choice([9, 20]), "L", form)
    if form == "JPEG" and dice.random() < 0.5:
        exif = Image.Exif()
        exif[0x0112] = dice.choice([1, 6])
        found = drawn(30, 20, "RGB", form, exif=exif)
    return dice.choice([found, found, found, found[: len(found) // 2], b"none"])


ACCIDENTS = ("delete-output", "delete-memory", "damage-memory", "damage-plan", "damage-picture")
KINDS = (
    *"add add change change change reword reword reword remove rename break".split(),
    *"profile unprofile layout unlayout settings".split(),
    *ACCIDENTS,
    *"page asset asset unasset copy-back".split(),
)


def edit(folder: SiteFolder, dice: random.Random, kinds: Sequence[str] = KINDS) -> str:
    """One edit of the kinds people and accidents make; says which."""
    articles = sorted((folder.root / "content/articles").rglob("*.md"))
    names = [path.relative_to(folder.root).as_posix() for path in articles]
    kind = dice.choice(kinds)
    if kind == "add":
        folder.write(f"content/articles/art-{dice.randint(1, 9)}.md", article_text(dice))
    elif kind == "change" and names:
        folder.write(dice.choice(names), article_text(dice))
    elif kind == "reword" and names:
        name = dice.choice(names)
        before = (folder.root / name).read_bytes()
        title = dice.choice([b"title: Al", b"title: Be", b"title: Other "])
        after = dice.choice([before + b"More.\n", before.replace(b"title: ", title, 1)])
        folder.write(name, after)
    elif kind == "remove" and len(names) > 1:
        folder.remove(dice.choice(names))
    elif kind == "rename" and names:
        old = folder.root / dice.choice(names)
        new = (
            folder.root
            / f"content/articles/{dice.choice(['', 'sub/'])}2023-03-0{dice.randint(1, 9)}-art.md"
        )
        new.parent.mkdir(exist_ok=True)
        old.rename(new)
    elif kind == "break" and names:
        ruins = [b"---\na: [\n---\nx", b"---\ntitle: x\n", b"\xff\xfe\xff", b""]
        folder.write(dice.choice(names), dice.choice(ruins))
    elif kind == "profile":
        group = dice.choice(sorted(PROFILES))
        folder.write(PROFILES[group], profile_text(dice, group))
    elif kind == "unprofile":
        path = folder.root / PROFILES[dice.choice(sorted(PROFILES))]
        path.unlink(missing_ok=True)
    elif kind == "layout":
        ours = Path(__file__).parents[2] / "layouts"
        name = dice.choice(LAYOUTS)
        text = (ours / name).read_text("utf-8")
        broken = dice.random() < 0.3 and name.endswith("html")
        folder.write(f"layouts/{name}", text + ("{{ nothing }}" if broken else f"<!-- {dice.random()} -->"
                     if name.endswith(".html") else " "))  # fmt: skip
    elif kind == "unlayout":
        shutil.rmtree(folder.root / "layouts", ignore_errors=True)
    elif kind == "settings":
        extra = dice.choice(
            ['language = "de"', 'timezone = "Asia/Baghdad"', "page_size = 2", 'permalink = "{year}/{slug}/"',
             'link = "all"', 'link = "none"', 'stop = ["basra"]', "together = 1",
             'checks = ["pictures"]', "social_cards = true",
             "feeds = { limit = 1 }", 'markdown = ["extra"]', 'pages = ["home", "articles", "data"]', ""]
        )  # fmt: skip
        base = dice.choice([SETTINGS, SETTINGS.replace("example.org/", "example.org/digest/")])
        folder.write("digest.toml", base + extra + "\n")
    elif kind == "delete-output":
        found = sorted(path for path in (folder.root / "output").rglob("*") if path.is_file())
        found = [path for path in found if path.name != ".digest"]  # test_build loses that one
        for path in dice.sample(found, min(len(found), dice.randint(1, 5))):
            path.unlink()
        if dice.random() < 0.2:
            shutil.rmtree(folder.root / "output", ignore_errors=True)
    elif kind == "delete-memory":
        shutil.rmtree(folder.root / ".digest", ignore_errors=True)
    elif kind in ("damage-memory", "damage-plan"):
        path = folder.root / f".digest/{kind.removeprefix('damage-')}"
        content = bytearray(path.read_bytes() if path.exists() else b"")
        if content:
            content[dice.randrange(len(content))] ^= 0x55
            path.write_bytes(bytes(content[: dice.choice([len(content), len(content) // 2, 0])]))
    elif kind == "damage-picture":
        made = sorted((folder.root / ".digest").glob("pictures/*"))
        for path in dice.sample(made, min(len(made), 2)):
            path.write_bytes(dice.choice([b"", b"other", path.read_bytes()[:-1]]))
    elif kind == "page":
        folder.write(
            "content/pages/about.md", f"---\ntitle: About {dice.randint(0, 3)}\n---\n\n[[art-1]]\n"
        )
    elif kind == "asset":
        folder.write(f"content/articles/{dice.choice(PICTURES)}", picture(dice))
    elif kind == "unasset":
        pictures = [folder.root / "content/articles" / name for name in PICTURES]
        there = [path for path in pictures if path.exists()]
        if there and dice.random() < 0.5:
            new = dice.choice(pictures)
            new.parent.mkdir(parents=True, exist_ok=True)  # an edit before may have taken it away
            dice.choice(there).rename(new)
        elif there:
            dice.choice(there).unlink()
    elif kind == "copy-back" and names:  # git checkout: the same bytes with another time
        folder.write(names[0], (folder.root / names[0]).read_bytes())
    return kind


def _ours(output: dict[str, bytes]) -> dict[str, bytes]:
    return {path: content for path, content in output.items() if path != ".digest"}


def _agrees(folder: SiteFolder, into: Path, edits: list[str]) -> None:
    """One incremental build against a clean one of the same files."""
    report = folder.build()
    expected, problems = folder.clean(into)
    assert report.problems == problems, edits
    got = folder.output()
    if any(problem.severity == "error" for problem in problems):
        # with errors nothing is removed: what a clean build has is there, and the same
        stale = {path for path, content in _ours(expected).items() if got.get(path) != content}
        assert not stale, (edits, stale)
    else:
        assert got == expected, (edits, sorted(set(got) ^ set(expected)))
    owned = {path: of_bytes(content) for path, content in _ours(got).items()}
    assert got[".digest"] == write.listing(owned), edits
    again = folder.build()
    assert (again.written, again.removed) == ((), ()), edits
    assert again.problems == report.problems


def _series(seed: int, steps: int) -> None:
    dice = random.Random(seed)
    with tempfile.TemporaryDirectory() as name:
        folder = SiteFolder(Path(name) / "site")
        folder.write("digest.toml", SETTINGS)
        for number in range(1, dice.randint(3, 6)):
            folder.write(f"content/articles/art-{number}.md", article_text(dice))
        for group, path in PROFILES.items():
            folder.write(path, profile_text(dice, group))
        folder.build()
        counter = itertools.count()
        edits: list[str] = []
        for step in range(steps):
            edits += [edit(folder, dice) for _ in range(dice.randint(1, 3))]
            if step % 2 or step == steps - 1:
                _agrees(folder, Path(name) / f"clean-{next(counter)}", edits)
            else:
                folder.build()


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(st.integers(0, 2**32), st.integers(1, 5))
def test_incremental_equals_clean_after_any_edits(seed: int, steps: int) -> None:
    _series(seed, steps)


CALM = (*ACCIDENTS, "asset", "unasset", "copy-back", "layout", "profile", "add", "remove")
"""What else happens now and then where words are edited."""


def _rewording(seed: int, steps: int) -> int:
    """A site in which little else than words is edited, each time with a build; how often its plan was amended."""
    dice = random.Random(seed)
    amended = 0
    with tempfile.TemporaryDirectory() as name:
        folder = SiteFolder(Path(name) / "site")
        folder.write("digest.toml", SETTINGS)
        for number in range(1, 7):
            text = "Words.\n\nAnn Lee is in Basra.\n\nLee, A. Lee & *Bob Lee* of `Basra`."
            front = "date: 2023-01-02\nentities: [Ann Lee]\nsource: Wire"
            title, tags = dice.choice(TITLES), ", ".join(dice.sample(TAGS, 2))
            folder.write(
                f"content/articles/art-{number}.md",
                f"---\ntitle: {title}\n{front}\ntags: [{tags}]\n---\n\n{text}\n",
            )
        for group, path in PROFILES.items():
            folder.write(path, profile_text(dice, group))
        folder.build()
        edits: list[str] = []
        for step in range(steps):
            for _ in range(dice.randint(1, 2)):
                often = dice.random() < 0.85
                edits.append(edit(folder, dice, ["reword"] if often else CALM))
            if step % 3 == 2:
                _agrees(folder, Path(name) / f"clean-{step}", edits)
            else:
                folder.build()
            amended += bool(memory.load(folder.root).amended)
    return amended


def test_incremental_equals_clean_after_other_words_again_and_again() -> None:
    amended = sum(_rewording(seed, 9) for seed in range(12))
    assert amended > 20, "the short way is taken often"


@pytest.mark.slow
@pytest.mark.parametrize("block", range(4))
def test_incremental_equals_clean_after_thousands_of_other_words(block: int) -> None:
    for seed in range(1_000 + block * 40, 1_040 + block * 40):
        _rewording(seed, 21)


@pytest.mark.slow
@pytest.mark.parametrize("block", range(6))
def test_incremental_equals_clean_after_hundreds_of_series(block: int) -> None:
    for seed in range(block * 50, block * 50 + 50):
        _series(seed, 4)
