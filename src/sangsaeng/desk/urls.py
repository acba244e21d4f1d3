from django.urls import path

from sangsaeng.desk import clocks, views

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("record/", views.record, name="record"),
    path("clocks/", clocks.clocks, name="clocks"),
    path("clocks/new/", clocks.clock_new, name="clock_new"),
    path("clocks/<str:code>/", clocks.clock, name="clock"),
    path("clocks/<str:code>/<slug:act>/", clocks.clock_act, name="clock_act"),
]
