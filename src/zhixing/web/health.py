"""How the house is: database, worker, seal, sweeps, dead letters, connectors, versions, disk."""

import platform
import shutil
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from importlib import import_module, metadata
from importlib.util import find_spec

import django
from django.db import connection

from zhixing.foundation.home import home
from zhixing.foundation.language import t
from zhixing.foundation.sweeps.operations import WORKER_SILENT_MAX
from zhixing.web.rooms import ROOMS

SEAL_WAITS_MAX = timedelta(minutes=15)
DISK_FREE_MIN_BYTES = 5 * 2**30


@dataclass(frozen=True, slots=True)
class Vitals:
    """Signs of life read from the database in one go."""

    version: str
    bytes: int
    connections: int
    worker_seen_at: datetime | None
    jobs_waiting: int
    facts_unsealed: int
    oldest_unsealed_at: datetime | None
    seals: int
    sealed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Sign:
    """One line of health: what, how it is (`done` well, `overdue` not), the figure, what to do."""

    name: str
    state: str
    word: str
    figure: str
    advice: str = ""


@dataclass(frozen=True, slots=True)
class ConnectorCheck:
    """What a connector's check of its own settings said; no problems means ready."""

    room: str
    name: str
    problems: tuple[str, ...] = field(default=())


_VITALS = """
SELECT current_setting('server_version'),
       pg_database_size(current_database()),
       (SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()),
       (SELECT max(last_heartbeat) FROM procrastinate_workers),
       (SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')),
       (SELECT count(*) FROM evidence_unsealed),
       (SELECT min(fact.at) FROM evidence_unsealed waiting JOIN evidence_fact fact ON fact.id = waiting.fact_id),
       (SELECT coalesce(max(number), 0) FROM evidence_seal),
       (SELECT max(sealed_at) FROM evidence_seal)
"""


def vitals() -> Vitals:
    """Read the signs of life. Raises OperationalError when the database does not answer."""
    with connection.cursor() as cursor:
        cursor.execute(_VITALS)
        return Vitals(*cursor.fetchone())


def signs(found: Vitals, *, real_now: datetime, now: datetime) -> list[Sign]:
    """The lines of health; times of processes are real, facts carry the time the office lives in."""
    silent = found.worker_seen_at is None or real_now - found.worker_seen_at > WORKER_SILENT_MAX
    late = found.oldest_unsealed_at is not None and now - found.oldest_unsealed_at > SEAL_WAITS_MAX
    disk = shutil.disk_usage(home().root)
    full = disk.free < DISK_FREE_MIN_BYTES
    return [
        _sign(t("数据库", "Database"), True, f"PostgreSQL {found.version} · {_size(found.bytes)} · "
              + t(f"{found.connections} 个连接", f"{found.connections} connections")),
        _sign(t("后台进程", "Worker"), not silent, t(f"排队 {found.jobs_waiting}", f"{found.jobs_waiting} queued"),
              t("运行 zhixing up；查看 logs/worker.log。", "Run zhixing up; see logs/worker.log.")),
        _sign(t("证据封存", "Seal"), not late,
              t(f"{found.seals} 批 · 待封存 {found.facts_unsealed} 条",
                f"{found.seals} batches · {found.facts_unsealed} facts wait"),
              t("封存巡检没有运行；查看下面的巡检。", "The sealing sweep does not run; see the sweeps below.")),
        _sign(t("磁盘", "Disk"), not full,
              t(f"剩余 {_size(disk.free)}，共 {_size(disk.total)}", f"{_size(disk.free)} free of {_size(disk.total)}"),
              t("请清理磁盘或扩容。", "Make room on the disk.")),
    ]  # fmt: skip


def _sign(name: str, is_well: bool, figure: str, advice: str = "") -> Sign:
    if is_well:
        return Sign(name, "done", t("正常", "well"), figure)
    return Sign(name, "overdue", t("异常", "not well"), figure, advice)


def _size(count: int) -> str:
    size = float(count)
    for unit in ("B", "KB", "MB", "GB"):
        if size < 1024:
            return f"{size:.0f} {unit}"
        size /= 1024
    return f"{size:.1f} TB"


def versions() -> list[tuple[str, str]]:
    """What runs here."""
    return [
        ("Zhixing", metadata.version("zhixing")),
        ("Python", platform.python_version()),
        ("Django", django.get_version()),
        ("procrastinate", metadata.version("procrastinate")),
        ("typst", metadata.version("typst")),
        (t("目录", "Home"), str(home().root)),
    ]


def connector_checks() -> list[ConnectorCheck]:
    """Ask every connector of every room whether its settings are complete; nothing is sent."""
    found = []
    for room in ROOMS:
        place = f"{room.package}.connectors.registry"
        if room.package and find_spec(f"{room.package}.connectors") and find_spec(place):
            # Ways to single addresses (units) have no settings of their own; each address is checked where it is entered.
            every = getattr(import_module(place), "connectors", tuple)
            for connector in every():
                problems = tuple(f"{problem.what} {problem.remedy}" for problem in connector.check_config())
                found.append(ConnectorCheck(room.name, connector.name, problems))
    return found
