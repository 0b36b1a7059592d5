"""Spellings that several entities claim."""

from digest.checks import clashes
from tests.conftest import SiteMaker


def test_a_spelling_of_two_entities_is_told_with_both(site: SiteMaker) -> None:
    folder = site(
        {
            "content/entities/a.md": "---\nname: Georgia\nkind: place\n---\n",
            "content/entities/b.md": "---\nname: Georgia (US)\nkind: place\nnames: [GEORGIA]\n---\n",
            "content/entities/c.md": "---\nname: Badr\nkind: person\nshort: [Badr]\n---\n",
            "content/entities/d.md": "---\nname: Bad\nkind: person\nmisspellings: [Bádr]\n---\n",
            "content/entities/e.md": "---\nname: Else\nkind: person\nshort: [Georgia]\n---\n",
        }
    )
    assert sorted(map(str, clashes.problems(folder.linked()))) == [
        "content/entities/a.md:1: warning: 'Georgia' is a spelling of content/entities/b.md too",
        "content/entities/c.md:1: warning: 'Badr' is a spelling of content/entities/d.md too",
    ]
