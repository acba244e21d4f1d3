"""Addresses of selection rounds: call, application, eligibility."""

from django.urls import path

from sangsaeng.support.views import applications, intake, rounds

urlpatterns = [
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/new/", rounds.round_new, name="round_new"),
    path("rounds/<slug:code>/", rounds.round_page, name="round"),
    path("rounds/<slug:code>/guide/", rounds.round_guide, name="round_guide"),
    path("rounds/<slug:code>/edit/<slug:part>/", rounds.round_edit, name="round_edit"),
    path("rounds/<slug:code>/do/<slug:act>/", rounds.round_act, name="round_act"),
    path("rounds/<slug:code>/apply/", applications.apply, name="apply"),
    path("rounds/<slug:code>/applications/", applications.applications, name="applications"),
    path("rounds/<slug:code>/intake/", intake.intake, name="intake"),
    path("rounds/<slug:code>/intake/template/", intake.intake_template, name="intake_template"),
    path("rounds/<slug:code>/intake/<int:pk>/", intake.intake_file, name="intake_file"),
    path("applications/", applications.my_applications, name="my_applications"),
    path("applications/<slug:code>/", applications.application, name="application"),
    path("applications/<slug:code>/edit/", applications.application_edit, name="application_edit"),
    path("applications/<slug:code>/submit/", applications.application_submit, name="application_submit"),
    path(
        "applications/<slug:code>/withdraw/", applications.application_withdraw, name="application_withdraw"
    ),
    path("applications/<slug:code>/files/", applications.application_attach, name="application_attach"),
    path("applications/<slug:code>/files/<int:pk>/", applications.application_file, name="application_file"),
    path(
        "applications/<slug:code>/files/<int:pk>/remove/",
        applications.application_file_remove,
        name="application_file_remove",
    ),
    path(
        "applications/<slug:code>/judge/<slug:act>/",
        applications.application_judge,
        name="application_judge",
    ),
]
