// The event clock, the bar with what lies ahead, and the controls of the replay.

import { date, duration, element, iso, number, page, write, zones } from "./format.js";
import { model } from "./model.js";

// A fixed ladder: a step up and a step down lead back to the same speed.
const speeds = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, "max"];
const spans = [60, 300, 900, 3600, 21600, 86400, 604800, 2592000, 31536000];
const words = { waiting: "start now", finished: "again", running: "pause", resting: "pause" };
const icons = { pause: "M3 2h4v12H3zM9 2h4v12H9z", play: "M4 2v12l9-6z" };
const worth = (speed) => (speed === "max" ? Infinity : speed);
const closed = "control is closed: --web.enable-lifecycle opens it";

let pending = null; // the time asked for, until it is reached: a key that repeats counts on from there
let own = null; // the speed that was told first, as a rule the mapping's
let isDragged = false;
let isSending = false;
let waiting = []; // the commands to send next
let span = 0; // seconds that charts show; 0: the pass so far

/** The event time that charts show. The end of the pass so far moves in eighths, so that charts hold still. */
export function shownWindow() {
  const { grid, range } = model.hello;
  const now = model.frame.t;
  const round = (time, unit, from) => from + Math.ceil((time - from) / unit) * unit;
  const eighth = (range ? range.end - range.start : grid.steps * grid.step) / 8 || 1;
  if (!range) return { start: now - Math.min(8 * eighth, round(now, eighth, grid.start) - grid.start), end: now };
  if (!span) return { start: grid.start, end: Math.max(range.start + eighth, round(now, eighth, range.start)) };
  const end = Math.max(range.start + span, round(now, grid.step, grid.start));
  return { start: end - span, end };
}

/** Sends a command. While one is under way the newest of each kind waits: a held key makes no queue. */
export async function send(action, parameters = {}) {
  if (isSending) return void (waiting = [...waiting.filter(([one]) => one !== action), [action, parameters]]);
  isSending = true;
  const token = sessionStorage.getItem("token");
  const headers = token ? { Authorization: `Bearer ${token}` } : {};
  const url = "api/v1/replay?" + new URLSearchParams({ action, ...parameters });
  const answer = await fetch(url, { method: "POST", headers }).catch(() => null);
  if (answer?.status === 401) page.token.hidden = false;
  if (!answer) write(page.said, "nobody answers: the command is lost");
  else if (!answer.ok) write(page.said, await answer.text());
  else if (action !== "seek") write(page.said, "");
  isSending = false;
  if (waiting.length) send(...waiting.shift());
  else pending = null;
}

export function seek(time) {
  const { range } = model.hello;
  if (!range) return;
  const target = Math.min(range.end, Math.max(range.start, time));
  if (target < (pending ?? model.frame.t) && !sessionStorage.getItem("back")) {
    sessionStorage.setItem("back", "told");
    write(page.said, "Going back starts a new pass. Counters count on: to Prometheus a fall would be a restart.");
  }
  pending = target;
  send("seek", { time: iso(target) });
}

export const move = (steps) => seek((pending ?? model.frame.t) + steps * model.hello.grid.step);

export function playOrPause() {
  const { state } = model.frame;
  send(state === "finished" ? "restart" : words[state] === "pause" ? "pause" : "resume");
}

/** The fixed ladder, the replay's own speed and its present one. */
const ladder = () => [...new Set([...speeds, own, model.frame.speed])].sort((a, b) => (worth(a) < worth(b) ? -1 : 1));

export function changeSpeed(by) {
  const now = worth(model.frame.speed);
  const next = by > 0 ? ladder().find((one) => worth(one) > now) : ladder().findLast((one) => worth(one) < now);
  if (next) send("speed", { speed: next });
}

/** To the next incident or the one before, or to a rejected record where there is no incident. */
export function jump(by) {
  const { marks } = model.hello;
  const incidents = marks.filter(({ kind, text }) => kind === "incident" && !text.endsWith(" ends"));
  const times = (incidents.length ? incidents : marks).map(({ time }) => time);
  const now = pending ?? model.frame.t;
  // Three seconds after a mark, "before" still means the one before it.
  const slack = model.frame.state === "running" ? 3 * (Number(model.frame.speed) || 0) : 0;
  const time = by > 0 ? times.find((one) => one > now + 0.001) : times.findLast((one) => one < now - slack);
  if (time === undefined) write(page.said, by > 0 ? "no mark lies ahead" : "no mark lies before");
  else seek(time);
}

/** The pass, and two spans that are neither a few steps nor nearly all: 6 h and 1 h where they fit. */
function showSpans() {
  const { grid, range } = model.hello;
  const length = range ? range.end - range.start : 0;
  const fit = spans.filter((one) => one >= 6 * grid.step && one < length / 1.5);
  const chosen = fit.includes(3600) && fit.includes(21600) ? [21600, 3600] : fit.slice(-2).reverse();
  if (!chosen.includes(span)) span = 0;
  page.window.replaceChildren(...(chosen.length ? [0, ...chosen] : []).map((one) => {
    const button = element("button", { textContent: one ? duration(one) : "pass", "aria-pressed": `${one === span}` });
    button.onclick = () => {
      span = one;
      showSpans();
      dispatchEvent(new Event("redraw"));
    };
    return button;
  }));
}

export function prepareTransport() {
  const { control, grid, range, marks } = model.hello;
  const isClosed = control === "closed";
  page.bar.hidden = page.transport.hidden = !range;
  page.transport.disabled = page.seek.disabled = page.now.hidden = isClosed;
  page.transport.title = page.bar.title = isClosed ? closed : "";
  if (isClosed && range) write(page.said, closed);
  else if (page.said.textContent === closed) write(page.said, "");
  page.token.hidden = control !== "token" || sessionStorage.getItem("token") !== null;
  page.before.hidden = page.next.hidden = !marks.length;
  if (grid) showSpans();
  if (!range) return;
  Object.assign(page.seek, { min: range.start, max: range.end, step: grid.step });
  write(page.step.lastChild, duration(grid.step));
}

export function showTransport() {
  const { frame, hello } = model;
  const { state, speed, progress, waits } = frame;
  const time = state === "preparing" ? null : pending ?? frame.t;
  const zone = hello.sources.map((source) => source.zone).find((one) => one && one !== "UTC");
  write(page.clock, time === null ? "" : date(time));
  write(page.zone, time === null ? "" : zones(time, zone));
  write(page.progress, progressText(frame));
  page.prepass.hidden = state !== "preparing";
  page.prepass.value = progress ?? 0;
  page.waits.hidden = !waits;
  write(page.waits.firstChild, waits ? `waits for ${waits} ` : "");
  if (!hello.range) return;
  const word = words[state] ?? "play";
  write(page.play.lastChild, word);
  page.play.querySelector("path").setAttribute("d", icons[word] ?? icons.play);
  own ??= speed;
  if (page.speed.value !== `${speed}`) {
    page.speed.replaceChildren(...ladder().map((one) => element("option", { value: one, textContent: number(one) })));
    page.speed.value = speed;
  }
  if (!isDragged) showSlider((page.seek.value = time ?? hello.range.start));
}

const showSlider = (time) => page.seek.setAttribute("aria-valuetext", `${date(time)} UTC`);

function progressText({ state, progress, endsIn, restsFor, lag, pass, sources }) {
  const share = `${Math.floor((progress ?? 0) * 100)} %`;
  const sum = (column) => number(sources.reduce((total, source) => total + (source[column] ?? 0), 0));
  if (state === "preparing") return `reads the files: ${share}, ${sum(0)} records so far`;
  if (state === "following") return `live edge, ${duration(lag ?? 0)} behind, ${sum(4)} bytes to read`;
  if (state === "finished") return "finished: these are the totals";
  if (state === "resting") return `pass ${pass} is over, next pass in ${duration(restsFor ?? 0)}`;
  const ends = state === "running" && typeof endsIn === "number" ? ` · ends in ${duration(endsIn)}` : "";
  return `pass ${pass} · ${share}${ends}${lag >= 1 ? ` · lag ${duration(lag)}` : ""}`;
}

export function wireTransport() {
  const buttons = {
    play: playOrPause, now: () => send("resume"), restart: () => send("restart"), back: () => move(-1),
    step: () => move(1), before: () => jump(-1), next: () => jump(1), slower: () => changeSpeed(-1),
    faster: () => changeSpeed(1),
  };
  for (const [id, act] of Object.entries(buttons)) page[id].onclick = () => act();
  page.speed.onchange = () => send("speed", { speed: page.speed.value });
  page.seek.oninput = () => {
    isDragged = true;
    showSlider(page.seek.valueAsNumber);
    write(page.clock, date(page.seek.valueAsNumber));
  };
  page.seek.onchange = () => {
    isDragged = false;
    seek(page.seek.valueAsNumber);
  };
  page.density.onclick = ({ offsetX }) => {
    const { min, max, disabled } = page.seek;
    // The slider rounds to a step.
    page.seek.value = +min + (offsetX / page.density.clientWidth) * (max - min);
    if (!disabled) page.seek.onchange();
  };
  page.token.onsubmit = (event) => {
    event.preventDefault();
    const field = page.token.querySelector("input");
    sessionStorage.setItem("token", field.value);
    field.value = "";
    page.token.hidden = true;
    write(page.said, "");
  };
}
