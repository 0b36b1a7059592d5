"""Assets with a recipe → their bytes, kept as long as some plan asks for them."""

from pathlib import Path

import pytest
from msgspec.structs import replace

from digest import darkroom, pictures
from digest.emblem import icons
from digest.fingerprint import of_bytes
from digest.model import Asset, Config, Copy, Measured
from digest.problems import DigestError, Problem
from tests.conftest import SiteFolder, SiteMaker, article, drawn


@pytest.fixture
def assets(tmp_path: Path) -> tuple[Asset, ...]:
    """The copies of a picture that lies in a folder."""
    content = drawn(600, 400, "RGB", "JPEG")
    (tmp_path / "photo.jpg").write_bytes(content)
    told = pictures.measured(content)
    assert isinstance(told, Measured)
    file = str(tmp_path / "photo.jpg")
    return pictures.copies(Asset("photo.jpg", file, of_bytes(content), "content/photo.jpg", told))


def places(root: Path, assets: tuple[Asset, ...]) -> list[tuple[Path, str]]:
    found = darkroom.developed(root, assets)
    return [each for each in found if not isinstance(each, Problem)]


def test_what_was_made_is_not_made_again(tmp_path: Path, assets: tuple[Asset, ...]) -> None:
    first = places(tmp_path, assets)
    assert len(first) == 3 == len({mark for _, mark in first})
    (tmp_path / "photo.jpg").unlink()
    assert places(tmp_path, assets) == first


def test_what_is_damaged_is_made_again(tmp_path: Path, assets: tuple[Asset, ...]) -> None:
    first = places(tmp_path, assets)
    for path, harm in zip((path for path, _ in first), (b"", b"x", None), strict=True):
        before = path.read_bytes()
        if harm is None:
            path.unlink()
            path.symlink_to(tmp_path / "photo.jpg")
        else:
            path.write_bytes(harm)
        assert places(tmp_path, assets) == first
        assert path.read_bytes() == before and not path.is_symlink()


def test_other_bytes_than_were_measured_are_a_problem(
    tmp_path: Path, assets: tuple[Asset, ...]
) -> None:
    (tmp_path / "photo.jpg").write_bytes(drawn(500, 400, "RGB", "JPEG"))
    assert set(darkroom.developed(tmp_path, assets)) == {
        Problem("content/photo.jpg", 0, "changed while the site was built", "build again")
    }
    (tmp_path / "photo.jpg").unlink()
    (problem,) = set(darkroom.developed(tmp_path, assets))
    assert isinstance(problem, Problem) and problem.message.startswith("can't be read: ")


def test_a_picture_that_cannot_be_made_is_a_problem(
    tmp_path: Path, assets: tuple[Asset, ...]
) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"none")
    recipe = assets[0].recipe
    assert isinstance(recipe, Copy)
    asset = replace(assets[0], recipe=replace(recipe, of=of_bytes(b"none")))
    (problem,) = darkroom.developed(tmp_path, [asset])
    assert isinstance(problem, Problem) and problem.message.startswith("can't be made smaller: ")


def test_what_nobody_asks_for_is_thrown_away(tmp_path: Path, assets: tuple[Asset, ...]) -> None:
    first = places(tmp_path, assets)
    half = first[0][0].with_name(first[0][0].name + ".1-1.new")
    half.write_bytes(b"half")
    darkroom.prune(tmp_path, assets[:1])
    assert list((tmp_path / ".digest/pictures").iterdir()) == [first[0][0]]
    darkroom.prune(tmp_path / "nowhere", assets)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path, assets: tuple[Asset, ...]) -> None:
    (tmp_path / ".digest").mkdir()
    (tmp_path / ".digest/pictures").write_text("in the way")
    with pytest.raises(DigestError, match="can't be written"):
        darkroom.developed(tmp_path, assets)


# ---- in a build ---------------------------------------------------------------------------------

TEXT = article("A", "![Plan](plan.png)", date="2023", image="photo.jpg", image_alt="Photo")


def built(site: SiteMaker) -> SiteFolder:
    folder = site(
        {
            "content/articles/a.md": TEXT,
            "content/articles/photo.jpg": drawn(600, 400, "RGB", "JPEG"),
            "content/articles/plan.png": drawn(300, 200, "RGBA"),
            "content/articles/spare.png": drawn(700, 200),
        }
    )
    assert folder.build().problems == ()
    return folder


def copies(folder: SiteFolder) -> set[str]:
    return {path for path in folder.output() if path.startswith("static/pictures/")}


def test_pictures_that_are_shown_have_copies_and_no_others(site: SiteMaker) -> None:
    folder = built(site)
    names = {path.split("/")[2].split(".")[0] for path in copies(folder)}
    assert names == {"photo-480", "photo-600", "plan-300"}
    assert folder.has("articles/spare.png")


def test_a_page_leads_to_every_copy(site: SiteMaker) -> None:
    folder = built(site)
    page = folder.page("articles/a/index.html")
    assert all(path in page for path in copies(folder))


def test_an_unchanged_build_opens_no_picture(
    site: SiteMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = built(site)
    monkeypatch.setattr(pictures, "measured", None)
    monkeypatch.setattr(pictures, "copied", None)
    assert folder.build().written == ()
    folder.write("content/articles/a.md", TEXT.replace("title: A", "title: B"))
    assert copies(folder) and not copies(folder) & set(folder.build().written)


def test_a_lost_output_is_made_without_opening_a_picture(
    site: SiteMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    import shutil

    folder = built(site)
    before = folder.output()
    shutil.rmtree(folder.root / "output")
    monkeypatch.setattr(pictures, "copied", None)
    folder.build()
    assert folder.output() == before


def test_another_picture_under_the_same_name_has_other_copies(site: SiteMaker) -> None:
    folder = built(site)
    before = copies(folder)
    folder.write("content/articles/photo.jpg", drawn(600, 401, "RGB", "JPEG"))
    report = folder.build()
    assert {"articles/a/index.html", "articles/photo.jpg"} <= set(report.written)
    assert len(copies(folder)) == len(before) and len(copies(folder) & before) == 2
    kept = list((folder.root / ".digest/pictures").iterdir())
    assert len(kept) == len(before) + len(icons(Config())), "what the old one was made into is gone"


def test_a_picture_that_breaks_is_left_out_and_told(site: SiteMaker) -> None:
    folder = built(site)
    folder.write("content/articles/photo.jpg", b"\xff\xd8\xff\xe0 no more")
    folder.write("content/articles/plan.png", b"none")
    report = folder.build()
    assert [(each.path, each.severity) for each in report.problems] == [
        ("content/articles/photo.jpg", "warning"),
        ("content/articles/plan.png", "warning"),
    ]
    page = folder.page("articles/a/index.html")
    assert "<img" not in page and "og:image" not in page
    assert '<span class="picture">Plan</span>' in page
    assert copies(folder) == set()


def test_a_name_that_lies_is_told_and_the_picture_shown(site: SiteMaker) -> None:
    folder = built(site)
    folder.write("content/articles/photo.jpg", drawn(600, 400, "RGB", "WEBP"))
    (problem,) = folder.build().problems
    assert str(problem) == "content/articles/photo.jpg: warning: is a WEBP, whatever its name says"
    assert "photo-600" in folder.page("articles/a/index.html")


def test_every_way_of_working_gives_the_same_bytes(site: SiteMaker, tmp_path: Path) -> None:
    folder = built(site)
    for number in range(9):
        folder.write(f"content/articles/p{number}.png", drawn(100 + number, 90))
        folder.write(
            f"content/articles/n{number}.md", article("N", f"![n](p{number}.png)", date="2023")
        )
    folder.build(jobs=2)
    assert folder.output() == folder.clean(tmp_path / "clean")[0]


def test_a_draft_has_no_copies(site: SiteMaker) -> None:
    folder = built(site)
    folder.write("content/articles/a.md", TEXT.replace("title: A", "title: A\ndraft: true"))
    folder.build()
    assert copies(folder) == set()
