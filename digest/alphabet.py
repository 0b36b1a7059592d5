"""Names of any script → the order an index has them in, and the letter each stands under."""

import re
import unicodedata
from functools import lru_cache

FIGURES, HAN, REST = "0–9", "漢", "…"
"""Under what stand names that begin with a figure, with a Chinese character, and with neither letter nor figure."""

_START = re.compile(r"[\W_]+")
_ARTICLE = re.compile(r"the\s+(?=\w)|\u0627\u0644(?=\w{2})", re.IGNORECASE)
"""The article of English, and of Arabic where its alef has no hamza: that begins another word."""
_NO_MARKS = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"}
)
"""Letters of the Latin script that are no letter and mark to Unicode, and stand in English indexes as if they were."""
_INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
"""Korean syllables stand under the consonant they begin with, in this order (Unicode 16, section 3.12)."""


def order(name: str) -> tuple[bool, bool, str, str, str]:
    """By what to sort names: signs and figures first, then Latin letters, then other scripts, each by its alphabet.

    Case and marks above and below letters count only where nothing else differs. Chinese is in the order of Unicode,
    which is by radical and strokes.
    """
    under = letter(name)
    return under not in (REST, FIGURES), under != REST, under, _plain(name), name


@lru_cache(maxsize=50_000)
def letter(name: str) -> str:
    """Under what an index lists a name: `Élysée` E, `The Hague` H, `العراق` ع, `Ёлка` Е, `北京` 漢, `9/11` 0–9."""
    first = _plain(name)[:1]
    if first.isascii() and first.isalpha():
        return first.upper()
    if not first.isalnum():
        return REST
    if first.isdigit():
        return FIGURES
    if "가" <= first <= "힣":
        return _INITIALS[(ord(first) - ord("가")) // 588]
    if unicodedata.name(first, "").startswith("CJK"):
        return HAN
    return first.upper()


def _plain(name: str) -> str:
    """A name without signs and an article before it, in small letters without marks."""
    start = _START.match(name)
    if start and start.end() < len(name):
        name = name[start.end() :]
    if article := _ARTICLE.match(name):
        name = name[article.end() :]
    name = name.casefold()
    if name.isascii():
        return name
    parted = unicodedata.normalize("NFKD", name.translate(_NO_MARKS))
    bare = "".join(
        sign
        for at, sign in enumerate(parted)
        if not unicodedata.combining(sign) or parted[at - 1 : at + 1] == _SHORT_I
    )
    return unicodedata.normalize("NFC", bare)


_SHORT_I = "и\u0306"
"""й, which is a letter of its own in Cyrillic alphabets."""
