"""The demonstration's openings: of the story's model title and item are open by decision, the amounts wait for a consent."""

from sangsaeng.parties.models import User
from sangsaeng.portal.openings import actions as portal
from sangsaeng.portal.openings.queries import suggestions
from sangsaeng.proposals.models import WinWinModel

TITLE_EN = "Core module of exposure equipment for displays (demonstration)"


def openings(*, people: dict[str, User], models: dict[str, WinWinModel]) -> None:
    """Both firms agree to title and item and the secretariat decides; the supplier asks to open the amounts, unanswered yet."""
    story = WinWinModel.objects.select_related("item", "demand_company", "supplier").get(
        pk=models["story"].pk
    )
    words = suggestions(story)
    words["title"] = (words["title"][0], words["title"][1] or TITLE_EN)
    for field in ("title", "item"):
        korean, english = words[field]
        opening = portal.propose_opening(
            actor=people["demand"], model=story, field=field, value_ko=korean, value_en=english
        )
        opening = portal.consent(actor=people["sme"], opening=opening, how="시연 대표이사 결재")
        portal.decide(
            actor=people["secretariat"], opening=opening, ground="두 참여 기업의 동의와 사무국의 결정(시연)"
        )
    korean, english = words["support"]
    portal.propose_opening(
        actor=people["sme"], model=story, field="support", value_ko=korean, value_en=english
    )
