"""Whatever is handed in: a decoder raises its own refusal and nothing else, and nothing that was changed is valid."""

import zlib
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from asn1crypto import cms
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tayseer.audit import notes
from tayseer.documents import (
    actions,
    base45,
    cbor,
    claims,
    cose,
    papers,
    qr,
    queries,
    sdjwt,
    seal,
    statuslist,
    trust,
)
from tayseer.documents.keystore import keystore, public_key
from tayseer.verify import rules
from tests.platform.documents.samples import NOON
from tests.platform.verify.forged import KEY, contents, issued, list_code, packed, signed, signed_bytes

pytestmark = pytest.mark.django_db
ANY_BYTES = st.binary(max_size=600)
PLACES = st.integers(min_value=0, max_value=2**32)


@dataclass(frozen=True)
class Scene:
    """A real document in each of its forms, and what it takes to find it valid without asking a database."""

    text: str
    cose: bytes
    other: bytes
    paper: bytes
    contents: dict[object, object]
    token: bytes
    uri: str
    trust_text: str
    trusted: trust.TrustList

    @property
    def sources(self) -> rules.Sources:
        found = statuslist.read(self.token, uri=self.uri, trust=self.trusted)
        return rules.Sources(
            trust=self.trusted,
            status_list=lambda uri: found if uri == self.uri else None,
            log=lambda _entry, _at: "logged",
        )

    def says(self, data: bytes | str, *, at: datetime = NOON) -> rules.Verdict:
        return rules.check(data, at=at, sources=self.sources).verdict


@pytest.fixture
def scene() -> Scene:
    document, other = issued("travel-permit"), issued("travel-permit", idempotency="another")
    code = list_code(document)
    paper = papers.paper_of(document=document, at=NOON)
    token = actions.publish_status_list(at=NOON, code=code)
    raw = queries.cose_of(document=document)
    made = Scene(
        text=document.qr_text, cose=raw, other=queries.cose_of(document=other), paper=paper,
        contents=contents(document), token=token, uri=statuslist.uri_of(code),
        trust_text=trust.trust_file().read_text(), trusted=trust.current(),
    )  # fmt: skip
    assert made.says(made.text) == made.says(made.paper) == rules.Verdict.VALID
    return made


def tried(strategy: Any, *, share: int = 1) -> Callable[[Callable[..., None]], None]:
    """Run the function under it on what the strategy draws; a `share` of four takes a quarter of the usual examples."""

    def run(function: Callable[..., None]) -> None:
        most = max(10, settings().max_examples // share)
        settings(max_examples=most, suppress_health_check=list(HealthCheck))(given(strategy)(function))()

    return run


@st.composite
def mutations(draw: st.DrawFn) -> Callable[[bytes], bytes]:
    """One change to some bytes: a bit, a byte, a piece lost, doubled, moved, or put in."""
    kind = draw(st.sampled_from(("bit", "byte", "cut", "lose", "double", "insert", "append", "swap")))
    one, two, junk = draw(PLACES), draw(PLACES), draw(st.binary(min_size=1, max_size=24))

    def change(data: bytes) -> bytes:
        start, end = sorted((one % (len(data) + 1), two % (len(data) + 1)))
        place = min(start, len(data) - 1)
        return {
            "bit": lambda: data[:place] + bytes([data[place] ^ 1 << two % 8]) + data[place + 1 :],
            "byte": lambda: data[:place] + junk[:1] + data[place + 1 :],
            "cut": lambda: data[:start],
            "lose": lambda: data[:start] + data[start + len(junk) :],
            "double": lambda: data[:end] + data[start:],
            "insert": lambda: data[:start] + junk + data[start:],
            "append": lambda: data + junk,
            "swap": lambda: data[end:] + data[start:end] + data[:start],
        }[kind]()

    return change


@pytest.mark.parametrize(
    ("decode", "refusal"),
    [
        (lambda data: base45.decode(data.decode("latin-1")), base45.UnableToDecodeBase45),
        (cbor.decode, cbor.UnableToDecodeCBOR),
        (lambda data: cbor.decode(data, tags=frozenset({18, 61})), cbor.UnableToDecodeCBOR),
        (cose.parse, cose.UnableToReadCOSE),
        (claims.read, claims.UnableToReadClaims),
        (lambda data: claims.from_text(data.decode("latin-1")), claims.UnableToReadCode),
        (lambda data: claims.from_text(claims.PREFIX + base45.encode(data)), claims.UnableToReadCode),
        (lambda data: claims.from_text(packed(data)), claims.UnableToReadCode),
        (qr.read, qr.UnableToReadPicture),
        (notes.read_proof, notes.UnableToReadProof),
    ],
    ids=["base45", "CBOR", "tagged CBOR", "COSE", "claims", "text", "zlib", "inflated", "picture", "log proof"],
)
def test_a_decoder_refuses_any_bytes_in_its_own_words(
    decode: Callable[[bytes], object], refusal: type[Exception]
) -> None:
    @tried(ANY_BYTES)
    def refuses(data: bytes) -> None:
        with suppress(refusal):
            decode(data)


def test_a_changed_code_is_never_valid(scene: Scene) -> None:
    @tried(mutations())
    def refused(change: Callable[[bytes], bytes]) -> None:
        for whole, form in ((scene.cose, packed), (zlib.compress(scene.cose, 9), _as_code)):
            changed = change(whole)
            assume(changed != whole)
            assert scene.says(form(changed)) != rules.Verdict.VALID

        text = change(scene.text.encode()).decode("latin-1")
        assume(text != scene.text)
        assert scene.says(text) != rules.Verdict.VALID


def test_a_changed_paper_is_never_valid(scene: Scene) -> None:
    @tried(mutations(), share=2)
    def refused(change: Callable[[bytes], bytes]) -> None:
        paper = change(scene.paper)
        assume(paper != scene.paper)
        assert scene.says(paper) != rules.Verdict.VALID


def test_a_changed_signature_in_a_paper_is_refused_or_says_the_same(scene: Scene) -> None:
    start = scene.paper.index(b"/Contents <") + len(b"/Contents <")
    end = scene.paper.index(b">", start)
    whole = bytes.fromhex(scene.paper[start:end].decode())

    @tried(mutations(), share=2)
    def refused(change: Callable[[bytes], bytes]) -> None:
        written = change(scene.paper[start:end])
        inside = change(whole)[: len(whole)].ljust(len(whole), b"\0").hex().upper().encode()
        for changed in (written, inside):
            assume(changed != scene.paper[start:end])
            if scene.says(scene.paper[:start] + changed + scene.paper[end:]) == rules.Verdict.VALID:
                # Version numbers and the outer list of digests are signed by nobody and read by nobody.
                assert _what_counts(bytes.fromhex(changed.decode())) == _what_counts(whole)


def test_parts_of_two_good_codes_never_make_a_third(scene: Scene) -> None:
    parts = [_parts(raw) for raw in (scene.cose, scene.other)]

    @tried(st.lists(st.integers(min_value=0, max_value=1), min_size=3, max_size=3))
    def refused(chosen: list[int]) -> None:
        assume(len(set(chosen)) > 1)
        protected, payload, signature = (parts[one][place] for place, one in enumerate(chosen))
        mixed = cbor.encode(cbor.Tag(18, [protected, {}, payload, signature]))
        assume(mixed not in {scene.cose, scene.other})
        assert scene.says(packed(mixed)) != rules.Verdict.VALID


def test_no_other_algorithm_is_believed(scene: Scene) -> None:
    protected, payload, signature = _parts(scene.cose)
    values = st.none() | st.booleans() | st.integers(-70_000, 70_000) | st.text(max_size=6) | st.binary(max_size=6)

    @tried(st.tuples(values, st.booleans()))
    def refused(drawn: tuple[object, bool]) -> None:
        alg, outside = drawn
        assume(outside or alg != -7 or isinstance(alg, bool))
        inside = {4: KEY.encode()} if outside else {1: alg, 4: KEY.encode()}
        header = protected if outside else cbor.encode(inside)
        raw = cbor.encode(cbor.Tag(18, [header, {1: alg} if outside else {}, payload, signature]))
        assert scene.says(packed(raw)) != rules.Verdict.VALID


def test_claims_that_a_key_signed_are_read_or_refused_and_break_nothing(scene: Scene) -> None:
    scalars = (
        st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.text(max_size=12) | st.binary(max_size=20)
    )
    keys = st.sampled_from([1, 4, 5, 6, 7, 169, 65535, -65537, "t", "n", "x", "v", "na", "ne", 8, 9, 13, 19])
    items = st.recursive(
        scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4), max_leaves=8
    )

    @tried(st.dictionaries(keys, items, max_size=4), share=2)
    def answered(changed: dict[object, object]) -> None:
        verdict = scene.says(signed(scene.contents | changed))
        assert isinstance(verdict, rules.Verdict)


def test_duplicate_keys_deep_nesting_and_loose_ends_are_refused_even_when_signed(scene: Scene) -> None:
    payload = cose.parse(scene.cose).payload

    @tried(st.integers(0, 40) | st.binary(min_size=1, max_size=8))
    def refused(drawn: int | bytes) -> None:
        if isinstance(drawn, bytes):
            spoilt = payload + drawn
        elif drawn > cbor.MAX_DEPTH:
            spoilt = b"\xa1\x01" + b"\x81" * drawn + b"\x00"
        else:
            spoilt = bytes([payload[0] + 1]) + payload[1:] + cbor.encode(-65537) + bytes([drawn % 24])
        assert scene.says(signed_bytes(spoilt)) == rules.Verdict.NOT_ISSUED


def test_a_bomb_of_any_size_is_refused_small(scene: Scene) -> None:
    @tried(st.integers(claims.MAX_INFLATED_BYTES + 1, 30_000_000), share=5)
    def refused(size: int) -> None:
        assert scene.says(packed(bytes(size))) in {rules.Verdict.ALTERED, rules.Verdict.NOT_ISSUED}


def test_nothing_is_green_by_lists_that_are_too_old(scene: Scene) -> None:
    @tried(st.integers(min_value=int(statuslist.TTL_TIME.total_seconds()), max_value=40 * 365 * 86_400))
    def refused(seconds: int) -> None:
        assert scene.says(scene.text, at=NOON + timedelta(seconds=seconds)) != rules.Verdict.VALID


def test_a_changed_status_list_is_refused(scene: Scene) -> None:
    @tried(mutations())
    def refused(change: Callable[[bytes], bytes]) -> None:
        changed = change(scene.token)
        assume(changed != scene.token)
        with pytest.raises(statuslist.UnableToReadStatusList):
            statuslist.read(changed, uri=scene.uri, trust=scene.trusted)


def test_a_status_list_of_any_claims_is_read_or_refused(scene: Scene) -> None:
    kid = cose.parse(scene.token).kid
    store, whole = keystore(), cbor.decode(cose.parse(scene.token).payload)
    assert isinstance(whole, dict)
    values = st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.text(max_size=9) | st.binary(max_size=9)
    bodies = st.fixed_dictionaries({"bits": values, "lst": values})
    keys = st.sampled_from([statuslist.SUB, statuslist.EXP, statuslist.IAT, statuslist.TTL, statuslist.STATUS_LIST])

    @tried(st.dictionaries(keys, values | bodies, max_size=3))
    def answered(changed: dict[int, object]) -> None:
        token = cose.sign(
            cbor.encode(whole | changed),
            kid=kid,
            typ=statuslist.TYP,
            signer=lambda data: store.sign(kid, "status", data),
        )
        with suppress(statuslist.UnableToReadStatusList):
            statuslist.read(token, uri=scene.uri, trust=scene.trusted)


def test_a_changed_trust_list_and_a_rollback_are_refused(scene: Scene) -> None:
    roots = trust.pinned_roots()

    @tried(st.tuples(mutations(), st.integers(1, 2**40)))
    def refused(drawn: tuple[Callable[[bytes], bytes], int]) -> None:
        change, beyond = drawn
        changed = change(scene.trust_text.encode()).decode("latin-1")
        assume(changed.strip() != scene.trust_text.strip())
        with pytest.raises(trust.UnableToTrust):
            trust.read(changed, root=roots)
        with pytest.raises(trust.UnableToTrust):
            trust.read(scene.trust_text, root=roots, lowest_sequence=scene.trusted.sequence + beyond)


def test_any_bytes_as_paper_are_refused_in_its_own_words(scene: Scene) -> None:
    @tried(st.binary(max_size=400), share=2)
    def refused(data: bytes) -> None:
        for paper in (b"%PDF-1.7\n" + data, scene.paper[:200] + data + scene.paper[-400:]):
            with pytest.raises(seal.UnableToReadPaper):
                seal.read(paper, trust=scene.trusted, at=NOON)


def test_a_changed_credential_is_refused_or_says_less(scene: Scene) -> None:
    held = seal.read(scene.paper, trust=scene.trusted, at=NOON)
    token = held.attachments[seal.CREDENTIAL].decode()

    def read(text: str) -> sdjwt.Presented:
        key = public_key(scene.trusted.keys[KEY].jwk)
        issuer = scene.trusted.keys[KEY].issuer
        vct = papers.vct_of("travel-permit")
        return sdjwt.check(text, key=lambda kid: key if kid == KEY else None, vct=vct, issuer=issuer, at=NOON)

    whole = read(token)

    @tried(mutations())
    def refused(change: Callable[[bytes], bytes]) -> None:
        changed = change(token.encode()).decode("latin-1")
        with suppress(sdjwt.UnableToReadSDJWT):
            found = read(changed)
            assert found.open == whole.open
            assert found.disclosed.items() <= whole.disclosed.items()


def test_whatever_is_handed_in_gets_an_answer() -> None:
    nobody = rules.Sources(trust=trust.TrustList(1, NOON, NOON + trust.LIFE, {}), log=lambda _entry, _at: "logged")

    @tried(ANY_BYTES | st.text(max_size=400))
    def answered(data: bytes | str) -> None:
        for at in (NOON, datetime(1970, 1, 1, tzinfo=UTC), datetime(2199, 1, 1, tzinfo=UTC)):
            assert rules.check(data, at=at, sources=nobody).verdict != rules.Verdict.VALID


def _parts(raw: bytes) -> tuple[bytes, bytes, bytes]:
    tagged = cbor.decode(raw, tags=frozenset({18}))
    assert isinstance(tagged, cbor.Tag)
    protected, _, payload, signature = tagged.value
    return protected, payload, signature


def _what_counts(message: bytes) -> tuple[bytes, ...]:
    """The certificates of a CMS message, and what its one signer signed, with the signature and the stamp beside it."""
    content = cms.ContentInfo.load(message)["content"]
    signer = content["signer_infos"][0]
    held = [one.chosen.dump() for one in content["certificates"]]
    return (*held, signer["signed_attrs"].dump(), signer["signature"].dump(), signer["unsigned_attrs"].dump())


def _as_code(stream: bytes) -> str:
    return claims.OLD_PREFIX + base45.encode(stream)
