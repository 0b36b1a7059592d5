"""What shows at a moment, and when that changes next."""

from digest import memory, showing
from digest.model import Scope
from tests.conftest import SiteMaker, article


def test_the_next_moment_is_when_the_first_article_begins_or_ends(site: SiteMaker) -> None:
    folder = site({
        "content/articles/a.md": article("A", date="'2030-01-02 00:00:00 +00:00'"),
        "content/articles/b.md": article("B", date="2001", expires="2029-01-02"),
        "content/articles/c.md": article("C"),
    })  # fmt: skip
    folder.build()
    readings = [kept.reading for kept in memory.load(folder.root).readings.values()]
    articles = [each.article for each in readings if each.article]
    assert showing.due(articles, Scope(0)) == 978307200  # 2001 begins
    expires = showing.due(articles, Scope(978307200))
    assert expires and showing.due(articles, Scope(expires)) == 1893542400  # 2 January 2030
    assert showing.due(articles, Scope(1893542400)) == 0
    assert showing.due(articles, Scope(0, future=True)) == expires
