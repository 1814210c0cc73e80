{% if is_offered %}
// Opens the copy of the wallet when there is no network. It keeps one page, the same for everybody, and the files that
// page needs; it never keeps an answer that was made for somebody signed in.
"use strict";

const KIND = "wallet-{{ lang }}-";
const CACHE = KIND + "{{ version }}";
const SHELL = {{ shell|tojson }};
const ASSETS = {{ assets|tojson }};

self.addEventListener("install", (event) => {
  event.waitUntil((async () => {
    const cache = await caches.open(CACHE);
    for (const path of [SHELL, ...ASSETS]) {
      // Without cookies the server cannot know, and so cannot write into the page, who is signed in.
      const answer = await fetch(path, { credentials: "omit", cache: "no-cache" });
      if (!answer.ok || answer.redirected) throw new Error(path + " answered " + answer.status);
      await cache.put(path, answer);
    }
  })());
});

self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith(KIND) && name !== CACHE);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  })());
});

self.addEventListener("fetch", (event) => {
  const request = event.request;
  const path = new URL(request.url).pathname;
  if (request.method !== "GET" || new URL(request.url).origin !== self.location.origin) return;
  if (request.mode === "navigate") {
    event.respondWith(fetch(request).catch(() => caches.match(SHELL, { cacheName: CACHE })));
  } else if (ASSETS.includes(path)) {
    event.respondWith(caches.match(path, { cacheName: CACHE }).then((kept) => kept || fetch(request)));
  }
});
{% else %}
// Copies are no longer offered here: this worker clears what earlier ones kept, and goes.
"use strict";
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => {
  event.waitUntil((async () => {
    const kept = (await caches.keys()).filter((name) => name.startsWith("wallet-"));
    await Promise.all(kept.map((name) => caches.delete(name)));
    indexedDB.deleteDatabase("tayseer-wallet");
    await self.registration.unregister();
  })());
});
{% endif %}
