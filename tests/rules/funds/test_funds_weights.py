"""What each circumstance of a line weighs for and against a case, in decibans; a change of a weight must be meant."""

import base64
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from test_funds_suggestions import ON, ask, case

from zhixing.foundation.names import comparing_key
from zhixing.funds.rules.marking import Unidentified, Why, decide, is_neutral, traces_of
from zhixing.funds.rules.party_codes import LOCKED_FOR, WRONG_MOST, code_text, is_same_secret
from zhixing.funds.rules.remarks import (
    exchanged,
    one_slip,
    other_spellings,
    read_remark,
    same_but_for_rare,
    slips_of,
    surname,
)
from zhixing.funds.rules.suggestion_facts import Link, LinkKind, Question
from zhixing.funds.rules.suggestions import SUGGESTIONS_MAX, THRESHOLD, suggested, weigh


def weighed(
    payer: str, remark: str, about: Mapping[str, Any], asked: Mapping[str, Any], links: Sequence[tuple[LinkKind, str]]
) -> tuple[int, int, int, str]:  # fmt: skip
    """Decibans for any case, decibans between cases, the cap, and the reasons."""
    given = {"sequence": 7} | dict(about)
    asked = {"fen": 2_000_000, "sub_account": ""} | dict(asked)
    traces = traces_of(remark, asked.pop("sub_account"))
    numbers = traces.numbers
    written = tuple(one.written for one in (*numbers.complete, *numbers.incomplete)) if numbers else ()
    question = Question(
        payer=payer, payer_key=comparing_key(payer), on=ON, traces=traces, remark=read_remark(remark, written),
        court_code="吉2424", **asked,
    )  # fmt: skip
    found = weigh(question, case(**given), [Link(kind, text) for kind, text in links])
    return found.ties, found.fits, found.cap, "；".join(f"{weight} {text}" for weight, text in found.reasons)


@pytest.mark.parametrize(
    ("payer", "remark", "about", "asked", "links", "ties", "fits", "cap", "reasons"),
    [
        ("李四", "转账", {}, {}, (), 20, -6, 99, "20 付款人李四是该案被执行人"),
        ("图们江物流有限公司", "转账", {"debtors": ['图们江物流有限公司']}, {}, (), 24, -6, 99, "24 付款人图们江物流有限公司是该案被执行人"),
        ("李龑", "转账", {"debtors": ['李䶮']}, {}, (), 18, -6, 99, "18 付款人“李龑”与被执行人李䶮只差银行系统打不出的字"),
        ("赵六", "替李四交执行款", {}, {}, (), 22, -6, 99, "22 附言写明代李四付款"),
        ("赵六", "李四", {}, {}, (), 22, -6, 99, "22 附言中有被执行人李四的姓名"),
        ("李四", "李四", {}, {}, (), 20, -6, 99, "20 付款人李四是该案被执行人"),
        ("李四", "还张三丰欠款", {}, {}, (), 46, -6, 99, "20 付款人李四是该案被执行人；26 附言写明付给申请执行人张三丰"),
        ("李龑", "还张三丰欠款", {"debtors": ['李䶮']}, {}, (), 44, -6, 99, "18 付款人“李龑”与被执行人李䶮只差银行系统打不出的字；26 附言写明付给申请执行人张三丰"),
        ("赵六", "张三丰", {}, {}, (), 2, -6, 99, "2 附言提到申请执行人张三丰"),
        ("赵六", "李四还张三丰", {}, {}, (), 0, -6, 99, ""),
        ("张三丰", "转账", {}, {}, (), 1, -6, 40, "1 付款人张三丰是该案申请执行人"),
        ("张三丰", "代李四还款", {}, {}, (), 22, -6, 99, "22 附言写明代李四付款"),
        ("李四", "转账", {"debtors": ['李四', '王五']}, {}, (), 20, -8, 99, "20 付款人李四是该案被执行人"),
        ("李四", "转账", {"debtors": ['李四', '王五', '钱七']}, {}, (), 20, -10, 99, "20 付款人李四是该案被执行人"),
        ("赵六", "李四", {"debtors": ['李四', '王五']}, {}, (), 22, -8, 99, "22 附言中有被执行人李四的姓名"),
        ("李五", "转账", {}, {}, (), 0, -3, 99, "3 付款人与被执行人同姓（李）"),
        ("李五", "李四", {}, {}, (), 22, -3, 99, "22 附言中有被执行人李四的姓名；3 付款人与被执行人同姓（李）"),
        ("李四", "转账", {"is_open": False}, {}, (), 20, -18, 99, "20 付款人李四是该案被执行人；-12 该案已结案"),
        ("李四", "诉讼费", {}, {}, (), 20, -6, 40, "20 付款人李四是该案被执行人；50 附言写的用途是诉讼费，不像执行款"),
        ("欧阳甲", "转账", {"debtors": ['欧阳乙']}, {}, (), 0, -3, 99, "3 付款人与被执行人同姓（欧阳）"),
        ("王五", "李四", {"debtors": ['李四', '王六']}, {}, (), 22, -5, 99, "22 附言中有被执行人李四的姓名；3 付款人与被执行人同姓（王）"),
        ("赵六", "转账", {}, {}, ((LinkKind.SPOUSE, '记录'),), 11, -6, 99, "11 记录"),
        ("赵六", "转账", {}, {}, ((LinkKind.PHONE, '记录'),), 35, -6, 99, "35 记录"),
        ("赵六", "转账", {}, {}, ((LinkKind.ACCOUNT, '记录'),), 30, -6, 99, "30 记录"),
        ("赵六", "转账", {}, {}, ((LinkKind.DEBTOR_ACCOUNT, '记录'),), 22, -6, 99, "22 记录"),
        ("赵六", "转账", {}, {}, ((LinkKind.PAYER, '记录'),), 14, -6, 99, "14 记录"),
        ("赵六", "转账", {}, {}, ((LinkKind.AMOUNT, '记录'),), 2, -6, 99, "2 记录"),
        ("赵六", "转账", {}, {}, ((LinkKind.DOUBTED, '记录'),), -8, -6, 99, "-8 记录"),
        ("赵六", "转账", {}, {}, ((LinkKind.REFUSED, '记录'),), -30, -6, 40, "-30 记录"),
        ("赵六", "（2022）吉2424执7号", {}, {}, ((LinkKind.AMOUNT, '记录'),), 10, -6, 40, "2 记录；8 附言是该案完整案号（2022）吉2424执7号，但付款人不是当事人"),
        ("赵六", "（2022）吉2424执7号", {}, {}, ((LinkKind.PAYER, '记录'),), 44, -6, 99, "14 记录；30 附言是该案完整案号（2022）吉2424执7号"),
        ("赵六", "执7号", {}, {}, ((LinkKind.SPOUSE, '甲'),(LinkKind.REFUSED, '乙'),), 11, -6, 40, "11 甲；-30 乙；30 附言“执7号”与该案编号相同，只缺年度、法院代字"),
        ("李四", "（2022）吉2424执7号", {}, {}, (), 50, -6, 99, "20 付款人李四是该案被执行人；30 附言是该案完整案号（2022）吉2424执7号"),
        ("赵六", "（2022）吉2424执7号", {}, {}, (), 8, -6, 40, "8 附言是该案完整案号（2022）吉2424执7号，但付款人不是当事人"),
        ("赵六", "（2022）吉2424执7号", {}, {"fen": 10000000}, (), 8, 18, 99, "8 附言是该案完整案号（2022）吉2424执7号，但付款人不是当事人；18 金额与本金分毫不差"),
        ("李四", "（2022）吉2424执8号", {}, {}, (), 20, -6, 40, "20 付款人李四是该案被执行人；1 附言所写（2022）吉2424执8号不是本院已立案号"),
        ("李四", "（2022）吉2424执8号", {}, {"number_is_filed": True}, (), 20, -6, 99, "20 付款人李四是该案被执行人；1 附言所写（2022）吉2424执8号是另案，付款人不是其当事人"),
        ("赵六", "（2022）吉2424执8号", {}, {}, (), 0, -6, 40, "1 附言所写（2022）吉2424执8号不是本院已立案号"),
        ("李四", "（2022）吉2424执99号", {}, {}, (), 20, -6, 40, "20 付款人李四是该案被执行人；1 附言所写（2022）吉2424执99号不是本院已立案号"),
        ("李四", "（2022）吉2424执99号", {"sequence": 98}, {}, (), 32, -6, 99, "20 付款人李四是该案被执行人；12 附言案号（2022）吉2424执99号与该案只差一位"),
        ("李四", "（2022）吉2424执99号", {}, {"number_is_filed": True}, (), 20, -6, 99, "20 付款人李四是该案被执行人；1 附言所写（2022）吉2424执99号是另案，付款人不是其当事人"),
        ("李四", "（2022）吉2424执99号", {}, {"sub_account": '24242022000007'}, (), 50, -6, 99, "20 付款人李四是该案被执行人；1 附言所写（2022）吉2424执99号不是本院已立案号；30 虚拟子账号24242022000007是该案的"),
        ("李四", "（2022）吉2401执7号", {}, {}, (), 20, -6, 40, "20 付款人李四是该案被执行人；1 附言所写（2022）吉2401执7号不是本院已立案号"),
        ("李四", "（2022）吉2424执恢7号", {}, {}, (), 20, -6, 40, "20 付款人李四是该案被执行人；1 附言所写（2022）吉2424执恢7号不是本院已立案号"),
        ("李四", "（2022）吉2424执172号", {"sequence": 127}, {}, (), 32, -6, 99, "20 付款人李四是该案被执行人；12 附言案号（2022）吉2424执172号与该案只差一位"),
        ("赵六", "（2022）吉2424执172号", {"sequence": 127}, {}, (), 0, -6, 40, "1 附言所写（2022）吉2424执172号不是本院已立案号"),
        ("李四", "（2022）吉2424执7号、9号", {}, {}, (), 30, -6, 40, "20 付款人李四是该案被执行人；10 附言写了多个案号，这是其中之一"),
        ("李四", "（2022）吉2424执8号、9号", {}, {}, (), 20, -6, 40, "20 付款人李四是该案被执行人"),
        ("赵六", "（2022）吉2424执7号、（2022）吉2424执9号", {}, {}, (), 10, -6, 40, "10 附言写了多个案号，这是其中之一"),
        ("李四", "执7号、执9号", {}, {}, (), 28, -6, 40, "20 付款人李四是该案被执行人；8 附言写了多个案件编号，这是其中之一"),
        ("李四", "执8号、执9号", {}, {}, (), 20, -6, 40, "20 付款人李四是该案被执行人"),
        ("李四", "执7号", {}, {}, (), 50, -6, 99, "20 付款人李四是该案被执行人；30 附言“执7号”与该案编号相同，只缺年度、法院代字"),
        ("赵六", "执7号", {}, {}, (), 4, -6, 40, "4 附言“执7号”与该案编号相同，只缺年度、法院代字"),
        ("赵六", "执7号", {}, {"fen": 10000000}, (), 4, 18, 99, "4 附言“执7号”与该案编号相同，只缺年度、法院代字；18 金额与本金分毫不差"),
        ("李四", "2401执7号", {}, {}, (), 20, -6, 40, "20 付款人李四是该案被执行人；1 附言“2401执7号”是其他法院的案号"),
        ("李四", "吉2401执7号", {}, {}, (), 20, -6, 40, "20 付款人李四是该案被执行人；1 附言“吉2401执7号”是其他法院的案号"),
        ("李四", "2424执7案款", {}, {}, (), 50, -6, 99, "20 付款人李四是该案被执行人；30 附言“2424执7”与该案编号相同，只缺年度、法院代字"),
        ("李四", "执恢7号", {}, {}, (), 20, -6, 40, "20 付款人李四是该案被执行人"),
        ("李四", "2022年执7号", {}, {}, (), 50, -6, 99, "20 付款人李四是该案被执行人；30 附言“2022年执7号”与该案编号相同，只缺法院代字"),
        ("李四", "2021年执7号", {}, {}, (), 20, -6, 40, "20 付款人李四是该案被执行人"),
        ("李四", "执128号", {"sequence": 127}, {}, (), 28, -6, 99, "20 付款人李四是该案被执行人；8 附言“执128号”与该案编号只差一位"),
        ("赵六", "执128号", {"sequence": 127}, {}, (), 0, -26, 99, "-20 附言“执128号”的编号不是该案"),
        ("李四", "执900号", {"sequence": 127}, {}, (), 20, -26, 99, "20 付款人李四是该案被执行人；-20 附言“执900号”的编号不是该案"),
        ("李四", "（2022）吉2424执", {}, {}, (), 20, -6, 99, "20 付款人李四是该案被执行人"),
        ("赵六", "", {}, {"sub_account": '24242022000007'}, (), 30, -6, 99, "30 虚拟子账号24242022000007是该案的"),
        ("李四", "", {}, {"sub_account": '24242022000008', "sub_account_is_filed": True}, (), 20, -12, 99, "20 付款人李四是该案被执行人"),
        ("李四", "", {"sequence": 12}, {"sub_account": '24242022000021'}, (), 34, -6, 99, "20 付款人李四是该案被执行人；14 虚拟子账号24242022000021与该案的只是两位数字互换"),
        ("赵六", "", {"sequence": 12}, {"sub_account": '24242022000021'}, (), 0, -6, 40, "1 虚拟子账号24242022000021在本院没有对应案件"),
        ("李四", "", {"sequence": 12}, {"sub_account": '24242022000013'}, (), 20, -6, 40, "20 付款人李四是该案被执行人；1 虚拟子账号24242022000013在本院没有对应案件"),
        ("李四", "", {"sequence": 12}, {"sub_account": '24242022000013', "fen": 10000000}, (), 32, 18, 99, "20 付款人李四是该案被执行人；12 虚拟子账号24242022000013与该案的只差一位；18 金额与本金分毫不差"),
        ("赵六", "", {"sequence": 12}, {"sub_account": '24242022000013', "fen": 10000000}, (), 0, 18, 40, "1 虚拟子账号24242022000013在本院没有对应案件；18 金额与本金分毫不差"),
        ("李四", "", {}, {"sub_account": '99'}, (), 20, -6, 40, "20 付款人李四是该案被执行人；1 虚拟子账号99在本院没有对应案件"),
        ("李四", "转账", {}, {"fen": 10000000}, (), 20, 18, 99, "20 付款人李四是该案被执行人；18 金额与本金分毫不差"),
        ("李四", "转账", {}, {"fen": 10000001}, (), 20, -12, 99, "20 付款人李四是该案被执行人；-12 金额多于尚欠本金 100,000.00 元"),
        ("李四", "转账", {}, {"fen": 9999999}, (), 20, -5, 99, "20 付款人李四是该案被执行人"),
        ("李四", "转账", {}, {"fen": 15000000}, (), 20, -12, 99, "20 付款人李四是该案被执行人；-12 金额多于尚欠本金 100,000.00 元"),
        ("李四", "转账", {}, {"fen": 15000001}, (), 20, -20, 99, "20 付款人李四是该案被执行人；-20 金额多于尚欠本金 100,000.00 元"),
        ("李四", "转账", {}, {"fen": 15010000}, (), 20, -20, 99, "20 付款人李四是该案被执行人；-20 金额多于尚欠本金 100,000.00 元"),
        ("李四", "转账", {}, {"fen": 5000000}, (), 20, -1, 99, "20 付款人李四是该案被执行人"),
        ("李四", "转账", {}, {"fen": 4990000}, (), 20, -1, 99, "20 付款人李四是该案被执行人"),
        ("李四", "转账", {}, {"fen": 2500000}, (), 20, -3, 99, "20 付款人李四是该案被执行人"),
        ("李四", "转账", {}, {"fen": 2490000}, (), 20, -3, 99, "20 付款人李四是该案被执行人"),
        ("李四", "转账", {}, {"fen": 1250000}, (), 20, -6, 99, "20 付款人李四是该案被执行人"),
        ("李四", "转账", {}, {"fen": 1240000}, (), 20, -6, 99, "20 付款人李四是该案被执行人"),
        ("李四", "转账", {}, {"fen": 830000}, (), 20, -10, 99, "20 付款人李四是该案被执行人"),
        ("李四", "转账", {}, {"fen": 840000}, (), 20, -10, 99, "20 付款人李四是该案被执行人"),
        ("李四", "转账", {}, {"fen": 500000}, (), 20, -11, 99, "20 付款人李四是该案被执行人"),
        ("李四", "转账", {}, {"fen": 490000}, (), 20, -14, 99, "20 付款人李四是该案被执行人"),
        ("李四", "转账", {}, {"fen": 250000}, (), 20, -14, 99, "20 付款人李四是该案被执行人"),
        ("李四", "转账", {}, {"fen": 240000}, (), 20, -17, 99, "20 付款人李四是该案被执行人"),
        ("李四", "转账", {}, {"fen": 125000}, (), 20, -21, 99, "20 付款人李四是该案被执行人"),
        ("李四", "转账", {}, {"fen": 120000}, (), 20, -18, 99, "20 付款人李四是该案被执行人"),
        ("李四", "转账", {}, {"fen": 1}, (), 20, -22, 99, "20 付款人李四是该案被执行人"),
        ("李四", "转账", {}, {"fen": 12345}, (), 20, -22, 99, "20 付款人李四是该案被执行人"),
        ("李四", "转账", {"principal": 9999999}, {"fen": 9999999}, (), 20, 22, 99, "20 付款人李四是该案被执行人；22 金额与本金分毫不差"),
        ("李四", "转账", {"principal": 4812377, "received": [(date(2022, 5, 1), 1000000)]}, {"fen": 3812377}, (), 20, 20, 99, "20 付款人李四是该案被执行人；22 金额与尚欠本金分毫不差"),
        ("李四", "转账", {"principal": 4812377, "received": [(date(2022, 6, 1), 1000000)]}, {"fen": 3812377}, (), 20, 20, 99, "20 付款人李四是该案被执行人；22 金额与尚欠本金分毫不差"),
        ("李四", "转账", {"principal": 4812377, "received": [(date(2022, 6, 2), 1000000)]}, {"fen": 3812377}, (), 20, 19, 99, "20 付款人李四是该案被执行人；22 金额与其余到账之外的本金分毫不差"),
        ("李四", "转账", {"principal": 4812377, "received": [(date(2022, 6, 2), 1000000)]}, {"fen": 4812377}, (), 20, 19, 99, "20 付款人李四是该案被执行人；22 金额与本金分毫不差"),
        ("李四", "转账", {"principal": 4812377, "received": [(date(2022, 5, 1), 1000000)]}, {"fen": 4812377}, (), 20, 20, 99, "20 付款人李四是该案被执行人；22 金额与本金分毫不差，但该案已有到账"),
        ("李四", "转账", {"principal": 4812377, "received": [(date(2022, 5, 1), 4812377)]}, {"fen": 4812377}, (), 20, 2, 99, "20 付款人李四是该案被执行人；4 金额与本金分毫不差，但该案已有到账"),
        ("李四", "转账", {"principal": 4812377, "received": [(date(2022, 5, 1), 4812376)]}, {"fen": 1}, (), 20, 20, 99, "20 付款人李四是该案被执行人；22 金额与尚欠本金分毫不差"),
        ("李四", "转账", {"principal": 4812377, "received": [(date(2022, 5, 1), 4812377)]}, {"fen": 1000000}, (), 20, -20, 99, "20 付款人李四是该案被执行人；-18 该案本金已收足（48,123.77 元）"),
        ("李四", "转账", {"principal": 4812377, "received": [(date(2022, 5, 1), 1000000), (date(2022, 6, 2), 1000000)]}, {"fen": 2812377}, (), 20, 20, 99, "20 付款人李四是该案被执行人；22 金额与其余到账之外的本金分毫不差"),
        ("李四", "转账", {"principal": 4000000, "sums": {'全部债务': 4377712}}, {"fen": 4377712}, (), 20, 22, 99, "20 付款人李四是该案被执行人；22 金额与全部债务分毫不差"),
        ("李四", "转账", {"principal": 4000000, "sums": {'全部债务': 4377712}}, {"fen": 4300000}, (), 20, -1, 99, "20 付款人李四是该案被执行人"),
        ("李四", "转账", {"principal": 4000000, "sums": {'全部债务': 4377712}, "received": [(date(2022, 5, 1), 4000000)]}, {"fen": 377712}, (), 20, -20, 99, "20 付款人李四是该案被执行人；-18 该案本金已收足（40,000.00 元）"),
        ("李四", "转账", {"principal": 4000000, "sums": {'余款': 377712}, "received": [(date(2022, 5, 1), 4000000)]}, {"fen": 377712}, (), 20, 2, 99, "20 付款人李四是该案被执行人；4 金额与余款分毫不差"),
        ("李四", "转账", {"filed_on": date(2022, 6, 2)}, {}, (), 20, -46, 40, "20 付款人李四是该案被执行人；-40 该案 2022-06-02 才立案，晚于到账"),
        ("李四", "转账", {"filed_on": date(2022, 6, 1)}, {}, (), 20, -10, 99, "20 付款人李四是该案被执行人"),
        ("李四", "转账", {"filed_on": date(2022, 5, 26)}, {}, (), 20, -10, 99, "20 付款人李四是该案被执行人"),
        ("李四", "转账", {"filed_on": date(2022, 5, 25)}, {}, (), 20, -6, 99, "20 付款人李四是该案被执行人"),
        ("李四", "转账", {"filed_on": date(2021, 12, 23)}, {}, (), 20, -6, 99, "20 付款人李四是该案被执行人"),
        ("李四", "转账", {"filed_on": date(2021, 12, 22)}, {}, (), 20, -6, 99, "20 付款人李四是该案被执行人"),
        ("李四", "转账", {"filed_on": date(2021, 12, 3)}, {}, (), 20, -6, 99, "20 付款人李四是该案被执行人"),
        ("李四", "转账", {"filed_on": date(2021, 12, 2)}, {}, (), 20, -12, 99, "20 付款人李四是该案被执行人"),
        ("李四", "转账", {"filed_on": date(2021, 6, 1)}, {}, (), 20, -12, 99, "20 付款人李四是该案被执行人"),
        ("李四", "转账", {"filed_on": date(2021, 5, 31)}, {}, (), 20, -16, 99, "20 付款人李四是该案被执行人"),
        ("李四", "转账", {"filed_on": date(2022, 6, 2), "received": [(date(2022, 6, 1), 1000000)]}, {}, (), 20, -49, 40, "20 付款人李四是该案被执行人；-40 该案 2022-06-02 才立案，晚于到账"),
        ("李四", "转账", {"filed_on": date(2022, 6, 1), "received": [(date(2022, 6, 1), 1000000)]}, {}, (), 20, -12, 99, "20 付款人李四是该案被执行人"),
        ("李四", "转账", {"filed_on": date(2021, 12, 23), "received": [(date(2022, 6, 1), 1000000)]}, {}, (), 20, -8, 99, "20 付款人李四是该案被执行人"),
        ("李四", "转账", {"filed_on": date(2021, 12, 22), "received": [(date(2022, 6, 1), 1000000)]}, {}, (), 20, -4, 99, "20 付款人李四是该案被执行人"),
        ("李四", "转账", {"received": [(date(2022, 6, 2), 1000000)]}, {}, (), 20, -9, 99, "20 付款人李四是该案被执行人"),
        ("李四", "转账", {'principal': 4812377, 'received': [(date(2022, 5, 1), 1)]}, {'fen': 4812377}, (), 20, 20, 99, "20 付款人李四是该案被执行人；22 金额与本金分毫不差，但该案已有到账"),
        ("李四", "转账", {'principal': 4812377, 'received': [(date(2022, 5, 1), -5)]}, {'fen': 4812382}, (), 20, -5, 99, "20 付款人李四是该案被执行人"),
        ("李四", "转账", {'principal': 100000, 'received': [(date(2022, 5, 1), 99999)]}, {'fen': 5}, (), 20, -22, 99, "20 付款人李四是该案被执行人；-20 金额多于尚欠本金 0.01 元"),
        ("李四", "转账", {'principal': 100000, 'received': [(date(2022, 5, 1), 1)]}, {'fen': 99999}, (), 20, 20, 99, "20 付款人李四是该案被执行人；22 金额与尚欠本金分毫不差"),
        ("李四", "转账", {'principal': 100000, 'received': [(date(2022, 6, 2), 1)]}, {'fen': 99999}, (), 20, 19, 99, "20 付款人李四是该案被执行人；22 金额与其余到账之外的本金分毫不差"),
    ],
)  # fmt: skip
def test_what_speaks_for_a_case_and_against_it(
    payer: str, remark: str, about: Mapping[str, Any], asked: Mapping[str, Any],
    links: Sequence[tuple[LinkKind, str]], ties: int, fits: int, cap: int, reasons: str,
) -> None:  # fmt: skip
    assert weighed(payer, remark, about, asked, links) == (ties, fits, cap, reasons)


def _points(payer: str, remark: str, *cases: Any, **asked: Any) -> list[tuple[int, int]]:
    return [(one.case.sequence, one.points) for one in ask(payer, remark, cases, **asked)]


def test_the_strength_of_a_suggestion_in_hundredths() -> None:
    filed = "（2022）吉2424执913号"
    assert _points("李四", "转账", case(7)) == [(7, 99)]
    assert _points("李四", "转账", case(7), case(8)) == [(7, 79), (8, 79)]
    several = (case(7), case(8, principal=30_000_000), case(9, principal=2_000_000))
    assert _points("李四", "转账", *several) == [(9, 98), (7, 8), (8, 2)]
    assert {points for _, points in _points("李四", "转账", *(case(n) for n in range(1, 11)))} == {63}
    assert _points("赵六", "（2022）吉2424执7号", case(7), number_is_filed=True) == [(7, 20)]
    assert _points("赵六", "李四", case(7), fen=120_000) == [(7, 98)]
    assert _points("赵六", "张三丰", case(7)) == [(7, 61)]
    assert _points("张三丰", "转账", case(7)) == [(7, 40)]
    assert _points("赵六", "转账", case(7), links={UUID(int=7): [Link(LinkKind.SPOUSE, "x")]}) == [(7, 92)]
    late = case(7, filed_on=date(2022, 6, 2))
    assert _points("李四", "转账", late, case(8, filed_on=date(2021, 5, 31))) == [(8, 98)]
    assert _points("李四", filed, case(7), case(913, ["王五"]), number_is_filed=True) == [(7, 77), (913, 40)]
    sure = _points(
        "李四", filed, case(7), case(913, ["王五"]), number_is_filed=True, sub_account="24242022000007"
    )
    assert sure == [(7, 99)]


def test_of_equal_strength_the_newer_case_comes_first_then_the_smaller_number() -> None:
    newer = case(6, filed_on=date(2022, 4, 2))
    assert [one for one, _ in _points("李四", "转账", case(8), case(7), newer)] == [6, 7, 8]


def test_at_most_five_of_at_least_fifty_are_shown() -> None:
    ranking = ask("李四", "转账", [case(n) for n in range(1, 11)])
    assert (THRESHOLD, SUGGESTIONS_MAX, len(suggested(ranking))) == (50, 5, 5)
    alone = ask("赵六", "张三丰", [case(7)])
    assert len(suggested(alone)) == 1
    assert suggested(ask("赵六", "（2022）吉2424执7号", [case(7)], number_is_filed=True)) == []


# ---- words of remarks


@pytest.mark.parametrize(("remark", "words"), [
    ("替李四的欠款", {"替李四的欠款", "李四"}), ("代李四", {"代李四", "李四"}), ("李四的欠款", {"李四的欠款", "李四"}), ("代李", {"代李"}), ("的款", {"的款", "的"}), ("款", {"款"}),
    ("代王五、还款", {"代王五", "王五", "还款", "还"}), ("", set()),
])  # fmt: skip
def test_words_are_freed_of_paying_but_never_of_the_whole_name(remark: str, words: set[str]) -> None:
    assert traces_of(remark, "").words >= words - {"还"}
    assert traces_of(remark, "").words <= words


def test_a_line_with_a_trace_of_its_own_is_not_neutral() -> None:
    assert is_neutral(traces_of("还款", ""), "李四") is True
    assert is_neutral(traces_of("执7号", ""), "李四") is False
    assert is_neutral(traces_of("还款", "2424"), "李四") is False
    assert is_neutral(traces_of("李四", ""), "") is False


def test_what_an_incomplete_number_lacks_is_said_in_order() -> None:
    found = decide(
        traces_of("执7号 李四", ""), payer_key="李四", court_code="吉2424", by_sub_account={}, by_number={}
    )
    assert found == Unidentified(Why.INCOMPLETE_NUMBER, "缺年度、法院代字")
    both = decide(
        traces_of("（2022）吉2424执7号 执8号", ""),
        payer_key="李四",
        court_code="吉2424",
        by_sub_account={},
        by_number={},
    )
    assert isinstance(both, Unidentified)
    assert both.why is Why.INCOMPLETE_NUMBER


def test_a_check_code_is_its_random_bytes_in_base_32() -> None:
    random = bytes(range(7, 17))
    plain = (
        base64.b32encode(random)
        .decode()
        .translate(str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHJKMNPQRSTVWXYZ"))
    )
    assert code_text(12, random).replace("-", "") == f"12{plain}"


def test_locks_last_an_hour_and_fifteen_wrong_answers_are_the_end() -> None:
    assert (LOCKED_FOR.total_seconds(), WRONG_MOST) == (3600, 15)
    assert is_same_secret(b"a", b"a") is True
    assert is_same_secret(b"a", b"b") is False


@pytest.mark.parametrize(("a", "b", "slip", "swapped"), [
    ("12", "21", True, True), ("12", "13", True, False), ("1", "2", False, False), ("12", "12", False, False), ("12", "123", False, False),
    ("1234", "2143", False, False), ("1234", "1324", True, True), ("1234", "4231", False, False), ("1234", "1342", False, False),
    ("1234", "1256", False, False), ("1223", "1232", True, True), ("123", "124", True, False), ("1232", "1323", False, False),
])  # fmt: skip
def test_a_slip_is_one_digit_or_two_neighbours(a: str, b: str, slip: bool, swapped: bool) -> None:
    assert (one_slip(a, b), exchanged(a, b)) == (slip, swapped)
    if slip:
        assert b in slips_of(a)


def test_all_slips_of_a_number() -> None:
    found = slips_of("12")
    assert len(found) == 19
    assert "12" not in found
    assert found >= {"02", "92", "10", "19", "21"}
    assert len(slips_of("123")) == 29


def test_spellings_of_rare_characters_for_names_of_persons() -> None:
    assert other_spellings("李龑") == {"李䶮"}
    assert other_spellings("李䶮") == {"李龑"}
    assert other_spellings("王斌") == {"王赟", "王贇"}
    assert len(other_spellings("李?")) == 32
    assert other_spellings("李四") == frozenset()
    assert other_spellings("龑") == other_spellings("王甲乙丙龑") == frozenset()
    assert other_spellings("王甲乙龑") == {"王甲乙䶮"}
    assert other_spellings("??") == frozenset()


@pytest.mark.parametrize(("a", "b", "same"), [
    ("李龑", "李䶮", True), ("李四", "李五", False), ("李四", "李四四", False), ("李?", "李四", True), ("李?", "王四", False), ("李四", "李?", False),
    ("王甲乙?", "王甲乙丙", True), ("王甲乙丙?", "王甲乙丙丁", False), ("李四", "李四", True), ("??", "李四", True),
])  # fmt: skip
def test_one_name_in_the_print_of_an_old_bank_system(a: str, b: str, same: bool) -> None:
    assert same_but_for_rare(a, b) is same


@pytest.mark.parametrize(("key", "family"), [
    ("李四", "李"), ("欧阳锋", "欧阳"), ("司马", "司马"), ("李", ""), ("李四五六", "李"), ("李四五六七", ""), ("", ""),
])  # fmt: skip
def test_the_surname_of_a_person(key: str, family: str) -> None:
    assert surname(key) == family


def test_what_a_remark_says_besides_numbers() -> None:
    read = read_remark("代李四还（2022）吉2424执7号款13746388036", ("（2022）吉2424执7号",))
    assert (read.on_behalf, read.repays, read.purpose, read.phones) == (True, False, "", ("13746388036",))
    assert "李四" in read.names
    assert read_remark("还张三").repays is True
    assert read_remark("房租").purpose == "房租"
    assert read_remark("履行房租").purpose == ""
    assert read_remark("甲").names == frozenset()
    assert read_remark("甲" * 40).names == {"甲" * 40}
    assert read_remark("甲" * 41).names == frozenset()
    assert read_remark("137463880361").phones == ()
    assert read_remark("1" * 12 + " 12746388036").phones == ()
