"""Marks that a merge leaves where two people changed one line, and that nobody has settled."""

from __future__ import annotations

import re

from baocao.core.errors import Finding

__all__ = ["unsettled"]

# As git and nbmerge write them; nbmerge marks whole cells by a cell of its own, in bold and red.
_MARK = re.compile(r"^[ \t]*(?:<span[^>]*>)?[*`]*(?:<{7}|\|{7}|>{7})(?![<>|]).*$", re.MULTILINE)


def unsettled(text: str, where: str) -> Finding | None:
    r"""The finding about the first line of a text that is such a mark; None: there is none.

    Parameters
    ----------
    where
        How the finding names the text; it adds the line.

    Examples
    --------
    >>> print(unsettled("Có\n<<<<<<< local\n12", "remarks.md"))
    [NOTEBOOK-26] Còn dấu xung đột khi gộp hai bản sửa.
      Ở đâu:    remarks.md, dòng 2
      Đang có:  <<<<<<< local
      Cách sửa: giữ một trong hai bản, xóa các dòng <<<<<<<, =======, >>>>>>>
    >>> unsettled("a << 7 or '<<<<<<<'", "") is None
    True
    """
    mark = _MARK.search(text)
    if mark is None:
        return None
    line = text.count("\n", 0, mark.start()) + 1
    return Finding(
        "NOTEBOOK-26",
        "Còn dấu xung đột khi gộp hai bản sửa.",
        where=", ".join(filter(None, (where, f"dòng {line}"))),
        found=re.sub(r"</?span[^>]*>", "", mark[0]).strip()[:60],
        remedy="giữ một trong hai bản, xóa các dòng <<<<<<<, =======, >>>>>>>",
    )
