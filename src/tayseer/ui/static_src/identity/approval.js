// The screen that waits for an approval looks by itself whether it came, and goes on.
const page = document.querySelector("[data-approval]");
const form = page && page.querySelector("form[data-approval-go]");
let left = 90;

async function look() {
  if (!form || left <= 0) return;
  left -= 1;
  try {
    const answer = await fetch(page.dataset.approval, { credentials: "same-origin" });
    const { state } = answer.ok ? await answer.json() : { state: "open" };
    if (state === "approved") {
      form.submit();
      return;
    }
    if (state !== "open") {
      location.reload();
      return;
    }
  } catch {
    // The network may come back; the button of the page works meanwhile.
  }
  setTimeout(look, 2000);
}
setTimeout(look, 2000);
