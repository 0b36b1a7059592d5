"""Another generator's folder is read within its bounds."""

from pathlib import Path

from digest import premises
from digest.problems import Problem


def test_files_come_in_order_without_what_is_hidden_or_others(tmp_path: Path) -> None:
    for name in ("b.md", "a/c.md", ".git/x", "node_modules/y.md", "a/.hidden", "out/z.md", "d~"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    assert [*premises.files(tmp_path, frozenset(("out",)))] == ["a/c.md", "b.md"]


def test_links_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "site").mkdir()
    (tmp_path / "secret.md").write_text("secret")
    (tmp_path / "site/link.md").symlink_to(tmp_path / "secret.md")
    (tmp_path / "site/folder").symlink_to(tmp_path)
    found = [*premises.files(tmp_path / "site")]
    assert [type(each) for each in found] == [Problem, Problem]
    for name in ("link.md", "../secret.md", "folder/secret.md"):
        assert isinstance(premises.text(tmp_path / "site", name), Problem)


def test_texts_of_any_encoding_are_read(tmp_path: Path) -> None:
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "cp1252"):
        (tmp_path / "a.md").write_bytes("Größe\r\n“x”".encode(encoding))
        assert premises.text(tmp_path, "a.md") == "Größe\n“x”"


def test_what_is_too_long_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("x" * 700_001)
    (tmp_path / "b.md").write_bytes(b"x" * 10_000_001)
    assert isinstance(premises.text(tmp_path, "a.md"), Problem)
    assert isinstance(premises.text(tmp_path, "b.md"), Problem)
