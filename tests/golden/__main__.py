"""Rewrite the golden output with what the golden site gives today; `git diff` shows what that changes."""

import shutil
import tempfile
from pathlib import Path

from tests.golden import OUTPUT, made

if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        files = made(Path(name) / "site")
    shutil.rmtree(OUTPUT, ignore_errors=True)
    for path, content in files.items():
        target = OUTPUT / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    print(f"{len(files)} files in {OUTPUT.name}/")
