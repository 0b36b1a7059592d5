"""The short way through YAML gives what YAML gives, to the type and the line, or nothing."""

import random
from typing import Any

import pytest

from digest import front
from digest.entries import Plain, parsed

NEWS = """title: "Ready hospital: museum widened the \\"grant\\""
date: 2019-02-08
slug: ready-hospital

# who says so
source: Femi's Observer
url: https://example.org/news/926/?a=b#c
summary: 'All that is "known" so far.'
tags: [account, C#, "two words", it's so]
entities:
  - Dakato Authority
  - "Kanake: Council"

  - 'Tisado'
authors:
- Straße, M.
- 東京
layout:
draft: true
weight: 010
country: NO
nothing: ~
list: []
list_too: [ ]
"""


def marked(value: Any) -> Any:
    """A value with the type of each text, which equality does not see, and its keys in order."""
    if isinstance(value, dict):
        return [(marked(key), marked(each)) for key, each in value.items()]
    if isinstance(value, list):
        return [[marked(each)] for each in value]
    return type(value), value


def agrees(block: str) -> bool:
    """Whether a block took the short way; that it led to the same place is asserted."""
    short = parsed(block, 2)
    if short is None:
        return False
    values, lines, repeated = front._yaml(block, 2)  # what YAML refuses would raise here
    assert marked(short[0]) == marked(values or {}), block
    assert list(short[1].items()) == list(lines.items()), block
    assert short[2] == repeated, block
    return True


def test_front_matter_of_news_takes_the_short_way() -> None:
    assert agrees(NEWS)
    short = parsed(NEWS, 2)
    assert short
    values, lines, _ = short
    assert type(values["date"]) is Plain
    assert type(values["title"]) is str
    assert values["tags"] == ["account", "C#", "two words", "it's so"]
    assert values["entities"] == ["Dakato Authority", "Kanake: Council", "Tisado"]
    assert values["layout"] is None
    assert lines["entities"] == 11


def test_a_key_that_stands_there_twice_is_seen() -> None:
    block = "a: 1\nb: 2\na: [x]\nb:\n- y\na: 3\n"
    assert agrees(block)
    short = parsed(block, 2)
    assert short and short[2] == [("a", 4), ("b", 5), ("a", 7)]


@pytest.mark.parametrize(
    "block",
    [
        "a: b: c\n", "a: b #c\n", "a: b:\n", "a:b\n", "a : b\n", " a: b\n", "a: b\n  c\n", "a: |\n  b\n",
        "a: >\n  b\n", "a: &x b\n", "a: *x\n", "a: !x b\n", "a: {b: c}\n", "a: [b, [c]]\n", "a: [b, {c: d}]\n",
        "a: [b: c]\n", "a: [b\n", "a: [b,]\n", "a: [,b]\n", "a: [b, 'c, d']\n", 'a: [b, "c, d"]\n', "a: [b]c\n",
        'a: "b\n', 'a: "b" c\n', 'a: "b\\n"\n', "a: 'b''c'\n", "a: 'b' c\n", "a: -\n", "a: ?\n", "a: - b\n",
        "a: @b\n", "a: %b\n", "a: `b\n", "- a\n", "a\n", "? a\n: b\n", "null: a\n", "a: b\n- c\n", "a:\n- b: c\n",
        "a:\n- - b\n", "a:\n  - b\n - c\n", "a:\n - b\n  - c\n", "a:\n  b: c\n", "a:\n- b\n  c\n", "a:\n-\n",
        "a:\n  b\n", "a: b\tc\n", "a: b\x85c\n", "a: b\u2028c\n", "a: b\x07\n", "a: \ud800\n", "a: b\ufeff\n",
        "%a: b\n", "<<: a\n", "a: [?]\n", "a: [b ?c]\n", "a: [b #c]\n", "a: [b\\c]\n", "1: a\n", "'a': b\n",
        "a: , b\n", "a: ]\n", "a: }b\n", "--- a\n", "a: [&b]\n", 'a: "b""c"\n', 'a: ["b"c]\n', "a: '\n", "a: \"\n",
        "a: 'b'#c\n", "\ufeffa: b\n",
    ],
)  # fmt: skip
def test_what_may_mean_something_else_is_left_to_yaml(block: str) -> None:
    assert parsed(block, 2) is None
    assert parsed(f"x: y\n{block}z: [w]\n", 2) is None


@pytest.mark.parametrize(
    "block",
    [
        "", "\n", " \n", "#\n", "# a: b\n", "  # a\n", "a:\n", "a: \n", "a: ''\n", 'a: ""\n', "a: b", "a:  b  \n",
        "a:\n-  b \n", "a: b c-d/e.f\n", "a: b#c\n", "a: b:c\n", "a: a'b\"c\n", "a: a[b]{c}, d\n", "a: a & b * c!\n",
        "a: ~\n", "a: null\n", "a: NULL\n", "a: nUll\n", "a: [~, null, a]\n", "a: [ b ,  c ]\n", "a: [b,c]\n",
        'a: ["b", "", c]\n', "a: '\\'\n", 'a: "\\\\"\n', 'a: "\\""\n', "a:\n# b\n- c\n# d\n- e\n", "a:\n\n\n  - c\n",
        "a:\n- ~\n- ''\n", "a: b\n\nc: d\n", "a: \u00a0b\u00a0\n", "a: .\n", "a: ...\n", "a: b ---\n", "a: <b>\n",
        "a: =\n", "a: $b\n", "a: (b)\n", "a: b\\c\n", "a: 😀\n", "A-b_9: c\n", "a: e\u0301\n",
        "a: [b-c, d'e, f\"g\"]\n",
        "a: [b]\na:\n- c\n", "a: yes\nb: 1.10\nc: 0777\nd: 2021-12-09 10:00\n",
    ],
)  # fmt: skip
def test_it_is_the_same_where_rules_meet(block: str) -> None:
    agrees(block)
    agrees(f"x: y\n{block}")
    agrees(f"x:\n{block}")
    agrees(f"{block}\nz:\n- w\n")


def test_a_block_with_room_for_too_many_values_is_left_to_yaml() -> None:
    assert parsed("a: b\n" * 1_300, 2) is None
    assert agrees("a:\n" * 1_999)
    assert agrees("a: [" + "b," * 2_990 + "b]\n")


# ---- blocks made by chance ------------------------------------------------------------------------------

WORDS = (
    "the news café 東京 مرحبا it's “so” AT&T C# 3.5 2021-12-09 10:30 true NO ~ null a-b a_b https://x.org/a?b=c#d 010 "
    "e\u0301 😀 (a) a.b , ; a/b $5 5% x@y.org a* * & ! | > < = + . ..."
).split(" ")
ODD = (
    ": ", " #", ":", "#", "'", '"', "''", '""', "\\", '\\"', "\\\\", "\\n", "[", "]", "{", "}", ",", "?", "- ", "-",
    "&a",
    "*a", "!a", "|", ">", "%", "@", "`", "~", "null", "Null", "\t", "\u00a0", "\u2028", "\x85", "\ufeff", "\u200b",
    "\x00", "\x7f", "---", "...", "<<", "  ", " ", "\r", "\n", "\n ", "\n- ", "\n  - ", "\ufffe", "\ud800", "",
)  # fmt: skip
KEYS = (
    "title",
    "date",
    "tags",
    "a",
    "b",
    "a-b",
    "A_1",
    "null",
    "y",
    "1",
    "a b",
    "'a'",
    "é",
    "~",
    "<<",
    "-a",
    "",
)
STARTS = ("",) * 12 + (" ", "  ", "- ", "  - ", "# ", "? ", "--- ", "%", "\t")
ALPHABETS = (
    'a: b"\\\n', "a: 'b\n", "a: b[],\n", "a:\n -b\n- ", "a: b#\n# ", "ab:\n- ", 'a: ["b", c]\n', "a: [b?:#]\n",
    "a: ~null\n", "a: {b}\n", "a: |>\n  b", "a: &*!b\n", "a:\n  - b\n - ", "a: b\u00a0\u2028\x85\n", "-a: b.\n---\n",
)  # fmt: skip


def usual(chance: random.Random) -> str:
    """Front matter as people write it."""
    made = ""
    for _ in range(chance.randrange(1, 9)):
        words = [" ".join(chance.choices(WORDS[:24], k=chance.randrange(1, 4))) for _ in range(3)]
        key, shape = chance.choice(KEYS[:7]), chance.randrange(6)
        indent = chance.choice(("", "  "))
        made += (
            f"{key}: {words[0]}\n",
            f'{key}: "{words[0]}"\n',
            f"{key}: '{words[0].replace(chr(39), '')}'\n",
            f"{key}: [{', '.join(words)}]\n",
            f"{key}:\n" + "".join(f"{indent}- {each}\n" for each in words),
            chance.choice(("\n", "# words\n", f"{key}:\n")),
        )[shape]
    return made


def hostile(chance: random.Random) -> str:
    """Lines that nobody writes, more or less of them odd."""
    oddness = chance.choice((0, 0.02, 0.1, 0.3))
    made = ""
    for _ in range(chance.randrange(1, 6)):
        words = [
            chance.choice(ODD if chance.random() < oddness else WORDS)
            for _ in range(chance.randrange(0, 5))
        ]
        key = chance.choice(KEYS if chance.random() < oddness else KEYS[:7])
        value = chance.choice((" ", " ", "")).join(words)
        value = chance.choice(
            (value, value, value, f'"{value}"', f"'{value}'", f"[{value}]", f"[{value}, {value}]")
        )
        start = chance.choice(STARTS)
        colon = chance.choice((": ", ": ", ": ", ":  ", ":", " :", ":\n- ", ":\n  - ", ":\n"))
        made += start + (value if start.endswith("- ") else key + colon + value) + "\n"
    if chance.random() < 0.2:
        at = chance.randrange(len(made))
        made = made[:at] + chance.choice(ODD) + made[at + chance.randrange(3) :]
    return made


def dense(chance: random.Random) -> str:
    """A few characters that mean something, as close together as they come."""
    made = "".join(chance.choices(chance.choice(ALPHABETS), k=chance.randrange(1, 12)))
    return chance.choice(
        (made, f"a: {made}", f"a: [{made}]", f"a:\n- {made}", f"a: x\n{made}b: y\n")
    )


def by_chance(seed: int, count: int) -> list[int]:
    """How many of so many usual, hostile and dense blocks took the short way, the same as the long one."""
    chance = random.Random(seed)
    taken = [0, 0, 0]
    for number in range(count):
        taken[number % 3] += agrees((usual, hostile, dense)[number % 3](chance))
    return taken


def test_blocks_made_by_chance_read_the_same() -> None:
    taken = by_chance(1, 12_000)
    assert all(least < count for least, count in zip((2_800, 250, 450), taken, strict=True)), taken


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 8))
def test_many_more_blocks_made_by_chance_read_the_same(seed: int) -> None:
    by_chance(seed, 40_000)
