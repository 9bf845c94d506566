"""Typing errors that are put into right sentences: which kinds are found, and which are not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from baocao.review.manuscripts import Manuscript
from baocao.review.manuscripts.text import text_blocks
from baocao.review.proofread import find_corrections
from baocao.review.proofread.dictionary import EXAMPLE

# A sentence with {right|wrong}: what should stand there, and what a hurried hand types.
SEEDS = {
    "tone": """
        Nâng cao {đời sống|đời sông} của nhân dân.
        {Triển khai|Triển khái} các nhiệm vụ trọng tâm.
        Giải quyết việc làm cho {lao động|lao đông} nông thôn.
        Tiếp tục cải cách {thủ tục|thủ túc} hành chính.
        Thu hút {đầu tư|đâu tư} vào khu công nghiệp.
        Các {doanh nghiệp|doanh nghiêp} trên địa bàn tỉnh.
        Bảo đảm {quyền lợi|quyền lơi} của người lao động.
        Hoàn thành {kế hoạch|kế hoach} được giao.
        Nguồn vốn từ {ngân sách|ngân sạch} địa phương.
        Có rất {nhiều|nhiểu} khó khăn.
    """,
    "hook": """
        Ứng dụng {công nghệ|công nghê} cao vào sản xuất.
        Cấp giấy {chứng nhận|chưng nhận} cho hợp tác xã.
        {Xây dựng|Xây dụng} nông thôn mới.
        Giá trị {sản xuất|sản xuât} công nghiệp tăng.
        Đẩy mạnh {chuyển đổi|chuyễn đổi} số.
        Phát triển {thị trường|thị trương} trong nước.
        Bảo vệ {môi trường|môi trương} nông thôn.
        Các {đơn vị|dơn vị} liên quan phối hợp thực hiện.
        Công tác {tuyên truyền|tuyên truyên} được quan tâm.
        Thực hiện {chính sách|chinh sách} hỗ trợ.
    """,
    "hỏi, ngã": """
        {Triển khai|Triễn khai} mô hình mới.
        {Hỗ trợ|Hổ trợ} các hộ nghèo.
        {Nghĩa vụ|Nghỉa vụ} của tổ chức, cá nhân.
        Tăng cường {quản lý|quãn lý} nhà nước.
        {Cải cách|Cãi cách} hành chính.
        {Kỹ thuật|Kỷ thuật} canh tác mới.
        Tổ chức {lễ hội|lể hội} truyền thống.
        {Bảo vệ|Bão vệ} rừng đầu nguồn.
    """,
    "telex": """
        Các sở, ngành {thực|thưcj} hiện nghiêm túc.
        Số liệu {được|đươcj} tổng hợp.
        Ban hành kế hoạch {phát|phats} triển.
        Các {huyện|huyệnn} báo cáo đúng hạn.
        Nâng cao {chất|chấtt} lượng.
        Theo {quyết|quyếtt} định của UBND tỉnh.
    """,
    "letters": """
        Các {ngành|nghành} liên quan phối hợp.
        Đề tài {nghiên|ngiên} cứu khoa học.
        Dịch {COVID|COIVD}-19 được kiểm soát.
        Các nước {ASEAN|AESAN} hợp tác.
        Các {trường|trưòng} học được xây mới.
        Công tác {tuyển|tuyểm} dụng viên chức.
        Các doanh {nghiệp|nghiệpp} thành lập mới.
        Đào tạo {nguồn|nguồnn} nhân lực.
    """,
    "doubled": """
        Sự tham gia {của|của của} các tổ chức.
        Hỗ trợ {các|các các} hợp tác xã.
        Sở đã {hỗ trợ|hỗ trợ trợ} các hộ dân.
        Kinh phí {được|được được} bố trí.
        Các dự án {và|và và} mô hình.
        {Thực hiện|Thực hiện hiện} theo đúng quy định.
        Nhiệm vụ {trong|trong trong} năm 2023.
        Đề nghị UBND tỉnh {xem xét|xem xét xét}.
    """,
    "confused": """
        {Bổ sung|Bổ xung} hồ sơ.
        {Sáp nhập|Sát nhập} hai đơn vị.
        {Xuất sắc|Suất sắc} hoàn thành nhiệm vụ.
        {Chia sẻ|Chia xẻ} kinh nghiệm với các tỉnh.
        Nâng cao {năng suất|năng xuất} lao động.
    """,
    "capital": """
        Chủ trương của Đảng và {Nhà nước|nhà nước}.
        Do {Sở Giáo dục|Sở giáo dục} và Đào tạo chủ trì.
        Chứng nhận {VietBook|Vietbook} cho sách.
        Đất nước {Việt Nam|việt Nam} phát triển.
        Nghị quyết của {Chính phủ|chính Phủ}.
    """,
    "figure": """
        Tăng {23,3%|23.3%} so với cùng kỳ năm trước.
        Ngày {28/02/2023|30/02/2023}.
        Tổng kinh phí {450 triệu đồng|450}.
        Luật {Đầu tư công|Đầu tư} số 39/2019/QH14.
    """,
}

# What is not found, typed here so that the table in docs/proofreading.md stays true.
NOT_SEEN = {"Bão vệ", "Thực hiện hiện", "tuyểm", "xem xét xét", "được được"}

_CHOICE = re.compile(r"\{([^{|}]*)\|([^{|}]*)\}")
CASES = [
    pytest.param(sentence.strip(), id=f"{kind}-{number}")
    for kind, sentences in SEEDS.items()
    for number, sentence in enumerate(sentences.strip().splitlines())
]


# Marked "xem lại" in a sentence by itself: two syllables that can be, and nothing beside them
# tells. In a document that writes the word twice as it should be they are errors.
PERHAPS = {
    "đời sông", "Triển khái", "lao đông", "quyền lơi", "thị trương", "môi trương", "chinh sách",
    "Hổ trợ", "Nghỉa vụ", "Cãi cách", "Kỷ thuật",
}  # fmt: skip


def found(text: str, wrong: str) -> set[str]:
    """The severities of the marks on the last place where some words stand."""
    manuscript = Manuscript(Path("draft.docx"), tuple(text_blocks(text)))
    last = len(manuscript.blocks) - 1
    start = manuscript.blocks[last].text.rindex(wrong)
    marks = [one for one in find_corrections(manuscript, EXAMPLE) if one.block == last]
    return {
        one.rule.severity for one in marks if one.start < start + len(wrong) and one.end > start
    }


@pytest.mark.parametrize("sentence", CASES)
def test_a_typing_error_is_found_where_it_is(sentence: str) -> None:
    right, wrong = (_CHOICE.sub(rf"\{number}", sentence) for number in (1, 2))
    choice = _CHOICE.search(sentence)
    assert choice
    severities = found(wrong, choice[2])
    assert ("lỗi" in severities) is (choice[2] not in NOT_SEEN | PERHAPS)
    assert choice[2] not in PERHAPS or "xem lại" in severities
    in_a_document = found(f"{right}\n\n{right}\n\n{wrong}", choice[2])
    assert ("lỗi" in in_a_document) is (choice[2] not in NOT_SEEN)


@pytest.mark.parametrize("sentence", CASES)
def test_the_right_sentence_has_no_error(sentence: str) -> None:
    manuscript = Manuscript(Path("draft.docx"), tuple(text_blocks(_CHOICE.sub(r"\1", sentence))))
    marks = find_corrections(manuscript, EXAMPLE)
    assert [one for one in marks if one.rule.severity == "lỗi"] == []
