from django.urls import path

from sangsaeng.desk import clocks, handover_views, messages, views
from sangsaeng.desk.board import views as board

app_name = "desk"
urlpatterns = [
    path("", views.home, name="home"),
    path("record/", views.record, name="record"),
    path("handover/", handover_views.handovers, name="handovers"),
    path("handover/<int:giver>/<int:taker>/", handover_views.hand_over, name="handover"),
    path("handover/papers/<int:pk>/", handover_views.paper, name="handover_paper"),
    path("messages/", messages.messages, name="messages"),
    path("messages/<int:pk>/", messages.message, name="message"),
    path("board/", board.board, name="board"),
    path("board/rows/", board.rows, name="board_rows"),
    path("clocks/", clocks.clocks, name="clocks"),
    path("clocks/new/", clocks.clock_new, name="clock_new"),
    path("clocks/<str:code>/", clocks.clock, name="clock"),
    path("clocks/<str:code>/<slug:act>/", clocks.clock_act, name="clock_act"),
]
