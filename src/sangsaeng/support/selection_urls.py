"""Addresses of stages, results and certificates of selection rounds."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
