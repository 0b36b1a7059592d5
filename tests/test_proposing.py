"""What is left to a person."""

from digest import config, memory, proposing, survey, workers
from digest.alike import sketch
from digest.mentions import Looked
from digest.model import Draft
from digest.passages import passages
from digest.proposing import Proposal
from tests.conftest import SiteFolder, SiteMaker


def proposals(folder: SiteFolder, draft: Draft) -> list[Proposal]:
    settings = config.load(folder.root)
    known = memory.load(folder.root)
    site = survey.Survey(folder.root, settings, known, workers.Here())
    found = proposing.Prospects(folder.root, site, (), "en", workers.Here())
    where = passages(f"<p>{draft.text}</p>")
    seen = Looked(where.text, 0, where, [], [], [])
    return list(found.proposals(draft, seen, sketch(where.text)))


def test_names_that_nobody_bears_are_proposed_unless_rejected(site: SiteMaker) -> None:
    folder = site({"content/articles/a.md": "---\ntitle: A\ndate: 2021\n---\nNothing.\n"})
    draft = Draft("a", "A", "On Monday Cy Berg met the harbour master, and Cy Berg left.")
    (proposal,) = proposals(folder, draft)
    assert str(proposal) == "names: Cy Berg (1)"
    folder.write("rejected-names.txt", "Cy Berg\n")
    assert proposals(folder, draft) == []


def test_sketches_are_kept_for_texts_that_stay(site: SiteMaker) -> None:
    words = " ".join(f"word{number}" for number in range(90))
    folder = site({"content/articles/a.md": f"---\ntitle: A\ndate: 2021\n---\n{words}\n"})
    folder.build()
    draft = Draft("a", "A", words)
    for kept in (False, True):
        assert bool(memory.beside(folder.root, "sketches")) is kept
        assert proposals(folder, draft)[0].share == 100
    (folder.root / ".digest/sketches").write_bytes(b"damaged")
    assert proposals(folder, draft)[0].share == 100
