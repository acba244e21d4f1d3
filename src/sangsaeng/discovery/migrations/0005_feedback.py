import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("discovery", "0004_fairs"),
        ("parties", "0003_a_feed_of_ones_own"),
    ]

    operations = [
        migrations.CreateModel(
            name="IndexChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("firm", "기업"), ("need", "수요"), ("all", "전체")], max_length=10
                    ),
                ),
                ("thing", models.BigIntegerField(blank=True, null=True)),
                ("asked_by", models.CharField(blank=True, max_length=150)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("taken_at", models.DateTimeField(blank=True, null=True)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(blank=True, null=True)),
                ("failed", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [
                    models.Index(fields=["done_at", "taken_at"], name="discovery_i_done_at_49053f_idx")
                ],
            },
        ),
        migrations.CreateModel(
            name="MatchLearning",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40, unique=True)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by", models.CharField(max_length=150)),
                ("version", models.CharField(max_length=40)),
                ("engine_version", models.CharField(max_length=80)),
                ("multipliers", models.JSONField(default=dict)),
                ("made_from", models.JSONField(default=dict)),
                ("before", models.JSONField(blank=True, null=True)),
                ("after", models.JSONField(blank=True, null=True)),
                ("enough", models.BooleanField()),
                ("better", models.BooleanField()),
                ("in_force", models.BooleanField(default=False)),
                ("in_force_since", models.DateTimeField(blank=True, null=True)),
                ("taken_back_at", models.DateTimeField(blank=True, null=True)),
                ("demonstration", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ["-at", "-id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("in_force", True)),
                        fields=("demonstration",),
                        name="one_learning_in_force",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("in_force", False), ("enough", True), _connector="OR"),
                        name="what_is_in_force_was_learned",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MatchFeedback",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "side",
                    models.CharField(choices=[("demand", "수요기업"), ("supply", "공급기업")], max_length=10),
                ),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("fits", "맞음"),
                            ("unfit", "맞지 않음"),
                            ("can", "할 수 있음"),
                            ("cannot", "할 수 없음"),
                            ("uninterested", "관심 없음"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("makes", "찾던 제품을 만듭니다"),
                            ("near", "비슷한 제품이라 함께 개발할 만합니다"),
                            ("making", "지금 만들고 있습니다"),
                            ("develops", "개발하면 할 수 있습니다"),
                            ("other_product", "다른 제품입니다"),
                            ("specification", "사양이 맞지 않습니다"),
                            ("scale", "물량이나 규모가 맞지 않습니다"),
                            ("known", "이미 거래했거나 검토했습니다"),
                            ("busy", "지금은 여력이 없습니다"),
                            ("terms", "거래 조건이 맞지 않습니다"),
                            ("other", "그 밖의 이유"),
                        ],
                        max_length=20,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500)),
                ("by", models.CharField(max_length=150)),
                ("heard", models.BooleanField(default=False)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("changed_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("fit", models.FloatField(blank=True, null=True)),
                ("parts", models.JSONField(default=dict)),
                ("engine_version", models.CharField(blank=True, max_length=80)),
                ("demonstration", models.BooleanField(default=False)),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feedback",
                        to="discovery.firm",
                    ),
                ),
                (
                    "need",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="feedback",
                        to="discovery.need",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-id"],
                "indexes": [
                    models.Index(fields=["need", "firm"], name="discovery_m_need_id_5bf042_idx"),
                    models.Index(fields=["organisation", "-at"], name="discovery_m_organis_74fc9b_idx"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("need", "firm", "side"),
                        name="one_judgement_a_side",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("side", "demand"), ("verdict__in", ["fits", "unfit"])),
                            models.Q(("side", "supply"), ("verdict__in", ["can", "cannot", "uninterested"])),
                            _connector="OR",
                        ),
                        name="each_side_judges_its_own_question",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TextSearch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64)),
                ("by", models.CharField(max_length=150)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-id"],
                "indexes": [
                    models.Index(fields=["organisation", "-at"], name="discovery_t_organis_8d7c1f_idx")
                ],
            },
        ),
    ]
