"""The feed holds what RFC 4287 asks for, its ids never change; search engines learn of public pages in both languages only."""

from datetime import datetime, timedelta
from typing import Any
from xml.etree import ElementTree as Xml

import pytest
from django.test import Client
from django.utils import timezone

from sangsaeng.portal import feeds
from sangsaeng.portal.models import Notice
from sangsaeng.proposals.models import WinWinModel
from sangsaeng.records.queries import _remembered

pytestmark = pytest.mark.django_db
A = "{http://www.w3.org/2005/Atom}"
S = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
X = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture
def client(loaded: dict[str, str]) -> Client:
    return Client()


def feed(client: Client, path: str = "/feed.atom") -> Any:
    answer = client.get(path)
    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    return Xml.fromstring(answer.content)


def once(parent: Any, name: str) -> str:
    found = parent.findall(A + name)
    assert len(found) == 1, name
    assert found[0].text
    return str(found[0].text)


def is_rfc3339(text: str) -> bool:
    return datetime.fromisoformat(text).tzinfo is not None and "T" in text


@pytest.mark.parametrize(
    "path", ["/feed.atom", "/feed.atom?demonstration=1", "/en/feed.atom", "/en/feed.atom?demonstration=1"]
)
def test_what_rfc_4287_asks_for(client: Client, path: str) -> None:
    root = feed(client, path)
    assert root.tag == A + "feed"
    once(root, "title")
    assert once(root, "id").startswith("tag:testserver,2026:")
    newest = once(root, "updated")
    assert is_rfc3339(newest)
    assert root.find(f"{A}author/{A}name").text
    own = [link for link in root.findall(A + "link") if link.get("rel") == "self"]
    assert [link.get("href") for link in own] == [f"http://testserver{path}"]
    entries = root.findall(A + "entry")
    ids = [once(entry, "id") for entry in entries]
    assert len(set(ids)) == len(ids)
    for entry in entries:
        once(entry, "title")
        assert is_rfc3339(once(entry, "updated"))
        assert once(entry, "updated").endswith("T00:00:00+09:00")  # days, not minutes
        link = entry.find(A + "link")
        assert link.get("rel") == "alternate"
        assert client.get(link.get("href").removeprefix("http://testserver")).status_code == 200
    days = [once(entry, "updated") for entry in entries]
    assert days == sorted(days, reverse=True)
    assert not days or newest == days[0]


def test_invented_news_only_where_asked_for(client: Client) -> None:
    assert feed(client).findall(A + "entry") == []
    entries = feed(client, "/feed.atom?demonstration=1").findall(A + "entry")
    assert entries
    assert all(once(entry, "title").startswith("[시연]") for entry in entries)


def test_ids_stay_the_same_in_both_languages_and_later(client: Client) -> None:
    def ids(path: str) -> list[str]:
        return [once(entry, "id") for entry in feed(client, path).findall(A + "entry")]

    first = ids("/feed.atom?demonstration=1")
    _remembered.clear()
    assert ids("/en/feed.atom?demonstration=1") == first
    WinWinModel.objects.update(changed_at=timezone.now())
    _remembered.clear()
    assert ids("/feed.atom?demonstration=1") == first


def test_a_notice_is_news_until_it_is_withdrawn(client: Client) -> None:
    notice = Notice.objects.create(
        code="P-X",
        kind="call",
        title="공고 & <안내>",
        text="x",
        published_at=timezone.now() - timedelta(days=1),
    )
    _remembered.clear()
    titles = [once(entry, "title") for entry in feed(client).findall(A + "entry")]
    assert titles == ["공고: 공고 & <안내>"]
    notice.withdrawn_at, notice.withdrawn_because = timezone.now(), "x"
    notice.save()
    _remembered.clear()
    assert feed(client).findall(A + "entry") == []
    notice.delete()


def test_every_page_names_the_feed_and_the_other_language(client: Client) -> None:
    for path in ("/", "/models/", "/en/data/"):
        html = client.get(path).content.decode()
        assert 'type="application/atom+xml"' in html
        assert 'type="text/calendar"' in html
        assert 'hreflang="ko"' in html


def test_the_sitemap_names_every_page_in_both_languages(client: Client) -> None:
    root = Xml.fromstring(client.get("/sitemap.xml").content)
    places = [str(url.findtext(S + "loc")) for url in root.findall(S + "url")]
    assert len(set(places)) == len(places)
    assert "http://testserver/en/data/" in places
    for url in root.findall(S + "url"):
        others = {link.get("hreflang"): link.get("href") for link in url.findall(X + "link")}
        assert set(others) == {"ko", "en", "x-default"}
        assert url.findtext(S + "loc") in others.values()
        assert url.find(S + "lastmod") is None  # a day of change would tell when something moved
    step = max(1, len(places) // 60)
    for place in places[::step]:
        assert client.get(place.removeprefix("http://testserver")).status_code == 200, place


def test_the_sitemap_names_nothing_invented(client: Client, loaded: dict[str, str]) -> None:
    text = client.get("/sitemap.xml").content.decode()
    for code in (loaded["model"], loaded["council"], "demo-rnd"):
        assert f"/{code}/" not in text


def test_robots_are_told_what_not_to_read(client: Client) -> None:
    text = client.get("/robots.txt").content.decode()
    assert "Disallow: /desk/" in text
    assert "Sitemap: http://testserver/sitemap.xml" in text


def test_news_is_read_in_a_fixed_number_of_queries(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(len(feeds.SOURCES)):
        feeds.entries(demonstration=True)
