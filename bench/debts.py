"""Debts per second: the vectorised pass beside the plain rule, on the same claims."""

import random
from datetime import date, timedelta

from bench.measuring import Row, seconds
from zhixing.law.interest import debt_on
from zhixing.law.interest_claims import Claim, pack
from zhixing.law.interest_terms import DebtTerms
from zhixing.law.interest_vectorised import debts_on
from zhixing.law.rate_terms import parse_rate

RATES = ("", "年利率6%", "月利率1%", "日万分之五", "LPR", "LPR四倍", "年利率15.4%")
CLAIMS = 2_000_000
DISTINCT = 20_000


def claims(seed: int = 1) -> list[Claim]:
    """Random claims as an office has them."""
    dice = random.Random(seed)
    terms = {text: parse_rate(text) if text else None for text in RATES}
    made = []
    for _ in range(DISTINCT):
        start = date(2020, 1, 1) + timedelta(days=dice.randrange(1500))
        rate = dice.choice(RATES)
        made.append(
            Claim(
                DebtTerms(
                    dice.randrange(100_000, 500_000_000),
                    rate=terms[rate],
                    interest_from=start if rate else None,
                    performance_ends_on=start + timedelta(days=dice.randrange(30, 900)),
                    costs_fen=dice.randrange(0, 1_000_000),
                )
            )
        )
    return made


def measure() -> list[Row]:
    """Two million claims in one pass; the plain rule on a part of them."""
    import numpy as np

    some, on = claims(), date(2026, 10, 1)
    packed = pack(some * (CLAIMS // DISTINCT))
    fast = seconds(lambda: debts_on(packed, on))
    part = some[:500]
    plain = seconds(lambda: [debt_on(c.terms, c.payments, c.stops, on=on) for c in part], runs=1, warm=False)
    oracle = [debt_on(c.terms, c.payments, c.stops, on=on).total_due for c in part]
    same = bool(np.array_equal(debts_on(pack(part), on).total_due, np.array(oracle)))
    return [
        Row(
            "债务批量计算 vectorised debts",
            "debts/s",
            CLAIMS / fast,
            "逐案规则（含说明） plain rule",
            len(part) / plain,
            "≥ 20,000,000/s",
            CLAIMS / fast >= 20e6 and same,
            "逐分一致" if same else "结果不一致",
        )
    ]
