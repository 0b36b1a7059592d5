"""What is SFTP's alone: passwords, servers without its extensions, who takes none."""

import asyncio
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from digest import place
from digest.problems import DigestError
from tests.publishers import over_ssh, sshd
from tests.publishers.over_ssh import files, litter, lying, published, visit

asyncssh = pytest.importorskip("asyncssh", reason="needs pip install 'digest[publish]'")
if not sshd.SERVER:
    pytest.skip("needs apt-get install openssh-server", allow_module_level=True)


class Plain(asyncssh.SFTPServer):  # type: ignore[misc,name-defined]
    """A server that can't rename over a file, and keeps its own times."""

    def posix_rename(self, old: bytes, new: bytes) -> None:
        """Refused."""
        raise asyncssh.SFTPOpUnsupported("no")

    def fsetstat(self, file: object, attrs: object) -> None:
        """Refused."""
        raise asyncssh.SFTPOpUnsupported("no")


class Asks(asyncssh.SSHServer):  # type: ignore[misc,name-defined]
    """A server that takes one password, and no keys."""

    def password_auth_supported(self) -> bool:
        """It is."""
        return True

    def validate_password(self, username: str, password: str) -> bool:
        """Whether it is the one."""
        return (username, password) == ("me", "hunter2")


@pytest.fixture
def asking(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of such a server, which is known here."""
    home = tmp_path / "home"
    (home / ".ssh").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    monkeypatch.delenv("DIGEST_SFTP_PASSWORD", raising=False)
    key = asyncssh.generate_private_key("ssh-ed25519")
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()

    async def begin() -> Any:
        return await asyncssh.listen(
            "127.0.0.1", 0, server_factory=Asks, server_host_keys=[key], sftp_factory=Plain
        )

    async def end() -> None:
        server.close()
        await server.wait_closed()
        await asyncio.sleep(0.1)

    server = asyncio.run_coroutine_threadsafe(begin(), loop).result()
    port = server.get_port()
    public = key.export_public_key().decode()
    (home / ".ssh/known_hosts").write_text(f"[127.0.0.1]:{port} {public}")
    yield f"sftp://me@127.0.0.1:{port}{tmp_path}/www"
    asyncio.run_coroutine_threadsafe(end(), loop).result()
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()


def test_a_password_of_the_environment_lets_in(
    asking: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for password in ("", "wrong-one"):
        monkeypatch.setenv("DIGEST_SFTP_PASSWORD", password)
        with pytest.raises(DigestError, match="lets nobody in") as caught, visit(asking) as host:
            host.there()
        assert "wrong-one" not in str(caught.value)
    monkeypatch.setenv("DIGEST_SFTP_PASSWORD", "hunter2")
    with visit(asking) as host:
        published(host, files(0), tmp_path / "outbox")
    assert lying(tmp_path / "www") == files(0)
    for path in (tmp_path / "www").rglob("*.json"):
        assert b"hunter2" not in path.read_bytes()


def test_servers_without_extensions_get_the_same_site(
    asking: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DIGEST_SFTP_PASSWORD", "hunter2")
    www = tmp_path / "www"
    for version in (0, 1):
        with visit(asking) as host:
            published(host, files(version), tmp_path / "outbox")
        assert lying(www).items() >= files(version).items() and litter(www) == []
        with visit(asking) as host:  # it tells of its own times, and they are what is compared
            shipment = over_ssh.shipped(host, files(version))
        assert shipment.idle and shipment.foreign == ()


def test_half_files_of_a_cut_delivery_are_removed_and_names_end_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    www = tmp_path / "www"
    with sshd.running(tmp_path / "server") as server:
        over_ssh.at_home(server, monkeypatch)
        url = f"sftp://{server.user}@127.0.0.1:{server.port}{www}"
        alike = {f"{'x' if at % 2 else 'y'}{at:03}{'z' * 100}.png": b"%d" % at for at in range(40)}
        with visit(url) as host:
            published(host, files(0) | alike, tmp_path / "outbox")
        half = www / f"n3/{place.HALF}abc"
        half.write_bytes(b"half")
        with visit(url) as host:
            shipment, _ = published(host, files(1) | alike, tmp_path / "outbox")
        assert shipment.foreign == () and not half.exists()
    assert lying(www).items() >= (files(1) | alike).items()


def test_a_machine_that_takes_no_sftp_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sshd.running(tmp_path / "server", "PermitTTY no") as server:
        over_ssh.at_home(server, monkeypatch)
        url = f"sftp://{server.user}@127.0.0.1:{server.port}{tmp_path}/www"
        with pytest.raises(DigestError) as caught, visit(url) as host:
            host.there()
    assert "127.0.0.1 takes no SFTP" in str(caught.value)


def test_a_key_with_a_passphrase_is_passed_over_and_nothing_is_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sshd.running(tmp_path / "server") as server:
        over_ssh.at_home(server, monkeypatch)
        key = server.home / ".ssh/id_ed25519"
        subprocess.run(["ssh-keygen", "-q", "-p", "-N", "a phrase", "-f", key], check=True)
        for scheme in ("sftp", "rsync"):
            url = f"{scheme}://{server.user}@127.0.0.1:{server.port}{tmp_path}/www"
            with pytest.raises(DigestError) as caught, visit(url) as host:
                host.there()
            assert "ssh-add" in caught.value.problems[0].hint


def test_known_hosts_that_name_none_are_no_leave_to_trust_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sshd.running(tmp_path / "server") as server:
        over_ssh.at_home(server, monkeypatch)
        (server.home / ".ssh/known_hosts").unlink()
        config = server.home / ".ssh/config"
        config.write_text("UserKnownHostsFile none\n" + config.read_text())
        url = f"sftp://{server.user}@127.0.0.1:{server.port}{tmp_path}/www"
        with pytest.raises(DigestError, match="is not known here"), visit(url) as host:
            host.there()


def test_the_settings_of_ssh_are_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with sshd.running(tmp_path / "server") as server:
        over_ssh.at_home(server, monkeypatch)
        with (server.home / ".ssh/config").open("a") as config:
            config.write(
                f"Host news\n  HostName 127.0.0.1\n  Port {server.port}\n  User {server.user}\n"
            )
        for scheme in ("sftp", "rsync"):
            with visit(f"{scheme}://news{tmp_path}/{scheme}") as host:
                published(host, files(0), tmp_path / "outbox")
            assert lying(tmp_path / scheme) == files(0)


def test_without_asyncssh_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "asyncssh", None)
    with pytest.raises(DigestError) as caught, visit("sftp://example.org/srv/www"):
        pass
    assert caught.value.problems[0].hint == 'pip install "digest[publish]"'
