from django.apps import AppConfig


class SiteConfig(AppConfig):
    name = "sangsaeng.site"
    label = "site"
