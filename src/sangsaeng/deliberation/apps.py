from importlib import import_module

from django.apps import AppConfig


class DeliberationConfig(AppConfig):
    name = "sangsaeng.deliberation"
    verbose_name = "심의"

    def ready(self) -> None:
        import_module("sangsaeng.deliberation.rules")  # permissions must stand before the first action asks
        from sangsaeng.deliberation.conflict_requests import panel as conflict_panel
        from sangsaeng.deliberation.letters import letters_panel
        from sangsaeng.deliberation.panel import committee_panel, council_panel
        from sangsaeng.deliberation.queries import recused_from
        from sangsaeng.proposals import panels, withholding

        panels.register(council_panel)
        panels.register(committee_panel)
        panels.register(letters_panel)
        panels.register(conflict_panel)
        withholding.register(recused_from)
