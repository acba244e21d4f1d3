"""Addresses of fields that are opened to the public."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
