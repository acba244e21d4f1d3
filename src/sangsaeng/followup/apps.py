from importlib import import_module

from django.apps import AppConfig


class FollowupConfig(AppConfig):
    name = "sangsaeng.followup"
    verbose_name = "이행과 성과"

    def ready(self) -> None:
        import_module("sangsaeng.followup.rules")  # permissions must stand before the first action asks
        from sangsaeng.followup.words import material

        material.register()

        from sangsaeng.followup.outcome_panel import outcome_panel
        from sangsaeng.followup.words import outcomes
        from sangsaeng.proposals import panels

        panels.register(outcome_panel)
        outcomes.register()

        from sangsaeng.deliberation import annexes
        from sangsaeng.followup.purchase_panel import purchases_panel
        from sangsaeng.followup.queries.rates import annex
        from sangsaeng.followup.words import purchases

        panels.register(purchases_panel)
        annexes.register(annex)
        purchases.register_sentences()
