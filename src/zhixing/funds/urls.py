"""Addresses of 案款."""

from django.urls import URLPattern, path

from zhixing.funds.pages import payments, plans, receipts, statements

urlpatterns: list[URLPattern] = [
    path("funds/", receipts.receipts, name="funds"),
    path("funds/receipts/<uuid:receipt_id>/", receipts.receipt, name="receipt"),
    path("funds/receipts/<uuid:receipt_id>/mark/", receipts.mark, name="receipt-mark"),
    path("funds/receipts/<uuid:receipt_id>/unmark/", receipts.unmark, name="receipt-unmark"),
    path("funds/receipts/<uuid:receipt_id>/plan/", receipts.plan, name="receipt-plan"),
    path("funds/plans/", plans.plans, name="funds-plans"),
    path("funds/plans/preview/", plans.preview, name="plans-preview"),
    path("funds/plans/approve/", plans.approve_picked, name="plans-approve"),
    path("funds/plans/<uuid:plan_id>/", plans.plan, name="plan"),
    path("funds/plans/<uuid:plan_id>/lines/<int:place>/why/", plans.why, name="plan-why"),
    path("funds/plans/<uuid:plan_id>/approve/", plans.approve, name="plan-approve"),
    path("funds/plans/<uuid:plan_id>/reject/", plans.reject, name="plan-reject"),
    path("funds/plans/<uuid:plan_id>/withdraw/", plans.withdraw, name="plan-withdraw"),
    path("funds/payments/", payments.payments, name="funds-payments"),
    path("funds/payments/file/", payments.write_file, name="payments-file"),
    path("funds/payments/files/<uuid:file_id>/", payments.file, name="payment-file"),
    path("funds/payments/answer/", payments.answer, name="payments-answer"),
    path("funds/payments/<uuid:payment_id>/", payments.payment, name="payment"),
    path("funds/payments/<uuid:payment_id>/repair/", payments.repair, name="payment-repair"),
    path("funds/import/", statements.take_in, name="funds-import"),
    path("funds/import/<uuid:statement_id>/", statements.statement, name="funds-statement"),
    path("funds/reconcile/", statements.reconcile, name="funds-reconcile"),
    path("funds/differences/<uuid:difference_id>/settle/", statements.settle, name="difference-settle"),
    path("cases/<uuid:case_id>/funds/", receipts.of_case, name="case-funds"),
]
