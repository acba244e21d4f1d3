from django.urls import URLPattern, path

from sangsaeng.discovery.views import profiles as views

urlpatterns: list[URLPattern] = [
    path("profiles/", views.profiles, name="profiles"),
    path("profiles/new/", views.profile_register, name="profile_register"),
    path("profiles/<slug:code>/", views.profile, name="profile"),
    path("profiles/<slug:code>/edit/", views.profile_edit, name="profile_edit"),
    path("profiles/<slug:code>/add/<slug:kind>/", views.entry_new, name="entry_new"),
    path("profiles/<slug:code>/entries/<int:pk>/", views.entry_edit, name="entry_edit"),
    path("profiles/<slug:code>/entries/<int:pk>/withdraw/", views.entry_withdraw, name="entry_withdraw"),
    path("profiles/<slug:code>/entries/<int:pk>/restore/", views.entry_restore, name="entry_restore"),
    path("profiles/<slug:code>/entries/<int:pk>/check/", views.entry_check, name="entry_check"),
    path("profiles/<slug:code>/entries/<int:pk>/file/", views.entry_file, name="entry_file"),
    path("profiles/<slug:code>/accept/", views.firm_accept, name="firm_accept"),
    path("profiles/<slug:code>/hide/", views.firm_hide, name="firm_hide"),
    path("profiles/<slug:code>/show/", views.firm_show, name="firm_show"),
]
