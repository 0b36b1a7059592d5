"""Entities → every spelling, folded, with those who claim it and how."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from digest.everyday import EVERYDAY
from digest.lettering import folded
from digest.model import Known, Value
from digest.spellings import COMMON_NOUNS, cased, is_part, spellings

OWN, DERIVED, QUALIFIED, BARE, QUIET, TYPO = range(6)
"""How an entity comes by a spelling; what has a lower number goes first where several claim one.

`OWN` is registered; `DERIVED` follows by rule; `QUALIFIED` counts where the place that qualifies the name is in the
text; `BARE` where no other name is around it; `QUIET` where an abbreviation beside it shows that it is a name; `TYPO`
is a registered misspelling.
"""


class Claim(Value, frozen=True):
    """That a spelling is an entity's, by its number; `clue` is the number of the place that has to be in the text."""

    entity: int
    how: int
    clue: int = -1


_Whose = dict[str, tuple[Claim, ...]]


class Claims(NamedTuple):
    """Who claims what: a spelling that is found, and, by entity, parts of its name that others bear in full."""

    spellings: dict[str, tuple[Claim, ...]]
    parts: dict[int, tuple[str, ...]]


_WORDY = re.compile(r"[^\W_]")
_PLAIN = re.compile(r"[A-Za-z.,]+(?: [A-Za-z.,]+)*$")


def plainly(spelling: str) -> str:
    """A spelling as it is looked for: folded, case kept."""
    if _PLAIN.match(spelling):
        return spelling
    return folded(spelling.strip()).text


def claims(entities: Sequence[Known]) -> Claims:
    """What each of `entities` is called; what is registered is nobody else's by rule."""
    own: _Whose = {}
    others: tuple[_Whose, ...] = tuple({} for _ in range(TYPO))
    for number, entity in enumerate(entities):
        forms, derived, bare, quiet = spellings(entity)
        _claim(own, forms, Claim(number, OWN))
        if derived:
            _claim(others[DERIVED - 1], derived, Claim(number, DERIVED))
        if bare:
            _claim(others[BARE - 1], bare, Claim(number, BARE))
        if quiet:
            _claim(others[QUIET - 1], quiet, Claim(number, QUIET))
        if entity.misspellings:
            _claim(others[TYPO - 1], entity.misspellings, Claim(number, TYPO))
    for number, entity in enumerate(entities):
        if entity.kind != "person" and " " in entity.name:
            for rest, place in _qualified(entity, own, entities):
                _claim(others[QUALIFIED - 1], (rest,), Claim(number, QUALIFIED, place))
    parts = _parts(own, entities)
    found: _Whose = {}
    for group in reversed(others):
        found |= group
    found |= own
    found.pop("", None)
    return Claims(found, parts)


def _claim(whose: _Whose, forms: Iterable[str], claim: Claim) -> None:
    alone = (claim,)
    for each in forms:
        for form in cased(each):
            plain = plainly(form)
            if not _WORDY.search(
                plain
            ):  # a dash, an ellipsis: nobody could tell it from the text around
                continue
            known = whose.setdefault(plain, alone)
            if known is not alone and claim not in known:
                whose[plain] = (*known, claim)


def _parts(own: _Whose, entities: Sequence[Known]) -> dict[int, tuple[str, ...]]:
    """Takes from `own` what is a part of one's name and all of another's.

    Helsinki is the town; a university that is registered as `Helsinki` too is called so only once it was named in full.
    """
    parts: dict[int, tuple[str, ...]] = {}
    for spelling in [spelling for spelling, whose in own.items() if len(whose) > 1]:
        names = {claim: entities[claim.entity].name for claim in own[spelling]}
        if spelling in map(plainly, names.values()):
            part = [
                claim
                for claim, name in names.items()
                if entities[claim.entity].kind not in ("person", "place")
                and is_part(spelling, name)
            ]
            own[spelling] = tuple(claim for claim in names if claim not in part)
            for claim in part:
                parts[claim.entity] = (*parts.get(claim.entity, ()), spelling)
    return parts


# ---- names that a place qualifies ---------------------------------------------------------------

_OF = re.compile(r" (?:of|to|in|for) (?:the )?(?=[^\W\d_a-z])")
_OF_A_PLACE = ("n", "an", "ian", "i", "ese", "ish", "ic")
"""How English makes `Iraqi` of Iraq, `Australian` of Australia."""


def _qualified(entity: Known, own: _Whose, entities: Sequence[Known]) -> Iterator[tuple[str, int]]:
    """What remains of a name without a place in it, and that place's number.

    United States Congress: Congress, where the United States are in the text. West Coast of the United States: West
    Coast. Iraqi Security Forces: Security Forces.
    """
    if entity.kind != "place":
        words = entity.name.split(" ")
        for count in range(1, len(words)):
            head = " ".join(words[:count])
            place = _place(head, own, entities)
            if place < 0 and count == 1:
                stems = (head.removesuffix(end) for end in _OF_A_PLACE if head.endswith(end))
                place = max((_place(stem, own, entities) for stem in stems if stem), default=-1)
            rest = words[count:]
            if place >= 0 and rest[0][:1].isupper():
                word = rest[0].lower()
                if len(rest) > 1 or not (word in COMMON_NOUNS or word in EVERYDAY):
                    yield " ".join(rest), place
    of = _OF.search(entity.name)
    if of and " " in (head := entity.name[: of.start()]):
        tail = entity.name[of.end() :].split(" ")
        for count in range(len(tail), 0, -1):
            place = _place(" ".join(tail[:count]), own, entities)
            if place >= 0:
                yield head, place
                break


def _place(spelling: str, own: _Whose, entities: Sequence[Known]) -> int:
    """The number of the place that is called so; -1 where there is none."""
    for claim in own.get(plainly(spelling), ()):
        if entities[claim.entity].kind == "place":
            return claim.entity
    return -1
