"""The addresses of reviews and opinions, under those of the meetings."""

from django.urls import path

from sangsaeng.deliberation.views import opinions, reviews, rounds

patterns = [
    path("reviews/", rounds.rounds, name="review_rounds"),
    path("reviews/new/", rounds.open_round, name="round_open"),
    path("reviews/rubric/", rounds.rubric, name="rubric"),
    path("reviews/rubric/<int:version>/adopt/", rounds.adopt, name="rubric_adopt"),
    path("reviews/mine/", reviews.mine, name="my_reviews"),
    path("reviews/mine/<int:pk>/", reviews.review, name="my_review"),
    path("reviews/mine/<int:pk>/hand-in/", reviews.hand_in, name="review_hand_in"),
    path("reviews/mine/<int:pk>/take-back/", reviews.take_back, name="review_take_back"),
    path("reviews/mine/<int:pk>/decline/", reviews.decline, name="review_decline"),
    path("reviews/<slug:code>/", rounds.round_page, name="review_round"),
    path("reviews/<slug:code>/choose/", rounds.choose, name="round_choose"),
    path("reviews/<slug:code>/assign/", rounds.assign, name="round_assign"),
    path("reviews/<slug:code>/assign/<slug:model>/", rounds.case, name="round_case"),
    path("reviews/<slug:code>/phase/", rounds.move, name="round_phase"),
    path("reviews/<slug:code>/board/", reviews.board, name="review_board"),
    path("reviews/<slug:code>/board/<slug:model>/", reviews.case, name="review_case"),
    path("opinions/", opinions.opinions, name="opinions"),
    path("opinions/ask/<slug:code>/", opinions.ask, name="opinion_ask"),
    path("opinions/<int:pk>/", opinions.opinion, name="opinion"),
    path("opinions/<int:pk>/answer/", opinions.answer, name="opinion_answer"),
    path("opinions/<int:pk>/dispose/", opinions.dispose, name="opinion_dispose"),
    path("opinions/<int:pk>/withdraw/", opinions.withdraw, name="opinion_withdraw"),
]
