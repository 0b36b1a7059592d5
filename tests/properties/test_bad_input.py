"""Broken files by the thousand: each is read or refused at its line, soon, and never raises."""

import random
import time
from collections import Counter
from pathlib import Path

import msgspec
import pytest

from digest import config, read
from digest.model import KINDS, Manuscript, Reading, Rules
from tests.conftest import SETTINGS, SiteFolder
from tests.payloads import PAYLOADS

YAML = b"""---
title: "The end: a mission"
date: 2021-12-09T10:00:00+03:00
updated: 2021-12-10
tags: [Iraq, 'US forces', "C#"]
entities:
  - Ann Lee
  - name: Basra
source: {name: Wire, url: "https://wire.example/a?b=c"}
summary: >
  Two lines
  of text
aliases: [/old/, /older.html]
extra: &x {a: 1, b: [true, null, 1.5]}
more: *x
---

# Head

Words with *stress*, [a link](https://example.org/), [[art-1]], [it](ref:ann-lee).

| a | b |
|---|---|
| 1 | 2 |

![p](pic.png) <b>bold</b> [^1]

[^1]: A note.
"""
TOML = b"""+++
title = "The end"
date = 2021-12-09T10:00:00+03:00
tags = ["Iraq", 'x']
weight = 3
draft = false
[extra]
a.b = 1.5
c = { d = [1, 2] }
[[extra.list]]
e = \"\"\"
text
\"\"\"
+++
Words.
"""
JSON = b"""{
  "title": "The end",
  "date": "2021-12",
  "tags": ["a", "b\\u00e9"],
  "extra": {"a": [1, 2.5, true, null]}
}

Words {% include x %} and `code`.
"""
PELICAN = b"""Title: The end
Date: 2021-12-09 10:00
Category: Iraq
Tags: a, b,
    c
Slug: the-end
Status: published

Words.
"""
BARE = "# نص\n\nكلمات, café, \u65e5\u672c.\n".encode()
SEEDS = (YAML, TOML, JSON, PELICAN, BARE)

NASTY = [
    *(bytes([number]) for number in (*range(0, 48), *range(58, 65), *range(91, 97), 123, 124, 125)),
    *b"\x7f \x80 \xff \xc0\xaf \xed\xa0\x80 \xf4\x90\x80\x80 \xef\xbb\xbf \xe2\x80\xae".split(),
    *b"--- +++ ... ??? !!python/name:os.system &a *a << ~ |+ >- %YAML ''' [[ ]] {{ {% ]( []( ``` ~~~".split(),
    *b"<!-- --> <![CDATA[ ]]> </ <script> <a <? &#0; &#xD800; &#1; [^1] *[A]: : | > # {: } .inf .nan".split(),
    *b"9999-99-99 0000 10:00 -0 1e999 0x 0o7 99999999999999999999 title: tags: date: null \\u0000".split(),
    "\u2028".encode(),
    "\u0085".encode(),
    "\u0660\u0661".encode(),
    "\ufdd0".encode(),
    "e\u0301".encode(),
    b"\r\n",
    b"\n---\n",
    b"\n\n",
    b"\t" * 5,
    b"[" * 60,
    b"{" * 60,
    b"- " * 60,
    b"> " * 60,
    b"*" * 100,
]


def _mutated(dice: random.Random) -> bytes:
    """A valid file after some accidents, or no file at all."""
    way = dice.random()
    if way < 0.04:
        return dice.randbytes(dice.randint(0, 400))
    if way < 0.08:
        return b"".join(dice.choices(NASTY, k=dice.randint(1, 60)))
    content = bytearray(dice.choice(SEEDS))
    for _ in range(dice.randint(1, 8)):
        at, end = sorted(dice.randint(0, len(content)) for _ in range(2))
        end = min(end, at + dice.choice([1, 3, 20, 200]))
        what = dice.randrange(7)
        if what == 0:
            del content[at:end]
        elif what == 1:
            content[at:at] = content[at:end] * dice.choice([1, 2, 50])
        elif what == 2:
            other = dice.randint(0, len(content))
            piece = bytes(content[at:end])
            del content[at:end]
            content[other:other] = piece
        elif what == 3:
            lines = content.splitlines(keepends=True)
            dice.shuffle(lines)
            content = bytearray(b"".join(lines))
        elif what == 4:
            content[at:at] = dice.choice(PAYLOADS).text.encode("utf-8", "surrogatepass")[:2_000]
        else:
            content[at:at] = dice.choice(NASTY)
    made = bytes(content)
    way = dice.random()
    if way < 0.05:
        return made[: dice.randint(0, len(made))]
    if way < 0.08:
        return made.decode("utf-8", "replace").encode(dice.choice(["utf-16", "utf-16-le", "utf-7"]))
    if way < 0.10:
        return b"\xef\xbb\xbf" + made
    if way < 0.12:
        return made.replace(b"\n", dice.choice([b"\r\n", b"\r", b"\n\r"]))
    return made


def _rules(folder: Path) -> Rules:
    (folder / "digest.toml").write_text(SETTINGS, "utf-8")
    return config.load(folder).rules


def _judged(content: bytes, rules: Rules, path: str = "articles/a.md") -> Reading:
    """A reading that keeps what is promised of all of them."""
    reading, _ = read.manuscript(Manuscript(path, content), rules, "content")
    accepted = reading.article or reading.profile or reading.standalone
    errors = [problem for problem in reading.problems if problem.severity == "error"]
    assert bool(accepted) != bool(errors) or path.endswith("_index.md"), content
    for problem in reading.problems:
        assert problem.path == f"content/{path}"
        assert 1 <= problem.line <= 1 + content.count(b"\n") + content.count(b"\r"), (
            problem,
            content,
        )
        assert "Traceback" not in problem.message
        assert "\n" not in str(problem) + problem.hint, problem
        assert len(problem.message) < 400, problem
        assert problem.hint or problem.severity == "warning", problem
    msgspec.msgpack.encode(reading)  # or the memory could not hold it
    return reading


@pytest.mark.parametrize(
    ("seed", "many"), [(1, 1_000), pytest.param(2, 10_000, marks=pytest.mark.slow)]
)
def test_broken_files_are_read_or_refused_and_the_rest_is_built(
    seed: int, many: int, tmp_path: Path
) -> None:
    dice = random.Random(seed)
    rules = _rules(tmp_path)
    counts: Counter[str] = Counter()
    folder = SiteFolder(tmp_path)
    for number in range(many):
        content = _mutated(dice)
        path = f"{KINDS[number % 9 if number % 9 < 5 else 0]}/f{number}.md"
        reading = _judged(content, rules, path)
        accepted = reading.article or reading.profile or reading.standalone
        counts["accepted" if accepted else "refused"] += 1
        if many > 1_000 or number % 10 == 0:
            folder.write(f"content/{path}", content)
    assert min(counts.values()) > many / 10, counts
    report = folder.build()
    assert report.articles > many / 50
    assert not [p for p in report.problems if "Traceback" in p.message or "Error:" in p.message]


BEGIN = "---\ntitle: T\ndate: 2021\n---\n"
MANY = 40_000

FRONT_TRAPS = {
    "yaml laughs": "---\n"
    + "a0: &a0 [x, x]\n"
    + "".join(f"a{n}: &a{n} [{f'*a{n - 1}, ' * 9}]\n" for n in range(1, 12))
    + "---\n",
    "yaml quadratic": "---\na: &a [" + "x," * 2_000 + "]\nb: [" + "*a," * 2_000 + "]\n---\n",
    "yaml deep flow": "---\na: " + "[" * 90_000 + "\n---\n",
    "yaml deep block": "---\n" + "- " * 90_000 + "\n---\n",
    "yaml deep keys": "---\n" + "? " * 90_000 + "\n---\n",
    "yaml merge": "---\n<<: &a {<<: *a}\n---\n",
    "yaml self": "---\na: &a [*a]\n---\n",
    "yaml huge key": "---\n" + "k" * 100_000 + ": 1\n---\n",
    "yaml keys": "---\n" + "".join(f"title{n}: 1\n" for n in range(2_400)) + "---\n",
    "yaml integer": "---\nweight: " + "9" * 50_000 + "\n---\n",
    "yaml tabs": "---\n" + "\t" * 100_000 + "\n---\n",
    "toml dotted": "+++\na" + ".c" * 50_000 + " = 1\n+++\n",
    "toml dotted quotes": "+++\na" + '."c"' * 40_000 + " = 1\n+++\n",
    "toml table": "+++\n[c" + ".c" * 50_000 + "]\n+++\n",
    "toml deep": "+++\na = " + "[" * 90_000 + "\n+++\n",
    "toml keys": "+++\n" + "".join(f"k{n} = 1\n" for n in range(15_000)) + "+++\n",
    "toml integer": "+++\na = " + "9" * 5_000 + "\n+++\n",
    "toml quotes": "+++\na = " + '"""[' * MANY + "\n+++\n",
    "json deep": '{"a": ' + "[" * 100_000,
    "json keys": "{" + ",".join(f'"k{n}": 1' for n in range(15_000)) + "}\n",
    "json huge": '{"title": "' + "x" * 5_000_000 + '"}\n',
    "json integer": '{"a": ' + "9" * 5_000 + "}",
    "json spaces": " " * 2_000_000 + "{" + " " * 2_000_000,
    "pelican long": "Title: x\n" + "    x\n" * 500_000,
    "pelican keys": "Title: x\n" + "".join(f"k{n}: 1\n" for n in range(15_000)) + "\n",
    "entities": "---\nentities: [" + ",".join(f"e{n}" for n in range(4_900)) + "]\n---\n",
    "entities list": "---\nentities:\n" + "".join(f"- e{n}\n" for n in range(990)) + "---\n",
    "entities comma": "---\nentities: '" + ",".join(f"e{n}" for n in range(25_000)) + "'\n---\n",
    "tags": '{"tags": [' + ",".join(f'"t{n}"' for n in range(25_000)) + "]}",
    "aliases": "---\naliases: [" + ",".join(f"/a{n}" for n in range(4_900)) + "]\n---\n",
    "title": "---\ntitle: " + "x" * 1_000_000 + "\n---\n",
    "title tags": "---\ntitle: '" + "<a " * 660 + "'\n---\n",
    "fences": "---\n" * 500_000,
    "lines": "\n" * 2_000_000,
    "spaces": " \t" * 1_000_000 + "x",
}
BODY_TRAPS = {
    "brackets": "[" * 20_000,
    "pictures": "![" * 20_000,
    "links": "[](" * 20_000,
    "cdata": "<![CDATA[" * 2_000,
    "notes": "[^a]" * 3_000,
    "lists": "".join(" " * (4 * n) + "- a\n" for n in range(300)),
    "quotes": ">" * 5_000 + "a",
    "stars": "*a " * 30_000,
    "ticks": "".join("`" * n + "a" for n in range(1, 900)),
    "ticks and braces": "{" + "`" * 100_000,
    "fences": "```\n" * 50_001,
    "fence": "```" + " " * 100_000 + "x\n",
    "backslashes": "\\" * 100_000,
    "tables": "a|b\n-|-\n" + "a|b\n" * MANY,
    "references": "[a]:\n" * MANY,
    "double": "".join(f"[[a{n}]] " for n in range(MANY)),
    "files": "".join(f"[a](b{n}.md) " for n in range(30_000)),
    "headings": "".join(f"# h{n}\n\n" for n in range(20_000)),
    "liquid": "{% a " * 50_000,
    "shortcodes": "{{< a " * 50_000,
    "mustaches": "{{- " + " " * 100_000,
    "abbreviations": "".join(f"*[A{n}]: x\n" for n in range(490)) + "A1 " * MANY,
    "definitions": "a\n:   b\n" * 20_000,
    "attributes": "# a {" + "#a " * 30_000 + "}",
    "comments": "<!--" * MANY,
    "tags": "<a>" * MANY,
    "nested": "<b>" * 490 + "x",
    "tables in html": "<table><tr><td>" * 5_000,
    "bold": "<b><i><u><s>" * 2_000,
    "entities": "&#x26;lt;" * 30_000,
    "accents": "e" + "\u0301" * 100_000,
    "nothing": "\0" * 100_000,
    "long": "x y z\n" * 400_000,
    "markdown in html": "<div markdown=1>\n" * 200 + "x",
}
TRAPS = {f"front: {name}": text for name, text in FRONT_TRAPS.items()} | {
    f"body: {name}": BEGIN + text[:490_000] for name, text in BODY_TRAPS.items()
}


def _timed(name: str, rules: Rules) -> None:
    begin = time.process_time()
    _judged(TRAPS[name].encode(), rules)
    took = time.process_time() - begin
    assert took < 2, (name, took)


def test_traps_in_front_matter_are_short(tmp_path: Path) -> None:
    rules = _rules(tmp_path)
    for name in TRAPS:
        if name.startswith("front"):
            _timed(name, rules)


def test_the_worst_traps_in_bodies_are_short(tmp_path: Path) -> None:
    rules = _rules(tmp_path)
    for name in (
        "brackets",
        "cdata",
        "notes",
        "liquid",
        "shortcodes",
        "quotes",
        "ticks and braces",
    ):
        _timed(f"body: {name}", rules)


@pytest.mark.slow
@pytest.mark.parametrize("name", [name for name in TRAPS if name.startswith("body")])
def test_traps_in_bodies_are_short(name: str, tmp_path: Path) -> None:
    _timed(name, _rules(tmp_path))


ADDRESSES = "//[evil //[evil]/ //\u2100.com http://[x https://a:99999999/ ?//[x ref:%ff%00 \x01//x h\u2100ttp:x"


@pytest.mark.parametrize("address", ADDRESSES.split(" "))
def test_addresses_that_python_refuses_to_split(address: str, tmp_path: Path) -> None:
    rules = _rules(tmp_path)
    for body in (f"[x]({address})", f"<a href='{address}'>x</a>", f"![x]({address})"):
        assert _judged((BEGIN + body).encode(), rules).article
    for field in ("url", "same_as", "aliases", "path", "image", "source"):
        _judged(f'---\ntitle: T\n{field}: "{address}"\n---\n'.encode(), rules)


def test_brackets_in_texts_are_no_depth(tmp_path: Path) -> None:
    rules = _rules(tmp_path)
    many = "[" * 200
    for text in (
        f'{{"title": "{many}", "date": "2021"}}\n\nWords.',
        f'{{"title": "T", "date": "2021"}}\n\nWords {"[x " * 100}.',
        f'+++\ntitle = "{many}"\ndate = "2021"\na = """\n{many}""""\n# {many}\nb = \'{many}\'\n+++\nWords.',
    ):
        assert _judged(text.encode(), rules).article
