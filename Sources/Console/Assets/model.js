// What the stream has said so far: metrics, their lines with a ring of steps each, and the newest frame.
//
// A step i is about the time (start + (i-1)·step, start + i·step]. Counters and histograms keep the increase within it,
// gauges the value at its end. When files are followed, steps go on for ever, so each line keeps the last `size`.

import { drawn } from "./format.js";

export const model = {
  hello: null, // the newest hello and frame, as they came
  frame: null,
  metrics: [], // hello.metrics, each with its `lines`
  lines: new Map(), // by id
  reached: -1, // the newest whole step
  size: 1, // steps that are kept
  change: 0, // grows with each event: a chart that was drawn at this number is up to date
};

/** A new stream, pass or mapping: all from before is gone. */
export function begin(hello) {
  Object.assign(model, { hello, frame: null, lines: new Map(), reached: -1, size: (hello.grid?.steps ?? 0) + 2 });
  model.metrics = hello.metrics.map((metric) => {
    const isHistogram = metric.type === "histogram";
    return {
      ...metric, lines: [], width: isHistogram ? metric.bounds.length + 2 : 1,
      adds: isHistogram || metric.type === "counter",
    };
  });
  addLines(hello.lines);
}

function addLines(lines = []) {
  for (const [id, index, labels] of lines) {
    const metric = model.metrics[index];
    const text = (labels ?? []).map((value, i) => `${metric.labels[i]}="${value}"`).join(", ");
    const line = {
      id, metric, labels, text,
      find: `${metric.name} ${text}`.toLowerCase(),
      name: labels ? labels.join(" · ") || metric.name : "sum of all",
      steps: new Float64Array(model.size * metric.width).fill(NaN),
      last: -1, // the newest of them
      now: null, // as /metrics shows it
      base: null, // what `now` was at the newest whole step
      activity: 0, // what happened in this pass: it decides which lines a chart shows
    };
    metric.lines.push(line);
    model.lines.set(id, line);
  }
  model.change += 1;
}

/** Steps that were whole before this page came, or of a jump. */
export function addHistory({ first, lines }) {
  for (const [id, values] of lines) {
    const line = model.lines.get(id);
    values.forEach((value, i) => {
      if (first + i > line.last) raise(line, value);
      put(line, first + i, value);
    });
    model.reached = Math.max(model.reached, first + values.length - 1);
  }
  model.change += 1;
}

/** What was added within a step was there at its end. */
function raise(line, value) {
  if (line.base) line.base = line.base.map((base, i) => base + (drawn(value?.[i] ?? value) || 0));
}

export function addFrame(frame) {
  const isFirst = !model.frame;
  model.frame = frame;
  addLines(frame.lines);
  addMarks(frame.rejects ?? []);
  for (const [step, row] of frame.rows ?? []) addRow(step, new Map(row));
  for (const [id, value] of frame.v ?? []) model.lines.get(id).now = value;
  if (isFirst && frame.part) setBases(new Map(frame.part));
}

/** Records that were rejected since the hello. */
function addMarks(rejects) {
  const { marks } = model.hello;
  for (const { time, reason } of rejects) {
    if (typeof time !== "number" || marks.some((mark) => mark.time === time && mark.kind === "rejected")) continue;
    marks.push({ time, kind: "rejected", text: reason });
    marks.sort((a, b) => a.time - b.time);
  }
}

function addRow(step, row) {
  for (const line of model.lines.values()) {
    const value = row.has(line.id) ? row.get(line.id) : unnamed(line, step);
    put(line, step, value);
    raise(line, value);
  }
  model.reached = Math.max(model.reached, step);
}

/** What a line has where its row does not name it: no increase, or the value that it had. */
function unnamed({ metric, steps, now }, step) {
  if (!metric.adds) return steps[(step - 1 + model.size) % model.size];
  return now === null ? null : metric.width > 1 ? Array(metric.width).fill(0) : 0;
}

function put(line, step, value) {
  const { width, adds } = line.metric;
  const at = (step % model.size) * width;
  line.last = Math.max(line.last, step);
  const before = line.steps[((step - 1 + model.size) % model.size) * width];
  for (let i = 0; i < width; i += 1) line.steps[at + i] = drawn(width > 1 ? value?.[i] : value);
  // Of a histogram its count, of a gauge how far it moved.
  const moved = adds ? line.steps[at + Math.max(0, width - 2)] : Math.abs(line.steps[at] - before);
  if (Number.isFinite(moved)) line.activity += moved;
}

/** The first frame says what has been added since the newest whole step; the rest was there before. */
function setBases(part) {
  for (const line of model.lines.values()) {
    if (!line.metric.adds || line.now === null) continue;
    const added = [part.get(line.id) ?? 0].flat();
    line.base = [line.now].flat().map((now, i) => drawn(now) - drawn(added[i] ?? 0));
  }
}

/** Number `column` of a line at a step; the step after the newest whole one is under way. */
export function valueAt(line, step, column = 0) {
  const { width, adds } = line.metric;
  if (step <= model.reached - model.size) return NaN;
  if (step <= model.reached) return line.steps[(step % model.size) * width + column];
  const now = drawn(width > 1 ? line.now?.[column] : line.now);
  return adds ? now - (line.base?.[column] ?? NaN) : now;
}

/** The quantile q as Prometheus estimates it from cumulative counts per bound, the last one for +Inf. */
export function quantile(q, bounds, counts) {
  const rank = q * counts[bounds.length];
  if (!(rank > 0)) return NaN;
  const bucket = counts.findIndex((count) => count >= rank);
  if (bucket >= bounds.length) return bounds.at(-1);
  if (bucket === 0 && bounds[0] <= 0) return bounds[0];
  const [low, before] = bucket ? [bounds[bucket - 1], counts[bucket - 1]] : [0, 0];
  return low + ((bounds[bucket] - low) * (rank - before)) / (counts[bucket] - before);
}
