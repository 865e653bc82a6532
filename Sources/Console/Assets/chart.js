// Draws one chart on a canvas: stacked increases, lines, bars, or the heat of a histogram. It keeps no state.

import { drawBars } from "./bars.js";
import { clock, day, short } from "./format.js";
import { drawHeat } from "./heat.js";

export const margin = 46; // left of the plot: the numbers of the y axis
const dashes = [[], [], [], [6, 3], [2, 2], [8, 3, 2, 3], [4, 4], [1, 3]];
const units = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400];
const theme = {};

/** Reads the colours of the style sheet, as dark or light has them now. */
export function readTheme() {
  const probe = document.body.appendChild(document.createElement("i"));
  for (const name of "ink dim edge mark accent ahead c0 c1 c2 c3 c4 c5 c6 c7".split(" ")) {
    probe.style.color = `var(--${name})`;
    theme[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  for (let color = 3; color < 8; color += 1) theme["hatch" + color] = hatched(color);
}

/** The context of a canvas, cleared, as large as it is shown in device pixels; it counts in CSS pixels. */
function surface(canvas) {
  const { clientWidth: width, clientHeight: height } = canvas;
  const [w, h] = [Math.round(width * devicePixelRatio), Math.round(height * devicePixelRatio)];
  if (canvas.width !== w || canvas.height !== h) Object.assign(canvas, { width: w, height: h });
  const context = canvas.getContext("2d");
  context.setTransform(devicePixelRatio, 0, 0, devicePixelRatio, 0, 0);
  context.clearRect(0, 0, width, height);
  context.font = "11px system-ui, sans-serif";
  return { context, width, height };
}

/** A text of an axis. */
export function label(context, text, x, y, textAlign = "center") {
  Object.assign(context, { fillStyle: theme.dim, textAlign, textBaseline: "middle" });
  context.fillText(text, x, y);
}

/** Draws the y axis with ticks at 1, 2, 5 · 10ⁿ; gives the function from values to pixels. */
export function yAxis(context, plot, low, high) {
  const y = (value) => plot.bottom - ((value - low) / (high - low || 1)) * (plot.bottom - plot.top);
  const rough = (high - low) / 4 || 1;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * [1, 2, 5, 10].find((factor) => factor * power >= rough);
  for (let i = Math.ceil(low / step - 1e-9); i * step <= high + step * 1e-9; i += 1) {
    const tick = i * step + 0; // no -0
    context.fillStyle = theme.edge;
    context.fillRect(plot.left, Math.round(y(tick)), plot.right - plot.left, 1);
    label(context, short(tick), plot.left - 5, y(tick), "right");
  }
  return y;
}

function xAxis(context, plot, { start, end }) {
  const x = (time) => plot.left + ((time - start) / (end - start)) * (plot.right - plot.left);
  const rough = ((end - start) * 70) / (plot.right - plot.left);
  const step = units.find((unit) => unit >= rough) ?? Math.ceil(rough / 86400) * 86400;
  for (let time = Math.ceil(start / step) * step; x(time) < plot.right - 14; time += step) {
    label(context, time % 86400 ? clock(time).slice(0, step < 60 ? 8 : 5) : day(time), x(time), plot.bottom + 11);
  }
  return x;
}

/** Sets what a line or layer is drawn with. Layers from the fourth on are hatched, to differ without colours. */
export function pen(context, color, isLine) {
  const paint = theme["c" + color];
  Object.assign(context, { strokeStyle: paint, fillStyle: theme["hatch" + color] ?? paint, lineWidth: 1.75 });
  context.setLineDash(isLine ? dashes[color] : []);
}

function hatched(color) {
  const tile = new OffscreenCanvas(8, 8);
  const brush = tile.getContext("2d");
  Object.assign(brush, { fillStyle: theme["c" + color], strokeStyle: theme.ink, lineWidth: 0.9 });
  brush.fillRect(0, 0, 8, 8);
  const up = color % 2;
  for (let x = -8; x <= 8; x += 8 / (1 + (color % 3))) brush.moveTo(x, up ? 8 : 0), brush.lineTo(x + 8, up ? 0 : 8);
  brush.globalAlpha = 0.5;
  brush.stroke();
  return brush.createPattern(tile, "repeat");
}

/** Draws `view`: how, its window or the names of its bars, the grid, layers of values from step `first` on, cursor. */
export function drawChart(canvas, view) {
  const { context, width, height } = surface(canvas);
  const plot = { left: margin, top: 6, right: width - 6, bottom: height - 18 };
  if (!width) return;
  if (!view.layers.some(({ values }) => values.some(Number.isFinite))) {
    return label(context, "no samples yet", width / 2, height / 2);
  }
  if (view.how === "bars") return drawBars(context, plot, view);
  const time = xAxis(context, plot, view.window);
  // The step under way ends now.
  const x = (step) => time(Math.min(view.now, view.grid.start + step * view.grid.step));
  context.save();
  context.beginPath();
  context.rect(0, 0, plot.right, plot.bottom + 6);
  context.clip();
  context.fillStyle = theme.mark;
  for (const mark of view.marks) {
    const at = Math.round(time(mark.time));
    if (mark.kind !== "incident" || at < plot.left) continue;
    for (let y = plot.top; y < plot.bottom; y += 6) context.fillRect(at, y, 1, 3);
  }
  if (view.how === "heat") drawHeat(context, plot, x, view, theme.accent);
  else if (view.how === "stack") drawStack(context, plot, x, view);
  else drawLines(context, plot, x, view);
  context.restore();
  if (view.cursor === null) return;
  context.fillStyle = theme.ink;
  context.fillRect(Math.round(time(view.cursor)), plot.top, 1, plot.bottom - plot.top);
}

function drawStack(context, plot, x, { layers, first }) {
  const tops = [layers[0].values.map(() => 0)];
  for (const { values } of layers) {
    const below = tops.at(-1);
    tops.push(below.map((base, i) => base + (values[i] > 0 && values[i] < Infinity ? values[i] : 0)));
  }
  const y = yAxis(context, plot, 0, Math.max(...tops.at(-1)) || 1);
  const gap = x(first + 1) - x(first) > 4 ? 1 : 0;
  layers.forEach(({ color }, layer) => {
    const [low, high] = [tops[layer], tops[layer + 1]];
    pen(context, color);
    high.forEach((top, i) => {
      // Whole pixels: columns meet without seams.
      const [left, right] = [Math.round(x(first + i - 1)), Math.round(x(first + i))];
      if (top > low[i]) context.fillRect(left, y(top), right - left - gap || 1, y(low[i]) - y(top));
    });
  });
}

function drawLines(context, plot, x, { layers, first }) {
  let [low, high] = [Infinity, -Infinity];
  for (const { values } of layers) {
    for (const value of values) {
      if (!Number.isFinite(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  // Zero belongs to the axis unless the values are far from it.
  if (low > 0 && (low < high * 0.6 || low === high)) low = 0;
  if (low === high) [low, high] = low < 0 ? [low, 0] : [0, 1];
  const y = yAxis(context, plot, low, high);
  for (const { values, color } of layers) {
    let isDown = false;
    context.beginPath();
    values.forEach((value, i) => {
      const isThere = Number.isFinite(value);
      const at = x(first + i);
      // A value without neighbours is a point.
      if (isThere && !isDown) context.moveTo(at - 0.5, y(value));
      if (isThere) context.lineTo(at, y(value));
      isDown = isThere;
    });
    pen(context, color, true);
    context.stroke();
  }
}

/** The records of the whole pass: what lies behind the clock is darker. Marks stand on the lower edge. */
export function drawDensity(canvas, { density, range, marks }, now) {
  const { context, width, height } = surface(canvas);
  const x = (time) => ((time - range.start) / (range.end - range.start || 1)) * width;
  const bin = width / (density?.length || 1);
  const most = Math.max(1, ...(density ?? []));
  density?.forEach((count, i) => {
    // The root shows quiet hours beside busy ones.
    const tall = count && Math.max(1, Math.sqrt(count / most) * (height - 10));
    context.fillStyle = (i + 0.5) * bin < x(now) ? theme.accent : theme.ahead;
    context.fillRect(i * bin, height - 8 - tall, bin > 3 ? bin - 1 : bin + 0.3, tall);
  });
  context.fillStyle = theme.mark;
  for (const { time, kind } of marks) {
    const at = x(time);
    if (kind === "rejected") context.fillRect(at, height - 4, 1, 4);
    else context.fill(new Path2D(`M${at} ${height - 8}l5 8h-10z`));
  }
}

/** The sample beside a name in the legend. */
export function drawSample(canvas, color, isLine) {
  const { context, width, height } = surface(canvas);
  pen(context, color, isLine);
  if (isLine) context.stroke(new Path2D(`M0 ${height / 2}h${width}`));
  else context.fillRect(0, 0, width, height);
}
