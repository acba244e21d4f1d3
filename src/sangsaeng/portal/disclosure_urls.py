"""Addresses of requests under the Information Disclosure Act."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
