"""Addresses of requests to ministries."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
