"""The readers: one schema from every form, and one clear error for everything that is wrong."""

from __future__ import annotations

import gzip
import io
import zipfile
from pathlib import Path

import pytest

from sangsaeng.analysis.trade import COLUMNS, InputError, Trade, read

BACI = "t,i,j,k,v,q\n2022,156,410,850511,1.5,0.25\n2022,490,410,10121,2,\n2022,842,392,850511,3,NA\n"
KCS = (
    "year,statCd,statCdCntnKor1,hsCd,statKor,expWgt,expDlr,impWgt,impDlr,balPayments\n"
    "총계,-,-,-,-,9,9,9,9,9\n"
    "2023.01,CN,중국,2811111000,불산,1,10,200,3000,-2990\n"
    '2023.02,JP,일본,2811111000,"불산, 고순도",0,0,5,70,-70\n'
    "2023.02,KR,대한민국,2811111000,불산,1,4,2,8,-4\n"
)
KCS_XML = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<response><header><resultCode>00</resultCode><resultMsg>정상서비스.</resultMsg></header><body><items>
<item><balPayments>-9</balPayments><expDlr>9</expDlr><expWgt>9</expWgt><hsCd>-</hsCd><impDlr>9</impDlr>
<impWgt>9</impWgt><statCd>-</statCd><statCdCntnKor1>-</statCdCntnKor1><statKor>-</statKor><year>총계</year></item>
<item><balPayments>-2990</balPayments><expDlr>10</expDlr><expWgt>1</expWgt><hsCd>2811111000</hsCd>
<impDlr>3000</impDlr><impWgt>200</impWgt><statCd>CN</statCd><statCdCntnKor1>중국</statCdCntnKor1>
<statKor>불산</statKor><year>2023.01</year></item></items></body></response>"""
COMTRADE = (
    "refYear,refMonth,reporterISO,partnerISO,partnerDesc,flowCode,classificationCode,cmdCode,customsCode,motCode,"
    "netWgt,primaryValue\n"
    "2020,52,KOR,W00,World,M,H5,281111,C00,0,30,90\n"
    "2020,52,KOR,JPN,Japan,M,H5,281111,C00,0,10,30.4\n"
    "2020,52,KOR,JPN,Japan,M,H5,281111,C01,0,5,15\n"
    '2020,52,KOR,_X,"Areas, nes",M,H5,281111,C00,0,20,60\n'
    "2020,52,KOR,JPN,Japan,X,H5,281111,C00,0,1,2\n"
    "2020,52,KOR,JPN,Japan,RM,H5,281111,C00,0,1,2\n"
    "2020,52,JPN,KOR,Rep. of Korea,X,H5,281111,C00,0,11,33\n"
)


def put(folder: Path, text: str | bytes, name: str = "anything.dat") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def rows(trade: Trade) -> list[dict[str, object]]:
    return sorted(trade.table.to_pylist(), key=str)


def test_baci_values_become_dollars_and_its_own_areas_are_kept(tmp_path: Path) -> None:
    trade = read(put(tmp_path, BACI))
    assert trade.table.column_names == list(COLUMNS)
    assert (trade.source, trade.world, trade.monthly) == ("baci", True, False)
    first = {
        "year": 2022,
        "month": None,
        "importer": "KOR",
        "exporter": "CHN",
        "item": "850511",
        "revision": None,
        "value_usd": 1500,
        "quantity": 0.25,
        "quantity_unit": "t",
    }
    assert first in rows(trade)
    assert {(r["exporter"], r["importer"], r["item"], r["quantity"]) for r in rows(trade)} == {
        ("CHN", "KOR", "850511", 0.25),
        ("S19", "KOR", "010121", None),
        ("USA", "JPN", "850511", None),
    }


def test_the_country_file_names_areas_and_decides_codes(tmp_path: Path) -> None:
    countries = put(
        tmp_path,
        "country_code,country_name,country_iso2,country_iso3\n156,China,CN,CHN\n410,Korea,KR,KOR\n"
        '490,"Other Asia, nes",,S19\n842,USA,US,USA\n392,Japan,JP,JPN\n',
        "c.csv",
    )
    given = read(put(tmp_path, BACI), countries=countries)
    assert given.names["S19"] == "Other Asia, nes"
    among = read(put(tmp_path, BACI), countries)
    assert among.table.equals(given.table)
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w") as writer:
        writer.writestr("Readme.txt", "BACI is a database.\nSee the web site.")
        writer.writestr("country_codes.csv", countries.read_bytes())
        writer.writestr("data.csv", BACI)
        writer.writestr("product_codes.csv", "code,description\n850511,Magnets\n")
    assert read(archive).table.equals(given.table)
    few = put(tmp_path, countries.read_text().replace("156,China,CN,CHN\n", ""), "f.csv")
    with pytest.raises(InputError) as error:
        read(put(tmp_path, BACI), countries=few)
    assert (error.value.row, error.value.column) == (2, "i")


def test_customs_rows_give_imports_and_exports_without_totals(tmp_path: Path) -> None:
    trade = read(put(tmp_path, KCS))
    assert trade.reporters == trade.export_reporters == frozenset({"KOR"})
    assert trade.monthly
    assert not trade.world
    got = {(r["month"], r["importer"], r["exporter"], r["value_usd"], r["quantity"]) for r in rows(trade)}
    assert got == {
        (1, "KOR", "CHN", 3000, 200.0),
        (1, "CHN", "KOR", 10, 1.0),
        (2, "KOR", "JPN", 70, 5.0),
        (2, "JPN", "KOR", 0, 0.0),
        (2, "KOR", "KOR", 8, 2.0),  # what came back: once, as an import
    }
    assert {r["revision"] for r in rows(trade)} == {"HS2022"}


def test_customs_xml_is_the_same_as_its_csv(tmp_path: Path) -> None:
    lines = KCS.splitlines(keepends=True)
    from_csv = read(put(tmp_path, "".join(lines[:3])))
    assert rows(read(put(tmp_path, KCS_XML))) == rows(from_csv)


def test_comtrade_leaves_out_totals_subtotals_and_the_other_side(tmp_path: Path) -> None:
    trade = read(put(tmp_path, COMTRADE))
    got = {(r["importer"], r["exporter"], r["value_usd"], r["quantity"], r["revision"]) for r in rows(trade)}
    assert got == {
        ("KOR", "JPN", 30, 10.0, "HS2017"),
        ("KOR", "_X", 60, 20.0, "HS2017"),
        ("JPN", "KOR", 2, 1.0, "HS2017"),
    }
    assert trade.names["_X"] == "Areas, nes"
    assert trade.reporters == frozenset({"KOR"})


def test_our_own_schema_is_read_back(tmp_path: Path) -> None:
    trade = read(put(tmp_path, BACI))
    names = list(COLUMNS)
    lines = [",".join("" if r[n] is None else str(r[n]) for n in names) for r in trade.table.to_pylist()]
    again = read(put(tmp_path, ",".join(names) + "\n" + "\n".join(lines) + "\n", "tidy.csv"))
    assert [r["value_usd"] for r in again.table.to_pylist()] == [1500, 2000, 3000]
    assert again.source == "tidy"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp949"])
@pytest.mark.parametrize("packing", ["plain", "gz", "zip"])
def test_encodings_and_packings(tmp_path: Path, encoding: str, packing: str) -> None:
    data = KCS.encode(encoding)
    if packing == "gz":
        data = gzip.compress(data)
    elif packing == "zip":
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("안.csv", data)
        data = buffer.getvalue()
    assert rows(read(put(tmp_path, data))) == rows(read(put(tmp_path, KCS)))


def test_cp949_that_starts_far_into_the_file(tmp_path: Path) -> None:
    head = KCS.splitlines(keepends=True)[0]
    months = [f"{y}.{m:02d}" for y in range(1900, 2100) for m in range(1, 13)]
    ascii_rows = "".join(
        f"{month},{c},X,281111,x,0,0,0,1,-1\n" for month in months for c in ("CN", "JP", "US", "DE")
    )
    late = head + ascii_rows
    late += "".join(f"{month},VN,베트남,281111,불산,0,0,0,1,-1\n" for month in months[-3:])
    padding = late.replace(
        ",X,", "," + "X" * 120 + ","
    )  # so that the Korean letters are past the first megabyte
    assert len(padding) > 1_200_000
    assert len(read(put(tmp_path, padding.encode("cp949"))).table) == 2 * (len(months) * 4 + 3)


@pytest.mark.parametrize(
    ("text", "row", "column", "says"),
    [
        ("t,i,j,k,q\n2022,156,410,850511,1\n", 1, "v", "열이 없습니다"),
        (BACI + "2022,156,392,850511,-3,\n", 5, "v", "0보다 작습니다"),
        (BACI + "2022,156,392,850511,3,-1\n", 5, "q", "0보다 작습니다"),
        (BACI + "2022,999,392,850511,3,\n", 5, "i", "알 수 없는 나라"),
        (BACI + "2022,156,392,850511,,\n", 5, "v", "비어 있습니다"),
        (BACI + "2022,156,392,850511,three,\n", 5, "v", "숫자가 아닙니다"),
        (BACI + "2022,156,392,850511,nan,\n", 5, "v", "숫자가 아닙니다"),
        (BACI + "2022,156,392,850511,inf,\n", 5, "v", "숫자가 아닙니다"),
        (BACI + "2022,156,392,850511,₩3,\n", 5, "v", "통화"),
        (BACI + "2022,156,392,850511,9e12,\n", 5, "v", "너무 큽니다"),
        (BACI + "22,156,392,850511,3,\n", 5, "t", "연도가 아닙니다"),
        (BACI + "2022,156,392,magnets,3,\n", 5, "k", "품목 코드가 아닙니다"),
        (BACI + "2022,156,392,850511\n", 5, None, "열이 6개여야"),
        (BACI + "2022,156,410,850511,9,\n", 5, None, "같은 거래"),
        ("t,i,j,k,v,q,currency\n2022,156,410,1,2,3,USD\n2022,392,410,1,2,3,KRW\n", 3, "currency", "둘 이상"),
        ("t,i,j,k,v,q,currency\n2022,156,410,1,2,3,KRW\n2022,392,410,1,2,3,USD\n", 3, "currency", "둘 이상"),
        ("t,i,j,k,v,q,currency\n2022,156,410,1,2,3,EUR\n", 2, "currency", "달러가 아닙니다"),
        ("t,i,j,k,v,v,q\n2022,156,410,1,2,3,4\n", 1, "v", "두 번"),
        ("a,b\n1,2\n", 1, "a", "알 수 없는 형식"),
        ("t,i,j,k,v,q\n", 2, None, "자료가 없습니다"),
        (KCS.replace("2023.02,JP", "2023.13,JP"), 4, "year", "기간이 아닙니다"),
        (KCS.replace(",JP,", ",QQ,"), 4, "statCd", "알 수 없는 나라"),
        (KCS.replace(",3000,", ",-3000,"), 3, "impDlr", "0보다 작습니다"),
        (COMTRADE.replace("H5", "S3"), 2, "classificationCode", "HS 분류가 아닙니다"),
        (KCS_XML.replace("<impDlr>3000</impDlr>", ""), 2, "impDlr", "항목이 없습니다"),
        (KCS_XML.replace(">3000<", ">-1<"), 2, "impDlr", "0보다 작습니다"),
        (KCS_XML[:-20], 7, None, "잘렸거나"),
        (KCS_XML.replace("<resultCode>00", "<resultCode>30"), None, None, "오류로 답했습니다"),
        ("<!DOCTYPE x [<!ENTITY a 'b'>]><response>&a;</response>", 1, None, "문서형 선언"),
        ("", None, None, "0바이트"),
        ("\n\n", None, None, "내용이 없는"),
        (b"PK\x03\x04 not really", None, None, "압축"),
        (BACI.encode() + b"2022,156,392,850511,\xff\xfe\xff,\n", 5, None, "글자를 읽을 수 없습니다"),
    ],
)
def test_bad_input_names_file_row_and_column(
    tmp_path: Path, text: str | bytes, row: int | None, column: str | None, says: str
) -> None:
    path = put(tmp_path, text)
    with pytest.raises(InputError) as error:
        read(path)
    assert error.value.file == str(path)
    assert (error.value.row, error.value.column) == (row, column)
    assert says in str(error.value)
    assert "\n" not in str(error.value)


def test_a_cut_off_gz_is_refused(tmp_path: Path) -> None:
    many = BACI + "".join(f"2022,156,392,{k:06d},{k}.123,{k * 7 % 13}\n" for k in range(100000, 160000))
    whole = gzip.compress(many.encode())
    for length in (len(whole) // 2, len(whole) - 4):
        path = put(tmp_path, whole[:length])
        with pytest.raises(InputError, match="잘렸거나") as error:
            read(path)
        assert error.value.file == str(path)
        assert error.value.row is not None


def test_files_that_would_be_counted_twice_are_refused(tmp_path: Path) -> None:
    one, same = put(tmp_path, BACI, "one.csv"), put(tmp_path, BACI, "two.csv")
    with pytest.raises(InputError, match="같은 거래") as error:
        read(one, same)
    assert (error.value.file, error.value.row) == (str(same), 2)
    assert str(one) in str(error.value)
    with pytest.raises(InputError, match="출처가 다른"):
        read(one, put(tmp_path, KCS, "kcs.csv"))
    tidy = "year,month,importer,exporter,item,value_usd\n2022,,KOR,CHN,850511,5\n2022,3,KOR,JPN,850511,5\n"
    with pytest.raises(InputError, match="연간 자료와 월별"):
        read(put(tmp_path, tidy, "mixed.csv"))


def test_a_missing_file_and_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="열 수 없습니다"):
        read(tmp_path / "none.csv")
    with pytest.raises(InputError, match="하나 이상"):
        read()


def test_an_error_stays_one_line_whatever_the_value(tmp_path: Path) -> None:
    with pytest.raises(InputError) as error:
        read(put(tmp_path, BACI + '2022,"15\n6",392,850511,3,\n'))
    assert "\n" not in str(error.value)
    assert error.value.row == 5
