// What the handlers of MSW and Mirage share, so that they do the work ours does and not more: toys ready to be sent,
// links and all, each with a version.

import { base } from "./operations.js";

/** The id that the toy server would choose for a new toy. */
export function slug(name) {
  return name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
}

/** What is wrong with a toy that was sent; far less than the schema we check says. */
export function flaw(toy) {
  if (typeof toy !== "object" || toy === null) return "A toy is an object.";
  if (typeof toy.name !== "string" || toy.name === "") return "A toy has a name.";
  if (typeof toy.kind !== "string" || toy.kind === "") return "A toy has a kind.";
  return null;
}

/** A toy as it is stored and sent. */
export function whole(id, toy, available) {
  const own = `${base}/toys/${id}`;
  return { id, ...toy, available, _links: { self: own, collection: `${base}/toys`, loans: `${own}/loans`, repairs: `${own}/repairs` } };
}

/** `search` is the query as it came, with its `?`. */
export function list(items, search) {
  return { items, total: items.length, _links: { self: `${base}/toys${search}` } };
}

export const etag = (version) => `"v${version}"`;
