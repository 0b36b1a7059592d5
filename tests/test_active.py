"""Tests of the judge itself: it names what is hostile and leaves what is innocent alone."""

import json
import re

import markdown
import pytest

from tests.active import active, active_atom, active_fragment, active_jsonfeed
from tests.payloads import PATHS, PAYLOADS, TEMPLATES

HOST = "example.org"

HOSTILE = (
    "<script>alert(1)</script>",
    "<script type=module>alert(1)</script>",
    "<script type='application/ld+json;x'>alert(1)</script>",
    "<script src=/static/own.js></script>",
    "<scr<b>ipt><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "<p onclick=alert(1)>x</p>",
    "<P ONCLICK=alert(1)>x</P>",
    "<img/src='x'/onerror=alert(1)>",
    "<img src=x onfuturething=alert(1)>",
    "<details ontoggle=alert(1)>x</details>",
    "<body onload=alert(1)>",
    "<div></div><body onpageshow=alert(1)>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href=' JaVa&Tab;Script&colon;alert(1)'>x</a>",
    "<a href='\x01java\nscript:alert(1)'>x</a>",
    "<a href='&#x6a;avascript:alert(1)'>x</a>",
    "<a href=vbscript:x>x</a>",
    "<a href='data:text/html,x'>x</a>",
    "<a href=file:///etc/passwd>x</a>",
    "<a href='C:\\x'>x</a>",
    "<a href=/ ping=/count>x</a>",
    "<area href=javascript:alert(1)>",
    "<q cite=javascript:alert(1)>x</q>",
    "<blockquote cite='mailto:a@evil.invalid'>x</blockquote>",
    "<img src='data:image/svg+xml,x'>",
    "<img src=https://evil.invalid/p.png>",
    "<img src=//evil.invalid/p.png>",
    "<img src=//example.org/p.png>",
    "<img src='/\\evil.invalid/p.png'>",
    "<img src='/\t/evil.invalid/p.png'>",
    "<img src='https:evil.invalid/p.png'>",
    "<img src='https:////evil.invalid/p.png'>",
    "<img src='https://example.org@evil.invalid/p.png'>",
    "<img src='https://example.org.evil.invalid/p.png'>",
    "<img src='https://example.org:8443/p.png'>",
    "<img src='https://ex\u0430mple.org/p.png'>",
    "<img src=/p.png srcset='/a.png 1x, https://evil.invalid/p.png 2x'>",
    "<img src=/p.png srcset=' , /a.png 1x,//evil.invalid/p.png'>",
    "<img srcset='/a.png (1x, 2x), //evil.invalid/p.png'>",
    "<img src=/p.png attributionsrc>",
    "<picture><source srcset=//evil.invalid/p.webp><img src=/p.png></picture>",
    "<video src=https://evil.invalid/v.mp4></video>",
    "<video poster=//evil.invalid/p.png></video>",
    "<video src=/v.mp4><track src=//evil.invalid/t.vtt></video>",
    "<audio src=http://evil.invalid/a.mp3></audio>",
    "<table background=//evil.invalid/p.png><tr><td>x</table>",
    "<p style=color:red>x</p>",
    "<style>p{color:red}</style>",
    "<iframe></iframe>",
    "<iframe srcdoc='x'></iframe>",
    "<object data=/x></object>",
    "<embed src=/x>",
    "<applet code=x></applet>",
    "<base href=/>",
    "<form action=/><input></form>",
    "<button formaction=javascript:alert(1)>x</button>",
    "<textarea>x</textarea>",
    "<select><option>x</select>",
    "<svg></svg>",
    "<svg><a xlink:href=javascript:alert(1)>x</a></svg>",
    "<math></math>",
    "<template><p>x</p></template>",
    "<noscript><p>x</p></noscript>",
    "<portal src=/></portal>",
    "<frameset><frame src=/></frameset>",
    "<marquee>x</marquee>",
    "<plaintext>x",
    "<xhtml:script>alert(1)</xhtml:script>",
    "<meta http-equiv=Refresh content='5; url=/x'>",
    "<meta http-equiv=set-cookie content=a=b>",
    "<meta charset=utf-7>",
    "<meta http-equiv=content-type content='text/html; charset=iso-2022-jp'>",
    "<link rel=stylesheet href=https://evil.invalid/x.css>",
    "<link rel=stylesheet href=//evil.invalid/x.css>",
    "<link rel='alternate stylesheet' href=https://evil.invalid/x.css>",
    "<link rel=icon href=https://evil.invalid/i.ico>",
    "<link rel=manifest href='data:application/json,{}'>",
    "<link rel=preload as=image href=/p.png>",
    "<link rel=dns-prefetch href=//evil.invalid>",
    "<link rel=canonical href=javascript:alert(1)>",
    "<link href=/x>",
    "<script type=application/ld+json>{broken</script>",
    "<script type=application/ld+json>[NaN]</script>",
    '<script type=application/ld+json>{"a": "</script><script>alert(1)</script>"}</script>',
    '<script type=application/ld+json>{"a": "<!--<script>"}</script>',
    '<script type=application/ld+json>{"url": ["javascript:alert(1)"]}</script>',
    "<script type=application/ld+json src=/x>{}</script>",
)

INNOCENT = (
    "",
    "<p>Text with <em>emphasis</em>, <strong>weight</strong> &amp; an &lt;angle&gt;.</p>",
    "<a href=https://elsewhere.example/x>away</a>",
    "<a href='http://elsewhere.example/?q=javascript:alert(1)' rel='nofollow noopener'>x</a>",
    "<a href=mailto:me@example.org>mail</a> <a href=tel:+4912345>call</a>",
    "<a href='../other/?a=b:c#d:e'>x</a> <a href=#fn:1 id=fnref:1>1</a> <a href=./a:b>x</a>",
    "<a href='/javascript:alert(1)'>a path</a>",
    "<img src=images/a.png alt='onclick=x' width=3 height=4 loading=lazy>",
    "<img src=/a.png srcset='/a.png 1x, https://example.org/b.png 2x' sizes=50vw>",
    "<img src=HTTPS://EXAMPLE.org:443/a.png alt=''>",
    "<picture><source srcset='a.webp 1x,b.webp 2x'><img src=a.png alt=''></picture>",
    "<video src=/v.mp4 poster=p.png controls><track src=t.vtt></video>",
    "<table class=wide><thead><tr><th class=right>a<tbody><tr><td colspan=2>b</table>",
    "<details open class=x><summary>more</summary><p>x</p></details>",
    "<time datetime=2024-01-01T00:00:00Z>1 January</time>",
    "<nav aria-label=main><ul><li><a href=/ aria-current=page>Home</a></ul></nav>",
    "<pre><code class=language-html>&lt;p onclick=alert(1)&gt;javascript:x&lt;/p&gt;</code></pre>",
    "<p>javascript:alert(1) and onerror=alert(1)</p>",
    "<p title='&lt;script&gt;alert(1)&lt;/script&gt;'>x</p>",
    "<p data-onclick=x class=onclick id=onload>x</p>",
    "<!-- <script>alert(1)</script> --><p>x</p>",
    "<blockquote cite=https://elsewhere.example/>x</blockquote><q cite=/x>y</q>",
    "<abbr title='HyperText'>HTML</abbr> <kbd>x</kbd> <ruby>a<rt>b</rt></ruby> <sup>1</sup>",
    "<link rel=stylesheet href=/static/site.0a1b.css><link rel=icon href=/i.ico>",
    "<link rel=stylesheet href=https://example.org/static/site.css>",
    "<link rel=canonical href=https://other.example/x><link rel=license href=https://l.example/>",
    "<link rel=alternate type=application/atom+xml href=/feed.xml><link rel=next href=/2/>",
    "<meta charset=utf-8><meta name=viewport content='width=device-width'><title>x</title>",
    "<meta http-equiv=content-type content='text/html; charset=UTF-8'>",
    "<meta property=og:image content=https://other.example/p.png>",
    '<script type="application/ld+json">{"@id": "#a", "url": "https://example.org/",'
    ' "headline": "javascript: the \\u003cscript> parts"}</script>',
)


@pytest.mark.parametrize("html", HOSTILE)
def test_hostile_markup_is_named(html: str) -> None:
    assert active(html, HOST)


@pytest.mark.parametrize("html", INNOCENT)
def test_innocent_markup_is_left_alone(html: str) -> None:
    assert active(html, HOST) == []


def test_whole_page_of_the_theme_is_left_alone() -> None:
    page = f"""<!DOCTYPE html><html lang=en><head>{INNOCENT[27]}{INNOCENT[23]}{INNOCENT[30]}</head>
    <body><header>{INNOCENT[15]}</header><main><article>{INNOCENT[13]}{INNOCENT[14]}</article></main>
    </body></html>"""
    assert active(page, HOST) == []


def test_message_says_what_and_where_and_stays_short() -> None:
    assert active("<p onclick=alert(1)>x</p>", HOST) == ["event handler: <p onclick='alert(1)'>"]
    messages = active("<a href='javascript:" + "x" * 9999 + "'>x</a>", HOST)
    assert len(messages) == 1
    assert len(messages[0]) < 100


def test_every_fault_is_named_once() -> None:
    html = "<p onclick=a onfocus=b style=c>x</p><p onclick=a>y</p><img src=//evil.invalid>"
    assert len(active(html, HOST)) == 4


@pytest.mark.parametrize(
    "content",
    ["0; url=/new/", "0;URL='/new/'", '0; url="https://example.org/new/"', "0;new/", "5, ../new/"],
)
def test_redirect_within_the_site_is_allowed_on_request(content: str) -> None:
    html = f"<meta http-equiv=refresh content='{content.replace(chr(39), '&#39;')}'>"
    assert active(html, HOST)
    assert active(html, HOST, refresh_ok=True) == []


@pytest.mark.parametrize(
    "content",
    [
        "0",
        "0; url=https://evil.invalid/",
        "0; url=//evil.invalid/",
        "0 https://evil.invalid/",
        "0; url=javascript:alert(1)",
        "0; url=&#39; java&Tab;script:alert(1)",
        "0, data:text/html,x",
        ";url=/\\evil.invalid/",
        "",
    ],
)
def test_redirect_elsewhere_is_never_allowed(content: str) -> None:
    assert active(f"<meta http-equiv=refresh content='{content}'>", HOST, refresh_ok=True)


def test_host_may_have_a_port() -> None:
    assert active("<img src=http://localhost:8000/a.png>", "localhost:8000") == []
    assert active("<img src=http://localhost:8001/a.png>", "localhost:8000")
    assert active("<img src=http://localhost/a.png>", "localhost:8000")


def test_noscript_is_read_both_ways() -> None:
    html = '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></p></noscript>'
    assert any("onerror" in message for message in active(html, HOST))
    html = "<noscript><img src=x onerror=alert(1)></noscript>"
    assert any("onerror" in message for message in active(html, HOST))


def test_fragment_is_read_alone_and_within_a_page() -> None:
    assert active_fragment("<p>x</p>", HOST) == []
    assert active_fragment("<body onload=alert(1)>", HOST)
    assert active_fragment("<p>a < b & c > d</p>", HOST) == []
    assert active_fragment("<img src=/a.png onerror=alert(1) ", HOST)
    assert active_fragment("<img src='https://evil.invalid/?", HOST)
    assert active_fragment("<script type=application/ld+json>{}</script>", HOST)


def atom(title: str = "<title>x</title>", rest: str = "", head: str = "") -> str:
    """Return a small Atom feed around the given pieces."""
    return f"""<?xml version="1.0" encoding="utf-8"?>{head}
<feed xmlns="http://www.w3.org/2005/Atom"><title>t</title><id>https://example.org/</id>
<updated>2024-01-01T00:00:00Z</updated><link rel="self" href="https://example.org/feed.xml"/>
<author><name>A</name><uri>https://a.example/</uri></author><icon>https://example.org/i.ico</icon>
<entry>{title}<id>tag:example.org,2024:x</id><updated>2024-01-01T00:00:00Z</updated>
<link href="https://example.org/x/"/>{rest}</entry></feed>"""


ATOM_HOSTILE = {
    "doctype": atom(head="<!DOCTYPE feed>"),
    "entity": atom(head='<!DOCTYPE feed [<!ENTITY x "y">]>', title="<title>&x;</title>"),
    "external entity": atom(head='<!DOCTYPE feed SYSTEM "https://evil.invalid/x.dtd">'),
    "unknown entity": atom("<title>&nbsp;</title>"),
    "stylesheet": atom(head='<?xml-stylesheet type="text/xsl" href="/x.xsl"?>'),
    "script in html": atom('<title type="html">&lt;script&gt;alert(1)&lt;/script&gt;</title>'),
    "ld+json in html": atom(
        rest='<content type="html">&lt;script type="application/ld+json">{}&lt;/script></content>'
    ),
    "handler in cdata": atom(rest='<content type="html"><![CDATA[<p onclick=x>y]]></content>'),
    "cdata broken out": atom(rest='<content type="html"><![CDATA[a]]><script/>]]></content>'),
    "remote picture": atom(
        rest='<summary type="html">&lt;img src="https://evil.invalid/p.png"></summary>'
    ),
    "split by comment": atom('<title type="html">&lt;scr<!-- -->ipt&gt;alert(1)</title>'),
    "elements in title": atom("<title>a<b>c</b></title>"),
    "xhtml": atom(
        rest='<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">x</div></content>'
    ),
    "xhtml script": atom(rest='<script xmlns="http://www.w3.org/1999/xhtml">alert(1)</script>'),
    "svg": atom(rest='<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'),
    "no namespace": atom(rest='<script xmlns="">alert(1)</script>'),
    "link": atom(rest='<link href="javascript:alert(1)"/>'),
    "enclosure": atom(rest='<link rel="enclosure" href=" data:text/html,x"/>'),
    "relative link": atom(rest='<link href="x"/>'),
    "content src": atom(rest='<content type="text/html" src="https://evil.invalid/"/>'),
    "content type": atom(rest='<content type="text/html">x</content>'),
    "id": atom(rest="<id>javascript:alert(1)</id>"),
    "uri": atom(rest="<author><name>x</name><uri>javascript:alert(1)</uri></author>"),
    "logo": atom(rest="<logo>https://evil.invalid/l.png</logo>"),
    "category": atom(rest='<category term="x" scheme="javascript:alert(1)"/>'),
    "base": atom(rest='<link xml:base="https://evil.invalid/" href="https://example.org/"/>'),
    "extension": atom(rest='<m:t xmlns:m="urn:m" url="javascript:alert(1)"/>'),
    "not a feed": "<x/>",
    "not XML": "<feed>",
    "empty": "",
    "control character": atom("<title>\x08</title>"),
    "surrogate": atom("<title>\ud800</title>"),
    "encoding": "<?xml version='1.0' encoding='utf-7'?><feed xmlns='http://www.w3.org/2005/Atom'/>",
}

ATOM_INNOCENT = {
    "plain": atom(),
    "markup as text": atom("<title>&lt;script&gt;alert(1)&lt;/script&gt;</title>"),
    "text type": atom('<title type="text">javascript:alert(1) &amp; onclick</title>'),
    "escaped in html": atom('<title type="html">&amp;lt;script&amp;gt;</title>'),
    "html": atom(
        rest='<content type="html">&lt;p>&lt;a href="https://a.example/">x&lt;/a>'
        '&lt;img src="https://example.org/a.png" alt="">&lt;/p></content>'
    ),
    "cdata": atom(rest='<summary type="html"><![CDATA[<p class="x">y</p>]]></summary>'),
    "category": atom(rest='<category term="x" label="X" scheme="https://example.org/tags/"/>'),
    "comment": atom(rest="<!-- <script/> -->"),
    "extension": atom(rest='<m:thumbnail xmlns:m="urn:m" url="https://example.org/a.png"/>'),
}


@pytest.mark.parametrize("xml", ATOM_HOSTILE.values(), ids=ATOM_HOSTILE)
def test_hostile_atom_is_named(xml: str) -> None:
    assert active_atom(xml, HOST)


@pytest.mark.parametrize("xml", ATOM_INNOCENT.values(), ids=ATOM_INNOCENT)
def test_innocent_atom_is_left_alone(xml: str) -> None:
    assert active_atom(xml, HOST) == []


def jsonfeed(**item: object) -> str:
    """Return a small JSON Feed with the given members in its one item."""
    return json.dumps(
        {
            "version": "https://jsonfeed.org/version/1.1",
            "title": "javascript: <script>",
            "home_page_url": "https://example.org/",
            "feed_url": "https://example.org/feed.json",
            "authors": [{"name": "A", "url": "https://a.example/"}],
            "items": [{"id": "https://example.org/x/", "url": "https://example.org/x/", **item}],
        }
    )


JSON_HOSTILE = {
    "script": jsonfeed(content_html="<script>alert(1)</script>"),
    "ld+json": jsonfeed(content_html="<script type=application/ld+json>{}</script>"),
    "remote picture": jsonfeed(content_html="<img src=https://evil.invalid/p.png>"),
    "content number": jsonfeed(content_html=7),
    "url": jsonfeed(url="java\tscript:alert(1)"),
    "url null": jsonfeed(url=None),
    "external url": jsonfeed(external_url="data:text/html,x"),
    "image": jsonfeed(image="https://evil.invalid/p.png"),
    "banner": jsonfeed(banner_image="//evil.invalid/p.png"),
    "author": jsonfeed(authors=[{"url": "vbscript:x"}]),
    "avatar": jsonfeed(authors=[{"avatar": "https://evil.invalid/p.png"}]),
    "attachment": jsonfeed(attachments=[{"url": "file:///etc/passwd"}]),
    "NaN": '{"items": NaN}',
    "not JSON": '{"items": [}',
    "two values": "{} {}",
    "list": "[]",
    "empty": "",
}

JSON_INNOCENT = {
    "plain": jsonfeed(),
    "html": jsonfeed(content_html="<p>a <a href=https://a.example/>b</a></p>"),
    "text": jsonfeed(content_text="<script>alert(1)</script>", title="<b onclick=x>"),
    "attachment": jsonfeed(attachments=[{"url": "https://a.example/a.mp3"}]),
    "image": jsonfeed(image="https://example.org/p.png"),
}


@pytest.mark.parametrize("text", JSON_HOSTILE.values(), ids=JSON_HOSTILE)
def test_hostile_jsonfeed_is_named(text: str) -> None:
    assert active_jsonfeed(text, HOST)


@pytest.mark.parametrize("text", JSON_INNOCENT.values(), ids=JSON_INNOCENT)
def test_innocent_jsonfeed_is_left_alone(text: str) -> None:
    assert active_jsonfeed(text, HOST) == []


def test_payloads_are_many_and_distinct() -> None:
    assert len(PAYLOADS) >= 260
    assert len(PATHS) >= 30
    assert len({payload.name for payload in PAYLOADS}) == len(PAYLOADS)
    assert len({payload.text for payload in PAYLOADS}) == len(PAYLOADS)


def test_payloads_are_writable_as_utf8() -> None:
    for payload in PAYLOADS:
        assert payload.text.encode("utf-8").decode("utf-8") == payload.text


def test_templates_do_not_hold_their_own_result() -> None:
    for text, result in TEMPLATES:
        assert result
        assert result not in text


def test_raw_payloads_with_markup_are_named() -> None:
    """Unsanitised, most payloads with a tag are live; the rest are inert to a browser as well."""
    tagged = [payload for payload in PAYLOADS if re.search(r"<[A-Za-z]", payload.text)]
    named = [payload for payload in tagged if active(payload.text, HOST)]
    assert len(tagged) >= 420
    assert len(named) >= 365


@pytest.mark.parametrize(
    ("group", "least"),
    [
        ("script", 36),
        ("event", 55),
        ("scheme", 42),
        ("element", 54),
        ("svg", 15),
        ("math", 4),
        ("mutate", 22),
        ("remote", 48),
    ],
)
def test_raw_payloads_of_each_technique_are_named(group: str, least: int) -> None:
    payloads = [payload for payload in PAYLOADS if payload.name.startswith(f"{group}/")]
    assert sum(bool(active(payload.text, HOST)) for payload in payloads) >= least


def test_payloads_rendered_without_sanitising_are_named() -> None:
    rendered = [
        markdown.markdown(payload.text, extensions=["extra", "toc"])
        for payload in PAYLOADS
        if payload.name.startswith("md-")
    ]
    assert sum(bool(active_fragment(html, HOST)) for html in rendered) >= 75
