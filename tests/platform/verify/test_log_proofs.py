"""The offline check proves by itself that a document is in the issuance log, and believes no word without a proof."""

import base64
from dataclasses import replace
from typing import Any

import pytest

from tayseer.audit import logs
from tayseer.audit.merkle import leaf_hash
from tayseer.documents import trust
from tayseer.documents.keystore import note_signer
from tayseer.verify import proofs, words
from tayseer.verify.vocabulary import vocabulary
from tests.platform.documents.samples import NOON
from tests.platform.verify import bad_proofs, browser, vectors
from tests.platform.verify.bad_lists import resigned

pytestmark = pytest.mark.django_db

TRY_ALL = """async ({ proofs, trusts, roots }) => {
  const [{ isLogged }, { readTrust }] = await Promise.all(["log", "lists"].map((name) => import(`/verify/${name}.js`)));
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const said = {};
  for (const [name, text] of Object.entries(trusts)) {
    const trust = await readTrust(text, roots);
    said[name] = [];
    for (const one of name === "today" ? proofs : proofs.slice(0, 1)) {
      said[name].push(await isLogged(bytes(one.proof), bytes(one.entry), trust));
    }
  }
  return said;
}"""

ASK = """async ({ visits, trust, roots, entry }) => {
  const [{ stateOf }, { readTrust }] = await Promise.all(["log", "lists"].map((name) => import(`/verify/${name}.js`)));
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const believed = await readTrust(trust, roots);
  const log = { proof: "/log/documents/proof", checkpoint: "/log/documents/checkpoint" };
  const importKey = crypto.subtle.importKey.bind(crypto.subtle);
  const said = [];
  for (const visit of visits) {
    const asked = [];
    globalThis.fetch = async (address, how) => {
      asked.push([address, how.cache, how.credentials]);
      const [status, body] = visit.answers[address.includes("?") ? "proof" : "checkpoint"] ?? [];
      if (!status) throw new TypeError("there is no network");
      return new Response(bytes(body), { status });
    };
    Object.defineProperty(navigator, "onLine", { value: !visit.offline, configurable: true });
    crypto.subtle.importKey = (form, key, kind, ...more) => {
      if (visit.old && kind === "Ed25519") return Promise.reject(new DOMException("unknown", "NotSupportedError"));
      return importKey(form, key, kind, ...more);
    };
    const state = await stateOf(bytes(entry), { log, trust: believed, at: visit.at, issued: visit.issued });
    said.push({ state, asked });
  }
  return { said, kept: [await caches.keys(), await indexedDB.databases()] };
}"""


def text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def trusts() -> tuple[dict[str, str], list[dict[str, str]]]:
    """The trust list as it is, and ones that say of the log's key what it may not be."""
    today, roots = vectors.trust_today()
    origin = note_signer(logs.DOCUMENTS).name

    def with_key(**change: Any) -> str:
        def spoil(body: dict[str, Any]) -> None:
            for entry in body["entries"]:
                if entry.get("name") == origin:
                    entry.update(change)

        return resigned(today, spoil)

    def without(body: dict[str, Any]) -> None:
        body["entries"] = [entry for entry in body["entries"] if entry.get("name") != origin]

    return {
        "today": today,
        "stolen": with_key(state="compromised", compromised_since=int(NOON.timestamp())),
        "of another log": with_key(name="elsewhere.example/documents-2026"),
        "not on the list": resigned(today, without),
        "retired": with_key(state="retired"),
    }, roots


def test_python_believes_no_proof_that_was_changed() -> None:
    every, trusted = list(bad_proofs.proofs(bad_proofs.entries())), trust.current()

    wrong = [one.name for one in every if proofs.is_logged(one.proof, entry=one.entry, trust=trusted) != one.holds]

    assert wrong == []


@pytest.mark.browser
@browser.NEEDS_CHROMIUM
def test_the_browser_believes_of_every_proof_what_python_does() -> None:
    every = list(bad_proofs.proofs(bad_proofs.entries()))
    lists, roots = trusts()
    given = [{"proof": text(one.proof), "entry": text(one.entry)} for one in every]

    said = browser.run(TRY_ALL, {"proofs": given, "trusts": lists, "roots": roots})

    assert [one.name for one, found in zip(every, said["today"], strict=True) if found != one.holds] == []
    others = {name: found for name, [found, *_] in said.items() if name != "today"}
    assert others == {"stolen": False, "of another log": False, "not on the list": False, "retired": True}


@pytest.mark.browser
@browser.NEEDS_CHROMIUM
def test_what_the_log_answers_decides_and_silence_is_said() -> None:
    known = bad_proofs.entries()
    entry, now = known[1], int(NOON.timestamp())
    good, broken = bad_proofs.proof_of(entry), bad_proofs.proof_of(known[2])
    note = (logs.latest(logs.DOCUMENTS) or "").encode()
    audits = note.replace(b"documents-", b"audit-")
    today, roots = vectors.trust_today()
    visits = {
        "logged": {"proof": [200, text(good)]},
        "unproven": {"proof": [200, text(broken)]},
        "unproven: a page": {"proof": [200, text(b"<!doctype html>")]},
        "unproven: nothing": {"proof": [200, ""]},
        "absent": {"proof": [404, ""], "checkpoint": [200, text(note)]},
        "waiting": {"proof": [404, ""], "checkpoint": [200, text(note)]},
        "silent: no log": {"proof": [404, ""], "checkpoint": [404, ""]},
        "silent: a page": {"proof": [404, ""], "checkpoint": [200, text(b"<!doctype html>")]},
        "silent: another log": {"proof": [404, ""], "checkpoint": [200, text(audits)]},
        "silent: too many": {"proof": [429, ""]},
        "silent: out of order": {"proof": [503, ""]},
        "unsupported": {"proof": [200, text(good)]},
        "null: cut off": {},
        "null: cut off on the way": {"proof": [404, ""]},
        "null: offline": {"proof": [200, text(good)]},
    }
    given = [
        {
            "answers": answers, "at": now, "issued": now - (600 if name == "waiting" else 601),
            "old": name == "unsupported", "offline": name == "null: offline",
        } for name, answers in visits.items()
    ]  # fmt: skip

    found = browser.run(ASK, {"visits": given, "trust": today, "roots": roots, "entry": text(entry)})

    states = dict(zip(visits, [str(one["state"] or "null") for one in found["said"]], strict=True))
    assert states == {name: name.partition(":")[0] for name in visits}
    leaf = f"/log/documents/proof?leaf={leaf_hash(entry).hex()}"
    asked = {tuple(question) for one in found["said"] for question in one["asked"]}
    assert asked == {(leaf, "no-store", "omit"), ("/log/documents/checkpoint", "no-store", "omit")}
    assert found["said"][-1]["asked"] == []
    assert found["kept"] == [[], []]


def test_a_log_key_of_another_use_signs_no_checkpoint() -> None:
    [entry, *_], known = bad_proofs.entries(), trust.current()
    proof, origin = bad_proofs.proof_of(entry), note_signer(logs.DOCUMENTS).name
    keys = {kid: replace(key, purpose="document") if key.name == origin else key for kid, key in known.keys.items()}

    assert not proofs.is_logged(proof, entry=entry, trust=replace(known, keys=keys))


def test_the_offline_page_claims_of_the_log_what_it_did_itself() -> None:
    said = {lang: vocabulary(lang)["remarks"] for lang in ("ar", "en")}

    for code in ("log", "log.absent", "log.waiting", "log.silent", "log.unsupported"):
        assert said["ar"][code] == words.OFFLINE_REMARKS[code].ar
        assert said["en"][code] == words.OFFLINE_REMARKS[code].en
    # Nothing was reported to anybody from a device that tells nobody what it checks.
    assert "security team" not in said["en"]["log.absent"]
