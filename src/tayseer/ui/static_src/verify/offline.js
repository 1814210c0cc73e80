// The page of the offline check: hands texts to the rules and draws the answer from what was signed.
import { moment, redrawn } from "./draw.js";
import { Kept, Refused } from "./kept.js";
import { stateOf } from "./log.js";
import { ALTERED, NOT_ISSUED, UNKNOWN, VALID, check } from "./rules.js";
import { Camera, Scanner } from "./scanner.js";

const RENEW_MILLISECONDS = 10 * 60_000;
const page = document.querySelector("[data-verifier]");
const { dataset } = page;
const one = (name) => page.querySelector(`[data-part=${name}]`);
const [state, answer, video, cameraButton] = ["state", "answer", "video", "camera"].map(one);
one("no-script").hidden = true;
const words = await fetch(dataset.words).then((told) => told.json());
const kept = await new Kept(JSON.parse(dataset.roots)).open();
const scanner = new Scanner(dataset.reader);
const camera = new Camera(video, scanner);

function made(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children.filter((child) => child !== null && child !== ""));
  return element;
}

function copy(name) {
  return document.getElementById(name).content.firstElementChild.cloneNode(true);
}

const ltr = (text) => made("bdi", { dir: "ltr" }, text);
const auto = (text) => made("bdi", { dir: "auto" }, text);

/** A sentence with {day} and {time} filled in, times isolated. */
function sentence(text, seconds) {
  const { day, time } = moment(seconds, words);
  return text.split(/(\{day\}|\{time\})/).map((part) => ({ "{day}": day, "{time}": ltr(time) })[part] ?? part);
}

function tellLists(problem = "") {
  const asOf = kept.asOf;
  const said = asOf === null ? [words.page.lists_none] : sentence(words.page[kept.isFresh ? "lists_fresh" : "lists_old"], asOf);
  state.replaceChildren(...(problem ? [words.page[problem], " "] : []), ...said);
  state.dataset.lists = asOf === null ? "none" : kept.isFresh ? "fresh" : "old";
}

let renewing = null;
function renew() {
  renewing ??= (async () => {
    state.textContent = words.page.lists_asking;
    let problem = "";
    try {
      await kept.renew(dataset.lists);
    } catch (failure) {
      problem = failure instanceof Refused ? "lists_refused" : "lists_unreachable";
    }
    tellLists(problem);
    renewing = null;
  })();
  return renewing;
}

/** Ask the log; a proof that does not hold is asked for once more, with new lists: the log may have a new key. */
async function inLog(entry, at, issued) {
  const log = { proof: dataset.proof, checkpoint: dataset.checkpoint };
  const ask = () => stateOf(entry, { log, trust: kept.trust, at, issued });
  const state = await ask();
  if (state !== "unproven") return state;
  await renew();
  return ask();
}

async function examine(text) {
  const at = kept.now();
  const log = (entry, issued) => inLog(entry, at, issued);
  const sources = {
    trust: kept.trust,
    types: words.types,
    book: Uint8Array.from(atob(words.book), (letter) => letter.charCodeAt(0)),
    statusList: (uri) => kept.lists.get(uri) ?? null,
    log,
  };
  show(await check(text, { at, sources }), at);
}

function saidOf({ verdict, suspended, findings }) {
  if (suspended) return words.suspended;
  // The log is asked before the lists, so when it left the question open it was what decided.
  const byLog = findings.some(({ code }) => code === "log.unproven" || code === "log.waiting");
  return byLog && verdict === UNKNOWN ? words.unproven : words.verdicts[verdict];
}

function show(found, at) {
  const said = saidOf(found);
  const alert = copy(`alert-${said.tone}`);
  alert.querySelector(".alert-title").textContent = said.meaning;
  alert.querySelector(".alert-title").after(made("p", {}, said.advice));
  const heading = made("h2", { tabindex: "-1", "data-verdict": found.verdict }, said.name);
  const parts = [heading, alert];
  const unasked = found.findings.find(({ code, passed }) => code.startsWith("log.") && passed === null);
  // Green without the log is less than green with it, so it is said where the verdict is read.
  if (unasked && found.verdict === VALID) {
    parts.push(made("p", { "data-unasked": unasked.code }, copy("icon-ask"), " ", words.remarks[unasked.code]));
  }
  if (found.claims) parts.push(drawn(found, said), made("p", { class: "muted small measure" }, words.page.redrawn));
  parts.push(remarks(found, at));
  answer.replaceChildren(...parts);
  answer.hidden = false;
  heading.focus();
}

function drawn({ claims, verdict, status_as_of: asOf }, said) {
  const document_ = redrawn(claims, words);
  const rows = document_.rows.map(({ label, value, ltr: isLtr, note }) => {
    const lines = value.split("\n").flatMap((line, place) => [...(place ? [made("br")] : []), isLtr ? ltr(line) : auto(line)]);
    const beside = note ? made("span", { class: "muted small" }, ` (${note})`) : null;
    return made("div", {}, made("dt", {}, label), made("dd", {}, ...lines, beside));
  });
  const known = asOf === null ? [words.page.no_status] : sentence(words.page.as_of, asOf);
  return made("article", { class: "document-view" },
    made("header", {},
      made("div", {}, made("p", {}, document_.agency), made("h2", {}, document_.title),
        made("p", { class: "document-holder" }, auto(document_.holder))),
      copy(`state-${verdict === NOT_ISSUED || verdict === ALTERED ? "unknown" : said.state}`)),
    made("div", { class: "document-body" },
      made("div", {}, made("div", { class: "summary-list" }, made("dl", {}, ...rows)),
        made("p", { class: "small muted" }, ...known))));
}

function remarks({ findings, kid }, at) {
  const icons = { true: ["ok", "yes"], false: ["no", "no"], null: ["ask", "unknown"] };
  const lines = findings.map(({ code, passed }) => {
    const [icon, word] = icons[String(passed)];
    return made("li", { "data-code": code }, copy(`icon-${icon}`), " ",
      made("span", { class: "visually-hidden" }, words.page[word]), " ", words.remarks[code]);
  });
  const key = kid ? [" · ", words.page.key, " ", ltr(kid)] : [];
  const { day, time } = moment(at, words);
  return made("section", { class: "measure stack" },
    made("h2", { class: "h3" }, words.page.looked_at), made("ul", { class: "plain stack-s" }, ...lines),
    made("p", { class: "muted small" }, words.page.checked, " ", day, " ", ltr(time), ...key));
}

function tell(code) {
  answer.replaceChildren(made("p", { role: "status" }, words.page[code]));
  answer.hidden = false;
}

one("picture").addEventListener("change", async ({ target }) => {
  const [file] = target.files;
  target.value = "";
  if (!file) return;
  tell("reading");
  const text = await scanner.readFile(file);
  if (text === null) tell("no_code");
  else await examine(text);
});

one("text-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  // A text area ends lines its own way; spaces belong to the code and stay.
  await examine(event.target.elements.text.value.replace(/^[\r\n]+|[\r\n]+$/g, ""));
});

if (navigator.mediaDevices?.getUserMedia) one("camera-panel").hidden = false;
cameraButton.addEventListener("click", async () => {
  if (camera.stream) {
    camera.close();
    return;
  }
  video.hidden = false;
  cameraButton.textContent = words.page.camera_close;
  tell("looking");
  try {
    const text = await camera.open();
    if (text === null) answer.hidden = true;
    else await examine(text);
  } catch {
    tell("camera_refused");
  }
  video.hidden = true;
  cameraButton.textContent = words.page.camera_open;
});

one("renew").addEventListener("click", renew);
window.addEventListener("online", renew);
setInterval(() => navigator.onLine && renew(), RENEW_MILLISECONDS);

async function serve() {
  const offer = (worker) => {
    one("update").hidden = false;
    one("update-now").addEventListener("click", () => worker.postMessage("take over"), { once: true });
  };
  const registration = await navigator.serviceWorker.register(dataset.service, { scope: dataset.scope });
  if (registration.waiting) offer(registration.waiting);
  registration.addEventListener("updatefound", () => {
    const arriving = registration.installing;
    arriving.addEventListener("statechange", () => {
      if (arriving.state === "installed" && registration.active) offer(arriving);
    });
  });
  const was = navigator.serviceWorker.controller;
  navigator.serviceWorker.addEventListener("controllerchange", () => was && location.reload());
  await navigator.serviceWorker.ready;
  page.dataset.ready = "yes";
  navigator.storage?.persist?.();
}

page.dataset.working = "yes";
tellLists();
if (navigator.serviceWorker) serve().catch(() => {});
if (navigator.onLine) await renew();
page.dataset.renewed = "yes";
