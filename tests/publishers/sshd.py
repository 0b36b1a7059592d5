"""OpenSSH's server on this machine alone: own port, own keys, a home folder for who calls; ended by its process id."""

import getpass
import os
import shutil
import signal
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

SERVER = shutil.which("sshd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")


class Sshd:
    """A server that runs; `home` is the home folder to call from, `user` and `port` whom and where to call."""

    def __init__(self, folder: Path, extra: str = "") -> None:
        self.folder, self.home, self.user = folder, folder / "home", _user()
        self.port = free_port()
        self._extra = extra
        (self.home / ".ssh").mkdir(parents=True, mode=0o700)
        for path in (folder / "host", self.home / ".ssh/id_ed25519"):
            command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "test", "-f", str(path)]
            subprocess.run(command, check=True)
        shutil.copy(self.home / ".ssh/id_ed25519.pub", folder / "authorized_keys")
        self.trust((folder / "host.pub").read_text())
        # a program takes the home folder from the system's list of users; -F is how it is told of another
        (self.home / ".ssh/config").write_text(
            f"UserKnownHostsFile {self.home}/.ssh/known_hosts\nGlobalKnownHostsFile /dev/null\n"
            f"IdentityFile {self.home}/.ssh/id_ed25519\nIdentitiesOnly yes\n"
        )
        self.start()

    def trust(self, key: str, port: int = 0) -> None:
        """Make this the server's key, as who calls knows it."""
        for at in {self.port, port or self.port}:
            with (self.home / ".ssh/known_hosts").open("a") as file:
                file.write(f"[127.0.0.1]:{at} {' '.join(key.split()[:2])}\n")

    def start(self) -> None:
        """Begin to answer."""
        folder, config = self.folder, self.folder / "sshd_config"
        config.write_text(
            f"Port {self.port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nStrictModes no\n"
            f"PidFile none\nAuthorizedKeysFile {folder}/authorized_keys\nUsePAM no\n"
            "PasswordAuthentication no\nKbdInteractiveAuthentication no\nPermitRootLogin yes\n"
            f"MaxStartups 100\nSetEnv HOME={self.home}\n{self._extra or 'Subsystem sftp internal-sftp'}\n"
        )
        if os.geteuid() == 0:
            Path("/run/sshd").mkdir(
                mode=0o755, exist_ok=True
            )  # where the server parts from its rights
        assert SERVER
        self._log = (folder / "log").open("ab")
        self._process = subprocess.Popen([SERVER, "-D", "-e", "-f", config], stderr=self._log)
        end = time.monotonic() + 10
        while self._process.poll() is None and time.monotonic() < end:
            with socket.socket() as probe:
                if not probe.connect_ex(("127.0.0.1", self.port)):
                    return
            time.sleep(0.02)
        raise AssertionError((folder / "log").read_text())

    def sessions(self) -> list[int]:
        """The processes that answer calls now."""
        return children(self._process.pid)

    def cut(self) -> None:
        """End every session, as a machine does that goes down."""
        for child in self.sessions():
            for each in (child, *children(child)):
                kill(each)

    def stop(self) -> None:
        """Answer no more, and end what is under way."""
        self.cut()
        self._process.terminate()
        self._process.wait()
        self._log.close()


def kill(process: int) -> None:
    """End a process that may be gone."""
    with suppress(ProcessLookupError):
        os.kill(process, signal.SIGKILL)


def children(process: int) -> list[int]:
    """The processes that a process started, and that are still there."""
    found = []
    for each in Path("/proc").iterdir():
        if each.name.isdigit():
            try:
                stat = (each / "stat").read_text()
            except OSError:
                continue
            if int(stat.rpartition(")")[2].split()[1]) == process:
                found.append(int(each.name))
    return found


def _user() -> str:
    return getpass.getuser()


def free_port() -> int:
    """A port of this machine that nobody listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(folder: Path, extra: str = "") -> Iterator[Sshd]:
    """A server while it is used."""
    if not SERVER or not shutil.which("ssh-keygen"):
        pytest.skip("needs sshd: apt-get install openssh-server")
    server = Sshd(folder, extra)
    try:
        yield server
    finally:
        server.stop()


class Proxy:
    """A line to a port that breaks once `limit` bytes went there; `sent` counts them.

    With `dead` it stays broken; `silent` lines don't break, and carry nothing any more.
    """

    def __init__(
        self, port: int, limit: int = 1 << 60, *, dead: bool = True, silent: bool = False
    ) -> None:
        self._to, self._limit, self._dead = port, limit, dead
        self._silent, self._over = silent, threading.Event()
        self.sent = self.calls = 0
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._ends: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while True:
            try:
                near, _ = self._listener.accept()
            except OSError:
                return
            self.calls += 1
            far = socket.create_connection(("127.0.0.1", self._to))
            self._ends += [near, far]
            for end in (near, far):  # else each small packet waits for the answer to the last
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for one, other, counted in ((near, far, True), (far, near, False)):
                threading.Thread(
                    target=self._carry, args=(one, other, counted), daemon=True
                ).start()

    def _carry(self, one: socket.socket, other: socket.socket, counted: bool) -> None:
        with suppress(OSError):
            while data := one.recv(512 if counted else 65536):
                if counted:
                    self.sent += len(data)
                    if self.sent > self._limit and self._silent:
                        self._over.wait()
                    if self.sent > self._limit:
                        if self._dead:
                            self.close()
                        self._limit = 1 << 60
                        break
                other.sendall(data)
        for each in (one, other):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
            each.close()

    def close(self) -> None:
        """Take no more calls, and end those that are."""
        self._over.set()
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for each in self._ends:
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)
