from django.urls import URLPattern, path

from sangsaeng.discovery.views import matching as views

urlpatterns: list[URLPattern] = [
    path("matching/", views.matching, name="matching"),
    path("matching/rank/", views.rank_now, name="rank_now"),
    path("matching/find/", views.find, name="find"),
    path("matching/codes/", views.code_finder, name="coding"),
    path("matching/feedback/", views.feedback, name="feedback"),
    path("matching/feedback/<int:pk>/withdraw/", views.withdraw_feedback, name="withdraw_feedback"),
    path("matching/feedback/<slug:need>/<slug:firm>/", views.judge, name="judge"),
    path("matching/learnings/", views.learnings, name="learnings"),
    path("matching/learnings/new/", views.learn, name="learn"),
    path("matching/learnings/<slug:code>/", views.use_learning, name="use_learning"),
]
