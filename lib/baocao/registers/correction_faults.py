"""What can be wrong with a correction of a register, in words."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence

from baocao.core.errors import Finding
from baocao.locale.vi.look_alikes import bare
from baocao.registers.cell_faults import Fault, quote
from baocao.registers.declare import Column, Register

__all__ = [
    "mended",
    "misspelt_file",
    "no_such_column",
    "no_such_register",
    "no_such_row",
    "not_as_said",
    "not_for_large",
    "several_rows",
    "unusable",
]


def mended(where: str, cell: str) -> Finding:
    """The register holds what the correction puts there."""
    return Finding(
        "REGISTER-49",
        "Sổ đã ghi giá trị mới, không cần đính chính nữa.",
        where=where,
        found=f'"{cell}"',
        remedy="xóa dòng đính chính này",
    )


def not_as_said(where: str, cell: str, old: str) -> Finding:
    """The cell holds neither what is to be corrected nor what is right."""
    return Finding(
        "REGISTER-50",
        "Ô trong sổ không còn ghi giá trị cũ của đính chính.",
        where=where,
        found=f'sổ ghi "{cell}", đính chính ghi "{old}"',
        remedy="nếu sổ nay đã đúng thì xóa dòng đính chính; nếu chưa thì sửa giá trị cũ",
    )


def no_such_row(where: str, key: str, stem: str) -> Finding:
    """No row of the register has the key of a correction."""
    return Finding(
        "REGISTER-51",
        f"Sổ {stem} không có dòng được đính chính.",
        where=where,
        found=f'"{key}"',
        remedy="sửa khóa cho đúng như trong sổ, hoặc xóa dòng đính chính",
    )


def several_rows(where: str, key: str, rows: Sequence[int]) -> Finding:
    """Several rows have it."""
    return Finding(
        "REGISTER-51",
        "Khóa của đính chính là của nhiều dòng trong sổ.",
        where=where,
        found=f'"{key}": các dòng {", ".join(map(str, rows))}',
        remedy="sửa khóa bị trùng trong sổ",
    )


def no_such_register(where: str, stem: str, registers: Sequence[Register]) -> Finding:
    """A correction of a register that nobody declared."""
    names = {_plain(one.stem): one.stem for one in registers}
    names |= {_plain(one.title): one.stem for one in registers}
    # People write the name of the file, or the title that stands in it.
    likely = _likely(stem.rpartition(".")[0] if "." in stem else stem, names)
    listed = f"ghi tên một trong các sổ: {', '.join(sorted(one.stem for one in registers))}"
    return Finding(
        "REGISTER-52",
        "Không có sổ được đính chính.",
        where=where,
        found=f'"{stem}"',
        remedy=f"ghi tên sổ, có phải: {quote(likely)}?" if likely else listed,
    )


def no_such_column(where: str, heading: str, register: Register) -> Finding:
    """A correction of a column that the register has not."""
    names = {_plain(column.name): column.heading for column in register.all_columns}
    names |= {_plain(column.heading): column.heading for column in register.all_columns}
    likely = _likely(heading, names)
    headings = quote(column.heading for column in register.all_columns)
    return Finding(
        "REGISTER-52",
        f"Sổ {register.stem} không có cột được đính chính.",
        where=where,
        found=f'"{heading}"',
        remedy=f"ghi đúng tiêu đề, có phải: {quote(likely)}?"
        if likely
        else f"ghi một trong: {headings}",
    )


def _likely(written: str, names: Mapping[str, str]) -> list[str]:
    """What people may have meant, the likeliest first: without tones, or by another name."""
    plain = _plain(written)
    if plain in names:
        return [names[plain]]
    close = difflib.get_close_matches(plain, names, n=3)
    return list(dict.fromkeys(names[name] for name in close))


def _plain(text: str) -> str:
    return bare(text).replace("_", " ")


def unusable(where: str, new: str, column: Column, fault: Fault) -> Finding:
    """A new value that the column may not hold."""
    return Finding(
        "REGISTER-53",
        f'Giá trị mới không ghi được vào cột "{column.heading}": {fault.what}',
        where=where,
        found=f'"{new}"',
        remedy=fault.remedy,
    )


def not_for_large(where: str, stem: str, kind: str) -> Finding:
    """A correction of a register that stays in its file.

    `kind` is ``source`` where it was fetched, ``parquet`` of such files, else ``large``.
    """
    what, remedy = {
        "source": (
            "lấy từ nguồn, không đính chính",
            f"sửa ở nguồn, chạy baocao fetch {stem}, rồi xóa dòng đính chính",
        ),
        "parquet": (
            "là tệp Parquet, không đính chính",
            "tạo lại tệp Parquet với giá trị đúng, rồi xóa dòng đính chính",
        ),
        "large": (
            "là sổ lớn, không đính chính",
            "sửa trong tệp của sổ rồi xóa dòng đính chính; hoặc trong report.toml nâng "
            "data.large.over_mb, bỏ tên sổ khỏi data.large.registers",
        ),
    }[kind]
    return Finding("REGISTER-54", f"Sổ {stem} {what} được.", where=where, remedy=remedy)


def misspelt_file(place: str) -> Finding:
    """A file that is most likely meant to hold corrections, under a name that is not read."""
    return Finding(
        "REGISTER-40",
        "Tệp đính chính không được đọc vì sai tên.",
        where=place,
        remedy="đặt tên tệp là corrections.csv hoặc corrections.xlsx, hoặc chuyển đi nơi khác",
    )
