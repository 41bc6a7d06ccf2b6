"""A bank that speaks only wire formats: takes payment files, executes, returns, notifies, keeps its books.

It never reads the house's tables and the house never reads its: what one believes of the other has gone
through XML. Given a folder it keeps its state there and survives being killed between any two calls.
"""

import hashlib
import json
import os
from dataclasses import asdict, dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from zhixing.simulator.bank_messages import (
    SHANGHAI,
    Entry,
    Verdict,
    day_statement,
    moment,
    notification,
    status_report,
)
from zhixing.simulator.faults import Chance, Faults, Reason
from zhixing.simulator.payment_file import Instruction, PaymentFile, read_payment_file
from zhixing.simulator.people import luhn_holds

_EXECUTION_TAKES = timedelta(minutes=5)
_NOTIFICATION_TAKES = timedelta(minutes=1)
_SECOND_COPY_AFTER = timedelta(hours=1)
_ENTRIES_A_MESSAGE = 50


class BankTimedOut(TimeoutError):
    """No answer came. Whether the file was accepted is unknown: ask again with the same reference."""


@dataclass(frozen=True, slots=True)
class Message:
    """A file in the bank's outbox; ``sequence`` counts from 1 without gaps in the order of handing out."""

    sequence: int
    name: str
    body: bytes


@dataclass(frozen=True, slots=True)
class _Order:
    """An accepted instruction on its way."""

    message_id: str
    payment_id: str
    end_to_end_id: str
    fen: int
    payee: str
    account: str
    remark: str
    execute_at: str
    executed: bool = False


@dataclass(frozen=True, slots=True)
class _Due:
    """Something that will happen by itself: a return to book or a notification to hand out."""

    at: str
    kind: str
    reference: str
    body: str = ""


@dataclass(slots=True)
class _State:
    digests: dict[str, str] = field(default_factory=dict)
    statuses: dict[str, str] = field(default_factory=dict)
    orders: dict[str, _Order] = field(default_factory=dict)
    entries: list[Entry] = field(default_factory=list)
    due: list[_Due] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    outbox: list[tuple[str, str]] = field(default_factory=list)

    def encode(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def decode(cls, text: str) -> "_State":
        raw: dict[str, Any] = json.loads(text)
        return cls(
            digests=raw["digests"],
            statuses=raw["statuses"],
            orders={key: _Order(**order) for key, order in raw["orders"].items()},
            entries=[Entry(**entry) for entry in raw["entries"]],
            due=[_Due(**due) for due in raw["due"]],
            lost=raw["lost"],
            outbox=[(name, body) for name, body in raw["outbox"]],
        )


class Bank:
    """One account at one bank.

    ``opening_fen`` is the balance before the first entry; every moment passed in must carry its zone, and
    moments must not run backwards. The same seed and the same calls give the same bytes.
    """

    def __init__(
        self,
        state_dir: Path | None = None,
        *,
        seed: int = 0,
        faults: Faults | None = None,
        account: str = "22050166483600000123",
        owner: str = "汪清县人民法院（执行案款专户）",
        opening_fen: int = 0,
    ) -> None:
        self._path = state_dir / "bank.json" if state_dir is not None else None
        self._chance = Chance(seed)
        self._faults = faults or Faults()
        self._account = account
        self._owner = owner
        self._opening_fen = opening_fen
        self._state = _State()
        if self._path is not None and self._path.exists():
            self._state = _State.decode(self._path.read_text(encoding="utf-8"))

    @property
    def balance_fen(self) -> int:
        """What is on the account now, booked entries only."""
        return self._opening_fen + sum(entry.fen for entry in self._state.entries)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The bank's own book, oldest first: the third side of a reconciliation."""
        return tuple(self._state.entries)

    def submit(self, body: bytes, *, now: datetime) -> bytes:
        """Takes a pain.001.001.09 and answers with a pain.002.

        The same file again gets the same answer and pays nothing twice; another file under a used message id
        is refused whole, a used end-to-end id is refused singly. Raises UnreadablePaymentFile, and BankTimedOut
        where the faults say so: before the file arrived or after it was accepted, which is not told.
        """
        self._advance(now)
        file = read_payment_file(body)
        digest = hashlib.sha256(body).hexdigest()
        known = self._state.digests.get(file.message_id)
        if known == digest:
            return self._state.statuses[file.message_id].encode()
        if known is None and self._lost_on_the_way(file.message_id):
            raise BankTimedOut(f"银行未应答：{file.message_id}。请以同一编号查询或重发。")
        refusal = Reason.AM05 if known is not None else self._refusal(file)
        verdicts = [] if refusal else self._judge(file, now)
        answer = status_report(
            file,
            report_id=f"STS-{digest[:16]}",
            at=now,
            refusal=refusal,
            verdicts=verdicts,
        )
        if known is not None:
            return answer
        self._state.digests[file.message_id] = digest
        self._state.statuses[file.message_id] = answer.decode()
        self._save()
        if self._chance.strikes("timed-out", file.message_id, self._faults.timed_out):
            raise BankTimedOut(f"银行未应答：{file.message_id}。请以同一编号查询或重发。")
        return answer

    def status(self, message_id: str) -> bytes | None:
        """The pain.002 given for a message id, or None where the bank never accepted such a file."""
        answer = self._state.statuses.get(message_id)
        return None if answer is None else answer.encode()

    def payment_status(self, reference: str, *, now: datetime) -> bytes | None:
        """What is known of one end-to-end id: a camt.054 of its entries once executed, else the pain.002 it was judged in.

        None where no file with it was ever accepted.
        """
        self._advance(now)
        entries = [entry for entry in self._state.entries if entry.end_to_end_id == reference]
        if entries:
            message_id = f"ENQ-{entries[-1].serial}-{len(entries)}"
            return notification(
                entries, message_id=message_id, at=now, account=self._account, owner=self._owner
            )
        mark = f"<OrgnlEndToEndId>{reference}</OrgnlEndToEndId>"
        judged = next((text for text in self._state.statuses.values() if mark in text), None)
        return None if judged is None else judged.encode()

    def messages(self, *, now: datetime, after: int = 0) -> tuple[Message, ...]:
        """The camt.054 files handed out by now, above sequence ``after``; asking again gives them again."""
        self._advance(now)
        if self._hand_out(moment(now)):
            self._save()
        return tuple(
            Message(sequence, name, body.encode())
            for sequence, (name, body) in enumerate(self._state.outbox, start=1)
            if sequence > after
        )

    def statement(self, day: date, *, now: datetime) -> bytes:
        """The camt.053 of one day; days without entries have one too."""
        self._advance(now)
        before = [entry for entry in self._state.entries if entry.at[:10] < day.isoformat()]
        return day_statement(
            [entry for entry in self._state.entries if entry.at[:10] == day.isoformat()],
            day=day,
            sequence=day.toordinal(),
            opening_fen=self._opening_fen + sum(entry.fen for entry in before),
            at=now,
            account=self._account,
            owner=self._owner,
        )

    def receive(
        self, *, fen: int, payer: str, payer_account: str, remark: str, sub_account: str, now: datetime
    ) -> str:
        """Somebody pays in; returns the bank's serial. ``fen`` must be above zero."""
        if fen <= 0:
            raise ValueError(f"来款金额应大于零，收到 {fen} 分。")
        self._advance(now)
        entry = self._book(
            now,
            kind="receipt",
            fen=fen,
            name=payer,
            account=payer_account,
            remark=remark,
            sub_account=sub_account,
        )
        self._announce([entry], now)
        self._save()
        return entry.serial

    def _lost_on_the_way(self, message_id: str) -> bool:
        """Whether this first sending never arrives; the second one does."""
        if message_id in self._state.lost or not self._chance.strikes("lost", message_id, self._faults.lost):
            return False
        self._state.lost.append(message_id)
        self._save()
        return True

    def _refusal(self, file: PaymentFile) -> Reason | None:
        """Why the whole file cannot be taken."""
        if file.count != len(file.instructions):
            return Reason.AM18
        if file.sum_fen is not None and file.sum_fen != sum(one.fen for one in file.instructions):
            return Reason.AM10
        if any(one.payer_account != self._account for one in file.instructions):
            return Reason.AC02
        if any(one.currency != "CNY" for one in file.instructions):
            return Reason.AM03
        return None

    def _judge(self, file: PaymentFile, now: datetime) -> list[Verdict]:
        """Accepts or refuses each instruction; what is accepted is reserved on the balance at once."""
        orders = self._state.orders
        available = self.balance_fen - sum(order.fen for order in orders.values() if not order.executed)
        verdicts = []
        for one in file.instructions:
            reason = self._objection(one, available)
            verdicts.append(Verdict(one.payment_id, one.end_to_end_id, reason))
            if reason is None:
                available -= one.fen
                orders[one.end_to_end_id] = self._order(file.message_id, one, now)
        return verdicts

    def _objection(self, one: Instruction, available: int) -> Reason | None:
        if one.end_to_end_id in self._state.orders:
            return Reason.AM05
        if not luhn_holds(one.payee_account):
            return Reason.AC01
        if self._chance.strikes("rejected", one.end_to_end_id, self._faults.rejected):
            return Reason.AC04
        return Reason.AM04 if one.fen > available else None

    def _order(self, message_id: str, one: Instruction, now: datetime) -> _Order:
        opening = datetime(
            one.requested_on.year, one.requested_on.month, one.requested_on.day, 9, tzinfo=SHANGHAI
        )
        return _Order(
            message_id=message_id,
            payment_id=one.payment_id,
            end_to_end_id=one.end_to_end_id,
            fen=one.fen,
            payee=one.payee,
            account=one.payee_account,
            remark=one.remark,
            execute_at=moment(max(now, opening) + _EXECUTION_TAKES),
        )

    def _advance(self, now: datetime) -> None:
        """Lets everything happen that is due, in the order of its time."""
        if now.tzinfo is None:
            raise ValueError("时间须带时区。")
        limit = moment(now)
        changed = False
        while True:
            orders = [
                one for one in self._state.orders.values() if not one.executed and one.execute_at <= limit
            ]
            returns = [due for due in self._state.due if due.kind == "return" and due.at <= limit]
            moments = [one.execute_at for one in orders] + [due.at for due in returns]
            if not moments:
                break
            at = min(moments)
            self._execute([one for one in orders if one.execute_at == at], at)
            self._return([due for due in returns if due.at == at])
            changed = True
        if changed:
            self._save()

    def _execute(self, orders: list[_Order], at: str) -> None:
        when = datetime.fromisoformat(at)
        booked = []
        for order in orders:
            booked.append(self._book_order(order, when, kind="payment", sign=-1))
            self._state.orders[order.end_to_end_id] = replace(order, executed=True)
            if self._chance.strikes("returned", order.end_to_end_id, self._faults.returned):
                back = when + self._chance.days_until_return(order.end_to_end_id)
                self._state.due.append(_Due(moment(back), "return", order.end_to_end_id))
        for start in range(0, len(booked), _ENTRIES_A_MESSAGE):
            self._announce(booked[start : start + _ENTRIES_A_MESSAGE], when)

    def _return(self, returns: list[_Due]) -> None:
        for due in returns:
            self._state.due.remove(due)
            when = datetime.fromisoformat(due.at)
            order = self._state.orders[due.reference]
            reason = self._chance.return_reason(due.reference)
            self._announce([self._book_order(order, when, kind="return", sign=1, reason=reason.value)], when)

    def _book_order(self, order: _Order, at: datetime, *, kind: str, sign: int, reason: str = "") -> Entry:
        return self._book(
            at,
            kind=kind,
            fen=sign * order.fen,
            name=order.payee,
            account=order.account,
            remark=order.remark,
            message_id=order.message_id,
            payment_id=order.payment_id,
            end_to_end_id=order.end_to_end_id,
            reason=reason,
        )

    def _book(self, at: datetime, *, kind: str, fen: int, name: str, account: str, **rest: str) -> Entry:
        stamp = moment(at)
        serial = f"BK{stamp[:10].replace('-', '')}{len(self._state.entries) + 1:07}"
        entry = Entry(serial=serial, kind=kind, at=stamp, fen=fen, name=name, account=account, **rest)
        self._state.entries.append(entry)
        return entry

    def _announce(self, entries: list[Entry], at: datetime) -> None:
        """Prepares one camt.054 and says when it will be handed out, once or twice."""
        message_id = f"NTF-{entries[0].serial}"
        ready = at + _NOTIFICATION_TAKES
        body = notification(
            entries, message_id=message_id, at=ready, account=self._account, owner=self._owner
        ).decode()
        if self._chance.strikes("late", message_id, self._faults.late):
            ready += self._chance.lateness(message_id)
        self._state.due.append(_Due(moment(ready), "notification", message_id, body))
        if self._chance.strikes("duplicated", message_id, self._faults.duplicated):
            self._state.due.append(_Due(moment(ready + _SECOND_COPY_AFTER), "notification", message_id, body))

    def _hand_out(self, limit: str) -> bool:
        ready = [due for due in self._state.due if due.kind == "notification" and due.at <= limit]
        ready.sort(key=self._place_in_line)
        for due in ready:
            self._state.due.remove(due)
            sequence = len(self._state.outbox) + 1
            self._state.outbox.append((f"camt054-{sequence:06}.xml", due.body))
        return bool(ready)

    def _place_in_line(self, due: _Due) -> tuple[int, str]:
        shuffled = self._chance.below("order", due.reference, 1000) if self._faults.out_of_order else 0
        return shuffled, due.at

    def _save(self) -> None:
        """Replaces the state file in one step, so that a kill leaves the old state or the new one."""
        if self._path is None:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        draft = self._path.with_suffix(".draft")
        with draft.open("w", encoding="utf-8") as file:
            file.write(self._state.encode())
            file.flush()
            os.fsync(file.fileno())
        os.replace(draft, self._path)
