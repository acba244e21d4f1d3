from django.apps import AppConfig


class ProposalsConfig(AppConfig):
    name = "sangsaeng.proposals"
    verbose_name = "상생모델"
