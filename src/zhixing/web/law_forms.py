"""What a person fills in on the law pages; amounts and dates are read as offices write them."""

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms

from zhixing.foundation import clock
from zhixing.foundation.dates import UnreadableDate, read_date
from zhixing.foundation.language import t
from zhixing.foundation.money import UnreadableAmount, read_fen
from zhixing.law.distribution import ClaimKind, DebtorKind
from zhixing.law.limit_table import LIMITS
from zhixing.law.measure_terms import AssetClass


class YuanField(forms.CharField):
    """An amount in yuan as people write it; cleans to fen, None when left empty."""

    def __init__(
        self, *, label: str, required: bool = True, help_text: str = "", zero_allowed: bool = False
    ) -> None:
        self._zero_allowed = zero_allowed
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(label=label, required=required, help_text=help_text, max_length=40, widget=widget)

    def clean(self, value: Any) -> int | None:
        """The fen. Raises ValidationError with what to do."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_fen(text, zero_allowed=self._zero_allowed)
        except UnreadableAmount as error:
            raise forms.ValidationError(str(error)) from error


class DayField(forms.CharField):
    """A day in any of the styles offices use; cleans to a date, None when left empty."""

    def __init__(self, *, label: str, required: bool = True, help_text: str = "") -> None:
        widget = forms.TextInput(
            attrs={"placeholder": t("年-月-日", "year-month-day"), "autocomplete": "off"}
        )
        super().__init__(label=label, required=required, help_text=help_text, max_length=30, widget=widget)

    def clean(self, value: Any) -> date | None:
        """The day. Raises ValidationError with what to do."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_date(text)
        except UnreadableDate as error:
            raise forms.ValidationError(str(error)) from error


class LawForm(forms.Form):
    """A form of the law pages; labels are made per request, in the language of the person."""

    required_css_class = "zx-required"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.update(self.make_fields())

    def make_fields(self) -> dict[str, forms.Field]:
        """The fields in order."""
        return {}


class InterestForm(LawForm):
    """Interest for delayed performance."""

    def make_fields(self) -> dict[str, forms.Field]:
        """The fields in order."""
        return {
            "principal": YuanField(label=t("本金（元）", "Principal (yuan)")),
            "rate": forms.CharField(
                label=t("利率（按判决书写法）", "Rate, as the judgment writes it"), required=False, max_length=120,
                help_text=t("年利率6%、日万分之五、LPR四倍、贷款市场报价利率的1.3倍；不写则没有一般债务利息",
                            "年利率6%, 日万分之五, LPR四倍 …; empty for none"),
            ),
            "interest_from": DayField(label=t("利息起算日（当日计入）", "Interest from (included)"), required=False),
            "performance_ends": DayField(label=t("履行期限届满日", "Last day for performance"), required=False),
            "effective_on": DayField(
                label=t("执行依据生效日", "Title effective on"), required=False,
                help_text=t("没有写明履行期限时填写", "when no period for performance is stated"),
            ),
            "paid_on": DayField(label=t("清偿日（当日计入）", "Paid on (included)")),
            "costs": YuanField(
                label=t("诉讼费等（元）", "Costs awarded (yuan)"), required=False, zero_allowed=True
            ),
        }  # fmt: skip


class FeeForm(LawForm):
    """Application fee."""

    def make_fields(self) -> dict[str, forms.Field]:
        """The fields in order."""
        return {
            "amount": YuanField(label=t("申请金额（元）", "Amount applied for (yuan)")),
            "kind": forms.ChoiceField(
                label=t("种类", "Kind"), required=False,
                choices=[("enforcement", t("申请执行", "enforcement")), ("preservation", t("申请保全", "preservation"))],
            ),
            "on": DayField(label=t("申请日", "Applied on"), required=False),
        }  # fmt: skip


class TermForm(LawForm):
    """Term of a control measure."""

    def make_fields(self) -> dict[str, forms.Field]:
        """The fields in order."""
        english = {
            "deposit": "deposit",
            "movable": "movable",
            "immovable": "immovable",
            "other": "other right",
        }
        return {
            "asset": forms.ChoiceField(
                label=t("财产类别", "Class of asset"),
                choices=[(asset.value, t(asset.chinese, english[asset.value])) for asset in AssetClass],
            ),
            "start": DayField(label=t("措施生效日", "In effect from")),
            "months": forms.IntegerField(
                label=t("裁定的月数", "Months ordered"), required=False, min_value=1, max_value=60,
                help_text=t("不写则为法定最长期限", "empty for the longest the law allows"),
            ),
        }  # fmt: skip


class LimitForm(LawForm):
    """Time limit of a step."""

    def make_fields(self) -> dict[str, forms.Field]:
        """The fields in order."""
        return {
            "kind": forms.ChoiceField(
                label=t("时限", "Limit"), choices=[(kind.value, row.name) for kind, row in LIMITS.items()]
            ),
            "start": DayField(label=t("起算的事件发生日（当日不计）", "Day of the event (not counted)")),
        }


CLAIM_ROWS = 6
"""Rows for claims on the page; a distribution with more belongs to a case."""


def claim_kinds() -> list[tuple[str, str]]:
    """Kinds of claims with their words."""
    words = {
        ClaimKind.ORDINARY: t("普通债权", "ordinary"), ClaimKind.PRIORITY: t("优先受偿权", "priority right"),
        ClaimKind.WAGE: t("劳动报酬", "wages"), ClaimKind.MAINTENANCE: t("抚养赡养", "maintenance"),
        ClaimKind.INJURY: t("人身损害", "injury"), ClaimKind.COSTS: t("执行费用", "costs"),
        ClaimKind.MEDICAL: t("医疗费", "medical"), ClaimKind.RESTITUTION: t("退赔", "restitution"),
        ClaimKind.FINE: t("罚金", "fine"), ClaimKind.CONFISCATION: t("没收财产", "confiscation"),
    }  # fmt: skip
    return [(kind.value, text) for kind, text in words.items()]


class ClaimForm(LawForm):
    """One claim."""

    def make_fields(self) -> dict[str, forms.Field]:
        """The fields in order."""
        return {
            "creditor": forms.CharField(label=t("债权人", "Creditor"), required=False, max_length=80),
            "amount": YuanField(label=t("金额（元）", "Amount (yuan)"), required=False),
            "kind": forms.ChoiceField(label=t("种类", "Kind"), choices=claim_kinds(), required=False),
            "measured": DayField(label=t("首次查封日", "Seized on"), required=False),
        }

    def clean(self) -> dict[str, Any]:
        """A row is whole or empty."""
        kept: dict[str, Any] = super().clean() or self.cleaned_data
        if "amount" in kept and bool(kept.get("creditor")) != bool(kept.get("amount")):
            raise forms.ValidationError(t("债权人和金额要同时填写。", "Fill in both creditor and amount."))
        return kept


class RankForm(LawForm):
    """Distribution among creditors."""

    def make_fields(self) -> dict[str, forms.Field]:
        """The fields in order."""
        return {
            "pool": YuanField(label=t("可供分配的金额（元）", "To distribute (yuan)")),
            "debtor": forms.ChoiceField(
                label=t("被执行人", "Debtor"),
                choices=[
                    (DebtorKind.PERSON.value, t("公民", "natural person")),
                    (DebtorKind.OTHER_ORGANISATION.value, t("其他组织", "other organisation")),
                    (DebtorKind.ENTERPRISE.value, t("企业法人", "enterprise")),
                ],
            ),
            "on": DayField(label=t("分配日", "Distributed on"), required=False),
        }


class AmountForm(LawForm):
    """An amount in Chinese capitals."""

    def make_fields(self) -> dict[str, forms.Field]:
        """The fields in order."""
        return {"yuan": forms.CharField(label=t("金额（元）", "Amount (yuan)"), max_length=40)}

    def clean_yuan(self) -> Decimal:
        """The amount; up to the 10¹⁶ that capitals can write."""
        text = str(self.cleaned_data["yuan"]).replace(",", "").replace("，", "").strip().removesuffix("元")
        try:
            return Decimal(text)
        except InvalidOperation:
            raise forms.ValidationError(
                t("请写成 12345.67 这样的数字。", "Write a number like 12345.67.")
            ) from None


def day_or_today(value: date | None) -> date:
    """The day given, or the day the office lives in."""
    return value or clock.today()
