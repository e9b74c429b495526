// A static server on 127.0.0.1: folders under prefixes, and answers made on the spot. Nothing is compressed or
// cached, for all alike.

import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";

const TYPES = {
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".mjs": "text/javascript",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

/** Serves `folders` (prefix → folder) and `answers` (path → text or function); gives the origin and a way to stop. */
export async function serve(folders, answers = {}) {
  const prefixes = Object.keys(folders).sort((a, b) => b.length - a.length);
  const server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url, "http://local");
    const headers = {
      "Cache-Control": "no-store",
      // Without these two a page's clock ticks every 100 µs only.
      "Cross-Origin-Opener-Policy": "same-origin",
      "Cross-Origin-Embedder-Policy": "require-corp",
    };
    try {
      let body = answers[pathname];
      let type = extname(pathname) || ".html";
      if (body === undefined) {
        const prefix = prefixes.find((prefix) => pathname.startsWith(prefix));
        if (prefix === undefined) throw new Error("not served");
        const rest = normalize(decodeURIComponent(pathname.slice(prefix.length)));
        if (rest.startsWith("..")) throw new Error("not served");
        const file = pathname.endsWith("/") ? join(rest, "index.html") : rest;
        type = extname(file);
        body = await readFile(join(folders[prefix], file));
      }
      response.writeHead(200, { ...headers, "Content-Type": TYPES[type] ?? "application/octet-stream" });
      response.end(body);
    } catch {
      response.writeHead(404, headers);
      response.end();
    }
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  // `localhost` is a secure context, which service workers need.
  const origin = `http://localhost:${server.address().port}`;
  return {
    origin,
    stop: () =>
      new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      }),
  };
}
