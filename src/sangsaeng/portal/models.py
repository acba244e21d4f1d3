"""What the public may ask of us: to correct or to remove what is shown."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CorrectionRequest(models.Model):
    """Someone's request to correct or remove a fact; the contact is for the answer only."""

    class Kind(models.TextChoices):
        CORRECT = "correct", _("정정")
        REMOVE = "remove", _("삭제")

    class State(models.TextChoices):
        OPEN = "open", _("접수")
        DONE = "done", _("반영")
        REFUSED = "refused", _("반영하지 않음")

    code = models.CharField(max_length=20, unique=True)
    about = models.CharField(max_length=120, blank=True)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.CORRECT)
    text = models.TextField(max_length=4000)
    contact = models.CharField(max_length=200, blank=True)
    received_at = models.DateTimeField(auto_now_add=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN, db_index=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-received_at"]

    def __str__(self) -> str:
        return self.code
