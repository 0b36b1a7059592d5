"""Tests of finding parts by name."""

from importlib.metadata import EntryPoint

import pytest

from digest import parts
from digest.problems import DigestError

TABLE = {"links": 1, "unused": 2, "names": 3}


def test_a_setting_that_names_nothing_means_all_of_ours() -> None:
    assert parts.find("checks", TABLE, ()) == [1, 2, 3]


def test_parts_come_in_the_order_of_the_setting() -> None:
    assert parts.find("checks", TABLE, ("names", "links")) == [3, 1]


def test_every_name_that_nobody_offers_is_told_with_what_was_meant() -> None:
    with pytest.raises(DigestError) as raised:
        parts.find("checks", TABLE, ("link", "links", "glossary"))
    assert [(each.message, each.hint) for each in raised.value.problems] == [
        ("`checks` names 'link', which nobody offers", "did you mean `links`?"),
        ("`checks` names 'glossary', which nobody offers", "there are links, unused, names"),
    ]


def test_an_installed_part_runs_only_if_it_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str]] = []

    def offered(group: str, name: str) -> list[EntryPoint]:
        asked.append((group, name))
        return [EntryPoint(name, "digest.urls:slug", group)] if name == "glossary" else []

    monkeypatch.setattr("importlib.metadata.entry_points", offered)
    assert parts.find("checks", TABLE, ()) == [1, 2, 3]
    assert asked == []
    (found,) = parts.find("checks", TABLE, ("glossary",))
    assert found("A B") == "a-b"
    assert asked == [("digest.checks", "glossary")]


def test_ours_goes_before_an_installed_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.metadata.entry_points", lambda group, name: [group, name])
    assert parts.find("checks", TABLE, ("links",)) == [1]
