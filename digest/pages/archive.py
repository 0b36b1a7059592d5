"""All articles by year and month, and those without a date."""

from collections.abc import Iterator

from digest import pager, urls
from digest.config import masthead
from digest.model import Handle, Link, Masthead, Page, Site


def pages(site: Site) -> Iterator[Page]:
    """An index of years and months, a page a year, a list a month; what is dated less finely stands where it can."""
    top = masthead(site.config)
    years: dict[str, dict[str, list[str]]] = {}
    for linked in site.articles:
        date = linked.article.date
        months = years.setdefault(date.year if date else "", {})
        months.setdefault(date.month if date else "", []).append(linked.article.path)
    counts = {
        year: {month: len(paths) for month, paths in sorted(months.items(), reverse=True)}
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
        for month, paths in months.items():
            if month:
                yield from _list(site, top, f"archive/{year}/{month}/", year, month, paths, {})
            elif not year:
                yield from _list(site, top, "archive/undated/", "", "", paths, {})


def _list(
    site: Site,
    top: Masthead,
    start: str,
    year: str,
    month: str,
    paths: list[str],
    months: dict[str, int],
) -> Iterator[Page]:
    for url, place, part in pager.paginate(start, paths, site.config.page_size):
        values = {
            "site": top,
            "url": url,
            "year": year,
            "month": month,
            "months": months,
            "cards": Handle("card", tuple(part)),
            "count": len(paths),
            "pager": place,
            "feed": "feed",
        }
        yield Page(urls.file(url), "period.html", values, "archive", listed=True)
