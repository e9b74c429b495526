// The page whose requests MSW's worker takes: the toys of the real page, answered by MSW's handlers.

import { setupWorker } from "msw/browser";
import { toyHandlers } from "../dispatch/msw.js";

/** Starts MSW with these toys; its worker stands beside this page. */
export async function start(seed) {
  const { handlers } = toyHandlers(seed, new URL("api", document.baseURI).pathname);
  const worker = setupWorker(...handlers);
  const url = new URL("mockServiceWorker.js", document.baseURI).pathname;
  await worker.start({ quiet: true, onUnhandledRequest: "bypass", serviceWorker: { url, options: { scope: "./" } } });
}
