// Screenshots of the built page, to look at beside the design: `cargo xtask shots [--reuse] [--only WORD]`.
// Writes shots/<state>-<width>-<theme>.png for each state below, size and theme. A state is a name and what a person
// does to get there; one that cannot be reached is said, the others go on, and the run fails at its end.

import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";
import { BROWSER_FLAGS, chromiumPath } from "./browser.mjs";
import { start } from "./server.mjs";

const SIZES = [
  { width: 1440, height: 900 },
  { width: 1024, height: 768 },
  { width: 768, height: 1024 },
  { width: 390, height: 844 },
  { width: 320, height: 240 },
];
const THEMES = ["light", "dark"];

/** How far into the flight, in ms of the page's own clock, pictures are taken. */
const FLIGHT_FRAMES = [250, 900, 1800, 3000, 4500];

const LONG_NAME = "A very long name for a toy, of the kind that somebody types to see what happens to the page, and then some";

const STATES = [
  { name: "rest", reach: async () => {} },
  {
    name: "flight",
    reach: async (page, snap) => {
      // The page's clock stands still but for what the pictures ask: every run shows the same moments.
      await page.clock.install();
      await send(page);
      let now = 0;
      for (const [index, at] of FLIGHT_FRAMES.entries()) {
        await page.clock.runFor(at - now);
        now = at;
        await snap(`flight${index + 1}`);
      }
    },
    own: true,
  },
  {
    name: "answer",
    reach: async (page) => {
      await page.emulateMedia({ reducedMotion: "reduce" });
      await send(page);
      await arrive(page, "200 OK");
    },
  },
  {
    name: "error",
    reach: async (page) => {
      await page.emulateMedia({ reducedMotion: "reduce" });
      await page.getByTestId("path").fill("/toys/boat");
      await send(page);
      await arrive(page, "404 Not Found");
    },
  },
  {
    name: "long",
    reach: async (page) => {
      await page.emulateMedia({ reducedMotion: "reduce" });
      await page.getByTestId("path").fill(`/toys/${"not-here-".repeat(20)}?q=${encodeURIComponent(LONG_NAME)}`);
      await send(page);
      await page.getByRole("slider", { name: "Playhead" }).press("End");
      await page.getByTestId("status").filter({ hasText: /^4/ }).waitFor({ state: "attached" });
    },
  },
  {
    name: "empty",
    reach: async (page) => {
      await page.emulateMedia({ reducedMotion: "reduce" });
      await page.evaluate(async () => {
        const items = async (path) => (await (await fetch(`api${path}`)).json()).items;
        for (const { id } of await items("/toys")) {
          for (const loan of await items(`/toys/${id}/loans`)) await fetch(`api/toys/${id}/loans/${loan.id}`, { method: "DELETE" });
          await fetch(`api/toys/${id}`, { method: "DELETE" });
        }
      });
      const now = page.getByRole("button", { name: "Back to now" });
      // It stands there once all that the page's script has sent is home.
      await now.waitFor({ state: "attached", timeout: 30_000 });
      await now.evaluate((button) => button.click());
      await page.getByRole("slider", { name: "Playhead" }).press("End");
      // The smallest embed has no room for these words.
      await page.getByText("no toys on the shelf").first().waitFor({ state: "attached" });
    },
  },
  {
    name: "map",
    reach: async (page) => {
      await page.emulateMedia({ reducedMotion: "reduce" });
      await send(page);
      await arrive(page, "200 OK");
      await page.evaluate(() => (location.hash = "map"));
      await page.getByTestId("map").waitFor();
    },
  },
];

const send = (page) => page.getByRole("button", { name: "Send", exact: true }).click();

/** Goes to the end, where the client has read the answer. On a phone the answer stands in a tab of its own. */
async function arrive(page, status) {
  await page.getByRole("slider", { name: "Playhead" }).press("End");
  await page.getByTestId("status").filter({ hasText: status }).waitFor({ state: "attached" });
}

const PROJECT = fileURLToPath(new URL("../../", import.meta.url));
const OUT = join(PROJECT, "shots");
const at = process.argv.indexOf("--only");
const only = at > 0 ? process.argv[at + 1] : "";

await mkdir(OUT, { recursive: true });
const host = await start();
const browser = await chromium.launch({ executablePath: chromiumPath(), args: BROWSER_FLAGS });
const misses = [];
let taken = 0;
try {
  for (const size of SIZES) {
    for (const theme of THEMES) {
      for (const state of STATES) {
        const title = `${state.name}-${size.width}-${theme}`;
        if (!title.includes(only)) continue;
        const context = await browser.newContext({ viewport: size, colorScheme: theme });
        const page = await context.newPage();
        page.setDefaultTimeout(8_000);
        page.on("pageerror", (error) => misses.push(`${title}: the page threw ${error}`));
        const snap = async (name) => {
          await page.screenshot({ path: join(OUT, `${name}-${size.width}-${theme}.png`) });
          taken += 1;
        };
        try {
          await page.goto(`${host.origin}/docs/toyshelf/`);
          await page.locator('html[data-app="up"]').waitFor();
          // All of the page, and the transport that it will have: what a visitor sees a moment later.
          await page.getByTestId("stage").waitFor();
          await page.locator('.badge:not([data-state="starting"])').first().waitFor({ state: "attached" });
          await state.reach(page, snap);
          if (!state.own) await snap(state.name);
        } catch (error) {
          misses.push(`${title}: ${String(error).split("\n")[0]}`);
          await snap(`${state.name}-missed`).catch(() => {});
        }
        await context.close();
      }
    }
  }
} finally {
  await browser.close();
  await host.close();
}
console.log(`${taken} pictures in shots/.`);
if (misses.length > 0) {
  console.error(`Not as expected:\n  ${misses.join("\n  ")}`);
  process.exitCode = 1;
}
