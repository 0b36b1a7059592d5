"""The style sheet that the settings make: colours, fonts, measure."""

from collections.abc import Iterator

from digest import look
from digest.config import masthead
from digest.model import Page, Site


def pages(site: Site) -> Iterator[Page]:
    """One file, named by what it says, where the settings say anything; every page asks for it."""
    top = masthead(site.config)
    if top.style:
        values = {"site": top, "properties": look.properties(site.config.theme)}
        yield Page(top.style, "theme.css", values, "theme")
