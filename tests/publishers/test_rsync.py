"""What is rsync's alone: who has none, keys that may do nothing else, what it leaves half."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from digest import freight
from digest.problems import DigestError
from tests.publishers import over_ssh, sshd
from tests.publishers.over_ssh import files, litter, lying, published, visit

pytestmark = pytest.mark.slow
if not shutil.which("rsync") or not sshd.SERVER:
    pytest.skip("needs apt-get install openssh-server rsync", allow_module_level=True)


def said(folder: Path, extra: str, patch: pytest.MonkeyPatch) -> str:
    """What a person is told by a server with this setting."""
    with sshd.running(folder / "server", extra) as server:
        over_ssh.at_home(server, patch)
        url = f"rsync://{server.user}@127.0.0.1:{server.port}{folder}/www"
        with pytest.raises(DigestError) as caught, visit(url) as host:
            published(host, files(0), folder / "outbox")
    (problem,) = caught.value.problems
    return f"{problem.message}; {problem.hint}"


def test_a_machine_without_rsync_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    command = 'ForceCommand PATH=/nowhere; eval "$SSH_ORIGINAL_COMMAND"'
    assert "has no rsync; install it there" in said(tmp_path, command, monkeypatch)


@pytest.mark.parametrize(
    "setting",
    [
        "Subsystem sftp internal-sftp\nForceCommand internal-sftp",
        'ForceCommand echo "Welcome to this machine"; eval "$SSH_ORIGINAL_COMMAND"',
    ],
    ids=["sftp alone", "a shell that talks"],
)
def test_a_machine_that_answers_otherwise_is_told(
    setting: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "127.0.0.1 does not answer as rsync does; if" in said(tmp_path, setting, monkeypatch)


def test_without_rsync_here_its_package_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(DigestError) as caught, visit("rsync://example.org/srv/www"):
        pass
    assert caught.value.problems[0].hint == "install it on this machine: apt-get install rsync"


@pytest.mark.skipif(not shutil.which("rrsync"), reason="needs rrsync, which comes with rsync")
def test_a_key_that_may_do_nothing_but_rsync_in_one_folder_is_enough(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    www = tmp_path / "www"
    www.mkdir()
    with sshd.running(tmp_path / "server") as server:
        over_ssh.at_home(server, monkeypatch)
        keys = server.folder / "authorized_keys"
        keys.write_text(f'restrict,command="rrsync {www}" {keys.read_text()}')
        url = f"rsync://{server.user}@127.0.0.1:{server.port}/"
        for content in (files(0) | {"a b.html": b"1", "ü.html": b"2"}, files(1)):
            with visit(url) as host:
                published(host, content, tmp_path / "outbox")
                assert host.read("index.html") == content["index.html"]
        with visit(url) as host:
            assert over_ssh.shipped(host, files(1)).idle
    assert lying(www).items() >= files(1).items() and litter(www) == []
    assert not (www / "a b.html").exists()


def test_half_files_of_a_server_that_went_down_are_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    www = tmp_path / "www"
    with sshd.running(tmp_path / "server") as server:
        over_ssh.at_home(server, monkeypatch)
        url = f"rsync+ssh://{server.user}@127.0.0.1:{server.port}{www}"
        with visit(url) as host:
            published(host, files(0), tmp_path / "outbox")
        half = [www / ".digest/half/.index.html.Xy12Zw", www / ".digest/.underway.json.Ab34Cd"]
        for file in half:
            file.write_bytes(b"half")
        with visit(url) as host:
            shipment, _ = published(host, files(1), tmp_path / "outbox")
        assert shipment.foreign == () and not any(map(Path.exists, half))
        master = subprocess.run(["pgrep", "-f", "ControlPersist=.*digest-"], capture_output=True)
        assert os.fsencode(str(server.port)) not in master.stdout
    assert sorted(path.name for path in (www / freight.FOLDER).iterdir()) == [
        "half",
        "manifest.json",
    ]
