// A document drawn again from its signed claims, in the words of one language, as tayseer/verify/pages.py draws it.
const DAY = 86_400_000;
const RIYADH = 3 * 3600;
const ARABIC = /[\u0600-\u06ff]/;
const MARKED_NUMBER = /[0-9A-Za-z]+(?:[-/.:][0-9A-Za-z]+)+/g;
const AMOUNT = /^(?:0|[1-9][0-9]{0,11})\.[0-9]{2}$/;
const [SURE_FROM, SURE_UNTIL] = [1420, 1450];

/** `{title, agency, holder, rows}`; a row has `key, label, value, ltr, note`. Nothing of a picture is used. */
export function redrawn(claims, words) {
  const kind = own(words.types, claims.type);
  const code = claims.issuer.split(".")[0];
  const specs = new Map((kind?.facts ?? []).map((spec) => [spec.key, spec]));
  const facts = [...claims.facts];
  return {
    title: kind?.title ?? words.labels.document,
    agency: own(words.agencies, code) ?? claims.issuer,
    holder: words.lang === "ar" ? claims.name_ar : claims.name_en,
    rows: [
      row("name_ar", words.labels.name_ar, claims.name_ar),
      row("name_en", words.labels.name_en, claims.name_en, { ltr: true }),
      row("number", words.labels.number, claims.number, { ltr: true }),
      ...facts.filter(([key]) => specs.has(key)).map(([key, value]) => shown(specs.get(key), value, words)),
      ...facts.filter(([key]) => !specs.has(key)).map(([key, value]) => row(key, key, value, { ltr: true })),
      dayRow("issued", words.labels.issued, dayInRiyadh(claims.issued_at), words),
      dayRow("ends", words.labels.ends, dayInRiyadh(claims.expires_at - 1), words),
    ],
  };
}

/** A moment in seconds as day and time in Riyadh, the day in words. */
export function moment(seconds, words) {
  const time = new Date((seconds + RIYADH) * 1000).toISOString().slice(11, 16);
  return { day: gregorian(dayInRiyadh(seconds), words), time };
}

function shown(spec, value, words) {
  switch (spec.kind) {
    case "both":
    case "text":
      return row(spec.key, spec.label, inLanguage(value, words));
    case "lines": {
      const lines = value.split(";").map((line) => line.trim()).filter(Boolean);
      return row(spec.key, spec.label, lines.map((line) => inLanguage(line, words)).join("\n"));
    }
    case "sex":
      return row(spec.key, spec.label, own(words.sexes, value) ?? value);
    case "country":
      return row(spec.key, spec.label, own(words.countries, value) ?? value);
    case "choice":
      return row(spec.key, spec.label, own(spec.options, value) ?? value);
    case "date":
      return dayRow(spec.key, spec.label, value, words);
    case "hijri":
      return row(spec.key, spec.label, registeredHijri(value, words));
    case "amount":
      return row(spec.key, spec.label, AMOUNT.test(value) ? grouped(value) : value, { ltr: true });
    default:
      return row(spec.key, spec.label, value, { ltr: true });
  }
}

function row(key, label, value, { ltr = false, note = "" } = {}) {
  return { key, label, value, ltr, note };
}

function dayRow(key, label, iso, words) {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(iso) || new Date(iso).toJSON()?.slice(0, 10) !== iso) {
    return row(key, label, iso, { ltr: true });
  }
  return row(key, label, gregorian(iso, words), { note: hijri(iso, words) });
}

function gregorian(iso, words) {
  const [year, month, day] = iso.split("-").map(Number);
  return `${day} ${words.months.gregorian[month - 1]} ${year}`;
}

function registeredHijri(value, words) {
  const parts = value.split("-");
  const months = words.months.hijri;
  if (parts.length !== 3 || !parts.every((part) => /^[0-9]+$/.test(part)) || !months[Number(parts[1]) - 1]) return value;
  return `${Number(parts[2])} ${months[Number(parts[1]) - 1]} ${Number(parts[0])}`;
}

// Counted through the months of the published table, two bits for each: the days it has beyond 28.
function hijri(iso, words) {
  const { start, year: first, lengths, months } = words.hijri;
  let days = Math.round((Date.parse(iso) - Date.parse(start)) / DAY);
  if (days < 0) return "";
  const bits = Uint8Array.from(atob(lengths), (letter) => letter.charCodeAt(0));
  for (let month = 0; month < months; month += 1) {
    const length = 28 + ((bits[month >> 2] >> (2 * (month & 3))) & 3);
    if (days < length) {
      const year = first + Math.floor(month / 12);
      const said = `${days + 1} ${words.months.hijri[month % 12]} ${year}`;
      return SURE_FROM <= year && year <= SURE_UNTIL ? said : `${said} ${words.labels.approximately}`;
    }
    days -= length;
  }
  return "";
}

function inLanguage(value, words) {
  const at = value.indexOf("|");
  const [arabic, english] = at < 0 ? [value, ""] : [value.slice(0, at), value.slice(at + 1)];
  const said = words.lang === "ar" ? arabic : english || arabic;
  return ARABIC.test(said) ? said.replace(MARKED_NUMBER, "\u2066$&\u2069") : said;
}

function grouped(value) {
  const [whole, cents] = value.split(".");
  return `${whole.replace(/\B(?=(?:\d{3})+$)/g, ",")}.${cents}`;
}

function dayInRiyadh(seconds) {
  return new Date((seconds + RIYADH) * 1000).toISOString().slice(0, 10);
}

function own(table, key) {
  return table && Object.hasOwn(table, key) ? table[key] : undefined;
}
