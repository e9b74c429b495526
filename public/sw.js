// Brings requests for the toy server, which lives in a page, to such a page, and the answers back.
//
// Keeps nothing between events: a browser stops an idle worker when it likes. Only addresses at and under
// `<scope>api` are touched. What is said between worker and page is written down in src/dispatch/relay.rs.
"use strict";

const VERSION = 1; // As in src/dispatch/relay.rs.
const TAKE_MS = 2_000; // For a page to say that it takes a request.
const ANSWER_MS = 20_000; // For that page to answer it.

const scope = new URL(self.registration.scope);
const api = new URL("api", scope).href;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("message", (event) => {
  if (event.data === "claim") event.waitUntil(self.clients.claim());
  if (event.data === "hello") event.ports[0]?.postMessage({ version: VERSION });
});

self.addEventListener("fetch", (event) => {
  if (isApi(event.request.url)) event.respondWith(relay(event).catch(broken));
});

function isApi(url) {
  return url.startsWith(api) && /^([/?#]|$)/.test(url.slice(api.length));
}

/** The answer to a request: from the page it came from, or else from any other page that takes it. */
async function relay(event) {
  const { request } = event;
  const message = {
    method: request.method,
    target: request.url.slice(scope.origin.length).replace(/#.*/, ""),
    fields: [...request.headers],
    content: await request.arrayBuffer(),
    own: false,
  };
  // The client of a navigation is the page that is left, which has not sent it.
  const sender = request.mode === "navigate" ? "" : event.clientId;
  const pages = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  const playgrounds = pages.filter((page) => page.url.startsWith(scope.href) && !isApi(page.url));
  const own = playgrounds.filter((page) => page.id === sender);
  const others = playgrounds.filter((page) => page.id !== sender);

  for (const group of [own, others]) {
    const port = await taker(group);
    if (!port) continue;
    message.own = group === own;
    const answer = await ask(port, message);
    if (answer === undefined) return problem(request, 504, "The page that took this request did not answer it in time. It may have acted on it: look before you send it again.");
    if (answer === "decline") return problem(request, 503, "This request came too late, and was answered another way meanwhile.");
    return response(request, answer);
  }
  return problem(request, 503, "The toy server lives in a page, and no page is open to answer. Open the playground in another tab, then try again.");
}

/** Offers a request to all these pages at once; the port of the first of them, in this order, that takes it. */
async function taker(pages) {
  const offers = pages.map((page) => {
    const { port1: port, port2: theirs } = new MessageChannel();
    const reply = heard(port, TAKE_MS);
    page.postMessage({ toyshelf: "offer" }, [theirs]);
    return { port, reply };
  });
  let taken = null;
  for (const { port, reply } of offers) {
    if (!taken && (await reply) === "take") taken = port;
    else port.close();
  }
  return taken;
}

async function ask(port, message) {
  const reply = heard(port, ANSWER_MS);
  port.postMessage(message, [message.content]);
  const answer = await reply;
  port.close();
  return answer;
}

/** The next message on a port, or undefined where none comes within so many milliseconds. */
function heard(port, ms) {
  return new Promise((resolve) => {
    const limit = setTimeout(resolve, ms);
    port.onmessage = ({ data }) => {
      clearTimeout(limit);
      resolve(data);
    };
  });
}

function response(request, { status, fields, content }) {
  // The constructor refuses content, even empty content, for these (Fetch §2.2.3, null body status).
  const bare = request.method === "HEAD" || [204, 205, 304].includes(status);
  return new Response(bare ? null : content, { status, headers: fields });
}

function broken(error) {
  return Response.json(
    { title: "The service worker could not relay this request", status: 500, detail: String(error) },
    { status: 500, headers: { "content-type": "application/problem+json", "cache-control": "no-store" } },
  );
}

/** A problem of the worker's own (RFC 9457); for a browser tab, a page a person can read. */
function problem(request, status, detail) {
  const title = status === 503 ? "No page to answer" : "No answer in time";
  const headers = { "cache-control": "no-store", "content-type": "application/problem+json" };
  if (status === 503) headers["retry-after"] = "2";
  let body = JSON.stringify({ title, status, detail });
  if (request.mode === "navigate") {
    headers["content-type"] = "text/html; charset=utf-8";
    headers["content-security-policy"] = "default-src 'none'";
    body = `<!DOCTYPE html><html lang="en"><meta name="viewport" content="width=device-width"><title>${title}</title><h1>${status}: ${title}</h1><p>${detail}</p><p><a href="${escaped(scope.href)}" target="_blank" rel="noopener">Open the playground</a></p></html>`;
  }
  return new Response(request.method === "HEAD" ? null : body, { status, headers });
}

function escaped(text) {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
