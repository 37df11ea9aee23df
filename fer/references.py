"""The works that this project rests on, each with what rests on it here."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType


@dataclass(frozen=True)
class Reference:
    """A published work.

    Attributes
    ----------
    authors : str
    year : int
    title : str
    where : str
        Where it appeared.
    url : str
        Empty of what was not published on the web.
    used : str
        What rests on it here, as a sentence.
    """

    authors: str
    year: int
    title: str
    where: str
    url: str
    used: str

    def plain(self) -> str:
        """Return the full reference as text."""
        address = f" {self.url}" if self.url else ""
        return f"{self.authors} ({self.year}). {self.title}. {self.where}.{address}"


_ALL = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
REFERENCES: Mapping[str, Mapping[str, Reference]] = MappingProxyType(
    {
        part: MappingProxyType({key: Reference(**work) for key, work in works.items()})
        for part, works in _ALL.items()
    }
)
