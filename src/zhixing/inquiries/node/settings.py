"""What a unit sets: who it is, where its table lies, which courts it believes, what it decides by hand. A file `unit.toml`."""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import parse_qs, unquote, urlsplit

from zhixing.foundation.clock import SHANGHAI
from zhixing.inquiries.rules.kinds import AssetKind
from zhixing.inquiries.wire.messages import PartyRef
from zhixing.inquiries.wire.numbering import is_code
from zhixing.inquiries.wire.signing import ALGORITHMS, ED25519, KeyUnusable, PublicKey

SETTINGS_MAX = 2**20
_Kind = TypeVar("_Kind", bound=StrEnum)


class SettingsUnusable(ValueError):
    """The settings cannot be used; the message names the place and what to write there."""


class Approval(StrEnum):
    """Who decides: the node at once, or the unit's liaison."""

    AUTOMATIC = "automatic"
    BY_HAND = "by_hand"


class HoursFor(StrEnum):
    """What waits for office hours."""

    NOTHING = "nothing"
    CONTROLS = "controls"
    EVERYTHING = "everything"


@dataclass(frozen=True, slots=True)
class OfficeHours:
    """ISO weekdays and the time of day, Asia/Shanghai."""

    days: tuple[int, ...] = (1, 2, 3, 4, 5)
    opens: time = time(8, 30)
    closes: time = time(17)
    applies_to: HoursFor = HoursFor.NOTHING

    def is_open(self, now: datetime) -> bool:
        """Whether the unit is at work."""
        local = now.astimezone(SHANGHAI)
        return local.isoweekday() in self.days and self.opens <= local.time() < self.closes


@dataclass(frozen=True, slots=True)
class TableSettings:
    """Where the rows come from. `file` is csv or xlsx; `database` a sqlite file. `mapping` empty: guess."""

    file: Path | None = None
    database: Path | None = None
    database_table: str = ""
    kind: AssetKind | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)
    amount_unit: int = 0
    as_of: datetime | None = None


@dataclass(frozen=True, slots=True)
class NodeSettings:
    """Everything a node needs. `courts` are trusted keys with the code of their owner."""

    unit: PartyRef
    table: TableSettings
    key_file: Path
    journal_file: Path
    courts: tuple[tuple[str, PublicKey], ...]
    pushes: Mapping[str, str] = field(default_factory=dict)
    """Where each court takes what the unit says by itself; without one the court asks."""
    listen: tuple[str, int] = ("127.0.0.1", 8480)
    algorithm: str = ED25519
    query: Approval = Approval.AUTOMATIC
    control: Approval = Approval.BY_HAND
    payment: Approval = Approval.BY_HAND
    namesakes: bool = True
    documents: bool = True
    hours: OfficeHours = OfficeHours()
    folder: Path | None = None
    desk: tuple[str, int] | None = None


def load_settings(file: Path) -> NodeSettings:
    """The settings of a file; paths in it are relative to it. Raises SettingsUnusable."""
    try:
        if file.stat().st_size > SETTINGS_MAX:
            raise SettingsUnusable(f"{file} 过大，不像设置文件。")
        value = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsUnusable(f"打不开设置文件 {file}：{error}。") from error
    except tomllib.TOMLDecodeError as error:
        raise SettingsUnusable(f"{file} 不是合法的 TOML：{error}。") from error
    return read_settings(value, folder=file.resolve().parent)


def read_settings(value: Mapping[str, Any], *, folder: Path) -> NodeSettings:
    """Settings from a parsed file. Raises SettingsUnusable."""
    strange = value.keys() - {
        "unit",
        "table",
        "mapping",
        "approval",
        "office_hours",
        "courts",
        "folder",
        "desk",
    }
    if strange:
        raise SettingsUnusable(f"设置文件里有不认识的段 [{min(strange)}]。")
    unit, approval = _section(value, "unit"), _section(value, "approval")
    code, name = str(unit.get("code", "")), str(unit.get("name", ""))
    if not is_code(code) or not 1 <= len(name) <= 100:
        raise SettingsUnusable("[unit] 要写 code（字母、数字、汉字，最多 32 个）和 name。")
    if unit.get("algorithm", ED25519) not in ALGORITHMS:
        raise SettingsUnusable("[unit] algorithm 只能是 Ed25519 或 SM2。")
    desk = _section(value, "desk").get("listen")
    exchange = _section(value, "folder").get("path")
    return NodeSettings(
        unit=PartyRef(code=code, name=name),
        table=_table(value, folder),
        key_file=folder / str(unit.get("key", "unit.key")),
        journal_file=folder / str(unit.get("journal", "unit.sqlite3")),
        courts=_courts(value),
        pushes=_pushes(value),
        listen=_address(str(unit.get("listen", "127.0.0.1:8480")), "[unit] listen"),
        algorithm=str(unit.get("algorithm", ED25519)),
        query=_choice(Approval, approval.get("query", "automatic"), "[approval] query"),
        control=_choice(Approval, approval.get("control", "by_hand"), "[approval] control"),
        payment=_choice(Approval, approval.get("payment", "by_hand"), "[approval] payment"),
        namesakes=_flag(approval.get("namesakes", True), "[approval] namesakes"),
        documents=_flag(approval.get("documents", True), "[approval] documents"),
        hours=_hours(_section(value, "office_hours")),
        folder=folder / str(exchange) if exchange else None,
        desk=_address(str(desk), "[desk] listen") if desk else None,
    )


def _section(value: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = value.get(name, {})
    if not isinstance(found, dict):
        raise SettingsUnusable(f"[{name}] 应为一段。")
    return found


def _table(value: Mapping[str, Any], folder: Path) -> TableSettings:
    table = _section(value, "table")
    names = value.get("mapping", table.get("mapping", "guess"))
    file, url = table.get("file"), str(table.get("url", ""))
    database, database_table = _sqlite(url, folder) if url else (None, "")
    if bool(file) == bool(url):
        raise SettingsUnusable("[table] 要写 file（csv、xlsx）或 url（sqlite:///…?table=…），只写一个。")
    if names == "guess":
        names = {}
    if not isinstance(names, dict) or not all(isinstance(theirs, str) for theirs in names.values()):
        raise SettingsUnusable('[mapping] 应为“我方字段 = 贵方列名”，或在 [table] 里写 mapping = "guess"。')
    kind = table.get("kind")
    if names and not kind:
        raise SettingsUnusable("写了 [mapping] 时，[table] 要写 kind（财产种类）。")
    as_of = table.get("as_of")
    if as_of is not None and not isinstance(as_of, datetime):
        raise SettingsUnusable("[table] as_of 要写成 2026-11-22T00:00:00+08:00。")
    unit = table.get("amount_unit", 0)
    if unit not in (0, 1, 10_000, 10**8):
        raise SettingsUnusable("[table] amount_unit 只能是 1（元）、10000（万元）、100000000（亿元）。")
    return TableSettings(
        file=folder / str(file) if file else None,
        database=database,
        database_table=database_table,
        kind=_choice(AssetKind, kind, "[table] kind") if kind else None,
        mapping=names,
        amount_unit=unit,
        as_of=as_of if as_of is None or as_of.tzinfo else as_of.replace(tzinfo=SHANGHAI),
    )


def _sqlite(url: str, folder: Path) -> tuple[Path, str]:
    parts = urlsplit(url)
    table = parse_qs(parts.query).get("table", [""])[0]
    if parts.scheme != "sqlite" or parts.netloc or not parts.path.strip("/") or not table:
        raise SettingsUnusable(
            "[table] url 目前支持 sqlite:///路径?table=表名；其他数据库请导出 csv，或建一份只读的 sqlite 副本。"
        )
    return folder / unquote(parts.path[1:]), table


def _courts(value: Mapping[str, Any]) -> tuple[tuple[str, PublicKey], ...]:
    courts = value.get("courts", [])
    if not isinstance(courts, list):
        raise SettingsUnusable("法院要写成 [[courts]]，每个法院一段。")
    found = []
    for court in courts:
        code = str(court.get("code", ""))
        if not is_code(code):
            raise SettingsUnusable("[[courts]] 要写 code，例如 吉2424。")
        for text in court.get("keys", []):
            try:
                found.append((code, PublicKey.of(str(text))))
            except KeyUnusable as error:
                raise SettingsUnusable(f"[[courts]] {code}：{error}") from error
    return tuple(found)


def _pushes(value: Mapping[str, Any]) -> dict[str, str]:
    found = {}
    for court in value.get("courts", []):
        address = str(court.get("push", ""))
        if address and not re.fullmatch(r"https?://[^\s/]+(/\S*)?", address):
            raise SettingsUnusable("[[courts]] push 要写成 https://法院地址/wire/v1/messages。")
        if address:
            found[str(court.get("code", ""))] = address
    return found


def _hours(value: Mapping[str, Any]) -> OfficeHours:
    days = value.get("days", [1, 2, 3, 4, 5])
    if not isinstance(days, list) or not days or not set(days) <= set(range(1, 8)):
        raise SettingsUnusable("[office_hours] days 是 1（周一）到 7（周日）的列表。")
    opens, closes = (
        _time(value.get(name, usual), name) for name, usual in (("from", "08:30"), ("to", "17:00"))
    )
    if opens >= closes:
        raise SettingsUnusable("[office_hours] from 要早于 to。")
    applies = _choice(HoursFor, value.get("applies_to", "nothing"), "[office_hours] applies_to")
    return OfficeHours(tuple(days), opens, closes, applies)


def _time(value: object, name: str) -> time:
    try:
        return time.fromisoformat(str(value))
    except ValueError:
        raise SettingsUnusable(f"[office_hours] {name} 要写成 08:30。") from None


def _address(text: str, place: str) -> tuple[str, int]:
    match = re.fullmatch(r"(?P<host>[\w.:\[\]-]+):(?P<port>\d{1,5})", text)
    if not match or int(match["port"]) > 65535:
        raise SettingsUnusable(f"{place} 要写成 127.0.0.1:8480。")
    return match["host"].strip("[]"), int(match["port"])


def _flag(value: object, place: str) -> bool:
    if not isinstance(value, bool):
        raise SettingsUnusable(f"{place} 只能是 true 或 false。")
    return value


def _choice(kinds: type[_Kind], value: object, place: str) -> _Kind:
    try:
        return kinds(str(value))
    except ValueError:
        raise SettingsUnusable(f"{place} 只能是：{'、'.join(kinds)}。") from None
