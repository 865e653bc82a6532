// One card for each metric: its chart, legend, table and list of lines. The mapping declares the type, so nothing is
// guessed from names.

import { barNames, barValues } from "./bars.js";
import { drawChart, drawSample, margin } from "./chart.js";
import { date, duration, element, foreign, number, press, visible, write } from "./format.js";
import { LineList, choose, entriesOf, totalOf } from "./lines.js";
import { model, quantile, valueAt } from "./model.js";
import { shownWindow } from "./transport.js";

const grey = 7; // the colour of what is drawn together
const isSeen = new IntersectionObserver((changes) => {
  for (const { target, isIntersecting } of changes) target.card.isVisible = isIntersecting;
  dispatchEvent(new Event("redraw"));
});

const lastOf = ({ values }) => values.findLast((value) => !Number.isNaN(value));

/** When a step ends; the one under way ends now. */
function timeOf(step) {
  if (step === model.reached + 1) return `${date(model.frame.t)} so far`;
  return date(model.hello.grid.start + step * model.hello.grid.step);
}

export class Card {
  chosenAt = 0;
  isVisible = true;
  cursor = null; // the time under the pointer, or the number of the bar
  isHeat = false;
  isTable = false;

  constructor({ name, help }) {
    const button = (textContent, title, onclick) => element("button", { textContent, title, onclick });
    this.canvas = element("canvas", { role: "img", tabIndex: 0, ariaLabel: visible(name) });
    this.axis = element("p", { className: "axis" });
    this.when = element("p", { className: "when" });
    this.legend = element("ul", { className: "legend" });
    this.table = element("div", { className: "values", tabIndex: 0, role: "region", ariaLabel: "values" });
    this.list = new LineList(this);
    this.heatButton = button("heat", "lines or heat (h)", () => this.toggleHeat());
    this.tableButton = button("table", "the values as a table (t)", () => this.toggleTable());
    const copy = button("PromQL", "copy the query that this chart equals", () => this.copyQuery(copy));
    const buttons = [this.heatButton, this.tableButton, copy];
    this.root = element(
      "section", { className: "card", ariaLabel: visible(name) },
      element("header", {}, element("h2", {}, foreign(name)), ...buttons),
      element("p", { className: "help" }, foreign(help)), this.axis,
      this.canvas, this.when, this.legend, this.table, this.list.root);
    this.root.card = this;
    this.canvas.onpointermove = this.canvas.onpointerdown = (event) => this.point(event);
    this.canvas.onpointerleave = ({ pointerType }) => pointerType === "mouse" && this.point();
    isSeen.observe(this.root);
  }

  /** Takes the metric of a new hello: the lines are others, the card stays. */
  take(metric, references) {
    const isBars = metric.timeLabel && metric.lines.every(({ labels }) => labels);
    // A sum and its parts do not stand on each other.
    const isPart = metric.lines.length > 1 && metric.lines.some(({ labels }) => !labels);
    const how = isBars ? "bars" : { counter: isPart ? "lines" : "stack", info: "info" }[metric.type] ?? "lines";
    Object.assign(this, { metric, references, how, chosen: null, drawnAt: null });
    this.heatButton.hidden = metric.type !== "histogram";
    this.canvas.hidden = this.legend.hidden = this.tableButton.hidden = how === "info";
    this.table.hidden = how !== "info" && !this.isTable;
    this.kind = `${metric.type}, ${number(metric.series)} series`;
    write(this.axis, this.kind);
  }

  /** Nothing is chosen anew while the pointer or the keyboard is in the card. */
  isHeld() {
    return this.root.matches(":hover, :focus-within");
  }

  toggleHeat() {
    this.isHeat = !this.isHeat && !this.heatButton.hidden;
    press(this.heatButton, this.isHeat);
    this.redraw();
  }

  toggleTable() {
    this.isTable = !this.isTable;
    this.table.hidden = this.how !== "info" && !this.isTable;
    press(this.tableButton, this.isTable);
    this.redraw();
  }

  /** Only secure contexts have a clipboard: localhost, but not a host's name without TLS. */
  async copyQuery(button) {
    if (!navigator.clipboard) return void prompt("PromQL", this.metric.promql);
    await navigator.clipboard.writeText(this.metric.promql);
    button.textContent = "copied";
    setTimeout(() => (button.textContent = "PromQL"), 1500);
  }

  redraw() {
    this.drawnAt = null;
    dispatchEvent(new Event("redraw"));
  }

  /** A pointer sets the crosshair; a second tap at the same place clears it. */
  point(event) {
    const before = this.cursor;
    const share = event ? (event.offsetX - margin) / (this.canvas.clientWidth - margin - 6) : -1;
    this.cursor = this.view?.layers.length && share >= 0 && share <= 1 ? this.cursorAt(share) : null;
    if (event) this.when.style.left = `clamp(7em, ${event.offsetX + 13}px, 100% - 7em)`;
    const isTap = event?.type === "pointerdown" && event.pointerType !== "mouse";
    if (isTap && before === this.cursor) this.cursor = null;
    if (before !== this.cursor) this.redraw();
  }

  cursorAt(share) {
    const { names, window, grid } = this.view;
    if (names) return Math.min(names.length - 1, Math.floor(share * names.length));
    const time = window.start + share * (window.end - window.start);
    return grid.start + Math.ceil((time - grid.start) / grid.step) * grid.step;
  }

  /** Draws what is new, if it is in sight. False: the filter leaves nothing of it. */
  show(words) {
    const entries = entriesOf(this.metric, words);
    this.root.hidden = words.length > 0 && !entries.length;
    if (this.root.hidden || !this.isVisible || this.drawnAt === model.change) return !this.root.hidden;
    this.drawnAt = model.change;
    this.list.fill(entries);
    if (this.how === "info") this.showInfo(entries);
    else if (this.how === "bars") this.showBars(entries, words);
    else if (model.hello.grid) this.showTimes(entries);
    else this.draw({ layers: [] }, "no samples yet", null);
    return true;
  }

  showInfo(entries) {
    this.fillTable(this.metric.labels, entries.slice(0, 50).map(({ lines: [line] }) => line.labels ?? []));
  }

  showBars(entries, words) {
    const { timeLabel, type } = this.metric;
    const all = [...entries, ...this.references.flatMap((metric) => entriesOf(metric, words))];
    const names = barNames(all);
    const layers = this.layersOf(all, (entry) => barValues(entry, names));
    // Levels do not add up: only the first of them stands as bars, the others are its references.
    for (const layer of layers.slice(1)) layer.isLine = type === "gauge";
    this.draw({ how: "bars", names, layers }, `now, over ${visible(timeLabel)}`, this.cursor);
    if (this.isTable) this.fillLayers(timeLabel, names, layers, names.map((_, i) => i));
  }

  showTimes(entries) {
    const { grid, marks } = model.hello;
    const window = shownWindow();
    const first = Math.max(0, Math.floor((window.start - grid.start) / grid.step));
    const last = Math.min(model.reached + 1, Math.ceil((window.end - grid.start) / grid.step));
    const count = Math.max(0, last - first + 1);
    const read = ({ lines: [line] }) => Float64Array.from({ length: count }, (_, i) => valueAt(line, first + i));
    const isHistogram = this.metric.type === "histogram";
    const layers = isHistogram ? this.quantiles(entries, first, count) : this.layersOf(entries, read);
    const how = isHistogram && this.isHeat ? "heat" : this.how;
    const per = `per ${duration(grid.step)}`;
    const by = layers.length > 1 ? ` by ${this.metric.labels.map(visible).join(", ")}` : "";
    const axis = { heat: `records ${per} in each bucket`, stack: by ? `${per}, stacked${by}` : per };
    const at = this.cursor === null ? null : Math.round((this.cursor - grid.start) / grid.step) - first;
    const { buckets, metric: { bounds } } = this;
    this.draw(
      { how, window, grid, marks, first, layers, now: model.frame.t, bounds, buckets },
      axis[how] ?? (isHistogram ? `quantiles ${per}, all series together` : `value${by}`), at);
    if (!this.isTable) return;
    const newest = Array.from({ length: Math.min(count, 48) }, (_, i) => count - 1 - i);
    this.fillLayers("time (UTC)", newest.map((i) => timeOf(first + i)), layers, newest);
  }

  /** A layer for each entry that is shown, and one for all others. */
  layersOf(entries, read) {
    const { shown, others } = choose(this, entries);
    const layers = shown.map((entry, i) => (
      { name: entry.name, values: read(entry), now: totalOf(entry), color: i % 8, isLine: this.how === "lines" }));
    if (!others.length) return layers;
    // A sum of levels says nothing: their mean is drawn.
    const isLevel = this.metric.type === "gauge";
    const all = others.map(read);
    const values = all[0].map((_, i) => {
      const there = all.map((one) => one[i]).filter(Number.isFinite);
      return there.reduce((sum, value) => sum + value, 0) / (isLevel ? there.length : 1);
    });
    const name = `${isLevel ? "mean of " : ""}other (${number(others.length)})`;
    return [...layers, { name, values, now: "", color: grey, isLine: this.how === "lines" }];
  }

  /** p50, p95 and p99 of all series together; beside them the buckets of the heat. */
  quantiles(entries, first, count) {
    const { bounds } = this.metric;
    const sums = Array.from({ length: count }, (_, i) => bounds.concat(Infinity).map((_, bucket) =>
      entries.reduce((sum, { lines: [line] }) => sum + (valueAt(line, first + i, bucket) || 0), 0)));
    this.buckets = sums.map((counts) => counts.map((count, i) => count - (counts[i - 1] ?? 0)));
    return [0.5, 0.95, 0.99].map((q, color) => {
      const values = Float64Array.from(sums, (counts) => quantile(q, bounds, counts));
      return { name: `p${q * 100}`, values, now: lastOf({ values }), color, isLine: true, most: bounds.at(-1) };
    });
  }

  /** Draws the view, and its legend with the values under the cursor, or else with those of now. */
  draw(view, axis, at) {
    this.view = { ...view, cursor: this.cursor };
    drawChart(this.canvas, this.view);
    write(this.axis, `${this.kind}; ${axis}`);
    const when = () => (view.names ? `${this.metric.timeLabel} ${view.names[at]}` : timeOf(view.first + at));
    write(this.when, at === null ? "" : visible(when()));
    const names = view.layers.map(({ name }) => name).join("\n");
    if (this.names !== names) {
      const item = ({ name }) => element("li", {}, element("canvas"), foreign(name), element("b"));
      this.legend.replaceChildren(...view.layers.map(item));
    }
    this.names = names;
    view.layers.forEach(({ color, isLine, now, values, most }, i) => {
      const [sample, , value] = this.legend.children[i].children;
      drawSample(sample, color, isLine);
      const shown = at === null ? now : values[at];
      // As far as buckets tell: a quantile beyond the last bound is that bound.
      write(value, (shown === most ? "> " : "") + number(shown));
    });
    // What the picture says, for those who do not see it.
    const [highest] = [...view.layers].sort((a, b) => (lastOf(b) ?? -Infinity) - (lastOf(a) ?? -Infinity));
    const says = highest && lastOf(highest) !== undefined
      ? `${axis}: ${visible(highest.name)} ${number(lastOf(highest))} highest; t shows the table` : "no samples yet";
    this.canvas.ariaLabel = `${visible(this.metric.name)}, ${this.kind}, ${says}`;
  }

  fillLayers(title, names, layers, rows) {
    const cells = rows.map((at, row) => [names[row], ...layers.map(({ values }) => number(values[at]))]);
    this.fillTable([title, ...layers.map(({ name }) => name)], cells);
  }

  /** Only what is new: a reader keeps the place. */
  fillTable(names, rows) {
    const key = JSON.stringify([names, rows]);
    if (this.tableKey === key) return;
    this.tableKey = key;
    const line = (tag, texts) => element("tr", {}, ...texts.map((text) => element(tag, {}, foreign(text))));
    this.table.replaceChildren(element(
      "table", {}, element("thead", {}, line("th", names)),
      element("tbody", {}, ...rows.map((row) => line("td", row)))));
  }
}
