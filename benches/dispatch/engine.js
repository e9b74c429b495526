// Toyshelf's own engine, compiled to wasm: benches/engine.

import { base } from "./operations.js";

export async function engine(name, address) {
  const { default: load, Engine } = await import(new URL("bench_engine.js", address).href);
  await load({ module_or_path: new URL("bench_engine_bg.wasm", address) });
  const server = new Engine(base);
  const send = ({ method, target, fields, content = "" }) => {
    const status = server.send(method, base + target, Object.entries(fields).flat(), content);
    return { status, text: server.content() };
  };
  return {
    name,
    server,
    send,
    field: (answer, field) => server.field(field),
    mark: () => server.mark(),
    reset: () => server.reset(),
  };
}
