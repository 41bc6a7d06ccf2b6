"""For looking at pages: an office in which every page of 查控 and 智续 has something to show."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from choosing_world import BANK, CARS, HOUSES, SYSTEM, account, found, held, propose, thing, units
from control_world import NAME, NUMBER, a_case, debtor_of, new, order
from renewal_world import CARD, on_paper, says
from zhixing.cases.models import Case
from zhixing.foundation import clock
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court, User
from zhixing.foundation.identity.queries import actor_for
from zhixing.freezes import sweeps
from zhixing.freezes.models import ActBatch, ControlProposal, ExcessFinding, Measure
from zhixing.freezes.operations import drafting, excess, open_calendar
from zhixing.freezes.operations.people import note_absence
from zhixing.inquiries import operations
from zhixing.inquiries.models import (
    Asset,
    ControlOrder,
    IdentityConflict,
    Inquiry,
    Request,
    Unit,
    WrongPersonClaim,
)
from zhixing.inquiries.operations.reading import take_rows
from zhixing.inquiries.operations.reading_rows import IncomingReply
from zhixing.inquiries.queries.assets import reference_of
from zhixing.inquiries.rules.kinds import AssetKind
from zhixing.inquiries.wire import messages as wire
from zhixing.inquiries.wire.signing import Ed25519Signer

DAY = date(2022, 12, 1)
PHONE = "0433-8821234"
NAMESAKE = "222403196007250012"
WAGES = "6217000000000000009"
SECOND = "欧阳娜仁托娅"


@dataclass(frozen=True, slots=True)
class Office:
    """What there is to look at; `link` is a liaison's address."""

    court: Court
    case: Case
    second: Case
    link: str

    @property
    def asked(self) -> Request:
        return Request.objects.get(case=self.case, unit__code=HOUSES, kind="query")

    @property
    def silent(self) -> Request:
        return Request.objects.get(case=self.second, unit__code=HOUSES, kind="query")


def of(username: str) -> Actor:
    return actor_for(User.objects.get(username=username))


def an_office(court: Court) -> Office:
    """Two cases of the officer, three units, and a bit of everything that can happen to them."""
    officer = User.objects.get(username="officer")
    first, second = a_case(court), a_case(court, 8, number=NAMESAKE, name=SECOND)
    for case in (first, second):
        case.officer, case.officer_name = officer, officer.display_name
        case.save()
    known = units(court)
    Unit.objects.update(contact_name="金英", contact_phone=PHONE)
    _ask(court, first, second, known)
    _find(first)
    card = next(
        one
        for one in Asset.objects.filter(kind=AssetKind.DEPOSIT.value)
        if reference_of(one).identifier == CARD
    )
    (frozen,) = order(court, new(first, known[BANK], card, amount_fen=6_000_000, ends_on=date(2023, 11, 30)))
    says(ControlOrder.objects.get(pk=frozen.order_id))
    sweeps.take_receipts(now=clock.now(), limit=50)
    cars = (thing("吉HB9661", 90_000), thing("吉HB9662"))
    found(second, CARS, *cars, name=SECOND, number=NAMESAKE)
    accounts = (
        account("6217000000000000021", 30_000, title="工商银行活期"),
        account("6217000000000000022", 900, title="低保户", status="低保金专户"),
    )
    found(second, BANK, *accounts, name=SECOND, number=NAMESAKE)
    propose(second)
    _measures(first)
    _people(court, known)
    asked = Request.objects.get(case=first, unit=known[HOUSES], kind="query")
    made = operations.make_desk_link(request_id=asked.pk, now=clock.now(), actor=of("officer"))
    return Office(court, first, second, f"/p/desk/{made.token}/")


def _ask(court: Court, first: Case, second: Case, known: dict[str, Unit]) -> None:
    """A group of units; the second case was asked about a month ago and never answered."""
    preset = operations.save_preset(
        court=court, name="常用", unit_ids=[one.pk for one in known.values()], now=clock.now(), actor=SYSTEM
    )
    operations.set_policy(
        court=court, ask_on_filing=True, half_yearly=True, preset_id=preset.pk, audits_a_month=20,
        now=clock.now(), actor=of("chief"),
    )  # fmt: skip
    for case, at in ((second, clock.now() - timedelta(days=25)), (first, clock.now())):
        operations.ask(
            court=court, case_ids=[case.pk], preset_id=preset.pk, purpose="查明被执行人财产状况", now=at, actor=of("officer")
        )  # fmt: skip
    operations.draw_audits(now=clock.now(), actor=SYSTEM)
    operations.note_silence(now=clock.now(), limit=50, actor=SYSTEM)


def _find(case: Case) -> None:
    """Accounts, cars and a shared, burdened home; a namesake, a doubtful row, a balance that moved, a spouse."""
    prior = wire.PriorMeasure(
        authority="延吉市人民法院", document="（2021）吉2401执12号", kind="查封", place_in_waiting=1
    )
    home = {
        "title": "汪清县汪清镇东光路9号楼2单元301", "ownership": "共同共有", "co_owners": (wire.CoOwner(name="李淑兰"),),
        "prior_measures": (prior,), "priority_rights": (wire.PriorityRight(kind="mortgage", holder="吉林银行"),),
    }  # fmt: skip
    found(case, BANK, account(CARD, 60_000), account(WAGES, 900, title="代发工资户"), at=_at(28))
    found(case, BANK, account(CARD, 60_000), account(WAGES, 2_500, title="代发工资户"), at=_at(30))
    for shift, (name, number) in enumerate((("王哲", NUMBER), (NAME, NAMESAKE))):
        found(case, BANK, account(f"621700000000000001{shift}", 80), name=name, number=number, at=_at(27))
    found(case, CARS, thing("吉HB9663"), at=_at(30))
    found(case, HOUSES, thing("吉(2021)汪清县不动产权第0000123号", 400_000, **home), at=_at(30))
    details = {"配偶姓名": "曹磊艳", "配偶证件号码": "222405198702130006"}
    married = wire.Row(
        row_ref="2", match=wire.Match.ID, asset_kind=AssetKind.MARRIAGE, title="", status="已婚", details=details,
        holder=wire.Person(name=NAME, id_number=NUMBER),
    )  # fmt: skip
    reply = wire.QueryReply(as_of=_at(30), rows=(married,), result=wire.Found.FOUND)
    digest = hashlib.sha256(b"marriage").digest()
    incoming = IncomingReply(
        case.court_id, case.id, debtor_of(case).id, "民政", "民政（测试）", digest, reply
    )
    take_rows(replies=[incoming], now=clock.now(), actor=SYSTEM)


def _at(day: int) -> datetime:
    return clock.now().replace(month=11, day=day)


def _measures(case: Case) -> None:
    """Ends near, missing and past; a batch that waits for the chief; more held than is owed."""
    on_paper(case, "汪清房权证第9号")
    near = on_paper(case, "汪清房权证第10号", ends_on=date(2022, 12, 2))
    on_paper(case, "汪清房权证第11号", ends_on=date(2022, 12, 20), is_waiting=True)
    on_paper(case, "没有届满日的房屋", ends_on=None)
    on_paper(case, "汪清房权证第12号", ends_on=date(2022, 11, 20))
    held(case, "基本户", 200_000)
    now = clock.now()
    sweeps.remind(now=now, limit=50)
    sweeps.catch_all(now=now, limit=50)
    excess.find_excess(now=now, limit=10, actor=SYSTEM)
    drafting.draft_renewals(
        court_id=case.court_id, measure_ids=[near.pk], token="t1", now=now, actor=of("officer")
    )


def _people(court: Court, known: dict[str, Unit]) -> None:
    """A claimant, an absence, a calendar, a key that waits for its second person."""
    claim = operations.NewClaim(
        name="王坤", id_number="220322197503153656", account="6217000000000000001", words="我不欠钱，我和他只是同名",
        unit_name="建行", evidence_name="身份证.pdf", evidence=b"%PDF-1.4 scan", phone="13804331234",
    )  # fmt: skip
    operations.record_claim(court=court, claim=claim, now=clock.now(), actor=of("duty"))
    officer, clerk = (User.objects.get(username=name) for name in ("officer", "clerk"))
    note_absence(
        court_id=court.pk, person_id=officer.pk, deputy_id=clerk.pk, starts_on=date(2022, 12, 12),
        ends_on=date(2022, 12, 16), reason="年休假", now=clock.now(), actor=of("officer"),
    )  # fmt: skip
    open_calendar(court_id=court.pk, now=clock.now(), actor=of("officer"))
    operations.propose_key(
        unit_id=known[BANK].pk, new_key=str(Ed25519Signer.of(b"n" * 32).public),
        old_ends=clock.now() + timedelta(days=14), now=clock.now(), actor=of("it"),
    )  # fmt: skip


def addresses(office: Office) -> list[tuple[str, str, str]]:
    """(who looks, what it is called, where it is) of every page."""
    case, second = office.case, office.second
    unit = {one.code: one.pk for one in Unit.objects.all()}
    inquiry = Inquiry.objects.get(case=case)
    house = Asset.objects.get(kind=AssetKind.REAL_ESTATE.value)
    conflict, claim = IdentityConflict.objects.first(), WrongPersonClaim.objects.get()
    controlled, finding = ControlOrder.objects.get(), ExcessFinding.objects.first()
    proposal, batch = ControlProposal.objects.filter(case=second).first(), ActBatch.objects.first()
    measure = Measure.objects.get(description="汪清房权证第9号")
    assert conflict is not None
    assert finding is not None
    assert proposal is not None
    assert batch is not None
    return [
        ("officer", "inquiries", "/inquiries/"), ("officer", "inquiry", f"/inquiries/{inquiry.pk}/"),
        ("officer", "request", f"/inquiries/requests/{office.asked.pk}/"),
        ("chief", "request-silent", f"/inquiries/requests/{office.silent.pk}/"),
        ("chief", "silent", "/inquiries/silent/"), ("officer", "case-inquiries", f"/cases/{case.pk}/inquiries/"),
        ("chief", "units", "/inquiries/units/"), ("it", "unit-new", "/inquiries/units/new/"),
        ("chief", "unit-key", f"/inquiries/units/{unit[BANK]}/"), ("it", "unit", f"/inquiries/units/{unit[CARS]}/"),
        ("chief", "settings", "/inquiries/settings/"), ("officer", "settings-officer", "/inquiries/settings/"),
        ("auditor", "audits", "/inquiries/audits/"), ("clerk", "people", "/inquiries/people/"),
        ("officer", "case-assets", f"/cases/{case.pk}/assets/"), ("officer", "asset", f"/inquiries/assets/{house.pk}/"),
        ("officer", "conflicts", "/inquiries/conflicts/"), ("officer", "conflict", f"/inquiries/conflicts/{conflict.pk}/"),
        ("officer", "case-controls", f"/cases/{case.pk}/controls/"), ("officer", "controls", "/inquiries/controls/"),
        ("officer", "control", f"/inquiries/controls/{controlled.pk}/"), ("duty", "claims", "/inquiries/claims/"),
        ("duty", "claim-new", "/inquiries/claims/new/"), ("duty", "claim", f"/inquiries/claims/{claim.pk}/"),
        ("officer", "due-list", "/freezes/?mine=0"), ("chief", "proposals", "/freezes/proposals/?state=draft"),
        ("officer", "proposal", f"/freezes/proposals/{proposal.pk}/"), ("officer", "excess", "/freezes/excess/"),
        ("officer", "excess-finding", f"/freezes/excess/{finding.pk}/"), ("chief", "choosing", f"/freezes/choosing/{case.court_id}/"),
        ("chief", "batches", "/freezes/batches/"), ("chief", "releases", "/freezes/batches/?kind=release"),
        ("chief", "batch", f"/freezes/batches/{batch.pk}/"), ("officer", "measure", f"/freezes/{measure.pk}/"),
        ("officer", "forecast", "/freezes/forecast/?mine=0"),
        ("officer", "week", "/freezes/week/?from=2022-11-28&mine=0"), ("officer", "lapses", "/freezes/lapses/?from=2022-01-01&to=2022-12-01"),
        ("officer", "calendar", "/freezes/calendar/"), ("officer", "absences", "/freezes/absences/"),
        ("chief", "policy", f"/freezes/renewal-policy/{case.court_id}/"), ("officer", "gaps", "/freezes/gaps/"),
        ("officer", "waiting", "/freezes/waiting/"), ("officer", "tellings", "/freezes/tellings/"),
        ("officer", "paper", f"/cases/{case.pk}/freezes/paper/"), ("officer", "case-freezes", f"/cases/{case.pk}/freezes/"),
        ("officer", "case-tab", f"/cases/{case.pk}/?tab=freezes"),
    ]  # fmt: skip
