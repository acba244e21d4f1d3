"""Addresses of milestones, indicators and stories."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
