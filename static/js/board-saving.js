// Saving what is dropped on the board without leaving the page; what others do meanwhile is shown. A change that could
// not be saved is marked, kept in this browser and tried again; one that has gone stale shows both versions.

const page = document.querySelector("[data-board-page]");
const form = document.getElementById("move-form");
const live = document.getElementById("board-live");
const note = document.getElementById("board-note");
const stale = document.getElementById("board-stale");
const LOOK_EVERY = 4000;
const LONGEST_WAIT = 30000;
const JSON_ONLY = { Accept: "application/json" };
const shelf = `board:${page.dataset.edition}`;
const pending = new Map(); // item → what is to become of it
let wait = 1000;
let retry = 0;
let lost = false;
let redrawDue = false;

const token = () => form.querySelector("[name=csrfmiddlewaretoken]").value;
const cardOf = (item) => page.querySelector(`[data-item="${CSS.escape(item)}"]`);
const moving = () => page.querySelector(".board--moving") !== null;

function say(words) {
  live.textContent = words;
  note.querySelector(".board-note__words").textContent = words;
  note.hidden = false;
  note.querySelector("[data-retry]").hidden = pending.size === 0;
}

function keep() {
  const waiting = [...pending.values()].filter((change) => change.failed);
  if (waiting.length) localStorage.setItem(shelf, JSON.stringify(waiting));
  else localStorage.removeItem(shelf);
}

// The card stands where it was put before the server has said so.
function show(change) {
  const card = cardOf(change.item);
  if (!card) return;
  card.classList.toggle("card--saving", !change.failed);
  card.classList.toggle("card--unsaved", Boolean(change.failed));
  card.dataset.unsaved = change.failed ? note.dataset.failed : "";
  if (change.kind !== "move") return;
  const lane = page.querySelector(`[data-lane][data-room="${CSS.escape(change.room)}"][data-date="${change.start.slice(0, 10)}"]`);
  if (!lane) return;
  card.className = `${card.className.replace(/\b(at|for)-\d+/g, "").replace("tray__card", "card")} at-${change.at} for-${change.quarters}`;
  lane.append(card);
}

async function ask(url, values) {
  const body = new URLSearchParams({ ...values, csrfmiddlewaretoken: token() });
  const answer = await fetch(url, { method: "POST", headers: JSON_ONLY, body });
  const spoken = answer.headers.get("Content-Type")?.includes("json");
  if (answer.status >= 500 || !spoken) throw new Error(String(answer.status));
  return { status: answer.status, ...(await answer.json()) };
}

async function save(change) {
  pending.set(change.item, change);
  change.sent = true;
  show(change);
  const { item, version, room, start, minutes } = change;
  const url = change.kind === "tray" ? form.dataset.trayUrl.replace("/0/", `/${item}/`) : form.action;
  try {
    const answer = await ask(url, change.kind === "tray" ? { version } : { item, version, room, start, minutes });
    const newer = pending.get(item);
    if (newer !== change) return settle(newer, answer.version);
    pending.delete(item);
    keep();
    wait = 1000;
    if (answer.status === 409) return both(change, answer);
    // Until the board is drawn anew, the card may be taken again: as the version it is in now.
    if (answer.version && cardOf(item)) cardOf(item).dataset.version = answer.version;
    say(answer.said ?? answer.refused.join(" "));
    await redraw();
  } catch {
    if (pending.get(item) !== change) return;
    change.failed = true;
    change.sent = false;
    keep();
    show(change);
    say(note.dataset.unsaved.replace("{title}", change.title));
    later();
  }
}

// The card was moved once more while the first move was on its way.
function settle(newer, version) {
  if (version) newer.version = version;
  return save(newer);
}

function later() {
  clearTimeout(retry);
  retry = setTimeout(tryAgain, wait);
  wait = Math.min(wait * 2, LONGEST_WAIT);
}

function tryAgain() {
  clearTimeout(retry);
  for (const change of pending.values()) if (!change.sent) save(change);
}

// Both versions side by side -------------------------------------------------------------------------

function both(change, answer) {
  for (const name of ["title", "who", "now", "wanted"]) stale.querySelector(`[data-stale="${name}"]`).textContent = answer[name];
  stale.querySelector("[data-theirs]").onclick = () => { stale.close(); redraw(); };
  stale.querySelector("[data-mine]").onclick = () => { stale.close(); save({ ...change, version: answer.version }); };
  stale.oncancel = () => redraw();
  stale.showModal();
}

// Drawing anew, without losing the place or a card in somebody's hand --------------------------------

async function redraw() {
  if (moving()) { redrawDue = true; return; }
  redrawDue = false;
  // A room that has just lost its last item stays in sight: somebody may want to put it back.
  const url = new URL(page.dataset.boardUrl, location.href);
  for (const lane of page.querySelectorAll("[data-day]:first-child [data-lane]")) url.searchParams.append("keep", lane.dataset.room);
  const answer = await fetch(url, { cache: "no-store" }).catch(() => null);
  if (!answer?.ok || answer.redirected) return;
  const drawn = await answer.text();
  if (moving()) { redrawDue = true; return; }
  const scrolled = [...page.querySelectorAll(".board-day__scroll")].map((one) => one.scrollLeft);
  const held = document.activeElement?.closest?.("[data-item]")?.dataset.item;
  page.innerHTML = drawn;
  for (const [n, one] of page.querySelectorAll(".board-day__scroll").entries()) one.scrollLeft = scrolled[n] ?? 0;
  document.dispatchEvent(new CustomEvent("board:drawn"));
  for (const change of pending.values()) show(change);
  if (held) cardOf(held)?.querySelector("[data-grip]")?.focus({ preventScroll: true });
}

async function look() {
  if (document.hidden || stale.open) return;
  const { state, number } = page.querySelector("[data-drawn]").dataset;
  const url = `${page.dataset.stateUrl}?since=${number}`;
  try {
    const answer = await fetch(url, { headers: { ...JSON_ONLY, "If-None-Match": `"${state}"` }, cache: "no-store" });
    if (lost) { lost = false; say(note.dataset.returned); tryAgain(); }
    if (answer.status !== 200 || answer.redirected) return;
    const { news } = await answer.json();
    if (news.length) say(news.join(" · "));
    if (![...pending.values()].some((change) => change.sent)) await redraw();
  } catch {
    if (!lost) say(note.dataset.lost);
    lost = true;
  }
}

// Undo and redo --------------------------------------------------------------------------------------

async function step(which) {
  const chosen = page.querySelector(`form[data-step="${which}"]`);
  if (!chosen || chosen.querySelector("button").disabled || moving()) return;
  try {
    const answer = await ask(chosen.action, {});
    say(answer.said ?? answer.refused.join(" "));
  } catch {
    say(note.dataset.lost);
  }
  await redraw();
}

function onKey(event) {
  const typing = event.target.closest?.("input, textarea, select, dialog");
  if (typing || !(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "z") return;
  event.preventDefault();
  step(event.shiftKey ? "redo" : "undo");
}

function fromShelf() {
  try {
    for (const change of JSON.parse(localStorage.getItem(shelf) ?? "[]")) save(change);
  } catch {
    localStorage.removeItem(shelf);
  }
}

document.addEventListener("board:drop", (event) => { event.preventDefault(); take(event.detail); });
document.addEventListener("board:idle", () => { if (redrawDue) redraw(); });
document.addEventListener("keydown", onKey);
document.addEventListener("submit", (event) => {
  const which = event.target.dataset.step;
  if (which) { event.preventDefault(); step(which); }
});
window.addEventListener("online", () => { wait = 1000; tryAgain(); look(); });
window.addEventListener("beforeunload", (event) => { if (pending.size) event.preventDefault(); });
document.addEventListener("visibilitychange", look);
note.querySelector("[data-retry]").addEventListener("click", tryAgain);
note.querySelector("[data-close]").addEventListener("click", () => { note.hidden = true; });
setInterval(look, LOOK_EVERY);
fromShelf();

function take(change) {
  const before = pending.get(change.item);
  if (before?.sent) { pending.set(change.item, change); show(change); } else save(change);
}
