"""Which families a document is set in: the court's licensed ones when it has them, else the free ones, else 宋体."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import typst

from zhixing.documents.fonts import FACES, how_to_get
from zhixing.documents.rendering.coverage import characters_of

# Every chain ends in these, so that a character found anywhere is found everywhere.
LAST_RESORTS = (
    "Noto Serif CJK SC",
    "LXGW WenKai",
    "Noto Sans CJK SC",
    "BabelStone Han",
    "HanaMinA",
    "HanaMinB",
    "Liberation Serif",
)


@dataclass(frozen=True, slots=True)
class Families:
    """The families wanted for each use, best first. A court names its own here; those absent are passed over."""

    fangsong: tuple[str, ...] = ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "FandolFang R")
    song: tuple[str, ...] = ("SimSun", "宋体", "FandolSong", "Noto Serif CJK SC")
    hei: tuple[str, ...] = ("SimHei", "黑体", "FandolHei", "Noto Sans CJK SC")
    kai: tuple[str, ...] = ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "FandolKai", "LXGW WenKai")
    title: tuple[str, ...] = ("FZXiaoBiaoSong-B05S", "方正小标宋简体", "方正小标宋_GBK", "Noto Serif CJK SC")
    latin: tuple[str, ...] = ("Times New Roman", "Liberation Serif")


class NoChineseFont(RuntimeError):
    """The folders hold no family that can set Chinese; the message says how to get one."""


class FontSet:
    """The fonts of one or two folders, loaded once, and the chain of families for each use.

    `court_fonts` is searched before `folder`, so a court's own file wins over ours of the same family. Raises
    NoChineseFont when nothing there can set Chinese.
    """

    def __init__(
        self, folder: Path, court_fonts: Path | None = None, families: Families | None = None
    ) -> None:
        self.folders = tuple(path for path in (court_fonts, folder) if path is not None)
        self.fonts = typst.Fonts(
            include_system_fonts=False,
            include_embedded_fonts=False,
            font_paths=[str(path) for path in self.folders],
        )
        self._present = {family.casefold(): family for family in self.fonts.families()}
        self._families = families or Families()
        if not self._has_chinese():
            raise NoChineseFont(f"字体文件夹中没有中文字体。{how_to_get(FACES, folder)}")

    @cached_property
    def chains(self) -> dict[str, list[str | dict[str, str]]]:
        """The families for each use as typst takes them: digits and Latin first, then the face, then the fallbacks."""
        wanted = self._families
        uses = {
            "fangsong": wanted.fangsong,
            "song": wanted.song,
            "hei": wanted.hei,
            "kai": wanted.kai,
            "title": wanted.title,
        }
        latin = self._known(wanted.latin)[:1]
        front: list[str | dict[str, str]] = [{"name": name, "covers": "latin-in-cjk"} for name in latin]
        return {
            use: [*front, *self._known((*names, *LAST_RESORTS, *self._own()))] for use, names in uses.items()
        }

    @cached_property
    def covered(self) -> frozenset[str]:
        """Every character that some family of the chains has."""
        named = {name for chain in self.chains.values() for name in chain if isinstance(name, str)}
        points: set[int] = set()
        for font in self.fonts.fonts():
            if font.family in named and font.path is not None:
                points |= characters_of(Path(font.path), font.index)
        return frozenset(map(chr, points))

    @cached_property
    def sha256(self) -> str:
        """One hash over every font file: the same hash sets the same document to the same bytes."""
        total = hashlib.sha256()
        for path in sorted({font.path for font in self.fonts.fonts() if font.path is not None}):
            with Path(path).open("rb") as handle:
                total.update(hashlib.file_digest(handle, "sha256").digest())
        return total.hexdigest()

    def missing_from(self, text: str) -> str:
        """The characters of the text that no font has, each once, in order of appearance."""
        missing = set(text) - self.covered
        return "".join(sorted(missing, key=text.index))

    def _known(self, names: Iterable[str]) -> list[str]:
        present = (self._present.get(name.casefold()) for name in names)
        return list(dict.fromkeys(name for name in present if name is not None))

    def _own(self) -> tuple[str, ...]:
        """Families that only the court's own folder holds: a dropped-in font for rare names just works."""
        if len(self.folders) < 2:
            return ()
        own = str(self.folders[0])
        return tuple(
            sorted({font.family for font in self.fonts.fonts() if (font.path or "").startswith(own)})
        )

    def _has_chinese(self) -> bool:
        return "院" in self.covered
