"""What shows at a moment, and when that changes next."""

from digest import memory, showing
from tests.conftest import SiteMaker, article


def test_the_next_moment_is_when_the_first_article_begins_or_ends(site: SiteMaker) -> None:
    folder = site({
        "content/articles/a.md": article("A", date="'2030-01-02 00:00:00 +00:00'"),
        "content/articles/b.md": article("B", date="2001", expires="2029-01-02"),
        "content/articles/c.md": article("C"),
    })  # fmt: skip
    folder.build()
    readings = [reading for _, reading in memory.load(folder.root).readings.values()]
    assert showing.turns(readings, 0) == 978307200  # 2001 begins
    expires = showing.turns(readings, 978307200)
    assert expires and showing.turns(readings, expires) == 1893542400  # 2 January 2030
    assert showing.turns(readings, 1893542400) is None
