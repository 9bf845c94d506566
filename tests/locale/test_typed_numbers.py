"""Numbers that somebody typed: a table from official usage, and what holds for all numbers."""

from __future__ import annotations

import json
import re
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baocao.locale.vi.spelled_numbers import number_from_words, spelled_numbers_in
from baocao.locale.vi.typed_numbers import COUNTED, numbers_in
from baocao.prose.citations import Library
from baocao.prose.typed import without_names
from baocao.workspace.workspace import Workspace

ROOT = Path(__file__).resolve().parents[2]


def typed(text: str, *units: str) -> list[str]:
    return [text[start:end] for start, end in numbers_in(text, units)]


# A text, and the numbers in it.
REFUSED = [
    ("Có 25 sản phẩm.", ["25"]),
    ("đạt 1.063.487 đồng", ["1.063.487"]),
    ("tỷ lệ 51,2%", ["51,2"]),
    ("từ ngày 01/6/2022", ["01/6/2022"]),
    ("quý 3/2023", ["3/2023"]),
    ("½ số xã", ["½"]),
    ("&frac12; số xã", ["&frac12;"]),
    ("Ⅳ đơn vị", ["Ⅳ"]),
    ("diện tích tính bằng m²", ["m²"]),
    ("có ２５ dự án", ["２５"]),
    ("có ٢٥ dự án", ["٢٥"]),
    ("có ② dự án", ["②"]),
    ("có 三 dự án", ["三"]),
    ("IV đơn vị", ["IV"]),
    ("có **XII** dự án", ["XII"]),
    ("gồm V xã", ["V"]),
    ("hai mươi lăm sản phẩm", ["hai mươi lăm"]),
    ("Hai Mươi Lăm sản phẩm", ["Hai Mươi Lăm"]),
    ("MƯỜI HAI ĐƠN VỊ", ["MƯỜI HAI"]),
    ("hai   mươi\nlăm sản phẩm", ["hai   mươi\nlăm"]),
    ("hai **mươi** lăm *sản phẩm*", ["hai **mươi** lăm"]),
    ("hai\u00a0mươi\u200blăm sản phẩm", ["hai\u00a0mươi\u200blăm"]),
    ("_hai mươi_ sản phẩm", ["hai mươi"]),
    ("mười hai đơn vị", ["mười hai"]),
    ("chín trăm dự án", ["chín trăm"]),
    ("hàng trăm doanh nghiệp", ["hàng trăm"]),
    ("hàng nghìn tỷ đồng", ["hàng nghìn tỷ"]),
    ("vài chục hồ sơ", ["vài chục"]),
    ("mấy trăm lượt người", ["mấy trăm"]),
    ("dăm ba doanh nghiệp", ["ba"]),
    ("mươi hồ sơ", ["mươi"]),
    ("mươi lăm hồ sơ", ["mươi lăm"]),
    ("chục hồ sơ", ["chục"]),
    ("một tá sản phẩm, hai cặp văn bản, vài đôi dự án", ["một tá", "hai cặp", "vài đôi"]),
    ("có xii đơn vị", ["xii"]),
    ("mười mấy hồ sơ", ["mười"]),
    ("hơn trăm hồ sơ", ["hơn trăm"]),
    ("kinh phí là triệu rưỡi đồng", ["triệu rưỡi"]),
    ("đạt trăm phần trăm", ["trăm phần trăm"]),
    ("hai lăm sản phẩm", ["hai lăm"]),
    ("băm hai xã", ["băm hai"]),
    ("hăm mốt phường", ["hăm mốt"]),
    ("ba chục hộ", ["ba chục"]),
    ("một trăm linh ba hồ sơ", ["một trăm linh ba"]),
    ("một trăm lẻ ba hồ sơ", ["một trăm lẻ ba"]),
    ("ba nghìn rưỡi hộ", ["ba nghìn rưỡi"]),
    ("nửa triệu đồng", ["nửa triệu"]),
    ("ba phần tư số xã", ["ba phần tư"]),
    ("một phần ba số xã", ["một phần ba"]),
    ("hai phẩy năm phần trăm", ["hai phẩy năm"]),
    ("không phẩy bảy lăm điểm phần trăm", ["không phẩy bảy lăm"]),
    ("một phần trăm", ["một"]),
    ("một triệu đồng", ["một"]),
    ("hai tỷ ba trăm triệu đồng", ["hai", "ba trăm"]),
    ("đầu tư hai mươi tỷ đồng", ["hai mươi"]),
    ("trong năm hai doanh nghiệp được hỗ trợ", ["hai"]),
    ("trong năm mười hai doanh nghiệp được hỗ trợ", ["mười hai"]),
    ("Trong kỳ, năm doanh nghiệp được hỗ trợ", ["năm"]),
    ("cả hai đơn vị", ["hai"]),
    ("tăng mười phần trăm", ["mười"]),
    ("có tám đề tài và chín nhiệm vụ", ["tám", "chín"]),
    ("bảy hợp tác xã", ["bảy"]),
    ("bẩy hợp tác xã", ["bẩy"]),
    ("bốn trường hợp, sáu cá nhân", ["bốn", "sáu"]),
    ("tổng số hai mươi xã", ["hai mươi"]),
    ("trong kỳ hai mươi xã", ["hai mươi"]),
    ("Kết quả là ba mươi mốt.", ["ba mươi mốt"]),
    ("hai ba cuộc", ["ba"]),
    ("kiểm tra ba lần", ["ba"]),
]


@pytest.mark.parametrize(("text", "numbers"), REFUSED)
def test_a_typed_number_is_found(text: str, numbers: list[str]) -> None:
    assert typed(unicodedata.normalize("NFC", text)) == numbers


ALLOWED = [
    "Chương trình mỗi xã một sản phẩm",
    "một sản phẩm",
    "một trong những nhiệm vụ trọng tâm",
    "mỗi lĩnh vực một chỉ tiêu",
    "một số doanh nghiệp, một vài đơn vị",
    "có một tỷ lệ nhất định",
    "cuộc Cách mạng công nghiệp lần thứ tư",
    "lần thứ IV",
    "thứ hai, thứ ba, thứ tư",
    "lần thứ hai mươi",
    "tháng mười hai",
    "ngày ba mươi tháng tư",
    "quý hai, quý ba",
    "mồng mười",
    "sáu tháng đầu năm",
    "chín tháng đầu năm",
    "trong năm doanh nghiệp còn khó khăn",
    "mỗi năm doanh nghiệp báo cáo hai kỳ",
    "hằng năm cơ quan rà soát",
    "hàng năm đơn vị báo cáo",
    "cuối năm sản phẩm được đánh giá",
    "trong những năm qua",
    "kế hoạch năm",
    "năm kế hoạch",
    "mười năm qua",
    "ba mẹ",
    "vốn đầu tư nước ngoài, Thông tư, tư vấn",
    "cặp đôi, hai bên ký kết",
    "không một doanh nghiệp nào vi phạm",
    "vi đơn vị, xi nhiệm vụ, đợt ii dự án, (ii) đơn vị, một cặp mắt, tá dược",
    "không phát sinh",
    "không đồng bộ",
    "Mục II, Phụ lục I, quý III",
    "Phụ lục I văn bản này",
    "quý III doanh nghiệp báo cáo",
    "nhóm B dự án",
    "vitamin C sản phẩm",
    "CL sản phẩm, MC lớp",
    "ngày hai mươi sản phẩm được công bố",
    "tỷ lệ phần trăm sản phẩm đạt",
    "Đơn vị tính: triệu đồng",
    "nghìn tỷ đồng",
    "hàng trăm năm lịch sử",
    "hàng hóa, mặt hàng",
    "linh hoạt, linh kiện, lẻ tẻ",
    "phần trăm, phần lớn nhỏ",
    "quả chín, chín muồi",
    "lớp mười hai",
    "khóa hai mươi",
    "một hai ba một hai ba bốn",
    "chính quyền địa phương hai cấp",
]


@pytest.mark.parametrize("text", ALLOWED)
def test_what_counts_nothing_is_no_number(text: str) -> None:
    assert typed(text, "tháng", "năm") == []


def test_a_workspace_says_what_it_counts() -> None:
    assert typed("có hai con tàu") == []
    assert typed("có hai con tàu", "con tàu") == ["hai"]
    assert typed("có hai\n**con  Tàu**", "con tàu") == ["hai"]
    assert typed("có IV con tàu", "con tàu") == ["IV"]
    # Not before a word that only begins like it.
    assert typed("có hai con tàut", "con tàu") == []


WITH_A_VALUE = [chr(c) for c in range(sys.maxunicode + 1) if chr(c).isnumeric()]


def test_characters_with_a_value_are_what_unicode_says() -> None:
    for character in map(chr, range(sys.maxunicode + 1)):
        has_value = unicodedata.numeric(character, None) is not None
        assert (has_value or unicodedata.category(character)[0] == "N") == character.isnumeric()


words = st.text("aăâđêôơưàảãáạ ,.;()*\n", max_size=12)


@given(words, st.sampled_from(WITH_A_VALUE), words)
def test_any_character_with_a_value_is_found(before: str, character: str, after: str) -> None:
    text = unicodedata.normalize("NFC", before + character + after)
    place = next(at for at, letter in enumerate(text) if letter.isnumeric())
    assert any(start <= place < end for start, end in numbers_in(text))


ONES = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"]


def spell(number: int) -> str:
    """A speller of its own: it shares nothing with what reads."""
    thousands, hundreds, rest = number // 1000, number // 100 % 10, number % 100
    said = [ONES[thousands], "nghìn"] if thousands else []
    if hundreds or (thousands and rest):
        said += [ONES[hundreds], "trăm"]
    tens, ones = divmod(rest, 10)
    if tens == 0 and ones and said:
        said.append("linh")
    elif tens == 1:
        said.append("mười")
    elif tens:
        said += [ONES[tens], "mươi"]
    if ones:
        last = {1: "mốt"} if tens > 1 else {}
        last |= {5: "lăm"} if tens else {}
        said.append(last.get(ones, ONES[ones]))
    return " ".join(said)


@given(
    st.integers(2, 9999),
    st.sampled_from([unit for unit in COUNTED if unit != "%"]),
    st.sampled_from([str, str.upper, str.title]),
    st.sampled_from([" ", "  ", "\n", " **"]),
)
def test_a_spelled_number_before_a_unit_is_found(
    number: int, unit: str, case: type[str], gap: str
) -> None:
    spelled = case(spell(number))
    assert typed(f"Kết quả: {spelled}{gap}{unit} trong kỳ") == [spelled]


@given(st.integers(2, 9999))
def test_a_spelled_number_has_its_value(number: int) -> None:
    assert number_from_words(spell(number).split()) == number
    assert [found.value for found in spelled_numbers_in(f"có {spell(number)}")] == [number]


def printed_prose() -> list[str]:
    """All prose of the workspace without what it quotes."""
    found = [path.read_text("utf-8-sig") for path in (ROOT / "data/remarks").glob("*/*.md")]
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        for cell in json.loads(path.read_text("utf-8"))["cells"]:
            source = "".join(cell["source"])
            if source.startswith("%%narrate"):
                found.append(source.removeprefix("%%narrate"))
    assert len(found) > 20
    return [re.sub(r"\{[{%].*?[}%]\}", " ; ", text, flags=re.DOTALL) for text in found]


def test_the_prose_of_the_workspace_has_no_typed_number() -> None:
    names = Library(Workspace.load(ROOT)).names
    for prose in printed_prose():
        bare = without_names(re.sub(r"^\s*\d+[.)]", "", prose, flags=re.MULTILINE), names)
        assert typed(bare, "sản phẩm", "nội dung", "đối tượng") == [], prose
