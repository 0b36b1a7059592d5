"""Branches of real repositories, reached through real git."""

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Generator, Iterator, Mapping
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest import fingerprint, freight
from digest.model import Lies, Sent, Shipment, Target
from digest.problems import DigestError, Problem
from digest.publishers import git, publisher
from tests.publishers import awaited, ready

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="git is not installed")

SITE = {
    "index.html": b"<h1>Latest</h1>",
    "a/index.html": b"<h1>A</h1>",
    "b/index.html": b"<h1>B</h1>",
    "static/style.0123abcd.css": b"body {}",
    ".nojekyll": b"",
    "feed.xml": b"<feed/>\r\n",
}


@pytest.fixture(autouse=True)
def _nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever runs the tests has no part in them: neither their settings nor their repository."""
    for name in [name for name in os.environ if name.startswith("GIT_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")


def _git(at: Path, *words: str, given: bytes = b"") -> str:
    who = ("-c", "user.name=Someone", "-c", "user.email=someone@site.test", "-c", "gc.auto=0")
    done = subprocess.run(("git", *who, *words), cwd=at, input=given, capture_output=True)
    assert not done.returncode, done.stderr.decode()
    return done.stdout.decode().strip()


@pytest.fixture
def there(tmp_path: Path) -> Path:
    """A bare repository with nothing in it."""
    _git(tmp_path, "init", "--quiet", "--bare", "there.git")
    return tmp_path / "there.git"


def _target(repository: Path, branch: str = "") -> Target:
    return Target(f"git+file://{repository}{'#' * bool(branch)}{branch}", "live")


def _planned(target: Target, root: Path, files: Mapping[str, bytes], now: int = 1) -> Shipment:
    """What is to be sent; the files wait in the outbox. An empty `files` is an empty site."""
    with git.host(target, root) as host:
        return ready(host, files, now, root / ".digest" / "outbox")


def published(target: Target, root: Path, files: Mapping[str, bytes], now: int = 1) -> list[Sent]:
    """The steps of one delivery."""
    outbox = root / ".digest" / "outbox"
    with git.host(target, root) as host:
        return list(host.steps(ready(host, files, now, outbox), outbox))


def _held(repository: Path, branch: str = "gh-pages") -> dict[str, bytes]:
    """All files of a branch, but for digest's own."""
    listed = _git(repository, "ls-tree", "-rz", "--full-tree", "--name-only", branch).split("\0")
    return {
        path: subprocess.run(
            ("git", "cat-file", "blob", f"{branch}:{path}"), cwd=repository, capture_output=True
        ).stdout
        for path in listed
        if path and not path.startswith(freight.FOLDER)
    }


def _commits(repository: Path, branch: str = "gh-pages") -> list[str]:
    return _git(repository, "log", "--format=%s", branch).splitlines()


def _committed(repository: Path, files: Mapping[str, bytes], branch: str = "gh-pages") -> None:
    """Someone else's commit on a branch, whatever was there."""
    stream = b"commit refs/heads/%s\n" % branch.encode()
    stream += b"committer Someone <someone@site.test> 1 +0000\ndata 4\nElse\n"
    known = _git(repository, "for-each-ref", f"refs/heads/{branch}")
    stream += b"from refs/heads/%s^0\n" % branch.encode() if known else b""
    for path, content in files.items():
        stream += b"M 100644 inline %s\ndata %d\n%s\n" % (path.encode(), len(content), content)
    _git(repository, "fast-import", "--quiet", given=stream)


def _refused(target: Target, root: Path, files: Mapping[str, bytes] = SITE) -> Problem:
    with pytest.raises(DigestError) as raised:
        published(target, root, files)
    (problem,) = raised.value.problems
    assert problem.hint and "Traceback" not in problem.message
    return problem


def test_a_site_is_one_commit_on_the_branch_of_github_pages(tmp_path: Path, there: Path) -> None:
    sent = published(_target(there), tmp_path, SITE)
    assert {each.path for each in sent} == SITE.keys()
    assert sum(each.size for each in sent) == sum(map(len, SITE.values()))
    assert _held(there) == SITE
    assert _commits(there) == ["Publish: 6 files changed"]
    assert publisher(_target(there)) is git.host


def test_an_unchanged_site_makes_no_commit(tmp_path: Path, there: Path) -> None:
    published(_target(there), tmp_path, SITE)
    assert published(_target(there), tmp_path, SITE, 2) == []
    assert len(_commits(there)) == 1


def test_an_edit_sends_what_changed_and_a_deleted_page_goes(tmp_path: Path, there: Path) -> None:
    published(_target(there), tmp_path, SITE)
    edited = {**SITE, "a/index.html": b"<h1>Z</h1>"}
    del edited["b/index.html"]
    sent = published(_target(there), tmp_path, edited, 2)
    assert sent == [Sent("a/index.html", 10), Sent("b/index.html", gone=True)]
    assert _held(there) == edited
    assert _commits(there) == ["Publish: 1 file changed, 1 deleted", "Publish: 6 files changed"]
    assert published(_target(there), tmp_path, edited, 3) == []


def test_the_memory_may_be_lost(tmp_path: Path, there: Path) -> None:
    published(_target(there), tmp_path, SITE)
    shutil.rmtree(tmp_path / ".digest")
    assert published(_target(there), tmp_path, SITE, 2) == []
    shutil.rmtree(tmp_path / ".digest")
    edited = {**SITE, "a/index.html": b"<h1>Z</h1>"}
    assert published(_target(there), tmp_path, edited, 3) == [Sent("a/index.html", 10)]
    assert len(_commits(there)) == 2 and _held(there) == edited


def test_damage_to_the_memory_is_mended(tmp_path: Path, there: Path) -> None:
    published(_target(there), tmp_path, SITE)
    (memory,) = (tmp_path / ".digest" / "git").iterdir()
    for file in [*memory.glob("objects/??/*"), *memory.glob("objects/pack/*.pack")]:
        file.chmod(0o644)
        file.write_bytes(b"torn")
    edited = {**SITE, "a/index.html": b"<h1>Z</h1>"}
    assert published(_target(there), tmp_path, edited, 2) == [Sent("a/index.html", 10)]
    (memory / "HEAD").unlink()
    assert published(_target(there), tmp_path, edited, 3) == []


def test_what_others_keep_in_the_branch_stays_as_it_is(tmp_path: Path, there: Path) -> None:
    blob = _git(there, "hash-object", "-w", "--stdin", given=b"#!/bin/sh\n")
    link = _git(there, "hash-object", "-w", "--stdin", given=b"tool")
    module = "1" * 40
    tree = f"100755 blob {blob}\ttool\n120000 blob {link}\tlink\n160000 commit {module}\tmodule\n"
    made = _git(there, "mktree", given=tree.encode())
    commit = _git(there, "commit-tree", "-m", "Else", made)
    _git(there, "update-ref", "refs/heads/gh-pages", commit)
    _committed(there, {"CNAME": b"news.test\n"})
    with git.host(_target(there), tmp_path) as host:
        seen = host.there().files
    assert seen == {
        "CNAME": Lies(10, _git(there, "rev-parse", "gh-pages:CNAME")),
        "tool": Lies(10, blob),
        "link": Lies(-1, ""),
        "module": Lies(-1, ""),
    }
    published(_target(there), tmp_path, SITE)
    published(_target(there), tmp_path, {"index.html": b"all that is left"}, 2)
    now = _git(there, "ls-tree", "-r", "gh-pages")
    for entry in tree.splitlines():
        assert entry in now
    assert _held(there)["CNAME"] == b"news.test\n"
    assert _commits(there)[-2:] == ["Else", "Else"]


def test_marks_are_the_names_that_git_gives(tmp_path: Path, there: Path) -> None:
    outbox = tmp_path / "page.html"
    outbox.write_bytes(b"\0 any bytes \r\n \xff")
    parcel = freight.parcel("page.html", "f", 15, {})
    with git.host(_target(there), tmp_path) as host:
        assert host.mark(parcel, outbox, 1) == _git(there, "hash-object", str(outbox))


def test_a_repository_may_count_by_sha256(tmp_path: Path) -> None:
    _git(tmp_path, "init", "--quiet", "--bare", "--object-format=sha256", "long.git")
    target = _target(tmp_path / "long.git")
    published(target, tmp_path, SITE)
    assert published(target, tmp_path, SITE, 2) == []
    shutil.rmtree(tmp_path / ".digest")
    assert published(target, tmp_path, SITE, 3) == []
    with git.host(target, tmp_path) as host:
        assert len(host.there().files["index.html"].mark) == 64
        assert host.read("a/index.html") == SITE["a/index.html"]


def test_whoever_reads_after_a_delivery_asks_the_repository(tmp_path: Path, there: Path) -> None:
    shipment = _planned(_target(there), tmp_path, SITE)
    with git.host(_target(there), tmp_path) as host:
        host.there()
        list(host.steps(shipment, tmp_path / ".digest" / "outbox"))
        assert host.read("index.html") == SITE["index.html"]
        _committed(there, {"index.html": b"another"})
        assert host.there().files["index.html"].size == 7
        assert host.read("index.html") == b"another"
        with pytest.raises(DigestError, match="is not there"):
            host.read("lost.html")


def test_other_branches_and_names_of_folders_are_taken_as_they_are(tmp_path: Path) -> None:
    _git(tmp_path, "init", "--quiet", "--bare", "a b%20ü.git")
    place = tmp_path / "a b%20ü.git"
    quoted = Target(f"git+file://{tmp_path}/a%20b%2520%C3%BC.git#site/live")
    published(quoted, tmp_path, SITE)
    assert _held(place, "site/live") == SITE
    relative = Target("git+file:a%20b%2520%C3%BC.git#second")
    published(relative, tmp_path, SITE)
    assert _git(place, "branch", "--format=%(refname:short)").split() == ["second", "site/live"]


def test_a_site_is_published_to_the_repository_it_lies_in(tmp_path: Path) -> None:
    _git(tmp_path, "init", "--quiet", "-b", "main", "mine")
    root = tmp_path / "mine" / "site"
    root.mkdir()
    (root / "digest.toml").write_text("")
    _git(root, "add", "digest.toml")
    _git(root, "commit", "--quiet", "-m", "Begin")
    (root / "digest.toml").write_text("edited, and not committed")
    (root / ".gitignore").write_text("/.digest/")
    before = _git(root, "status", "--porcelain")
    published(Target("git+file:."), root, SITE)
    assert _held(root) == SITE
    assert _git(root, "status", "--porcelain") == before
    assert _git(root, "rev-parse", "--abbrev-ref", "HEAD") == "main"
    problem = _refused(Target("git+file:.#main", "live"), root)
    assert problem.message == "the branch `main` is checked out there"
    _git(root, "worktree", "add", "--quiet", "-b", "other", str(tmp_path / "other"))
    published(Target("git+file:."), tmp_path / "other", {"index.html": b"from a work tree"})
    assert _held(root)["index.html"] == b"from a work tree"


def test_settings_of_the_user_change_nothing(
    tmp_path: Path, there: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _git(
        there, "config", "core.hooksPath", os.devnull
    )  # that side may have hooks: here it has none
    hooks = tmp_path / "hooks"
    hooks.mkdir()
    for name in ("pre-push", "reference-transaction", "post-update"):
        (hooks / name).write_text(f"#!/bin/sh\ntouch '{tmp_path}/ran'\nexit 1\n")
        (hooks / name).chmod(0o755)
    (tmp_path / "attributes").write_text("* text eol=crlf filter=broken ident\n")
    (tmp_path / ".gitconfig").write_text(
        "[user]\n name = A Curator\n email = curator@news.test\n"
        f"[core]\n autocrlf = true\n hooksPath = {hooks}\n attributesFile = {tmp_path}/attributes\n"
        " logAllRefUpdates = always\n"
        "[commit]\n gpgSign = true\n[push]\n gpgSign = if-asked\n followTags = true\n default = nothing\n"
        "[filter \"broken\"]\n clean = false\n required = true\n[gpg]\n program = false\n"
        "[i18n]\n commitEncoding = latin1\n[init]\n templateDir = /nowhere\n defaultObjectFormat = sha256\n"
        "[color]\n ui = always\n[safe]\n bareRepository = explicit\n"
    )  # fmt: skip
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"):
        monkeypatch.setenv(name, "/nowhere")
    monkeypatch.setenv("GIT_TRACE", str(tmp_path / "trace"))
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    published(_target(there), tmp_path, SITE)
    published(_target(there), tmp_path, {**SITE, "a/index.html": b"one\r\ntwo\n"}, 2)
    for name in ("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY"):
        monkeypatch.delenv(name)
    monkeypatch.delenv("GIT_TRACE")
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    assert _held(there)["a/index.html"] == b"one\r\ntwo\n"
    assert not (tmp_path / "trace").exists() and not (tmp_path / "ran").exists()
    who = _git(there, "log", "-1", "--format=%an <%ae>, %cn <%ce>, %at, %G?", "gh-pages")
    assert who == "A Curator <curator@news.test>, A Curator <curator@news.test>, 2, N"


def test_where_git_knows_nobody_digest_publishes(
    tmp_path: Path, there: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    published(_target(there), tmp_path, SITE)
    assert _git(there, "log", "-1", "--format=%an <%ae>", "gh-pages") == "digest <digest@localhost>"
    monkeypatch.setenv("GIT_AUTHOR_NAME", "A Robot")
    monkeypatch.setenv("GIT_AUTHOR_EMAIL", "robot@news.test")
    published(_target(there), tmp_path, {"index.html": b""}, 2)
    who = _git(there, "log", "-1", "--format=%an, %cn", "gh-pages")
    assert who == "A Robot, digest"


def test_of_two_who_publish_at_once_one_is_asked_to_do_it_again(
    tmp_path: Path, there: Path
) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    published(_target(there), one, SITE)
    mine = {**SITE, "a/index.html": b"mine"}
    with git.host(_target(there), one) as host:
        seen = host.there()
        published(_target(there), other, {**SITE, "b/index.html": b"theirs"}, 2)
        parcels = [
            freight.parcel(path, fingerprint.of_bytes(content), len(content), {})
            for path, content in mine.items()
        ]
        (one / ".digest/outbox/a/index.html").write_bytes(b"mine")
        shipment = freight.shipment(parcels, seen, 3)
        with pytest.raises(DigestError, match="someone else published to the branch `gh-pages`"):
            list(host.steps(shipment, one / ".digest" / "outbox"))
    assert _held(there)["b/index.html"] == b"theirs"
    published(_target(there), one, mine, 4)
    assert _held(there) == mine


def test_a_branch_that_appears_meanwhile_is_not_overwritten(tmp_path: Path, there: Path) -> None:
    with git.host(_target(there), tmp_path) as host:
        seen = host.there()
        _committed(there, {"CNAME": b"news.test"})
        (tmp_path / "index.html").write_bytes(b"x")
        shipment = freight.shipment([freight.parcel("index.html", "f", 1, {})], seen, 1)
        with pytest.raises(DigestError, match="publish"):
            list(host.steps(shipment, tmp_path))
    assert _held(there) == {"CNAME": b"news.test"}


def test_a_branch_that_was_set_back_is_brought_up_to_date(tmp_path: Path, there: Path) -> None:
    published(_target(there), tmp_path, SITE)
    edited = {**SITE, "a/index.html": b"edited"}
    published(_target(there), tmp_path, edited, 2)
    _git(there, "update-ref", "refs/heads/gh-pages", "gh-pages~1")
    assert published(_target(there), tmp_path, edited, 3) == [Sent("a/index.html", 6)]
    _git(there, "update-ref", "-d", "refs/heads/gh-pages")
    published(_target(there), tmp_path, edited, 4)
    assert _held(there) == edited and len(_commits(there)) == 1


def test_drift_is_mended(tmp_path: Path, there: Path) -> None:
    published(_target(there), tmp_path, SITE)
    _committed(there, {"a/index.html": b"by hand"})
    assert _planned(_target(there), tmp_path, SITE, 2).drift == ("a/index.html",)
    published(_target(there), tmp_path, SITE, 2)
    assert _held(there) == SITE


def test_a_hook_that_refuses_is_quoted(tmp_path: Path, there: Path) -> None:
    hook = there / "hooks" / "pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'Protected branch: ask \033[31mfirst' >&2\nexit 1\n")
    hook.chmod(0o755)
    problem = _refused(_target(there), tmp_path)
    assert "pre-receive hook declined" in problem.message
    assert "Protected branch: ask" in problem.message and "\033" not in problem.message
    assert "gh-pages" in problem.hint
    hook.unlink()
    published(_target(there), tmp_path, SITE, 2)
    assert _held(there) == SITE


def test_a_missing_repository_is_said(tmp_path: Path) -> None:
    problem = _refused(_target(tmp_path / "nowhere.git"), tmp_path)
    assert "no such repository" in problem.message and "git init --bare" in problem.hint
    problem = _refused(Target("git+file:."), tmp_path)
    assert problem.message == "the site lies in no git repository"


def test_a_repository_that_may_not_be_written_is_said(tmp_path: Path, there: Path) -> None:
    published(_target(there), tmp_path, SITE)
    if os.geteuid():
        subprocess.run(("chmod", "-R", "a-w", str(there)), check=True)
    else:  # nothing is forbidden to root, but what the disk forbids
        mount = ("mount", "-o", "bind,ro", str(there), str(there))
        if subprocess.run(mount, capture_output=True).returncode:
            pytest.skip("no folder can be made read-only here")
    try:
        problem = _refused(_target(there), tmp_path, {"index.html": b"x"})
        assert "may not write" in problem.message
    finally:
        undo = ("chmod", "-R", "u+w") if os.geteuid() else ("umount", "-l")
        subprocess.run((*undo, str(there)), check=True)
    assert _held(there) == SITE


def test_without_git_its_package_is_named(
    tmp_path: Path, there: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    problem = _refused(_target(there), tmp_path)
    assert (problem.message, "apt install git" in problem.hint) == ("git is not installed", True)
    assert _refused(Target("git+file:."), tmp_path).message == "git is not installed"


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("git+ssh://git@github.com:me/repo.git", "is no address of a repository"),
        ("git+ssh://git@github.com", "names no repository"),
        ("git+https:///me/repo.git", "names no repository"),
        ("git+file://host/srv/site.git", "names a machine"),
        ("git+https://host/me.git?depth=1", "has a query"),
        ("git+file:///srv/site.git#-x", "can't be a branch"),
        ("git+file:///srv/site.git#a..b", "can't be a branch"),
        ("git+file:///srv/site.git#a%20b", "can't be a branch"),
    ],
)
def test_addresses_that_are_none_are_explained(tmp_path: Path, url: str, said: str) -> None:
    problem = _refused(Target(url), tmp_path)
    assert said in problem.message


@given(st.text(max_size=12))
@settings(max_examples=60, deadline=None)
def test_branches_are_those_that_git_takes(name: str) -> None:
    if "\0" in name or any("\ud800" <= letter <= "\udfff" for letter in name):
        return
    asked = subprocess.run(("git", "check-ref-format", f"refs/heads/{name}"))
    if name and git._branch(name):
        assert asked.returncode == 0
    elif name and not name.startswith("-") and name != "@":
        assert asked.returncode == 1


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0/"), min_size=1))
@settings(max_examples=25, deadline=None)
def test_any_name_of_a_file_arrives(name: str) -> None:
    import tempfile

    if name in (".", "..") or len(name.encode()) > 200 or name.lower().startswith(".git"):
        return
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder)
        _git(root, "init", "--quiet", "--bare", "there.git")
        published(_target(root / "there.git"), root, {f"x/{name}": b"y"})
        assert f"x/{name}" in _git(
            root / "there.git", "ls-tree", "-rz", "--name-only", "gh-pages"
        ).split("\0")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ssh: Could not resolve hostname nowhere.test: Name or service not known", "is not found"),
        ("fatal: unable to access 'https://h/': Could not resolve host: h", "is not found"),
        ("ssh: connect to host h port 22: Connection refused", "refuses the connection"),
        ("ssh: connect to host h port 22: Connection timed out", "does not answer"),
        ("Host key verification failed.\nfatal: Could not read from remote", "is not known here"),
        ("git@h: Permission denied (publickey).\nfatal: Could not read", "does not take your key"),
        ("fatal: Authentication failed for 'https://h/me.git/'", "wants a name and a password"),
        ("fatal: could not read Username for 'https://h': terminal prompts disabled", "wants a name"),
        ("ERROR: Repository not found.\nfatal: Could not read from remote", "no such repository"),
        ("remote: Permission to me/repo.git denied to you.\nfatal: error: 403", "may not write"),
        ("fatal: SSL certificate problem: certificate is not yet valid", "certificate of"),
        ("remote: fatal: write error: No space left on device", "is full"),
        ("fatal: detected dubious ownership in repository at '/srv'", "belongs to another user"),
        ("error: cannot run ssh: No such file or directory", "ssh is not installed"),
        ("git: 'remote-https' is not a git command. See 'git --help'.", "does not know https"),
        ("fatal: something new", "can't be published: something new"),
        ("", "can't be published: git failed"),
    ],
)  # fmt: skip
def test_what_git_says_becomes_what_to_do(tmp_path: Path, text: str, said: str) -> None:
    address = git._address(Target("git+https://me:s3cret@h/me.git"), tmp_path)
    problem = git._problem(text, "live", address)
    assert said in problem.message and problem.hint


class _Asks(BaseHTTPRequestHandler):
    """A host that refuses everybody, and repeats what it was sent."""

    seen: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        given = self.headers.get("Authorization", "")
        self.seen.append(given)
        self.send_response(403 if given else 401)
        self.send_header("WWW-Authenticate", 'Basic realm="x"')
        body = b"s3cret%20word s3cret word"
        self.send_header("Content-Type", "text/plain")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words: object) -> None:
        """Nothing."""


@pytest.fixture
def asks() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Asks) as server:
        _Asks.seen = []
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def test_a_password_in_an_address_is_used_and_never_shown(
    tmp_path: Path, asks: str, capfd: pytest.CaptureFixture[str]
) -> None:
    import base64

    target = Target(f"git+http://me:s3cret%20word@{asks}/me.git")
    problem = _refused(target, tmp_path)
    right = "Basic " + base64.b64encode(b"me:s3cret word").decode()
    assert right in _Asks.seen
    told = f"{problem}{problem.hint}{capfd.readouterr()}"
    assert "s3cret" not in told and "me:" not in told
    for file in (tmp_path / ".digest").rglob("*"):
        if file.is_file():
            assert b"s3cret" not in file.read_bytes()
    assert not any("s3cret" in path.name for path in tmp_path.rglob("*"))


def test_without_a_password_nobody_is_asked_for_one(tmp_path: Path, asks: str) -> None:
    problem = _refused(Target(f"git+http://me@{asks}/me.git"), tmp_path)
    assert "wants a name and a password" in problem.message


class _Leads(BaseHTTPRequestHandler):
    """A host that leads everybody elsewhere: to the same path at `to`."""

    to: ClassVar[str]

    def do_GET(self) -> None:
        self.send_response(302)
        self.send_header("Location", f"http://{self.to}{self.path}")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *words: object) -> None:
        """Nothing."""


def test_a_password_is_told_to_no_host_that_its_own_leads_to(tmp_path: Path, asks: str) -> None:
    _Leads.to = asks.replace("127.0.0.1", "localhost")
    with ThreadingHTTPServer(("127.0.0.1", 0), _Leads) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            place = f"127.0.0.1:{server.server_port}"
            problem = _refused(Target(f"git+http://me:s3cret@{place}/me.git"), tmp_path)
        finally:
            server.shutdown()
            thread.join()
    assert _Asks.seen and not any(_Asks.seen)
    assert "wants a name and a password" in problem.message


def test_a_password_in_an_address_is_told_to_no_helper_of_the_user(
    tmp_path: Path, asks: str
) -> None:
    helper = f"!f() {{ echo $1 >> '{tmp_path}/helped'; cat >> '{tmp_path}/helped'; }}; f"
    for key in ("credential.helper", f"credential.http://{asks}.helper"):
        _git(tmp_path, "config", "--global", key, helper)
    _refused(Target(f"git+http://me:s3cret@{asks}/me.git"), tmp_path)
    assert any(_Asks.seen) and not (tmp_path / "helped").exists()


def _program(file: Path, log: Path) -> Path:
    """One that notes how it was called, and ends as ssh does without a key."""
    said = "git@h: Permission denied (publickey)."
    file.write_text(f"#!/bin/sh\necho \"$@\" >> '{log}'\necho '{said}' >&2\nexit 255\n")
    file.chmod(0o755)
    return file


def test_no_dialog_asks_for_a_password(
    tmp_path: Path, asks: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = str(_program(tmp_path / "dialog", tmp_path / "asked"))
    _git(tmp_path, "config", "--global", "core.askPass", dialog)
    monkeypatch.setenv("SSH_ASKPASS", dialog)
    problem = _refused(Target(f"git+http://me@{asks}/me.git"), tmp_path)
    assert "wants a name and a password" in problem.message
    assert not (tmp_path / "asked").exists()
    monkeypatch.setenv("GIT_ASKPASS", dialog)  # by which some CIs tell a token
    _refused(Target(f"git+http://me@{asks}/me.git"), tmp_path)
    assert "Password" in (tmp_path / "asked").read_text()


def test_ssh_is_called_as_the_user_has_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    log = tmp_path / "called"
    target = Target("git+ssh://git@h.test/me.git")
    ssh, other = (_program(tmp_path / name, log) for name in ("ssh", "other"))

    def called() -> str:
        log.unlink(missing_ok=True)
        assert "does not take your key" in _refused(target, tmp_path).message
        return log.read_text()

    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert "BatchMode=yes" in called()
    _git(tmp_path, "config", "--global", "core.sshCommand", f"'{ssh}' -i everywhere")
    assert "-i everywhere -o BatchMode=yes" in called()
    _git(tmp_path, "init", "--quiet")  # the site's own repository goes before
    _git(tmp_path, "config", "core.sshCommand", f"{ssh} -i here")
    assert "-i here -o BatchMode=yes" in called()
    _git(tmp_path, "config", "core.sshCommand", f"{other} -i here")
    assert "-i here" in called() and "BatchMode" not in called()
    monkeypatch.setenv("GIT_SSH_COMMAND", f"{ssh} -i first")
    assert "-i first" in called() and "BatchMode" not in called()


@pytest.mark.parametrize(
    "url",
    [
        "git+https://me:pa/s3cret@host/x.git",
        "git+https://me:12/s3cret@host/x.git#a..b",
        "git+https://me:12#s3cret~@host/x.git",
        "git+https://me:pa?s3cret@host/x.git",
        "git+https://host/x.git?token=s3cret",
    ],
)
def test_a_secret_with_any_letter_in_it_is_not_shown(tmp_path: Path, url: str) -> None:
    problem = _refused(Target(url), tmp_path)
    assert "s3cret" not in f"{problem}{problem.hint}"


def test_what_git_says_of_an_address_is_shown_without_secrets(tmp_path: Path) -> None:
    address = git._address(Target("git+https://host/x.git"), tmp_path)
    text = "fatal: it's 'https://me:pa/s3cret@host/x.git' and ssh://me:s3cret@host/y"
    problem = git._problem(text, "live", address)
    assert problem.message.endswith("it's 'https://host/x.git' and ssh://host/y")


class _Serves(BaseHTTPRequestHandler):
    """Git over HTTP for who knows the password: git's own CGI program, as web servers run it."""

    folder: ClassVar[Path]
    lines: ClassVar[list[str]]

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        body = b""
        if self.headers.get("Transfer-Encoding") == "chunked":
            while size := int(self.rfile.readline(), 16):
                body += self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()
        else:
            body = self.rfile.read(int(self.headers["Content-Length"]))
        self._answer(body)

    def _answer(self, body: bytes) -> None:
        if self.headers.get("Authorization") != "Basic bWU6czNjcmV0IHdvcmQ=":
            self.send_response(401)
            self.send_header("WWW-Authenticate", 'Basic realm="x"')
            self.send_header("Content-Length", "0")
            self.end_headers()
            return
        listed = [
            path.read_bytes() for path in Path("/proc").glob("[0-9]*/cmdline") if _readable(path)
        ]
        self.lines.extend(line.decode("utf-8", "replace") for line in listed if b"git" in line)
        path, _, query = self.path.partition("?")
        environment = {
            "PATH": os.environ["PATH"],
            "GIT_PROJECT_ROOT": str(self.folder),
            "GIT_HTTP_EXPORT_ALL": "1",
            "GIT_PROTOCOL": self.headers.get("Git-Protocol", ""),
            "PATH_INFO": path,
            "QUERY_STRING": query,
            "REQUEST_METHOD": self.command,
            "REMOTE_USER": "me",
            "CONTENT_TYPE": self.headers.get("Content-Type", ""),
            "CONTENT_LENGTH": str(len(body)),
            "HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", ""),
        }
        done = subprocess.run(
            ("git", "http-backend"), input=body, env=environment, capture_output=True
        )
        head, _, content = done.stdout.partition(b"\r\n\r\n")
        fields = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        self.send_response(int(fields.pop("Status", "200").split()[0]))
        for field in fields.items():
            self.send_header(*field)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *words: object) -> None:
        """Nothing."""


def _readable(path: Path) -> bool:
    try:
        return bool(path.read_bytes())
    except OSError:
        return False


@pytest.mark.slow
def test_a_site_is_published_over_http_by_a_password_that_no_list_of_processes_shows(
    tmp_path: Path, there: Path
) -> None:
    _Serves.folder, _Serves.lines = tmp_path, []
    root = tmp_path / "root"
    with ThreadingHTTPServer(("127.0.0.1", 0), _Serves) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            place = f"127.0.0.1:{server.server_port}/there.git"
            target = Target(f"git+http://me:s3cret%20word@{place}", "live")
            files = {**SITE, "big.bin": os.urandom(3_000_000)}
            published(target, root, files)
            assert published(target, root, files, 2) == []
            published(target, root, {**files, "a/index.html": b"edited"}, 3)
            missing = _refused(Target(f"git+http://me:s3cret%20word@{place}.lost", "live"), root)
            assert "no such repository" in missing.message
            wrong = _refused(Target(f"git+http://me:gu3ss@{place}", "live"), root)
            assert "wants a name and a password" in wrong.message
        finally:
            server.shutdown()
            thread.join()
    assert _held(there)["a/index.html"] == b"edited" and len(_commits(there)) == 2
    seen = [line for line in _Serves.lines if "127.0.0.1" in line]
    assert seen and not any("s3cret" in line for line in seen)
    for file in (root / ".digest" / "git").rglob("*"):
        assert not file.is_file() or b"s3cret" not in file.read_bytes()


@pytest.mark.slow
def test_a_site_is_published_over_ssh(
    tmp_path: Path, there: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sshd = pytest.importorskip("tests.publishers.sshd")
    monkeypatch.setattr("digest.delivery._FIRST", 0)
    with sshd.running(tmp_path / "ssh") as server:
        call = f"ssh -F {server.home}/.ssh/config -o BatchMode=yes"
        monkeypatch.setenv("GIT_SSH_COMMAND", call)
        begin = f"git+ssh://{server.user}@127.0.0.1:{server.port}{tmp_path}"
        target = Target(f"{begin}/there.git#live", "live")
        published(target, tmp_path, SITE)
        assert published(target, tmp_path, SITE, 2) == []
        assert _held(there, "live") == SITE
        said = _refused(Target(f"{begin}/lost.git", "live"), tmp_path)
        assert "no such repository" in said.message
        monkeypatch.setenv("GIT_SSH_COMMAND", f"{call} -o UserKnownHostsFile=/dev/null")
        said = _refused(target, tmp_path)
        assert said.message == "the key of 127.0.0.1 is not known here" and "ssh " in said.hint
        monkeypatch.setenv("GIT_SSH_COMMAND", f"{call} -o PubkeyAuthentication=no")
        assert "does not take your key" in _refused(target, tmp_path).message
        monkeypatch.setenv("GIT_SSH_COMMAND", call)
    said = _refused(target, tmp_path)
    assert said.message == "127.0.0.1 refuses the connection"


def test_a_machine_that_is_not_there_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digest.delivery._FIRST", 0)
    problem = _refused(Target("git+http://127.0.0.1:9/me.git"), tmp_path)
    assert problem.message == "127.0.0.1 refuses the connection"


@pytest.mark.slow
@pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts a small disk")
@pytest.mark.parametrize("full", ["there", "here"])
def test_a_full_disk_leaves_the_branch_as_it_was(tmp_path: Path, full: str) -> None:
    small = tmp_path / full
    small.mkdir()
    mounted = subprocess.run(
        ("mount", "-t", "tmpfs", "-o", "size=3m", "tmpfs", str(small)), capture_output=True
    )
    if mounted.returncode:
        pytest.skip("no disk can be mounted here")
    try:
        root = small if full == "here" else tmp_path / "root"
        root.mkdir(exist_ok=True)
        bare = (small if full == "there" else tmp_path) / "there.git"
        _git(tmp_path, "init", "--quiet", "--bare", "--template=", str(bare))
        published(_target(bare), root, SITE)
        noise = random.Random(1).randbytes
        much = {
            f"pictures/{number}.jpg": noise(150_000)
            for number in range(12 if full == "here" else 40)
        }
        problem = _refused(_target(bare), root, {**SITE, **much})
        assert "full" in problem.message and "room" in problem.hint
        assert _held(bare) == SITE
        outbox = root / ".digest" / "outbox" / "pictures"
        shutil.rmtree(outbox, ignore_errors=True)
        shutil.rmtree(bare / "objects" / "incoming", ignore_errors=True)
        for left in bare.glob("objects/tmp_objdir-*"):
            shutil.rmtree(left)
        published(_target(bare), root, {**SITE, "index.html": b"small"}, 3)
        assert _held(bare)["index.html"] == b"small"
    finally:
        subprocess.run(("umount", "-l", str(small)), check=True)


_ONE = """
import sys
from pathlib import Path
from tests.publishers.test_git import _target, published
root, bare, turn = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
published(_target(bare), root, {p: (f"{turn} " * n).encode() for n in range(150) for p in (f"p{n}/index.html",)}, turn)
"""


@pytest.mark.slow
def test_killed_at_any_moment_the_branch_is_whole_and_the_next_run_completes(
    tmp_path: Path, there: Path
) -> None:
    root = tmp_path / "root"
    chance = random.Random(7)
    began, wholes, killed = time.monotonic(), set[str](), 0
    subprocess.run((sys.executable, "-c", _ONE, str(root), str(there), "1"), check=True)
    long = time.monotonic() - began
    for turn in range(2, 52):
        process = subprocess.Popen(
            (sys.executable, "-c", _ONE, str(root), str(there), str(turn)),
            start_new_session=True, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(long * chance.uniform(0.2, 1.1))
        killed += process.poll() is None
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
        held = _held(there)
        turns = {content.split()[0] for content in held.values() if content}
        assert len(held) == 150 and len(turns) == 1
        wholes |= {turn.decode() for turn in turns}
    assert killed > 20 and len(wholes) > 1
    done = published(_target(there), root, {f"p{n}/index.html": b"99 " * n for n in range(150)}, 99)
    assert len(done) >= 149 and _held(there)["p149/index.html"] == b"99 " * 149
    (memory,) = (root / ".digest" / "git").iterdir()
    assert not [*memory.rglob("*.lock"), *memory.rglob("tmp_*")]


@pytest.mark.slow
def test_ten_thousand_files_take_seconds(tmp_path: Path, there: Path) -> None:
    files = {
        f"articles/{n // 100}/{n}/index.html": f"<h1>{n}</h1>".encode() * 400 for n in range(10_000)
    }
    shipment = _planned(_target(there), tmp_path, files)
    outbox = tmp_path / ".digest" / "outbox"
    took = []
    for now in (1, 2):
        began = time.perf_counter()
        with git.host(_target(there), tmp_path) as host:
            planned = freight.shipment(shipment.sends, host.there(), now)
            list(host.steps(awaited(planned, outbox, host), outbox))
        took.append(time.perf_counter() - began)
    print(f"first {took[0]:.2f} s, unchanged {took[1]:.2f} s")
    assert took[0] < 30 and took[1] < 5
    assert len(_commits(there)) == 1


@pytest.mark.slow
def test_the_memory_does_not_grow_without_end(tmp_path: Path, there: Path) -> None:
    files = {f"p{n}.html": b"x" * n for n in range(200)}
    for now in range(1, 45):
        changed = {path: content + str(now).encode() for path, content in files.items()}
        published(_target(there), tmp_path, changed, now)
    (memory,) = (tmp_path / ".digest" / "git").iterdir()
    assert len([*memory.glob("objects/pack/*.pack")]) <= 32
    assert len([*memory.glob("objects/??/*")]) <= 3000


def test_progress_is_told_while_a_push_is_under_way(tmp_path: Path, there: Path) -> None:
    files = {f"p{n}.html": os.urandom(3000) for n in range(300)}
    shipment = _planned(_target(there), tmp_path, files)
    with git.host(_target(there), tmp_path) as host:
        host.there()
        steps = host.steps(shipment, tmp_path / ".digest" / "outbox")
        first = next(steps)
        assert first.path in files
        assert {first.path, *(each.path for each in steps)} == files.keys()


def test_an_interrupted_delivery_changes_nothing(tmp_path: Path, there: Path) -> None:
    shipment = _planned(_target(there), tmp_path, SITE)
    with git.host(_target(there), tmp_path) as host:
        host.there()
        steps = host.steps(shipment, tmp_path / ".digest" / "outbox")
        assert isinstance(steps, Generator)
        steps.close()
    assert _git(there, "for-each-ref") == ""
