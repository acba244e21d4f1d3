from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "sangsaeng.records"
    verbose_name = "기록"
