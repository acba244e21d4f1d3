"""Addresses of milestones, indicators and stories."""

from django.urls import path

from sangsaeng.followup.views import milestones, outcomes, stories

urlpatterns = [
    path("outcomes/", outcomes.outcomes, name="outcomes"),
    path("outcomes/<slug:code>/", outcomes.outcome, name="outcome"),
    path("outcomes/<slug:code>/imports/", outcomes.imports, name="imports"),
    path("outcomes/<slug:code>/milestones/new/", milestones.milestone_new, name="milestone_new"),
    path("outcomes/<slug:code>/schedule/", milestones.schedule, name="schedule"),
    path("outcomes/<slug:code>/regulation/", milestones.regulation_report, name="regulation_report"),
    path("outcomes/<slug:code>/correction/", milestones.correction_order, name="correction_order"),
    path(
        "outcomes/<slug:code>/correction/<slug:clock>/", milestones.relief_take_back, name="relief_take_back"
    ),
    path("outcomes/<slug:code>/indicators/new/", outcomes.indicator_new, name="indicator_new"),
    path("outcomes/<slug:code>/stories/new/", stories.story_new, name="story_new"),
    path("milestones/<slug:code>/<slug:act>/", milestones.milestone_act, name="milestone_act"),
    path("indicators/<slug:code>/change/", outcomes.indicator_change, name="indicator_change"),
    path("indicators/<slug:code>/observe/", outcomes.observe, name="observe"),
    path("observations/<int:pk>/correct/", outcomes.observation_correct, name="observation_correct"),
    path("observations/<int:pk>/check/", outcomes.observation_check, name="observation_check"),
    path("outcome-files/<int:pk>/", outcomes.outcome_file, name="outcome_file"),
    path("stories/<slug:code>/", stories.story, name="story"),
    path("stories/<slug:code>/edit/", stories.story_edit, name="story_edit"),
    path("stories/<slug:code>/agree/<slug:side>/", stories.story_agree, name="story_agree"),
    path("stories/<slug:code>/publish/", stories.story_publish, name="story_publish"),
    path("stories/<slug:code>/withdraw/", stories.story_withdraw, name="story_withdraw"),
]
