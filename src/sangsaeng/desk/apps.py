from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "sangsaeng.desk"
    verbose_name = "업무"
