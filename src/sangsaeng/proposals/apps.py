from importlib import import_module

from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "sangsaeng.proposals"
    verbose_name = "상생모델"

    def ready(self) -> None:
        import_module("sangsaeng.proposals.rules")  # permissions must stand before the first action asks
        from sangsaeng.proposals import panels
        from sangsaeng.proposals.similarity.panel import panel as similar_panel
        from sangsaeng.proposals.similarity.words import register_sentences

        panels.register(similar_panel)
        register_sentences()
