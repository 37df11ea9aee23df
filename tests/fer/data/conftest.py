"""Drawn faces, and the layouts in which people would have them."""

import io
import tarfile
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from fer.data.dataset import VOTES
from fer.emotions import EMOTIONS, SPLITS

Pack = Callable[[Path, dict[str, bytes]], Path]
_FOLDERS = {"Training": "train", "PublicTest": "validation", "PrivateTest": "test"}
_COLUMN_OF_LABEL = (4, 5, 6, 1, 3, 2, 0)


def _face(generator: np.random.Generator, emotion: int) -> npt.NDArray[np.uint8]:
    """Draw an oval with eyes and a mouth that bends with the emotion, on a noisy ground."""
    row, column = np.mgrid[:48, :48]
    face = generator.integers(0, 60, (48, 48))
    face[(row - 24) ** 2 / 500 + (column - 24) ** 2 / 300 < 1] += 120
    for side in (16, 32):
        face[(row - 18) ** 2 + (column - side) ** 2 < 4 + emotion] = 20
    bend = (emotion - 3) * ((column - 24) / 10) ** 2
    face[(np.abs(row - 36 - bend) < 1.5) & (np.abs(column - 24) < 10)] = 200
    return face.astype(np.uint8)


@dataclass(frozen=True)
class Sample:
    """Labelled faces in memory, and how each layout writes them."""

    faces: npt.NDArray[np.uint8]
    emotion: list[int]
    split: list[str]

    def __len__(self) -> int:
        return len(self.faces)

    def pixels(self, number: int) -> str:
        return " ".join(map(str, self.faces[number].ravel().tolist()))

    def lines(self) -> list[str]:
        """Return the lines of ``fer2013.csv``, the header first."""
        rows = [
            f"{label},{self.pixels(number)},{split}"
            for number, (label, split) in enumerate(zip(self.emotion, self.split, strict=True))
        ]
        return ["emotion,pixels,Usage", *rows]

    def csv(self) -> bytes:
        return "\n".join([*self.lines(), ""]).encode()

    def icml(self) -> bytes:
        """Return ``icml_face_data.csv``: other order, and spaces in the header."""
        rows = [
            f"{label},{split},{self.pixels(number)}"
            for number, (label, split) in enumerate(zip(self.emotion, self.split, strict=True))
        ]
        return "\n".join(["emotion, Usage, pixels", *rows, ""]).encode()

    def files(self, suffix: str = ".png") -> dict[str, bytes]:
        """Return class folders below split folders, by path."""
        files = {}
        for number, (label, split) in enumerate(zip(self.emotion, self.split, strict=True)):
            buffer = io.BytesIO()
            kind = "PNG" if suffix == ".png" else "JPEG"
            Image.fromarray(self.faces[number]).save(buffer, kind, quality=95)
            folder = f"{_FOLDERS[split]}/{EMOTIONS[label].lower()}"
            files[f"{folder}/{split}_{number}{suffix}"] = buffer.getvalue()
        return files

    def votes(self) -> list[str]:
        """Return the lines of ``fer2013new.csv``: eight of ten annotators repeat the label."""
        lines = ["Usage,Image name," + ",".join((*VOTES[:-1], "NF"))]
        for number, (label, split) in enumerate(zip(self.emotion, self.split, strict=True)):
            counts = [0] * 10
            counts[_COLUMN_OF_LABEL[label]] = 8
            counts[7 + number % 3] = 2
            cells = [split, f"fer{number:07}.png", *map(str, counts)]
            lines.append(",".join(cells))
        return lines


@pytest.fixture(scope="session")
def sample() -> Sample:
    generator = np.random.default_rng(2013)
    split = [split for split in SPLITS for _ in EMOTIONS]
    emotion = [int(label) for _ in SPLITS for label in generator.permutation(len(EMOTIONS))]
    return Sample(np.stack([_face(generator, label) for label in emotion]), emotion, split)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Return an empty folder of datasets, apart from the sources."""
    folder = tmp_path / "datasets"
    folder.mkdir()
    return folder


def _pack_folder(path: Path, files: dict[str, bytes]) -> Path:
    path.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        file = path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return path


def _pack_zip(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def _pack_tar(path: Path, files: dict[str, bytes]) -> Path:
    with tarfile.open(path, "w:gz" if path.name.endswith("gz") else "w") as archive:
        for name, content in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


@pytest.fixture(scope="session")
def pack() -> Pack:
    """Return a function that writes files as a folder, .zip, .tar or .tar.gz: its name decides."""

    def pack(path: Path, files: dict[str, bytes]) -> Path:
        if path.name.endswith(".zip"):
            return _pack_zip(path, files)
        if path.name.endswith((".tar", ".tar.gz", ".tgz")):
            return _pack_tar(path, files)
        return _pack_folder(path, files)

    return pack
