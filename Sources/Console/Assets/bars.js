// Bars over a label that is a part of event time, such as the hour: what each hour of the day has now.

import { label, pen, yAxis } from "./chart.js";
import { drawn } from "./format.js";

const nameOf = ({ labels, metric }) => labels[metric.labels.indexOf(metric.timeLabel)];

/** The values of the time label that occur, in order. */
export function barNames(entries) {
  const found = new Set(entries.flatMap(({ lines }) => lines.map(nameOf)));
  return [...found].sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
}

/** The values of an entry now, one for each name. */
export function barValues({ lines }, names) {
  const values = new Map(lines.map((line) => [nameOf(line), drawn(line.now)]));
  return Float64Array.from(names, (name) => values.get(name) ?? NaN);
}

/** Draws `view`: names of the bars, layers of values (bars on each other, or lines), and the cursor. */
export function drawBars(context, plot, { names, layers, cursor }) {
  const bases = [];
  let tops = names.map(() => 0);
  let most = 0;
  for (const { values, isLine } of layers) {
    bases.push(tops);
    if (!isLine) tops = tops.map((top, i) => top + (values[i] > 0 ? values[i] : 0));
    most = Math.max(most, ...tops, ...(isLine ? values.filter(Number.isFinite) : []));
  }
  const y = yAxis(context, plot, 0, most || 1);
  const wide = (plot.right - plot.left) / names.length;
  layers.forEach(({ values, color, isLine }, layer) => {
    context.beginPath();
    values.forEach((value, i) => {
      const x = plot.left + i * wide;
      const base = bases[layer][i];
      // A reference goes across its bar: it holds for the whole hour.
      if (isLine && Number.isFinite(value)) context.moveTo(x, y(value)), context.lineTo(x + wide, y(value));
      else if (value > 0) context.rect(x + 1, y(base + value), Math.max(1, wide - 2), y(base) - y(base + value));
    });
    pen(context, color, isLine);
    if (isLine) context.stroke();
    else context.fill();
  });
  const every = Math.ceil(30 / wide);
  names.forEach((name, i) => {
    const x = plot.left + (i + 0.5) * wide;
    if (i % every === 0) label(context, name.slice(0, 12), x, plot.bottom + 11);
    if (i === cursor) label(context, "▴", x, plot.bottom - 6);
  });
}
