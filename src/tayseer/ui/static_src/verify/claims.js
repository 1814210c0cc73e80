// The text of a code and the claims inside it, as tayseer/documents/claims.py reads them.
import * as base45 from "./base45.js";
import { UnableToDecode, decode } from "./cbor.js";
import { inflate } from "./inflate.js";

export const PREFIX = "TY1:";
export const IDENTITY_STARTS = ["NCF", "6BF"];
const [MAX_TEXT, MAX_COMPRESSED, MAX_INFLATED] = [4296, 2864, 8192];
const [ISS, EXP, NBF, IAT, CTI, IDENTITY, STATUS, DOCUMENT] = [1, 4, 5, 6, 7, 169, 65535, -65537];
const LATEST = Date.UTC(2200, 0, 1) / 1000;
const OWN_CLAIM = { s: "holder_number", d: "birth_date", h: "birth_hijri" };

/** The payload is not the claim set of a document. */
export class UnableToRead extends Error {}

/** `{ours, cose}` of the text of a code; `cose` is null when it does not unpack, `ours` whether it says it is ours. */
export async function fromText(text) {
  const ours = text.startsWith(PREFIX);
  if ([...text].length > MAX_TEXT) return { ours: false, cose: null };
  if (!ours && !IDENTITY_STARTS.some((start) => text.startsWith(start))) return { ours, cose: null };
  const packed = base45.decode(ours ? text.slice(PREFIX.length) : text);
  if (packed === null || packed.length > MAX_COMPRESSED) return { ours, cose: null };
  return { ours, cose: await inflate(packed, MAX_INFLATED) };
}

/** The claims of a verified payload; `types` is the registry of the words. Throws UnableToRead. */
export function read(payload, types) {
  let items;
  try {
    items = decode(payload);
  } catch (problem) {
    throw problem instanceof UnableToDecode ? new UnableToRead(problem.message) : problem;
  }
  const top = new Claims(items);
  const document = new Claims(top.raw.get(DOCUMENT));
  const identity = new Claims(top.raw.has(IDENTITY) ? top.raw.get(IDENTITY) : new Map());
  const cti = top.raw.get(CTI);
  if (!(cti instanceof Uint8Array) || cti.length !== 16) throw new UnableToRead("cti");
  const [named, ar, en] = identity.raw.size ? [identity, 4, 19] : [document, "na", "ne"];
  return {
    issuer: top.text(ISS),
    issued_at: top.moment(IAT),
    expires_at: top.moment(EXP),
    not_before: top.raw.has(NBF) ? top.moment(NBF) : null,
    type: document.text("t"),
    version: document.number("v", 1),
    number: document.text("n"),
    name_ar: named.text(ar),
    name_en: named.text(en),
    facts: factsOf(document, identity, types),
    status: statusOf(top.raw.get(STATUS)),
  };
}

function factsOf(document, identity, types) {
  const type = document.text("t");
  const kind = Object.hasOwn(types, type) ? types[type] : null;
  const facts = new Map();
  for (const [wire, key] of Object.entries(OWN_CLAIM)) {
    if (document.raw.has(wire)) facts.set(key, document.text(wire));
  }
  if (identity.raw.has(8)) {
    const born = [...identity.text(8)];
    facts.set("birth_date", [born.slice(0, 4), born.slice(4, 6), born.slice(6)].map((part) => part.join("")).join("-"));
  }
  if (identity.raw.has(9)) facts.set("sex", { 1: "M", 2: "F" }[identity.number(9)] ?? "");
  if (identity.raw.has(13)) facts.set("nationality", identity.text(13));
  const keys = new Map((kind?.facts ?? []).map((spec) => [spec.wire, spec.key]));
  const extra = new Claims(document.raw.has("x") ? document.raw.get("x") : new Map());
  for (const wire of extra.raw.keys()) facts.set(keys.get(String(wire)) ?? String(wire), extra.text(wire));
  const known = (kind?.facts ?? []).filter((spec) => facts.has(spec.key)).map((spec) => [spec.key, facts.get(spec.key)]);
  return new Map([...known, ...facts]);
}

function statusOf(item) {
  if (item === undefined || item === null) return null;
  const entry = new Claims(new Claims(item).raw.get("status_list"));
  return { index: entry.number("idx"), uri: entry.text("uri") };
}

class Claims {
  constructor(raw) {
    if (!(raw instanceof Map)) throw new UnableToRead("must be a map");
    this.raw = raw;
  }

  text(key) {
    const value = this.raw.get(key);
    if (typeof value !== "string") throw new UnableToRead(`${key} must be a text`);
    return value;
  }

  number(key, otherwise) {
    const value = this.raw.has(key) ? this.raw.get(key) : otherwise;
    if (typeof value !== "number" || value < 0) throw new UnableToRead(`${key} must be a number`);
    return value;
  }

  moment(key) {
    const seconds = this.number(key);
    if (seconds > LATEST) throw new UnableToRead(`${key} lies beyond the year 2200`);
    return seconds;
  }
}
