"""What is new to the public, as an Atom feed; the list of public pages for search engines.

Times are days: the minute at which somebody pressed a button is nobody's business. An entry's id never changes and holds no
key of a database, so that it tells nothing of how much else there is.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from urllib.parse import urlsplit
from xml.etree import ElementTree as Xml

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from sangsaeng.deliberation.models import AgendaItem, Body, Meeting, Minutes
from sangsaeng.deliberation.words.meetings import plain_meeting_name
from sangsaeng.discovery.models import Firm, Item, Need
from sangsaeng.followup.queries import stories
from sangsaeng.pages.formats import SEOUL
from sangsaeng.portal.datasets.declared import COMPILED, all_datasets
from sangsaeng.portal.datasets.views import answer, base_of
from sangsaeng.portal.models import Notice, Opening
from sangsaeng.portal.openings.queries import opened
from sangsaeng.proposals.queries import public_models
from sangsaeng.proposals.tables import public_name
from sangsaeng.records.documents.content import clean
from sangsaeng.records.queries import remembered
from sangsaeng.support.models import Programme, Round, RoundState

ATOM = "http://www.w3.org/2005/Atom"
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"
XHTML = "http://www.w3.org/1999/xhtml"
SHOWN = 50


@dataclass(frozen=True)
class Entry:
    """One thing that is new: a name that never changes, the day, the title, and where it leads."""

    name: str
    day: date
    title: str
    summary: str
    path: str
    demonstration: bool

    @property
    def updated(self) -> str:
        return datetime.combine(self.day, time(), SEOUL).isoformat()


def _day(at: datetime) -> date:
    return timezone.localtime(at).date()


def _decisions(worlds: tuple[bool, ...]) -> Iterable[Entry]:
    """What the council recommended and the committee approved: the models that are public by it, on the meeting's day."""
    rows = (
        AgendaItem.objects.filter(
            outcome=AgendaItem.Outcome.ADOPTED,
            model__recommended_at__isnull=False,
            decided_at__isnull=False,
            meeting__demonstration__in=worlds,
        )
        .select_related("meeting__body", "model")
        .order_by("-meeting__held_at", "model__code")[:SHOWN]
    )
    for row in rows:
        assert row.model is not None  # noqa: S101 narrows the type
        council = row.meeting.body.kind != Body.Kind.COMMITTEE
        said = (
            _("상생협의회가 건의하기로 의결했습니다.") if council else _("경쟁력강화위원회가 승인했습니다.")
        )
        yield Entry(
            f"decision/{row.meeting.code}/{row.model.code}",
            _day(row.meeting.took_place_at),
            f"{public_name(row.model.codename)}: {said}",
            plain_meeting_name(row.meeting),
            reverse("proposals:model", args=[row.model.code]),
            row.meeting.demonstration,
        )


def _minutes(worlds: tuple[bool, ...]) -> Iterable[Entry]:
    rows = (
        Minutes.objects.filter(public_pdf__isnull=False, meeting__demonstration__in=worlds)
        .select_related("meeting__body", "public_pdf")
        .defer("content", "public_pdf__content")
        .order_by("-meeting__held_at", "meeting__code")[:SHOWN]
    )
    for row in rows:
        assert row.public_pdf is not None  # noqa: S101 narrows the type
        yield Entry(
            f"minutes/{row.meeting.code}/{row.version}",
            _day(row.public_pdf.made_at),
            _("%(meeting)s 회의록을 공개했습니다.") % {"meeting": plain_meeting_name(row.meeting)},
            "",
            reverse("deliberation:meeting", args=[row.meeting.code]),
            row.meeting.demonstration,
        )


def _notices(worlds: tuple[bool, ...]) -> Iterable[Entry]:
    rows = Notice.objects.filter(
        published_at__isnull=False, withdrawn_at__isnull=True, demonstration__in=worlds
    )
    for row in rows.order_by("-published_at", "code")[:SHOWN]:
        if row.published_at is not None:
            path = reverse("portal:notice", args=[row.code])
            said = f"{row.get_kind_display()}: {row.name}"
            yield Entry(f"notice/{row.code}", _day(row.published_at), said, "", path, row.demonstration)


def _results(worlds: tuple[bool, ...]) -> Iterable[Entry]:
    rows = Round.objects.filter(
        state=RoundState.ANNOUNCED, announced_at__isnull=False, demonstration__in=worlds
    )
    for row in rows.order_by("-announced_at", "code")[:SHOWN]:
        if row.announced_at is not None:
            said = _("%(round)s 선정 결과를 공개했습니다.") % {"round": row.name}
            path = reverse("support:selected", args=[row.code])
            yield Entry(f"result/{row.code}", _day(row.announced_at), said, "", path, row.demonstration)


def _openings(worlds: tuple[bool, ...]) -> Iterable[Entry]:
    for row in (
        opened().filter(demonstration__in=worlds).order_by("-opens_on", "model__code", "field")[:SHOWN]
    ):
        if row.opens_on is not None:
            told = {
                "model": public_name(row.model.codename),
                "field": str(Opening.Field(row.field).label),
            }
            yield Entry(
                f"opening/{row.model.code}/{row.field}/{row.opens_on}",
                row.opens_on,
                _("%(model)s: ‘%(field)s’ 항목을 공개하기로 결정했습니다.") % told,
                row.value_ko
                if not (get_language() or "ko").startswith("en")
                else row.value_en or row.value_ko,
                reverse("proposals:model", args=[row.model.code]),
                row.demonstration,
            )


def _stories(worlds: tuple[bool, ...]) -> Iterable[Entry]:
    for row in stories.published().filter(demonstration__in=worlds).order_by("-published_at", "code")[:SHOWN]:
        if row.published_at is not None:
            english = (get_language() or "ko").startswith("en")
            title = (row.title_en if english else "") or row.title
            path = reverse("portal:story", args=[row.code])
            yield Entry(f"story/{row.code}", _day(row.published_at), title, "", path, row.demonstration)


SOURCES: tuple[Callable[[tuple[bool, ...]], Iterable[Entry]], ...] = (
    _decisions,
    _minutes,
    _notices,
    _results,
    _openings,
    _stories,
)


def entries(*, demonstration: bool) -> list[Entry]:
    """What is new to everyone, newest day first; a query each kind of news. Invented news only where asked for."""
    worlds = (False, True) if demonstration else (False,)
    found = [entry for source in SOURCES for entry in source(worlds)]
    return sorted(found, key=lambda entry: (-entry.day.toordinal(), entry.name))[:SHOWN]


def _link(parent: Xml.Element, href: str, rel: str, kind: str) -> None:
    Xml.SubElement(parent, "link", href=href, rel=rel, type=kind)


def _atom(base: str, path: str, found: list[Entry]) -> bytes:
    """The feed as RFC 4287 asks: id, title and updated of feed and entries, an author, links to itself and the pages."""
    host = urlsplit(base).hostname or "localhost"
    language = (get_language() or "ko")[:2]
    feed = Xml.Element("feed", {"xmlns": ATOM, "xml:lang": language})
    Xml.SubElement(feed, "id").text = f"tag:{host},2026:{path}"
    Xml.SubElement(feed, "title").text = _("상생: 새로 공개된 것")
    Xml.SubElement(feed, "subtitle").text = _("정부기관이 운영하는 공식 서비스가 아닙니다.")
    newest = found[0].updated if found else datetime.combine(COMPILED, time(), SEOUL).isoformat()
    Xml.SubElement(feed, "updated").text = newest
    Xml.SubElement(Xml.SubElement(feed, "author"), "name").text = _("상생 (비공식)")
    _link(feed, base + path, "self", "application/atom+xml")
    _link(feed, base + reverse("portal:home"), "alternate", "text/html")
    for each in found:
        entry = Xml.SubElement(feed, "entry")
        Xml.SubElement(entry, "id").text = f"tag:{host},2026:{each.name}"
        mark = f"[{_('시연')}] " if each.demonstration else ""
        Xml.SubElement(entry, "title").text = clean(mark + each.title)
        Xml.SubElement(entry, "updated").text = each.updated
        _link(entry, base + each.path, "alternate", "text/html")
        Xml.SubElement(entry, "summary").text = clean(each.summary or each.title)
    written: bytes = Xml.tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def feed(request: HttpRequest) -> HttpResponse:
    """The feed of what is new, in the language of its address; ?demonstration=1 also tells what is invented."""
    base, invented = base_of(request), request.GET.get("demonstration") == "1"
    path = reverse("portal:feed") + ("?demonstration=1" if invented else "")
    key = f"portal.feed.{base}{path}.{timezone.localdate()}"
    body = remembered(key, lambda: _atom(base, path, entries(demonstration=invented)))
    return answer(request, body, "application/atom+xml; charset=utf-8")


# The pages that a search engine may keep; invented ones are none of them.
PAGES = (
    "portal:home",
    "portal:board",
    "portal:library",
    "portal:selection",
    "portal:sources",
    "portal:data",
    "portal:notices",
    "portal:stories",
    "discovery:items",
    "discovery:needs",
    "discovery:firms",
    "proposals:models",
    "deliberation:meetings",
    "deliberation:calendar",
    "support:programmes",
    "support:rounds",
    "api_guide",
)


def _codes(rows: QuerySet, name: str = "code") -> list[str]:  # type: ignore[type-arg]
    return list(rows.order_by(name).values_list(name, flat=True))


def _addresses() -> list[tuple[str, tuple[str, ...]]]:
    """The public pages by name and what stands in their addresses; a query each kind of thing."""
    real = {"demonstration": False}
    published = {"published_at__isnull": False, "withdrawn_at__isnull": True}
    called = Round.objects.filter(**real, called_at__isnull=False)
    of_things = {
        "portal:dataset": [each.key for each in all_datasets()],
        "portal:notice": _codes(Notice.objects.filter(**real, **published)),
        "portal:story": _codes(stories.published().filter(**real)),
        "discovery:item": _codes(Item.objects.all(), "key"),
        "discovery:need": _codes(Need.objects.filter(**real)),
        "discovery:firm": _codes(Firm.objects.filter(organisation__demonstration=False)),
        "proposals:model": [row.code for row in public_models(demonstration=False)],
        "deliberation:meeting": _codes(Meeting.objects.filter(**real)),
        "support:programme": _codes(Programme.objects.filter(**real)),
        "support:round": _codes(called),
    }
    found: list[tuple[str, tuple[str, ...]]] = [(name, ()) for name in PAGES]
    return found + [(name, (code,)) for name, codes in of_things.items() for code in codes]


def _map(base: str) -> bytes:
    """Every page in both languages, each naming the other; without days of change, which would tell when something moved."""
    root = Xml.Element("urlset", {"xmlns": SITEMAP, "xmlns:xhtml": XHTML})
    written: dict[str, list[str]] = {}
    for language in ("ko", "en"):
        with override(language):
            written[language] = [base + reverse(name, args=args) for name, args in _addresses()]
    for korean, english in zip(written["ko"], written["en"], strict=True):
        for own in (korean, english):
            url = Xml.SubElement(root, "url")
            Xml.SubElement(url, "loc").text = own
            for language, href in (("ko", korean), ("en", english), ("x-default", korean)):
                Xml.SubElement(url, "xhtml:link", rel="alternate", hreflang=language, href=href)
    found: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return found


def sitemap(request: HttpRequest) -> HttpResponse:
    base = base_of(request)
    body = remembered(f"portal.sitemap.{base}", lambda: _map(base))
    return answer(request, body, "application/xml")


def robots(request: HttpRequest) -> HttpResponse:
    """What programs need not read: what asks to sign in, forms, and lists under every filter."""
    with override("ko"):
        place = base_of(request) + reverse("portal:sitemap")
    shut = ("/desk/", "/accounts/", "/openings/", "/corrections/", "/correct/", "/*?")
    lines = ["User-agent: *"]
    lines += [f"Disallow: {root}{path}" for root in ("", "/en") for path in shut]
    lines += ["", f"Sitemap: {place}", ""]
    return answer(request, "\n".join(lines).encode(), "text/plain; charset=utf-8")
