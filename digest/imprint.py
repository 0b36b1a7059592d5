"""A page's elements → what the page says of itself: title, date, authors, source, language, tags, and the like.

A page says most of it several times. Places count in one order for all fields, as the guide's topic `import` tells it:
linked data (JSON-LD), metadata (Open Graph and other `meta`), microdata, elements, words. Only the title is taken as
printed, where one of these confirms it.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml import etree

from digest import boilerplate, datelines, headlines
from digest.model import Value
from digest.names import folded

_ARTICLES = frozenset(
    """
    Article NewsArticle BlogPosting Report ReportageNewsArticle AnalysisNewsArticle OpinionNewsArticle
    BackgroundNewsArticle ReviewNewsArticle LiveBlogPosting SocialMediaPosting DiscussionForumPosting TechArticle
    ScholarlyArticle Review Recipe
    AdvertiserContentArticle SatiricalArticle MedicalScholarlyArticle HowTo QAPage Question
    """.split()
)
"""Types of schema.org that are a text one reads."""
_THREADS = frozenset("QAPage DiscussionForumPosting".split())
_PAGES = frozenset(
    "WebPage ItemPage AboutPage FAQPage MediaObject VideoObject CreativeWork Event".split()
)
_SPACES = re.compile(r"\s+")
_TITLES = "og:title twitter:title citation_title dc.title dcterms.title parsely-title sailthru.title headline".split()
_PUBLISHED = """
    article:published_time og:article:published_time article:published og:published_time og:pubdate datepublished
    citation_publication_date citation_date citation_online_date dc.date.issued dcterms.issued dc.date dcterms.date
    dcterms.created
    dc.date.created parsely-pub-date sailthru.date publication_date publish-date publishdate pubdate date_published
    published_date article.published originalpublicationdate published displaydate rnews:datepublished
    article_date_original cxenseparse:recs:publishtime date
    """.split()
_MODIFIED = """
    article:modified_time og:updated_time og:article:modified_time datemodified dcterms.modified dc.date.modified
    last-modified lastmod updated article.updated
    """.split()
_AUTHORS = """
    author article:author og:article:author citation_author dc.creator dcterms.creator parsely-author sailthru.author
    byl
    article.author authors article:author_name
    """.split()
_SITES = "og:site_name application-name dc.publisher dcterms.publisher citation_journal_title publisher".split()
_DESCRIPTIONS = (
    "og:description description twitter:description dc.description dcterms.abstract".split()
)
_TAGS = ("article:tag", "news_keywords", "parsely-tags", "keywords")
_BYLINES = re.compile(
    r"(?:^|[\s_-])(?:by-?line|credits?|author(?:s|-name|-link)?|writer|reporter|contributors?|autor(?:e|es|en|a|as)?|"
    r"auteurs?|firma|verfasser|redacteur|forfatter|skribent)(?=$|[\s_-])",
    re.I,
)
_DATES = re.compile(
    r"(?:^|[\s_-])(?:published?|pub-?date|post(?:ed)?-?(?:on|date|meta)?|entry-?date|date-?(?:line|published|time)?|"
    r"timestamp|article-?(?:date|time)|date-?time|created|time|meta|info|submitted|fecha|datum|data|stamp)(?=$|[\s_-])",
    re.I,
)
_BY = re.compile(
    r"\b(?:by|von|par|por)\s+(.{2,60}?)\s*(?:\s(?:on|at|in)\s|[|·•,»]|$)|"
    r"(?:作者|记者|記者|מאת|автор|लेखक)\s*[:：]\s*([^|·•,，»:：]{2,40}?)\s*(?:\s\S+[:：]|[|·•,，»]|\s\d|$)",
    re.IGNORECASE,
)
_IN_ADDRESS = re.compile(
    r"(?<![0-9])((?:19|20)\d\d)[/-](0?[1-9]|1[0-2])(?:[/-](0?[1-9]|[12]\d|3[01]))?(?=[/_.-]|\Z)"
)
_COMPACT = re.compile(
    r"((?:19|20)\d\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:T?(\d\d)(\d\d)(\d\d)?)?(Z|[+-]\d\d:?\d\d)?"
)
_CLOCK = re.compile(r"(\d{1,2})\s*[時时点]\s*(\d{1,2})\s*分?")
_SAVED = re.compile(r"saved from url=\(\d+\)\s*(\S+)|\burl:\s*(https?://\S+)", re.IGNORECASE)
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z0-9]{2,8}))*")
_NOBODY = frozenset(
    "admin administrator editor editors staff webmaster author anonymous unknown newsdesk reporter guest null none "
    "user root super user wordpress".split()
) | {"web desk", "news desk", "staff writer", "staff reporter", "super user", "site admin"}
_MOST_TAGS = 20


class Imprint(Value, frozen=True):
    """What a page says of itself, each field empty where it does not.

    `date` and `updated` are as front matter takes them; `date_basis` says from what the date was inferred where no part
    of the page states it. `text` is the article's as the page's data give it, `is_part` whether the page says that it
    shows readers who don't pay only the beginning.
    """

    title: str = ""
    date: str = ""
    date_basis: str = ""
    updated: str = ""
    authors: tuple[str, ...] = ()
    source: str = ""
    url: str = ""
    lang: str = ""
    tags: tuple[str, ...] = ()
    summary: str = ""
    text: str = ""
    is_part: bool = False
    is_thread: bool = False
    """Whether it is a question with its answers, or a discussion."""


def read(
    page: Any, html: str = "", url: str = "", known: Iterable[tuple[str, str]] = ()
) -> Imprint:
    """What a whole page says of itself.

    `html` is its text, where comments tell what a browser saved it from; `url` is where it was fetched from, empty
    where that is not known; `known` are the site's sources, name and host.
    """
    known = tuple(known)
    data = list(_linked_data(page))
    articles = _sorted(data)
    metas = _metas(page)
    address = _address(page, articles, metas, html, url)
    names = [name for name in (_publisher(articles, data), _first(metas, _SITES[:2])) if name]
    head = _headline(page, articles, metas, known, names)
    source = _source(head, names or [_first(metas, _SITES)], known, address)
    lang = _lang(page, articles, metas)
    date, basis = _date(page, articles, metas, address, lang)
    updated = _updated(articles, metas)
    return Imprint(
        title=head.title,
        date=date,
        date_basis=basis,
        updated=updated if updated[:10] > date[:10] else "",
        authors=_authors(page, articles, metas, (*names, source, head.source)),
        source=source,
        url=address,
        lang=lang,
        tags=_tags(page, articles, metas),
        summary=_summary(articles, metas),
        text=_longest(_plain(each.get("articleBody")) for each in articles),
        is_thread=any(_types(each) & _THREADS for each in data),
        is_part=any(
            str(each.get("isAccessibleForFree")).lower() in ("false", "http://schema.org/false")
            for each in articles
        ),
    )


# ---- places -------------------------------------------------------------------------------------


def _linked_data(page: Any) -> Iterator[dict[str, Any]]:
    """Every object of the page's JSON-LD, those within others too; what can't be read is passed over."""
    for script in page.iter("script"):
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        text = (script.text_content() or "").strip()
        text = (
            re.sub(
                r"^\s*(?:<!--|//\s*<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|//\s*\]\]>)\s*;?$",
                "",
                text,
            )
            .strip()
            .rstrip(";")
        )
        try:
            found = json.loads(text, strict=False)
        except (ValueError, RecursionError):
            try:
                found = json.loads(
                    re.sub(r",\s*([}\]])", r"\1", re.sub(r"[\x00-\x1f]", " ", text)), strict=False
                )
            except (ValueError, RecursionError):
                continue
        yield from _objects(found, 0)


def _objects(value: Any, level: int) -> Iterator[dict[str, Any]]:
    if level > 12:
        return
    if isinstance(value, list):
        for each in value[:500]:
            yield from _objects(each, level + 1)
    elif isinstance(value, dict):
        yield value
        for key, each in value.items():
            if key in (
                "@graph",
                "mainEntity",
                "mainEntityOfPage",
                "itemListElement",
                "item",
                "hasPart",
                "about",
            ) and isinstance(each, dict | list):
                yield from _objects(each, level + 1)


def _types(each: dict[str, Any]) -> set[str]:
    kinds = each.get("@type")
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return {str(kind).rsplit("/", 1)[-1].rsplit(":", 1)[-1] for kind in kinds if kind}


def _sorted(data: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Objects that are the page's text, before those that are the page."""
    texts = [
        each
        for each in data
        if _types(each) & _ARTICLES
        and (
            each.get("headline")
            or each.get("name")
            or each.get("articleBody")
            or each.get("datePublished")
        )
    ]
    pages = [each for each in data if _types(each) & _PAGES]
    return (
        texts[:1] + pages if len(texts) > 3 and not texts[0].get("articleBody") else texts + pages
    )


def _metas(page: Any) -> dict[str, list[str]]:
    """What `meta` elements say, by name in small letters."""
    found: dict[str, list[str]] = {}
    for meta in page.iter("meta"):
        content = " ".join((meta.get("content") or "").split())
        if not content:
            continue
        for key in ("property", "name", "itemprop", "http-equiv"):
            if name := (meta.get(key) or "").strip().lower():
                found.setdefault(name, []).append(unescape(content))
                break
    return found


def _first(metas: dict[str, list[str]], names: Iterable[str]) -> str:
    return next((metas[name][0] for name in names if metas.get(name)), "")


def _property(page: Any, name: str) -> Iterator[Any]:
    """Elements of the body that are a property in microdata."""
    for each in page.iter():
        if isinstance(each.tag, str) and name in (each.get("itemprop") or "").split():
            yield each


def _value(element: Any) -> str:
    """What an element says as a property: its `content` or `datetime`, else its words."""
    return str(
        element.get("content")
        or element.get("datetime")
        or _SPACES.sub(" ", element.text_content())
    ).strip()


def _plain(value: Any) -> str:
    """A text of linked data as words."""
    if isinstance(value, list):
        value = next((each for each in value if isinstance(each, str)), "")
    if isinstance(value, dict):
        value = value.get("@value") or value.get("name") or ""
    if not isinstance(value, str):
        return ""
    text = unescape(value)
    if "<" in text:
        text = re.sub(r"<[A-Za-z/!][^<>]*>", " ", text)
    return text.strip()


def _longest(texts: Iterable[str]) -> str:
    return max(texts, key=len, default="")


# ---- fields -------------------------------------------------------------------------------------


def _headline(
    page: Any,
    articles: Sequence[dict[str, Any]],
    metas: dict[str, list[str]],
    known: Sequence[tuple[str, str]],
    names: Sequence[str],
) -> headlines.Headline:
    """The title without the site's name: as printed, where another place confirms it."""
    element = page.find(".//title")
    of_page = _SPACES.sub(" ", element.text_content()).strip() if element is not None else ""
    stated = [
        *(
            _SPACES.sub(
                " ",
                _plain(
                    each.get("headline") or (each.get("name") if _types(each) & _ARTICLES else "")
                ),
            )
            for each in articles
        ),
        *(metas[name][0] for name in _TITLES if metas.get(name)),
        *(_value(each) for each in _property(page, "headline")),
    ]
    stated = [title for title in stated if title and not title.startswith(("http:", "https:"))]
    printed = list(_printed(page))
    behind = headlines.split(of_page, known, names)
    claims = [*stated, behind.title, of_page]
    for is_same in (
        _equals,
        _confirms,
    ):  # what is printed word for word before what is printed with more or less
        for title in printed:
            if any(is_same(title, claim) for claim in claims):
                return _with_source(headlines.split(title, known, names), behind, of_page)
    if stated:
        return _with_source(headlines.split(stated[0], known, names), behind, of_page)
    if part := _printed_part(page, of_page):
        return _with_source(headlines.Headline(part), behind, of_page)
    return behind if behind.title else headlines.split(next(iter(printed), ""), known, names)


def _with_source(
    own: headlines.Headline, behind: headlines.Headline, of_page: str
) -> headlines.Headline:
    source = own.source or behind.source or headlines.beside(of_page, own.title)
    return headlines.Headline(own.title, source, own.known or behind.known)


def _printed_part(page: Any, title: str) -> str:
    """The part of a page's title that stands alone somewhere on the page, as a headline does, and is no link."""
    parts = {
        _letters(part): part
        for part in re.split(r"\s+[|–—·»«-]{1,2}\s+|\s*[|｜]\s*|:\s+|_", title)
        if len(_letters(part)) > 7
    }
    if len(parts) < 2:
        return ""
    found = []
    for each in page.iter("h1", "h2", "h3", "h4", "div", "p", "td", "b", "strong", "font", "span"):
        if (
            len(each) < 4
            and 7 < len(text := each.text_content()) < 400
            and (part := parts.get(_letters(text)))
            and not _is_link(each)
        ):
            found.append(part)
    return max(found, key=len, default="")


def _is_link(element: Any) -> bool:
    """Whether most of what an element says leads elsewhere, as lists of other texts do."""
    linked = sum(len(_letters(link.text_content())) for link in element.iter("a"))
    return (
        linked * 2 > len(_letters(element.text_content()))
        or next(element.iterancestors("a"), None) is not None
    )


def _printed(page: Any) -> Iterator[str]:
    """First headings, those within an article before others; a second one where there is no first."""
    found = list(page.iter("h1"))
    found.sort(key=lambda each: next(each.iterancestors("article", "main"), None) is None)
    if not found:
        found = [
            each
            for each in page.iter("h2")
            if next(each.iterancestors("article", "main"), None) is not None
        ][:1]
    for each in found:
        if text := _SPACES.sub(" ", each.text_content()).strip().rstrip("¶#§🔗 "):
            yield text


def _equals(printed: str, claim: str) -> bool:
    return bool(_letters(printed)) and _letters(printed) == _letters(claim)


def _confirms(printed: str, claim: str) -> bool:
    """Whether what is printed is what a page says its title is, but for the site's name and how it is written."""
    own, other = _letters(printed), _letters(claim)
    if not own or not other:
        return False
    if own == other:
        return True
    shorter, longer = sorted((own, other), key=len)
    return len(shorter) > 8 and shorter in longer and len(shorter) * 10 >= len(longer) * 6


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _publisher(articles: Sequence[dict[str, Any]], data: Sequence[dict[str, Any]]) -> str:
    for each in articles:
        for key in ("publisher", "sourceOrganization", "provider"):
            if name := _name_of(each.get(key), data):
                return name
    for each in data:
        if "WebSite" in _types(each) and (name := _plain(each.get("name"))):
            return name
    return ""


def _name_of(value: Any, data: Sequence[dict[str, Any]]) -> str:
    """The name of an object in linked data, looked up where only its id is given."""
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        if not value.get("name") and value.get("@id"):
            value = next(
                (each for each in data if each.get("@id") == value["@id"] and each.get("name")),
                value,
            )
        value = value.get("name")
    name = _SPACES.sub(" ", _plain(value))
    return "" if name.startswith(("http:", "https:", "/", "#")) else name


def _source(
    head: headlines.Headline, names: Sequence[str], known: Sequence[tuple[str, str]], address: str
) -> str:
    """Who reported it: by a name or a host that the site knows, else as the page calls itself."""
    host = (urlsplit(address).hostname or "").removeprefix("www.")
    spelt = {folded(name): name for name, _ in known}
    for name in (*names, head.source):
        if name and folded(name) in spelt:
            return spelt[folded(name)]
    for name, home in known:
        if (
            home
            and host
            and (
                host == home.removeprefix("www.") or host.endswith("." + home.removeprefix("www."))
            )
        ):
            return name
    name = next((name for name in (*names, head.source) if name), "")
    return "" if len(name) > 80 else name


def _date(
    page: Any,
    articles: Sequence[dict[str, Any]],
    metas: dict[str, list[str]],
    address: str,
    lang: str,
) -> tuple[str, str]:
    """When it was published, and what that was inferred from."""
    places: tuple[Callable[[], Iterator[str]], ...] = (
        lambda: (
            _plain(each.get(key))
            for each in articles
            for key in ("datePublished", "dateCreated", "uploadDate")
        ),
        lambda: (value for name in _PUBLISHED for value in metas.get(name, ())),
        lambda: (
            _value(each)
            for name in ("datePublished", "dateCreated")
            for each in _property(page, name)
        ),
        lambda: _times(page),
        lambda: _date_lines(page),
    )
    for place in places:
        for value in place():
            if made := stated_date(value, lang):
                return made, ""
    if found := _IN_ADDRESS.search(urlsplit(address).path):
        year, month, day = found.groups()
        made = "-".join(part.zfill(2) for part in (year, month, day) if part)
        if made := stated_date(made) or made:
            return made, "the address"
    return "", ""


def stated_date(value: str, lang: str = "") -> str:
    """A date as pages, feeds and mail state it → as front matter takes it; empty where it is none.

    `lang` is the language it is written in, where that is known: some write the month before the day.
    """
    value = " ".join(value.split())
    if found := _COMPACT.fullmatch(value):
        year, month, day, hour, minute, _, zone = found.groups()
        value = f"{year}-{month}-{day}" + (
            f" {hour}:{minute} {zone or ''}".rstrip() if hour else ""
        )
    made = datelines.alone(_CLOCK.sub(r"\1:\2", value), lang)
    return made[:10] if re.fullmatch(r"\d{4}-\d{2}-\d{2} 00:00", made) else made


def _times(page: Any) -> Iterator[str]:
    """What `time` elements say, those of the article's head first, those of comments and cards never."""
    found = [each for each in page.iter("time") if not _is_aside(each)]
    found.sort(
        key=lambda each: (
            each.get("pubdate") is None
            and not _DATES.search(f"{each.get('class') or ''} {each.get('itemprop') or ''}"),
            next(each.iterancestors("header"), None) is None,
        )
    )
    main = [each for each in found if next(each.iterancestors("article", "main"), None) is not None]
    for each in [*main, *found]:
        if not re.search(
            r"updat|modif", f"{each.get('class') or ''} {each.get('itemprop') or ''}", re.IGNORECASE
        ):
            yield each.get("datetime") or _SPACES.sub(" ", each.text_content())


def _rows(element: Any, most: int) -> list[str]:
    """What an element of fewer than `most` children says, parted where a line is broken by hand."""
    if len(element) >= most:
        return []
    if next(element.iterdescendants("br"), None) is None:
        return [_SPACES.sub(" ", element.text_content()).strip()]
    parts: list[str] = []
    for event, each in etree.iterwalk(element, events=("start", "end")):
        if event == "start":
            parts += ["\0"] if each.tag == "br" else [each.text or ""]
        elif each is not element:
            parts.append(each.tail or "")
    rows = "".join(parts).split("\0")
    return [text for row in rows if (text := _SPACES.sub(" ", row).strip())]


def _called(element: Any) -> str:
    """How an element is called by whoever made the page."""
    return f"{element.get('class') or ''} {element.get('id') or ''}"


def _is_aside(element: Any) -> bool:
    for each in (element, *element.iterancestors()):
        if each.tag in ("aside", "nav") or (
            each.tag == "footer" and next(each.iterancestors("article"), None) is None
        ):
            return True
        if re.search(
            r"(?:^|[\s_-])(?:comments?|related|sidebar|recommend\w*|widget|teasers?|cards?|more)(?=$|[\s_-])|(?:^|\s)(?:site-?|page-?)?foot(?:er)?(?=$|\s)",
            _called(each),
            re.IGNORECASE,
        ):
            return True
    return False


def _date_lines(page: Any) -> Iterator[str]:
    """Short texts that are a date, in elements called like one, then anywhere before the text begins."""
    named: list[str] = []
    others: list[str] = []
    for number, each in enumerate(
        page.iter(
            "span",
            "div",
            "p",
            "li",
            "td",
            "em",
            "small",
            "b",
            "strong",
            "font",
            "abbr",
            "h3",
            "h4",
            "h5",
            "h6",
            "a",
        )
    ):
        if number > 5_000:
            break
        for text in _rows(each, 6):
            if not 6 <= len(text) <= 120 or not any(map(str.isdigit, text)) or _is_aside(each):
                continue
            (named if _DATES.search(_called(each)) else others).append(text)
    for text in (*named, *others):
        yield text
        for part in re.split(r"\s*[|•·—–]\s*|\s{2,}|,?\s+(?=(?:on|posted|published)\s)", text):
            if part != text:
                yield part
    for text in named:  # 2024年03月05日 21:15 来源：…
        words = text.split()
        for count in range(min(6, len(words) - 1), 0, -1):
            yield " ".join(words[:count])


def _updated(articles: Sequence[dict[str, Any]], metas: dict[str, list[str]]) -> str:
    for value in (
        *(_plain(each.get("dateModified")) for each in articles),
        *(v for name in _MODIFIED for v in metas.get(name, ())),
    ):
        if value and (made := stated_date(value)):
            return made
    return ""


def _authors(
    page: Any, articles: Sequence[dict[str, Any]], metas: dict[str, list[str]], sites: Sequence[str]
) -> tuple[str, ...]:
    """Who wrote it, persons before the site itself, which counts as nobody."""
    nobody = {folded(site) for site in sites if site}
    places: tuple[Callable[[], Iterator[str]], ...] = (
        lambda: (
            name
            for each in articles[:3]
            for key in ("author", "creator")
            for name in _people(each.get(key), articles)
        ),
        lambda: (value for name in _AUTHORS for value in metas.get(name, ())),
        lambda: (_author_words(each) for each in _property(page, "author") if not _is_aside(each)),
        lambda: _bylines(page),
    )
    for place in places:
        found: list[str] = []
        for value in place():
            for name in split_names(value):
                if folded(name) not in nobody and folded(name) not in map(folded, found):
                    found.append(name)
        if found:
            return tuple(found[:20])
    return ()


def _people(value: Any, data: Sequence[dict[str, Any]]) -> Iterator[str]:
    for each in value if isinstance(value, list) else [value]:
        if isinstance(each, dict) and isinstance(each.get("name"), list):
            yield from (str(name) for name in each["name"])
        elif name := _name_of(each, data):
            yield name


def _author_words(element: Any) -> str:
    inner = next(
        (each for each in element.iter() if "name" in (each.get("itemprop") or "").split()), element
    )
    return _value(inner)


def _bylines(page: Any) -> Iterator[str]:
    """Links to authors, then elements called like a byline, then lines that begin as one."""
    for each in page.iter("a", "span"):
        if "author" in (each.get("rel") or "").split() and not _is_aside(each):
            yield each.text_content()
    best: list[str] = []
    for each in page.iter(
        "span", "div", "p", "a", "address", "li", "cite", "strong", "em", "h3", "h4", "h5", "td"
    ):
        if _BYLINES.search(_called(each)) and not _is_aside(each):
            best += [text for text in _rows(each, 8) if 3 <= len(text) <= 120]
    best.sort(key=len)
    for text in best:
        names = boilerplate.authors(text) or (boilerplate.authors("By " + text))
        if names:
            yield from names
            return
    for each in page.iter(
        "p", "div", "span", "td", "h3", "h4", "font", "b", "i", "em", "strong", "small"
    ):
        for text in _rows(each, 6):
            if 4 <= len(text) <= 100 and (names := boilerplate.authors(text)):
                if not _is_aside(each):
                    yield from names
                    return
                continue
            is_head = 8 < len(text) <= 160 and _DATES.search(_called(each)) and not _is_aside(each)
            if is_head and (found := _BY.search(text)):
                yield found[1] or found[2]
                return


def split_names(value: str) -> tuple[str, ...]:
    """One field that names authors → each of them; addresses, handles and words for nobody left out."""
    value = _SPACES.sub(" ", unescape(value)).strip(" \t,;|•·")
    if not value or re.match(r"(?:https?:)?//|@|www\.", value) or len(value) > 300:
        return ()
    value = re.sub(
        r"^(?:written\s+)?(?:by|von|par|por|di|بقلم|作者)\s*[:：]?\s+",
        "",
        value,
        flags=re.IGNORECASE,
    )
    value = re.sub(r"\S+@\S+\.\w+", "", value)
    parts = re.split(r"\s*(?:;|\||\band\b|&|、|،|\bund\b|\bet\b|\s/\s)\s*", value)
    if len(parts) == 1 or "," in value:
        parts = [part for each in parts for part in _at_commas(each)]
    names = (
        name.strip(" ,.()[]|•·–—-") if not re.search(r"\b[A-Z]\.$", name) else name.strip()
        for name in parts
    )
    return tuple(
        name
        for name in names
        if 1 < len(name) <= 80
        and folded(name) not in _NOBODY
        and any(map(str.isalpha, name))
        and "://" not in name
    )


def _at_commas(text: str) -> list[str]:
    """Names at commas; one comma alone may part a family name from a given one, or a name from what somebody is."""
    parts = [part.strip() for part in text.split(",") if part.strip()]
    if len(parts) < 2:
        return parts
    if len(parts) == 2 and all(len(part.split()) == 1 for part in parts):
        return [f"{parts[1]} {parts[0]}"]
    people = [
        part
        for part in parts
        if len(part.split()) > 1
        and not re.search(
            r"\b(?:correspondent|reporter|editor|writer|staff|director|analyst|professor|fellow|jr|sr|phd|md|bureau|news|press|agency)\b",
            part,
            re.IGNORECASE,
        )
    ]
    return people or parts[:1]


def _lang(page: Any, articles: Sequence[dict[str, Any]], metas: dict[str, list[str]]) -> str:
    """The language, as a tag: what elements say counts first, since browsers and readers go by it."""
    root = page if page.tag == "html" else page.getroottree().getroot()
    marked = [
        root.get("lang"),
        root.get("{http://www.w3.org/XML/1998/namespace}lang"),
        root.get("xml:lang"),
    ]
    body = root.find("body")
    inner = next(
        (each.get("lang") for each in page.iter("article", "main") if each.get("lang")), None
    )
    places = [inner, *marked, body.get("lang") if body is not None else None]
    places += [_plain(each.get("inLanguage")) for each in articles]
    places += [
        _first(
            metas, ("og:locale", "content-language", "language", "dc.language", "dcterms.language")
        )
    ]
    for value in places:
        found = _LANGUAGE.fullmatch((value or "").strip().partition(",")[0])
        if found and found[1].lower() not in ("und", "zxx", "mul"):
            first, *rest = re.split("[-_]", found[0])
            return "-".join([first.lower(), *(_subtag(part) for part in rest)])
    return _by_direction(root)


def _subtag(part: str) -> str:
    return part.upper() if len(part) == 2 else part.title() if len(part) == 4 else part


def _by_direction(root: Any) -> str:
    """A page that says that it runs from right to left, and no more: its letters tell which of three languages."""
    body = root.find("body")
    runs = (root.get("dir"), body.get("dir") if body is not None else None)
    if "rtl" not in [(value or "").lower() for value in runs]:
        return ""
    text = root.text_content()[:100_000]
    if len(re.findall(r"[\u05d0-\u05ea]", text)) > len(re.findall(r"[\u0620-\u064a]", text)):
        return "he"
    return "fa" if len(re.findall("[پچژگی]", text)) > len(re.findall("[ةىيأإ]", text)) else "ar"


def _tags(
    page: Any, articles: Sequence[dict[str, Any]], metas: dict[str, list[str]]
) -> tuple[str, ...]:
    places: list[list[str]] = [_keywords([each.get("keywords") for each in articles])]
    places += [_keywords(metas.get(name, [])) for name in _TAGS]
    places.insert(
        -1,
        [
            _SPACES.sub(" ", each.text_content()).strip(" #")
            for each in page.iter("a")
            if "tag" in (each.get("rel") or "").split() and not _is_aside(each)
        ],
    )
    for found in places:
        found = [tag for tag in found if 0 < len(tag) <= 60]
        if 0 < len(found) <= _MOST_TAGS:
            return tuple(dict.fromkeys(found))
    return ()


def _keywords(values: Any) -> list[str]:
    """Words of lists, or of texts with commas."""
    made: list[str] = []
    for value in values if isinstance(values, list) else [values]:
        if isinstance(value, list):
            made += _keywords(value)
        elif isinstance(value, dict):
            made += _keywords([_plain(value)])
        elif isinstance(value, str):
            made += [unescape(part).strip(" #.\"'") for part in re.split(r"[,;،、]", value)]
    return [each for each in made if each and ":" not in each[:20]]


def _summary(articles: Sequence[dict[str, Any]], metas: dict[str, list[str]]) -> str:
    for value in (
        *(_plain(each.get("description")) for each in articles if _types(each) & _ARTICLES),
        _first(metas, _DESCRIPTIONS),
    ):
        text = _SPACES.sub(" ", value).strip()
        if len(text) > 20:
            return text[:1_000]
    return ""


def _address(
    page: Any, articles: Sequence[dict[str, Any]], metas: dict[str, list[str]], html: str, url: str
) -> str:
    """The page's own address: as it says itself, else where it was fetched or saved from."""
    came = url or _saved_from(html)
    element = page.find(".//base[@href]")
    base = urljoin(came, element.get("href")) if element is not None else came
    canonical = [
        each.get("href")
        for each in page.iter("link")
        if "canonical" in (each.get("rel") or "").lower().split() and each.get("href")
    ]
    said = [*canonical, *metas.get("og:url", ())]
    for each in articles:
        if _types(each) & _ARTICLES:
            page_of = each.get("mainEntityOfPage")
            said += [
                value
                for value in (
                    each.get("url"),
                    page_of.get("@id") if isinstance(page_of, dict) else page_of,
                )
                if isinstance(value, str)
            ]
    whole = []
    for value in said:
        try:
            made = urljoin(base, value.strip())
            parts = urlsplit(made)
        except ValueError:
            continue
        if parts.scheme in ("http", "https") and parts.hostname and " " not in made:
            whole.append(made)
    # some sites name their front page on every page
    deep = [made for made in whole if urlsplit(made).path.strip("/") or urlsplit(made).query]
    own: str = (deep or whole or [came])[0]
    return own.partition("#")[0]


def _saved_from(html: str) -> str:
    """What a browser or a program wrote in a comment at the top when it saved the page."""
    for comment in re.findall(r"<!--(.{0,2000}?)-->", html[:20_000], re.DOTALL):
        if found := _SAVED.search(comment):
            address: str = (found[1] or found[2]).rstrip("->")
            if address.startswith(("http://", "https://")):
                return address
    return ""
