"""The front page and what follows it: a lead, the latest articles, whom they name most, what goes on."""

from collections import Counter
from collections.abc import Iterator, Sequence

from digest import company, pager, urls
from digest.config import masthead
from digest.model import Counted, Handle, Linked, Page, Site

_WINDOWS = (7, 30, 365)
"""Days that are tried, the shortest first, for one in which there is enough to count."""
_ENOUGH = 10
"""Articles in such a time."""
_THREADS = 3
_SHOWN = 3
"""Articles shown of a thread: the layout relies on it."""


def pages(site: Site) -> Iterator[Page]:
    """The latest articles, page by page; the first page leads with one and sums up the rest."""
    paths = tuple(linked.article.path for linked in site.articles)
    top = masthead(site.config)
    labels = {term.slug: term.label for term in site.terms["entities"]}
    for url, place, part in pager.paginate("", paths, site.config.page_size):
        values = {"site": top, "url": url, "pager": place, "feed": "feed"}
        shown = tuple(part)
        if place.number == 1:
            lead = _lead(site.articles[: len(shown)])
            latest = _latest(site.articles)
            threads, told = _threads(site)
            shown = tuple(path for path in shown if path not in lead)
            values |= {
                "lead": Handle("card", lead, one=True),
                "named": company.named((each.named for each in latest), labels),
                "from": latest[-1].article.date if latest else None,
                "to": latest[0].article.date if latest else None,
                "threads": threads,
                "told": Handle("card", told),
            }
        values["cards"] = Handle("card", shown)
        yield Page(urls.file(url), "home.html", values, "home", listed=True)


def _lead(latest: Sequence[Linked]) -> tuple[str, ...]:
    """The newest article that asks to lead, else the newest; none where there is none."""
    asking = [each for each in latest if each.article.lead]
    return tuple(each.article.path for each in (asking or latest)[:1])


def _latest(articles: Sequence[Linked]) -> Sequence[Linked]:
    """The articles of the last week of news; of a longer time where a week holds too few to count."""
    dated = [(date.instant, each) for each in articles if (date := each.article.date)]
    for days in _WINDOWS:
        since = dated[0][0] - days * 86_400 if dated else 0
        found = [each for instant, each in dated if instant > since]
        if len(found) >= _ENOUGH:
            return found
    return [each for _, each in dated]


def _threads(site: Site) -> tuple[tuple[Counted, ...], tuple[str, ...]]:
    """What goes on: the threads that most of the latest articles belong to, each with its newest, none told twice."""
    recent = site.articles[: _SHOWN * site.config.page_size]
    counts = Counter(each.thread for each in recent if each.thread)
    terms = {term.key: term for each in site.terms.values() for term in each}
    threads: list[Counted] = []
    told: dict[str, None] = {}
    for key, count in counts.most_common():
        term = terms[key]
        fresh = [path for path in term.articles if path not in told][:_SHOWN]
        if count > 1 and len(fresh) == _SHOWN:
            threads.append(Counted(term.label, len(term.articles)))
            told |= dict.fromkeys(fresh)
        if len(threads) == _THREADS:
            break
    return tuple(threads), tuple(told)
