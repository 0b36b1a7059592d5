"""Lines around articles, and lines of articles that look like them."""

import pytest

from digest import boilerplate


@pytest.mark.parametrize(
    "line",
    """
Comments are closed.
0 comments
Share this: Facebook | Twitter | WhatsApp | E-mail
Tweet | Share | Print | 0 comments
Home > News > Harbour > Ferries
We use cookies to improve your experience. By continuing to browse you accept our use of cookies. OK
Read more: Storm comes near
Related articles
Advertisement
© 2021 Harbour News. All rights reserved.
Sign up for our daily newsletter
5 min read
Get the latest news in your inbox
Follow us on Telegram
Alle Rechte vorbehalten
Lesen Sie auch: Sturm zieht auf
Lire aussi : la tempête
التعليقات مغلقة
اقرأ أيضا
شارك | فيسبوك | تويتر
相关阅读
分享到：微信 微博
Skip to content
""".strip().split("\n"),
)
def test_what_sites_put_around_is_seen(line: str) -> None:
    assert boilerplate.is_around(line)


@pytest.mark.parametrize(
    "line",
    """
Comments are closed to all but members, the office said.
Read the statement in full, he said.
Related parties were told.
Share prices fell on Monday.
Print media are in trouble.
Copyright law was changed on Monday, the ministry said.
Top officials resigned.
Support for the plan is growing.
Search teams found him.
Get out of the harbour, they said.
Home is where the heart is.
المزيد من القوات وصلت إلى الميناء
Subscribe to the view that all is well, and you will be disappointed.
""".strip().split("\n"),
)
def test_what_articles_say_stays(line: str) -> None:
    assert not boilerplate.is_around(line)


def test_a_line_of_a_megabyte_takes_no_time() -> None:
    assert not boilerplate.is_around("share " * 200_000)


@pytest.mark.parametrize(
    "line, names",
    [
        ("By Ann Lee", ("Ann Lee",)),
        ("By Ann Lee and Bo Ek, Staff Writers", ("Ann Lee", "Bo Ek")),
        ("By Ann Lee for the Daily Gull", ("Ann Lee",)),
        ("By ANN LEE | 9 December 2021", ("ANN LEE",)),
        ("Von Karl Mai", ("Karl Mai",)),
        ("بقلم سمير حسن", ("سمير حسن",)),
        ("By Monday, all had left.", ()),
        ("by the sea", ()),
        ("By Reuters", ()),
    ],
)
def test_a_byline_names_who_wrote(line: str, names: tuple[str, ...]) -> None:
    assert boilerplate.authors(line) == names


def test_a_line_of_tags_gives_them() -> None:
    assert boilerplate.tagged("Tags: ferries, harbour") == ("ferries", "harbour")
    assert boilerplate.tagged("The tags: red") == ()
