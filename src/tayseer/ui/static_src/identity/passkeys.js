// Forms that need a passkey: asks the server what is to be signed, the device to sign it, and sends the form.
import { create, get, reason, say, works } from "./webauthn.js";

document.querySelectorAll("form[data-passkey]").forEach((form) => {
  if (!works(form)) return;
  form.querySelectorAll("[data-needs-script]").forEach((one) => {
    one.hidden = false;
  });
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button[type=submit]");
    button.setAttribute("aria-busy", "true");
    say(form, "waiting");
    try {
      const body = new FormData();
      body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
      body.set("purpose", form.dataset.purpose);
      const answer = await fetch(form.dataset.options, { method: "POST", body, credentials: "same-origin" });
      if (!answer.ok) {
        say(form, answer.status === 429 ? "often" : answer.status === 400 || answer.status === 409 ? "stale" : "failed");
        return;
      }
      const options = await answer.json();
      form.elements.answer.value = await (form.dataset.passkey === "create" ? create : get)(options);
      form.submit();
    } catch (problem) {
      say(form, reason(problem));
    } finally {
      button.removeAttribute("aria-busy");
      delete form.dataset.sent;
    }
  });
});
