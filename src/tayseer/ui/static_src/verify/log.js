// The issuance log, believed only by what its own key signed: C2SP tlog-proof and checkpoint over the tree of RFC 6962,
// as tayseer/audit/notes.py, merkle.py and tayseer/verify/proofs.py read them; all are tried on the same proofs.
import { sha256 } from "./cose.js";

const HEAD = "c2sp.org/tlog-proof@v1";
const LOG = "documents-";
const [LONGEST_PROOF, LONGEST_NOTE, LONGEST_PATH, HASH_BYTES, SIGNATURE_BYTES] = [65_536, 16_384, 64, 32, 64];
// How long after it was issued a document may still wait for its place in the log, as tayseer/documents/issuance.py says.
const WAITS_SECONDS = 10 * 60;
const PATIENCE_MILLISECONDS = 5_000;
const DECIMAL = /^(?:0|[1-9][0-9]{0,15})$/;
const SIGNATURE = /^— (\S+) ([A-Za-z0-9+/]+={0,2})$/;
const CONTROLS = /[\x00-\x09\x0b-\x1f\x7f]/;
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const ENCODER = new TextEncoder();

/** This browser has no Ed25519, so that nothing of the log can be checked. */
class Unsupported extends Error {}

/** The text is not in the one form that it must have. */
class Malformed extends Error {}

/**
 * What the log says of an entry (SHA-256 of the signed bytes), asked by its leaf hash alone: "logged" by a proof that
 * holds; "unproven" by one that does not; "absent", or "waiting" when it was issued minutes ago, when the log has no
 * such entry; "silent" when it gave no answer of its own, "unsupported" when the answer cannot be checked here, null
 * without a network. `log` has the addresses `proof` and `checkpoint`; moments are in seconds.
 */
export async function stateOf(entry, { log, trust, at, issued }) {
  if (!navigator.onLine) return null;
  try {
    const answer = await asked(`${log.proof}?leaf=${hex(await leafOf(entry))}`);
    if (answer.ok) return (await isLogged(await bytesOf(answer), entry, trust)) ? "logged" : "unproven";
    // Anybody on the way can answer 404; that the log has no such entry counts from the log alone, which can sign.
    const isThere = answer.status === 404 && (await isFromLog(await asked(log.checkpoint), trust));
    if (!isThere) return "silent";
    return at - issued <= WAITS_SECONDS ? "waiting" : "absent";
  } catch (problem) {
    return problem instanceof Unsupported ? "unsupported" : null;
  }
}

/** Whether a tlog-proof shows that the issuance log holds the entry; anything else, whatever its form, proves nothing. */
export async function isLogged(proof, entry, trust) {
  return holds(async () => {
    const { index, path, note } = proofOf(proof);
    const { size, root } = await opened(note, trust);
    return leadsTo(root, await leafOf(entry), { index, size, path });
  });
}

async function isFromLog(answer, trust) {
  if (!answer.ok) return false;
  const note = await bytesOf(answer);
  return holds(async () => (await opened(textOf(note), trust)).size > 0);
}

/** SHA-256(0x00 ‖ entry): the name under which the log knows the entry. */
export function leafOf(entry) {
  return sha256(new Uint8Array([0, ...entry]));
}

async function holds(look) {
  try {
    return await look();
  } catch (problem) {
    if (problem instanceof Malformed) return false;
    throw problem;
  }
}

function proofOf(bytes) {
  const text = textOf(bytes);
  const end = text.indexOf("\n\n");
  const lines = text.slice(0, Math.max(end, 0)).split("\n");
  if (lines.shift() !== HEAD) refuse();
  if (lines[0]?.startsWith("extra ")) fromBase64(lines.shift().slice(6));
  const [, index] = /^index ([0-9]+)$/.exec(lines.shift() ?? "") ?? refuse();
  if (lines.length > LONGEST_PATH) refuse();
  return { index: numberOf(index), path: lines.map(hashOf), note: text.slice(end + 2) };
}

/** `{size, root}` of a checkpoint that a key of the issuance log signed, as the trust list names it. */
async function opened(note, trust) {
  const cut = note.lastIndexOf("\n\n");
  if (note.length > LONGEST_NOTE || CONTROLS.test(note) || !note.endsWith("\n") || cut < 0) refuse();
  const signatures = note.slice(cut + 2, -1).split("\n").map((line) => SIGNATURE.exec(line) ?? refuse());
  const found = signatures.map(([, name, signed]) => [name, fromBase64(signed)]);
  const lines = note.slice(0, cut).split("\n");
  const [origin, size, root] = lines;
  if (lines.length < 3 || lines.includes("") || !origin.split("/").pop().startsWith(LOG)) refuse();
  const keys = [...trust.keys.values()].filter((key) => key.use === "log" && key.name === origin && key.state !== "compromised");
  const body = ENCODER.encode(note.slice(0, cut + 1));
  const signed = await Promise.all(keys.map((key) => isSigned(body, key, found.filter(([name]) => name === origin))));
  if (!signed.includes(true)) refuse();
  return { size: numberOf(size), root: hashOf(root) };
}

/** Whether the key signed, and every signature that bears its id fits: C2SP signed-note, Ed25519. */
async function isSigned(body, { jwk, name }, signatures) {
  if (jwk?.kty !== "OKP" || jwk.crv !== "Ed25519" || typeof jwk.x !== "string") return false;
  const key = await publicKey(jwk);
  const raw = hashOf(`${jwk.x.replaceAll("-", "+").replaceAll("_", "/")}=`);
  const id = (await sha256(new Uint8Array([...ENCODER.encode(name), 10, 1, ...raw]))).slice(0, 4);
  const ours = signatures.map(([, bytes]) => bytes).filter((bytes) => id.every((byte, place) => bytes[place] === byte));
  if (!key || !ours.length || ours.some((bytes) => bytes.length !== id.length + SIGNATURE_BYTES)) return false;
  const fit = await Promise.all(ours.map((bytes) => crypto.subtle.verify("Ed25519", key, bytes.slice(id.length), body)));
  return !fit.includes(false);
}

async function publicKey({ kty, crv, x }) {
  try {
    return await crypto.subtle.importKey("jwk", { kty, crv, x }, "Ed25519", false, ["verify"]);
  } catch (problem) {
    if (problem.name === "NotSupportedError") throw new Unsupported();
    return null;
  }
}

/** Whether the path leads from a leaf to the root, RFC 9162 section 2.1.3.2; never in a log of no leaves. */
async function leadsTo(root, leaf, { index, size, path }) {
  if (index >= size) return false;
  let [place, last, found] = [index, size - 1, leaf];
  const up = () => ([place, last] = [Math.floor(place / 2), Math.floor(last / 2)]);
  for (const step of path) {
    if (last === 0) return false;
    const isRight = place % 2 === 1 || place === last;
    found = await sha256(new Uint8Array(isRight ? [1, ...step, ...found] : [1, ...found, ...step]));
    while (isRight && place % 2 === 0 && place) up();
    up();
  }
  return last === 0 && found.every((byte, at) => byte === root[at]);
}

async function asked(address) {
  return fetch(address, { cache: "no-store", credentials: "omit", signal: AbortSignal.timeout(PATIENCE_MILLISECONDS) });
}

async function bytesOf(answer) {
  return new Uint8Array(await answer.arrayBuffer());
}

function textOf(bytes) {
  try {
    return bytes.length > LONGEST_PROOF ? refuse() : UTF8.decode(bytes);
  } catch {
    return refuse();
  }
}

function numberOf(text) {
  return DECIMAL.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : refuse();
}

function hashOf(text) {
  const bytes = fromBase64(text);
  return bytes.length === HASH_BYTES ? bytes : refuse();
}

/** One spelling alone is taken, so that no two texts mean the same proof. */
function fromBase64(text) {
  let raw = null;
  try {
    raw = atob(text);
  } catch {
    refuse();
  }
  return btoa(raw) === text ? Uint8Array.from(raw, (letter) => letter.charCodeAt(0)) : refuse();
}

function hex(bytes) {
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

function refuse() {
  throw new Malformed();
}
