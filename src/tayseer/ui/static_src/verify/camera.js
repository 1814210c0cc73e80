// On the page of the check: offers the camera where there is one, and sends the text it reads as the form would.
import { Camera, Scanner } from "./scanner.js";

const panel = document.querySelector("[data-camera]");
if (panel && navigator.mediaDevices?.getUserMedia && window.Worker) {
  const [button, video, told] = ["button", "video", "[role=status]"].map((one) => panel.querySelector(one));
  const { reader, open, close, looking, refused } = panel.dataset;
  let camera = null;
  panel.hidden = false;

  button.addEventListener("click", async () => {
    if (camera) {
      camera.close();
      return;
    }
    button.textContent = close;
    told.textContent = looking;
    video.hidden = false;
    camera = new Camera(video, new Scanner(reader));
    try {
      const text = await camera.open();
      if (text !== null) {
        const field = document.querySelector("textarea[name=text]");
        field.value = text;
        field.form.requestSubmit();
      }
      told.textContent = "";
    } catch {
      told.textContent = refused;
    }
    video.hidden = true;
    button.textContent = open;
    camera = null;
  });
}
