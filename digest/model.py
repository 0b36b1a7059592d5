"""The values that flow: plain, frozen, each complete when it is made."""

import re
from pathlib import Path
from typing import Any, Literal
from zlib import crc32

import msgspec

from digest.problems import Problem

Group = Literal["tags", "entities", "sources"]
GROUPS: tuple[Group, ...] = ("tags", "entities", "sources")

EntityKind = Literal["person", "organisation", "place", "event", "work", "other"]
ENTITY_KINDS: tuple[EntityKind, ...] = (
    "person",
    "organisation",
    "place",
    "event",
    "work",
    "other",
)

KINDS = ("articles", "entities", "tags", "sources", "pages")
"""The folders of content/ that hold manuscripts."""


MANIFEST = ".digest"
"""A file in output/ that tells what digest wrote there: nothing else is ever removed."""


class Value(msgspec.Struct, frozen=True, gc=False):
    """Anything that flows through a build: compared, packed and fingerprinted by its fields."""


Stat = tuple[int, int, int, int]
"""What the system says of a file without opening it: inode, size, times of change of content and of inode (ns)."""


Seen = tuple[int, int, int]
"""How a file lies in output/: inode, size, time of change (ns)."""


class Manuscript(Value, frozen=True):
    """A content file as it lies on disk; `path` is relative to content/."""

    path: str
    content: bytes


class Date(Value, frozen=True):
    """A moment at the precision it is known: `iso` is `2021`, `2021-12`, `2021-12-09` or a date-time with offset.

    `instant` is where that span of time begins, in seconds since 1970 UTC.
    """

    iso: str
    instant: int

    @property
    def year(self) -> str:
        """Four digits."""
        return self.iso[:4]

    @property
    def month(self) -> str:
        """Two digits, empty where only the year is known."""
        return self.iso[5:7]

    @property
    def day(self) -> str:
        """Two digits, empty where it is not known."""
        return self.iso[8:10]


class Heading(Value, frozen=True):
    """A line of an outline: `level` counts from 2, `id` is its anchor."""

    level: int
    id: str
    text: str


class Reference(Value, frozen=True):
    """A place where a text points at something of this site: `ref:target`, `[[target]]` or a file's name.

    `kind` is `slug` for the first two; a `file` that is not there is an ordinary relative link.
    """

    target: str
    line: int
    kind: Literal["slug", "file"] = "slug"
    picture: bool = False
    """Whether the text shows it, as `![words](file)` does."""
    blind: bool = False
    """Whether it shows it somewhere without words for those who can't see it, and not on purpose."""


class Listed(Value, frozen=True):
    """An entity that front matter lists: its name as written, on a `line` of the content file."""

    text: str
    line: int


class Known(Value, frozen=True):
    """An entity as it is looked for in texts: by what spellings."""

    slug: str
    kind: str
    name: str
    names: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    """Count only once the full name was read, or where the article lists the entity."""
    misspellings: tuple[str, ...] = ()
    """Found, and marked as a slip of whoever wrote the text."""


class Place(Value, frozen=True):
    """Where a plain text names an entity: characters `start` to `end`; `typo` where the name is misspelt."""

    start: int
    end: int
    entity: str
    typo: bool = False


class Unsure(Value, frozen=True):
    """Where a plain text has a name that could be several entities': it is left alone, and told."""

    start: int
    end: int
    entities: tuple[str, ...]


class Mention(Value, frozen=True):
    """A place where a text names an entity, by its slug.

    `start` and `end` are characters of the text's HTML, -1 in the title. `anchor` is the id of the paragraph, empty in
    the title. `apart` is true inside a link or a heading, where it is not linked.
    """

    entity: str
    start: int
    end: int
    text: str
    """As printed."""
    sentence: str
    anchor: str
    apart: bool = False
    typo: bool = False
    """Whether the name is misspelt there."""


class Doubt(Value, frozen=True):
    """A name in a text that could be several entities': `entities` are their slugs."""

    text: str
    sentence: str
    entities: tuple[str, ...]
    line: int = 0
    """Of the content file; 0 until somebody has looked there."""


class Found(Value, frozen=True):
    """Whom a text names, in its order; `anchors` are ids of paragraphs, with the place in the HTML where they go."""

    mentions: tuple[Mention, ...] = ()
    anchors: tuple[tuple[int, str], ...] = ()
    doubts: tuple[Doubt, ...] = ()


class Text(Value, frozen=True):
    """A Markdown body, made safe: `html` with its references unresolved, and what was found in it.

    Texts are nine tenths of all there is; they wait in a file of their own until a page that shows one is made.
    """

    html: str = ""
    outline: tuple[Heading, ...] = ()
    references: tuple[Reference, ...] = ()
    words: int = 0
    foreign: int = 0
    """Liquid tags and shortcodes that came along from another generator and stay as text."""


class Body(Value, frozen=True):
    """What a site knows of a text without holding it; `mark` is its fingerprint."""

    mark: str = ""
    references: tuple[Reference, ...] = ()
    foreign: int = 0
    opening: str = ""
    """The HTML of its first paragraph, kept where that calls others by `[[slug]]`: a summary names them by title."""


class Correction(Value, frozen=True):
    """What was put right in an article, and when."""

    date: Date | None
    text: str


class Provenance(Value, frozen=True):
    """How an article came here: what a reader needs to judge it."""

    retrieved: Date | None = None
    """When the report was read or fetched."""
    basis: str = ""
    """What its date was inferred from; empty where the report states it."""
    seed: str = ""
    """The raw document it was made of."""
    corrections: tuple[Correction, ...] = ()


class Article(Value, frozen=True):
    """One article, known from its own manuscript alone."""

    path: str
    url: str
    slug: str
    title: str
    date: Date | None
    updated: Date | None
    begins: Date | None
    """When it may be shown; the date itself unless front matter says otherwise."""
    expires: Date | None
    summary: str
    summary_taken: bool
    """Whether the summary is the text's first paragraph, and not written as such."""
    tags: tuple[str, ...]
    entities: tuple[Listed, ...]
    """What it is about, by name."""
    not_entities: tuple[Listed, ...]
    """Whom it does not mean, whatever its text seems to say."""
    source: str
    original: str
    """Address of the report this article is about; empty where there is none."""
    authors: tuple[str, ...]
    lang: str
    layout: str
    layout_line: int
    draft: bool
    hidden: bool
    weight: int
    lead: bool
    """Whether it leads the front page while it is among the latest."""
    image: str
    provenance: Provenance
    aliases: tuple[str, ...]
    extra: dict[str, Any]
    body: Body
    image_alt: str = ""
    """What its picture shows, for those who can't see it."""
    image_caption: str = ""
    image_credit: str = ""
    image_line: int = 0
    """Line of a picture without such words; 0 where they are there, or left out on purpose."""


class Reading(Value, frozen=True):
    """What became of one manuscript: its content, if it could be read, and what there is to say about it."""

    path: str
    article: Article | None = None
    profile: "Profile | None" = None
    standalone: "Standalone | None" = None
    problems: tuple[Problem, ...] = ()
    found: Found = Found()
    """Whom its text names; known once all entities are."""


class Profile(Value, frozen=True):
    """What a file in entities/, tags/ or sources/ says about a term."""

    path: str
    group: Group
    slug: str
    name: str
    names: tuple[str, ...]
    """Other spellings, synonyms."""
    short: tuple[str, ...]
    """Spellings that count only once the full name was read."""
    misspellings: tuple[str, ...]
    """Spellings of others that are slips."""
    kind: str
    wikidata: str
    same_as: tuple[str, ...]
    url: str
    country: str
    note: str
    summary: str
    """The first paragraph of its text."""
    lang: str
    layout: str
    layout_line: int
    draft: bool
    aliases: tuple[str, ...]
    extra: dict[str, Any]
    body: Body
    image: str = ""
    """A portrait or a logo."""
    image_alt: str = ""
    image_line: int = 0


class Standalone(Value, frozen=True):
    """A page that is no news: about, imprint, contact."""

    path: str
    url: str
    slug: str
    title: str
    summary: str
    updated: Date | None
    lang: str
    layout: str
    layout_line: int
    draft: bool
    hidden: bool
    aliases: tuple[str, ...]
    extra: dict[str, Any]
    body: Body


class Picture(Value, frozen=True):
    """A picture as a page shows it, in pixels; `width` is 0 where its file can't be read, and nothing is to be shown.

    `url` is for every browser, `sources` (address and width, narrowest first) are the same as WebP, for most.
    """

    url: str
    width: int
    height: int
    sources: tuple[tuple[str, int], ...] = ()
    alt: str = ""
    """What it shows, for those who can't see it."""


class Link(Value, frozen=True):
    """An address of this site with what to call it; `lang` is empty where it is the site's.

    `picture` is what is shown in its place, where a text shows what lies there.
    """

    url: str
    title: str
    lang: str = ""
    picture: Picture | None = None


class Label(Value, frozen=True):
    """A term as other pages show it."""

    url: str
    name: str
    kind: str = ""


class Counted(Value, frozen=True):
    """A term in an index: with the number of its articles, and a word about it."""

    label: Label
    count: int
    note: str = ""


class Credit(Value, frozen=True):
    """What an article says of who reported it."""

    url: str
    country: str
    kind: str
    note: str


class Card(Value, frozen=True):
    """What other pages may show of an article."""

    url: str
    title: str
    date: Date | None
    summary: str
    source: Label | None
    tags: tuple[Label, ...]
    lang: str
    draft: bool
    picture: Picture | None = None


class Term(Value, frozen=True):
    """A tag, an entity or a source, with its articles, newest first."""

    group: Group
    slug: str
    name: str
    url: str
    profile: Profile | None
    articles: tuple[str, ...]
    """Paths of its articles; a page that shows them looks up their cards."""
    picture: Picture | None = None

    @property
    def key(self) -> str:
        """What it is known by among terms of all groups: `tags/slug`."""
        return f"{self.group}/{self.slug}"

    @property
    def kind(self) -> str:
        """What sort of entity or source it is; empty where that is not known."""
        return self.profile.kind if self.profile else ""

    @property
    def label(self) -> Label:
        """The term as other pages show it."""
        return Label(self.url, self.name, self.kind)


class Together(Value, frozen=True):
    """Two entities, by slug in order, that many articles name together; `articles` are their paths, newest first."""

    one: str
    other: str
    articles: tuple[str, ...]


class Bar(Value, frozen=True):
    """A month of a chart, `2021-12`, or a year where all are years: with a count, and its height of a hundred."""

    when: str
    count: int
    height: int


class Leaf(Value, frozen=True):
    """A month of a calendar: by week and weekday how many articles, -1 where the day is another month's."""

    month: str
    weeks: tuple[tuple[int, ...], ...]


class Quote(Value, frozen=True):
    """A sentence that names somebody, with the anchor of its paragraph, and the names as printed there.

    `typo` is true where one of them is misspelt.
    """

    sentence: str
    anchor: str
    names: tuple[str, ...]
    typo: bool = False


class Evidence(Value, frozen=True):
    """An article on an entity's page, and where it names the entity; `about` where a curator says it is about it.

    `quotes` are the sentences of `mentions`, each once, those of the title left out.
    """

    card: Card
    mentions: tuple[Mention, ...]
    about: bool
    quotes: tuple[Quote, ...]


class Reporter(Value, frozen=True):
    """A source on an entity's page: how many of its articles name the entity, from when to when, the last one."""

    label: Label
    count: int
    first: Date | None
    last: Date | None
    latest: Card | None = None


class Named(Value, frozen=True):
    """A term with how many of some articles name it, and the length of its bar: 100 for the one named most."""

    label: Label
    count: int
    length: int


class Section(Value, frozen=True):
    """A part of an index: entities of a `kind` that begin with a `letter`, or all of them where it is empty.

    `anchor` is the id by which it can be linked to.
    """

    kind: str
    letter: str
    anchor: str
    terms: tuple[Counted, ...]


class Thing(Value, frozen=True):
    """An entity as machines read of it: `same` are its addresses elsewhere."""

    kind: str
    name: str
    url: str
    same: tuple[str, ...]


class Linked(Value, frozen=True):
    """One article in its place on the site; other articles stand in it by their paths."""

    article: Article
    card: Card
    tags: tuple[Label, ...]
    about: tuple[str, ...]
    """Slugs of the entities the article is about, as the curator listed them."""
    mentioned: tuple[str, ...]
    """Slugs of further entities its text names or points at."""
    found: Found
    """Whom its title and text name, whatever its front matter lists."""
    source: str
    """Slug of its source; empty where it has none."""
    image: str
    """Address of its picture within the site; empty where it has none."""
    links: dict[str, Link]
    backlinks: tuple[str, ...]
    related: tuple[str, ...]
    thread: str
    """The term whose coverage it continues, as `group/slug`; empty where it is told alone."""
    earlier: str
    later: str
    """What came before and after it in that coverage, or on the whole site where there is none."""
    picture: Picture | None = None

    @property
    def named(self) -> tuple[str, ...]:
        """Slugs of all entities it is about or names, each once."""
        return (*self.about, *self.mentioned)


class Measured(Value, frozen=True):
    """What a picture's file tells of it: its size in pixels, turned as the camera says; 0 if it can't be read."""

    format: str = ""
    """As Pillow calls it, in small letters: `jpeg`, `png`."""
    width: int = 0
    height: int = 0
    moves: bool = False
    clear: bool = False
    """Whether something shines through."""
    told: bool = False
    """Whether the file says more than the picture: where it was taken, when, with what."""


class Copy(Value, frozen=True, tag="copy"):
    """How a picture is made of another: `of` is the fingerprint of that one's file, sizes are pixels as it is seen."""

    of: str
    format: str
    width: int
    height: int
    whole: bool = False
    """The same picture in its own size, without what else its file tells."""


class Emblem(Value, frozen=True, tag="emblem"):
    """How the site's mark is drawn: in which colour, `size` pixels wide; `square` where others round its corners."""

    colour: str
    size: int
    format: Literal["png", "ico"]
    square: bool = False


class SocialCard(Value, frozen=True, tag="social"):
    """What other places show of an article, to be drawn: its title, what stands below, the site's name and colour."""

    title: str
    below: str
    site: str
    colour: str
    lang: str
    font: str
    """The file of the font, empty for the one that Pillow brings along; `font_mark` is its fingerprint."""
    font_mark: str


class Face(Value, frozen=True):
    """A font to draw in: its file with its fingerprint, and the scripts it holds; none where it is the site's own."""

    file: str
    mark: str
    scripts: tuple[str, ...]


class Faces(Value, frozen=True):
    """The fonts there are to draw in, the best first; `shapes` where letters can be joined, and run to the left."""

    faces: tuple[Face, ...] = ()
    shapes: bool = False


class Asset(Value, frozen=True):
    """One file to copy: `file` is where it lies, `fingerprint` that of its bytes, `path` where it goes in output/.

    Where there is a `recipe`, it is made of the file instead, or of nothing but the recipe, whose fingerprint it has.
    """

    path: str
    file: str
    fingerprint: str
    origin: str
    measured: Measured | None = None
    """What it tells of itself, if it is a picture."""
    recipe: Copy | Emblem | SocialCard | None = None


class Findable(Value, frozen=True):
    """A term or a standalone page as the search knows it.

    `path` is the content file whose text it shows, empty where there is none; `sort` what sort of entity it is.
    """

    kind: Literal["entity", "tag", "source", "page"]
    sort: str
    url: str
    title: str
    path: str
    names: tuple[str, ...]
    links: dict[str, Link]
    lang: str


class Site(Value, frozen=True):
    """All articles, linked. `articles` is newest first, the undated last; `hidden` ones are on no list."""

    articles: tuple[Linked, ...]
    hidden: tuple[Linked, ...]
    terms: dict[Group, tuple[Term, ...]]
    links: dict[str, dict[str, Link]]
    """For each profile and standalone page, by path: where its references lead."""
    found: dict[str, Found]
    """For each profile and standalone page, by path: whom its text names."""
    near: dict[str, tuple[tuple[str, int], ...]]
    """For each entity, by slug: those it appears with, and in how many paragraphs."""
    together: tuple[Together, ...]
    """Entities that are often named together."""
    pages: tuple[Standalone, ...]
    files: tuple[Asset, ...]
    """What lies beside the manuscripts and is copied as it is."""
    drafts: int
    """Articles left out because they are drafts."""
    waiting: int
    """Articles left out because their time has not come."""
    expired: int
    """Articles left out because their time is over."""
    due: int
    """When that changes next, in seconds since 1970; 0 where nothing waits for its time."""
    config: "Config"
    faces: Faces = Faces()
    """The fonts that social cards are drawn in; none where the settings want no cards."""


class Feeds(Value, frozen=True, forbid_unknown_fields=True):
    """Which feeds there are: `limit` articles each, their `full` text or a summary, for `terms` or the site alone."""

    limit: int = 20
    full: bool = True
    terms: bool = True


class MenuItem(Value, frozen=True, forbid_unknown_fields=True):
    """A line of the site's menu; `url` begins with `/` within the site."""

    title: str
    url: str


class Theme(Value, frozen=True, forbid_unknown_fields=True):
    """How the site looks: layouts of its own by `name`, and what every theme lets a person set.

    Fonts are lists as style sheets have them, for texts and headlines, for the words around them, for code; `measure`
    is the longest line of a text, in the width of the letter m.
    """

    name: str = ""
    accent: str = ""
    accent_night: str = ""
    font: str = ""
    font_labels: str = ""
    font_code: str = ""
    measure: float = 0
    logo: str = ""
    foot: tuple[MenuItem, ...] = ()


MENU = (
    MenuItem("Latest", "/"),
    MenuItem("People and places", "/entities/"),
    MenuItem("Tags", "/tags/"),
    MenuItem("Sources", "/sources/"),
    MenuItem("Archive", "/archive/"),
)
"""The menu of a site that sets none: every list there is."""


class Rules(Value, frozen=True):
    """The settings that reading a manuscript depends on; what is read is remembered under them."""

    language: str
    timezone: str
    permalink: str
    markdown: tuple[str, ...]


class Scope(Value, frozen=True):
    """What a build shows: `now` in seconds since 1970 UTC, and whether drafts and articles of the future count."""

    now: int
    drafts: bool = False
    future: bool = False


class Seed(Value, frozen=True):
    """A raw document, and what is known of where it comes from.

    `path` is for people and for `seed:` in front matter: relative to the site's folder, forward slashes.
    """

    path: str
    content: bytes
    url: str = ""
    """Where it was fetched from."""
    retrieved: str = ""
    """When it was fetched or saved, an ISO date."""
    known: tuple[tuple[str, str], ...] = ()
    """Sources of the site: each by its names, with the host of its home."""


class Draft(Value, frozen=True):
    """What an importer made of a raw document: one article (or page, or term) to be written.

    All of it is a stranger's; the build makes it safe, as it does what a curator writes.
    """

    slug: str
    """Wanted; made unique where it is written."""
    title: str
    text: str
    """Markdown."""
    date: str = ""
    """As front matter takes it, at its precision; empty where it is not known."""
    date_basis: str = ""
    """What it was inferred from, where the document does not state it."""
    source: str = ""
    """Who reported it: a name."""
    url: str = ""
    """The original's address."""
    authors: tuple[str, ...] = ()
    lang: str = ""
    tags: tuple[str, ...] = ()
    summary: str = ""
    """Only where the document states one."""
    image: str = ""
    """Path of a file that comes along, relative to the article."""
    image_alt: str = ""
    updated: str = ""
    key: str = ""
    """Which part of the seed this is: an entry's id, a message's; empty where the seed is one article."""
    kind: Literal["articles", "pages", "tags", "sources", "entities"] = "articles"
    front: tuple[tuple[str, Any], ...] = ()
    """Further front matter, in order."""
    files: tuple[tuple[str, bytes], ...] = ()
    """What comes along: path beside the article, and bytes."""
    problems: tuple[Problem, ...] = ()
    """What is told, though it is imported all the same."""


class Enclosure(Value, frozen=True):
    """A file of another generator's site that comes along: `path` in content/, and the `file` it is copied from.

    Without a file it lies at `url`, to be fetched where that is allowed.
    """

    path: str
    file: Path | None = None
    url: str = ""


class Former(Value, frozen=True):
    """What a site of another generator says of itself as a whole: `settings` of `digest.toml`, in order."""

    settings: tuple[tuple[str, Any], ...] = ()
    problems: tuple[Problem, ...] = ()


class Target(Value, frozen=True, forbid_unknown_fields=True):
    """Where a site is published: an address, and what its settings say besides. Secrets are no part of it."""

    url: str
    """Its scheme says how: `file`, `git+ssh`, `s3`, `rsync`, `sftp` …"""
    name: str = ""
    """What the settings call it; empty where the address itself was given."""
    endpoint: str = ""
    """Of a store that is not the scheme's own: its address."""
    region: str = ""
    """Of a store: where its owner keeps it."""
    compress: tuple[Literal["gzip", "br"], ...] = ()
    """Which packed copies lie beside texts, for servers that send them instead."""

    @property
    def shown(self) -> str:
        """What to call it to people: its name, or its address without whoever logs in there, and with what."""
        return self.name or re.sub(r"(?<=://).*@", "", self.url, flags=re.DOTALL)


class Parcel(Value, frozen=True):
    """A file as a host should have it: `path` within the site, `size` in bytes, and what is said of it."""

    path: str
    content: str
    """Fingerprint of its bytes."""
    size: int
    type: str
    """Content-Type."""
    cache: str
    """Cache-Control."""
    to: str = ""
    """Where the host leads who asks for it, on hosts that know redirects; within the site's host, or whole."""
    of: str = ""
    """The file it is a packed copy of; empty for the site's own files."""

    @property
    def token(self) -> str:
        """Equal for parcels that are the same to a host: content, and what is said of it."""
        return f"{self.content}.{crc32(f'{self.type}|{self.cache}|{self.to}'.encode()):08x}"


class Lies(Value, frozen=True, array_like=True):
    """How a file lies at a target: `mark` is what the host tells of its content, and others when that is another."""

    size: int
    mark: str


class Delivered(Value, frozen=True, array_like=True):
    """A file that digest put at a target: the token of its parcel, and how it lay there then."""

    token: str
    size: int
    mark: str


class Manifest(Value, frozen=True):
    """What digest published at a target, kept there: only what it names is ever replaced or deleted."""

    stamp: int
    """When, in seconds since 1970; later than the one before, whatever the clock says."""
    files: dict[str, Delivered]
    leaving: dict[str, int] = {}
    """Files no page of the site asks for any more, and since when: they stay a while for readers of pages that did."""
    former: dict[str, Delivered] = {}
    """While a delivery is under way: what of ours lay there before that the last manifest does not know."""
    version: int = 1


class There(Value, frozen=True):
    """What lies at a target, but for what digest keeps there: the manifest, and that of a delivery cut short."""

    files: dict[str, Lies]
    manifest: bytes = b""
    underway: bytes = b""
    flat: bool = False
    """Whether there are no folders: a file may be called what others have before a slash."""


class Shipment(Value, frozen=True):
    """What brings a target to the site as it was built: `phases` one after the other, then `gone` is deleted."""

    phases: tuple[tuple[Parcel, ...], ...]
    """Whatever a file of a phase leads to is there already, or in an earlier one."""
    gone: tuple[str, ...]
    manifest: Manifest
    """When all is done. Marks of what is sent are those the host is expected to tell."""
    former: dict[str, Delivered]
    """What of ours lies there now that the last manifest does not know."""
    published: int
    """How many files that manifest has."""
    since: int
    """Its stamp; 0 where there is none."""
    cut: bool
    """Whether the last delivery ended half-way."""
    first: bool
    """Whether digest never published there."""
    foreign: tuple[str, ...]
    """Files there that are someone else's."""
    taken: tuple[str, ...]
    """Those of them that stand where the site has a file of its own."""
    obstacles: tuple[str, ...]
    """Someone else's files where the site needs a folder, and folders where it needs a file."""
    drift: tuple[str, ...]
    """Files of the site that are not as they were published: they are sent again."""
    spared: tuple[str, ...]
    """Files the site no longer has, changed by someone since: they stay, and are no longer ours."""
    kept: int
    """How many files are there as they should be."""

    @property
    def sends(self) -> tuple[Parcel, ...]:
        """All that is sent, in order."""
        return tuple(parcel for phase in self.phases for parcel in phase)

    @property
    def idle(self) -> bool:
        """Whether there is nothing to do."""
        return not self.gone and not any(self.phases) and not self.cut


class Sent(Value, frozen=True):
    """A step of a delivery: a file that lies there now, or that is gone; `size` in bytes as sent."""

    path: str
    size: int = 0
    gone: bool = False


class Config(Value, frozen=True, forbid_unknown_fields=True):
    """The site's settings, each with its meaning."""

    title: str = "A digest"
    """The site's name."""
    url: str = ""
    """Where the site is published, with its base path: `https://example.org/digest/`."""
    language: str = "en"
    """The language of the site and of articles that name none (BCP 47)."""
    timezone: str = "UTC"
    """The zone of dates that name none (IANA name)."""
    author: str = ""
    """Who makes the digest; the feeds' author."""
    description: str = ""
    """One sentence about the site."""
    theme: Theme = Theme()
    """How the site looks: the name of a theme, or a table."""
    page_size: int = 20
    """How many entries a page of a list holds."""
    menu: tuple[MenuItem, ...] = MENU
    """The site's menu, in order."""
    markdown: tuple[str, ...] = ("extra", "sane_lists", "toc")
    """Python-Markdown extensions."""
    permalink: str = "articles/{slug}/"
    """What an article's address looks like; {slug} {year} {month} {day} {folder}."""
    feeds: Feeds = Feeds()
    """Atom and JSON feeds."""
    find: bool = True
    """Whether names of entities are looked for in texts."""
    link: Literal["first", "all", "none"] = "first"
    """Which of an entity's mentions in a text lead to its page."""
    stop: tuple[str, ...] = ()
    """Names that are never looked for in texts."""
    search: bool = False
    """Whether the site has a page that finds articles by their words; needs the extra `search`."""
    together: int = 5
    """In how many articles two entities must be named together to have a page of their own; 0 for no such pages."""
    pages: tuple[str, ...] = ()
    """Kinds of pages to make; empty for all."""
    checks: tuple[str, ...] = ()
    """Checks to run beyond what a build tells anyway."""
    social_cards: bool = False
    """Whether a picture of its headline is drawn for each article that has no picture."""
    social_font: str = ""
    """The font these are drawn in: a file within the site's folder. Unless set, one of the system's."""
    content: str = "content"
    """Folder of the content files."""
    layouts: str = "layouts"
    """Folder of the site's own layouts."""
    output: str = "output"
    """Folder of the finished site."""
    seeds: str = "seeds"
    """Folder of raw documents waiting to be imported."""
    publish: tuple[Target, ...] = ()
    """Where the site is published, by name: an address, or a table."""

    @property
    def rules(self) -> Rules:
        """What of the settings reading depends on."""
        return Rules(self.language, self.timezone, self.permalink, self.markdown)


class Masthead(Value, frozen=True):
    """What every page may show of the settings; `base` is the site's path, `url` its whole address, both end in /."""

    title: str
    url: str
    base: str
    language: str
    description: str
    author: str
    menu: tuple[MenuItem, ...]
    foot: tuple[MenuItem, ...] = ()
    logo: str = ""
    """Address of the picture that stands for the title; empty where there is none."""
    style: str = ""
    """Address of the style sheet that the settings make; empty where they make none."""
    icons: bool = True
    """Whether the site has icons and a manifest."""
    own_menu: bool = True
    """Whether the menu is the site's own: else it is called in the site's language."""
    search: bool = False
    """Whether there is a page that searches."""


class Item(Value, frozen=True):
    """What feeds show of an article, and nothing of what else refers to it or names whom it names."""

    article: Article
    card: Card
    tags: tuple[Label, ...]
    links: dict[str, Link]


class Entry(Value, frozen=True):
    """An article as feeds carry it: its whole text, or only its summary where `html` is empty."""

    id: str
    url: str
    title: str
    begins: str
    updated: str
    authors: tuple[str, ...]
    source: str
    original: str
    summary: str
    html: str
    links: dict[str, Link]
    lang: str
    tags: tuple[Label, ...]
    draft: bool


class Pager(Value, frozen=True):
    """Where a page of a list stands: `number` of `total`, with the addresses of its neighbours (empty: none)."""

    number: int
    total: int
    newer: str
    older: str


class Handle(Value, frozen=True):
    """What a page shows of articles, handed to it when it is rendered: a tuple, in the order of `paths`.

    `one` asks for the first alone, or None where there is none.

    A page holds paths, so a new title makes no new pages; the fingerprint of a page counts what its handles lead to.
    """

    what: Literal["card", "article", "item", "linked", "text", "found", "named"]
    paths: tuple[str, ...]
    one: bool = False
    of: str = ""
    """Of `named`: the slug of the entity whose mentions are asked for."""


class Late(Value, frozen=True):
    """A value that is made when its page is: `make` names a pure function (`package.module:function`) of `given`."""

    make: str
    given: tuple[Any, ...]


class Page(Value, frozen=True):
    """One file to render, described completely: its bytes follow from `layout` and `values`.

    Values are plain, but for a Handle or a Late, which stand for what they lead to.
    """

    path: str
    layout: str
    values: dict[str, Any]
    origin: str
    """The content file it comes from, or the kind that made it: for problems."""
    line: int = 0
    """Line of `origin` that chose the layout."""
    listed: bool = False
    """Whether search engines may list it: it is in the sitemap."""
    changed: str = ""
    """When its content last changed, for the sitemap."""


class File(Value, frozen=True):
    """One finished file."""

    path: str
    content: bytes


class Disk(Value, frozen=True):
    """What lies in output/ and in the stage, by path with its inode, and what of it is `ours`.

    `ours` has the fingerprint of each file's bytes as the manifest says; `seen` is how files of output/ lie there.
    Whoever brings output/ to another state uses all of it up: it tells of one moment, and a copy would cost too much.
    """

    output: Path
    folder: Path
    have: dict[str, int]
    spare: dict[str, int]
    ours: dict[str, str]
    seen: dict[str, Seen]
    lag: set[str]
    """Where the stage is not as output/ is."""
    listing: bytes = b""
    """The manifest's bytes; empty where they are not known."""


class Report(Value, frozen=True):
    """What a build did; `written`, `kept` and `removed` are paths within output/."""

    written: tuple[str, ...]
    why: dict[str, tuple[str, ...]]
    """For each file written, what of it had changed."""
    kept: int
    removed: tuple[str, ...]
    problems: tuple[Problem, ...]
    articles: int
    left_out: dict[str, int]
    """How many articles don't show, by why: `drafts`, `waiting`, `expired`."""
    seconds: float
