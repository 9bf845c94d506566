"""What can be wrong in the declaration of a register, found before a file is opened."""

from __future__ import annotations

import datetime as dt
import difflib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from baocao.core.errors import Finding
from baocao.registers.declare import Column, Lookup, Register

__all__ = ["has_columns", "register_faults"]


def has_columns(register: Register) -> bool:
    """Whether the columns of a declaration can be looked at: without them nothing else can."""
    listings = (register.columns, Column), (register.common, Column), (register.lookups, Lookup)
    for given, kind in listings:
        listed: object = given
        if not isinstance(listed, tuple | list) or not all(isinstance(x, kind) for x in listed):
            return False
    return True


def register_faults(
    registers: Sequence[Register], place_of: Callable[[Register], str]
) -> Iterator[Finding]:
    """The faults of all registers that programmes declare; `place_of` tells where each is."""
    by_file: dict[str, list[Register]] = defaultdict(list)
    for register in registers:
        if not isinstance(register.stem, str) or not register.stem.strip():
            yield _wrong(
                register, place_of, f"stem={register.stem!r}", "ghi tên tệp, không có đuôi"
            )
            continue
        by_file[f"{register.folder}/{register.stem}".lower()].append(register)
        for found, remedy in _faults(register):
            yield _wrong(register, place_of, found, remedy)
    for same in by_file.values():
        for register in same[1:]:
            yield Finding(
                "REGISTER-95",
                f"Hai sổ cùng tên tệp {register.stem}.",
                where=place_of(register),
                found=f"{same[0].title}: {place_of(same[0])}; {register.title}",
                remedy="giữ một khai báo rồi dùng chung (from … import register), "
                "hoặc đổi tên tệp và stem của một sổ",
            )


def _wrong(
    register: Register, place_of: Callable[[Register], str], found: str, remedy: str
) -> Finding:
    what = f"Khai báo sổ {register.stem} chưa đúng."
    return Finding("REGISTER-96", what, place_of(register), found, remedy)


def _faults(register: Register) -> Iterator[tuple[str, str]]:
    """What stands there, and how to mend it."""
    if register.optional:
        yield "optional=True", "bỏ optional: sổ của đơn vị luôn phải có tệp"
    begins: object = register.begins
    if not isinstance(begins, dt.date) or isinstance(begins, dt.datetime):
        yield f"begins={begins!r}", "ghi ngày đầu tiên có số liệu, ví dụ date(2020, 1, 1)"
    columns: object = register.columns
    if not isinstance(columns, tuple | list) or not columns:
        yield f"columns={columns!r}", "liệt kê các cột: columns=(Column(…), Column(…))"
        return
    if strange := [column for column in columns if not isinstance(column, Column)]:
        yield f"columns có {strange[0]!r}", 'ghi mỗi cột là một Column("tên", "Tiêu đề")'
        return
    yield from _plain_faults(register)
    common: object = register.common
    is_listed = isinstance(common, tuple | list) and all(isinstance(x, Column) for x in common)
    if not is_listed:
        yield f"common={common!r}", "bỏ common, hoặc ghi common=() cho tệp không có các cột ấy"
        return
    names = [column.name for column in register.all_columns]
    for name in _twice(names):
        yield f"hai cột cùng tên {name}", "đặt cho mỗi cột một tên riêng"
    for heading in _twice(column.heading for column in register.all_columns):
        yield f'hai cột cùng tiêu đề "{heading}"', "ghi tiêu đề đúng như trong tệp, mỗi cột một tên"
    key: object = register.key
    if not isinstance(key, tuple | list) or not key:
        yield f"key={key!r}", 'ghi các cột của khóa trong ngoặc tròn: key=("code",)'
        return
    if strange_keys := [one for one in key if one not in names]:
        for one in strange_keys:
            yield f"key có {one!r}", _likely(one, names)
        return
    for name in _twice(key):
        yield f"key có {name!r} hai lần", "ghi mỗi cột của khóa một lần"
    days = {column.name for column in register.all_columns if column.is_day}
    for column in register.all_columns:
        if column.after is not None and column.after not in names:
            yield f"cột {column.name}: after={column.after!r}", _likely(column.after, names)
        elif column.after is not None and column.after not in days:
            remedy = f"ghi tên một cột ngày: {', '.join(sorted(days))}"
            yield f"cột {column.name}: after={column.after!r}", remedy
        elif column.after is not None:
            kinds = {column.type, register.column(column.after).type}
            if len(kinds) > 1 and "year" in kinds:
                remedy = "bỏ after: chỉ so được năm với năm"
                yield f"cột {column.name}: after={column.after!r}", remedy
    yield from _interval_faults(register)
    yield from _revision_faults(register)
    yield from _lookup_faults(register, names)


def _plain_faults(register: Register) -> Iterator[tuple[str, str]]:
    """Arguments that are no texts, or neither yes nor no."""
    title: object = register.title
    if not isinstance(title, str) or not title.strip():
        yield f"title={title!r}", "ghi tên sổ bằng chữ, đúng như in ra"
    texts: dict[str, object] = {"files": register.files, "folder": register.folder}
    for name, given in texts.items():
        if not isinstance(given, str):
            yield f"{name}={given!r}", f'ghi một chữ trong dấu nháy, ví dụ {name}="ocop_*"'
    public: object = register.public
    if not isinstance(public, bool):
        yield f"public={public!r}", "ghi public=True hoặc public=False"


def _interval_faults(register: Register) -> Iterator[tuple[str, str]]:
    ended: object = register.ended
    days = list(ended.items()) if isinstance(ended, Mapping) else [(ended, None)]
    if any(not isinstance(day, dt.date) or isinstance(day, dt.datetime) for _, day in days):
        remedy = 'ghi tên trong khóa và ngày cuối: ended={"Huyện Cô Tô": date(2025, 6, 30)}'
        yield f"ended={ended!r}", remedy
    if register.every not in ("", "month", "year"):
        yield f"every={register.every!r}", 'ghi every="month" hoặc every="year", hoặc bỏ every'
    elif register.every:
        kinds = [register.column(name).type for name in register.key]
        if [kind for kind in kinds if kind in ("month", "year")] != [register.every]:
            remedy = f'đưa đúng một cột type="{register.every}" vào key, hoặc bỏ every'
            yield f"every={register.every!r}; khóa: {', '.join(register.key)}", remedy
    elif register.ended:
        yield f"ended={ended!r}", 'thêm every="month" hoặc every="year", hoặc bỏ ended'


def _revision_faults(register: Register) -> Iterator[tuple[str, str]]:
    if register.revised and not any(
        column.name == register.revised
        and column.type == "date"
        and column.future
        and column.required
        for column in register.columns
    ):
        remedy = 'ghi tên một cột bắt buộc, khai với type="date" và future=True'
        yield f"revised={register.revised!r}", remedy


def _lookup_faults(register: Register, names: list[str]) -> Iterator[tuple[str, str]]:
    lookups: object = register.lookups
    strange = lookups if not isinstance(lookups, tuple | list) else None
    if strange is None:
        strange = next((one for one in register.lookups if not isinstance(one, Lookup)), None)
    if strange is not None:
        remedy = "ghi trong ngoặc tròn, một cột cũng có dấu phẩy: lookups=(Lookup(…),)"
        yield f"lookups={strange!r}", remedy
        return
    known = list(names)
    texts = [column.name for column in register.columns if column.type == "text"]
    days = [column.name for column in register.columns if column.is_day]
    headings = {column.heading for column in register.all_columns}
    for lookup in register.lookups:
        if lookup.of not in known:
            yield f"lookups: of={lookup.of!r}", _likely(lookup.of, known)
        elif lookup.of not in texts:
            yield f"lookups: of={lookup.of!r}", f"ghi tên một cột chữ: {', '.join(texts)}"
        if lookup.name in known:
            yield f"lookups: name={lookup.name!r}", "đặt tên mới, sổ đã có cột tên ấy"
        elif lookup.heading in headings:
            yield f'lookups: "{lookup.heading}"', "đặt tiêu đề mới, sổ đã có cột tiêu đề ấy"
        if lookup.on and lookup.on not in days:
            yield f"lookups: on={lookup.on!r}", _likely(lookup.on, days)
        known.append(lookup.name)
        texts.append(lookup.name)
        headings.add(lookup.heading)


def _twice(texts: Iterable[str]) -> list[str]:
    return [text for text, times in Counter(texts).items() if times > 1]


def _likely(name: object, names: Sequence[str]) -> str:
    close = difflib.get_close_matches(str(name), names, n=1)
    return f"có phải: {close[0]}?" if close else f"ghi tên một cột: {', '.join(names)}"
