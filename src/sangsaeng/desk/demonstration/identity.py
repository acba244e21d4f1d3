"""The demonstration of identity: two firms with nearly the same name wait, and one more stands with its former name."""

from datetime import date

from sangsaeng.analysis.identity.numbers import business_check_digit
from sangsaeng.discovery import codes
from sangsaeng.discovery.actions import identity
from sangsaeng.discovery.models import Firm
from sangsaeng.parties.models import Organisation, User

# Name, what it makes, where; the second came in by a list under another spelling.
FIRMS = (
    ("시연 한빛정밀", "반도체 장비용 정밀 가공품", "경기도"),
    ("㈜시연한빛정밀공업", "정밀 가공 부품", "경기도"),
    ("시연 새벽소재", "이차전지용 도전재", "충청북도"),
)
LIST = "기업명,등록번호\n시연 한빛정밀,\n시연새벽머티리얼,\n"


def names(*, people: dict[str, User]) -> None:
    """Two records of nearly one name found by the scan, a former name kept, a list of names compared."""
    office = people["secretariat"]
    firms = [_firm(number, *told) for number, told in enumerate(FIRMS, start=1)]
    nine = "000819001"
    identity.add_number(actor=office, firm=firms[0], number=f"{nine}{business_check_digit(nine)}")
    identity.rename(
        actor=office,
        organisation=firms[2].organisation,
        name="시연 새벽머티리얼즈",
        on=date(2025, 3, 28),
        source="시연 등기부등본",
    )
    identity.take_names(actor=office, name="시연 수요조사 기업 명단.csv", content=LIST.encode())
    identity.find_identities(actor=office)


def _firm(number: int, name: str, products: str, region: str) -> Firm:
    organisation = Organisation.objects.create(
        code=f"demo-identity-{number}", name=name, kind=Organisation.Kind.SME, demonstration=True
    )
    return Firm.everything.create(
        code=codes.draw(Firm.everything.all(), "F", demonstration=True)[0],
        organisation=organisation,
        products=products,
        product_check=Firm.ProductCheck.UNCHECKED,
        region=region,
    )
