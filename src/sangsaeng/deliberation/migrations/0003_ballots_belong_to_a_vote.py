"""Each agenda item with ballots or a counted outcome gets its one vote; its ballots move there."""

from django.db import migrations


def to_votes(apps, schema_editor):
    AgendaItem = apps.get_model("deliberation", "AgendaItem")
    Ballot = apps.get_model("deliberation", "Ballot")
    Vote = apps.get_model("deliberation", "Vote")
    Elector = apps.get_model("deliberation", "Elector")
    for item in AgendaItem.objects.select_related("meeting__bylaw").order_by("pk"):
        ballots = list(Ballot.objects.filter(agenda_item=item).order_by("at"))
        if not ballots and not item.working:
            continue
        roll = list(item.meeting.attendance.exclude(how="absent").values_list("seat_id", flat=True))
        excluded = set(item.exclusions.values_list("seat_id", flat=True))
        vote = Vote.objects.create(
            agenda_item=item,
            round=1,
            method="named",
            state="closed" if item.outcome else "open",
            entitled=item.meeting.attendance.count(),
            opened_at=ballots[0].at if ballots else item.decided_at,
            opened_by_id=ballots[0].entered_by_id,
            closed_at=item.decided_at,
            working=item.working,
            rule_version=item.meeting.bylaw.version if item.outcome else None,
            outcome=item.outcome,
        )
        cast = {ballot.seat_id for ballot in ballots}
        Elector.objects.bulk_create(
            Elector(vote=vote, seat_id=seat, voted=seat in cast)
            for seat in sorted((set(roll) | cast) - excluded)
        )
        Ballot.objects.filter(agenda_item=item).update(vote=vote)


class Migration(migrations.Migration):
    dependencies = [("deliberation", "0002_the_council_decides")]
    operations = [migrations.RunPython(to_votes, migrations.RunPython.noop)]
