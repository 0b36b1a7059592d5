"""Tests of understanding what people write as a date."""

from datetime import UTC
from zoneinfo import ZoneInfo

from digest import dates
from digest.model import Date


def test_a_time_before_there_were_zones_is_written_so_that_others_can_read_it() -> None:
    found = dates.parse("1850-01-01 10:00", ZoneInfo("Asia/Baghdad"))
    assert found == Date("1850-01-01T07:02:20+00:00", -3786800260)
    assert dates.parse(found.iso, UTC) == found
