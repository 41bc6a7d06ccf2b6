"""The words by which offices head their columns, and what the numbers below them look like."""

import re
from collections.abc import Mapping
from enum import StrEnum

from zhixing.foundation.tables import heading_key
from zhixing.inquiries.rules.kinds import AssetKind


class Role(StrEnum):
    """Who a person named in a row is. Owners may be asked about; a company whose shares are owned may not."""

    HOLDER = "holder"
    SPOUSE = "spouse"
    CO_OWNER = "co_owner"
    COMPANY = "company"


class Field(StrEnum):
    """What a column can be; the names are those of a unit's settings file."""

    HOLDER_NAME = "holder_name"
    HOLDER_ID = "holder_id"
    SPOUSE_NAME = "spouse_name"
    SPOUSE_ID = "spouse_id"
    CO_OWNER_NAME = "co_owner_name"
    CO_OWNER_ID = "co_owner_id"
    COMPANY_NAME = "company_name"
    COMPANY_ID = "company_id"
    IDENTIFIER = "identifier"
    TITLE = "title"
    AMOUNT = "amount"
    AVAILABLE = "available"
    CONTROLLED = "controlled"
    STATUS = "status"
    OPENED_ON = "opened_on"
    CLOSED_ON = "closed_on"
    LOCATION = "location"
    OWNERSHIP = "ownership"
    PRIORITY_RIGHTS = "priority_rights"
    PRIOR_MEASURES = "prior_measures"
    CURRENCY = "currency"
    AS_OF = "as_of"


OF_ROLE: Mapping[Role, tuple[Field, Field]] = {
    Role.HOLDER: (Field.HOLDER_NAME, Field.HOLDER_ID),
    Role.SPOUSE: (Field.SPOUSE_NAME, Field.SPOUSE_ID),
    Role.CO_OWNER: (Field.CO_OWNER_NAME, Field.CO_OWNER_ID),
    Role.COMPANY: (Field.COMPANY_NAME, Field.COMPANY_ID),
}


_HOLDERS = (
    "", "权利人", "所有人", "所有权人", "产权人", "业主", "持证人", "股东", "出资人", "投资人", "持股人", "户主", "车主",
    "机动车所有人", "承包方", "承包人", "承包方代表", "投保人", "职工", "缴存人", "个人", "客户", "开户人", "存款人", "账户",
    "账户所有人", "户", "领取人", "享受人", "补贴对象", "农户", "当事人", "本人", "男方", "使用权人", "林权权利人", "登记人", "申请人",
)  # fmt: skip
_SPOUSES = ("配偶", "女方", "妻子", "丈夫", "对方", "爱人")
_CO_OWNERS = ("共有人", "其他权利人", "其他共有人", "共同共有人", "共有权人")
_COMPANIES = ("企业", "公司", "被投资企业", "标的企业", "标的公司", "商事主体", "市场主体", "企业法人")
ROLES = {
    name: role
    for role, names in (
        (Role.HOLDER, _HOLDERS), (Role.SPOUSE, _SPOUSES), (Role.CO_OWNER, _CO_OWNERS), (Role.COMPANY, _COMPANIES),
    )
    for name in names
}  # fmt: skip
_NUMBER_WORDS = (
    r"(?P<number>(?:公民|居民)?身份证?(?:件)?(?:证明)?(?:号码|号|编号)?|(?:有效)?证件(?:证)?(?:号码|号|编号)|证照号码?|证件|身份号码"
    r"|统一社会信用代码|社会信用代码|信用代码|组织机构代码|id(?:number|no)?|idcard)"
)
_NAME_WORDS = r"(?P<name>姓名|名称|名字|名|全称|姓名或名称|姓名名称|name)"
PERSON = re.compile(
    rf"(?P<role>{'|'.join(sorted(map(re.escape, ROLES), key=len, reverse=True))})的?(?:{_NUMBER_WORDS}|{_NAME_WORDS})?"
)
UNIT = re.compile(r"[(\[]?(?:单位[:：]?)?(亿|万|元)元?[)\]]?$")
UNITS = {"元": 1, "万": 10_000, "亿": 10**8}

_HEADINGS: tuple[tuple[Field, tuple[str, ...]], ...] = (
    (Field.IDENTIFIER, (
        "不动产权证号", "不动产权证书号", "不动产权证", "不动产单元号", "产权证号", "房产证号", "权证号", "权属证号", "权利证号", "证书编号", "林权证号",
        "林权证书号", "承包经营权证号", "经营权证号", "承包合同编号", "土地证号", "号牌号码", "车牌号码", "车牌号", "车牌", "号牌", "账号",
        "银行账号", "账户号码", "账户", "卡号", "银行卡号", "存款账号", "公积金账号", "个人公积金账号", "个人账号", "职工账号", "保单号", "保单号码",
        "证券账户", "股东账号", "资金账号", "补贴卡号", "一卡通账号", "财产编号", "登记编号", "account", "plate",
    )),
    (Field.AMOUNT, (
        "缴存余额", "账户余额", "存款余额", "当前余额", "余额", "认缴出资额", "认缴出资", "出资额", "出资金额", "实缴出资额", "投资金额", "现金价值",
        "市值", "评估价值", "评估价", "补贴金额", "发放金额", "金额", "持仓市值", "balance", "amount",
    )),
    (Field.AVAILABLE, ("可用余额", "可用金额", "可用")),
    (Field.CONTROLLED, ("冻结金额", "已冻结金额", "已控金额", "限制金额")),
    (Field.STATUS, ("状态", "账户状态", "缴存状态", "车辆状态", "机动车状态", "婚姻状态", "婚姻状况", "登记状态", "保单状态", "经营状态", "状况", "status")),
    (Field.OPENED_ON, (
        "开户日期", "开户时间", "初次登记日期", "登记日期", "登记时间", "注册日期", "发证日期", "结婚日期", "成立日期", "生效日期", "承保日期",
        "取得日期", "办证日期", "使用期限起", "承包期限起",
    )),
    (Field.CLOSED_ON, (
        "使用期限至", "使用期限止", "使用终止日期", "终止日期", "到期日期", "到期日", "承包期限至", "承包期限止", "有效期至", "销户日期", "注销日期", "保险止期",
    )),
    (Field.LOCATION, ("坐落", "座落", "坐落位置", "房屋坐落", "地址", "位置", "所在地", "林地坐落", "地块坐落", "四至")),
    (Field.OWNERSHIP, ("共有情况", "共有方式", "共有类型", "权利比例", "共有份额")),
    (Field.PRIORITY_RIGHTS, (
        "抵押权人", "抵押情况", "抵押", "是否抵押", "抵押状态", "抵押登记", "质押情况", "质押", "质权人", "是否质押", "出质情况", "他项权利", "他项权利人",
    )),
    (Field.PRIOR_MEASURES, (
        "查封情况", "查封", "是否查封", "查封登记", "查封状态", "冻结情况", "冻结", "是否冻结", "司法冻结", "司法限制", "限制情况", "限制登记", "冻结状态", "在先措施",
    )),
    (Field.TITLE, ("品牌型号", "车辆型号", "厂牌型号", "车辆品牌", "险种", "险种名称", "产品名称", "证券名称", "证券简称", "补贴项目", "财产名称", "单位名称", "缴存单位", "工作单位", "开户行", "开户网点")),
    (Field.CURRENCY, ("币种", "currency")),
    (Field.AS_OF, ("数据日期", "截至日期", "统计日期", "更新日期", "更新时间", "查询日期", "数据时间")),
)  # fmt: skip
BY_HEADING = {
    heading_key(name): (field, rank) for field, names in _HEADINGS for rank, name in enumerate(names)
}

KIND_WORDS: tuple[tuple[AssetKind, tuple[str, ...]], ...] = (
    (AssetKind.MARRIAGE, ("配偶", "婚姻", "结婚", "离婚", "男方", "女方")),
    (AssetKind.EQUITY, ("股东", "持股", "认缴", "出资", "股权", "股比")),
    (AssetKind.FOREST_RIGHT, ("林权", "林种", "林班", "林地", "小班")),
    (AssetKind.LAND_CONTRACT, ("承包经营", "承包方", "承包合同", "承包地", "地块", "土地经营权")),
    (AssetKind.HOUSING_FUND, ("公积金", "缴存")),
    (AssetKind.VEHICLE, ("号牌", "车牌", "车辆", "品牌型号", "机动车", "车主", "车架", "发动机")),
    (AssetKind.REAL_ESTATE, ("不动产", "房产", "房屋", "产权证", "建筑面积", "坐落", "套内")),
    (AssetKind.INSURANCE, ("保单", "险种", "投保", "保险", "现金价值")),
    (AssetKind.SECURITY, ("证券", "持仓", "市值", "股票", "基金")),
    (AssetKind.SUBSIDY, ("补贴", "补助", "低保", "惠农", "一卡通")),
    (AssetKind.INTERNET_MONEY, ("支付宝", "微信", "零钱", "余额宝", "网络账户")),
    (AssetKind.DEPOSIT, ("存款", "开户", "账号", "账户", "卡号", "银行", "余额")),
)
PLATE = re.compile(r"[\u4e00-\u9fff][A-Z][·.]?[A-Z0-9]{5,6}[\u4e00-\u9fff]?")
CERTIFICATES: tuple[tuple[re.Pattern[str], AssetKind], ...] = (
    (PLATE, AssetKind.VEHICLE),
    (re.compile(r".*不动产权第.+号"), AssetKind.REAL_ESTATE),
    (re.compile(r".*房权证.+"), AssetKind.REAL_ESTATE),
    (re.compile(r".*林证字.+|.*林权证.+"), AssetKind.FOREST_RIGHT),
    (re.compile(r".*农地?承包权.+|.*承包权.+第.+"), AssetKind.LAND_CONTRACT),
)
NAME_SHAPE = re.compile(
    r"[㐀-鿿\U00020000-\U0003FFFF]{2,4}|[㐀-鿿·\U00020000-\U0003FFFF]{2,20}|.*(公司|厂|合作社|中心|企业)"
)


OTHERS_NUMBER = re.compile("法定|法人|经办|代理|联系|监护|负责|介绍|证明人|操作|审核")
"""Headings of people who act in a row without owning anything."""
TWO_DECIMALS = re.compile(r"\d{1,12}\.\d{2}")
