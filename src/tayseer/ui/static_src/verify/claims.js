// The text of a code and the claims inside it, as tayseer/documents/claims.py reads them.
import * as base45 from "./base45.js";
import { UnableToDecode, decode } from "./cbor.js";
import { inflate, unpack } from "./inflate.js";

// A code with the first prefix is packed by the book; one of the older form, or an identity code, by zlib alone.
const [PREFIX, OLD_PREFIX] = ["TY2:", "TY1:"];
const PREFIXES = [PREFIX, OLD_PREFIX];
export const STARTS = [...PREFIXES, "NCF", "6BF"];
const [MAX_TEXT, MAX_COMPRESSED, MAX_INFLATED] = [4296, 2864, 8192];
const [ISS, EXP, NBF, IAT, CTI, IDENTITY, STATUS, DOCUMENT] = [1, 4, 5, 6, 7, 169, 65535, -65537];
const LATEST = Date.UTC(2200, 0, 1) / 1000;
const OWN_CLAIM = { s: ["holder_number", "digits"], d: ["birth_date", "date"], h: ["birth_hijri", "hijri"] };
const [FIRST_DAY, DAY, LAST_NUMBER] = [Date.UTC(1900, 0, 1), 86_400_000, 10 ** 15 - 1];

/** The payload is not the claim set of a document. */
export class UnableToRead extends Error {}

/**
 * `{ours, cose}` of the text of a code; `cose` is null when it does not unpack, `ours` whether it says it is ours.
 * `book` holds the words that codes are packed by.
 */
export async function fromText(text, book) {
  const ours = PREFIXES.some((start) => text.startsWith(start));
  if ([...text].length > MAX_TEXT) return { ours: false, cose: null };
  if (!STARTS.some((start) => text.startsWith(start))) return { ours, cose: null };
  const packed = base45.decode(ours ? text.slice(PREFIX.length) : text);
  if (packed === null || packed.length > MAX_COMPRESSED) return { ours, cose: null };
  const cose = text.startsWith(PREFIX) ? unpack(packed, MAX_INFLATED, book) : inflate(packed, MAX_INFLATED);
  return { ours, cose: await cose };
}

/** The claims of a verified payload; `types` is the registry of the words, `book` theirs. Throws UnableToRead. */
export async function read(payload, { types, book }) {
  const top = new Claims(decoded(payload));
  const identity = new Claims(top.raw.has(IDENTITY) ? top.raw.get(IDENTITY) : new Map());
  const document = new Claims(await opened(top.raw.get(DOCUMENT), book));
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
    number: document.raw.has("n") || !identity.raw.size ? document.fact("n", "latin") : identity.text(1),
    name_ar: named.text(ar),
    name_en: named.text(en),
    facts: factsOf(document, identity, types),
    status: statusOf(top.raw.get(STATUS)),
  };
}

function decoded(bytes) {
  try {
    return decode(bytes);
  } catch (problem) {
    throw problem instanceof UnableToDecode ? new UnableToRead(problem.message) : problem;
  }
}

// The document claim is a map, or in an identity code the same map packed by the book.
async function opened(claim, book) {
  if (!(claim instanceof Uint8Array)) return claim;
  const bytes = await unpack(claim, MAX_INFLATED, book);
  if (bytes === null) throw new UnableToRead("the document claim cannot be opened");
  return decoded(bytes);
}

function factsOf(document, identity, types) {
  const type = document.text("t");
  const kind = Object.hasOwn(types, type) ? types[type] : null;
  const facts = new Map();
  for (const [wire, [key, form]] of Object.entries(OWN_CLAIM)) {
    if (document.raw.has(wire)) facts.set(key, document.fact(wire, form));
  }
  if (identity.raw.size && kind?.facts.some((spec) => spec.key === "holder_number") && !facts.has("holder_number")) {
    facts.set("holder_number", identity.text(1));
  }
  if (identity.raw.has(8)) {
    const born = [...identity.text(8)];
    facts.set("birth_date", [born.slice(0, 4), born.slice(4, 6), born.slice(6)].map((part) => part.join("")).join("-"));
  }
  if (identity.raw.has(9)) facts.set("sex", { 1: "M", 2: "F" }[identity.number(9)] ?? "");
  if (identity.raw.has(13)) facts.set("nationality", identity.text(13));
  const specs = new Map((kind?.facts ?? []).map((spec) => [spec.wire, spec]));
  const extra = new Claims(document.raw.has("x") ? document.raw.get("x") : new Map());
  for (const wire of extra.raw.keys()) {
    const spec = specs.get(String(wire)) ?? { key: String(wire), kind: "latin" };
    facts.set(spec.key, extra.fact(wire, spec.kind));
  }
  const known = (kind?.facts ?? []).filter((spec) => facts.has(spec.key)).map((spec) => [spec.key, facts.get(spec.key)]);
  return new Map([...known, ...facts]);
}

// The text of a fact, whichever way it was written, as tayseer/documents/numbers.py does; null when it is neither.
function fromWire(value, kind) {
  if (typeof value === "string") return value;
  if (typeof value !== "number" || value < 0 || value > LAST_NUMBER) return null;
  if (kind === "date") {
    const day = FIRST_DAY + value * DAY;
    return day <= LATEST * 1000 ? new Date(day).toISOString().slice(0, 10) : null;
  }
  return kind === "amount" ? `${Math.floor(value / 100)}.${String(value % 100).padStart(2, "0")}` : String(value);
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

  fact(key, kind) {
    const value = fromWire(this.raw.get(key), kind);
    if (value === null) throw new UnableToRead(`${key} must be a text or a number`);
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
