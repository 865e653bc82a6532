// Which lines a chart shows when there are too many, and the list of all of them.

import { drawn, element, foreign, number, press } from "./format.js";

const most = 8;
const rowHeight = 26;

/** The pinned series as /metrics writes them. Where only sums are kept, the stream keeps these as well. */
export const pins = new Set();

const escaped = (text) => text.replaceAll("\\", "\\\\").replaceAll("\n", "\\n").replaceAll('"', '\\"');

const seriesOf = ({ metric, labels }) =>
  `${metric.name}{${(labels ?? []).map((value, i) => `${metric.labels[i]}="${escaped(value)}"`).join()}}`;

/** The present value of a line, of a histogram its count. */
export const nowOf = ({ now }) => (Array.isArray(now) ? now.at(-2) : now);

/**
 * The lines of a metric that have all words of the filter, as entries: one for each line, or, with a time label, one
 * for all lines that differ only in it.
 */
export function entriesOf(metric, words) {
  const has = (text) => words.every((word) => text.includes(word));
  const all = has(`${metric.name} ${metric.help}`.toLowerCase());
  const found = new Map();
  for (const line of metric.lines) {
    if (!all && !has(line.find)) continue;
    const rest = metric.timeLabel && line.labels?.filter((_, i) => metric.labels[i] !== metric.timeLabel);
    const key = rest ? JSON.stringify(rest) : line.id;
    const entry = found.get(key) ?? { key, name: rest ? rest.join(" · ") || metric.name : line.name, lines: [] };
    found.set(key, entry);
    entry.lines.push(line);
  }
  return [...found.values()];
}

/** The entries that a chart draws, and the others. Chosen anew every ten seconds, but not while somebody is in it. */
export function choose(card, entries) {
  const keys = entries.map(({ key }) => key).join();
  const isDue = performance.now() - card.chosenAt > 10_000 && !card.isHeld();
  if (card.chosen?.keys === keys && !isDue) return card.chosen;
  card.chosenAt = performance.now();
  const isPinned = ({ lines }) => lines.some((line) => pins.has(seriesOf(line)));
  const rank = (entry) => entry.lines.reduce((sum, line) => sum + line.activity, isPinned(entry) ? 1e300 : 0);
  const sorted = entries.map((entry) => [rank(entry), entry]).sort(([a], [b]) => b - a);
  const pinned = sorted.filter(([one]) => one >= 1e300).length;
  const count = entries.length > most ? Math.max(most - 1, pinned) : most;
  const isShown = new Set(sorted.slice(0, count).map(([, entry]) => entry));
  const [shown, others] = [true, false].map((one) => entries.filter((entry) => isShown.has(entry) === one));
  return (card.chosen = { keys, shown, others });
}

/** All lines of a card, the most active first. Only the rows in sight are elements. */
export class LineList {
  constructor(card) {
    this.card = card;
    this.space = element("div", { role: "list" });
    this.box = element("div", { className: "rows", tabIndex: 0, role: "region", ariaLabel: "all lines" }, this.space);
    this.summary = element("summary");
    this.root = element("details", { className: "list", hidden: true }, this.summary, this.box);
    this.box.onscroll = () => this.show();
    this.root.ontoggle = () => this.fill(this.entries);
  }

  fill(entries) {
    this.entries = entries;
    this.lines = entries.flatMap(({ lines }) => lines);
    this.root.hidden = this.lines.length <= most;
    this.summary.textContent = `all ${number(this.lines.length)} lines`;
    if (!this.root.open) return;
    this.lines.sort((a, b) => b.activity - a.activity || a.id - b.id);
    this.space.style.height = `${this.lines.length * rowHeight}px`;
    this.show();
  }

  show() {
    // A row with the focus stays where it is.
    if (this.space.contains(document.activeElement)) return;
    const first = Math.max(0, Math.floor(this.box.scrollTop / rowHeight) - 2);
    const rows = this.lines.slice(first, first + 14);
    this.space.replaceChildren(...rows.map((line, i) => this.row(line, first + i)));
  }

  row(line, index) {
    const name = seriesOf(line);
    const pin = element("button", { textContent: "pin" });
    press(pin, pins.has(name));
    pin.onclick = () => {
      if (!pins.delete(name) && pins.size < 32) pins.add(name);
      press(pin, pins.has(name));
      this.card.chosen = null;
      this.card.redraw();
    };
    const place = { role: "listitem", "aria-setsize": this.lines.length, "aria-posinset": index + 1 };
    const value = element("span", { textContent: number(nowOf(line)) });
    const row = element("div", place, pin, foreign(line.text || line.name), value);
    row.style.top = `${index * rowHeight}px`;
    return row;
  }
}

export function totalOf({ lines }) {
  return lines.length === 1 ? nowOf(lines[0]) : lines.reduce((sum, line) => sum + (drawn(line.now) || 0), 0);
}
