"""Verifies issued reports against their index; needs nothing but Python 3.8 or newer.

The toolkit uses it, and a copy goes with every exported report as ``verify.py``: whoever is given
the report runs ``python3 -I verify.py`` beside it.  So it imports nothing of the toolkit.

``index.jsonl`` has a line for each issued report, in the order of issue.  A line holds the SHA-256
of the report's manifest, which holds that of every other file, and the SHA-256 of the line before:
nothing can be changed, taken out or put in between without changing all later lines.
"""

from __future__ import annotations

import sys

if __name__ == "__main__" and not sys.flags.isolated:
    # Nothing that lies beside this file is imported in place of Python's own.
    del sys.path[0]

import hashlib
import json
import os
import re
import stat
from typing import Any, NamedTuple

__all__ = [
    "EXPORTED",
    "HOW",
    "INDEX",
    "MANIFEST",
    "RECORD",
    "STAGED",
    "Entry",
    "Fault",
    "alterations",
    "fault_of",
    "faults",
    "is_file",
    "line_of",
    "parsed",
    "printable",
    "read_index",
    "sha256",
    "told",
]

INDEX = "index.jsonl"
MANIFEST = "manifest.json"
RECORD = "issue.json"
EXPORTED = "verify.py"
STAGED = re.compile(r"\.\d{4,}-[^/]*\.new")
"""The name of a folder that is being written, or that a kill has left."""

HOW = {
    "changed": "bị sửa",
    "missing": "bị thiếu",
    "added": "thêm vào",
    "odd": "không phải tệp thường",
    "unreadable": "không đọc được",
}

_NAME = re.compile(r"\d{4}/[^/.\x00-\x1f\x7f][^/\x00-\x1f\x7f]*", re.ASCII)
_OWN = (INDEX, f".{INDEX}.new", ".lock", ".index.lock")
_TEXTS = ("signer", "symbol", "period", "date", "start", "end")
_MOST_BYTES = 50_000_000
_DEEPEST = 50
# Longer lists of files tell no more.
_LISTED = 5


class Entry(NamedTuple):
    """A line of the index.

    ``name`` is the folder's place (``2023/0312-BC-SKHCN``), ``record`` what its ``issue.json``
    holds, ``manifest`` the hash of its manifest, ``previous`` that of the line before (empty in the
    first), ``digest`` that of this line, and ``line`` its bytes.
    """

    sequence: int
    name: str
    record: dict[str, Any]
    manifest: str
    previous: str
    digest: str
    line: bytes


class Fault(NamedTuple):
    """Something that is not as it was issued.

    ``kind`` is ``report`` (its files are others), ``gone`` (the folder is missing), ``unknown``
    (something that the index does not list) or ``index``.
    """

    kind: str
    where: str
    found: str


def sha256(path: str) -> str:
    """The hash of a file's bytes, in hex."""
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(1 << 20), b""):
            digest.update(block)
    return digest.hexdigest()


def line_of(
    sequence: int, name: str, record: dict[str, Any], manifest: str, previous: str
) -> bytes:
    """A line of the index, with its end."""
    line = {
        "sequence": sequence,
        "name": name,
        "record": record,
        "manifest": manifest,
        "previous": previous,
    }
    return json.dumps(line, ensure_ascii=False).encode() + b"\n"


def read_index(path: str) -> tuple[list[Entry], list[str]]:
    """The entries of an index that can be read, and what is wrong with it; no index, no entries."""
    try:
        if os.path.lexists(path) and not is_file(path):
            return [], [HOW["odd"]]
        with open(path, "rb") as file:
            return parsed(file.read(_MOST_BYTES))
    except FileNotFoundError:
        return [], []
    except OSError as error:
        return [], [f"không đọc được ({error.strerror})"]


def parsed(content: bytes) -> tuple[list[Entry], list[str]]:
    """The entries that an index holds, and what is wrong with it."""
    lines = content.split(b"\n")
    wrong = [] if lines.pop() == b"" else ["dòng cuối bị cắt"]
    entries: dict[str, Entry] = {}
    previous = ""
    for number, line in enumerate(lines, 1):
        entry = _entry(line + b"\n")
        if entry is None:
            wrong.append(f"dòng {number} không đọc được")
        elif entry.name in entries:
            wrong.append(f"dòng {number} lặp lại {printable(entry.name)}")
        else:
            if entry.previous != previous or entry.sequence != number:
                wrong.append(f"dòng {number} không nối tiếp dòng trước")
            entries[entry.name] = entry
        previous = hashlib.sha256(line + b"\n").hexdigest()
    return list(entries.values()), wrong


def _entry(line: bytes) -> Entry | None:
    try:
        found = json.loads(line)
        entry = Entry(**found, digest=hashlib.sha256(line).hexdigest(), line=line)
        record = entry.record
        texts = [entry.name, entry.manifest, entry.previous, *(record[key] for key in _TEXTS)]
        is_sound = (
            type(entry.sequence) is int
            and type(record["number"]) is int
            and all(isinstance(text, str) and text.isprintable() for text in texts)
            and _NAME.fullmatch(entry.name)
        )
    except (ValueError, TypeError, KeyError, RecursionError):
        return None
    return entry if is_sound else None


def printable(name: str) -> str:
    """A name as it may be printed anywhere: control characters and strange bytes as codes."""
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode()
        for letter in name
    )


def alterations(folder: str, manifest: str | None = None) -> dict[str, list[str]]:
    """The files of an issued report that are not as they were, by what happened to them.

    Parameters
    ----------
    folder
        The report's.
    manifest
        The hash that its manifest must have; None where it is not known.

    Returns
    -------
    dict
        The keys of :data:`HOW`, and names from the folder; all are empty when nothing is wrong.
        Nothing but regular files is opened: a link may lead anywhere, a pipe never ends.
    """
    found: dict[str, list[str]] = {how: [] for how in HOW}
    if not _is_folder(folder):
        found["odd"].append(".")
        return found
    there = _files(folder, found)
    try:
        path = os.path.join(folder, MANIFEST)
        if MANIFEST not in there or os.path.getsize(path) > _MOST_BYTES:
            raise ValueError
        if manifest is not None and sha256(path) != manifest:
            found["changed"].append(MANIFEST)
        with open(path, encoding="utf-8") as file:
            outputs = json.load(file)["outputs"]
        known = {name: str(digest) for name, digest in outputs.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        if MANIFEST not in found["changed"]:
            found["unreadable"].append(MANIFEST)
        return found
    for name in there:
        if name == MANIFEST:
            continue
        if name not in known:
            found["added"].append(name)
            continue
        try:
            if sha256(os.path.join(folder, name)) != known[name]:
                found["changed"].append(name)
        except OSError:
            found["unreadable"].append(name)
    told = {*there, *found["odd"]}
    found["missing"] += sorted(name for name in known if name not in told)
    return found


def _files(folder: str, found: dict[str, list[str]]) -> list[str]:
    """The regular files of a folder, by their names from its root; the rest goes into `found`."""
    names: list[str] = []
    left = [""]
    while left:
        below = left.pop()
        try:
            entries = list(os.scandir(os.path.join(folder, below)))
        except OSError:
            found["unreadable"].append(below or ".")
            continue
        if not entries and below:
            found["added"].append(f"{below}/")
        for entry in entries:
            name = f"{below}/{entry.name}" if below else entry.name
            if not entry.is_dir(follow_symlinks=False):
                is_regular = entry.is_file(follow_symlinks=False)
                (names if is_regular else found["odd"]).append(name)
            elif name.count("/") < _DEEPEST:
                left.append(name)
            else:
                found["added"].append(f"{name}/")
    found["odd"].sort()
    found["added"].sort()
    return sorted(names)


def is_file(path: str) -> bool:
    """Whether a regular file is there; not a link, which may lead anywhere."""
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except OSError:
        return False


def _is_folder(path: str) -> bool:
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except OSError:
        return False


def told(altered: dict[str, list[str]]) -> str:
    """What happened to the files of a report, in a sentence; empty when nothing did."""
    return "; ".join(f"{HOW[how]}: {_listed(names)}" for how, names in altered.items() if names)


def _listed(names: list[str]) -> str:
    more = f" và {len(names) - _LISTED} tệp khác" if len(names) > _LISTED else ""
    return ", ".join(map(printable, names[:_LISTED])) + more


def faults(root: str, whole: bool = True) -> list[Fault]:
    """Everything in an archive that is not as it was issued.

    Parameters
    ----------
    root
        The folder of the index.
    whole
        Whether every report of the index must be there; not so in what was exported.
    """
    index = os.path.join(root, INDEX)
    entries, wrong = read_index(index)
    found = [Fault("index", INDEX, text) for text in wrong]
    strangers = _unknown(root, {entry.name for entry in entries}, whole)
    if not os.path.lexists(index):
        return [Fault("index", INDEX, "không có")] if strangers else []
    moved = {_manifest_of(os.path.join(root, name)): name for name in strangers}
    for entry in entries:
        if _is_there(os.path.join(root, entry.name)):
            text = fault_of(root, entry)
            found += [Fault("report", entry.name, text)] if text else []
        elif whole:
            now = moved.get(entry.manifest)
            found.append(Fault("gone", entry.name, f"nay ở {printable(now)}" if now else ""))
    return found + [Fault("unknown", printable(name), "") for name in strangers]


def _manifest_of(folder: str) -> str:
    path = os.path.join(folder, MANIFEST)
    try:
        return sha256(path) if is_file(path) and os.path.getsize(path) < _MOST_BYTES else ""
    except OSError:
        return ""


def _is_there(path: str) -> bool:
    """Whether something is at a path, or may be: where nobody may look it is not lost."""
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True
    return True


def fault_of(root: str, entry: Entry) -> str:
    """What is wrong with a report of the index, in words; empty when nothing is."""
    folder = os.path.join(root, entry.name)
    if not _is_there(folder):
        return "không còn thư mục"
    if os.path.islink(os.path.dirname(folder)):
        return "thư mục năm là liên kết"
    text = told(alterations(folder, entry.manifest))
    if text:
        return text
    try:
        with open(os.path.join(folder, RECORD), encoding="utf-8") as file:
            return "" if json.load(file) == entry.record else f"{RECORD} khác {INDEX}"
    except (OSError, ValueError, RecursionError):
        return f"{HOW['unreadable']}: {RECORD}"


def _unknown(root: str, known: set[str], whole: bool) -> list[str]:
    """What lies in an archive and is neither its index, nor a report of it, nor being written."""
    found = []
    for name in sorted(os.listdir(root)) if os.path.isdir(root) else []:
        path = os.path.join(root, name)
        own = _OWN if whole else (INDEX, EXPORTED)
        if name == INDEX or (name in own and is_file(path)):
            continue
        if re.fullmatch(r"\d{4}", name, re.ASCII) and _is_folder(path):
            found += [one for one in _inside(root, name, whole) if one not in known]
        else:
            found.append(name)
    return found


def _inside(root: str, year: str, whole: bool) -> list[str]:
    try:
        names = sorted(os.listdir(os.path.join(root, year)))
    except OSError:
        return []
    return [
        f"{year}/{name}"
        for name in names
        if not (whole and STAGED.fullmatch(name) and _is_folder(os.path.join(root, year, name)))
    ]


_KINDS = {
    "report": "Báo cáo không còn nguyên vẹn",
    "gone": "Thiếu báo cáo",
    "unknown": "Có thêm",
    "index": f"Sổ {INDEX} không còn nguyên vẹn",
}


def main() -> int:
    """Verify what was exported beside this file, and say so in Vietnamese."""
    root = os.path.dirname(os.path.abspath(__file__))
    found = faults(root, whole=False)
    entries, _ = read_index(os.path.join(root, INDEX))
    held = [entry for entry in entries if os.path.lexists(os.path.join(root, entry.name))]
    if not held and not found:
        found = [Fault("gone", root, f"không có báo cáo nào trong {INDEX}")]
    for fault in found:
        print(f"{_KINDS[fault.kind]}: {fault.where}" + (f": {fault.found}" if fault.found else ""))
    for entry in held:
        print(f"Báo cáo số {entry.record.get('symbol')}, ngày {entry.record.get('date')}, kỳ "
              f"{entry.record.get('period')}, {entry.record.get('signer')} ký")  # fmt: skip
        print(f"  Mã của kho khi ban hành: {entry.digest[:12]}")
        print(f"  SHA-256 của {entry.name}/{MANIFEST}: {entry.manifest}")
    print("Không nguyên vẹn." if found else "Nguyên vẹn. Đối chiếu mã trên với mã cơ quan đã ghi.")
    return 1 if found else 0


if __name__ == "__main__":
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    sys.exit(main())
