"""What is wrong, as values: a place, a sentence, a hint what to do."""

from typing import Any, Literal

import msgspec

Severity = Literal["error", "warning"]


class Problem(msgspec.Struct, frozen=True, order=True, gc=False):
    """Something a person should look at; sorts by place.

    `path` is relative to the site's folder with forward slashes; `line` counts from 1, 0 is the whole file.
    """

    path: str
    line: int
    message: str
    hint: str = ""
    severity: Severity = "error"

    def __str__(self) -> str:
        """One line, `path:line: error: message`, as editors and compilers print it."""
        place = f"{self.path}:{self.line}" if self.line else self.path
        return f"{place}: {self.severity}: {self.message}"


class DigestError(Exception):
    """Going on makes no sense; carries every problem known by then."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems

    def __reduce__(self) -> tuple[Any, ...]:  # from another process it comes as it was raised there
        return DigestError, self.problems


def counted(number: int, noun: str) -> str:
    """A number with its noun: `1 article`, `2,000 articles`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"
