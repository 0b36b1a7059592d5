"""Stub."""

import re
from collections.abc import Iterable, Sequence, Set

from digest.model import Known, Place, Unsure


class Finder:
    """Stub."""

    def __init__(self, entities: Iterable[Known], stop: Iterable[str] = ()) -> None:
        self.names = {n: e.slug for e in entities for n in (e.name, *e.names)}
        self.rx = re.compile(
            r"(?<!\w)(?:"
            + "|".join(sorted(map(re.escape, self.names), key=len, reverse=True))
            + r")(?!\w)"
        )

    def places(
        self,
        text: str,
        listed: Set[str] = frozenset(),
        barred: Set[str] = frozenset(),
        hidden: Sequence[tuple[int, int]] = (),
    ) -> tuple[list[Place], list[Unsure]]:
        """Stub."""
        return [
            Place(m.start(), m.end(), s)
            for m in self.rx.finditer(text)
            if (s := self.names[m[0]]) not in barred
            and not any(a < m.end() and m.start() < b for a, b in hidden)
        ], []
