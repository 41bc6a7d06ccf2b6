"""The form of a kind, made from its facts: each field of the dataclass is a field to fill, under its own name."""

from collections.abc import Sequence
from dataclasses import MISSING, Field, fields
from datetime import date
from enum import StrEnum
from typing import Any, get_args, get_type_hints

from django import forms

from zhixing.documents.rules.faults import DocumentRefused
from zhixing.documents.rules.paper import Kind, Paper, Signer, SpeaksTo
from zhixing.foundation.language import t
from zhixing.foundation.money import UnreadableAmount, read_fen

PREFIX = "f-"
SHORT, LONG = 200, 3900
LINES_MAX = 200


class YuanField(forms.CharField):
    """An amount in yuan as people write it, kept in fen."""

    def clean(self, value: Any) -> int | None:
        """The fen. Raises ValidationError."""
        text = super().clean(value)
        if not text:
            return None
        try:
            return read_fen(text)
        except UnreadableAmount as error:
            raise forms.ValidationError(str(error)) from None


class LinesField(forms.CharField):
    """Several lines, one item each."""

    def clean(self, value: Any) -> tuple[str, ...]:
        """The lines that hold something. Raises ValidationError."""
        lines = tuple(line.strip() for line in super().clean(value).splitlines() if line.strip())
        if len(lines) > LINES_MAX:
            raise forms.ValidationError(
                t(f"最多 {LINES_MAX} 行，请分几份文书。", f"At most {LINES_MAX} lines.")
            )
        return lines


def _plain_type(hint: Any) -> type:
    """The type behind `X | None`, and tuple for several lines."""
    parts = [part for part in get_args(hint) if part is not type(None) and isinstance(part, type)]
    if getattr(hint, "__origin__", None) is tuple:
        return tuple
    found: type = parts[0] if parts else hint
    return found


def _field_for(slot: Field[Any], hint: Any) -> forms.Field:
    kind, meta = _plain_type(hint), slot.metadata
    told: dict[str, Any] = {
        "label": meta["name"], "required": not meta.get("optional"), "help_text": meta.get("hint", ""),
    }  # fmt: skip
    area = forms.Textarea(attrs={"rows": 4})
    made: forms.Field
    if kind is bool:
        made = forms.BooleanField(**{**told, "required": False})
    elif kind is tuple:
        made = LinesField(max_length=LONG, widget=area, **told)
    elif kind is date:
        made = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **told)
    elif issubclass(kind, StrEnum):
        choices = [(one.value, getattr(one, "label", one.value)) for one in kind]
        made = forms.TypedChoiceField(choices=choices, coerce=kind, empty_value=None, **told)
    elif kind is int and meta.get("unit") == "fen":
        made = YuanField(max_length=40, **{**told, "label": meta["name"] + t("（元）", " (yuan)")})
    elif kind is int:
        made = forms.IntegerField(min_value=meta.get("least"), max_value=meta.get("most"), **told)
    elif meta.get("long"):
        made = forms.CharField(max_length=LONG, widget=area, **told)
    else:
        made = forms.CharField(max_length=SHORT, **told)
    return made


def form_for(kind: Kind, paper: Paper, parties: Sequence[tuple[str, str]]) -> type[forms.Form]:
    """A form class: whom it speaks to, who signs, and the facts, filled in from the case as far as it tells."""
    made: dict[str, forms.Field] = {"key": forms.UUIDField(widget=forms.HiddenInput)}
    if kind.speaks_to in (SpeaksTo.APPLICANT, SpeaksTo.DEBTOR, SpeaksTo.PARTY):
        made["to"] = forms.ChoiceField(choices=list(parties), label=t("送给", "To"))
    hints = get_type_hints(kind.facts)
    for slot in fields(kind.facts):
        field = _field_for(slot, hints[slot.name])
        field.initial = _start(slot, paper)
        made[f"{PREFIX}{slot.name}"] = field
    if kind.signer is Signer.PRESIDENT:
        made["president"] = forms.CharField(max_length=20, label=t("院长姓名", "President's name"))
    if kind.signer is not Signer.NOBODY:
        made["clerk"] = forms.CharField(max_length=20, required=False, label=t("书记员", "Clerk"))
    if paper.owed is not None:
        made["with_annex"] = forms.BooleanField(
            required=False, label=t("附金额计算说明", "Annex: how the amounts are computed")
        )
    return type("DraftForm", (forms.Form,), made)


def _start(slot: Field[Any], paper: Paper) -> object:
    prefill = slot.metadata.get("prefill")
    if prefill is not None:
        try:
            return prefill(paper)
        except (DocumentRefused, IndexError, AttributeError):
            return None
    return None if slot.default in (MISSING, None, ()) else slot.default


def facts_from(kind: Kind, form: forms.Form) -> object:
    """The facts of a valid form."""
    values = {}
    for slot in fields(kind.facts):
        value = form.cleaned_data[f"{PREFIX}{slot.name}"]
        values[slot.name] = slot.default if value in (None, "") and slot.default is not MISSING else value
    return kind.facts(**values)
