"""Layouts of big banks as their exports are commonly seen; to be confirmed with a real file of the court's own bank."""

from zhixing.funds.rules.layouts import Field, Layout

DEFAULTS = (
    Layout(
        name="工商银行（企业网银明细）", is_default=True,
        columns={
            Field.OWN_ACCOUNT: "本方账号", Field.ACCOUNT: "对方账号", Field.DAY: "交易时间", Field.DEBIT: "借方发生额",
            Field.CREDIT: "贷方发生额", Field.REMARK: "摘要", Field.REMARK_2: "用途", Field.NAME: "对方单位名称",
            Field.BALANCE: "余额", Field.REMARK_3: "个性化信息",
        },
    ),
    Layout(
        name="农业银行（企业网银明细）", is_default=True,
        columns={
            Field.DAY: "交易时间", Field.CREDIT: "收入金额", Field.DEBIT: "支出金额", Field.BALANCE: "账户余额",
            Field.ACCOUNT: "对方账号", Field.NAME: "对方户名", Field.REMARK: "交易用途",
        },
    ),
    Layout(
        name="中国银行（交易明细）", is_default=True,
        columns={
            Field.DIRECTION: "交易类型", Field.PAYER_ACCOUNT: "付款人账号", Field.PAYER_NAME: "付款人名称",
            Field.PAYEE_ACCOUNT: "收款人账号", Field.PAYEE_NAME: "收款人名称", Field.DAY: "交易日期", Field.TIME: "交易时间",
            Field.AMOUNT: "交易金额", Field.BALANCE: "交易后余额", Field.SERIAL: "交易流水号", Field.REMARK: "摘要",
            Field.REMARK_2: "用途", Field.REMARK_3: "交易附言",
        },
    ),
    Layout(
        name="建设银行（活期账户明细）", is_default=True,
        columns={
            Field.OWN_ACCOUNT: "账号", Field.DAY: "交易时间", Field.DEBIT: "借方发生额（支取）",
            Field.CREDIT: "贷方发生额（收入）", Field.BALANCE: "余额", Field.NAME: "对方户名", Field.ACCOUNT: "对方账号",
            Field.REMARK: "摘要", Field.REMARK_2: "备注", Field.SERIAL: "账户明细编号-交易流水号",
        },
    ),
    Layout(
        name="吉林银行（账户明细）", is_default=True,
        columns={
            Field.DAY: "交易日期", Field.TIME: "交易时间", Field.SERIAL: "交易流水号", Field.DEBIT: "借方金额",
            Field.CREDIT: "贷方金额", Field.BALANCE: "余额", Field.ACCOUNT: "对方账号", Field.NAME: "对方户名",
            Field.REMARK: "摘要",
        },
    ),
    Layout(
        name="农村信用社、农商银行（分户明细）", is_default=True,
        columns={
            Field.DAY: "交易日期", Field.DIRECTION: "借贷标志", Field.AMOUNT: "发生额", Field.BALANCE: "余额",
            Field.ACCOUNT: "对方账号", Field.NAME: "对方户名", Field.REMARK: "摘要",
        },
    ),
)  # fmt: skip
