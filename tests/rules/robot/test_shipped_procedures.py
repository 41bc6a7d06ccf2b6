"""The procedures that are shipped: each is read without a fault, names its article, and what is risky has an approver."""

from importlib import resources

import pytest

from zhixing.law.articles import statute_book
from zhixing.robot.actions import actions
from zhixing.robot.operations import acts
from zhixing.robot.rules.procedures import Procedure
from zhixing.robot.rules.reading import read_procedure
from zhixing.robot.rules.states import Approver

TEXTS = {
    one.name.removesuffix(".toml"): one.read_text(encoding="utf-8")
    for one in (resources.files("zhixing.robot") / "procedures").iterdir()
    if one.name.endswith(".toml")
}
BY_PRESIDENT = {"consumption_order", "consumption_lift", "defaulter_decision", "defaulter_removal"}


def read(key: str) -> Procedure:
    assert acts.__all__  # the actions are registered by importing their families
    return read_procedure(TEXTS[key], actions=actions())


def test_what_a_bureau_lives_on_is_there() -> None:
    assert set(TEXTS) >= {
        "first_ten_days", "answer_to_control", "control_to_approve", "renewal", "money_in", "owes_nothing",
        "satisfied_notice", "satisfied_release", "satisfied_unlisting", "satisfied_delisting", "restrict_consumption",
        "before_closing_query", "no_assets_interview", "undisposable_interview", "no_assets_suspend", "suspended_ruling",
        "look_back", "look_back_told", "look_back_resume", "overdue_notice", "overdue_conclusion", "extension_due",
        "unserved_notice", "list_report_breach", "list_unwilling", "two_empty_queries", "resumption_notice",
        "stay_ended_notice",
    }  # fmt: skip


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_each_is_read_without_a_fault_and_names_its_article(key: str) -> None:
    procedure = read(key)
    assert procedure.key == key
    assert procedure.subject in statute_book()


@pytest.mark.parametrize("key", sorted(TEXTS))
def test_nobody_s_leave_is_enough_only_for_what_may_go_alone(key: str) -> None:
    procedure = read(key)
    if procedure.approver is Approver.NOBODY:
        assert all(actions()[step.action].may_go_alone for step in procedure.acts)
    if any(
        step.params.get("kind") in BY_PRESIDENT and step.action == "documents.issue"
        for step in procedure.acts
    ):
        assert procedure.approver is Approver.CHIEF


def test_the_look_back_is_ten_times_in_five_years() -> None:
    clock = read("look_back").when.clock
    assert clock is not None
    assert (clock.of, clock.every_months, clock.for_years) == ("suspended", 6, 5)
