from importlib import import_module

from django.apps import AppConfig


class ClocksConfig(AppConfig):
    name = "sangsaeng.clocks"
    verbose_name = "기한"

    def ready(self) -> None:
        import_module("sangsaeng.clocks.rules")  # permissions must stand before the first action asks
