"""The columns of a case register (执行案件台账) by their meaning, with the headings that offices use for them."""

from zhixing.foundation.tables import Column

APPLICANT, DEBTOR = "applicant", "debtor"
_ID_BESIDE = (
    "证件号码", "证件号", "身份证号码", "身份证号", "身份证号码/统一社会信用代码", "身份证号/统一社会信用代码",
    "统一社会信用代码", "证件号码/统一社会信用代码", "身份证件号码", "身份信息",
)  # fmt: skip
_PHONE_BESIDE = ("电话", "联系电话", "手机", "手机号", "手机号码", "联系方式", "电话号码")
_ADDRESS_BESIDE = ("住址", "地址", "住所", "住所地", "户籍地址", "联系地址", "户籍地")


def _party(role: str, words: tuple[str, ...]) -> tuple[Column, ...]:
    def every(*tails: str) -> tuple[str, ...]:
        return tuple(word + tail for tail in tails for word in words)

    return (
        Column(
            role, every("", "姓名", "名称", "姓名/名称", "姓名或名称", "姓名或者名称", "姓名(名称)"), required=True,
            owner=role,
        ),
        Column(f"{role}_id", every(*_ID_BESIDE), required=True, owner=role, beside=_ID_BESIDE),
        Column(f"{role}_phone", every(*_PHONE_BESIDE), owner=role, beside=_PHONE_BESIDE),
        Column(f"{role}_address", every(*_ADDRESS_BESIDE), owner=role, beside=_ADDRESS_BESIDE),
    )  # fmt: skip


REGISTER_COLUMNS: tuple[Column, ...] = (
    Column("number", ("案号", "执行案号", "执行案件案号", "案件号", "立案案号", "案件编号"), required=True),
    Column(
        "filed_on", ("立案日期", "立案日", "立案时间", "执行立案日期", "执行立案时间", "受理日期", "收案日期"),
        required=True,
    ),
    Column("officer", ("承办人", "承办法官", "执行员", "执行法官", "承办人员", "主办人", "经办人", "承办执行员")),
    Column("cause", ("案由", "执行案由", "原审案由")),
    Column(
        "title_number",
        (
            "执行依据文号", "执行依据案号", "执行依据", "执行依据文书号", "生效法律文书文号", "生效法律文书案号",
            "法律文书文号", "生效文书案号", "生效文书文号", "依据文号", "原审案号", "执行依据编号",
        ),
        required=True,
    ),
    Column(
        "effective_on",
        (
            "生效日期", "生效日", "生效时间", "文书生效日期", "执行依据生效日期", "执行依据生效日", "法律文书生效日期",
            "生效法律文书生效日期", "裁判生效日期", "判决生效日期", "文书生效日",
        ),
        required=True,
    ),
    Column(
        "performance_ends_on",
        (
            "履行期限届满日", "履行期限届满日期", "履行期届满日", "履行期届满日期", "履行届满日", "履行期满日", "履行截止日",
            "履行截止日期", "履行期限截止日", "履行期限截止日期", "履行期限至", "履行期限届满时间", "应履行日期",
        ),
        required=True,
    ),
    *_party(APPLICANT, ("申请执行人", "申请人", "债权人")),
    Column("bank", ("开户行", "开户银行", "申请执行人开户行", "收款开户行", "收款银行", "收款人开户行", "银行名称")),
    Column(
        "account",
        (
            "账号", "帐号", "银行账号", "银行帐号", "申请执行人账号", "申请执行人银行账号", "收款账号", "收款帐号", "收款账户",
            "银行卡号", "收款人账号", "银行账户", "账户",
        ),
    ),
    *_party(DEBTOR, ("被执行人", "被申请人", "债务人")),
    Column(
        "principal",
        (
            "执行标的额（本金）", "本金", "执行标的本金", "执行标的额", "执行标的", "执行标的金额", "申请执行标的额",
            "申请执行标的", "申请执行金额", "申请标的额", "标的额", "标的金额", "执行金额", "标的",
        ),
        required=True,
    ),
    Column("interest_from", ("利息起算日", "利息起算日期", "利息起算时间", "起息日", "起息日期", "计息起始日", "计息起日")),
    Column("rate", ("利率", "约定利率", "利息标准", "利率标准", "计息标准", "利息计算标准", "利率约定")),
    Column("litigation_costs", ("诉讼费", "诉讼费用", "案件受理费", "受理费", "诉讼费负担", "应负担诉讼费")),
    Column("note", ("备注", "说明", "备考", "附注")),
)  # fmt: skip

PROPER_NAMES = {column.field: column.name for column in REGISTER_COLUMNS}
