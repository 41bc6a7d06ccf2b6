"""A procedure's text is read whole or refused with every fault by line and field."""

from collections.abc import Mapping, Sequence
from datetime import time
from importlib import resources
from typing import Any

import pytest

from zhixing.config.wakes import WAKES
from zhixing.documents.rules.kinds import DocumentKind
from zhixing.robot.rules.params import faults_of, some_of, text, whole
from zhixing.robot.rules.procedures import ANSWERS, CLOCKS, Clock, Rule, Step
from zhixing.robot.rules.reading import ProcedureFaulty, lines_of, read_procedure
from zhixing.robot.rules.states import Approver


class Issue:
    """An action that wants a kind."""

    may_go_alone = False

    def check_params(self, params: Mapping[str, Any]) -> Sequence[str]:
        wanted = {"kind": some_of("文书", *(kind.value for kind in DocumentKind))}
        return [words for _, words in faults_of(params, wanted)]


class Note:
    """An action of no risk."""

    may_go_alone = True

    def check_params(self, params: Mapping[str, Any]) -> Sequence[str]:
        return [words for _, words in faults_of(params, {"text": text("备注", required=False)})]


ACTIONS = {"documents.issue": Issue(), "cases.note": Note()}
WHOLE = """key = "look_back"
name = {zh = "终本回查", en = "Looking back"}
why = {zh = "五年内每六个月查询一次", en = "every six months for five years"}
subject = "suspension.look_back"
approver = "chief"
at_once = 20
per_hour = 60
hours = "09:00-16:30"
working_days_only = false
due_days = 7

[when]
clock = {of = "suspended", every_months = 6, for_years = 5}
within_days = 15

[[if]]
rule = "case.concluded_as"
kinds = ["suspended_for_want_of_assets"]

[[if]]
rule = "debt.satisfied"
not = true

[[then]]
action = "cases.note"
text = "回查"
"""


def faults(text: str) -> list[str]:
    with pytest.raises(ProcedureFaulty) as caught:
        read_procedure(text, actions=ACTIONS)
    return [fault.text for fault in caught.value.faults]


def test_every_field_of_a_procedure_is_read() -> None:
    read = read_procedure(WHOLE, actions=ACTIONS)
    assert (read.key, read.name_zh, read.name_en, read.subject) == (
        "look_back", "终本回查", "Looking back", "suspension.look_back",
    )  # fmt: skip
    assert read.when.clock == Clock("suspended", every_months=6, for_years=5)
    assert (read.when.within_days, read.when.facts) == (15, ())
    assert read.conditions == (
        Rule("case.concluded_as", {"kinds": ["suspended_for_want_of_assets"]}),
        Rule("debt.satisfied", {}, negated=True),
    )
    assert read.acts == (Step("cases.note", {"text": "回查"}),)
    assert (read.approver, read.at_once, read.per_hour, read.due_days) == (Approver.CHIEF, 20, 60, 7)
    assert (read.opens_at, read.closes_at, read.working_days_only) == (time(9), time(16, 30), False)
    assert read.text == WHOLE
    assert len(read.sha256) == 64


def test_what_is_not_said_has_a_careful_value() -> None:
    short = (
        WHOLE.split("subject", maxsplit=1)[0]
        + '[when]\nfact = ["case.filed"]\n[[then]]\naction = "cases.note"\n'
    )
    read = read_procedure(short, actions=ACTIONS)
    assert (read.approver, read.at_once, read.per_hour, read.due_days) == (Approver.OFFICER, 500, 1_000, None)
    assert (read.opens_at, read.closes_at, read.working_days_only) == (time(8), time(18), True)
    assert read.when.facts == ("case.filed",)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('key = "look_back"', 'key = "回查"', "第 1 行，key：只用小写字母、数字和下划线，以字母开头，3 至 60 位"),
        ('en = "Looking back"', "en = 3", "第 2 行，name.en：须填写文字，不超过 80 字"),
        ('"suspension.look_back"', '"no.such"', "第 4 行，subject：法条库中没有这个题目，请在 law/statutes 中查找"),
        ('"chief"', '"judge"', "第 5 行，approver：可用：officer、chief、nobody"),
        ("at_once = 20", "at_once = 0", "第 6 行，at_once：应为 1 至 100000 之间的整数"),
        ("per_hour = 60", "per_hour = true", "第 7 行，per_hour：应为 1 至 1000000 之间的整数"),
        ("09:00-16:30", "16:30-09:00", "第 8 行，hours：开始须早于结束"),
        ("09:00-16:30", "9 to 5", "第 8 行，hours：应写作 08:30-17:30"),
        ("working_days_only = false", "working_days_only = 0", "第 9 行，working_days_only：应为 true 或者 false"),
        ("due_days = 7", "dew_days = 7", "第 10 行，dew_days：没有这一项，可用：approver、at_once、due_days、hours、if、key、"
         "name、per_hour、subject、then、when、why、working_days_only"),
        ('of = "suspended"', 'of = "born"', f"第 13 行，when.clock.of：可用：{'、'.join(CLOCKS)}"),
        (", for_years = 5", "", "第 13 行，when.clock：every_months 与 for_years 须同时写明，或者都不写"),
        ('of = "suspended"', 'of = "limit"', "第 13 行，when.clock.name：须写明是哪一期限或者哪一种文书"),
        ("clock = {", 'answer = "court"\nfact = {', "第 12 行，when：须写明由什么引起：fact、clock、answer 三者之一，只写一个"),
        ("clock = {of", 'answer = "court"\n#', f"第 13 行，when.answer：可用：{'、'.join(ANSWERS)}"),
        ("clock = {of", 'fact = ["Case filed"]\n#', '第 13 行，when.fact：应为事实种类的列表，如 ["case.filed"]'),
        ('kinds = ["s', 'kinds = ["r', "第 18 行，if[1].kinds：不认识“ruspended_for_want_of_assets”，可用：performed、"
         "suspended_for_want_of_assets、terminated、withdrawn、not_enforced、rejected"),
        ("not = true", 'unless = "x"', "第 22 行，if[2].unless：没有名为 unless 的参数，可用：无"),
        ('action = "cases.note"', 'action = "cases.burn"',
         "第 25 行，then[1].action：没有动作“cases.burn”，可用：cases.note、documents.issue"),
        ('text = "回查"', "text = 3", "第 25 行，then[1].action：应为文字（备注）"),
    ],
)  # fmt: skip
def test_a_fault_is_named_with_line_and_field(old: str, new: str, fault: str) -> None:
    assert old in WHOLE
    assert fault in faults(WHOLE.replace(old, new, 1))


def test_all_faults_are_named_at_once() -> None:
    broken = (
        WHOLE.replace('"chief"', '"judge"')
        .replace("at_once = 20", "at_once = 0")
        .replace("debt.satisfied", "debt.gone")
    )
    assert [fault.split("：")[0] for fault in faults(broken)] == [
        "第 21 行，if[2].rule", "第 5 行，approver", "第 6 行，at_once",
    ]  # fmt: skip


def test_a_text_that_is_no_toml_says_where() -> None:
    (fault,) = faults('key = "a\nname = 1')
    assert fault.startswith("第 1 行，TOML：不合 TOML 语法，请改正：")


def test_what_carries_risk_cannot_go_without_a_person() -> None:
    alone = WHOLE.replace('"chief"', '"nobody"')
    assert read_procedure(alone, actions=ACTIONS).approver is Approver.NOBODY
    risky = alone.replace(
        'action = "cases.note"\ntext = "回查"', 'action = "documents.issue"\nkind = ["summons"]'
    )
    assert faults(risky) == ["第 25 行，then[1].action：“documents.issue”须由人批准，approver 不能是 nobody"]


def test_lines_are_counted_through_repeated_tables() -> None:
    lines = lines_of(WHOLE)
    assert (lines["if[1].rule"], lines["if[2].rule"], lines["then[1].text"], lines["when.clock"]) == (
        17,
        21,
        26,
        13,
    )


def test_parameters_are_whole_numbers_words_and_lists() -> None:
    wanted = {
        "days": whole("天数", 1, 9),
        "kinds": some_of("种类", "a", "b"),
        "note": text("备注", required=False),
    }
    assert faults_of({"days": 3, "kinds": ["a"]}, wanted) == []
    assert faults_of({"days": True, "kinds": "a"}, wanted) == [
        ("days", "应为整数（天数）"), ("kinds", "应为文字列表（种类）"),
    ]  # fmt: skip
    assert faults_of({"days": 10}, wanted) == [
        ("kinds", "缺少 kinds（种类）"), ("days", "应在 1 至 9 之间（天数）"),
    ]  # fmt: skip


def test_every_fact_a_shipped_procedure_waits_for_wakes_the_preparing() -> None:
    import tomllib

    folder = resources.files("zhixing.robot") / "procedures"
    for file in folder.iterdir():
        if file.name.endswith(".toml"):
            when = tomllib.loads(file.read_text(encoding="utf-8"))["when"]
            for kind in when.get("fact", ANSWERS.get(when.get("answer", ""), ())):
                assert "robot.prepare" in WAKES.get(kind, ()), f"{file.name}: {kind}"
