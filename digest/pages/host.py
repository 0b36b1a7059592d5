"""What a static host looks for: 404.html, robots.txt, _headers with the content policy, .nojekyll."""

from collections.abc import Iterator

from digest import emblem
from digest.config import masthead
from digest.model import Asset, Page, Site

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "media-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "object-src 'none'",
        "frame-ancestors 'none'",
    )
)
"""The Content-Security-Policy every page lives under."""


SEARCHING = POLICY.replace("script-src 'self'", "script-src 'self' 'wasm-unsafe-eval'")
"""The same for a site that has a search, which is a program for WebAssembly.

Hosts do not agree on what a second rule for one address says of a header: some join both policies, and the search is
dead. So all pages are sent this one, and all but the page that searches take the exception back (`base.html`).
"""


def pages(site: Site) -> Iterator[Page | Asset]:
    """One file each; hosts that know no `_headers` leave it alone. Icons of the site's own take the place of ours."""
    top = masthead(site.config)
    values = {"site": top, "url": "404.html", "feed": "feed"}
    policy = SEARCHING if top.search else POLICY
    own = {asset.path for asset in site.files}
    yield from (icon for icon in emblem.icons(site.config) if icon.path not in own)
    if "site.webmanifest" not in own:
        colour = site.config.theme.accent or emblem.ACCENT
        yield Page("site.webmanifest", "site.webmanifest", {**values, "colour": colour}, "host")
    yield Page("404.html", "404.html", values, "host")
    yield Page("robots.txt", "robots.txt", values, "host")
    yield Page("_headers", "headers.txt", {**values, "policy": policy}, "host")
    yield Page(".nojekyll", "nojekyll.txt", values, "host")
