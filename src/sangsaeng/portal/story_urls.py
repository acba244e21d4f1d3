"""Addresses of the published success stories."""

from django.urls import path

from sangsaeng.portal import story_views as views

urlpatterns = [
    path("stories/", views.stories, name="stories"),
    path("stories/<slug:code>/", views.story, name="story"),
]
