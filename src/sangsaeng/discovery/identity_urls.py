from django.urls import URLPattern, path

from sangsaeng.discovery.views import identity as views

urlpatterns: list[URLPattern] = [
    path("identities/", views.identities, name="identities"),
    path("identities/find/", views.find, name="identities_find"),
    path("identities/names/", views.names, name="identities_names"),
    path("identities/<slug:code>/", views.identity, name="identity"),
    path("identities/<slug:code>/merge/", views.merge, name="identity_merge"),
    path("identities/<slug:code>/apart/", views.apart, name="identity_apart"),
    path("identities/<slug:code>/name/", views.know_name, name="identity_name"),
    path("identities/<slug:code>/reopen/", views.reopen, name="identity_reopen"),
    path("identities/<slug:code>/split/", views.split, name="identity_split"),
    path("firms/<slug:code>/identity/", views.firm, name="firm_identity"),
    path("firms/<slug:code>/identity/rename/", views.rename, name="firm_rename"),
    path("firms/<slug:code>/identity/name/", views.former_name, name="firm_former_name"),
    path("firms/<slug:code>/identity/number/", views.number, name="firm_number"),
]
