"""The published examples of each standard, and the corrupted ones beside them."""

import io
from datetime import date

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from tayseer.documents import base45, cbor, mrz, qr

RFC_9285 = [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581"), (b"ietf!", "QED8WEX0"), (b"", "")]
ANNA = mrz.Zone(
    code="P", issuer="UTO", number="L898902C3", surname="Eriksson", given="Anna Maria", nationality="UTO",
    born_on=date(1974, 8, 12), sex="F", expires_on=date(2012, 4, 15), optional="ZE184226B",
)  # fmt: skip
ANNA_CARD = mrz.Zone(
    code="I", issuer="UTO", number="D23145890", surname="Eriksson", given="Anna Maria", nationality="UTO",
    born_on=date(1974, 8, 12), sex="F", expires_on=date(2012, 4, 15),
)  # fmt: skip
ANNA_VISA = mrz.Zone(
    code="V", issuer="UTO", number="L8988901C", surname="Eriksson", given="Anna Maria", nationality="XXX",
    born_on=date(1940, 9, 7), sex="F", expires_on=date(1996, 12, 10), optional="6ZE184226B",
)  # fmt: skip
PASSPORT = ["P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L898902C36UTO7408122F1204159ZE184226B<<<<<10"]
CARD = ["I<UTOD231458907<<<<<<<<<<<<<<<", "7408122F1204159UTO<<<<<<<<<<<6", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<"]
VISA = ["V<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<", "L8988901C4XXX4009078F96121096ZE184226B<<<<<<"]
UPPER = st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZ", min_size=1, max_size=12)


@pytest.mark.parametrize(("data", "text"), RFC_9285)
def test_base45_writes_and_reads_the_examples_of_its_rfc(data: bytes, text: str) -> None:
    assert base45.encode(data) == text
    assert base45.decode(text) == data


@pytest.mark.parametrize("text", ["GGW", ":::", "A", "::", "bb8", "BB8 ", "BB8\n", "ب"])
def test_base45_refuses_what_no_bytes_can_give(text: str) -> None:
    with pytest.raises(base45.UnableToDecodeBase45):
        base45.decode(text)


@given(st.binary(max_size=300))
def test_base45_gives_back_any_bytes(data: bytes) -> None:
    assert base45.decode(base45.encode(data)) == data


items = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**64), 2**64 - 1) | st.binary(max_size=20) | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.integers(-(2**64), 2**64 - 1) | st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(items)
def test_cbor_agrees_with_the_reference_library(item: object) -> None:
    ours = cbor.encode(item)

    assert cbor2.loads(ours) == item


@given(st.dictionaries(st.integers(-1000, 1000) | st.text(max_size=8), st.integers(0, 10) | st.binary(max_size=30)))
def test_cbor_reads_what_it_writes_and_writes_one_form(item: dict[object, object]) -> None:
    data = cbor.encode(item)

    assert cbor.decode(data) == item
    assert cbor.encode(dict(reversed(item.items()))) == data


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ("00 00", "follow"),
        ("a2 01 00 01 00", "once"),
        ("a2 02 00 01 00", "sorted"),
        ("9f 01 ff", "indefinite"),
        ("5f 41 00 ff", "indefinite"),
        ("18 05", "shortest"),
        ("19 00 ff", "shortest"),
        ("1b 00000000 00000001", "shortest"),
        ("f9 3c00", "floats"),
        ("fb 3ff0000000000000", "floats"),
        ("c1 00", "tag 1"),
        ("61 ff", "UTF-8"),
        ("9b 0fffffffffffffff", "more items"),
        ("5b 0fffffffffffffff", "middle"),
        ("a1 81 00 00", "number or a text"),
        ("a1 f4 00", "number or a text"),
        ("81" * 9 + "00", "deeper"),
        ("", "middle"),
        ("f7", "false, true and null"),
    ],
)
def test_cbor_refuses_every_other_form(data: str, words: str) -> None:
    with pytest.raises(cbor.UnableToDecodeCBOR, match=words):
        cbor.decode(bytes.fromhex(data))


@given(st.binary(max_size=200))
def test_cbor_survives_any_bytes(data: bytes) -> None:
    try:
        item = cbor.decode(data)
    except cbor.UnableToDecodeCBOR:
        return

    assert cbor.encode(item) == data


def test_zones_are_those_of_doc_9303() -> None:
    assert mrz.td3(ANNA) == PASSPORT
    assert mrz.td1(ANNA_CARD) == CARD
    assert mrz.mrv_a(ANNA_VISA) == VISA


def test_zones_of_doc_9303_are_read_back() -> None:
    shouting = {"surname": "ERIKSSON", "given": "ANNA MARIA"}
    day = date(2013, 1, 1)

    for lines, zone in ((PASSPORT, ANNA), (CARD, ANNA_CARD), (VISA, ANNA_VISA)):
        found = mrz.read(lines, on=day)

        assert found == type(zone)(**{**{name: getattr(zone, name) for name in zone.__slots__}, **shouting})


@pytest.mark.parametrize("lines", [PASSPORT, CARD, VISA])
def test_one_changed_digit_of_a_zone_is_noticed(lines: list[str]) -> None:
    changed = [*lines]
    changed[1] = changed[1].replace("F", "F9", 1)[: len(changed[1])]

    with pytest.raises(mrz.UnableToReadMRZ):
        mrz.read(changed, on=date(2013, 1, 1))


def test_a_long_card_number_runs_on_into_the_optional_data() -> None:
    long = mrz.Zone(**{**{n: getattr(ANNA_CARD, n) for n in ANNA_CARD.__slots__}, "number": "D23145890734"})

    lines = mrz.td1(long)

    assert lines[0] == "I<UTOD23145890<7349<<<<<<<<<<<"
    assert mrz.read(lines, on=date(2013, 1, 1)).number == "D23145890734"


@given(UPPER, st.lists(UPPER, max_size=6).map(" ".join))
def test_a_name_field_always_fits_and_keeps_its_surname_first(surname: str, given_names: str) -> None:
    field = mrz.names(surname, given_names, width=30)

    assert len(field) == 30
    assert field[0] == surname[0]


@given(
    number=st.text("ABCDEFGHJKLMNPRSTUVWXYZ0123456789", min_size=1, max_size=9),
    surname=UPPER,
    given_name=UPPER,
    born=st.dates(date(1930, 1, 1), date(2025, 12, 31)),
    expires=st.dates(date(2020, 1, 1), date(2040, 12, 31)),
    sex=st.sampled_from(["M", "F", ""]),
)
def test_any_zone_is_read_back_as_written(
    number: str, surname: str, given_name: str, born: date, expires: date, sex: str
) -> None:
    for write, code in ((mrz.td1, "I"), (mrz.td3, "P"), (mrz.mrv_a, "V")):
        zone = mrz.Zone(code, "SAU", number, surname, given_name, "IND", born, sex, expires)

        assert mrz.read(write(zone), on=date(2026, 6, 1)) == zone


def test_letters_outside_a_to_z_are_spelt_as_doc_9303_says() -> None:
    assert mrz.latin("Müller-Lüdenscheidt Ægir O'Brien Łódź") == "MUELLER LUEDENSCHEIDT AEGIR OBRIEN LODZ"
    with pytest.raises(mrz.UnableToWriteMRZ):
        mrz.td1(mrz.Zone("I", "SAU", "1", "عمر", "", "SAU", date(2000, 1, 1), "M", date(2030, 1, 1)))


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_a_code_is_read_from_every_kind_of_picture(mode: str) -> None:
    text = "TY1:ABC 123"
    out = io.BytesIO()
    with Image.open(io.BytesIO(qr.png(text))) as drawn:
        drawn.convert(mode).save(out, "PNG")

    assert qr.read(out.getvalue()) == [text]


def test_a_code_on_nothing_and_a_tilted_photograph_of_one_are_read() -> None:
    text = "TY1:" + "AB CD:9 " * 40
    see_through, photograph = io.BytesIO(), io.BytesIO()
    with Image.open(io.BytesIO(qr.png(text))).convert("RGBA") as drawn:
        drawn.putalpha(drawn.convert("L").point(lambda value: 255 - value))
        drawn.save(see_through, "PNG")
    with Image.open(io.BytesIO(qr.png(text))).convert("RGB") as drawn:
        drawn.resize((700, 700)).rotate(7, expand=True, fillcolor="white").save(photograph, "JPEG", quality=60)

    assert qr.read(see_through.getvalue()) == [text]
    assert qr.read(photograph.getvalue()) == [text]


@pytest.mark.parametrize(
    ("picture", "words"),
    [(b"", "cannot|not a picture"), (b"GIF89a", "not a picture"), (bytes(6_000_000), "larger than 5 MB")],
)
def test_what_is_no_picture_is_refused(picture: bytes, words: str) -> None:
    with pytest.raises(qr.UnableToReadPicture, match=words):
        qr.read(picture)


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked() -> None:
    out = io.BytesIO()
    Image.new("1", (6000, 6000)).save(out, "PNG")

    with pytest.raises(qr.UnableToReadPicture, match="too many pixels"):
        qr.read(out.getvalue())


def test_a_picture_without_a_code_says_so() -> None:
    out = io.BytesIO()
    Image.new("RGB", (60, 60), "white").save(out, "PNG")

    with pytest.raises(qr.UnableToReadPicture, match="no QR code"):
        qr.read(out.getvalue())
