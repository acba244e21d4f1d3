from django.urls import path

from sangsaeng.discovery import views

app_name = "discovery"
urlpatterns = [
    path("items/", views.items, name="items"),
    path("items/<slug:key>/", views.item, name="item"),
    path("needs/", views.needs, name="needs"),
    path("needs/<slug:code>/", views.need, name="need"),
    path("needs/<slug:code>/firms/<slug:firm>/", views.match, name="match"),
    path("firms/", views.firms, name="firms"),
    path("firms/<slug:code>/", views.firm, name="firm"),
]
