"""For tests of a bank reached directly: a simulated bank behind HTTP, linked to a court's account."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from funds_world import ACCOUNT, NOW, SYSTEM
from zhixing.cases.models import CourtAccount
from zhixing.foundation.identity.models import Court
from zhixing.funds import operations
from zhixing.funds.connectors.registry import key_files
from zhixing.simulator.bank import Bank
from zhixing.simulator.bank_server import BankDoor, BankServer, WireFaults
from zhixing.simulator.faults import Faults


class Time:
    """A clock that tests turn by hand."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def account_of(court: Court) -> CourtAccount:
    account = CourtAccount.objects.filter(court=court).order_by("pk").first()
    if account is None:
        account = CourtAccount.objects.create(
            court=court,
            holder="汪清县人民法院（执行案款专户）",
            bank_name="中国建设银行汪清支行",
            number=ACCOUNT,
        )
    return account


def introduce(door: BankDoor, payer_id: str, keys: Path) -> None:
    """Each side gets the other's public key."""
    files = key_files(payer_id)
    (keys / f"{payer_id}.public.pem").write_bytes(files.make().read_bytes())
    files.bank.write_bytes(door.public_key)


def link(court: Court, address: str, payer_id: str) -> None:
    problems = operations.link_bank(
        account=account_of(court), connector="bank_direct", address=address, payer_id=payer_id, now=NOW, actor=SYSTEM
    )  # fmt: skip
    assert problems == []


@contextmanager
def direct_bank(
    folder: Path, *, clock: Callable[[], datetime], payer_id: str = "WQ2424", faults: Faults | None = None,
    wire: WireFaults | None = None, opening_fen: int = 10**12, seed: int = 1, hang_seconds: int = 60,
) -> Iterator[BankServer]:  # fmt: skip
    """A bank that keeps its books in the folder, listening on a free port, known to this home and knowing it."""
    bank = Bank(folder, seed=seed, faults=faults, opening_fen=opening_fen)
    door = BankDoor(bank, keys=folder / "keys", clock=clock, seed=seed, faults=wire)
    introduce(door, payer_id, folder / "keys")
    with BankServer(door, hang_seconds=hang_seconds) as server:
        yield server


@contextmanager
def bank_process(folder: Path, *, payer_id: str, opening_fen: int, speed: int, seed: int) -> Iterator[str]:
    """A bank as a process of its own, with every fault there is; its address. Its books lie in the folder afterwards."""
    command = [
        sys.executable, "-m", "zhixing", "simulate", "bank", str(folder), "--port", "0", "--faults", "bad", "--hang", "0",
        "--opening-fen", str(opening_fen), "--from", f"{NOW:%Y-%m-%d}", "--speed", str(speed), "--seed", str(seed),
        "--customer", str(key_files(payer_id).make()),
    ]  # fmt: skip
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        address, public_key = process.stdout.readline().split()
        key_files(payer_id).bank.write_bytes(Path(public_key).read_bytes())
        try:
            yield address
        finally:
            process.terminate()
