"""What a notebook calls a report with: unknown and missing arguments are told in words."""

from __future__ import annotations

import difflib
import inspect
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from baocao.core.errors import BuildError, Finding

__all__ = ["told", "wrong_argument"]

P = ParamSpec("P")
R = TypeVar("R")


def told(method: Callable[P, R]) -> Callable[P, R]:
    """A method of a report that says in Vietnamese which argument it does not take, or lacks.

    Raises
    ------
    BuildError
        NOTEBOOK-08 an argument that the method does not have, one too many, or one missing.

    Examples
    --------
    >>> @told
    ... def bar_chart(self, indicator, by, title=""): ...
    >>> try:
    ...     bar_chart(None, "chỉ tiêu", by="stars", titel="Sản phẩm")
    ... except BuildError as error:
    ...     print(error)
    [NOTEBOOK-08] report.bar_chart không có tham số titel.
      Đang có:  titel=
      Cách sửa: có phải: title
    """
    signature = inspect.signature(method)

    @wraps(method)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            signature.bind(*args, **kwargs)
        except TypeError:
            raise BuildError(_fault(method.__name__, signature, args, kwargs)) from None
        return method(*args, **kwargs)

    return call


def _fault(
    name: str, signature: inspect.Signature, args: tuple[object, ...], kwargs: dict[str, object]
) -> Finding:
    known = list(signature.parameters)[1:]
    form = f"report.{name}({', '.join(str(p) for p in _plain(signature))})"
    for given in kwargs:
        if given not in known:
            close = difflib.get_close_matches(given, known, n=1)
            remedy = f"có phải: {close[0]}" if close else f"viết {form}"
            return wrong_argument(f"report.{name} không có tham số {given}.", f"{given}=", remedy)
    try:
        bound = signature.bind_partial(*args, **kwargs).arguments
    except TypeError:
        found = f"{len(args) - 1} giá trị không tên"
        return wrong_argument(f"report.{name} nhận thừa tham số.", found, f"viết {form}")
    lacking = [
        parameter.name
        for parameter in signature.parameters.values()
        if parameter.name not in bound
        and parameter.default is parameter.empty
        and parameter.kind is not parameter.VAR_POSITIONAL
    ]
    return wrong_argument(f"report.{name} thiếu tham số {', '.join(lacking)}.", "", f"viết {form}")


def _plain(signature: inspect.Signature) -> list[str]:
    """The parameters as somebody writes them in a call."""
    found = []
    for parameter in list(signature.parameters.values())[1:]:
        many = "*" if parameter.kind is parameter.VAR_POSITIONAL else ""
        named = "=…" if parameter.kind is parameter.KEYWORD_ONLY else ""
        found.append(f"{many}{parameter.name}{named}")
    return found


def wrong_argument(what: str, found: str, remedy: str) -> Finding:
    """The finding about an argument of a report's method."""
    return Finding(
        "NOTEBOOK-08",
        what,
        found=found,
        remedy=remedy,
    )
