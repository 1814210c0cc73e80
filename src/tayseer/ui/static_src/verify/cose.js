// COSE_Sign1 with ES256 (RFC 9052) and compact JWS with ES256, as tayseer/documents/cose.py and trust.py read them.
import { Tag, UnableToDecode, bytesItem, decode } from "./cbor.js";

const [SIGN1, CWT] = [18, 61];
const [ALG, KID, TYP] = [1, 4, 16];
const ES256 = -7;
const MAX_KID = 16;
const CURVE = { name: "ECDSA", namedCurve: "P-256" };
const SIGNING = { name: "ECDSA", hash: "SHA-256" };
const CONTEXT = [0x84, 0x6a, ...new TextEncoder().encode("Signature1")];
const keys = new Map();

/** A parsed COSE_Sign1, or null when its form, algorithm or key id is not what a document must have. */
export function parse(data) {
  try {
    return parsed(data);
  } catch (problem) {
    if (problem instanceof UnableToDecode) return null;
    throw problem;
  }
}

function parsed(data) {
  let item = decode(data, [SIGN1, CWT]);
  if (item instanceof Tag && item.number === CWT) item = item.value;
  if (!(item instanceof Tag) || item.number !== SIGN1) return null;
  const parts = item.value;
  if (!Array.isArray(parts) || parts.length !== 4) return null;
  const [protected_, unprotected, payload, signature] = parts;
  if (![protected_, payload, signature].every((part) => part instanceof Uint8Array)) return null;
  if (!(unprotected instanceof Map) || signature.length !== 64) return null;
  const header = protected_.length ? decode(protected_) : new Map();
  if (!(header instanceof Map) || header.get(ALG) !== ES256 || unprotected.has(ALG)) return null;
  const typ = header.has(TYP) ? header.get(TYP) : "";
  const kid = kidOf([header.get(KID), unprotected.get(KID)]);
  if (typeof typ !== "string" || kid === null) return null;
  const signed = new Uint8Array([...CONTEXT, ...bytesItem(protected_), 0x40, ...bytesItem(payload)]);
  return { kid, typ, payload, signature, signed };
}

function kidOf(both) {
  const given = both.filter((value) => value !== undefined && value !== null);
  if (!given.length || given.some((value) => !(value instanceof Uint8Array))) return null;
  if (given.some((value) => !value.length || value.length > MAX_KID || value.some((byte) => byte > 127))) return null;
  const [first, second = first] = given.map((value) => String.fromCharCode(...value));
  return first === second ? first : null;
}

/** Whether the signature r‖s over `signed` belongs to the P-256 key of a JWK. */
export async function isSignedBy(jwk, signature, signed) {
  const name = `${jwk.kty} ${jwk.crv} ${jwk.x} ${jwk.y}`;
  if (!keys.has(name)) {
    const plain = { kty: jwk.kty, crv: jwk.crv, x: jwk.x, y: jwk.y };
    keys.set(name, await crypto.subtle.importKey("jwk", plain, CURVE, false, ["verify"]));
  }
  return crypto.subtle.verify(SIGNING, keys.get(name), signature, signed);
}

/** SHA-256 of bytes. */
export async function sha256(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}
