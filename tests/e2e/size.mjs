// What a first visit costs: every file the page fetches before a request can be sent, at brotli's best.
// `cargo xtask test --only size` builds first; alone: `node tests/e2e/size.mjs [DIST]`.
// The list is not kept by hand: it is read off the page, and off the style sheets and modules that the page names.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, constants } from "node:zlib";

/** The smallest peer's first load (RapiDoc), in bytes of brotli. */
const BUDGET = 179_000;

const dist = process.argv[2] ?? process.env.TOYSHELF_DIST ?? fileURLToPath(new URL("../../dist", import.meta.url));

const PAGE = /(?:\b(?:href|src|data-js|data-wasm)=)"\.\/([^"#?]+)"/g;
const SHEET = /(?:@import\s+|url\()\s*["']?\.\/([^"')]+)/g;
const MODULE = /(?:\bfrom\s*|\bimport\s*|\bimport\s*\(\s*)["']\.\/([^"']+)["']/g;
const MANIFEST = /"src":\s*"\.\/([^"]+)"/g;

const files = new Map();
function add(name, from) {
  if (files.has(name)) return;
  let content;
  try {
    content = readFileSync(join(dist, name));
  } catch {
    throw new Error(`${from} names ${name}, which is not in the site. Build it: cargo xtask build`);
  }
  const quality = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: content.length };
  files.set(name, { plain: content.length, brotli: brotliCompressSync(content, { params: quality }).length });
  const text = () => content.toString("utf8");
  const follow = (pattern) => {
    for (const [, named] of text().matchAll(pattern)) add(named, name);
  };
  if (name.endsWith(".html")) follow(PAGE);
  if (name.endsWith(".css")) follow(SHEET);
  if (name.endsWith(".js")) follow(MODULE);
  if (name.endsWith(".webmanifest")) follow(MANIFEST);
}

try {
  add("index.html", "The budget");
  // Registered by the app as it starts, so fetched beside the first request; small, and counted to be fair.
  try {
    add("sw.js", "The app");
  } catch {
    console.log("(no sw.js in this site)");
  }
  if (![...files.keys()].some((name) => name.endsWith(".wasm"))) throw new Error("index.html names no .wasm file.");
} catch (error) {
  console.error(error.message);
  process.exit(1);
}

const total = [...files.values()].reduce((sum, { brotli }) => sum + brotli, 0);
for (const [name, { plain, brotli }] of [...files].sort(([, a], [, b]) => b.brotli - a.brotli)) {
  console.log(`${String(brotli).padStart(8)} B brotli ${String(plain).padStart(9)} B plain  ${name}`);
}
console.log(`${String(total).padStart(8)} B brotli in all, of ${BUDGET} (${Math.round((100 * total) / BUDGET)} %)`);
if (total > BUDGET) {
  console.error(`The first load is ${total - BUDGET} bytes over its budget: see what grew, or fetch it when it is first used.`);
  process.exitCode = 1;
}
