"""All articles by year and month, and those without a date."""

from calendar import Calendar
from collections import Counter
from collections.abc import Iterator
from typing import Any

from digest import company, dates, pager, urls
from digest.config import masthead
from digest.model import Handle, Leaf, Link, Page, Site


def pages(site: Site) -> Iterator[Page]:
    """An index of years and months, a page a year, a list a month; what is dated less finely stands where it can."""
    top = masthead(site.config)
    years: dict[str, dict[str, list[str]]] = {}
    days = Counter[str]()
    for linked in site.articles:
        date = linked.article.date
        if date and date.day:
            days[date.iso[:10]] += 1
        months = years.setdefault(date.year if date else "", {})
        months.setdefault(date.month if date else "", []).append(linked.article.path)
    labels = {term.slug: term.label for term in site.terms["entities"]}
    names = {each.article.path: each.named for each in site.articles}
    counts = {
        year: {month: len(paths) for month, paths in sorted(months.items(), reverse=True)}
        for year, months in sorted(years.items(), reverse=True)
    }
    values = {
        "site": top,
        "url": "archive/",
        "years": counts,
        "most": max((many for each in counts.values() for many in each.values()), default=0),
        "pages": tuple(Link(p.url, p.title, p.lang) for p in site.pages if not p.hidden),
        "feed": "feed",
    }
    yield Page("archive/index.html", "archive.html", values, "archive", listed=True)
    for year, months in years.items():
        if year:
            within = [path for paths in months.values() for path in paths]
            language = site.config.language
            shown = {
                "year": year,
                "months": counts[year],
                "leaves": tuple(
                    _leaf(year, month, days, language) for month in counts[year] if month
                ),
                "named": company.named((names[path] for path in within), labels),
            }
            yield from _list(site, f"archive/{year}/", months.get("", []), shown)
        for month, paths in months.items():
            if month or not year:
                place = f"{year}/{month}/" if month else "undated/"
                yield from _list(site, f"archive/{place}", paths, {"year": year, "month": month})


def _list(site: Site, start: str, paths: list[str], shown: dict[str, Any]) -> Iterator[Page]:
    """The pages of a year, a month or the undated: `shown` is what they tell beside the articles."""
    for url, place, part in pager.paginate(start, paths, site.config.page_size):
        values = {
            "site": masthead(site.config),
            "url": url,
            "month": "",
            "months": {},
            "leaves": (),
            "named": (),
            **shown,
            "cards": Handle("card", tuple(part)),
            "count": len(paths),
            "pager": place,
            "feed": "feed",
        }
        yield Page(urls.file(url), "period.html", values, "archive", listed=True)


def _leaf(year: str, month: str, days: Counter[str], language: str) -> Leaf:
    weeks = Calendar(dates.first_weekday(language)).monthdayscalendar(int(year), int(month))
    return Leaf(
        month,
        tuple(
            tuple(days[f"{year}-{month}-{day:02}"] if day else -1 for day in week) for week in weeks
        ),
    )
