from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "sangsaeng.support"
    verbose_name = "지원"
