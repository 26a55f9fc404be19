"""Files of card codes as operators have them are read, or refused without a word of theirs."""

import io

import pytest

from app.fulfilment.code_files import CodeFile, CodeLine
from app.fulfilment.errors import CardsRefused

PLAIN = "A-1,pw,2027-12-31\nA-2,,\nA-3\n"
READ = [CodeLine(1, "A-1", "pw", "2027-12-31"), CodeLine(2, "A-2"), CodeLine(3, "A-3")]


def lines(raw: bytes) -> list[CodeLine]:
    return list(CodeFile(io.BytesIO(raw)).lines())


class TestLines:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
    def test_are_read_in_each_encoding(self, encoding: str) -> None:
        raw = ("卡号,密码,有效期\n" + PLAIN).encode(encoding)
        assert [one.number for one in lines(raw)] == ["A-1", "A-2", "A-3"]
        assert [one.line for one in lines(raw)] == [2, 3, 4]

    @pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
    def test_are_read_without_a_heading_and_with_any_ending(self, end: str) -> None:
        assert lines(PLAIN.replace("\n", end).encode()) == READ

    def test_are_read_again_and_the_file_stays_open(self) -> None:
        file = io.BytesIO(PLAIN.encode())
        both = CodeFile(file)
        assert [list(both.lines()), list(both.lines())] == [READ, READ]
        assert not file.closed

    def test_a_heading_may_name_the_columns_in_another_order(self) -> None:
        raw = b"expires,code\n2027/1/5,A-1\n\n,A-2\n"
        assert lines(raw) == [CodeLine(2, "A-1", None, "2027-01-05"), CodeLine(4, "A-2")]

    def test_a_code_may_be_quoted_and_hold_a_comma(self) -> None:
        assert lines(b'"A,1","p""w"\n') == [CodeLine(1, "A,1", 'p"w')]

    @pytest.mark.parametrize(
        ("raw", "line", "why"),
        [
            (b"\xff\xff\xff", 0, "encoding"),
            (b"SECRET-1,a,2027-12-31,x\n", 1, "columns"),
            (b"A-1\nSECRET-2\x00\n", 2, "unreadable"),
            (b"A-1\n" + b"S" * 201 + b"\n", 2, "unreadable"),
            (b'A-1\n"SECRET-3\n', 2, "unreadable"),
            (b"A-1,,SECRET-DAY\n", 1, "no_day"),
            (b"A-1,,2027-02-30\n", 1, "no_day"),
            (b"A-1\n,SECRET-PASSWORD\n", 2, "unreadable"),
            (b"A1\n" * 100_001, 100_001, "too_many"),
        ],
    )
    def test_what_cannot_be_used_is_named_by_its_line_only(
        self, raw: bytes, line: int, why: str
    ) -> None:
        with pytest.raises(CardsRefused) as refused:
            lines(raw)
        assert refused.value.facts == {"line": line, "why": why}
        assert "SECRET" not in repr(refused.value) + str(refused.value)
        assert "SECRET" not in repr(CodeLine(1, "SECRET"))


class TestHeading:
    @pytest.mark.parametrize(
        ("heading", "one"),
        [
            ("Card Number,Card PIN", CodeLine(2, "A-1", "b")),
            ("\ufeff\ufeffCARD_NO.,Pin Code ,", CodeLine(2, "A-1", "b")),
            ("卡号,卡密", CodeLine(2, "A-1", "b")),
            ("密码（必填）,兑换码", CodeLine(2, "b", "A-1")),
            ("卡密", CodeLine(2, "A-1")),
            ("number , ", CodeLine(2, "A-1")),
        ],
    )
    def test_is_known_however_it_is_written(self, heading: str, one: CodeLine) -> None:
        row = "A-1,b" if "b" in (one.number, one.password) else "A-1"
        assert lines(f"{heading}\n{row}\n".encode()) == [one]

    @pytest.mark.parametrize(
        ("heading", "why"),
        [
            ("Voucher,Remark", "heading"),
            ("面值100元,说明", "heading"),
            ("卡号,备注", "heading"),
            ("number,,password", "heading"),
            ("number,price 2026", "heading"),
            ("number,number", "heading_twice"),
            ("卡号,Card No", "heading_twice"),
            ("password,expires_on", "heading_no_number"),
            ("number;password", "separator"),
            ("number\tpassword", "separator"),
        ],
    )
    def test_is_refused_when_in_doubt_and_never_a_code(self, heading: str, why: str) -> None:
        with pytest.raises(CardsRefused) as refused:
            lines(f"{heading}\nA-1,b\n".encode())
        assert refused.value.facts == {"line": 1, "why": why}


class TestSpreadsheets:
    @pytest.mark.parametrize(
        ("row", "why"),
        [
            ("6.22E+18", "scientific"),
            ("6.22e+18,pw", "scientific"),
            ("A-2,1E+15", "scientific"),
            ("A2;p;2027-01-01", "separator"),
            ("A2\tp", "separator"),
            ("A2；p", "separator"),
            ('="00,12"', "unreadable"),
        ],
    )
    def test_what_they_spoil_is_refused_with_its_line(self, row: str, why: str) -> None:
        for text, line in ((f"A-1\n{row}\n", 2), (f"number,password\n{row}\n", 2)):
            with pytest.raises(CardsRefused) as refused:
                lines(text.encode())
            assert refused.value.facts == {"line": line, "why": why}

    @pytest.mark.parametrize(
        ("row", "one"),
        [
            ('="001234",="009"', CodeLine(1, "001234", "009")),
            ('"=""001234""","=""9"""', CodeLine(1, "001234", "9")),
            ("'001234,'ab9", CodeLine(1, "001234", "ab9")),
            ("12E45,7;8", CodeLine(1, "12E45", "7;8")),
        ],
    )
    def test_what_they_wrap_is_unwrapped_and_the_rest_left_alone(
        self, row: str, one: CodeLine
    ) -> None:
        assert lines(f"{row}\n".encode()) == [one]
