"""A small made-up world: companies on both sides, a person in every role, and models driven by actions alone."""

from typing import Any

from sangsaeng.parties.models import Organisation, Role, User
from sangsaeng.proposals import actions
from sangsaeng.proposals.models import WinWinModel

PLAN = {
    "plan_targets": "목표-비밀-하나",
    "plan_cooperation": "협력-비밀-둘",
    "plan_development": "개발-비밀-셋",
    "plan_support": "지원-비밀-넷",
    "expected_effects": "효과-비밀-다섯",
}
# Every word of a model that the public must never read.
SECRETS = ("제목-비밀", "시연 수요기업 A", "시연 공급기업 가", "품목-비밀", *PLAN.values())
PATH = ("submit", "screen", "put_on_agenda", "recommend", "send_to_committee", "approve")


class World:
    """`people` by role name; `model(upto=…)` drafts one and drives it along PATH by the people who may."""

    def __init__(self) -> None:
        self.demand = self.organisation("DA", "시연 수요기업 A", "demand_company")
        self.supplier = self.organisation("SA", "시연 공급기업 가", "sme")
        self.other_demand = self.organisation("DB", "시연 수요기업 B", "demand_company")
        self.other_supplier = self.organisation("SB", "시연 공급기업 나", "sme")
        own = {Role.DEMAND_COMPANY: self.demand, Role.SME: self.supplier}
        self.people = {role.value: self.person(role.value, role, own.get(role)) for role in Role}
        self.people["stranger"] = self.person("stranger", Role.SME, self.other_supplier)

    def organisation(self, code: str, name: str, kind: str, demonstration: bool = True) -> Organisation:
        return Organisation.objects.create(code=code, name=name, kind=kind, demonstration=demonstration)

    def person(
        self, name: str, role: str, organisation: Organisation | None = None, demonstration: bool = True
    ) -> User:
        return User.objects.create(
            username=name,
            role=role,
            display_name=f"시연 {name}",
            organisation=organisation,
            demonstration=demonstration,
        )

    def __getitem__(self, role: str) -> User:
        return self.people[role]

    def draft(self, **fields: Any) -> WinWinModel:
        given: dict[str, Any] = {
            "title": "제목-비밀",
            "sector": "machinery_metal",
            "item_text": "품목-비밀",
            "demand_company": self.demand,
            "supplier": self.supplier,
            **PLAN,
            **fields,
        }
        return actions.draft(actor=given.pop("actor", self["demand_company"]), **given)

    def model(self, upto: str = "", **fields: Any) -> WinWinModel:
        """A model that has taken every step of PATH up to and with `upto`."""
        model = self.draft(**fields)
        for step in PATH[: PATH.index(upto) + 1] if upto else ():
            model = self.step(model, step)
        return model

    def step(self, model: WinWinModel, step: str, reason: str = "이유") -> WinWinModel:
        people = self.people
        if step == "submit":
            return actions.submit(actor=people["demand_company"], model=model)
        if step == "screen":
            return actions.screen(actor=people["secretariat"], model=model)
        if step == "withdraw":
            return actions.withdraw(actor=people["demand_company"], model=model, reason=reason)
        return actions.advance(actor=people["secretariat"], model=model, step=step, reason=reason)
