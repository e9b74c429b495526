// MSW: `getResponse(handlers, request)`, its own way to answer without the network. Building the Request it takes
// and reading the text of the Response it gives are part of the time, as strings are what all contenders take and give.

import { http, HttpResponse, getResponse } from "msw";
import { base } from "./operations.js";
import { etag, flaw, list, slug, whole } from "./store.js";

export function toyHandlers(seed, root = base) {
  let toys;
  const reset = () => (toys = new Map(seed.map(({ toy, version }) => [toy.id, { toy, version }])));
  reset();

  const handlers = [
    http.get(`${root}/toys`, ({ request }) => {
      const { search, searchParams } = new URL(request.url);
      const wanted = [...searchParams];
      const all = [...toys.values()].map(({ toy }) => toy);
      const picked = all.filter((toy) => wanted.every(([key, value]) => String(toy[key]) === value));
      return HttpResponse.json(list(picked, search));
    }),
    http.get(`${root}/toys/:id`, ({ request, params }) => {
      const found = toys.get(params.id);
      if (!found) return HttpResponse.json({ title: "Not Found" }, { status: 404 });
      const headers = { ETag: etag(found.version) };
      if (request.headers.get("If-None-Match") === headers.ETag) return new HttpResponse(null, { status: 304, headers });
      return HttpResponse.json(found.toy, { headers });
    }),
    http.post(`${root}/toys`, async ({ request }) => {
      const sent = await request.json();
      const wrong = flaw(sent);
      if (wrong) return HttpResponse.json({ title: wrong }, { status: 422 });
      const id = slug(sent.name);
      if (toys.has(id)) return HttpResponse.json({ title: "Conflict" }, { status: 409 });
      const toy = whole(id, sent, true);
      toys.set(id, { toy, version: 1 });
      return HttpResponse.json(toy, { status: 201, headers: { Location: `${base}/toys/${id}`, ETag: etag(1) } });
    }),
    http.put(`${root}/toys/:id`, async ({ request, params }) => {
      const sent = await request.json();
      const wrong = flaw(sent);
      if (wrong) return HttpResponse.json({ title: wrong }, { status: 422 });
      const found = toys.get(params.id);
      if (!found) return HttpResponse.json({ title: "Not Found" }, { status: 404 });
      const toy = whole(found.toy.id, sent, found.toy.available);
      toys.set(found.toy.id, { toy, version: found.version + 1 });
      return HttpResponse.json(toy);
    }),
  ];
  return { handlers, reset };
}

export function msw(seed) {
  const { handlers, reset } = toyHandlers(seed);
  const send = async ({ method, target, fields, content }) => {
    const request = new Request(location.origin + base + target, { method, headers: fields, body: content });
    const response = await getResponse(handlers, request);
    return { status: response.status, text: await response.text(), headers: response.headers };
  };
  return { name: "MSW", send, field: (answer, field) => answer.headers.get(field), reset };
}
