import { date, element, isNumber, short } from "./model.js";

const margin = 46;
const top = 6;
const ticks = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400];
const dashes = { 3: [6, 3], 4: [2, 2], 5: [10, 3], 6: [4, 4], 7: [1, 3] };
const theme = {};

export function readTheme() {
  const probe = document.body.appendChild(element("i"));
  for (const name of ["ink", "dim", "edge", "mark", "accent", "ahead", ...Array(8).keys()]) {
    probe.style.color = `var(--${name})`;
    theme[name] = getComputedStyle(probe).color;
  }
  probe.remove();
}

export function sample({ color, isLine }) {
  const [on, off] = (isLine && dashes[color]) || [1, 0];
  const background = `repeating-linear-gradient(90deg, var(--${color}) 0 ${on}px, #0000 0 ${on + off}px)`;
  const made = element("i");
  Object.assign(made.style, { background, height: isLine ? "3px" : "10px" });
  return made;
}

function surface(canvas) {
  const { clientWidth: width, clientHeight: height } = canvas;
  Object.assign(canvas, { width: width * devicePixelRatio, height: height * devicePixelRatio });
  const context = canvas.getContext("2d");
  context.scale(devicePixelRatio, devicePixelRatio);
  Object.assign(context, { font: "11px system-ui, sans-serif", textBaseline: "middle", lineWidth: 1.75 });
  const box = (color, ...sides) => {
    context.fillStyle = theme[color];
    context.fillRect(...sides);
  };
  const label = (text, x, y, textAlign = "center", most) => {
    Object.assign(context, { fillStyle: theme.dim, textAlign });
    context.fillText(text, x, y, most);
  };
  return { context, width, height, box, label, wide: width - margin - 6, bottom: height - 18 };
}

function yAxis({ box, label, bottom, wide }, low, high) {
  const y = (value) => bottom - ((value - low) / (high - low)) * (bottom - top);
  const rough = (high - low) / 5; // at least two labels
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((factor) => factor * power >= rough);
  // Enough that no two labels are the same.
  const digits = Math.max(3, Math.ceil(Math.log10(Math.max(high, -low) / step)) + 1);
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i += 1) {
    box("edge", margin, Math.round(y(i * step)), wide, 1);
    label(short(i * step + 0, digits), margin - 5, y(i * step), "right", margin - 7); // + 0: no -0
  }
  return y;
}

function xAxis({ label, bottom, width, wide }, x, { start, end }, names) {
  // An hour of a pass over days has its day, a day of one over years its year.
  const isLong = end - start > 86400;
  const isYears = end - start > 3e7;
  const letters = names ? Math.max(...names.map(({ length }) => length)) : isYears ? 10 : isLong ? 11 : 8;
  const rough = ((end - start) * (7 * letters + 10)) / wide;
  const step = names ? Math.ceil(rough) : ticks.find((unit) => unit >= rough) ?? Math.ceil(rough / 86400) * 86400;
  const textOf = (time) => (time % 86400 ? date(time).slice(isLong ? 5 : 11, step < 60 ? 19 : 16)
    : date(time).slice(isYears ? 0 : 5, 10));
  for (let at = Math.ceil(start / step) * step; at < end; at += step) {
    const place = x(names ? at + 0.5 : at);
    if (place < width - 3 * letters) label(names ? names[at] : textOf(at), place, bottom + 11);
  }
}

// Gives the edges of the steps.
export function drawChart(canvas, { layers, names, window, grid, first, now, buckets, bounds, at }) {
  const plot = surface(canvas);
  const { width, height, box, label, wide, bottom } = plot;
  if (!layers.some(({ values }) => values.some(isNumber))) {
    return label("no samples yet", width / 2, height / 2);
  }
  const x = (time) => margin + ((time - window.start) / (window.end - window.start)) * wide;
  xAxis(plot, x, window, names);
  // The step under way ends now. Whole pixels: columns meet without seams.
  const edges = [0, ...layers[0].values].map((_, i) =>
    Math.round(Math.max(margin, x(Math.min(now, grid.start + (first + i - 1) * grid.step)))));
  const point = (i) => (names ? (edges[i] + edges[i + 1]) / 2 : edges[i + 1]);
  if (buckets) drawHeat(plot, edges, buckets, bounds);
  else drawLayers(plot, edges, layers, point);
  if (at >= 0) box("ink", point(at), top, 1, bottom - top);
  return edges;
}

function drawLayers(plot, edges, layers, point) {
  const { context } = plot;
  const { columns = [], lines = [] } = Object.groupBy(layers, ({ isLine }) => (isLine ? "lines" : "columns"));
  const tops = [layers[0].values.map(() => 0)];
  for (const { values } of columns) tops.push(tops.at(-1).map((top, i) => top + (values[i] > 0 ? values[i] : 0)));
  // Beyond the last bound a quantile is drawn at it.
  const heights = lines.map(({ values, bound = Infinity }) => values.map((value) => Math.min(value, bound)));
  const all = [columns.length ? [0, tops.at(-1)] : [], heights].flat(3).filter(Number.isFinite);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  // What stays the same is in the middle.
  const room = high > low ? 0 : Math.abs(low) / 2 || 1;
  const y = yAxis(plot, low - room, high + room);
  columns.forEach(({ color }, layer) => {
    context.fillStyle = theme[color];
    tops[layer + 1].forEach((top, i) => {
      const wide = edges[i + 1] - edges[i];
      context.fillRect(edges[i], y(top), Math.max(1, wide - (wide > 4)), y(tops[layer][i]) - y(top));
    });
  });
  lines.forEach(({ color }, line) => {
    context.beginPath();
    heights[line].forEach((value, i, values) => {
      // A value without neighbours is a point. The canvas passes over NaN.
      if (!isNumber(values[i - 1])) context.moveTo(point(i) - 0.5, y(value));
      context.lineTo(point(i), y(value));
    });
    context.strokeStyle = theme[color];
    context.setLineDash(dashes[color] ?? []);
    context.stroke();
  });
}

function drawHeat({ context, box, label, bottom }, edges, buckets, bounds) {
  const tall = (bottom - top) / (bounds.length + 1);
  const most = Math.max(...buckets.flat());
  buckets.forEach((counts, i) => counts.forEach((count, bucket) => {
    context.globalAlpha = count > 0 ? 0.12 + 0.88 * Math.sqrt(count / most) : 0;
    box("accent", edges[i], bottom - (bucket + 1) * tall, edges[i + 1] - edges[i], tall);
  }));
  context.globalAlpha = 1;
  const every = Math.ceil(12 / tall);
  bounds.forEach((bound, i) => i % every || label("≤ " + short(bound), margin - 5, bottom - (i + 1) * tall, "right"));
}

export function drawDensity(canvas, { density, range, marks }, now) {
  const { context, width, height, box } = surface(canvas);
  const x = (time) => ((time - range.start) / (range.end - range.start || 1)) * width;
  const bin = width / density.length;
  const most = Math.max(...density);
  density.forEach((count, i) => {
    // The root shows quiet hours beside busy ones.
    const tall = Math.sqrt(count / most) * (height - 10);
    box((i + 0.5) * bin < x(now) ? "accent" : "ahead", i * bin, height - 8 - tall, bin > 3 ? bin - 1 : bin + 0.3, tall);
  });
  for (const { time, kind } of marks) {
    box("mark", x(time), height - 4, 1, 4);
    if (kind === "incident") context.fill(new Path2D(`M${x(time)} ${height - 8}l5 8h-10z`));
  }
}
