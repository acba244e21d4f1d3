from django.urls import path

from sangsaeng.support import views

app_name = "support"
urlpatterns = [
    path("", views.programmes, name="programmes"),
    path("programmes/<str:code>/", views.programme, name="programme"),
    path("models/<str:code>/commit/", views.commit, name="commit"),
    path("models/<str:code>/<str:step>/", views.step, name="step"),
    path("commitments/<int:pk>/cancel/", views.cancel, name="cancel"),
]
