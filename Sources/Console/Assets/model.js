// What the stream has said, and how it is told. Step i of a line has the increases in
// (start + (i-1)·step, start + i·step], or what a gauge shows at its end.

export const model = { frame: null, metrics: [], change: 0 };

export function begin(hello) {
  Object.assign(model, { hello, frame: null, lines: new Map(), reached: -1, size: (hello.grid?.steps ?? 0) + 2 });
  const adds = ["counter", "histogram"];
  model.metrics = hello.metrics.map((metric) => ({ ...metric, lines: [], adds: adds.includes(metric.type) }));
  addLines(hello.lines);
}

function addLines(lines = []) {
  for (const [id, index, labels] of lines) {
    const metric = model.metrics[index];
    const escaped = (value) => value.replace(/["\\]/g, "\\$&").replaceAll("\n", "\\n");
    const text = labels?.map((value, i) => `${metric.labels[i]}="${escaped(value)}"`).join(", ") ?? "";
    const series = `${metric.name}{${text}}`;
    const rest = labels?.filter((_, i) => metric.labels[i] !== metric.timeLabel);
    const line = {
      id, metric, labels, series,
      time: labels?.[metric.labels.indexOf(metric.timeLabel)],
      key: JSON.stringify(rest),
      name: rest ? rest.map((value) => value || "–").join(" · ") || metric.name : "sum of all",
      find: `${series} ${metric.help}`.toLowerCase(),
      steps: [],
      last: -1,
      now: null,
      base: null, // at the newest whole step
      activity: 0,
    };
    metric.lines.push(line);
    model.lines.set(id, line);
  }
}

export function addHistory({ first, lines }) {
  for (const [id, values] of lines) {
    values.forEach((value, i) => put(model.lines.get(id), first + i, value));
  }
}

export function addFrame(frame) {
  const { marks } = model.hello;
  const isFirst = !model.frame;
  model.frame = frame;
  addLines(frame.lines);
  for (const { time, reason: text } of frame.rejects) {
    if (time && !marks.some((mark) => mark.time === time)) marks.push({ time, kind: "rejected", text });
  }
  marks.sort((a, b) => a.time - b.time);
  for (const [step, row] of frame.rows) {
    const values = new Map(row);
    for (const line of model.lines.values()) {
      // What is not named did not increase, or is as it was.
      const same = line.metric.adds ? line.now && 0 : line.steps[step - 1];
      put(line, step, values.has(line.id) ? values.get(line.id) : same);
    }
  }
  for (const [id, value] of frame.v) model.lines.get(id).now = value;
  if (!isFirst) return;
  // What has been added since the newest whole step.
  const part = new Map(frame.part);
  for (const line of model.lines.values()) {
    const minus = (now, i) => now - at(part.get(line.id) ?? 0, i);
    if (line.metric.adds && line.now !== null) line.base = [line.now].flat().map(minus);
  }
}

function put(line, step, value) {
  if (step > line.last) {
    line.activity += Math.abs(countOf(value) - (line.metric.adds ? 0 : line.steps[step - 1])) || 0;
    line.base = line.base?.map((base, i) => base + (at(value, i) || 0));
    line.last = step;
  }
  line.steps[step] = value;
  delete line.steps[step - model.size]; // steps of followed files go on for ever
  model.reached = Math.max(model.reached, step);
}

const at = (value, column) => Number((Array.isArray(value) ? value[column] : value) ?? NaN);

export const countOf = (value) => (Array.isArray(value) ? value.at(-2) : value);

// The step after the newest whole one is under way.
export function valueAt({ metric, steps, now, base }, step, column = 0) {
  if (step <= model.reached) return at(steps[step], column);
  return at(now, column) - (metric.adds ? at(base, column) : 0);
}

// As Prometheus estimates it; beyond the last bound Infinity.
export function quantile(q, bounds, counts) {
  const rank = q * counts.at(-1);
  if (!(rank > 0)) return NaN;
  const bucket = counts.findIndex((count) => count >= rank);
  if (bucket >= bounds.length) return Infinity;
  if (bucket === 0 && bounds[0] <= 0) return bounds[0];
  const [low, below] = bucket ? [bounds[bucket - 1], counts[bucket - 1]] : [0, 0];
  return low + ((bounds[bucket] - low) * (rank - below)) / (counts[bucket] - below);
}

export const isNumber = (value) => !Number.isNaN(value ?? NaN);
export const sum = (numbers) => numbers.reduce((sum, one) => sum + (Number(one) || 0), 0);

const format = (options) => new Intl.NumberFormat(undefined, options).format;
const plain = format({ maximumFractionDigits: 3, maximumSignificantDigits: 4, roundingPriority: "morePrecision" });
const units = [[86400, "d"], [3600, "h"], [60, "min"], [1, "s"]];
const shorts = {};
export const short = (value, maximumSignificantDigits = 3) =>
  (shorts[maximumSignificantDigits] ??= format({ notation: "compact", maximumSignificantDigits }))(value);

export const number = (value) => (!isNumber(value) ? "–" : value.length ? value : plain(value));

export const iso = (seconds) => new Date(seconds * 1000).toISOString();
export const date = (seconds) => iso(seconds).slice(0, 19).replace("T", " ");

export function duration(seconds) {
  const [size, unit] = units.find(([size]) => seconds >= size) ?? [1, "s"];
  return `${number(Math.round((seconds / size) * 10) / 10)} ${unit}`;
}

export const page = Object.fromEntries([...document.querySelectorAll("[id]")].map((one) => [one.id, one]));

// Control characters are seen and move nothing.
export const visible = (text) => text.replace(/[\0-\x1f]/g, (c) => String.fromCharCode(0x2400 + c.charCodeAt()));

// Texts become text nodes: no data is ever read as HTML.
export function element(tag, properties, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

// A text of the data: its writing direction ends where it ends.
export const foreign = (text) => element("bdi", { textContent: visible(text), title: visible(text) });

export const row = (tag, texts) => element("tr", {}, ...texts.map((text) => element(tag, {}, foreign(text))));

// An untouched text keeps its selection, and a screen reader its place.
export function write(target, text) {
  if (target.textContent !== text) target.textContent = text;
}

export function fill(target, data, make) {
  const key = JSON.stringify(data);
  if (target.key !== key) target.replaceChildren(...make());
  target.key = key;
}
