"""Addresses of fields that are opened to the public."""

from django.urls import URLPattern, path

from sangsaeng.portal.openings import views as views

urlpatterns: list[URLPattern] = [
    path("openings/", views.openings, name="openings"),
    path("openings/new/<slug:code>/", views.new, name="opening_new"),
    path("openings/<int:pk>/", views.opening, name="opening"),
    path("openings/<int:pk>/consent/", views.consent, name="opening_consent"),
    path("openings/<int:pk>/decide/", views.decide, name="opening_decide"),
    path("openings/<int:pk>/withdraw/", views.withdraw, name="opening_withdraw"),
    path("openings/<int:pk>/paper/<int:consent>/", views.paper, name="opening_paper"),
]
