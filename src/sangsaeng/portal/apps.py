from django.apps import AppConfig


class PortalConfig(AppConfig):
    name = "sangsaeng.portal"
    verbose_name = "공개"
