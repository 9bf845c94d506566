"""Proofreading for any office: names and places of one word, of one letter, of signs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baocao.review.manuscripts import Manuscript
from baocao.review.manuscripts.text import text_blocks
from baocao.review.proofread import RULES, find_corrections
from baocao.review.proofread.dictionary import EXAMPLE, Dictionary
from baocao.workspace.workspace import Workspace
from support.small_offices import write_office

# One text that every rule has something to look at in.
EVERYTHING = "\n\n".join(example for rule in RULES for example in (*rule.right, rule.wrong[0][0]))
NAMES = st.one_of(
    st.sampled_from(["Huế", "H", "HUẾ", "Huê\u0301", "Mỹ A", "A B C", "3", "-", "(", "UBND."]),
    st.text("HuếàĐ 1-.(*", max_size=6),
)


def marks(text: str, dictionary: Dictionary) -> list[tuple[str, str]]:
    draft = Manuscript(Path("draft.docx"), tuple(text_blocks(text)))
    found = find_corrections(draft, dictionary, RULES)
    return [(one.found, one.suggestion) for one in found]


@given(name=NAMES, place=NAMES, around=st.sampled_from(["{}", "Tại {}, năm 2025.", "{} {}-{}/{}."]))
def test_no_name_is_too_short(name: str, place: str, around: str) -> None:
    dictionary = replace(EXAMPLE, names=(*EXAMPLE.names, name), places=(place, name))
    for text in (around.replace("{}", place), around.replace("{}", name.lower())):
        marks(text, dictionary)


@pytest.mark.parametrize("place", ["Huế", "H", "A B", "Bình", "", " ", "-"])
def test_every_rule_reads_with_any_place(place: str) -> None:
    dictionary = replace(EXAMPLE, places=(place,), terms=EXAMPLE.terms | {place} - {""})
    assert marks(EVERYTHING, dictionary)


def test_a_place_of_one_word_is_right_and_its_capital_is_not_asked_for() -> None:
    dictionary = Dictionary(places=("Huế",))
    assert marks("Tại Huế có hai chợ.", dictionary) == []


@pytest.mark.parametrize("text", ["Dashboard Quản Trị công việc.", "Cửa khẩu Lao Bảo (Quảng Trị)."])
def test_a_word_or_two_names_are_no_slip_for_a_name(text: str) -> None:
    assert marks(text, Dictionary(names=("Báo Quảng Trị",), places=("Quảng Trị",))) == []


@pytest.mark.usefixtures("other_programmes")
@pytest.mark.parametrize("word", ["Huế", "H", "Đ", "1"])
@pytest.mark.parametrize("field", ["place", "name", "parent", "code", "superiors", "head", "all"])
def test_an_office_may_be_named_by_one_word(tmp_path: Path, field: str, word: str) -> None:
    root = write_office(tmp_path)
    settings = root / "report.toml"
    lines = settings.read_text(encoding="utf-8").splitlines()
    for number, line in enumerate(lines):
        key, _, value = line.partition(" = ")
        if value and (key == field or (field == "all" and value.startswith('"S'))):
            lines[number] = f'{key} = ["{word}"]' if value.startswith("[") else f'{key} = "{word}"'
    text = "\n".join(lines)
    if field in ("superiors", "all"):
        text = text.replace('addressees = ["UBND tỉnh Mẫu"]', f'addressees = ["{word}"]')
        text = text.replace('superiors = ["UBND tỉnh Mẫu"]', f'superiors = ["{word}"]')
    settings.write_text(text, encoding="utf-8")
    workspace = Workspace.load(root)
    dictionary = Dictionary.of(workspace)
    sentence = f"Tại {word}, {word} báo cáo {word.lower()}; Kính gửi: {word}."
    marks(f"{sentence}\n\n{EVERYTHING}", dictionary)
