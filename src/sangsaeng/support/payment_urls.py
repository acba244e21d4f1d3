"""Addresses of the agencies' payment files."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
