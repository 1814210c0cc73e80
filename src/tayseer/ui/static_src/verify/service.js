// The service worker of the offline check: keeps the page and its scripts, whole, and nothing that anybody hands in.
// SHELL and VERSION stand in the script that imports this one; both change with every release.
"use strict";

const FAMILY = `verify-${LANG}-`;
const CACHE = `${FAMILY}${VERSION}`;

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(SHELL.map((path) => new Request(path, { cache: "no-cache" })))));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((name) => name.startsWith(FAMILY) && name !== CACHE).map((name) => caches.delete(name))))
      .then(() => self.clients.claim()),
  );
});

// The page asks before it changes under the reader's hands.
self.addEventListener("message", ({ data }) => {
  if (data === "take over") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const isPage = request.mode === "navigate" && url.pathname === SHELL[0];
  if (request.method !== "GET" || url.origin !== self.location.origin || !(isPage || SHELL.includes(url.pathname))) return;
  event.respondWith(caches.open(CACHE).then((cache) => cache.match(url.pathname)).then((kept) => kept ?? fetch(request)));
});
