"""Addresses of open data, feeds and the site map."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
