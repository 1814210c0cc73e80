// The copy of the wallet on a device: keeps it encrypted, opens it without a network, and removes it at sign-out.
//
// What is kept is encrypted twice: under a key made from the holder's code, and around that under a key of this browser
// that no script, ours included, can read out. A copy of the browser's files without the code, or the code without this
// browser, opens nothing.

const DATABASE = "tayseer-wallet";
const STORE = "wallet";
const ROUNDS = 600000;
const TRIES = 5;
const STALE = 12 * 60 * 60 * 1000;
const LANGUAGES = ["ar", "en"];
const lang = document.documentElement.lang;
const $ = (selector, within = document) => within.querySelector(selector);
const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
const show = (selector, yes) => $$(selector).forEach((part) => (part.hidden = !yes));
const possible = "indexedDB" in window && window.crypto && crypto.subtle && "serviceWorker" in navigator;

// The store: one place for each part, opened for one step and closed, so that it can be deleted at any moment.

function asked(request) {
  return new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });
}

async function withStore(mode, work) {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  const database = await asked(opening);
  try {
    return await work(database.transaction(STORE, mode).objectStore(STORE));
  } finally {
    database.close();
  }
}

const read = (key) => withStore("readonly", (store) => asked(store.get(key)));
const write = (parts) =>
  withStore("readwrite", (store) => Promise.all(Object.entries(parts).map(([key, value]) => asked(store.put(value, key)))));

async function wipe() {
  await new Promise((done) => {
    const gone = indexedDB.deleteDatabase(DATABASE);
    gone.onsuccess = gone.onerror = gone.onblocked = done;
  });
  for (const name of await caches.keys()) if (name.startsWith("wallet-")) await caches.delete(name);
  for (const one of await navigator.serviceWorker.getRegistrations()) {
    if (LANGUAGES.some((each) => new URL(one.scope).pathname === `/${each}/wallet/`)) await one.unregister();
  }
}

// The two locks.

const bytesOf = (value) => new TextEncoder().encode(JSON.stringify(value));
const valueOf = (bytes) => JSON.parse(new TextDecoder().decode(bytes));

async function lock(key, bytes) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, bytes: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, key, bytes) };
}

const unlock = (key, locked) => crypto.subtle.decrypt({ name: "AES-GCM", iv: locked.iv }, key, locked.bytes);

async function codeKey(code, salt) {
  const typed = await crypto.subtle.importKey("raw", new TextEncoder().encode(code), "PBKDF2", false, ["deriveKey"]);
  const how = { name: "PBKDF2", hash: "SHA-256", salt, iterations: ROUNDS };
  return crypto.subtle.deriveKey(how, typed, { name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
}

async function keep(code, given) {
  const device = await crypto.subtle.generateKey({ name: "AES-GCM", length: 256 }, false, ["encrypt", "decrypt"]);
  const salt = crypto.getRandomValues(new Uint8Array(16));
  const inner = await lock(await codeKey(code, salt), bytesOf(given.documents));
  const outer = await lock(device, inner.bytes);
  const states = await lock(device, bytesOf(Object.fromEntries(given.documents.map((one) => [one.id, one.state]))));
  const now = Date.now();
  await write({ meta: { owner: given.owner, salt, iv: inner.iv, kept: now, checked: now, tries: 0 }, device, outer, states });
}

async function open(code) {
  const [meta, device, outer] = [await read("meta"), await read("device"), await read("outer")];
  // The try is counted before the code is tried, so that closing the page saves nobody a try.
  await write({ meta: { ...meta, tries: meta.tries + 1 } });
  const inner = { iv: meta.iv, bytes: await unlock(device, outer) };
  try {
    const documents = valueOf(await unlock(await codeKey(code, meta.salt), inner));
    await write({ meta: { ...meta, tries: 0 } });
    return documents;
  } catch {
    if (meta.tries + 1 >= TRIES) await wipe();
    return null;
  }
}

// Talking with the server: only while somebody is signed in, and only on pages of the wallet.

async function post(path) {
  const token = $("input[name=csrfmiddlewaretoken]").value;
  const answer = await fetch(path, { method: "POST", headers: { "X-CSRFToken": token }, redirect: "error" });
  if (!answer.ok) throw new Error(String(answer.status));
  return answer.json();
}

async function check(owner) {
  const meta = await read("meta");
  if (!meta) return;
  if (meta.owner !== owner) return wipe();
  const now = await post(`/${lang}/wallet/on-device/status/`);
  const device = await read("device");
  await write({ states: await lock(device, bytesOf(now.states)), meta: { ...meta, checked: Date.now() } });
}

// The pages.

const said = (name) => {
  const words = $("[data-words]");
  $("[data-said]").textContent = words ? words.dataset[name] || "" : "";
};

function moment(at) {
  const locale = lang === "ar" ? "ar-SA-u-ca-gregory-nu-latn" : "en-GB";
  return new Intl.DateTimeFormat(locale, { dateStyle: "long", timeStyle: "short", timeZone: "Asia/Riyadh" }).format(at);
}

const tell = (meta) => {
  $$("[data-kept-at]").forEach((part) => (part.textContent = moment(meta.kept)));
  $$("[data-checked-at]").forEach((part) => (part.textContent = moment(meta.checked)));
};

// A copy that no worker can open is none, so it counts as kept only once the worker of each language is at work.
async function install(each) {
  const made = await navigator.serviceWorker.register(`/${each}/wallet/worker.js`, { scope: `/${each}/wallet/` });
  const worker = made.installing || made.waiting || made.active;
  await new Promise((done, failed) => {
    const look = () => {
      if (worker.state === "activated" || worker === made.waiting) done();
      if (worker.state === "redundant") failed(new Error("the worker could not be installed"));
    };
    worker.addEventListener("statechange", look);
    look();
  });
}

async function askingPage() {
  const tellState = async () => {
    const meta = await read("meta");
    show("[data-copy-kept]", Boolean(meta));
    show("[data-copy-none]", !meta);
    if (meta) tell(meta);
  };
  const form = $("[data-copy-form]");
  if (!form) return;
  const problem = $("[data-copy-error]", form);
  const fail = (words) => {
    problem.textContent = words;
    problem.hidden = !words;
    if (words) $("input[name=opening-code]", form).focus();
  };
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const field = $("input[name=opening-code]", form);
    const code = ascii(field.value);
    if (!/^[0-9]{6,12}$/.test(code) || new Set(code).size === 1) return fail(problem.dataset.copyError);
    fail("");
    try {
      await keep(code, await post(form.getAttribute("action")));
      for (const each of LANGUAGES) await install(each);
    } catch {
      await wipe();
      await tellState();
      return fail(problem.dataset.copyFailed);
    }
    field.value = "";
    await tellState();
    said("done");
  });
  $("[data-copy-remove]").addEventListener("click", async () => {
    await wipe();
    await tellState();
    said("removed");
  });
  await tellState();
}

const ascii = (written) =>
  written.trim().replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 15));

async function shellPage() {
  const meta = await read("meta");
  show("[data-shell-empty]", !meta);
  show("[data-shell-locked]", Boolean(meta));
  if (!meta) return;
  const form = $("[data-open-form]");
  const field = $("input", form);
  field.focus();
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const documents = await open(ascii(field.value));
    field.value = "";
    if (documents) return draw(documents);
    const left = await read("meta");
    const problem = $("[data-open-error]", form);
    problem.hidden = false;
    problem.textContent = left ? `${problem.dataset.wrong} ${TRIES - left.tries}` : "";
    if (left) return field.focus();
    show("[data-shell-locked]", false);
    show("[data-shell-empty]", true);
    said("removed");
  });
}

async function draw(documents) {
  const meta = await read("meta");
  const states = valueOf(await unlock(await read("device"), await read("states")));
  const age = Date.now() - meta.checked;
  // A clock that was set back makes an age below nothing; then nobody knows how old the check is.
  const stale = age > STALE || age < 0;
  tell(meta);
  show("[data-shell-locked]", false);
  show("[data-shell-open]", true);
  show("[data-shell-stale]", stale);
  $("[data-documents]").replaceChildren(...documents.map((one) => drawn(one, stateOf(one, states, stale))));
  if (documents.length === 1) $("[data-documents] details").open = true;
  $("h1").tabIndex = -1;
  $("h1").focus();
}

function stateOf(one, states, stale) {
  const known = states[one.id] || "unknown";
  if (known !== "valid" && known !== "expires_soon") return known;
  if (Date.now() >= one.expires) return "expired";
  return stale ? "unknown" : known;
}

function drawn(one, state) {
  const made = $("template[data-document]").content.cloneNode(true).firstElementChild;
  const words = one.words[lang];
  made.classList.add(`document-${one.tone}`, `document-is-${state}`);
  $("[data-agency]", made).textContent = words.agency;
  $("[data-title]", made).textContent = words.title;
  $("[data-holder]", made).textContent = words.holder;
  $("[data-code]", made).textContent = one.code;
  $("[data-state]", made).replaceWith($(`template[data-state-of="${state}"]`).content.cloneNode(true));
  const number = { label: $("[data-words]").dataset.number, value: one.number, ltr: true, note: "" };
  $("[data-rows]", made).append(...[number, ...words.rows].map(row));
  $("[data-qr]", made).append(picture(one.qr));
  return made;
}

function row(fact) {
  const made = $("template[data-row]").content.cloneNode(true).firstElementChild;
  $("dt", made).textContent = fact.label;
  fact.value.split("\n").forEach((line, place) => {
    const value = document.createElement("bdi");
    value.dir = fact.ltr ? "ltr" : "auto";
    // What stands between the marks of an isolate is a date or a number inside Arabic words, and stays in one piece.
    line.split(/\u2066([^\u2066-\u2069]*)\u2069/).forEach((part, odd) => {
      const piece = document.createElement(odd % 2 ? "bdi" : "span");
      if (odd % 2) Object.assign(piece, { dir: "ltr", className: "nowrap" });
      piece.textContent = part;
      value.append(piece);
    });
    $("dd", made).append(...(place ? [document.createElement("br")] : []), value);
  });
  if (fact.note) $("dd", made).append(` (${fact.note})`);
  return made;
}

// Only paths are taken over, and of them only what draws.
function picture(text) {
  const from = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", from.getAttribute("viewBox"));
  svg.setAttribute("shape-rendering", "crispEdges");
  for (const path of from.querySelectorAll("path")) {
    const copied = document.createElementNS("http://www.w3.org/2000/svg", "path");
    for (const name of ["d", "fill", "stroke"]) if (path.hasAttribute(name)) copied.setAttribute(name, path.getAttribute(name));
    svg.append(copied);
  }
  return svg;
}

// The sizes chosen on the display page live in a cookie; the kept page is drawn without one.
function asChosen() {
  const [size, view] = (/(?:^|; )tayseer_display=([^;]*)/.exec(document.cookie) || ["", ""])[1].split(".");
  const page = document.documentElement;
  if (["125", "150"].includes(size)) page.classList.replace("text-100", `text-${size}`);
  page.classList.toggle("simple", view === "simple");
}

function copies() {
  $$("[data-copy]").forEach((button) => {
    button.addEventListener("click", async () => {
      const field = document.getElementById(button.dataset.copy);
      field.select();
      await navigator.clipboard.writeText(field.value);
      $("[data-copy-said]").textContent = button.dataset.copied;
    });
  });
}

// A form that signs out goes once the copy is gone, or a second has passed.
$$("form[action$='/sign-out/']").forEach((form) => {
  form.addEventListener("submit", async (event) => {
    if (!possible) return;
    event.preventDefault();
    await Promise.race([wipe(), new Promise((done) => setTimeout(done, 1000))]);
    form.submit();
  });
});

copies();
show("[data-share-link] ~ [data-needs-script]", true);
if (possible) {
  show("[data-no-script]", false);
  show("[data-needs-script]", true);
  const marked = $("[data-wallet-owner]");
  if (marked) await check(marked.dataset.walletOwner).catch(() => {});
  if ($("[data-offline-page]")) await askingPage();
  if ($("[data-offline-shell]")) {
    asChosen();
    await shellPage();
  }
}
