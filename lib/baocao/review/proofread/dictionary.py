"""The names and spellings that a workspace knows: bodies, firms, products, standards, documents.

The toolkit has none of its own.  Registers that are not public and personal columns are not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from baocao.facts.catalogue import Catalogue
from baocao.prose.citations import Citation, Library
from baocao.registers.declare import Register
from baocao.registers.open import is_large
from baocao.registers.small import read, read_all
from baocao.review.proofread.wordlists import is_syllable
from baocao.workspace.office import DocumentText
from baocao.workspace.workspace import Workspace

__all__ = ["EXAMPLE", "Dictionary"]

_STANDARD = re.compile(r"(.*\w) ?: ?(\d{4})")
_EDITION = re.compile(r"(\d+):(\d{4})\b")
_WORD = re.compile(r"[^\W\d_]+")


@dataclass(frozen=True)
class Dictionary:
    """The names and spellings that are right in one workspace.

    Parameters
    ----------
    names
        Proper names of three words or more: bodies, firms, products.
    places
        The places of the offices.
    terms
        Words with capitals of their own: abbreviations, "VietGAP".
    standards
        The editions of each standard, former ones named in titles of legal documents included.
    current
        The editions that the catalogue of names has.
    citations
        Legal documents by number.
    archives
        The lines "Lưu: …" that the office declares for its documents.
    """

    names: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    terms: frozenset[str] = frozenset()
    standards: Mapping[str, frozenset[str]] = field(default_factory=dict)
    current: Mapping[str, str] = field(default_factory=dict)
    citations: Mapping[str, Citation] = field(default_factory=dict)
    archives: frozenset[str] = frozenset()

    @classmethod
    def of(cls, workspace: Workspace) -> Dictionary:
        """The dictionary of a workspace.

        Raises
        ------
        BaocaoError
            A register, a catalogue or a declaration cannot be read.
        """
        library = Library(workspace)
        catalogue = Catalogue(workspace)
        declared = [
            value
            for register in catalogue.registers
            for column in register.all_columns
            if not column.personal
            for value in column.allowed
        ]
        rows = list(_public_values(catalogue.registers, workspace))
        bodies = [*_bodies(workspace), *(c.issuer for c in library.citations.values())]
        known = [*library.names, *declared]
        labels = [text for _, m in catalogue for text in (m.label, m.unit)]
        titles = [register.title for register in catalogue.registers]
        standards, current = _editions(known, [c.subject for c in library.citations.values()])
        names = tuple(dict.fromkeys(filter(_is_proper, [*bodies, *declared, *rows])))
        return cls(
            names=names,
            places=tuple(dict.fromkeys(office.place for office in workspace.settings.office)),
            terms=frozenset(_terms([*known, *names, *labels, *titles])),
            standards=standards,
            current=current,
            citations=library.citations,
            archives=frozenset(text.archive for text in _documents(workspace)),
        )


def _bodies(workspace: Workspace) -> Iterator[str]:
    settings = workspace.settings
    for office in settings.office:
        yield from (office.name, office.parent, *office.superiors)
    for text in _documents(workspace):
        yield from (*text.addressees, *text.recipients)


def _documents(workspace: Workspace) -> tuple[DocumentText, ...]:
    return workspace.settings.document, *workspace.settings.documents.values()


def _public_values(registers: Iterable[Register], workspace: Workspace) -> Iterator[str]:
    # A large register has too many values to be names.
    small = [r for r in registers if r.public and not is_large(r, workspace)]
    closing = workspace.settings.data.complete_until
    tables = read_all(
        small, lambda register: read(register, workspace.data, closing, workspace.calendar)
    )
    for register, table in tables.items():
        for column in register.columns:
            if column.type == "text" and not (column.allowed or column.personal):
                yield from filter(None, table.frame[column.name].unique())


def _is_proper(name: str) -> bool:
    """Whether it is a proper name: three words or more, two of them with a capital letter."""
    words = name.split()
    capitals = sum(word[0].isupper() for word in words)
    return len(words) > 2 and capitals > 1 and not re.search(r"[\d/;:]", name)


def _terms(texts: Iterable[str]) -> Iterator[str]:
    """Words with more than one capital letter that are not a Vietnamese word in capitals."""
    for text in texts:
        for word in _WORD.findall(text):
            capitals = sum(letter.isupper() for letter in word)
            if capitals > 1 and len(word) > 2 and not (word.isupper() and is_syllable(word)):
                yield word


def _editions(
    names: Iterable[str], titles: Iterable[str]
) -> tuple[dict[str, frozenset[str]], dict[str, str]]:
    """All editions and the catalogued edition of each standard, by its name without a year."""
    current: dict[str, str] = {}
    for name in names:
        if match := _STANDARD.fullmatch(name):
            current[match[1]] = max(match[2], current.get(match[1], ""))
    former = {found for title in titles for found in _EDITION.findall(title)}
    return {
        base: frozenset({edition, *(year for number, year in former if base.endswith(number))})
        for base, edition in current.items()
    }, current


EXAMPLE = Dictionary(
    names=("Sở Giáo dục và Đào tạo", "UBND tỉnh Bình An", "Công ty Cổ phần Sách Bình An"),
    places=("Bình An",),
    terms=frozenset({"VietBook", "UBND"}),
    standards={"ISO 9001": frozenset({"2008", "2015"}), "ISO 21001": frozenset({"2018"})},
    current={"ISO 9001": "2015", "ISO 21001": "2018"},
    citations={
        document.number: document
        for document in (
            Citation.of(
                "Nghị quyết",
                "29-NQ/TW",
                date(2013, 11, 4),
                "Ban Chấp hành Trung ương",
                "về đổi mới căn bản, toàn diện giáo dục và đào tạo",
            ),
            Citation.of(
                "Kế hoạch",
                "15/KH-UBND",
                date(2022, 8, 3),
                "UBND tỉnh",
                "về phát triển thư viện đến năm 2030",
            ),
        )
    },
    archives=frozenset({"Lưu: VP"}),
)
"""The dictionary for the examples of the rules: of an office that does not exist."""
