import datetime

import django.db.models.deletion
import django.utils.timezone
import django_fsm
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("discovery", "0003_identity"),
        ("parties", "0003_a_feed_of_ones_own"),
    ]

    operations = [
        migrations.CreateModel(
            name="Fair",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40, unique=True)),
                ("title", models.CharField(max_length=200)),
                ("title_en", models.CharField(blank=True, max_length=200)),
                (
                    "sector",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("semiconductor", "반도체"),
                            ("display", "디스플레이"),
                            ("electric_electronics", "전기전자"),
                            ("machinery_metal", "기계금속"),
                            ("automotive", "자동차"),
                            ("basic_chemicals", "기초화학"),
                            ("environment_energy", "환경·에너지"),
                            ("bio", "바이오"),
                            ("composites", "복합소재"),
                            ("industrial_iot", "산업용 사물인터넷"),
                            ("defence", "국방"),
                            ("convergence_bio", "융복합 바이오"),
                            ("green", "그린"),
                            ("green_materials", "친환경 소재"),
                            ("future_mobility", "미래 모빌리티"),
                            ("smart_engineering", "스마트 엔지니어링"),
                            ("industrial_safety", "산업 안전"),
                            ("ict_software", "정보통신·소프트웨어"),
                            ("ai_content", "인공지능·콘텐츠"),
                            ("immersive_media", "실감 미디어"),
                            ("foodtech", "푸드테크"),
                            ("several", "여러 분야"),
                        ],
                        max_length=60,
                    ),
                ),
                ("place", models.CharField(max_length=200)),
                ("summary", models.TextField(blank=True)),
                ("contact", models.CharField(blank=True, max_length=200)),
                ("first_day", models.DateField()),
                ("last_day", models.DateField()),
                ("opens", models.TimeField(default=datetime.time(10, 0))),
                ("closes", models.TimeField(default=datetime.time(17, 0))),
                ("breaks", models.JSONField(default=list)),
                ("slot_minutes", models.PositiveSmallIntegerField(default=25)),
                ("pause_minutes", models.PositiveSmallIntegerField(default=5)),
                ("wishes_until", models.DateTimeField()),
                ("entered_late", models.BooleanField(default=False)),
                ("first_meeting_for_all", models.BooleanField(default=True)),
                (
                    "state",
                    django_fsm.FSMField(
                        choices=[
                            ("draft", "준비 중"),
                            ("open", "신청 받는 중"),
                            ("allocated", "배정안 검토"),
                            ("published", "시간표 확정"),
                            ("held", "개최"),
                            ("closed", "마침"),
                            ("cancelled", "취소"),
                        ],
                        db_index=True,
                        default="draft",
                        max_length=50,
                        protected=True,
                    ),
                ),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("allocated_at", models.DateTimeField(blank=True, null=True)),
                ("published_at", models.DateTimeField(blank=True, null=True)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
                ("figures", models.JSONField(default=dict)),
                ("public_summary", models.TextField(blank=True)),
                ("cancel_reason", models.CharField(blank=True, max_length=500)),
                ("made_by", models.CharField(max_length=150)),
                ("demonstration", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ["-first_day", "code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_day__gte", models.F("first_day"))),
                        name="a_fair_ends_after_it_begins",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("closes__gt", models.F("opens"))),
                        name="a_fair_closes_after_it_opens",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("slot_minutes__gte", 5)), name="a_slot_lasts_five_minutes"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Desk",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("most", models.PositiveSmallIntegerField()),
                ("away", models.JSONField(default=list)),
                ("consent_public", models.BooleanField(default=False)),
                ("entered_by", models.CharField(max_length=150)),
                ("entered_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdraw_reason", models.CharField(blank=True, max_length=500)),
                ("topic", models.CharField(max_length=200)),
                ("detail", models.TextField(blank=True)),
                ("blind", models.BooleanField(default=False)),
                ("revealed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "need",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fair_desks",
                        to="discovery.need",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fair_desks",
                        to="parties.organisation",
                    ),
                ),
                (
                    "fair",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="desks", to="discovery.fair"
                    ),
                ),
            ],
            options={
                "ordering": ["fair", "number"],
            },
        ),
        migrations.CreateModel(
            name="FairFirm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("most", models.PositiveSmallIntegerField()),
                ("away", models.JSONField(default=list)),
                ("consent_public", models.BooleanField(default=False)),
                ("entered_by", models.CharField(max_length=150)),
                ("entered_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdraw_reason", models.CharField(blank=True, max_length=500)),
                ("product", models.CharField(max_length=300)),
                ("strength", models.TextField(blank=True)),
                (
                    "sector",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("semiconductor", "반도체"),
                            ("display", "디스플레이"),
                            ("electric_electronics", "전기전자"),
                            ("machinery_metal", "기계금속"),
                            ("automotive", "자동차"),
                            ("basic_chemicals", "기초화학"),
                            ("environment_energy", "환경·에너지"),
                            ("bio", "바이오"),
                            ("composites", "복합소재"),
                            ("industrial_iot", "산업용 사물인터넷"),
                            ("defence", "국방"),
                            ("convergence_bio", "융복합 바이오"),
                            ("green", "그린"),
                            ("green_materials", "친환경 소재"),
                            ("future_mobility", "미래 모빌리티"),
                            ("smart_engineering", "스마트 엔지니어링"),
                            ("industrial_safety", "산업 안전"),
                            ("ict_software", "정보통신·소프트웨어"),
                            ("ai_content", "인공지능·콘텐츠"),
                            ("immersive_media", "실감 미디어"),
                            ("foodtech", "푸드테크"),
                            ("several", "여러 분야"),
                        ],
                        max_length=60,
                    ),
                ),
                ("region", models.CharField(blank=True, max_length=60)),
                ("show_name", models.BooleanField(default=True)),
                (
                    "fair",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="firms", to="discovery.fair"
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fair_firms",
                        to="discovery.firm",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="fair_firms",
                        to="parties.organisation",
                    ),
                ),
            ],
            options={
                "ordering": ["fair", "number"],
            },
        ),
        migrations.CreateModel(
            name="FairMeeting",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("by_hand", models.BooleanField(default=False)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("cancelled_at", models.DateTimeField(blank=True, null=True)),
                ("cancel_reason", models.CharField(blank=True, max_length=500)),
                ("firm_came", models.BooleanField(blank=True, null=True)),
                ("desk_came", models.BooleanField(blank=True, null=True)),
                ("noted_at", models.DateTimeField(blank=True, null=True)),
                ("noted_by", models.CharField(blank=True, max_length=150)),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="discovery.desk",
                    ),
                ),
                (
                    "fair",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="discovery.fair",
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="meetings",
                        to="discovery.fairfirm",
                    ),
                ),
            ],
            options={
                "ordering": ["slot__number", "desk__number"],
            },
        ),
        migrations.CreateModel(
            name="FairFollowUp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("talking", "협의 중"),
                            ("testing", "시험 중"),
                            ("contract", "계약"),
                            ("stopped", "중단"),
                        ],
                        max_length=10,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                ("model_code", models.CharField(blank=True, max_length=40)),
                (
                    "side",
                    models.CharField(
                        blank=True, choices=[("desk", "수요기업"), ("firm", "중소기업")], max_length=4
                    ),
                ),
                ("said_by", models.CharField(max_length=150)),
                ("said_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="follow_ups",
                        to="discovery.fairmeeting",
                    ),
                ),
            ],
            options={
                "ordering": ["meeting", "on", "id"],
            },
        ),
        migrations.CreateModel(
            name="FairResult",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "side",
                    models.CharField(choices=[("desk", "수요기업"), ("firm", "중소기업")], max_length=4),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("interested", "관심 있음"),
                            ("more", "추가 협의"),
                            ("quote", "견적 요청"),
                            ("prototype", "시제품 요청"),
                            ("none", "해당 없음"),
                        ],
                        max_length=10,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                ("said_by", models.CharField(max_length=150)),
                ("said_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="results",
                        to="discovery.fairmeeting",
                    ),
                ),
            ],
            options={
                "ordering": ["meeting", "side"],
            },
        ),
        migrations.CreateModel(
            name="FairSlot",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("session", models.PositiveSmallIntegerField()),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                (
                    "fair",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="slots", to="discovery.fair"
                    ),
                ),
            ],
            options={
                "ordering": ["fair", "number"],
            },
        ),
        migrations.AddField(
            model_name="fairmeeting",
            name="slot",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="meetings", to="discovery.fairslot"
            ),
        ),
        migrations.CreateModel(
            name="FairWish",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "side",
                    models.CharField(
                        blank=True, choices=[("desk", "수요기업"), ("firm", "중소기업")], max_length=4
                    ),
                ),
                ("rank", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "desk",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="wishes",
                        to="discovery.desk",
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="wishes",
                        to="discovery.fairfirm",
                    ),
                ),
            ],
            options={
                "ordering": ["side", "rank", "id"],
            },
        ),
        migrations.AddConstraint(
            model_name="desk",
            constraint=models.UniqueConstraint(fields=("fair", "number"), name="one_desk_a_number"),
        ),
        migrations.AddConstraint(
            model_name="desk",
            constraint=models.CheckConstraint(
                condition=models.Q(("most__gte", 1)), name="a_desk_meets_somebody"
            ),
        ),
        migrations.AddConstraint(
            model_name="fairfirm",
            constraint=models.UniqueConstraint(fields=("fair", "number"), name="one_fair_firm_a_number"),
        ),
        migrations.AddConstraint(
            model_name="fairfirm",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at__isnull", True)),
                fields=("fair", "organisation"),
                name="one_entry_a_firm_at_a_fair",
            ),
        ),
        migrations.AddConstraint(
            model_name="fairfirm",
            constraint=models.CheckConstraint(
                condition=models.Q(("most__gte", 1)), name="a_fair_firm_meets_somebody"
            ),
        ),
        migrations.AddConstraint(
            model_name="fairresult",
            constraint=models.UniqueConstraint(fields=("meeting", "side"), name="one_result_a_side"),
        ),
        migrations.AddConstraint(
            model_name="fairslot",
            constraint=models.UniqueConstraint(fields=("fair", "number"), name="one_slot_a_number"),
        ),
        migrations.AddConstraint(
            model_name="fairmeeting",
            constraint=models.UniqueConstraint(
                condition=models.Q(("cancelled_at__isnull", True)),
                fields=("desk", "slot"),
                name="one_meeting_a_desk_and_slot",
            ),
        ),
        migrations.AddConstraint(
            model_name="fairmeeting",
            constraint=models.UniqueConstraint(
                condition=models.Q(("cancelled_at__isnull", True)),
                fields=("firm", "slot"),
                name="one_meeting_a_firm_and_slot",
            ),
        ),
        migrations.AddConstraint(
            model_name="fairmeeting",
            constraint=models.UniqueConstraint(
                condition=models.Q(("cancelled_at__isnull", True)),
                fields=("desk", "firm"),
                name="one_meeting_a_pair",
            ),
        ),
        migrations.AddConstraint(
            model_name="fairwish",
            constraint=models.UniqueConstraint(fields=("desk", "firm", "side"), name="one_wish_a_side"),
        ),
        migrations.AddConstraint(
            model_name="fairwish",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("side", ""), _negated=True), ("rank__isnull", True), _connector="OR"
                ),
                name="the_secretariat_only_bars",
            ),
        ),
    ]
