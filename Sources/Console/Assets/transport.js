// The event clock, the bar with what lies ahead, and the controls of the replay.

import { date, duration, element, iso, model, number, page, sum, visible, write } from "./model.js";

// A fixed ladder: a step up and a step down lead back to the same speed.
const speeds = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 1e4, 3e4, 1e5, 3e5, 1e6, 3e6, 1e7, "max"];
const spans = [604800, 86400, 21600, 3600, 900, 300, 60];
const words = { waiting: "start now", finished: "again", running: "pause", resting: "pause" };
const knownZones = Intl.supportedValuesOf("timeZone");
const waiting = new Map(); // commands
let isSending = false;
let asked = {}; // and not yet shown: a key that repeats counts on from there
let own = null; // the speed that was told first

// The end of the pass so far moves in eighths: charts hold still.
export function shownWindow() {
  const { frame: { t }, hello: { grid, range } } = model;
  const span = Number(page.window.value);
  if (!range) return { start: t - grid.steps * grid.step, end: t };
  const unit = span ? grid.step : (range.end - range.start) / 8 || 1;
  const end = grid.start + Math.max(span || unit, Math.ceil((t - grid.start) / unit) * unit);
  return { start: span ? end - span : grid.start, end };
}

// While one command is under way the newest of each kind waits: a held key makes no queue.
async function send(action, parameters) {
  waiting.delete(action); // the order is that of the hands
  waiting.set(action, parameters);
  if (isSending) return;
  isSending = true;
  for (const [action, parameters] of waiting) {
    waiting.delete(action);
    const { token } = sessionStorage;
    const headers = token ? { Authorization: `Bearer ${token}` } : {};
    const url = "api/v1/replay?" + new URLSearchParams({ action, ...parameters });
    const answer = await fetch(url, { method: "POST", headers }).catch(() => ({ text: () => "no answer" }));
    page.token.hidden = answer.status !== 401;
    if (!answer.ok) asked = {};
    const told = { max: "max: at once" }[parameters?.speed] ?? "";
    // The sentence about going back stays.
    if (action !== "seek" || !answer.ok) write(page.said, answer.ok ? told : await answer.text());
  }
  isSending = false;
}

// A frame after the last answer has what was asked for.
export const settle = () => isSending || (asked = {});

const timeNow = () => asked.time ?? model.frame.t;
const stateNow = () => asked.state ?? model.frame.state;

function seek(time, parameters) {
  const { start, end } = model.hello.range;
  const target = Math.min(end, Math.max(start, time));
  if (target < timeNow() && !sessionStorage.back) {
    sessionStorage.back = true;
    write(page.said, "Back starts a new pass; counters count on.");
  }
  asked.time = target;
  send("seek", parameters || { time: iso(target) });
}

// From where the clock is by then: a running one is ahead of the last frame.
function move({ shiftKey }, steps) {
  const by = (shiftKey ? 10 : 1) * steps * model.hello.grid.step;
  const { time, by: more = 0 } = waiting.get("seek") ?? {};
  seek(timeNow() + by, !time && { by: more + by });
}

// Beside "max", it ends a rung or two above the speed that was told.
const ladder = () => {
  const near = speeds.filter((one) => !(one >= 10 * Math.max(3600, own)));
  return [...new Set([...near, own, model.frame.speed])].sort((a, b) => (a === "max") - (b === "max") || a - b);
};

function changeSpeed(by) {
  const speed = ladder()[ladder().indexOf(asked.speed ?? model.frame.speed) + by];
  if (speed) send("speed", { speed: (asked.speed = speed) });
}

const incidents = () => model.hello.marks.filter(({ kind, text }) => kind === "incident" && !text.endsWith(" ends"));

function jump(by) {
  const { speed, state } = model.frame;
  const times = (incidents().length ? incidents() : model.hello.marks).map(({ time }) => time);
  const now = timeNow();
  // Three seconds after a mark, "before" still means the one before it.
  const past = now - (state === "running" && 3 * (Number(speed) || 0));
  const time = by > 0 ? times.find((one) => one > now + 0.001) : times.findLast((one) => one < past);
  if (time) seek(time);
}

export const actions = {
  play() {
    const word = words[stateNow()];
    asked.state = word === "pause" ? "paused" : "running";
    send({ pause: word, again: "restart" }[word] ?? "resume");
  },
  // "restart" would run a pass that is paused.
  restart: () => (stateNow() === "paused" ? seek(model.hello.range.start) : send("restart")),
  back: (event) => move(event, -1),
  step: (event) => move(event, 1),
  before: () => jump(-1),
  next: () => jump(1),
  slower: () => changeSpeed(-1),
  faster: () => changeSpeed(1),
};

export function prepareTransport() {
  const { control, grid, range, marks } = model.hello;
  const isClosed = control === "closed";
  page.bar.hidden = page.transport.hidden = page.window.parentElement.hidden = !range;
  page.transport.disabled = page.seek.disabled = isClosed || !range;
  if (isClosed && range) write(page.said, "control is closed: --web.enable-lifecycle opens it");
  page.token.hidden = control !== "token" || !!sessionStorage.token;
  page.marks.hidden = !marks.length;
  if (!range) return;
  const names = new Map(incidents().map(({ time, text }) => [time, `${date(time).slice(5, 16)} ${visible(text)}`]));
  page.story.hidden = !names.size;
  options(page.story, ["", ...names.keys()], (time) => names.get(time) ?? "incident …");
  // The slider stops at whole steps only: the last one is not before the end.
  const steps = Math.ceil((range.end - range.start) / grid.step);
  Object.assign(page.seek, { min: range.start, max: range.start + steps * grid.step, step: grid.step });
  write(page.step.lastChild, duration(grid.step));
  const fit = spans.filter((one) => one >= 6 * grid.step && one < (range.end - range.start) / 1.5);
  options(page.window, ["", ...fit], (span) => (span ? duration(span) : "whole pass"), page.window.value);
}

function options(select, values, textOf, chosen) {
  select.replaceChildren(...values.map((value) => element("option", { value, textContent: textOf(value) })));
  select.value = chosen;
  select.value ||= "";
}

export function showTransport(time = page.seek.matches(":active") ? slid() : timeNow()) {
  const { frame, hello } = model;
  const { state, speed, progress, waits } = frame;
  page.clock.hidden = page.zone.hidden = state === "preparing" || time === null;
  write(page.clock, date(time));
  const moment = new Date(time * 1000);
  const zones = hello.sources.map(({ zone }) => zone).filter((zone) => zone !== "UTC" && knownZones.includes(zone));
  const there = (timeZone) => ` · ${moment.toLocaleTimeString("en-GB", { timeZone })} ${timeZone}`;
  write(page.zone, [moment.toUTCString().slice(0, 3), " UTC", ...new Set(zones.map(there))].join(""));
  write(page.progress, progressText(frame));
  page.prepass.hidden = state !== "preparing";
  page.prepass.value = progress;
  write(page.waits, waits ?? "");
  const word = words[state] ?? "play";
  write(page.play.lastChild, word);
  page.play.dataset.icon = word;
  own ??= speed;
  if (page.speed.value !== `${speed}`) options(page.speed, ladder(), number, speed);
  page.seek.value = time;
  page.seek.ariaValueText = `${date(time)} UTC`;
}

function progressText({ state, progress, endsIn, restsFor, lag, pass, sources }) {
  const share = `${Math.floor(progress * 100)} %`;
  const total = (column) => number(sum(sources.map((source) => source[column])));
  const ends = state === "running" && endsIn !== null ? ` · ends in ${duration(endsIn)}` : "";
  return {
    preparing: `reads the files: ${share}, ${total(0)} records so far`,
    following: `live edge, ${duration(lag)} behind, ${total(4)} bytes to read`,
    finished: "finished: these are the totals",
    resting: `next pass in ${duration(restsFor)}`,
  }[state] ?? `pass ${pass} · ${share}${ends}${lag >= 1 ? ` · lag ${duration(lag)}` : ""}`;
}

page.speed.onchange = () => send("speed", { speed: page.speed.value });
page.story.onchange = () => seek(Number(page.story.value));
const slid = () => Math.min(model.hello.range.end, page.seek.valueAsNumber);
page.seek.oninput = () => showTransport(slid());
page.seek.onchange = () => seek(slid());
page.density.onclick = ({ offsetX }) => {
  const { start, end } = model.hello.range;
  if (!page.seek.disabled) seek(start + (offsetX / page.density.clientWidth) * (end - start));
};
page.token.onsubmit = () => {
  sessionStorage.token = page.token[0].value;
  page.token.reset();
  page.token.hidden = true;
  write(page.said, "");
};
