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
        _import(digest, home / "demo")
        told = subprocess.run([digest, "help"], capture_output=True, text=True, check=True).stdout
        assert "settings" in told, told
        print(f"{wheel.name}: a new site of {sum(path.endswith('.html') for path in made)} pages")


def _import(digest: str, site: Path) -> None:
    """Plain text and mail are imported without further packages; of other kinds it says which are needed."""
    seeds = site / "seeds"
    seeds.mkdir(exist_ok=True)
    words = "The bridge over the river was opened. Trains and cars may cross it now."
    (seeds / "bridge.txt").write_text(f"The bridge is open\n\n{words}\n")
    (seeds / "page.html").write_text(f"<html><title>A page</title><p>{words}</p></html>")
    rss = f"<item><title>An entry</title><description>{words}</description></item>"
    (seeds / "feed.xml").write_text(f'<rss version="2.0"><channel>{rss}</channel></rss>')
    done = subprocess.run([digest, "import", "seeds"], cwd=site, capture_output=True, text=True)
    said = done.stdout + done.stderr
    assert done.returncode == 1, said
    assert list((site / "content/articles").rglob("*the-bridge-is-open.md")), said
    assert said.count('pip install "digest[import]"') == 2, said
    assert "Traceback" not in said, said


if __name__ == "__main__":
    main(Path(sys.argv[1]))
