import django.db.models.deletion
import django.utils.timezone
import django_fsm
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("discovery", "0002_profiles"),
        ("parties", "0004_organisations_may_be_merged"),
    ]

    operations = [
        migrations.CreateModel(
            name="IdentityPair",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20, unique=True)),
                ("listed_name", models.CharField(blank=True, max_length=200)),
                ("listed_number", models.CharField(blank=True, max_length=20)),
                ("listed_in", models.CharField(blank=True, max_length=200)),
                ("score", models.FloatField()),
                ("evidence", models.JSONField(default=list)),
                ("weighed", models.JSONField(default=list)),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[("waiting", "확인 필요"), ("same", "같은 기업"), ("different", "다른 기업")],
                        default="waiting",
                        max_length=10,
                    ),
                ),
                ("found_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("found_by", models.CharField(max_length=150)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("decided_by", models.CharField(blank=True, max_length=150)),
                ("decision", models.CharField(blank=True, max_length=500)),
                ("demonstration", models.BooleanField(default=False)),
                (
                    "one",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="identity_pairs",
                        to="parties.organisation",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="identity_pairs_as_other",
                        to="parties.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["-score", "code"],
            },
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "ground",
                    models.CharField(
                        choices=[("number", "등록번호 일치"), ("person", "담당자 확인")], max_length=10
                    ),
                ),
                ("reason", models.CharField(max_length=500)),
                ("by", models.CharField(max_length=150)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("moved", models.JSONField(default=list)),
                ("stayed", models.JSONField(default=list)),
                ("newest", models.JSONField(default=dict)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                ("undone_by", models.CharField(blank=True, max_length=150)),
                ("undone_because", models.CharField(blank=True, max_length=500)),
                ("added_since", models.JSONField(default=list)),
                ("demonstration", models.BooleanField(default=False)),
                (
                    "kept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merges_here",
                        to="parties.organisation",
                    ),
                ),
                (
                    "merged",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merges_away",
                        to="parties.organisation",
                    ),
                ),
                (
                    "pair",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merges",
                        to="discovery.identitypair",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="FormerName",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(db_index=True, max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[("former", "옛 이름"), ("other", "다른 표기")],
                        default="former",
                        max_length=10,
                    ),
                ),
                ("since", models.DateField(blank=True, null=True)),
                ("until", models.DateField(blank=True, null=True)),
                ("source", models.CharField(max_length=300)),
                ("entered_by", models.CharField(max_length=150)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("demonstration", models.BooleanField(default=False)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="former_names",
                        to="parties.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["organisation_id", "-until", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("organisation", "name"), name="one_row_a_former_name"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("since__isnull", True),
                            ("until__isnull", True),
                            ("until__gte", models.F("since")),
                            _connector="OR",
                        ),
                        name="a_former_name_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="identitypair",
            index=models.Index(fields=["state", "-score"], name="discovery_i_state_8c42cf_idx"),
        ),
        migrations.AddConstraint(
            model_name="identitypair",
            constraint=models.UniqueConstraint(
                condition=models.Q(("other__isnull", False)),
                fields=("one", "other"),
                name="one_identity_pair_of_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="identitypair",
            constraint=models.UniqueConstraint(
                condition=models.Q(("other__isnull", True)),
                fields=("one", "listed_name"),
                name="one_identity_pair_a_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="identitypair",
            constraint=models.CheckConstraint(
                condition=models.Q(("other__isnull", True), ("one__lt", models.F("other")), _connector="OR"),
                name="an_identity_pair_in_order",
            ),
        ),
        migrations.AddConstraint(
            model_name="identitypair",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("other__isnull", False), models.Q(("listed_name", ""), _negated=True), _connector="OR"
                ),
                name="an_identity_pair_has_two_sides",
            ),
        ),
        migrations.AddConstraint(
            model_name="identitypair",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "waiting"), models.Q(("decision", ""), _negated=True), _connector="OR"
                ),
                name="an_identity_decision_has_its_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at__isnull", True)),
                fields=("merged",),
                name="one_standing_merge_a_record",
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.CheckConstraint(
                condition=models.Q(("merged", models.F("kept")), _negated=True), name="no_merge_into_itself"
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("undone_at__isnull", True),
                    models.Q(("undone_because", ""), _negated=True),
                    _connector="OR",
                ),
                name="an_undoing_has_its_reason",
            ),
        ),
    ]
