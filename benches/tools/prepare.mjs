// Everything a run needs that is not in the repository: packages from npm, the engine as wasm, pages in one file.

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { delimiter, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

export const benches = fileURLToPath(new URL("..", import.meta.url));
export const root = resolve(benches, "..");
export const work = join(benches, ".work");
const target = resolve(root, process.env.CARGO_TARGET_DIR ?? "target");

/** Runs a command to its end; throws what it said if it fails. */
function run(command, args, options = {}) {
  const done = spawnSync(command, args, { cwd: root, encoding: "utf8", maxBuffer: 1 << 28, ...options });
  if (done.error) throw new Error(`${command} did not start: ${done.error.message}.`);
  if (done.status !== 0) throw new Error(`${command} ${args.join(" ")} failed:\n${done.stderr}${done.stdout ?? ""}`);
  return done.stdout;
}

/** Node's packages, exactly as benches/package-lock.json has them. */
export function packages() {
  const lock = readFileSync(join(benches, "package-lock.json"), "utf8");
  const stamp = join(benches, "node_modules/.installed-lock.json");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  console.log("Installing the peers and tools from benches/package-lock.json");
  run("npm", ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: benches });
  writeFileSync(stamp, lock);
}

/** The peers in peers.json, unpacked; gives name → { version, folder }. */
export function peers() {
  const { packages: wanted } = JSON.parse(readFileSync(join(benches, "peers.json"), "utf8"));
  const home = join(benches, ".peers");
  mkdirSync(home, { recursive: true });
  return Object.fromEntries(
    wanted.map(({ name, version, integrity }) => {
      const stem = `${name.replace(/^@/, "").replace("/", "-")}-${version}`;
      const folder = join(home, stem);
      if (!existsSync(join(folder, "package.json"))) {
        console.log(`Fetching ${name} ${version}`);
        run("npm", ["pack", `${name}@${version}`, "--loglevel=error"], { cwd: home });
        const archive = join(home, `${stem}.tgz`);
        const found = `sha512-${createHash("sha512").update(readFileSync(archive)).digest("base64")}`;
        if (found !== integrity) throw new Error(`${name} ${version} has integrity ${found}; peers.json has ${integrity}.`);
        mkdirSync(folder);
        run("tar", ["xzf", archive, "-C", folder, "--strip-components", "1"]);
        rmSync(archive);
      }
      return [name, { version, folder }];
    }),
  );
}

/** Chromium's program: `CHROME`, or on the path. */
export function chrome() {
  if (process.env.CHROME) return process.env.CHROME;
  for (const folder of (process.env.PATH ?? "").split(delimiter)) {
    for (const name of ["chromium", "chromium-browser", "google-chrome"]) {
      if (existsSync(join(folder, name))) return join(folder, name);
    }
  }
  throw new Error("Chromium is needed. Install it, or name its program in CHROME.");
}

/** The project's wasm-bindgen, of the version in Cargo.lock. */
function bindgen() {
  const [, version] = /name = "wasm-bindgen"\nversion = "([^"]+)"/.exec(readFileSync(join(root, "Cargo.lock"), "utf8"));
  for (const command of [join(target, "tools/bin/wasm-bindgen"), "wasm-bindgen"]) {
    const { stdout } = spawnSync(command, ["--version"], { encoding: "utf8" });
    if (stdout?.trim() === `wasm-bindgen ${version}`) return command;
  }
  throw new Error(`wasm-bindgen ${version} is needed. \`cargo xtask setup\` puts it in place.`);
}

/** What `cargo xtask build` gives to wasm-opt, so that the engine measured is made as the one shipped is. */
const SHIPPED = [
  "--enable-bulk-memory",
  "--enable-multivalue",
  "--enable-mutable-globals",
  "--enable-nontrapping-float-to-int",
  "--enable-reference-types",
  "--enable-sign-ext",
  "-Oz",
];

/** Builds the engine twice: as it is shipped (small), and for speed. Gives their names and folders. */
export function engines() {
  const tool = bindgen();
  const optimiser = join(root, "node_modules/binaryen/bin/wasm-opt");
  if (!existsSync(optimiser)) throw new Error("wasm-opt is needed, from the project's package-lock.json: run `npm ci` at its root.");
  const profiles = [
    { id: "shipped", name: "Toyshelf", profile: "release", config: [], optimise: SHIPPED },
    {
      id: "speed",
      name: "Toyshelf, opt-level 3",
      profile: "speed",
      config: ["--config", 'profile.speed.inherits="release"', "--config", "profile.speed.opt-level=3"],
      optimise: [...SHIPPED.slice(0, -1), "-O3"],
    },
  ];
  return profiles.map(({ id, name, profile, config, optimise }) => {
    console.log(`Compiling the engine (${id})`);
    const triple = "wasm32-unknown-unknown";
    run("cargo", ["build", "--locked", "-p", "bench-engine", "--target", triple, "--profile", profile, ...config]);
    const out = join(work, "engine", id);
    rmSync(out, { recursive: true, force: true });
    run(tool, ["--target=web", "--no-typescript", `--out-dir=${out}`, join(target, triple, profile, "bench_engine.wasm")]);
    const wasm = join(out, "bench_engine_bg.wasm");
    run(process.execPath, [optimiser, wasm, ...optimise, "-o", wasm]);
    return { id, name, folder: out };
  });
}

/** Each page's script, with what it imports, in one minified file beside the page. Gives the folder. */
export async function bundle(page, entry) {
  const { build } = await import("esbuild");
  const out = join(work, page);
  mkdirSync(out, { recursive: true });
  for (const name of readdirSync(join(benches, page)).filter((name) => /\.(html|json)$/.test(name))) {
    cpSync(join(benches, page, name), join(out, name));
  }
  await build({
    entryPoints: [join(benches, page, entry)],
    outfile: join(out, entry),
    bundle: true,
    minify: true,
    format: "esm",
    target: "chrome120",
    logLevel: "warning",
  });
  return out;
}
