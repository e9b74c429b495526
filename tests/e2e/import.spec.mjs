// Another API than the toy library: a document goes in, what it comes to is told, and then it is served.
import AxeBuilder from '@axe-core/playwright';
import { readFileSync } from 'node:fs';
import { consoleFetch, exchange, expect, expectAlive, expectLive, finish, open, part, ready, send, test, settled } from './support.mjs';

const SHOP = readFileSync(new URL('../openapi/animal-shop.yaml', import.meta.url), 'utf8');

const outcome = (page) => page.getByTestId('outcome');

async function bring(page) {
  await page.getByTestId('set-up').click();
  await page.getByTestId('bring').click();
}

async function look(page, text) {
  await page.getByTestId('document').fill(text);
  await page.getByTestId('look').click();
}

test.beforeEach(({ page }) => open(page));

test('what was written before another API is served can be brought back', async ({ page }) => {
  await exchange(page, { path: '/toys?kind=boat' }, 200);
  await bring(page);
  await look(page, SHOP);
  await page.getByTestId('serve-it').click();
  await expect(part.path(page)).toHaveValue('/animals');
  await page.getByTestId('bring-back').click();
  await expect(part.path(page)).toHaveValue('/toys?kind=boat');
});

test('a YAML document is looked at, served, sent to, kept over a reload, and put away by Reset', async ({ page }) => {
  await bring(page);
  await look(page, SHOP);
  await expect(outcome(page)).toContainText('Animal shop');
  await expect(outcome(page)).toContainText('14 operations');
  await settled(page);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations).toEqual([]);
  await page.getByTestId('serve-it').click();

  await expect(part.path(page)).toHaveValue('/animals');
  await send(page);
  await finish(page);
  await expect(part.status(page)).toHaveText('200 OK');
  await expect(page.getByTestId('stage')).toContainText('things on the shelf');
  await expectLive(page);
  // The lesson is about toys, and says so; its goals wait.
  await expect(page.getByTestId('lesson-abroad')).toBeVisible();
  await expect(page.locator('.goals')).toBeHidden();
  const list = JSON.parse((await consoleFetch(page, 'api/animals')).text);
  expect(list.length).toBeGreaterThan(0);

  // What it writes stays written, and its own examples are offered.
  const remove = (headers) => consoleFetch(page, `api/animals/${list[0].id}`, { method: 'DELETE', headers });
  const refused = await remove({});
  expect(refused.status, 'the document asks for a reason').toBe(400);
  expect(refused.text).toContain('X-Reason');
  expect((await remove({ 'X-Reason': 'found a home' })).status).toBe(204);
  await page.getByTestId('presets').locator('summary').click();
  await expect(page.getByTestId('presets')).toContainText('/animals');
  await page.keyboard.press('Escape');

  await page.reload();
  await ready(page);
  await expect(part.timeline(page)).toHaveCount(4);
  await expectLive(page);
  const after = JSON.parse((await consoleFetch(page, 'api/animals')).text);
  expect(after.map((animal) => animal.id)).not.toContain(list[0].id);

  await page.getByTestId('lesson-abroad').getByRole('button', { name: 'Bring the toys back' }).click();
  await page.getByTestId('reset-confirm').click();
  await expect(page.getByTestId('stage')).toContainText('8 toys on the shelf');
  await expect(page.getByTestId('lesson-abroad')).toBeHidden();
  await expect(page.locator('.goals')).toBeVisible();
  await expect(page.locator('#lesson-title')).toBeFocused();
  await expectAlive(page);
});

test('a file can be chosen, and what is not done as it says is listed with its place', async ({ page }) => {
  await bring(page);
  await page.getByTestId('import').locator('input[type=file]').setInputFiles({
    name: 'rail.yaml',
    mimeType: 'application/yaml',
    buffer: readFileSync(new URL('../openapi/rail.yaml', import.meta.url)),
  });
  await expect(page.getByTestId('serve-it')).toBeVisible();
  await outcome(page).locator('summary').click();
  await expect(outcome(page).locator('li').first()).toContainText(/line \d+ \//);
});

test('what is no OpenAPI document is refused, with the place and the reason, and nothing changes', async ({ page }) => {
  await bring(page);
  await page.getByTestId('look').click();
  await expect(outcome(page)).toContainText('nothing to look at');
  for (const [text, why] of [
    ['{"openapi": "3.1.0", "paths": {}', /line 1/],
    ['swagger: "2.0"\npaths: {}', /Convert it to OpenAPI 3/],
    ['just words', /OpenAPI document is an object/],
    ['a: &a [*a]', /./],
    ['openapi: 3.1.0\npaths: {}', /no paths/],
  ]) {
    await look(page, text);
    await expect(outcome(page)).toContainText('It cannot be served');
    await expect(outcome(page)).toContainText(why);
  }
  await page.keyboard.press('Escape');
  await exchange(page, { path: '/toys/car' }, 200);
});

/** A document with so many paths, each with a schema of its own and long words about it. */
function large(count) {
  const words = 'What is to be said of it at length. '.repeat(20);
  const ref = (number) => ({ $ref: `#/components/schemas/Thing${number}` });
  const [paths, schemas] = [{}, {}];
  for (let number = 0; number < count; number += 1) {
    const body = { description: words, content: { 'application/json': { schema: ref(number) } } };
    paths[`/things${number}/{id}`] = { get: { responses: { 200: body } }, put: { requestBody: body, responses: { 200: body } } };
    schemas[`Thing${number}`] = { type: 'object', description: words, properties: { id: { type: 'string' }, next: ref((number + 1) % count) } };
  }
  return JSON.stringify({ openapi: '3.0.3', info: { title: 'Large', version: '1' }, paths, components: { schemas } });
}

test('a large document is looked at in small steps, and the page goes on meanwhile', async ({ page }) => {
  await bring(page);
  // How far it says it is, frame by frame.
  await page.evaluate(() => {
    window.seen = new Set();
    const look = () => {
      const bar = document.querySelector('[data-testid=outcome] progress');
      if (bar) window.seen.add(bar.value);
      requestAnimationFrame(look);
    };
    look();
  });
  const file = page.getByTestId('import').locator('input[type=file]');
  await file.setInputFiles({ name: 'large.json', mimeType: 'application/json', buffer: Buffer.from(large(700)) });
  // Too long for a field; it says what is looked at.
  await expect(page.getByTestId('long-document')).toContainText('large.json');
  await expect(page.getByTestId('document')).toHaveValue('');
  await expect(outcome(page)).toContainText('1402 operations', { timeout: 60_000 });
  expect(await page.evaluate(() => window.seen.size), 'more than once for each of its six pieces').toBeGreaterThan(18);
});

test('looking at a large document can be stopped, and nothing is changed', async ({ page }) => {
  await exchange(page, { path: '/toys/car' }, 200);
  await bring(page);
  const file = page.getByTestId('import').locator('input[type=file]');
  await file.setInputFiles({ name: 'large.json', mimeType: 'application/json', buffer: Buffer.from(large(6000)) });
  await expect(outcome(page)).toContainText('Bringing it into one form', { timeout: 60_000 });
  await outcome(page).getByRole('button', { name: 'Stop' }).click();
  await expect(outcome(page)).toHaveText('Stopped. Nothing was changed.');
  await expect(page.getByTestId('look')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(part.timeline(page)).toHaveCount(1);
  await expect(part.answer(page)).toContainText('Red racing car');
});
