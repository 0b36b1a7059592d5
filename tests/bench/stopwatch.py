"""One command → how long it took, how much processor time, and how much memory it and all its processes held.

Each command runs below a small process of its own, which adopts what the command leaves behind: so the processor time
of helpers that outlive their parent counts too.
"""

import ctypes
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

_ADOPT = 36  # PR_SET_CHILD_SUBREAPER of prctl(2)


@dataclass(frozen=True)
class Run:
    """What one command took: seconds and bytes."""

    wall: float
    cpu: float
    """User and system time of all its processes."""
    largest: int
    """The highest resident size of any one process."""
    together: int
    """The highest sum of all processes' proportional sizes seen; 0 where nobody looked."""


def timed(
    command: Sequence[str],
    folder: Path,
    more: Mapping[str, str] | None = None,
    watched: bool = False,
) -> Run:
    """Run a command in a folder, its words going to `bench.log` there. Raises RuntimeError where it fails."""
    os.sync()  # what an earlier run left to be written is not this one's burden
    told = subprocess.run(
        [sys.executable, __file__, "watched" if watched else "", *command],
        cwd=folder,
        env=os.environ | (more or {}),
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    status, figures = json.loads(told.stdout)
    if status:
        words = (folder / "bench.log").read_text("utf-8", "replace")[-2_000:]
        raise RuntimeError(f"{' '.join(command)} ended with status {status}:\n{words}")
    return Run(**figures)


def processes(top: int) -> list[int]:
    """A process and all that descend from it, where the system tells (Linux)."""
    found = [top]
    for pid in found:
        for task in _tasks(pid):
            with suppress(OSError):
                found += map(int, (task / "children").read_text().split())
    return found


def _tasks(pid: int) -> list[Path]:
    try:
        return list(Path(f"/proc/{pid}/task").iterdir())
    except OSError:
        return []


def together(pids: Sequence[int], key: str = "Pss") -> int:
    """Bytes of memory of some processes: `Pss` shares what is shared, `Rss` counts it for each."""
    total = 0
    for pid in pids:
        with suppress(OSError):
            for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines():
                if line.startswith(key + ":"):
                    total += int(line.split()[1]) * 1024
    return total


def _main(watched: bool, command: Sequence[str]) -> tuple[int, Run]:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_ADOPT, 1, 0, 0, 0)
    with Path("bench.log").open("wb") as log:
        begin = time.perf_counter()
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    seen = [0]
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.25):
            seen.append(together(processes(child.pid)))

    if watched:
        threading.Thread(target=look, daemon=True).start()
    _, status, usage = os.wait4(child.pid, 0)
    wall = time.perf_counter() - begin
    child.returncode = os.waitstatus_to_exitcode(status)
    over.set()
    usages = [usage]
    with suppress(ChildProcessError):
        while True:
            usages.append(os.wait4(-1, 0)[2])
    return child.returncode, Run(
        wall=wall,
        cpu=sum(each.ru_utime + each.ru_stime for each in usages),
        largest=max(each.ru_maxrss for each in usages) * 1024,
        together=max(seen),
    )


if __name__ == "__main__":
    code, run = _main(bool(sys.argv[1]), sys.argv[2:])
    print(json.dumps([code, asdict(run)]))
