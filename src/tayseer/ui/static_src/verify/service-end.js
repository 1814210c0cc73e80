// The service worker that ends the offline check in every browser that kept it: an operator turned it off.
"use strict";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => {
  const forget = (names) => Promise.all(names.filter((name) => name.startsWith("verify-")).map((name) => caches.delete(name)));
  event.waitUntil(caches.keys().then(forget).then(() => self.registration.unregister()));
});
