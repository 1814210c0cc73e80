// Runs in a worker: finds QR codes in pixels. The wasm is our own copy; the worker's policy lets it ask no other site.
import { prepareZXingModule, readBarcodes } from "./zxing/reader/index.js";

const WASM = new URL("./zxing/zxing_reader.wasm", import.meta.url).href;
const OPTIONS = { formats: ["QRCode"], tryHarder: true, tryRotate: true, tryInvert: true, tryDownscale: true, textMode: "Plain" };
const SMALL = 1200;

prepareZXingModule({ overrides: { locateFile: () => WASM }, fireImmediately: true });

self.addEventListener("message", async ({ data: { id, image, thorough } }) => {
  let texts = [];
  for (const made of thorough ? ladder(image) : [image]) {
    const found = await readBarcodes(made, { ...OPTIONS, maxNumberOfSymbols: thorough ? 8 : 1 });
    texts = found.filter((code) => code.isValid).map((code) => code.text);
    if (texts.length) break;
  }
  self.postMessage({ id, texts });
});

/** The picture as it is, then larger, then with its greys drawn apart, then sharpened: dearer with each step. */
function* ladder(image) {
  yield image;
  const grey = stretched(image);
  const small = Math.max(image.width, image.height) <= SMALL;
  const large = scaled(grey, small ? 2 : 0.5);
  yield large;
  yield sharpened(grey);
  yield sharpened(large);
  yield scaled(grey, 0.7);
  if (small) yield scaled(grey, 3);
}

function scaled(image, factor) {
  const [width, height] = [image.width, image.height].map((side) => Math.max(1, Math.round(side * factor)));
  const from = new OffscreenCanvas(image.width, image.height);
  from.getContext("2d").putImageData(image, 0, 0);
  const to = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  to.imageSmoothingQuality = "high";
  to.drawImage(from, 0, 0, width, height);
  return to.getImageData(0, 0, width, height);
}

/** Grey, the darkest hundredth black and the lightest hundredth white. */
function stretched(image) {
  const grey = new Uint8Array(image.width * image.height);
  const counts = new Uint32Array(256);
  for (let place = 0; place < grey.length; place += 1) {
    const [red, green, blue] = image.data.subarray(place * 4, place * 4 + 3);
    grey[place] = (red * 77 + green * 150 + blue * 29) >> 8;
    counts[grey[place]] += 1;
  }
  const [dark, light] = [edge(counts, grey.length, 0, 1), edge(counts, grey.length, 255, -1)];
  const span = Math.max(1, light - dark);
  return painted(image, (place) => ((grey[place] - dark) * 255) / span);
}

function edge(counts, all, from, step) {
  let seen = 0;
  for (let level = from; level >= 0 && level < 256; level += step) {
    seen += counts[level];
    if (seen * 100 >= all) return level;
  }
  return from;
}

/** Each point pushed away from the mean of its surroundings. */
function sharpened(image) {
  const { width, height, data } = image;
  const at = (x, y) => data[(Math.min(height - 1, Math.max(0, y)) * width + Math.min(width - 1, Math.max(0, x))) * 4];
  return painted(image, (place) => {
    const [x, y] = [place % width, Math.floor(place / width)];
    const around = at(x - 2, y) + at(x + 2, y) + at(x, y - 2) + at(x, y + 2);
    return at(x, y) * 3 - around / 2;
  });
}

function painted({ width, height }, level) {
  const made = new ImageData(width, height);
  for (let place = 0; place < width * height; place += 1) {
    made.data.fill(level(place), place * 4, place * 4 + 3);
    made.data[place * 4 + 3] = 255;
  }
  return made;
}
