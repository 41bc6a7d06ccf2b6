"""The words and bounds of control: what each act needs, what its receipt says, how long a wrong person waits at most."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from zhixing.foundation.names import comparing_key
from zhixing.inquiries.rules.assets import SECRET_KINDS
from zhixing.inquiries.rules.kinds import AssetKind
from zhixing.inquiries.wire.messages import BYTES_MAX_WITH_DOCUMENTS, MONEY_KINDS, Action, Result

CLAIM_HOURS = 24
"""Within which a claim of a person whom no case concerns is answered: the account is somebody's living."""
RELEASES = frozenset({Action.RELEASE, Action.RELEASE_WAITING})
PAYMENTS = frozenset({Action.DEDUCT, Action.EXTRACT_INCOME, Action.FREEZE_AND_DEDUCT})
TERMED = frozenset({Action.FREEZE, Action.RENEW, Action.WAIT})
NEW_BURDENS = frozenset(Action) - RELEASES - {Action.RENEW}
"""Acts that put on an asset what does not stand on it yet."""
FOLLOWING = RELEASES | {Action.RENEW}
"""Acts on an earlier control, which must be named."""
DOCUMENT_BYTES_MAX = BYTES_MAX_WITH_DOCUMENTS * 9 // 16 - 64 * 1024
"""Ruling and notice of one order together: a message packs them twice, four letters for three bytes each time."""


class Standing(StrEnum):
    """What is known of an order: the holder's word, or that there is none yet."""

    WAITING = "waiting"
    SENT = "sent"
    UNKNOWN = "unknown"
    SILENT = "silent"
    CONTROLLED = "controlled"
    PARTLY = "partly"
    NOT_CONTROLLED = "not_controlled"
    WITHHELD = "withheld"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "waiting": "待发送", "sent": "已发出，待回执", "unknown": "结果不明，正在核实", "silent": "逾期无回执",
            "controlled": "已办理", "partly": "部分办理", "not_controlled": "未办理", "withheld": "发送前已停止",
        }[self.value]  # fmt: skip

    @property
    def english(self) -> str:
        """The same in English."""
        return {
            "waiting": "to be sent", "sent": "sent, no receipt yet", "unknown": "unknown, being asked about",
            "silent": "no receipt in time", "controlled": "done", "partly": "partly done", "not_controlled": "not done",
            "withheld": "stopped before sending",
        }[self.value]  # fmt: skip

    @property
    def chip(self) -> str:
        """Its colour: green only by the holder's own receipt."""
        return {
            "waiting": "waiting", "sent": "sent", "unknown": "overdue", "silent": "overdue", "controlled": "confirmed",
            "partly": "sent", "not_controlled": "refused", "withheld": "ended",
        }[self.value]  # fmt: skip


class ClaimState(StrEnum):
    """How the claim of somebody who says that the wrong person is controlled stands; two people decide."""

    OPEN = "open"
    PROPOSED = "proposed"
    RELEASING = "releasing"
    RELEASED = "released"
    REFUSED = "refused"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "open": "待核实", "proposed": "待复核", "releasing": "已批准解除，待单位回执", "released": "已解除",
            "refused": "不予解除",
        }[self.value]  # fmt: skip


CLAIM_UNDER_WAY = (ClaimState.OPEN, ClaimState.PROPOSED, ClaimState.RELEASING)


class ClaimGround(StrEnum):
    """By what an order was found to concern the claimant."""

    ACCOUNT = "account"
    ID_NUMBER = "id_number"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {"account": "所述账号（财产）", "id_number": "本人证件号码"}[self.value]


@dataclass(frozen=True, slots=True)
class Terms:
    """What an order asks, as far as its acts are bounded by law and by the message."""

    action: Action
    kind: AssetKind
    identifier: str
    amount_fen: int | None
    starts_on: date | None
    ends_on: date | None
    original_number: str
    original_case_number: str


def faults(terms: Terms, *, today: date) -> list[str]:
    """Why an order may not be made so, in words for the person; empty when it may."""
    action = terms.action
    found = []
    if terms.kind is AssetKind.MARRIAGE:
        found.append("婚姻登记不是财产，不能控制")
    if not terms.identifier.strip():
        found.append("缺少财产编号（账号、权证号、号牌）")
    if action in TERMED and (terms.starts_on is None or terms.ends_on is None):
        found.append("冻结、续行、轮候须写明起止日期")
    elif action in TERMED and terms.starts_on and terms.ends_on and terms.ends_on < terms.starts_on:
        found.append("期限的止日早于起日")
    elif action in TERMED and terms.ends_on and terms.ends_on < today:
        found.append("期限已经过去")
    if action in PAYMENTS and not terms.amount_fen:
        found.append("扣划、提取须写明金额")
    if action in PAYMENTS and terms.kind not in MONEY_KINDS:
        found.append(f"{terms.kind.label}不能直接扣划")
    if action is Action.FREEZE and terms.kind in MONEY_KINDS and not terms.amount_fen:
        found.append("按金额控制的财产须写明金额")
    if terms.amount_fen is not None and terms.amount_fen <= 0:
        found.append("金额须大于零")
    if action in FOLLOWING and not (terms.original_number or terms.original_case_number):
        found.append("续行、解除须写明原控制（请求编号或案号）")
    return found


def case_allows(action: Action, *, is_open: bool, is_suspended: bool) -> bool:
    """Whether a case in this state may still order it: a release always, a renewal also after 终本, the rest while it is open."""
    return is_open or action in RELEASES or (action is Action.RENEW and is_suspended)


def is_secret(kind: AssetKind) -> bool:
    """Whether the identifier is a person's account number: sealed, shown masked."""
    return kind in SECRET_KINDS


def same_case(one: str, other: str) -> bool:
    """Whether two case numbers are one, whatever their brackets."""
    return _plain(one) == _plain(other)


def _plain(number: str) -> str:
    return comparing_key(number).translate(str.maketrans("〔〕[]", "()()"))


def claim_due(received_at: datetime) -> datetime:
    """Until when a claim is answered, to the minute it came in."""
    return received_at + timedelta(hours=CLAIM_HOURS)


def result_by_figures(
    said: Result, *, action: Action, asked_fen: int | None, actual_fen: int | None
) -> Result:
    """What a receipt comes to: less than was asked is partly, whatever the holder calls it.

    A release states what was let go of and is taken at its word; a waiting control holds nothing yet.
    """
    if said is Result.NOT_CONTROLLED or action in RELEASES or action is Action.WAIT:
        return said
    if asked_fen is None or actual_fen is None or action is Action.RENEW:
        return said
    return Result.PARTLY if actual_fen < asked_fen else Result.CONTROLLED


@dataclass(frozen=True, slots=True)
class Ordered:
    """An order as far as a receipt of it is bounded: the act, the amount, the day it was ordered."""

    action: Action
    amount_fen: int | None
    ordered_on: date


def fault_of_receipt(
    asked: Ordered,
    result: Result,
    *,
    today: date,
    done_on: date,
    actual_fen: int | None,
    ends_on: date | None,
    place: int | None,
    words: str,
) -> str:
    """Why a receipt that a person filled in cannot be right, in words for that person; empty when it can.

    Waiting (轮候) begins to count only when those before it are gone, so it has a place and needs no end.
    """
    termed, waits = asked.action in TERMED, place is not None and place > 0
    undone = result is Result.NOT_CONTROLLED
    found = (
        (not asked.ordered_on <= done_on <= today, "办理日期应在发出请求之后、今天或以前。"),
        (
            result is not Result.CONTROLLED and len(words.strip()) < 2,
            "未办理或者只办了一部分的，请写明理由。",
        ),
        (undone and bool(actual_fen or ends_on or place is not None), "未办理的，不填金额、期限和顺位。"),
        (place is not None and not termed, "只有冻结、续行、轮候有顺位。"),
        (
            not undone and asked.action is Action.WAIT and place is None,
            "轮候的，请填写顺位；已经轮到、正式生效的填 0。",
        ),
        (not undone and termed and not waits and ends_on is None, "请填写控制期限的届满日。"),
        (
            ends_on is not None and (not termed or ends_on < done_on),
            "届满日早于办理日期，或者这项措施没有期限，请核对。",
        ),
    )
    told = next((words for is_so, words in found if is_so), "")
    return told or ("" if undone else _fault_of_amount(asked.amount_fen, result, actual_fen))


def _fault_of_amount(asked_fen: int | None, result: Result, actual_fen: int | None) -> str:
    if asked_fen is None:
        return ""
    if actual_fen is None:
        return "请填写实际金额。"
    if actual_fen > asked_fen:
        return "实际金额超过请求的金额，请核对。"
    if result is Result.CONTROLLED and actual_fen < asked_fen:
        return "实际金额少于请求的金额，请选择部分办理并写明理由。"
    if result is Result.PARTLY and not 0 < actual_fen < asked_fen:
        return "部分办理的，实际金额应大于零、少于请求的金额。"
    return ""
