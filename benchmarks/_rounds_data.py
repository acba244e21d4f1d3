"""A made-up selection round in its last hour, with a finished draft of each firm; for the benchmark of rounds."""

import json
import sys
from datetime import timedelta

FIGURES = {
    "sales_krw": 12_000_000_000,
    "sector_sales_krw": 7_500_000_000,
    "researchers": 4,
    "rnd_krw": 240_000_000,
    "invested_krw": 0,
}


def fill(firms: int) -> None:
    """Call a round that closes within the hour, begin an application of each firm, print addresses and sessions."""
    import django

    django.setup()
    from django.utils import timezone

    from benchmarks._ballots_data import _sessions
    from sangsaeng.parties.models import Organisation, Role, User
    from sangsaeng.support import actions
    from sangsaeng.support.business_numbers import check_digit

    def person(name: str, role: str, organisation: Organisation | None = None) -> User:
        user = User(
            username=name,
            role=role,
            display_name=f"시연 {name}",
            organisation=organisation,
            demonstration=True,
        )
        user.set_unusable_password()
        return user

    secretariat = person("bench-secretariat", Role.SECRETARIAT)
    secretariat.save()
    organisations = Organisation.objects.bulk_create(
        Organisation(code=f"bench-{n}", name=f"시험 기업 {n}", kind="sme", demonstration=True)
        for n in range(firms)
    )
    people = User.objects.bulk_create(
        person(f"bench-{n}", Role.SME, organisation) for n, organisation in enumerate(organisations)
    )
    now = timezone.now()
    round = actions.make_round(
        actor=secretariat,
        programme="gangso100",
        year=now.year,
        title="시험 공고",
        opens_at=now - timedelta(days=30),
        closes_at=now + timedelta(hours=1),
        places=20,
        notice_number="시험 공고 제1호",
    )
    round = actions.call_round(actor=secretariat, round=round, called_at=now - timedelta(days=31))
    codes = []
    for n, user in enumerate(people):
        nine = f"000{n + 1:06d}"
        draft = actions.begin_application(
            actor=user,
            round=round,
            business_number=f"{nine}{check_digit(nine)}",
            sector="semiconductor",
            item_text="시험 품목",
        )
        actions.save_application(actor=user, application=draft, figures=FIGURES, strategy="시험 성장전략")
        codes.append(draft.code)
    addresses = [f"/support/applications/{code}/submit/" for code in codes]
    print(json.dumps({"addresses": addresses, "sessions": _sessions(people)}))


def stored() -> None:
    """Print what the database holds: applications received, events of submission, receipts in the firms' boxes."""
    import django

    django.setup()
    from sangsaeng.parties.models import Message
    from sangsaeng.records.models import Event
    from sangsaeng.support.models import Application

    received = Application.objects.filter(round__title="시험 공고", state="submitted")
    print(
        json.dumps(
            {
                "stored": received.count(),
                "events": Event.objects.filter(verb="support.submit_application").count(),
                "receipts": Message.objects.filter(kind="application_received").count(),
            }
        )
    )


if __name__ == "__main__":
    fill(int(sys.argv[2])) if sys.argv[1] == "fill" else stored()
