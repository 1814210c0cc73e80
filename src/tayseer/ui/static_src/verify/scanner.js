// Takes pictures to the worker that reads codes, from a file or from the camera. No picture ever leaves the page.
import { STARTS } from "./claims.js";

const LONGEST_SIDE = 2400;
const MOST_PIXELS = 60_000_000;
const FRAME_SIDE = 900;
const PAUSE_MILLISECONDS = 80;

/** Reads codes in a worker, whose script has an address of its own so that it has a policy of its own. */
export class Scanner {
  constructor(address) {
    this.worker = new Worker(address, { type: "module" });
    this.waiting = new Map();
    this.count = 0;
    this.worker.addEventListener("message", ({ data: { id, texts } }) => {
      this.waiting.get(id)?.(texts);
      this.waiting.delete(id);
    });
    // A worker that cannot start finds nothing, rather than leaving everybody waiting.
    this.worker.addEventListener("error", () => {
      this.waiting.forEach((tell) => tell([]));
      this.waiting.clear();
    });
  }

  /** The text of the code in the pixels, ours before others; null when there is none. */
  async read(image, { thorough = false } = {}) {
    const id = (this.count += 1);
    const answered = new Promise((tell) => this.waiting.set(id, tell));
    this.worker.postMessage({ id, image, thorough }, [image.data.buffer]);
    const texts = await answered;
    return texts.find((text) => STARTS.some((start) => text.startsWith(start))) ?? texts[0] ?? null;
  }

  /** The text of the code in a picture file; null when it is no picture, or shows no code. */
  async readFile(file) {
    let bitmap;
    try {
      bitmap = await createImageBitmap(file);
    } catch {
      return null;
    }
    if (bitmap.width * bitmap.height > MOST_PIXELS) return null;
    const scale = Math.min(1, LONGEST_SIDE / Math.max(bitmap.width, bitmap.height));
    const image = pixels(bitmap, Math.round(bitmap.width * scale) || 1, Math.round(bitmap.height * scale) || 1);
    bitmap.close();
    return this.read(image, { thorough: true });
  }
}

/** The camera in a `<video>`: `open` resolves with the first text it reads, or null once it was closed. */
export class Camera {
  constructor(video, scanner) {
    Object.assign(this, { video, scanner, stream: null });
  }

  /** Throws what the browser throws when it has no camera, or the reader of the page does not allow it. */
  async open() {
    const wanted = { facingMode: "environment", width: { ideal: 1920 }, height: { ideal: 1080 } };
    this.stream = await navigator.mediaDevices.getUserMedia({ video: wanted, audio: false });
    this.video.srcObject = this.stream;
    await this.video.play();
    while (this.stream) {
      const text = this.video.videoWidth ? await this.scanner.read(this.frame()) : null;
      if (text !== null && this.stream) {
        this.close();
        return text;
      }
      await new Promise((go) => setTimeout(go, PAUSE_MILLISECONDS));
    }
    return null;
  }

  close() {
    this.stream?.getTracks().forEach((track) => track.stop());
    this.stream = null;
    this.video.srcObject = null;
  }

  /** The square in the middle, where people hold the code. */
  frame() {
    const side = Math.min(this.video.videoWidth, this.video.videoHeight);
    const from = [(this.video.videoWidth - side) / 2, (this.video.videoHeight - side) / 2, side, side];
    const to = Math.min(side, FRAME_SIDE);
    return pixels(this.video, to, to, from);
  }
}

function pixels(source, width, height, from = null) {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  // A transparent background would otherwise turn black and swallow the code.
  context.fillStyle = "#fff";
  context.fillRect(0, 0, width, height);
  if (from) context.drawImage(source, ...from, 0, 0, width, height);
  else context.drawImage(source, 0, 0, width, height);
  return context.getImageData(0, 0, width, height);
}
