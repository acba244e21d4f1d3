from importlib import import_module

from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "sangsaeng.portal"
    verbose_name = "공개"

    def ready(self) -> None:
        import_module("sangsaeng.portal.rules")  # permissions must stand before the first action asks
        from sangsaeng.portal.openings import words as opening_words
        from sangsaeng.portal.openings.queries import additions
        from sangsaeng.portal.openings.views import panel
        from sangsaeng.proposals import additions as public_part
        from sangsaeng.proposals import panels

        opening_words.register()
        import_module("sangsaeng.portal.notices.words").register()
        import_module("sangsaeng.portal.disclosures.words").register()
        public_part.register(additions)
        panels.register(panel)
