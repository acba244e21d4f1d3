from django.urls import path

from sangsaeng.proposals import views

app_name = "proposals"
urlpatterns = [
    path("", views.models, name="models"),
    path("new/", views.new, name="new"),
    path("<str:code>/", views.model, name="model"),
    path("<str:code>/edit/", views.edit, name="edit"),
    path("<str:code>/submit/", views.submit, name="submit"),
    path("<str:code>/withdraw/", views.withdraw, name="withdraw"),
    path("<str:code>/screen/", views.screen, name="screen"),
    path("<str:code>/return/", views.return_for_supplement, name="return"),
]
