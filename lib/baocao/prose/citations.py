"""Legal documents that prose may cite, and names that may be typed although they hold digits.

A document is cited in full at its first mention and by type and number after that (Nghị định
số 30/2020/NĐ-CP, Phụ lục I, Mục II.6).  Which mention is first is known only when the report
is assembled, so a citation carries both forms.
"""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from datetime import date

from baocao.core.errors import Finding, NarrativeError
from baocao.locale.vi.claims import is_claim
from baocao.locale.vi.text import short_date
from baocao.locale.vi.typed_numbers import is_number
from baocao.registers.declare import Column, Register
from baocao.registers.small import read, read_all
from baocao.workspace.workspace import Workspace

__all__ = ["LEGAL_DOCUMENTS", "NAMES", "Citation", "Library"]

LEGAL_DOCUMENTS = Register(
    "legal_documents",
    title="Danh mục văn bản",
    begins=date(1900, 1, 1),
    key=("number",),
    columns=(
        Column("number", "Số ký hiệu"),
        Column("type", "Loại"),
        Column("issued", "Ngày ban hành", type="date", future=True),
        Column("issuer", "Cơ quan ban hành"),
        Column("subject", "Trích yếu"),
        Column("source", "Nguồn"),
    ),
    folder="",
    common=(),
    optional=True,
)
NAMES = Register(
    "names",
    title="Danh mục tên riêng",
    begins=date(1900, 1, 1),
    key=("name",),
    columns=(Column("name", "Tên"), Column("type", "Loại"), Column("source", "Nguồn")),
    folder="",
    common=(),
    optional=True,
)


@dataclass(frozen=True)
class Citation:
    """A legal document, in its two printed forms and by its parts."""

    number: str
    full: str
    short: str
    issued: date
    type: str
    issuer: str
    subject: str

    @classmethod
    def of(cls, type: str, number: str, issued: date, issuer: str, subject: str) -> Citation:
        """The forms of a document of those parts.

        Examples
        --------
        >>> Citation.of("Chỉ thị", "07/CT-UBND", date(2020, 6, 1), "UBND tỉnh", "về sách").full
        'Chỉ thị số 07/CT-UBND ngày 01/6/2020 của UBND tỉnh về sách'
        """
        short = f"{type} số {number}"
        full = f"{short} ngày {short_date(issued)} của {issuer} {subject}"
        return cls(number, full, short, issued, type, issuer, subject)


class Library:
    """The workspace's catalogues of legal documents and of names; each may be missing or empty.

    Raises
    ------
    RegisterError
        A catalogue that breaks its declaration.
    NarrativeError
        NARRATIVE-16 a name that is a number or a claim by itself, wherever it is typed.
    """

    def __init__(self, workspace: Workspace) -> None:
        closing = workspace.settings.data.complete_until
        tables = read_all(
            (LEGAL_DOCUMENTS, NAMES), lambda register: read(register, workspace.data, closing)
        )
        self._tables = tables
        self.citations: dict[str, Citation] = {
            row.number: Citation.of(
                row.type, row.number, row.issued.date(), row.issuer, row.subject
            )
            for row in tables[LEGAL_DOCUMENTS].frame.itertuples()
        }
        names = tables[NAMES].frame["name"]
        if bare := [name for name in names if is_number(name) or is_claim(name)]:
            place = workspace.relative(tables[NAMES].path)
            raise NarrativeError(*(_no_name(name, place) for name in bare))
        # Longest first: "TCVN ISO 9001:2015" before the "ISO 9001" inside it.
        self.names: tuple[str, ...] = tuple(sorted(names, key=len, reverse=True))

    def changed(self) -> list[Register]:
        """The catalogues whose files are no longer what was read."""
        return [one for one, table in self._tables.items() if not table.is_current()]

    def cite(self, number: str) -> Citation:
        """The document of that number.

        Raises
        ------
        NarrativeError
            NARRATIVE-05 the catalogue has no such document.
        """
        try:
            return self.citations[number]
        except KeyError:
            close = difflib.get_close_matches(number, self.citations, n=2)
            raise NarrativeError(
                Finding(
                    "NARRATIVE-05",
                    f"Danh mục văn bản không có số {number}.",
                    where="data/legal_documents.csv",
                    found=number,
                    remedy=f"có phải {' hoặc '.join(close)}? Nếu không, thêm một dòng vào danh mục"
                    if close
                    else "thêm một dòng vào danh mục",
                )
            ) from None

    def forms(self) -> dict[str, str]:
        """The short form of every document by its full form."""
        return {citation.full: citation.short for citation in self.citations.values()}


def _no_name(name: str, place: str) -> Finding:
    return Finding(
        "NARRATIVE-16",
        "Tên trong danh mục chỉ là con số, hoặc lời khẳng định về số liệu.",
        where=f"{place}, {name}",
        found=name,
        remedy="ghi cả tên có con số, cụm từ ấy (ISO 9001, vượt khó), hoặc bỏ dòng này: "
        "ghi như vậy thì số gõ tay nào giống nó cũng lọt vào lời văn",
    )
