"""Pages for what went wrong: what it is, and what to do now."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from zhixing.documents.sealing.base import SealingFailed
from zhixing.foundation.language import t


def _page(request: HttpRequest, code: int, words: str, advice: str) -> HttpResponse:
    return render(request, "door_error.html", {"code": code, "words": words, "advice": advice}, status=code)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return _page(
        request, 404,
        t("没有这一页。", "There is no such page."),
        t("网址可能有误，或者这份记录不属于您所在的法院。请从左侧房间或上方搜索进入。",
          "The address may be wrong, or the record belongs to another court. Go on from the rooms or the search."),
    )  # fmt: skip


def forbidden(request: HttpRequest, exception: PermissionDenied) -> HttpResponse:
    """403."""
    return _page(
        request, 403,
        str(exception) or t("您的岗位不能办理此事。", "Your role does not reach so far."),
        t("如确需办理，请联系本院系统管理员调整岗位。", "If you need it, ask your court's administrator for the role."),
    )  # fmt: skip


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form is older than the session."""
    return _page(
        request, 403,
        t("这张表单已经过期，没有提交。", "This form has expired and was not sent."),
        t("请返回上一页，刷新后再提交一次；已填的内容浏览器会保留。",
          "Go back, reload and send it again; the browser keeps what you typed."),
    )  # fmt: skip


def unsealed(request: HttpRequest, failed: SealingFailed) -> HttpResponse:
    """503. The seal could not be set: the act was taken back whole, and can be done again."""
    return _page(
        request, 503,
        str(failed),
        t("文书没有作出，没有任何内容被改动。请稍后重试；再次出现时，请系统管理员看运维页的印章一栏。",
          "No document was made and nothing was changed. Try again later; if it stays, the administrator finds the "
          "reason under seals on the operator page."),
    )  # fmt: skip


def broken(request: HttpRequest) -> HttpResponse:
    """500. Draws nothing that needs the database: it may be what failed."""
    return _page(
        request, 500,
        t("系统出了差错，这一步没有完成。", "Something broke; this step was not done."),
        t("没有任何内容被改动一半。请稍后重试；再次出现时，把时间告诉系统管理员。",
          "Nothing was left half changed. Try again; if it happens again, tell the administrator the time."),
    )  # fmt: skip
