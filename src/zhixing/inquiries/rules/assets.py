"""An asset as units state it: kinds, ownership, burdens, prior measures, protected money; what changed since last time."""

import hashlib
import json
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from zhixing.foundation.identifiers import BadIdentifier, plain_number
from zhixing.inquiries.rules.kinds import AssetKind
from zhixing.law.case_numbers import CaseNumberUnreadable, parse


class Ownership(StrEnum):
    """Whose it is besides the debtor's."""

    SOLE = "sole"
    JOINT = "joint"
    SHARES = "shares"
    UNKNOWN = "unknown"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {"sole": "单独所有", "joint": "共同共有", "shares": "按份共有", "unknown": "未载明"}[
            self.value
        ]


class Protection(StrEnum):
    """Money that law leaves to the debtor in whole or in part; a hint that a person must look, never a decision."""

    WAGES = "wages"
    PENSION = "pension"
    LIVING_ALLOWANCE = "living_allowance"
    FARM_SUBSIDY = "farm_subsidy"
    SUBSIDY = "subsidy"
    RELIEF = "relief"
    SPECIAL_ACCOUNT = "special_account"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "wages": "工资", "pension": "养老金", "living_allowance": "低保", "farm_subsidy": "农业补贴",
            "subsidy": "补贴", "relief": "抚恤救济", "special_account": "专用账户",
        }[self.value]  # fmt: skip


class BurdenKind(StrEnum):
    """A right of somebody else that comes before."""

    MORTGAGE = "mortgage"
    PLEDGE = "pledge"
    OTHER = "other"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {"mortgage": "抵押", "pledge": "质押", "other": "优先权"}[self.value]


@dataclass(frozen=True, slots=True)
class Burden:
    """A mortgage, pledge or other priority right; `amount_fen` where the unit states it."""

    kind: BurdenKind
    holder: str
    amount_fen: int | None = None

    @property
    def key(self) -> str:
        """What makes it the same burden at the next query."""
        return f"{self.kind.value}|{_squeezed(self.holder)}"


@dataclass(frozen=True, slots=True)
class Prior:
    """A measure somebody put on the asset before. `place` is the place in waiting, 0 where it is in force."""

    authority: str
    document: str
    kind: str
    place: int = 0
    starts_on: date | None = None
    ends_on: date | None = None
    amount_fen: int | None = None
    written: str = ""

    @property
    def key(self) -> str:
        """What makes it the same measure at the next query; a renewal keeps the key, a new place in waiting does too."""
        return "|".join(
            _squeezed(part) for part in (self.authority, self.document or self.written, self.kind)
        )


@dataclass(frozen=True, slots=True)
class CoOwner:
    """Somebody who owns it too, as the unit names them; `share` as written."""

    name: str
    share: str = ""


@dataclass(frozen=True, slots=True)
class Stated:
    """One asset as one reply states it. Amounts in fen. `identifier` is normalised, `named_as` as the unit wrote it (an
    order must name it so); both are sealed when stored where they are secret.
    """

    kind: AssetKind
    identifier: str
    named_as: str
    is_secret: bool
    title: str
    as_of: date
    ownership: Ownership = Ownership.UNKNOWN
    share: str = ""
    currency: str = "CNY"
    amount_fen: int | None = None
    available_fen: int | None = None
    controlled_fen: int | None = None
    status: str = ""
    location: str = ""
    use: str = ""
    use_ends_on: date | None = None
    opened_on: date | None = None
    closed_on: date | None = None
    co_owners: tuple[CoOwner, ...] = ()
    burdens: tuple[Burden, ...] = ()
    priors: tuple[Prior, ...] = ()
    protections: tuple[Protection, ...] = ()
    details: tuple[tuple[str, str], ...] = ()
    faults: tuple[str, ...] = ()

    def content(self) -> dict[str, object]:
        """What it says, without the identifier and the day: what a sighting keeps and a digest covers."""
        said: dict[str, object] = {
            "title": self.title, "ownership": self.ownership.value, "share": self.share, "currency": self.currency,
            "amount_fen": self.amount_fen, "available_fen": self.available_fen, "controlled_fen": self.controlled_fen,
            "status": self.status, "location": self.location, "use": self.use,
            "use_ends_on": _iso(self.use_ends_on), "opened_on": _iso(self.opened_on), "closed_on": _iso(self.closed_on),
        }  # fmt: skip
        if self.co_owners:
            said["co_owners"] = [[one.name, one.share] for one in self.co_owners]
        if self.burdens:
            said["burdens"] = [[one.kind.value, one.holder, one.amount_fen] for one in self.burdens]
        if self.priors:
            said["priors"] = [
                [
                    one.authority,
                    one.document,
                    one.kind,
                    one.place,
                    _iso(one.starts_on),
                    _iso(one.ends_on),
                    one.amount_fen,
                ]
                for one in self.priors
            ]
        if self.protections:
            said["protections"] = [one.value for one in self.protections]
        if self.details:
            said["details"] = dict(sorted(self.details))
        if self.faults:
            said["faults"] = list(self.faults)
        return {name: value for name, value in said.items() if value not in (None, "")}


def _iso(day: date | None) -> str:
    return day.isoformat() if day else ""


_dumps = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def written(content: dict[str, object]) -> str:
    """A content as it is stored."""
    return _dumps(content)


def digest_of(text: str) -> bytes:
    """16 bytes that stand for a stored content."""
    return hashlib.sha256(text.encode()).digest()[:16]


# ---- identifiers -------------------------------------------------------------------------------------------------------

_NOT_IN_A_PLATE = re.compile(r"[\s·.・•\-—]")
_INVISIBLE = re.compile(r"[\s\u200b\ufeff]")
_BRACKETS = str.maketrans("〔【［[〕】］]", "(((())))")
SECRET_KINDS = frozenset({AssetKind.DEPOSIT, AssetKind.HOUSING_FUND, AssetKind.SECURITY, AssetKind.INSURANCE,
                          AssetKind.SUBSIDY, AssetKind.INTERNET_MONEY})  # fmt: skip
"""Their identifiers are account numbers of a person: sealed, shown masked."""


def normal_identifier(kind: AssetKind, written: str) -> str:
    """A plate, certificate, account or code in the form assets are recognised by; empty when there is none."""
    if kind is AssetKind.VEHICLE:
        return _NOT_IN_A_PLATE.sub("", unicodedata.normalize("NFKC", written)).upper()
    if kind in SECRET_KINDS or kind is AssetKind.EQUITY:
        try:
            return plain_number(written)
        except BadIdentifier:
            return ""
    return _squeezed(written).translate(_BRACKETS)


def _squeezed(text: str) -> str:
    return _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


# ---- texts of registers --------------------------------------------------------------------------------------------------

_NOTHING = frozenset({"", "无", "否", "没有", "未抵押", "未查封", "未冻结", "正常", "-", "—", "/", "0", "none", "无抵押", "无查封",
                      "无质押", "未质押", "无限制"})  # fmt: skip
_TO_WHOM = re.compile(r"(?:已|被)?(?P<kind>抵押|质押)(?:给|予|于|与|权人)?[:：]?(?P<holder>[^,，;；、]+)?")
_SPLIT = re.compile(r"[;；\n|]+|[,，、](?=\s*[(（〔\[]\d{4})")
_PLACE = re.compile(r"(?:第)?轮候(?:查封|冻结|扣押)?(?:第)?(?P<place>\d{1,3})?(?:位|顺位)?")
_NUMBER_IN = re.compile(r"[(（〔\[]\d{4}[)）〕\]][^\s,，;；]{1,20}?号(?:之[一二三四五六七八九十\d]+)?")
_PERIOD = re.compile(r"(\d{4})[-年./](\d{1,2})[-月./](\d{1,2})日?")
_MEASURES = ("查封", "冻结", "扣押", "预查封", "限制转移", "锁定")


def says_nothing(text: str) -> bool:
    """Whether a cell says that there is none (empty, 无, 否 …)."""
    return _squeezed(text).lower() in _NOTHING


def burdens_in(text: str, *, kind: BurdenKind = BurdenKind.MORTGAGE) -> tuple[Burden, ...]:
    """Mortgages and pledges a cell names: 抵押给吉林银行, 吉林银行; the holder is empty where only 已抵押 stands."""
    found = []
    for piece in re.split(r"[;；、\n]+", text):
        if says_nothing(piece):
            continue
        plain = unicodedata.normalize("NFKC", piece).strip()
        if match := _TO_WHOM.match(plain):
            what = BurdenKind.PLEDGE if match["kind"] == "质押" else BurdenKind.MORTGAGE
            found.append(Burden(what, (match["holder"] or "").strip()))
        elif plain in ("是", "有", "已抵押", "已质押"):
            found.append(Burden(kind, ""))
        else:
            found.append(Burden(kind, plain))
    return tuple(dict.fromkeys(found))


def priors_in(text: str) -> tuple[Prior, ...]:
    """Measures a cell names: （2021）吉2401执保88号 轮候1, 查封, 汪清县人民法院冻结至2023-05-01."""
    return tuple(dict.fromkeys(_prior(piece) for piece in _SPLIT.split(text) if not says_nothing(piece)))


def _prior(piece: str) -> Prior:
    plain = unicodedata.normalize("NFKC", piece).strip()
    number, authority = "", ""
    if match := _NUMBER_IN.search(piece):
        try:
            read = parse(match.group())
            number, authority = read.text, read.court
        except CaseNumberUnreadable:
            number = match.group()
    if (court := re.search(r"[㐀-鿿]{2,20}?(?:法院|公安局|检察院|海关|税务局)", plain)) is not None:
        authority = court.group()
    kind = next((word for word in _MEASURES if word in plain), "查封" if number or authority else plain[:20])
    place = 0
    if waiting := _PLACE.search(plain):
        place = int(waiting["place"] or 1)
    days = [_day(*match) for match in _PERIOD.findall(plain)]
    known = [day for day in days if day is not None]
    return Prior(
        authority, number, kind, place,
        starts_on=known[0] if len(known) > 1 else None, ends_on=known[-1] if known else None, written=piece.strip(),
    )  # fmt: skip


def _day(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def ownership_in(text: str) -> tuple[Ownership, str]:
    """单独所有, 共同共有, 按份共有 50%, 1/2, 33.3% → the kind and the share as written."""
    plain = _squeezed(text)
    share = match.group() if (match := re.search(r"\d+(?:\.\d+)?%|\d+/\d+", plain)) else ""
    if "按份" in plain or (share and "共同" not in plain):
        whole = share in ("100%", "1/1")
        return (Ownership.SOLE if whole else Ownership.SHARES), share
    if "单独" in plain or "独有" in plain or plain in ("否", "无共有"):
        return Ownership.SOLE, share
    if "共" in plain:
        return Ownership.JOINT, share
    return Ownership.UNKNOWN, share


_PROTECTED = (
    (Protection.LIVING_ALLOWANCE, ("低保", "最低生活保障", "五保", "特困")),
    (Protection.PENSION, ("养老", "退休", "离休")),
    (Protection.WAGES, ("工资", "代发", "薪金", "农民工")),
    (Protection.FARM_SUBSIDY, ("农补", "粮补", "地力补贴", "种粮", "惠农", "农业支持", "退耕", "草原补", "生态林", "护林")),
    (Protection.RELIEF, ("抚恤", "救济", "救助", "优抚", "残疾", "丧葬")),
    (Protection.SPECIAL_ACCOUNT, ("保证金", "专用账户", "专户", "监管账户", "党费", "工会", "社保资金")),
    (Protection.SUBSIDY, ("补贴", "补助")),
)  # fmt: skip
_ANY_PROTECTED = re.compile("|".join(word for _, words in _PROTECTED for word in words))


_MONEY = frozenset(
    {AssetKind.DEPOSIT, AssetKind.SUBSIDY, AssetKind.INTERNET_MONEY, AssetKind.INSURANCE, AssetKind.OTHER}
)


def protections_in(texts: Iterable[str], *, kind: AssetKind) -> tuple[Protection, ...]:
    """What the words around an asset hint at: wages, pensions, subsidies, 低保. A hint makes a person look (CPL 254, 255)."""
    if kind not in _MONEY:
        return ()
    whole = "".join(texts)
    if not _ANY_PROTECTED.search(whole) and kind is not AssetKind.SUBSIDY:
        return ()
    found = [protection for protection, words in _PROTECTED if any(word in whole for word in words)]
    if kind is AssetKind.SUBSIDY and not found:
        found.append(Protection.SUBSIDY)
    if Protection.SUBSIDY in found and Protection.FARM_SUBSIDY in found:
        found.remove(Protection.SUBSIDY)
    return tuple(found)


# ---- over time -----------------------------------------------------------------------------------------------------------


class ChangeKind(StrEnum):
    """What the last query brought that the one before had not."""

    NEW = "new"
    GONE = "gone"
    BACK = "back"
    AMOUNT = "amount"
    STATUS = "status"
    PRIOR_MEASURE = "prior_measure"
    BURDEN = "burden"
    OWNERSHIP = "ownership"

    @property
    def label(self) -> str:
        """The word on screen."""
        return {
            "new": "新发现", "gone": "不再出现", "back": "重新出现", "amount": "金额变动", "status": "状态变动",
            "prior_measure": "新的在先措施", "burden": "新的抵押质押", "ownership": "权属变动",
        }[self.value]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Change:
    """One difference; `before` and `after` as they are shown (amounts in fen as digits)."""

    kind: ChangeKind
    before: str = ""
    after: str = ""


def changes(before: dict[str, object], after: dict[str, object]) -> tuple[Change, ...]:
    """What differs between two contents of one asset, in the order a reader wants it."""
    found = []
    for priors, kind in (("priors", ChangeKind.PRIOR_MEASURE), ("burdens", ChangeKind.BURDEN)):
        known = {_key(row) for row in _rows(before, priors)}
        for row in _rows(after, priors):
            if _key(row) not in known:
                found.append(Change(kind, "", " ".join(str(cell) for cell in row[:3] if cell)))
    if before.get("amount_fen") != after.get("amount_fen"):
        found.append(Change(ChangeKind.AMOUNT, _text(before, "amount_fen"), _text(after, "amount_fen")))
    if before.get("status") != after.get("status"):
        found.append(Change(ChangeKind.STATUS, _text(before, "status"), _text(after, "status")))
    if (before.get("ownership"), before.get("share")) != (after.get("ownership"), after.get("share")):
        words = [f"{_label(one)} {_text(one, 'share')}".strip() for one in (before, after)]
        found.append(Change(ChangeKind.OWNERSHIP, *words))
    return tuple(found)


def _rows(content: dict[str, object], name: str) -> Sequence[Sequence[object]]:
    value = content.get(name, ())
    return value if isinstance(value, list) else ()


def _key(row: Sequence[object]) -> tuple[str, ...]:
    return tuple(_squeezed(str(cell)) for cell in row[:3] if isinstance(cell, str))


def _text(content: dict[str, object], name: str) -> str:
    value = content.get(name)
    return "" if value is None else str(value)


def _label(content: dict[str, object]) -> str:
    return Ownership(str(content.get("ownership") or "unknown")).label


class Freshness(StrEnum):
    """How old what a unit says is on the day somebody reads it."""

    FRESH = "fresh"
    AGEING = "ageing"
    STALE = "stale"


FRESH_DAYS = 30
STALE_DAYS = 180
"""Half a year is how often assets are asked for again after 终本; what is older must be asked again before an act."""


def freshness(as_of: date, today: date) -> Freshness:
    """Up to 30 days fresh, up to 180 ageing, older stale."""
    age = today - as_of
    if age <= timedelta(days=FRESH_DAYS):
        return Freshness.FRESH
    return Freshness.AGEING if age <= timedelta(days=STALE_DAYS) else Freshness.STALE
