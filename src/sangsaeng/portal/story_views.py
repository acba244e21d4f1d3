"""The published success stories: the words both firms agreed to, and of the model its codename and sector only."""

from dataclasses import dataclass
from datetime import datetime

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from sangsaeng.followup.models import Story
from sangsaeng.followup.queries import stories as queries
from sangsaeng.pages.markup import english
from sangsaeng.proposals.codes import codename_in_english

PAGE = 20
LEAD = 200  # characters of a story in the list


@dataclass(frozen=True)
class PublicStory:
    """What everyone may read of a story; nothing else of its model exists here."""

    code: str
    title: str
    text: str
    lang: str
    codename: str
    sector: str
    published_at: datetime | None
    demonstration: bool

    @property
    def lead(self) -> str:
        return self.text if len(self.text) <= LEAD else self.text[:LEAD].rstrip() + "…"


def public(story: Story) -> PublicStory:
    """In the reader's language where the firms agreed to words in it, else in Korean."""
    in_english = english() and bool(story.title_en)
    return PublicStory(
        code=story.code,
        title=story.title_en if in_english else story.title,
        text=story.text_en if in_english else story.text,
        lang="en" if in_english else "ko",
        codename=codename_in_english(story.model.codename) if english() else story.model.codename,
        sector=story.model.get_sector_display(),
        published_at=story.published_at,
        demonstration=story.demonstration,
    )


def stories(request: HttpRequest) -> HttpResponse:
    """Every published story, newest first; made-up ones are marked and counted apart."""
    found = queries.published()
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "stories": [public(each) for each in page.object_list],
        "page": page,
        "real": found.filter(demonstration=False).count(),
        "made_up": found.filter(demonstration=True).count(),
    }
    return render(request, "portal/stories.html", context)


def story(request: HttpRequest, code: str) -> HttpResponse:
    """One published story, and on how much evidence it stands; not the evidence itself."""
    found = get_object_or_404(queries.published(), code=code)
    return render(request, "portal/story.html", {"story": public(found), "standing": queries.standing(found)})
