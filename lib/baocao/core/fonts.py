"""Finds the serif typeface of the printed report among those that the machine has.

Decree 30/2020 asks for Times New Roman.  Where that is not installed, a free face of the same
widths takes its place, so that lines and pages break where the office expects them.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.metadata import PackageNotFoundError, PackagePath, files
from itertools import product
from pathlib import Path
from unicodedata import category, normalize

import matplotlib
from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

__all__ = [
    "FALLBACKS",
    "MONOSPACE",
    "UNDRAWN",
    "VIETNAMESE_LETTERS",
    "Face",
    "Spare",
    "fallback_paths",
    "missing_letters",
    "serif",
    "spare",
]

FALLBACKS = ("DejaVu Sans",)
"""Families for signs that no serif face has (★, ✓); matplotlib carries them."""
MONOSPACE = "DejaVu Sans Mono"
"""The family of program text."""

_BASES = "aăâeêioôơuưy"
_TONES = ("", "\u0300", "\u0301", "\u0303", "\u0309", "\u0323")
_WITH_TONE = [normalize("NFC", base + tone) for base, tone in product(_BASES, _TONES)]
_LOWER = [*sorted({*_WITH_TONE, "đ"} - set("aeiouy"))]
VIETNAMESE_LETTERS = "".join([*_LOWER, *(letter.upper() for letter in _LOWER)])
"""The 134 letters that Vietnamese adds to the Latin alphabet, upper case included."""

# What every face must carry besides: the basic alphabet and the marks official prose uses.
_REQUIRED = frozenset(VIETNAMESE_LETTERS) | {chr(code) for code in range(0x20, 0x7F)} | set("–“”…")
_STYLES = frozenset({"Regular", "Bold", "Italic", "Bold Italic"})
_SHAPELESS = (
    *((0xAD, 0xAD), (0x200B, 0x200F), (0x202A, 0x202E), (0x2060, 0x2064)),
    *((0xFE00, 0xFE0F), (0xFEFF, 0xFEFF)),
)
UNDRAWN = frozenset(chr(code) for first, last in _SHAPELESS for code in range(first, last + 1))
"""Signs that are not drawn: places to break, directions, variants of the sign before."""
_SPARE_PACKAGES = ("noto-cjk-sans-jp-regular",)
_TERMES = "rinoh-typeface-texgyretermes"


@dataclass(frozen=True)
class Face:
    """A typeface: its family name, its files, and a note where it is only a replacement.

    ``paths`` is empty for the face inside the typst wheel, which has no files of its own.
    ``note`` is None when the face is the one the decree asks for.
    """

    family: str
    paths: tuple[Path, ...]
    note: str | None


@cache
def serif() -> Face:
    """The best serif face this machine has, in all four styles and with every Vietnamese letter.

    Examples
    --------
    >>> missing_letters("Quảng Trị, ngày 05 tháng 01 năm 2026", serif())
    ''
    """
    same_widths = "Máy không có phông Times New Roman; bản PDF dùng {}, cùng độ rộng chữ."
    candidates: tuple[tuple[str, Callable[[], Iterator[Path]], str | None], ...] = (
        ("Times New Roman", lambda: _installed("times"), None),
        ("TeX Gyre Termes", _from_distribution, same_widths.format("TeX Gyre Termes")),
        (
            "Liberation Serif",
            lambda: _installed("liberationserif"),
            same_widths.format("Liberation Serif"),
        ),
    )
    for family, find, note in candidates:
        if paths := _complete(family, find()):
            return Face(family, paths, note)
    return Face(
        "Libertinus Serif",
        (),
        "Máy không có phông Times New Roman hay phông cùng độ rộng; bản PDF dùng Libertinus "
        f"Serif, chữ rộng khác. Cách sửa: pip install --no-deps {_TERMES}.",
    )


@cache
def fallback_paths() -> tuple[Path, ...]:
    """The files of :data:`FALLBACKS` and :data:`MONOSPACE`."""
    return tuple(
        sorted((Path(matplotlib.get_data_path()) / "fonts" / "ttf").glob("DejaVuSans*.ttf"))
    )


def missing_letters(text: str, face: Face) -> str:
    """The characters of `text` that `face` cannot draw, each once, in code order.

    A face without files (the one inside the typst wheel) is assumed to have every character.

    Examples
    --------
    >>> missing_letters("a漢b", serif()) in {"漢", ""}
    True
    """
    if not face.paths:
        return ""
    wanted = {letter for letter in text if not letter.isspace()}
    return "".join(sorted(wanted - _drawn_by_all(face.paths) - _drawn_by_all(fallback_paths())))


@dataclass(frozen=True)
class Spare:
    """Faces of the machine for letters that the report's own have not.

    Attributes
    ----------
    families, paths
        Their names, and their files.
    letters
        What they can draw of the letters that were asked for.
    """

    families: tuple[str, ...] = ()
    paths: tuple[Path, ...] = ()
    letters: frozenset[str] = frozenset()


@lru_cache
def spare(letters: str) -> Spare:
    """Faces that are installed, or come with a package of fonts, for these letters.

    Examples
    --------
    >>> spare("")
    Spare(families=(), paths=(), letters=frozenset())
    """
    wanted = {letter for letter in letters if not _is_private(letter)}
    left = set(wanted)
    families: list[str] = []
    paths: list[Path] = []
    for path in _spare_files() if left else ():
        try:
            font = FT2Font(os.fspath(path))
        except (OSError, RuntimeError):
            continue  # a format that cannot be measured, such as a font of bitmaps
        drawn = left & set(map(chr, font.get_charmap()))
        if drawn:
            families.append(font.family_name)
            paths.append(path)
            left -= drawn
        if not left:
            break
    return Spare(tuple(families), tuple(paths), frozenset(wanted - left))


def _is_private(letter: str) -> bool:
    """Whether each face may draw something else for it, so that no archive takes it."""
    return category(letter) == "Co"


def _spare_files() -> list[Path]:
    """Font files that may have them, faces made for all writing first."""
    packaged = (
        Path(os.fspath(file.locate()))
        for name in _SPARE_PACKAGES
        for file in _files(name)
        if file.suffix in {".otf", ".ttf", ".ttc"}
    )
    installed = map(Path, font_manager.findSystemFonts())
    found = {path for path in (*packaged, *installed) if path.is_file()}
    return sorted(found, key=lambda path: ("noto" not in path.name.lower(), path.name, str(path)))


def _files(distribution: str) -> list[PackagePath]:
    try:
        return files(distribution) or []
    except PackageNotFoundError:
        return []


@lru_cache
def _drawn_by_all(paths: tuple[Path, ...]) -> frozenset[str]:
    return frozenset.intersection(*(_letters(path) for path in paths))


def _letters(path: Path) -> frozenset[str]:
    known = map(chr, FT2Font(os.fspath(path)).get_charmap())
    return frozenset(letter for letter in known if not _is_private(letter))


def _installed(stem: str) -> Iterator[Path]:
    """System font files whose name, without spaces and signs, begins with `stem`."""
    for found in sorted(font_manager.findSystemFonts()):
        path = Path(found)
        if "".join(filter(str.isalnum, path.stem.lower())).startswith(stem):
            yield path


def _from_distribution() -> Iterator[Path]:
    """The .otf files of TeX Gyre Termes; the distribution is read as data, never imported."""
    for file in _files(_TERMES):
        if file.suffix == ".otf":
            yield Path(os.fspath(file.locate()))


def _complete(family: str, paths: Iterator[Path]) -> tuple[Path, ...]:
    """The four styles of `family` from one directory whose every file has every letter.

    Two versions of one family may be installed: fonts-liberation 1.07 lacks Vietnamese and
    bears the name of version 2, so a directory is taken whole or not at all.
    """
    directories: dict[Path, dict[str, Path]] = {}
    for path in paths:
        try:
            font = FT2Font(os.fspath(path))
        except (OSError, RuntimeError):
            continue
        if font.family_name == family and _letters(path) >= _REQUIRED:
            style = font.style_name.replace("BoldItalic", "Bold Italic")
            directories.setdefault(path.parent, {})[style] = path
    for styles in directories.values():
        if styles.keys() >= _STYLES:
            return tuple(styles[style] for style in sorted(_STYLES))
    return ()
