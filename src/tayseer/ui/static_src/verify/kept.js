// What the offline check keeps in this browser: the signed lists, the highest number seen, and the time they were of.
import { readStatusList, readTrust } from "./lists.js";

const [NAME, STORE] = ["tayseer-verify", "kept"];
const NOTHING = { trust: "", sequence: 0, lists: {}, seen: 0, behind: 0, renewed: 0 };

/** The lists that came were wrongly signed, or older than ones seen before. */
export class Refused extends Error {}

/** The kept lists, read and believed anew each time this page opens. */
export class Kept {
  constructor(roots) {
    this.roots = roots;
    // Another root is another issuer, whose lists count from one again.
    this.key = roots.map((root) => root.x).join(" ");
    this.state = NOTHING;
    this.trust = null;
    this.lists = new Map();
  }

  /** Read what was kept; whatever is no longer rightly signed counts for nothing. */
  async open() {
    this.state = { ...NOTHING, ...(await inStore("readonly", (store) => store.get(this.key))) };
    await this.believe(this.state.trust);
    return this;
  }

  /** The moment to check by, in seconds: a clock that was set back does not make a list young again. */
  now() {
    return Math.max(Math.floor(Date.now() / 1000) + this.state.behind, this.state.seen);
  }

  /** Whether the trust list and every status list are young enough for a green answer. */
  get isFresh() {
    const now = this.now();
    return !!this.trust && now < this.trust.expires_at && [...this.lists.values()].every((list) => now < list.fresh_until);
  }

  /** The time of the oldest list, in seconds; null when there is none. */
  get asOf() {
    return this.trust ? Math.min(this.state.renewed, ...[...this.lists.values()].map((list) => list.issued_at)) : null;
  }

  /**
   * Fetch whole lists, never one document's place; throws Refused, or what `fetch` throws when there is no connection.
   * All lists are asked for at all times, so nobody learns from the requests which document was shown.
   */
  async renew(index) {
    const found = await asked(index).then((answer) => answer.json());
    let refused = await this.take(found);
    // A key that signs its first list is on a trust list only a moment later.
    if (refused) refused = await this.take(found);
    if (refused) throw new Refused("a status list");
  }

  async take(found) {
    const text = await asked(found.trust).then((answer) => answer.text());
    if (!(await this.believe(text))) {
      await this.believe(this.state.trust);
      throw new Refused("the trust list");
    }
    const lists = { ...this.state.lists };
    const taken = Object.entries(found.lists).map(async ([uri, path]) => {
      const token = new Uint8Array(await asked(path).then((answer) => answer.arrayBuffer()));
      const list = await readStatusList(token, uri, this.trust);
      const isOlder = list && this.lists.has(uri) && list.issued_at < this.lists.get(uri).issued_at;
      if (!list || isOlder) return false;
      lists[uri] = token;
      return true;
    });
    const refused = (await Promise.all(taken)).includes(false);
    const behind = Math.max(0, found.now - Math.floor(Date.now() / 1000));
    this.state = { ...this.state, trust: text, sequence: this.trust.sequence, lists, behind };
    await this.believe(text);
    const times = [this.trust, ...this.lists.values()].map((list) => list.issued_at);
    this.state.seen = Math.max(this.state.seen, ...times);
    this.state.renewed = this.now();
    await inStore("readwrite", (store) => store.put(this.state, this.key));
    return refused;
  }

  async believe(text) {
    const trust = text ? await readTrust(text, this.roots, this.state.sequence) : null;
    this.trust = trust;
    this.lists = new Map();
    if (!trust) return false;
    for (const [uri, token] of Object.entries(this.state.lists)) {
      const list = await readStatusList(token, uri, trust);
      if (list) this.lists.set(uri, list);
    }
    return true;
  }
}

async function asked(address) {
  const answer = await fetch(address, { cache: "no-cache", credentials: "omit" });
  if (!answer.ok) throw new TypeError(`${address} answered ${answer.status}`);
  return answer;
}

/** What a request to the store gives; null where the browser keeps nothing, as in private windows. */
function inStore(mode, act) {
  return new Promise((tell) => {
    const opening = indexedDB.open(NAME, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
    opening.onerror = () => tell(null);
    opening.onsuccess = () => {
      const request = act(opening.result.transaction(STORE, mode).objectStore(STORE));
      request.onsuccess = () => tell(request.result);
      request.onerror = () => tell(null);
    };
  });
}
