"""The seals that the house holds: whose, which, under which certificate, until when, and what is wrong with them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from zhixing.documents.sealing.base import SealKey
from zhixing.documents.sealing.of_home import seals
from zhixing.foundation.identity.models import Court

SOON = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class SealLine:
    """A seal as the operator sees it. `problem` is empty when it can be used."""

    court_name: str
    what: str
    subject: str
    issuer: str
    sha256: str
    valid_from: datetime
    valid_until: datetime
    is_in_use: bool
    problem: str


def held_seals(*, now: datetime) -> list[SealLine]:
    """Every seal, the court's own and that of its funds each with its own certificate; those replaced come last."""
    courts = dict(Court.objects.values_list("id", "name"))
    lines = [
        SealLine(
            courts.get(key.court_id) or key.court_name or str(key.court_id), key.use.label, key.subject, key.issuer, key.sha256,
            key.valid_from, key.valid_until, key.is_in_use,
            key.problem or _of_court(key, courts.values()) or (_of_time(key.valid_until, now) if key.is_in_use else ""),
        )
        for key in seals().held_keys()
    ]  # fmt: skip
    return sorted(lines, key=lambda line: (not line.is_in_use, line.court_name, line.what))


@dataclass(frozen=True, slots=True)
class SealsKeptBy:
    """What holds the seals, and what keeps it from sealing; nothing is sealed with a fault in its settings."""

    title: str
    problems: list[str]


def seals_kept_by() -> SealsKeptBy:
    """The provider of this home, asked whether it could seal now. A seal server is asked over the net, within its time."""
    provider = seals()
    return SealsKeptBy(provider.title, provider.check_config())


def _of_court(key: SealKey, courts: Collection[str]) -> str:
    if key.court_name and key.court_name not in courts:
        return "seals.toml 中的法院名称与本系统登记的都不一致，请按全称填写。"
    return ""


def _of_time(until: datetime, now: datetime) -> str:
    if until <= now:
        return "证书已经过期，请更换。"
    return f"证书将在 {(until - now).days} 天内过期，请更换。" if until - now < SOON else ""


@dataclass(frozen=True, slots=True)
class SealsReport:
    """What verification found of the seals."""

    figures: str
    problems: list[str]


def verify_seals(*, now: datetime) -> SealsReport:
    """Whether each seal opens, is closed to others and still valid, and no key serves as two seals."""
    lines = [line for line in held_seals(now=now) if line.is_in_use]
    problems = [f"{line.court_name}{line.what}：{line.problem}" for line in lines if line.problem]
    problems += [found for found in seals().check_config() if not any(found in one for one in problems)]
    if len({line.sha256 for line in lines}) != len(lines):
        problems.append("有两枚印章使用同一个证书，请分开。")
    own = sum(line.what == "院印" for line in lines)
    return SealsReport(
        f"院印证书 {own} 个，案款专用章证书 {len(lines) - own} 个，提供方 {seals().name}", problems
    )
