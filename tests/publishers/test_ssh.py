"""Targets that are reached over SSH, by rsync and by SFTP alike: the real server, on this machine."""

import os
import random
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner

from digest import cli, delivery, freight, remote
from digest.problems import DigestError
from digest.publishers import sftp
from tests.conftest import SETTINGS, SiteMaker, article
from tests.publishers import over_ssh, sshd
from tests.publishers.over_ssh import files, litter, lying, published, visit
from tests.publishers.sshd import Sshd

SCHEMES = (pytest.param("rsync", marks=pytest.mark.slow), "sftp")
ODD = {
    "a b.html": b"1", "-x.html": b"2", "#c.html": b"3", ";d.html": b"4", "q'\"$(x)`.html": b"5",
    "new\nline.html": b"6", "ü/日本.html": b"7", "back\\#012.html": b"8", "[a]*?.html": b"9",
    "e/f/g.html": b"10", "trailing ": b"11", "-/--delete/x.css": b"12", "empty.txt": b"",
}  # fmt: skip
"""Names that shells, rsync or SFTP could take for something else."""
if not shutil.which("rsync") or not sshd.SERVER:
    pytest.skip("needs apt-get install openssh-server rsync", allow_module_level=True)
pytest.importorskip("asyncssh", reason="needs pip install 'digest[publish]'")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sshd]:
    with sshd.running(tmp_path_factory.mktemp("sshd")) as found:
        yield found


@pytest.fixture(params=SCHEMES)
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def www(tmp_path: Path) -> Path:
    return tmp_path / "www"


@pytest.fixture
def url(server: Sshd, scheme: str, www: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    over_ssh.at_home(server, monkeypatch)
    return address(server, scheme, www)


def address(server: Sshd, scheme: str, folder: Path, port: int = 0) -> str:
    return f"{scheme}://{server.user}@127.0.0.1:{port or server.port}{folder}"


def failure(url: str, content: dict[str, bytes], outbox: Path, name: str = "") -> str:
    """What a person is told where a site can't be published: the place, the sentence, the hint."""
    with pytest.raises(DigestError) as caught, visit(url, name) as host:
        published(host, content, outbox)
    (problem,) = caught.value.problems
    assert "Traceback" not in problem.message and problem.hint
    return f"{problem.path}: {problem.message}; {problem.hint}"


def test_a_first_delivery_brings_all_and_a_second_nothing(
    url: str, www: Path, tmp_path: Path
) -> None:
    content = files(0) | ODD
    with visit(url) as host:
        shipment, sent = published(host, content, tmp_path / "outbox")
    assert shipment.first and {each.path for each in sent} == content.keys()
    assert lying(www) == content and litter(www) == []
    before = over_ssh.stands(www)
    with visit(url) as host:
        shipment, sent = published(host, content, tmp_path / "outbox", over_ssh.NOW + 60)
    assert shipment.idle and shipment.kept == len(content) and sent == []
    assert over_ssh.stands(www) == before


def test_only_what_changed_is_sent_also_at_the_same_size_and_with_any_time(
    url: str, www: Path, tmp_path: Path
) -> None:
    content = files(0)
    with visit(url) as host:
        published(host, content, tmp_path / "outbox")
    content["n3/index.html"] = content["n3/index.html"][::-1]
    shutil.rmtree(tmp_path / "outbox")
    with visit(url) as host:
        shipment = over_ssh.shipped(host, content, over_ssh.NOW - 1_000_000)
        over_ssh.wait(shipment, content, tmp_path / "outbox")
        os.utime(tmp_path / "outbox/n3/index.html", (0, 0))
        sent = list(host.steps(shipment, tmp_path / "outbox"))
    assert [(each.path, each.size) for each in sent] == [
        ("n3/index.html", len(content["n3/index.html"]))
    ]
    assert lying(www) == content
    assert (tmp_path / "outbox/n3/index.html").stat().st_mtime == 0  # may be a link to output/


def test_drift_is_mended_and_foreign_files_stay(url: str, www: Path, tmp_path: Path) -> None:
    content = files(0)
    with visit(url) as host:
        published(host, content, tmp_path / "outbox")
    (www / "index.html").write_bytes(b"defaced")
    (www / "n2/index.html").unlink()
    (www / "n3/mine.txt").write_bytes(b"mine")
    (www / "robots.txt").symlink_to("n3/mine.txt")
    fewer = {path: each for path, each in content.items() if not path.startswith(("n3/", "n4/"))}
    with visit(url) as host:
        shipment, sent = published(host, fewer, tmp_path / "outbox")
    assert shipment.drift == ("index.html", "n2/index.html")
    assert shipment.foreign == ("n3/mine.txt", "robots.txt")
    gone = {each.path for each in sent if each.gone}
    assert gone == {"n3/index.html", "n4/index.html"}
    assert lying(www) == fewer | {"n3/mine.txt": b"mine", "robots.txt": b"mine"}
    assert (www / "robots.txt").is_symlink() and not (www / "n4").exists()


def test_a_link_to_another_folder_is_not_followed(url: str, www: Path, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "index.html").write_bytes(b"not ours")
    www.mkdir()
    (www / "n3").symlink_to(elsewhere)
    with visit(url) as host:
        shipment = over_ssh.shipped(host, files(0))
    assert shipment.obstacles == ("n3",) and shipment.foreign == ("n3",)


def test_a_target_may_be_a_link_to_a_folder(url: str, www: Path, tmp_path: Path) -> None:
    (tmp_path / "release").mkdir()
    www.symlink_to("release")
    with visit(url) as host:
        published(host, files(0), tmp_path / "outbox")
    assert www.is_symlink() and lying(www) == files(0)


def test_web_servers_may_read_all_whatever_the_mask_there(
    scheme: str, www: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mask = 'ForceCommand umask 077; eval "$SSH_ORIGINAL_COMMAND"' if scheme == "rsync" else ""
    mask = mask or "Subsystem sftp internal-sftp -u 077"
    with sshd.running(tmp_path / "masked", mask) as server:
        over_ssh.at_home(server, monkeypatch)
        with visit(address(server, scheme, www)) as host:
            published(host, files(0) | ODD, tmp_path / "outbox")
    modes = {path.is_dir(): set[int]() for path in www.rglob("*")}
    for path in (www, *www.rglob("*")):
        modes[path.is_dir()].add(path.stat().st_mode & 0o777)
    assert modes == {True: {0o755}, False: {0o644}}


def test_files_are_read_back(url: str, tmp_path: Path) -> None:
    content = files(0) | ODD
    with visit(url) as host:
        published(host, content, tmp_path / "outbox")
        assert {path: host.read(path) for path in content} == content
        with pytest.raises(DigestError, match="is not there"):
            host.read("nothing.html")


@pytest.mark.slow
def test_a_lost_line_is_called_again(
    server: Sshd, url: str, scheme: str, www: Path, tmp_path: Path
) -> None:
    content = files(0) | {"big.png": random.Random(1).randbytes(3_000_000)}
    proxy = sshd.Proxy(server.port, 1_500_000, dead=False)
    server.trust((server.folder / "host.pub").read_text(), proxy.port)
    with visit(address(server, scheme, www, proxy.port)) as host:
        _, sent = published(host, content, tmp_path / "outbox")
    proxy.close()
    assert proxy.calls == 2 and {each.path for each in sent} == content.keys()
    assert lying(www) == content


# ---- cut ----------------------------------------------------------------------------------------


def whole_after(url: str, www: Path, content: dict[str, bytes], outbox: Path) -> int:
    """Publish after a cut: only the rest is sent, nothing is left behind; how many files that were."""
    rest = {path for path, each in content.items() if lying(www).get(path) != each}
    with visit(url) as host:
        shipment, _ = published(host, content, outbox, over_ssh.NOW)
    assert {parcel.path for parcel in shipment.sends} == rest
    assert shipment.foreign == () and shipment.spared == ()
    assert litter(www) == [] and not (www / freight.UNDERWAY).exists()
    stale = lying(www).keys() - content.keys()
    assert {path for path in stale if not path.startswith("css/")} == set()
    assert over_ssh.dead_links(www, {}) == []
    with visit(url) as host:
        assert over_ssh.shipped(host, content).idle
    return len(rest)


@pytest.mark.slow
def test_cut_after_any_number_of_bytes_no_live_page_links_to_a_missing_one(
    server: Sshd, url: str, scheme: str, www: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digest.delivery._FIRST", 0)  # tried as often, without a pause
    first, second = files(0, weight=20_000), files(2, weight=20_000)  # several writes a page
    key = (server.folder / "host.pub").read_text()
    with visit(url) as host:
        published(host, first, tmp_path / "outbox")
    shutil.copytree(www, tmp_path / "kept")
    proxy = sshd.Proxy(server.port)
    server.trust(key, proxy.port)
    with visit(address(server, scheme, www, proxy.port)) as host:
        shipment, _ = published(host, second, tmp_path / "outbox")
    proxy.close()
    steps = len(shipment.sends) + len(shipment.gone) + 3
    rests: dict[int, int] = {}
    for limit in range(3_000, proxy.sent, (proxy.sent - 3_000) // (3 * steps)):
        shutil.rmtree(www)
        subprocess.run(["cp", "-a", tmp_path / "kept", www], check=True)
        cut = sshd.Proxy(server.port, limit)
        server.trust(key, cut.port)
        # one by one, so that the line is cut between any two files; and many at once, as it mostly is
        monkeypatch.setattr(sftp, "LANES", 1 if len(rests) % 2 else 32)
        try:
            with visit(address(server, scheme, www, cut.port)) as host:
                published(host, second, tmp_path / "outbox")
        except DigestError as error:
            assert "lost" in str(error) or "takes no calls" in str(error), error
        cut.close()
        assert over_ssh.dead_links(www, first) == []
        rests[limit] = whole_after(url, www, second, tmp_path / "outbox")
    assert len(set(rests.values())) > len(shipment.sends) // 2, rests  # cut in many places, indeed
    print(f"{scheme}: cut {len(rests)} times, left to send {sorted(rests.values())}")


@pytest.mark.slow
@pytest.mark.parametrize("victim", ["digest", "rsync", "server"])
def test_killed_at_any_time_no_live_page_links_to_a_missing_one(
    server: Sshd, url: str, scheme: str, www: Path, tmp_path: Path, victim: str
) -> None:
    if victim == "rsync" and scheme != "rsync":
        pytest.skip("no rsync in this")
    dice, outbox, pages = random.Random(7), tmp_path / "outbox", 40
    with visit(url) as host:
        published(host, files(0, pages), outbox)
    cut, took = 0, 0.0
    for version in range(1, 27):
        before, content = lying(www), files(version, pages)
        command = [sys.executable, "-m", "tests.publishers.over_ssh", url, str(version)]
        process = subprocess.Popen(
            [*command, str(pages), str(outbox)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
        )
        assert process.stdout and process.stdout.readline() == b"begun\n"
        begun = time.monotonic()
        if took:
            time.sleep(dice.uniform(0, took))
            if victim == "digest":
                sshd.kill(process.pid)
            elif victim == "server":
                server.cut()
            else:
                for child in sshd.children(process.pid):
                    sshd.kill(child)
        if process.wait(60):
            cut += 1
        else:
            assert lying(www).items() >= content.items()
        process.stdout.close()
        took = took or time.monotonic() - begun
        assert over_ssh.dead_links(www, before) == []
        if dice.random() < 0.7:
            while _rsyncs(www):
                time.sleep(0.01)  # what it had begun ends by itself
            with visit(url) as host:
                published(host, content, outbox)
            assert over_ssh.dead_links(www, before) == []
            assert litter(www) == [] and not (www / freight.UNDERWAY).exists()
            assert lying(www).items() >= content.items()
            with visit(url) as host:
                assert over_ssh.shipped(host, content).idle
    if victim == "server":
        assert cut == 0  # the line was called again
    else:
        assert cut >= 12
    print(f"{scheme}: {victim} killed 25 times within {took:.1f} s, {cut} deliveries cut")


def _rsyncs(folder: Path) -> bool:
    """Whether an rsync writes into a folder still."""
    for process in Path("/proc").iterdir():
        try:
            command = (process / "cmdline").read_bytes() if process.name.isdigit() else b""
        except OSError:
            continue
        if command.startswith(b"rsync") and os.fsencode(folder) in command:
            return True
    return False


# ---- what is said -------------------------------------------------------------------------------


def test_an_unknown_machine_is_not_trusted(
    server: Sshd, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = server.home / ".ssh/known_hosts"
    kept = known.read_text()
    try:
        known.write_text("")
        said = failure(url, files(0), tmp_path)
        assert "the key of 127.0.0.1 is not known here" in said
        assert f"ssh -p {server.port} 127.0.0.1" in said
        other = (server.home / ".ssh/id_ed25519.pub").read_text()
        server.trust(other)
        said = failure(url, files(0), tmp_path)
        assert "another key" in said and f"ssh-keygen -R '[127.0.0.1]:{server.port}'" in said
    finally:
        known.write_text(kept)


def test_keys_that_are_refused_are_told(server: Sshd, url: str, tmp_path: Path) -> None:
    keys = server.folder / "authorized_keys"
    kept = keys.read_text()
    try:
        keys.write_text("")
        said = failure(url, files(0), tmp_path)
    finally:
        keys.write_text(kept)
    assert "127.0.0.1 lets nobody in" in said and "authorized_keys" in said
    assert f"{server.user}@" not in said


def test_machines_that_are_not_there_are_told(
    server: Sshd, url: str, scheme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = failure(f"{scheme}://me@nowhere.invalid/srv/www", files(0), tmp_path)
    assert said.startswith(f"{scheme}://nowhere.invalid/srv/www: there is no machine called")
    said = failure(address(server, scheme, tmp_path, sshd.free_port()), files(0), tmp_path)
    assert "takes no calls on port" in said
    monkeypatch.setattr(remote, "CONNECT", 1)
    with socket.create_server(("127.0.0.1", 0)) as mute:
        begun = time.monotonic()
        port = mute.getsockname()[1]
        said = failure(address(server, scheme, tmp_path, port), files(0), tmp_path)
        assert "does not answer" in said and time.monotonic() - begun < 10


def test_a_missing_folder_is_made_but_not_the_one_above_it(
    server: Sshd, url: str, scheme: str, www: Path, tmp_path: Path
) -> None:
    said = failure(address(server, scheme, www / "deep/er"), files(0), tmp_path / "outbox")
    assert "neither it nor the folder above it is there" in said and not www.exists()
    www.write_bytes(b"a file")
    said = failure(url, files(0), tmp_path / "outbox")
    assert "something else is where a folder is needed" in said


UNPRIVILEGED = "setpriv --reuid=65534 --regid=65534 --clear-groups"
AS_NOBODY = {
    "rsync": f'ForceCommand {UNPRIVILEGED} sh -c "$SSH_ORIGINAL_COMMAND"',
    "sftp": f"Subsystem sftp {UNPRIVILEGED} /usr/lib/openssh/sftp-server",
}


@pytest.mark.skipif(not over_ssh.root(), reason="takes root to be another")
def test_what_may_not_be_written_or_seen_is_told(
    scheme: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    base = Path(subprocess.check_output(["mktemp", "-d"], text=True).strip())
    base.chmod(0o755)
    (base / "www").mkdir()
    try:
        with sshd.running(base / "server", AS_NOBODY[scheme]) as server:
            over_ssh.at_home(server, monkeypatch)
            url = address(server, scheme, base / "www")
            assert "no permission" in failure(url, files(0), tmp_path / "outbox")
            os.chown(base / "www", 65534, 65534)
            (base / "www/lost+found").mkdir(mode=0o700)
            with visit(url) as host:
                shipment, _ = published(host, files(0), tmp_path / "outbox")
                assert shipment.foreign == ("lost+found",)
                assert not over_ssh.shipped(host, {**files(0), "lost+found/a.html": b""}).first
            (base / "www").chmod(0o700)
            os.chown(base / "www", 0, 0)
            assert "no permission" in failure(url, files(0), tmp_path / "outbox")
    finally:
        shutil.rmtree(base)


@pytest.mark.skipif(not over_ssh.root(), reason="takes root to have a small disk")
def test_a_full_disk_is_told_and_the_rest_is_sent_when_there_is_room(
    server: Sshd, url: str, scheme: str, www: Path, tmp_path: Path
) -> None:
    www.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(www)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("may mount nothing here")
    try:
        with visit(url) as host:
            published(host, files(0), tmp_path / "outbox")
        (www / "ballast").write_bytes(bytes(450_000))
        content = files(1) | {f"p/{at}.png": bytes([at]) * 30_000 for at in range(4)}
        said = failure(url, content, tmp_path / "outbox")
        assert "no room is left" in said and "make room" in said
        assert over_ssh.dead_links(www, files(0)) == []
        (www / "ballast").unlink()
        lay = lying(www)
        with visit(url) as host:
            shipment, _ = published(host, content, tmp_path / "outbox")
        rest = {path for path, each in content.items() if lay.get(path) != each}
        assert {parcel.path for parcel in shipment.sends} == rest and lying(
            www
        ).items() >= content.items()
        assert litter(www) == []
    finally:
        subprocess.run(["umount", www], check=True)


@pytest.mark.slow
def test_a_line_that_falls_silent_is_given_up(
    server: Sshd, url: str, scheme: str, www: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = files(0) | {"big.png": random.Random(1).randbytes(8_000_000)}
    monkeypatch.setattr(remote, "SILENCE", 1)
    proxy = sshd.Proxy(server.port, 1_000_000, silent=True)
    server.trust((server.folder / "host.pub").read_text(), proxy.port)
    begun = time.monotonic()
    monkeypatch.setattr(delivery, "TRIES", 1)
    said = failure(address(server, scheme, www, proxy.port), content, tmp_path / "outbox")
    proxy.close()
    assert ("does not answer" in said or "was lost" in said) and time.monotonic() - begun < 20
    with visit(url) as host:
        published(host, content, tmp_path / "outbox")
    assert lying(www) == content


def test_digest_publish_brings_a_site_there(
    site: SiteMaker, url: str, www: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = site({"content/articles/a.md": article("A", date="2021-12-09")})
    folder.write("digest.toml", f'{SETTINGS}[publish]\nlive = "{url}"\n')
    monkeypatch.chdir(folder.root)
    first = CliRunner().invoke(cli.main, ["publish", "live"])
    assert first.exit_code == 0, first.output
    published = {path: each for path, each in folder.output().items() if freight.publishable(path)}
    assert lying(www) == published
    before = over_ssh.stands(www)
    again = CliRunner().invoke(cli.main, ["publish", "live"])
    assert again.exit_code == 0 and over_ssh.stands(www) == before, again.output


@pytest.mark.parametrize("name", ["", "live"])
def test_no_message_holds_a_secret(
    server: Sshd, scheme: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    over_ssh.at_home(server, monkeypatch)
    monkeypatch.setenv("DIGEST_SFTP_PASSWORD", "hunter2")
    for url in (
        f"{scheme}://someone:hunter2@127.0.0.1:{server.port}/srv/www",
        f"{scheme}://someone:hunter2@/srv/www",
        f"{scheme}://someone:hunter2@-oProxyCommand=x/srv/www",
        f"{scheme}://someone:hunter2@h:port/srv/www",
        f"{scheme}://-oProxyCommand=hunter2@h/srv/www",
        f"{scheme}://someone@127.0.0.1:{server.port}/srv/www",
        f"{scheme}://someone@127.0.0.1:{server.port}",
    ):
        said = failure(url, files(0), tmp_path, name)
        assert "hunter2" not in said and "someone" not in said, said
        assert said.startswith(name)
