// What the page itself costs while it is watched: main-thread work a frame, read off a trace of the browser, with few
// exchanges in the journal and with ten thousand, with one in flight and with fifty.

import { serve } from "../tools/serve.mjs";
import { digits, median, table, times } from "../tools/table.mjs";

/** How many exchanges are in the journal, in the two pages that are compared. */
const FEW = 10;
const MANY = 10_000;
/** How many are in flight at once, at the most. */
const FLIGHT = 50;
/** How often each thing is done. */
const ROUNDS = 3;

/** A page with so many exchanges in its journal, that many put there by the page's own means. */
async function pageWith(browser, origin, count) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  page.setDefaultTimeout(240_000);
  await page.goto(`${origin}/toyshelf/`);
  await page.getByTestId("stage").waitFor();
  await page.getByTestId("badge").filter({ hasText: /live on fetch|in the page/ }).waitFor();
  await page.getByTestId("modes").getByRole("button", { name: "API" }).click();
  await page.getByLabel(/Send the request as it is written/).fill(String(count));
  await page.getByRole("button", { name: "Send them" }).click();
  await page.getByTestId("bulk-said").filter({ hasText: `${count} requests were sent` }).waitFor();
  await page.getByTestId("modes").getByRole("button", { name: "Play" }).click();
  return { context, page };
}

/** Has the browser trace while something is done; comes back with what its main thread did, in tasks. */
async function traced(browser, page, doing) {
  await browser.startTracing(page, {
    categories: ["toplevel", "devtools.timeline", "disabled-by-default-devtools.timeline", "blink.user_timing"],
  });
  await doing();
  const { traceEvents } = JSON.parse((await browser.stopTracing()).toString());
  // The renderer that drew frames for the page, and its main thread.
  const fired = traceEvents.filter((event) => event.name === "FireAnimationFrame");
  const threads = new Map();
  for (const event of fired) {
    const thread = `${event.pid} ${event.tid}`;
    threads.set(thread, [...(threads.get(thread) ?? []), event]);
  }
  const busiest = [...threads].toSorted(([, a], [, b]) => b.length - a.length)[0];
  if (!busiest) throw new Error("The trace shows no frame at all.");
  const tasks = traceEvents
    .filter((event) => event.ph === "X" && /(^RunTask$|::RunTask$)/.test(event.name) && `${event.pid} ${event.tid}` === busiest[0])
    .map((event) => ({ from: event.ts, to: event.ts + event.dur }))
    .toSorted((a, b) => a.from - b.from);
  if (tasks.length === 0) throw new Error("The trace shows no task of the main thread.");
  return { tasks, frames: busiest[1].map((event) => event.ts).toSorted((a, b) => a - b) };
}

/** How long the main thread worked between a frame and the next, in ms, for each frame; and the longest task. */
function cost({ tasks, frames }) {
  const work = frames.slice(0, -1).map((from, index) => {
    const to = frames[index + 1];
    // A frame's own callbacks run inside a task that began before they were fired.
    const within = tasks.filter((task) => task.to > from && task.from < to);
    return within.reduce((sum, task) => sum + Math.min(task.to, to) - Math.max(task.from, from), 0) / 1000;
  });
  return { work, longest: Math.max(...tasks.map((task) => (task.to - task.from) / 1000)) };
}

const quantile = (values, share) => values.toSorted((a, b) => a - b)[Math.min(values.length - 1, Math.floor(share * values.length))];

const send = (page) => page.getByTestId("send").click();
const wait = (page, ms) => page.evaluate((ms) => new Promise((done) => setTimeout(done, ms)), ms);
const speed = (page, rate) => page.getByTestId("speed").selectOption(rate);

const DOINGS = {
  "An exchange is sent and played": async (page) => {
    await speed(page, "2");
    await send(page);
    await wait(page, 3_500);
  },
  "Stepping through it, forward and back": async (page) => {
    await page.keyboard.press("Escape");
    await page.getByRole("button", { name: "To the start" }).click();
    for (let step = 0; step < 15; step += 1) {
      await page.getByRole("button", { name: "One step forward" }).click();
      await wait(page, 30);
    }
    for (let step = 0; step < 15; step += 1) {
      await page.getByRole("button", { name: "One step back" }).click();
      await wait(page, 30);
    }
  },
  "Scrolling the timeline": async (page) => {
    await page.getByTestId("timeline").hover();
    for (let turn = 0; turn < 40; turn += 1) {
      await page.mouse.wheel(0, turn % 20 < 10 ? -240 : 240);
      await wait(page, 16);
    }
  },
};

const FIFTY = `${FLIGHT} in flight at once`;

async function fifty(page) {
  await speed(page, "0.25");
  const path = await page.evaluate(() => new URL("api/toys/car", document.baseURI).href);
  await page.evaluate(([path, count]) => Promise.all(Array.from({ length: count }, () => fetch(path))), [path, FLIGHT]);
  await wait(page, 4_000);
  await page.getByRole("slider", { name: "Playhead" }).press("End");
}

export async function measure(browser, dist) {
  const site = await serve({ "/toyshelf/": dist }, {});
  try {
    const pages = { [FEW]: await pageWith(browser, site.origin, FEW), [MANY]: await pageWith(browser, site.origin, MANY) };
    const rows = [];
    for (const [name, doing] of [...Object.entries(DOINGS), [FIFTY, fifty]]) {
      const costs = { [FEW]: [], [MANY]: [] };
      for (let round = -1; round < ROUNDS; round += 1) {
        for (const count of round % 2 ? [FEW, MANY] : [MANY, FEW]) {
          const { page } = pages[count];
          await page.bringToFront();
          const found = cost(await traced(browser, page, () => doing(page)));
          if (round >= 0) costs[count].push(found);
        }
      }
      const worst = (count, share) => median(costs[count].map(({ work }) => quantile(work, share)));
      rows.push([
        name,
        digits(worst(FEW, 0.5)),
        digits(worst(FEW, 0.95)),
        digits(worst(MANY, 0.5)),
        digits(worst(MANY, 0.95)),
        times(worst(MANY, 0.95) / worst(FEW, 0.95)),
        digits(median(costs[MANY].map(({ longest }) => longest))),
      ]);
    }
    const memory = [];
    for (const count of [FEW, MANY]) {
      const session = await pages[count].context.newCDPSession(pages[count].page);
      await session.send("HeapProfiler.collectGarbage");
      const { metrics } = await session.send("Performance.enable").then(() => session.send("Performance.getMetrics"));
      const of = (name) => metrics.find((metric) => metric.name === name)?.value ?? Number.NaN;
      const nodes = await pages[count].page.evaluate(() => document.querySelectorAll("*").length);
      memory.push([count.toLocaleString("en"), digits(of("JSHeapUsedSize") / 1e6), nodes.toLocaleString("en")]);
    }
    for (const { context } of Object.values(pages)) await context.close();
    return [
      {
        title: "Main-thread work a frame, in ms",
        text: table(["", `${FEW}: median`, `${FEW}: 95 %`, "10,000: median", "10,000: 95 %", "ratio", "longest task"], rows),
      },
      { title: "What the page holds", text: table(["exchanges", "MB of JavaScript", "elements"], memory) },
    ];
  } finally {
    await site.stop();
  }
}
