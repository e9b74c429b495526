// The page starts wherever it is put, under its own strict policy, and says so kindly where it cannot.

import { expect, test } from "@playwright/test";

/** Collects what the browser complains about: refusals by the policy, wasted preloads, uncaught exceptions. */
function complaints(page) {
  const heard = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && heard.push(message.text()));
  page.on("pageerror", (error) => heard.push(String(error)));
  return heard;
}

const places = {
  "under a sub-path": "/docs/toyshelf/",
  "where sw.js is missing": "/plain/toyshelf/",
  "in a frame": "/frame",
  "in a sandboxed frame with an origin of its own": "/frame?sandbox=allow-scripts&path=/open/toyshelf/",
};

for (const [where, path] of Object.entries(places)) {
  test(`starts ${where}`, async ({ page }) => {
    const heard = complaints(page);
    await page.goto(path);
    const app = path.startsWith("/frame") ? page.frameLocator("iframe") : page;
    await expect(app.locator("html")).toHaveAttribute("data-app", "up");
    await expect(app.locator("#boot-wait, #boot-sorry")).toHaveCount(0);
    expect(heard.filter((text) => /Content Security Policy|preload|panicked|Refused to/.test(text))).toEqual([]);
  });
}

test("its policy refuses inline scripts and foreign addresses", async ({ page }) => {
  await page.goto("");
  await expect(page.locator("html")).toHaveAttribute("data-app", "up");
  const refused = await page.evaluate(async () => {
    const violations = [];
    document.addEventListener("securitypolicyviolation", (event) => violations.push(event.effectiveDirective));
    const inline = document.createElement("script");
    inline.textContent = "window.inlineRan = true";
    document.body.append(inline);
    await fetch("http://127.0.0.2:9/").catch(() => {});
    await new Promise((resolve) => setTimeout(resolve));
    return { violations, inlineRan: window.inlineRan === true };
  });
  expect(refused.inlineRan).toBe(false);
  expect(refused.violations.sort()).toEqual(["connect-src", "script-src-elem"]);
});

test("says why when the program cannot be loaded", async ({ page }) => {
  await page.route("**/*.wasm", (route) => route.fulfill({ status: 404, body: "gone" }));
  await page.goto("");
  await expect(page.getByRole("alert")).toContainText("Toyshelf could not start");
  await expect(page.locator("#boot-why")).toContainText("What the browser said");
  await expect(page.locator("#boot-wait")).toHaveCount(0);
});

test.describe("without scripts", () => {
  test.use({ javaScriptEnabled: false });
  test("says that it needs them", async ({ page }) => {
    await page.goto("");
    await expect(page.getByRole("heading", { name: "Toyshelf needs JavaScript" })).toBeVisible();
  });
});
