"""A plain text → the runs of words in it that look like names: capitalised ones, and those after titles in Arabic."""

import re
from collections.abc import Iterator
from functools import cache

from digest import kinds
from digest.lettering import BREAK
from digest.model import Value


class Run(Value, frozen=True):
    """Words in a row that look like a name, at `start` to `end` of a text; what they are worth, a corpus decides.

    `title` is the title right before them, at `head` where it has a capital itself; else `head` is `start`.
    `lead` is the small word before them. `opens` is true where they begin a sentence: their first capital says nothing.
    """

    start: int
    end: int
    words: tuple[str, ...]
    title: str
    head: int
    lead: str
    opens: bool


def runs(text: str) -> Iterator[Run]:
    """Every run of capitalised words in a plain text, in order; titles, possessives and headlines aside.

    Particles (`of the`, `al-`, `van`), initials and `&` hold a run together, a full stop, a comma and a number end it.
    A passage set in capitals, or with a capital on most of its words, has none: there they mean nothing.
    """
    at = 0
    for passage in text.split(BREAK):
        if not _is_headline(passage):
            for found in _run().finditer(passage):
                yield from _cut(text, at, found)
        at += len(passage) + 1


def titled(text: str) -> Iterator[Run]:
    """Words that follow a title or a word such as ministry in Arabic, where capitals are not known.

    Up to three of them, as far as only blanks stand between: how many are the name, only a corpus can tell.
    """
    for found in _ARABIC_TITLED.finditer(text):
        words = list(_ARABIC_WORD.finditer(text, found.start(2), found.end(2)))
        if (
            found[1].removeprefix("ال") in _ARABIC_HEADS
        ):  # ministry of the interior: the head is part of the name
            yield Run(
                found.start(1),
                found.end(2),
                (found[1], *(w[0] for w in words)),
                "",
                found.start(1),
                "",
                True,
            )
            continue
        while (
            words and words[0][0].startswith("ال") and len(words) > 1
        ):  # the Iraqi president, by name
            del words[0]
        words = words[:3]
        yield Run(
            words[0].start(),
            words[-1].end(),
            tuple(w[0] for w in words),
            found[1],
            words[0].start(),
            "",
            True,
        )


def words(text: str) -> list[str]:
    """All words of a text as written, for counting."""
    return _WORD.findall(text)


def holds_arabic(text: str) -> bool:
    """Whether a text has Arabic in it."""
    return not text.isascii() and bool(_ARABIC_WORD.search(text))


# ---- capitals -------------------------------------------------------------------------------------------

_PARTICLES = (
    "of the|of|de la|de las|de los|de|del|della|di|da|dos|das|do|du|des|van der|van den|van de|van|von der|von|zu|"
    "den|der|ter|ten|la|le|bin|bint|ibn|ben|al|el|af|av|och|бен|ибн|аль|y|e"
)
_ARTICLES = r"(?:(?:[ae]l|[uai]l|a[dnrstz]|ash|adh|ath|аль|эль|ас|аш|ан|ар|ат)[-‐‑]|[dDlL]['’])"
"""What is written small before a capital within one word: al-Ameri, d’Estaing; the Arabic article in its forms."""
_SHORTENED = "Mr|Mrs|Ms|Dr|Gen|Maj|Lt|Col|Sgt|Capt|Cpl|Prof|Sen|Rep|Gov|Adm|St|Hon|Rev|Brig|Cmdr|Pres|Ste|Ft|Mt"
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_LEAD = re.compile(r"(?<![\w.@/-])([^\W\d_]+) \Z")
_PIECE = re.compile(r"[^ \u00a0\n]+")
_CONTRACTION = re.compile(r"['’](?:m|ve|d|ll|re|t)\Z")
_OPENS = re.compile('(?:\\A|[.!?…؟。:;•—–\x1e])[\\s"“”„«»‘’\'()\\[\\]*_-]*\\Z|["“„«‘]\\Z')
_POSSESSIVE = re.compile(r"(?:['’]s|(?<=s)['’])\Z")
_ENDS = re.compile(r"(?<!people)(?<!women)(?<!men)(?<!children)['’]s\Z", re.IGNORECASE)
"""A possessive behind which another name begins: `Iraq’s Badr`, but not the People’s Party or a Workers’ one."""
_FEWEST = 4
_MOST_CAPITALS = 0.6
_STOPS = frozenset(".!?…:;")
"""What ends a sentence and no headline."""


@cache
def _capitals() -> str:
    """The capital letters of scripts that have them, as they stand between brackets of a pattern."""
    blocks = ((0x41, 0x590), (0x10A0, 0x1100), (0x1C90, 0x1CC0), (0x1E00, 0x2000), (0xA640, 0xA7FF))
    found = [code for begin, end in blocks for code in range(begin, end) if chr(code).isupper()]
    return "".join(map(chr, found))


@cache
def _run() -> re.Pattern[str]:
    capital = f"[{_capitals()}]"
    letters = r"(?:[^\W_]|[\u0300-\u036f])*(?:['’ʼ‘`][^\W\d_]+)*"
    part = capital + letters
    word = f"{part}(?:[-‐‑]{_ARTICLES}?{part})*"
    inner = f"{_ARTICLES}?{word}"
    initials = rf"{capital}\.(?:[ \u00a0-]?{capital}\.)*"
    shortened = rf"(?:{_SHORTENED})\."
    item = f"(?:{shortened}|{initials}(?!\\w)|{inner})"
    link = rf"(?:(?:(?<=s)['’])?[ \u00a0\n](?:(?:{_PARTICLES}|&)[ \u00a0\n])?)"
    return re.compile(rf"(?<![\w.@/#])(?:{shortened}|{initials}(?!\w)|{inner})(?:{link}{item})*")


@cache
def _capital_words() -> re.Pattern[str]:
    return re.compile(rf"\b[{_capitals()}]\w*")


def _is_headline(passage: str) -> bool:
    """Whether most words of a passage have a capital, so that it says nothing: of short words the small ones may be."""
    if passage.rstrip()[-1:] in _STOPS:
        return passage.isupper()
    capitals = len(_capital_words().findall(passage, 0, 400))
    if capitals < _FEWEST:
        return False
    long = sum(len(word) >= _FEWEST for word in _WORD.findall(passage, 0, 400))
    return capitals > _MOST_CAPITALS * max(long, 1)


def _cut(text: str, at: int, found: re.Match[str]) -> Iterator[Run]:
    """A run as matched → the names in it: cut behind possessives, titles taken off its beginning."""
    begin, all_words = at + found.start(), found[0]
    if text[begin - 1 : begin] == " " and text[begin - 2 : begin - 1].isalnum():  # most do
        opens, lead = False, word[1] if (word := _LEAD.search(text, begin - 30, begin)) else ""
    else:
        opens, lead = bool(_OPENS.search(text, max(0, begin - 12), begin)), ""
    if all_words.isalnum():
        if len(all_words) > 1 and not kinds.is_title(all_words):
            title = lead if lead and kinds.is_title(lead) else ""
            yield Run(begin, at + found.end(), (all_words,), title, begin, lead, opens)
        return
    part: list[tuple[int, str]] = []
    for each in _PIECE.finditer(all_words):
        part.append((begin + each.start(), each[0]))
        if _ENDS.search(each[0]):
            if run := _untitled(part, opens, lead):
                yield run
            part, opens, lead = [], False, ""
    if part and (run := _untitled(part, opens, lead)):
        yield run


def _untitled(part: list[tuple[int, str]], opens: bool, lead: str) -> Run | None:
    """The run of some words, without the titles before it; None where they name an office, or nothing."""
    words = [word for _, word in part]
    words[-1] = _POSSESSIVE.sub("", words[-1])
    last = max((at for at, word in enumerate(words[:-1]) if kinds.is_title(word)), default=-1)
    first = last + 1
    if (
        last >= 0 and words[first].islower()
    ):  # Secretary of State: an office, and perhaps who holds it
        first = first + 2 if words[first] == "of" and len(words) > first + 3 else len(words)
    elif last >= 0 and kinds.is_institution(words):  # the General Assembly is no general
        first, last = 0, -1
    words = words[first:]
    while words and words[-1].islower():
        words.pop()
    if not words or words[-1].casefold() in kinds.OFFICES:
        return None
    if len(words) == 1 and (
        len(words[0]) < 2
        or words[0].endswith(".")
        or _CONTRACTION.search(words[0])
        or kinds.is_title(words[0])
    ):
        return None
    title = part[last][1] if last >= 0 else lead if lead and kinds.is_title(lead) else ""
    start = part[first][0]
    end = part[first + len(words) - 1][0] + len(words[-1])
    head = part[last][0] if last >= 0 and first == last + 1 else start
    return Run(start, end, tuple(words), title, head, "" if last >= 0 else lead, opens and last < 0)


# ---- Arabic ---------------------------------------------------------------------------------------------

_ARABIC_TITLES = frozenset(
    "رئيس وزير لواء سيد سيدة دكتور شيخ جنرال عميد عقيد فريق مقدم رائد نقيب نائب متحدث ملك أمير أستاذ سفير قائد "
    "رئيسة وزيرة نائبة دكتورة سفيرة مرشد آية".split()
)
_ARABIC_HEADS = frozenset(
    "وزارة جامعة حزب حركة منظمة هيئة شركة مجلس لجنة جيش حشد كتائب وكالة مؤسسة بنك مطار محافظة مدينة".split()
)
_ARABIC_ENDS = frozenset(
    "في من على إلى عن أن إن لا ما قد قال كان كانت مع بعد قبل هذا هذه الذي التي خلال بين حول كما أو ثم لم لن هو هي بأن "
    "إنه أنه منذ عند حتى وقال وأضاف أكد أعلن دعا كل غير".split()
)
_ARABIC_LETTERS = "\u0621-\u064a\u064b-\u0652\u0670-\u06d3"
_ARABIC_WORD = re.compile(rf"[{_ARABIC_LETTERS}]+")
_ARABIC_TITLED = re.compile(
    rf"(?<![{_ARABIC_LETTERS}])[وفبلك]?((?:ال|(?<=ل)ل)?(?:{'|'.join(sorted(_ARABIC_TITLES | _ARABIC_HEADS))}))"
    rf"[ \u00a0]+((?:(?!(?:{'|'.join(sorted(_ARABIC_ENDS))})(?![{_ARABIC_LETTERS}]))"
    rf"[{_ARABIC_LETTERS}]+[ \u00a0]?){{1,4}})"
    rf"(?<![ \u00a0])"
)
