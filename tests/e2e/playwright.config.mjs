// End-to-end tests on the built site: `cargo xtask test --only e2e`.

import { defineConfig } from "@playwright/test";
import { BROWSER_FLAGS, chromiumPath } from "./browser.mjs";

const PORT = Number(process.env.TOYSHELF_PORT ?? 4173);

export default defineConfig({
  testDir: ".",
  testMatch: "*.spec.mjs",
  outputDir: "../../test-results",
  fullyParallel: true,
  workers: 2,
  forbidOnly: !!process.env.CI,
  // A test that passes only at the second try is a finding: at work it fails; on the checks' machine, which others
  // share, it is printed as flaky.
  retries: process.env.CI ? 1 : 0,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: [["list"]],
  use: {
    baseURL: `http://127.0.0.1:${PORT}/docs/toyshelf/`,
    browserName: "chromium",
    launchOptions: { executablePath: chromiumPath(), args: BROWSER_FLAGS },
    viewport: { width: 1440, height: 900 },
    // A trace of every test makes all of them half as slow again; ask for it with `--trace on`.
    trace: "off",
    screenshot: "only-on-failure",
  },
  webServer: {
    command: `node server.mjs --port ${PORT}`,
    url: `http://127.0.0.1:${PORT}/docs/toyshelf/`,
    reuseExistingServer: false,
  },
});
