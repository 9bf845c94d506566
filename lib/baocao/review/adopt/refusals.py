"""Why an edited paragraph cannot be adopted, by code, and what to do then."""

from __future__ import annotations

from dataclasses import replace

from baocao.core.errors import Finding
from baocao.review.adopt.tokens import Token

__all__ = ["NotEditableError", "refusal"]

_REFUSALS = (
    Finding(
        "ADOPTION-01",
        "Con số bị sửa tay, không đưa vào sổ tay.",
        remedy="sửa dòng trong sổ theo dõi rồi dựng lại; baocao verify cho biết số đúng",
    ),
    Finding(
        "ADOPTION-02",
        "Lời bị sửa do số liệu sinh ra, không đưa vào sổ tay được.",
        remedy="sửa câu trong ô của sổ tay, chọn cách nói khác của chỉ tiêu",
    ),
    Finding(
        "ADOPTION-03",
        "Chỗ bị sửa không phải lời văn của một ô trong sổ tay.",
        remedy="sửa trong report.toml, trong bảng hay hình của sổ tay, hoặc thêm ô mới",
    ),
    Finding(
        "ADOPTION-04",
        "Lời sửa chưa đưa vào sổ tay được.",
        remedy="sửa thẳng trong ô của sổ tay",
    ),
    Finding(
        "ADOPTION-05",
        "Tệp không phải báo cáo của kỳ này.",
        remedy="kiểm tra tên tệp và kỳ báo cáo",
    ),
    Finding(
        "ADOPTION-20",
        "Chỗ sửa giáp lời văn chỉ in khi có điều kiện, không rõ thuộc bên nào.",
        remedy="sửa trong ô: viết vào trong hay ra ngoài ngoặc vuông [ … ], biến thể ---",
    ),
    Finding(
        "ADOPTION-21",
        "Đoạn sửa ghép lời văn của nhiều ô.",
        remedy="sửa từng ô của sổ tay, hoặc gộp các ô thành một rồi dựng lại",
    ),
    Finding(
        "ADOPTION-22",
        "Đoạn bị xóa không bỏ được khỏi ô: kỳ khác còn lời văn in ở chỗ đó.",
        remedy="mở ô, bỏ đoạn hoặc biến thể không dùng nữa; bỏ hẳn thì xóa cả ô",
    ),
    Finding(
        "ADOPTION-23",
        "Một lời văn của ô in ra nhiều chỗ nhưng chỉ một số chỗ được sửa.",
        remedy="sửa lời văn trong vòng lặp của ô, mọi chỗ in theo cùng đổi",
    ),
    Finding(
        "ADOPTION-24",
        "Kiểu chữ được đổi không giữ được.",
        remedy="trong ô, chữ đậm viết **…**, chữ nghiêng viết *…*; kiểu khác đặt trong mẫu Word",
    ),
    Finding(
        "ADOPTION-25",
        "Lời sửa làm báo cáo kỳ khác không in được hoặc in sai.",
        remedy="sửa trong ô của sổ tay rồi chạy baocao check với kỳ được nêu",
    ),
    Finding(
        "ADOPTION-26",
        "Bảng, hình bị sửa trong Word, không đưa vào sổ tay.",
        remedy="sửa đối số title= của ô được nêu; tên chỉ tiêu sửa trong lib/, số sửa trong sổ",
    ),
    Finding(
        "ADOPTION-27",
        "Nhận xét của kỳ bị sửa trong Word nhưng chưa có tệp để ghi.",
        remedy="viết lời nhận xét vào tệp được nêu rồi dựng lại",
    ),
    Finding(
        "ADOPTION-28",
        "Tên mục bị sửa trong Word, không đưa vào sổ tay.",
        remedy="sửa tên mục ở chỗ được nêu",
    ),
    Finding(
        "ADOPTION-29",
        "Lời văn được chuyển chỗ mà một đầu không đưa vào sổ tay được.",
        remedy="chuyển bằng tay trong các ô được nêu; cả hai đầu đều giữ nguyên như cũ",
    ),
    Finding(
        "ADOPTION-33",
        "Dấu ngắt đoạn bị xóa mà thay đổi chưa được chấp nhận.",
        remedy="trong Word, chấp nhận hoặc từ chối mọi thay đổi rồi lưu lại",
    ),
)
_BY_CODE = {finding.code: finding for finding in _REFUSALS}


class NotEditableError(Exception):
    """A template cannot be edited so; a code of ADOPTION, and what cannot be kept.

    `at` is the word of the edited document that it is about, where it is one.
    """

    def __init__(self, code: str, found: str = "", at: Token | None = None) -> None:
        super().__init__(code, found)
        self.code = code
        self.found = found
        self.at = at

    @property
    def reason(self) -> str:
        """Why, and what cannot be kept, in one clause."""
        usual = _BY_CODE[self.code].what.rstrip(".")
        return f"{usual}: {self.found}" if self.found else usual


def refusal(code: str, where: str, found: str = "", remedy: str = "") -> Finding:
    """The finding for an edit that is refused.

    Parameters
    ----------
    code
        Why.
    where
        The paragraph, and the cell that wrote it.
    found
        What stands there.
    remedy
        What to do; default: what is right for the code.
    """
    usual = _BY_CODE[code]
    return replace(usual, where=where, found=found, remedy=remedy or usual.remedy)
