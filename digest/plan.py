"""Site → pages: every file it consists of, each path once."""

import difflib
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence, Set

import msgspec

from digest import pages as kinds
from digest import parts, stock, urls
from digest.config import masthead
from digest.layouts import Layouts
from digest.model import Asset, Page, Site
from digest.problems import DigestError, Problem
from digest.stock import Stock

_MOST = 50_000
"""Addresses a sitemap may hold (sitemaps.org, protocol 0.9)."""
_MAP = "sitemap.xml"


class Plan(msgspec.Struct, frozen=True):
    """What the site consists of: to be served, checked, explained or carried out. `pages` and `marks` go by path."""

    pages: Mapping[str, Page]
    marks: Mapping[str, str]
    assets: tuple[Asset, ...]
    stock: Stock
    layouts: Layouts
    problems: tuple[Problem, ...]
    articles: int
    left_out: dict[str, int]
    due: int
    """When other articles show, in seconds since 1970; 0 where none waits for its time."""
    content: str
    """The folder of content files."""
    referred: Callable[[], Set[str]]
    """Addresses to which some text of the site leads: they are called by their titles there. Found when asked for."""
    holders: Mapping[str, Sequence[str]]
    """By content file: the pages that show something of it by handle. Empty where nobody asked for them yet."""
    amendable: bool
    """Whether all kinds of pages and checks are ours: they hold articles by handle."""
    reworded: frozenset[str] = frozenset()
    """Pages that have another fingerprint, or may have one, since all were planned: this plan was amended."""

    def inputs(self, page: Page) -> dict[str, int]:
        """What a page's bytes depend on, part by part: checksums of its layout and of each value it holds."""
        known = self.stock
        found = {name: stock.part(value, known) for name, value in page.values.items()}
        layout = (page.layout, self.layouts.marks.get(page.layout, ""))
        found["layout"] = stock.part(layout, known)
        return found

    def page(self, path: str) -> Page | Asset | None:
        """What lies at a path of output/; None where nothing does."""
        assets = (asset for asset in self.assets if asset.path == path)
        return self.pages.get(path) or next(assets, None)

    def find(self, wanted: str, base: str = "/", output: str = "output") -> Page:
        """The page at an address, whole or within the site, or of a file of output/.

        Raises DigestError where there is none.
        """
        plain = urls.within(wanted.removeprefix(f"{output}/"), base)
        path = urls.file(plain + "/" if plain else "")
        if found := self.pages.get(path) or self.pages.get(plain):
            return found
        near = difflib.get_close_matches(path, self.pages, 1)
        hint = f"did you mean {near[0]}?" if near else "write an address such as /articles/title/"
        raise DigestError(Problem(wanted, 0, "there is no such page", hint))


def marks(pages: Iterable[Page], layouts: Layouts, known: Stock) -> dict[str, str]:
    """The fingerprint of each page, by path: as long as it stays, so do the page's bytes."""
    return {
        page.path: stock.mark(page, layouts.marks.get(page.layout, ""), known) for page in pages
    }


def pages(
    site: Site, layouts: Layouts
) -> tuple[tuple[Page, ...], tuple[Asset, ...], list[Problem]]:
    """All pages and files to copy. Of two that want one path the first keeps it, and both are named."""
    chosen = parts.find("pages", kinds.KINDS, site.config.pages)
    made = [page for kind in chosen for page in kind(site)]
    texts = f"{site.config.content}/"
    made.sort(key=lambda page: page.origin.startswith(texts))  # none takes feed.xml from the site
    problems: list[Problem] = []
    taken: dict[str, Page | Asset] = {}
    folders: dict[str, Page | Asset] = {}
    _claims(Page(_MAP, _MAP, {}, "sitemap"), taken, folders, problems)  # made last, taken first
    kept = [
        each
        for each in (*made, *layouts.files, *site.files)
        if _claims(each, taken, folders, problems)
    ]
    kept = _beside_the_index(kept, problems)
    planned = [each for each in kept if isinstance(each, Page)]
    planned += (
        page
        for page in _sitemap(planned, site)
        if page.path == _MAP or _claims(page, taken, folders, problems)
    )
    return tuple(planned), tuple(each for each in kept if isinstance(each, Asset)), problems


def _claims(
    wanting: Page | Asset,
    taken: dict[str, Page | Asset],
    folders: dict[str, Page | Asset],
    problems: list[Problem],
) -> bool:
    """Whether a path is free, also from one that differs in case alone, and from a file where a folder is needed."""
    key = _key(wanting.path)
    owner = taken.get(key) or folders.get(key)
    above, folder = [], key.rpartition("/")[0]
    while owner is None and folder and folder not in folders:  # a known one's own are known too
        above.append(folder)
        owner, folder = taken.get(folder), folder.rpartition("/")[0]
    if owner is None:
        taken[key] = wanting
        folders.update(dict.fromkeys(above, wanting))
        return True
    whose = f"{owner.origin}'s" if "/" in owner.origin else "the site's own"
    message = f"wants the address /{wanting.path}, which is {whose}"
    line = 1 if wanting.origin.endswith((".md", ".markdown")) else 0
    hint = "give one of them another `slug:`"
    if isinstance(wanting, Page) and wanting.layout == "redirect.html":
        hint = "take the address out of `aliases:`"
    problems.append(Problem(wanting.origin, line, message, hint))
    return False


def _beside_the_index(kept: list[Page | Asset], problems: list[Problem]) -> list[Page | Asset]:
    """All but what would lie in the folder of the search's index: its files have names that nobody knows yet."""
    if not any(each.path == urls.INDEX for each in kept):
        return kept
    folder = _key(urls.INDEXED)
    free = []
    for each in kept:
        if each.path != urls.INDEX and _key(each.path).startswith(folder):
            message = f"wants the address /{each.path}, and that folder is the search's"
            problems.append(Problem(each.origin, 0, message, "move it, or take `search` out"))
        else:
            free.append(each)
    return free


def _key(path: str) -> str:
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFC", path).casefold()


def _sitemap(planned: Sequence[Page], site: Site) -> Iterable[Page]:
    """The pages search engines may list. It needs the whole plan, so it is no kind among the others."""
    top = masthead(site.config)
    listed = sorted((urls.address(page.path), page.changed) for page in planned if page.listed)
    chunks = [tuple(listed[at : at + _MOST]) for at in range(0, len(listed), _MOST)]
    if len(chunks) <= 1:
        yield Page(_MAP, _MAP, {"site": top, "pages": tuple(listed)}, "sitemap")
        return
    names = tuple(f"sitemap-{number}.xml" for number in range(1, len(chunks) + 1))
    yield Page(_MAP, "sitemaps.xml", {"site": top, "names": names}, "sitemap")
    for name, chunk in zip(names, chunks, strict=True):
        yield Page(name, _MAP, {"site": top, "pages": chunk}, "sitemap")
