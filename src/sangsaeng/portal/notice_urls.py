"""Addresses of notices and calls."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
