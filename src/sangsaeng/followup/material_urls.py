"""Addresses of requests for material."""

from django.urls import path

from sangsaeng.followup.views import material

urlpatterns = [
    path("materials/", material.materials, name="materials"),
    path("materials/new/", material.new, name="material_new"),
    path("materials/<str:code>/", material.one, name="material"),
    path("materials/<str:code>/draft/", material.draft, name="material_draft"),
    path("materials/<str:code>/papers/<int:pk>/", material.paper, name="material_paper"),
    path("materials/<str:code>/<slug:act>/", material.act, name="material_act"),
]
