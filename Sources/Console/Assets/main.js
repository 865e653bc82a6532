// Joins the parts: the stream changes the model, and the page draws it once a frame of the browser.

import { Card } from "./cards.js";
import { drawDensity, readTheme } from "./chart.js";
import { number, page, write } from "./format.js";
import { wireKeys } from "./keys.js";
import { pins } from "./lines.js";
import { addFrame, addHistory, begin, model } from "./model.js";
import { showLost, showMapping, showPanels } from "./panels.js";
import { listen } from "./stream.js";
import { prepareTransport, showTransport, wireTransport } from "./transport.js";

const calm = matchMedia("(prefers-reduced-motion: reduce)");
const dark = matchMedia("(prefers-color-scheme: dark)");
const root = document.documentElement;
let cards = new Map(); // by the name of the metric, in the mapping's order
let isAsked = false;
let drawnAt = 0;

/** Draws soon: at most once a frame, and once a second for those who want less motion. */
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
  if (!document.body.classList.contains("on")) turnOn();
  showTransport();
  showPanels();
  showState(frame.state);
  if (hello.range) drawDensity(page.density, hello, frame.t);
  const words = page.filter.value.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = [...cards.values()].filter((card) => card.show(words));
  write(page.found, `${number(shown.length)} of ${number(cards.size)} metrics`);
}

/** What the server wrote for a page without a stream has done its work; its links stay. */
function turnOn() {
  document.body.classList.add("on");
  document.querySelector("#static table")?.remove();
  // The observer tells a frame later what is in sight.
  for (const card of cards.values()) card.isVisible = card.root.getBoundingClientRect().top < innerHeight;
}

function showState(state) {
  if (page.state.textContent === state) return;
  page.state.dataset.state = state;
  write(page.state, state);
  // Only this is read aloud: numbers that change four times a second would drown the page.
  write(page.spoken, `the replay is ${state}`);
}

/** Cards stay where they are, with focus and scroll, as long as the mapping has the same metrics. */
function makeCards() {
  // A gauge by hour takes the gauges that belong to it, such as last week's, into its chart.
  const isByTime = ({ type, timeLabel }) => type === "gauge" && timeLabel;
  const belongs = (one, metric) => isByTime(one) && isByTime(metric) && one.timeLabel === metric.timeLabel
    && metric.labels.length === 1 && one.name.startsWith(metric.name + "_");
  const own = model.metrics.filter((one) => !model.metrics.some((metric) => belongs(one, metric)));
  const before = [...cards.keys()].join("\n");
  cards = new Map(own.map((metric) => [metric.name, cards.get(metric.name) ?? new Card(metric)]));
  for (const metric of own) cards.get(metric.name).take(metric, model.metrics.filter((one) => belongs(one, metric)));
  const roots = [...cards.values()].map((card) => card.root);
  if ([...cards.keys()].join("\n") !== before) page.cards.replaceChildren(...roots);
}

const hear = {
  hello(hello) {
    begin(hello);
    prepareTransport();
    showMapping();
    makeCards();
  },
  history: addHistory,
  pins: ({ faults }) => write(page.said, faults.join("; ")),
  frame(frame) {
    addFrame(frame);
    redraw();
  },
  lost: showLost,
};

/** Draws all anew: other colours, sizes, or another filter. */
function drawAgain() {
  readTheme();
  model.change += 1;
  redraw();
}

page.theme.onclick = () => {
  const isDark = root.dataset.theme ? root.dataset.theme === "dark" : dark.matches;
  localStorage.setItem("theme", (root.dataset.theme = isDark ? "light" : "dark"));
  drawAgain();
};
dark.onchange = page.filter.oninput = drawAgain;
if (localStorage.getItem("theme")) root.dataset.theme = localStorage.getItem("theme");
wireTransport();
wireKeys();
addEventListener("redraw", redraw);
new ResizeObserver(drawAgain).observe(document.body);
const open = listen(hear, () => [...pins]);
page.sums.onsubmit = (event) => {
  event.preventDefault();
  pins.add(page.sums.querySelector("input").value);
  open();
};
