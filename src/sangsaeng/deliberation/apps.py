from importlib import import_module

from django.apps import AppConfig


class DeliberationConfig(AppConfig):
    name = "sangsaeng.deliberation"
    verbose_name = "심의"

    def ready(self) -> None:
        import_module("sangsaeng.deliberation.rules")  # permissions must stand before the first action asks
        from sangsaeng.deliberation.panel import committee_panel, council_panel
        from sangsaeng.deliberation.queries.meetings import recused_from
        from sangsaeng.deliberation.review_rules import opened_for_opinion, opened_for_review
        from sangsaeng.deliberation.views.conflict_requests import panel as conflict_panel
        from sangsaeng.deliberation.views.letters import letters_panel
        from sangsaeng.deliberation.views.opinions import panel as opinions_panel
        from sangsaeng.deliberation.views.reviews import panel as review_panel
        from sangsaeng.deliberation.words.conflicts import register_sentences as say_conflicts
        from sangsaeng.deliberation.words.reviews import register_sentences
        from sangsaeng.proposals import opening, panels, withholding

        panels.register(council_panel)
        panels.register(committee_panel)
        panels.register(letters_panel)
        panels.register(conflict_panel)
        say_conflicts()
        withholding.register(recused_from)
        panels.register(review_panel)
        panels.register(opinions_panel)
        opening.register(opened_for_review)
        opening.register(opened_for_opinion)
        register_sentences()
