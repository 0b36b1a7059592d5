"""A former site moved into a new one by the command: once, again, and where there is something already."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from digest import cli, config
from digest.generators import GENERATORS
from tests.conftest import SiteFolder

SITES = Path(__file__).parent / "sites"


def run(root: Path, *words: str) -> tuple[int, str]:
    root.mkdir(parents=True, exist_ok=True)
    done = CliRunner().invoke(cli.main, ["-C", str(root), *words])
    return done.exit_code, done.output


def files(root: Path) -> dict[str, bytes]:
    return {
        path.relative_to(root).as_posix(): path.read_bytes()
        for path in sorted(root.rglob("*"))
        if path.is_file() and ".digest" not in path.parts
    }


@pytest.mark.parametrize("name", sorted(GENERATORS))
def test_a_new_folder_becomes_a_site_with_the_former_ones_settings(
    name: str, tmp_path: Path
) -> None:
    root = tmp_path / "site"
    status, said = run(root, "import", "--from", name, str(SITES / name))
    assert status == (1 if name == "pelican" else 0), said  # its reStructuredText is refused
    assert config.load(root).title.startswith("A small ")
    assert SiteFolder(root).build(drafts=True).articles >= 2


@pytest.mark.parametrize("name", sorted(GENERATORS))
def test_moving_again_changes_nothing(name: str, tmp_path: Path) -> None:
    root = tmp_path / "site"
    run(root, "import", "--from", name, str(SITES / name))
    before = files(root)
    _, said = run(root, "import", "--from", name, str(SITES / name))
    assert files(root) == before
    assert "made" not in said and "unchanged" in said


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    root = tmp_path / "site"
    site = SiteFolder(root)
    site.write("digest.toml", 'title = "Mine"\n')
    before = files(root)
    _, said = run(root, "import", "--dry-run", "--from", "hugo", str(SITES / "hugo"))
    assert "would be 10 made" in said
    assert files(root) == before


def test_a_site_that_is_there_keeps_its_settings_and_files(tmp_path: Path) -> None:
    root = tmp_path / "site"
    site = SiteFolder(root)
    site.write("digest.toml", 'title = "Mine"\nurl = "https://example.org/"\n')
    site.write("content/img/one.png", b"mine")
    status, said = run(root, "import", "--from", "hugo", str(SITES / "hugo"))
    assert status == 0
    assert "had the setting permalink = {year}/{month}/{slug}/" in said
    assert site.read("digest.toml").startswith('title = "Mine"')
    assert site.read("content/img/one.png") == "mine"
    site.build()
    assert site.has("2021/12/first/index.html")


def test_an_edit_survives_another_move(tmp_path: Path) -> None:
    root = tmp_path / "site"
    site = SiteFolder(root)
    run(root, "import", "--from", "hugo", str(SITES / "hugo"))
    path = "content/pages/about.md"
    site.write(path, site.read(path) + "\nEdited here.\n")
    run(root, "import", "--from", "hugo", str(SITES / "hugo"))
    assert site.read(path).endswith("Edited here.\n")


def test_a_site_is_not_moved_into_itself(tmp_path: Path) -> None:
    site = SiteFolder(tmp_path)
    site.write("content/a.md", "---\ntitle: A\n---\nWords.\n")
    status, said = run(tmp_path, "import", "--from", "hugo", str(tmp_path))
    assert status != 0 and "is the folder in which the new site would be made" in said
    assert not (tmp_path / "digest.toml").exists()


def test_what_is_told_is_data_too(tmp_path: Path) -> None:
    _, said = run(
        tmp_path / "site", "import", "--format", "json", "--from", "jekyll", str(SITES / "jekyll")
    )
    told = json.loads(said)
    assert len(told["steps"]) == 7


def test_a_move_takes_one_folder(tmp_path: Path) -> None:
    status, said = run(tmp_path / "site", "import", "--from", "zola")
    assert status == 2 and "needs the folder of a site" in said


def test_a_folder_of_nothing_gives_nothing(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    for name in sorted(GENERATORS):
        status, said = run(tmp_path / name, "import", "--from", name, str(tmp_path / "old"))
        assert "nothing to import" in said or "refused" in said, said
        assert status in (0, 1)


def test_links_out_of_the_former_folder_are_not_followed(tmp_path: Path) -> None:
    old = tmp_path / "old"
    (old / "content/posts").mkdir(parents=True)
    (tmp_path / "secret.md").write_text("---\ntitle: Secret\n---\nSecret.\n")
    (old / "content/posts/link.md").symlink_to(tmp_path / "secret.md")
    (old / "static").symlink_to(tmp_path)
    root = tmp_path / "site"
    _, said = run(root, "import", "--from", "hugo", str(old))
    assert "is a link, and is not followed" in said
    assert not any(b"Secret" in each for each in files(root).values())
