"""Addresses of selection rounds: call, application, eligibility."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
