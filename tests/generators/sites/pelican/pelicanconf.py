"""Settings of a small site, read and never run."""

import os

AUTHOR = "Pat Example"
SITENAME = "A small Pelican site"
SITEURL = "https://pelican.example.org"
PATH = "content"
TIMEZONE = "Europe/Paris"
DEFAULT_LANG = "fr"
DEFAULT_PAGINATION = 8
ARTICLE_URL = "{date:%Y}/{date:%m}/{slug}.html"
ARTICLE_SAVE_AS = "{date:%Y}/{date:%m}/{slug}.html"
STATIC_PATHS = ["images", "extra/robots.txt", "extra/CNAME"]
EXTRA_PATH_METADATA = {"extra/robots.txt": {"path": "humans.txt"}, "extra/CNAME": {"path": "CNAME"}}
MENUITEMS = (("About", "/pages/about.html"), ("Elsewhere", "https://example.com/"))
THEME = os.environ.get("THEME", "simple")
