// `cargo xtask bench`: measures, prints tables, and keeps them in benches/README.md.
//
//   node benches/run.mjs [dispatch] [worker] [load] [stage] [--no-write]
//
// Needs Chromium (CHROME, or on the path) and, for all but `dispatch`, a built site (TOYSHELF_DIST, or dist/).

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join, resolve } from "node:path";
import { benches, chrome, packages, root } from "./tools/prepare.mjs";

const SECTIONS = ["dispatch", "worker", "load", "stage"];

function wanted(words) {
  const sections = words.filter((word) => word !== "--no-write");
  const unknown = sections.find((word) => !SECTIONS.includes(word));
  if (unknown) throw new Error(`\`bench\` does not know \`${unknown}\`; it takes ${SECTIONS.join(", ")} and --no-write.`);
  return { sections: sections.length ? sections : SECTIONS, write: !words.includes("--no-write") };
}

function site() {
  const dist = resolve(root, process.env.TOYSHELF_DIST ?? "dist");
  if (existsSync(join(dist, "index.html"))) return dist;
  throw new Error(`There is no built site in ${dist}. \`cargo xtask build\` makes one.`);
}

/** Puts a section's tables between its markers in benches/README.md; the rest of the file stays as it is. */
function keep(section, text) {
  const file = join(benches, "README.md");
  const readme = readFileSync(file, "utf8");
  const [from, to] = [`<!-- ${section}: begin -->`, `<!-- ${section}: end -->`];
  const [start, end] = [readme.indexOf(from), readme.indexOf(to)];
  if (start < 0 || end < start) throw new Error(`benches/README.md has lost its markers ${from} and ${to}.`);
  writeFileSync(file, `${readme.slice(0, start + from.length)}\n${text}\n${readme.slice(end)}`);
}

async function main() {
  const { sections, write } = wanted(process.argv.slice(2));
  packages();
  const dist = sections.some((section) => section !== "dispatch") ? site() : undefined;
  const { chromium } = await import("playwright-core");
  // No page that is measured reaches beyond this machine, whatever it asks for.
  const alone = "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost";
  const browser = await chromium.launch({ executablePath: chrome(), args: ["--no-sandbox", alone] });
  try {
    // A busy machine makes all figures worse, and ratios less sure.
    const busy = `load average ${loadavg()[0].toFixed(1)} before it began`;
    const machine = `${cpus().length} cores (${cpus()[0].model.trim()}), Chromium ${browser.version()}, ${new Date().toISOString().slice(0, 10)}, ${busy}`;
    for (const section of sections) {
      const { measure } = await import(`./${section}/measure.mjs`);
      const tables = await measure(browser, dist);
      const text = [`Measured on ${machine}.`, ...tables.map(({ title, text }) => `**${title}**\n\n${text}`)].join("\n\n");
      console.log(`\n${text}\n`);
      if (write) keep(section, text);
    }
  } finally {
    await browser.close();
  }
}

main().catch((error) => {
  console.error(`\nbench: ${error.message}`);
  process.exitCode = 1;
});
