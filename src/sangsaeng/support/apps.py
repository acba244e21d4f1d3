from importlib import import_module

from django.apps import AppConfig


class SupportConfig(AppConfig):
    name = "sangsaeng.support"
    verbose_name = "지원"

    def ready(self) -> None:
        import_module("sangsaeng.support.rules")  # permissions must stand before the first action asks
        from sangsaeng.deliberation import receipts
        from sangsaeng.proposals import panels
        from sangsaeng.support import words, words_requests
        from sangsaeng.support.actions.requests import take_letter
        from sangsaeng.support.panel import support_panel
        from sangsaeng.support.views.requests import requests_panel

        receipts.register(take_letter)
        words_requests.register()
        import_module("sangsaeng.support.round_words").register()
        panels.register(requests_panel)
        panels.register(support_panel)
        words.register()
        import_module("sangsaeng.support.identity_mentions").register()
        import_module("sangsaeng.support.words_payments").register()
        import_module("sangsaeng.support.words_selection").register()
