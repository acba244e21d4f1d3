from django.urls import URLPattern, path

from sangsaeng.discovery.views import postings, surveys

urlpatterns: list[URLPattern] = [
    path("surveys/", surveys.surveys, name="surveys"),
    path("surveys/new/", surveys.survey_new, name="survey_new"),
    path("surveys/posts/", postings.postings, name="postings"),
    path("surveys/posts/new/", postings.posting_new, name="posting_new"),
    path("surveys/posts/<slug:code>/", postings.posting, name="posting"),
    path("surveys/posts/<slug:code>/interest/", postings.posting_interest, name="posting_interest"),
    path("surveys/interests/", postings.interests, name="interests"),
    path("surveys/interests/<slug:code>/identify/", postings.interest_identify, name="interest_identify"),
    path("surveys/interests/<slug:code>/accept/", postings.interest_accept, name="interest_accept"),
    path("surveys/interests/<slug:code>/end/", postings.interest_end, name="interest_end"),
    path("surveys/needs/", postings.own_needs, name="own_needs"),
    path("surveys/needs/<slug:code>/", surveys.signal, name="signal"),
    path("surveys/needs/<slug:code>/edit/", surveys.signal_edit, name="signal_edit"),
    path("surveys/needs/<slug:code>/publish/", surveys.signal_publish, name="signal_publish"),
    path("surveys/needs/<slug:code>/withdraw/", surveys.signal_withdraw, name="signal_withdraw"),
    path("surveys/needs/<slug:code>/restore/", surveys.signal_restore, name="signal_restore"),
    path("surveys/needs/<slug:code>/candidates/", postings.candidates, name="candidates"),
    path("surveys/<slug:code>/", surveys.survey, name="survey"),
    path("surveys/<slug:code>/form/", surveys.survey_file_form, name="survey_form"),
    path("surveys/<slug:code>/answer/", surveys.survey_answer, name="survey_answer"),
    path("surveys/<slug:code>/upload/", surveys.survey_upload, name="survey_upload"),
    path("surveys/<slug:code>/nothing/", surveys.survey_nothing, name="survey_nothing"),
    path("surveys/<slug:code>/files/<int:pk>/", surveys.survey_file, name="survey_file"),
    path("surveys/<slug:code>/remind/", surveys.survey_remind, name="survey_remind"),
    path("surveys/<slug:code>/close/", surveys.survey_close, name="survey_close"),
]
