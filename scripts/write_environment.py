"""Writes environment.yml, for conda, from the lists of pyproject.toml; part of ``make lock``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]

HEAD = """\
# Written by `make lock` from the lists of pyproject.toml: change those.
#   conda env create -f environment.yml
#   conda activate baocao
#   pip install --no-deps {typeface} -e .
# The last line adds the project and the serif face of the PDF, whose own dependencies are not used.
name: baocao
channels:
  - conda-forge
dependencies:
"""


def environment(pyproject: dict[str, Any]) -> str:
    """The text of environment.yml for what a pyproject.toml lists."""
    project, conda = pyproject["project"], pyproject["tool"]["baocao"]["conda"]
    build_tool, typeface = pyproject["dependency-groups"]["lock"]
    lines = [f"python{project['requires-python']}", "pip", build_tool]
    from_pip = []
    listed = _listed(project, [*project["dependencies"], "baocao[dev]"])
    # An extra may need another one.
    for requirement in dict.fromkeys(listed):
        # conda knows no extras: there psycopg comes with its library by itself.
        form = r"([\w.-]+)(?:\[[^]]*\])?(.*)"
        name, bounds = re.fullmatch(form, requirement).groups()  # type: ignore[union-attr]
        if name in conda["pip"]:
            from_pip.append(requirement)
        else:
            lines.append(conda["names"].get(name, name.lower()) + bounds)
    text = "".join(f"  - {line}\n" for line in lines)
    text += "  - pip:\n" + "".join(f"      - {line}\n" for line in from_pip)
    return HEAD.format(typeface=typeface) + text


def _listed(project: dict[str, Any], requirements: list[str]) -> Iterator[str]:
    """The requirements, the project's own extras replaced by what they list."""
    for requirement in requirements:
        if own := re.fullmatch(rf"{project['name']}\[(.+)\]", requirement):
            for extra in own[1].split(","):
                yield from _listed(project, project["optional-dependencies"][extra])
        else:
            yield requirement


if __name__ == "__main__":
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    (ROOT / "environment.yml").write_text(environment(listed), encoding="utf-8")
