"""What an action refused, beside the field of the form it is about."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.forms import BaseForm


def explain(form: BaseForm, refused: ValidationError, *, renamed: Mapping[str, str] | None = None) -> None:
    """Put each refusal beside its field, or above the form where it names none that the form has.

    renamed: an action's argument → the form's field, where the two differ.
    """
    if not hasattr(refused, "error_dict"):
        form.add_error(None, refused)
        return
    for name, errors in refused.error_dict.items():
        name = (renamed or {}).get(name, name)
        form.add_error(name if name in form.fields else None, errors)
