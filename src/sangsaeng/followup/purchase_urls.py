"""Addresses of purchase commitments."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
