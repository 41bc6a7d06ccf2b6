"""The next blocker is named: who, what, since when; and bands show before the day."""

from dataclasses import replace
from datetime import date

import pytest

from zhixing.foundation.identity.roles import Role
from zhixing.funds.rules.blockers import Open, Standing, WaitStage, blocker_of
from zhixing.funds.rules.board import Band, band_of, prediction

TODAY = date(2022, 3, 5)
CHIEF = Open(Role.BUREAU_CHIEF, date(2022, 3, 2), ("金局长",))
MARKED = Standing("marked", date(2022, 3, 1), date(2022, 3, 2), officer="金哲")
PLANNED = replace(MARKED, state="planned")


@pytest.mark.parametrize(
    ("standing", "stage", "text"),
    [
        (
            Standing("unidentified", date(2022, 3, 1), date(2022, 3, 1), why="附言中有多个案号"),
            WaitStage.CLAIM, "等待案款管理员、执行员认领，自3月1日起（已4天）；附言中有多个案号",
        ),
        (MARKED, WaitStage.PLAN, "等待系统拟定分配方案，自3月2日起（已3天）"),
        (
            replace(MARKED, block="no_payee_account", block_text="申请执行人没有登记收款账户，须补充"),
            WaitStage.PLAN, "等待承办人金哲补充收款账户，自3月2日起（已3天）；申请执行人没有登记收款账户，须补充",
        ),
        (
            replace(MARKED, deferral=CHIEF),
            WaitStage.APPROVAL, "等待执行局局长金局长批准延缓发放，自3月2日起（已3天）",
        ),
        (
            replace(MARKED, deferred_text="案件中止或者暂缓执行，至 2022-05-10", deferred_since=date(2022, 3, 3)),
            WaitStage.DEFERRED, "等待承办人金哲确认延缓事由消失（案件中止或者暂缓执行，至 2022-05-10），自3月3日起（已2天）",
        ),
        (replace(PLANNED, plan=CHIEF), WaitStage.APPROVAL, "等待执行局局长金局长审批，自3月2日起（已3天）"),
        (
            replace(PLANNED, plan=Open(Role.VICE_PRESIDENT, date(2021, 12, 30), ("甲", "乙"))),
            WaitStage.APPROVAL, "等待分管副院长审批，自2021年12月30日起（已65天）",
        ),
        (
            replace(PLANNED, payment="ready", payment_since=date(2022, 3, 4)),
            WaitStage.SEND, "等待案款管理员送银行付款，自3月4日起（已1天）",
        ),
        (
            replace(PLANNED, payment="sent", payment_since=date(2022, 3, 5)),
            WaitStage.BANK, "等待银行回执，自3月5日起（已0天）",
        ),
        (
            replace(PLANNED, payment="unknown", payment_since=date(2022, 3, 3), plan=CHIEF),
            WaitStage.BANK, "等待案款管理员向银行查询付款结果，自3月3日起（已2天）；以同一编号查询，不得重付",
        ),
        (
            replace(PLANNED, payment="failed", payment_since=date(2022, 3, 4)),
            WaitStage.REPAIR, "等待承办人金哲、案款管理员更正收款信息，自3月4日起（已1天）；银行退回",
        ),
    ],
)  # fmt: skip
def test_the_next_blocker_is_named_with_since_when(standing: Standing, stage: WaitStage, text: str) -> None:
    blocker = blocker_of(standing)
    assert blocker is not None
    assert (blocker.stage, blocker.text(TODAY)) == (stage, text)


@pytest.mark.parametrize("state", ["cleared", "reversed"])
def test_money_that_is_gone_waits_for_nobody(state: str) -> None:
    assert blocker_of(replace(MARKED, state=state)) is None


@pytest.mark.parametrize(
    ("left", "band", "words"),
    [
        (-3, Band.OVER, "已逾期 3 天"), (-1, Band.OVER, "已逾期 1 天"), (0, Band.FIVE, "明天逾期"), (1, Band.FIVE, "2 天后逾期"),
        (5, Band.FIVE, "6 天后逾期"), (6, Band.TEN, "7 天后逾期"), (10, Band.TEN, "11 天后逾期"),
        (11, Band.FIFTEEN, "12 天后逾期"), (15, Band.FIFTEEN, "16 天后逾期"), (16, Band.LATER, "17 天后逾期"),
    ],
)  # fmt: skip
def test_bands_and_prediction_before_the_day(left: int, band: Band, words: str) -> None:
    assert (band_of(left), prediction(left)) == (band, words)
