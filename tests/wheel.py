"""The wheel in an empty environment: install, init, build, look. Run as `python tests/wheel.py FOLDER_WITH_WHEEL`."""

import subprocess
import sys
import tempfile
import venv
from pathlib import Path


def main(folder: Path) -> None:
    """Fails with what went wrong; prints one line where all is well."""
    (wheel,) = sorted(folder.glob("digest-*.whl"))
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        venv.create(home / "env", with_pip=True)
        pip = [
            str(home / "env/bin/python"),
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
        ]
        subprocess.run([*pip, str(wheel.resolve())], check=True)
        digest = str(home / "env/bin/digest")
        subprocess.run([digest, "init", "demo"], cwd=home, check=True, stdout=subprocess.DEVNULL)
        subprocess.run([digest, "build"], cwd=home / "demo", check=True)
        made = {
            path.relative_to(home / "demo/output").as_posix()
            for path in (home / "demo/output").rglob("*")
        }
        wanted = {
            "index.html",
            "feed.xml",
            "sitemap.xml",
            "articles.json",
            "404.html",
            "about/index.html",
        }
        assert wanted <= made, wanted - made
        assert any(path.startswith("static/style.") for path in made), "no style sheet"
        inside = next((home / "env").rglob("digest/preview"))
        assert {"preview.js", "stream.js", "panel.css"} <= {path.name for path in inside.iterdir()}
        subprocess.run([digest, "serve", "--help"], check=True, stdout=subprocess.DEVNULL)
        told = subprocess.run([digest, "help"], capture_output=True, text=True, check=True).stdout
        assert "settings" in told, told
        print(f"{wheel.name}: a new site of {sum(path.endswith('.html') for path in made)} pages")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
