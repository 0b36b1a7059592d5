"""A page's headline and the sources a site knows → the headline without the name of who published it, and that name."""

import re
from collections.abc import Iterable

from digest.model import Value
from digest.names import folded

_SEPARATOR = re.compile(r"\s+(?:[|–—·•»«›‹:]{1,2}|-{1,2})\s+|\s*[|｜]\s*|_+(?=[^\x00-\x7f])")
_BEHIND = re.compile(r"(?P<sign>\s+[–—·•«»›‹:-]{1,2}\s+|\s*[|｜：_»]\s*)(?P<name>[^|｜：_»–—]+)")
_BEFORE = re.compile(r"(?P<name>[^|｜：_»–—]+?)(?P<sign>\s+[–—·•«»›‹-]{1,2}\s+|\s*[|｜：:_»]\s*)")
_STRONG = re.compile(r"\s*[|｜»«›‹]{1,2}\s*|\s+::\s+|_+")
"""Signs that stand in no headline of their own."""
_MOST = 6
"""Words of a name that a site puts behind its headlines."""
_MEDIA = frozenset(
    """
    agency blog broadcasting broadcaster bulletin chronicle courier daily dispatch echo examiner express gazette globe
    guardian herald independent inquirer journal ledger magazine mail media mirror monitor network news newspaper
    observer online post press radio record report reporter review sentinel standard star sun telegraph television
    times today tribune tv voice weekly wire world
    agence diario figaro gazette journal monde nouvelles presse periódico noticias quotidien prensa libération
    anzeiger blatt kurier nachrichten presse rundschau spiegel tageblatt tagesschau welt zeitung
    giornale gazzetta corriere notizie jornal folha notícias gazeta haber gazetesi ajansı
    новости газета известия правда
    """.split()
)
_MEDIA_PARTS = (
    "وكالة",
    "صحيفة",
    "أخبار",
    "اخبار",
    "نيوز",
    "جريدة",
    "قناة",
    "خبرگزاری",
    "新闻",
    "新聞",
    "日报",
    "日報",
    "网",
    "網",
    "ニュース",
    "뉴스",
)
_SECTIONS = frozenset(
    """
    news|world news|breaking news|latest news|top news|home|home page|homepage|front page|world|politics|business|
    sport|sports|opinion|analysis|international|national|local|local news|latest|headlines|the latest|top stories|
    middle east|africa|asia|europe|americas|article|articles|story|read|video|live|blog|
    actualités|actualité|accueil|monde|politique|nachrichten|startseite|aktuell|politik|noticias|mundo|inicio|
    أخبار|الأخبار|الرئيسية|سياسة|اخبار|新闻|新闻中心|首页|国际|новости|главная|мир
    """.replace("\n", "").replace("    ", "").split("|")
)  # fmt: skip
"""Parts of sites, folded: what they name is no source."""
_HOST = re.compile(r"(?:www\.)?[\w-]+(?:\.[\w-]+)*\.[a-z]{2,10}", re.IGNORECASE)
_SMALL = frozenset(
    "a an and at by de del der des di du e el et for in la le les of on the to und y &".split()
)
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


class Headline(Value, frozen=True):
    """A headline alone. `source` is who published it, by the name given; `known` whether the site has that source.

    `section` is what was taken off though it names nobody: a part of a site, such as World News.
    """

    title: str
    source: str = ""
    known: bool = False
    section: str = ""


def split(title: str, known: Iterable[tuple[str, str]] = (), named: Iterable[str] = ()) -> Headline:
    """A headline, and what the site put behind it (`– Shafaq News`, `| World | Daily Wire`) or before it.

    `known` are the site's sources, name and host; `named` are names that the document gives itself elsewhere. A part at
    an end goes when it is one of these, names a part of a site, or looks like the name of a paper: a few words in
    capitals behind a headline that is not all capitals itself, or one of the words that papers are called by. What is
    left is never less than a third word; when in doubt, the headline stays whole.
    """
    title = " ".join(title.split())
    known = tuple(known)
    names = {folded(name): name for name, _ in known}
    hosts = {host.removeprefix("www."): name for name, host in reversed(known) if host}
    own = {folded(name): name for name in named if name.strip()}
    rest, source, section, is_known = title, "", "", False
    for _ in range(4):
        cut = _cut(rest)
        if cut is None:
            break
        head, sign, tail = cut
        spelling = folded(tail)
        host = hosts.get(spelling.removeprefix("www."))
        if spelling in names or host:
            found, sure = host or names[spelling], True
        elif spelling in own or _HOST.fullmatch(tail):
            found, sure = own.get(spelling, tail), False
        elif spelling in _SECTIONS:
            section, rest = section or tail, head
            continue
        elif not is_known and _is_paper(
            head, tail, _STRONG.fullmatch(sign) is not None, bool(source or section)
        ):
            found, sure = tail, False
        else:
            break
        if not source or (sure and not is_known):
            source, is_known = found, sure
        rest = head
    if not source:  # Daily Wire: a headline
        head, sign, tail = _first(rest)
        spelling = folded(head)
        if sign and spelling in (names | own) and _is_headline(tail):
            source, is_known, rest = (names | own)[spelling], spelling in names, tail
    return Headline(rest, source, is_known, section)


def beside(title: str, headline: str) -> str:
    """The name of who published it, that a page's title has before or behind a headline known for sure.

    Empty where it has none, or what stands there does not look like the name of a paper.
    """
    at = title.find(headline) if headline else -1
    if at < 0:
        return ""
    before, behind = title[:at], title[at + len(headline) :]
    found = _BEFORE.fullmatch(before) if not behind else _BEHIND.fullmatch(behind)
    if not found or (before and behind) or folded(found["name"]) in _SECTIONS:
        return ""
    sign, name = found["sign"].strip(), found["name"]
    if sign in (":", "：") and not _has_media_word(name):
        return ""  # a kicker more often than a paper
    return name if _is_paper(headline, name, sign in ("|", "｜", "»"), False) else ""


def _cut(title: str) -> tuple[str, str, str] | None:
    """A title at its last separator: what is before, the sign, what is behind; None where nothing could be cut off."""
    found = list(_SEPARATOR.finditer(title))
    if not found:
        return None
    head, tail = title[: found[-1].start()].rstrip(), title[found[-1].end() :].strip()
    if ":" in found[-1][0] and "::" not in found[-1][0]:
        return None  # a colon belongs to headlines
    return (head, found[-1][0], tail) if tail and _is_headline(head) else None


def _first(title: str) -> tuple[str, str, str]:
    found = re.search(r"\s+[|–—-]\s+|\s*[|:]\s+", title)
    return (title[: found.start()], found[0], title[found.end() :]) if found else (title, "", "")


def _is_headline(text: str) -> bool:
    return len(text.split()) >= 2 or len(_CJK.findall(text)) >= 4 or len(text) >= 12


def _is_paper(head: str, tail: str, strong: bool, behind: bool) -> bool:
    """Whether what stands behind a headline looks like the name of who published it."""
    words = tail.split()
    if len(words) > _MOST or re.search(r"[.?!…,;]$|[\"“”]", tail) or len(tail) > 60:
        return False
    if words[0].casefold() in _SMALL and not words[0][0].isupper():
        return False
    has_word = _has_media_word(tail)
    if _CJK.search(tail) or not re.search(r"[A-Z]", head + tail):
        # no capitals to go by
        return has_word or (strong and len(tail) <= 24)
    capitals = all(word[:1].isupper() or word.casefold() in _SMALL for word in words)
    if not capitals or re.search(r"\d", tail):
        return strong and not behind and len(words) <= 4 and not re.search(r"\d", tail)
    if strong or has_word:
        return True
    first, *others = head.split()
    del first
    longer = [word for word in others if len(word) > 3 and word[0].isalpha()]
    headline_case = sum(word[0].isupper() for word in longer) * 2 > len(longer)
    return not headline_case and len(words) <= 4


def _has_media_word(name: str) -> bool:
    """Whether one of the words that papers are called by is in a name."""
    return any(word.strip("().'’").casefold() in _MEDIA for word in name.split()) or any(
        part in name for part in _MEDIA_PARTS
    )
