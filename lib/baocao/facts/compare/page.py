"""A comparison as one HTML page: nothing from the network, everything escaped."""

from __future__ import annotations

from jinja2 import Environment, PackageLoader, StrictUndefined

from baocao.facts.compare import words
from baocao.facts.compare.results import Comparison

__all__ = ["page"]

_TEMPLATES = Environment(
    loader=PackageLoader("baocao.facts.compare", ""),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


def page(found: Comparison) -> str:
    """The page, with every row behind every difference."""
    return _TEMPLATES.get_template("page.html.j2").render(found=found, words=words)
