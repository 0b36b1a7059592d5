"""A plan, and a few articles with other words → the plan amended; nothing where the whole must be planned again."""

from collections.abc import Callable, Mapping, Set

from msgspec.structs import replace

from digest import plan, stock, urls
from digest.layers import laid
from digest.model import (
    Article,
    Body,
    Doubt,
    Found,
    Linked,
    Listed,
    Provenance,
    Reading,
    SocialCard,
)
from digest.plan import Plan


def plan_of(
    known: Plan, before: Mapping[str, Reading], after: Mapping[str, Reading]
) -> Plan | None:
    """The plan that a build of the site would make, once `after` is what some content files say that said `before`.

    Only where nothing but words changed, such as titles, summaries and texts: an article's address, date, terms and
    references decide who else shows it, and so does a title by which others call it. None wherever that can't be known.
    The search's index has no mark then: see `complete`.
    """
    if before.keys() != after.keys() or not known.amendable:
        return None
    told = {problem.path for problem in known.problems}
    changed: list[Linked] = []
    for path, now in after.items():
        was, linked = before[path], known.stock.linked.get(path)
        if was == now:
            continue
        if (
            linked is None
            or now.article is None
            or f"{known.content}/{path}" in told
            or not alike(was, now, known.referred)
        ):
            return None
        if _named(was) != _named(now) and _has_card(known, f"{known.content}/{path}"):
            return None  # a headline is drawn on it
        changed.append(stock.reworded(linked, now.article, now.found))
    if not changed:
        return known
    known = ready(known)
    shown = stock.changed(known.stock, changed)
    pages = {page for linked in changed for page in known.holders.get(linked.article.path, ())}
    index = pages & {urls.INDEX}
    marks = plan.marks((known.pages[page] for page in pages - index), known.layouts, shown)
    marks |= dict.fromkeys(index, "")
    return replace(
        known,
        stock=shown,
        marks=laid(known.marks, marks),
        reworded=known.reworded | pages,
    )


def complete(known: Plan) -> Plan:
    """The same plan, with the mark of the search's index: it takes as long as all else, and nobody waits for it."""
    if known.marks.get(urls.INDEX) != "":
        return known
    marks = plan.marks((known.pages[urls.INDEX],), known.layouts, known.stock)
    return replace(known, marks=laid(known.marks, marks))


def _named(reading: Reading) -> tuple[str, str]:
    return (it.title, it.lang) if (it := reading.article) else ("", "")


def _has_card(known: Plan, origin: str) -> bool:
    """Whether a social card is drawn for a content file."""
    return any(
        each.origin == origin and isinstance(each.recipe, SocialCard) for each in known.assets
    )


def ready(known: Plan) -> Plan:
    """The same plan, knowing which pages show what of which article: what `plan_of` would have to find out."""
    if known.holders or not known.amendable:
        return known
    return replace(known, holders=stock.holders(known.pages.values()))


def alike(was: Reading, now: Reading, referred: Callable[[], Set[str]]) -> bool:
    """Whether two versions of an article, neither with a problem, have the same place on the site.

    `referred` gives the addresses to which some text of the site leads, calling those articles by their titles.
    """
    old, new = was.article, now.article
    if was.problems or now.problems or old is None or new is None:
        return False
    if old.body.opening or new.body.opening:  # its summary calls others by their titles
        return False
    renamed = (old.title, old.lang) != (new.title, new.lang)
    if renamed and (old.url in referred() or old.aliases):
        return False
    if _cast(was.found) != _cast(now.found):
        return False
    if old.layout and old.layout_line != new.layout_line:
        return False
    return _place(old) == _place(new)


def _place(article: Article) -> Article:
    """An article without its words: all that decides where it stands."""
    body = article.body
    return replace(
        article,
        title="",
        summary="",
        summary_taken=False,
        lang="",
        authors=(),
        provenance=Provenance(),
        extra={},
        layout_line=0,
        image_caption="",
        image_credit="",
        image_line=min(1, article.image_line),
        entities=tuple(Listed(each.text, 0) for each in article.entities),
        not_entities=tuple(Listed(each.text, 0) for each in article.not_entities),
        body=Body(
            "",
            tuple(replace(each, line=0) for each in body.references),
            body.foreign,
        ),
    )


def _cast(found: Found) -> tuple[list[tuple[str, str, str, bool]], tuple[Doubt, ...]]:
    """Who is named where and how, whatever the words around: what entities' pages and checks count and compare."""
    numbers = {"": ""}  # the title is no paragraph
    named = [
        (each.entity, each.text, numbers.setdefault(each.anchor, f"{len(numbers)}"), each.typo)
        for each in found.mentions
    ]
    return named, found.doubts
