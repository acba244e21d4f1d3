"""Reads of success stories, and of the evidence they may stand on."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from sangsaeng.followup.models import Confirmation, Evidence, Observation, PurchaseTerm, Story
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.proposals.queries import whole_to

GOODS = (Evidence.Kind.DELIVERY, Evidence.Kind.INVOICE)


def checked_observations(model: WinWinModel) -> QuerySet[Observation]:
    """The checked values of a model that were not corrected since, newest year first."""
    return (
        Observation.objects.filter(
            indicator__model=model, checked_at__isnull=False, corrected_by__isnull=True
        )
        .select_related("indicator")
        .order_by("indicator__code", "-year")
    )


def confirmed_terms(model: WinWinModel) -> QuerySet[PurchaseTerm]:
    """The purchase terms of a model that both sides confirmed.

    The supplier's side: a delivery or an invoice that stands. The buyer's: the last word said of the term is «confirmed»,
    or, where nothing was said, a delivery or an invoice of its own that stands.
    """
    stands = Evidence.objects.filter(term=OuterRef("pk"), withdrawn_at__isnull=True, kind__in=GOODS)
    last = Confirmation.objects.filter(term=OuterRef("pk")).order_by("-id").values("says")[:1]
    return (
        PurchaseTerm.objects.filter(purchase__model=model)
        .annotate(
            by_supplier=Exists(stands.filter(side=Evidence.Side.SUPPLIER)),
            by_buyer=Exists(stands.filter(side=Evidence.Side.BUYER)),
            said=Subquery(last),
        )
        .filter(
            Q(by_supplier=True), Q(said=Confirmation.Says.CONFIRMED) | Q(said__isnull=True, by_buyer=True)
        )
        .select_related("purchase")
        .order_by("purchase__code", "number")
    )


@dataclass(frozen=True)
class Standing:
    """How much of a story's evidence stands now."""

    observations: int
    terms: int
    fallen: int  # named by the story, but corrected, withdrawn or denied since

    @property
    def is_enough(self) -> bool:
        return self.observations + self.terms > 0


def standing(story: Story) -> Standing:
    """What the story stands on now: checked values and confirmed purchase terms that it names."""
    observations = story.observations.count()
    terms = story.terms.count()
    stand = checked_observations(story.model).filter(stories=story).count() if observations else 0
    confirmed = confirmed_terms(story.model).filter(stories=story).count() if terms else 0
    return Standing(stand, confirmed, observations + terms - stand - confirmed)


def published() -> QuerySet[Story]:
    """The stories everyone may read, newest first; with the codename and the sector of their model only."""
    return (
        Story.objects.filter(published_at__isnull=False, withdrawn_at__isnull=True)
        .select_related("model")
        .only(
            "code", "title", "text", "title_en", "text_en", "published_at", "demonstration",
            "model__codename", "model__sector", "model__code",
        )
        .order_by("-published_at", "-id")
    )  # fmt: skip


def of_model(model: WinWinModel) -> list[Story]:
    return list(model.stories.order_by("-written_at", "-id"))


def seen(user: Any) -> QuerySet[Story]:
    """The stories of the models that `user` may read whole."""
    return Story.objects.filter(model__in=whole_to(user)).select_related(
        "model__demand_company", "model__supplier"
    )
