"""财产查询结果告知书: who was asked, what was found in general terms, what is unanswered; in Chinese and Korean."""

from dataclasses import replace
from datetime import date

import pytest

from document_samples import COURT
from zhixing.documents.rules.asset_results import AskedUnit, AssetResultNotice, FoundKind, asset_result_blocks
from zhixing.documents.rules.contexts import Recipient
from zhixing.documents.rules.faults import MissingField
from zhixing.documents.rules.writing import to_json, to_text

DAY = date(2022, 12, 1)
NOTICE = AssetResultNotice(
    court=COURT,
    document_number="（2022）吉2424执7号",
    case_number="（2022）吉2424执7号",
    applicant=Recipient("李建国", True),
    issued_on=date(2022, 12, 10),
    asked=(
        AskedUnit("金哲洙", "汪清县不动产登记中心", DAY, "found", DAY),
        AskedUnit("金哲洙", "汪清县林业局", DAY, ""),
        AskedUnit("金哲洙", "汪清县公积金中心", DAY, "none", DAY),
        AskedUnit("金哲洙", "吉林银行", DAY, "refused"),
    ),
    found=(
        FoundKind("金哲洙", "不动产", 2, burdened=1, measured=1, shared=2),
        FoundKind("金哲洙", "车辆", 1),
    ),
)


def test_it_says_what_was_asked_found_and_not_answered() -> None:
    said = to_text(asset_result_blocks(NOTICE))
    for line in (
        "一、问了哪些单位。共向4家单位查询4次，见下表。",
        "金哲洙 | 汪清县不动产登记中心 | 2022-12-01 | 有登记 | 2022-12-01",
        "金哲洙 | 汪清县林业局 | 2022-12-01 | 尚未答复 | —",
        "金哲洙 | 吉林银行 | 2022-12-01 | 未予提供 | —",
        "二、查到了什么。金哲洙名下有不动产2项（其中1项已设抵押或者质押，1项已有其他在先控制措施，2项与他人共有）、车辆1项。",
        "三、还有哪些没有答复。汪清县林业局、吉林银行，共2次查询尚未得到结果。没有答复不等于没有财产。",
        "金哲洙 | 汪清县林业局 | 2022-12-01 | 미회신 | —",
        "조회된 재산: 金哲洙: 부동산 2건, 金哲洙: 차량 1건.",
        "미회신 기관: 汪清县林业局, 吉林银行. 회신이 없다고 하여 재산이 없는 것은 아닙니다.",
    ):
        assert line in said.splitlines(), line


def test_nothing_found_and_everybody_answered() -> None:
    said = to_text(asset_result_blocks(replace(NOTICE, asked=NOTICE.asked[2:3], found=())))
    assert "二、查到了什么。已答复的单位中，没有查到登记在被执行人名下的财产。" in said
    assert "三、还有哪些没有答复。以上单位均已答复。" in said
    assert "모든 기관이 회신하였습니다." in said


def test_a_firm_is_addressed_as_one_and_nobody_asked_is_no_notice() -> None:
    said = to_text(asset_result_blocks(replace(NOTICE, applicant=Recipient("延边长白山木业有限公司", False))))
    assert "五、你单位可以做什么。" in said
    with pytest.raises(MissingField):
        asset_result_blocks(replace(NOTICE, asked=()))
    assert to_json("财产查询结果告知书", asset_result_blocks(NOTICE))[0]["name"] == "财产查询结果告知书"
