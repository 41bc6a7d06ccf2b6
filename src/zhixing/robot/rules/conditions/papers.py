"""Conditions on documents and their service, and on what was asked of units."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta, timezone
from typing import Any

from zhixing.documents.rules.kinds import DocumentKind
from zhixing.law.working_days import add_months
from zhixing.robot.rules.conditions.base import Finding, condition
from zhixing.robot.rules.params import one_of, some_of, whole
from zhixing.robot.rules.views import CaseView, DeliveryView

Params = Mapping[str, Any]
KINDS = tuple(kind.value for kind in DocumentKind)
SERVED = ("served", "presumed")

_CHINA = timezone(timedelta(hours=8))


def _local(moment: datetime) -> date:
    """The day of a moment in the courts' time zone, which knows no summer time since 1991."""
    return moment.astimezone(_CHINA).date()


def _name(kind: str) -> str:
    return DocumentKind(kind).chosen_as


@condition(
    "document.missing", "尚未制作文书", "a document has not been issued", kinds=some_of("文书", *KINDS)
)
def missing(view: CaseView, params: Params, on: date) -> Finding:
    """At least one of these documents has not been issued."""
    lacking = [kind for kind in params["kinds"] if kind not in view.documents]
    if lacking:
        return True, f"尚未制作{'、'.join(map(_name, lacking))}", f"not issued: {', '.join(lacking)}"
    return False, "均已制作", "all issued"


@condition("document.issued", "已制作文书", "a document has been issued", kind=one_of("文书", *KINDS))
def issued(view: CaseView, params: Params, on: date) -> Finding:
    """The document has been issued."""
    found = view.documents.get(params["kind"])
    if found is None:
        return False, f"尚未制作{_name(params['kind'])}", f"{params['kind']} not issued"
    return True, f"{found.number}于 {found.issued_on} 制作", f"{params['kind']} issued on {found.issued_on}"


@condition(
    "document.older_than", "文书已发出若干日", "a document is so many days old",
    kind=one_of("文书", *KINDS), days=whole("天数", 0, 3_650),
)  # fmt: skip
def older_than(view: CaseView, params: Params, on: date) -> Finding:
    """The latest document of the kind was issued so many days ago or earlier."""
    found = view.documents.get(params["kind"])
    if found is None:
        return False, f"尚未制作{_name(params['kind'])}", f"{params['kind']} not issued"
    age = (on - found.issued_on).days
    return (
        age >= params["days"],
        f"{_name(params['kind'])}已制作 {age} 日",
        f"{params['kind']} is {age} days old",
    )


def _deliveries(view: CaseView, kind: str) -> list[DeliveryView]:
    return [one for one in view.deliveries if one.kind == kind and one.state != "withdrawn"]


@condition(
    "delivery.served", "文书已送达", "a document has been served on everybody", subject="delivery.proof",
    kind=one_of("文书", *KINDS),
)  # fmt: skip
def served(view: CaseView, params: Params, on: date) -> Finding:
    """Every delivery of the document counts as served."""
    found = _deliveries(view, params["kind"])
    done = [one for one in found if one.state in SERVED]
    words = f"{_name(params['kind'])}应送 {len(found)} 件，已送达 {len(done)} 件"
    return bool(found) and len(done) == len(found), words, f"{len(done)} of {len(found)} served"


@condition(
    "notice.period_over", "执行通知指定期间已届满", "the period of the enforcement notice is over",
    subject="sanctions.consumption", days=whole("履行期间（日）", 1, 60),
)  # fmt: skip
def period_over(view: CaseView, params: Params, on: date) -> Finding:
    """Every debtor was served with the enforcement notice, and its days have passed since."""
    kind = DocumentKind.ENFORCEMENT_NOTICE.value
    days = {one.party_id: one.served_on for one in _deliveries(view, kind) if one.served_on is not None}
    missing = [party.name for party in view.debtors if party.id not in days]
    if missing or not days:
        return False, f"执行通知书尚未送达：{'、'.join(missing[:3])}", f"{len(missing)} not served"
    end = max(days.values()) + timedelta(days=params["days"])
    return end < on, f"执行通知书送达后履行期间至 {end}", f"period until {end}"


@condition(
    "delivery.not_served", "文书未送达", "a document has not been served", subject="delivery.proof",
    kind=one_of("文书", *KINDS), days=whole("自制作起的天数", 0, 365),
)  # fmt: skip
def not_served(view: CaseView, params: Params, on: date) -> Finding:
    """Some delivery of the document does not count as served so many days after its issue."""
    paper = view.documents.get(params["kind"])
    if paper is None:
        return False, f"尚未制作{_name(params['kind'])}", f"{params['kind']} not issued"
    open_ones = [one for one in _deliveries(view, params["kind"]) if one.state not in SERVED]
    age = (on - paper.issued_on).days
    words = f"{_name(params['kind'])}制作 {age} 日，未送达 {len(open_ones)} 件"
    return bool(open_ones) and age >= params["days"], words, f"{len(open_ones)} not served after {age} days"


@condition(
    "delivery.by_notice_wanted", "须公告送达", "public notice is wanted", subject="delivery.public_notice"
)
def by_notice_wanted(view: CaseView, params: Params, on: date) -> Finding:
    """Some delivery is left with no way but public notice."""
    found = [one for one in view.deliveries if one.wants == "notice"]
    return bool(found), f"须公告送达 {len(found)} 件", f"{len(found)} to serve by public notice"


@condition("inquiry.never_asked", "尚未查询财产", "no unit has been asked", subject="limits.investigation")
def never_asked(view: CaseView, params: Params, on: date) -> Finding:
    """No unit has been asked about the debtors."""
    asked = view.inquiries.asked
    return asked == 0, f"已发出查询 {asked} 件", f"{asked} questions asked"


@condition("inquiry.all_answered", "查询均已答复", "every question has ended", subject="limits.investigation")
def all_answered(view: CaseView, params: Params, on: date) -> Finding:
    """Units were asked, and none of the questions is still under way."""
    found = view.inquiries
    words = f"发出查询 {found.asked} 件，答复 {found.answered} 件，未答复 {found.silent} 件，在途 {found.under_way} 件"
    return found.asked > 0 and found.under_way == 0, words, f"{found.under_way} of {found.asked} under way"


@condition(
    "inquiry.answered_since_conclusion", "结案后有查询答复", "units answered after the case was closed",
    subject="suspension.look_back",
)  # fmt: skip
def answered_since_conclusion(view: CaseView, params: Params, on: date) -> Finding:
    """The last answer came after the day on which the case was concluded: it belongs to the look back."""
    last, closed = view.inquiries.last_answered_at, view.concluded_on
    if closed is None:
        return False, "案件在办", "the case is open"
    if last is None or _local(last) <= closed:
        return False, f"{closed} 结案后没有新的查询答复", "no answer since the conclusion"
    return True, f"{closed} 结案，{_local(last)} 收到查询答复", f"answered on {_local(last)}"


@condition(
    "inquiry.silent", "有单位逾期不答复", "a unit has not answered", subject="sanctions.assisting_unit"
)
def silent(view: CaseView, params: Params, on: date) -> Finding:
    """A unit has used up its days without an answer."""
    found = view.inquiries.silent
    return found > 0, f"逾期无答复 {found} 件", f"{found} without an answer"


@condition(
    "inquiry.older_than", "上次查询已满若干个月", "the last inquiry is so many months old", subject="suspension.look_back",
    months=whole("月数", 1, 60),
)  # fmt: skip
def inquiry_older_than(view: CaseView, params: Params, on: date) -> Finding:
    """The last question to a unit was asked so many months ago or earlier, or never."""
    last = view.inquiries.last_asked_at
    if last is None:
        return True, "从未查询", "never asked"
    due = add_months(_local(last), params["months"])
    return due <= on, f"上次查询 {_local(last)}", f"last asked on {_local(last)}"


@condition("inquiry.conflicts_open", "有身份疑问待定", "an identity is in doubt")
def conflicts_open(view: CaseView, params: Params, on: date) -> Finding:
    """Somebody must decide whether a row a unit sent concerns the debtor."""
    found = view.inquiries.open_conflicts
    return found > 0, f"身份疑问 {found} 件待定", f"{found} identities in doubt"
