"""The three-way statement of a day: written in one form, signed by the house, kept for good."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction

from zhixing.cases.models import CourtAccount
from zhixing.foundation.clock import SHANGHAI, local_date
from zhixing.foundation.evidence.keys import seal_key
from zhixing.foundation.evidence.operations import NewFact, record_many
from zhixing.foundation.evidence.rules import canonical_json, moment_text, sha256
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court, Role
from zhixing.foundation.keys import uuid7
from zhixing.funds.models import DailyProof, Statement
from zhixing.funds.queries.proofs import figures_of, latest_proof
from zhixing.funds.queries.reconciling import Reconciliation, reconcile_account
from zhixing.funds.rules.proofs import same_figures

EVENING = 18
"""From this hour on a day is proved on the day itself; before it, the day before is looked at again."""
MISSED_DAYS = 31
"""Days that no evening proved, because the house was down, are made up for this far back."""


@dataclass(frozen=True, slots=True)
class Proved:
    """The statements of a day that stand, and how many of them are new."""

    stand: tuple[DailyProof, ...]
    new: int


def prove_day(*, court: Court, on: date, now: datetime, actor: Actor) -> Proved:
    """The signed statements of a court's accounts for a day, made anew only where the figures differ from the last one."""
    actor.require(court.pk, Role.FUND_ACCOUNTANT, Role.BUREAU_CHIEF, Role.AUDITOR)
    with transaction.atomic():
        accounts = CourtAccount.objects.filter(court=court).select_related("court").order_by("id")
        sheets = [(account, reconcile_account(account=account, on=on)) for account in accounts]
        used = [(account, sheet) for account, sheet in sheets if sheet.is_used]
        return sign_sheets(sheets=used, now=now, actor=actor)


def sign_sheets(
    *, sheets: Sequence[tuple[CourtAccount, Reconciliation]], now: datetime, actor: Actor
) -> Proved:
    """Sign reconciled days and keep them, unless the last statement of that day says the same; the ones that stand."""
    found, new = [], []
    for account, sheet in sheets:
        figures = figures_of(account, sheet)
        known = latest_proof(account_id=account.pk, on=sheet.on)
        if known is not None and same_figures(figures, _content(known)):
            found.append(known)
            continue
        content = canonical_json({**figures, "made_at": moment_text(now), "made_by": actor.name}).decode()
        key, digest = seal_key(), sha256(content.encode())
        proof = DailyProof(
            id=uuid7(), court_id=account.court_id, bank_account=account, on=sheet.on, made_at=now,
            made_by=actor.name[:60], ledger_fen=sheet.ledger_fen, statement_fen=sheet.statement_fen,
            difference_fen=sheet.difference_fen, is_even=sheet.is_even, content=content, sha256=digest, key_id=key.id,
            signature=key.sign(bytes.fromhex(digest)).hex(),
        )  # fmt: skip
        new.append(proof)
        found.append(proof)
    DailyProof.objects.bulk_create(new)
    facts = [
        NewFact(one.court_id, f"court:{one.court_id}", "money.proved",
                {"on": one.on.isoformat(), "proof": str(one.id), "sha256": one.sha256, "ledger_fen": one.ledger_fen,
                 "difference_fen": one.difference_fen, "even": one.is_even})
        for one in new
    ]  # fmt: skip
    if facts:
        record_many(facts=facts, at=now, actor=actor)
    return Proved(tuple(found), len(new))


def _content(proof: DailyProof) -> dict[str, object]:
    content: dict[str, object] = json.loads(proof.content)
    return content


def days_to_prove(*, now: datetime) -> list[tuple[Court, date]]:
    """Which days of which courts the evening proves: the last day that is over, and days that were missed."""
    today = local_date(now)
    last = today if now.astimezone(SHANGHAI).hour >= EVENING else today - timedelta(days=1)
    courts = Court.objects.filter(pk__in=Statement.objects.values("court_id").distinct()).order_by("pk")
    found = []
    for court in courts:
        proved = (
            DailyProof.objects.filter(court=court, on__lte=last)
            .order_by("-on")
            .values_list("on", flat=True)
            .first()
        )
        first = last if proved is None else max(min(proved, last), last - timedelta(days=MISSED_DAYS))
        found += [(court, first + timedelta(days=number)) for number in range((last - first).days + 1)]
    return found
