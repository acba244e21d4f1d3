from django.urls import path

from sangsaeng.desk import views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("record/", views.record, name="record"),
]
