"""What the ledger's benchmark does inside a workspace: fill it, write as one of many, read what came of it."""

import json
import sys
import time
from pathlib import Path
from typing import Any

import django

AMOUNT = 10_000_000


def fill(commitments: int, writers: int) -> dict[str, Any]:
    """A programme with room for so many commitments, and an approved model for each writer."""
    from sangsaeng.parties.models import Organisation, Role, User
    from sangsaeng.proposals import actions as proposals
    from sangsaeng.support import actions

    def person(name: str, role: str, organisation: Any = None) -> User:
        return User.objects.create(
            username=name, role=role, display_name=name, organisation=organisation, demonstration=True
        )

    firms = [
        Organisation.objects.create(code=code, name=f"시연 {code}", kind=kind, demonstration=True)
        for code, kind in (("buyer", "demand_company"), ("supplier", "sme"))
    ]
    demand = person("demand", Role.DEMAND_COMPANY, firms[0])
    secretariat, agency = person("secretariat", Role.SECRETARIAT), person("agency", Role.AGENCY)
    codes = []
    for number in range(writers):
        model = proposals.draft(
            actor=demand,
            title=f"시연 모델 {number}",
            sector="display",
            item_text="시연 품목",
            demand_company=firms[0],
            supplier=firms[1],
            plan_targets="x",
            plan_cooperation="x",
            plan_development="x",
            plan_support="x",
            expected_effects="x",
        )
        proposals.submit(actor=demand, model=model)
        proposals.screen(actor=secretariat, model=model)
        for step in ("put_on_agenda", "recommend", "send_to_committee", "approve"):
            model = proposals.advance(actor=secretariat, model=model, step=step, reason="x")
        codes.append(model.code)
    actions.open_programme(
        actor=agency,
        code="bench",
        name_ko="시연 융자",
        name_en="Demonstration loan",
        kind="loan",
        budget_krw=commitments * AMOUNT + AMOUNT // 2,
    )
    return {"models": codes}


def write(code: str, go: str) -> dict[str, Any]:
    """Wait for the sign, then commit to one model until the programme refuses; how long each took, in seconds."""
    from django.core.exceptions import ValidationError

    from sangsaeng.parties.models import User
    from sangsaeng.proposals.models import WinWinModel
    from sangsaeng.support import actions
    from sangsaeng.support.models import Programme

    agency = User.objects.get(username="agency")
    programme = Programme.objects.get(code="bench")
    model = WinWinModel.objects.select_related("supplier").get(code=code)
    Path(f"{go}.{code}").touch()
    while not Path(go).exists():
        time.sleep(0.01)
    took: list[float] = []
    began = time.time()
    while True:
        started = time.perf_counter()
        try:
            actions.commit(
                actor=agency, model=model, programme=programme, amount_krw=AMOUNT, reason="함께 쓰기"
            )
        except ValidationError as refused:
            words = str(refused.message_dict)
            return {"took": took, "began": began, "ended": time.time(), "refused": words}
        took.append(time.perf_counter() - started)


def stored() -> dict[str, Any]:
    """What the ledger holds of the programme, and what its invariants say."""
    from sangsaeng.support import invariants
    from sangsaeng.support.models import Commitment, Programme
    from sangsaeng.support.queries import ledger

    programme = Programme.objects.get(code="bench")
    return {
        "committed": ledger.committed(from_programme=programme),
        "budget": programme.budget_krw,
        "commitments": Commitment.objects.count(),
        "findings": [str(finding) for finding in invariants.findings()],
    }


def main() -> None:
    django.setup()
    what, *arguments = sys.argv[1:]
    if what == "fill":
        told = fill(int(arguments[0]), int(arguments[1]))
    elif what == "write":
        told = write(arguments[0], arguments[1])
    else:
        told = stored()
    print(json.dumps(told, ensure_ascii=False))


if __name__ == "__main__":
    main()
