from django.urls import path

from sangsaeng.proposals import views
from sangsaeng.proposals.similarity import views as similarity

app_name = "proposals"
urlpatterns = [
    path("", views.models, name="models"),
    path("new/", views.new, name="new"),
    path("<slug:code>/", views.model, name="model"),
    path("<slug:code>/edit/", views.edit, name="edit"),
    path("<slug:code>/submit/", views.submit, name="submit"),
    path("<slug:code>/withdraw/", views.withdraw, name="withdraw"),
    path("<slug:code>/screen/", views.screen, name="screen"),
    path("<slug:code>/return/", views.return_for_supplement, name="return"),
    path("<slug:code>/similar/", similarity.similar, name="similar"),
    path("<slug:code>/similar/<slug:other>/", similarity.pair, name="similar_pair"),
]
