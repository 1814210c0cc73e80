// Shortens paths that already work without it. No page needs this file.
"use strict";

// A link that leads to a question on a page of its own opens the same question here, as a dialog.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-dialog]");
  const dialog = opener && document.getElementById(opener.dataset.dialog);
  if (dialog && dialog.showModal) {
    event.preventDefault();
    dialog.addEventListener("close", () => opener.focus(), { once: true });
    dialog.showModal();
  }
});

// "Larger text" goes up one size in place instead of visiting the settings page.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-text-size]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  const sizes = ["100", "125", "150"];
  const page = document.documentElement;
  const now = sizes.findIndex((size) => page.classList.contains("text-" + size));
  const next = sizes[(now + 1) % sizes.length];
  sizes.forEach((size) => page.classList.toggle("text-" + size, size === next));
  const view = page.classList.contains("simple") ? "simple" : "full";
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `tayseer_display=${next}.${view}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
});

// A menu closes when the reader leaves it or presses Escape, and gives the focus back.
const menus = () => document.querySelectorAll(".tool-menu[open]");
document.addEventListener("click", (event) => {
  menus().forEach((menu) => menu.contains(event.target) || menu.removeAttribute("open"));
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  menus().forEach((menu) => {
    menu.removeAttribute("open");
    menu.querySelector("summary").focus();
  });
});

// The language link keeps the place in the page.
document.querySelectorAll("[data-language]").forEach((link) => {
  link.addEventListener("click", () => {
    if (location.hash) link.hash = location.hash;
  });
});

// What was found wrong is read first.
const wrong = document.querySelector("[data-error-summary]");
if (wrong) wrong.focus();

// A second press of the same button sends nothing; the server would answer it with the first receipt anyway.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog") return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "yes";
  setTimeout(() => delete form.dataset.sent, 4000);
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
});

// Whoever signs out leaves no copy of their documents on the device; the offline check of documents stays.
document.addEventListener("submit", (event) => {
  if (event.target.action.endsWith("/sign-out/")) indexedDB.deleteDatabase("tayseer-wallet");
});
