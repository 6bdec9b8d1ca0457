// The itinerary: says that its reader has looked, and keeps a copy for when there is no network. Works without either.

// <form data-looked hidden>: sent once, when the page is really before somebody's eyes.
function tellOnceSeen(form) {
  const tell = () => {
    if (document.visibilityState !== "visible") return;
    document.removeEventListener("visibilitychange", tell);
    fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual", keepalive: true }).catch(() => {});
  };
  document.addEventListener("visibilitychange", tell);
  tell();
}
for (const form of document.querySelectorAll("form[data-looked]")) tellOnceSeen(form);

// <div data-offline="address of the reduced copy" …>: the worker keeps it, so that the page can be read without a network.
async function keepForLater(place) {
  const { offline, worker, scope, styles, reader } = place.dataset;
  await navigator.serviceWorker.register(worker, { scope });
  const { active } = await navigator.serviceWorker.ready;
  active?.postMessage({ keep: offline, styles: styles.split(" "), reader });
}
const place = document.querySelector("[data-offline]");
if (place && "serviceWorker" in navigator) keepForLater(place).catch(() => {});
