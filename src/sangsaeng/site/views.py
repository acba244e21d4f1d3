"""The one page that speaks of every stage's addresses at once."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from sangsaeng.site.api import api

#: What an address gives, in the reader's language; the description of the API itself is English.
SAID = {
    "/api/items": _("품목과 판정"),
    "/api/items/{key}": _("품목 하나와 공개된 모든 수치"),
    "/api/needs": _("공개된 수요"),
    "/api/needs/{code}": _("수요 하나"),
    "/api/needs/{code}/matches": _("수요에 맞는 후보 기업의 순서. 추천이 아닙니다."),
    "/api/firms": _("공개된 기업"),
    "/api/firms/{code}": _("기업 하나, 공개된 대로"),
    "/api/models": _("볼 수 있는 상생모델. 상태가 바뀐 때가 최근인 것부터 200건까지"),
    "/api/models/{code}": _("상생모델 하나, 전체 또는 공개된 부분"),
    "/api/meetings": _("공표된 회의와 이 시스템에서 연 회의. 따로 셉니다."),
    "/api/meetings/{code}": _("회의 하나, 볼 수 있는 데까지"),
    "/api/documents": _("볼 수 있는 회의 문서. 최근 것부터 200건까지"),
    "/api/programmes": _("지원사업. 공표된 사실과 기록한 것을 나누어 냅니다."),
}


def api_guide(request: HttpRequest) -> HttpResponse:
    """What the read API offers, address by address."""
    schema = api.get_openapi_schema(path_prefix="/api/")
    rows = [{"path": path, "text": SAID[path]} for path in schema["paths"]]
    return render(request, "site/api.html", {"rows": rows})
