"""Pictures of every kind come out right, and what is no picture is refused in a sentence."""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, features

from fer.errors import ImageError
from fer.images import decode, resize, to_grey

Pixels = npt.NDArray[np.uint8]
HEIGHT, WIDTH = 24, 40


def drawn() -> Pixels:
    """A picture in which no turn and no mirror image looks like another, smooth enough for JPEG."""
    row, column = np.mgrid[:HEIGHT, :WIDTH]
    red, green = 6 * column, 10 * row
    blue = np.where((row - 7) ** 2 + (column - 10) ** 2 < 30, 220, 40)
    return np.stack([red, green, blue], axis=2).astype(np.uint8)


def encode(picture: Image.Image | npt.NDArray[Any], kind: str, **options: Any) -> bytes:
    image = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def chunk(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def png(
    width: int, height: int, depth: int, colour: int, data: bytes, *extra: bytes, end: bool = True
) -> bytes:
    """Lay out a PNG by hand: `data` holds the rows, each behind its filter byte."""
    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    parts = [b"\x89PNG\r\n\x1a\n", chunk(b"IHDR", head), *extra]
    parts += [chunk(b"IDAT", zlib.compress(data))] if data else []
    return b"".join([*parts, chunk(b"IEND", b"") if end else b""])


def bmp(width: int, height: int) -> bytes:
    head = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54, 0, 0, 54) + head


def tiff(*tags: tuple[int, int, int], follows: int = 0, body: bytes = b"") -> bytes:
    """Lay out a little-endian TIFF with one directory of 32-bit values at byte 8."""
    entries = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
    return (
        b"II*\0\x08\0\0\0"
        + struct.pack("<H", len(tags))
        + entries
        + struct.pack("<I", follows)
        + body
    )


def grey_tiff(follows: int = 0) -> bytes:
    """A 4 × 4 grey TIFF; its ten tags end at byte 134, where the pixels begin."""
    tags = [(256, 4, 4), (257, 4, 4), (258, 4, 8), (259, 4, 1), (262, 4, 1), (273, 4, 134)]
    tags += [(277, 4, 1), (278, 4, 4), (279, 4, 16), (284, 4, 1)]
    return tiff(*tags, follows=follows, body=bytes(range(0, 160, 10)))


def refusal(source: bytes | str | Path) -> str:
    with pytest.raises(ImageError) as caught:
        decode(source)
    return str(caught.value)


# What comes out


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("PNG", {}),
        ("BMP", {}),
        ("PPM", {}),
        ("TIFF", {}),
        ("TIFF", {"compression": "tiff_lzw"}),
        ("TIFF", {"compression": "tiff_adobe_deflate"}),
        ("TIFF", {"compression": "packbits"}),
        ("WEBP", {"lossless": True}),
    ],
    ids=lambda value: "-".join(map(str, value.values())) if isinstance(value, dict) else value,
)
def test_lossless_formats_come_out_to_the_pixel(kind: str, options: dict[str, Any]) -> None:
    assert np.array_equal(decode(encode(drawn(), kind, **options)), drawn())


@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("JPEG", {"quality": 95}),
        ("JPEG", {"quality": 95, "progressive": True}),
        ("JPEG", {"quality": 95, "restart_marker_rows": 1}),
        ("WEBP", {"quality": 95}),
        ("TIFF", {"compression": "jpeg", "quality": 95}),
        ("MPO", {"quality": 95, "save_all": True, "append_images": [Image.new("RGB", (40, 24))]}),
        pytest.param(
            "AVIF",
            {"quality": 95},
            marks=pytest.mark.skipif(not features.check("avif"), reason="Pillow without AVIF"),
        ),
    ],
    ids=["jpeg", "jpeg-progressive", "jpeg-restarts", "webp", "tiff-jpeg", "mpo", "avif"],
)
def test_lossy_formats_come_out_nearly_to_the_pixel(kind: str, options: dict[str, Any]) -> None:
    decoded = decode(encode(drawn(), kind, **options))
    assert decoded.shape == (HEIGHT, WIDTH, 3)
    assert np.abs(decoded.astype(int) - drawn()).mean() < 4


def test_a_path_a_string_and_bytes_are_the_same_and_the_array_is_ones_own(tmp_path: Path) -> None:
    file = tmp_path / "näh 1.png"
    file.write_bytes(encode(drawn(), "PNG"))
    for source in (file, str(file), file.read_bytes()):
        decoded = decode(source)
        assert np.array_equal(decoded, drawn())
        assert decoded.dtype == np.uint8
        assert decoded.flags.c_contiguous
        assert decoded.flags.writeable


def test_the_suffix_does_not_matter(tmp_path: Path) -> None:
    file = tmp_path / "really-a-png.jpg"
    file.write_bytes(encode(drawn(), "PNG"))
    assert np.array_equal(decode(file), drawn())


# Exif 2.32, tag 0x0112: where the pixel that is stored at (row, column) belongs in what one sees.
STORED: dict[int, Callable[[Any, Any, int, int], tuple[Any, Any]]] = {
    1: lambda r, c, h, w: (r, c),
    2: lambda r, c, h, w: (r, w - 1 - c),
    3: lambda r, c, h, w: (h - 1 - r, w - 1 - c),
    4: lambda r, c, h, w: (h - 1 - r, c),
    5: lambda r, c, h, w: (c, r),
    6: lambda r, c, h, w: (c, w - 1 - r),
    7: lambda r, c, h, w: (h - 1 - c, w - 1 - r),
    8: lambda r, c, h, w: (h - 1 - c, r),
}


def stored(seen: npt.NDArray[Any], orientation: int) -> npt.NDArray[Any]:
    height, width = seen.shape[:2]
    row, column = np.indices((width, height) if orientation > 4 else (height, width))
    return np.ascontiguousarray(seen[STORED[orientation](row, column, height, width)])


def exif(orientation: int) -> Image.Exif:
    tags = Image.Exif()
    tags[0x0112] = orientation
    return tags


@pytest.mark.parametrize("orientation", STORED)
@pytest.mark.parametrize(
    ("kind", "options", "off"),
    [
        ("PNG", {}, 0),
        ("TIFF", {}, 0),
        ("TIFF", {"compression": "tiff_lzw"}, 0),
        ("WEBP", {"lossless": True}, 0),
        ("JPEG", {"quality": 98, "subsampling": 0}, 4),
    ],
    ids=["png", "tiff", "tiff-lzw", "webp", "jpeg"],
)
def test_exif_orientation_is_applied(
    kind: str, options: dict[str, Any], off: int, orientation: int
) -> None:
    data = encode(stored(drawn(), orientation), kind, exif=exif(orientation), **options)
    decoded = decode(data)
    assert decoded.shape == (HEIGHT, WIDTH, 3)
    assert np.abs(decoded.astype(int) - drawn()).mean() <= off
    assert decoded.flags.c_contiguous


@pytest.mark.parametrize("orientation", [0, 9, 77])
def test_an_orientation_that_does_not_exist_counts_as_upright(orientation: int) -> None:
    data = encode(drawn(), "PNG", exif=exif(orientation))
    assert np.array_equal(decode(data), drawn())


@pytest.mark.parametrize("orientation", STORED)
def test_exif_orientation_is_applied_to_deep_greys(orientation: int) -> None:
    grey = (drawn()[:, :, 0].astype(np.uint16) * 257)[::-1]
    data = encode(stored(grey, orientation), "PNG", exif=exif(orientation))
    assert np.array_equal(decode(data)[:, :, 0], drawn()[::-1, :, 0])


def exif_block(kind: int, count: int, value: bytes) -> bytes:
    """Lay out an EXIF block whose orientation is of some other kind than one short number."""
    return b"Exif\0\0II*\0\x08\0\0\0\x01\0" + struct.pack("<HHI4sI", 0x0112, kind, count, value, 0)


@pytest.mark.parametrize(
    "block",
    [
        b"Exif\0\0II*\0\xff\xff\xff\x7f",
        b"Exif\0\0nonsense",
        b"Exif\0\0MM\0*\0\0\0\x08\xff\xff" * 3,
        exif_block(2, 4, b"six\0"),
        exif_block(7, 4, b"\xff\xff\xff\xff"),
    ],
    ids=["offset", "nonsense", "tags", "word", "bytes"],
)
def test_a_photo_with_a_broken_exif_block_is_still_a_photo(block: bytes) -> None:
    plain = encode(drawn(), "JPEG")
    segment = b"\xff\xe1" + struct.pack(">H", len(block) + 2) + block
    assert np.array_equal(decode(plain[:2] + segment + plain[2:]), decode(plain))


def on_white(colour: Any, alpha: Any) -> Pixels:
    opacity = np.asarray(alpha, float)[..., None] / 255
    blended = np.asarray(colour, float) * opacity + 255 * (1 - opacity)
    return np.rint(blended).astype(np.uint8)


@pytest.mark.parametrize(
    ("kind", "options"),
    [("PNG", {}), ("WEBP", {"lossless": True, "exact": True}), ("TIFF", {})],
    ids=["png", "webp", "tiff"],
)
def test_transparent_parts_lie_on_white(kind: str, options: dict[str, Any]) -> None:
    alpha = np.tile(np.linspace(0, 255, WIDTH), (HEIGHT, 1)).astype(np.uint8)
    data = encode(np.dstack([drawn(), alpha]), kind, **options)
    decoded = decode(data).astype(int)
    assert np.abs(decoded - on_white(drawn(), alpha)).max() <= 1
    assert (decoded[:, 0] == 255).all()
    assert np.array_equal(decoded[:, -1], drawn()[:, -1])


def test_transparent_greys_lie_on_white() -> None:
    pixels = np.array([[[0, 0], [0, 255], [100, 128], [200, 0]]], np.uint8)
    decoded = decode(encode(Image.fromarray(pixels, "LA"), "PNG"))
    assert decoded[0, :, 0].tolist() == pytest.approx([255, 0, 177, 255], abs=1)
    assert (decoded == decoded[:, :, :1]).all()


def test_a_palette_with_transparency_lies_on_white() -> None:
    image = Image.fromarray(np.array([[0, 1, 2]], np.uint8), "P")
    image.putpalette([255, 0, 0, 0, 255, 0, 0, 0, 255])
    decoded = decode(encode(image, "PNG", transparency=bytes([255, 0, 128])))
    assert decoded[0].tolist() == [[255, 0, 0], [255, 255, 255], [127, 127, 255]]


@pytest.mark.parametrize(
    ("colour", "depth", "key", "row", "expected"),
    [
        (0, 8, [7], bytes([7, 8]), [255, 8]),
        (0, 16, [700], struct.pack(">HH", 700, 25_700), [255, 100]),
        (2, 8, [1, 2, 3], bytes([1, 2, 3, 9, 9, 9]), [255, 9]),
        (0, 1, [0], b"\x40", [255, 255]),
    ],
    ids=["grey", "16-bit grey", "rgb", "1-bit"],
)
def test_a_transparent_colour_turns_white(
    colour: int, depth: int, key: list[int], row: bytes, expected: list[int]
) -> None:
    clear = chunk(b"tRNS", struct.pack(f">{len(key)}H", *key))
    decoded = decode(png(2, 1, depth, colour, b"\0" + row, clear))
    assert decoded[0].tolist() == [[value] * 3 for value in expected]


def test_a_gif_with_transparency_lies_on_white() -> None:
    image = Image.fromarray(np.array([[0, 1]], np.uint8), "P")
    image.putpalette([10, 20, 30, 40, 50, 60])
    assert decode(encode(image, "GIF", transparency=1))[0].tolist() == [[10, 20, 30], [255] * 3]


@pytest.mark.parametrize(
    ("kind", "options"),
    [("GIF", {}), ("WEBP", {"lossless": True}), ("PNG", {}), ("TIFF", {})],
    ids=["gif", "webp", "apng", "tiff pages"],
)
def test_an_animation_shows_its_first_frame(kind: str, options: dict[str, Any]) -> None:
    frames = [Image.new("RGB", (6, 4), colour) for colour in ("red", "lime", "blue")]
    data = encode(frames[0], kind, save_all=True, append_images=frames[1:], **options)
    with Image.open(io.BytesIO(data)) as image:
        assert image.n_frames == 3  # type: ignore[attr-defined]
    assert (decode(data) == [255, 0, 0]).all()


@pytest.mark.parametrize("kind", ["PNG", "TIFF", "BMP", "PPM", "JPEG"])
def test_greys_come_out_grey(kind: str) -> None:
    grey = drawn()[:, :, 0]
    decoded = decode(encode(grey, kind))
    assert (decoded == decoded[:, :, :1]).all()
    assert np.abs(decoded[:, :, 0].astype(int) - grey).max() <= (6 if kind == "JPEG" else 0)


@pytest.mark.parametrize(
    ("kind", "options"),
    [("PNG", {}), ("BMP", {}), ("TIFF", {"compression": "group4"}), ("PPM", {})],
    ids=["png", "bmp", "tiff-fax", "pbm"],
)
def test_one_bit_comes_out_black_and_white(kind: str, options: dict[str, Any]) -> None:
    bits = drawn()[:, :, 2] > 128
    decoded = decode(encode(bits, kind, **options))
    assert np.array_equal(decoded, np.where(bits, 255, 0)[:, :, None].repeat(3, axis=2))


def test_palettes_come_out_in_their_colours() -> None:
    image = Image.fromarray(np.array([[0, 1], [2, 0]], np.uint8), "P")
    image.putpalette([200, 100, 50, 1, 2, 3, 9, 99, 199])
    for kind in ("PNG", "GIF", "BMP", "TIFF"):
        decoded = decode(encode(image, kind))
        assert decoded[0].tolist() == [[200, 100, 50], [1, 2, 3]]
        assert decoded[1].tolist() == [[9, 99, 199], [200, 100, 50]]


@pytest.mark.parametrize("kind", ["JPEG", "TIFF"])
def test_print_colours_come_out_as_on_paper(kind: str) -> None:
    inks = {
        (0, 0, 0, 0): (255, 255, 255),
        (0, 0, 0, 255): (0, 0, 0),
        (0, 255, 255, 0): (255, 0, 0),
        (255, 0, 255, 0): (0, 255, 0),
        (255, 255, 0, 0): (0, 0, 255),
    }
    for ink, colour in inks.items():
        decoded = decode(encode(Image.new("CMYK", (16, 16), ink), kind))
        assert np.abs(decoded.astype(int) - colour).max() <= 3


DEEP = np.array([[0, 257, 128 * 257, 65_535]], np.uint16)
EIGHT = [0, 1, 128, 255]


@pytest.mark.parametrize(
    "data",
    [
        encode(DEEP, "PNG"),
        encode(DEEP, "TIFF"),
        encode(DEEP, "TIFF", compression="tiff_lzw"),
        encode(Image.frombytes("I;16B", (4, 1), DEEP.astype(">u2").tobytes()), "TIFF"),
        b"P5 4 1 65535\n" + DEEP.astype(">u2").tobytes(),
        encode(DEEP.astype(np.int32), "TIFF"),
        encode(DEEP.astype(np.float32), "TIFF"),
    ],
    ids=["png", "tiff", "tiff-lzw", "tiff-big-endian", "pgm", "tiff-32-bit", "tiff-float"],
)
def test_deep_greys_are_scaled_by_their_range(data: bytes) -> None:
    decoded = decode(data)
    assert decoded.shape == (1, 4, 3)
    for channel in range(3):
        assert decoded[0, :, channel].tolist() == EIGHT


@pytest.mark.parametrize(
    "data",
    [
        encode(np.full((3, 3), 200, np.uint16), "PNG"),
        encode(np.full((3, 3), 200, np.uint16), "TIFF"),
        encode(Image.frombytes("I;16B", (3, 3), b"\0\xc8" * 9), "TIFF"),
        b"P5 3 3 65535\n" + b"\0\xc8" * 9,
    ],
    ids=["png", "tiff", "tiff-big-endian", "pgm"],
)
def test_a_night_in_sixteen_bits_stays_dark(data: bytes) -> None:
    assert (decode(data) == 1).all()


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([0.0, 0.25, 0.5, 1.0], [0, 64, 128, 255]),
        ([0.0, 0.5, 1.0, 1.06], [0, 128, 255, 255]),
        ([0.0, 64.0, 128.0, 255.0], [0, 64, 128, 255]),
        ([0.0, 64.0, 255.0, 260.5], [0, 64, 255, 255]),
        ([-3.0, 0.0, 100.0, 200.0], [0, 0, 100, 200]),
        ([np.nan, 0.5, np.inf, -np.inf], [0, 128, 255, 0]),
        ([-1.0, -2.0, -3.0, -4.0], [0, 0, 0, 0]),
        ([0.0, 1e6, 4e5, 0.0], [0, 255, 102, 0]),
    ],
    ids=["unit", "unit over", "bytes", "bytes over", "below", "not finite", "negative", "wide"],
)
def test_floating_greys_are_scaled_by_what_they_use(
    values: list[float], expected: list[int]
) -> None:
    decoded = decode(encode(np.array([values], np.float32), "TIFF"))
    assert decoded[0, :, 0].tolist() == expected


def test_integers_up_to_255_are_taken_as_they_are() -> None:
    decoded = decode(encode(np.array([[0, 1, 100, 255]], np.int32), "TIFF"))
    assert decoded[0, :, 1].tolist() == [0, 1, 100, 255]


@pytest.mark.parametrize(
    ("colour", "values", "expected"),
    [
        (2, [65_535, 128 * 257, 257], [255, 128, 1]),
        (6, [65_535, 128 * 257, 257, 65_535], [255, 128, 1]),
        (6, [257, 257, 257, 0], [255, 255, 255]),
        (4, [100 * 257, 65_535], [100, 100, 100]),
    ],
    ids=["rgb", "rgba", "rgba, clear", "grey with alpha"],
)
def test_sixteen_bit_colours_keep_their_upper_byte(
    colour: int, values: list[int], expected: list[int]
) -> None:
    row = b"\0" + struct.pack(f">{len(values)}H", *values)
    assert decode(png(1, 1, 16, colour, row))[0, 0].tolist() == expected


def test_a_tiff_whose_pages_run_in_a_circle_shows_its_first_page() -> None:
    expected = np.arange(0, 160, 10).reshape(4, 4)
    assert np.array_equal(decode(grey_tiff(follows=8))[:, :, 0], expected)


# What is refused

ANIMATED = encode(
    Image.new("RGB", (9, 9), "red"),
    "GIF",
    save_all=True,
    append_images=[Image.new("RGB", (9, 9), "blue")],
)
WHOLE_PNG = encode(drawn(), "PNG")


def damaged(data: bytes, place: int, length: int = 1) -> bytes:
    flipped = bytes(byte ^ 0xFF for byte in data[place : place + length])
    return data[:place] + flipped + data[place + length :]


def zipped() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("picture.png", WHOLE_PNG)
    return file.getvalue()


NO_PICTURES: dict[str, bytes] = {
    "text": b"This is a picture of my grandmother.\n" * 40,
    "utf-16 text": "Bild".encode("utf-16") * 30,
    "pdf": b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\n%%EOF\n",
    "postscript": b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\nshowpage\n",
    "html": b"<!doctype html><html><body><img src='face.jpg'></body></html>",
    "svg": b"<svg xmlns='http://www.w3.org/2000/svg' width='9' height='9'><rect/></svg>",
    "json": b'{"face": [1, 2, 3]}',
    "zip": zipped(),
    "gzip": b"\x1f\x8b\x08\0\0\0\0\0\0\x03" + bytes(50),
    "random": np.random.default_rng(7).bytes(5000),
    "zeros": bytes(4096),
    "one byte": b"\xff",
    "wav": b"RIFF\x24\x10\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0" + bytes(500),
    "mp3": b"ID3\x04\0\0\0\0\0\0" + bytes(300),
    "mp4": b"\0\0\0\x18ftypisom\0\0\x02\0isomiso2" + bytes(200),
    "heic": b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(200),
    "icon": b"\0\0\x01\0\x01\0\x10\x10\0\0\x01\0\x20\0" + bytes(60),
    "program": b"\x7fELF\x02\x01\x01" + bytes(300),
    "jpeg: only its start": b"\xff\xd8",
    "jpeg: start and end": b"\xff\xd8\xff\xd9",
    "jpeg: no scan": encode(drawn(), "JPEG").split(b"\xff\xda")[0] + b"\xff\xd9",
    "png: signature": WHOLE_PNG[:8],
    "png: header": WHOLE_PNG[:33],
    "png: no data": png(4, 4, 8, 2, b""),
    "png: no end": png(1, 1, 8, 0, b"\0\x80", end=False),
    "png: checksum of the header": damaged(WHOLE_PNG, 30),
    "png: checksum of the data": damaged(png(1, 1, 8, 0, b"\0\x80"), -16),
    "png: broken stream": b"".join(
        [png(4, 4, 8, 2, b"", end=False), chunk(b"IDAT", b"\x78\x9c" + b"\xee" * 30)]
    )
    + chunk(b"IEND", b""),
    "png: no width": png(0, 9, 8, 2, b"\0" * 9),
    "png: no height": png(9, 0, 8, 2, b"\0"),
    "png: depth 3": png(2, 2, 3, 0, bytes(4)),
    "gif: no frame": b"GIF89a\x09\0\x09\0\0\0\0;",
    "gif: no size": b"GIF89a\0\0\0\0\0\0\0;",
    "gif: header": ANIMATED[:13],
    "bmp: no pixels": bmp(8, 8),
    "bmp: no width": bmp(0, 8),
    "webp: header": b"RIFF\x1a\0\0\0WEBPVP8L",
    "webp: length only": encode(drawn(), "WEBP")[:16],
    "tiff: header": b"II*\0\x08\0\0\0",
    "tiff: directory beyond the end": b"II*\0\xff\xff\xff\x7f",
    "tiff: directory in the header": b"II*\0\0\0\0\0",
    "tiff: empty directory that follows itself": tiff(follows=8),
    "tiff: pixels beyond the end": grey_tiff()[:140],
    "tiff: no width": tiff((256, 4, 0), (257, 4, 4), (258, 4, 8), (262, 4, 1), (273, 4, 8)),
    "tiff: unknown compression": tiff(
        (256, 4, 4), (257, 4, 4), (258, 4, 8), (259, 4, 999), (262, 4, 1), (273, 4, 8)
    ),
    "ppm: no pixels": b"P6 9 9 255\n",
    "ppm: no numbers": b"P6 nine nine 255\n" + bytes(300),
    "ppm: no width": b"P6 0 9 255\n",
}


@pytest.mark.parametrize("data", NO_PICTURES.values(), ids=NO_PICTURES.keys())
def test_what_is_no_picture_is_refused_in_a_sentence(data: bytes) -> None:
    message = refusal(data)
    assert message.startswith("The file ")
    assert message.endswith(".")
    assert any(word in message for word in ("Choose", "Try"))
    assert len(message) < 200


TOO_LARGE: dict[str, bytes] = {
    "png bomb": png(60_000, 60_000, 8, 2, bytes(100)),
    "png": png(10_000, 5_001, 1, 0, bytes(100)),
    "bmp of 51 megapixels": bmp(10_200, 5_000),
    "gif": b"GIF89a\xff\xff\xff\xff\0\0\0,\0\0\0\0\xff\xff\xff\xff\0\x02\x02D\x01\0;",
    "gif with a frame beyond the screen": (
        b"GIF89a\x01\0\x01\0\0\0\0,\0\0\0\0\xff\xff\xff\xff\0\x02\x02D\x01\0;"
    ),
    "tiff": tiff((256, 4, 90_000), (257, 4, 90_000), (258, 4, 8), (262, 4, 1), (273, 4, 8)),
    "ppm": b"P6 99999 99999 255\n",
}


@pytest.mark.parametrize("data", TOO_LARGE.values(), ids=TOO_LARGE.keys())
def test_too_many_pixels_are_refused_before_they_are_unpacked(data: bytes) -> None:
    message = refusal(data)
    assert "more than 50 megapixels" in message
    assert message.endswith("Scale it down and try again.")


def test_fifty_megapixels_are_still_read() -> None:
    pixels = (b"\0" + bytes(1250)) * 5000
    assert decode(png(10_000, 5_000, 1, 0, pixels)).shape == (5_000, 10_000, 3)


def test_an_empty_file_is_called_empty() -> None:
    assert "is empty" in refusal(b"")


@pytest.mark.parametrize(
    "path", ["missing.jpg", "", "a\0b.jpg", "x" * 5000], ids=["missing", "folder", "nul", "long"]
)
def test_what_cannot_be_opened_is_named(path: str, tmp_path: Path) -> None:
    message = refusal(tmp_path / path)
    assert "cannot be opened" in message
    assert (path or tmp_path.name) in message


def test_the_message_names_the_file(tmp_path: Path) -> None:
    file = tmp_path / "notes.jpg"
    file.write_text("no picture")
    assert refusal(str(file)).startswith("'notes.jpg' is not a picture")


FORMATS: dict[str, bytes] = {
    "jpeg": encode(drawn(), "JPEG"),
    "jpeg-progressive": encode(drawn(), "JPEG", progressive=True),
    "jpeg-restarts": encode(drawn(), "JPEG", restart_marker_rows=1),
    "jpeg-grey": encode(drawn()[:, :, 0], "JPEG"),
    "jpeg-cmyk": encode(Image.fromarray(drawn()).convert("CMYK"), "JPEG"),
    "png": WHOLE_PNG,
    "gif": encode(drawn(), "GIF"),
    "webp": encode(drawn(), "WEBP"),
    "webp-lossless": encode(drawn(), "WEBP", lossless=True),
    "tiff": encode(drawn(), "TIFF"),
    "tiff-lzw": encode(drawn(), "TIFF", compression="tiff_lzw"),
    "tiff-jpeg": encode(drawn(), "TIFF", compression="jpeg"),
    "bmp": encode(drawn(), "BMP"),
    "ppm": encode(drawn(), "PPM"),
}


@pytest.mark.parametrize("percent", [1, 10, 30, 50, 70, 90, 95])
@pytest.mark.parametrize("kind", FORMATS)
def test_what_is_cut_off_is_refused(kind: str, percent: int) -> None:
    data = FORMATS[kind]
    assert decode(data).shape == (HEIGHT, WIDTH, 3)
    assert refusal(data[: len(data) * percent // 100]).endswith(".")


@pytest.mark.parametrize("kind", ["jpeg", "jpeg-progressive", "jpeg-restarts", "jpeg-grey"])
def test_no_cut_of_a_jpeg_gives_a_picture_that_is_half_grey(kind: str) -> None:
    data = FORMATS[kind]
    whole = decode(data)
    accepted = []
    for end in range(1, len(data)):
        try:
            decoded = decode(data[:end])
        except ImageError:
            continue
        assert np.array_equal(decoded, whole)
        accepted.append(end)
    assert all(end >= len(data) - 2 for end in accepted)  # only the end mark may be missing


def worn(data: bytes, generator: np.random.Generator) -> bytes:
    """Flip, cut, repeat, blank or drop a few bytes, as broken disks and bad networks do."""
    for _ in range(generator.integers(1, 4)):
        place = int(generator.integers(len(data)))
        length = int(generator.integers(1, 12))
        fate = generator.integers(5)
        if fate == 0:
            data = damaged(data, place, length)
        elif fate == 1:
            data = data[:place] + generator.bytes(length) + data[place + length :]
        elif fate == 2:
            data = data[:place] + bytes(length) + data[place + length :]
        elif fate == 3:
            data = data[:place] + data[place + length :]
        else:
            data = data[:place]
        data = data or b"\0"
    return data


@pytest.mark.parametrize("kind", FORMATS)
def test_worn_files_give_a_picture_or_a_refusal_and_nothing_else(kind: str) -> None:
    generator = np.random.default_rng(sum(kind.encode()))
    outcomes = set()
    for _ in range(40):
        try:
            decoded = decode(worn(FORMATS[kind], generator))
        except ImageError:
            outcomes.add("refused")
        else:
            assert decoded.dtype == np.uint8
            assert decoded.ndim == 3
            assert decoded.shape[2] == 3
            outcomes.add("read")
    assert "refused" in outcomes


# Grey and size


def test_grey_is_the_luma_of_bt_601() -> None:
    expected = drawn() @ np.array([0.299, 0.587, 0.114])
    grey = to_grey(drawn())
    assert grey.dtype == np.uint8
    assert np.abs(grey - expected).max() <= 1


def test_grey_stays_as_it_is() -> None:
    grey = drawn()[:, :, 0]
    assert np.array_equal(to_grey(grey), grey)


def test_shrinking_is_the_mean_of_areas() -> None:
    large = np.random.default_rng(4).integers(0, 256, (24, 24), dtype=np.uint8)
    expected = large.reshape(6, 4, 6, 4).mean(axis=(1, 3))
    assert np.abs(resize(large, 6) - expected).max() <= 0.51


@pytest.mark.parametrize("shape", [(7, 9), (9, 7, 3), (30, 200), (200, 30, 3), (1, 1), (48, 96)])
def test_any_shape_comes_to_the_square_and_keeps_its_light(shape: tuple[int, ...]) -> None:
    resized = resize(np.full(shape, 77, np.uint8), 48)
    assert resized.shape == (48, 48, *shape[2:])
    assert resized.dtype == np.uint8
    assert (resized == 77).all()


def test_a_long_side_is_averaged_even_where_the_short_one_grows() -> None:
    stripes = np.zeros((24, 480), np.uint8)
    stripes[:, ::5] = 200
    assert np.abs(resize(stripes, 48).astype(int) - 40).max() <= 1


def test_the_right_size_is_left_as_it_is() -> None:
    square = np.arange(48 * 48, dtype=np.uint8).reshape(48, 48)
    assert np.array_equal(resize(square, 48), square)


@pytest.mark.parametrize("side", [12, 48, 64])
def test_the_pictures_given_are_left_alone(side: int) -> None:
    picture = np.random.default_rng(3).integers(0, 256, (48, 48, 3), dtype=np.uint8)
    before = picture.copy()
    picture.flags.writeable = False
    resize(picture, side)
    to_grey(picture)
    resize(to_grey(picture[::-1, ::2]), side)
    assert np.array_equal(picture, before)


def test_sharpness_is_that_of_scipys_laplacian_and_not_of_the_contrast():
    from scipy.ndimage import convolve

    from fer.images import sharpness

    grey = np.random.default_rng(0).integers(60, 120, (48, 48)).astype(np.uint8)
    cross = np.array([[0, 1, 0], [1, -4, 1], [0, 1, 0]])
    expected = convolve(grey.astype(float), cross, mode="mirror").std() / grey.std()
    assert sharpness(grey) == pytest.approx(expected)
    assert sharpness(2 * grey) == pytest.approx(expected)
    assert sharpness(np.full((48, 48), 90, np.uint8)) == 0
