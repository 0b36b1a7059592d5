"""A disk that is full, read-only or another one: the build says what and where, and the site stays whole."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.bench import corpus
from tests.bench.corpus import Corpus
from tests.conftest import SETTINGS, SiteFolder, article
from tests.faults.program import (
    ENVIRONMENT,
    HOUSE,
    Done,
    Tree,
    built,
    clean,
    ended,
    leftovers,
    tree,
)

pytestmark = pytest.mark.slow
NOBODY = 65534
SPARE = [0, 1, 2, 4, 8, 16, 32, 64, 96]
"""Per cent of what a build needs that it is given."""
Disk = Callable[[Path, str], Path]


@pytest.fixture
def disk() -> Iterator[Disk]:
    """Mount a small disk in a folder; unmounted in the end."""
    mounted: list[Path] = []

    def mount(folder: Path, options: str) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        words = ["mount", "-t", "tmpfs", "-o", options, "digest-test", str(folder)]
        try:
            done = subprocess.run(words, capture_output=True, text=True)
        except FileNotFoundError:
            pytest.skip("there is no `mount` here")
        if done.returncode:
            pytest.skip(f"no disk can be mounted here: {done.stderr.strip()}")
        mounted.append(folder)
        return folder

    yield mount
    for folder in reversed(mounted):
        subprocess.run(["umount", str(folder)], check=True)


def _site(root: Path, count: int) -> SiteFolder:
    corpus.write(root, Corpus(count), "digest")
    return SiteFolder(root)


def _edit(site: SiteFolder, number: int) -> None:
    """Another title for every article, one article more."""
    for path in (site.root / "content/articles").rglob("*.md"):
        text = path.read_text("utf-8")
        path.write_text(text.replace('title: "', f'title: "{number} ', 1), "utf-8")
    site.write(f"content/articles/new-{number}.md", article(f"New {number}", date="2023-01-02"))


@contextmanager
def _filled(folder: Path, spare: int) -> Iterator[None]:
    """A disk with so many bytes left, for the length of a block."""
    ballast = folder / "ballast"
    found = os.statvfs(folder)
    with ballast.open("wb") as file:
        os.posix_fallocate(file.fileno(), 0, max(1, found.f_bavail * found.f_frsize - spare))
    yield
    ballast.unlink()


def _used(folder: Path) -> int:
    found = os.statvfs(folder)
    return (found.f_blocks - found.f_bfree) * found.f_frsize


def _says(done: Done, root: Path) -> str:
    """A build that ran out of room said so: where, and what to do; the hint."""
    assert done.status == 2, done
    assert done.errors == "", done.errors
    assert isinstance(done.problems, list)
    (problem,) = done.problems
    assert problem["message"] == "can't be written: No space left on device"
    place = Path(problem["path"])
    assert (root if not place.is_absolute() else place) and place.name, problem
    assert str(root) in problem["path"] or problem["path"].startswith("output"), problem
    assert problem["hint"].startswith("make room"), problem
    return str(problem["hint"])


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_full_disk_leaves_the_old_site_or_the_new_one(
    tmp_path: Path, disk: Disk, jobs: str
) -> None:
    small = disk(tmp_path / "disk", "size=64m")
    site = _site(small / "site", 110)
    begin = _used(small)
    built(site.root, "--jobs", jobs)
    need = _used(small) - begin
    failed = {"old": 0, "new": 0}
    for number, share in enumerate(SPARE):
        if number % 4 == 3:  # a clean build, now and then
            shutil.rmtree(site.root / "output")
            shutil.rmtree(site.root / ".digest")
        else:
            _edit(site, number)
        old = tree(site.root / "output")
        new, problems = clean(site, tmp_path / f"clean-{number}")
        with _filled(small, need * share // 100):
            done = built(site.root, "--jobs", jobs)
            now = tree(site.root / "output")
        if done.status == 2:
            hint = _says(done, site.root)
            assert now in (old, new)
            failed["old" if now == old else "new"] += 1
            assert now == old or "as it was before" not in hint
        else:
            assert (done.status, done.errors, now) == (0, "", new)
        after = built(site.root, "--jobs", jobs)
        assert (after.status, after.problems, after.errors) == (0, problems, "")
        assert tree(site.root / "output") == new
        assert leftovers(site.root) == []
    assert failed["old"] >= 4, failed


def test_no_room_for_more_files(tmp_path: Path, disk: Disk) -> None:
    small = disk(tmp_path / "disk", "size=64m,nr_inodes=1500")
    site = _site(small / "site", 20)
    built(site.root)
    for number in range(3):
        old = tree(site.root / "output")
        _edit(site, number)
        new, _ = clean(site, tmp_path / f"clean-{number}")
        free = os.statvfs(small).f_favail - (1, 5, 20)[number]
        ballast = small / "ballast"
        ballast.mkdir()
        for each in range(free - 1):
            (ballast / str(each)).touch()
        done = built(site.root)
        now = tree(site.root / "output")
        if number == 0 or done.status:  # later what waits in the stage makes room
            _says(done, site.root)
            assert now == old
        else:
            assert now == new
        shutil.rmtree(ballast)
        assert built(site.root).status == 0
        assert tree(site.root / "output") == new


def test_output_on_a_disk_of_its_own(tmp_path: Path, disk: Disk) -> None:
    site = _site(tmp_path / "site", 40)
    output = disk(site.root / "output", "size=32m")
    built(site.root)
    need = _used(output)
    for number, share in enumerate((0, 2, 5, 10, 20, 40)):
        _edit(site, number)
        old = _files(output)
        new, problems = clean(site, tmp_path / f"clean-{number}")
        with _filled(output, need * share // 100):
            done = built(site.root)
            now = _files(output)
        now.pop("ballast")
        if done.status == 2:
            _says(done, site.root)
            for path, content in now.items():
                if not path.rpartition("/")[2].startswith(".digest"):
                    assert content in (old.get(path), new.get(path)), path
        else:
            assert now == {path: content for path, content in new.items() if path[-1] != "/"}
        after = built(site.root)
        assert (after.status, after.problems) == (0, problems)
        assert tree(output) == new
        assert leftovers(site.root) == []


def _files(folder: Path) -> Tree:
    return {path: content for path, content in tree(folder).items() if path[-1] != "/"}


# ---- who may not write --------------------------------------------------------------------------


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that anybody may enter, whoever runs the tests."""
    with tempfile.TemporaryDirectory() as name:
        Path(name).chmod(0o755)
        yield Path(name)


_AS_NOBODY = """
import contextlib, io, os, sys
from digest import cli, parts

def build(folder):
    with contextlib.suppress(SystemExit):
        cli.main(["-C", folder, "build", "--format", "json"])

with contextlib.redirect_stdout(io.StringIO()):
    build(sys.argv[1])  # what is imported late may lie where only root may read
os.setgroups([])
os.setgid(65534)  # nobody
os.setuid(65534)
try:
    (parts.theme() / "base.html").read_bytes()
except PermissionError:
    sys.exit(77)
cli.main(["-C", sys.argv[2], "build", "--format", "json"])
"""


def _built_by_nobody(root: Path) -> Done:
    """A build by who has no right to write everywhere, as root has."""
    if os.geteuid():
        return built(root)
    other = _little(root.parent / "other")
    running = subprocess.Popen(
        [sys.executable, "-c", _AS_NOBODY, str(other.root), str(root)],
        cwd=HOUSE, env=ENVIRONMENT, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    done = ended(running)
    if done.status == 77:
        pytest.skip("somebody without rights can't read the program here")
    return done


def _little(root: Path) -> SiteFolder:
    site = SiteFolder(root)
    site.write("digest.toml", SETTINGS)
    site.write("content/articles/a.md", article(date="2023-01-02"))
    return site


@pytest.fixture
def theirs(open_folder: Path) -> SiteFolder:
    """A site that belongs to somebody without rights, built once."""
    site = _little(open_folder / "site")
    if not os.geteuid():
        for path in (site.root, *site.root.rglob("*")):
            os.chown(path, NOBODY, NOBODY)
    assert _built_by_nobody(site.root).status == 0
    return site


@pytest.mark.parametrize("locked", ["output", ".", ".digest", "output/articles/a"])
def test_a_folder_nobody_may_write_to_is_named(theirs: SiteFolder, locked: str) -> None:
    theirs.write("content/articles/a.md", article("Edited", date="2023-01-02"))
    old = tree(theirs.root / "output")
    new, problems = clean(theirs, theirs.root.parent / "clean")
    folder = theirs.root / locked
    folder.chmod(0o555)
    done = _built_by_nobody(theirs.root)
    now = tree(theirs.root / "output")
    folder.chmod(0o755)
    if done.status == 2:
        assert done.errors == "" and isinstance(done.problems, list)
        (problem,) = done.problems
        assert "Permission denied" in problem["message"] and problem["hint"], problem
        assert problem["path"].startswith((str(theirs.root), "output", ".digest")), problem
        assert now == old
    else:  # the folder is exchanged, not written to
        assert (done.status, done.errors, now) == (0, "", new)
    after = _built_by_nobody(theirs.root)
    assert (after.status, after.problems) == (0, problems)
    assert tree(theirs.root / "output") == new


@pytest.mark.parametrize("path", [".digest", ".digest/stage", "output", ".digest/memory/x"])
def test_something_else_in_the_way_is_named(tmp_path: Path, path: str) -> None:
    site = _little(tmp_path / "site")
    site.write(path, "in the way")
    done = built(site.root)
    assert done.status == 2 and done.errors == "" and isinstance(done.problems, list)
    (problem,) = done.problems
    assert path.removesuffix("/x") in problem["path"] and problem["hint"], problem
    target = site.root / path.removesuffix("/x")
    shutil.rmtree(target) if target.is_dir() else target.unlink()
    assert built(site.root).status == 0
    assert tree(site.root / "output") == clean(site, tmp_path / "clean")[0]


@pytest.mark.parametrize(
    "name",
    ["glance", "glance.new", "plan", "plan.new", "folders", "folders.new", "texts-1", "texts-2"],
)
def test_a_folder_in_place_of_what_is_only_remembered_costs_time(tmp_path: Path, name: str) -> None:
    site = _little(tmp_path / "site")
    assert built(site.root).status == 0
    within = site.root / ".digest" / name
    within.unlink(missing_ok=True)
    (within / "more").mkdir(parents=True)
    for number in range(3):
        site.write("content/articles/a.md", article(f"Edit {number}", date="2023-01-02"))
        done = built(site.root)
        assert (done.status, done.errors) == (0, "")
        assert tree(site.root / "output") == clean(site, tmp_path / f"clean-{number}")[0]
