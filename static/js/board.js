// Moving a card on the board, by pointer or by keyboard. The board is whole without this: every card links to its
// own page with a form. What is dropped is sent as the hidden form #move-form: item, room, start, version.

const board = document.querySelector("[data-board]");
const live = document.getElementById("board-live");
const form = document.getElementById("move-form");
const STEP_QUARTERS = 1;
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

function pickUp(card) {
  const lane = card.closest("[data-lane]");
  const ghost = document.createElement("li");
  ghost.setAttribute("aria-hidden", "true");
  move = { card, ghost, lane, at: number(card, "at"), quarters: number(card, "for") || 1, pointer: null };
  move.home = `${lane.dataset.room} ${lane.dataset.date} ${move.at}`;
  move.from = move.at;
  card.classList.add("card--lifted");
  board.classList.add("board--moving");
  layCells();
  hover(lane, move.at, false);
  say("lifted", { title: card.dataset.label });
}

function hover(lane, at, aloud = true) {
  const first = number(board, "first");
  const last = first + number(board, "rows") - move.quarters;
  move.lane = lane;
  move.at = Math.max(first, Math.min(at, last));
  move.ghost.className = `ghost at-${move.at} for-${move.quarters}`;
  move.ghost.textContent = `${start()} ${move.card.dataset.label}`;
  if (move.ghost.parentElement !== lane) lane.append(move.ghost);
  if (aloud) say("over", facts());
}

// Quarters are the board's measure, not the programme's: at its own quarter a card keeps its own minute.
function start() {
  return move.at === move.from ? move.card.dataset.start : clock(move.at);
}

function facts() {
  return { title: move.card.dataset.label, room: move.lane.dataset.label, start: start() };
}

function putBack() {
  move.ghost.remove();
  move.card.classList.remove("card--lifted");
  board.classList.remove("board--moving");
  for (const cell of board.querySelectorAll(".cell")) cell.remove();
  move = null;
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
  const { card, lane, at, home } = move;
  if (`${lane.dataset.room} ${lane.dataset.date} ${at}` === home) return cancel();
  say("dropped", facts());
  fill({ item: card.dataset.item, version: card.dataset.version, room: lane.dataset.room, start: `${lane.dataset.date}T${start()}` });
  putBack();
  form.requestSubmit();
}

// Keyboard -------------------------------------------------------------------------------------------

function sideways(step) {
  const lanes = [...move.lane.closest("[data-day]").querySelectorAll("[data-lane]")];
  const forward = document.dir === "rtl" ? -step : step;
  return lanes[lanes.indexOf(move.lane) + forward] ?? move.lane;
}

function otherDay(step) {
  const days = [...board.querySelectorAll("[data-day]")];
  const day = days[days.indexOf(move.lane.closest("[data-day]")) + step];
  return day?.querySelector(`[data-lane][data-room="${CSS.escape(move.lane.dataset.room)}"]`) ?? move.lane;
}

const KEYS = {
  ArrowUp: () => hover(move.lane, move.at - STEP_QUARTERS),
  ArrowDown: () => hover(move.lane, move.at + STEP_QUARTERS),
  ArrowLeft: () => hover(sideways(-1), move.at),
  ArrowRight: () => hover(sideways(1), move.at),
  PageUp: () => hover(otherDay(-1), move.at),
  PageDown: () => hover(otherDay(1), move.at),
  Enter: drop,
  " ": drop,
  Escape: cancel,
  Tab: cancel,
};

function onKey(event) {
  if (move) {
    if (!KEYS[event.key]) return;
    event.preventDefault();
    KEYS[event.key]();
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
  if (!card || event.button !== 0 || move || (!grip && event.pointerType !== "mouse")) return;
  event.preventDefault();
  const from = { x: event.clientX, y: event.clientY };
  const onMove = (moved) => {
    if (!move && Math.hypot(moved.clientX - from.x, moved.clientY - from.y) < 6) return;
    if (!move) pickUp(card);
    const cell = document.elementFromPoint(moved.clientX, moved.clientY)?.closest(".cell");
    if (cell && (cell.parentElement !== move.lane || Number(cell.dataset.at) !== move.at)) hover(cell.parentElement, Number(cell.dataset.at));
  };
  const stop = new AbortController();
  const finish = (act) => () => { stop.abort(); if (move) act(); else grip?.focus(); };
  const { signal } = stop;
  window.addEventListener("pointermove", onMove, { signal });
  window.addEventListener("pointerup", finish(drop), { signal });
  window.addEventListener("pointercancel", finish(cancel), { signal });
  window.addEventListener("keydown", (key) => { if (key.key === "Escape") stop.abort(); }, { signal, capture: true });
}

// A screen reader presses a button without key or pointer: a click that counts no clicks.
function onBareClick(event) {
  const grip = event.detail === 0 && !move && event.target.closest("[data-grip]");
  if (grip) pickUp(grip.closest("[data-item]"));
}

if (board && live && form) {
  for (const lane of board.querySelectorAll("[data-lane]")) widen(lane);
  for (const grip of board.querySelectorAll("[data-grip]")) grip.hidden = false;
  document.addEventListener("keydown", onKey);
  board.addEventListener("pointerdown", onPointerDown);
  board.addEventListener("click", onBareClick);
  board.addEventListener("dragstart", (event) => event.preventDefault());
}
