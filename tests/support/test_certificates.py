"""Certificates: issued once, verified by number alone, extended, cancelled only after the firm was heard."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tests.support.selection_world import SelectionWorld
from tests.support.test_selection_pages import signed_in

from sangsaeng.parties.models import Message
from sangsaeng.parties.rules import NotAllowed
from sangsaeng.support.actions import certificates as actions
from sangsaeng.support.actions import deciding
from sangsaeng.support.models import Certificate

pytestmark = pytest.mark.django_db


@pytest.fixture
def world(db: None) -> SelectionWorld:
    made = SelectionWorld()
    made.decide()
    made.announce()
    return made


@pytest.fixture
def certificate(world: SelectionWorld) -> Certificate:
    return actions.issue_certificate(
        actor=world.secretariat, application=world.at(1), on=timezone.localdate() - timedelta(days=20)
    )


def asked(number: str) -> str:
    return Client().get(reverse("support:verify_certificate"), {"number": number}).content.decode()


def notice(world: SelectionWorld, certificate: Certificate, **more: object) -> Certificate:
    today = timezone.localdate()
    given = {
        "ground_kind": "fraud",
        "ground": "제출한 시험 성적서가 사실과 다름",
        "noticed_on": today - timedelta(days=15),
        "hearing_on": today - timedelta(days=2),
    }
    return actions.begin_hearing(actor=world.secretariat, certificate=certificate, **(given | more))  # type: ignore[arg-type]


def test_validity_ends_the_day_before_its_anniversary() -> None:
    assert actions.end_of_validity(date(2026, 11, 22), 5) == date(2031, 11, 21)
    assert actions.end_of_validity(date(2028, 2, 29), 1) == date(2029, 2, 28)


def test_a_certificate_is_issued_once_to_a_selected_firm(
    world: SelectionWorld, certificate: Certificate
) -> None:
    assert certificate.number.startswith("D-CE-")
    assert certificate.valid_until == actions.end_of_validity(certificate.issued_on, 5)
    assert bytes(certificate.paper.content).startswith(b"%PDF")  # type: ignore[union-attr]
    assert Message.objects.filter(kind="certificate", recipient=world.at(1).applicant).exists()
    with pytest.raises(ValidationError, match="이미"):
        actions.issue_certificate(actor=world.secretariat, application=world.at(1))
    with pytest.raises(ValidationError, match="선정된 기업에만"):
        actions.issue_certificate(actor=world.secretariat, application=world.at(2))
    with pytest.raises(NotAllowed):
        actions.issue_certificate(actor=world.auditor, application=world.at(1))
    with pytest.raises(ValidationError, match="확인서를 받은 뒤"):
        deciding.give_up(actor=world.at(1).applicant, application=world.at(1), reason="그만둠")


@pytest.mark.parametrize("days", [1, -40])
def test_a_certificate_is_not_issued_on_a_day_that_cannot_be(world: SelectionWorld, days: int) -> None:
    with pytest.raises(ValidationError):
        actions.issue_certificate(
            actor=world.secretariat, application=world.at(1), on=timezone.localdate() + timedelta(days=days)
        )


def test_the_public_learns_by_number_whether_it_is_valid_and_nothing_else(
    world: SelectionWorld, certificate: Certificate
) -> None:
    shown = asked(certificate.number.lower())
    assert "지금 유효한 확인서입니다" in shown
    firm = world.at(1)
    for secret in (firm.firm_name, firm.business_number, firm.code, str(certificate.issued_on.year + 5)):
        assert secret not in shown
    assert "그런 번호의 확인서가 없습니다" in asked("D-C-1999-0001")
    Certificate.objects.update(
        issued_on=timezone.localdate() - timedelta(days=9),
        valid_until=timezone.localdate() - timedelta(days=1),
    )
    assert "유효기간이 끝난" in asked(certificate.number)


def test_it_is_extended_before_its_end_by_five_years_at_most(
    world: SelectionWorld, certificate: Certificate
) -> None:
    end = certificate.valid_until
    for until in (end, end.replace(year=end.year + 5) + timedelta(days=1)):
        with pytest.raises(ValidationError):
            actions.extend_certificate(
                actor=world.secretariat, certificate=certificate, until=until, reason="계속 요건을 갖춤"
            )
    first = certificate.paper_id
    longer = actions.extend_certificate(
        actor=world.secretariat,
        certificate=certificate,
        until=end.replace(year=end.year + 3),
        reason="계속 요건을 갖춤",
    )
    assert longer.valid_until == end.replace(year=end.year + 3)
    assert longer.paper_id != first


def test_it_is_cancelled_only_after_the_firm_was_heard_and_the_public_page_says_so_at_once(
    world: SelectionWorld, certificate: Certificate
) -> None:
    office, today = world.secretariat, timezone.localdate()
    actions.publish_certificate(actor=office, certificate=certificate, consent="동의서")
    public = reverse("support:selected", args=[world.round.code])
    assert certificate.number in Client().get(public).content.decode()
    with pytest.raises(ValidationError, match="시작되지 않은"):
        actions.decide_cancellation(actor=office, certificate=certificate, cancel=True, decision="취소")
    with pytest.raises(ValidationError, match="먼저 취소 사유"):
        actions.record_hearing(actor=office, certificate=certificate, heard_on=today, opinion="없음")
    notice(world, certificate)
    assert "지금 유효한" in asked(certificate.number)
    with pytest.raises(ValidationError, match="의견을 들은 뒤"):
        actions.decide_cancellation(actor=office, certificate=certificate, cancel=True, decision="취소")
    for heard_on, opinion in (
        (today - timedelta(days=3), "말"),
        (today + timedelta(days=1), "말"),
        (today, " "),
    ):
        with pytest.raises(ValidationError):
            actions.record_hearing(actor=office, certificate=certificate, heard_on=heard_on, opinion=opinion)
    actions.record_hearing(
        actor=office, certificate=certificate, heard_on=today, opinion="사실과 다르지 않다고 함"
    )
    done = actions.decide_cancellation(
        actor=office, certificate=certificate, cancel=True, decision="시험기관이 발급하지 않았다고 확인함"
    )
    assert (done.state, done.decided_on) == ("cancelled", today)
    assert "취소된 확인서입니다" in asked(certificate.number)
    assert certificate.number not in Client().get(public).content.decode()
    assert world.at(1).firm_name not in Client().get(public).content.decode()
    with pytest.raises(ValidationError):
        notice(world, certificate)


def test_the_database_itself_refuses_a_cancellation_without_a_hearing(certificate: Certificate) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Certificate.objects.filter(pk=certificate.pk).update(state="cancelled")


def test_it_may_be_kept_after_the_hearing(world: SelectionWorld, certificate: Certificate) -> None:
    notice(world, certificate, ground_kind="other")
    actions.record_hearing(
        actor=world.secretariat,
        certificate=certificate,
        heard_on=timezone.localdate(),
        opinion="인력을 다시 뽑았다고 함",
    )
    kept = actions.decide_cancellation(
        actor=world.secretariat, certificate=certificate, cancel=False, decision="요건을 다시 갖춤"
    )
    assert kept.state == "valid"
    assert "지금 유효한" in asked(certificate.number)


def test_the_way_of_a_cancellation_through_the_pages(world: SelectionWorld, certificate: Certificate) -> None:
    office, today = signed_in(world.secretariat), timezone.localdate()

    def at(name: str) -> str:
        return reverse(f"support:{name}", args=[certificate.number])

    form = {"ground_kind": "other", "ground": "요건을 잃음", "noticed_on": today, "hearing_on": today}
    assert office.post(at("certificate_notice"), form).status_code == 302
    firm = signed_in(world.at(1).applicant)
    assert "요건을 잃음" in firm.get(at("certificate")).content.decode()
    assert signed_in(world.at(2).applicant).get(at("certificate")).status_code == 404
    assert firm.post(at("certificate_decision"), {"cancel": "no"}).status_code == 403
    assert office.post(at("certificate_hearing"), {"heard_on": today, "opinion": ""}).status_code == 422
    office.post(at("certificate_hearing"), {"heard_on": today, "opinion": "다시 갖추겠다고 함"})
    office.post(at("certificate_decision"), {"cancel": "yes", "decision": "다시 갖추지 못함", "on": today})
    assert "취소된 확인서입니다" in asked(certificate.number)
    assert firm.get(at("certificate_paper")).content.startswith(b"%PDF")
