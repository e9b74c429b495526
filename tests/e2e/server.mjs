// A static host for the built site, and nothing more: what any web server would do, with the few twists the tests
// need. Run alone: `node tests/e2e/server.mjs [--port 4173]`.
//
//   /docs/toyshelf/   the site, under a sub-path
//   /plain/toyshelf/  the same, on a host that does not have sw.js (404): no service worker can register
//   /open/toyshelf/   the same, and any origin may read it (Access-Control-Allow-Origin: *)
//   /frame            a page of this host with /docs/toyshelf/ in a frame; ?sandbox=allow-scripts sandboxes the frame,
//                     ?path=/open/toyshelf/ chooses what is in it, ?width= and ?height= its size in px

import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize, sep } from "node:path";
import { fileURLToPath } from "node:url";

const PROJECT = fileURLToPath(new URL("../../", import.meta.url));
const DIST = process.env.TOYSHELF_DIST ?? join(PROJECT, "dist");

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

const MOUNTS = [
  { base: "/docs/toyshelf/" },
  { base: "/plain/toyshelf/", without: ["sw.js"] },
  { base: "/open/toyshelf/", headers: { "Access-Control-Allow-Origin": "*" } },
];

/** Listens on 127.0.0.1; port 0 takes a free one. Resolves to `{ origin, close }`. */
export async function start({ port = 0, dist = DIST } = {}) {
  const server = createServer((request, response) => {
    answer(request, response, dist).catch((error) => {
      if (!response.headersSent) response.writeHead(500, { "Content-Type": TYPES[".txt"] });
      response.end(String(error));
    });
  });
  await new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const close = () => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  };
  return { origin: `http://127.0.0.1:${server.address().port}`, close };
}

async function answer(request, response, dist) {
  const url = new URL(request.url, "http://host.invalid");
  const say = (status, text) => response.writeHead(status, { "Content-Type": TYPES[".txt"] }).end(text);
  if (request.method !== "GET" && request.method !== "HEAD") return say(405, "A static host: GET and HEAD only.");
  if (url.pathname === "/frame") {
    return response.writeHead(200, { "Content-Type": TYPES[".html"] }).end(framed(url.searchParams));
  }

  const mount = MOUNTS.find(({ base }) => url.pathname.startsWith(base));
  if (!mount) return say(404, "Nothing here.");
  let name;
  try {
    name = decodeURIComponent(url.pathname.slice(mount.base.length)) || "index.html";
  } catch {
    return say(400, "The path is not well encoded.");
  }
  const file = normalize(join(dist, name));
  const found = file.startsWith(dist + sep) && !mount.without?.includes(name) && (await stat(file).catch(() => null));
  if (!found || !found.isFile()) return say(404, "Nothing here.");
  response.writeHead(200, {
    "Content-Type": TYPES[extname(file)] ?? "application/octet-stream",
    "Content-Length": found.size,
    "Cache-Control": "no-cache",
    ...mount.headers,
  });
  if (request.method === "HEAD") return response.end();
  createReadStream(file).pipe(response);
}

/** A page around a page, as documentation would embed it. */
function framed(options) {
  const quoted = (text) => text.replace(/[&"<>]/g, (sign) => `&#${sign.charCodeAt(0)};`);
  const option = (name, otherwise) => quoted(options.get(name) ?? otherwise);
  const sandbox = options.has("sandbox") ? ` sandbox="${option("sandbox", "")}"` : "";
  return `<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>A page with Toyshelf in it</title>
<h1>A page with Toyshelf in it</h1>
<iframe title="Toyshelf" src="${option("path", "/docs/toyshelf/")}"${sandbox} width="${option("width", "960")}" height="${option("height", "640")}"></iframe>
</html>`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const at = process.argv.indexOf("--port");
  const port = at > 0 ? Number(process.argv[at + 1]) : 4173;
  start({ port }).then(
    ({ origin }) => console.log(`${origin}/docs/toyshelf/`),
    (error) => {
      console.error(
        error.code === "EADDRINUSE" ? `Port ${port} is taken by another program: choose one with --port.` : String(error),
      );
      process.exitCode = 1;
    },
  );
}
