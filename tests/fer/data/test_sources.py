"""The readers of tables and of class folders."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from fer.data.folders import FolderReader
from fer.data.picture import Picture
from fer.data.sources import CsvReader, reader_for
from fer.emotions import EMOTIONS
from fer.errors import SourceError


def table(folder: Path, content: bytes | list[str], name: str = "fer2013.csv") -> Path:
    if isinstance(content, list):
        content = "\n".join([*content, ""]).encode()
    file = folder / name
    file.write_bytes(content)
    return file


def read(source: Path, split: str = "PrivateTest") -> list[Picture]:
    return list(reader_for(source, split).pictures())


def refusal(source: Path) -> str:
    with pytest.raises(SourceError) as caught:
        read(source)
    message = str(caught.value)
    assert message.endswith(".")
    return message


def same(pictures: list[Picture], sample: Any) -> bool:
    return (
        np.array_equal([picture.face for picture in pictures], sample.faces)
        and [picture.emotion for picture in pictures] == sample.emotion
        and [picture.split for picture in pictures] == sample.split
    )


# One picture


@pytest.mark.parametrize(
    ("face", "emotion", "split"),
    [
        (np.zeros((48, 47), np.uint8), 0, "Training"),
        (np.zeros((48, 48), np.int32), 0, "Training"),
        (np.zeros((48, 48), np.uint8), 7, "Training"),
        (np.zeros((48, 48), np.uint8), -1, "Training"),
        (np.zeros((48, 48), np.uint8), 0, "train"),
    ],
    ids=["shape", "kind", "label", "negative", "split"],
)
def test_a_picture_checks_itself(face: np.ndarray, emotion: int, split: str) -> None:
    with pytest.raises(ValueError, match=r"expected|unknown"):
        Picture(face, emotion, split, "line 2")


# Tables


def with_end(content: bytes, end: bytes) -> bytes:
    return content.replace(b"\n", end)


def quoted(lines: list[str]) -> bytes:
    rows = [",".join(f'"{cell}"' for cell in line.split(",")) for line in lines]
    return "\n".join([*rows, ""]).encode()


TABLES: dict[str, Callable[[Any], bytes]] = {
    "fer2013": lambda sample: sample.csv(),
    "icml": lambda sample: sample.icml(),
    "crlf": lambda sample: with_end(sample.csv(), b"\r\n"),
    "bom": lambda sample: b"\xef\xbb\xbf" + sample.csv(),
    "bom and crlf": lambda sample: b"\xef\xbb\xbf" + with_end(sample.icml(), b"\r\n"),
    "quoted": lambda sample: quoted(sample.lines()),
    "quoted with a bom": lambda sample: b"\xef\xbb\xbf" + quoted(sample.lines()),
    "quoted header with spaces": lambda sample: sample.icml().replace(b" Usage", b' " Usage"'),
    "pixels quoted": lambda sample: "\n".join(
        ['{},"{}",{}'.format(*line.split(",")) for line in sample.lines()]
    ).encode(),
    "blank lines at the end": lambda sample: sample.csv() + b"\n\r\n   \n",
    "empty cells at the end": lambda sample: sample.csv() + b",,\n",
    "no line end": lambda sample: sample.csv().rstrip(),
    "spaces": lambda sample: sample.csv().replace(b",", b" , "),
    "upper case": lambda sample: sample.csv().replace(b"emotion,pixels", b"EMOTION,Pixels"),
    "more columns": lambda sample: "\n".join(
        ["id," + sample.lines()[0], *("x," + line for line in sample.lines()[1:])]
    ).encode(),
}


@pytest.mark.parametrize("write", TABLES.values(), ids=TABLES.keys())
def test_every_form_of_the_table_gives_the_same_faces(
    write: Callable[[Any], bytes], sample: Any, tmp_path: Path
) -> None:
    assert same(read(table(tmp_path, write(sample))), sample)


def test_pictures_carry_their_line(sample: Any, tmp_path: Path) -> None:
    sources = [picture.source for picture in read(table(tmp_path, sample.csv()))]
    assert sources == [f"line {number + 2}" for number in range(len(sample))]


def test_a_table_counts_its_bytes(sample: Any, tmp_path: Path) -> None:
    reader = CsvReader(table(tmp_path, sample.csv()))
    assert reader.total == len(sample.csv())
    assert reader.done == 0
    for _ in range(2):  # it can be read again
        done = [reader.done for _ in reader.pictures()]
        assert done == sorted(set(done))
        assert reader.done == reader.total


def changed(sample: Any, **cells: str) -> list[str]:
    """Change the cells of line 6."""
    lines = sample.lines()
    row = dict(zip(("emotion", "pixels", "usage"), lines[5].split(","), strict=True)) | cells
    lines[5] = ",".join(row.values())
    return lines


def pixel(sample: Any, value: str) -> str:
    numbers = sample.pixels(4).split()
    return " ".join([*numbers[:1000], value, *numbers[1001:]])


BROKEN_ROWS: dict[str, tuple[Callable[[Any], dict[str, str]], str]] = {
    "2303 pixels": (lambda s: {"pixels": s.pixels(4).rpartition(" ")[0]}, "found 2303"),
    "2305 pixels": (lambda s: {"pixels": s.pixels(4) + " 0"}, "found 2305"),
    "no pixels": (lambda s: {"pixels": ""}, "found 0"),
    "pixel 256": (lambda s: {"pixels": pixel(s, "256")}, "found '256'"),
    "pixel -1": (lambda s: {"pixels": pixel(s, "-1")}, "found '-1'"),
    "pixel 1e30": (lambda s: {"pixels": pixel(s, "9" * 30)}, "found '99999"),
    "pixel x": (lambda s: {"pixels": pixel(s, "x")}, "found 'x'"),
    "pixel 1.5": (lambda s: {"pixels": pixel(s, "1.5")}, "found '1.5'"),
    "pixel 1_0": (lambda s: {"pixels": pixel(s, "1_0")}, "found '1_0'"),
    "pixel nan": (lambda s: {"pixels": pixel(s, "nan")}, "found 'nan'"),
    "pixel in arabic": (lambda s: {"pixels": pixel(s, "٣")}, "found '٣'"),
    "label 9": (lambda _: {"emotion": "9"}, "label from 0 to 6, found '9'"),
    "label 7": (lambda _: {"emotion": "7"}, "label from 0 to 6, found '7'"),
    "label -1": (lambda _: {"emotion": "-1"}, "label from 0 to 6, found '-1'"),
    "label empty": (lambda _: {"emotion": ""}, "label from 0 to 6, found ''"),
    "label raised": (lambda _: {"emotion": "²"}, "label from 0 to 6, found '²'"),
    "label huge": (lambda _: {"emotion": "9" * 5000}, "label from 0 to 6, found '99999"),
    "label a word": (lambda _: {"emotion": "happy"}, "label from 0 to 6, found 'happy'"),
    "usage unknown": (lambda _: {"usage": "Holdout"}, "as Usage, found 'Holdout'"),
    "usage empty": (lambda _: {"usage": ""}, "as Usage, found ''"),
    "usage cut off": (lambda _: {"usage": "Trainin"}, "as Usage, found 'Trainin'"),
    "zero byte": (lambda _: {"usage": "Train\0ing"}, "not text"),
    "open quote": (lambda s: {"pixels": '"' + s.pixels(4)}, "not text"),
}


@pytest.mark.parametrize(("cells", "expected"), BROKEN_ROWS.values(), ids=BROKEN_ROWS.keys())
def test_a_broken_row_is_named(
    cells: Callable[[Any], dict[str, str]], expected: str, sample: Any, tmp_path: Path
) -> None:
    message = refusal(table(tmp_path, changed(sample, **cells(sample))))
    assert message.startswith("fer2013.csv, line 6: ")
    assert expected in message


@pytest.mark.parametrize("kept", [1, 2, 500, -9, -1], ids=lambda kept: f"{kept} bytes")
def test_a_table_that_is_cut_off_names_its_last_line(
    kept: int, sample: Any, tmp_path: Path
) -> None:
    lines = sample.lines()[:10]
    lines[-1] = lines[-1][:kept]
    message = refusal(table(tmp_path, "\n".join(lines).encode()))
    assert message.startswith("fer2013.csv, line 10: ")


def test_a_table_in_another_order_that_is_cut_off_names_its_last_line(
    sample: Any, tmp_path: Path
) -> None:
    assert "line 22: expected 2304 pixels" in refusal(table(tmp_path, sample.icml()[:-50]))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"emotion,pixels,Usage\n", "has a header but no faces"),
        (b"emotion,pixels,Usage\n\n \n,,\n", "has a header but no faces"),
        (b"emotion,pixels\n0,1 2 3\n", "line 1: expected the columns emotion, pixels, usage"),
        (b"Dear diary,\ntoday was a good day.\n", "line 1: expected the columns"),
        (b"emotion;pixels;Usage\n", "line 1: expected the columns"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\xff\xfe", "line 1: this is not text"),
        (b"PK\x03\x04\x14\0\0\0\x08\0", "line 1: this is not text"),
        (b"emotion,pixels,Usage\r0,1 2,Training\r", "line 1: this is not text"),
        (b"emotion,pixels,Usage\n0,\xff\xfe,Training\n", "line 2: this is not text"),
        (bytes(3000), "line 1: this is not text"),
    ],
    ids=[
        "empty",
        "blank",
        "header only",
        "blank rows",
        "no usage",
        "letter",
        "semicolons",
        "picture",
        "zip",
        "old mac",
        "latin",
        "zeros",
    ],
)
def test_what_is_no_table_of_faces_is_refused(
    content: bytes, expected: str, tmp_path: Path
) -> None:
    message = refusal(table(tmp_path, content))
    assert message.startswith("fer2013.csv")
    assert expected in message


def test_utf_16_is_refused_with_a_way_out(sample: Any, tmp_path: Path) -> None:
    message = refusal(table(tmp_path, sample.csv().decode().encode("utf-16")))
    assert "line 1: this is not text in UTF-8" in message


def test_a_stray_column_in_another_encoding_names_its_line(sample: Any, tmp_path: Path) -> None:
    content = sample.csv().replace(b"Usage\n", b"Usage,caf\xe9\n")
    assert len(read(table(tmp_path, content))) == len(sample)
    content = sample.csv().replace(b"Training\n", b"Training,caf\xe9\n", 1)
    assert "line 2: this is not text" in refusal(table(tmp_path, content))


# Folders


def picture_file(value: int = 100, size: tuple[int, int] = (48, 48), kind: str = "PNG") -> bytes:
    file = io.BytesIO()
    Image.new("L", size, value).save(file, kind)
    return file.getvalue()


def test_folders_give_the_faces_in_the_order_of_their_numbers(
    sample: Any, pack: Callable[..., Path], tmp_path: Path
) -> None:
    assert same(read(pack(tmp_path / "fer", sample.files())), sample)


def test_photographs_are_nearly_the_same(
    sample: Any, pack: Callable[..., Path], tmp_path: Path
) -> None:
    pictures = read(pack(tmp_path / "fer", sample.files(".jpg")))
    assert [picture.emotion for picture in pictures] == sample.emotion
    faces = np.array([picture.face for picture in pictures]).astype(int)
    assert np.abs(faces - sample.faces).mean() < 8


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("happy", 3),
        ("HAPPY", 3),
        ("Happiness", 3),
        ("sadness", 4),
        ("Sad", 4),
        ("fearful", 2),
        ("3", 3),
        ("3_happy", 3),
        ("surprised", 5),
    ],
)
def test_class_folders_may_be_spelt_otherwise(
    name: str, label: int, pack: Callable[..., Path], tmp_path: Path
) -> None:
    (picture,) = read(pack(tmp_path / "mine", {f"{name}/a.png": picture_file(50)}))
    assert picture.emotion == label
    assert (picture.face == 50).all()
    assert picture.source == f"{name}/a.png"


@pytest.mark.parametrize(
    ("path", "split"),
    [
        ("train/happy/1.png", "Training"),
        ("Train/happy/1.png", "Training"),
        ("validation/happy/1.png", "PublicTest"),
        ("val/happy/1.png", "PublicTest"),
        ("test/happy/1.png", "PrivateTest"),
        ("happy/test/1.png", "PrivateTest"),
        ("test/deep/train/happy/1.png", "Training"),
        ("images/happy/1.png", "PublicTest"),
        ("happy/1.png", "PublicTest"),
        ("test/happy/PublicTest_1.png", "PublicTest"),
        ("train/happy/PrivateTest_77.png", "PrivateTest"),
        ("train/happy/photo_77.png", "Training"),
    ],
)
def test_folders_and_names_say_the_split(
    path: str, split: str, pack: Callable[..., Path], tmp_path: Path
) -> None:
    source = pack(tmp_path / "mine", {path: picture_file()})
    (picture,) = read(source, split="PublicTest")
    assert picture.split == split


def test_a_folder_that_is_a_link_has_the_name_of_the_link(
    pack: Callable[..., Path], tmp_path: Path
) -> None:
    pack(tmp_path / "part1", {"happy/1.png": picture_file()})
    (tmp_path / "train").symlink_to(tmp_path / "part1")
    (picture,) = read(tmp_path / "train", "PublicTest")
    assert picture.split == "Training"


def test_the_folder_itself_may_name_the_split(pack: Callable[..., Path], tmp_path: Path) -> None:
    (picture,) = read(pack(tmp_path / "train", {"happy/1.png": picture_file()}), "PublicTest")
    assert picture.split == "Training"


@pytest.mark.parametrize(
    ("path", "label"),
    [("happy/person 7/1.png", 3), ("happy/4/1.png", 3), ("5/happy/1.png", 3), ("5/a/1.png", 5)],
)
def test_a_picture_belongs_to_the_nearest_class_folder_and_names_outrank_numbers(
    path: str, label: int, pack: Callable[..., Path], tmp_path: Path
) -> None:
    (picture,) = read(pack(tmp_path / "mine", {path: picture_file()}))
    assert picture.emotion == label


@pytest.mark.parametrize("stranger", ["contempt", "7", "hapy"])
def test_pictures_of_no_emotion_beside_class_folders_are_not_passed_over(
    stranger: str, pack: Callable[..., Path], tmp_path: Path
) -> None:
    files = {"train/happy/1.png": picture_file(), f"train/{stranger}/2.png": picture_file()}
    assert refusal(pack(tmp_path / "mine", files)).startswith(f"train/{stranger}: ")


@pytest.mark.parametrize("below", ["S130", "3"])
def test_nor_are_those_a_folder_deeper(
    below: str, pack: Callable[..., Path], tmp_path: Path
) -> None:
    """As people's numbers below a class that has no label here: 3 would be Happy."""
    files = {
        "train/happy/S005/1.png": picture_file(),
        f"train/contempt/{below}/2.png": picture_file(),
    }
    said = refusal(pack(tmp_path / "mine", files))
    assert said.startswith(f"train/contempt/{below}: ")
    assert "'contempt' names none" in said


def test_numbers_below_a_class_and_above_one_are_peoples(
    pack: Callable[..., Path], tmp_path: Path
) -> None:
    files = {f"happy/{number}/1.png": picture_file() for number in (1, 10)}
    assert [p.emotion for p in read(pack(tmp_path / "below", files))] == [3, 3]
    files = {f"{number}/happy/1.png": picture_file() for number in (1, 10)}
    assert [p.emotion for p in read(pack(tmp_path / "above", files))] == [3, 3]


def test_pictures_that_cannot_be_read_here_are_named(
    pack: Callable[..., Path], tmp_path: Path
) -> None:
    files = {"happy/1.png": picture_file(), "happy/IMG_1.HEIC": b"\0\0\0\x18ftypheic"}
    assert refusal(pack(tmp_path / "mine", files)).startswith("happy/IMG_1.HEIC: pictures of this")


def test_a_line_without_an_end_is_not_read_whole(tmp_path: Path) -> None:
    said = refusal(table(tmp_path, b"emotion,pixels,Usage\n" + b"0 " * (1 << 20)))
    assert "line 2: it is longer than 1,048,576 bytes" in said


def test_other_files_and_folders_do_not_disturb(
    sample: Any, pack: Callable[..., Path], tmp_path: Path
) -> None:
    rubbish = {
        ".DS_Store": b"\0\0\0\1Bud1",
        "__MACOSX/train/happy/._Training_0.png": b"\0\5\x16\7",
        "train/happy/._Training_0.png": b"\0\5\x16\7",
        "train/happy/Thumbs.db": b"\xd0\xcf",
        "train/happy/notes.txt": b"lovely",
        ".thumbnails/happy/1.png": b"not a picture",
        "overview.png": picture_file(),
        "papers/figure.png": picture_file(),
        "labels.csv": b"file,label\n1,2\n",
    }
    source = pack(tmp_path / "fer", rubbish | sample.files())
    assert same(read(source), sample)


@pytest.mark.parametrize("folder", ["", ".hidden/", "__MACOSX/"])
def test_the_way_to_the_source_may_be_hidden(
    folder: str, sample: Any, pack: Callable[..., Path], tmp_path: Path
) -> None:
    assert same(read(pack(tmp_path / folder / "fer", sample.files())), sample)


def test_large_colour_photos_come_in_grey_and_small(
    pack: Callable[..., Path], tmp_path: Path
) -> None:
    files = {}
    for number, name in enumerate(EMOTIONS):
        photo = np.zeros((300, 200, 3), np.uint8)
        photo[:150] = (200, 30 * number, 10)
        file = io.BytesIO()
        Image.fromarray(photo).save(file, "JPEG", quality=95)
        files[f"{name}/{number}.JPEG"] = file.getvalue()
    pictures = read(pack(tmp_path / "photos", files))
    assert [picture.emotion for picture in pictures] == list(range(7))
    for number, picture in enumerate(pictures):
        luma = 0.299 * 200 + 0.587 * 30 * number + 0.114 * 10
        assert picture.face.shape == (48, 48)
        assert np.abs(picture.face[:23] - luma).max() <= 3
        assert picture.face[25:].max() <= 3


@pytest.mark.parametrize(
    "suffix", [".jpg", ".jfif", ".png", ".webp", ".bmp", ".gif", ".tif", ".pgm"]
)
def test_pictures_of_many_formats_are_found(
    suffix: str, pack: Callable[..., Path], tmp_path: Path
) -> None:
    kind = Image.registered_extensions()[suffix]
    source = pack(tmp_path / "mine", {f"sad/1{suffix.upper()}": picture_file(90, kind=kind)})
    (picture,) = read(source)
    assert np.abs(picture.face.astype(int) - 90).max() <= 1


def test_a_broken_picture_is_named(sample: Any, pack: Callable[..., Path], tmp_path: Path) -> None:
    files = sample.files()
    name = sorted(files)[4]
    source = pack(tmp_path / "fer", files | {name: files[name][:100]})
    message = refusal(source)
    assert message.startswith(f"{name}: ")
    assert "cut off" in message


def test_a_link_that_leads_nowhere_is_named(pack: Callable[..., Path], tmp_path: Path) -> None:
    source = pack(tmp_path / "mine", {"happy/1.png": picture_file()})
    (source / "happy" / "2.png").symlink_to(tmp_path / "gone.png")
    assert refusal(source).startswith("happy/2.png: ")


def test_a_class_folder_may_be_a_link(pack: Callable[..., Path], tmp_path: Path) -> None:
    pack(tmp_path / "elsewhere", {"1.png": picture_file(7)})
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "angry").symlink_to(tmp_path / "elsewhere")
    (picture,) = read(tmp_path / "mine")
    assert picture.emotion == 0


def test_a_folder_counts_its_files(sample: Any, pack: Callable[..., Path], tmp_path: Path) -> None:
    reader = FolderReader(pack(tmp_path / "fer", sample.files()))
    assert (reader.total, reader.done) == (len(sample), 0)
    assert [reader.done for _ in reader.pictures()] == list(range(1, len(sample) + 1))


@pytest.mark.parametrize(
    "files",
    [{}, {"happy/notes.txt": b"none"}, {"1.png": picture_file()}, {"cats/1.png": picture_file()}],
    ids=["empty", "text", "no class", "other class"],
)
def test_a_folder_without_faces_is_refused_by_its_name(
    files: dict[str, bytes], pack: Callable[..., Path], tmp_path: Path
) -> None:
    assert refusal(pack(tmp_path / "holiday", files)).startswith("holiday: no images found")


# Which reader


def test_a_table_within_a_folder_is_found(
    sample: Any, pack: Callable[..., Path], tmp_path: Path
) -> None:
    files = {"a/b/fer2013.csv": b"\xef\xbb\xbf" + sample.csv(), "a/test.csv": b"pixels\n1 2\n"}
    files |= {"__MACOSX/a/b/._fer2013.csv": b"\0\5", "a/.DS_Store": b"\0"}
    assert same(read(pack(tmp_path / "download", files)), sample)


def test_the_table_of_the_usual_name_goes_first(
    sample: Any, pack: Callable[..., Path], tmp_path: Path
) -> None:
    half = "\n".join(sample.lines()[:5]).encode()
    files = {"a.csv": half, "icml_face_data.csv": half, "z/fer2013.csv": sample.csv()}
    assert same(read(pack(tmp_path / "download", files)), sample)


def test_a_broken_table_within_a_folder_is_named(pack: Callable[..., Path], tmp_path: Path) -> None:
    message = refusal(pack(tmp_path / "download", {"fer2013/fer2013.csv": b"", "a.csv": b"x\n"}))
    assert message.startswith("fer2013.csv is empty")
