"""A picture's file → what it tells of itself, and smaller copies of it for pages."""

import struct
import time
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from digest import pictures
from digest.fingerprint import of_bytes
from digest.model import Asset, Copy, Measured, Picture
from tests.conftest import drawn

MODES = {
    "JPEG": ("RGB", "L", "CMYK"),
    "PNG": ("RGB", "RGBA", "L", "LA", "P", "1", "I;16"),
    "WEBP": ("RGB", "RGBA"),
    "GIF": ("P", "L"),
    "BMP": ("RGB", "L", "1"),
    "AVIF": ("RGB", "RGBA"),
}
KINDS = [(form, mode) for form, modes in MODES.items() for mode in modes]


def asset(content: bytes, path: str = "articles/photo.jpg") -> Asset:
    """A file beside an article, measured."""
    told = pictures.measured(content)
    assert isinstance(told, Measured), told
    return Asset(path, f"/site/content/{path}", of_bytes(content), f"content/{path}", told)


def opened(content: bytes) -> Image.Image:
    """A picture that was made."""
    made = Image.open(BytesIO(content))
    made.load()
    return made


def made(content: bytes) -> list[Image.Image]:
    """Every copy of a picture, opened."""
    recipes = [
        each.recipe for each in pictures.copies(asset(content)) if isinstance(each.recipe, Copy)
    ]
    return [opened(each) for each in pictures.copied(content, recipes)]


def turned(orientation: int, **more: str) -> bytes:
    """A JPEG of 40 × 20 whose left half is red, held as a camera says, taken at a place."""
    image = Image.new("RGB", (40, 20), "blue")
    image.paste("red", (0, 0, 20, 20))
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "A camera"
    exif.get_ifd(0x8825)[1] = "N"
    into = BytesIO()
    image.save(into, "JPEG", exif=exif, quality=95, comment=b"said", **more)
    return into.getvalue()


def png_of(width: int, height: int, scanlines: bytes = b"") -> bytes:
    """A PNG that says it is so large, whatever it holds."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    packed = zlib.compress(scanlines)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    )


# ---- what a file tells --------------------------------------------------------------------------


@pytest.mark.parametrize(("form", "mode"), KINDS)
def test_each_format_and_mode_tells_its_size(form: str, mode: str) -> None:
    told = pictures.measured(drawn(40, 30, mode, form))
    assert isinstance(told, Measured), told
    assert (told.format, told.width, told.height) == (form.lower(), 40, 30)
    assert not told.moves and not told.told


def test_a_size_is_that_of_the_picture_as_it_is_seen() -> None:
    for orientation in range(1, 9):
        told = pictures.measured(turned(orientation))
        assert isinstance(told, Measured)
        assert (told.width, told.height) == ((20, 40) if orientation >= 5 else (40, 20))


def test_only_what_shines_through_counts_as_clear() -> None:
    solid, glass = Image.new("RGBA", (9, 9), "red"), Image.new("RGBA", (9, 9), (255, 0, 0, 200))
    for image, clear in ((solid, False), (glass, True)):
        into = BytesIO()
        image.save(into, "PNG")
        assert asset(into.getvalue()).measured == Measured("png", 9, 9, False, clear, False)


@pytest.mark.parametrize("form", ["GIF", "WEBP", "PNG"])
def test_what_moves_has_no_copies(form: str) -> None:
    frames = [Image.new("RGB", (9, 9), colour) for colour in ("red", "green", "blue")]
    into = BytesIO()
    frames[0].save(into, form, save_all=True, append_images=frames[1:])
    found = asset(into.getvalue(), "articles/moves.gif")
    assert found.measured and found.measured.moves
    assert pictures.copies(found) == ()
    assert pictures.published(found) is found
    assert pictures.shown(found, "It moves") == Picture("articles/moves.gif", 9, 9, (), "It moves")


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "cannot identify image"),
        (b"no picture", "cannot identify image"),
        (
            b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>",
            "cannot identify image",
        ),
        (b"<!doctype html><script>alert(1)</script>", "cannot identify image"),
        (drawn(90, 90, "RGB", "JPEG", quality=95)[:900], "truncated"),
        (drawn(90, 90)[:150], ""),
        (drawn(90, 90, "RGB", "WEBP")[:60], ""),
        (png_of(90, 90), ""),
    ],
)
def test_what_is_no_whole_picture_is_a_sentence(content: bytes, said: str) -> None:
    found = pictures.measured(content)
    assert isinstance(found, str)
    assert found.startswith("can't be read as a picture: ") and said in found
    assert "0x" not in found and "<" not in found


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF", "AVIF", "BMP"])
def test_damage_anywhere_raises_nothing(form: str) -> None:
    content = drawn(64, 48, "RGB", form)
    for at in range(0, len(content), max(1, len(content) // 80)):
        for harm in (content[:at], content[:at] + b"\xff\xff\xff" + content[at + 3 :]):
            found = pictures.measured(harm)
            if isinstance(found, Measured):  # then it can be copied
                it = Asset("a.x", "a.x", "f", "a.x", found)
                recipes = [
                    each.recipe for each in pictures.copies(it) if isinstance(each.recipe, Copy)
                ]
                assert len(pictures.copied(harm, recipes)) == len(recipes)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["JPEG", "PNG", "WEBP", "GIF", "AVIF", "BMP"]))
def test_no_bytes_raise_anything(noise: bytes, form: str) -> None:
    head = drawn(8, 8, "RGB", form)
    for content in (noise, head[: len(head) // 2] + noise, head[:20] + noise + head[20:]):
        assert isinstance(pictures.measured(content), Measured | str)


# ---- traps --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        png_of(60_000, 60_000),
        png_of(2**31 - 1, 2**31 - 1),
        png_of(5_000, 5_000, b"\0" * 1_000),
        drawn(16_000, 1_500, "1", "PNG"),
        drawn(9_000, 9_000, "L", "GIF"),
    ],
)
def test_more_pixels_than_a_camera_makes_are_told_and_not_unpacked(content: bytes) -> None:
    begin = time.process_time()
    found = pictures.measured(content)
    assert isinstance(found, str)
    assert "million are the most" in found or found.startswith("can't be read")
    assert time.process_time() - begin < 0.5


def test_a_jpeg_in_thousands_of_passes_is_told_and_not_unpacked() -> None:
    content = drawn(3_000, 3_000, "RGB", "JPEG", progressive=True)
    at = content.rindex(b"\xff\xda")
    found = pictures.measured(content[:at] + content[at:-2] * 100 + content[-2:])
    assert found == "is a JPEG in more passes than any camera makes"


def test_a_file_too_large_is_told_by_its_size() -> None:
    assert pictures.measured(b"\0" * 50_000_001) == "has 50 MB, a picture may have 50"


@pytest.mark.slow
@pytest.mark.parametrize("form", ["PNG", "WEBP"])
def test_the_largest_pictures_take_two_seconds_and_half_a_gigabyte(form: str) -> None:
    """In a process of its own, whose memory is its own."""
    import multiprocessing

    content = drawn(
        4_472, 4_472, "RGBA", form, **({"compress_level": 1} if form == "PNG" else {"method": 0})
    )
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        seconds, megabytes = pool.apply(_work, (content,))
    assert seconds < 4, "two on a quiet machine"
    assert megabytes < 512


def _work(content: bytes) -> tuple[float, float]:
    """Seconds of a processor, and megabytes at most. `getrusage` would tell those of the process that made this one."""
    begin = time.process_time()
    recipes = [
        each.recipe for each in pictures.copies(asset(content)) if isinstance(each.recipe, Copy)
    ]
    pictures.copied(content, recipes)
    told = dict(
        line.split(":", 1) for line in Path("/proc/self/status").read_text("utf-8").splitlines()
    )
    return time.process_time() - begin, int(told["VmHWM"].split()[0]) / 1_000


# ---- which copies -------------------------------------------------------------------------------


def widths(width: int, height: int = 100, **more: bool) -> list[tuple[str, int]]:
    it = Asset("a/x.png", "x", "f", "o", Measured("png", width, height, **more))
    return [
        (each.recipe.format, each.recipe.width)
        for each in pictures.copies(it)
        if isinstance(each.recipe, Copy)
    ]


def test_a_large_picture_has_three_widths_and_one_for_every_browser() -> None:
    assert widths(4_000) == [("webp", 480), ("webp", 960), ("webp", 1_440), ("jpeg", 1_200)]


def test_a_small_one_keeps_its_width() -> None:
    assert widths(300) == [("webp", 300), ("jpeg", 300)]
    assert widths(700) == [("webp", 480), ("webp", 700), ("jpeg", 700)]


def test_no_two_copies_are_nearly_the_same() -> None:
    assert widths(500) == [("webp", 500), ("jpeg", 500)]
    assert widths(1_000) == [("webp", 480), ("webp", 1_000), ("jpeg", 1_000)]


def test_what_shines_through_stays_so_in_every_browser() -> None:
    assert widths(300, clear=True)[-1] == ("png", 300)


def test_what_webp_cannot_hold_is_made_smaller() -> None:
    it = Asset("a.png", "x", "f", "o", Measured("png", 200, 40_000))
    assert [
        each.recipe.height for each in pictures.copies(it) if isinstance(each.recipe, Copy)
    ] == [16_000, 16_000]


def test_addresses_follow_from_name_bytes_and_size() -> None:
    one = pictures.copies(Asset("a/My Photo.JPG", "x", "f", "o", Measured("jpeg", 100, 50)))
    other = pictures.copies(Asset("b/my-photo.jpg", "y", "f", "o", Measured("jpeg", 100, 50)))
    third = pictures.copies(Asset("a/My Photo.JPG", "x", "g", "o", Measured("jpeg", 100, 50)))
    assert [each.path for each in one] == [each.path for each in other]
    assert not {each.path for each in one} & {each.path for each in third}
    assert one[0].path.startswith("static/pictures/my-photo-100.") and one[0].path.endswith(".webp")
    assert one[-1].path.endswith(".jpg")


def test_what_cannot_be_read_is_shown_as_nothing() -> None:
    broken = Asset("a/x.png", "x", "f", "o", Measured())
    assert pictures.shown(broken) == Picture("a/x.png", 0, 0)
    assert pictures.copies(broken) == () and pictures.published(broken) is broken
    assert pictures.shown(Asset("a/x.pdf", "x", "f", "o")) is None


# ---- the copies themselves ----------------------------------------------------------------------


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(KINDS),
    st.integers(1, 1_600),
    st.integers(1, 1_600),
    st.sampled_from([0, 1, 3, 6, 8]),
)
def test_copies_are_never_larger_and_keep_the_shape(
    kind: tuple[str, str], width: int, height: int, orientation: int
) -> None:
    form, mode = kind
    more = {}
    if orientation and form in ("JPEG", "PNG", "WEBP"):
        exif = Image.Exif()
        exif[0x0112] = orientation
        more["exif"] = exif
    content = drawn(width, height, mode, form, **more)
    if more and orientation >= 5:
        width, height = height, width
    it = asset(content)
    recipes = [each.recipe for each in pictures.copies(it) if isinstance(each.recipe, Copy)]
    files = pictures.copied(content, recipes)
    assert files == pictures.copied(content, recipes), "the same bytes twice"
    for recipe, file in zip(recipes, files, strict=True):
        copy = opened(file)
        assert copy.size == (recipe.width, recipe.height)
        assert copy.format == recipe.format.upper()
        assert copy.width <= width and copy.height <= height
        assert abs(copy.width * height - copy.height * width) <= max(width, height), (
            "within a pixel"
        )
        assert not copy.getexif() and "icc_profile" not in copy.info


def test_a_copy_made_alone_is_the_one_made_with_others() -> None:
    content = drawn(1_000, 700, "RGB", "PNG")
    recipes = [
        each.recipe for each in pictures.copies(asset(content)) if isinstance(each.recipe, Copy)
    ]
    together = pictures.copied(content, recipes)
    assert [pictures.copied(content, [each])[0] for each in recipes] == together


def test_pictures_are_turned_as_the_camera_says() -> None:
    red = {1: (2, 10), 3: (37, 10), 6: (10, 2), 8: (10, 37)}
    for orientation, place in red.items():
        for copy in made(turned(orientation)):
            r, _, b = copy.convert("RGB").getpixel(place)  # type: ignore[misc]
            assert r > 150 > b, orientation


def test_no_copy_tells_where_it_was_taken() -> None:
    content = turned(6)
    assert b"A camera" in content
    it = asset(content)
    assert it.measured and it.measured.told
    recipes = [
        each.recipe
        for each in (*pictures.copies(it), pictures.published(it))
        if isinstance(each.recipe, Copy)
    ]
    for file in pictures.copied(content, recipes):
        assert b"Exif" not in file and b"A camera" not in file and b"said" not in file


@pytest.mark.parametrize("orientation", [1, 6])
def test_the_picture_itself_goes_along_without_what_it_tells(orientation: int) -> None:
    content = turned(orientation)
    it = pictures.published(asset(content))
    assert it.path == "articles/photo.jpg" and isinstance(it.recipe, Copy)
    copy = opened(pictures.copied(content, [it.recipe])[0])
    assert copy.size == ((20, 40) if orientation == 6 else (40, 20))
    assert not copy.getexif() and "comment" not in copy.info


def test_a_picture_that_tells_nothing_goes_along_as_it_is() -> None:
    it = asset(drawn(40, 30, "RGB", "JPEG"))
    assert pictures.published(it) is it


@pytest.mark.parametrize("form", ["PNG", "WEBP", "AVIF"])
def test_what_other_formats_tell_is_left_out_too(form: str) -> None:
    exif = Image.Exif()
    exif[0x010F] = "A camera"
    content = drawn(40, 30, "RGBA", form, exif=exif)
    it = asset(content)
    assert it.measured and it.measured.told
    cleaned = pictures.published(it)
    assert isinstance(cleaned.recipe, Copy)
    (file,) = pictures.copied(content, [cleaned.recipe])
    assert b"A camera" not in file and opened(file).size == (40, 30)
    assert opened(file).format == form


def test_colours_are_turned_to_those_that_browsers_assume() -> None:
    image = Image.new("LAB", (8, 8), (128, 60, 60))
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    srgb = ImageCms.createProfile("sRGB")
    expected = ImageCms.profileToProfile(image, lab, srgb, outputMode="RGB")
    assert expected
    # a profile whose first two colours have changed places, so that any reader of it shows others
    profile = bytearray(ImageCms.ImageCmsProfile(srgb).tobytes())
    red, green = profile.index(b"rXYZ"), profile.index(b"gXYZ")
    profile[red : red + 4], profile[green : green + 4] = b"gXYZ", b"rXYZ"
    for at in range(len(profile) - 4):
        if profile[at : at + 4] == b"sRGB" or profile[at : at + 8] == "sRGB".encode("utf-16-be"):
            profile[at : at + 1] = b"x"
    other = bytes(profile).replace("sRGB".encode("utf-16-be"), "xRGB".encode("utf-16-be"))
    into = BytesIO()
    Image.new("RGB", (40, 30), (200, 20, 20)).save(into, "PNG", icc_profile=other)
    for copy in made(into.getvalue()):
        r, g, _ = copy.convert("RGB").getpixel((9, 9))  # type: ignore[misc]
        assert g > 150 > r


def test_a_profile_that_is_none_changes_nothing() -> None:
    into = BytesIO()
    Image.new("RGB", (40, 30), (200, 20, 20)).save(into, "PNG", icc_profile=b"no profile")
    for copy in made(into.getvalue()):
        r, g, _ = copy.convert("RGB").getpixel((9, 9))  # type: ignore[misc]
        assert r > 190 and g < 30


def test_sixteen_bits_are_not_cut_to_white() -> None:
    image = Image.new("I;16", (40, 30), 128 * 256)
    into = BytesIO()
    image.save(into, "PNG")
    for copy in made(into.getvalue()):
        light = copy.convert("L").getpixel((9, 9))
        assert isinstance(light, int) and 120 < light < 136


def test_what_shines_through_shines_through_its_copies() -> None:
    into = BytesIO()
    Image.new("RGBA", (40, 30), (200, 20, 20, 100)).save(into, "PNG")
    for copy in made(into.getvalue()):
        assert copy.mode == "RGBA" and abs(copy.getchannel("A").getpixel((9, 9)) - 100) < 3  # type: ignore[operator]


def test_a_file_is_a_picture_by_its_name() -> None:
    assert pictures.called("a/B.JPG") == "jpeg"
    assert pictures.called("a/b.pdf") == pictures.called("a.png/b") == ""


def test_assets_are_gathered_by_the_file_they_are_made_of() -> None:
    one, other = (
        Asset(path, "f", path, "o", None, Copy("f", "webp", 1, 1)) for path in ("a.webp", "b.webp")
    )
    plain = Asset("c.pdf", "c", "c", "o")
    assert pictures.recipes([one, plain, other]) == {"f": [one, other]}
