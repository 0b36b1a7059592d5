"""The short way through Markdown gives what Python-Markdown gives, to the byte, or nothing."""

import random
from functools import partial

import pytest

from digest import plain, prose

EXTENSIONS = ("extra", "sane_lists", "toc")
SETS = (
    EXTENSIONS, EXTENSIONS, EXTENSIONS, EXTENSIONS, (), ("toc",), ("extra",), ("sane_lists",), ("toc", "extra"),
    ("tables", "toc"), ("attr_list", "def_list", "toc"), ("footnotes", "abbr", "fenced_code", "sane_lists"),
    ("md_in_html", "toc"),
)  # fmt: skip


def markdown(text: str, extensions: tuple[str, ...] = EXTENSIONS) -> str:
    """What Python-Markdown itself says."""
    return prose._markdown(text, extensions)


def short(text: str, extensions: tuple[str, ...] = EXTENSIONS) -> str | None:
    """What the short way says, with Python-Markdown at hand for parts."""
    return plain.html(text, extensions, partial(markdown, extensions=extensions))


def alone(text: str, extensions: tuple[str, ...] = EXTENSIONS) -> str | None:
    """What the short way says where Python-Markdown is of no help."""

    def refuse(part: str) -> str:
        raise AssertionError(f"not plain: {part!r}")

    return plain.html(text, extensions, refuse)


def agrees(text: str, extensions: tuple[str, ...] = EXTENSIONS) -> bool:
    """Whether a text took the short way; that it led to the same place is asserted."""
    made = short(text, extensions)
    assert made is None or made == markdown(text, extensions), (extensions, text)
    return made is not None


# ---- what news looks like ---------------------------------------------------------------------------

NEWS = (
    """The city council voted on Tuesday to close Main Street to cars, ending "ten years" of debate.
Mayor O'Neill called it *a good day*; shopkeepers don't agree.

## What happens next

Work begins in **March** and costs 3.5 million euros, [the plan says](https://example.org/plan?year=2024&page=2).
See [[main-street]] and [[jane-oneill|Mayor O'Neill]].

> We were never asked, says one of them.
> Nobody was.

- AT&T moves out
- R&D stays, on 2nd Avenue

1. First the trees
2. then the _benches_

## What happens next?

That's all — for now…
""",
    """«Nous n'avons rien décidé», a dit la ministre à l'Assemblée. L'enquête de l'Insee (1 234 foyers) paraît en mai.

### Une loi « nécessaire »

Selon [Le Monde](https://example.org/économie), le vote aura lieu le 14 juin ; *rien n’est joué*.
""",
    """Das Gericht hat entschieden: „Die Klage ist zulässig.“ Über 50 % der Fälle betreffen Straßen.

Das sagte die Sprecherin am Montag. 2021 war es noch anders gewesen.

2. Instanz ist das Oberlandesgericht
""",
    """東京都は火曜日、新しい計画を発表した。**大きな変化**だという。

## 背景

[詳しくはこちら](https://example.org/東京)。Цены выросли на 5 %, сказал министр. قال الوزير إن الأسعار ارتفعت.

🎉 Emoji begin a paragraph too.
""",
    """- Loose lists

- have *paragraphs*

- in them
- mostly

A picture: ![a cat](cat.jpg) and `code & 3 < *4*`. Escapes \\*too\\*, and file_name_here, 5 > 3, x < y.

# One #
## Two ##
Text under it &amp; entities &copy;

> quoted
>
> twice

> and again
""",
)


@pytest.mark.parametrize("article", NEWS)
def test_news_takes_the_short_way_all_along(article: str) -> None:
    assert alone(article) == markdown(article)


@pytest.mark.parametrize("extensions", sorted(set(SETS)))
def test_news_reads_the_same_with_any_extensions_known(extensions: tuple[str, ...]) -> None:
    for article in NEWS:
        assert agrees(article, extensions)


def test_headings_of_the_same_words_have_anchors_of_their_own() -> None:
    text = "## One\n\n## One\n\n## one_1\n\n## One\n\n## ???\n\n## *One*\n\n## !\n"
    assert alone(text) == markdown(text)
    chance = random.Random(1)
    names = ("a", "a_1", "a_2", "a_3", "a_9", "a_1_1", "_1", "_2", "!", "_", "b_1", "b", "a_01")
    for _ in range(500):
        text = "\n\n".join(f"## {chance.choice(names)}" for _ in range(chance.randrange(1, 14)))
        agrees(text)


def test_an_odd_paragraph_goes_the_long_way_by_itself() -> None:
    asked: list[str] = []

    def convert(part: str) -> str:
        asked.append(part)
        return markdown(part)

    odd = 'This [link](https://example.org "with a title") is odd.'
    text = f"{NEWS[0]}\n{odd}\n\n## What happens next\n\nLast words."
    assert plain.html(text, EXTENSIONS, convert) == markdown(text)
    assert asked == [odd]


def test_an_odd_heading_keeps_its_place_among_the_anchors() -> None:
    odd = '## A [link](x "title")'
    for text in (f"{NEWS[0]}\n{odd}\n\n## A link\n", f"## A link\n\n{NEWS[0]}\n{odd}\n\n{odd}\n"):
        assert agrees(text)


def test_an_anchor_that_is_written_counts_before_all_others() -> None:
    assert short(f"## A\n\n{NEWS[0]}\n\n## B {{#a}}") is None


def test_two_headings_in_an_odd_part_are_no_matter_for_a_glance() -> None:
    assert short(f"## A\n\n{NEWS[0]}\n\nwords\n## A\nmore\n## A") is None


@pytest.mark.parametrize(
    "text",
    [
        "[a]\n\n[a]: https://example.org",
        "[a][b]\n\n> [b]: x",
        "HTML\n\n*[HTML]: Markup",
        "HTML\n\n*[HTML] : Markup",
        "HTML\n\n*[HTML] : Markup\nand more",
        "One[^1]\n\n[^1]: two",
        "[TOC]\n\n## One",
        "<div>\n\n*one*\n\n</div>",
        "<div>\n\n*one*",
        "a <span>",
        "<!-- one\n\ntwo -->",
        "```\na\n\n*b*\n```",
        "~~~\na\n~~~",
        "Term\n:   what it means",
        "one\n\n: two",
        "&#39 one",
        "one\u0002two",
        "one\ttwo",
        "one\r\ntwo",
        "- one\n\n\u00a0\n\n- two",
    ],
)
def test_what_reaches_beyond_its_paragraph_takes_the_whole_text_the_long_way(text: str) -> None:
    assert short(f"{NEWS[1]}\n{text}\n\n{NEWS[2]}") is None
    agrees(text)


def test_an_extension_that_is_not_known_may_do_anything() -> None:
    assert short("Words.", ("extra", "smarty")) is None
    assert short("Words.", ("nl2br",)) is None


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "\n", "\n\nWords.\n\n\n\n", "  Words.", "Words.  ", "   \nWords.", "#", "##", "## ##",
        "#Words", "####### Words", "# a ## b #", "## a\\#", "## a\n    b", "## a\n- b\n\n- c", "a\n## b",
        "a\n===", "a\n---", "a\n- b", "---", "* * *", "***", "- ", "-", "- a\n- ", "- a\n\n* b", "- a\n\n1. b",
        "1. a\n\n- b", "3. a\n4. b", "01. a", "١. a", "- - a", "- # a", "- > a", "- a\n  b", "- a\nb",
        "- a\n    - b", "- a\n\n    b", "- a\n\n  b", "- a\n1. b", "1. a\n- b", "- a\n\n- b\n- c\n\n- d",
        "> a\n\n> b", "> a\nb", "> - a", "> # a", ">a", "> ", ">", "> a\n>", "> > a", "a\n> b", "> a\n\n- b",
        "    a", "a\n\n    b", "    a\n\n    b\n\n\n    c", "*a*", "**a**", "***a***", "*a**", "**a*", "* a *",
        "a*b*c", "a * b", "*a *b* c*", "_a_", "__a__", "a_b_c", "_a_b", "a_b_", "(_a_)", "*_a_*", "*a*_b_",
        "a\\*b", "\\", "\\a", "\\\\`a`", "&\\#39;", "&amp;", "&a", "&ſ;", "AT&T;", "`a`", "`a", "``a``", "` `",
        "`a\\`", "`*a*`*", "*`a*`*", "[a](b)", "[a](b c)", '[a](b "c")', "[a](b(c)d)", "[a]( b )", "[a](<b>)",
        "[](b)", "[a]()", "[a] (b)", "[a][b](c)", "[a [b] c](d)", "[*a*](b)", "[a](*b*)", "*[a](b*c)*", "[^1]",
        "[a", "a]", "![a](b)", "![alt](b)", "![a](src)", "[a](href)", "a![", "!![a](b)", "[![a](b)](c)",
        "[[a]]", "[[a|b]]", "[[a|*b*]]", "[[ a ]]", "[[a| ]]", "[[|b]]", "[[a]](b)", "[[a_b_]]", "[[_a_]]",
        "[[a&b]]", "[[a]]]", "a | b\n--|--\nc | d", "a {.b}", "a\n{#b}", "{% a %}", "a  \nb", "a\u2028b",
        "\u00a0a", "a\n\u00a0\nb", "a < b", "a <3 b", "a <b@c", "- \u2003a", "<", "a\n===b", "a\n|-|", "- --",
        "- a\n- --", "- -_", "** a**", "**a **", "* a*",
        "*a *", "__ a__", "__a __", "_ a_", "_a _", "__a__b", "b__a__", "**a***", "*a***", "[a](b\"c)",
        "[a](b'c)", "[a](b'c')",
        "`a``", "` a `", "[[a | b ]]", "&K;", "a&#12ab;", "a\\>b", "[a](b?c&d)", "[a](b?c&amp;d)", "##a",
        "## a #b", "## a#", "##   ",
    ],
)  # fmt: skip
def test_it_is_the_same_or_nothing_where_rules_meet(text: str) -> None:
    for extensions in SETS[3:]:
        agrees(text, extensions)
        agrees(f"Before.\n\n{text}\n\nAfter *all*.\n\n- a list\n\n## {text}", extensions)


# ---- texts made by chance ------------------------------------------------------------------------------

SAYS = (
    "the news café Straße 東京 مرحبا שלום привет it's “quoted” ‘so’ don’t « oui » AT&T 5% 3.5 2021 2021. 1) e.g. "
    "snake_case_name a_b file__name 😀 e\u0301 \u200b \u200f\u05d0 "
    "x=y C# #1 50€ (aside) [sic] — – … a/b http://x.org/a_b me@x.org TOC "
    "end. What? Yes! :) ; ' \" ~ ^ $ % @ + - = / | . , : foo: 10:30 *** ** * _ __"
).split(" ")
MARKS = (
    "*em*", "**strong**", "_em_", "__strong__", "*two words*", "[text](https://example.org/a_b?c=d&e=f)",
    "[a *b* c](/x)", "`code`", "[[slug]]", "[[slug|words]]", "![a cat](cat.png)", "&amp;", "\\#", "[sic]",
    "a>b",
)  # fmt: skip
ODD = (
    "**two *nested* words**", "***both***", "[`c`](x)", "[x](<u>)", '[x](u "t")', "[x]( u )", "[x](a(b)c)",
    "[[a-b c|w *x*]]", "[[ s ]]", "[[s|]]", "[[s]](x)", "[[s_t]]", "[[a&b]]", "![a *b*](p)", "!", "![",
    "`a *b* _c_ <d`", "``a`b``", "`", "` `", "\\*", "\\_", "\\", "\\`", "\\\\", "\\&", "\\>", "\\a", "&nbsp;",
    "&#39;", "&#x27;", "&#X27;", "&", "&a", "&;", "&#", "&#x", "&ſ;", "&\\#39;", "<", "< b", "<3", "<3@x>",
    "> b", "*", "**", "_", "__", "***", "* a *", "a*b*c", "*a", "b*", "_a", "b_", "**a", "b**", "(*a*)",
    "“*a*”", "*a*b", "a*b*", "*a*_b_", "_a_*b*", "*_a_*", "_*a*_", "*a _b_ c*", "*a `*` b*", "*a [b](c*d) e*",
    "**[x](y)**", "[**x**](y)", "[x", "x]", "](", "[x] [y]", "[x][y](z)", "[x](y)[z](w)", "[^1]", "[x]: y",
    "{", "}", "{%x%}", "{{x}}", "{: .c}", "{#id}", "{.c}", "\u00a0", "\u2028", "\u202f", "\u3000", "\x85",
    "\x0b", "\x0c", "\x1f", "\x00", "\x02", "\x03", "\x02klzzwxh:0000\x03", "\ufeff", "\t", "  ", "   ", "|",
    "a|b", "~~x~~", "<br>", "<b>x</b>", "<https://x.org>", "</b>", "<!-- c -->", "<?php", "[x](ref:y)",
    "[TOC]", "*[HTML]: x", "[x]:", "--", "---", "1. ", "- ", "# ", "> ", ": x", "![alt](src)", "x" * 3000,
)  # fmt: skip
USUAL_STARTS = ("",) * 8 + (
    "- ", "- ", "* ", "1. ", "2. ", "> ", "> ", "## ", "## ", "### ", "  ", "*a* ", "“", "    ",
)  # fmt: skip
STARTS = (
    "- ", "* ", "+ ", "1. ", "2. ", "10. ", "١. ", "01. ", "> ", ">", ">> ", "> > ", "> - ", "> # ", "# ",
    "## ", "###### ", "####### ", "#", "#a", "##a#", " #", "  - ", " > ", "   ", "    ", "      ", "     - ",
    "\t", "=", "===", "---", "- - -", "***", "* * *", "___", "*", "**", ": ", "  : ", ":", "```", "~~~", "|",
    "|-|-|", "--|--", ":-:|-", "-", "1.", "- [ ] ", "- > ", "- # ", "- - ", "1. 1. ", "- 1. ", "*a* ", "[x] ",
    "\\- ", "1\\. ", "\u00a0", "\u2003- ", "&", "(", "—", "+1 ", "-5 ", "2021. ", "3.14 ",
)  # fmt: skip
ENDS = ("\n",) * 12 + ("\n\n",) * 14 + (
    "\n\n\n", "\n\n\n\n", "\n \n", "\n  \n\n", "  \n", " \n", "\r\n", "\n\n    ", "\n\n\t", "\\\n",
    "\n\u00a0\n", "\n\n\u2028\n\n",
)  # fmt: skip


def usual(chance: random.Random) -> str:
    """A text as people write it, if not what they would say."""
    made = ""
    for _ in range(chance.choice((1, 2, 4, 8))):
        words = [
            chance.choice(MARKS) if chance.random() < 0.15 else chance.choice(SAYS[:60])
            for _ in range(chance.choice((1, 3, 8, 20)))
        ]
        ending = chance.choice(("\n", "\n\n", "\n\n", "\n\n", "\n\n\n"))
        made += chance.choice(USUAL_STARTS) + " ".join(words) + ending
    return made


def hostile(chance: random.Random) -> str:
    """A text that nobody writes, more or less of it odd."""
    oddness = chance.choice((0, 0.02, 0.05, 0.1, 0.3, 0.8))
    starts = chance.choice((0, 0.2, 0.5, 1))
    made = ""
    for _ in range(chance.choice((1, 1, 2, 3, 5, 8))):
        words = [
            chance.choice(ODD + MARKS) if chance.random() < oddness else chance.choice(SAYS)
            for _ in range(chance.choice((1, 2, 3, 5, 8, 14)))
        ]
        between = " " if chance.random() < 0.85 else chance.choice(("", "  ", "\n"))
        start = chance.choice(STARTS) if chance.random() < starts else ""
        made += start + between.join(words) + chance.choice(ENDS)
    if chance.random() < 0.2:
        at = chance.randrange(len(made))
        made = made[:at] + chance.choice(ODD + STARTS + ENDS) + made[at + chance.randrange(3) :]
    return made


ALPHABETS = (
    "aab *", "ab *_", "aa1_ é*_", "ab`` *", "ab`\\*_", "a&;# l", "ab <>@", "a [](x) ", "a[]()!b", "a[[]]|b ",
    "*[a](b)* ", "ab\n  c",
    "a\n-- 1.", "a\n\n- b", "a\n\n1. -", "a\n\n> #", "a\n> > :", "# a\n\n# _1", "a#\n# _", "a\n\n    -", "a\n=-| :",
    "a\n\n\u00a0 - ",
    "a{}#.%= \n", "ab\\&#39;",
    "a\t\r\n\x02 ", "aab *_[](x)`&<\\!\n", "aab\n\n->#1. *",
)  # fmt: skip


def dense(chance: random.Random) -> str:
    """A few characters that mean something, as close together as they come."""
    alphabet = chance.choice(ALPHABETS)
    made = "".join(chance.choices(alphabet, k=chance.randrange(1, 14)))
    return made if chance.random() < 0.5 else f"a {made} b\n\n## c\n\nd"


def by_chance(seed: int, count: int) -> list[int]:
    """How many of so many usual, hostile and dense texts took the short way, the same as the long one."""
    chance = random.Random(seed)
    taken = [0, 0, 0]
    for number in range(count):
        text = (usual, hostile, dense)[number % 3](chance)
        taken[number % 3] += agrees(text, chance.choice(SETS))
    return taken


def test_texts_made_by_chance_read_the_same() -> None:
    taken = by_chance(1, 9_000)
    assert all(least < count for least, count in zip((1_800, 350, 900), taken, strict=True)), taken


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2, 8))
def test_many_more_texts_made_by_chance_read_the_same(seed: int) -> None:
    by_chance(seed, 20_000)
