// One `fetch` there and back: through our worker to the engine in the real page, which draws it as always; through
// MSW's worker to MSW in a page that does nothing else; and, for scale, to a server on this machine.

import { cpSync } from "node:fs";
import { join } from "node:path";
import { benches, bundle } from "../tools/prepare.mjs";
import { serve } from "../tools/serve.mjs";
import { digits, median, table, times } from "../tools/table.mjs";

const ROUNDS = 15;
const CALLS = 20;

/** In the page: waits until a worker has taken the page over. */
function controlled() {
  return navigator.serviceWorker.ready.then(
    () =>
      navigator.serviceWorker.controller ??
      new Promise((resolve) => navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true })),
  );
}

/** In the page: milliseconds for each of some calls of one request, each checked. */
async function calls({ address, init, names, status, count }) {
  const took = [];
  for (let n = 0; n < count; n += 1) {
    const body = names && JSON.stringify({ ...init.toy, name: `${init.toy.name} ${names + n}` });
    const start = performance.now();
    const response = await fetch(address, { method: init.method, headers: init.headers, body });
    const text = await response.text();
    took.push(performance.now() - start);
    if (response.status !== status) throw new Error(`${address} answered ${response.status}: ${text}`);
    if (!JSON.parse(text).name) throw new Error(`${address} answered without a toy: ${text}`);
  }
  return took;
}

/** In the page: whether the last request to this address went by a worker. */
function byWorker(address) {
  const entries = performance.getEntriesByName(new URL(address, document.baseURI).href);
  return entries.length > 0 && entries.at(-1).workerStart > 0;
}

const json = { Accept: "application/json", "Content-Type": "application/json" };
const toy = { name: "Blue boat", kind: "boat", color: "#2f5fd0", madeOf: "wood" };
const operations = [
  { id: "get", name: "GET an item", address: "api/toys/car", status: 200, init: { method: "GET", headers: json } },
  { id: "post", name: "POST", address: "api/toys", status: 201, init: { method: "POST", headers: json, toy } },
];

export async function measure(browser, dist) {
  const msw = await bundle("worker", "page.js");
  cpSync(join(benches, "node_modules/msw/lib/mockServiceWorker.js"), join(msw, "mockServiceWorker.js"));
  const answers = {};
  const site = await serve({ "/toyshelf/": dist, "/msw/": msw }, answers);
  const context = await browser.newContext();
  try {
    const ours = await context.newPage();
    await ours.goto(`${site.origin}/toyshelf/`);
    await ours.evaluate(controlled);
    // The page may take a moment to say that it is there to answer.
    await ours.waitForFunction(() => fetch("api/toys/car").then((response) => response.ok && response.headers.has("etag")));
    const seed = await ours.evaluate(() =>
      fetch("api/toys").then((response) => response.json()).then(({ items }) => items.map((toy) => ({ toy, version: 1 }))),
    );
    answers["/msw/plain/car.json"] = answers["/toyshelf/plain/car.json"] = JSON.stringify(seed.find(({ toy }) => toy.id === "car").toy);

    const theirs = await context.newPage();
    await theirs.goto(`${site.origin}/msw/`);
    await theirs.evaluate(async (seed) => (await import(new URL("page.js", document.baseURI).href)).start(seed), seed);
    await theirs.evaluate(controlled);

    const contenders = [
      { name: "Toyshelf", page: ours },
      { name: "MSW", page: theirs },
    ];
    const same = await Promise.all(
      contenders.map(({ page }) => page.evaluate(() => fetch("api/toys/car").then((response) => response.text()).then((text) => text.length))),
    );
    if (Math.abs(same[0] - same[1]) > 40) throw new Error(`The two answers differ in size: ${same.join(" and ")} characters.`);

    const figures = {};
    let number = 1;
    for (const { id, init, ...operation } of operations) {
      figures[id] = { Toyshelf: [], MSW: [] };
      for (let round = -1; round < ROUNDS; round += 1) {
        for (const { name, page } of round % 2 ? contenders : contenders.toReversed()) {
          await page.bringToFront();
          const took = await page.evaluate(calls, { ...operation, init, names: init.toy && number, count: CALLS });
          number += CALLS;
          if (!(await page.evaluate(byWorker, operation.address))) throw new Error(`${name} was not answered by its worker.`);
          if (round >= 0) figures[id][name].push(median(took));
          await page.evaluate(() => performance.clearResourceTimings());
        }
      }
    }
    const plain = [];
    for (let round = -1; round < ROUNDS; round += 1) {
      const address = new URL("/plain", site.origin).pathname;
      answers[address] = answers["/msw/plain/car.json"];
      const init = { method: "GET", headers: json };
      const bare = await browser.newPage();
      answers["/bare/"] = "<!DOCTYPE html><title>bare</title><link rel=icon href='data:,'>";
      await bare.goto(`${site.origin}/bare/`);
      const took = await bare.evaluate(calls, { address, init, status: 200, count: CALLS });
      await bare.close();
      if (round >= 0) plain.push(median(took));
    }
    const rows = operations.map(({ id, name }) => {
      const { Toyshelf, MSW } = figures[id];
      const ratio = median(MSW.map((figure, round) => figure / Toyshelf[round]));
      return [name, digits(median(Toyshelf)), digits(median(MSW)), times(ratio), id === "get" ? digits(median(plain)) : ""];
    });
    return [{ title: "One `fetch` through a service worker", text: table(["ms a call", "Toyshelf", "MSW", "MSW ÷ ours", "local server"], rows) }];
  } finally {
    await context.close();
    await site.stop();
  }
}
