// Deterministic CBOR (RFC 8949, 4.2.1), read as tayseer/documents/cbor.py reads it: one form for each item, no mercy.
const MAX_DEPTH = 8;
const WIDTHS = { 24: 1, 25: 2, 26: 4, 27: 8 };
const SIMPLE = { 20: false, 21: true, 22: null };
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The bytes are not the one CBOR form that signed documents may have. */
export class UnableToDecode extends Error {}

/** A tag and the item it marks. */
export class Tag {
  constructor(number, value) {
    this.number = number;
    this.value = value;
  }
}

/** The one item that `data` holds, whole: maps as Map, byte strings as Uint8Array; throws UnableToDecode. */
export function decode(data, tags = []) {
  const reader = new Reader(data, tags);
  const item = reader.item(0);
  if (reader.at !== data.length) refuse("bytes follow the end of the item");
  return item;
}

/** The head and body of a byte string, for what is signed (RFC 9052, 4.4). */
export function bytesItem(bytes) {
  const length = bytes.length;
  const head = length < 24 ? [0x40 | length] : length < 256 ? [0x58, length] : [0x59, length >> 8, length & 255];
  return [...head, ...bytes];
}

function refuse(problem) {
  throw new UnableToDecode(problem);
}

class Reader {
  constructor(data, tags) {
    this.data = data;
    this.tags = tags;
    this.at = 0;
  }

  item(depth) {
    if (depth > MAX_DEPTH) refuse("nesting is too deep");
    const [major, argument] = this.head();
    switch (major) {
      case 0:
        return argument;
      case 1:
        return -1 - argument;
      case 2:
        return this.take(argument);
      case 3:
        return this.text(argument);
      case 4:
        return this.array(argument, depth);
      case 5:
        return this.map(argument, depth);
      case 6:
        if (!this.tags.includes(argument)) refuse("a tag has no place here");
        return new Tag(argument, this.item(depth + 1));
      default:
        if (!(argument in SIMPLE)) refuse("only false, true and null are simple values");
        return SIMPLE[argument];
    }
  }

  head() {
    const [first] = this.take(1);
    const major = first >> 5;
    const code = first & 31;
    if (code < 24) return [major, code];
    if (!(code in WIDTHS) || major === 7) refuse("indefinite lengths, floats and reserved codes are refused");
    // Beyond 2^53 a number loses its last digits here; whatever uses one refuses it long before.
    const argument = this.take(WIDTHS[code]).reduce((number, byte) => number * 256 + byte, 0);
    if (argument < 24 || (code > 24 && argument < 256 ** WIDTHS[code - 1])) refuse("not in its shortest form");
    return [major, argument];
  }

  take(length) {
    const end = this.at + length;
    if (end > this.data.length) refuse("the data ends in the middle of an item");
    const taken = this.data.subarray(this.at, end);
    this.at = end;
    return taken;
  }

  text(length) {
    const raw = this.take(length);
    try {
      return UTF8.decode(raw);
    } catch {
      return refuse("a text is not UTF-8");
    }
  }

  array(length, depth) {
    this.enough(length);
    return Array.from({ length }, () => this.item(depth + 1));
  }

  map(length, depth) {
    this.enough(2 * length);
    const result = new Map();
    let previous = new Uint8Array();
    for (let count = 0; count < length; count += 1) {
      const start = this.at;
      const key = this.item(depth + 1);
      if (typeof key !== "number" && typeof key !== "string") refuse("a key must be a number or a text");
      const raw = this.data.subarray(start, this.at);
      if (!isAfter(raw, previous)) refuse("keys must be sorted and each may stand once");
      previous = raw;
      result.set(key, this.item(depth + 1));
    }
    return result;
  }

  enough(items) {
    if (items > this.data.length - this.at) refuse("a length promises more items than there are bytes");
  }
}

function isAfter(raw, previous) {
  for (let place = 0; place < Math.min(raw.length, previous.length); place += 1) {
    if (raw[place] !== previous[place]) return raw[place] > previous[place];
  }
  return raw.length > previous.length;
}
