"""Pictures of notebooks that were not written for this toolkit: carried in them, or lying beside.

Each becomes one SVG drawing, so that a format has one kind of picture to print. What cannot become
one is told in words: a picture never stops a document.
"""

from __future__ import annotations

import base64
import binascii
import html
import io
import re
import warnings
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

from lxml import etree
from PIL import Image, UnidentifiedImageError

from baocao.document.model import Picture

__all__ = ["Beside", "Unfit", "drawing", "framed"]

_NAMESPACE = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
# As they are in every format; another kind is written anew as PNG.
_KEPT = {"PNG": "png", "JPEG": "jpeg", "GIF": "gif"}
# A photograph has a fifth of these; more would take gigabytes to draw.
_MOST_DOTS = 100_000_000
_MOST_BYTES = 20_000_000
_MOST_BYTES_BESIDE = 100_000_000
_ENTITY = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);|#)(\w+);")


@dataclass(frozen=True)
class Unfit:
    """Why there is no picture, in words that follow "Hình …"."""

    why: str


class Beside:
    """The pictures in the folder of a notebook, and below it.

    Parameters
    ----------
    folder
        Where the notebook lies; None: unknown, or its pictures are not wanted.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._left = _MOST_BYTES_BESIDE

    def picture(self, address: str, alt: str) -> Picture | Unfit:
        """The picture at an address as the notebook writes it; no server is asked.

        Links and ``..`` that lead out of the folder are not followed.
        """
        found = self._found(address)
        if found is None:
            return Unfit("không nằm trong sổ tay")
        try:
            size = found.stat().st_size
            if size > min(_MOST_BYTES, self._left):
                return Unfit(f"lớn quá mức nhúng được ({size / 1e6:.0f} MB)")
            data = found.read_bytes()
        except OSError:
            return Unfit("không đọc được")
        self._left -= len(data)
        if found.suffix.lower() == ".svg":
            return drawing(data.decode("utf-8", "replace"), alt)
        return framed(data, alt)

    def _found(self, address: str) -> Path | None:
        if self._folder is None or re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:|[/\\]", address):
            return None
        # The classic notebook named its own folder so.
        named = address.partition("#")[0].partition("?")[0].removeprefix("files/")
        for name in dict.fromkeys((named, unquote(named), address)):
            try:
                root = self._folder.resolve(strict=True)
                path = (root / name).resolve(strict=True)
            except (OSError, ValueError, RuntimeError):
                continue
            # Not a device or a pipe: reading one may never end.
            if path.is_relative_to(root) and path.is_file():
                return path
        return None


def framed(data: bytes | str, alt: str, width: float = 0) -> Picture | Unfit:
    """A picture of dots, inside a drawing; text is Base64. `width` is in pixels of the screen."""
    try:
        if isinstance(data, str):
            data = base64.b64decode("".join(data.split()), validate=True)
        kind, (across, down), data = _dots(data)
    except (OSError, ValueError, SyntaxError, binascii.Error, UnidentifiedImageError):
        return Unfit("bị hỏng, không in được")
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return Unfit("có quá nhiều điểm ảnh, không in được")
    shown = (width, down * width / across) if width else (across, down)
    encoded = base64.b64encode(data).decode()
    return Picture(
        "",
        f'<svg xmlns="{_NAMESPACE}" xmlns:xlink="{_XLINK}" '
        f'width="{shown[0]:g}" height="{shown[1]:g}" viewBox="0 0 {across} {down}">'
        f'<image width="{across}" height="{down}" '
        f'xlink:href="data:image/{kind};base64,{encoded}"/></svg>',
        alt,
    )


def _dots(data: bytes) -> tuple[str, tuple[int, int], bytes]:
    with warnings.catch_warnings():
        warnings.simplefilter("error", Image.DecompressionBombWarning)
        image = Image.open(io.BytesIO(data))
    width, height = image.size
    if width * height > _MOST_DOTS:
        raise Image.DecompressionBombError
    if image.format in _KEPT:
        if image.format == "PNG":
            # Finds what was cut off or changed without drawing it.
            image.verify()
        return _KEPT[image.format], (width, height), data
    file = io.BytesIO()
    image.convert("RGBA").save(file, "PNG")
    return "png", (width, height), file.getvalue()


def drawing(svg: str, alt: str) -> Picture | Unfit:
    """An SVG drawing; one that a browser would mend is mended."""
    for text in (svg, _mended(svg)):
        if text is None:
            continue
        try:
            root = ElementTree.fromstring(text.encode("utf-8", "replace"))
        except (ElementTree.ParseError, ValueError):
            continue
        if root.tag == f"{{{_NAMESPACE}}}svg":
            return Picture("", text, alt)
    return Unfit("không phải là SVG hợp lệ")


def _mended(svg: str) -> str | None:
    """The drawing with the names that a web page need not declare, and its tags closed."""
    start = svg.find("<svg")
    if start < 0:
        return None
    body = _ENTITY.sub(lambda found: html.unescape(found[0]), svg[start:])
    head = body[: body.find(">")]
    declared = "".join(
        f' {name}="{address}"'
        for name, address in (("xmlns", _NAMESPACE), ("xmlns:xlink", _XLINK))
        if f"{name}=" not in head
    )
    parser = etree.XMLParser(recover=True, resolve_entities=False, no_network=True)
    root = etree.fromstring(f"<svg{declared}{body[4:]}".encode(), parser)
    # What the parser could make nothing of is no drawing.
    if root is None or len(root) == 0:
        return None
    etree.strip_elements(root, etree.Entity, with_tail=False)
    return str(etree.tostring(root, encoding="unicode"))
