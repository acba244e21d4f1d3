from django.apps import AppConfig


class DeliberationConfig(AppConfig):
    name = "sangsaeng.deliberation"
    verbose_name = "심의"
