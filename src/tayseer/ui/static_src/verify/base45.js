// Base45 (RFC 9285), as tayseer/documents/base45.py reads it: nothing is trimmed, for spaces are letters of it.
const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:";
const VALUES = new Map([...ALPHABET].map((letter, value) => [letter, value]));

/** The bytes of base45 text; null for a foreign letter, an impossible length, or a group that is too large. */
export function decode(text) {
  const length = text.length;
  if (length % 3 === 1) return null;
  const out = new Uint8Array(Math.floor((length * 2) / 3));
  let place = 0;
  for (let start = 0; start < length; start += 3) {
    const width = Math.min(3, length - start) - 1;
    let number = 0;
    for (let power = width; power >= 0; power -= 1) {
      const value = VALUES.get(text[start + power]);
      if (value === undefined) return null;
      number = number * 45 + value;
    }
    if (number >= 256 ** width) return null;
    if (width === 2) out[place++] = number >> 8;
    out[place++] = number & 255;
  }
  return out;
}
