"""Whatever happens to .digest/: the next builds are as clean ones."""

import os
import random
import shutil
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from digest.model import MANIFEST
from tests.conftest import SETTINGS, SiteFolder, article
from tests.faults.program import Tree, leftovers
from tests.properties.test_incremental import DATES, PROFILES, TAGS, article_text, profile_text

SITES = 10
DAMAGES = 20
"""In each of so many sites."""
HOUR = 3_600 * 10**9


class Site:
    """A site that is edited, damaged and built, with older states of its .digest/ and that of another site."""

    def __init__(
        self, folder: Path, dice: random.Random, text: Callable[[random.Random], str]
    ) -> None:
        self.dice, self._folder, self._text = dice, folder, text
        self.site = _made(folder / "site", dice, text)
        self.root = self.site.root
        self.within = self.root / ".digest"
        other = _made(folder / "other", dice, text)
        other.build()
        self.older: list[Tree] = [_files(other.root / ".digest")]
        self._cleaned = 0
        self.glances = 0
        """How often a build left word that nothing has changed."""

    def edit(self) -> str:
        """Nothing, or one to three edits."""
        edits = self.dice.choice([0, 1, 1, 2])
        for _ in range(edits):
            self.change()
        return f"{edits} edits"

    def change(self) -> None:
        """An article written, written anew, in other words or taken away."""
        dice = self.dice
        path = f"content/articles/art-{dice.randint(1, 12)}.md"
        if dice.random() < 0.4 and (self.root / path).exists():
            self.site.write(path, (self.root / path).read_bytes() + b"More.\n")
            return
        if dice.random() < 0.15 and (self.root / path).exists():
            self.site.remove(path)
        else:
            self.site.write(path, self._text(dice))

    def remember(self) -> None:
        """Keep the present state of .digest/ for later damages."""
        self.older = [*self.older[-4:], _files(self.within)]

    def agrees(self, what: object) -> None:
        """A build of what is there now, against a clean one; and the build after it."""
        if self.dice.random() < 0.5:
            time.sleep(0.03)  # what is older than that may be passed over by a glance
        report = self.site.build()
        self._cleaned += 1
        expected, problems = self.site.clean(self._folder / f"clean-{self._cleaned}")
        shutil.rmtree(self._folder / f"clean-{self._cleaned}")
        got = self.site.output()
        assert report.problems == problems, what
        wrong = {path for path, content in expected.items() if got.get(path) != content}
        if any(problem.severity == "error" for problem in problems):
            # nothing is removed; of what stays as it was the manifest may say what it should be
            assert wrong <= {MANIFEST}, (what, wrong)
            lines = set(got[MANIFEST].splitlines())
            assert lines >= set(expected[MANIFEST].splitlines()), what
        else:
            assert got == expected, (what, wrong, got.keys() - expected.keys())
        again = self.site.build()
        assert (again.written, again.removed, again.problems) == ((), (), problems), what
        self.glances += (self.within / "glance").is_file()


def _plain(dice: random.Random) -> str:
    """An article with nothing wrong in it: where there is an error, no glance is kept."""
    words = dice.choice(["Words.", "Other words.", "See [[ann-lee]].", "# Head\n\nWords."])
    date, tags = dice.choice(DATES[:4]), ", ".join(dice.sample(TAGS, 2))
    return article(dice.choice(["One", "Two", "Three"]), words, date=date, tags=f"[{tags}]")


def _made(root: Path, dice: random.Random, text: Callable[[random.Random], str]) -> SiteFolder:
    site = SiteFolder(root)
    site.write("digest.toml", SETTINGS)
    for number in range(1, 9):
        site.write(f"content/articles/art-{number}.md", text(dice))
    for group, path in PROFILES.items():
        told = profile_text(dice, group)
        site.write(path, told.replace("draft: true\n", "") if text is _plain else told)
    site.write("content/articles/pic.png", "a picture")
    return site


def _files(within: Path) -> Tree:
    """What lies in .digest/ itself."""
    return {path.name: path.read_bytes() for path in within.iterdir() if path.is_file()}


# ---- damages ------------------------------------------------------------------------------------


def flipped(site: Site) -> str:
    """Some bits of a file are others, in place."""
    path = _one(site)
    content = bytearray(path.read_bytes())
    for _ in range(site.dice.choice([1, 1, 5, 200])):
        if content:
            content[site.dice.randrange(len(content))] ^= 1 << site.dice.randrange(8)
    _in_place(site, path, bytes(content))
    return path.name


def truncated(site: Site) -> str:
    """A file ends early."""
    path = _one(site)
    size = path.stat().st_size
    os.truncate(path, site.dice.choice([0, size // 2, max(0, size - 1), min(size, 24)]))
    return path.name


def appended(site: Site) -> str:
    """A file goes on."""
    path = _one(site)
    _in_place(site, path, path.read_bytes() + site.dice.randbytes(site.dice.choice([1, 5_000])))
    return path.name


def removed(site: Site) -> str:
    """A file is gone, or all are."""
    if site.dice.random() < 0.2:
        shutil.rmtree(site.within)
        return "all"
    path = _one(site)
    path.unlink()
    return path.name


def replaced(site: Site) -> str:
    """A file of random bytes, of nothing, or a copy of another one is in its place."""
    path, other = _one(site), _one(site)
    content = site.dice.choice([b"", b"\0" * 100, site.dice.randbytes(3_000), other.read_bytes()])
    path.unlink()
    path.write_bytes(content)
    return path.name


def linked(site: Site) -> str:
    """A file is a link: to itself moved away, to nothing, to a content file."""
    path = site.within / site.dice.choice(
        ["glance", "plan", "folders", *(each for each in _named(site) if "texts" in each)]
    )
    away = site.root / f"away-{path.name}"
    if path.exists() and not path.is_symlink():
        path.replace(away)
    path.unlink(missing_ok=True)
    path.symlink_to(site.dice.choice([away, site.root / "nowhere", site.root / "digest.toml"]))
    return path.name


def swapped(site: Site) -> str:
    """One file, or all, as an earlier build or another site had it."""
    older = site.dice.choice(site.older)
    names = sorted(older) if site.dice.random() < 0.4 else [site.dice.choice(sorted(older))]
    for name in names:
        path = site.within / name
        path.unlink(missing_ok=True)
        path.write_bytes(older[name])
    return f"{names} of {site.older.index(older)}"


def aged(site: Site) -> str:
    """Times are set back or to the future."""
    path = site.dice.choice([site.within, _one(site), *site.within.rglob("*")])
    when = site.dice.choice(
        [0, path.lstat().st_mtime_ns - HOUR, path.lstat().st_mtime_ns + 10**5 * HOUR]
    )
    os.utime(path, ns=(when, when), follow_symlinks=False)
    return str(path.relative_to(site.root))


def staged(site: Site) -> str:
    """Something in the stage is another, gone, or new. What is shared with output/ is written anew, not in place."""
    stage = site.within / "stage"
    found = sorted(path for path in stage.rglob("*") if path.is_file()) if stage.is_dir() else []
    kind = site.dice.choice(["changed", "changed", "removed", "added", "folder", "gone"])
    if kind == "gone" or not found:
        shutil.rmtree(stage, ignore_errors=True)
    elif kind == "added":
        (stage / "more/of").mkdir(parents=True, exist_ok=True)
        (stage / "more/of/it.html").write_text("Not of this site.")
    else:
        for path in site.dice.sample(found, min(len(found), 5)):
            content = path.read_bytes()
            path.unlink()
            if kind == "changed":
                path.write_bytes(content[::-1])
            elif kind == "folder":
                path.mkdir()
    return kind


def shared(site: Site) -> str:
    """A file of the stage is written in place; where output/ has the same one, that is damaged with it."""
    stage = site.within / "stage"
    found = sorted(path for path in stage.rglob("*") if path.is_file()) if stage.is_dir() else []
    for path in site.dice.sample(found, min(len(found), 5)):
        with path.open("r+b") as file:
            file.write(site.dice.randbytes(20))
        if site.dice.random() < 0.5:
            os.truncate(path, 10)
    return f"{len(found)} there"


def littered(site: Site) -> str:
    """Files of builds that were killed, and files of nobody."""
    for name in ("texts-7", "memory.new", "glance.new", "plan.new", "folders.new"):
        (site.within / name).write_bytes(site.dice.randbytes(100))
    return ""


DAMAGES_KNOWN: list[Callable[[Site], str]] = [
    flipped, flipped, truncated, appended, removed, replaced, linked, swapped, swapped, swapped, aged, staged,
    staged, shared, littered,
]  # fmt: skip


def _named(site: Site) -> list[str]:
    if not site.within.is_dir():
        return []
    return sorted(path.name for path in site.within.iterdir() if path.is_file())


def _one(site: Site) -> Path:
    """A file of .digest/ itself."""
    return site.within / site.dice.choice(
        [each for each in _named(site) if each != "lock"] or ["lock"]
    )


def _in_place(site: Site, path: Path, content: bytes) -> None:
    """New bytes in the same file, its time at times set back to what it was."""
    seen = path.stat()
    path.write_bytes(content)
    if site.dice.random() < 0.5:
        os.utime(path, ns=(seen.st_atime_ns, seen.st_mtime_ns))


# ---- and what comes of them ---------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("number", range(SITES))
def test_a_damaged_memory_costs_time_and_nothing_else(tmp_path: Path, number: int) -> None:
    dice = random.Random(number)
    site = Site(tmp_path, dice, _plain if number % 2 else article_text)
    site.agrees("at first")
    for step in range(DAMAGES):
        site.remember()
        done = [f"step {step}"]
        for _ in range(dice.choice([1, 1, 2])):
            damage = dice.choice(DAMAGES_KNOWN)
            done.append(f"{damage.__name__}: {damage(site)}")
            if not site.within.is_dir() or not _named(site):
                break
        done.append(site.edit())
        site.agrees(done)
        site.change()  # an intact glance lets a build do nothing: what it passed over is met now
        site.agrees([*done, "one more edit"])
        assert leftovers(site.root) == [], done
    assert site.glances > DAMAGES // 4 or number % 2 == 0
