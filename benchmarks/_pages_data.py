"""The generated rows that the benchmark of the pages stands on; all made up, all marked as demonstration or test."""

import json
import random
from datetime import timedelta

ITEMS, FIRMS, MODELS = 5000, 5000, 1000
REVIEWED, REVIEWERS, PER_MODEL = 250, 60, 3


def fill() -> None:
    """Load the shipped facts and the demonstration, add rows, and print the addresses and a session as JSON."""
    from sangsaeng.site import workspace

    workspace.load(lambda line: None)
    from django.db import transaction

    with transaction.atomic():
        _items_and_firms()
        _models()
        _reviews()
    print(json.dumps(_addresses() | _sizes()))


def _items_and_firms() -> None:
    from sangsaeng.discovery.models import Firm, Item, Source
    from sangsaeng.parties.models import Organisation

    random.seed(1)
    source = Source.objects.order_by("pk").first()
    kinds = ["material", "part", "equipment"]
    have = Item.objects.count()
    Item.objects.bulk_create(
        Item(
            key=f"bench-{n}",
            name_ko=f"시험 품목 {n}",
            name_en=f"test item {n}",
            kind=random.choice(kinds),
            source=source,
            flag=random.choice(Item.Flag.values),
            verdict_year=random.randint(2018, 2024),
            verdict_partner="CHN",
            verdict_partners=["CHN"],
            share_low=50,
            share_high=random.randint(50, 100),
        )
        for n in range(ITEMS - have)
    )
    have = Firm.objects.count()
    organisations = Organisation.objects.bulk_create(
        Organisation(code=f"bench-{n}", name=f"시험 기업 {n}", kind="firm") for n in range(FIRMS - have)
    )
    Firm.objects.bulk_create(
        Firm(
            code=f"B{n:05d}",
            organisation=organisation,
            kind=random.choice(kinds),
            products=f"시험용 제품 {n}, 부품 {n % 97}",
            product_check=random.choice(Firm.ProductCheck.values),
        )
        for n, organisation in enumerate(organisations)
    )


def _models() -> None:
    from django.utils import timezone

    from sangsaeng.parties.models import Organisation, User
    from sangsaeng.proposals.lifecycle import State
    from sangsaeng.proposals.models import Sector, WinWinModel

    drafter = User.objects.get(username="demand")
    demand, supplier = (Organisation.objects.get(code=code) for code in ("demo-a", "demo-b"))
    have = WinWinModel.objects.count()
    now = timezone.now()
    WinWinModel.objects.bulk_create(
        WinWinModel(
            code=f"D-2025-{n:04d}",
            codename=f"시험 과제 {n}",
            title=f"시험 상생모델 {n}",
            sector=random.choice(Sector.values),
            item_text=f"시험 품목 {n}",
            demand_company=demand,
            supplier=supplier,
            created_by=drafter,
            state=random.choice([State.SUBMITTED, State.RECOMMENDED, State.APPROVED, State.IN_PROGRESS]),
            state_since=now - timedelta(hours=n),
            submitted_at=now,
            on_agenda_at=now,
            recommended_at=now,
            approved_at=now,
            demonstration=True,
        )
        for n in range(MODELS - have)
    )


def _reviews() -> None:
    """One round of review: 250 models, 60 reviewers, three reviews a model, three quarters of them in."""
    from django.utils import timezone

    from sangsaeng.deliberation import rubrics
    from sangsaeng.deliberation.models import Body, Review, ReviewRound, Rubric
    from sangsaeng.parties.models import User
    from sangsaeng.proposals.models import WinWinModel

    people = User.objects.bulk_create(
        User(username=f"bench-{n}", role="member", display_name=f"시험 위원 {n}", demonstration=True)
        for n in range(REVIEWERS)
    )
    rubric = rubrics.newest(True) or Rubric.objects.create(version=1, demonstration=True, **rubrics.shipped())
    opened = ReviewRound.objects.create(
        body=Body.objects.filter(kind="council", demonstration=True).order_by("pk")[0],
        code="D-R-bench",
        name="시험 심사",
        rubric=rubric,
        phase="discussing",
        due_on=timezone.localdate() + timedelta(days=7),
        demonstration=True,
    )
    models = list(WinWinModel.objects.filter(codename__startswith="시험 과제").order_by("code")[:REVIEWED])
    opened.cases.set(models)
    opened.reviewers.set(people)
    now = timezone.now()
    Review.objects.bulk_create(
        Review(
            round=opened,
            model=model,
            reviewer=people[(n * PER_MODEL + k) % REVIEWERS],
            scores={q["key"]: random.randint(1, rubric.most) for q in rubric.questions},
            comment=f"시험 의견 {n}",
            advice=random.choice(Review.Advice.values),
            handed_in_at=now if random.random() < 0.75 else None,
        )
        for n, model in enumerate(models)
        for k in range(PER_MODEL)
    )


def _session(username: str) -> str:
    """A session of this person, as signing in would make it."""
    from importlib import import_module

    from django.conf import settings
    from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

    from sangsaeng.parties.models import User

    user = User.objects.get(username=username)
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    return session.session_key or ""


def _addresses() -> dict[str, str]:
    from sangsaeng.deliberation.models import Meeting
    from sangsaeng.discovery.models import Need
    from sangsaeng.proposals.models import WinWinModel

    need = Need.objects.get(code="N094")
    story = WinWinModel.objects.get(need=need)
    meeting = Meeting.objects.filter(body__kind="council").order_by("number").first()
    return {
        "session": _session("secretariat"),
        "member_session": _session("member"),
        "public": "/",
        "board": "/board/",
        "programmes": "/support/",
        "open_data": "/data/",
        "public_model": "/models/D-2026-01/",
        "home": "/desk/",
        "items": "/items/",
        "needs": "/needs/",
        "firms": "/firms/",
        "models": "/models/",
        "meetings": "/meetings/",
        "item": "/items/ne/",
        "match": f"/needs/{need.code}/",
        "model": f"/models/{story.code}/",
        "meeting": f"/meetings/{meeting.code}/" if meeting else "/meetings/",
        "desk": f"/meetings/{Meeting.objects.get(state='open').code}/",
        "my_papers": "/meetings/mine/",
        "review_board": "/meetings/reviews/D-R-bench/board/",
    }


def _sizes() -> dict[str, str]:
    from sangsaeng import facts
    from sangsaeng.deliberation.models import Meeting
    from sangsaeng.discovery.models import Firm, Item, Match, Need
    from sangsaeng.proposals.models import WinWinModel

    return {
        "items_rows": str(Item.objects.count()),
        "needs_rows": str(Need.objects.count()),
        "firms_rows": str(Firm.objects.count()),
        "models_rows": str(WinWinModel.objects.count()),
        "meetings_rows": str(
            Meeting.objects.count() + len(facts.council_meetings()) + len(facts.committee_meetings())
        ),
        "review_board_rows": str(REVIEWED),
        "match_rows": str(Match.objects.filter(need__code="N094").count()),
    }
