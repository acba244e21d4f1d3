from django.urls import path

from sangsaeng.portal import data_urls, disclosure_urls, notice_urls, opening_urls, story_urls, views

app_name = "portal"
urlpatterns = [
    *opening_urls.urlpatterns,
    *data_urls.urlpatterns,
    *notice_urls.urlpatterns,
    *disclosure_urls.urlpatterns,
    *story_urls.urlpatterns,
    path("", views.home, name="home"),
    path("board/", views.board, name="board"),
    path("library/", views.library, name="library"),
    path("library/selection/", views.selection, name="selection"),
    path("library/sources/", views.sources, name="sources"),
    path("correct/", views.correct, name="correct"),
    path("corrections/", views.corrections, name="corrections"),
    path("corrections/<str:code>/", views.correction, name="correction"),
]
