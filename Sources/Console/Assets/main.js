// Joins the parts: the stream changes the model, and the page draws it once a frame of the browser.

import { Card, pins } from "./cards.js";
import { drawDensity, readTheme } from "./chart.js";
import {
  addFrame, addHistory, begin, date, element, fill, foreign, model, number, page, row, sum, visible, write,
} from "./model.js";
import { actions, prepareTransport, settle, showTransport } from "./transport.js";

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const dark = matchMedia("(prefers-color-scheme: dark)");
let cards = new Map();
let isAsked = false;
let drawnAt = 0;
let source = null;
let timer = 0;
let heard = null;
let why = "";

// At most once a frame, and once a second for those who want less motion.
function redraw() {
  if (isAsked) return;
  isAsked = true;
  setTimeout(() => requestAnimationFrame(draw), calm.matches ? drawnAt + 1000 - performance.now() : 0);
}

function draw() {
  isAsked = false;
  drawnAt = performance.now();
  const { hello, frame } = model;
  if (!frame) return;
  document.body.classList.add("on");
  showTransport();
  showPanels();
  page.state.dataset.state = frame.state;
  write(page.state, frame.state);
  if (hello.range) drawDensity(page.density, hello, frame.t);
  const words = page.filter.value.toLowerCase().split(/\s+/).filter(Boolean);
  const found = [...cards.values()].filter((card) => card.find(words));
  write(page.found, `${number(found.length)} of ${number(cards.size)} metrics`);
  const inSight = found.filter(({ root }) => {
    const { bottom, top } = root.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  });
  for (const card of inSight) card.show(words);
}

const line = (...parts) => element("p", {}, ...parts);

function showPanels() {
  const { hello, frame: { sources, rejected, rejects, trouble } } = model;
  fill(page.trouble, trouble, () => trouble.map((text) => line(foreign(text))));
  fill(page.sources.lastChild, [hello.sources, sources], () => hello.sources.flatMap(({ name, files }, i) => {
    const [records, rejected, last, up, lag, why] = sources[i];
    const counts = Object.entries({ records, rejected, "bytes to read": lag }).filter(([, count]) => count);
    const facts = counts.map(([what, count]) => `${number(count)} ${what}`);
    return [
      element("h3", { className: up === 0 ? "down" : "up" }, foreign(name)),
      line(foreign([...files, why ?? []].flat().join(", "))),
      line([...facts, last ? `last ${date(last)}` : "no record yet"].join(", ")),
    ];
  }));
  fill(page.rejected.lastChild, [rejected, rejects], () => [
    element("table", {}, ...Object.entries(rejected).map(([reason, count]) => row("td", [reason, number(count)]))),
    ...rejects.map(({ file, line: at, column, reason, text }) => line(
      foreign(`${file}:${at}`), column ? " column " : "", foreign(column ?? ""), ` ${reason} `, foreign(text ?? "")))]);
  write(page.rejected.firstChild, `Rejected ${number(sum(Object.values(rejected)))}`);
}

// Cards stay, with focus and scroll.
function makeCards() {
  // A gauge by hour takes the gauges that belong to it, such as last week's, into its chart.
  const belongs = (one, { name, timeLabel, type }) =>
    type === "gauge" && timeLabel && one.timeLabel === timeLabel && one.name.startsWith(name + "_");
  const own = model.metrics.filter((one) => !model.metrics.some((metric) => belongs(one, metric)));
  cards = new Map(own.map((metric) => [metric.name, cards.get(metric.name) ?? new Card(metric)]));
  for (const metric of own) cards.get(metric.name).take(metric, model.metrics.filter((one) => belongs(one, metric)));
  fill(page.cards, [...cards.keys()], () => [...cards.values()].map(({ root }) => root));
}

const hear = {
  hello(hello) {
    begin(hello);
    prepareTransport();
    makeCards();
    document.title = `${visible(hello.mapping)} – csv_exporter`;
    write(page.mapping, visible(hello.mapping));
    write(page.version, `csv_exporter ${hello.version}, ${hello.mode}`);
    page.sums.hidden = !hello.sums;
  },
  history: addHistory,
  pins: ({ faults }) => write(page.said, faults.join("; ")),
  frame(frame) {
    addFrame(frame);
    settle();
    redraw();
  },
};

function setLost(isLost) {
  document.body.classList.toggle("lost", isLost);
  const last = heard ? `last heard ${heard.toLocaleTimeString("en-GB")}, ` : "";
  write(page.lost, isLost ? `${why}${last}trying again in 2 s` : "");
}

function open() {
  close();
  const url = "api/v1/stream?" + new URLSearchParams([...pins].map((pin) => ["pin", pin]));
  source = new EventSource(url);
  for (const [name, act] of Object.entries(hear)) {
    source.addEventListener(name, ({ data }) => {
      heard = new Date();
      why = "";
      setLost(false);
      model.change += 1;
      act(JSON.parse(data));
    });
  }
  source.onerror = async ({ target }) => {
    if (target.readyState !== EventSource.CLOSED) return setLost(true); // it connects again
    close();
    timer = setTimeout(open, 2000);
    // Only a plain request gets to see the sentence.
    const answer = await fetch(url);
    if (answer.ok) answer.body.cancel();
    else why = `${(await answer.text()).trim()}; `;
    setLost(true);
  };
}

function close() {
  clearTimeout(timer);
  source?.close();
  source = null;
}

addEventListener("keydown", (event) => {
  const { key, shiftKey, target } = event;
  if (event.ctrlKey || event.altKey || event.metaKey || page.keys.open) return;
  if (key === "Escape") target.blur();
  // Fields for text take all keys, what moves or scrolls those with a name.
  const takers = key === " " ? ", button, summary, select, [type=checkbox], .rows, .values"
    : key[1] ? ", input, select, .rows, .values" : "";
  if (target.matches("input:not([type=range], [type=checkbox])" + takers)) return;
  // What is in each card is for the one with the keyboard or the pointer in it, or for the first.
  const name = { " ": "space", ArrowLeft: "←", ArrowRight: "→" }[key] ?? key;
  const found = [...document.querySelectorAll("[data-key]")].filter((one) => one.dataset.key.split(" ").includes(name));
  const find = (where) => found.find((one) => one.closest(where) && !one.closest("[hidden]"));
  const control = find(".card:focus-within") ?? find(".card:hover") ?? find("body");
  if (!control || control.matches(":disabled")) return;
  event.preventDefault();
  control.dispatchEvent(new MouseEvent("click", { shiftKey, bubbles: true }));
});

function drawAgain() {
  document.documentElement.style.colorScheme = localStorage.theme ?? "";
  readTheme();
  model.change += 1;
  redraw();
}

Object.assign(actions, {
  theme() {
    localStorage.theme = (localStorage.theme ?? (dark.matches ? "dark" : "light")) === "dark" ? "light" : "dark";
    drawAgain();
  },
  help: () => page.keys.showModal(),
  // On a phone panels are tabs.
  tabs({ target }) {
    const { tab } = target.dataset;
    if (!tab) return;
    page.main.dataset.tab = tab;
    for (const one of page.tabs.children) one.ariaPressed = one === target;
    page[tab].open = true;
    page[tab].firstElementChild.focus();
  },
});
for (const [id, act] of Object.entries(actions)) page[id].onclick = act;
for (const one of [document, page.card.content].flatMap((place) => [...place.querySelectorAll("[data-key]")])) {
  page.keys.firstElementChild.append(row("td", [one.dataset.key, one.title]));
  one.title += ` (${one.dataset.key})`;
}
page.sums.onsubmit = () => {
  pins.add(page.sums[0].value);
  open();
};
dark.onchange = page.filter.oninput = page.window.onchange = drawAgain;
addEventListener("redraw", redraw);
addEventListener("scroll", redraw);
new ResizeObserver(drawAgain).observe(document.body);
// A browser opens six connections to a host at most: hidden tabs hold none.
document.addEventListener("visibilitychange", () => {
  clearTimeout(timer);
  if (document.hidden) timer = setTimeout(close, 30_000);
  else if (!source) open();
});
open();
