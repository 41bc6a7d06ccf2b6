"""Signed three-way statements: made from the rows, and proved again from them."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from zhixing.cases.models import CourtAccount
from zhixing.foundation.evidence.keys import is_signed, public_keys
from zhixing.foundation.evidence.rules import canonical_json, sha256
from zhixing.funds.models import Closing, ClosingKind, DailyProof, StatementLine
from zhixing.funds.queries.reconciling import Reconciliation, days_of_account, reconcile_account
from zhixing.funds.rules.proofs import FORMAT, statement_of

MAX_PROBLEMS = 20


def figures_of(account: CourtAccount, sheet: Reconciliation) -> dict[str, Any]:
    """The figures of a reconciled day, as they are signed. `account` comes with its court."""
    counted = sheet.counted
    return statement_of(
        court=(account.court.code, account.court.name),
        account=account.number,
        on=sheet.on,
        ledger=(sheet.ledger_fen, counted.journals, counted.postings),
        bank=(sheet.statement_fen, sheet.statement_on, sheet.statement_serial),
        items=[(item.text, item.fen, item.reference) for item in sheet.items],
        holders=[(holder.value, fen) for holder, fen in sheet.holders],
        cases=(counted.cases, counted.cases_fen, counted.cases_sha256),
        differences=[(item.text, item.fen, item.reference) for item in sheet.suspects],
        difference_fen=sheet.difference_fen,
    )


def latest_proof(*, account_id: int, on: date) -> DailyProof | None:
    """The statement of a day that stands."""
    return DailyProof.objects.filter(bank_account_id=account_id, on=on).order_by("-id").first()


@dataclass(frozen=True, slots=True)
class SignedStatement:
    """A stored statement with what a stranger needs to check it."""

    court: str
    account: str
    on: date
    content: dict[str, Any]
    sha256: str
    key_id: str
    public_key: str
    signature: str

    def as_json(self) -> dict[str, Any]:
        """The statement as a file: the content in its one written form, hash, key and signature beside it."""
        return {
            "statement": self.content,
            "sha256": self.sha256,
            "key_id": self.key_id,
            "public_key": self.public_key,
            "signature": self.signature,
        }


def signed(proof: DailyProof) -> SignedStatement:
    """A stored statement in full."""
    content = json.loads(proof.content)
    public = public_keys().get(proof.key_id, b"").hex()
    return SignedStatement(
        content["court"]["name"], content["account"], proof.on, content, proof.sha256, proof.key_id, public,
        proof.signature,
    )  # fmt: skip


@dataclass(slots=True)
class ProofsReport:
    """What was proved of the stored statements and closings; `problems` is empty when all hold."""

    statements: int = 0
    closings: int = 0
    problems: list[str] = field(default_factory=list)

    @property
    def figures(self) -> str:
        """What was looked at, in words."""
        return f"签名的三方对账单 {self.statements} 份，结账 {self.closings} 次"


def verify_proofs() -> ProofsReport:
    """Check every stored statement's hash and signature, and those of closed days against the rows as they are now.

    Figures of a day that is still open may change with the next posting, so an older statement of it proves only itself.
    A closed day's ledger can never change: it must still be what was signed.
    """
    report = ProofsReport()
    keys = public_keys()
    for proof in DailyProof.objects.order_by("id").iterator(chunk_size=500):
        report.statements += 1
        report.problems += _problems_of_statement(proof, keys)
    closings = list(Closing.objects.order_by("closed_through", "id"))
    latest = {closing.court_id: closing.pk for closing in closings}
    light: dict[int, list[DailyProof]] = {}
    for closing in closings:
        report.closings += 1
        found, kept = _problems_of_closing(closing)
        report.problems += found
        for proof in kept:
            if closing.kind == ClosingKind.MONTH.value or latest[closing.court_id] == closing.pk:
                report.problems += _differs_from_rows(proof)
            else:
                light.setdefault(proof.bank_account_id, []).append(proof)
    for account_id, proofs in light.items():
        report.problems += _days_that_differ(account_id, proofs)
    report.problems = report.problems[:MAX_PROBLEMS]
    return report


def _problems_of_statement(proof: DailyProof, keys: dict[str, bytes]) -> list[str]:
    name = f"{proof.on} 三方对账单 {proof.id}"
    try:
        content = json.loads(proof.content)
        written = canonical_json(content).decode()
    except (TypeError, ValueError):
        return [f"{name}：内容无法读取。"]
    found = []
    if (
        content.get("format") != FORMAT
        or written != proof.content
        or sha256(written.encode()) != proof.sha256
    ):
        found.append(f"{name}：内容被改动。")
    if proof.key_id not in keys or not is_signed(keys[proof.key_id], proof.sha256, proof.signature):
        found.append(f"{name}：签名无效或密钥不明。")
    columns = (proof.on.isoformat(), proof.ledger_fen, proof.statement_fen, proof.difference_fen)
    said = (content["on"], content["ledger"]["fen"], content["bank"]["fen"], content["difference_fen"])
    if columns != said:
        found.append(f"{name}：列出的数字与签名的内容不同。")
    return found


def statements_digest(hashes: Sequence[str]) -> str:
    """One hash over the signed statements of all accounts of a court, in the order of the accounts."""
    return sha256(canonical_json(list(hashes)))


def _problems_of_closing(closing: Closing) -> tuple[list[str], list[DailyProof]]:
    """Whether the signed statements that a closing names are there and are those; the statements."""
    keys = [UUID(row["proof"]) for row in closing.figures["accounts"]]
    proofs = DailyProof.objects.select_related("bank_account__court").in_bulk(keys)
    kept = [proofs[key] for key in keys if key in proofs]
    whole = len(kept) == len(keys) and all(proof.on == closing.closed_through for proof in kept)
    if not whole or statements_digest([proof.sha256 for proof in kept]) != closing.statement_sha256:
        return [f"{closing.closed_through} 结账：签名的对账单缺失或者不是当时的。"], kept
    return [], kept


def _differs_from_rows(proof: DailyProof) -> list[str]:
    """A closed day again from the rows: what the books say may not have moved; the bank's last line must still be there."""
    name, account = f"{proof.on} 结账", proof.bank_account
    said = json.loads(proof.content)
    sheet = reconcile_account(account=account, on=proof.on)
    now = figures_of(account, sheet)
    words = {"ledger": "账面", "holders": "各持有人", "cases": "各案件"}
    found = [f"{name}：{words[part]}与签名的对账单不符。" for part in words if now[part] != said[part]]
    serial, fen = said["bank"]["serial"], said["bank"]["fen"]
    there = StatementLine.objects.filter(bank_account=account, serial=serial, balance_fen=fen).exists()
    if serial and not there:
        found.append(f"{name}：对账单最后一笔 {serial} 已不存在或余额不同。")
    if not sheet.agrees:
        found.append(f"{name}：三方不再相符，相差 {sheet.difference_fen} 分。")
    return found


def _days_that_differ(account_id: int, proofs: Sequence[DailyProof]) -> list[str]:
    """Closed days before the last one, all in one pass: ledger as signed, and still what the bank says."""
    days = [proof.on for proof in proofs]
    account = CourtAccount.objects.get(pk=account_id)
    lines = {line.on: line for line in days_of_account(account=account, first=min(days), last=max(days))}
    return [
        f"{proof.on} 结账：账面或者银行余额与签名的对账单不符。"
        for proof in proofs
        if lines[proof.on].ledger_fen != proof.ledger_fen or not lines[proof.on].agrees
    ]


def signed_statement(proof_id: UUID) -> SignedStatement | None:
    """A stored statement among those in sight."""
    found = DailyProof.objects.filter(pk=proof_id).first()
    return signed(found) if found else None
