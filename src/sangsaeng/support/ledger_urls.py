"""Addresses of programmes and of the ledger."""

from django.urls import path

from sangsaeng.support.views import ledger

urlpatterns = [
    path("", ledger.programmes, name="programmes"),
    path("programmes/<slug:code>/", ledger.programme, name="programme"),
    path("models/<slug:code>/commit/", ledger.commit, name="commit"),
    path("models/<slug:code>/<slug:step>/", ledger.step, name="step"),
    path("commitments/<int:pk>/cancel/", ledger.cancel, name="cancel"),
]
