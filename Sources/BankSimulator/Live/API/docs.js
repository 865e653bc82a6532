"use strict";
// Begins and ends incidents by the same requests as curl. Texts of the simulator only ever become text.

const byId = (id) => document.getElementById(id);
const clock = (time) => new Date(time).toLocaleTimeString();

function element(name, text, className) {
  const made = document.createElement(name);
  if (text !== undefined) made.textContent = text;
  if (className) made.className = className;
  return made;
}

async function ask(method, path, body) {
  const headers = {};
  const token = byId("token").value.trim();
  if (token) headers.Authorization = "Bearer " + token;
  if (body) headers["Content-Type"] = "application/json";
  const response = await fetch(path, { method, headers, body: body && JSON.stringify(body) });
  return { status: response.status, object: await response.json() };
}

// "2m", "1h30m" in milliseconds.
function milliseconds(duration) {
  const units = { ms: 1, s: 1e3, m: 6e4, h: 36e5, d: 864e5, w: 6048e5, y: 31536e6 };
  let sum = 0;
  for (const [, number, unit] of duration.matchAll(/(\d+)(ms|[smhdwy])/g)) sum += number * units[unit];
  return sum;
}

function expectation(incident) {
  if (!incident.expect) return "no alert is expected";
  if (!incident.expect.within) return incident.expect.alert + " is expected";
  const last = new Date(incident.start).getTime() + milliseconds(incident.expect.within);
  return `${incident.expect.alert} is expected within ${incident.expect.within}, by ${clock(last)}`;
}

function show(sentence, object, isRefused) {
  const answer = byId("answer");
  answer.className = isRefused ? "answer refused" : "answer";
  byId("sentence").textContent = sentence;
  byId("whole").hidden = !object;
  byId("json").textContent = object ? JSON.stringify(object, null, 2) : "";
}

async function act(button, method, path, body, tell) {
  button.disabled = true;
  try {
    const { status, object } = await ask(method, path, body);
    const isRefused = status >= 400;
    show(isRefused ? `${status}: ${object.detail}` : tell(object), isRefused ? null : object, isRefused);
    if (status === 401) {
      byId("token-label").hidden = false;
      byId("token").focus();
    } else if (!isRefused) {
      try { sessionStorage.setItem("token", byId("token").value); } catch { /* Without storage it is asked for again. */ }
    }
  } catch {
    show("The simulator does not answer.", null, true);
  }
  button.disabled = false;
  refresh();
}

function begin(button) {
  const body = {};
  const [duration, intensity] = [byId("duration").value.trim(), byId("intensity").value.trim()];
  if (duration) body.duration = duration;
  if (intensity) body.intensity = Number(intensity);
  act(button, "POST", "/incidents/" + encodeURIComponent(button.dataset.scenario), body, (incident) =>
    `${incident.incident}: ${incident.name} runs until ${clock(incident.end)}; ${expectation(incident)}.`);
}

function end(button) {
  act(button, "DELETE", "/incidents/" + button.dataset.incident, null, (incident) =>
    `${incident.incident}: ${incident.name} ends.`);
}

function row(incident) {
  const made = element("tr");
  const name = element("td");
  name.append(element("code", incident.incident), ` ${incident.name}${incident.by_chance ? ", by chance" : ""}`);
  const until = element("td", clock(incident.end));
  until.dataset.name = "until";
  const alert = element("td", expectation(incident));
  const last = element("td", undefined, "act");
  const button = element("button", "End");
  button.dataset.incident = incident.incident;
  button.setAttribute("aria-label", `End ${incident.incident}, ${incident.name}`);
  last.append(button);
  made.append(name, until, alert, last);
  return made;
}

let shown = "";

async function refresh() {
  let running;
  try {
    running = (await ask("GET", "/incidents")).object.incidents.filter((incident) => incident.active);
  } catch {
    byId("state").textContent = "The simulator does not answer; what ran last:";
    return;
  }
  byId("state").textContent = running.length ? `${running.length} of at most 32:` : "Nothing runs.";
  byId("running").hidden = !running.length;
  // A button that has the focus stays the same one while nothing changes.
  const present = running.map((incident) => incident.incident + incident.end).join();
  if (present === shown) return;
  shown = present;
  const focused = document.activeElement.dataset.incident;
  byId("running").tBodies[0].replaceChildren(...running.map(row));
  if (focused) document.querySelector(`button[data-incident="${CSS.escape(focused)}"]`)?.focus();
}

for (const hidden of document.querySelectorAll("[data-scripted]")) hidden.hidden = false;
try { byId("token").value = sessionStorage.getItem("token") ?? ""; } catch { /* As above. */ }
if (byId("token").value) byId("token-label").hidden = false;
byId("options").addEventListener("submit", (event) => event.preventDefault());
document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (button?.dataset.scenario) begin(button);
  if (button?.dataset.incident) end(button);
});
document.addEventListener("visibilitychange", () => { if (!document.hidden) refresh(); });
setInterval(() => { if (!document.hidden) refresh(); }, 2000);
refresh();
