// Runs in a worker: tries counters until the key derived from one begins as the challenge says (ALTCHA, version 2).
"use strict";

const MOST = 100_000;
const bytes = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const hex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, "0")).join("");

self.addEventListener("message", async ({ data: { nonce, salt, cost, keyLength, keyPrefix } }) => {
  const start = bytes(nonce);
  const password = new Uint8Array([...start, 0, 0, 0, 0]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt: bytes(salt), iterations: cost };
  let found = null;
  for (let counter = 0; counter < MOST && !found; counter += 1) {
    new DataView(password.buffer).setUint32(start.length, counter);
    const key = await crypto.subtle.importKey("raw", password, "PBKDF2", false, ["deriveBits"]);
    const derivedKey = hex(await crypto.subtle.deriveBits(how, key, keyLength * 8));
    if (derivedKey.startsWith(keyPrefix)) found = { counter, derivedKey };
  }
  self.postMessage(found);
});
