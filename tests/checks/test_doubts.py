"""Names in texts that could be several entities'."""

from msgspec.structs import replace

from digest.checks import doubts
from digest.model import Doubt, Found
from tests.conftest import SiteMaker, article


def test_a_name_that_was_left_alone_is_told_once_with_all_whom_it_could_mean(
    site: SiteMaker,
) -> None:
    made = site({"content/articles/a.md": article("A", date="2023")}).linked()
    found = (
        Doubt("Georgia", "In Georgia.", ("georgia", "georgia-us"), 6),
        Doubt("Georgia", "From Georgia.", ("georgia", "georgia-us"), 9),
        Doubt("Lee", "Lee left.", ("ann-lee", "bob-lee")),
    )
    made = replace(made, articles=(replace(made.articles[0], found=Found(doubts=found)),))
    assert [str(each) for each in doubts.problems(made)] == [
        "content/articles/a.md:6: warning: 'Georgia' in the text could be georgia or georgia-us",
        "content/articles/a.md: warning: 'Lee' in the text could be ann-lee or bob-lee",
    ]
