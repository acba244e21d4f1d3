import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("discovery", "0001_initial"),
        ("parties", "0003_a_feed_of_ones_own"),
        ("records", "0004_payment_files_may_be_csv"),
    ]

    operations = [
        migrations.AddField(
            model_name="firm",
            name="hidden_because",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="firm",
            name="is_shown",
            field=models.BooleanField(db_index=True, default=True),
        ),
        migrations.AddField(
            model_name="need",
            name="anonymous",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="need",
            name="origin",
            field=models.CharField(
                choices=[
                    ("facts", "공개 자료"),
                    ("survey", "수요조사"),
                    ("posting", "익명 게시"),
                    ("fair", "상담회"),
                ],
                db_index=True,
                default="facts",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="need",
            name="posted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="posted_needs",
                to="parties.organisation",
            ),
        ),
        migrations.AddField(
            model_name="need",
            name="published_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="need",
            name="state",
            field=models.CharField(
                choices=[("received", "접수"), ("published", "게시"), ("withdrawn", "철회")],
                db_index=True,
                default="published",
                max_length=10,
            ),
        ),
        migrations.AddField(
            model_name="need",
            name="withdrawn_because",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AlterField(
            model_name="firm",
            name="listed_for",
            field=models.CharField(
                blank=True,
                choices=[
                    ("selection", "선정 기업"),
                    ("press_case", "국산화 보도"),
                    ("registered", "스스로 등록"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="need",
            name="demand_firm_basis",
            field=models.CharField(
                blank=True,
                choices=[
                    ("explicit", "출처에 이름이 있음"),
                    ("inferred", "출처 문맥에서 추정"),
                    ("consortium", "여러 기업의 공동 수요"),
                    ("undisclosed", "이름 비공개"),
                    ("survey", "수요조사에 답함"),
                    ("fair", "상담회에서 밝힘"),
                ],
                max_length=40,
            ),
        ),
        migrations.CreateModel(
            name="Profile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
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
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("material", "소재"),
                            ("part", "부품"),
                            ("equipment", "장비"),
                            ("other", "기타"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "province",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("서울", "서울특별시"),
                            ("부산", "부산광역시"),
                            ("대구", "대구광역시"),
                            ("인천", "인천광역시"),
                            ("광주", "광주광역시"),
                            ("대전", "대전광역시"),
                            ("울산", "울산광역시"),
                            ("세종", "세종특별자치시"),
                            ("경기", "경기도"),
                            ("강원", "강원특별자치도"),
                            ("충북", "충청북도"),
                            ("충남", "충청남도"),
                            ("전북", "전북특별자치도"),
                            ("전남", "전라남도"),
                            ("경북", "경상북도"),
                            ("경남", "경상남도"),
                            ("제주", "제주특별자치도"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "size",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("under10", "10명 미만"),
                            ("under50", "10–49명"),
                            ("under300", "50–299명"),
                            ("from300", "300명 이상"),
                        ],
                        max_length=10,
                    ),
                ),
                ("summary", models.CharField(blank=True, max_length=300)),
                ("registered_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("registered_by", models.CharField(blank=True, max_length=150)),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
                ("checked_by", models.CharField(blank=True, max_length=150)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "firm",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="profile",
                        to="discovery.firm",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Survey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20, unique=True)),
                ("title", models.CharField(max_length=200)),
                ("text", models.TextField(blank=True)),
                ("opens_on", models.DateField()),
                ("closes_on", models.DateField()),
                ("contact", models.CharField(blank=True, max_length=200)),
                ("made_by", models.CharField(max_length=150)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("closed_early_at", models.DateTimeField(blank=True, null=True)),
                ("demonstration", models.BooleanField(default=False)),
            ],
            options={
                "ordering": ["-opens_on", "code"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("closes_on__gte", models.F("opens_on"))),
                        name="a_survey_ends_after_it_begins",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SurveyFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by", models.CharField(max_length=150)),
                ("taken", models.PositiveIntegerField(default=0)),
                ("changed", models.PositiveIntegerField(default=0)),
                ("known", models.PositiveIntegerField(default=0)),
                ("refused", models.JSONField(default=list)),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.documentfile",
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
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="discovery.survey",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="NeedSignal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("line", models.PositiveIntegerField(blank=True, null=True)),
                ("company", models.CharField(max_length=200)),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("material", "소재"),
                            ("part", "부품"),
                            ("equipment", "장비"),
                            ("other", "기타"),
                        ],
                        max_length=20,
                    ),
                ),
                ("import_from", models.CharField(blank=True, max_length=100)),
                (
                    "volume",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("under1", "1억 원 미만"),
                            ("under10", "1억–10억 원"),
                            ("under100", "10억–100억 원"),
                            ("from100", "100억 원 이상"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "wanted_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("now", "바로"),
                            ("year", "1년 안"),
                            ("three", "3년 안"),
                            ("later", "그 뒤"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "province",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("서울", "서울특별시"),
                            ("부산", "부산광역시"),
                            ("대구", "대구광역시"),
                            ("인천", "인천광역시"),
                            ("광주", "광주광역시"),
                            ("대전", "대전광역시"),
                            ("울산", "울산광역시"),
                            ("세종", "세종특별자치시"),
                            ("경기", "경기도"),
                            ("강원", "강원특별자치도"),
                            ("충북", "충청북도"),
                            ("충남", "충청남도"),
                            ("전북", "전북특별자치도"),
                            ("전남", "전라남도"),
                            ("경북", "경상북도"),
                            ("경남", "경상남도"),
                            ("제주", "제주특별자치도"),
                        ],
                        max_length=10,
                    ),
                ),
                ("contact", models.CharField(blank=True, max_length=200)),
                ("key", models.CharField(db_index=True, max_length=64)),
                ("digest", models.CharField(max_length=64)),
                ("made_by", models.CharField(max_length=150)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "need",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="signal",
                        to="discovery.need",
                    ),
                ),
                (
                    "survey",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signals",
                        to="discovery.survey",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signals",
                        to="discovery.surveyfile",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Interest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20, unique=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("signalled", "관심 표시"),
                            ("identified", "수요기업이 이름을 밝힘"),
                            ("mutual", "서로 확인"),
                            ("declined", "더 나아가지 않음"),
                            ("withdrawn", "철회"),
                        ],
                        default="signalled",
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by", models.CharField(max_length=150)),
                ("identified_at", models.DateTimeField(blank=True, null=True)),
                ("buyer_name", models.CharField(blank=True, max_length=200)),
                ("buyer_contact", models.CharField(blank=True, max_length=200)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("supplier_contact", models.CharField(blank=True, max_length=200)),
                ("ended_because", models.CharField(blank=True, max_length=300)),
                ("demonstration", models.BooleanField(default=False)),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interests",
                        to="discovery.firm",
                    ),
                ),
                (
                    "need",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="interests",
                        to="discovery.need",
                    ),
                ),
            ],
            options={
                "ordering": ["code"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["signalled", "identified", "mutual"])),
                        fields=("need", "firm"),
                        name="one_interest_a_firm",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["identified", "mutual"]), _negated=True),
                            models.Q(("buyer_name", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="the_buyer_says_its_name_first",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Probe",
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
                    "need",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="probes",
                        to="discovery.need",
                    ),
                ),
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
                    models.Index(fields=["organisation", "-at"], name="discovery_p_organis_119b5d_idx")
                ],
            },
        ),
        migrations.CreateModel(
            name="ProfileEntry",
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
                        choices=[
                            ("product", "제품"),
                            ("process", "공정"),
                            ("material", "다루는 소재"),
                            ("equipment", "보유 설비"),
                            ("certificate", "인증"),
                            ("patent", "특허"),
                            ("test", "시험성적서"),
                            ("delivery", "납품 실적"),
                        ],
                        db_index=True,
                        max_length=12,
                    ),
                ),
                ("name", models.CharField(max_length=200)),
                ("detail", models.CharField(blank=True, max_length=1000)),
                ("number", models.CharField(blank=True, max_length=100)),
                ("issuer", models.CharField(blank=True, max_length=200)),
                ("on", models.DateField(blank=True, null=True)),
                ("valid_until", models.DateField(blank=True, null=True)),
                ("value", models.CharField(blank=True, max_length=60)),
                ("unit", models.CharField(blank=True, max_length=30)),
                ("kolas", models.BooleanField(blank=True, null=True)),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("stated", "자기 기재"),
                            ("evidenced", "증빙 첨부"),
                            ("confirmed", "사무국 확인"),
                            ("register", "공공 등록부 대조"),
                        ],
                        default="stated",
                        max_length=12,
                    ),
                ),
                ("matchable", models.BooleanField(default=False)),
                (
                    "visibility",
                    models.CharField(
                        choices=[
                            ("public", "누구에게나"),
                            ("buyers", "로그인한 수요기업에만"),
                            ("nobody", "보이지 않음"),
                        ],
                        default="public",
                        max_length=8,
                    ),
                ),
                ("verified_by", models.CharField(blank=True, max_length=150)),
                ("verified_at", models.DateTimeField(blank=True, null=True)),
                ("verified_how", models.CharField(blank=True, max_length=300)),
                ("returned_because", models.CharField(blank=True, max_length=300)),
                ("made_by", models.CharField(max_length=150)),
                ("made_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                ("withdrawn_because", models.CharField(blank=True, max_length=300)),
                ("reminded_for", models.DateField(blank=True, null=True)),
                (
                    "evidence",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="records.documentfile",
                    ),
                ),
                (
                    "firm",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="discovery.firm",
                    ),
                ),
            ],
            options={
                "ordering": ["firm", "kind", "id"],
                "indexes": [models.Index(fields=["firm", "kind"], name="discovery_p_firm_id_35cfb5_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("level", "evidenced"), _negated=True),
                            ("evidence__isnull", False),
                            _connector="OR",
                        ),
                        name="evidenced_has_its_paper",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("level__in", ["confirmed", "register"]), _negated=True),
                            models.Q(("verified_how", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="a_checked_entry_says_how",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SurveyAsked",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                ("nothing_needed", models.BooleanField(default=False)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="parties.organisation",
                    ),
                ),
                (
                    "survey",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="asked",
                        to="discovery.survey",
                    ),
                ),
            ],
            options={
                "ordering": ["organisation__name", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("survey", "organisation"), name="a_company_is_asked_once")
                ],
            },
        ),
    ]
