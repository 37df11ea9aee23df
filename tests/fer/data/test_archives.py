"""Archives unpack whole and inside their folder, or not at all."""

import gzip
import io
import struct
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fer.data import archives
from fer.data.archives import is_archive, unpacked, walk
from fer.errors import SourceError

FILES = {
    "fer/train/happy/1.png": b"first" * 300,
    "fer/train/sad/2.png": np.random.default_rng(1).bytes(3000),
    "fer/read me.txt": b"",
}


def content(folder: Path) -> dict[str, bytes]:
    files = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


def refusal(source: Path, scratch: Path) -> str:
    """Check that nothing is left, inside or outside, and return the message."""
    beside = sorted(scratch.parent.rglob("*"))
    with pytest.raises(SourceError) as caught, unpacked(source, scratch):
        pass
    assert sorted(scratch.parent.rglob("*")) == beside
    message = str(caught.value)
    assert message.startswith(source.name)
    assert message.endswith(".")
    assert ".unpack-" not in message
    return message


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    folder = tmp_path / "a" / "b" / "scratch"
    folder.mkdir(parents=True)
    return folder


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("fer2013.zip", True),
        ("FER2013.ZIP", True),
        ("fer2013.tar.gz", True),
        ("fer2013.tgz", True),
        ("fer2013.tar", True),
        ("fer2013.csv", False),
        ("zip", False),
        ("fer.zip.csv", False),
    ],
)
def test_the_name_says_what_is_an_archive(name: str, expected: bool) -> None:
    assert is_archive(Path(name)) is expected


@pytest.mark.parametrize("name", ["fer.zip", "fer.tar.gz", "fer.tgz", "fer.tar"])
def test_what_was_packed_comes_out_and_is_removed(
    name: str, pack: Callable[..., Path], tmp_path: Path, scratch: Path
) -> None:
    source = pack(tmp_path / name, FILES)
    with unpacked(source, scratch) as folder:
        assert content(folder) == FILES
        assert scratch in folder.parents
    assert list(scratch.iterdir()) == []
    assert source.exists()


def test_what_is_unpacked_is_removed_after_a_failure_too(
    pack: Callable[..., Path], tmp_path: Path, scratch: Path
) -> None:
    source = pack(tmp_path / "fer.zip", FILES)
    with pytest.raises(KeyError), unpacked(source, scratch):
        raise KeyError
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize("name", ["fer2013.csv", "folder", "folder.zip"])
def test_anything_else_is_yielded_as_it_is(name: str, tmp_path: Path, scratch: Path) -> None:
    source = tmp_path / name
    source.touch() if name.endswith("csv") else source.mkdir()
    with unpacked(source, scratch) as same:
        assert same == source


@pytest.mark.parametrize("percent", [0, 1, 20, 50, 80, 99])
@pytest.mark.parametrize("name", ["fer.zip", "fer.tar.gz", "fer.tar"])
def test_an_archive_that_is_cut_off_is_refused(
    name: str, percent: int, pack: Callable[..., Path], tmp_path: Path, scratch: Path
) -> None:
    source = pack(tmp_path / name, FILES)
    data = source.read_bytes()
    if name.endswith(".tar"):  # the last records of a .tar are filled up with zeros
        data = data.rstrip(b"\0") + bytes(1024)
        percent = min(percent, 80)
    source.write_bytes(data[: len(data) * percent // 100])
    assert "damaged or cut off" in refusal(source, scratch)


def test_a_tar_that_is_cut_off_between_two_files_is_refused(
    pack: Callable[..., Path], tmp_path: Path, scratch: Path
) -> None:
    source = pack(tmp_path / "fer.tar", FILES)
    with tarfile.open(source) as archive:
        second = archive.getmembers()[1].offset
    source.write_bytes(source.read_bytes()[:second])
    assert "damaged or cut off" in refusal(source, scratch)


@pytest.mark.parametrize("compressed", [False, True], ids=["tar", "tar.gz"])
def test_a_tar_with_a_damaged_header_in_its_middle_is_refused(
    compressed: bool, pack: Callable[..., Path], tmp_path: Path, scratch: Path
) -> None:
    source = pack(tmp_path / "fer.tar", FILES)
    with tarfile.open(source) as archive:
        second = archive.getmembers()[1].offset
    data = bytearray(source.read_bytes())
    data[second + 10] ^= 0xFF
    if compressed:
        source = tmp_path / "fer.tar.gz"
    source.write_bytes(gzip.compress(data) if compressed else data)
    assert "damaged or cut off" in refusal(source, scratch)


def test_a_wrong_checksum_in_a_zip_names_the_file(
    pack: Callable[..., Path], tmp_path: Path, scratch: Path
) -> None:
    source = pack(tmp_path / "fer.zip", FILES)
    with zipfile.ZipFile(source) as archive:
        info = archive.getinfo("fer/train/sad/2.png")
    data = bytearray(source.read_bytes())
    data[info.header_offset + 30 + len(info.filename) + 200] ^= 0xFF  # stored: noise does not pack
    source.write_bytes(data)
    assert "fer/train/sad/2.png" in refusal(source, scratch)


def test_a_wrong_checksum_in_a_gzip_is_noticed(
    pack: Callable[..., Path], tmp_path: Path, scratch: Path
) -> None:
    source = pack(tmp_path / "fer.tar.gz", FILES)
    data = bytearray(source.read_bytes())
    data[-8] ^= 0xFF
    source.write_bytes(data)
    assert "damaged or cut off" in refusal(source, scratch)


def test_an_encrypted_zip_is_called_so(
    pack: Callable[..., Path], tmp_path: Path, scratch: Path
) -> None:
    source = pack(tmp_path / "fer.zip", FILES)
    data = source.read_bytes()
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        start = data.index(mark) + place
        data = data[:start] + b"\x01\x00" + data[start + 2 :]
    source.write_bytes(data)
    assert "'fer/train/happy/1.png' is protected by a password" in refusal(source, scratch)


def test_a_zip_with_an_unknown_method_is_refused(
    pack: Callable[..., Path], tmp_path: Path, scratch: Path
) -> None:
    source = pack(tmp_path / "fer.zip", FILES)
    data = source.read_bytes()
    for mark, place in ((b"PK\x03\x04", 8), (b"PK\x01\x02", 10)):
        start = data.index(mark) + place
        data = data[:start] + struct.pack("<H", 97) + data[start + 2 :]
    source.write_bytes(data)
    refusal(source, scratch)


@pytest.mark.parametrize("name", ["fer.zip", "fer.tar.gz", "fer.tar", "fer.tgz"])
@pytest.mark.parametrize("data", [b"", b"hello\n" * 500, b"\xff" * 9000], ids=["0", "text", "ones"])
def test_another_file_of_that_name_is_refused(
    name: str, data: bytes, tmp_path: Path, scratch: Path
) -> None:
    source = tmp_path / name
    source.write_bytes(data)
    assert "Download it again" in refusal(source, scratch)


@pytest.mark.parametrize("suffix", [".zip", ".tar.gz"])
@pytest.mark.parametrize(
    "name",
    [
        "../evil.txt",
        "../../../evil.txt",
        "fer/../../evil.txt",
        "{outside}/evil.txt",
        "..\\evil.txt",
    ],
    ids=["above", "far above", "within", "absolute", "backslash"],
)
def test_paths_that_lead_out_are_refused_and_write_nothing(
    name: str, suffix: str, pack: Callable[..., Path], tmp_path: Path, scratch: Path
) -> None:
    name = name.format(outside=tmp_path)
    source = pack(tmp_path / f"fer{suffix}", {"fer/1.png": b"good", name: b"evil"})
    assert f"'{name}' would be written outside" in refusal(source, scratch)
    assert list(tmp_path.rglob("evil*")) == []


@pytest.mark.parametrize(
    ("kind", "target"),
    [
        (tarfile.SYMTYPE, "/etc"),
        (tarfile.SYMTYPE, "../../.."),
        (tarfile.SYMTYPE, "1.png"),
        (tarfile.LNKTYPE, "../../evil.txt"),
        (tarfile.FIFOTYPE, ""),
        (tarfile.CHRTYPE, ""),
    ],
    ids=["absolute", "above", "within", "hard", "fifo", "device"],
)
def test_links_and_devices_are_refused(
    kind: bytes, target: str, tmp_path: Path, scratch: Path
) -> None:
    source = tmp_path / "fer.tar.gz"
    with tarfile.open(source, "w:gz") as archive:
        link = tarfile.TarInfo("fer/way out")
        link.type, link.linkname = kind, target
        archive.addfile(link)
        evil = tarfile.TarInfo("fer/way out/evil.txt")
        evil.size = 4
        archive.addfile(evil, io.BytesIO(b"evil"))
    assert "'fer/way out' is a link or a device" in refusal(source, scratch)


@pytest.mark.parametrize("name", ["fer.zip", "fer.tar.gz"])
def test_more_than_the_limit_is_refused(
    name: str,
    pack: Callable[..., Path],
    tmp_path: Path,
    scratch: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    source = pack(tmp_path / name, {"1.png": bytes(5000), "2.png": bytes(5001)})
    monkeypatch.setattr(archives, "MAX_BYTES", 10_000)
    assert "unpacks to more than" in refusal(source, scratch)


def test_what_hides_behind_the_end_of_a_tar_counts_too(
    pack: Callable[..., Path],
    tmp_path: Path,
    scratch: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    plain = pack(tmp_path / "fer.tar", {"1.png": bytes(5000)}).read_bytes()
    source = tmp_path / "fer.tar.gz"
    source.write_bytes(gzip.compress(plain + bytes(3_000_000)))
    monkeypatch.setattr(archives, "MAX_BYTES", 100_000)
    assert "unpacks to more than" in refusal(source, scratch)


def test_worn_archives_are_read_or_refused_and_nothing_else(
    pack: Callable[..., Path], tmp_path: Path, scratch: Path
) -> None:
    generator = np.random.default_rng(5)
    for suffix in (".zip", ".tar.gz", ".tar"):
        source = pack(tmp_path / f"fer{suffix}", FILES)
        whole = source.read_bytes()
        refused = 0
        for _ in range(60):
            data = bytearray(whole)
            for place in generator.integers(0, len(data), 4):
                data[place] = generator.integers(256)
            source.write_bytes(data)
            try:
                with unpacked(source, scratch):
                    pass
            except SourceError:
                refused += 1
        assert refused
        assert list(scratch.iterdir()) == []


def test_a_walk_passes_by_what_is_hidden(pack: Callable[..., Path], tmp_path: Path) -> None:
    names = [
        "happy/1.png",
        "happy/._1.png",
        "__MACOSX/happy/._1.png",
        ".git/sad/2.png",
        ".DS_Store",
    ]
    pack(tmp_path / "fer", dict.fromkeys(names, b""))
    found = {(folder.name, *names) for folder, _, names in walk(tmp_path / "fer")}
    assert found == {("fer",), ("happy", "1.png")}


def test_a_walk_ends_where_links_run_in_a_circle(pack: Callable[..., Path], tmp_path: Path) -> None:
    pack(tmp_path / "fer", {"happy/1.png": b""})
    (tmp_path / "fer" / "happy" / "again").symlink_to(tmp_path / "fer")
    (tmp_path / "fer" / "joy").symlink_to(tmp_path / "fer" / "happy")
    files = [name for _, _, names in walk(tmp_path / "fer") for name in names]
    assert files == ["1.png"]


def test_a_walk_says_that_a_folder_is_missing(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        list(walk(tmp_path / "missing"))


def test_members_keep_no_rights_that_would_keep_us_out(
    tmp_path: Path, scratch: Path, pack: Callable[..., Any]
) -> None:
    source = tmp_path / "fer.tar"
    with tarfile.open(source, "w") as archive:
        folder = tarfile.TarInfo("fer")
        folder.type, folder.mode = tarfile.DIRTYPE, 0o000
        archive.addfile(folder)
        file = tarfile.TarInfo("fer/1.png")
        file.size, file.mode = 4, 0o000
        archive.addfile(file, io.BytesIO(b"face"))
    with unpacked(source, scratch) as unpacked_folder:
        assert (unpacked_folder / "fer/1.png").stat().st_mode & 0o600 == 0o600
        assert (unpacked_folder / "fer").stat().st_mode & 0o700 == 0o700
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize("kind", [tarfile.XHDTYPE, tarfile.GNUTYPE_LONGNAME])
@pytest.mark.parametrize("compressed", [False, True], ids=["tar", "tar.gz"])
def test_a_header_as_large_as_the_memory_is_not_read(
    kind: bytes, compressed: bool, tmp_path: Path, scratch: Path
) -> None:
    """It says that eight gigabytes follow, which `tarfile` would read in one piece."""
    header = tarfile.TarInfo("x")
    header.type, header.size = kind, 8 << 30
    content = header.tobuf(tarfile.GNU_FORMAT) + bytes(1 << 16)
    source = tmp_path / ("fer.tar.gz" if compressed else "fer.tar")
    source.write_bytes(gzip.compress(content) if compressed else content)
    assert "a header in it is longer than 1,048,576 bytes" in refusal(source, scratch)


@pytest.mark.parametrize("way", ["xz", "bz2"])
def test_other_compressions_are_refused(way: str, tmp_path: Path, scratch: Path) -> None:
    source = tmp_path / "fer.tar"
    with tarfile.open(source, f"w:{way}") as packed:
        packed.addfile(tarfile.TarInfo("empty"))
    assert "is damaged or cut off" in refusal(source, scratch)
