"""From facts about money to the parties who must be told; and that they were told."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from zhixing.cases.models import Case, Party, PartyRole
from zhixing.foundation.clock import local_date
from zhixing.foundation.evidence.models import Fact
from zhixing.foundation.evidence.operations import NewFact, record_many
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Role
from zhixing.foundation.names import comparing_key
from zhixing.funds.models import Payment, Receipt, TellingDue, TellingState, Told
from zhixing.funds.rules.tellings import Words, of_arrival, of_deferral, of_payment, of_return, tell_by
from zhixing.law.case_funds import Deferral

TOLD_OF = {
    "money.marked": Told.ARRIVAL,
    "deferral.approved": Told.DEFERRAL,
    "money.paid": Told.PAYMENT,
    "money.payment_failed": Told.RETURN,
    "money.payment_returned": Told.RETURN,
}
"""Which facts somebody is told of; `config/wakes.py` rings the sweep for each."""
LOOKS_BACK = timedelta(days=40)
OLD_MONEY_DAYS = 30
"""Statements of months gone by are taken over, not announced."""
CHANNELS = {"phone": "电话", "in_person": "当面", "letter": "书面", "message": "短信"}
TELLERS = (Role.OFFICER, Role.CLERK, Role.FUND_ACCOUNTANT)

_UNTOLD = """
SELECT f.id FROM evidence_fact f
 WHERE f.court_id = ANY (SELECT id FROM identity_court) AND f.kind = ANY (%s) AND f.at > %s AND f.subject LIKE 'case:%%'
   AND (NOT f.body ? 'on' OR (f.body ->> 'on')::date >= (f.at - make_interval(days => %s))::date)
   AND NOT EXISTS (SELECT 1 FROM funds_tellingdue t WHERE t.fact = f.id)
 ORDER BY f.at, f.id LIMIT %s
"""


class TellingRefused(ValueError):
    """It was told already, or how is not said."""


def tell_what_happened(*, now: datetime, limit: int) -> int:
    """Write down whom to tell of the facts that nobody was told of yet; each party of a fact once. The number of facts."""
    with connection.cursor() as cursor:
        cursor.execute(_UNTOLD, [list(TOLD_OF), now - LOOKS_BACK, OLD_MONEY_DAYS, limit])
        ids = [row[0] for row in cursor.fetchall()]
    if not ids:
        return 0
    facts = list(Fact.objects.filter(pk__in=ids).order_by("at", "id"))
    known = _Known(facts)
    rows = [row for fact in facts for row in _rows(fact, known, now)]
    TellingDue.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    return len({row.fact for row in rows})


class _Known:
    """What the facts speak of, read in four queries."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        cases = {UUID(fact.subject.removeprefix("case:")) for fact in facts}
        self.numbers = dict(Case.objects.filter(pk__in=cases).values_list("pk", "number"))
        self.parties: dict[UUID, list[Party]] = {}
        for party in Party.objects.filter(case_id__in=cases).order_by("role", "position"):
            self.parties.setdefault(party.case_id, []).append(party)
        self.payments = Payment.objects.in_bulk(list(_keys(facts, "payment")))
        self.pay_by = dict(Receipt.objects.filter(pk__in=_keys(facts, "receipt")).values_list("pk", "pay_by"))


def _keys(facts: Iterable[Fact], name: str) -> set[UUID]:
    return {UUID(str(fact.body[name])) for fact in facts if name in fact.body}


def _rows(fact: Fact, known: _Known, now: datetime) -> list[TellingDue]:
    case_id, what = UUID(fact.subject.removeprefix("case:")), TOLD_OF[fact.kind]
    due, rows = tell_by(local_date(fact.at)), []
    for party in known.parties.get(case_id, []):
        words = _words(what, fact.body, known, known.numbers[case_id], party)
        if words is not None:
            rows.append(
                TellingDue(
                    court_id=fact.court_id, case_id=case_id, party=party, fact=fact.id, what=what.value,
                    fen=int(fact.body.get("fen", 0)), text_zh=words.zh[:400], text_ko=words.ko[:400], due_on=due,
                    made_at=now,
                )
            )  # fmt: skip
    return rows


def _words(what: Told, body: dict[str, Any], known: _Known, number: str, party: Party) -> Words | None:
    """What this party is told; None for who is not concerned: a debtor by a deferral or a return."""
    is_applicant, fen = party.role == PartyRole.APPLICANT.value, int(body.get("fen", 0))
    if what is Told.ARRIVAL:
        pay_by = known.pay_by.get(UUID(str(body["receipt"])))
        on = date.fromisoformat(str(body["on"]))
        return of_arrival(number=number, fen=fen, on=on, pay_by=pay_by or on, to_applicant=is_applicant)
    if what is Told.DEFERRAL:
        until = date.fromisoformat(str(body["until"]))
        words = of_deferral(number=number, fen=fen, ground=Deferral(str(body["ground"])), until=until)
        return words if is_applicant else None
    payment = known.payments.get(UUID(str(body["payment"])))
    if payment is None or (is_applicant and not _concerns(payment, party, known)):
        return None
    on, masked = date.fromisoformat(str(body["on"])), payment.payee_account_masked
    if what is Told.RETURN:
        reason = str(body.get("text", ""))[:80]
        return (
            of_return(number=number, fen=fen, on=on, masked=masked, reason=reason) if is_applicant else None
        )
    return of_payment(
        number=number, fen=fen, on=on, payee=payment.payee_name, bank=payment.payee_bank, masked=masked,
        to_applicant=is_applicant,
    )  # fmt: skip


def _concerns(payment: Payment, party: Party, known: _Known) -> bool:
    """One of several applicants learns of their own payment; money to somebody else concerns all of them."""
    payee = comparing_key(payment.payee_name)
    named = [
        one.pk
        for one in known.parties.get(party.case_id, [])
        if one.name_key == payee and one.role == party.role
    ]
    return not named or party.pk in named


def note_told(*, telling_ids: Sequence[UUID], channel: str, now: datetime, actor: Actor) -> int:
    """The parties were told, by whom and how; the number of them. Raises TellingRefused, NotAllowed."""
    if channel not in CHANNELS:
        raise TellingRefused("请选定告知方式。")
    with transaction.atomic():
        due = TellingDue.objects.select_for_update().filter(
            pk__in=list(telling_ids), state=TellingState.DUE.value
        )
        rows = list(due.order_by("id"))
        if not rows:
            raise TellingRefused("没有待告知的事项，请刷新。")
        for row in rows:
            actor.require(row.court_id, *TELLERS)
            row.state, row.channel, row.told_at, row.told_by = (
                TellingState.TOLD.value,
                channel,
                now,
                actor.name[:60],
            )
        TellingDue.objects.bulk_update(rows, ["state", "channel", "told_at", "told_by"])
        facts = [
            NewFact(
                row.court_id, f"case:{row.case_id}", "party.told",
                {"telling": str(row.id), "what": row.what, "party": str(row.party_id), "channel": channel},
            )
            for row in rows
        ]  # fmt: skip
        record_many(facts=facts, at=now, actor=actor)
    return len(rows)
