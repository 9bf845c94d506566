"""A new programme made from a file: its register, its module, its notebook, its line in settings.

All four are written, or none.  What is proposed is a beginning that passes the check; an analyst
edits it.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from decimal import Decimal
from fnmatch import fnmatch
from keyword import iskeyword
from pathlib import Path

from baocao.core.errors import Finding, NarrativeError, WorkspaceError
from baocao.core.files import write_whole
from baocao.facts.book import shared_book
from baocao.facts.catalogue import Catalogue
from baocao.locale.vi import text as vi
from baocao.locale.vi.text import nfc
from baocao.prose.citations import Library
from baocao.prose.reserved_names import RESERVED
from baocao.prose.typed import typed_faults
from baocao.registers import locate
from baocao.registers.declare import Column, Register
from baocao.registers.propose import Proposal, nothing_proposed, propose
from baocao.workspace.programmes import programmes_folder
from baocao.workspace.workspace import CONFIGURATION, Settings, Workspace

__all__ = ["NewProgramme", "new_programme"]

_WIDTH = 100
_THING = re.compile(r"(?:Tên|Mã|Số) (?!số|hiệu)((?:[^\W\d_A-ZĐ]+ ?){1,3})")
_LIST = r"^(?:danh sách|bảng|biểu|sổ|thống kê)(?: (?:theo dõi|tổng hợp|thống kê|kê))* "
_PLAIN_THING = "trường hợp"
_INDICATOR = "recorded"
_PERIODS = "2023, 2023-H1, 2023-9M, 2023-Q3, 2023-11, hoặc 2020-01-01--2023-11-14"


@dataclass(frozen=True)
class NewProgramme:
    """What was written: the files as people name them, what was read, and what to look at."""

    files: tuple[str, ...]
    rows: int
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    day: str
    indicator: str
    notes: tuple[str, ...]


def new_programme(
    workspace: Workspace, name: str, file: Path, title: str | None = None
) -> NewProgramme:
    """Make a programme of a workspace from a file that somebody keeps.

    Parameters
    ----------
    name
        Of the module, the register and the notebook.
    file
        Any file that registers are read from.
    title
        Of its part of the report, in Vietnamese; default: what stands above the table.

    Raises
    ------
    WorkspaceError
        WORKSPACE-12 the programme cannot be made; WORKSPACE-13 nothing can be proposed from the
        file.
    RegisterError
        What is wrong with the file.
    NarrativeError
        The title has typed numbers or claims.
    OSError
        What the system refuses.
    """
    content = file.read_bytes()
    with _package_of(workspace):
        return _made(workspace, name, file, content, title)


@contextmanager
def _package_of(workspace: Workspace) -> Iterator[None]:
    """The folder of the programmes: of an office that declares nothing yet an empty one.

    It goes again where the first programme cannot be made.
    """
    folder = workspace.lib.joinpath(*workspace.settings.data.programmes.split("."))
    try:
        programmes_folder(workspace)
        made: list[Path] = []
    except WorkspaceError as error:
        # Parts are of programmes: where there are some, the package's name is misspelt.
        if workspace.settings.parts or error.findings[0].code != "WORKSPACE-07":
            raise
        made = [one for one in (folder, *folder.parents) if not one.exists()]
        folder.mkdir(parents=True)
    try:
        yield
    except BaseException:
        for one in made:
            with suppress(OSError):
                one.rmdir()
        raise


def _made(
    workspace: Workspace, name: str, file: Path, content: bytes, title: str | None
) -> NewProgramme:
    catalogue = shared_book(workspace).catalogue
    _require_free(workspace, catalogue, name)
    _require_readable(workspace, file, len(content))
    data = workspace.settings.data
    proposal = propose(content, file, name, title or name, data.complete_until, workspace.calendar)
    library = Library(workspace)
    title = _title(title, name, proposal, library, catalogue.units)
    thing = _thing(proposal)
    by, caption = _breakdown(proposal.register, thing)
    caption = "" if typed_faults(caption, library, catalogue.units, "") else caption
    package = programmes_folder(workspace)
    made = {
        workspace.data / Register.folder / f"{name}{file.suffix.lower()}": content,
        package / f"{name}.py": _module(proposal, title, thing, file.name).encode(),
        workspace.notebooks / f"{name}.ipynb": _notebook(
            data.programmes, name, title, thing, data.complete_until.year, (by, caption)
        ).encode(),
    }
    settings = workspace.root / CONFIGURATION
    before = settings.read_bytes()
    after = _with_part(before, name, title, set(catalogue.modules))
    written: list[Path] = []
    try:
        for path, text in made.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            written.append(path)
            write_whole(path, text)
        # Last of all, and in one step: without it nothing of the report has changed.
        write_whole(settings, after)
    except BaseException:
        for path in written:
            with suppress(OSError):
                path.unlink(missing_ok=True)
        raise
    return NewProgramme(
        tuple(workspace.relative(path) for path in (*made, settings)),
        proposal.rows,
        proposal.register.columns,
        proposal.register.key,
        proposal.day,
        f"{name}.{_INDICATOR}",
        proposal.notes,
    )


# -------------------------------------------------------------------------------- what stops it


def _refused(name: str, where: str, found: str, remedy: str) -> WorkspaceError:
    what = f"Không tạo được chương trình {name}."
    return WorkspaceError(Finding("WORKSPACE-12", what, where, found, remedy))


def _require_free(workspace: Workspace, catalogue: Catalogue, name: str) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name) or iskeyword(name):
        raise _refused(
            name,
            "tên chương trình",
            name,
            "đặt tên bằng chữ thường không dấu, chữ số và dấu gạch dưới, ví dụ co_so_luu_tru",
        )
    if name in RESERVED:
        raise _refused(name, "tên chương trình", f"{name} có nghĩa riêng trong lời văn", "đổi tên")
    if not workspace.lib.is_dir():
        raise _refused(
            name,
            workspace.settings.data.programmes,
            "gói khai báo được cài sẵn, không nằm trong lib/",
            "tạo chương trình ở nơi viết gói ấy",
        )
    package = programmes_folder(workspace)
    registers = workspace.data / Register.folder
    there = [
        *(path for path in (package / f"{name}.py", package / name) if path.exists()),
        *locate.named(registers, name, (*locate.SUFFIXES, ".parquet")),
        *(path for path in (workspace.notebooks / f"{name}.ipynb",) if path.exists()),
    ]
    if there:
        raise _refused(
            name,
            workspace.relative(there[0]),
            "đã có: " + ", ".join(workspace.relative(path) for path in there),
            "đổi tên chương trình, hoặc chuyển các tệp ấy đi",
        )
    if name in workspace.sections:
        raise _refused(name, f"{CONFIGURATION}, parts", f"đã có mục {name}", "đổi tên chương trình")
    for register in catalogue.registers:
        if register.files and fnmatch(name, register.files.lower()):
            found = f"sổ {register.stem} nhận mọi tệp {register.files}"
            raise _refused(
                name, catalogue.places.of_object(register), found, "đổi tên chương trình"
            )
    for key, _ in catalogue:
        if key.partition(".")[2] == name:
            raise _refused(name, catalogue.places.of(key), f"đã có chỉ tiêu {key}", "đổi tên")


def _require_readable(workspace: Workspace, file: Path, size: int) -> None:
    if file.suffix.lower() not in locate.SUFFIXES:
        raise nothing_proposed(
            f"tệp có đuôi {file.suffix or '(không có)'}",
            file.name,
            f"lưu thành một trong các dạng {', '.join(locate.SUFFIXES)}",
        )
    most = workspace.settings.data.large.over_mb
    if size > most * 2**20:
        raise nothing_proposed(
            f"tệp lớn hơn {vi.number(Decimal(str(most)), 0)} MB",
            file.name,
            "đưa vào một tệp vài trăm dòng đầu; tạo xong thì thay bằng tệp đầy đủ",
        )


# -------------------------------------------------------------------------------- words


def _title(
    given: str | None, name: str, proposal: Proposal, library: Library, units: frozenset[str]
) -> str:
    """The title of the programme's part: as given, or what stands above the table, or its name."""
    if given is not None:
        title = " ".join(nfc(given).split())
        if faults := typed_faults(title, library, units, f'--title "{title}"'):
            raise NarrativeError(*faults)
        if title:
            return title
    above = re.sub(
        r"[\s,(]*(?:(?:tính )?(?:đến|từ)|năm|quý|tháng|kỳ|ngày|giai đoạn)\b[^\d]*\d.*$",
        "",
        proposal.title_above,
        flags=re.IGNORECASE,
    )
    above = re.sub(_LIST, "", above, flags=re.IGNORECASE).strip(" :,.-")
    plain = name.replace("_", " ")
    for words in (above, plain):
        # A title in capitals is a heading of its own, not one of a part.
        words = words.capitalize() if words.isupper() else _capital(words)
        if words and not typed_faults(words, library, units, ""):
            return words
    return "Chương trình mới"


def _thing(proposal: Proposal) -> str:
    """What a row is: "sản phẩm" where a column is headed "Tên sản phẩm".

    Only a column that names the rows says it: under "Số người dự" stand amounts, and rows are no
    people; under "Tên xã" one commune stands in many rows.
    """
    for column in proposal.register.columns:
        match = _THING.fullmatch(column.heading)
        if match and column.name in proposal.names and not column.personal:
            return match[1].strip()
    return _PLAIN_THING


# -------------------------------------------------------------------------------- the module


def _module(proposal: Proposal, title: str, thing: str, file: str) -> str:
    register = proposal.register
    begins = register.begins
    lines = [
        f'"""{_in_docstring(title)}: proposed from {_in_docstring(file)}; edit what is wrong."""',
        "",
        "from datetime import date",
        "",
        "from baocao import Column, Indicator, Register",
        "",
    ]
    lines += [f"# {note}" for note in proposal.notes]
    lines += [
        "register = Register(",
        f"    {_text(register.stem)},",
        f"    title={_text(f'Sổ theo dõi: {title}')},",
        f"    begins=date({begins.year}, {begins.month}, {begins.day}),",
        f"    key={_tuple([_text(name) for name in register.key])},",
        "    columns=(",
        *(f"        {line}" for column in register.columns for line in _column(column)),
        "    ),",
        *([] if register.common else ["    common=(),"]),
        ")",
        "",
        f"{_INDICATOR} = Indicator(",
        f"    {_text(f'{_capital(thing)} ghi nhận trong kỳ')},",
        f"    unit={_text(thing)},",
        "    register=register,",
        f"    date={_text(proposal.day)},",
        ")",
    ]
    return "\n".join(lines) + "\n"


def _column(column: Column) -> Iterator[str]:
    given = [_text(column.name), _text(column.heading)]
    given += [] if column.type == "text" else [f"type={_text(column.type)}"]
    given += [] if column.required else ["required=False"]
    if column.allowed:
        given.append(f"allowed={_tuple([_text(value) for value in column.allowed])}")
    given += ["future=True"] if column.future else []
    given += ["personal=True"] if column.personal else []
    line = f"Column({', '.join(given)}),"
    if len(line) + 8 <= _WIDTH:
        yield line
        return
    yield "Column("
    for one in given:
        if len(one) + 13 <= _WIDTH:
            yield f"    {one},"
            continue
        # Only a list of values is so long that it can be divided.
        name, _, _ = one.partition("=(")
        yield f"    {name}=("
        yield from (f"        {_text(value)}," for value in column.allowed)
        yield "    ),"
    yield "),"


def _tuple(items: Sequence[str]) -> str:
    return f"({', '.join(items)}{',' if len(items) == 1 else ''})"


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _in_docstring(text: str) -> str:
    return text.replace("\\", "/").replace('"', "'")


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# -------------------------------------------------------------------------------- the notebook


def _breakdown(register: Register, thing: str) -> tuple[str, str]:
    """The first column that is a list, and the title of a table by it; two empty texts without."""
    listed = next((column for column in register.columns if column.allowed), None)
    if listed is None:
        return "", ""
    heading = listed.heading[:1].lower() + listed.heading[1:]
    return listed.name, f"{_capital(thing)} ghi nhận trong kỳ theo {heading}"


def _notebook(
    package: str, name: str, title: str, thing: str, year: int, table: tuple[str, str]
) -> str:
    by, caption = table
    prose = (
        f"%%narrate\n--- có {_INDICATOR}\n"
        f"Trong kỳ, ghi nhận {{{{ {_INDICATOR} }}}} {thing}[, {{{{ {_INDICATOR}.vs_last_year }}}}]."
        f"\n--- còn lại\n{_capital(thing)} ghi nhận trong kỳ: {{{{ {_INDICATOR}.absence }}}}."
    )
    head = f"# {title}\n\n**Câu hỏi:** Trong kỳ có bao nhiêu {thing}?\n\n**Chịu trách nhiệm:** …"
    cells = [
        _cell(name, 1, head, "markdown"),
        _cell(name, 2, f'period = "{year}"  # kỳ báo cáo: {_PERIODS}', tags=["parameters"]),
        _cell(
            name,
            3,
            f"from baocao import open_report\nfrom {package} import {name}\n\n"
            "report = open_report(period)",
        ),
        _cell(
            name,
            4,
            "## Phần làm việc\n\nChỉ để người lập báo cáo xem, không in vào báo cáo.",
            "markdown",
        ),
        _cell(name, 5, f"report.explore({name}.{_INDICATOR})", tags=["working"]),
        _cell(name, 6, prose),
    ]
    if by:
        shown = f"{name}.{_INDICATOR}, by={_text(by)}, title={_text(caption)}"
        cells.append(_cell(name, 7, f"report.breakdown({shown})"))
    about = {
        "kernelspec": {
            "display_name": "Python 3 (ipykernel)",
            "language": "python",
            "name": "python3",
        },
        "language_info": {"name": "python"},
    }
    whole = {"cells": cells, "metadata": about, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(whole, ensure_ascii=False, indent=1) + "\n"


def _cell(
    name: str, number: int, source: str, kind: str = "code", tags: Sequence[str] = ()
) -> dict[str, object]:
    cell: dict[str, object] = {
        "cell_type": kind,
        "id": f"{name[:50]}-{number:02}".replace("_", "-"),
    }
    cell["metadata"] = {"tags": list(tags)} if tags else {}
    if kind == "code":
        cell |= {"execution_count": None, "outputs": []}
    return {**cell, "source": source}


# -------------------------------------------------------------------------------- settings


def _with_part(content: bytes, name: str, title: str, programmes: Collection[str]) -> bytes:
    """``report.toml`` with a part of the report for the programme.

    It stands behind the last part that is a programme's own, else behind the first part: what
    ends a report, such as its proposals, stays at the end.
    """
    text = content.decode("utf-8-sig")
    newline = "\r\n" if "\r\n" in text else "\n"
    part = newline.join(("[[parts]]", f"title = {_text(title)}", f'section = "{name}"'))
    heads = [match.start() for match in re.finditer(r"^\[\[parts\]\]", text, re.MULTILINE)]
    tried = [f"{text.rstrip()}{newline}{newline}{part}{newline}"]
    with suppress(tomllib.TOMLDecodeError, ValueError):
        own = [n for n, one in enumerate(_settings(text).parts, 1) if one.section in programmes]
        behind = max(own, default=1)
        if behind < len(heads):
            at = heads[behind]
            tried.insert(0, f"{text[:at]}{part}{newline}{newline}{text[at:]}")
    for whole in tried:
        with suppress(tomllib.TOMLDecodeError, ValueError):
            before, after = (_settings(one) for one in (text, whole))
            added = [one for one in after.parts if one not in before.parts]
            # All else is as it was: the line stands where it is read as a part.
            if [one.section for one in added] == [name] and before == after.model_copy(
                update={"parts": before.parts}
            ):
                return content[: len(content) - len(content.removeprefix(b"\xef\xbb\xbf"))] + (
                    whole.encode()
                )
    raise _refused(
        name,
        f"{CONFIGURATION}, parts",
        "parts không viết thành các mục [[parts]]",
        f'thêm tay vào parts: {{ title = {_text(title)}, section = "{name}" }}, '
        "sau khi viết lại parts thành các mục [[parts]]",
    )


def _settings(text: str) -> Settings:
    return Settings.model_validate(tomllib.loads(nfc(text)))
