"""What every table with a guarded state field (`FSMField(protected=True)`) shares."""

from typing import Any

from django.db import models


class GuardedState(models.Model):
    """A row whose `state` only its transitions may set, and which can still be read anew.

    The guard refuses to overwrite a value, also when the database is read again; without a value there is
    nothing to overwrite.
    """

    class Meta:
        abstract = True

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Read again what another connection may have changed, the guarded state included."""
        fields = kwargs.get("fields", args[1] if len(args) > 1 else None)
        if fields is None or "state" in fields:
            self.__dict__.pop("state", None)
        super().refresh_from_db(*args, **kwargs)
