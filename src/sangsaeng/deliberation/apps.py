from importlib import import_module

from django.apps import AppConfig


class DeliberationConfig(AppConfig):
    name = "sangsaeng.deliberation"
    verbose_name = "심의"

    def ready(self) -> None:
        import_module("sangsaeng.deliberation.rules")  # permissions must stand before the first action asks
