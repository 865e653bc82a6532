// The heat of a histogram: a column for each step, a row for each bucket, darker for more.

import { label } from "./chart.js";
import { short } from "./format.js";

/** Draws `view.buckets`: for each step the counts of the buckets, from the lowest on. */
export function drawHeat(context, plot, x, { buckets, bounds, first }, color) {
  const tall = (plot.bottom - plot.top) / (bounds.length + 1);
  const most = Math.max(1, ...buckets.map((counts) => Math.max(...counts)));
  context.fillStyle = color;
  buckets.forEach((counts, i) => counts.forEach((count, bucket) => {
    const left = x(first + i - 1);
    context.globalAlpha = count > 0 ? 0.12 + 0.88 * Math.sqrt(count / most) : 0;
    context.fillRect(left, plot.bottom - (bucket + 1) * tall, x(first + i) - left + 0.3, tall);
  }));
  context.globalAlpha = 1;
  const every = Math.ceil(12 / tall);
  bounds.forEach((bound, i) => {
    if (i % every === 0) label(context, "≤ " + short(bound), plot.left - 5, plot.bottom - (i + 1) * tall, "right");
  });
}
