// The program comes in parts: what a first visit needs to send a request, the rest of the page, and the half of the
// server that changes things.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { JSON_BODY, compose, exchange, expect, expectAlive, finish, open, part, ready, send, test } from './support.mjs';

const DIST = process.env.TOYSHELF_DIST ?? fileURLToPath(new URL('../../dist', import.meta.url));
const REST = '**/split_rest-*.wasm';
const ENGINE = '**/split_engine-*.wasm';

const LAMP = { method: 'POST', path: '/toys', headers: [JSON_BODY], body: '{"name":"Lamp","kind":"blocks"}' };

/** Holds back what matches; the function that comes back lets it through. */
async function hold(page, pattern) {
  let release;
  const gate = new Promise((done) => {
    release = done;
  });
  await page.route(pattern, async (route) => {
    await gate;
    await route.continue();
  });
  return release;
}

/** Answers what matches as a host that lost it would, until the function that comes back is called. */
async function lose(page, pattern) {
  const gone = (route) => route.fulfill({ status: 404, body: 'gone' });
  await page.route(pattern, gone);
  return () => page.unroute(pattern, gone);
}

test('a request is sent and answered before the rest of the page is there, within the budget', async ({ page, baseURL }) => {
  const fetched = [];
  page.on('requestfinished', (request) => fetched.push(request.url()));
  const release = await hold(page, '**/{split_,chunk_,late-}*');
  await page.goto('./');
  await expect(part.send(page)).toBeEnabled();
  await part.send(page).click();
  await expect(part.send(page)).not.toHaveAttribute('aria-busy', 'true');
  await expect(page.getByTestId('stage')).toHaveCount(0);

  // Exactly what tests/e2e/size.mjs counts, and the icon.
  const names = fetched.map((url) => url.slice(baseURL.length) || 'index.html');
  expect(names.filter((name) => /^(split_|chunk_|late-)/.test(name))).toEqual([]);
  const bytes = names
    .map((name) => readFileSync(join(DIST, name)))
    .map((file) => brotliCompressSync(file, { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }).length)
    .reduce((sum, length) => sum + length, 0);
  expect(names.some((name) => /^toyshelf-.*\.wasm$/.test(name))).toBe(true);
  expect(bytes).toBeLessThan(179_000);

  release();
  await ready(page);
  await expect(part.timeline(page)).toHaveCount(1);
  await expect(part.timeline(page).first()).toContainText('/toys/car');
  await finish(page);
  await expect(part.status(page)).toHaveText('200 OK');
  // It is kept like any other.
  await page.reload();
  await ready(page);
  await expect(part.timeline(page)).toHaveCount(1);
});

test('a change waits for the half of the server that makes it, and what comes after waits behind it', async ({ page }) => {
  const release = await hold(page, ENGINE);
  await open(page);
  await compose(page, LAMP);
  await part.send(page).click();
  await expect(part.send(page)).toHaveAttribute('aria-busy', 'true');
  const list = page.evaluate(async () => (await fetch('api/toys')).text());
  release();
  await expect(part.timeline(page)).toHaveCount(2);
  await expect(part.timeline(page).first()).toContainText('POST');
  expect(await list).toContain('Lamp');
});

test.describe('a part that is lost', () => {
  test.use({ allowed: [/Failed to load resource|TypeError|CompileError|Incorrect response MIME type|HTTP status code is not ok/] });

  test('the rest of the page: it says so, and what to do', async ({ page }) => {
    const found = await lose(page, REST);
    await page.goto('./');
    await expect(page.getByRole('alert').filter({ hasText: 'could not be fetched' })).toContainText('Reload the page');
    await found();
    await page.reload();
    await ready(page);
    await expectAlive(page);
  });

  test('the style of the rest of the page: nothing is drawn without it', async ({ page }) => {
    const found = await lose(page, '**/late-*.css');
    await page.goto('./');
    await expect(page.getByRole('alert').filter({ hasText: 'could not be fetched' })).toContainText('Reload the page');
    await expect(page.getByTestId('stage')).toHaveCount(0);
    await found();
    await page.reload();
    await ready(page);
    await expectAlive(page);
  });

  test('the half of the server that changes things: it says so, nothing is changed, and the next try works', async ({ page }) => {
    const found = await lose(page, ENGINE);
    await open(page);
    await exchange(page, { path: '/toys/duck' }, 200);
    // What only that half can find out is not promised for ever.
    await expect(page.getByTestId('edits')).toContainText('could not be fetched');
    await page.getByTestId('map-link').click();
    await expect(page.getByTestId('map-card')).toContainText('could not be fetched');
    await expect(page.getByTestId('map-card')).not.toContainText('Trying');
    await page.keyboard.press('Escape');
    await compose(page, LAMP);
    await part.send(page).click();
    await expect(part.notices(page)).toContainText('The request was not answered');
    await expect(part.timeline(page)).toHaveCount(1);
    await found();
    await send(page);
    await finish(page);
    await expect(part.status(page)).toHaveText('201 Created');
    await expect(part.notices(page)).not.toContainText('not answered');
    await expect(page.getByTestId('edits')).toContainText('One edit away');
    await expect(page.getByTestId('edits')).not.toContainText('could not be fetched');
  });

  test('what a tab kept stays as it is when it cannot be read back', async ({ page }) => {
    await open(page);
    await exchange(page, LAMP, 201);
    const found = await lose(page, ENGINE);
    await page.reload();
    await ready(page);
    await expect(part.notices(page)).toContainText('could not be read back');
    await found();
    await page.reload();
    await ready(page);
    await expect(part.timeline(page)).toHaveCount(1);
    await expect(part.timeline(page).first()).toContainText('POST');
  });
});
