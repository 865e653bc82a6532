// One key for each control. None works in a field for text, or with a modifier that is the browser's.

import { element, page, press } from "./format.js";
import { changeSpeed, jump, move, playOrPause, send } from "./transport.js";

const control = [
  [" ", "space", "play, pause", playOrPause],
  ["ArrowLeft", "←", "one step back, with shift ten", ({ shiftKey }) => move(shiftKey ? -10 : -1)],
  ["ArrowRight", "→", "one step forward, with shift ten", ({ shiftKey }) => move(shiftKey ? 10 : 1)],
  [".", ".", "one step forward", () => move(1)],
  ["<", "<", "slower", () => changeSpeed(-1)],
  [">", ">", "faster", () => changeSpeed(1)],
  ["n", "n", "next incident, or rejected record", () => jump(1)],
  ["p", "p", "the one before", () => jump(-1)],
  ["Home", "Home", "restart", () => send("restart")],
];
const looking = [
  ["/", "/", "filter", () => page.filter.focus()],
  ["1", "1", "sources", () => openPanel("sources")],
  ["2", "2", "rejected", () => openPanel("rejected")],
  ["3", "3", "mapping", () => openPanel("about")],
  ["t", "t", "table of the chart in use", () => cardInUse()?.toggleTable()],
  ["h", "h", "heat of the histogram in use", () => cardInUse()?.toggleHeat()],
  ["?", "?", "these keys", () => page.keys.showModal()],
];

/** The card with the keyboard or the pointer in it, or else the first. */
function cardInUse() {
  const all = [...document.querySelectorAll(".card:not([hidden])")];
  const found = (query) => all.find((card) => card.matches(query));
  return (found(":focus-within") ?? found(":hover") ?? all[0])?.card;
}

function openPanel(id) {
  showTab(id);
  page[id].open = true;
  page[id].firstElementChild.focus();
}

/** On a phone the panels are tabs. */
function showTab(id) {
  page.main.dataset.tab = id;
  for (const tab of page.tabs.children) press(tab, tab.dataset.tab === id);
}

/** Fields for text take all keys, what moves or scrolls those with a name, the list of speeds its digits. */
function isTaken(key, target) {
  const more = key === " " ? ", button, summary, select, .rows, .values"
    : key.length > 1 ? ", input, select, .rows, .values" : /\d/.test(key) ? ", select" : "";
  return target.matches("input:not([type=range])" + more);
}

export function wireKeys() {
  const row = ([, name, what]) => element(
    "tr", {}, element("td", {}, element("kbd", { textContent: name })), element("td", { textContent: what }));
  page.keys.querySelector("table").append(element("tbody", {}, ...[...control, ...looking].map(row)));
  page.help.onclick = () => page.keys.showModal();
  page.tabs.onclick = ({ target }) => target.dataset.tab && showTab(target.dataset.tab);
  addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.altKey || event.metaKey || page.keys.open) return;
    if (key === "Escape") target.blur();
    if (isTaken(key, target)) return;
    const canControl = !page.transport.disabled && !page.transport.hidden;
    const found = [...(canControl ? control : []), ...looking].find(([one]) => one === key);
    if (!found) return;
    event.preventDefault();
    found[3](event);
  });
}
