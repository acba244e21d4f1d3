from django.apps import AppConfig


class DiscoveryConfig(AppConfig):
    name = "sangsaeng.discovery"
    verbose_name = "발굴"
