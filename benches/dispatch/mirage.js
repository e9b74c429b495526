// Mirage, twice: by its route handlers alone, reached through an interceptor of our own (the seam that Mirage has
// for that), and by `fetch`, as most people use it, through Pretender with its timers off.

import { createServer, Model, Response } from "miragejs";
import RouteRecognizer from "route-recognizer";
import { base } from "./operations.js";
import { etag, flaw, list, slug, whole } from "./store.js";

const VERBS = ["get", "post", "put", "delete", "patch", "head", "options"];

/** Finds the route with Pretender's own recogniser and calls Mirage's handler: no fake XMLHttpRequest between. */
class Direct {
  tables = new Map();

  create(server) {
    for (const verb of VERBS) {
      const table = new RouteRecognizer();
      this.tables.set(verb.toUpperCase(), table);
      server[verb] = this[verb] = (path, handler) => {
        table.add([{ path, handler: server.registerRouteHandler(verb, path, handler, undefined, {}) }]);
      };
    }
  }

  config() {}

  shutdown() {}

  send({ method, target, fields, content }) {
    const url = base + target;
    const found = this.tables.get(method).recognize(url);
    const { handler, params } = found[0];
    return handler({ url, params, queryParams: found.queryParams, requestHeaders: fields, requestBody: content });
  }
}

function routes(server, options) {
  const { db } = server;
  const last = options ? [options] : [];
  // Mirage's database gives copies, so what it gives can be sent as it is, less the version.
  const shown = ({ version, ...toy }) => toy;

  server.get(
    `${base}/toys`,
    (_, { queryParams }) => list(db.toys.where(queryParams).map(shown), `?${new URLSearchParams(queryParams)}`),
    ...last,
  );
  server.get(
    `${base}/toys/:id`,
    (_, { params, requestHeaders }) => {
      const found = db.toys.find(params.id);
      if (!found) return new Response(404, {}, { title: "Not Found" });
      const headers = { ETag: etag(found.version), "Content-Type": "application/json" };
      // Pretender's fetch gives header names in lower case.
      const condition = requestHeaders["If-None-Match"] ?? requestHeaders["if-none-match"];
      if (condition === headers.ETag) return new Response(304, headers, "");
      return new Response(200, headers, shown(found));
    },
    ...last,
  );
  server.post(
    `${base}/toys`,
    (_, { requestBody }) => {
      const sent = JSON.parse(requestBody);
      const wrong = flaw(sent);
      if (wrong) return new Response(422, {}, { title: wrong });
      const id = slug(sent.name);
      if (db.toys.find(id)) return new Response(409, {}, { title: "Conflict" });
      const toy = whole(id, sent, true);
      db.toys.insert({ ...toy, version: 1 });
      return new Response(201, { Location: `${base}/toys/${id}`, ETag: etag(1), "Content-Type": "application/json" }, toy);
    },
    ...last,
  );
  server.put(
    `${base}/toys/:id`,
    (_, { params, requestBody }) => {
      const sent = JSON.parse(requestBody);
      const wrong = flaw(sent);
      if (wrong) return new Response(422, {}, { title: wrong });
      const found = db.toys.find(params.id);
      if (!found) return new Response(404, {}, { title: "Not Found" });
      const toy = whole(found.id, sent, found.available);
      db.toys.update(found.id, { ...toy, version: found.version + 1 });
      return new Response(200, { "Content-Type": "application/json" }, toy);
    },
    ...last,
  );
}

function start(seed, config, options) {
  const server = createServer({ environment: "test", logging: false, models: { toy: Model }, ...config });
  server.timing = 0;
  routes(server, options);
  const reset = () => server.db.loadData({ toys: seed.map(({ toy, version }) => ({ ...toy, version })) });
  const empty = () => {
    server.db.emptyData();
    reset();
  };
  empty();
  return { server, reset: empty };
}

export function mirageHandlers(seed) {
  const direct = new Direct();
  const { reset } = start(seed, { interceptor: direct });
  const send = async (request) => {
    const [status, headers, text] = await direct.send(request);
    return { status, text, headers };
  };
  return { name: "Mirage, handlers", send, field: (answer, field) => answer.headers[field], reset };
}

export function mirageFetch(seed) {
  // Pretender puts simpler Headers, Request and Response in the place of the browser's, which MSW cannot use: it keeps
  // its `fetch`, and the page gets its own back.
  const { fetch, Headers, Request, Response } = globalThis;
  const { reset } = start(seed, { trackRequests: false }, { timing: false });
  const theirs = globalThis.fetch;
  if (theirs === fetch) throw new Error("Pretender has not taken the place of fetch.");
  Object.assign(globalThis, { fetch, Headers, Request, Response });
  const send = async ({ method, target, fields, content }) => {
    const response = await theirs(base + target, { method, headers: fields, body: content });
    return { status: response.status, text: await response.text(), headers: response.headers };
  };
  return { name: "Mirage, fetch", send, field: (answer, field) => answer.headers.get(field), reset };
}
