"""Which case unidentified money may be of: a ranking with its reasons in words. It never marks; a person does.

Evidence is weighed in decibans, ten times the logarithm of how much likelier the line is if the money is the case's, so
that pieces of evidence add up. Two questions are kept apart. Is the money of any of these cases at all? That gives the
strength of the suggestion. Of which of them? That gives the order: amount, what is still owed, and days decide between
the cases of one debtor, and of ten people who bear one name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from zhixing.foundation.names import is_organisation
from zhixing.funds.rules.remarks import exchanged, one_slip, same_but_for_rare, surname
from zhixing.funds.rules.suggestion_facts import CaseFacts, Link, LinkKind, Question, Suggestion
from zhixing.law.amounts import yuan_text

THRESHOLD = 50
"""In hundredths. What is weaker is no suggestion: it is not kept and not shown."""
SUGGESTIONS_MAX = 5
STRONGEST = 99
_CAPPED = 40
"""The strength of whatever the line itself speaks against."""


@dataclass(slots=True)
class Weighed:
    """A case and what was found for and against it, in decibans, with the words of it."""

    case: CaseFacts
    ties: int = 0
    """Decibans for the money being of the case rather than of none."""
    fits: int = 0
    """Decibans that only decide between cases."""
    cap: int = STRONGEST
    reasons: list[tuple[int, str]] = field(default_factory=list)

    def tie(self, decibans: int, text: str) -> None:
        """Note what speaks for the money being of the case."""
        self.ties += decibans
        self.reasons.append((decibans, text))

    def fit(self, decibans: int, text: str = "") -> None:
        """Note what tells this case from others; without words it is not said."""
        self.fits += decibans
        if text:
            self.reasons.append((decibans, text))


def rank(
    question: Question, cases: Sequence[CaseFacts], links: Mapping[UUID, Sequence[Link]] | None = None
) -> list[Suggestion]:
    """The cases in the order of how well they fit, each with its strength; below THRESHOLD nothing is a suggestion."""
    ties = links or {}
    weighed = [weigh(question, case, ties.get(case.id, ())) for case in cases]
    alive = [one for one in weighed if one.ties > 0]
    if not alive:
        return []
    _say_how_many(question, alive)
    against = _odds(_against(question))
    odds = [_odds(one.ties + one.fits) for one in alive]
    strongest = max(_odds(one.ties + min(0, one.fits + _FORGIVEN)) for one in alive)
    together = sum(odds)
    some = 1000 * strongest // (strongest + against)
    found = []
    for one, own in zip(alive, odds, strict=True):
        share = 1000 * own // together
        points = min(one.cap, STRONGEST, some * _spread(share) // 10_000)
        if points > 0:
            found.append((points, one.ties + one.fits, Suggestion(one.case, points, _words(one))))
    found.sort(key=lambda item: (-item[0], -item[1], -item[2].case.filed_on.toordinal(), item[2].case.number))
    return [suggestion for _, _, suggestion in found]


def suggested(ranking: Sequence[Suggestion]) -> list[Suggestion]:
    """What may be shown: at most five, none below the threshold."""
    return [one for one in ranking if one.points >= THRESHOLD][:SUGGESTIONS_MAX]


_TENTHS = (1000, 1259, 1585, 1995, 2512, 3162, 3981, 5012, 6310, 7943)
_LOWEST, _HIGHEST = -90, 90
_FORGIVEN = 14
"""Amounts and days speak against the money being of the case at all only beyond this."""


def _odds(decibans: int) -> int:
    """Decibans as odds in whole numbers: ten more are ten times as much."""
    place = min(max(decibans, _LOWEST), _HIGHEST) - _LOWEST
    return int(_TENTHS[place % 10] * 10 ** (place // 10))


def _spread(share: int) -> int:
    """How a case's share (in thousandths) among its rivals weighs: alone 1000, one of several 600 and more."""
    return 600 + 4 * share // 10 if share >= 20 else 30 * share


def _against(question: Question) -> int:
    """Decibans for the money being of no case, from what the line says of itself."""
    if question.number_is_filed and not question.traces.sub_account:
        return 14
    return 0


# ---- one case ----------------------------------------------------------------------------------------------------------


def weigh(question: Question, case: CaseFacts, links: Sequence[Link]) -> Weighed:
    """Everything that is known for and against one case, before it is compared with others."""
    one = Weighed(case)
    party = _weigh_parties(question, one)
    linked = _weigh_links(one, links)
    _weigh_numbers(question, one, agrees=party or linked)
    _weigh_sub_account(question, one, agrees=party or linked)
    _weigh_amount(question, one)
    _weigh_days(question, one)
    if question.remark.purpose:
        one.cap = min(one.cap, _CAPPED)
        one.reasons.append((50, f"附言写的用途是{question.remark.purpose}，不像执行款"))
    if not case.is_open:
        one.fit(-12, "该案已结案")
    return one


def _weigh_parties(question: Question, one: Weighed) -> bool:
    """The payer and the names in the remark beside the parties. Whether a debtor, or debtor and applicant, agree."""
    case, remark = one.case, question.remark
    debtors = {side.key: side.name for side in case.debtors}
    applicants = {side.key: side.name for side in case.applicants}
    pays = debtors.get(question.payer_key)
    respelt = None
    if pays is None:
        respelt = next((debtors[key] for key in debtors if same_but_for_rare(question.payer_key, key)), None)
    named = [name for key, name in debtors.items() if key in remark.names and key != question.payer_key]
    owed = [name for key, name in applicants.items() if key in remark.names and key != question.payer_key]
    if pays is not None:
        one.tie(24 if is_organisation(pays) else 20, f"付款人{pays}是该案被执行人")
    elif respelt is not None:
        one.tie(18, f"付款人“{question.payer}”与被执行人{respelt}只差银行系统打不出的字")
    if named:
        how = f"附言写明代{named[0]}付款" if remark.on_behalf else f"附言中有被执行人{named[0]}的姓名"
        one.tie(12 if pays is not None else 22, how)
    if owed:
        agreed = pays is not None or respelt is not None or bool(named)
        one.tie(26 if agreed else 2, f"附言{'写明付给' if remark.repays else '提到'}申请执行人{owed[0]}")
    if question.payer_key in applicants and not named:
        one.cap = min(one.cap, _CAPPED)
        one.tie(1, f"付款人{applicants[question.payer_key]}是该案申请执行人")
    agreed = pays is not None or respelt is not None or bool(named)
    if not agreed or (pays is None and respelt is None):
        _weigh_surname(question, one)
    if (pays is not None or named) and len(case.debtors) > 1:
        one.fit(-2 if len(case.debtors) == 2 else -4)
    return agreed


def _weigh_surname(question: Question, one: Weighed) -> None:
    family = surname(question.payer_key)
    if family and any(
        side.key != question.payer_key and surname(side.key) == family for side in one.case.debtors
    ):
        one.fit(3, f"付款人与被执行人同姓（{family}）")


_LINKS = {
    LinkKind.SPOUSE: 11,
    LinkKind.PHONE: 35,
    LinkKind.ACCOUNT: 30,
    LinkKind.DEBTOR_ACCOUNT: 22,
    LinkKind.PAYER: 14,
    LinkKind.AMOUNT: 2,
    LinkKind.DOUBTED: -8,
    LinkKind.REFUSED: -30,
}


def _weigh_links(one: Weighed, links: Sequence[Link]) -> bool:
    """Records and memories. Whether one of them ties the payer to a debtor of the case."""
    for link in links:
        weight = _LINKS[link.kind]
        if link.kind is LinkKind.REFUSED:
            one.cap = min(one.cap, _CAPPED)
        one.tie(weight, link.text)
    return any(_LINKS[link.kind] > _LINKS[LinkKind.AMOUNT] for link in links)


def _weigh_numbers(question: Question, one: Weighed, *, agrees: bool) -> None:
    numbers, case = question.traces.numbers, one.case
    if numbers is None or not (numbers.complete or numbers.incomplete):
        return
    complete = {found.number.case for found in numbers.complete if found.number}
    if len(complete) > 1:
        one.cap = min(one.cap, _CAPPED)
        if case.number in {number.text for number in complete}:
            one.tie(10, "附言写了多个案号，这是其中之一")
        return
    if complete:
        _weigh_complete(question, one, complete.pop().text, agrees=agrees)
        return
    _weigh_incomplete(question, one, agrees=agrees)


def _weigh_complete(question: Question, one: Weighed, written: str, *, agrees: bool) -> None:
    """A complete number: of this case; a slip away from it; or another's, which speaks against it."""
    case = one.case
    if written == case.number:
        one.tie(
            30 if agrees else 8, f"附言是该案完整案号{written}" + ("" if agrees else "，但付款人不是当事人")
        )
        exact = _exact_sum(question, case)
        if not agrees and not exact:
            one.cap = min(one.cap, _CAPPED)
        return
    head, tail = _around(written)
    own_head, own_tail = _around(case.number)
    if head == own_head and one_slip(tail, own_tail) and agrees:
        one.tie(12, f"附言案号{written}与该案只差一位")
        return
    if not question.number_is_filed and not question.traces.sub_account:
        # Another court, another year, another kind of case: the payer knows a case that is not here.
        one.cap = min(one.cap, _CAPPED)
    one.reasons.append(
        (
            1,
            f"附言所写{written}是另案，付款人不是其当事人"
            if question.number_is_filed
            else f"附言所写{written}不是本院已立案号",
        )
    )


def _around(number: str) -> tuple[str, str]:
    """A case number cut before its sequence."""
    body = number.removesuffix("号")
    digits = len(body) - len(body.rstrip("0123456789"))
    return body[:-digits] if digits else body, body[len(body) - digits :]


def _weigh_incomplete(question: Question, one: Weighed, *, agrees: bool) -> None:
    numbers, case = question.traces.numbers, one.case
    written = numbers.incomplete if numbers else ()
    sequences = {found.sequence for found in written if found.sequence}
    if len(sequences) > 1:
        if case.sequence in sequences:
            one.tie(8, "附言写了多个案件编号，这是其中之一")
        one.cap = min(one.cap, _CAPPED)
        return
    if not sequences:
        return
    found = next(item for item in written if item.sequence)
    digits = "".join(char for char in question.court_code if char.isdigit())
    foreign = (found.court and found.court != question.court_code) or (
        found.court_digits and found.court_digits != digits
    )
    if foreign:
        one.cap = min(one.cap, _CAPPED)
        one.reasons.append((1, f"附言“{found.written}”是其他法院的案号"))
        return
    kind, own_kind = found.type_code, case.number.partition("号")[0].rstrip("0123456789")
    if not own_kind.endswith(kind) or (kind == "执" and own_kind[-1] != "执"):
        one.cap = min(one.cap, _CAPPED)
        return
    if found.year is not None and f"（{found.year}）" not in case.number:
        one.cap = min(one.cap, _CAPPED)
        return
    own, (said,) = str(case.sequence), sequences
    if said == case.sequence:
        missing = "、".join(part.value for part in found.missing)
        one.tie(30 if agrees else 4, f"附言“{found.written}”与该案编号相同，只缺{missing}")
        if not agrees and not _exact_sum(question, case):
            one.cap = min(one.cap, _CAPPED)
    elif one_slip(str(said), own) and agrees:
        one.tie(8, f"附言“{found.written}”与该案编号只差一位")
    else:
        one.fit(-20, f"附言“{found.written}”的编号不是该案")


def _weigh_sub_account(question: Question, one: Weighed, *, agrees: bool) -> None:
    written, own = question.traces.sub_account, one.case.sub_accounts
    if not written:
        return
    if written in own:
        one.tie(30, f"虚拟子账号{written}是该案的")
    elif question.sub_account_is_filed:
        one.fit(-6)
    elif agrees and any(exchanged(written, number) for number in own):
        one.tie(14, f"虚拟子账号{written}与该案的只是两位数字互换")
    elif agrees and any(one_slip(written, number) for number in own) and _exact_sum(question, one.case):
        one.tie(12, f"虚拟子账号{written}与该案的只差一位")
    else:
        one.cap = min(one.cap, _CAPPED)
        one.reasons.append((1, f"虚拟子账号{written}在本院没有对应案件"))


# ---- amount and days ---------------------------------------------------------------------------------------------------


def _paid(case: CaseFacts, until: date | None) -> int:
    return sum(fen for on, fen in case.received if until is None or on <= until)


def _exact_sum(question: Question, case: CaseFacts) -> str:
    """The words for what the amount equals to the fen; nothing when it equals nothing that is owed."""
    fen, before, ever = question.fen, _paid(case, question.on), _paid(case, None)
    if fen == case.principal_fen and before <= 0:
        return "金额与本金分毫不差"
    for words, owed in case.sums.items():
        if fen == owed:
            return f"金额与{words}分毫不差"
    if before > 0 and fen == case.principal_fen - before:
        return "金额与尚欠本金分毫不差"
    if ever > before and fen == case.principal_fen - ever:
        return "金额与其余到账之外的本金分毫不差"
    return "金额与本金分毫不差，但该案已有到账" if fen == case.principal_fen else ""


_ROUND = 10_000
"""A hundred yuan: what people pay in parts is mostly a multiple of it."""


def _weigh_amount(question: Question, one: Weighed) -> None:
    """An amount owed to the fen is strong; a part is the likelier the smaller the debt it is a part of."""
    case, fen = one.case, question.fen
    left = case.principal_fen - _paid(case, None)
    exact = _exact_sum(question, case)
    if exact and left > 0:
        one.fit(22 if fen % _ROUND else 18, exact)
        return
    if exact:
        one.fit(4, exact)
        return
    owed = max([left, *case.sums.values()])
    if left <= 0:
        one.fit(-18, f"该案本金已收足（{yuan_text(case.principal_fen, True)} 元）")
        return
    if fen > owed:
        one.fit(-12 if 2 * fen <= 3 * owed else -20, f"金额多于尚欠本金 {yuan_text(left, True)} 元")
        return
    one.fit(-_times(owed, fen))
    if fen % _ROUND:
        one.fit(-4)


def _times(owed: int, fen: int) -> int:
    """How many times the amount goes into what is owed, in decibans: to twice 1, to four times 3, to twelve times 10, at most 18."""
    steps = ((2, 1), (4, 3), (8, 6), (12, 10), (20, 11), (40, 14), (80, 17))
    tenfold = 5 * owed // max(fen, 1)
    for times, decibans in steps:
        if tenfold <= 5 * times:
            return decibans
    return 18


_BEFORE_FILING = -40


def _weigh_days(question: Question, one: Weighed) -> None:
    """Money follows the notice to perform: mostly from the second week to half a year after filing; never before it."""
    days = (question.on - one.case.filed_on).days
    if days < 0:
        one.fit(_BEFORE_FILING, f"该案 {one.case.filed_on.isoformat()} 才立案，晚于到账")
        one.cap = min(one.cap, _CAPPED)
    elif days < 7:
        one.fit(-4)
    elif days > 365:
        one.fit(-10)
    elif days > 180:
        one.fit(-6)
    earlier = _paid(one.case, question.on) > 0
    if earlier and days >= 0:
        one.fit(2 if days > 160 else -2)
    elif _paid(one.case, None) > 0:
        one.fit(-3)


# ---- words -------------------------------------------------------------------------------------------------------------


def _say_how_many(question: Question, alive: Sequence[Weighed]) -> None:
    """Whether the payer has one open case here or several belongs to the reason."""
    mine = [
        one
        for one in alive
        if one.case.is_open and any(s.key == question.payer_key for s in one.case.debtors)
    ]
    for one in mine:
        words = (
            "，在本院仅此一件未结"
            if len(mine) == 1
            else f"，该姓名在本院有 {len(mine)} 件未结，以金额和日期区分"
        )
        one.reasons = [
            (weight, text + words if text.startswith("付款人") and text.endswith("是该案被执行人") else text)
            for weight, text in one.reasons
        ]


def _words(one: Weighed) -> str:
    """The reasons, the weightiest first; what speaks against stands behind them."""
    ordered = sorted(one.reasons, key=lambda reason: -reason[0])
    return "；".join(dict.fromkeys(text for _, text in ordered))
