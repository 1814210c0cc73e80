// The trust list and the status lists, believed only when signed, as tayseer/documents/trust.py and statuslist.py do.
import { UnableToDecode, decode } from "./cbor.js";
import { isSignedBy, parse } from "./cose.js";
import { inflate } from "./inflate.js";

const TRUST_TYP = "tayseer-trust+jwt";
const STATUS_TYP = "application/statuslist+cwt";
const [SUB, EXP, IAT, TTL, STATUS_LIST] = [2, 4, 6, 65534, 65533];
const PLACES = 2 ** 20;
const WORDS = ["valid", "revoked", "suspended"];
const MAX_TOKEN = 1_000_000;
const TRUST_LIFE = 7 * 86_400;
const STATES = ["active", "retired", "compromised"];
const UTF8 = new TextDecoder("utf-8", { fatal: true });

/**
 * The trust list of a JWS: `{sequence, issued_at, expires_at, keys}`; null unless the pinned root it names signed it,
 * it holds for at most seven days, and its number is not below `lowest`, the highest that was seen before.
 */
export async function readTrust(text, roots, lowest = 0) {
  const parts = text.length > MAX_TOKEN ? [] : text.trim().split(".");
  if (parts.length !== 3) return null;
  const [head, body, signature] = parts.map(fromBase64url);
  if (!head || !body || signature?.length !== 64) return null;
  try {
    const header = JSON.parse(UTF8.decode(head));
    if (header?.alg !== "ES256" || header.typ !== TRUST_TYP || "crit" in header) return null;
    const root = roots.find((one) => one.kid === header.kid);
    const signed = new TextEncoder().encode(`${parts[0]}.${parts[1]}`);
    if (!root || !(await isSignedBy(root, signature, signed))) return null;
    const found = trustOf(JSON.parse(UTF8.decode(body)));
    return found && found.sequence >= lowest ? found : null;
  } catch {
    return null;
  }
}

function trustOf(claims) {
  const [issued, ends, sequence] = [claims.iat, claims.exp, claims.seq].map(seconds);
  const keys = new Map(claims.entries.map((entry) => [entry.kid, entry]));
  const sound = [...keys.values()].every((entry) => STATES.includes(entry.state) && Array.isArray(entry.types));
  if (!(ends > issued && ends - issued <= TRUST_LIFE) || keys.size !== claims.entries.length || !sound) return null;
  return { sequence, issued_at: issued, expires_at: ends, keys };
}

/** The status list of a CWT: `{issued_at, fresh_until, status(index)}`; null unless a key for such lists signed it. */
export async function readStatusList(token, uri, trust) {
  if (token.length > MAX_TOKEN) return null;
  const message = parse(token);
  const key = message && trust.keys.get(message.kid);
  if (!key || message.typ !== STATUS_TYP || key.use !== "status" || key.state === "compromised") return null;
  if (!(await isSignedBy(key.jwk, message.signature, message.signed))) return null;
  try {
    return await listOf(decode(message.payload), uri);
  } catch (problem) {
    if (problem instanceof UnableToDecode || problem instanceof TypeError) return null;
    throw problem;
  }
}

async function listOf(claims, uri) {
  const body = claims.get(STATUS_LIST);
  const bits = body.get("bits");
  if (claims.get(SUB) !== uri || (bits !== 1 && bits !== 2)) return null;
  const size = (PLACES * bits) / 8;
  const places = await inflate(body.get("lst"), size);
  if (places?.length !== size) return null;
  const [issued, ends, ttl] = [IAT, EXP, TTL].map((claim) => seconds(claims.get(claim)));
  return {
    issued_at: issued,
    fresh_until: Math.min(ends, issued + ttl),
    status(index) {
      if (!(index >= 0 && index < PLACES)) return null;
      const perByte = 8 / bits;
      const number = (places[Math.floor(index / perByte)] >> (bits * (index % perByte))) & ((1 << bits) - 1);
      return WORDS[number] ?? "revoked";
    },
  };
}

function seconds(value) {
  if (!Number.isSafeInteger(value)) throw new TypeError("a moment must be whole seconds");
  return value;
}

function fromBase64url(text) {
  if (!/^[A-Za-z0-9_-]+$/.test(text)) return null;
  try {
    const raw = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
    return Uint8Array.from(raw, (letter) => letter.charCodeAt(0));
  } catch {
    return null;
  }
}
