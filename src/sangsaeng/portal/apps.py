from importlib import import_module

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "sangsaeng.portal"
    verbose_name = "공개"

    def ready(self) -> None:
        import_module("sangsaeng.portal.rules")  # permissions must stand before the first action asks
        from sangsaeng.portal import opening_words
        from sangsaeng.portal.opening_queries import additions
        from sangsaeng.portal.opening_views import panel
        from sangsaeng.proposals import additions as public_part
        from sangsaeng.proposals import panels

        opening_words.register()
        public_part.register(additions)
        panels.register(panel)
