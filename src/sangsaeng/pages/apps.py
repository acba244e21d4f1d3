from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "sangsaeng.pages"
    verbose_name = "화면"
