"""Writes docs/reference.md from the help that the program itself prints: ``make docs``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from typer.main import get_command

from baocao.cli import app

ROOT = Path(__file__).resolve().parents[1]
REFERENCE = ROOT / "docs" / "reference.md"

_HEAD = """\
# Commands

Written by `make docs` from the program's own help, which `baocao COMMAND --help` prints in
Vietnamese, the language of the people who run it. What to use when is in the
[guide](guide.md) ([tiếng Việt](guide.vi.md)).

{description}

{contents}

## Exit codes

| Code | Mã thoát |
|---|---|
| 0 | done: xong |
| 1 | findings, or a failed build: có lỗi dữ liệu, hoặc dựng không thành |
| 2 | wrong usage: gọi lệnh sai |

Findings go to standard error, each with its code, the place, what was found and how to mend it;
all codes are in [errors.md](errors.md).
"""


def reference() -> str:
    """The text of docs/reference.md for the program as it is."""
    group: Any = get_command(app)
    commands = dict(sorted(group.commands.items()))
    contents = " ·\n".join(f"[`{name}`](#{name})" for name in commands)
    head = _HEAD.format(description=group.help, contents=contents)
    return "\n".join([head, *(_section(name, command) for name, command in commands.items())])


def _section(name: str, command: Any) -> str:
    rows = "\n".join(_rows(command))
    return (
        f"## {name}\n\n{command.help}\n\n```text\n{_usage(name, command)}\n```\n\n"
        f"| Tham số | Ý nghĩa |\n|---|---|\n{rows}\n"
    )


def _usage(name: str, command: Any) -> str:
    words = [
        f"{parameter.opts[0]} {_value(parameter)}"
        for parameter in command.params
        if parameter.param_type_name == "option" and parameter.required
    ]
    named = [_value(p) for p in command.params if p.param_type_name == "argument"]
    return " ".join(["baocao", name, *named, *words, "[OPTIONS]"])


def _rows(command: Any) -> Iterator[str]:
    for parameter in command.params:
        is_option = parameter.param_type_name == "option"
        value = "" if is_option and parameter.is_flag else _value(parameter)
        shown = f"{', '.join(parameter.opts)} {value}".strip() if is_option else value
        notes = [parameter.help or ""]
        if is_option and parameter.required:
            notes.append("Bắt buộc.")
        if isinstance(parameter.default, str) and parameter.default:
            notes.append(f"Mặc định: `{parameter.default}`.")
        yield f"| `{shown}` | {' '.join(notes)} |"


def _value(parameter: Any) -> str:
    """What stands for a value: as in the program's usage line, else by its type."""
    if parameter.metavar:
        return str(parameter.metavar)
    types = {Path: "PATH", int: "N", datetime: "YYYY-MM-DD", str: "TEXT"}
    return types[parameter.type_descriptor.annotation]


if __name__ == "__main__":
    REFERENCE.write_text(reference(), encoding="utf-8")
