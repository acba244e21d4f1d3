"""Addresses of fairs. Those of a desk and of a firm are the same views, told which of the two by `kind`."""

from django.urls import path

from sangsaeng.discovery.views import fair_results, fair_sides, fair_timetable, fairs

DESK, FIRM = {"kind": "desk"}, {"kind": "firm"}

urlpatterns = [
    path("fairs/", fairs.fairs, name="fairs"),
    path("fairs/new/", fairs.fair_new, name="fair_new"),
    path("fairs/<slug:code>/", fairs.fair_page, name="fair"),
    path("fairs/<slug:code>/edit/", fairs.fair_edit, name="fair_edit"),
    path("fairs/<slug:code>/do/<slug:act>/", fairs.fair_act, name="fair_act"),
    path("fairs/<slug:code>/desks/", fair_sides.desks, name="fair_desks"),
    path("fairs/<slug:code>/desks/new/", fair_sides.enter, DESK, name="fair_desk_new"),
    path("fairs/<slug:code>/desks/<int:number>/", fair_sides.side_page, DESK, name="fair_desk"),
    path("fairs/<slug:code>/desks/<int:number>/edit/", fair_sides.edit, DESK, name="fair_desk_edit"),
    path("fairs/<slug:code>/desks/<int:number>/wishes/", fair_sides.wishes, DESK, name="fair_desk_wishes"),
    path("fairs/<slug:code>/desks/<int:number>/do/<slug:act>/", fair_sides.act, DESK, name="fair_desk_act"),
    path("fairs/<slug:code>/firms/", fair_sides.firms, name="fair_firms"),
    path("fairs/<slug:code>/firms/new/", fair_sides.enter, FIRM, name="fair_join"),
    path("fairs/<slug:code>/firms/<int:number>/", fair_sides.side_page, FIRM, name="fair_firm"),
    path("fairs/<slug:code>/firms/<int:number>/edit/", fair_sides.edit, FIRM, name="fair_firm_edit"),
    path("fairs/<slug:code>/firms/<int:number>/wishes/", fair_sides.wishes, FIRM, name="fair_firm_wishes"),
    path("fairs/<slug:code>/firms/<int:number>/do/<slug:act>/", fair_sides.act, FIRM, name="fair_firm_act"),
    path("fairs/<slug:code>/plan/", fair_timetable.plan, name="fair_plan"),
    path("fairs/<slug:code>/plan/apart/", fair_timetable.bar, name="fair_bar"),
    path("fairs/<slug:code>/timetable/", fair_timetable.timetable, name="fair_timetable"),
    path("fairs/<slug:code>/mine/", fair_sides.mine, name="fair_mine"),
    path("fairs/<slug:code>/today/", fair_timetable.today, name="fair_today"),
    path("fairs/<slug:code>/meetings/new/", fair_timetable.meeting_add, name="fair_meeting_add"),
    path("fairs/<slug:code>/meetings/<int:pk>/", fair_results.meeting, name="fair_meeting"),
    path("fairs/<slug:code>/meetings/<int:pk>/came/", fair_timetable.attendance, name="fair_attendance"),
    path(
        "fairs/<slug:code>/meetings/<int:pk>/do/<slug:act>/",
        fair_timetable.meeting_act,
        name="fair_meeting_act",
    ),
    path("fairs/<slug:code>/results/", fair_results.results, name="fair_results"),
]
