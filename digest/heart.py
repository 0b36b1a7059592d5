"""A page's elements → those of its article: what the site puts around it is left behind.

Two libraries are asked where the article is. What they say is laid over the page's own elements, so that headings,
lists, quotations, tables and pictures stay as they are, and no word changes.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from copy import deepcopy
from typing import Any

from lxml import etree
from lxml.html import Element, document_fromstring
from trafilatura import bare_extraction

from digest.boilerplate import is_around
from digest.marked import BLOCKS, UNSEEN

_SPACES = re.compile(r"\s+")
_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]|\w+")
_LEAVES = BLOCKS - frozenset(
    "table tbody thead tfoot tr ul ol dl menu dir hr figure iframe html".split()
)
_UNREAD = re.compile(
    r"(?:^|[\s_-])(?:edit-?section|screen-reader-text|sr-only|visually-?hidden|skip-link)(?=$|[\s_-])",
    re.IGNORECASE,
)
_PERMALINK = re.compile(r"[¶#§🔗\s]*")
_DROPPED = (UNSEEN - {"source", "track"}) | frozenset(
    "nav select form fieldset label input button".split()
)
_TRANSPARENT = frozenset("form fieldset".split())
_AROUND = re.compile(
    r"(?:^|[\s_-])(?:comments?|disqus|respond|reply|share|sharing|social|sharedaddy|addtoany|related|recommend(?:ed|ations?)?|"
    r"read-?more|more-(?:stories|news|on|from|articles)|most-(?:read|popular)|popular|trending|newsletters?|subscri(?:be|ption)|sign-?up|paywall|"
    r"promo|advert(?:s|isement|orial)?|ads?|sponsor(?:ed)?|outbrain|taboola|breadcrumbs?|pagination|pager|cookies?|consent|"
    r"banner|menu|nav(?:bar|igation)?|sidebar|site-?(?:header|footer)|footer|masthead|toolbar|widget|tags?(?:-list|-links|s)?|tag-?cloud|"
    r"author-?(?:bio|box|card|info)|about-?(?:the-)?author|bio|copyright|print|noprint|no-print|modal|popup|donat(?:e|ion)|"
    r"polls?|quiz|talkbacks?|comentarios?|kommentare?|commentaires?|commenti|reacties|yorumlar|komentar(?:e|ze|ji|i)?|kommentarer|"
    r"relacionad[oa]s?|compartir|partage|teilen|most-?viewed|"
    r"signature|post-?profile|user-?info|avatar|jump-?link|skip-?link|screen-reader-text|sr-only|visually-?hidden|hidden|toc|table-of-contents|mw-editsection|navbox)(?=$|[\s_-])",
    re.IGNORECASE,
)
"""Words in `class` and `id` of what sites put around their articles."""
_BUILDERS = re.compile(
    r"\b(?:elementor-widget|so-panel\s+widget|widget_sow|et_pb_widget|widget-image-caption)[\w-]*"
)
"""What page builders call everything that is put on a page with them: here, a widget holds the article itself."""
_BOXES = re.compile(r"(?:info|fact|key|summary|text)-?(?:box|facts|points)", re.IGNORECASE)
_ENDS = re.compile(
    r"(?:\d+\s+)?(?:(?:reader\s)?comments?|comentarios?|commentaires?|kommentare?|commenti|reacties|kommentarer|komentarze|komentáře|"
    r"yorumlar|комментарии|коментарі|تعليقات|التعليقات|نظرات|תגובות|टिप्पणियाँ|评论|留言|コメント|댓글|leave\sa\s(?:reply|comment))"
    r"\s*[(\[:：]?\s*\d*\s*[)\]]?",
    re.IGNORECASE,
)
"""Headings behind which others speak than who wrote the article."""
_LISTED = frozenset("p li ul ol dl dt dd table thead tbody tfoot tr td th caption".split())
_WITHIN = re.compile(
    r"(?:article|entry|post|story|main|page|blog|news|single)[_-]?(?:content|body|text|main|inner)|articlebody|"
    r"(?:^|\s)(?:content|entry|story|hentry|h-entry|e-content|mw-parser-output|prose|rich-?text)(?=$|\s)",
    re.IGNORECASE,
)
_ANSWER = re.compile(
    r"(?:^|[\s_-])(?:answer|post-?(?:text|body|content)|message-?(?:body|content|text)|suggestedAnswer|acceptedAnswer)(?=$|[\s_-])",
    re.IGNORECASE,
)
_STANDFIRST = re.compile(
    r"(?:^|[\s_-])(?:sub-?(?:title|head(?:line)?)|stand-?first|dek|deck|lead|lede|chapo|chapeau|intro|excerpt|abstract|alternativeHeadline)(?=$|[\s_-])",
    re.IGNORECASE,
)
_CREDITS = re.compile(
    r"by-?line|author|meta|date|time|credit|caption|info|breadcrumb|kicker", re.IGNORECASE
)
_SENTENCES = frozenset("p div h2 h3 section".split())
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_FRAMES = re.compile(
    r"(?:https?:)?//(?:www\.|player\.)?(?:youtube(?:-nocookie)?\.com|youtu\.be|vimeo\.com|dailymotion\.com)/",
    re.IGNORECASE,
)
"""Whose frames are part of a text: films. Others are advertisements more often than not."""


class Leaf:
    """An element that holds words and no other such element, and what matters of it."""

    __slots__ = ("element", "linked", "squeezed", "text", "words")

    def __init__(self, element: Any) -> None:
        self.element = element
        self.text = _SPACES.sub(" ", _text(element)).strip()
        self.squeezed = _squeezed(self.text)
        self.words = count(self.text)
        self.linked = sum(count(_text(link)) for link in element.iter("a"))

    @property
    def is_linked(self) -> bool:
        """Whether most of its words are links."""
        return self.linked * 2 > self.words

    @property
    def is_heading(self) -> bool:
        """Whether it is a heading."""
        return bool(re.fullmatch(r"h[1-6]", self.element.tag))


def count(text: str) -> int:
    """Words of a text; a Chinese, Japanese or Korean character is one."""
    return sum(1 for _ in _WORD.finditer(text))


def article(page: Any, stated: str = "", url: str = "", thread: bool = False) -> Any:
    """The elements of a page's article, in a copy; an empty `div` where the page has none.

    `stated` is the text that the page gives for its article in its data, empty where it gives none: then the two
    libraries are asked. In a `thread` what others answer is part of it. `page` is a whole document.
    """
    page = _without_others(page, thread)
    opinions = _opinions(page, url)
    root = _settled(page)
    leaves = [leaf for leaf in _leaves(root) if leaf.words]
    if not leaves:
        return _empty(root)
    chosen = _chosen(leaves, opinions, stated)
    if not chosen:
        chosen = _by_weight(leaves)
    if thread:
        chosen |= {
            number
            for number, leaf in enumerate(leaves)
            if not leaf.is_linked and _is_answer(leaf.element)
        }
    return _pruned(root, leaves, _rounded(leaves, chosen))


# ---- opinions -----------------------------------------------------------------------------------


def _without_others(page: Any, thread: bool) -> Any:
    """A copy of the page without lists of other texts, and what readers said of this one unless it is a `thread`.

    The libraries look for where most words are: beside a short article that may be either of them.
    """
    page = deepcopy(page)
    whole = count(_text(page))
    for parent in list(page.iter("div", "section", "ul", "ol", "td", "main", "body")):
        if parent.getparent() is not None:
            for each in _teasers(parent):
                _remove(each)
    if thread:
        return page
    for heading in list(page.iter("h2", "h3", "h4", "h5", "h6")):
        if len(text := _SPACES.sub(" ", _text(heading)).strip()) < 60 and _ENDS.fullmatch(text):
            behind = [each for each in heading.itersiblings() if isinstance(each.tag, str)]
            if sum(count(_text(each)) for each in behind) * 2 < whole:
                for each in (heading, *behind):
                    _remove(each)
    return page


def _teasers(parent: Any) -> list[Any]:
    """Children of an element that each lead to another text; none where it says more than they do, or too few do."""
    if _in_text(parent):
        return []
    found = [
        each for each in parent.iterchildren("div", "li", "article", "section") if _is_teaser(each)
    ]
    if len(found) < 3:
        return []
    words = count(_text(parent))
    return found if count(" ".join(map(_text, found))) + 15 >= words else []


def _is_teaser(element: Any) -> bool:
    """Whether an element is a headline that is a link to another page, and a few words below it."""
    if count(_text(element)) > 80:
        return False
    for heading in element.iter("h2", "h3", "h4", "h5", "h6"):
        links = [*heading.iter("a"), *heading.iterancestors("a")]
        href = (links[0].get("href") or "").strip() if links else ""
        if href and not href.startswith(("#", "javascript:")):
            return True
    return False


def _in_text(element: Any) -> bool:
    """Whether an element is of what the page calls its article's text."""
    for each in (element, *element.iterancestors()):
        if (
            each.tag == "article"
            or each.get("itemprop") == "articleBody"
            or _WITHIN.search(_named(each))
        ):
            return True
    return False


def _opinions(page: Any, url: str) -> list[str]:
    """What each library takes for the text of the article, squeezed; empty where it finds none."""
    return [_squeezed(text) for text in (_trafilatura(page, url), _readability(page))]


def _trafilatura(page: Any, url: str) -> str:
    try:
        found = bare_extraction(
            deepcopy(page),
            url=url or None,
            include_comments=False,
            include_tables=True,
            include_images=False,
        )
    except Exception:  # whatever a page does to a library, there is the other
        return ""
    return (found.text or "") if found is not None and not isinstance(found, dict) else ""


def _readability(page: Any) -> str:
    """What trafilatura's own copy of Readability finds. It is no public part of it, but the one that is maintained.

    A release that moves it costs the second opinion, and no more.
    """
    try:
        from trafilatura.readability_lxml import Document

        found = Document(deepcopy(page)).summary()
        return _text(document_fromstring(found)) if found.strip() else ""
    except Exception:  # as above
        return ""


# ---- the page in leaves -------------------------------------------------------------------------


def _settled(page: Any) -> Any:
    """A copy of the page without what no article has, each run of words in an element of its own."""
    root = deepcopy(page)
    body = root if root.tag == "body" else root.find("body")
    body = root if body is None else body
    whole = count(_text(body))
    for element in list(body.iter()):
        if not isinstance(element.tag, str):
            _remove(element)
        elif element is body or element.getparent() is None:
            pass
        elif _is_left_out(element, whole):
            _remove(element)
    _frame_runs(body)
    return body


def _is_left_out(element: Any, whole: int) -> bool:
    """Whether an element is no part of an article, whatever it says."""
    tag = element.tag
    if tag == "iframe":
        return not _FRAMES.match(element.get("src") or element.get("data-src") or "")
    if tag in _TRANSPARENT:
        return count(_text(element)) * 3 < whole
    if tag in _DROPPED or (
        tag in ("a", "span", "sup", "small") and _UNREAD.search(_named(element))
    ):
        return True
    if (
        tag == "a"
        and re.search(r"anchor|header-?link|permalink", _named(element))
        and _PERMALINK.fullmatch(_text(element))
    ):
        return True
    if tag in ("aside", "footer", "header", "menu"):
        if tag == "header" and (
            _holds(element, "h1") or next(element.iterancestors("article"), None) is not None
        ):
            return False
        return count(_text(element)) * 3 < whole
    hidden = element.get("hidden") is not None or _HIDDEN.search(element.get("style") or "")
    if hidden or element.get("aria-hidden") == "true":
        return count(_text(element)) * 3 < whole
    return element.get("role") in (
        "navigation",
        "banner",
        "contentinfo",
        "search",
        "complementary",
        "dialog",
        "menu",
    ) and (count(_text(element)) * 3 < whole)


def _holds(element: Any, *tags: str) -> bool:
    return next(element.iterdescendants(*tags), None) is not None


def _frame_runs(body: Any) -> None:
    """Put each run of words that stands between blocks into a paragraph; two breaks in a row end one."""
    for element in [
        each
        for each in body.iter()
        if each.tag in BLOCKS and each.tag not in ("pre", "table", "tr")
    ]:
        blocks = [child for child in element if child.tag in BLOCKS or _holds(child, *BLOCKS)]
        breaks = element.tag not in ("p", "pre") and len(list(element.iterchildren("br"))) > 1
        if not blocks and not breaks and not _double(element):
            continue
        if element.tag == "p" and not blocks:
            _split(element)
            continue
        _wrap(element)
    for element in [each for each in body.iter("p") if _double(each)]:
        _split(element)


def _double(element: Any) -> bool:
    """Whether two breaks follow each other in an element."""
    return any(_is_double(each) for each in element.iterchildren("br"))


def _is_double(br: Any) -> bool:
    following = br.getnext()
    return following is not None and following.tag == "br" and not (br.tail or "").strip()


def _wrap(element: Any) -> None:
    """Runs of words and inline elements among blocks → paragraphs."""
    children = list(element)
    run = Element("p")
    run.text, element.text = element.text, None
    made: list[Any] = []

    def finish() -> None:
        nonlocal run
        if len(run) or (run.text or "").strip():
            made.append(run)
        run = Element("p")

    for child in children:
        if child.tag in BLOCKS or _holds(child, *BLOCKS):
            finish()
            run.text, child.tail = child.tail, None
            made.append(child)
        else:
            run.append(child)
    finish()
    for child in list(element):
        element.remove(child)
    element.extend(made)


def _split(paragraph: Any) -> None:
    """A paragraph in which two breaks stand in a row → several."""
    parent = paragraph.getparent()
    if parent is None:
        return
    tail, paragraph.tail = paragraph.tail, None
    part = paragraph
    last = paragraph
    for child in list(paragraph):
        if child.tag == "br" and (
            _is_double(child)
            or (part is not paragraph and not len(part) and not (part.text or "").strip())
        ):
            following = Element("p")
            following.text = child.tail
            child.tail = None
            child.getparent().remove(child)
            last.addnext(following)
            part = last = following
        elif part is not paragraph:
            part.append(child)
    last.tail = tail


def _leaves(root: Any) -> Iterator[Leaf]:
    """Elements that hold words and no block with words, in order."""
    for element in root.iter():
        if element.tag in BLOCKS and not any(
            child.tag in BLOCKS for child in element.iterdescendants()
        ):
            yield Leaf(element)


# ---- which of them ------------------------------------------------------------------------------


def _chosen(leaves: Sequence[Leaf], opinions: Iterable[str], stated: str) -> set[int]:
    """Numbers of the leaves that belong to the article, by whoever is to be followed."""
    sets = [_found(leaves, opinion) for opinion in opinions]
    said = _squeezed(stated)
    if len(said) > 150:
        by_data = _found(leaves, said)
        covered = sum(len(leaves[number].squeezed) for number in by_data)
        if covered > 0.7 * len(said):
            return by_data
    first, second = (*sets, set[int](), set[int]())[:2]
    if not first or not second:
        return first or second
    shared = _weight(leaves, first & second)
    both = _weight(leaves, first | second)
    if shared >= 0.75 * both:
        return first
    return max((first, second), key=lambda numbers: _merit(leaves, numbers))


def _found(leaves: Sequence[Leaf], opinion: str) -> set[int]:
    """Leaves whose words stand in a text, in order; short ones only where the text goes on with them."""
    found: set[int] = set()
    if not opinion:
        return found
    at = 0
    for number, leaf in enumerate(leaves):
        squeezed = leaf.squeezed
        if not squeezed:
            continue
        where = opinion.find(squeezed, max(0, at - 4))
        if where >= 0 and (len(squeezed) > 40 or where - at < 200):
            found.add(number)
            at = where + len(squeezed)
        elif len(squeezed) > 60 and _is_covered(squeezed, opinion):
            found.add(number)
    return found


def _is_covered(squeezed: str, opinion: str) -> bool:
    """Whether most of a long leaf stands in a text, a link or a mark within it left out."""
    parts = [squeezed[at : at + 20] for at in range(0, len(squeezed) - 19, 20)]
    return sum(part in opinion for part in parts) >= 0.6 * len(parts)


def _weight(leaves: Sequence[Leaf], numbers: Iterable[int]) -> int:
    return sum(leaves[number].words for number in numbers)


def _merit(leaves: Sequence[Leaf], numbers: set[int]) -> float:
    """How much like an article a choice is: words of paragraphs count for it, words of links and lists against it."""
    merit = 0.0
    for number in numbers:
        leaf = leaves[number]
        words = leaf.words - 2.5 * leaf.linked
        if _is_around(leaf.element):
            words = -leaf.words
        elif _in_article(leaf.element):
            words *= 1.3
        if leaf.element.tag in ("li", "td", "dd") and leaf.words < 8:
            words *= 0.5
        merit += words
    return merit


def _in_article(element: Any) -> bool:
    for each in (element, *element.iterancestors()):
        if (
            each.tag in ("article", "main")
            or each.get("itemprop") == "articleBody"
            or each.get("role") == "main"
        ):
            return True
        if _WITHIN.search(_named(each)):
            return True
    return False


def _named(element: Any) -> str:
    return _BUILDERS.sub("", f"{element.get('class') or ''} {element.get('id') or ''}")


def _is_around(element: Any, top: Any = None) -> bool:
    """Whether an element or one around it, below `top`, is called as what sites put around their articles."""
    alone = len(element) == 1 and not f"{element.text or ''}{element[0].tail or ''}".strip()
    for each in (*(element if alone else ()), element, *element.iterancestors()):
        if (
            each is top
            or each.tag in ("body", "article", "main")
            or each.get("itemprop") == "articleBody"
        ):
            return False
        if each.tag == "aside":
            return True
        named = _named(each)
        if _BOXES.search(named):
            continue
        if len(named) > 1 and _AROUND.search(named) and not _WITHIN.search(named):
            return True
    return False


def _is_answer(element: Any) -> bool:
    """Whether an element is what somebody says in a discussion; remarks on answers are not."""
    named = " ".join(
        f"{_named(each)} {each.get('itemprop') or ''}"
        for each in (element, *element.iterancestors())
    )
    return bool(_ANSWER.search(named)) and not re.search(
        r"(?:^|[\s_-])(?:comments?|signature)", named
    )


def _by_weight(leaves: Sequence[Leaf]) -> set[int]:
    """The leaves below the element that has most words in paragraphs of its own, links not counted."""
    weights: dict[Any, float] = {}
    for leaf in leaves:
        if leaf.words > 5 and not leaf.is_linked and not _is_around(leaf.element):
            parent = leaf.element.getparent()
            weights[parent] = weights.get(parent, 0) + leaf.words
    if not weights:
        return {number for number, leaf in enumerate(leaves) if not leaf.is_linked}
    best = max(weights, key=lambda parent: weights[parent])
    return {
        number
        for number, leaf in enumerate(leaves)
        if best in (leaf.element, *leaf.element.iterancestors())
    }


def _rounded(leaves: Sequence[Leaf], chosen: set[int]) -> set[int]:
    """A choice without what is around an article after all, and with what was passed over within it."""
    kept = {number for number in chosen if not _is_stray(leaves[number])} or set(chosen)
    top = _top(leaves, kept)
    kept = {number for number in kept if top in leaves[number].element.iterancestors()} or kept
    around = {number for number in kept if _is_around(leaves[number].element, top)}
    around |= _inserted(leaves, kept, top)
    if _weight(leaves, around) * 4 < _weight(leaves, kept):  # else it is the page that is called so
        kept -= around
    _fill(leaves, kept, top)
    for edge in (min, max):  # links alone lead on from an article, or into it
        while len(kept) > 1 and (leaf := leaves[edge(kept)]).linked == leaf.words < 9:
            kept.discard(edge(kept))
    # a heading without text below it belongs to what was left out
    for number in sorted(kept, reverse=True):
        if leaves[number].is_heading and number + 1 not in kept and number + 1 < len(leaves):
            below = next((each for each in range(number + 1, len(leaves)) if each in kept), None)
            if below is None or (not leaves[number + 1].is_heading and below - number > 3):
                kept.discard(number)
    return kept | _standfirst(leaves, kept)


def _inserted(leaves: Sequence[Leaf], kept: set[int], top: Any) -> set[int]:
    """Leaves of boxes within a text that do little but lead to another one."""
    boxes: dict[Any, list[int]] = {}
    for number in range(min(kept), max(kept)):
        for each in leaves[number].element.iterancestors():
            if each is top or each.tag in ("td", "li", "blockquote", "figure", "article", "main"):
                break
            boxes.setdefault(each, []).append(number)
    found: set[int] = set()
    for numbers in boxes.values():
        words, linked = _weight(leaves, numbers), sum(leaves[number].linked for number in numbers)
        if linked > 3 and words < 40 and linked * 2 >= words:
            found |= kept & {*numbers}
    return found


def _fill(leaves: Sequence[Leaf], kept: set[int], top: Any) -> None:
    """Add what was passed over: between what was kept, right beside it, and below its pictures."""
    first, last = min(kept), max(kept)
    parents = {leaves[number].element.getparent() for number in kept}
    for number in (*range(first, len(leaves)), *range(first - 1, -1, -1)):  # outwards
        leaf = leaves[number]
        if number in kept or top not in leaf.element.iterancestors():
            continue
        if _is_stray(leaf) or _is_around(leaf.element, top) or leaf.linked * 5 > leaf.words * 4:
            continue
        inside = first < number < last
        beside = leaf.element.getparent() in parents
        if leaf.element.tag == "figcaption":
            fits = inside or _beside_text(leaf.element, parents)
        elif inside:
            titles = leaf.is_heading and number + 1 in kept
            fits = leaf.words > 3 or beside or titles or _listed_beside(leaf.element, parents)
        elif leaf.element.tag == "p":
            touches = number - 1 in kept or number + 1 in kept
            fits = beside and leaf.words > (3 if touches else 9)
        else:
            fits = leaf.is_heading and number + 1 in kept
        if fits:
            kept.add(number)
            if inside:
                parents.add(leaf.element.getparent())


def _standfirst(leaves: Sequence[Leaf], kept: set[int]) -> set[int]:
    """Numbers of the sentences that some pages put between the title and the text."""
    first = min(kept)
    near = range(first, max(-1, first - 16), -1)
    title = next((number for number in near if leaves[number].element.tag == "h1"), None)
    if title is None:
        return set()
    first = min((number for number in kept if number > title), default=title)
    found = set()
    for number in range(title + 1, first):
        leaf = leaves[number]
        named = f"{_named(leaf.element)} {leaf.element.get('itemprop') or ''}"
        if leaf.words < 4 or leaf.is_linked or _is_stray(leaf) or _is_around(leaf.element):
            continue
        tag = leaf.element.tag
        sentence = leaf.words > 7 and tag in _SENTENCES and not _CREDITS.search(named)
        if sentence or tag == "li" or _STANDFIRST.search(named):
            found.add(number)
    return found


def _listed_beside(element: Any, parents: set[Any]) -> bool:
    """Whether an element is of a list or a table that stands among what was kept."""
    each = element
    while each is not None and each.tag in _LISTED:
        if each.getparent() in parents:
            return True
        each = each.getparent()
    return False


def _beside_text(caption: Any, parents: set[Any]) -> bool:
    """Whether the figure of a caption stands among what was kept."""
    figure = next(caption.iterancestors("figure"), None)
    return figure is not None and figure.getparent() in parents


def _is_stray(leaf: Leaf) -> bool:
    """Whether a leaf is something that sites put around articles, by its words."""
    return is_around(leaf.text)


def _top(leaves: Sequence[Leaf], kept: set[int], share: float = 0.9) -> Any:
    """The innermost element that holds a share of the words that were kept."""
    whole = _weight(leaves, kept)
    held: dict[Any, int] = {}
    for number in kept:
        for each in leaves[number].element.iterancestors():
            held[each] = held.get(each, 0) + leaves[number].words
    enough = [each for each, words in held.items() if words >= share * whole]
    return max(enough, key=lambda each: sum(1 for _ in each.iterancestors()))


# ---- what is left -------------------------------------------------------------------------------


def _pruned(root: Any, leaves: Sequence[Leaf], kept: set[int]) -> Any:
    """The page with nothing but these leaves and the pictures among them."""
    whole = _top(leaves, kept, 1.0)
    holds = {leaves[number].element for number in kept}
    around = set(holds)
    for leaf in holds:
        around.update(leaf.iterancestors())
    order = {element: at for at, element in enumerate(whole.iter())}
    places = [order[leaf] for leaf in holds if leaf in order]
    first, last = min(places), max(places)
    for element in list(whole.iter()):
        if element is whole or element in around or element.getparent() is None:
            continue
        if any(each in holds for each in element.iterancestors()):
            continue
        between = first - 12 <= order[element] <= last + 3
        if between and _is_picture(element) and not _is_around(element, whole):
            continue
        if (
            any(True for _ in element.iter("img", "iframe", "hr"))
            and not (_text(element).strip())
            and between
        ):
            continue
        _remove(element)
    del root
    return whole


def _is_picture(element: Any) -> bool:
    return element.tag in ("img", "picture", "source", "figure", "iframe", "hr", "br") or (
        element.tag in ("a", "p", "div", "span", "figcaption")
        and next(element.iter("img", "iframe"), None) is not None
        and count(_text(element)) < 40
    )


def _remove(element: Any) -> None:
    """Take an element out; the text behind it stays."""
    parent = element.getparent()
    if parent is None:
        return
    tail = element.tail or ""
    before = element.getprevious()
    if tail:
        if before is None:
            parent.text = (parent.text or "") + tail
        else:
            before.tail = (before.tail or "") + tail
    parent.remove(element)


def _empty(root: Any) -> Any:
    return root.makeelement("div")


def _text(element: Any) -> str:
    """All text that is seen, blocks parted by spaces."""
    parts: list[str] = []
    for event, each in etree.iterwalk(element, events=("start", "end", "comment", "pi")):
        seen = isinstance(each.tag, str) and each.tag not in UNSEEN
        if event == "start" and seen:
            parts.append(
                (" " if each.tag in BLOCKS or each.tag == "br" else "") + (each.text or "")
            )
        elif event in ("end", "comment", "pi") and each is not element:
            parts.append((" " if seen and each.tag in BLOCKS else "") + (each.tail or ""))
    return "".join(parts)


def _squeezed(text: str) -> str:
    """Letters and figures alone, so that spaces, quotes and marks make no difference."""
    return "".join(_WORD.findall(text)).casefold()
