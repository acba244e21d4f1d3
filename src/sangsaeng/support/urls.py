from django.urls import path

from sangsaeng.support import views

app_name = "support"
urlpatterns = [
    path("", views.programmes, name="programmes"),
    path("programmes/<slug:code>/", views.programme, name="programme"),
    path("models/<slug:code>/commit/", views.commit, name="commit"),
    path("models/<slug:code>/<slug:step>/", views.step, name="step"),
    path("commitments/<int:pk>/cancel/", views.cancel, name="cancel"),
]
