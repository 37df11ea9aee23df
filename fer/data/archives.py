"""Unpacking ``.zip`` and ``.tar.gz`` sources into a temporary folder, whole or not at all.

It also walks through what they hold, and knows nothing of what the files mean.
"""

import gzip
import io
import os
import shutil
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import IO, cast

from fer.errors import SourceError

MAX_BYTES = 20 * 1024**3
_ENCRYPTED = 0x1
_GZIP = b"\x1f\x8b"
_CHUNK = 1 << 20
_BLOCK = 4096  # bytes that even an empty file costs


def is_archive(path: Path) -> bool:
    """Return whether the name says that this is an archive: .zip, .tar, .tar.gz or .tgz."""
    return path.name.lower().endswith((".zip", ".tar", ".tar.gz", ".tgz"))


@contextmanager
def unpacked(source: Path, scratch: Path, most: int | None = None) -> Iterator[Path]:
    """Yield the folder that `source` holds; anything that is no archive is yielded as it is.

    Parameters
    ----------
    source : Path
        A file or a folder.
    scratch : Path
        An existing folder to unpack below; what is unpacked is removed afterwards.
    most : int, optional
        Bytes that it may unpack to, 20 GiB by default; every member counts as a block of the disk.

    Raises
    ------
    SourceError
        If the archive is damaged, cut off, encrypted, unpacks to more than `most`, or holds links
        or paths that lead out of it.
    """
    if not (source.is_file() and is_archive(source)):
        yield source
        return
    with tempfile.TemporaryDirectory(prefix=".unpack-", dir=scratch) as folder:
        target = Path(folder)
        try:
            if source.name.lower().endswith(".zip"):
                _unpack_zip(source, target, most or MAX_BYTES)
            else:
                _unpack_tar(source, target, most or MAX_BYTES)
        except SourceError:
            raise
        except Exception as error:  # bytes made to mislead can raise anything on the way
            reason = getattr(error, "strerror", None)
            raise SourceError(
                f"{source.name} cannot be unpacked: {reason}."
                if reason
                else f"{source.name} is damaged or cut off ({error}). Download it again."
            ) from error
        yield target


def walk(root: Path) -> Iterator[tuple[Path, list[str], list[str]]]:
    """Yield every folder from `root` down once, with the names of its folders and of its files.

    Hidden ones are left out, as is what macOS adds to archives; links to folders are followed.

    Raises
    ------
    OSError
        If a folder cannot be read.
    """

    def refuse(error: OSError) -> None:
        raise error

    seen: set[Path] = set()
    for folder, below, names in os.walk(root, onerror=refuse, followlinks=True):
        real = Path(folder).resolve()
        below[:] = [] if real in seen else sorted(name for name in below if not _hidden(name))
        if real not in seen:
            yield Path(folder), below, sorted(name for name in names if not _hidden(name))
        seen.add(real)


def _hidden(name: str) -> bool:
    return name.startswith(".") or name == "__MACOSX"


def _unpack_zip(source: Path, target: Path, most: int) -> None:
    with zipfile.ZipFile(source) as archive:
        size = 0
        for member in archive.infolist():
            size += max(member.file_size, _BLOCK)
            _check(source, member.filename, size, most)
            if member.flag_bits & _ENCRYPTED:
                raise SourceError(
                    f"{source.name}: '{member.filename}' is protected by a password. "
                    "Unpack the archive and import the folder."
                )
        archive.extractall(target)


def _unpack_tar(source: Path, target: Path, most: int) -> None:
    """Write folders and plain files only, with rights of our own and never through a link."""
    with _content(source) as content, tarfile.open(fileobj=content, mode="r:") as archive:
        size = 0
        for member in archive:
            size += max(member.size, _BLOCK)
            _check(source, member.name, size, most)
            inside = archive.extractfile(member) if member.isreg() else None
            if inside is None and not member.isdir():
                raise SourceError(
                    f"{source.name}: '{member.name}' is a link or a device. "
                    "Pack the files themselves and try again."
                )
            place = target / member.name
            (place.parent if inside else place).mkdir(parents=True, exist_ok=True)
            if inside:
                with inside, place.open("wb") as file:
                    shutil.copyfileobj(inside, file, _CHUNK)
        _check_end(source, archive, size, most)


class _Sparing(io.RawIOBase):
    """A file of which nobody can ask for much at once: headers are read whole, whatever they say.

    Raises
    ------
    SourceError
        Where more than 1 MiB is asked for in one piece.
    """

    def __init__(self, file: IO[bytes], name: str) -> None:
        self._file = file
        self._name = name

    def read(self, size: int = -1) -> bytes:
        """Return up to `size` bytes."""
        if not 0 <= size <= _CHUNK:
            raise SourceError(
                f"{self._name} is damaged, or made to mislead: a header in it is longer than "
                f"{_CHUNK:,} bytes. Download it again."
            )
        return self._file.read(size)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        """Return the place."""
        return self._file.tell()


@contextmanager
def _content(source: Path) -> Iterator[IO[bytes]]:
    """Yield what a .tar holds, or a .tar.gz by its first bytes, to be read in small pieces."""
    with source.open("rb") as raw:
        packed = raw.read(2) == _GZIP
    with gzip.open(source) if packed else source.open("rb") as file:
        yield cast("IO[bytes]", _Sparing(cast("IO[bytes]", file), source.name))


def _check_end(source: Path, archive: tarfile.TarFile, size: int, most: int) -> None:
    """Read on to the last byte, so that the end mark and gzip's checksum have their say.

    `tarfile` takes a damaged header for the end and never reads what follows.
    """
    file = archive.fileobj
    if file is None:
        raise EOFError("it cannot be read to its end")
    file.seek(archive.offset)
    mark = file.read(tarfile.BLOCKSIZE)
    if mark != bytes(tarfile.BLOCKSIZE):
        raise EOFError("the mark at its end is missing")
    while chunk := file.read(_CHUNK):
        size += len(chunk)
        _check(source, "", size, most)


def _check(source: Path, member: str, size: int, most: int) -> None:
    if size > most:
        raise SourceError(f"{source.name} unpacks to more than {most / 1024**3:.3g} GiB.")
    path = PurePosixPath(member.replace("\\", "/"))
    if path.is_absolute() or ".." in path.parts:
        raise SourceError(
            f"{source.name}: '{member}' would be written outside of the archive's folder. "
            "Nothing was imported; use an archive that you trust."
        )
