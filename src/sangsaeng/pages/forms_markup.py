"""The markup of forms: one column, error summary with links, an example under each hard field."""

from django.forms import BaseForm, BoundField
from django.forms.widgets import CheckboxInput
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


def _target(bound: BoundField) -> str:
    """The id an error links to: a group of choices is reached at its first choice."""
    if bound.use_fieldset and bound.subwidgets:
        return str(bound.subwidgets[0].id_for_label or bound.auto_id)
    return str(bound.id_for_label or bound.auto_id)


def error_summary(form: BaseForm) -> SafeString:
    """A list of what is wrong, each line a link to its field; nothing where nothing is wrong."""
    if not form.errors:
        return SafeString("")
    lines = [format_html("<li>{}</li>", error) for error in form.non_field_errors()]
    for bound in form:
        lines += [
            format_html('<li><a href="#{}">{}: {}</a></li>', _target(bound), bound.label, error)
            if not bound.is_hidden
            else format_html("<li>{}</li>", error)
            for error in bound.errors
        ]
    return format_html(
        '<div class="error-summary" role="alert" tabindex="-1"><h2>{}</h2><ul>{}</ul></div>',
        _("다음을 고쳐 주세요"),
        SafeString("".join(lines)),
    )


def field(form: BaseForm, bound: BoundField, *, with_help: bool = True) -> SafeString:
    """One field with its label, required mark, help (id `…_helptext`) and errors (id `…_error`)."""
    if not with_help:
        bound.help_text = ""  # also keeps the widget from pointing at it
    required = (
        format_html(' <span class="required">{}</span>', _("필수"))
        if bound.field.required
        else SafeString("")
    )
    help_id = f"{bound.auto_id}_helptext"
    help_text = (
        format_html('<div class="help" id="{}">{}</div>', help_id, SafeString(bound.help_text))
        if bound.help_text
        else SafeString("")
    )
    errors = (
        format_html(
            '<div class="field-error" id="{}_error">{}</div>',
            bound.auto_id,
            format_html_join("", "<p>{}</p>", ((error,) for error in bound.errors)),
        )
        if bound.errors
        else SafeString("")
    )
    state = " has-error" if bound.errors else ""
    if bound.use_fieldset:
        described = format_html(' aria-describedby="{}"', help_id) if bound.help_text else ""
        return format_html(
            '<fieldset class="field{}"{}><legend>{}{}</legend>{}{}<div class="choices">{}</div></fieldset>',
            state,
            described,
            bound.label,
            required,
            help_text,
            errors,
            SafeString(bound),
        )
    label = format_html('<label for="{}">{}{}</label>', bound.id_for_label, bound.label, required)
    # Django's own first choice says nothing.
    drawn = SafeString(str(bound).replace(">---------<", f">{_('고르세요')}<"))
    if isinstance(bound.field.widget, CheckboxInput):
        return format_html(
            '<div class="field tick{}">{}<div>{} {}</div>{}</div>', state, errors, bound, label, help_text
        )
    return format_html('<div class="field{}">{}{}{}{}</div>', state, label, help_text, errors, drawn)
