"""Every address, in the order of the pipeline; English stands under /en/."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from sangsaeng.site.api import api
from sangsaeng.site.views import api_guide

urlpatterns = [
    path("api/", api.urls),
    *i18n_patterns(
        path("", include("sangsaeng.portal.urls")),
        path("", include("sangsaeng.discovery.urls")),
        path("models/", include("sangsaeng.proposals.urls")),
        path("meetings/", include("sangsaeng.deliberation.urls")),
        path("support/", include("sangsaeng.support.urls")),
        path("followup/", include("sangsaeng.followup.urls")),
        path("desk/", include("sangsaeng.desk.urls")),
        path("library/api/", api_guide, name="api_guide"),
        path("accounts/", include("allauth.urls")),
        prefix_default_language=False,
    ),
]
