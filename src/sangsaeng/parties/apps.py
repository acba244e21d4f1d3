from django.apps import AppConfig


class PartiesConfig(AppConfig):
    name = "sangsaeng.parties"
    verbose_name = "참여자"
