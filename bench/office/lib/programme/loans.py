"""Loans of a library."""

from datetime import date

from baocao import Column, Derived, Indicator, Ratio, Register, distinct, largest, mean, total

FIRST_DAY = date(2020, 1, 1)
SINCE = date(2021, 5, 3)

register = Register(
    "loans",
    title="Sổ cho mượn",
    begins=FIRST_DAY,
    key=("code",),
    columns=(
        Column("code", "Mã"),
        Column("reader", "Bạn đọc"),
        Column("kind", "Loại", allowed=("sách", "báo", "tạp chí", "bản đồ", "đĩa", "khác")),
        Column("branch", "Chi nhánh"),
        Column("lent", "Ngày mượn", type="date"),
        Column("back", "Ngày trả", type="date", required=False, future=True),
        Column("due", "Hạn trả", type="date", future=True),
        Column("fee", "Phí", type="money"),
        Column("weight", "Khối lượng", type="number"),
    ),
)

lent = Indicator("Lượt mượn", unit="lượt", register=register, date="lent")
books_lent = Indicator(
    "Lượt mượn sách", unit="lượt", register=register, date="lent", where={"kind": "sách"}
)
papers_lent = Indicator(
    "Lượt mượn báo, tạp chí",
    unit="lượt",
    register=register,
    date="lent",
    where={"kind": ("báo", "tạp chí"), "branch": ("CN 1", "CN 2")},
)
fees = Indicator("Phí thu được", unit="đồng", register=register, date="lent", value=total("fee"))
readers = Indicator(
    "Bạn đọc", unit="người", register=register, date="lent", value=distinct("reader")
)
mean_weight = Indicator(
    "Khối lượng bình quân",
    unit="kg",
    register=register,
    date="lent",
    value=mean("weight"),
    decimals=2,
)
ever_lent = Indicator("Lượt mượn từ trước", unit="lượt", register=register, date="lent", stock=True)
since = Indicator(
    "Lượt mượn sách lũy kế",
    unit="lượt",
    register=register,
    date="lent",
    stock=True,
    since=SINCE,
    where={"kind": "sách"},
)
out = Indicator(
    "Đang cho mượn", unit="lượt", register=register, date="lent", stock=True, until="back"
)
fees_not_due = Indicator(
    "Phí chưa đến hạn",
    unit="đồng",
    register=register,
    date="lent",
    stock=True,
    until="due",
    value=total("fee"),
)
ever_readers = Indicator(
    "Bạn đọc từ trước",
    unit="người",
    register=register,
    date="lent",
    stock=True,
    value=distinct("reader"),
)
falling_due = Indicator("Sắp đến hạn", unit="lượt", register=register, date="due", ahead="lent")
books_share = Ratio("Tỷ lệ mượn sách", numerator=books_lent, denominator=lent)
fee_by_weight = Indicator(
    "Phí bình quân theo khối lượng",
    unit="đồng",
    register=register,
    date="lent",
    value=mean("fee", weight="weight"),
)
others_lent = Derived("Lượt mượn khác", plus=(lent,), minus=(books_lent, papers_lent))
dearest = Indicator(
    "Phí cao nhất", unit="đồng", register=register, date="lent", value=largest("fee")
)
