// Moving a card on the board, by pointer or by keyboard; the lower edge changes its length. The board is whole without
// this: every card links to its own page with a form. What is dropped is told as the event "board:drop"; if nobody
// takes it up, it is sent as the hidden form #move-form.

let board = document.querySelector("[data-board]");
const live = document.getElementById("board-live");
const form = document.getElementById("move-form");
const STEP_QUARTERS = 1;
const NEAR_EDGE = 70;
let move = null;

const number = (element, name) => Number(getComputedStyle(element).getPropertyValue(`--${name}`));
const clock = (at) => `${String(Math.floor(at / 4)).padStart(2, "0")}:${String((at % 4) * 15).padStart(2, "0")}`;

function say(what, facts = {}) {
  live.textContent = live.dataset[what].replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? "");
}

// Cards that overlap stand side by side; the others of that lane take its whole width.
function widen(lane) {
  const cards = [...lane.querySelectorAll("[data-item]")].map((card) => {
    const from = number(card, "at");
    return { card, from, till: from + (number(card, "for") || 1) };
  });
  for (const one of cards) {
    const meets = cards.some((other) => other !== one && other.from < one.till && one.from < other.till);
    one.card.classList.toggle("card--alone", !meets);
  }
}

// Every lane gets a cell for each quarter hour while something is being moved, and only then.
function layCells() {
  const first = number(board, "first");
  const rows = number(board, "rows");
  for (const lane of board.querySelectorAll("[data-lane]")) {
    for (let at = first; at < first + rows; at += STEP_QUARTERS) {
      const cell = document.createElement("li");
      cell.className = `cell at-${at}`;
      cell.setAttribute("aria-hidden", "true");
      cell.dataset.room = lane.dataset.room;
      cell.dataset.start = `${lane.dataset.date}T${clock(at)}`;
      cell.dataset.at = at;
      lane.append(cell);
    }
  }
}

function pickUp(card, sizing = false) {
  const lane = card.closest("[data-lane]");
  const ghost = document.createElement("li");
  ghost.setAttribute("aria-hidden", "true");
  const minutes = Number(card.dataset.minutes);
  const quarters = lane ? number(card, "for") || 1 : Math.max(1, Math.ceil(minutes / 15));
  const at = lane ? number(card, "at") : number(board, "first") + 4;
  move = { card, ghost, lane, at, quarters, minutes, sizing, toTray: false };
  move.home = lane ? `${lane.dataset.room} ${lane.dataset.date} ${at} ${quarters}` : "tray";
  move.from = lane ? at : null;
  move.length = quarters;
  card.classList.add("card--lifted");
  board.classList.add("board--moving");
  board.querySelector("[data-tray-drop]").hidden = !lane || sizing;
  layCells();
  if (lane) hover(lane, at, false);
  say("lifted", { title: card.dataset.label });
}

function hover(lane, at, aloud = true) {
  const first = number(board, "first");
  const last = first + number(board, "rows") - move.quarters;
  move.lane = lane;
  move.at = Math.max(first, Math.min(at, last));
  overTray(false);
  draw();
  if (aloud) say("over", facts());
}

function size(quarters) {
  const room = number(board, "first") + number(board, "rows") - move.at;
  move.quarters = Math.max(1, Math.min(quarters, room));
  draw();
  say("sized", facts());
}

function draw() {
  move.ghost.className = `ghost at-${move.at} for-${move.quarters}`;
  move.ghost.textContent = `${start()}–${end()} ${move.card.dataset.label}`;
  if (move.ghost.parentElement !== move.lane) move.lane.append(move.ghost);
}

function overTray(yes) {
  move.toTray = yes;
  board.querySelector("[data-tray]").classList.toggle("tray--over", yes);
  if (yes) move.ghost.remove();
}

// Quarters are the board's measure, not the programme's: at its own quarter a card keeps its own minute, and its own
// length until somebody changes that.
function start() {
  return move.at === move.from ? move.card.dataset.start : clock(move.at);
}

const minuteOf = (hour) => Number(hour.slice(0, 2)) * 60 + Number(hour.slice(3));

function minutes() {
  return move.quarters === move.length ? move.minutes : (move.at + move.quarters) * 15 - minuteOf(start());
}

function end() {
  const at = minuteOf(start()) + minutes();
  return `${String(Math.floor(at / 60) % 24).padStart(2, "0")}:${String(at % 60).padStart(2, "0")}`;
}

function facts() {
  return { title: move.card.dataset.label, room: move.lane.dataset.label, start: start(), end: end() };
}

function putBack() {
  move.ghost.remove();
  move.card.classList.remove("card--lifted");
  board.classList.remove("board--moving");
  board.querySelector("[data-tray]").classList.remove("tray--over");
  board.querySelector("[data-tray-drop]").hidden = true;
  for (const cell of board.querySelectorAll(".cell")) cell.remove();
  move = null;
  document.dispatchEvent(new CustomEvent("board:idle"));
}

function cancel() {
  const grip = move.card.querySelector("[data-grip]");
  putBack();
  say("cancelled");
  grip?.focus();
}

// By selector: form.elements.item is a method of the collection, not the field.
function fill(values) {
  for (const [name, value] of Object.entries(values)) form.querySelector(`[name="${name}"]`).value = value;
}

function drop() {
  const { card, lane, at, quarters, home, toTray } = move;
  const known = { item: card.dataset.item, version: card.dataset.version, title: card.dataset.label };
  if (toTray) return home === "tray" ? cancel() : send({ kind: "tray", ...known });
  if (!lane || `${lane.dataset.room} ${lane.dataset.date} ${at} ${quarters}` === home) return cancel();
  say("dropped", facts());
  send({ kind: "move", ...known, room: lane.dataset.room, start: `${lane.dataset.date}T${start()}`, minutes: minutes(), at, quarters });
}

function send(change) {
  putBack();
  const taken = !document.dispatchEvent(new CustomEvent("board:drop", { detail: change, cancelable: true }));
  if (taken) return;
  if (change.kind === "tray") form.action = trayUrl(change.item);
  fill({ item: change.item, version: change.version, room: change.room ?? "", start: change.start ?? "", minutes: change.minutes ?? "" });
  form.requestSubmit();
}

const trayUrl = (item) => form.dataset.trayUrl.replace("/0/", `/${item}/`);

// Keyboard -------------------------------------------------------------------------------------------

function firstLane() {
  return board.querySelector("[data-lane]");
}

function sideways(step) {
  if (!move.lane) return firstLane();
  const lanes = [...move.lane.closest("[data-day]").querySelectorAll("[data-lane]")];
  const forward = document.dir === "rtl" ? -step : step;
  return lanes[lanes.indexOf(move.lane) + forward] ?? move.lane;
}

function otherDay(step) {
  if (!move.lane) return firstLane();
  const days = [...board.querySelectorAll("[data-day]")];
  const day = days[days.indexOf(move.lane.closest("[data-day]")) + step];
  return day?.querySelector(`[data-lane][data-room="${CSS.escape(move.lane.dataset.room)}"]`) ?? move.lane;
}

const KEYS = {
  ArrowUp: (shift) => (shift ? size(move.quarters - STEP_QUARTERS) : hover(move.lane ?? firstLane(), move.at - STEP_QUARTERS)),
  ArrowDown: (shift) => (shift ? size(move.quarters + STEP_QUARTERS) : hover(move.lane ?? firstLane(), move.at + STEP_QUARTERS)),
  ArrowLeft: () => hover(sideways(-1), move.at),
  ArrowRight: () => hover(sideways(1), move.at),
  PageUp: () => hover(otherDay(-1), move.at),
  PageDown: () => hover(otherDay(1), move.at),
  Enter: drop,
  " ": drop,
  Delete: () => { overTray(true); drop(); },
  Escape: cancel,
  Tab: cancel,
};

function onKey(event) {
  if (move) {
    if (!KEYS[event.key]) return;
    event.preventDefault();
    if (event.shiftKey && !move.lane) return;
    KEYS[event.key](event.shiftKey);
    move?.ghost.scrollIntoView({ block: "nearest", inline: "nearest" });
  } else if (event.key === "Enter" || event.key === " ") {
    const grip = event.target.closest?.("[data-grip]");
    if (!grip) return;
    event.preventDefault();
    pickUp(grip.closest("[data-item]"));
  }
}

// Pointer: the mouse may take a card anywhere, a finger takes it by the grip, so that the page still scrolls.

function onPointerDown(event) {
  const card = event.target.closest("[data-item]");
  const grip = event.target.closest("[data-grip]");
  const edge = event.target.closest("[data-edge]");
  if (!card || event.button !== 0 || move || (!grip && !edge && event.pointerType !== "mouse")) return;
  event.preventDefault();
  const from = { x: event.clientX, y: event.clientY };
  const onMove = (moved) => {
    if (!move && Math.hypot(moved.clientX - from.x, moved.clientY - from.y) < 6) return;
    if (!move) pickUp(card, Boolean(edge));
    const under = document.elementFromPoint(moved.clientX, moved.clientY);
    const cell = under?.closest(".cell");
    if (edge) {
      if (cell) size(Number(cell.dataset.at) - move.at + 1);
    } else if (cell && (move.toTray || cell.parentElement !== move.lane || Number(cell.dataset.at) !== move.at)) {
      hover(cell.parentElement, Number(cell.dataset.at));
    } else if (under?.closest("[data-tray]")) overTray(true);
    scrollNear(moved.clientY);
  };
  const stop = new AbortController();
  const finish = (act) => () => { stop.abort(); scrollNear(null); if (move) act(); else grip?.focus(); };
  const { signal } = stop;
  window.addEventListener("pointermove", onMove, { signal });
  window.addEventListener("pointerup", finish(drop), { signal });
  window.addEventListener("pointercancel", finish(cancel), { signal });
  window.addEventListener("keydown", (key) => { if (key.key === "Escape") { stop.abort(); scrollNear(null); } }, { signal, capture: true });
}

// Near the upper or lower edge of the window the page goes along: the days stand one below the other.
let scrolling = 0;
function scrollNear(y) {
  clearInterval(scrolling);
  if (y === null) return;
  const bottom = board.querySelector("[data-tray]").getBoundingClientRect().top;
  const step = y < NEAR_EDGE ? -14 : y > bottom - NEAR_EDGE && y < bottom ? 14 : 0;
  if (step) scrolling = setInterval(() => window.scrollBy(0, step), 16);
}

// A screen reader presses a button without key or pointer: a click that counts no clicks.
function onBareClick(event) {
  const grip = event.detail === 0 && !move && event.target.closest("[data-grip]");
  if (grip) pickUp(grip.closest("[data-item]"));
}

function begin() {
  board = document.querySelector("[data-board]");
  for (const lane of board.querySelectorAll("[data-lane]")) widen(lane);
  for (const handle of board.querySelectorAll("[data-grip], [data-edge]")) handle.hidden = false;
  board.addEventListener("pointerdown", onPointerDown);
  board.addEventListener("click", onBareClick);
  board.addEventListener("dragstart", (event) => event.preventDefault());
}

if (board && live && form) {
  begin();
  document.addEventListener("keydown", onKey);
  document.addEventListener("board:drawn", begin);
}
