// `dispatch` in the browser, beside what MSW and Mirage take for the same.

import { bundle, engines } from "../tools/prepare.mjs";
import { serve } from "../tools/serve.mjs";
import { median, digits, table, times } from "../tools/table.mjs";

const ROUNDS = 15;
const CALLS = 100;
const SIZES = [100, 100_000];

export async function measure(browser) {
  const built = engines();
  const page_ = await bundle("dispatch", "page.js");
  const site = await serve({ "/": page_, ...Object.fromEntries(built.map(({ id, folder }) => [`/${id}/`, folder])) });
  const page = await browser.newPage();
  page.on("console", (message) => message.type() === "error" && console.error(message.text()));
  try {
    await page.goto(`${site.origin}/`);
    if (!(await page.evaluate(() => crossOriginIsolated))) throw new Error("The page's clock is coarse: it is not isolated.");
    const { operations, figures, sizes } = await page.evaluate(
      async ({ origin, built, ROUNDS, CALLS, SIZES }) => {
        const bench = await import(`${origin}/page.js`);
        const named = built.map(({ id, name }) => ({ name, address: `${origin}/${id}/` }));
        const sizes = await bench.sizes(named[0], SIZES, ROUNDS, CALLS);
        const ready = await bench.setUp(named);
        await bench.check(ready);
        const figures = await bench.rounds(ready, ROUNDS, CALLS);
        return { operations: bench.operations.map(({ id, name }) => ({ id, name })), figures, sizes };
      },
      { origin: site.origin, built, ROUNDS, CALLS, SIZES },
    );
    return [peers(operations, figures), growth(sizes)];
  } finally {
    await page.close();
    await site.stop();
  }
}

function peers(operations, figures) {
  const names = Object.keys(figures[operations[0].id]);
  const [ours] = names;
  const others = names.filter((name) => !name.startsWith(ours));
  const heads = ["µs a call", ...names, ...others.map((name) => `${name} ÷ ours`)];
  const rows = operations.map(({ id, name }) => {
    const middle = Object.fromEntries(names.map((name) => [name, median(figures[id][name])]));
    return [
      name,
      ...names.map((name) => digits(middle[name])),
      // Round by round, since what slows the machine slows all in a round alike.
      ...others.map((name) => times(median(figures[id][name].map((figure, round) => figure / figures[id][ours][round])))),
    ];
  });
  return {
    title: "One request answered in the page",
    text: table(heads, rows),
  };
}

function growth([small, large]) {
  const rows = [
    ["GET an item", "get"],
    ["PUT, and a snapshot", "put"],
    ["POST, and a snapshot", "post"],
  ].map(([name, id]) => {
    const ratio = median(large[id].map((figure, round) => figure / small[id][round]));
    return [name, digits(median(small[id])), digits(median(large[id])), times(ratio)];
  });
  const count = (size) => size.toLocaleString("en");
  return {
    title: "The same with many toys",
    text: table([`µs a call`, `${count(small.size)} toys`, `${count(large.size)} toys`, "ratio"], rows),
  };
}

