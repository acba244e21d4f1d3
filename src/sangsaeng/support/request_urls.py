"""Addresses of requests to ministries."""

from django.urls import path

from sangsaeng.support.views import requests

urlpatterns = [
    path("requests/", requests.requests, name="requests"),
    path("requests/new/", requests.request_new, name="request_new"),
    path("requests/<str:code>/", requests.one, name="request"),
    path("requests/<str:code>/papers/<int:pk>/", requests.paper, name="request_paper"),
    path("requests/<str:code>/<slug:act>/", requests.act, name="request_act"),
]
