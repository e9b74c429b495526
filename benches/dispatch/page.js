// Runs in the page: sets all contenders up with the same toys, checks their answers against each other, times them.

import { engine } from "./engine.js";
import { mirageFetch, mirageHandlers } from "./mirage.js";
import { msw } from "./msw.js";
import { extraToys, operations, picked, stored } from "./operations.js";

export { operations };

/** Rounds that do not count: V8 compiles JavaScript and wasm alike in haste first, and well once it is worth it. */
const WARM = 3;

const json = { Accept: "application/json", "Content-Type": "application/json" };

/** Fills an engine to `stored` toys, and gives them all as every other contender is to start with. */
function fill({ server, send, mark }) {
  const seeded = JSON.parse(send({ method: "GET", target: "/toys", fields: json }).text).items;
  for (const toy of extraToys(seeded)) {
    const { status, text } = send({ method: "POST", target: "/toys", fields: json, content: JSON.stringify(toy) });
    if (status !== 201) throw new Error(`The engine answered ${status} to a new toy: ${text}`);
  }
  mark();
  const { items } = JSON.parse(send({ method: "GET", target: "/toys", fields: json }).text);
  if (items.length !== stored) throw new Error(`The engine holds ${items.length} toys instead of ${stored}.`);
  return items.map((toy) => {
    send({ method: "GET", target: `/toys/${toy.id}`, fields: json });
    return { toy, version: Number(/^"v(\d+)"$/.exec(server.field("etag"))[1]) };
  });
}

export async function setUp(engines) {
  const ours = [];
  for (const { name, address } of engines) ours.push(await engine(name, address));
  const [seed] = ours.map(fill);
  const contenders = [...ours, msw(seed), mirageHandlers(seed), mirageFetch(seed)];
  const first = seed.find(({ toy }) => toy.id === "car");
  return { contenders, etag: `"v${first.version}"` };
}

/** A JSON text with its keys in order; other text as it is. */
function settled(text) {
  if (text === "") return text;
  const ordered = (value) =>
    Array.isArray(value)
      ? value.map(ordered)
      : value !== null && typeof value === "object"
        ? Object.fromEntries(Object.keys(value).sort().map((key) => [key, ordered(value[key])]))
        : value;
  return JSON.stringify(ordered(JSON.parse(text)));
}

/** Throws unless every contender answers every operation with the right status, the same content of the same length,
 * and remembers what was changed. */
export async function check({ contenders, etag }) {
  const expected = new Map();
  const same = (contender, what, value) => {
    if (!expected.has(what)) expected.set(what, value);
    if (expected.get(what) !== value) {
      throw new Error(`${contender.name}, ${what}: expected ${expected.get(what)}, got ${value}`);
    }
  };
  for (const contender of contenders) {
    for (const operation of operations) {
      contender.reset();
      const answer = await contender.send(operation.request(1, etag));
      if (answer.status !== operation.status) {
        throw new Error(`${contender.name}, ${operation.name}: ${answer.status} instead of ${operation.status}: ${answer.text}`);
      }
      same(contender, `${operation.name}, content`, settled(answer.text));
      same(contender, `${operation.name}, length`, answer.text.length);
      if (operation.id !== "list" && operation.id !== "put") {
        same(contender, `${operation.name}, ETag`, contender.field(answer, "ETag"));
      }
      if (operation.id === "post") same(contender, "Location", contender.field(answer, "Location"));
      if (operation.id === "list" && JSON.parse(answer.text).items.length !== picked) {
        throw new Error(`${contender.name} lists ${JSON.parse(answer.text).items.length} toys instead of ${picked}.`);
      }
      const path = operation.id === "post" ? JSON.parse(answer.text).id : "car";
      const after = await contender.send({ method: "GET", target: `/toys/${path}`, fields: json });
      same(contender, `GET after ${operation.name}`, `${after.status} ${settled(after.text)}`);
      if (operation.id === "put") same(contender, "ETag after PUT", contender.field(after, "ETag"));
    }
    contender.reset();
    if (contender.server && contender.server.steps() < 10) throw new Error("The engine left no trace of its decisions.");
  }
}

/** Microseconds a call, of `calls` calls of one operation from a fresh world. */
export async function time(contender, operation, etag, calls) {
  contender.reset();
  const requests = Array.from({ length: calls }, (_, n) => operation.request(n, etag));
  let right = 0;
  const start = performance.now();
  for (const request of requests) {
    let answer = contender.send(request);
    // Ours is there at once; the others come by a promise.
    if (answer instanceof Promise) answer = await answer;
    if (answer.status === operation.status) right += 1;
  }
  const took = performance.now() - start;
  contender.reset();
  if (right !== calls) throw new Error(`${contender.name}, ${operation.name}: ${calls - right} wrong answers of ${calls}.`);
  return (took * 1000) / calls;
}

/** Interleaved rounds, each contender first in turn, after some to warm up. Figures: operation → name → rounds. */
export async function rounds({ contenders, etag }, count, calls) {
  const figures = {};
  for (const operation of operations) {
    const of = (figures[operation.id] = Object.fromEntries(contenders.map(({ name }) => [name, []])));
    for (let round = -WARM; round < count; round += 1) {
      for (let place = 0; place < contenders.length; place += 1) {
        const contender = contenders[(place + round + WARM) % contenders.length];
        const figure = await time(contender, operation, etag, calls);
        if (round >= 0) of[contender.name].push(figure);
      }
    }
  }
  return figures;
}

/** The engine with few toys and with many: read by id, and write, in microseconds a call. */
export async function sizes({ address }, counts, count, calls) {
  const worlds = [];
  for (const size of counts) {
    const one = await engine(`${size}`, address);
    const seeded = JSON.parse(one.send({ method: "GET", target: "/toys", fields: json }).text).items.length;
    for (let n = seeded; n < size; n += 1) {
      const content = JSON.stringify({ name: `Toy number ${n}`, kind: "duck", color: "#2f5fd0", madeOf: "wood" });
      const { status } = one.send({ method: "POST", target: "/toys", fields: json, content });
      if (status !== 201) throw new Error(`The engine answered ${status} to toy number ${n}.`);
    }
    one.mark();
    worlds.push({ size, one, get: [], put: [], post: [] });
  }
  for (let round = -WARM; round < count; round += 1) {
    for (const world of round % 2 ? worlds : worlds.toReversed()) {
      for (const id of ["get", "put", "post"]) {
        const figure = await time(world.one, operations.find((operation) => operation.id === id), "", calls);
        if (round >= 0) world[id].push(figure);
      }
    }
  }
  return worlds.map(({ size, get, put, post }) => ({ size, get, put, post }));
}
