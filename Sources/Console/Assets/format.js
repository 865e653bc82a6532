// Numbers, times and texts as the page shows them, and the one way in which it makes elements.

const format = (options) => new Intl.NumberFormat(undefined, options).format;
const plain = format({ maximumFractionDigits: 3 });
const exact = format({ maximumSignificantDigits: 4 });
const units = [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]];

export const short = format({ notation: "compact", maximumSignificantDigits: 3 });

/** The elements of the page by their ids. */
export const page = Object.fromEntries([...document.querySelectorAll("[id]")].map((one) => [one.id, one]));

/** A value of the stream as text; null is what a scrape does not show. */
export function number(value) {
  if (typeof value === "string") return value;
  if (value === null || value === undefined || Number.isNaN(value)) return "–";
  return Math.abs(value) >= 100 || Number.isInteger(value) ? plain(value) : exact(value);
}

/** The same as charts draw it: NaN leaves a gap. */
export function drawn(value) {
  return typeof value === "number" ? value : { "+Inf": Infinity, "-Inf": -Infinity }[value] ?? NaN;
}

export const iso = (seconds) => new Date(seconds * 1000).toISOString();
export const date = (seconds) => iso(seconds).slice(0, 19).replace("T", " ");
export const clock = (seconds) => iso(seconds).slice(11, 19);
export const day = (seconds) => iso(seconds).slice(5, 10);

/** The weekday, UTC, and the same moment on the clocks of `zone`, if the browser knows it. */
export function zones(seconds, zone) {
  const moment = new Date(seconds * 1000);
  const weekday = moment.toLocaleDateString("en", { weekday: "short", timeZone: "UTC" });
  try {
    return `${weekday} UTC` + (zone ? ` · ${moment.toLocaleTimeString("en-GB", { timeZone: zone })} ${zone}` : "");
  } catch {
    return `${weekday} UTC`;
  }
}

/** 15 min, 1 h 12 min: two units at most. */
export function duration(seconds) {
  const rest = Math.round(seconds);
  const at = units.findIndex(([size]) => rest >= size);
  if (at < 0) return `${exact(Math.max(0, seconds))} s`;
  const [size, unit] = units[at];
  const [part, small] = units[at + 1] ?? [size];
  const more = Math.floor((rest % size) / part);
  return `${Math.floor(rest / size)} ${unit}${more ? ` ${more} ${small}` : ""}`;
}

/** Control characters as their pictures, so that a NUL or a line end in a label is seen and moves nothing. */
export function visible(text) {
  return String(text).replace(/[\0-\x1f]/g, (c) => String.fromCharCode(0x2400 + c.charCodeAt()));
}

/** An element with properties, attributes and children. Texts become text nodes: no data is ever read as HTML. */
export function element(tag, properties = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (name in made) made[name] = value;
    else made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

/** A text of the data: in <bdi>, so that its writing direction ends where it ends. */
export function foreign(text, className = "") {
  return element("bdi", { textContent: visible(text), title: visible(text), className });
}

/** Says whether a button that stays down is down. */
export const press = (button, isDown) => button.setAttribute("aria-pressed", `${isDown}`);

/** Writes only what is new: an untouched text keeps its selection, and a screen reader its place. */
export function write(target, text) {
  if (target.textContent !== text) target.textContent = text;
}
