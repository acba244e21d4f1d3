"""What waits for the secretariat: records that may be of one firm."""

from typing import Any

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _

from sangsaeng.desk.todos.todo import Todo, said
from sangsaeng.discovery.queries import identity
from sangsaeng.parties.models import Role


def todos(user: Any) -> list[Todo]:
    """One thing to do for all pairs that wait, one for each world; one query."""
    if user.role != Role.SECRETARIAT:
        return []
    rows = identity.waiting(user).order_by().values("demonstration")
    return [
        Todo(
            sentence=said(_("같은 기업인지 확인할 것이 %(n)s건 있습니다."), n=row["count"]),
            button=_("이름 확인"),
            href=reverse("discovery:identities") + "?state=waiting",
            since=row["first"],
            demonstration=row["demonstration"],
        )
        for row in rows.annotate(count=Count("pk"), first=Min("found_at")).order_by("demonstration")
    ]
