"""Commitments keep their terms; their amounts, and the budgets of programmes, become entries of the ledger."""

from typing import Any

from django.db import migrations


def fill(apps: Any, schema_editor: Any) -> None:
    programme_model = apps.get_model("support", "Programme")
    commitment_model = apps.get_model("support", "Commitment")
    series_model = apps.get_model("proposals", "Series")
    entry_model = apps.get_model("support", "Entry")
    first = commitment_model.objects.order_by("committed_at").first()
    for programme in programme_model.objects.filter(published=False, budget_krw__isnull=False):
        used = commitment_model.objects.filter(programme=programme).order_by("committed_at").first()
        at = (used or first).committed_at if (used or first) else None
        values = {
            "movement": "appropriate",
            "from_account": "source",
            "to_account": "available",
            "amount_krw": programme.budget_krw,
            "reason": "당초 예산",
            "by": "system",
        }
        _entry(entry_model, programme, at, programme.kind, values)
    numbers: dict[str, int] = {}
    for row in commitment_model.objects.filter(reverses__isnull=True).order_by("id"):
        key = f"{'D-' if row.demonstration else ''}S-{row.committed_at.year}"
        numbers[key] = numbers.get(key, 0) + 1
        row.code = f"{key}-{numbers[key]:04d}"
        row.recipient_id = row.model.supplier_id
        free = "source" if row.programme.budget_krw is None else "available"
        counter = commitment_model.objects.filter(reverses=row).first()
        if row.amount_krw is not None:
            made = {"commitment_id": row.pk, "model_id": row.model_id, "recipient_id": row.recipient_id}
            made |= {"amount_krw": row.amount_krw, "by": row.by, "reason": row.reason}
            there = {"movement": "commit", "from_account": free, "to_account": "committed"}
            back = {"movement": "release", "from_account": "committed", "to_account": free}
            _entry(entry_model, row.programme, row.committed_at, row.kind, made | there)
            if counter is not None:
                _entry(
                    entry_model,
                    row.programme,
                    counter.committed_at,
                    row.kind,
                    made | back | {"by": counter.by, "reason": counter.reason},
                )
        if counter is not None:
            row.cancelled_at, row.cancel_reason = counter.committed_at, counter.reason
        row.save()
    for key, last in numbers.items():
        series_model.objects.update_or_create(key=key, defaults={"last": last})
    commitment_model.objects.filter(reverses__isnull=False).delete()


def _entry(entry_model: Any, programme: Any, at: Any, kind: str, values: dict[str, Any]) -> None:
    from django.utils import timezone

    at = at or timezone.now()
    entry_model.objects.create(
        at=at,
        on=timezone.localtime(at).date(),
        kind=kind,
        from_programme=programme,
        to_programme=programme,
        demonstration=programme.demonstration,
        **values,
    )


class Migration(migrations.Migration):
    dependencies = [("support", "0003_the_ledger"), ("proposals", "0001_initial")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
