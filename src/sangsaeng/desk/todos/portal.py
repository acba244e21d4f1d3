"""What of openings waits: a firm's consent, the secretariat's decision."""

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from sangsaeng.desk.todos.todo import Todo, said
from sangsaeng.parties.models import Role
from sangsaeng.portal.models import Opening
from sangsaeng.portal.openings.queries import waiting_for
from sangsaeng.proposals.tables import public_name

SHOWN = 12


def todos(user: Any) -> list[Todo]:
    """One for each opening that waits for this person, longest waiting first; one query."""
    if user.role not in (Role.SECRETARIAT, Role.DEMAND_COMPANY, Role.SME):
        return []
    office = user.role == Role.SECRETARIAT
    sentence = (
        _("%(model)s의 ‘%(field)s’ 항목을 공개할지 결정하세요. 동의를 모두 받았습니다.")
        if office
        else _("%(model)s의 ‘%(field)s’ 항목을 공개하는 데 동의하는지 정하세요.")
    )
    rows = waiting_for(user).filter(demonstration=user.demonstration)[:SHOWN]
    return [
        Todo(
            sentence=said(
                sentence,
                model=public_name(row.model.codename),
                field=Opening.Field(row.field).label,
            ),
            button=_("공개 결정하기") if office else _("제안 보기"),
            href=reverse("portal:opening", args=[row.pk]),
            since=(row.consented_at if office else None) or row.proposed_at,
            demonstration=row.demonstration,
        )
        for row in rows
    ]
