"""Addresses of requests under the Information Disclosure Act."""

from django.urls import path

from sangsaeng.portal.disclosures import views

urlpatterns = [
    path("disclose/", views.disclose, name="disclose"),
    path("disclose/<str:token>/", views.disclosed, name="disclosed"),
    path("disclose/<str:token>/answer.pdf", views.disclosed_paper, name="disclosed_paper"),
    path("disclose/<str:token>/withdraw/", views.disclosed_withdraw, name="disclosed_withdraw"),
    path("disclosures/", views.disclosures, name="disclosures"),
    path("disclosures/<slug:code>/", views.disclosure, name="disclosure"),
    path("disclosures/<slug:code>/answer.pdf", views.disclosure_paper, name="disclosure_paper"),
    path("disclosures/<slug:code>/closed/<int:number>/", views.disclosure_ground, name="disclosure_ground"),
]
