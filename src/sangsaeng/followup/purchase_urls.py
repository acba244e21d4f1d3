"""Addresses of purchase commitments."""

from django.urls import URLPattern, path

from sangsaeng.followup.views import purchase_confirming as confirming
from sangsaeng.followup.views import purchase_evidence as evidence
from sangsaeng.followup.views import purchases, statements

urlpatterns: list[URLPattern] = [
    path("purchases/", purchases.purchases, name="purchases"),
    path("purchases/upload/", confirming.confirmations_upload, name="confirmations_upload"),
    path("purchases/models/<slug:code>/new/", purchases.purchase_new, name="purchase_new"),
    path("purchases/terms/<int:pk>/evidence/", evidence.evidence_add, name="evidence_add"),
    path("purchases/terms/<int:pk>/exempt/", evidence.exemption_ask, name="exemption_ask"),
    path("purchases/terms/<int:pk>/move/", purchases.term_move, name="term_move"),
    path("purchases/terms/<int:pk>/stop/", purchases.term_stop, name="term_stop"),
    path("purchases/evidence/<int:pk>/file/", evidence.evidence_file, name="evidence_file"),
    path("purchases/evidence/<int:pk>/withdraw/", evidence.evidence_withdraw, name="evidence_withdraw"),
    path("purchases/exemptions/<int:pk>/file/", evidence.exemption_file, name="exemption_file"),
    path("purchases/exemptions/<int:pk>/decide/", evidence.exemption_decide, name="exemption_decide"),
    path("purchases/links/<int:pk>/close/", confirming.link_revoke, name="link_revoke"),
    path("purchases/<slug:code>/", purchases.purchase, name="purchase"),
    path("purchases/<slug:code>/edit/", purchases.purchase_edit, name="purchase_edit"),
    path("purchases/<slug:code>/confirm/", purchases.purchase_confirm, name="purchase_confirm"),
    path("purchases/<slug:code>/lapse/", purchases.purchase_lapse, name="purchase_lapse"),
    path("purchases/<slug:code>/answer/", confirming.purchase_answer, name="purchase_answer"),
    path("purchases/<slug:code>/link/", confirming.purchase_link, name="purchase_link"),
    path("purchases/<slug:code>/form.xlsx", confirming.purchase_form, name="purchase_form"),
    path("purchases/<slug:code>/paper/", purchases.purchase_paper, name="purchase_paper"),
    path("rates/", statements.statements, name="statements"),
    path("rates/companies/<int:pk>/send/", statements.statement_send, name="statement_send"),
    path("rates/<slug:code>/", statements.statement, name="statement"),
    path("rates/<slug:code>/reply/", statements.statement_reply, name="statement_reply"),
    path("rates/<slug:code>/extend/", statements.statement_extend, name="statement_extend"),
    path("rates/<slug:code>/withdraw/", statements.statement_withdraw, name="statement_withdraw"),
    path("rates/<slug:code>/link/", statements.statement_link, name="statement_link"),
    path("confirm/<str:secret>/", confirming.confirm, name="confirm"),
]
