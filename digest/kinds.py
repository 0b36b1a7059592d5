"""The words of a name and its company → what kind of entity it most likely is, and what that rests on."""

from collections import Counter
from collections.abc import Sequence

TITLES = frozenset(
    # English
    "president premier prime vice deputy acting minister secretary general lieutenant colonel major captain sergeant "
    "corporal admiral brigadier commander marshal sheikh imam ayatollah mullah king queen prince princess emir sultan "
    "lord lady sir dame mr mrs ms miss dr gen maj lt col sgt capt cpl prof professor doctor judge justice senator sen "
    "rep attorney congressman congresswoman representative governor gov mayor ambassador chancellor pope bishop "
    "archbishop cardinal rabbi reverend rev chairman chairwoman spokesman spokeswoman spokesperson adm brig cmdr "
    "pres hon "
    # French, Spanish, Portuguese, Italian, German
    "président présidente ministre général mme roi reine maire presidente ministro ministra señor señora don doña rey "
    "alcalde presidenta senhor senhora rei signor signora präsident präsidentin ministerin kanzler kanzlerin herr frau "
    "könig königin bürgermeister bürgermeisterin oberst "
    # Russian, Ukrainian, in the nominative
    "президент премьер министр генерал полковник майор господин госпожа король принц депутат губернатор мэр посол "
    "генерал-майор генерал-лейтенант премьер-министр міністр прем'єр пан пані".split()
)
"""Words said before people's names, folded; Arabic ones are `digest.runs`'s."""
AMBIGUOUS = frozenset(
    "prime vice deputy acting general major miss gen maj lt col sgt capt cpl prof sen rep gov rev adm brig cmdr pres "
    "hon justice don dame lord lady cardinal".split()
)
"""Those that are titles with a capital only: in small letters they are other words, or parts of addresses."""
OFFICES = frozenset(
    "president premier minister secretary general ambassador chancellor governor spokesman spokeswoman chairman office "
    "senator commander admiral colonel lieutenant sergeant adviser advisor director президент министр генерал".split()
)
"""Titles that are nobody's last name: where they end a run of capitals, it names an office."""

ORGANISATION = frozenset(
    "university college school academy institute ministry department office agency authority administration bureau "
    "council committee commission parliament senate congress assembly court party movement front league union "
    "federation confederation association society alliance coalition bloc group corporation company bank fund army "
    " corps brigade brigades force forces units police inc ltd llc gmbh foundation trust organization organisation "
    "club church hospital museum network times post news press journal herald service services "
    "université ministère armée parti agence conseil comité syndicat banque société universität ministerium armee "
    "partei agentur rat verein verband gesellschaft universidad ministerio ejército partido agencia consejo banco "
    "университет министерство партия армия агентство совет комитет банк служба фонд "
    "وزارة جامعة حزب حركة منظمة هيئة شركة مجلس لجنة جيش حشد كتائب وكالة مؤسسة بنك".split()
)
PLACE = frozenset(
    "province governorate district region county state city town village valley river lake sea ocean gulf bay island "
    "islands mount mountain mountains hill desert peninsula coast street avenue road square bridge airport "
    "airbase base camp zone port harbour harbor park palace dam border ville fleuve rivière lac mont île stadt fluss "
    "berg see insel ciudad río lago isla область район город река озеро остров аэропорт محافظة مدينة مطار".split()
)
EVENT = frozenset(
    "war battle siege summit conference election elections referendum olympics cup festival revolution uprising "
    "massacre crisis treaty dialogue talks guerre bataille sommet krieg schlacht gipfel guerra batalla cumbre война "
    "битва саммит выборы".split()
)
_IN = frozenset(
    "in at near around across outside throughout à en dans bei aus nach в во под около".split()
)
_PARTICLES = frozenset("bin ibn bint ben van von der den ter бен ибн".split())
_OF = frozenset("of the de la du des del della di da do".split())
_CHIEF = (("event", EVENT), ("organisation", ORGANISATION), ("place", PLACE))
_ARTICLES = ("al-", "el-", "аль-", "эль-")


def is_title(word: str) -> bool:
    """Whether a word as written is said before people's names, such as `General`, `Dr.` or `spokesman`."""
    bare = word.rstrip(".").casefold()
    return bare in TITLES and (bare not in AMBIGUOUS or not word[:1].islower())


def is_institution(words: Sequence[str]) -> bool:
    """Whether a name ends as those of institutions, sites and events do, so that it is nobody's."""
    last = words[-1].casefold()
    return last in ORGANISATION or last in PLACE or last in EVENT


def kind(
    words: Sequence[str], titles: Counter[str], leads: Counter[str], count: int, short: bool
) -> tuple[str, str]:
    """What a name of some words most likely is, by its company, and which of that says so; both empty if nothing does.

    `titles` and `leads` count the titles and the small words before its `count` places; `short` tells that its last
    word alone stands for it.
    """
    folded = [word.casefold().removeprefix("ال") for word in words]
    if titles and not ORGANISATION.intersection(folded):
        return "person", f"after “{min(titles, key=lambda each: (-titles[each], each))}”"
    if len(words) > 1 and (found := _head(folded)):
        return found[0], f"holds “{words[found[1]]}”"
    inside = sum(number for lead, number in leads.items() if lead in _IN)
    if inside and inside * 3 >= count:
        return "place", f"after “in” or the like, {inside} of {count} times"
    if len(words) > 1 and short:
        return "person", f"called “{words[-1]}” for short"
    if len(words) > 1 and (
        _PARTICLES.intersection(folded)
        or any(word.endswith(".") and len(word) < 4 for word in words)
        or folded[-1].startswith(_ARTICLES)
    ):
        return "person", "written as people’s names are"
    return "", ""


def _head(folded: Sequence[str]) -> tuple[str, int] | None:
    """The kind that the chief word of a name tells, and its place: the last such word before the first `of`."""
    first = next((at for at, word in enumerate(folded) if word in _OF), len(folded))
    for part in (range(first - 1, -1, -1), range(len(folded) - 1, first, -1)):
        for at in part:
            for name, known in _CHIEF:
                if folded[at] in known:
                    return name, at
    return None
