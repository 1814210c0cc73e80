// Signing the text of a form: before the form is sent, the passkey signs the text that the page shows.
import { get, reason, say, works } from "./webauthn.js";

document.querySelectorAll("[data-signing]").forEach((box) => {
  const form = box.closest("form");
  const field = box.querySelector("input[type=hidden]");
  if (!form || !box.dataset.canSign || !works(box)) return;
  form.addEventListener("submit", async (event) => {
    // A button that sends the form elsewhere (saving a draft, going back) signs nothing.
    if (field.value || (event.submitter && "unsigned" in event.submitter.dataset)) return;
    event.preventDefault();
    say(box, "waiting");
    try {
      field.value = await get(JSON.parse(box.dataset.options));
      delete form.dataset.sent;
      form.requestSubmit(event.submitter);
    } catch (problem) {
      delete form.dataset.sent;
      say(box, reason(problem));
      box.querySelector("[data-said]:not([hidden])").focus();
    }
  });
});
