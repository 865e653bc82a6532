// The panels beside the charts, and the lines of trouble above everything.

import { date, duration, element, foreign, number, page, visible, write } from "./format.js";
import { model } from "./model.js";
import { seek } from "./transport.js";

/** Fills an element only if its data have changed, so that what has the focus in it stays. */
function fill(target, data, make) {
  const key = JSON.stringify(data);
  if (target.key === key) return;
  target.key = key;
  target.replaceChildren(...make().filter(Boolean));
}

const line = (...children) => element("p", {}, ...children);
const body = (panel) => panel.querySelector("div");

export function showPanels() {
  const { hello, frame } = model;
  const { sources, rejected, rejects, trouble } = frame;
  fill(page.trouble, trouble, () => trouble.map((text) => element("li", {}, foreign(text))));
  fill(body(page.sources), [hello.sources, sources], () =>
    hello.sources.flatMap((source, i) => sourceLines(source, sources[i] ?? [])));
  fill(body(page.rejected), [rejected, rejects], () => rejectedLines(Object.entries(rejected), rejects));
  const count = Object.values(rejected).reduce((a, b) => a + b, 0);
  write(page.rejected.firstElementChild, `Rejected ${number(count)}`);
  write(page.tabs.children[2], count ? `Rej. ${number(count)}` : "Rejected");
}

function sourceLines({ name, files, zone }, [records, rejected, last, up, lag, why]) {
  const [textContent, className] = up === 0 ? ["✗ ", "down"] : ["✓ ", "up"];
  const counts = [[records, "records"], [rejected, "rejected"], [lag, "bytes to read"]];
  const facts = counts.filter(([count]) => count).map(([count, what]) => `${number(count)} ${what}`);
  return [
    element("h3", {}, element("i", { textContent, className }), foreign(name), up === 0 ? " is down" : ""),
    line(foreign(files.join(", ")), zone && zone !== "UTC" ? `, ${zone}` : ""),
    why && line(foreign(why, "down")),
    line(facts.join(", ") || "no records yet", last ? `; last ${date(last)}` : ""),
  ];
}

function rejectedLines(counts, rejects) {
  if (!counts.length) return [line("none")];
  const row = ([reason, count]) =>
    element("tr", {}, element("td", {}, foreign(reason)), element("td", { textContent: number(count) }));
  const item = ({ file, line: at, column, reason, text }) => element(
    "li", {}, foreign(`${file}:${at}`), ...(column ? [" column ", foreign(column)] : []), " ", foreign(reason),
    ...(text ? [" ", element("q", {}, foreign(text))] : []));
  return [element("table", {}, element("tbody", {}, ...counts.map(row))), element("ol", {}, ...rejects.map(item))];
}

export function showMapping() {
  const { hello } = model;
  write(page.mapping, visible(hello.mapping));
  document.title = `${visible(hello.mapping)} – csv_exporter`;
  const incidents = hello.marks.filter(({ kind }) => kind === "incident").slice(0, 200);
  page.story.hidden = !incidents.length;
  fill(body(page.story), [incidents, hello.control], () => incidents.map(({ time, text }) => {
    const go = element("button", { disabled: hello.control === "closed" }, date(time).slice(5, 16), " ", foreign(text));
    go.onclick = () => seek(time);
    return go;
  }));
  const step = hello.grid ? `, a step is ${duration(hello.grid.step)}` : "";
  write(body(page.about), `csv_exporter ${hello.version}, mode ${hello.mode}${step}`);
  page.sums.hidden = !hello.sums;
}

/** Says that the stream is lost, since when, and why if the server said so. */
export function showLost(lost) {
  document.body.classList.toggle("lost", lost !== null);
  page.lost.hidden = !lost;
  if (!lost) return;
  const heard = new Date(lost.heard).toLocaleTimeString("en-GB");
  const why = lost.sentence ? `${visible(lost.sentence.trim())}; ` : "";
  write(page.lost, `${why}last heard ${heard}, trying again in 2 s`);
}
