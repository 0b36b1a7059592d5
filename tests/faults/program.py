"""A site's folder → the program run on it as a process, killed where wanted; and what lies in its folders."""

import json
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.conftest import NOW, SiteFolder

HOUSE = Path(__file__).parents[2]
ENVIRONMENT = {**os.environ, "SOURCE_DATE_EPOCH": str(NOW), "PYTHONUNBUFFERED": "1"}
_STAYS = {"memory", "glance", "plan", "folders", "lock", "stage", "pictures"}

Tree = dict[str, bytes]
"""Files below a folder with their bytes; a folder is `name/`, of no bytes."""


@dataclass(frozen=True)
class Done:
    """What a build said: its exit status, its words, and what it told as JSON."""

    status: int
    output: str
    errors: str

    @property
    def told(self) -> dict[str, object]:
        """What `--format json` printed."""
        told: dict[str, object] = json.loads(self.output)
        return told

    @property
    def problems(self) -> object:
        """The problems of a build that was asked for JSON."""
        return self.told["problems"]


def started(root: Path, *words: str) -> subprocess.Popen[str]:
    """The program on a site, leading a process group of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "digest", "-C", str(root), *words],
        cwd=HOUSE, env=ENVIRONMENT, start_new_session=True, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip


def ended(running: subprocess.Popen[str], timeout: float = 120) -> Done:
    """Wait for its end."""
    output, errors = running.communicate(timeout=timeout)
    return Done(running.returncode, output, errors)


def built(root: Path, *words: str) -> Done:
    """A build as a process, from beginning to end."""
    return ended(started(root, "build", "--format", "json", *words))


def killed(running: subprocess.Popen[str]) -> bool:
    """End a process and all it has started, at once; whether it was still running."""
    if running.returncode is not None:  # its number may be another's by now
        return False
    os.killpg(running.pid, signal.SIGKILL)  # nobody has waited for it: the number is still its own
    running.communicate()
    return running.returncode == -signal.SIGKILL


def tree(folder: Path) -> Tree:
    """All that lies in a folder; nothing where there is none."""
    found: Tree = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = b"-> " + os.fsencode(path.readlink())
        elif path.is_dir():
            found[name + "/"] = b""
        else:
            found[name] = path.read_bytes()
    return found


def clean(folder: SiteFolder, into: Path) -> tuple[Tree, object]:
    """What a process builds of the same files in a new folder: its output and its problems."""
    shutil.copytree(
        folder.root, into, symlinks=True, ignore=shutil.ignore_patterns("output", ".digest")
    )
    problems = built(into).problems
    return tree(into / "output"), problems


def leftovers(root: Path) -> list[str]:
    """What lies in .digest/ that an undisturbed build would not leave there."""
    names = sorted(path.name for path in (root / ".digest").iterdir())
    texts = [name for name in names if name.startswith("texts-")]
    return [name for name in names if name not in _STAYS and name not in texts[:1]]
