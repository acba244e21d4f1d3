from django.urls import path

from sangsaeng.discovery import fair_urls, identity_urls, match_urls, profile_urls, survey_urls
from sangsaeng.discovery.views import published as views

app_name = "discovery"
# Items, needs and firms last: their addresses hold open places that would catch others.
urlpatterns = [
    *match_urls.urlpatterns,
    *profile_urls.urlpatterns,
    *survey_urls.urlpatterns,
    *identity_urls.urlpatterns,
    *fair_urls.urlpatterns,
    path("items/", views.items, name="items"),
    path("items/<slug:key>/", views.item, name="item"),
    path("needs/", views.needs, name="needs"),
    path("needs/<slug:code>/", views.need, name="need"),
    path("needs/<slug:code>/firms/<slug:firm>/", views.match, name="match"),
    path("firms/", views.firms, name="firms"),
    path("firms/<slug:code>/", views.firm, name="firm"),
]
