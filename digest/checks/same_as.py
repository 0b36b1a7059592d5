"""Entities and their addresses elsewhere: two with one address, and addresses that are of another kind of thing."""

import re
from collections import defaultdict
from collections.abc import Iterator

from digest import urls
from digest.model import Profile, Site
from digest.problems import Problem

_ITEM = re.compile(
    r"https?://(?:www\.|m\.)?wikidata\.org/(?:wiki|entity)/(?:Special:EntityPage/)?(Q[1-9]\d*)"
)
_TELLING = (
    ("orcid.org", r"", "person"),
    ("isni.org", r"", "person organisation"),
    ("imdb.com", r"(?:\w\w/)?name/", "person"),
    ("imdb.com", r"(?:\w\w/)?title/", "work"),
    ("bioguide.congress.gov", r"", "person"),
    ("members.parliament.uk", r"member/", "person"),
    ("linkedin.com", r"in/", "person"),
    ("linkedin.com", r"(?:company|school)/", "organisation"),
    ("ror.org", r"", "organisation"),
    ("opencorporates.com", r"companies/", "organisation"),
    ("find-and-update.company-information.service.gov.uk", r"company/", "organisation"),
    ("search.gleif.org", r"", "organisation"),
    ("geonames.org", r"\d", "place"),
    ("openstreetmap.org", r"(?:node|way|relation)/", "place"),
    ("pleiades.stoa.org", r"places/", "place"),
    ("whc.unesco.org", r"(?:\w\w/)?list/", "place"),
    ("openlibrary.org", r"authors/", "person"),
    ("openlibrary.org", r"(?:works|books)/", "work"),
    ("goodreads.com", r"author/", "person"),
    ("goodreads.com", r"book/", "work"),
    ("musicbrainz.org", r"artist/", "person organisation"),
    ("musicbrainz.org", r"(?:place|area)/", "place"),
    ("musicbrainz.org", r"event/", "event"),
    ("musicbrainz.org", r"(?:release|release-group|recording|work)/", "work"),
    ("doi.org", r"10\.", "work"),
    ("arxiv.org", r"abs/", "work"),
    ("openalex.org", r"(?:authors/)?A\d", "person"),
    ("openalex.org", r"(?:institutions/)?I\d", "organisation"),
    ("openalex.org", r"(?:works/)?W\d", "work"),
)
"""Hosts and paths that hold things of one kind only, as each site lays out its own addresses."""


def problems(site: Site) -> Iterator[Problem]:
    """What the files of entities say of addresses elsewhere that can't all be true; nothing is asked of the net.

    Two entities with one address or Wikidata item; a `wikidata` that is not the one in `same_as`; an address of a host
    that tells the kind, such as a person's at orcid.org, against `kind`.
    """
    profiles = [term.profile for term in site.terms["entities"] if term.profile]
    holders: dict[str, list[Profile]] = defaultdict(list)
    for profile in profiles:
        place = f"{site.config.content}/{profile.path}"
        items = {found[1] for each in profile.same_as if (found := _ITEM.match(each))}
        if profile.wikidata and items - {profile.wikidata}:
            message = f"has the Wikidata item {profile.wikidata}, but {min(items - {profile.wikidata})} in `same_as`"
            yield Problem(place, 1, message, "keep the one that it is", "warning")
        for address in profile.same_as:
            told = _kinds(address)
            if told and profile.kind != "other" and profile.kind not in told:
                message = (
                    f"is of kind {profile.kind}, but {urls.host(address)} says {' or '.join(told)}"
                )
                yield Problem(
                    place, 1, message, "mend its `kind`, or take the address out", "warning"
                )
        items |= {profile.wikidata} if profile.wikidata else set()
        for key in {*map(_plain, profile.same_as), *items} - {""}:
            holders[key].append(profile)
    told_of: set[tuple[str, ...]] = set()
    for key, sharing in sorted(holders.items()):
        paths = tuple(sorted(each.path for each in sharing))
        if len(paths) > 1 and paths not in told_of:
            told_of.add(paths)  # once, however many addresses they share
            what = f"the Wikidata item {key}" if key.startswith("Q") else f"the address {key}"
            others = " and ".join(f"{site.config.content}/{each}" for each in paths[1:])
            message = f"has {what} in common with {others}"
            hint = "if they are one, make one file of them, with the other's slug in `aliases`"
            yield Problem(f"{site.config.content}/{paths[0]}", 1, message, hint, "warning")


def _kinds(address: str) -> list[str]:
    """The kinds of entity that an address can be of; none where it does not tell."""
    host = urls.host(address)
    path = re.sub(r"^https?://[^/]*/?", "", address)
    for name, begins, kinds in _TELLING:
        if (host == name or host.endswith("." + name)) and re.match(begins, path):
            return kinds.split()
    return []


def _plain(address: str) -> str:
    """An address without what makes no difference; empty for a Wikidata item, which is known by its number."""
    if _ITEM.match(address):
        return ""
    rest = re.sub(r"^https?://[^/?#]*", "", address).partition("#")[0]
    host = re.sub(r"\.m\.(wikipedia\.org)$", r".\1", urls.host(address))
    return host + urls.unquoted(rest).rstrip("/")
