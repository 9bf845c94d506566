"""Reads reports as a careful reader would, and says what should not stand in them.

``python tests/support/faults.py outputs/*/report.html`` reads reports that were built;
``make periods`` builds every period of the registers and reads them all.
"""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path

from lxml import html

from baocao.prose.citations import Library
from baocao.prose.sentences import LIMIT, sentences
from baocao.workspace.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]

BLOCKS = ("p", "li", "td", "th", "h1", "h2", "h3", "h4", "figcaption", "caption", "summary")
PYTHON = re.compile(r"\b(nan|NaN|None|NaT|inf|null|undefined|True|False)\b|\{\{|\}\}|\{%|\bdtype\b")
# Repeated on purpose.
REPEATED = {"dần", "luôn", "ngày", "song"}
PAIRS = {")": "(", "]": "[", "”": "“", "»": "«"}

# A Vietnamese syllable without its tone: what is none is a foreign word.
SYLLABLE = re.compile(
    r"(?:ngh|ng|nh|th|tr|ch|ph|kh|gh|gi|qu|[bcdđghklmnpqrstvx])?"
    r"(?:[iyuo]?[aăâeêioôơuưy]{1,2}|uyê|uya|iêu|yêu|ươi|ươu|oai|oay|oeo|uôi|uây)"
    r"(?:ng|nh|ch|[cmnpt])?",
)
TONES = "\u0300\u0309\u0303\u0301\u0323"
# English words that could be Vietnamese syllables, and are no words of reports.
ENGLISH = {"the", "on", "not", "that", "it", "at", "then", "them", "hit", "get", "set", "met"}
# Foreign words and units that Vietnamese reports use.
FOREIGN = {"web", "logo", "online", "fisher", "video", "internet"}


def _names() -> set[str]:
    """Words with a capital in the registers: names of people, places and products."""
    registers = (ROOT / "data" / "registers").glob("*.csv")
    text = " ".join(path.read_text(encoding="utf-8-sig") for path in registers)
    return {word for word in re.findall(r"[^\W\d_]+", text) if word[:1].isupper()}


NAMES = _names()
# Left open until the report has its number and day.
OPEN = re.compile(r"(?<=số )\s+(?=/)|(?<=ngày )\s+(?=tháng)|(?<=tháng )\s+(?=năm)")


def toneless(word: str) -> str:
    marks = unicodedata.normalize("NFD", word.lower())
    return unicodedata.normalize("NFC", "".join(m for m in marks if m not in TONES))


def foreign_words(text: str) -> Iterator[str]:
    for word in re.findall(r"[^\W\d_]+", text):
        # Abbreviations and names of standards are written in capitals, wholly or in part.
        if word != word.lower() and word[1:] != word[1:].lower():
            continue
        low = word.lower()
        if len(word) == 1 or low in FOREIGN or word in NAMES:
            continue
        if low in ENGLISH or not SYLLABLE.fullmatch(toneless(word)):
            yield word


def unbalanced(text: str) -> bool:
    stack: list[str] = []
    # "a)" numbers a point, and closes nothing.
    for sign in re.sub(r"^\s*(?:[a-zđ]|\d+)\)", "", text):
        if sign in PAIRS.values():
            stack.append(sign)
        elif sign in PAIRS and (not stack or stack.pop() != PAIRS[sign]):
            return True
    return bool(stack)


def faults_of(text: str, short: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with one paragraph, cell, caption or heading."""
    if found := PYTHON.search(text):
        yield f"mã máy: {found[0]}"
    found = re.search(r"(?i)(?<![\w/.-])([^\W\d_]{2,}) \1(?![\w/-])", text)
    if found and found[1].lower() not in REPEATED:
        yield f"lặp từ: {found[0]}"
    text = OPEN.sub("", text)
    if "  " in text:
        yield "hai dấu cách"
    if found := re.search(r" [,;.:)!?](?!\.)|\( |[,;:][^\W\d_]|\(\)|,,|;;|\.\.(?!\.)", text):
        yield f"dấu câu: {text[max(0, found.start() - 15) : found.end() + 5]}"
    if unbalanced(text):
        yield "ngoặc không cân"
    if found := re.search(r"\d(?:[^\W\d_]{2,})", text):
        yield f"số dính chữ: {found[0]}"
    for word in foreign_words(text):
        yield f"từ nước ngoài: {word}"
    for full, brief in short.items():
        text = text.replace(full, brief)
    for sentence in sentences(text):
        length = sum(any(c.isalnum() for c in word) for word in sentence.split())
        if length > LIMIT:
            yield f"câu dài {length} chữ: {sentence[:60]}"


def texts(page: str) -> Iterator[str]:
    """The text of each block of the document itself, without pictures and sources."""
    (main,) = html.fromstring(page).iter("main")
    for block in list(main.iter(*BLOCKS)):
        copy = html.fromstring(html.tostring(block, encoding="unicode"))
        for drawing in list(copy.iter("svg", "{http://www.w3.org/2000/svg}svg")):
            drawing.drop_tree()
        if not any(True for _ in copy.iterdescendants(*BLOCKS)):
            yield copy.text_content().replace("\n", " ").strip()


def read(page: str, library: Library) -> list[str]:
    """Every fault of a report's page, with the words around it."""
    short = library.forms()
    found = []
    for text in texts(page):
        found += [f"{fault} | {text[:90]}" for fault in faults_of(text, short)]
    return found


def main(paths: list[str]) -> int:
    library = Library(Workspace.load(ROOT))
    bad = 0
    for path in paths:
        faults = read(Path(path).read_text(encoding="utf-8"), library)
        bad += bool(faults)
        for fault in faults:
            print(f"{path}: {fault}")
    print(f"{len(paths)} báo cáo đã đọc, {bad} báo cáo có lỗi")
    return 1 if bad or not paths else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
