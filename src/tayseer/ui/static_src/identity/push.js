// Lets this device be nudged when something waits for its holder; without it the page of approvals is opened by hand.
const form = document.querySelector("form[data-push]");

const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (one) => one.charCodeAt(0));

if (form && "serviceWorker" in navigator && "PushManager" in window) {
  form.addEventListener("submit", async (event) => {
    if (form.elements.push.value || form.dataset.asked) return;
    event.preventDefault();
    form.dataset.asked = "yes";
    try {
      if ((await Notification.requestPermission()) === "granted") {
        const worker = await navigator.serviceWorker.register(form.dataset.worker);
        await new Promise((done) => {
          const waiting = worker.installing || worker.waiting;
          if (worker.active || !waiting) done();
          else waiting.addEventListener("statechange", () => worker.active && done());
        });
        const options = { userVisibleOnly: true, applicationServerKey: bytes(form.dataset.push) };
        form.elements.push.value = JSON.stringify(await worker.pushManager.subscribe(options));
      }
    } catch {
      // A device without a push service still approves on the page.
    }
    form.submit();
  });
}
