"""What is sent and deleted, and when: only ours, in an order that breaks no link, nothing lost by any cut."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digest import delivery, freight
from digest.fingerprint import of_bytes
from digest.model import Delivered, Lies, Manifest, Parcel, Sent, Shipment, There


class Shelf:
    """A host in memory: files dated by their delivery; the connection breaks after so many requests."""

    def __init__(self) -> None:
        self.files: dict[str, tuple[bytes, str]] = {}
        self.left = 10**9
        self.log: list[str] = []

    def there(self) -> There:
        """What lies there."""
        own = (freight.MANIFEST, freight.UNDERWAY)
        manifest, underway = (self.files.get(path, (b"", ""))[0] for path in own)
        files = {
            path: Lies(len(held), mark)
            for path, (held, mark) in self.files.items()
            if path not in own
        }
        return There(files, manifest, underway)

    def steps(self, shipment: Shipment, outbox: Path) -> Iterator[Sent]:
        """One request after the other."""

        def put(parcel: Parcel, file: Path) -> Lies:
            self._request(f"put {parcel.path}")
            self.files[parcel.path] = (file.read_bytes(), str(shipment.manifest.stamp))
            return Lies(file.stat().st_size, str(shipment.manifest.stamp))

        return delivery.steps(shipment, outbox, put, self._note, self._delete, 1)

    def _note(self, path: str, content: bytes) -> None:
        self._request(f"note {path}")
        self.files[path] = (content, "")

    def _delete(self, paths: Sequence[str]) -> None:
        for path in paths:
            self._request(f"delete {path}")
            self.files.pop(path, None)

    def _request(self, what: str) -> None:
        if not self.left:
            raise ConnectionResetError
        self.left -= 1
        self.log.append(what)


def shipped(host: Shelf, files: dict[str, bytes], now: int, outbox: Path) -> Shipment:
    """What brings a host to these files, with the files in the outbox."""
    parcels = [freight.parcel(path, of_bytes(held), len(held), {}) for path, held in files.items()]
    shipment = freight.shipment(parcels, host.there(), now)
    for parcel in shipment.sends:
        (outbox / parcel.path).parent.mkdir(parents=True, exist_ok=True)
        (outbox / parcel.path).write_bytes(files[parcel.path])
    stamp = str(shipment.manifest.stamp)
    lies = {each.path: Lies(len(files[each.path]), stamp) for each in shipment.sends}
    return freight.placed(shipment, lies)


def delivered(host: Shelf, files: dict[str, bytes], now: int, outbox: Path) -> list[Sent]:
    return list(host.steps(shipped(host, files, now, outbox), outbox))


def held(host: Shelf) -> dict[str, bytes]:
    return {
        path: content
        for path, (content, _) in host.files.items()
        if not path.startswith(".digest/")
    }


SITE = {
    "index.html": b"home", "articles/a/index.html": b"a", "tags/index.html": b"tags", "tags/x/index.html": b"x",
    "feed.xml": b"feed", "static/style.0123456789.css": b"css", "articles/a/photo.jpg": b"photo", "404.html": b"lost",
    "pagefind/pagefind-entry.json": b"{}", "pagefind/fragment/en_0123456.pf_fragment": b"f", "_headers": b"/*",
}  # fmt: skip


def test_what_pages_are_made_with_goes_first_then_pages_then_lists_then_feeds(
    tmp_path: Path,
) -> None:
    host = Shelf()
    late = {"feed.xml", "pagefind/pagefind-entry.json", "_headers"}
    phases = [{each.path for each in phase} for phase in shipped(host, SITE, 1, tmp_path).phases]
    assert phases == [
        {
            "static/style.0123456789.css",
            "articles/a/photo.jpg",
            "pagefind/fragment/en_0123456.pf_fragment",
            *late,  # which nobody knows before the pages that name them are there
        },
        {"articles/a/index.html", "tags/x/index.html"},
        {"tags/index.html"},
        set(),
        {"index.html", "404.html"},
        set(),
    ]
    delivered(host, SITE, 1, tmp_path / "1")
    edited = {path: content + b"!" for path, content in SITE.items()}
    *_, last = shipped(host, edited, 2, tmp_path / "2").phases
    assert {each.path for each in last} == late


def test_new_pages_go_before_known_ones_that_may_lead_to_them(tmp_path: Path) -> None:
    host = Shelf()
    delivered(host, SITE, 1, tmp_path / "1")
    host.log.clear()
    more = {
        **SITE,
        "articles/a/index.html": b"to b",
        "articles/b/index.html": b"b",
        "tags/new/index.html": b"n",
        "index.html": b"to b",
    }
    delivered(host, more, 2, tmp_path / "2")
    assert host.log == [
        "note .digest/underway.json",
        "put articles/b/index.html", "put tags/new/index.html", "put articles/a/index.html", "put index.html",
        "note .digest/manifest.json", "delete .digest/underway.json",
    ]  # fmt: skip


def test_a_page_of_someone_elses_that_is_replaced_counts_as_known(tmp_path: Path) -> None:
    host = Shelf()
    host.files |= {"feed.xml": (b"old", "0"), "tags/x/index.html": (b"old", "0")}
    phases = shipped(host, SITE, 1, tmp_path).phases
    assert [each.path for each in phases[3]] == ["tags/x/index.html"]
    assert "feed.xml" in {each.path for each in phases[5]}


def test_packed_copies_are_deleted_before_pages(tmp_path: Path) -> None:
    host = Shelf()
    delivered(
        host, {"a/index.html": b"a", "p/index.html": b"p", "p/index.html.gz": b"z"}, 1, tmp_path
    )
    assert shipped(host, {"p/index.html": b"p"}, 2, tmp_path).gone == (
        "p/index.html.gz",
        "a/index.html",
    )


def test_an_unchanged_site_asks_for_nothing(tmp_path: Path) -> None:
    host = Shelf()
    delivered(host, SITE, 1, tmp_path)
    host.log.clear()
    assert delivered(host, SITE, 2, tmp_path) == []
    assert host.log == []


def test_content_counts_not_size_or_date(tmp_path: Path) -> None:
    host = Shelf()
    delivered(host, SITE, 5, tmp_path / "1")
    sent = delivered(
        host, {**SITE, "articles/a/index.html": b"b"}, 1, tmp_path / "2"
    )  # the clock went back
    assert [each.path for each in sent] == ["articles/a/index.html"]
    assert held(host)["articles/a/index.html"] == b"b"


def test_what_someone_changed_is_sent_again_and_told(tmp_path: Path) -> None:
    host = Shelf()
    delivered(host, SITE, 1, tmp_path)
    host.files["feed.xml"] = (b"ours", "77")
    del host.files["index.html"]
    shipment = shipped(host, SITE, 2, tmp_path)
    assert shipment.drift == ("feed.xml", "index.html")
    list(host.steps(shipment, tmp_path))
    assert held(host) == SITE


def test_only_what_was_published_is_deleted(tmp_path: Path) -> None:
    host = Shelf()
    host.files["CNAME"] = (b"news.example", "0")
    delivered(host, SITE, 1, tmp_path)
    less = {path: content for path, content in SITE.items() if path != "articles/a/photo.jpg"}
    assert [each.path for each in delivered(host, less, 2, tmp_path) if each.gone] == [
        "articles/a/photo.jpg"
    ]
    assert held(host) == {**less, "CNAME": b"news.example"}


def test_a_deleted_file_that_someone_changed_stays(tmp_path: Path) -> None:
    host = Shelf()
    delivered(host, SITE, 1, tmp_path)
    host.files["articles/a/photo.jpg"] = (b"theirs", "99")
    less = {path: content for path, content in SITE.items() if path != "articles/a/photo.jpg"}
    shipment = shipped(host, less, 2, tmp_path)
    assert (shipment.gone, shipment.spared) == ((), ("articles/a/photo.jpg",))


def test_a_style_sheet_stays_for_readers_of_older_pages(tmp_path: Path) -> None:
    host = Shelf()
    delivered(host, SITE, 1, tmp_path)
    new = {path: content for path, content in SITE.items() if not path.startswith("static/")}
    new |= {"static/style.9999999999.css": b"new", "index.html": b"new"}
    delivered(host, new, 2, tmp_path)
    assert "static/style.0123456789.css" in host.files
    delivered(host, {**new, "index.html": b"newer"}, freight.STAYS, tmp_path)
    assert "static/style.0123456789.css" in host.files
    after = 2 + freight.STAYS
    assert (
        delivered(host, {**new, "index.html": b"newer"}, after, tmp_path) == []
    )  # alone, it is not worth a delivery
    delivered(host, {**new, "index.html": b"newest"}, after, tmp_path)
    assert held(host) == {**new, "index.html": b"newest"}


def test_a_target_without_a_manifest_that_holds_files_is_doubtful(tmp_path: Path) -> None:
    host = Shelf()
    host.files["index.html"] = (b"theirs", "0")
    shipment = shipped(host, SITE, 1, tmp_path)
    assert freight.doubts(shipment) == [
        "holds 1 file that digest did not publish, such as index.html"
    ]


def test_more_than_a_fifth_of_deletions_is_doubtful(tmp_path: Path) -> None:
    files = {f"articles/{at}/index.html": b"." for at in range(10)}
    host = Shelf()
    delivered(host, files, 1, tmp_path)
    for gone, doubtful in ((2, False), (3, True)):
        shipment = shipped(host, dict(list(files.items())[gone:]), 2, tmp_path)
        assert bool(freight.doubts(shipment)) is doubtful


def test_files_of_others_in_the_way_are_told(tmp_path: Path) -> None:
    host = Shelf()
    host.files |= {"tags": (b"", "0"), "feed.xml/x": (b"", "0"), "other/y": (b"", "0")}
    assert shipped(host, SITE, 1, tmp_path).obstacles == ("feed.xml", "tags")


@pytest.mark.parametrize(
    "broken", [b"", b"{", b"[]", b'{"stamp":"x"}', b"\xff", b'{"stamp":1,"files":{},"version":9}']
)
def test_a_broken_manifest_is_none(broken: bytes) -> None:
    assert freight.manifest(broken) is None


@pytest.mark.parametrize(
    "path, may",
    [
        ("index.html", True), (".nojekyll", True), (".well-known/security.txt", True), (".env", False),
        (".git/config", False),
        ("a/.env", False), (".well-known/.env", False), (".digest", False), ("a/.nojekyll", False),
    ],
)  # fmt: skip
def test_dot_files_stay_here(path: str, may: bool) -> None:
    assert freight.publishable(path) is may


@pytest.mark.parametrize(
    "path, cache",
    [
        ("static/style.0123456789.css", freight.LASTING), ("pagefind/fragment/en_ab12cd3.pf_fragment", freight.LASTING),
        ("index.html", freight.BRIEF), ("feed.xml", freight.BRIEF), ("_headers", freight.BRIEF),
        ("a/photo.jpg", freight.MIDDLING),
    ],
)  # fmt: skip
def test_how_long_a_file_may_be_kept_goes_by_its_name(path: str, cache: str) -> None:
    assert freight.parcel(path, "0", 1, {}).cache == cache


def test_old_addresses_lead_on() -> None:
    text = "/news/old/ /news/articles/new/ 301\n/news/a.html /news/b/ 301\n\n/else/ /x/ 301\n/news/* /y 301\n"
    assert freight.moved(text, "/news/") == {
        "old/index.html": "/news/articles/new/",
        "a.html": "/news/b/",
    }


def test_what_a_cut_delivery_put_there_is_ours(tmp_path: Path) -> None:
    """A file that only a cut delivery put there is deleted when the site no longer has it, however often it was cut."""
    host = Shelf()
    delivered(host, SITE, 1, tmp_path / "0")
    host.left = 2  # the notice, and one file
    with pytest.raises(ConnectionResetError):
        delivered(
            host, {**SITE, "articles/b/index.html": b"b", "index.html": b"b"}, 2, tmp_path / "1"
        )
    assert "articles/b/index.html" in host.files
    host.left = 1  # the notice of a site without it
    with pytest.raises(ConnectionResetError):
        delivered(host, {**SITE, "index.html": b"c"}, 3, tmp_path / "2")
    host.left = 10**9
    delivered(host, SITE, 4, tmp_path / "3")
    assert held(host) == SITE


PATHS = (
    "index.html",
    "a/index.html",
    "b/index.html",
    "c/d/index.html",
    "feed.xml",
    "x.png",
    "y.0123456789.css",
)
SITES = st.dictionaries(st.sampled_from(PATHS), st.sampled_from([b"1", b"2", b"33"]), min_size=1)


@given(st.lists(st.tuples(SITES, st.integers(0, 12)), min_size=1, max_size=5), SITES)
@settings(max_examples=300, deadline=None)
def test_after_any_series_of_cuts_the_next_delivery_makes_all_right(
    tmp_path_factory: pytest.TempPathFactory,
    series: list[tuple[dict[str, bytes], int]],
    last: dict[str, bytes],
) -> None:
    host, folder = Shelf(), tmp_path_factory.mktemp("cuts")
    host.files["theirs.html"] = (b"theirs", "0")
    for number, (files, left) in enumerate(series):
        host.left = left
        try:
            delivered(host, files, 1, folder / str(number))
        except ConnectionResetError:
            assert not host.left
    host.left = 10**9
    delivered(host, last, 1, folder / "last")
    found = held(host)
    assert found.pop("theirs.html") == b"theirs"
    assert {path for path in found.keys() - last.keys() if "css" not in path} == set()
    assert {path: found[path] for path in last} == last
    host.log.clear()
    assert delivered(host, last, 1, folder / "again") == []
    assert freight.UNDERWAY not in host.files


def test_files_of_a_delivery_cut_short_are_recognized_by_their_content(tmp_path: Path) -> None:
    """Marks that the notice lacks: of what the site still has by the host's, of the rest by what lies there."""

    def delivered(content: bytes, mark: str = "") -> Delivered:
        return Delivered(f"{of_bytes(content)}.00000000", len(content), mark)

    files = {
        "same": (b"same", "m-same"), "gone": (b"gone", "m-gone"), "else": (b"else", "m-other"),
        "grown": (b"longer", "m-grown"), "known": (b"known", "m-known"), "before": (b"first", "m-before"),
    }  # fmt: skip
    parcels = [freight.parcel("same", of_bytes(b"same"), 4, {})]
    sent = {name: delivered(name.encode()) for name in ("gone", "else", "grown")}
    sent |= {"known": delivered(b"known", "m-known"), "before": delivered(b"later")}
    sent |= {"missing": delivered(b"missing"), "same": Delivered(parcels[0].token, 4, "")}
    cut = freight.packed(Manifest(1, sent, former={"before": delivered(b"first", "m-before")}))
    lies = {path: Lies(len(content), mark) for path, (content, mark) in files.items()}
    (tmp_path / "same").write_bytes(b"same")
    asked = []

    def read(path: str) -> bytes:
        asked.append(path)
        return b"ELSE" if path == "else" else files[path][0]

    def mark(parcel: Parcel, file: Path, stamp: int) -> str:
        return f"m-{file.read_text()}"

    found = freight.recognized(There(lies, b"", cut), parcels, tmp_path, mark, read)
    now = freight.manifest(found.underway)
    assert now and asked == ["else", "gone"]
    assert {path: each.mark for path, each in now.files.items()} == {
        "same": "m-same", "gone": "m-gone", "else": "", "grown": "", "known": "m-known", "before": "", "missing": "",
    }  # fmt: skip
    shipment = freight.shipment(parcels, found, 2)
    assert not shipment.sends
    assert set(shipment.gone) == {"gone", "known", "before"}
    assert set(shipment.spared) == {"else", "grown"}
