"""What a person can be in a court."""

from enum import StrEnum


class Role(StrEnum):
    """What a person does in a court."""

    OFFICER = "officer"
    CLERK = "clerk"
    FUND_ACCOUNTANT = "fund_accountant"
    BUREAU_CHIEF = "bureau_chief"
    VICE_PRESIDENT = "vice_president"
    DUTY_OFFICER = "duty_officer"
    AUDITOR = "auditor"
    IT = "it"
    TRANSLATOR = "translator"

    @property
    def label(self) -> str:
        """The word on screen."""
        return _ROLE_LABELS[self]


_ROLE_LABELS = {
    Role.OFFICER: "执行员",
    Role.CLERK: "书记员",
    Role.FUND_ACCOUNTANT: "案款管理员",
    Role.BUREAU_CHIEF: "执行局局长",
    Role.VICE_PRESIDENT: "分管副院长",
    Role.DUTY_OFFICER: "指挥中心值班员",
    Role.AUDITOR: "审计员",
    Role.IT: "系统管理员",
    Role.TRANSLATOR: "翻译",
}
