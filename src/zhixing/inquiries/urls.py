"""Addresses of 查控."""

from django.urls import URLPattern, path

from zhixing.inquiries.pages import asking, assets, claims, controls, watching

urlpatterns: list[URLPattern] = [
    path("inquiries/", asking.inquiries, name="inquiries"),
    path("inquiries/ask/", asking.ask_batch, name="inquiries-ask"),
    path("inquiries/silent/", watching.silent, name="inquiries-silent"),
    path("inquiries/units/", watching.units, name="inquiry-units"),
    path("inquiries/units/<uuid:unit_id>/", watching.unit, name="inquiry-unit"),
    path("inquiries/units/<uuid:unit_id>/act/", watching.act_on_unit, name="inquiry-unit-act"),
    path("inquiries/audits/", watching.audits, name="inquiry-audits"),
    path("inquiries/audits/<uuid:pick_id>/", watching.review, name="inquiry-review"),
    path("inquiries/people/", watching.access_log, name="inquiry-access"),
    path("inquiries/requests/<uuid:request_id>/", asking.request_page, name="inquiry-request"),
    path("inquiries/requests/<uuid:request_id>/act/", asking.act_on_request, name="inquiry-request-act"),
    path("inquiries/requests/<uuid:request_id>/answer/", asking.enter_answer, name="inquiry-request-answer"),
    path("inquiries/<uuid:inquiry_id>/", asking.inquiry, name="inquiry"),
    path("inquiries/<uuid:inquiry_id>/cancel/", asking.cancel, name="inquiry-cancel"),
    path("cases/<uuid:case_id>/inquiries/", asking.of_case, name="case-inquiries"),
    path("cases/<uuid:case_id>/inquiries/ask/", asking.ask_case, name="case-inquiries-ask"),
    path("inquiries/assets/<uuid:asset_id>/", assets.asset, name="asset"),
    path("inquiries/conflicts/", assets.conflicts, name="identity-conflicts"),
    path("inquiries/conflicts/<uuid:conflict_id>/", assets.conflict, name="identity-conflict"),
    path("inquiries/conflicts/<uuid:conflict_id>/propose/", assets.propose, name="identity-conflict-propose"),
    path("inquiries/conflicts/<uuid:conflict_id>/confirm/", assets.confirm, name="identity-conflict-confirm"),
    path("cases/<uuid:case_id>/assets/", assets.of_case, name="case-assets"),
    path("cases/<uuid:case_id>/assets/notice/", assets.notify, name="assets-notice"),
    path("cases/<uuid:case_id>/assets/spouse/<uuid:lead_id>/", assets.spouse, name="spouse-lead"),
    path("inquiries/controls/", controls.silent, name="inquiry-controls"),
    path("inquiries/controls/<uuid:order_id>/", controls.order, name="inquiry-control"),
    path("inquiries/controls/<uuid:order_id>/receipt/", controls.enter, name="inquiry-control-receipt"),
    path("cases/<uuid:case_id>/controls/", controls.of_case, name="case-controls"),
    path("inquiries/claims/", claims.claims, name="inquiry-claims"),
    path("inquiries/claims/new/", claims.record_claim, name="inquiry-claim-new"),
    path("inquiries/claims/<uuid:claim_id>/", claims.claim, name="inquiry-claim"),
    path("inquiries/claims/<uuid:claim_id>/propose/", claims.propose, name="inquiry-claim-propose"),
    path("inquiries/claims/<uuid:claim_id>/decide/", claims.decide, name="inquiry-claim-decide"),
    path("inquiries/claims/<uuid:claim_id>/evidence/", claims.evidence, name="inquiry-claim-evidence"),
]
