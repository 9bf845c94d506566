"""Support for producers who adopt standards (Nghị quyết số 163/2021/NQ-HĐND, 2022-2026).

Recipients, items and dossiers are three different counts; money submitted for approval is not
money approved.
"""

from datetime import date

from baocao import Column, Indicator, Register, distinct, total

FIRST_DAY = date(2022, 1, 1)

ENTERPRISE = "Doanh nghiệp"
COOPERATIVE = "Hợp tác xã"

COMPANY_STANDARD = "Tiêu chuẩn cơ sở"
ORGANIC = "Chứng nhận hữu cơ"
ADVANCED = "Tiêu chuẩn tiên tiến"
CONFORMITY_STANDARD = "Chứng nhận hợp chuẩn"
CONFORMITY_REGULATION = "Chứng nhận hợp quy"

QUALITY_SYSTEMS = ("ISO 9001:2015", "ISO 14001:2015")
VIETGAP = "VietGAP"

SUBMITTED = "Đã thẩm định, trình phê duyệt"
# Money paid out was approved first.
APPROVED = ("Đã phê duyệt", "Đã giải ngân")

register = Register(
    "enterprise_support",
    title="Sổ theo dõi hỗ trợ áp dụng tiêu chuẩn, hệ thống quản lý chất lượng",
    begins=FIRST_DAY,
    key=("code",),
    # Not public: some recipients are private persons, named in full.
    columns=(
        Column("code", "Mã hồ sơ"),
        Column("recipient_code", "Mã đối tượng"),
        Column("recipient", "Đối tượng"),
        Column("tax_code", "Mã số thuế hoặc CCCD", required=False, personal=True),
        Column(
            "recipient_type",
            "Loại đối tượng",
            allowed=(ENTERPRISE, COOPERATIVE, "Tổ hợp tác", "Cơ sở sản xuất", "Cá nhân"),
        ),
        Column(
            "content",
            "Nội dung hỗ trợ",
            allowed=(
                COMPANY_STANDARD,
                ORGANIC,
                ADVANCED,
                CONFORMITY_STANDARD,
                CONFORMITY_REGULATION,
            ),
        ),
        Column(
            "standard",
            "Tiêu chuẩn áp dụng",
            allowed=(
                "TCCS",
                "Hữu cơ",
                *QUALITY_SYSTEMS,
                "ISO 22000:2018",
                "HACCP",
                VIETGAP,
                "VietGAHP",
                "TCVN",
                "QCVN",
            ),
        ),
        Column("state", "Trạng thái", allowed=(SUBMITTED, *APPROVED)),
        Column("submitted_date", "Ngày trình", type="date"),
        Column("approved_date", "Ngày phê duyệt", type="date", required=False),
        Column("amount", "Kinh phí hỗ trợ (đồng)", type="money", minimum=0),
        Column("note", "Ghi chú", required=False),
    ),
)

recipients = Indicator(
    "Đối tượng được phê duyệt hỗ trợ",
    unit="đối tượng",
    register=register,
    date="approved_date",
    value=distinct("recipient_code"),
    where={"state": APPROVED},
    stock=True,
    since=FIRST_DAY,
)
approved_amount = Indicator(
    "Kinh phí được phê duyệt hỗ trợ",
    unit="đồng",
    register=register,
    date="approved_date",
    value=total("amount"),
    where={"state": APPROVED},
    stock=True,
    since=FIRST_DAY,
)
company_standards = Indicator(
    "Tiêu chuẩn cơ sở được phê duyệt hỗ trợ",
    unit="nội dung",
    register=register,
    date="approved_date",
    where={"state": APPROVED, "content": COMPANY_STANDARD},
    stock=True,
    since=FIRST_DAY,
)
organic_certificates = Indicator(
    "Chứng nhận hữu cơ được phê duyệt hỗ trợ",
    unit="nội dung",
    register=register,
    date="approved_date",
    where={"state": APPROVED, "content": ORGANIC},
    stock=True,
    since=FIRST_DAY,
)
advanced_certificates = Indicator(
    "Chứng nhận áp dụng tiêu chuẩn tiên tiến được phê duyệt hỗ trợ",
    unit="nội dung",
    register=register,
    date="approved_date",
    where={"state": APPROVED, "content": ADVANCED},
    stock=True,
    since=FIRST_DAY,
)
approved_items = Indicator(
    "Nội dung được phê duyệt hỗ trợ",
    unit="nội dung",
    register=register,
    date="approved_date",
    where={"state": APPROVED},
    stock=True,
    since=FIRST_DAY,
    parts=(company_standards, organic_certificates, advanced_certificates),
)

# What was approved inside a period, to be set against another: the sums above only grow.
approved_amount_in_period = Indicator(
    "Kinh phí được phê duyệt hỗ trợ trong kỳ",
    unit="đồng",
    register=register,
    date="approved_date",
    value=total("amount"),
    where={"state": APPROVED},
)
approved_items_in_period = Indicator(
    "Nội dung được phê duyệt hỗ trợ trong kỳ",
    unit="nội dung",
    register=register,
    date="approved_date",
    where={"state": APPROVED},
)

submitted_amount = Indicator(
    "Kinh phí trình phê duyệt hỗ trợ",
    unit="đồng",
    register=register,
    date="submitted_date",
    value=total("amount"),
    where={"state": SUBMITTED},
)
submitted_quality_system_enterprises = Indicator(
    "Doanh nghiệp trình hỗ trợ xây dựng, áp dụng hệ thống quản lý chất lượng",
    unit="doanh nghiệp",
    register=register,
    date="submitted_date",
    value=distinct("recipient_code"),
    where={"state": SUBMITTED, "standard": QUALITY_SYSTEMS, "recipient_type": ENTERPRISE},
)
submitted_quality_system_cooperatives = Indicator(
    "Hợp tác xã trình hỗ trợ xây dựng, áp dụng hệ thống quản lý chất lượng",
    unit="hợp tác xã",
    register=register,
    date="submitted_date",
    value=distinct("recipient_code"),
    where={"state": SUBMITTED, "standard": QUALITY_SYSTEMS, "recipient_type": COOPERATIVE},
)
submitted_company_standard_recipients = Indicator(
    "Đối tượng trình hỗ trợ xây dựng Tiêu chuẩn cơ sở",
    unit="đối tượng",
    register=register,
    date="submitted_date",
    value=distinct("recipient_code"),
    where={"state": SUBMITTED, "content": COMPANY_STANDARD},
)
submitted_vietgap_recipients = Indicator(
    "Đối tượng trình hỗ trợ chứng nhận VietGAP",
    unit="đối tượng",
    register=register,
    date="submitted_date",
    value=distinct("recipient_code"),
    where={"state": SUBMITTED, "standard": VIETGAP},
)
submitted_conformity_standard_dossiers = Indicator(
    "Hồ sơ trình hỗ trợ chứng nhận hợp chuẩn",
    unit="hồ sơ",
    register=register,
    date="submitted_date",
    where={"state": SUBMITTED, "content": CONFORMITY_STANDARD},
)
submitted_conformity_standard_recipients = Indicator(
    "Đối tượng trình hỗ trợ chứng nhận hợp chuẩn",
    unit="đối tượng",
    register=register,
    date="submitted_date",
    value=distinct("recipient_code"),
    where={"state": SUBMITTED, "content": CONFORMITY_STANDARD},
)
submitted_conformity_regulation_dossiers = Indicator(
    "Hồ sơ trình hỗ trợ chứng nhận hợp quy",
    unit="hồ sơ",
    register=register,
    date="submitted_date",
    where={"state": SUBMITTED, "content": CONFORMITY_REGULATION},
)
submitted_conformity_regulation_recipients = Indicator(
    "Đối tượng trình hỗ trợ chứng nhận hợp quy",
    unit="đối tượng",
    register=register,
    date="submitted_date",
    value=distinct("recipient_code"),
    where={"state": SUBMITTED, "content": CONFORMITY_REGULATION},
)
