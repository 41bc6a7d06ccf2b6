"""The number a document bears: the case's, and from the second of one kind on 之一, 之二 … (法〔2016〕37号)."""

from zhixing.documents.rules.faults import UnfitField
from zhixing.law.case_numbers import CaseNumberUnreadable, parse


def document_number(kind: str, case_number: str, nth: int) -> str:
    """The number of the `nth` document of its kind in the case, counted from 1.

    （2022）吉2424执7号 for the first, （2022）吉2424执7号之一 for the second. Raises UnfitField when the case number cannot
    be read or already carries a suffix.
    """
    try:
        case = parse(case_number)
        if case.suffix:
            raise UnfitField(kind, "案号", f"“{case_number}”已带“{case.suffix}”，请填写案件本身的案号。")
        return case.for_document(nth).text
    except CaseNumberUnreadable as error:
        raise UnfitField(kind, "案号", f"不能使用：{error}") from None
