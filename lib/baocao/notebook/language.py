"""What ``%%narrate?`` says of the language of prose."""

from __future__ import annotations

from typing import Final

from baocao.prose.conditions import CONDITIONS, OTHERWISE
from baocao.prose.questions import QUESTIONS

__all__ = ["EXAMPLES", "NARRATE"]

EXAMPLES: Final = {
    "Trích số liệu": "Sở đã thẩm định {{ technology_appraisal.appraised }} dự án.",
    "Hỏi thêm về số liệu": (
        "Có {{ ocop.recognised }} sản phẩm, {{ ocop.recognised.vs_last_year }}."
    ),
    "Phần có thể bỏ, chỉ in khi số khác không": (
        "Có {{ ocop.recognised }} sản phẩm"
        "[, trong đó {{ ocop.proposed_five_star }} sản phẩm đề xuất 5 sao]."
    ),
    "Sau | là phần in thay": (
        "Sở [ban hành {{ guidance.documents }} văn bản|không ban hành văn bản nào]."
    ),
    "Điều kiện đứng trước dấu hỏi": "[nhiều năm? Tính chung các năm|Trong kỳ], có "
    "{{ ocop.recognised }} sản phẩm.",
    "Biến thể: in đoạn đầu tiên có điều kiện đúng": (
        "--- có ocop.recognised\nCó {{ ocop.recognised }} sản phẩm.\n"
        "--- còn lại\nSản phẩm: {{ ocop.recognised.absence }}."
    ),
    "Liệt kê các phần": (
        'Theo hạng:\n\n{% for part in ocop.recognised.by("stars") %}\n'
        "- hạng {{ part.name }}: {{ part }} sản phẩm;\n{% endfor %}"
    ),
    "Dẫn văn bản": 'Thực hiện {{ cite("58/NQ-CP") }}.',
}
"""Pieces of prose by what they show, of the office that the toolkit's guide is about."""


def _examples() -> str:
    shown = (
        f"{title}:\n" + "\n".join(f"    {line}".rstrip() for line in prose.split("\n"))
        for title, prose in EXAMPLES.items()
    )
    return "\n\n".join(shown)


def _questions() -> str:
    rows = {
        f"{name}(…)" if question.takes else name: question.about
        for name, question in QUESTIONS.items()
    }
    width = max(map(len, rows))
    return "\n".join(f"    {name:<{width}}  {about}" for name, about in rows.items())


NARRATE: Final = f"""\
Lời văn của báo cáo: chữ gõ, và số liệu trích bằng {{{{ … }}}}.

Mỗi dòng một câu; dòng thụt vào nối câu trên; dòng trống hết đoạn. Không gõ con số: con số nào cũng
trích từ chỉ tiêu. Phím Tab gợi ý tên và cho thấy câu sẽ in; Shift-Tab giải thích tên ở con trỏ;
bấm vào một số trong kết quả để xem định nghĩa, số liệu trước đây và dòng sổ.

Ví dụ, với các chỉ tiêu của một sở khoa học và công nghệ:

{_examples()}

Hỏi một chỉ tiêu, viết sau dấu chấm:

{_questions()}

Điều kiện: có x, không có x, {", ".join(CONDITIONS)}, {OTHERWISE}.
"""
"""The docstring of the magic."""
