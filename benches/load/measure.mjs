// The first visit: how many bytes until a request can be sent, and how long that takes, from a server on this
// machine, with an empty cache each time.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants } from "node:zlib";
import { benches, peers as unpack } from "../tools/prepare.mjs";
import { serve } from "../tools/serve.mjs";
import { digits, median, table, times } from "../tools/table.mjs";
import { peers } from "./peers.mjs";

const ROUNDS = 7;
const PATIENCE_MS = 30_000;

const ours = {
  name: "Toyshelf",
  home: "/toyshelf/",
  send: () => document.querySelector("[data-testid=send]"),
};

/** In every page, from the start: notes the first frame in which the button can be pressed. */
function watch(send) {
  return `(() => {
    const send = ${send};
    const look = () => {
      const button = send();
      if (button && !button.disabled && button.getClientRects().length > 0) globalThis.usableAt = performance.now();
      else requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  })()`;
}

/**
 * One first visit; gives when the page could send, in ms after navigation began. With `inspect`, also what it fetched, each
 * file marked `early` where it was there by then, and the button is pressed to see that it works: that slows the page, so
 * its time does not count.
 */
async function visit(browser, origin, peer, inspect) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    const page = await context.newPage();
    const fetched = [];
    if (inspect) {
      page.on("response", (response) => {
        // Not what a page made itself, under a `blob:` address.
        if (!response.url().startsWith(origin)) return;
        const body = response.body().catch((error) => error);
        fetched.push({ url: response.url(), status: response.status(), body });
      });
    }
    await page.addInitScript(watch(peer.send));
    await page.goto(origin + peer.home + (peer.path ?? ""), { waitUntil: "commit" });
    const at = await page
      .waitForFunction(() => globalThis.usableAt, null, { timeout: PATIENCE_MS })
      .then((handle) => handle.jsonValue())
      .catch((error) => {
        throw new Error(`${peer.name} could not send within ${PATIENCE_MS / 1000} s: ${error.message.split("\n")[0]}`);
      });
    if (!inspect) return { at, files: [] };
    await page.waitForLoadState("networkidle");
    const early = await page.evaluate(() =>
      performance
        .getEntries()
        .filter((entry) => ["navigation", "resource"].includes(entry.entryType) && entry.responseEnd <= globalThis.usableAt)
        .map((entry) => entry.name),
    );
    const files = await Promise.all(
      fetched.splice(0).map(async ({ url, status, body }) => ({
        path: url.slice(origin.length),
        early: early.includes(url),
        status,
        body: await body,
      })),
    );
    for (const { path, status, body } of files) {
      if (status >= 400) throw new Error(`${peer.name} asked for ${path}, which answered ${status}.`);
      if (body instanceof Error) throw new Error(`${peer.name} fetched ${path}, which cannot be read: ${body.message}`);
    }
    await pressed(page, peer);
    return { at, files };
  } finally {
    await context.close();
  }
}

/** Throws unless pressing the button leads to a request, or, where it opens a dialogue, to that. */
async function pressed(page, peer) {
  if (peer.sends === false) return;
  const button = await page.evaluateHandle(peer.send);
  const sent = peer.opens
    ? page.waitForFunction(() => [...document.querySelectorAll("button")].some((b) => /^\s*Send/.test(b.textContent)))
    : peer === ours
      ? page.waitForFunction(() => /\b200\b/.test(document.body.innerText))
      : page.waitForRequest((request) => new URL(request.url()).pathname.startsWith("/api/"));
  try {
    await Promise.all([sent, button.asElement().click()]);
  } catch (error) {
    throw new Error(`${peer.name}: pressing its button sent nothing: ${error.message.split("\n")[0]}`);
  }
}

const brotli = (body) =>
  brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: body.length } }).length;

/** All files once, without the description of the API that peers are given to show. */
function size(files) {
  const each = new Map(files.map(({ path, body }) => [path.replace(/[?#].*/, ""), body]));
  each.delete("/load/toys.json");
  return [...each.values()].reduce((sum, body) => sum + brotli(body), 0);
}

/** A library that a page imports to answer requests: the smallest bundle with what the toy handlers use. */
async function library(entry, extra = []) {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    stdin: { contents: entry, resolveDir: benches },
    bundle: true,
    minify: true,
    format: "esm",
    target: "chrome120",
    write: false,
    logLevel: "warning",
  });
  return [outputFiles[0].contents, ...extra.map((file) => readFileSync(join(benches, file)))].reduce((sum, body) => sum + brotli(body), 0);
}

export async function measure(browser, dist) {
  const unpacked = unpack();
  const contenders = [
    ours,
    ...peers.map((peer) => ({ ...peer, home: `/${peer.package}/`, version: unpacked[peer.package].version })),
  ];
  const toy = JSON.stringify({ id: "car", name: "Red racing car", kind: "car" });
  const site = await serve(
    {
      "/toyshelf/": dist,
      "/load/": join(benches, "load"),
      ...Object.fromEntries(peers.map((peer) => [`/${peer.package}/`, unpacked[peer.package].folder])),
    },
    { "/api/toys/car": toy, "/api/toys": `[${toy}]`, ...Object.fromEntries(contenders.flatMap(({ home, html }) => (html ? [[home, html]] : []))) },
  );
  try {
    const results = contenders.map((peer) => ({ peer, times: [] }));
    // The first round warms up, checks that the button works, and counts the bytes.
    for (let round = -1; round < ROUNDS; round += 1) {
      for (const result of round % 2 ? results : results.toReversed()) {
        const { at, files } = await visit(browser, site.origin, result.peer, round < 0);
        if (round < 0) Object.assign(result, { bytes: size(files.filter(({ early }) => early)), whole: size(files) });
        else result.times.push(at);
      }
    }
    const msw = await library(
      'export { http, HttpResponse } from "msw"; export { setupWorker } from "msw/browser";',
      ["node_modules/msw/lib/mockServiceWorker.js"],
    );
    const mirage = await library('export { createServer, Model, Response } from "miragejs";');
    const [{ bytes, times: own }] = results;
    const rows = results.map(({ peer, bytes: theirs, whole, times: took }) => [
      peer.version ? `${peer.name} ${peer.version}` : peer.name,
      digits(theirs / 1000),
      times(theirs / bytes),
      digits(whole / 1000),
      peer.sends === false ? "" : digits(median(took)),
      peer.sends === false ? "" : times(median(took.map((figure, round) => figure / own[round]))),
    ]);
    for (const [name, theirs] of [["MSW (library)", msw], ["Mirage (library)", mirage]]) {
      rows.push([name, digits(theirs / 1000), times(theirs / bytes), "", "", ""]);
    }
    return [{ title: "The first visit", text: table(["", "kB until Send", "÷ ours", "kB in all", "ms until Send", "÷ ours"], rows) }];
  } finally {
    await site.stop();
  }
}
