// Keeps a reduced copy of its reader's itineraries for when there is no network. It looks after /portal/itineraries/
// only, keeps nothing but those copies and their two style sheets, and forgets them when the house says so.

const STORE = "itineraries";
const READER = "/portal/itineraries/reader"; // no page: under this name the store remembers whose it is
const GONE = new Set([401, 403, 404, 410]);

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  const { keep, styles, reader } = event.data ?? {};
  if (keep) event.waitUntil(keepCopy(keep, styles ?? [], reader ?? ""));
});

async function keepCopy(address, styles, reader) {
  let store = await caches.open(STORE);
  const kept = await store.match(READER);
  if (kept && (await kept.text()) !== reader) {
    await caches.delete(STORE); // somebody else reads on this device now
    store = await caches.open(STORE);
  }
  const answer = await fetch(address, { credentials: "same-origin", cache: "no-store" });
  if (!answer.ok || answer.redirected) return void (await store.delete(address));
  await store.put(READER, new Response(reader));
  await store.put(address, answer);
  await store.addAll(styles);
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(page(request));
  else if (request.destination === "style") event.respondWith(style(request));
});

async function page(request) {
  const copy = copyOf(new URL(request.url));
  let answer;
  try {
    answer = await fetch(request);
  } catch (trouble) {
    return (copy && (await kept(copy))) || (await anyKept()) || Promise.reject(trouble);
  }
  // These pages lead nowhere but to the sign-in page: whoever is sent there has no right to a copy.
  if (answer.type === "opaqueredirect") await caches.delete(STORE);
  else if (copy && GONE.has(answer.status)) await (await caches.open(STORE)).delete(copy);
  return answer;
}

async function style(request) {
  try {
    return await fetch(request);
  } catch (trouble) {
    return (await kept(request)) || Promise.reject(trouble);
  }
}

function copyOf(url) {
  const found = url.pathname.match(/^\/portal\/itineraries\/(\d+)\//);
  return found && `/portal/itineraries/${found[1]}/offline/`;
}

async function kept(name) {
  return (await caches.has(STORE)) ? (await caches.open(STORE)).match(name) : undefined;
}

async function anyKept() {
  if (!(await caches.has(STORE))) return undefined;
  const store = await caches.open(STORE);
  const copies = (await store.keys()).filter((one) => one.url.endsWith("/offline/"));
  return copies.length ? store.match(copies.at(-1)) : undefined;
}
