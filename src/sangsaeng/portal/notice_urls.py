"""Addresses of notices and calls."""

from django.urls import path

from sangsaeng.portal.notices import views

urlpatterns = [
    path("notices/", views.notices, name="notices"),
    path("notices/new/", views.notice_new, name="notice_new"),
    path("notices/<slug:code>/", views.notice, name="notice"),
    path("notices/<slug:code>/guide.pdf", views.notice_sheet, name="notice_sheet"),
    path("notices/<slug:code>/edit/", views.notice_edit, name="notice_edit"),
    path("notices/<slug:code>/publish/", views.notice_publish, name="notice_publish"),
    path("notices/<slug:code>/withdraw/", views.notice_withdraw, name="notice_withdraw"),
]
