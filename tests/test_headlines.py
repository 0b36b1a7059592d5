"""Headlines and the names behind them."""

import pytest

from digest.headlines import Headline, split

KNOWN = (("Harbour News", "harbour.example.org"), ("HN", "harbour.example.org"))


@pytest.mark.parametrize(
    "title, headline",
    [
        ("Ferry stays in port – Harbour News", Headline("Ferry stays in port", "Harbour News", True)),
        ("Ferry stays in port - harbour.example.org", Headline("Ferry stays in port", "Harbour News", True)),
        ("Ferry stays in port | World | HN", Headline("Ferry stays in port", "HN", True, "World")),
        ("HN | Ferry stays in port", Headline("Ferry stays in port", "HN", True)),
        ("Ferry stays in port – Daily Gull", Headline("Ferry stays in port", "Daily Gull")),
        ("Ferry stays in port – World News", Headline("Ferry stays in port", section="World News")),
        ("Ferry stays in port | gull.example.com", Headline("Ferry stays in port", "gull.example.com")),
        ("Ferry Stays in Port - Gull Times", Headline("Ferry Stays in Port", "Gull Times")),
        ("渡轮因风暴停航_海港新闻网", Headline("渡轮因风暴停航", "海港新闻网")),
    ],
)  # fmt: skip
def test_a_name_behind_a_headline_is_told_apart(title: str, headline: Headline) -> None:
    assert split(title, KNOWN) == headline


@pytest.mark.parametrize(
    "title",
    [
        "Ferry stays in port – what happens next",
        "Gulls 2 - Herons 1",
        "Ferry Stays in Port - Islanders Protest",
        "Ferry stays: harbour closed",
        "The harbour – and the ferry",
        "Who pays? – Ten questions and answers about it",
        "",
        "– Harbour News",
    ],
)
def test_a_headline_that_goes_on_stays_whole(title: str) -> None:
    assert split(title, KNOWN).title == title


def test_names_that_the_document_gives_itself_count() -> None:
    assert split("Ferry stays - the gull online magazine", (), ("The Gull Online Magazine",)) == Headline(
        "Ferry stays", "The Gull Online Magazine"
    )  # fmt: skip
