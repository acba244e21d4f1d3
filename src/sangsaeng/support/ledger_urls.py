"""Addresses of programmes and of the ledger."""

from django.urls import path

from sangsaeng.support.views import ledger, ledger_acts

urlpatterns = [
    path("", ledger.programmes, name="programmes"),
    path("programmes/new/", ledger_acts.new_programme, name="new_programme"),
    path("programmes/<slug:code>/", ledger.programme, name="programme"),
    path("programmes/<slug:code>/ledger/", ledger.ledger, name="ledger"),
    path("programmes/<slug:code>/edit/", ledger_acts.edit_programme, name="edit_programme"),
    path("programmes/<slug:code>/commit/", ledger_acts.commit_firm, name="commit_firm"),
    path("programmes/<slug:code>/<slug:act>/", ledger_acts.budget, name="budget"),
    path("models/<slug:code>/commit/", ledger_acts.commit, name="commit"),
    path("models/<slug:code>/<slug:step>/", ledger_acts.step, name="step"),
    path("commitments/<slug:code>/", ledger.commitment, name="commitment"),
    path("commitments/<slug:code>/<slug:act>/", ledger_acts.act, name="act"),
    path("entries/<int:pk>/correct/", ledger_acts.correct, name="correct"),
]
