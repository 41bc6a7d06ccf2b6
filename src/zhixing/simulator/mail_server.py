"""A mail server as the court meets it: SMTP with delivery status notifications, whose reports land in a Maildir.

What befalls a letter follows from the seed and its envelope id. It may be taken and the last answer lost.
"""

import mailbox
import re
import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer

from zhixing.simulator.carriers import Carrier, Running

_LINE_MAX = 4_096
_ENVELOPE = re.compile(rb"ENVID=(\S+)", re.IGNORECASE)


def _report(reference: str, action: str, status: str, on: date) -> bytes:
    """A delivery status notification (RFC 3464), written out by hand."""
    return (
        "From: MAILER-DAEMON@mail.example\n"
        "Subject: Delivery Status Notification\n"
        f"Date: {on:%a, %d %b %Y} 09:00:00 +0800\n"
        "Auto-Submitted: auto-replied\n"
        "MIME-Version: 1.0\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="zxreport"\n\n'
        "--zxreport\nContent-Type: text/plain\n\nnotification\n"
        "--zxreport\nContent-Type: message/delivery-status\n\n"
        f"Reporting-MTA: dns; mail.example\nOriginal-Envelope-Id: {reference}\n\n"
        f"Final-Recipient: rfc822; x@example.com\nAction: {action}\nStatus: {status}\n\n"
        "--zxreport--\n"
    ).encode("ascii")


class _MailDoor(StreamRequestHandler):
    carrier: Carrier
    reports: Path
    on: Callable[[], date]

    def handle(self) -> None:
        self._say("220 mail.example")
        reference, to = "", ""
        while line := self.rfile.readline(_LINE_MAX):
            verb = line[:4].upper()
            if verb == b"EHLO":
                self._say("250-mail.example", "250-DSN", "250 8BITMIME")
            elif verb == b"MAIL":
                found = _ENVELOPE.search(line)
                reference = found[1].decode("ascii") if found else ""
                self._say("250 ok")
            elif verb == b"RCPT":
                to = line.decode("ascii", "replace")
                self._say("550 no such user" if "nobody@" in to else "250 ok")
            elif verb == b"DATA":
                self._say("354 go on")
                if not self._take(reference, to):
                    return
            elif verb == b"QUIT":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _take(self, reference: str, to: str) -> bool:
        """Whether the last dot is answered."""
        lines = []
        while (line := self.rfile.readline(_LINE_MAX)) and line != b".\r\n":
            lines.append(line)
        fate = self.carrier.fate()
        if fate == "dropped":
            return False
        if fate == "busy":
            self._say("451 try later")
            return True
        before = len(self.carrier.news)
        self.carrier.take(
            [{"reference": reference, "to": to, "text": b"".join(lines).decode("utf-8", "replace")}]
        )
        for one in self.carrier.news[before:]:
            good = one["kind"] == "arrived"
            report = _report(
                reference, "delivered" if good else "failed", "2.0.0" if good else "5.1.1", self.on()
            )
            with _writing:
                mailbox.Maildir(str(self.reports), create=True).add(report)
        if fate == "timed_out":
            return False
        self._say("250 taken")
        return True

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


_writing = threading.Lock()


class _MailServer(ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


def serve_mail(
    carrier: Carrier, reports: Path, *, on: Callable[[], date] = lambda: date(2022, 3, 1), port: int = 0
) -> Running:
    """A mail server on loopback whose reports go to a Maildir."""
    mailbox.Maildir(str(reports), create=True)
    door = type("Mail", (_MailDoor,), {"carrier": carrier, "reports": reports, "on": staticmethod(on)})
    server = _MailServer(("127.0.0.1", port), door)
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()

    def stop() -> None:
        server.shutdown()
        server.server_close()
        thread.join(5)

    return Running(carrier, f"127.0.0.1:{server.server_address[1]}", stop)
