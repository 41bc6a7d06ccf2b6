"""A conflict is decided by two people with a reason; a spouse is looked at for a reason (PostgreSQL)."""

import pytest
from django.db import IntegrityError, transaction
from test_replies_become_assets import NOW, case, row, take

from funds_world import person
from zhixing.cases.models import Case
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.identity.actors import NotAllowed
from zhixing.foundation.identity.models import Court, Role
from zhixing.inquiries.models import Asset, IdentityConflict, SpouseLead, SpouseLook
from zhixing.inquiries.operations import (
    DecisionRefused,
    LookRefused,
    confirm_decision,
    look_at_spouse,
    propose_decision,
)
from zhixing.inquiries.rules.kinds import AssetKind

__all__ = ["case"]


def conflict_of(case: Case) -> IdentityConflict:
    take(case, row(name="王哲"))
    return IdentityConflict.objects.get()


def test_two_people_make_a_conflicting_row_the_debtors(case: Case, wangqing: Court) -> None:
    conflict = conflict_of(case)
    officer, chief = person(wangqing, Role.OFFICER), person(wangqing, Role.BUREAU_CHIEF)
    propose_decision(conflict_id=conflict.id, is_ours=True, reason="户口本载明曾用名", now=NOW, actor=officer)
    assert Asset.objects.count() == 0
    with pytest.raises(DecisionRefused, match="另一人"):
        confirm_decision(conflict_id=conflict.id, agrees=True, now=NOW, actor=officer)
    done = confirm_decision(conflict_id=conflict.id, agrees=True, now=NOW, actor=chief)
    asset = Asset.objects.get()
    assert (done.state, done.asset_id) == ("ours", asset.id)
    assert (asset.amount_fen, asset.identifier) == (100_000, "6217***********4596")
    assert Fact.objects.get(kind="identity.decided").body["reason"] == "户口本载明曾用名"
    again = take(case, row(name="王哲", amount_fen=5), day=2)
    assert (again.conflicts, again.seen_again, again.changed) == (0, 1, 1)


def test_decided_apart_it_stays_apart(case: Case, wangqing: Court) -> None:
    conflict = conflict_of(case)
    officer, chief = person(wangqing, Role.OFFICER), person(wangqing, Role.BUREAU_CHIEF)
    propose_decision(conflict_id=conflict.id, is_ours=False, reason="单位录入错误", now=NOW, actor=officer)
    confirm_decision(conflict_id=conflict.id, agrees=True, now=NOW, actor=chief)
    again = take(case, row(name="王哲"), day=2)
    assert (again.conflicts, again.apart, Asset.objects.count()) == (0, 1, 0)


def test_sent_back_it_is_open_again(case: Case, wangqing: Court) -> None:
    conflict = conflict_of(case)
    officer, chief = person(wangqing, Role.OFFICER), person(wangqing, Role.BUREAU_CHIEF)
    propose_decision(conflict_id=conflict.id, is_ours=True, reason="看起来是", now=NOW, actor=officer)
    assert confirm_decision(conflict_id=conflict.id, agrees=False, now=NOW, actor=chief).state == "open"


def test_a_decision_needs_reason_role_and_the_database_two_people(case: Case, wangqing: Court) -> None:
    conflict = conflict_of(case)
    officer, clerk = person(wangqing, Role.OFFICER), person(wangqing, Role.CLERK)
    with pytest.raises(DecisionRefused, match="理由"):
        propose_decision(conflict_id=conflict.id, is_ours=True, reason="是", now=NOW, actor=officer)
    with pytest.raises(NotAllowed):
        propose_decision(conflict_id=conflict.id, is_ours=True, reason="户口本载明", now=NOW, actor=clerk)
    with pytest.raises(IntegrityError, match="conflict_by_two_people"), transaction.atomic():
        IdentityConflict.objects.update(
            state="ours",
            is_ours=True,
            reason="越过复核",
            proposed_by=officer.user_id,
            decided_by=officer.user_id,
        )


def married(case: Case) -> SpouseLead:
    take(case, row("", asset_kind=AssetKind.MARRIAGE, title="", amount_fen=None, status="已婚",
                   details={"配偶姓名": "曹磊艳", "配偶证件号码": "222405198702130006", "登记日期": "1987-09-14"}))  # fmt: skip
    return SpouseLead.objects.get()


def test_a_spouse_is_seen_only_for_a_reason_and_each_look_is_a_fact(case: Case, wangqing: Court) -> None:
    lead, officer = married(case), person(wangqing, Role.OFFICER)
    with pytest.raises(LookRefused, match="理由"):
        look_at_spouse(lead_id=lead.id, case_id=case.id, reason=" ", now=NOW, actor=officer)
    with pytest.raises(NotAllowed):
        look_at_spouse(
            lead_id=lead.id,
            case_id=case.id,
            reason="核实共同财产",
            now=NOW,
            actor=person(wangqing, Role.CLERK),
        )
    assert SpouseLook.objects.count() == 0
    seen = look_at_spouse(lead_id=lead.id, case_id=case.id, reason="核实共同财产", now=NOW, actor=officer)
    assert (seen.name, seen.id_number, seen.since) == ("曹磊艳", "222405198702130006", "1987-09-14")
    fact = Fact.objects.get(kind="spouse_lead.viewed")
    assert fact.subject == f"case:{case.id}"
    assert fact.body == {"lead": str(lead.id), "reason": "核实共同财产"}


def test_a_spouse_is_not_seen_from_another_case(case: Case, wangqing: Court) -> None:
    from funds_world import make_case

    other = make_case(wangqing, 8)
    with pytest.raises(LookRefused, match="不属于本案"):
        look_at_spouse(
            lead_id=married(case).id,
            case_id=other.id,
            reason="核实共同财产",
            now=NOW,
            actor=person(wangqing, Role.OFFICER),
        )
