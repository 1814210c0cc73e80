// zlib (RFC 1950) by the browser itself, which checks the sum and refuses what is cut off or goes on after the end.

/** What zlib bytes unpack to; null when they are damaged or hold more than `most` bytes, which are never made. */
export function inflate(packed, most) {
  return through("deflate", [packed], most);
}

/**
 * What bytes packed by the book unpack to, as tayseer/documents/wordbook.py packs them; null as above.
 *
 * Browsers know no preset dictionary, so the book goes ahead as a block that is stored and not the last (RFC 1951, 3.2.4):
 * what follows may point back into it.
 */
export async function unpack(packed, most, book) {
  const size = book.length;
  const head = Uint8Array.of(0, size & 255, size >> 8, ~size & 255, (~size >> 8) & 255);
  const whole = await through("deflate-raw", [head, book, packed], size + most);
  return whole === null || whole.length < size ? null : whole.slice(size);
}

async function through(form, pieces, most) {
  const stream = new Blob(pieces).stream().pipeThrough(new DecompressionStream(form));
  const reader = stream.getReader();
  const parts = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.length;
      if (size > most) {
        reader.cancel().catch(() => {});
        return null;
      }
      parts.push(value);
    }
  } catch {
    return null;
  }
  const whole = new Uint8Array(size);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
