"""The made site for Pelican: as much as digest makes of it, and nothing that costs time for nothing."""

import os

SITENAME = "A made digest"
SITEURL = "https://example.org"
SITESUBTITLE = "Made articles, to measure with."
TIMEZONE = "UTC"
DEFAULT_LANG = "en"
LOCALE = "C"
DEFAULT_DATE_FORMAT = "%B %d, %Y"

PATH = "content"
ARTICLE_PATHS = ["articles"]
STATIC_PATHS: list[str] = []
THEME = "theme"
PLUGIN_PATHS = ["."]
PLUGINS = ["neighbours"]
USE_FOLDER_AS_CATEGORY = False

ARTICLE_URL = "articles/{slug}/"
ARTICLE_SAVE_AS = ARTICLE_URL + "index.html"
TAG_URL = "tags/{slug}/"
TAG_SAVE_AS = TAG_URL + "index.html"
CATEGORY_URL = "sources/{slug}/"
CATEGORY_SAVE_AS = CATEGORY_URL + "index.html"
AUTHOR_URL = "entities/{slug}/"
AUTHOR_SAVE_AS = AUTHOR_URL + "index.html"
YEAR_ARCHIVE_URL = "archive/{date:%Y}/"
YEAR_ARCHIVE_SAVE_AS = YEAR_ARCHIVE_URL + "index.html"
MONTH_ARCHIVE_URL = "archive/{date:%Y}/{date:%m}/"
MONTH_ARCHIVE_SAVE_AS = MONTH_ARCHIVE_URL + "index.html"

DIRECT_TEMPLATES = ["index", "tags", "categories", "authors", "archives", "sitemap", "missing"]
TAGS_SAVE_AS = "tags/index.html"
CATEGORIES_SAVE_AS = "sources/index.html"
AUTHORS_SAVE_AS = "entities/index.html"
ARCHIVES_SAVE_AS = "archive/index.html"
SITEMAP_SAVE_AS = "sitemap.xml"
MISSING_SAVE_AS = "404.html"

DEFAULT_PAGINATION = 20
PAGINATED_TEMPLATES = {
    "index": None,
    "tag": None,
    "category": None,
    "author": None,
    "period_archives": None,
}
PAGINATION_PATTERNS = (
    (1, "{base_name}/", "{base_name}/index.html"),
    (2, "{base_name}/page/{number}/", "{base_name}/page/{number}/index.html"),
)

FEED_MAX_ITEMS = 20
FEED_ALL_ATOM = None
FEED_ATOM = "feed.xml"
TAG_FEED_ATOM = TAG_URL + "feed.xml"
CATEGORY_FEED_ATOM = CATEGORY_URL + "feed.xml"
AUTHOR_FEED_ATOM = AUTHOR_URL + "feed.xml"
AUTHOR_FEED_RSS = None
TRANSLATION_FEED_ATOM = None

# As digest: its three extensions, no typographic quotes, no highlighting, plain text summaries.
MARKDOWN = {
    "extension_configs": {
        "markdown.extensions.extra": {},
        "markdown.extensions.meta": {},
        "markdown.extensions.sane_lists": {},
        "markdown.extensions.toc": {},
    },
    "output_format": "html5",
}
FORMATTED_FIELDS: list[str] = []

# Off for a clean build; on where a second build may use what the first one knew.
CACHE_CONTENT = LOAD_CONTENT_CACHE = bool(os.environ.get("PELICAN_CACHE"))
