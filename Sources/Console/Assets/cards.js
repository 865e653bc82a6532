import { drawChart, sample } from "./chart.js";
import {
  countOf, date, duration, element, fill, foreign, isNumber, model, number, page, quantile, row, sum, valueAt, visible,
  write,
} from "./model.js";
import { shownWindow } from "./transport.js";

const most = 8; // lines of a chart

export const pins = new Set(); // series

// A chart draws entries: lines that differ only in a label of time are one.
function entriesOf(metric, words) {
  const found = metric.lines.filter(({ find }) => words.every((word) => find.includes(word)));
  return [...Map.groupBy(found, ({ key }) => key).values()];
}

// Of a quantile beyond the last bound no more is known.
const textOf = (value, { bound }) => (value > bound ? `> ${number(bound)}` : number(value));

export class Card {
  colors = new Map();
  chosenAt = 0;

  constructor({ name, help }) {
    this.root = page.card.content.firstElementChild.cloneNode(true);
    this.root.card = this;
    for (const part of this.root.querySelectorAll("[class]")) this[part.className] = part;
    this.name.append(foreign(name));
    this.help.append(foreign(help));
    this.canvas.ariaLabel = name;
    this.copy.onclick = () => this.copyQuery();
    this.copy.onblur = () => write(this.copy, "PromQL");
    this.list.ontoggle = this.table.ontoggle = this.heat.onchange = () => this.redraw();
    const { canvas } = this;
    canvas.onpointermove = canvas.onpointerleave = canvas.onclick = ({ offsetX, pointerType, type }) => {
      if ((pointerType === "touch") !== (type === "click")) return;
      // A tap sets the crosshair, a second one clears it.
      this.cursor = type === "pointerleave" || (type === "click" && this.cursor) ? 0 : offsetX;
      this.when.style.left = `clamp(7em, ${offsetX + 13}px, 100% - 7em)`;
      this.redraw();
    };
  }

  take(metric, references) {
    const { lines, promql, series, timeLabel, type } = metric;
    const hasSum = lines.some(({ labels }) => !labels);
    // A sum and its parts do not stand on each other.
    const how = timeLabel && !hasSum ? "bars" : type === "counter" && !(hasSum && lines[1]) ? "stack" : "lines";
    const kind = `${type}, ${number(series)} series`;
    Object.assign(this, { metric, references, how, kind, chosen: null, drawnAt: null });
    this.rows.key = null;
    this.heat.parentElement.hidden = type !== "histogram";
    this.canvas.hidden = type === "info";
    this.table.open ||= type === "info";
    this.copy.title = `copy ${promql}`;
    write(this.axis, kind);
  }

  async copyQuery() {
    // Only secure contexts have a clipboard.
    if (!navigator.clipboard) return void prompt("PromQL", this.metric.promql);
    await navigator.clipboard.writeText(this.metric.promql);
    this.copy.textContent = "copied";
  }

  redraw() {
    this.drawnAt = null;
    dispatchEvent(new Event("redraw"));
  }

  find(words) {
    this.entries = entriesOf(this.metric, words);
    this.root.hidden = words.length > 0 && !this.entries.length;
    return !this.root.hidden;
  }

  show(words) {
    if (this.drawnAt === model.change) return;
    this.drawnAt = model.change;
    const { entries, how, metric, references } = this;
    const lines = entries.flat();
    this.showList(lines);
    if (metric.type === "info") this.fillTable(metric.labels, lines.slice(0, 50).map(({ labels }) => labels ?? []));
    else if (how === "bars") this.showBars([...entries, ...references.flatMap((one) => entriesOf(one, words))]);
    else if (model.hello.grid) this.showTimes(entries);
    else this.draw({ layers: [] }, "no samples yet", null, []);
  }

  showBars(entries) {
    const { timeLabel, type } = this.metric;
    const names = [...new Set(entries.flat().map(({ time }) => time))].sort();
    const layers = this.layersOf(entries, (lines) => names.map((name) =>
      Number(lines.find(({ time }) => time === name)?.now ?? NaN)));
    // Levels do not add up: the others are references.
    for (const layer of layers.slice(1)) layer.isLine = type === "gauge";
    const window = { start: 0, end: names.length };
    const view = { window, grid: { start: 1, step: 1 }, first: 0, now: Infinity, names, layers };
    this.draw(view, `now, over ${timeLabel}`, (i) => visible(`${timeLabel} ${names[i]}`), [...names.keys()], timeLabel);
  }

  showTimes(entries) {
    const { frame, hello: { grid }, reached } = model;
    const { bounds, labels, type } = this.metric;
    const window = shownWindow();
    const first = Math.max(0, Math.floor((window.start - grid.start) / grid.step));
    const last = Math.min(reached + 1, Math.ceil((window.end - grid.start) / grid.step));
    const steps = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
    const view = { window, grid, first, now: frame.t, bounds };
    const each = duration(grid.step);
    let axis = `per ${each}`;
    if (type === "histogram") {
      const counts = steps.map((step) =>
        [...bounds, Infinity].map((_, bucket) => sum(entries.map(([line]) => valueAt(line, step, bucket)))));
      const bound = bounds.at(-1);
      view.layers = [0.5, 0.95, 0.99].map((q, color) => {
        const values = counts.map((one) => quantile(q, bounds, one));
        return { name: `p${q * 100}`, values, now: values.findLast(isNumber), color, isLine: true, bound };
      });
      axis = `quantiles ${axis}, all series together`;
      if (this.heat.checked) {
        view.buckets = counts.map((one) => one.map((count, i) => count - (one[i - 1] ?? 0)));
        axis = `records per ${each} in each bucket, from 1 (pale) to ${number(Math.max(1, ...view.buckets.flat()))}`;
      }
    } else {
      view.layers = this.layersOf(entries, ([line]) => steps.map((step) => valueAt(line, step)));
      if (type === "gauge") axis = `value at the end of each ${each}`;
      if (view.layers[1]) axis += `${this.how === "stack" ? ", stacked" : ""} by ${labels.join(", ")}`;
      if (type === "counter" && frame.pass > 1) axis += "; totals of all passes";
    }
    const nameOf = (i) => (steps[i] > reached ? `${date(frame.t)} so far` : date(grid.start + steps[i] * grid.step));
    this.draw(view, axis, nameOf, [...steps.keys()].reverse().slice(0, 48), "time (UTC)");
  }

  layersOf(entries, read) {
    const { shown, others } = this.choose(entries);
    const isLine = this.how === "lines";
    const layers = shown.map((lines) => {
      const isSum = lines[1] && lines.some(({ now }) => now !== null);
      const now = isSum ? sum(lines.map(({ now }) => now)) : countOf(lines[0].now);
      return { name: lines[0].name, values: read(lines), now, color: this.colors.get(lines[0].key), isLine };
    });
    // A sum of levels says nothing.
    if (!others.length || this.metric.type === "gauge") return layers;
    const all = others.map(read);
    const values = all[0].map((_, i) => sum(all.map((one) => one[i])));
    const now = sum(others.flat().map((line) => line.now));
    return [...layers, { name: `other (${number(others.length)})`, values, now, color: most - 1, isLine }];
  }

  choose(entries) {
    const keys = entries.map(([{ key }]) => key).join();
    // Nothing moves while somebody is in the card.
    const isHeld = performance.now() - this.chosenAt < 10_000 || this.root.matches(":hover, :focus-within");
    if (this.chosen?.keys === keys && isHeld) return this.chosen;
    this.chosenAt = performance.now();
    const isPinned = (entry) => entry.some((line) => pins.has(line.series));
    const rank = (entry) => sum(entry.map(({ activity }) => activity)) + (isPinned(entry) ? 1e300 : 0);
    const count = entries.length > most ? Math.max(most - 1, entries.filter(isPinned).length) : most;
    const top = new Set(entries.toSorted((a, b) => rank(b) - rank(a)).slice(0, count));
    const { shown = [], others = [] } = Object.groupBy(entries, (entry) => (top.has(entry) ? "shown" : "others"));
    // A series keeps its colour, whatever else is shown.
    const free = new Set(Array(most).keys());
    for (const [{ key }] of shown.filter(([line]) => !free.delete(this.colors.get(line.key)))) {
      const [color = most - 1] = free;
      free.delete(color);
      this.colors.set(key, color);
    }
    return (this.chosen = { keys, shown, others });
  }

  draw(view, axis, nameOf, rows, title) {
    const { layers } = view;
    const at = (this.cursor && this.edges?.findIndex((edge) => edge >= this.cursor)) - 1;
    this.edges = drawChart(this.canvas, { ...view, at });
    write(this.axis, `${this.kind}; ${axis}`);
    write(this.when, at >= 0 ? nameOf(at) : "");
    fill(this.legend, layers.map(({ name, color, isLine }) => [name, color, isLine]), () =>
      layers.map((layer) => element("li", {}, sample(layer), foreign(layer.name), element("b"))));
    const texts = layers.map((layer) => textOf(at >= 0 ? layer.values[at] : layer.now, layer));
    texts.forEach((text, i) => write(this.legend.children[i].lastChild, text));
    // What the picture says, for those who do not see it.
    const says = layers.map(({ name }, i) => `${visible(name)} ${texts[i]}`).join(", ");
    this.canvas.ariaLabel = `${this.metric.name}, ${this.axis.textContent}: ${says}; t shows the table`;
    if (this.table.open) this.fillTable([title, ...layers.map(({ name }) => name)], rows.map((at) => [
      nameOf(at), ...layers.map((layer) => textOf(layer.values[at], layer))]));
  }

  fillTable(names, rows) {
    fill(this.values.firstChild, [names, rows], () => [
      element("thead", {}, row("th", names)), element("tbody", {}, ...rows.map((texts) => row("td", texts)))]);
  }

  showList(lines) {
    const { list, rows } = this;
    list.hidden = lines.length <= most;
    write(list.firstChild, `all ${number(lines.length)} lines`);
    if (!list.open) return;
    fill(rows, lines.map(({ id }) => id), () => {
      this.rest = lines.toSorted((a, b) => b.activity - a.activity);
      return [];
    });
    this.fillRows();
    for (const line of lines) if (line.row) write(line.row.lastChild, number(countOf(line.now)));
  }

  // A hundred a frame, each made once: who types in the filter does not wait for 500.
  fillRows() {
    this.rows.append(...this.rest.splice(0, 100).map((line) => (line.row ??= this.rowOf(line))));
    if (this.rest.length) requestAnimationFrame(() => this.fillRows());
  }

  rowOf(line) {
    const { series } = line;
    const pin = element("button", { textContent: "pin", ariaPressed: pins.has(series) });
    pin.onclick = () => {
      if (!pins.delete(series) && pins.size < 32) pins.add(series);
      pin.ariaPressed = pins.has(series);
      this.chosen = null;
      this.redraw();
    };
    return element("li", {}, pin, foreign(series), element("span", {}, number(countOf(line.now))));
  }
}
