"""How a document shows the office: its names, who signs, the addressees, number and date.

The forms are those of Nghị định số 30/2020/NĐ-CP, Phụ lục I, Mục II.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

from baocao.core.errors import Finding
from baocao.locale.vi.text import count, long_date

__all__ = ["DocumentText", "Issue", "Office", "Signatory", "StrictSettings", "form_faults"]

# What stands before a name on a diploma, and not under a signature (Mục II.7.b).
_ACADEMIC = ("GS.", "PGS.", "TS.", "TSKH.", "ThS.", "CN.", "KS.", "BS.")
_FORMS = {
    "Q.": "quyền cấp trưởng",
    "KT.": "ký thay",
    "TL.": "ký thừa lệnh",
    "TUQ.": "ký thừa ủy quyền",
}


class StrictSettings(BaseModel):
    """Base of all settings: an unknown name is refused, not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Signatory(StrictSettings):
    """Who signs, and by what authority.

    Parameters
    ----------
    name
        Without academic titles.
    head
        Title of the head of the office ("Giám đốc").
    authority
        None: the head; ``Q.`` acting head; ``KT.`` a deputy for the head; ``TL.`` by order;
        ``TUQ.`` by delegation.
    title
        The signatory's own title, for KT., TL. and TUQ.
    collective
        The body on whose behalf (TM.) it is signed, for offices that decide together.

    Examples
    --------
    >>> Signatory(name="A", head="Giám đốc", authority="KT.", title="Phó Giám đốc").lines
    ('KT. GIÁM ĐỐC', 'PHÓ GIÁM ĐỐC')
    """

    name: str
    head: str
    authority: Literal["Q.", "KT.", "TL.", "TUQ."] | None = None
    title: str | None = None
    collective: str | None = None

    @property
    def lines(self) -> tuple[str, ...]:
        """What stands over the signature (Mục II.7.a)."""
        lines = [f"TM. {self.collective}"] if self.collective else []
        lines.append(f"{self.authority} {self.head}" if self.authority else self.head)
        if self.title:
            lines.append(self.title)
        return tuple(line.upper() for line in lines)


class Office(StrictSettings):
    """The office's names from one day on; a report on an earlier day keeps the earlier names.

    ``superiors`` are the bodies it reports up to, the only ones a report says "Kính gửi" to.
    """

    valid_from: date
    parent: str
    name: str
    code: str
    place: str
    superiors: tuple[str, ...] = ()
    signatory: Signatory

    def number_line(self, issue: Issue | None) -> str:
        """The document's number and symbol (Mục II.3); a blank until it is issued.

        Examples
        --------
        >>> office = Office(valid_from=date(2020, 1, 1), parent="UBND tỉnh", name="Sở",
        ...                 code="SKHCN", place="Quảng Trị",
        ...                 signatory=Signatory(name="A", head="Giám đốc"))
        >>> issue = Issue(number=5, date=date(2026, 1, 5))
        >>> office.number_line(issue), office.place_date(issue, 2026)
        ('Số: 05/BC-SKHCN', 'Quảng Trị, ngày 05 tháng 01 năm 2026')
        """
        return f"Số: {count(issue.number) if issue else '       '}/BC-{self.code}"

    def symbol(self, issue: Issue) -> str:
        """The number and symbol as other documents cite them: ``05/BC-SKHCN``."""
        return self.number_line(issue).removeprefix("Số: ")

    def place_date(self, issue: Issue | None, year: int) -> str:
        """Place and date of issue (Mục II.4)."""
        return f"{self.place}, {self.day(issue, year)}"

    def day(self, issue: Issue | None, year: int) -> str:
        """The day of issue in words; day and month are left blank until the report is issued."""
        return long_date(issue.date) if issue else f"ngày      tháng      năm {year}"


@dataclass(frozen=True)
class Issue:
    """The number and the day under which a report is issued."""

    number: int
    date: date


class DocumentText(StrictSettings):
    """Title, opening and addressees of one kind of report; a draft says that it is one."""

    title: str
    opening: str
    addressees: tuple[str, ...] = ()
    recipients: tuple[str, ...]
    archive: str
    draft: bool = False


def form_faults(
    offices: tuple[Office, ...], documents: dict[str, DocumentText]
) -> Iterator[Finding]:
    """Findings about settings with which a document would not follow the forms of the decree.

    Parameters
    ----------
    offices
        Every dated entry.
    documents
        By name in ``report.toml``: ``document``, ``documents.<period>``.
    """
    superiors = {name for office in offices for name in office.superiors}
    for office in offices:
        yield from _signing(office.signatory)
    for name, text in documents.items():
        for addressee in text.addressees:
            if addressee not in superiors:
                yield _form_fault(
                    f"{name}.addressees",
                    f"Kính gửi: {addressee}",
                    "báo cáo chỉ kính gửi cấp trên: ghi cơ quan đó vào recipients, "
                    "hoặc vào office.superiors nếu là cấp trên",
                )


def _signing(signatory: Signatory) -> Iterator[Finding]:
    where = "office.signatory"
    if signatory.name.startswith(_ACADEMIC):
        yield _form_fault(f"{where}.name", signatory.name, "bỏ học hàm, học vị trước họ tên")
    own_title = signatory.authority in {"KT.", "TL.", "TUQ."}
    if own_title and not signatory.title:
        form = _FORMS[str(signatory.authority)]
        yield _form_fault(f"{where}.title", "để trống", f"{form} thì ghi chức vụ của người ký")
    if signatory.title and not own_title:
        yield _form_fault(
            f"{where}.title",
            signatory.title,
            "chức vụ của người đứng đầu ghi ở head; title chỉ dùng khi ký KT., TL., TUQ.",
        )


def _form_fault(item: str, found: str, remedy: str) -> Finding:
    return Finding(
        "WORKSPACE-04",
        "Cấu hình trái thể thức văn bản.",
        where=f"report.toml, mục {item}",
        found=found,
        remedy=remedy,
    )
