// The rules of the check, in the order and with the words of tayseer/verify/rules.py; both are tried on the same cases.
import { UnableToRead, fromText, read } from "./claims.js";
import { isSignedBy, parse, sha256 } from "./cose.js";

const SKEW = 5 * 60;
export const [VALID, REVOKED, EXPIRED] = ["VALID", "REVOKED", "EXPIRED"];
export const [UNKNOWN, NOT_ISSUED, ALTERED] = ["STATUS UNKNOWN", "NOT ISSUED BY US", "ALTERED"];

// What each state of the log comes to: a verdict, or none that would change it; its remark; whether that was passed.
const OF_LOG = {
  logged: [null, "log", true],
  pending: [null, "log.pending", null],
  silent: [null, "log.silent", null],
  unsupported: [null, "log.unsupported", null],
  absent: [NOT_ISSUED, "log.absent", false],
  waiting: [UNKNOWN, "log.waiting", null],
  unproven: [UNKNOWN, "log.unproven", false],
};

/** The first failure after which nothing more can be looked at. */
class Stop extends Error {
  constructor(verdict, code) {
    super(code);
    Object.assign(this, { verdict, code });
  }
}

/**
 * Check the text of a code at a moment in seconds.
 *
 * `sources`: `trust` a read trust list or null; `types` the registry of document types; `book` the bytes of the words
 * that codes are packed by; `statusList(uri)` a read status list or null; `log(entry, issued)` a state of OF_LOG, or null
 * when the log could not be asked. All may be promises.
 */
export async function check(text, { at, sources }) {
  return new Check(at, sources).run(text);
}

class Check {
  constructor(at, sources) {
    Object.assign(this, { at, sources });
    this.found = { verdict: VALID, findings: [], claims: null, kid: "", status_as_of: null, suspended: false };
    this.verdicts = [];
  }

  async run(text) {
    try {
      const message = await this.envelope(text);
      const key = await this.signature(message);
      await this.contents(message, key);
      this.time();
      await this.log(message);
      await this.status();
    } catch (stop) {
      if (!(stop instanceof Stop)) throw stop;
      this.fail(stop.verdict, stop.code, stop.verdict === UNKNOWN ? null : false);
    }
    this.found.verdict = this.verdicts[0] ?? VALID;
    return this.found;
  }

  async envelope(text) {
    if (!this.sources.trust) throw new Stop(UNKNOWN, "trust.missing");
    if (/^(https?:\/\/|www\.)/i.test(text)) throw new Stop(NOT_ISSUED, "form.link");
    const { ours, cose } = await fromText(text, this.sources.book);
    if (cose === null) throw new Stop(ours ? ALTERED : NOT_ISSUED, ours ? "form.damaged" : "form.foreign");
    const message = parse(cose);
    if (message === null) throw new Stop(ours ? ALTERED : NOT_ISSUED, "form.damaged");
    this.found.kid = message.kid;
    if (message.typ) throw new Stop(NOT_ISSUED, "form.not_a_document");
    this.note("form", true);
    return message;
  }

  async signature(message) {
    const key = this.sources.trust.keys.get(message.kid);
    if (!key) throw new Stop(this.trusts() ? NOT_ISSUED : UNKNOWN, "key.unknown");
    this.note("key", true);
    if (!(await isSignedBy(key.jwk, message.signature, message.signed))) throw new Stop(ALTERED, "signature.broken");
    this.note("signature", true);
    return key;
  }

  async contents(message, key) {
    let claims;
    try {
      claims = await read(message.payload, this.sources);
    } catch (problem) {
      if (problem instanceof UnableToRead) throw new Stop(NOT_ISSUED, "claims.unreadable");
      throw problem;
    }
    this.found.claims = claims;
    const day = new Date(claims.issued_at * 1000).toISOString().slice(0, 10);
    const problems = [
      ["issuer.wrong", claims.issuer !== key.iss],
      ["key.wrong_use", key.use !== "document"],
      ["key.wrong_type", !key.types.includes(claims.type)],
      ["key.wrong_time", !(key.sign_from <= day && day <= key.sign_until)],
      // Whoever holds a stolen key can write any date, and here there is no proof of an older one.
      ["key.compromised", key.state === "compromised"],
    ];
    const failed = problems.filter(([, wrong]) => wrong);
    for (const [code] of failed) this.fail(NOT_ISSUED, code);
    if (!failed.length) this.note("issuer", true);
  }

  time() {
    const { issued_at: issued, expires_at: ends, not_before: from } = this.found.claims;
    if (this.at >= ends + SKEW) this.fail(EXPIRED, "time.expired");
    else if (this.at + SKEW < Math.max(issued, from ?? issued)) this.fail(EXPIRED, "time.not_yet");
    else this.note("time", true);
  }

  async log(message) {
    const { log } = this.sources;
    const state = log ? await log(await sha256(message.signed), this.found.claims.issued_at) : null;
    const [verdict, code, passed] = OF_LOG[state] ?? [null, "log.offline", null];
    if (verdict) this.fail(verdict, code, passed);
    else this.note(code, passed);
  }

  async status() {
    const reference = this.found.claims.status;
    const list = reference && (await this.sources.statusList?.(reference.uri));
    if (!list) {
      this.fail(UNKNOWN, "status.missing", null);
    } else {
      this.found.status_as_of = list.issued_at;
      this.standing(list.status(reference.index), this.at < list.fresh_until);
    }
    if (!this.trusts()) this.fail(UNKNOWN, "trust.stale", null);
  }

  standing(status, fresh) {
    if (status === null) {
      this.fail(NOT_ISSUED, "status.no_place");
    } else if (status === "revoked") {
      this.fail(REVOKED, "status.revoked");
    } else if (status === "suspended") {
      this.found.suspended = true;
      this.fail(fresh ? REVOKED : UNKNOWN, "status.suspended");
    } else if (!fresh) {
      this.fail(UNKNOWN, "status.stale", null);
    } else {
      this.note("status", true);
    }
  }

  trusts() {
    return this.at < this.sources.trust.expires_at;
  }

  note(code, passed) {
    this.found.findings.push({ code, passed });
  }

  fail(verdict, code, passed = false) {
    this.verdicts.push(verdict);
    this.note(code, passed);
  }
}
