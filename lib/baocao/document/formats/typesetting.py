"""The letters that Typst sets with."""

from __future__ import annotations

from functools import cache

import typst

from baocao.core import fonts

__all__ = ["found_by_typst"]


@cache
def found_by_typst(face: fonts.Face) -> typst.Fonts:
    """Where Typst finds `face` and the fallbacks, whatever fonts the machine has besides.

    To look through the files takes longer than to set a picture.
    """
    # Typst reads directories only; a file is passed over without a word.
    folders = {path.parent for path in (*face.paths, *fonts.fallback_paths())}
    return typst.Fonts(include_system_fonts=False, font_paths=sorted(folders))
