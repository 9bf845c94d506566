"""The workspace: ``report.toml`` read once, and the only place that knows paths."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import (
    Discriminator,
    Field,
    PlainValidator,
    Tag,
    ValidationError,
    model_validator,
)

from baocao.core.errors import Finding, PeriodError, WorkspaceError, refusal
from baocao.core.files import Mark, mark
from baocao.core.periods import CALENDAR, Calendar, Period
from baocao.locale.vi.text import nfc
from baocao.workspace.calendar_setting import OWN_CALENDAR, calendar_fault, read_calendar
from baocao.workspace.office import DocumentText, Office, StrictSettings, form_faults
from baocao.workspace.sources import Source, source_faults

__all__ = ["Annex", "Large", "Node", "Settings", "Workspace", "unopened"]

CONFIGURATION = "report.toml"
LIB = "lib"
WORKSPACE_VARIABLE = "BAOCAO_WORKSPACE"
# The commonest of pydantic's words; the rest stay as they are.
_SETTING_FAULTS = {
    "missing": "không có mục này",
    "string_type": "phải là chữ, trong dấu ngoặc kép",
    "int_parsing": "phải là số nguyên",
    "bool_parsing": "phải là true hoặc false",
    "date_from_datetime_parsing": "phải là ngày, viết 2023-11-14",
    "tuple_type": "phải là danh sách, trong dấu [ và ]",
    "too_short": "danh sách trống",
    "extra_forbidden": "mục lạ, có thể gõ sai tên",
    "too_long": "nhiều hơn số mục cho phép",
    "literal_error": "giá trị ngoài danh sách cho phép",
    "string_pattern_mismatch": "tên không dùng được: chỉ gồm chữ, số, dấu cách và _ . - ( )",
}


# A file name without its ending: it leads into no other folder, on no system.
Stem = Annotated[str, Field(pattern=r"^[^\W_]([\w .()-]*[\w()-])?$")]


class Large(StrictSettings):
    """Which registers are queried on disk instead of being read into memory.

    Those that `registers` names by their stems, and CSV files larger than `over_mb` (1 is 2²⁰
    bytes); Parquet files always.  A query uses at most `memory_mb` of memory.
    """

    over_mb: Annotated[float, Field(gt=0)] = 16
    registers: tuple[Stem, ...] = ()
    memory_mb: Annotated[int, Field(ge=64)] = 1024


class Data(StrictSettings):
    """Where the data are declared and how far they reach.

    ``calendar`` is the name of a known one or a table of an office's own, see
    :mod:`baocao.workspace.calendar_setting`.  Figures up to ``complete_until`` are complete;
    those after ``official_until``, when it is given, may still be revised ("sơ bộ").
    """

    programmes: str = Field(pattern=r"^[^\W\d]\w*(\.[^\W\d]\w*)*$")
    calendar: Annotated[Calendar, PlainValidator(read_calendar)] = CALENDAR
    complete_until: date
    official_until: date | None = None
    large: Large = Large()


class Style(StrictSettings):
    """How the office wants its reports printed."""

    pad_counts: bool = True
    word_template: str | None = None


def _sort_of(value: object) -> str:
    return "section" if isinstance(value, str) else "heading"


class Node(StrictSettings):
    """A heading of the report, with the headings or notebooks below it."""

    title: str
    sections: tuple[
        # Told apart first: a wrong name is one fault, not one for each thing that it could be.
        Annotated[
            Annotated[Stem, Tag("section")] | Annotated[Node, Tag("heading")],
            Discriminator(_sort_of),
        ],
        ...,
    ] = ()
    section: Stem | None = None

    @model_validator(mode="after")
    def _one_of(self) -> Node:
        if bool(self.sections) == bool(self.section):
            raise ValueError("cần đúng một trong hai: section hoặc sections")
        return self

    def leaves(self) -> Iterator[str]:
        """The notebooks below this heading, in print order."""
        if self.section:
            yield self.section
        for child in self.sections:
            if isinstance(child, str):
                yield child
            else:
                yield from child.leaves()


class Annex(StrictSettings):
    """A notebook printed after the signature, on pages of its own."""

    section: Stem
    landscape: bool = False


class Schedule(StrictSettings):
    """Which kinds of period `baocao due` builds, if they end on `since` or later."""

    kinds: tuple[Literal["week", "month", "quarter", "half", "nine_months", "year"], ...]
    since: date


class Settings(StrictSettings):
    """The whole of ``report.toml``.

    A report has parts; only an office that is being set up has none yet, see
    :meth:`Workspace.load`.  ``key_figures`` are ids of indicators, which the page shows before the
    letter; without them the first indicators of the first sections.
    """

    data: Data
    style: Style = Style()
    office: Annotated[tuple[Office, ...], Field(min_length=1)]
    document: DocumentText
    documents: dict[str, DocumentText] = Field(default_factory=dict)
    overview: Stem | None = None
    parts: tuple[Node, ...] = ()
    annexes: tuple[Annex, ...] = ()
    schedule: Schedule | None = None
    sources: dict[Stem, Source] = Field(default_factory=dict)
    key_figures: Annotated[tuple[str, ...], Field(max_length=3)] = ()


@dataclass(frozen=True)
class Workspace:
    """A folder with ``report.toml``, ``data/``, ``notebooks/``, ``lib/`` and ``outputs/``.

    Use :meth:`find` from a notebook or a command, :meth:`load` when the folder is known.

    Raises
    ------
    WorkspaceError
        WORKSPACE-01 no ``report.toml``; WORKSPACE-02 it is not TOML; WORKSPACE-03 a setting
        is missing, misspelt or of a wrong type; WORKSPACE-04 it breaks the forms of official
        documents, WORKSPACE-05 it names a file that is not there (all of them at once);
        WORKSPACE-11 an own calendar that is none.
    """

    root: Path
    settings: Settings
    outputs: Path
    opened_as: Mark | None = field(default=None, compare=False, repr=False)

    @classmethod
    def load(cls, root: Path, outputs: Path | None = None, *, is_new: bool = False) -> Workspace:
        """Read the workspace at `root`; one that `is_new` need not have parts yet."""
        root = root.resolve()
        path = root / CONFIGURATION
        opened_as = mark(path)
        try:
            raw = tomllib.loads(nfc(path.read_text(encoding="utf-8-sig")))
            settings = Settings.model_validate(raw)
        except FileNotFoundError:
            raise WorkspaceError(_not_found(root, is_named=True)) from None
        except OSError as error:
            raise WorkspaceError(unopened(CONFIGURATION, error)) from error
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise WorkspaceError(
                Finding(
                    "WORKSPACE-02",
                    "Tệp cấu hình không đúng dạng TOML.",
                    where=CONFIGURATION,
                    found=str(error),
                    remedy="sửa dòng được nêu; chữ phải ở dạng UTF-8",
                )
            ) from None
        except ValidationError as error:
            raise WorkspaceError(*_setting_faults(error)) from None
        documents = {"document": settings.document} | {
            f"documents.{period}": text for period, text in settings.documents.items()
        }
        faults = list(form_faults(settings.office, documents))
        faults += _unread_periods(settings)
        faults += _missing_template(root, settings.style)
        faults += _missing_registers(root, settings)
        faults += source_faults(settings.sources)
        if not settings.parts and not is_new:
            faults.append(_NO_PARTS)
        if faults:
            raise WorkspaceError(*faults)
        # Of a link to itself, unlike `resolve`, no error is made here: a build tells it.
        place = Path(os.path.realpath(outputs or root / "outputs"))
        return cls(root, settings, place, opened_as)

    @classmethod
    def find(cls, start: Path | None = None, *, is_new: bool = False) -> Workspace:
        """Read the nearest workspace at or above `start` (default: the working directory).

        Without `start`, a workspace that the environment variable ``BAOCAO_WORKSPACE`` names is
        taken first: a scheduler may start kernels in any folder.
        """
        if start is None and (named := os.environ.get(WORKSPACE_VARIABLE)):
            return cls.load(Path(named), is_new=is_new)
        here = (start or Path.cwd()).resolve()
        for folder in (here, *here.parents):
            if (folder / CONFIGURATION).is_file():
                return cls.load(folder, is_new=is_new)
        raise WorkspaceError(_not_found(here))

    @property
    def calendar(self) -> Calendar:
        """The calendar of the office's periods."""
        return self.settings.data.calendar

    @property
    def data(self) -> Path:
        """Registers, targets, legal documents, names, remarks."""
        return self.root / "data"

    @property
    def lib(self) -> Path:
        """The office's own Python packages; the folder need not exist."""
        return self.root / LIB

    @property
    def notebooks(self) -> Path:
        """One notebook a section."""
        return self.root / "notebooks"

    @property
    def sections(self) -> tuple[str, ...]:
        """Stems of the notebooks in print order: the overview, the parts, the annexes."""
        head = filter(None, (self.settings.overview,))
        parts = (leaf for part in self.settings.parts for leaf in part.leaves())
        return (*head, *parts, *(annex.section for annex in self.settings.annexes))

    def period(self, code: str | int | Period) -> Period:
        """Read a period under this workspace's calendar."""
        return Period.parse(code, self.calendar)

    def period_of(self, code: str) -> Period:
        """The period of a fact, by its code: also week 53 of a year that has none."""
        return Period.of_fact(code, self.calendar)

    def office(self, day: date) -> Office:
        """The office's entry that holds on `day`; before the first entry, the first one."""
        entries = sorted(self.settings.office, key=lambda office: office.valid_from)
        return next((o for o in reversed(entries) if o.valid_from <= day), entries[0])

    def document(self, period: Period) -> DocumentText:
        """Title and opening of the report on `period`."""
        named = self.settings.documents.items()
        own = (text for name, text in named if self.period(name) == period)
        return next(own, self.settings.document)

    @property
    def word_template(self) -> Path | None:
        """The office's own Word template; None for that of the toolkit."""
        name = self.settings.style.word_template
        return None if name is None else self.root / name

    @property
    def issued(self) -> Path:
        """The folder of issued reports; it does not move when `outputs` is another folder."""
        return self.root / "outputs" / "issued"

    def snapshot_record(self, stem: str) -> Path:
        """Where it is written down what the snapshot of a register was fetched from, and when."""
        return self.data / "sources" / f"{stem}.json"

    @property
    def copies(self) -> Path:
        """The folder of Parquet copies of large CSV registers; missing copies are made again."""
        return self.outputs / ".registers"

    def relative(self, path: Path) -> str:
        """`path` as people and manifests name it: from the root, with forward slashes."""
        return Path(os.path.relpath(path, self.root)).as_posix()


def unopened(name: str, error: OSError) -> Finding:
    """The finding for a file of the workspace that cannot be opened."""
    # A folder lists a link although the file that it names is gone, or on a drive that is.
    is_gone = isinstance(error, FileNotFoundError)
    return Finding(
        "WORKSPACE-06",
        "Không đọc được một tệp của báo cáo.",
        where=name,
        found=refusal(error),
        remedy="đặt lại tệp vào chỗ ấy; nếu đó là một liên kết thì xem tệp, ổ đĩa mà nó trỏ tới"
        if is_gone
        else "đóng tệp nếu đang mở trong Excel, xem quyền đọc của tệp, rồi chạy lại",
    )


_NO_PARTS = Finding(
    "WORKSPACE-03",
    "Cấu hình thiếu hoặc sai một mục.",
    where=f"{CONFIGURATION}, mục parts",
    found="báo cáo chưa có mục nào",
    remedy="tạo chương trình đầu tiên từ tệp đang giữ: baocao new programme TÊN --from TỆP; "
    "hoặc viết [[parts]] với title và section",
)


def _not_found(folder: Path, *, is_named: bool = False) -> Finding:
    remedy = f"chạy lệnh trong thư mục có {CONFIGURATION}, hoặc thêm --workspace THƯ_MỤC"
    if is_named:
        remedy = (
            f"nêu đúng thư mục có {CONFIGURATION}; cơ quan mới thì viết tệp ấy trước, theo mẫu ở "
            'mục "Dùng cho cơ quan khác" của docs/guide.vi.md'
        )
    return Finding("WORKSPACE-01", f"Không thấy tệp {CONFIGURATION}.", str(folder), remedy=remedy)


def _setting_faults(error: ValidationError) -> list[Finding]:
    faults = error.errors()
    # A list whose entries are all refused is reported as too short as well: once is enough.
    real = [fault for fault in faults if fault["type"] != "too_short"] or faults
    return [
        calendar_fault(fault["msg"])
        if fault["type"] == OWN_CALENDAR
        else Finding(
            "WORKSPACE-03",
            "Cấu hình thiếu hoặc sai một mục.",
            where=f"{CONFIGURATION}, mục {'.'.join(map(str, fault['loc']))}",
            found=_SETTING_FAULTS.get(fault["type"], fault["msg"].removeprefix("Value error, ")),
            remedy=f"xem {CONFIGURATION} mẫu của kho mã nguồn và sửa mục được nêu",
        )
        for fault in real
    ]


def _missing_template(root: Path, style: Style) -> Iterator[Finding]:
    if style.word_template is not None and not (root / style.word_template).is_file():
        yield Finding(
            "WORKSPACE-05",
            "Không thấy mẫu Word.",
            where="report.toml, mục style.word_template",
            found=style.word_template,
            remedy="đặt tệp .docx vào đúng chỗ, tính từ thư mục của report.toml, hoặc bỏ mục này",
        )


def _unread_periods(settings: Settings) -> Iterator[Finding]:
    """Periods of ``[documents]`` that nobody can read, or that stand there twice."""
    found: dict[Period, str] = {}
    for name in settings.documents:
        place = f'{CONFIGURATION}, mục documents."{name}"'
        try:
            period = Period.parse(name, settings.data.calendar)
        except PeriodError as error:
            yield from (replace(finding, where=place) for finding in error.findings)
            continue
        if period in found:
            yield Finding(
                "WORKSPACE-03",
                "Cấu hình thiếu hoặc sai một mục.",
                where=place,
                found=f'cùng kỳ với documents."{found[period]}"',
                remedy="giữ một trong hai mục",
            )
        found[period] = name


def _missing_registers(root: Path, settings: Settings) -> Iterator[Finding]:
    folder = root / "data" / "registers"
    for stem in settings.data.large.registers:
        if stem in settings.sources:
            continue  # `baocao fetch` brings it
        if not any((folder / f"{stem}{suffix}").exists() for suffix in (".csv", ".parquet")):
            yield Finding(
                "WORKSPACE-05",
                "Không thấy sổ lớn.",
                where=f"{CONFIGURATION}, mục data.large.registers",
                found=stem,
                remedy=f"đặt {stem}.csv hoặc {stem}.parquet vào data/registers, hoặc bỏ tên này",
            )
