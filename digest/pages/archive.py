"""All articles by year and month, and those without a date."""

from collections.abc import Iterator

from digest import pager, urls
from digest.config import masthead
from digest.model import Card, Link, Masthead, Page, Site


def pages(site: Site) -> Iterator[Page]:
    """An index of years and months, a page a year, a list a month; what is dated less finely stands where it can."""
    top = masthead(site.config)
    years: dict[str, dict[str, list[Card]]] = {}
    for linked in site.articles:
        date = linked.card.date
        months = years.setdefault(date.year if date else "", {})
        months.setdefault(date.month if date else "", []).append(linked.card)
    counts = {
        year: {month: len(cards) for month, cards in sorted(months.items(), reverse=True)}
        for year, months in sorted(years.items(), reverse=True)
    }
    values = {
        "site": top,
        "url": "archive/",
        "years": counts,
        "pages": tuple(Link(p.url, p.title, p.lang) for p in site.pages if not p.hidden),
        "feed": "feed",
    }
    yield Page("archive/index.html", "archive.html", values, "archive", listed=True)
    for year, months in years.items():
        if year:
            yield from _list(
                site, top, f"archive/{year}/", year, "", months.get("", []), counts[year]
            )
        for month, cards in months.items():
            if month:
                yield from _list(site, top, f"archive/{year}/{month}/", year, month, cards, {})
            elif not year:
                yield from _list(site, top, "archive/undated/", "", "", cards, {})


def _list(
    site: Site,
    top: Masthead,
    start: str,
    year: str,
    month: str,
    cards: list[Card],
    months: dict[str, int],
) -> Iterator[Page]:
    for url, place, part in pager.paginate(start, cards, site.config.page_size):
        values = {
            "site": top,
            "url": url,
            "year": year,
            "month": month,
            "months": months,
            "cards": tuple(part),
            "count": len(cards),
            "pager": place,
            "feed": "feed",
        }
        yield Page(urls.file(url), "period.html", values, "archive", listed=True)
