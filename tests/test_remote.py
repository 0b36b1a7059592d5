"""Addresses of folders on other machines."""

import pytest

from digest import remote
from digest.model import Target
from digest.problems import DigestError
from digest.remote import Remote


@pytest.mark.parametrize(
    "url, user, machine, port, path",
    [
        ("rsync://me@example.org/srv/www", "me", "example.org", 0, "/srv/www"),
        ("rsync+ssh://example.org:2222/srv/www/", "", "example.org", 2222, "/srv/www"),
        ("sftp://me@[::1]:2222/srv/www", "me", "::1", 2222, "/srv/www"),
        ("sftp://me@example.org/~/news", "me", "example.org", 0, "news"),
        ("sftp://me@example.org/", "me", "example.org", 0, "/"),
        ("sftp://me%40host@example.org/a%20b", "me@host", "example.org", 0, "/a b"),
    ],
)
def test_an_address_has_its_parts(url: str, user: str, machine: str, port: int, path: str) -> None:
    found = remote.parsed(Target(url))
    assert (found.user, found.machine, found.port, found.path) == (user, machine, port, path)
    assert "me@" not in found.name


@pytest.mark.parametrize(
    "url",
    [
        "sftp:///srv/www",
        "sftp://example.org",
        "sftp://-oProxyCommand=sh/srv/www",
        "sftp://-l@example.org/srv/www",
        "sftp://example.org:ssh/srv/www",
        "sftp://me:secret@example.org/srv/www",
        "sftp://example.org/srv/www?query",
        "sftp://[::1/srv",
        "sftp://a b/srv",
    ],
)
def test_what_is_no_address_is_told_without_its_secrets(url: str) -> None:
    for name in ("", "live"):
        with pytest.raises(DigestError) as caught:
            remote.parsed(Target(url, name))
        (problem,) = caught.value.problems
        assert problem.hint and "secret" not in f"{problem} {problem.hint}"


def test_every_bar_has_its_sentence() -> None:
    there = Remote("live", "me", "example.org", 0, "/srv/www")
    bars = {bar for bar, _, _ in remote._bars(there, there.path)}
    assert bars == set(remote.Bar.__args__)  # type: ignore[attr-defined]
    assert {*remote.BY_NUMBER.values()} <= bars
    with pytest.raises(DigestError, match="lost"):
        raise there.barred("lost")
