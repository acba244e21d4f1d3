"""Addresses of the open data, the feed of news and what search engines ask for."""

from django.urls import URLPattern, path

from sangsaeng.portal import feeds
from sangsaeng.portal.datasets import views

urlpatterns: list[URLPattern] = [
    path("data/", views.datasets, name="data"),
    path("data/catalog.jsonld", views.catalogue, name="catalog"),
    path("data/<slug:key>.schema.json", views.schema, name="dataset_schema"),
    path("data/<slug:key>.<slug:format>", views.file, name="dataset_file"),
    path("data/<slug:key>/", views.dataset, name="dataset"),
    path("feed.atom", feeds.feed, name="feed"),
    path("sitemap.xml", feeds.sitemap, name="sitemap"),
    path("robots.txt", feeds.robots, name="robots"),
]
