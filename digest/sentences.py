"""A text and a place in it → the sentence around that place, in the languages news is written in."""

import re
import unicodedata
from functools import lru_cache

from digest.lettering import BREAK

LONGEST = 300
"""Characters of a sentence, beside the dots that say where it was cut."""
_NEAR = 2 * LONGEST
"""How far from the place an end is looked for: beyond, it would be cut off anyway."""

# Which signs end a sentence, which may follow them within it, and that a lower-case letter after them takes it on, is
# as in Unicode Standard Annex 29, rules SB8 to SB11; what is an abbreviation is ours
_UNSPACED = frozenset("。！？｡؟۔।॥։።။។")
"""End a sentence whether a space follows or not."""
_SIGNS = "".join(sorted(frozenset(".!?…‽⁇⁈⁉") | _UNSPACED))
_QUOTES = "\"'”’“‘»›«‹)」』）》〉】"
_CLOSING = frozenset(_SIGNS + _QUOTES)
_STOP = re.compile(
    rf"[{_SIGNS}]+(?:[\]{_QUOTES}]|[ \xa0\u202f]»(?![^\s{BREAK}])|\[[0-9]{{1,3}}\])*"
)
_BEFORE_WORDS = re.compile(r"[\s\"'”’“‘„‚»›«‹(\[「『（《¿¡–—-]*")
_WORD = re.compile(r"[^\W\d_]+(?![\w.])")
_PARTING = re.compile(r"[\s\"'”’“‘„‚»›«‹()\[\]/,;:–—-]")
_PARTICLES = frozenset("とはがをにのもでなへや")
"""After a quotation they go on with the sentence around it."""

_NEVER_LAST = frozenset(
    # before names
    "Mr Mrs Ms Mx Messrs Dr Drs Prof Profs Rev Revs Fr Msgr Mgr Hon Amb Pres Gov Govs Sen Sens Rep Reps Supt Insp Det "
    "Gen Gens Brig Maj Col Lt Capt Cpt Cmdr Cdr Adm Sgt Sgts Cpl Pvt Pfc Spc Mt Ft Hr Hrn Frl Dipl Ing Mme Mlle Mmes "
    "Sra Srta Sres Dra Dña Lic Excmo Sig Dott Avv Onor проф акад ген им ул डॉ "
    # before what they explain
    "e.g i.e eg ie cf vs vgl viz approx ca bzw evtl ggf sog inkl z.B d.h u.a i.d.R v.a p.ex т.е т.н".split()
)
_SELDOM_LAST = frozenset(
    "Inc Corp Co Cos Ltd Bros Jr Sr Esq al Dept Univ Assn Assoc Govt Intl Natl Ave Blvd Rd Bldg St On Str "
    "Jan Feb Apr Aug Sep Sept Oct Nov Dec Ala Ariz Ark Calif Colo Conn Fla Ga Ind Kan Ky Md Mich Minn Mo Mont Neb Nev "
    "Okla Pa Tenn Tex Va Vt Wis Wyo гг др пр руб тыс млн млрд".split()
)
_BEFORE_NUMBERS = frozenset(
    "no No Nos nos Nr nr Art art Abs Sec Vol vol Fig fig Ch ch pp Pp par Ziff núm n° Mar Jun Jul".split()
)
_AFTER_ORDINALS = frozenset(
    "Januar Jänner Februar März April Mai Juni Juli August September Oktober November Dezember "
    "Jahrhundert Jahrhunderts Weltkrieg Weltkriegs Bundestag Bundestags Liga".split()
)
"""German has these after `3.`, which ends no sentence then; elsewhere a number there is followed by a small letter."""
_FIRST = frozenset(
    "A After All Although An And As At Because Before Both But By During Each Even For From He Her Here His How "
    "However I If In It Its Many Meanwhile Most My Neither No Not Now Of On Once One Only Or Other Our Several She "
    "Since So Some Such That The Their Then There These They This Those Though Through To Two Under Until We What When "
    "Where Which While Who Why With Without Yet You "
    "Aber Auch Bei Dabei Dann Das Der Diese Dieser Dieses Doch Ein Eine Er Es Ich Im Nach Nun Seit Sie Und Wenn Wie "
    "Wir Ce Ces Cette Dans Elle Elles Il Ils Mais Nous Selon Une "
    "Ella Ellos Esta Este Pero Según Una "
    "А В Но И Из К Как Мы На Не Об Он Она Они По После При С Это Этот Я".split()
)
"""Words that begin sentences, and hardly ever names: what stands before them was the end, abbreviation or not."""


def sentence(text: str, start: int, end: int, longest: int = LONGEST) -> str:
    """The sentence of a text that holds its characters `start` to `end`, on one line; BREAK is never crossed.

    One with more than `longest` characters is cut between words on both sides of the place, with dots for what is gone.
    """
    first = text.rfind(BREAK, 0, start) + 1
    last = text.find(BREAK, end)
    if last < 0:
        last = len(text)
    begins = _begin(text, start, first, last)
    at = end
    while at > start and text[at - 1] in _CLOSING:  # of `Acme Inc.`, or of `“Jeopardy!”`
        at -= 1
    ends = _end(text, at, end, first, last)
    before, name, after = text[begins:start], text[start:end], text[end:ends]
    if ends - begins > longest:
        return _cut(before, name, after, longest)
    return " ".join(text[begins:ends].split())


def _begin(text: str, start: int, first: int, last: int) -> int:
    """Where the sentence before a place ends; a place far enough before where none does."""
    signs = _signs(text)
    lowest = max(first, start - _NEAR)
    dot = start
    while True:
        if len(signs) == 1:  # a full stop, most often
            dot = text.rfind(signs[0], lowest, dot)
        else:
            dot = max([text.rfind(sign, lowest, dot) for sign in signs], default=-1)
        if dot < 0:
            return lowest
        while dot > lowest and text[dot - 1] in _SIGNS:
            dot -= 1
        found = _STOP.match(text, dot)
        if found and found.end() <= start and _ends(text, found, first, last):
            return found.end()


def _end(text: str, at: int, end: int, first: int, last: int) -> int:
    """Where the sentence that goes on at `at` ends, not before `end`; a place far enough behind where it does not."""
    signs = _signs(text)
    highest = min(last, end + _NEAR)
    while True:
        dots = [dot for sign in signs if (dot := text.find(sign, at, highest)) >= 0]
        if not dots:
            return highest
        found = _STOP.match(text, min(dots))
        if found and found.end() >= end and _ends(text, found, first, last):
            return found.end()
        at = found.end() if found else min(dots) + 1


@lru_cache(maxsize=1)
def _signs(text: str) -> tuple[str, ...]:
    """Which signs that may end a sentence a text has: few, and an article is asked about ten times in a row."""
    return tuple(sign for sign in _SIGNS if sign in text)


def _ends(text: str, found: re.Match[str], first: int, last: int) -> bool:
    """Whether a sentence of the passage from `first` to `last` ends with these signs."""
    signs, at = found[0], found.end()
    if at >= last:
        return True
    if not _UNSPACED.isdisjoint(signs):
        if text[at] in _PARTICLES and signs[-1] not in _UNSPACED:
            return False
        return text[at] != "と" or signs[-1] == "。"
    if not text[at].isspace():
        return False
    begins = _BEFORE_WORDS.match(text, at, last)
    if begins:
        at = begins.end()
        if at >= last:
            return True
    if text[at].islower():
        return False
    if signs[0] != "." or signs.startswith(".."):
        return True
    return not _goes_on(text, found.start(), at, first)


def _goes_on(text: str, dot: int, at: int, first: int) -> bool:
    """Whether a dot is of an abbreviation or a number that the words from `at` on belong to."""
    lowest = max(first, dot - 24)
    word = text[max(lowest, text.rfind(" ", lowest, dot) + 1) : dot]
    if not word.isalnum():
        word = _PARTING.split(word)[-1]
    if word in _NEVER_LAST:
        return True
    following = _WORD.match(text, at)
    if word.isdigit():
        return len(word) < 3 and (
            not text[first : dot - len(word)].strip()
            or (following is not None and following[0] in _AFTER_ORDINALS)
        )
    if text[at].isdigit() and word in _BEFORE_NUMBERS:
        return True
    if word in _SELDOM_LAST or _is_initials(word):
        return not following or following[0] not in _FIRST
    return False


def _is_initials(word: str) -> bool:
    """`J`, `U.S`, `Ph.D`, `a.m`; `د` too, but no single Korean syllable."""
    if "." not in word:
        return len(word) == 1 and word.isalpha() and word < "\u1100"
    return all(0 < len(part) < 4 and part.isalpha() for part in word.split("."))


def _cut(before: str, name: str, after: str, longest: int) -> str:
    """A place with as many words on both sides as fit; what one side does not need, the other has."""
    space = before[-1:].isspace(), after[:1].isspace()
    before, name, after = (" ".join(part.split()) for part in (before, name, after))
    before = before + " " if before and space[0] else before
    after = " " + after if after and space[1] else after
    left = max(0, longest - len(name))
    share = max(left // 2, left - len(after))
    if len(before) > share:
        before = _last_words(before, share)
    share = max(0, left - len(before))
    if len(after) > share:
        after = _first_words(after, share)
    return (before + name + after).strip()


def _first_words(text: str, most: int) -> str:
    at = text.rfind(" ", max(0, most - _WIDEST), most + 1)
    if at < 0:
        at = most
        while at > 0 and unicodedata.combining(text[at]):
            at -= 1
    return text[:at].rstrip(" ,;:–—-") + " …"


def _last_words(text: str, most: int) -> str:
    at = text.find(" ", len(text) - most - 1, len(text) - most + _WIDEST)
    if at < 0:
        at = len(text) - most
        while at < len(text) and unicodedata.combining(text[at]):
            at += 1
    return "… " + text[at:].lstrip()


_WIDEST = 40
"""Scripts without spaces, and addresses, are cut between characters: no word is longer."""
