// On the page of the check: has the browser work out what the form with number and check code asks for, while its
// reader still types. Without this script the form works too, a few times an hour.

const section = document.querySelector("[data-effort]");
const form = section?.querySelector("form");
if (form && window.Worker && window.isSecureContext) {
  const { working, life } = section.dataset;
  const [told, field, button] = ["[role=status]", "[name=effort]", "[type=submit]"].map((one) => form.querySelector(one));
  let solving = null;
  let solvedAt = -Infinity;
  let isHeld = false;
  section.querySelector("[data-effort-told]").hidden = false;

  // Half its life: whoever looks the number up meanwhile still sends one that holds.
  const isFresh = () => performance.now() - solvedAt < Number(life) * 500;

  const solve = () => {
    solving ??= solved(form.action)
      .then((found) => {
        field.value = found;
        solvedAt = performance.now();
      })
      // Without a solution the form is sent as if there were no script.
      .catch(() => (field.value = ""))
      .finally(() => (solving = null));
    return solving;
  };

  form.addEventListener("focusin", () => (field.value && isFresh()) || solve());

  form.addEventListener("submit", async (event) => {
    if (field.value && isFresh()) return;
    event.preventDefault();
    // It is not sent yet, so whatever counts what was sent must not see it.
    event.stopPropagation();
    if (isHeld) return;
    isHeld = true;
    told.textContent = working;
    button.setAttribute("aria-disabled", "true");
    await solve();
    told.textContent = "";
    button.removeAttribute("aria-disabled");
    isHeld = false;
    if (field.value) form.requestSubmit(button);
    else form.submit();
  });

  // Whoever comes back to a page that was sent has a solution that was used.
  window.addEventListener("pageshow", () => {
    field.value = "";
    solvedAt = -Infinity;
  });
}

/** The solution of a new challenge, as the form sends it; rejects when there is none to be had. */
async function solved(address) {
  const answer = await fetch(address, { headers: { Accept: "application/json" }, cache: "no-store" });
  if (!answer.ok) throw new Error(`no challenge: ${answer.status}`);
  const challenge = await answer.json();
  const worker = new Worker(new URL("./effort-worker.js", import.meta.url));
  try {
    const solution = await new Promise((tell, fail) => {
      worker.addEventListener("message", ({ data }) => (data ? tell(data) : fail(new Error("it has no solution"))));
      worker.addEventListener("error", fail);
      worker.postMessage(challenge.parameters);
    });
    return btoa(JSON.stringify({ challenge, solution }));
  } finally {
    worker.terminate();
  }
}
