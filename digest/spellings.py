"""An entity → the spellings it goes by, by rule, so that its full name alone is enough to find it."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from digest.everyday import EVERYDAY, SMALL
from digest.model import Known

_PARTICLES = frozenset(
    "al el ul bin ibn ben bint de da do dos das del della di du la le van von der den ter ten zu zur af av".split()
)
_ARTICLE_PREFIX = re.compile(
    r"\b(?:al|el|ul|as|ash|ad|an|ar|at|az|adh|ath)[-‐‑–](?=[^\W\d_]|['’‘ʿʾ])", re.IGNORECASE
)
"""The article of Arabic names, joined on: al-, and as it sounds before some letters (ash-Sharaa)."""

_HAS_PARTICLE = re.compile(rf"(?:{'|'.join(sorted(_PARTICLES))}) |.*[-‐‑–]", re.IGNORECASE)

_INITIALS = re.compile(r"(?:[A-Z]\.)+$")
_HONORIFICS = frozenset("Sir Dame Lord Lady Dr Dr. Prof. Professor Sheikh Imam Ayatollah".split())
_SUFFIXES = frozenset("Jr. Jr PhD Ph.D. MD M.D. KBE CBE OBE".split())
_TITULAR = frozenset("of the and for".split())
"""A person called so has no surname: President of the United States, Alexander the Great."""

_SMALL = frozenset(
    "a an and as at but by de del der des di du el en et for from in into la le les of on or the to und van von "
    "with without y".split()
)
"""Words that stay small in a name set in capitals and small letters."""

COMMON_NOUNS = frozenset(
    "party war army airport base province city river sea government agreement treaty act prize island islands "
    "valley mountains mountain ocean gulf bay lake desert peninsula strait canal region district county "
    "governorate university school hospital church mosque station stadium bridge street club team league "
    "museum magazine newspaper agency ministry commission committee council court parliament police "
    "movement front alliance coalition union organisation organization company group corporation "
    "bank crisis conference summit massacre bombing earthquake festival championship".split()
)
"""Common nouns at the end of a name, which many write with a small letter: the Republican party, the Vietnam war."""

_HEADS = frozenset("Cyclone Hurricane Typhoon Storm Mount Lake Operation".split())
"""Nouns before a name that is well known without them, once it was read: Cyclone Phailin, then Phailin."""

_LEGAL = re.compile(
    r",? (?:Inc|Ltd|Corp|Co|LLC|L\.L\.C|PLC|plc|LLP|GmbH|AG|S\.?A|S\.?p\.?A|N\.?V|B\.?V|Oy|AB|ASA?|A/S|"
    r"Incorporated|Limited|Corporation|Pty|e\.V|KG)\.?$"
)
_LEGAL_WORDS = frozenset("Inc Ltd Corp Co Oy Incorporated Limited Corporation Pty".split())
"""Those of them that look like any other word of a name."""
_PROVINCES = frozenset("Province Governorate Oblast Prefecture Region Voivodeship".split())
_BEFORE_ARTICLE = re.compile(r"( (?:from|of|in|on|for|to|under|with|at) )(?!the )(?=[A-Z])")
_PARENTHESIS = re.compile(r"(?<=\S) \([^()]*\)$")
_YEARS = re.compile(r"^(?:1[5-9]|20)\d\d (?=\S)|,? (?:of )?(?:1[5-9]|20)\d\d$")
_PROVINCE = re.compile(rf" (?:{'|'.join(sorted(_PROVINCES))})$")
_STATE_OF = re.compile(r"^(?:The )?(?:\w+ )?(?:Republic|Kingdom|State) of (?:the )?")
_NICKNAME = re.compile(r" [\"“'‘(]([^\W\d_]+)[\"”'’)] ")
_ACRONYM = re.compile(r"[A-Z]{2,5}$")
_DOTTED = re.compile(r"(?:[A-Z]\.){2,5}$")
_BY_DIGIT = re.compile(r"(?<=[^\W\d_])[-‐‑](?=\d)")
_TIGHT = re.compile(r"(?<=\w)[@/&+](?=\w)")
_DECADE = re.compile(r"\b\d{2,3}0s$")
_UMLAUTS = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ø": "oe", "Ø": "Oe",
     "å": "aa", "Å": "Aa", "æ": "ae", "Æ": "Ae"}
)  # fmt: skip
_SAINTS = {"St.": ("St", "Saint"), "St": ("St.", "Saint"), "Saint": ("St.", "St"),
           "Ft.": ("Fort",), "Fort": ("Ft.",), "Mt.": ("Mount", "Mt"), "Mount": ("Mt.", "Mt")}  # fmt: skip
_PLAIN = re.compile(r"[A-Z][a-z]+(?: [A-Z][a-z]+)*$")

_COMMON = re.compile(r"[A-Z][a-z]+(?:[ -][a-z]+)+$")
_NUMERALS = frozenset("I II III IV V VI VII VIII IX X XI XII XIII XIV XV XVI XXIII".split())
_TWO_WORDS = re.compile(r"([A-Z][a-z]+) ([A-Z][a-z]+)$")

_WORDS = EVERYDAY | SMALL

_STATES = {
    "united states": ("US", "U.S.", "U.S", "USA", "U.S.A."),
    "united states of america": ("US", "U.S.", "U.S", "USA", "U.S.A.", "United States"),
    "united kingdom": ("UK", "U.K.", "U.K"),
    "european union": ("EU", "E.U."),
    "united nations": ("UN", "U.N.", "U.N"),
    "soviet union": ("USSR", "U.S.S.R."),
    "united arab emirates": ("UAE", "U.A.E."),
}
"""States, and unions of them, that are known by their letters everywhere, without the name being read first.

The short forms of territories in the Unicode CLDR, and the two that it leaves out (UAE, USSR).
"""


class Spellings(NamedTuple):
    """How an entity is spelt: as registered; by rule; by rule where no word beside it makes it another's name.

    `quiet` are the small letters of a name that is common words, Cosmic dust: no name in itself.
    """

    own: tuple[str, ...]
    derived: tuple[str, ...]
    bare: tuple[str, ...] = ()
    quiet: tuple[str, ...] = ()


def spellings(entity: Known) -> Spellings:
    """All full spellings of an entity, its misspellings aside; those that count only later are `short`."""
    own = (entity.name, *entity.names)
    if entity.kind == "person" and not entity.names and (two := _TWO_WORDS.match(entity.name)):
        return Spellings(own, (), (f"{two[2]}, {two[1]}",))
    derived: dict[str, None] = {}
    bare: dict[str, None] = {}
    for name in own:
        if entity.kind == "person":
            derived.update(dict.fromkeys(_of_a_person(name)))
            bare.update(dict.fromkeys(_inverted(name)))
        elif not _is_simple(name):
            derived.update(dict.fromkeys(_of_a_thing(name, entity.kind)))
            bare.update(dict.fromkeys(_bared(name, entity.kind)))
        if (
            entity.kind == "organisation"
            and len(letters := _letters(name)) > 2
            and letters.lower() not in _WORDS
        ):
            derived[letters] = None
        if entity.kind in ("place", "organisation") and name.lower() in _STATES:
            derived.update(dict.fromkeys(_STATES[name.lower()]))
    bare = {each: None for each in bare if each not in derived}
    quiet = [name[0].lower() + name[1:] for name in own if _COMMON.match(name)]
    return Spellings(own, tuple(derived), tuple(bare), tuple(quiet))


def _is_simple(name: str) -> bool:
    """Whether no rule for things makes anything of a name."""
    if not _PLAIN.match(name):
        return False
    first, _, rest = name.partition(" ")
    last = _last(rest)
    if first in _SAINTS or first == "The" or last in _LEGAL_WORDS or last in _PROVINCES:
        return False
    return last.lower() not in COMMON_NOUNS


def short(entity: Known) -> tuple[str, ...]:
    """Spellings that count once the full name was read: those registered, a surname, initials."""
    found = dict.fromkeys(entity.short)
    for name in (entity.name, *entity.names):
        found.update(
            dict.fromkeys(_surnames(name) if entity.kind == "person" else _rests(name, entity.kind))
        )
    for each in (entity.name, *entity.names):
        found.pop(each, None)
    return tuple(found)


def cased(spelling: str) -> Sequence[str]:
    """A spelling with its particles as they begin a sentence, and as they stand within: Al-Ameri, al-Ameri."""
    if not _HAS_PARTICLE.match(spelling):
        return (spelling,)
    first, gap, rest = spelling.partition(" ")
    forms = [spelling]
    if gap and first.lower() in _PARTICLES:
        forms += [first.lower() + gap + rest, first.capitalize() + gap + rest]
    if _ARTICLE_PREFIX.search(spelling):
        lower = _ARTICLE_PREFIX.sub(lambda found: found[0].lower(), spelling)
        forms += [lower, _ARTICLE_PREFIX.sub(lambda found: found[0].capitalize(), spelling)]
        if _ARTICLE_PREFIX.match(lower):
            forms.append(lower[0].upper() + lower[1:])
    return forms


def is_part(spelling: str, name: str) -> bool:
    """Whether a spelling is some of the words of a longer name."""
    inner, outer = (re.findall(r"\w+", each.casefold()) for each in (spelling, name))
    return len(inner) < len(outer) and any(
        outer[start : start + len(inner)] == inner for start in range(len(outer))
    )


def _last(name: str) -> str:
    return name[name.rfind(" ") + 1 :]


# ---- people -------------------------------------------------------------------------------------


def _core(name: str) -> list[str]:
    """The words of a person's name without titles before it and letters after it."""
    words = _PARENTHESIS.sub("", name).split()
    while len(words) > 2 and words[0] in _HONORIFICS:
        del words[0]
    while len(words) > 2 and words[-1] in _SUFFIXES:
        del words[-1]
        words[-1] = words[-1].rstrip(",")
    return words


def _of_a_person(name: str) -> Iterator[str]:
    if _PLAIN.match(name) and name.count(" ") == 1:
        return
    words = _core(name)
    core = " ".join(words)
    if core != name:
        yield core
    if nickname := _NICKNAME.search(core):
        yield _NICKNAME.sub(" ", core)
        yield nickname[1] + core[nickname.end() - 1 :]
    if not core.isascii():
        yield core.translate(_UMLAUTS)
        if core[0] > "\u0600":
            yield from _joined(core)
    yield from _initials(words)
    if len(words) < 2 or _TITULAR & set(words) or "," in core:
        return
    if _surname_at(words) > 1 and all(_PLAIN.match(word) for word in words):
        yield f"{words[0]} {words[-1]}"


def _inverted(name: str) -> Iterator[str]:
    """As bibliographies have it: Austen, Jane."""
    if _PLAIN.match(name) and name.count(" ") == 1:
        given, _, surname = name.partition(" ")
        yield f"{surname}, {given}"
        return
    words = _core(name)
    if len(words) < 2 or (_TITULAR | _NUMERALS) & set(words) or "," in name:
        return
    at = _surname_at(words)
    yield f"{' '.join(words[at:])}, {' '.join(words[:at])}"
    if at > 1:
        yield f"{' '.join(words[at:])}, {words[0]}"


def _initials(words: list[str]) -> Iterator[str]:
    """O. J. Simpson: O.J. Simpson, OJ Simpson; Lyndon B. Johnson: Lyndon Johnson."""
    if not any(_INITIALS.match(word) for word in words):
        return
    runs: list[list[str]] = []
    for word in words:
        initial = _INITIALS.match(word) is not None
        if initial and runs and _INITIALS.match(runs[-1][-1]):
            runs[-1].append(word)
        else:
            runs.append([word])
    letters = [
        [c for w in run for c in w if c != "."] if _INITIALS.match(run[0]) else [] for run in runs
    ]
    plain = [" ".join(run) for run in runs]
    for join in (". ".join, ".".join, "".join, " ".join):
        dot = "." if join("ab") != "ab" and join("ab") != "a b" else ""
        yield " ".join(join(c) + dot if c else each for c, each in zip(letters, plain, strict=True))
    kept = [each for c, each in zip(letters, plain, strict=True) if not c]
    if len(kept) > 1 and not letters[0] and not letters[-1]:
        yield " ".join(kept)


def _surname_at(words: list[str]) -> int:
    at = len(words) - 1
    while at > 1 and words[at - 1].lower() in _PARTICLES:
        at -= 1
    return at


def _surnames(name: str) -> Iterator[str]:
    """The surname with its particle and without; every longer end of the name; Abu Mahdi."""
    words = _core(name)
    if len(words) < 2 or (_TITULAR | _NUMERALS) & set(words) or "," in name:
        return
    if words[0] in ("Abu", "Umm", "Abou") and len(words) > 2:
        yield " ".join(words[:2])
    for at in range(1, len(words)):
        if _INITIALS.match(words[at]) or (words[at].lower() in _PARTICLES and at == len(words) - 1):
            continue
        rest = " ".join(words[at:])
        yield rest
        bare = _ARTICLE_PREFIX.sub("", rest, count=1) if _ARTICLE_PREFIX.match(rest) else rest
        if len(bare) > 2:
            yield bare
        if not rest.isascii():
            yield rest.translate(_UMLAUTS)


# ---- everything else ----------------------------------------------------------------------------


def _of_a_thing(name: str, kind: str) -> Iterator[str]:
    """Forms of a name that mean the same wherever they stand."""
    forms = dict.fromkeys(_stripped(name, kind))
    for form in [*forms, name]:
        forms.update(dict.fromkeys(_written(form)))
    for form in [*forms, name]:
        forms.update(dict.fromkeys(_capitals(form)))
    forms.pop(name, None)
    yield from forms


def _stripped(name: str, kind: str) -> Iterator[str]:
    bare = _PARENTHESIS.sub("", name)
    if kind == "organisation":
        bare = _LEGAL.sub("", bare)
    if bare != name:
        yield bare
    if bare.startswith("The ") and bare.count(" ") > 1:
        yield bare[4:]
    elif bare.startswith("The "):
        yield "the " + bare[4:]
    if kind in ("work", "other"):
        if ": " in bare and " " in bare.partition(": ")[0]:
            yield bare.partition(": ")[0]
        if _BEFORE_ARTICLE.search(bare):
            yield _BEFORE_ARTICLE.sub(r"\1the ", bare)
        if " the " in bare:
            yield bare.replace(" the ", " ")


def _written(name: str) -> Iterator[str]:
    """The same words, written in another way."""
    if " & " in name:
        yield name.replace(" & ", " and ")
    if " and " in name:
        yield name.replace(" and ", " & ")
    if not name.isascii():
        yield name.translate(_UMLAUTS)
        if name[0] > "\u0600":
            yield from _joined(name)
    first = name.partition(" ")[0]
    if first in _SAINTS and first != name:
        for other in _SAINTS[first]:
            yield other + name[len(first) :]
    if _ACRONYM.match(name):
        dotted = ".".join(name)
        yield from (dotted + ".", dotted)
    elif _DOTTED.match(name):
        yield from (name.replace(".", ""), name[:-1])
    if _BY_DIGIT.search(name):
        yield _BY_DIGIT.sub("", name)
    if _TIGHT.search(name):
        yield _TIGHT.sub(r" \g<0> ", name)
    if _DECADE.search(name):
        yield name[:-1] + "'s"


def _joined(name: str) -> Iterator[str]:
    """The Arabic article after `li`, which takes its first letter away: للحشد."""
    if name.startswith("ال"):
        yield "لل" + name[2:]


def _capitals(name: str) -> Iterator[str]:
    """Cosmic dust: Cosmic Dust; Republican Party: Republican party."""
    words = name.split(" ")
    if name.islower():
        yield name[0].upper() + name[1:]
    if len(words) < 2:
        return
    raised = [
        word[0].upper() + word[1:] if word[:1].islower() and word not in _SMALL else word
        for word in words
    ]
    if raised != words:
        yield " ".join(raised)
    if words[-1].lower() in COMMON_NOUNS and words[-1].istitle() and words[0][:1].isupper():
        yield " ".join([*words[:-1], words[-1].lower()])


def _bared(name: str, kind: str) -> Iterator[str]:
    """Phoenix, Arizona: Phoenix; 2012 Summer Paralympics: Summer Paralympics."""
    if kind == "place":
        head = _STATE_OF.sub("", _PROVINCE.sub("", name)).partition(", ")[0]
        if head != name:
            yield head
            yield from _written(head)
    dated = _YEARS.sub("", name)
    if dated != name and " " in dated:
        yield dated


def _rests(name: str, kind: str) -> Iterator[str]:
    """What remains of a name once it was read: The Onion, Onion; Cyclone Phailin, Phailin; JPL."""
    words = _PARENTHESIS.sub("", name).split()
    if len(words) < 2:
        return
    if words[0] == "The":
        yield " ".join(words[1:])
    if words[0] in _HEADS and len(words) == 2:
        yield words[1]
    letters = _letters(" ".join(words))
    if len(letters) > 2 or (letters and kind == "place"):
        yield letters
        yield ".".join(letters) + "."
        if " of " in name:
            small = [
                word[0] for word in words if word.lower() == "of" or word.lower() not in _SMALL
            ]
            yield "".join(small)


def _letters(name: str) -> str:
    """Its initials, JPL; empty where a word of it is an abbreviation itself, or it is no two words long."""
    main = [word for word in name.split() if word[:1].isalpha() and word.lower() not in _SMALL]
    if len(main) < 2 or any(word.isupper() for word in main):
        return ""
    letters = "".join(word[0] for word in main).upper()
    return letters if letters.isascii() else ""
