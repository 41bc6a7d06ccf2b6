"""The demo's round of queries: the six registers as nodes on loopback, asked over the real wire about open cases."""

import os
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

from zhixing.foundation import clock
from zhixing.foundation.identity.actors import Actor
from zhixing.foundation.identity.models import Court
from zhixing.inquiries.node.several import Served, nodes_at_work

CASES = 200
PURPOSE = "查明被执行人财产状况"
_AGREEMENT = "汪清县执行联动机制协议"


def ask_the_units(folder: Path, court: Court, actor: Actor) -> tuple[int, int]:
    """Register each CSV in `folder` as a unit and ask all of them about the newest open cases; asked and answered.

    Done once: a court that has units already is left alone.
    """
    from zhixing.foundation.identity.scope import courts_visible
    from zhixing.inquiries import operations
    from zhixing.inquiries.models import Request, Unit
    from zhixing.inquiries.rules.kinds import RequestState
    from zhixing.inquiries.sweeps import pump

    with courts_visible([court.pk]):
        if Unit.objects.filter(court=court).exists():
            return 0, 0
    files = sorted(folder.glob("*.csv"))
    with tempfile.TemporaryDirectory(prefix="zhixing-demo-units-") as scratch:
        files = [_as_of_today(file, Path(scratch)) for file in files]
        settings = [_settings(file, Path(scratch), court) for file in files]
        with nodes_at_work(settings, Path(scratch)) as served:
            with courts_visible([court.pk]):
                units = [_register(file, one, court, actor) for file, one in zip(files, served, strict=True)]
                cases = _open_cases(court)
                if not cases:
                    return 0, 0
                operations.ask(
                    court=court, case_ids=cases, unit_ids=[unit.pk for unit in units], purpose=PURPOSE, now=clock.now(),
                    actor=actor,
                )  # fmt: skip
            pump(actor=actor, linger=timedelta(milliseconds=100), only=frozenset(unit.pk for unit in units))
    with courts_visible([court.pk]):
        asked = Request.objects.filter(court=court)
        return asked.count(), asked.filter(state=RequestState.ANSWERED.value).count()


def _as_of_today(file: Path, scratch: Path) -> Path:
    """The register as it stands on the demo's day: a node goes by the moment its table was saved."""
    copy = scratch / file.name
    copy.write_bytes(file.read_bytes())
    moment = clock.now().timestamp()
    os.utime(copy, (moment, moment))
    return copy


def _open_cases(court: Court) -> list[Any]:
    from zhixing.cases.models import Case, CaseStatus, PartyRole

    open_cases = Case.objects.filter(
        court=court, status=CaseStatus.OPEN.value, parties__role=PartyRole.DEBTOR.value
    )
    return list(open_cases.distinct().order_by("-filed_on", "-pk").values_list("pk", flat=True)[:CASES])


def _settings(file: Path, scratch: Path, court: Court) -> dict[str, Any]:
    from zhixing.inquiries.operations.letters import court_signer

    return {
        "unit": {"code": file.stem, "name": file.stem, "listen": "127.0.0.1:0", "key": str(scratch / f"{file.stem}.key"),
                 "journal": str(scratch / f"{file.stem}.sqlite3")},
        "table": {"file": str(file.resolve())},
        "approval": {},
        "courts": [{"code": court.code, "keys": [str(court_signer(court).public)]}],
    }  # fmt: skip


def _register(file: Path, served: Served, court: Court, actor: Actor) -> Any:
    from zhixing.inquiries import operations
    from zhixing.inquiries.rules.kinds import AssetKind

    office, _, what = file.stem.partition("-")
    return operations.register_unit(
        court=court,
        terms=operations.UnitTerms(
            code=file.stem, name=office, kind=what or "机关", connector="node", agreement=_AGREEMENT,
            address=f"http://127.0.0.1:{served.port}", at_once=16,
        ),
        items=[operations.Item(AssetKind(kind)) for kind in served.kinds], keys=[served.key], now=clock.now(),
        actor=actor,
    )  # fmt: skip
