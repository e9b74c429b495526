// What is sent is data, whatever it looks like; and nothing leaves the page.
import { JSON_BODY, compose, consoleFetch, exchange, expect, expectLive, finish, fresh, open, part, send, test } from './support.mjs';

const MARKUP = '<img src=x onerror=alert(1)>';

test.beforeEach(async ({ page }) => {
  page.on('dialog', () => {
    throw new Error('a script ran');
  });
  await open(page);
  await expectLive(page);
});

test('markup is shown as text: on the shelf, in the answer, in the timeline, in the log', async ({ page }) => {
  const body = JSON.stringify({ name: MARKUP, kind: '<b>boat</b>', color: 'url(//e.example)' });
  await exchange(page, { method: 'POST', path: '/toys', headers: [JSON_BODY], body }, 201);
  await expect(part.answer(page)).toContainText(MARKUP);
  await expect(part.shelf(page).getByRole('button', { name: MARKUP })).toHaveCount(1);
  await page.getByRole('button', { name: 'Show the text log' }).click();
  await expect(page.getByTestId('log')).toContainText(MARKUP);
  for (const tab of ['Headers', 'Raw']) await page.getByRole('tab', { name: new RegExp(`^${tab}`) }).last().click();

  await fresh(page);
  await exchange(page, { path: `/toys/${MARKUP}?q=<script>alert(1)</script>` }, 400);
  await expect(part.timeline(page).last()).toContainText('<script>alert(1)</script>');
  await compose(page, { method: MARKUP, path: '/toys' });
  await send(page);
  await finish(page);
  await expect(part.status(page)).toContainText('501');
  await expect(part.answer(page)).toContainText('<img src=x');
  expect(await page.locator('img, script:not([src]), b:text("boat")').count(), 'no element came of it').toBe(0);

  await page.reload();
  await expectLive(page);
  expect(await page.locator('img, script:not([src])').count()).toBe(0);
});

test('markup from elsewhere opened in a tab is text on a page that runs nothing', async ({ page, context }) => {
  await consoleFetch(page, 'api/toys', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ name: MARKUP, kind: 'boat' }),
  });
  const other = await context.newPage();
  const response = await other.goto('./api/toys');
  const fields = response.headers();
  expect(fields['content-type']).toMatch(/^text\/html/);
  expect(fields['content-security-policy']).toContain("default-src 'none'");
  expect(fields['x-content-type-options']).toBe('nosniff');
  await expect(other.locator('body')).toContainText('<img src=x');
  expect(await other.locator('img, script').count()).toBe(0);
});

test('a colour is a colour and cannot fetch or style anything else', async ({ page }) => {
  const colours = ['url(//e.example/x)', 'red;}body{top:9px', '"><script>'];
  for (const [index, color] of colours.entries()) {
    const { status } = await consoleFetch(page, 'api/toys', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ name: `Toy ${index}`, kind: 'boat', color }),
    });
    expect(status).toBe(201);
  }
  await exchange(page, { path: '/toys' }, 200);
  await expect(page.getByTestId('stage')).toBeVisible();
});

test('the policy is strict, and it holds', async ({ page, baseURL }) => {
  const policy = await page.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content');
  expect(policy).toContain("default-src 'none'");
  expect(policy).not.toContain("'unsafe-inline'");
  expect(policy).not.toMatch(/'unsafe-eval'/);
  const html = await (await page.request.get(baseURL)).text();
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)[^>]*>|<style|\sstyle=|\son\w+=/i);
});

test('every file of the page comes from below its own address', async ({ page, baseURL }) => {
  const urls = [];
  page.on('request', (request) => urls.push(request.url()));
  await page.reload();
  await expectLive(page);
  await send(page);
  await finish(page);
  expect(urls.length).toBeGreaterThan(3);
  expect(urls.filter((url) => !url.startsWith(baseURL) && !url.startsWith('data:'))).toEqual([]);
});
