from django.urls import path, re_path

from sangsaeng.deliberation import bodies, running, seats, views, voting

app_name = "deliberation"
urlpatterns = [
    path("", views.meetings, name="meetings"),
    re_path(r"^published/(?P<kind>council|committee)/(?P<key>[\w-]+)/$", views.published, name="published"),
    path("call/", running.call, name="call"),
    path("bodies/", bodies.body_list, name="bodies"),
    path("bodies/new/", bodies.body_new, name="body_new"),
    path("bodies/<int:pk>/", bodies.body, name="body"),
    path("bodies/<int:pk>/bylaws/", bodies.bylaws, name="bylaws"),
    path("bodies/<int:pk>/bylaws/new/", bodies.bylaw_new, name="bylaw_new"),
    path("bodies/<int:pk>/appoint/", bodies.appoint, name="appoint"),
    path("bodies/seats/<int:pk>/", seats.seat, name="seat"),
    path("bodies/seats/<int:pk>/papers/", seats.seat_papers, name="seat_papers"),
    path("bodies/seats/<int:pk>/renew/", seats.seat_renew, name="seat_renew"),
    path("bodies/seats/<int:pk>/chair/", seats.seat_chair, name="seat_chair"),
    path("bodies/seats/<int:pk>/vice-chair/", seats.seat_vice_chair, name="seat_vice_chair"),
    path("bodies/seats/<int:pk>/end/", seats.seat_end, name="seat_end"),
    path("bodies/seats/<int:pk>/make/<slug:kind>/", seats.seat_paper, name="seat_paper"),
    path("bodies/seats/<int:pk>/documents/<int:document>/", seats.seat_document, name="seat_document"),
    path("documents/", views.documents, name="documents"),
    path("documents/<int:pk>/", views.document, name="document"),
    path("send/<slug:code>/", running.send_to_committee, name="send_to_committee"),
    path("<slug:code>/", views.meeting, name="meeting"),
    path("<slug:code>/agenda/add/", running.agenda_add, name="agenda_add"),
    path("<slug:code>/attendance/", running.attendance, name="attendance"),
    path("<slug:code>/open/", running.open, name="open"),
    path("<slug:code>/close/", running.close, name="close"),
    path("<slug:code>/minutes/", running.minutes, name="minutes"),
    path("<slug:code>/items/<int:number>/off/", running.agenda_off, name="agenda_off"),
    path("<slug:code>/items/<int:number>/remarks/", running.remarks, name="remarks"),
    path("<slug:code>/items/<int:number>/ballots/", running.ballots, name="ballots"),
    path("<slug:code>/items/<int:number>/close-vote/", running.close_vote, name="close_vote"),
    path("<slug:code>/items/<int:number>/vote/", voting.vote, name="vote"),
    path("<slug:code>/items/<int:number>/recuse/", voting.recuse, name="recuse"),
]
