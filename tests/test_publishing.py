"""A site is built and published as it is; what is wrong, hidden or half stays here."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from msgspec.structs import replace

from digest import config, publishing, workers
from digest.cli import main
from digest.model import Config, Scope, Target
from digest.problems import DigestError
from digest.publishing import Publication
from tests.conftest import NOW, SETTINGS, SiteFolder, SiteMaker, article

FILES = {
    "digest.toml": SETTINGS,
    "content/articles/a.md": article("A", date="2021-12-09", tags="[x]"),
    "content/articles/b.md": article("B", date="2021-12-10"),
}


@contextmanager
def prepared(
    folder: SiteFolder, at: Path, now: int = NOW, **options: object
) -> Iterator[Publication]:
    settings = config.load(folder.root)
    target = replace(Target(f"file://{at}"), **options)
    with publishing.prepared(folder.root, settings, target, workers.Here(), Scope(now)) as ready:
        yield ready


def published(folder: SiteFolder, at: Path, now: int = NOW, **options: object) -> list[str]:
    with prepared(folder, at, now, **options) as ready:
        sent = [step.path for step in ready.steps()]
        assert ready.verified() == ()
    assert not (folder.root / ".digest/outbox").exists()
    return sent


def held(at: Path) -> dict[str, bytes]:
    return {
        path.relative_to(at).as_posix(): path.read_bytes()
        for path in at.rglob("*")
        if path.is_file() and path.relative_to(at).parts[0] != ".digest"
    }


def test_what_was_built_lies_there(site: SiteMaker, tmp_path: Path) -> None:
    folder = site(FILES)
    published(folder, tmp_path / "www")
    built = {path: content for path, content in folder.output().items() if path != ".digest"}
    assert held(tmp_path / "www") == built
    assert published(folder, tmp_path / "www") == []


def test_an_edited_text_sends_the_pages_it_changed(site: SiteMaker, tmp_path: Path) -> None:
    folder = site(FILES)
    published(folder, tmp_path / "www")
    folder.write(
        "content/articles/a.md", folder.read("content/articles/a.md").replace("Words", "Other")
    )
    sent = published(folder, tmp_path / "www")
    assert "articles/a/index.html" in sent and "articles/b/index.html" not in sent


def test_drafts_and_what_waits_stay_here(site: SiteMaker, tmp_path: Path) -> None:
    folder = site(FILES | {
        "content/articles/c.md": article("C", draft="true"),
        "content/articles/d.md": article("D", date="2031-01-01"),
    })  # fmt: skip
    folder.build(drafts=True, future=True)
    published(folder, tmp_path / "www")
    assert not any(
        path.startswith(("articles/c/", "articles/d/")) for path in held(tmp_path / "www")
    )


def test_what_lies_in_output_by_itself_stays_here(site: SiteMaker, tmp_path: Path) -> None:
    folder = site(FILES | {"content/.well-known/security.txt": "Contact: mailto:desk@example.org"})
    folder.build()
    folder.write("output/.env", "SECRET=1")
    folder.write("output/mine.html", "mine")
    published(folder, tmp_path / "www")
    assert not {".env", "mine.html", ".digest"} & held(tmp_path / "www").keys()


def test_packed_copies_go_along(site: SiteMaker, tmp_path: Path) -> None:
    import gzip

    import brotli

    folder = site(FILES)
    published(folder, tmp_path / "www", compress=("gzip", "br"))
    found = held(tmp_path / "www")
    assert gzip.decompress(found["articles/a/index.html.gz"]) == found["articles/a/index.html"]
    assert brotli.decompress(found["articles/a/index.html.br"]) == found["articles/a/index.html"]
    assert published(folder, tmp_path / "www", compress=("gzip", "br")) == []


@pytest.mark.parametrize(
    "url", ["", "http://localhost/", "http://127.0.0.1:8000/", "http://news.localhost/", "http://0.0.0.0/"]
)  # fmt: skip
def test_a_site_without_a_place_of_its_own_is_not_published(
    site: SiteMaker, tmp_path: Path, url: str
) -> None:
    folder = site({**FILES, "digest.toml": f'title = "T"\nurl = "{url}"\n'})
    with (
        pytest.raises(DigestError, match="nothing is published"),
        prepared(folder, tmp_path / "www"),
    ):
        pass
    assert not (tmp_path / "www").exists()


def test_a_build_with_errors_is_not_published(site: SiteMaker, tmp_path: Path) -> None:
    folder = site(FILES | {"content/articles/c.md": "---\ntitle: [\n---\n"})
    with pytest.raises(DigestError) as raised, prepared(folder, tmp_path / "www"):
        pass
    first, last = raised.value.problems[0], raised.value.problems[-1]
    assert first.path == "content/articles/c.md" and first.line
    assert last.message == "the build has errors: nothing is published"


def test_an_empty_site_is_not_published(site: SiteMaker, tmp_path: Path) -> None:
    folder = site({"content/pages/about.md": "---\ntitle: About\n---\n\nUs.\n"})
    with pytest.raises(DigestError, match="the site is empty"), prepared(folder, tmp_path / "www"):
        pass


def test_what_is_not_there_as_it_was_sent_is_told(site: SiteMaker, tmp_path: Path) -> None:
    folder = site(FILES)
    with prepared(folder, tmp_path / "www") as ready:
        list(ready.steps())
        (tmp_path / "www/index.html").write_bytes(b"someone else's")
        wrong = [each for each in ready.verified() if each.path == "index.html"]
        sends = [each.path for each in ready.shipment.sends]
    assert len(wrong) == 1 or "index.html" not in {
        sends[at * (len(sends) - 1) // 11] for at in range(12)
    }


def test_a_scheduled_article_is_due_when_its_time_has_come(site: SiteMaker) -> None:
    folder = site(FILES | {"content/articles/c.md": article("C", date="2023-11-20")})
    when = 1_700_438_400  # 20 November 2023, midnight UTC
    folder.build()
    settings = config.load(folder.root)
    assert publishing.due(folder.root, settings, NOW, NOW + 60) == (False, when)
    assert publishing.due(folder.root, settings, NOW, when + 60) == (True, 0)
    assert publishing.due(folder.root, settings, when + 60, when + 120) == (False, 0)


# ---- targets and settings -----------------------------------------------------------------------


def test_a_target_goes_by_its_name_or_its_address() -> None:
    live, other = Target("file:///a", "live"), Target("s3://b", "other")
    assert publishing.target(Config(publish=(live,))) is live
    assert publishing.target(Config(publish=(live, other)), "other") is other
    assert publishing.target(Config(), "file:///c") == Target("file:///c")


@pytest.mark.parametrize(
    "names, asked, said",
    [
        ((), "", "name no target"),
        (("a", "b"), "", "several"),
        (("a",), "b", "no target is called 'b'"),
    ],
)
def test_a_target_nobody_named_is_told(names: tuple[str, ...], asked: str, said: str) -> None:
    settings = Config(publish=tuple(Target("file:///x", name) for name in names))
    with pytest.raises(DigestError, match=said):
        publishing.target(settings, asked)


def test_settings_name_targets_by_address_or_table(site: SiteMaker) -> None:
    text = (
        SETTINGS
        + '[publish]\nlive = "file:///srv/www"\n[publish.store]\nurl = "s3://b"\nregion = "x"\n'
    )
    folder = site({**FILES, "digest.toml": text})
    assert config.load(folder.root).publish == (
        Target("file:///srv/www", "live"), Target("s3://b", "store", region="x"),
    )  # fmt: skip


@pytest.mark.parametrize(
    "lines, said",
    [
        ('live = "https://me:hunter2@example.org/"', "holds a password"),
        ('live = "example.org"', "has no scheme"),
        ('live = "s3://key:sec/ret@b"', "holds a password"),
        ("live = 3", "wrong"),
        ('[publish.live]\nurl = "s3://b"\nbucket = "b"', "no `bucket`"),
        ('live = "ftp://[x"', "can't be read"),
    ],
)
def test_a_target_that_can_t_be_is_told_with_its_line(
    site: SiteMaker, lines: str, said: str
) -> None:
    folder = site({**FILES, "digest.toml": f"{SETTINGS}[publish]\n{lines}\n"})
    with pytest.raises(DigestError) as raised:
        config.load(folder.root)
    (problem,) = raised.value.problems
    assert said in problem.message and problem.line == 3
    assert "hunter2" not in str(raised.value) + problem.hint


# ---- the command --------------------------------------------------------------------------------


def run(folder: SiteFolder, *arguments: str, now: int = NOW) -> Result:
    return CliRunner(env={"SOURCE_DATE_EPOCH": str(now)}).invoke(
        main, ["-C", str(folder.root), "publish", *arguments]
    )


@pytest.fixture
def live(site: SiteMaker, tmp_path: Path) -> SiteFolder:
    """A site with a target `live`, the folder `www`."""
    return site({**FILES, "digest.toml": f'{SETTINGS}[publish]\nlive = "file://{tmp_path}/www"\n'})


def test_the_command_says_what_it_did_and_where(live: SiteFolder, tmp_path: Path) -> None:
    done = run(live)
    assert done.exit_code == 0, done.output
    assert "live: sent " in done.output and "https://example.org/" in done.output
    assert (tmp_path / "www/index.html").is_file()
    assert "sent 0 files" in run(live, "live").output


def test_a_dry_run_changes_nothing_there(live: SiteFolder, tmp_path: Path) -> None:
    done = run(live, "--dry-run")
    assert done.exit_code == 0 and "send    articles/a/index.html" in done.output
    assert not (tmp_path / "www").exists()


def test_files_of_someone_else_want_a_yes(live: SiteFolder, tmp_path: Path) -> None:
    (tmp_path / "www").mkdir()
    (tmp_path / "www/theirs.html").write_text("theirs")
    done = run(live)
    assert done.exit_code == 1 and "that digest did not publish, such as theirs.html" in done.output
    assert [path.name for path in (tmp_path / "www").iterdir()] == ["theirs.html"]
    assert run(live, "--yes").exit_code == 0
    assert (tmp_path / "www/theirs.html").read_text() == "theirs"
    assert run(live).exit_code == 0


def test_many_deletions_want_a_yes(live: SiteFolder, tmp_path: Path) -> None:
    for at in range(20):
        live.write(f"content/articles/n{at}.md", article(f"N{at}", date="2021-12-01"))
    run(live)
    for at in range(20):
        live.remove(f"content/articles/n{at}.md")
    assert run(live).exit_code == 1
    assert (tmp_path / "www/articles/n1/index.html").exists()
    assert run(live, "--yes").exit_code == 0
    assert not (tmp_path / "www/articles/n1/index.html").exists()


def test_status_tells_by_its_exit_status_whether_an_article_is_due(live: SiteFolder) -> None:
    live.write("content/articles/c.md", article("C", date="2023-11-20"))
    assert run(live, "--status").exit_code == 3  # never published
    run(live)
    waits = run(live, "--status", now=NOW + 60)
    assert waits.exit_code == 0 and "2023-11-20 00:00 UTC" in waits.output
    assert run(live, "--status", now=NOW + 10 * 86_400).exit_code == 3
    run(live, now=NOW + 10 * 86_400)
    assert run(live, "--status", now=NOW + 10 * 86_400 + 60).exit_code == 0


def test_a_target_that_can_t_be_written_is_told_without_a_traceback(
    live: SiteFolder, tmp_path: Path
) -> None:
    (tmp_path / "www").write_text("a file")
    done = run(live)
    assert (
        done.exit_code == 1 and "Not a directory" in done.output and "name another" in done.output
    )
    assert "Traceback" not in done.output


def test_an_unknown_scheme_is_told(live: SiteFolder) -> None:
    done = run(live, "gopher://example.org/")
    assert done.exit_code == 1 and "no publisher for `gopher:`" in done.output


@pytest.mark.parametrize(
    "address",
    [
        "git+https://me:hunter2@127.0.0.1:9/x.git", "git+https://me:hun/ter2@127.0.0.1:9/x.git", "s3://key:hunter2@b",
        "https://me:hunter2@example.org/x", "file://me:hunter2@host/x", "sftp://me:hunter2@127.0.0.1:9/x", "x://me:hunter2@[",
    ],
)  # fmt: skip
def test_no_password_of_an_address_is_repeated(live: SiteFolder, address: str) -> None:
    done = run(live, address, "--status")
    assert done.exit_code == 1
    assert "hunter2" not in done.output and "ter2" not in done.output
    assert "Traceback" not in done.output and isinstance(done.exception, SystemExit)


def test_a_clock_that_was_ahead_leaves_an_article_due(site: SiteMaker) -> None:
    folder = site(FILES)
    assert publishing.due(folder.root, config.load(folder.root), NOW + 9, NOW) == (True, 0)


def test_status_goes_alone(live: SiteFolder) -> None:
    assert run(live, "--status", "--yes").exit_code == 2
