// Small courtesies for every page. Nothing here is needed: each form works without script.

const dialog = document.getElementById("confirm");
const agreed = new WeakSet();

// <button data-confirm="Sentence?" data-confirm-yes="Cancel the visit"> (or on the form) asks before sending.
function askFirst(event) {
  const form = event.target;
  const asks = event.submitter?.dataset.confirm ? event.submitter : form;
  if (!asks.dataset.confirm || agreed.has(form) || !dialog?.showModal) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  dialog.querySelector("#confirm-words").textContent = asks.dataset.confirm;
  const yes = dialog.querySelector("#confirm-yes");
  yes.dataset.usual ??= yes.textContent;
  yes.textContent = asks.dataset.confirmYes || yes.dataset.usual;
  dialog.returnValue = "no";
  dialog.addEventListener("close", () => {
    if (dialog.returnValue !== "yes") return;
    agreed.add(form);
    form.requestSubmit(event.submitter ?? undefined);
    agreed.delete(form);
  }, { once: true });
  dialog.showModal();
}
document.addEventListener("submit", askFirst, true);

// <select data-autosubmit> sends its form; the button beside it, [data-autosubmit-button], is then not needed.
for (const select of document.querySelectorAll("select[data-autosubmit]")) {
  select.form?.querySelector("[data-autosubmit-button]")?.setAttribute("hidden", "");
  select.addEventListener("change", () => select.form.requestSubmit());
}

for (const button of document.querySelectorAll("[data-dismiss]")) {
  button.hidden = false;
  button.addEventListener("click", () => button.closest(".message")?.remove());
}

// <label data-all-of="name" hidden> around a box: ticks every box of that name in its form, and follows them.
for (const label of document.querySelectorAll("[data-all-of]")) {
  const all = label.querySelector("input");
  const boxes = [...all.form.querySelectorAll(`input[type=checkbox][name="${label.dataset.allOf}"]`)];
  const follow = () => {
    all.checked = boxes.every((box) => box.checked);
    all.indeterminate = !all.checked && boxes.some((box) => box.checked);
  };
  label.hidden = boxes.length < 2;
  all.addEventListener("change", () => { for (const box of boxes) box.checked = all.checked; });
  for (const box of boxes) box.addEventListener("change", follow);
}

// <form data-keep>: leaving with unsent words asks first.
const unsent = new Set();
document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-keep]");
  if (form) unsent.add(form);
});
document.addEventListener("submit", (event) => unsent.delete(event.target));
window.addEventListener("beforeunload", (event) => {
  if (unsent.size) event.preventDefault();
});

// Whoever signs out leaves no copy of an itinerary behind. The server says so, too: not every browser listens to it.
document.addEventListener("submit", (event) => {
  if (event.target.matches?.("form[action$='/sign-in/out/']")) globalThis.caches?.delete("itineraries").catch(() => {});
});
