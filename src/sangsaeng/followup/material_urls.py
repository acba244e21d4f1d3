"""Addresses of requests for material."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
