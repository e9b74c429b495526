// How the tests and the screenshots start Chromium.

import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Quiet, and alike on every machine. Without a sandbox, since CI often runs as root in a container. */
export const BROWSER_FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Where Chromium is: `CHROME`, which xtask sets, or the first on the path. */
export function chromiumPath() {
  if (process.env.CHROME) return process.env.CHROME;
  const names = ["chromium", "chromium-browser", "google-chrome"];
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = names.flatMap((name) => folders.map((folder) => join(folder, name))).find((file) => existsSync(file));
  if (!found) throw new Error("No Chromium on the path. Install it, or say where it is in CHROME.");
  return found;
}
