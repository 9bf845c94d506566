"""Word lists of the language and of the decree, each with its source; none of an office's own."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

from baocao.locale.vi.text import TONES, toneless

__all__ = [
    "ABBREVIATIONS",
    "ALONE",
    "CAPITAL",
    "CODES",
    "CONFUSED",
    "DECREE",
    "DICTIONARY",
    "MINISTRIES",
    "OFFICIAL_WORDS",
    "PARTICLES",
    "PREFERRED",
    "RARE_PAIRS",
    "REPEATED",
    "SMALL",
    "STACKED",
    "TYPES",
    "is_syllable",
]

DECREE: Final = "Nghị định số 30/2020/NĐ-CP"
DICTIONARY: Final = "Từ điển tiếng Việt (Viện Ngôn ngữ học)"

# The letters of Vietnamese, for character classes.
_VOWELS: Final = "aăâeêioôơuưy"
SMALL: Final = (
    "bcdfghjklmnpqrstvwxzđ"
    + _VOWELS
    + "".join(unicodedata.normalize("NFC", vowel + tone) for vowel in _VOWELS for tone in TONES)
)
CAPITAL: Final = SMALL.upper()

# Words that are doubled on purpose (Từ điển tiếng Việt, Viện Ngôn ngữ học).
REPEATED: Final = frozenset({
    "ai", "ào", "ba", "chôm", "chung", "chuyên", "dần", "dè", "đâu", "đều", "đời", "hằng", "hao",
    "lâu",
    "luôn", "năm", "ngành", "ngày", "người", "nhà", "nhanh", "nơi", "rất", "riêng", "rưng", "song",
    "thường", "trừng", "từ", "vừa", "xa", "xanh", "ngày ngày", "từng bước", "từng ngày",
    "từng người", "lúc nào", "ngày càng", "nơi nào", "người người", "nhà nhà",
})  # fmt: skip

# Words that end one group and begin the next: "đã làm xong xong mục tiêu", "nghe được được coi là".
STACKED: Final = frozenset({"được", "hết", "không", "lại", "lên", "qua", "ra", "xong"})

# Syllables that end a longer word and stand alone as well: "phục vụ vụ Hè Thu".
ALONE: Final = (
    "báo", "cao", "cấp", "chế", "chi", "chức", "cử", "dân", "dạy", "đất", "điểm", "giá", "giao",
    "giúp", "học", "hội", "hơn", "kho", "làm", "mới", "nộp", "nhà", "phép", "quân", "số", "sống",
    "thi", "thu", "thuế", "tỉnh", "tiền", "trả", "trường", "tính", "việc", "viện", "vụ", "vốn",
    "xã", "xét", "xử",
)  # fmt: skip

# Words that are no part of a longer word.
PARTICLES: Final = frozenset({
    "bằng", "các", "cho", "có", "của", "do", "đã", "đang", "đến", "để", "đó", "được", "hoặc", "khi",
    "là", "mà", "một", "này", "nếu", "nhưng", "những", "như", "qua", "ra", "sẽ", "tại", "theo",
    "thì", "tới", "trên", "trong", "từ", "và", "vào", "về", "với",
})  # fmt: skip

# Words of official texts whose syllables are in so many others that counts do not show them.
OFFICIAL_WORDS: Final = (
    "chỉ thị", "chỉ tiêu", "chủ động", "chuyển giao", "chứng chỉ", "chứng nhận", "công bố",
    "công chức", "công khai", "công nghiệp", "công nhận", "công văn", "dân chủ", "dịch bệnh",
    "dự toán", "đề án", "đề bạt", "điều hành", "định kỳ", "đo lường", "đồng bộ", "giải ngân",
    "giảm nghèo", "hành chính", "hiệu chuẩn", "hội đồng", "hợp đồng", "kiểm định", "kiểu dáng",
    "liên kết", "luân chuyển", "nghị định", "nghiệm thu", "nhãn hiệu", "nhân lực", "phương pháp",
    "quy chế", "quy chuẩn", "quy trình", "quyền lợi", "quyết toán", "sản lượng", "sáng chế",
    "số lượng", "sơ kết", "thẩm định", "thông tư", "thống nhất", "tổng kết", "trình diễn",
    "trọng tâm", "truy xuất", "tuyển dụng", "ưu điểm", "viên chức",
)  # fmt: skip

# Right pairs, too rare in the texts that were counted, that differ by a mark from a common word.
RARE_PAIRS: Final = (
    "ban thưởng", "biến bản", "bán hành", "bảy giờ", "bố luật", "chuyển dời", "chính đảng",
    "chỉnh trị", "chủ trị", "có phiếu", "công án", "cơ số", "cổ tục", "hoạch định", "huyền phù",
    "hướng đạn", "hỏa tốc", "khai trường", "sát sườn", "kinh hoảng", "kiên nghị", "lực lưỡng",
    "kiện toàn", "liên quận", "lễ hồi", "nghiệp vụ", "nhân đàn", "quân sư", "sổ y", "theo quý",
    "theo quỹ", "thương mãi", "thường trụ", "tráo đổi", "thị lực", "tính dục", "tính trạng",
    "tư văn", "tầm hồn", "xẩy ra", "đa đảng", "điển tích",
)  # fmt: skip

# Words that are often confused, and the right ones (Từ điển tiếng Việt; Từ điển chính tả, Viện
# Ngôn ngữ học).
CONFUSED: Final = {
    "bổ xung": "bổ sung",
    "chia xẻ kinh nghiệm": "chia sẻ kinh nghiệm",
    "chỉnh chu": "chỉn chu",
    "chuẩn đoán": "chẩn đoán",
    "cọ sát": "cọ xát",
    "đề suất": "đề xuất",
    "đường xá": "đường sá",
    "hoạch toán": "hạch toán",
    "hưởng ứng đồng đạo": "hưởng ứng đông đảo",
    "năng xuất": "năng suất",
    "quan tâm đồng đạo": "quan tâm đông đảo",
    "sát nhập": "sáp nhập",
    "sơ xuất": "sơ suất",
    "sử lý": "xử lý",
    "suất sắc": "xuất sắc",
    "súc tiến": "xúc tiến",
    "tham gia đồng đạo": "tham gia đông đảo",
    "thăm quan": "tham quan",
    "triễn khai": "triển khai",
    "tựu chung": "tựu trung",
    "vô hình chung": "vô hình trung",
    "xử dụng": "sử dụng",
}

# Ministries of today and of before 2025 whose names cannot be common words ("Bộ xây dựng …").
MINISTRIES: Final = (
    "Công Thương", "Dân tộc và Tôn giáo", "Giao thông vận tải", "Giáo dục và Đào tạo",
    "Kế hoạch và Đầu tư", "Khoa học và Công nghệ", "Lao động - Thương binh và Xã hội",
    "Nông nghiệp và Môi trường", "Nông nghiệp và Phát triển nông thôn", "Tài chính",
    "Tài nguyên và Môi trường", "Thông tin và Truyền thông", "Tư pháp",
    "Văn hóa, Thể thao và Du lịch",
)  # fmt: skip

# Two spellings of one word; the second is that of legal texts. A document should use one of them.
PREFERRED: Final = {
    "hàng ngày": "hằng ngày",
    "hàng tháng": "hằng tháng",
    "hàng quý": "hằng quý",
    "hàng năm": "hằng năm",
    "kĩ thuật": "kỹ thuật",
    "kĩ năng": "kỹ năng",
    "lí do": "lý do",
    "quản lí": "quản lý",
    "xử lí": "xử lý",
    "qui định": "quy định",
    "qui mô": "quy mô",
}

# Types of documents by their abbreviation (Phụ lục III; those of legal documents: Luật Ban hành
# văn bản quy phạm pháp luật), and types that have none.
CODES: Final = {
    "BB": "Biên bản",
    "BC": "Báo cáo",
    "CĐ": "Công điện",
    "CT": "Chỉ thị",
    "CTr": "Chương trình",
    "ĐA": "Đề án",
    "HD": "Hướng dẫn",
    "KH": "Kế hoạch",
    "NĐ": "Nghị định",
    "NQ": "Nghị quyết",
    "PA": "Phương án",
    "QC": "Quy chế",
    "QĐ": "Quyết định",
    "TB": "Thông báo",
    "TT": "Thông tư",
    "TTr": "Tờ trình",
}
TYPES: Final = (*sorted(CODES.values(), key=lambda name: -len(name)), "Công văn", "Kết luận")

# Abbreviations that every reader of official documents knows: authority to sign, types (NĐ
# 30/2020, Phụ lục I and III), bodies ("viết tắt những cụm từ thông dụng", Phụ lục I, Mục
# II.2.a), forms of firms (Luật Doanh nghiệp), international names and currencies.
ABBREVIATIONS: Final = frozenset({
    *CODES, "TM", "KT", "TL", "TUQ", "VT", "UBND", "HĐND", "UBMTTQ", "MTTQ", "QH", "STT", "TT",
    "TNHH", "MTV", "CP", "DNTN", "TP", "HCM", "USD", "VND", "VNĐ", "GDP", "GRDP", "FDI", "ODA",
    "WTO", "ASEAN", "APEC", "UNESCO", "UNDP", "WHO", "EU", "ISO", "TCVN", "QCVN", "PDF", "QR",
    "ID", "IT", "AI", "OK", "COVID",
})  # fmt: skip

# A syllable without its tone mark: "ngh", "gh" and "k" only before e, ê and i.
_SYLLABLE: Final = re.compile(
    r"(?:ngh(?=[ieê])|ng(?![ieê])|gh(?=[ieê])|gi|g(?![eê])|k(?=[ieêy])|c(?![ieêy])|qu|"
    r"nh|th|tr|ch|ph|kh|[bdđhlmnprstvx])?"
    r"(?:uyê|uyu|iêu|yêu|ươi|ươu|oai|oay|oeo|uôi|uây|uya|oao|[iyuo]?[aăâeêioôơuưy]{1,2})"
    r"(?:ng|nh|ch|[cmnpt])?"
)


def is_syllable(word: str) -> bool:
    """Whether a word is spelt as a Vietnamese syllable can be.

    Examples
    --------
    >>> [is_syllable(word) for word in ("nghành", "ngành", "triển", "UBND", "kiên")]
    [False, True, True, False, True]
    """
    return _SYLLABLE.fullmatch(toneless(word)) is not None
