from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "sangsaeng.clocks"
    verbose_name = "기한"
