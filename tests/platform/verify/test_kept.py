"""The lists that a browser keeps: taken whole, believed when signed, and never replaced by older ones."""

import base64
from typing import Any

import pytest

from tayseer.audit.contract import SYSTEM
from tayseer.documents import actions, claims, cose, queries, statuslist
from tests.platform.documents.samples import NOON
from tests.platform.verify import browser, vectors
from tests.platform.verify.bad_lists import resigned
from tests.platform.verify.forged import issued, list_code

pytestmark = [pytest.mark.django_db, pytest.mark.browser, browser.NEEDS_CHROMIUM]

RENEW_THRICE = """async ({ roots, visits }) => {
  const { Kept } = await import("/verify/kept.js");
  const bytes = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const said = [];
  for (const visit of visits) {
    const answers = {
      "/lists": JSON.stringify({ now: visit.now, trust: "/trust", lists: { [visit.uri]: "/status" } }),
      "/trust": visit.trust, "/status": bytes(visit.token),
    };
    globalThis.fetch = async (path) => new Response(answers[path]);
    const kept = await new Kept(roots).open();
    let problem = "";
    try { await kept.renew("/lists"); } catch (failure) { problem = failure.constructor.name; }
    const again = await new Kept(roots).open();
    const list = again.lists.get(visit.uri);
    said.push({ problem, sequence: again.trust?.sequence ?? null, status: list?.status(visit.index) ?? null,
                isAhead: again.now() >= visit.now });
  }
  return said;
}"""


def test_a_browser_keeps_the_newest_lists_it_was_shown() -> None:
    document = issued("travel-permit")
    reference = claims.read(cose.parse(queries.cose_of(document=document)).payload).status
    assert reference is not None
    code = list_code(document)
    first = actions.publish_status_list(at=NOON, code=code)
    actions.revoke(actor=SYSTEM, at=NOON, public_id=document.public_id, reason="holder.left")
    second = actions.publish_status_list(at=NOON.replace(hour=10), code=code)
    today, roots = vectors.trust_today()
    newer, older = (resigned(today, lambda body, by=by: body.update(seq=body["seq"] + by)) for by in (1, -1))

    def visit(trust: str, token: bytes) -> dict[str, Any]:
        return {
            "now": int(NOON.timestamp()), "trust": trust, "token": base64.b64encode(token).decode(),
            "uri": statuslist.uri_of(code), "index": reference.index,
        }  # fmt: skip

    visits = [visit(today, first), visit(newer, second), visit(older, second), visit(newer, first), visit("x", first)]

    said = browser.run(RENEW_THRICE, {"roots": roots, "visits": visits})

    number = said[0]["sequence"]
    assert [one["sequence"] for one in said] == [number, *[number + 1] * 4]
    assert [one["status"] for one in said] == ["valid", *["revoked"] * 4]
    assert [one["problem"] for one in said] == ["", "", "Refused", "Refused", "Refused"]
    assert all(one["isAhead"] for one in said)
