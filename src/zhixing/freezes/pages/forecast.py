"""Renewals ahead on screen: by month and asset class, and by holder."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from zhixing.foundation import clock
from zhixing.foundation.identity.requests import HouseRequest
from zhixing.foundation.language import t
from zhixing.freezes import queries
from zhixing.law.measure_terms import AssetClass


@login_required
@require_GET
def forecast(request: HouseRequest) -> HttpResponse:
    """Twelve months: how many end, of which class, at which holder, worth how much."""
    mine = request.GET.get("mine", "0") == "1"
    ahead = queries.forecast(
        courts=request.actor.courts,
        today=clock.today(),
        officer_id=(request.actor.user_id or 0) if mine else None,
    )
    columns = [
        (t("月份", "Month"), ""),
        *((asset.chinese, "num") for asset in AssetClass),
        (t("合计", "Total"), "num"),
        (t("金额（元）", "Yuan"), "num"),
        (t("多少", "How many"), ""),
    ]
    unit_columns = [
        (t("协助单位", "Holder"), ""),
        *((f"{month.month.month}" + t("月", ""), "num") for month in ahead.months),
        (t("合计", "Total"), "num"),
        (t("金额（元）", "Yuan"), "num"),
    ]
    return render(
        request, "freezes/forecast.html",
        {
            "months": ahead.months, "units": ahead.units, "assets": [asset.chinese for asset in AssetClass],
            "mine": mine, "columns": columns, "unit_columns": unit_columns,
            "most": max([month.total for month in ahead.months] or [0]),
            "total": sum(month.total for month in ahead.months), "fen": sum(month.fen for month in ahead.months),
        },
    )  # fmt: skip
