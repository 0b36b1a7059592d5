"""A text → the same without what print varies, with the way back; and where words begin and end in it."""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from functools import lru_cache
from typing import NamedTuple

BREAK = "\x1e"
"""Stands between two passages of a plain text; no name goes across it, and no text holds it: `safe` takes it out."""

_APOSTROPHES = "’‘ʼ＇`´ʹ′‛"
_HYPHENS = "‐‑–−﹣－"
_SPACES = (
    "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"
)
_QUOTES = "“”„‟«»″"
_LOOSE = {"—": ";", "―": ";", "…": ".", "•": ";", "·": ";", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L",
          "đ": "d", "Đ": "D", "ħ": "h", "ı": "i", "ٱ": "ا", "ی": "ي", "ک": "ك"}  # fmt: skip
"""Letters that no decomposition leads to their plain form, and signs that only their place matters of."""

_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe20-\ufe2f"
_POINTS = "\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc"
_UNSEEN = "\u00ad\u200b-\u200f\u2060\ufeff\u202a-\u202e\u2066-\u2069ʿʾʻ"
"""Soft hyphens, joiners, marks of direction; and the half rings of Arabic, which most writers leave out."""

_DROPPED = re.compile(f"[{_MARKS}{_POINTS}{_UNSEEN}]")
_WORD = re.compile(r"\w+")
_LETTER = r"[^\W\d_]"
# Qur'an and Sha'abi, not it's and O'Reilly; al-'Abadi.
_APOSTROPHE = (
    rf"'(?:(?:(?<={_LETTER}{_LETTER}')|(?<={_LETTER}[{_MARKS}]'))(?!(?:s|t|d|m|ll|re|ve)\b)(?=[^\W\d_A-Z])"
    rf"|(?<=-')(?={_LETTER}))"
)
_INNER_APOSTROPHE = re.compile(_APOSTROPHE)
_CUT = re.compile(f"[{_MARKS}{_POINTS}{_UNSEEN}]+| {{2,}}|{_APOSTROPHE}")
_ALPHABETS = (
    (0xC0, 0x24F),
    (0x370, 0x3FF),
    (0x400, 0x4FF),
    (0x5D0, 0x5F2),
    (0x620, 0x6D3),
    (0x1E00, 0x1FFF),
)


def _plain_forms() -> dict[int, str]:
    """Each letter with a mark → the letter, one for one; each sort of quote, dash, space → the plain one."""
    forms = {}
    for first, last in _ALPHABETS:
        for number in range(first, last + 1):
            plain = _DROPPED.sub("", unicodedata.normalize("NFD", chr(number)))
            if len(plain) == 1 and plain != chr(number):
                forms[number] = plain
    forms |= {number: chr(number - 0xFEE0) for number in range(0xFF01, 0xFF5F)}
    for signs, plain in ((_APOSTROPHES, "'"), (_HYPHENS, "-"), (_SPACES, " "), (_QUOTES, '"')):
        forms |= {ord(sign): plain for sign in signs}
    return forms | {ord(sign): plain for sign, plain in _LOOSE.items()}


_FORMS = _plain_forms()
_USUAL = tuple((sign, _FORMS[ord(sign)]) for sign in "’“”‘–—\u00a0…é")
"""What an English text has beyond ASCII: looked for one by one, which takes less than going through all letters."""
_ASCII = (("\n", " "), ("\t", " "), ("\r", " "), ("`", "'"))


class Folded(NamedTuple):
    """A text without what print varies: the sort of quotes and dashes, marks on letters, runs of white space.

    `seen` still has its hyphens; in `text`, where names are looked for, a space stands for each. Both are as long.
    Letters keep their case. `cuts` are places in them before which something was left out, `left_out` how much so far.
    """

    text: str
    seen: str
    cuts: tuple[int, ...] = ()
    left_out: tuple[int, ...] = ()

    def span(self, start: int, end: int, original: str) -> tuple[int, int]:
        """Where `start` to `end` is in the original, the marks on its last letter included."""
        if not self.cuts:
            return start, end
        before, upto = bisect_right(self.cuts, start), bisect_left(self.cuts, end)
        start += self.left_out[before - 1] if before else 0
        end += self.left_out[upto - 1] if upto else 0
        while end < len(original) and is_mark(original[end]):
            end += 1
        return start, end


def folded(text: str) -> Folded:
    """A text as names are looked for in it; a name, folded in the same way, stands in it wherever a reader sees it."""
    plain = text
    if not plain.isascii():
        for sign, usual in _USUAL:
            if sign in plain:
                plain = plain.replace(sign, usual)
        if not plain.isascii():
            plain = plain.translate(_FORMS)
    for sign, usual in _ASCII:
        if sign in plain:
            plain = plain.replace(sign, usual)
    cuts: tuple[int, ...] = ()
    left_out: tuple[int, ...] = ()
    if (
        "  " in plain
        or _INNER_APOSTROPHE.search(plain)
        or (not plain.isascii() and _DROPPED.search(plain))
    ):
        plain, cuts, left_out = _cut(plain)
    return Folded(plain.replace("-", " "), plain, cuts, left_out)


def _cut(plain: str) -> tuple[str, tuple[int, ...], tuple[int, ...]]:
    pieces, cuts, left_out = [], [], []
    last = gone = 0
    for match in _CUT.finditer(plain):
        start, end = match.span()
        start += plain[start] == " "
        pieces.append(plain[last:start])
        cuts.append(start - gone)
        gone += end - start
        left_out.append(gone)
        last = end
    pieces.append(plain[last:])
    return "".join(pieces), tuple(cuts), tuple(left_out)


def words(text: str) -> list[str]:
    """The words of a text, hyphens and signs left out."""
    return _WORD.findall(text)


def is_mark(letter: str) -> bool:
    """Whether this goes onto the letter before it: an accent, a vowel sign."""
    return letter > "\u02ff" and unicodedata.category(letter)[0] == "M"


# ---- words --------------------------------------------------------------------------------------

# The small words that Arabic and Hebrew write in one with the next: and, so, in, to, as, will; the.
_ARABIC = frozenset(
    first + second + article
    for first in ("", "و", "ف", "ا")
    for second in ("", "ب", "ل", "ك", "س")
    for article in ("", "ال")
) | {first + "لل" for first in ("", "و", "ف")}
_HEBREW = frozenset(
    first + second + third
    for first in ("", "ו", "ש", "וש")
    for second in ("", "ב", "ל", "מ", "כ", "מש", "כש")
    for third in ("", "ה")
)
_KOREAN = frozenset(
    "은 는 이 가 을 를 의 에 와 과 도 로 만 에서 에게 으로 까지 부터 라고 이라고 라는 이라는".split()
)
"""Particles that Korean writes in one with the noun before them."""
_AFTER_APOSTROPHE = re.compile(r"(?:s|S|d|ll|re|ve|m)?(?!\w)")
_STOP = frozenset(' \x1e,;:!?()[]{}"-')


@lru_cache(maxsize=4096)
def _script(letter: str) -> str:
    """`open` for scripts without spaces, and those that need a rule; empty for all others."""
    number = ord(letter)
    if 0x30A1 <= number <= 0x30FA or number == 0x30FC or 0x31F0 <= number <= 0x31FF:
        return "katakana"
    if (
        0x3005 <= number <= 0x309F  # 々, hiragana
        or 0x3400 <= number <= 0x9FFF
        or 0xF900 <= number <= 0xFAFF
        or 0x20000 <= number <= 0x3FFFF
        or 0x0E00 <= number <= 0x0EFF  # Thai, Lao
        or 0x1000 <= number <= 0x109F  # Burmese
        or 0x1780 <= number <= 0x17FF  # Khmer
    ):
        return "open"
    if 0xAC00 <= number <= 0xD7A3:
        return "korean"
    if 0x0600 <= number <= 0x06FF:
        return "arabic"
    return "hebrew" if 0x0590 <= number <= 0x05FF else ""


def _divided(left: str, right: str) -> bool:
    """Whether a word may end between two letters: in scripts without spaces, between any two."""
    one, other = _script(left), _script(right)
    return "open" in (one, other) or (one == "katakana") != (other == "katakana")


def begins(seen: str, start: int) -> bool:
    """Whether a word begins at `start`; the clitics of Arabic and Hebrew are words."""
    if not start:
        return True
    before = seen[start - 1]
    if before in _STOP:
        return True
    if before.isalnum():
        if before < "\u0590":
            return seen[start] > "\u0e00" and _divided(before, seen[start])
        return _divided(before, seen[start]) or _is_clitic(seen, start)
    if before == "'":  # l'Irak, not O'Reilly
        return start < 2 or seen[start - 2] not in "OD"
    if before == ".":  # an address, or a full stop without its space
        return start < 2 or seen[start - 2] == "." or seen[start].isupper()
    if before == "/":
        return "://" not in seen[seen.rfind(" ", max(0, start - 200), start) + 1 : start][-200:]
    return before not in "_@" and not is_mark(before)


def _is_clitic(seen: str, start: int) -> bool:
    first = start
    while first and start - first < 6 and seen[first - 1].isalnum():
        first -= 1
    clitics = {"arabic": _ARABIC, "hebrew": _HEBREW}.get(_script(seen[start]), frozenset())
    return seen[first:start] in clitics


def ends(seen: str, end: int) -> bool:
    """Whether a word ends at `end`; a possessive is no part of it."""
    if end >= len(seen):
        return True
    after = seen[end]
    if after in _STOP:
        return True
    if after.isalnum():
        if after < "\u0590":
            return seen[end - 1] > "\u0e00" and _divided(seen[end - 1], after)
        return _divided(seen[end - 1], after) or _is_particle(seen, end)
    if after == "'":
        return _AFTER_APOSTROPHE.match(seen, end + 1) is not None
    if after == ".":
        return not ("a" <= seen[end + 1 : end + 2] <= "z" or seen[end + 1 : end + 2].isdigit())
    return after not in "_@$€£¥" and not is_mark(after)


def _is_particle(seen: str, end: int) -> bool:
    last = end
    while last < len(seen) and last - end < 4 and seen[last].isalnum():
        last += 1
    return _script(seen[end - 1]) == "korean" and seen[end:last] in _KOREAN
