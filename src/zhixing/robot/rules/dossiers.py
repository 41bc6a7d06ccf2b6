"""The dossier of a 终本: the five conditions and twelve checks with evidence, what is missing, and who must do what."""

from dataclasses import dataclass
from datetime import date, timedelta

from zhixing.cases.rules.findings import About
from zhixing.cases.rules.restrictions import RestrictionKind
from zhixing.law.suspension import Condition, SuspensionTest, examine_suspension
from zhixing.law.suspension_dossier import Dossier
from zhixing.law.working_days import add_months
from zhixing.robot.rules.dossier_evidence import evidence_of, todo_of
from zhixing.robot.rules.dossier_file import file_of
from zhixing.robot.rules.dossier_sources import (
    Evidence,
    Sources,
    Todo,
)


@dataclass(frozen=True, slots=True)
class DossierLine:
    """One condition of the dossier with what proves it and what it still asks."""

    condition: Condition
    evidence: tuple[Evidence, ...]
    todo: tuple[Todo, ...]


@dataclass(frozen=True, slots=True)
class CaseDossier:
    """The dossier of a case on a day: the file as the law takes it, its examination, and each condition's evidence."""

    sources: Sources
    on: date
    file: Dossier
    test: SuspensionTest
    lines: tuple[DossierLine, ...]

    @property
    def is_ready(self) -> bool:
        """Whether every binding condition is met."""
        return self.test.ok

    @property
    def binding(self) -> tuple[DossierLine, ...]:
        """The conditions of law."""
        return tuple(line for line in self.lines if line.condition.binding)

    @property
    def checks(self) -> tuple[DossierLine, ...]:
        """The twelve machine checks."""
        return tuple(line for line in self.lines if not line.condition.binding)

    @property
    def todo(self) -> tuple[Todo, ...]:
        """What must be done before the case can be suspended, each thing once."""
        return tuple(dict.fromkeys(one for line in self.binding for one in line.todo))

    @property
    def lacks_only_approval(self) -> bool:
        """Whether nothing is missing but that the applicant is heard and the 终本 approved."""
        open_ones = {line.condition.key for line in self.binding if not line.condition.met}
        return bool(open_ones) and open_ones <= {"interview", "approval"}

    def evidence_json(self) -> dict[str, list[dict[str, str]]]:
        """The evidence as the ending keeps it."""
        return {
            line.condition.key: [
                {"what": one.what, "on": one.on.isoformat() if one.on else ""} for one in line.evidence
            ]
            for line in self.binding
        }


def dossier_of(sources: Sources, on: date) -> CaseDossier:
    """Put the sources under the conditions on a day."""
    file = file_of(sources)
    test = examine_suspension(file, on)
    evidence, todo = evidence_of(sources, on), todo_of(sources, file, on)
    lines = tuple(
        DossierLine(
            found, tuple(evidence.get(found.key, ())), () if found.met else tuple(todo.get(found.key, ()))
        )
        for found in test.conditions
    )
    return CaseDossier(sources, on, file, test, lines)


def ready_from(sources: Sources) -> date:
    """The first day on which more than three months have passed since filing."""
    return add_months(sources.filed_on, 3) + timedelta(days=1)


def measures_in_words(dossier: CaseDossier) -> str:
    """What was done, for the ruling and the interview: nothing that the evidence does not show."""
    sources, file = dossier.sources, dossier.file
    done = []
    if file.notice_on:
        done.append(f"于{_day(file.notice_on)}向被执行人发出执行通知书")
    if file.report_order_on:
        done.append(f"于{_day(file.report_order_on)}发出报告财产令，责令被执行人报告财产")
    asked = sorted({one.unit for one in sources.answers if one.on})
    if asked:
        done.append(f"向{'、'.join(asked)}查询被执行人的财产")
    for one in sources.restrictions:
        done.append(
            f"于{_day(one.decided_on)}对{one.party}{'纳入失信被执行人名单' if one.kind is RestrictionKind.DEFAULTER else one.kind.label}"
        )
    if controlled := sum(1 for one in sources.assets if one.controlled_until):
        done.append(f"控制财产 {controlled} 项")
    done += [f"{one.about.label}（{one.words}）" for one in sources.findings.about(About.LOCAL_SEARCH)]
    return "；".join(done)


def assets_in_words(dossier: CaseDossier) -> str:
    """What was found and why it cannot be used."""
    rows = [one for one in dossier.file.assets if not one.disposed]
    if not rows:
        return "未发现被执行人有可供执行的财产"
    parts = [f"{one.name}，{one.cannot_dispose_because or '尚待处置'}" for one in rows]
    return f"查到被执行人财产 {len(rows)} 项：{'；'.join(parts)}"


def _day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"


def heard_in_words(dossier: CaseDossier) -> str:
    """What the applicant said, or why nobody was asked; empty while neither is known."""
    heard = dossier.sources.stated(About.INTERVIEW)
    if heard is not None:
        return f"{_day(heard.on)}约谈时表示，{heard.words}"
    exempt = dossier.sources.stated(About.INTERVIEW_EXEMPT)
    return f"无须约谈（{exempt.words}）" if exempt else ""
