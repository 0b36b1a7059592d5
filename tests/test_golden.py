"""The golden site gives the golden output, byte for byte."""

from pathlib import Path

from tests.golden import expected, made

HINT = "if the change is meant, `python -m tests.golden` writes it down"


def test_the_golden_site_gives_the_golden_output(tmp_path: Path) -> None:
    wanted, found = expected(), made(tmp_path / "site")
    assert sorted(found) == sorted(wanted), HINT
    for path, content in wanted.items():
        assert found[path].decode("utf-8", "replace") == content.decode("utf-8", "replace"), (
            f"{path}: {HINT}"
        )


def test_the_golden_output_holds_no_trace_of_its_maker() -> None:
    for path, content in expected().items():
        assert b"/tmp/" not in content and b"/home/" not in content, path
