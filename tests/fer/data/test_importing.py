"""An import gives the whole dataset or leaves the folder of datasets exactly as it was."""

import gzip
import io
import os
import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from fer.data.dataset import VOTE_COLUMNS, Dataset, dataset_names
from fer.data.importing import import_dataset
from fer.errors import FerError, SourceError

Pack = Callable[[Path, dict[str, bytes]], Path]


def snapshot(data: Path) -> dict[str, bytes]:
    """Return every file and folder below the folder of datasets, hidden ones included."""
    return {
        path.relative_to(data).as_posix(): path.read_bytes() if path.is_file() else b""
        for path in data.rglob("*")
    }


@pytest.fixture
def table(sample: Any, tmp_path: Path) -> Path:
    file = tmp_path / "fer2013.csv"
    file.write_bytes(sample.csv())
    return file


@pytest.fixture(scope="module")
def expected(sample: Any, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Return the fingerprint of the sample, imported from its table."""
    folder = tmp_path_factory.mktemp("table")
    (folder / "fer2013.csv").write_bytes(sample.csv())
    return import_dataset(folder / "fer2013.csv", data=folder / "data").fingerprint()


# What comes in


def test_a_table_becomes_a_dataset(sample: Any, table: Path, data: Path) -> None:
    dataset = import_dataset(table, data=data)
    assert dataset.name == "fer2013"
    assert np.array_equal(dataset.faces, sample.faces)
    rows = dataset.rows
    assert rows.columns.tolist() == ["row", "emotion", "split", "source", "first", "leaked"]
    assert rows["row"].tolist() == list(range(len(sample)))
    assert rows["emotion"].tolist() == sample.emotion
    assert rows["split"].tolist() == sample.split
    assert rows["source"].tolist()[:2] == ["line 2", "line 3"]
    assert rows["first"].tolist() == list(range(len(sample)))
    assert not rows["leaked"].any()
    assert sorted(snapshot(data)) == ["fer2013", "fer2013/faces.npy", "fer2013/rows.parquet"]


LAYOUTS: dict[str, Callable[[Any], dict[str, bytes]]] = {
    "fer2013.csv": lambda sample: {"fer2013.csv": sample.csv()},
    "icml_face_data.csv": lambda sample: {"icml_face_data.csv": sample.icml()},
    "class folders": lambda sample: sample.files(),
}
RUBBISH = {
    "__MACOSX/._fer2013.csv": b"\0\x05\x16\x07",
    "__MACOSX/train/happy/._Training_1.png": b"\0\x05\x16\x07",
    ".DS_Store": b"\0\0\0\1Bud1",
    "train/.DS_Store": b"\0\0\0\1Bud1",
}


@pytest.mark.parametrize("below", ["", "fer2013/", "challenge/fer 2013/"])
@pytest.mark.parametrize("name", ["source", "source.zip", "source.tar.gz", "source.tgz", "s.tar"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_gives_the_same_dataset(
    layout: str,
    name: str,
    below: str,
    sample: Any,
    expected: dict[str, str],
    pack: Pack,
    data: Path,
) -> None:
    files = {below + path: content for path, content in LAYOUTS[layout](sample).items()}
    rubbish = {below + path: content for path, content in RUBBISH.items()} if below else RUBBISH
    source = pack(data.parent / name, rubbish | files)
    dataset = import_dataset(source, data=data)
    assert dataset.fingerprint() == expected
    assert sorted(snapshot(data)) == ["fer2013", "fer2013/faces.npy", "fer2013/rows.parquet"]


def test_jpeg_folders_are_imported(sample: Any, pack: Pack, data: Path) -> None:
    dataset = import_dataset(pack(data.parent / "archive.zip", sample.files(".jpg")), data=data)
    assert dataset.rows["emotion"].tolist() == sample.emotion
    assert dataset.rows["split"].tolist() == sample.split
    assert np.abs(dataset.faces.astype(int) - sample.faces).mean() < 8


def test_any_class_folders_can_be_imported_under_their_own_name(pack: Pack, data: Path) -> None:
    file = io.BytesIO()
    Image.new("RGB", (90, 120), (200, 100, 50)).save(file, "PNG")
    names = ["Happiness/me.png", "SADNESS/me.png", "5/me.png"]
    source = pack(data.parent / "party", dict.fromkeys(names, file.getvalue()))
    dataset = import_dataset(source, "party-2", split="PublicTest", data=data)
    assert dataset_names(data) == ["party-2"]
    assert dataset.rows["split"].unique().tolist() == ["PublicTest"]
    assert sorted(dataset.rows["emotion"]) == [3, 4, 5]
    assert dataset.faces.shape == (3, 48, 48)
    assert np.abs(dataset.faces.astype(int) - 124).max() <= 1


def test_duplicates_and_leaks_are_stored(sample: Any, data: Path) -> None:
    header, *rows = sample.lines()
    within = rows[2]
    across = rows[3].replace("Training", "PrivateTest")
    between = rows[8].replace("PublicTest", "PrivateTest")
    file = data.parent / "fer2013.csv"
    file.write_text("\n".join([header, *rows, within, across, between]))
    table = import_dataset(file, data=data).rows
    number = len(sample)
    assert table["first"].tolist() == [*range(number), 2, 3, 8]
    assert table.index[table["leaked"]].tolist() == [number + 1]


def test_votes_are_joined(sample: Any, table: Path, data: Path) -> None:
    votes = data.parent / "fer2013new.csv"
    votes.write_text("\n".join(sample.votes()))
    dataset = import_dataset(table, votes=votes, data=data)
    assert dataset.has_votes
    assert (dataset.rows[list(VOTE_COLUMNS)].sum(axis=1) == 10).all()
    happy = dataset.rows["emotion"] == 3
    assert (dataset.rows.loc[happy, "votes_happiness"] == 8).all()
    assert (dataset.rows.loc[~happy, "votes_happiness"] == 0).all()


def test_a_second_import_replaces_the_first(sample: Any, table: Path, data: Path) -> None:
    first = import_dataset(table, data=data)
    table.write_text("\n".join(sample.lines()[:8]))
    second = import_dataset(table, data=data)
    assert (len(first.faces), len(second.faces)) == (21, 7)
    assert len(Dataset.open("fer2013", data).faces) == 7
    assert sorted(snapshot(data)) == ["fer2013", "fer2013/faces.npy", "fer2013/rows.parquet"]


def test_the_folder_of_datasets_is_made(table: Path, data: Path) -> None:
    import_dataset(table, "a_1", data=data / "new" / "deep")
    assert dataset_names(data / "new" / "deep") == ["a_1"]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_progress_runs_to_the_end(layout: str, sample: Any, pack: Pack, data: Path) -> None:
    seen: list[tuple[int, int]] = []
    source = pack(data.parent / "s.zip", LAYOUTS[layout](sample))
    import_dataset(source, data=data, progress=lambda done, total: seen.append((done, total)))
    done, totals = zip(*seen, strict=True)
    assert list(done) == sorted(done)
    assert set(totals) == {done[-1]}
    assert done[0] < done[-1]


# What is refused, and leaves nothing


def csv_with(line: int, change: Callable[[str], str]) -> Callable[[Any, Path, Pack], Path]:
    def build(sample: Any, folder: Path, pack: Pack) -> Path:
        lines = sample.lines()
        lines[line - 1] = change(lines[line - 1])
        return pack(folder / "raw", {"fer2013.csv": "\n".join(lines).encode()}) / "fer2013.csv"

    return build


def file_of(name: str, content: bytes) -> Callable[[Any, Path, Pack], Path]:
    return lambda _, folder, pack: pack(folder / "raw", {name: content}) / name


def archive(
    name: str, change: Callable[[bytes], bytes] = bytes, **more: bytes
) -> Callable[[Any, Path, Pack], Path]:
    """Pack the table and more under a name, and change the bytes of the archive."""

    def build(sample: Any, folder: Path, pack: Pack) -> Path:
        source = pack(folder / name, {"fer2013.csv": sample.csv(), **more})
        source.write_bytes(change(source.read_bytes()))
        return source

    return build


def absolute(name: str) -> Callable[[Any, Path, Pack], Path]:
    return lambda sample, folder, pack: pack(
        folder / name, {"fer2013.csv": sample.csv(), f"{folder}/evil": b"evil"}
    )


def folders(change: Callable[[dict[str, bytes]], dict[str, bytes]], name: str = "faces") -> Any:
    return lambda sample, folder, pack: pack(folder / name, change(sample.files()))


def encrypted(data: bytes) -> bytes:
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.index(mark) + place
        data = data[:start] + b"\x01\x00" + data[start + 2 :]
    return data


def wrong_checksum(data: bytes) -> bytes:
    for mark, place in ((b"PK\x03\x04", 14), (b"PK\x01\x02", 16)):
        start = data.index(mark) + place
        data = data[:start] + struct.pack("<I", 12345) + data[start + 4 :]
    return data


def tar_with_link(sample: Any, folder: Path, _: Pack) -> Path:
    source = folder / "fer.tar.gz"
    with tarfile.open(source, "w:gz") as packed:
        link = tarfile.TarInfo("way")
        link.type, link.linkname = tarfile.SYMTYPE, str(folder)
        packed.addfile(link)
        for name, content in (("way/evil", b"evil"), ("fer2013.csv", sample.csv())):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            packed.addfile(member, io.BytesIO(content))
    return source


def broken_picture(files: dict[str, bytes]) -> dict[str, bytes]:
    return files | {"test/happy/broken.jpg": b"\xff\xd8\xff\xe0 no picture"}


BROKEN: dict[str, tuple[Callable[[Any, Path, Pack], Path], str]] = {
    "nonexistent path": (lambda _, folder, __: folder / "nothing.csv", "nothing.csv"),
    "path too long": (lambda _, folder, __: folder / ("x" * 5000), "xxxx"),
    "2303 pixels": (csv_with(9, lambda row: row.replace(" ", "", 1)), "fer2013.csv, line 9:"),
    "pixel 256": (csv_with(4, lambda row: row.replace(" ", " 256 ", 1)), "fer2013.csv, line 4:"),
    "label 9": (csv_with(22, lambda row: "9" + row[1:]), "fer2013.csv, line 22:"),
    "unknown usage": (csv_with(3, lambda row: row + "s"), "fer2013.csv, line 3:"),
    "table cut off": (csv_with(22, lambda row: row[:999]), "fer2013.csv, line 22:"),
    "header only": (file_of("fer2013.csv", b"emotion,pixels,Usage\n"), "fer2013.csv"),
    "empty file": (file_of("fer2013.csv", b""), "fer2013.csv"),
    "binary file": (file_of("fer.csv", bytes(range(256)) * 9), "fer.csv, line 1"),
    "text file": (file_of("fer.csv", b"Dear diary,\nit rained.\n"), "fer.csv, line 1"),
    "utf-16": (file_of("fer.csv", "emotion,pixels,Usage\n".encode("utf-16")), "fer.csv, line 1"),
    "another file": (file_of("photo.jpg", b"\xff\xd8\xff\xe0" * 20), "photo.jpg, line 1"),
    "zip cut off": (archive("fer.zip", lambda data: data[:-300]), "fer.zip"),
    "tar.gz cut off": (archive("fer.tar.gz", lambda data: data[:-300]), "fer.tar.gz"),
    "tar cut off": (archive("fer.tar", lambda data: data[:9000]), "fer.tar"),
    "zip encrypted": (archive("fer.zip", encrypted), "fer.zip: 'fer2013.csv' is protected"),
    "zip with a wrong checksum": (archive("fer.zip", wrong_checksum), "'fer2013.csv'"),
    "gzip with a wrong checksum": (
        archive("fer.tgz", lambda data: data[:-8] + b"abcd" + data[-4:]),
        "fer.tgz",
    ),
    "zip leading out": (archive("fer.zip", **{"../evil": b"evil"}), "'../evil'"),
    "zip absolute": (absolute("fer.zip"), "/evil' would be written outside"),
    "tar leading out": (archive("fer.tar.gz", **{"../../evil": b"evil"}), "'../../evil'"),
    "tar absolute": (absolute("fer.tar.gz"), "/evil' would be written outside"),
    "tar with a link": (tar_with_link, "'way' is a link"),
    "broken table in a zip": (
        lambda _, folder, pack: pack(folder / "f.zip", {"a/fer2013.csv": b"emotion\n"}),
        "fer2013.csv, line 1",
    ),
    "broken table in a tar.gz": (
        lambda sample, folder, pack: pack(
            folder / "f.tar.gz", {"a/fer2013.csv": "\n".join(sample.lines())[:-9].encode()}
        ),
        "fer2013.csv, line 22:",
    ),
    "empty folder": (folders(lambda _: {}), "faces: no images"),
    "no images": (folders(lambda _: {"happy/a.txt": b"", "sad/b.txt": b""}), "faces: no images"),
    "no images in a zip": (folders(lambda _: {"happy/a.txt": b""}, "f.zip"), "f.zip: no images"),
    "broken picture": (folders(broken_picture), "test/happy/broken.jpg: "),
    "broken picture in a zip": (folders(broken_picture, "f.zip"), "test/happy/broken.jpg: "),
}


def check_refusal(source: Path, data: Path, **options: Any) -> str:
    """Check that nothing came of it, in the folder of datasets or beside it."""
    around = sorted(path for path in data.parent.rglob("*"))
    before = snapshot(data)
    with pytest.raises(SourceError) as caught:
        import_dataset(source, **({"data": data} | options))
    assert snapshot(data) == before
    assert sorted(path for path in data.parent.rglob("*")) == around
    message = str(caught.value)
    assert message.endswith(".")
    assert ".import-" not in message
    return message


@pytest.mark.parametrize("earlier", [False, True], ids=["first", "again"])
@pytest.mark.parametrize(("build", "expected"), BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_source_is_named_and_leaves_nothing(
    build: Callable[[Any, Path, Pack], Path],
    expected: str,
    earlier: bool,
    sample: Any,
    table: Path,
    pack: Pack,
    data: Path,
) -> None:
    if earlier:
        import_dataset(table, data=data)
    folder = data.parent / "broken"
    folder.mkdir()
    assert expected in check_refusal(build(sample, folder, pack), data)
    if earlier:
        assert np.array_equal(Dataset.open("fer2013", data).faces, sample.faces)


@pytest.mark.parametrize(
    "name",
    ["", "Fer", "../fer", "a/b", "/etc", ".hidden", "-a", "a b", "ä", "a\n", "a" * 41, "con."],
)
def test_a_bad_name_is_refused(name: str, table: Path, data: Path) -> None:
    assert "cannot name a dataset" in check_refusal(table, data, name=name)


@pytest.mark.parametrize("name", ["a", "0", "fer2013", "my-faces_2", "a" * 40])
def test_a_good_name_is_taken(name: str, table: Path, data: Path) -> None:
    assert import_dataset(table, name, data=data).name == name


def test_the_name_of_the_drawn_faces_is_taken(table: Path, data: Path) -> None:
    assert "faces drawn here" in check_refusal(table, data, name="sketches")


def test_an_unknown_split_is_refused(table: Path, data: Path) -> None:
    assert "'test' is no split" in check_refusal(table, data, split="test")


def fewer(lines: list[str]) -> list[str]:
    return lines[:-1]


def shuffled(lines: list[str]) -> list[str]:
    return [lines[0], *(lines[1 + 7 * (n // 7) + (n + 3) % 7] for n in range(21))]


def reversed_rows(lines: list[str]) -> list[str]:
    return [lines[0], *lines[:0:-1]]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (fewer, "20 rows of votes, the source 21 faces"),
        (shuffled, "votes agree with the labels"),
        (reversed_rows, "line 2: says PrivateTest, the source says Training"),
        (lambda _: ["emotion,pixels,Usage", "0,1,Training"], "line 1: expected the columns"),
        (lambda lines: [*lines[:5], "Training,fer.png,1"], "line 6: expected 10 counts"),
        (lambda _: [], "holds no votes"),
    ],
    ids=["number", "order within splits", "order of splits", "other file", "broken", "empty"],
)
@pytest.mark.parametrize("earlier", [False, True], ids=["first", "again"])
def test_votes_of_other_rows_are_refused_and_leave_nothing(
    change: Callable[[list[str]], list[str]],
    expected: str,
    earlier: bool,
    sample: Any,
    table: Path,
    data: Path,
) -> None:
    if earlier:
        import_dataset(table, data=data)
    votes = data.parent / "fer2013new.csv"
    votes.write_text("\n".join(change(sample.votes())))
    message = check_refusal(table, data, votes=votes)
    assert message.startswith("fer2013new.csv")
    assert expected in message


def test_votes_that_are_missing_are_refused(table: Path, data: Path) -> None:
    assert "votes.csv does not exist" in check_refusal(table, data, votes=data / "votes.csv")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
@pytest.mark.parametrize("locked", ["", "train", "train/happy", "train/happy/Training_3.png"])
def test_what_may_not_be_read_is_refused(locked: str, sample: Any, pack: Pack, data: Path) -> None:
    pictures = list(sample.files().values())
    files = {f"train/happy/Training_{n}.png": picture for n, picture in enumerate(pictures)}
    source = pack(data.parent / "faces", files)
    (source / locked).chmod(0)
    try:
        with pytest.raises(SourceError, match="Permission denied"):
            import_dataset(source, data=data)
    finally:
        (source / locked).chmod(0o700)
    assert snapshot(data) == {}


def test_a_file_in_place_of_the_folder_of_datasets_is_refused(table: Path, data: Path) -> None:
    place = data / "file"
    place.touch()
    with pytest.raises(SourceError, match="cannot be imported"):
        import_dataset(table, data=place)
    assert snapshot(data) == {"file": b""}


# What is never deleted


def test_a_source_is_never_replaced_by_its_own_import(sample: Any, pack: Pack, data: Path) -> None:
    source = pack(data / "fer2013", sample.files())
    assert "Move it away" in check_refusal(source, data)
    assert "Move it away" in check_refusal(source / "train", data)


def test_files_beside_an_earlier_import_are_not_deleted(table: Path, data: Path) -> None:
    import_dataset(table, data=data)
    (data / "fer2013" / "fer2013new.csv").write_text("votes")
    assert "fer2013/fer2013new.csv" in check_refusal(table, data)


def test_a_file_of_the_same_name_is_not_deleted(table: Path, data: Path) -> None:
    (data / "fer2013").write_text("mine")
    assert "is no dataset" in check_refusal(table, data)


def test_an_empty_folder_is_no_hindrance(table: Path, data: Path) -> None:
    (data / "fer2013").mkdir()
    (data / "fer2013" / ".DS_Store").touch()
    assert len(import_dataset(table, data=data).faces) == 21


@pytest.mark.parametrize("name", ["source", "source.zip", "source.tar.gz"])
def test_the_source_is_left_as_it_was(name: str, sample: Any, pack: Pack, data: Path) -> None:
    source = pack(data.parent / name, {"fer/fer2013.csv": sample.csv()})
    around = {path: path.read_bytes() for path in source.rglob("*") if path.is_file()}
    content = around or source.read_bytes()
    import_dataset(source, data=data)
    now = {path: path.read_bytes() for path in source.rglob("*") if path.is_file()}
    assert (now or source.read_bytes()) == content


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_an_interruption_leaves_the_earlier_dataset(
    error: type[BaseException], sample: Any, pack: Pack, table: Path, data: Path
) -> None:
    import_dataset(table, data=data)
    before = snapshot(data)

    def stop(done: int, total: int) -> None:
        raise error

    with pytest.raises(error):
        import_dataset(pack(data.parent / "s.zip", sample.files()), data=data, progress=stop)
    assert snapshot(data) == before


def test_an_earlier_dataset_comes_back_where_the_last_step_fails(
    table: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_dataset(table, data=data)
    before = snapshot(data)
    rename = Path.rename

    def fail_once(path: Path, target: Path) -> Path:
        if path.name == "dataset":
            raise PermissionError(13, "Permission denied", str(target))
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", fail_once)
    with pytest.raises(FerError, match="Permission denied"):
        import_dataset(table, data=data)
    assert snapshot(data) == before
    assert len(Dataset.open("fer2013", data).faces) == 21


def test_a_worn_archive_gives_the_dataset_or_nothing(
    sample: Any, expected: dict[str, str], pack: Pack, data: Path
) -> None:
    generator = np.random.default_rng(11)
    for name in ("s.zip", "s.tar.gz"):
        source = pack(data.parent / name, {"fer2013.csv": sample.csv()})
        whole = source.read_bytes()
        for _ in range(15):
            worn = bytearray(whole)
            worn[generator.integers(len(whole))] ^= 1 << generator.integers(8)
            source.write_bytes(worn)
            try:
                dataset = import_dataset(source, data=data)
            except SourceError:
                continue
            assert dataset.fingerprint() == expected
    assert set(snapshot(data)) <= {"fer2013", "fer2013/faces.npy", "fer2013/rows.parquet"}


def test_gzip_and_zip_are_not_told_apart_by_luck(sample: Any, data: Path) -> None:
    source = data.parent / "fer2013.tar.gz"
    with zipfile.ZipFile(source, "w") as archive:
        archive.writestr("fer2013.csv", sample.csv())
    assert check_refusal(source, data).startswith("fer2013.tar.gz is damaged")
    source.write_bytes(gzip.compress(sample.csv()))
    assert check_refusal(source, data).startswith("fer2013.tar.gz is damaged")
