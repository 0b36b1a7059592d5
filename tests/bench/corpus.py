"""A number of articles and a seed → made news articles, always the same, as content files of digest, Hugo or Pelican.

`python -m tests.bench.corpus FOLDER N [--program digest]` writes a site of N articles. Texts are made of neutral words
and invented names; each article depends on the seed, its number and the size of the vocabularies alone, so nothing is
kept while a large corpus is written.
"""

import json
import shutil
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path
from random import Random
from typing import TypeVar

HERE = Path(__file__).parent
STYLES = HERE.parent.parent / "layouts/static/style.css"
Each = TypeVar("Each")

SEED = 3
FIRST_DAY = date(2015, 1, 1)
DAYS = 3_650

# ---- words -----------------------------------------------------------------------------------------

_NOUNS = """
    account agency agreement airport archive area assembly audit balance bank bench board border bridge budget
    building bus cabinet calendar canal capital centre chamber channel charter city clinic coast college
    committee company concert contract council court crossing crowd data deadline debate decision delay
    delegation demand department depot design district dock document election engine estimate evening event
    evidence exhibition factory farm ferry festival figure fleet flood forecast forest forum fund garden gate
    grain grant ground group guide hall harbour harvest hearing highway hospital hour house industry inquiry
    institute island journey judge junction lake law league letter library licence line list loan market measure
    meeting ministry month morning museum network notice number office opening operator order panel paper park
    parliament path pipeline plan plant platform policy port post price programme project proposal quarter query
    railway rain range rate region register rent repair report request reservoir result review river road route
    rule scheme school season sector service session share shelter shift ship signal site square stadium staff
    stage station storm street study summer supply survey system talks tax team terminal theatre ticket tower
    trade traffic trial tunnel union valley vessel village visit vote ward warehouse water weather week winter
    witness work yard year zone
""".split()
_ADJECTIVES = """
    annual available brief broad busy calm central clear close coastal cold common complete costly daily dry
    early eastern empty familiar final first formal former full further general heavy high independent inner
    joint joint large last late legal light likely local long low main major minor modest narrow national new
    northern older open ordinary outer partial planned possible previous private public quiet rare ready recent
    regional regular rural second separate short similar slow small southern special spare steady strict
    temporary third upper urban usual vacant western wide yearly
""".split()
_VERBS = """
    accepted adjusted adopted announced approved asked assessed backed began checked closed compared completed
    confirmed considered counted delayed delivered described designed discussed examined expanded extended
    financed followed funded handed improved inspected joined kept launched left listed measured moved named
    noted opened ordered paused planned postponed prepared presented published questioned received recorded
    reduced reopened repaired replaced reported requested restored reviewed revised saw scheduled selected sent
    signed started studied suspended tested tracked updated visited welcomed widened
""".split()
_LINKING = """
    after although and as because before but once since so that though until when where whereas which while
""".split()
_PREPOSITIONS = "across against along at beside beyond by for from in into near of on over past through to with".split()
_TIMES = (
    "on Monday", "on Tuesday", "on Wednesday", "on Thursday", "on Friday", "last week", "this month", "at noon",
    "earlier in the year", "in the morning", "by the evening", "for the second time", "within days", "a year ago",
)  # fmt: skip
_SYLLABLES = """
    ba be bo da de do fa fe ka ke ko la le lo ma me mi mo na ne ni no pa po ra re ri ro sa se so ta te ti to va
    ve vi vo za
""".split()
_ORGANISATIONS = (
    "Institute",
    "Council",
    "Authority",
    "Union",
    "Agency",
    "Company",
    "Board",
    "Trust",
)
_EVENTS = ("Conference", "Summit", "Fair", "Inquiry", "Festival", "Census")
_OUTLETS = ("Courier", "Herald", "Post", "Observer", "Radio", "News Agency", "Chronicle", "Weekly")

# A sentence is its pieces in a row: N noun, A adjective, V verb, L linking word, P preposition, T time, # number; the
# rest stands as it is.
_SENTENCES = tuple(
    tuple(each.split())
    for each in (
        "The N V the A N P the N .",
        "A A N V the N , L the N V a N P the A N .",
        "T , the N V # N P the N , according to the N .",
        "The N P the A N V a A N , L the A N V the N T .",
        "Of # N , some # were A , the N of the N said .",
        "It V the N L the N V , L no N was V P the N .",
        "The A N and the A N V the N P the N P a N .",
        "L the N V the A N , the N P the N V its A N T .",
        "The N V that the N of the A N had V , L the N did not .",
        "About # per cent of the N V the N ; the N V the rest .",
        "A N of # N P the N was V T .",
        "The N's N V the N – a A N for the N – L the N V .",
    )
)
_SPOKEN = tuple(
    tuple(each.split())
    for each in (
        "“ The N is A , L the N is A ” , the N said T .",
        "The N called the N “ a A N ” and V the N .",
        '" The A N was V " , the N\'s N said , L the N V .',
        "It isn't a A N , the N said ; it's “ a N ” P the N .",
    )
)
_HEADLINES = tuple(
    tuple(each.split())
    for each in (
        "A N V P the N",
        "N V A N L N V",
        "The N's A N is V T",
        "A N : N V the N",
        "# N V P A N",
        'N calls N "A"',
        "What the N V P the N",
    )
)


class _Writer:
    """Words of one article, drawn in advance: drawing many at once is what makes a large corpus cheap."""

    def __init__(self, random: Random, much: int) -> None:
        self.random = random
        self._drawn = {
            "N": iter(random.choices(_NOUNS, k=much)),
            "A": iter(random.choices(_ADJECTIVES, k=much // 2)),
            "V": iter(random.choices(_VERBS, k=much // 2)),
            "L": iter(random.choices(_LINKING, k=much // 3)),
            "P": iter(random.choices(_PREPOSITIONS, k=much // 2)),
            "T": iter(random.choices(_TIMES, k=much // 3)),
        }

    def line(self, pattern: Sequence[str]) -> str:
        """A pattern's pieces as text, without a blank before a stop or inside quotes."""
        text = ""
        glued = True
        for piece in pattern:
            if piece in self._drawn:
                word = next(self._drawn[piece])
            elif piece == "#":
                word = f"{int(2 + 10 ** (4 * self.random.random())):,}"
            elif piece[:2] == "N'":
                word = next(self._drawn["N"]) + piece[1:]
            elif piece == '"A"':
                word = f'"{next(self._drawn["A"])}"'
            else:
                word = piece
            if word in {".", ",", ";", ":", "”"} or (word == '"' and text.count('"') % 2):
                text += word
                glued = False
            else:
                text += word if glued else " " + word
                glued = word in {"“", '"'}
        return text[0].upper() + text[1:]

    def sentence(self) -> str:
        """One sentence; every sixth or so has somebody's words in it."""
        spoken = self.random.random() < 0.16
        return self.line(self.random.choice(_SPOKEN if spoken else _SENTENCES))

    def paragraph(self) -> str:
        """Two to four sentences, now and then with a link or stressed words."""
        text = " ".join(self.sentence() for _ in range(self.random.randint(2, 4)))
        dice = self.random.random()
        if dice < 0.28:
            words = text.split(" ")
            at = self.random.randrange(1, len(words) - 4)
            some = " ".join(words[at : at + 3])
            if not set(some) & set('“”".;,'):
                if dice < 0.2:
                    some = (
                        f"[{some}](https://example.org/background/{self.random.randrange(10**6)}/)"
                    )
                else:
                    some = f"*{some}*" if dice < 0.25 else f"**{some}**"
                text = " ".join((*words[:at], some, *words[at + 3 :]))
        return text


def name(number: int, syllables: int = 3) -> str:
    """A different invented word for each number; neighbours do not look alike."""
    number = (number * 7_919 + 1_234) % len(_SYLLABLES) ** syllables
    word = ""
    for _ in range(syllables):
        number, which = divmod(number, len(_SYLLABLES))
        word += _SYLLABLES[which]
    return word.capitalize()


def slugged(text: str) -> str:
    """Words of an ASCII text, in lower case with hyphens between them."""
    return "-".join("".join(c if c.isalnum() else " " for c in text.lower()).split())


# ---- what is made -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Entity:
    """A file of the registry."""

    name: str
    kind: str
    other: str
    text: str

    @property
    def slug(self) -> str:
        """The last part of its address."""
        return slugged(self.name)


@dataclass(frozen=True)
class Story:
    """One made article."""

    slug: str
    title: str
    day: date
    source: str
    url: str
    tags: tuple[str, ...]
    entities: tuple[str, ...]
    summary: str
    body: str

    @property
    def file(self) -> str:
        """Its file below content/articles/."""
        return f"{self.day:%Y/%m}-{self.slug}.md"


@dataclass(frozen=True)
class Corpus:
    """All that a site of `count` articles is made of; articles come one by one."""

    count: int
    seed: int = SEED

    @cached_property
    def tags(self) -> tuple[str, ...]:
        """A fiftieth as many as articles, at least 20: `harbour repairs`, `court fees 2`."""
        many = max(20, self.count // 50)
        made = []
        for number in range(many):
            round_, which = divmod(number, len(_NOUNS))
            first = _NOUNS[which * 37 % len(_NOUNS)]
            made.append(f"{first} {_ADJECTIVES[round_ % len(_ADJECTIVES)]}" if round_ else first)
        return tuple(made)

    @cached_property
    def entities(self) -> tuple[Entity, ...]:
        """A twentieth as many as articles, at least 20."""
        return tuple(self._entity(number) for number in range(max(20, self.count // 20)))

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """Forty, whatever the size."""
        return tuple(f"{name(n, 2)} {_OUTLETS[n % len(_OUTLETS)]}" for n in range(40))

    def _entity(self, number: int) -> Entity:
        random = Random(f"{self.seed}/entity/{number}")
        word = name(number)
        kind = ("person", "organisation", "place", "person", "event")[number % 5]
        full, other = {
            "person": (f"{word} {name(number + 40_000)}", f"{word[0]}. {name(number + 40_000)} {number}"),
            "organisation": (f"{word} {random.choice(_ORGANISATIONS)}", f"{word} Group"),
            "place": (word, f"City of {word}"),
            "event": (f"{word} {random.choice(_EVENTS)}", f"{word} meeting"),
        }[kind]  # fmt: skip
        writer = _Writer(random, 80)
        return Entity(full, kind, other, f"{writer.sentence()} {writer.sentence()}")

    def story(self, number: int) -> Story:
        """Article `number`, counted from 0; numbers beyond the count make further ones with the same vocabularies."""
        random = Random(f"{self.seed}/{number}")
        writer = _Writer(random, 600)
        title = writer.line(random.choice(_HEADLINES))
        body = _body(writer)
        slug = f"{'-'.join(slugged(title).split('-')[:5])}-{number:05}"
        return Story(
            slug=slug,
            title=title,
            day=FIRST_DAY + timedelta(days=random.randrange(DAYS)),
            source=random.choice(self.sources),
            url=f"https://example.org/news/{number}/",
            tags=_some(random, self.tags),
            entities=tuple(each.name for each in _some(random, self.entities)),
            summary=writer.sentence(),
            body=body,
        )

    def stories(self) -> Iterator[Story]:
        """All articles, one by one."""
        return (self.story(number) for number in range(self.count))


def _some(random: Random, all_: Sequence[Each]) -> tuple[Each, ...]:
    """Three different ones; the first are the most frequent."""
    chosen: dict[int, Each] = {}
    while len(chosen) < 3:
        which = int(len(all_) * random.random() ** 2)
        chosen[which] = all_[which]
    return tuple(chosen.values())


def _body(writer: _Writer) -> str:
    """300 to 700 words, most of them in plain paragraphs."""
    random = writer.random
    wanted = random.randint(300, 600)
    headed, quoted, listed = random.random() < 0.35, random.random() < 0.15, random.random() < 0.12
    blocks: list[str] = []
    words = 0
    while words < wanted:
        if headed and len(blocks) % 4 == 3:
            block = "## " + writer.line(("The", "A", "N", "P", "the", "N"))
        elif quoted and len(blocks) == 4:
            block = f"> {writer.sentence()}\n> {writer.sentence()}"
        elif listed and len(blocks) == 5:
            block = "\n".join(
                f"- {writer.line(('A', 'A', 'N', 'P', 'the', 'N'))}" for _ in range(4)
            )
        else:
            block = writer.paragraph()
        words += len(block.split())
        blocks.append(block)
    if not blocks[-1][0].isalpha():
        blocks.append(writer.sentence())
    return "\n\n".join(blocks) + "\n"


# ---- as content files -------------------------------------------------------------------------------


def _quoted(text: str) -> str:
    """A YAML text; what JSON says, YAML says too."""
    return json.dumps(text, ensure_ascii=False)


def for_digest(story: Story) -> str:
    """A content file of digest."""
    return (
        f"---\ntitle: {_quoted(story.title)}\ndate: {story.day}\nslug: {story.slug}\nsource: {story.source}\n"
        f"url: {story.url}\nsummary: {_quoted(story.summary)}\ntags: [{', '.join(story.tags)}]\n"
        f"entities: [{', '.join(story.entities)}]\n---\n{story.body}"
    )


def for_hugo(story: Story) -> str:
    """A content file of Hugo; the month is a term there, which gives an archive."""
    return (
        f"---\ntitle: {_quoted(story.title)}\ndate: {story.day}\nslug: {story.slug}\nsources: [{story.source}]\n"
        f"original: {story.url}\nsummary: {_quoted(story.summary)}\ntags: [{', '.join(story.tags)}]\n"
        f"entities: [{', '.join(story.entities)}]\nmonths: [{_quoted(f'{story.day:%Y-%m}')}]\n---\n{story.body}"
    )


def for_pelican(story: Story) -> str:
    """A content file of Pelican: the source is its category, entities are its authors."""
    return (
        f"Title: {story.title}\nDate: {story.day}\nSlug: {story.slug}\nCategory: {story.source}\n"
        f"Original: {story.url}\nSummary: {story.summary}\nTags: {', '.join(story.tags)}\n"
        f"Authors: {'; '.join(story.entities)}\n\n{story.body}"
    )


FORMS: dict[str, Callable[[Story], str]] = {
    "digest": for_digest,
    "hugo": for_hugo,
    "pelican": for_pelican,
}
"""How an article is written down for each program."""

SETTINGS = """\
title = "A made digest"
url = "https://example.org/"
description = "Made articles, to measure with."
"""


def write(folder: Path, corpus: Corpus, program: str) -> None:
    """A site's sources in a new folder: its settings, its theme where it has none of its own, and all articles."""
    folder.mkdir(parents=True)
    if program == "digest":
        (folder / "digest.toml").write_text(SETTINGS, "utf-8")
        _entities(corpus, folder / "content/entities", "name", "names", "{slug}.md")
    else:
        shutil.copytree(
            HERE / program, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__")
        )
        static = folder / {"hugo": "static", "pelican": "theme/static"}[program]
        static.mkdir()
        shutil.copy(STYLES, static)  # the same for all
    if program == "hugo":
        _entities(corpus, folder / "content/entities", "title", "also", "{slug}/_index.md")
    articles = folder / "content/articles"
    for year in range(FIRST_DAY.year, (FIRST_DAY + timedelta(days=DAYS)).year + 1):
        (articles / str(year)).mkdir(parents=True)
    form = FORMS[program]
    for story in corpus.stories():
        (articles / story.file).write_text(form(story), "utf-8")


def _entities(corpus: Corpus, folder: Path, called: str, names: str, file: str) -> None:
    for entity in corpus.entities:
        path = folder / file.format(slug=entity.slug)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(
            f"---\n{called}: {entity.name}\nkind: {entity.kind}\n{names}: [{entity.other}]\n---\n{entity.text}\n",
            "utf-8",
        )


def main() -> None:
    """The command line: FOLDER N [--program NAME]."""
    import argparse

    ask = argparse.ArgumentParser(prog="python -m tests.bench.corpus", description=main.__doc__)
    ask.add_argument("folder", type=Path)
    ask.add_argument("count", type=int)
    ask.add_argument("--program", choices=FORMS, default="digest")
    given = ask.parse_args()
    if given.folder.exists():
        sys.exit(f"{given.folder} is there already")
    write(given.folder, Corpus(given.count), given.program)


if __name__ == "__main__":
    main()
