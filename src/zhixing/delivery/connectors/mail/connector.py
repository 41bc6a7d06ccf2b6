"""E-mail over SMTP with delivery status notifications (RFC 3461); their reports are read from a Maildir.

Our reference is the envelope id and the Message-ID. SMTP cannot be asked what became of a message: one whose end is not
known waits for its report, and after a day for a person.
"""

import asyncio
import email
import mailbox
import smtplib
from collections.abc import Sequence
from datetime import UTC, date
from email import policy
from email.message import EmailMessage, Message
from email.utils import format_datetime, formataddr, parsedate_to_datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from zhixing.delivery.connectors.base import Answer, Collected, ConfigProblem, Letter, News, Peer, Said
from zhixing.delivery.rules.ways import EventKind, Outcome, Way
from zhixing.foundation import clock

SECONDS_MAX = 20
_REPORTS_AT_MOST = 2_000


class MailOverSmtp:
    """The address is host:port; settings: `from`, `user`, `tls` (yes, starttls or no), `reports` (a Maildir)."""

    name = "mail"
    title = "电子邮件（SMTP）"
    ways = frozenset({Way.EMAIL})
    answers_questions = False

    async def __aenter__(self) -> Self:
        """Connections are made call by call."""
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Nothing stays open."""

    async def hand_over(self, peer: Peer, letters: Sequence[Letter]) -> Answer:
        """One connection, one transaction for each letter."""
        return await asyncio.to_thread(_hand_over, peer, letters)

    async def ask(self, peer: Peer, references: Sequence[str]) -> Answer:
        """SMTP has no such question."""
        return Answer(words="电子邮件不能查询，等待投递报告")

    def collect(self, peer: Peer, cursor: str) -> Collected:
        """Reports that lie in the Maildir after the one of this name. They stay there as the court's own copy."""
        place = Path(str(peer.settings.get("reports", "")))
        if not str(peer.settings.get("reports", "")) or not place.is_dir():
            return Collected((), cursor)
        box = mailbox.Maildir(str(place), factory=None, create=False)
        names = sorted(name for name in box.iterkeys() if name > cursor)[:_REPORTS_AT_MOST]
        news: list[News] = []
        for name in names:
            news += read_report(email.message_from_bytes(box.get_bytes(name), policy=policy.default), name)
        return Collected(tuple(news), names[-1] if names else cursor)

    def check_config(self, peer: Peer) -> list[ConfigProblem]:
        """Host, port, sender."""
        found = []
        if not peer.address.rpartition(":")[2].isdigit():
            found.append(ConfigProblem("address", "请填写邮件服务器地址和端口，例如 mail.court.gov.cn:587。"))
        if "@" not in str(peer.settings.get("from", "")):
            found.append(ConfigProblem("from", "请填写发件邮箱。"))
        if not str(peer.settings.get("reports", "")):
            found.append(ConfigProblem("reports", "请填写存放投递报告的目录，否则退信无从知道。"))
        return found


def message_of(peer: Peer, letter: Letter) -> EmailMessage:
    """The message as it is sent; header injection is impossible because the policy refuses line breaks."""
    made = EmailMessage(policy=policy.SMTP)
    sender = str(peer.settings.get("from", ""))
    made["From"] = formataddr((peer.name, sender))
    made["To"] = letter.to
    made["Subject"] = letter.subject
    made["Message-ID"] = f"<{letter.reference}@{sender.rpartition('@')[2]}>"
    made["Date"] = format_datetime(clock.real_now())
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(letter.text)
    return made


def _hand_over(peer: Peer, letters: Sequence[Letter]) -> Answer:
    host, _, port = peer.address.rpartition(":")
    try:
        server = _connected(peer, host, int(port))
    except (OSError, smtplib.SMTPException, ValueError) as error:
        return Answer(rest=Outcome.NOT_TAKEN, words=f"接不通：{error}"[:300])
    said: list[Said] = []
    try:
        for letter in letters:
            one = _send(server, peer, letter)
            said.append(one)
            if one.outcome is Outcome.NO_ANSWER:
                # the line is in doubt; what was not begun has certainly not been taken
                said += [
                    Said(rest.reference, Outcome.NOT_TAKEN, words=one.words) for rest in letters[len(said) :]
                ]
                break
    finally:
        server.close()
    return Answer(tuple(said))


def _connected(peer: Peer, host: str, port: int) -> smtplib.SMTP:
    tls, seconds = str(peer.settings.get("tls", "no")), int(peer.settings.get("seconds", SECONDS_MAX))
    kind = smtplib.SMTP_SSL if tls == "yes" else smtplib.SMTP
    server = kind(host, port, timeout=seconds)
    if tls == "starttls":
        server.starttls()
    server.ehlo_or_helo_if_needed()
    if user := str(peer.settings.get("user", "")):
        server.login(user, peer.secret.decode())
    return server


def _send(server: smtplib.SMTP, peer: Peer, letter: Letter) -> Said:
    """Up to DATA nothing is taken; from the last dot on, silence is doubt."""
    sender, has_reports = str(peer.settings.get("from", "")), server.has_extn("dsn")
    begun = False
    try:
        content = message_of(peer, letter).as_bytes()
        mail = [f"ENVID={letter.reference}", "RET=HDRS"] if has_reports else []
        code, words = server.mail(sender, mail)
        if code == 250:
            code, words = server.rcpt(letter.to, ["NOTIFY=SUCCESS,FAILURE,DELAY"] if has_reports else [])
        if code not in (250, 251):
            server.rset()
            return _refusal(letter, code, words)
        begun = True
        code, words = server.data(content)
        return (
            Said(letter.reference, Outcome.TAKEN, letter.reference)
            if code == 250
            else _refusal(letter, code, words)
        )
    except smtplib.SMTPDataError as error:
        return _refusal(letter, error.smtp_code, error.smtp_error)
    except (ValueError, UnicodeError) as error:
        return Said(letter.reference, Outcome.REFUSED, words=f"邮件写不成：{error}"[:300])
    except (OSError, smtplib.SMTPException) as error:
        outcome = Outcome.NO_ANSWER if begun else Outcome.NOT_TAKEN
        return Said(letter.reference, outcome, words=f"{type(error).__name__} {error}"[:300])


def _refusal(letter: Letter, code: int, words: bytes | str) -> Said:
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    outcome = Outcome.REFUSED if code >= 500 else Outcome.NOT_TAKEN
    return Said(letter.reference, outcome, words=f"{code} {said}"[:300])


def read_report(report: EmailMessage, name: str) -> list[News]:
    """What a delivery status notification says, or a reply that names our message; nothing for other mail."""
    on = _day_of(report)
    if report.get_content_type() != "multipart/report":
        answered = str(report.get("In-Reply-To", "")).strip().strip("<>").partition("@")[0]
        is_automatic = str(report.get("Auto-Submitted", "no")).strip().lower() != "no"
        return (
            [] if is_automatic or not answered else [News(answered[:40], EventKind.REPLIED, on, name[:100])]
        )
    for part in report.walk():
        if part.get_content_type() == "message/delivery-status":
            groups = [group for group in part.get_payload() if isinstance(group, Message)]
            reference = next(
                (str(group["Original-Envelope-Id"]) for group in groups if group["Original-Envelope-Id"]), ""
            )
            action = next((str(group["Action"]).lower() for group in groups if group["Action"]), "")
            status = next((str(group["Status"]) for group in groups if group["Status"]), "")
            kind = {"delivered": EventKind.ARRIVED, "failed": EventKind.BOUNCED}.get(action)
            return (
                [News(reference[:40], kind, on, name[:100], {"status": status[:20]})]
                if kind and reference
                else []
            )
    return []


def _day_of(message: EmailMessage) -> date:
    try:
        at = parsedate_to_datetime(str(message["Date"]))
    except (TypeError, ValueError):
        return clock.today()
    return clock.local_date(at if at.tzinfo else at.replace(tzinfo=UTC))
