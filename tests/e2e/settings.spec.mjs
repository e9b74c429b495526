// The server's settings: what is set counts from the next request on, and a reload keeps it.
import AxeBuilder from '@axe-core/playwright';
import { consoleFetch, exchange, expect, expectAlive, expectLive, open, part, ready, test, settled } from './support.mjs';

const dialog = (page) => page.getByTestId('settings');

async function setUp(page, does) {
  await page.getByTestId('set-up').click();
  await does();
  await page.keyboard.press('Escape');
  await expect(dialog(page)).toBeHidden();
}

test.beforeEach(({ page }) => open(page));

test('a server that is down says so, and when to come back; put up again it answers', async ({ page }) => {
  await setUp(page, async () => {
    await page.getByTestId('down').check();
    await page.getByLabel('Come back after, in seconds').fill('45');
  });
  await exchange(page, { path: '/toys/car' }, '503 Service Unavailable');
  await expect(part.answer(page)).toContainText('45 seconds');
  await page.reload();
  await ready(page);
  await page.getByTestId('set-up').click();
  await expect(page.getByTestId('down')).toBeChecked();
  await expect(page.getByLabel('Come back after, in seconds')).toHaveValue('45');
  await page.getByRole('button', { name: 'As at first' }).click();
  await page.getByRole('button', { name: 'Close' }).click();
  await expect(part.timeline(page)).toHaveCount(1);
  await expectAlive(page);
});

test('a rate limit is met by the third request, from wherever it comes, and outlives a reload', async ({ page }) => {
  await expectLive(page);
  await setUp(page, async () => {
    await page.getByTestId('limited').check();
    await page.getByLabel('Requests', { exact: true }).fill('2');
    await page.getByLabel('In a window of seconds').fill('3600');
  });
  await exchange(page, { path: '/toys/car' }, 200);
  await page.reload();
  await ready(page);
  await expectLive(page);
  expect((await consoleFetch(page, 'api/toys/duck')).status).toBe(200);
  const third = await consoleFetch(page, 'api/toys/duck');
  expect(third.status).toBe(429);
  expect(third.headers['retry-after']).toMatch(/^\d+$/);
  expect(third.headers.ratelimit).toContain('"default"');
  await exchange(page, { path: '/toys/duck' }, '429 Too Many Requests');
});

test('what is no number within bounds is not taken', async ({ page }) => {
  await page.getByTestId('set-up').click();
  const target = page.getByLabel('Longest target, in bytes (414)');
  for (const wrong of ['0', '1e9', '-3', '2.5', '']) {
    await target.fill(wrong);
    await target.blur();
    await expect(target).toHaveValue('2048');
  }
  await target.fill('12');
  await page.keyboard.press('Escape');
  await exchange(page, { path: '/toys/rocket' }, '414 URI Too Long');
});

test('the dialog by keyboard, and by axe', async ({ page }) => {
  await page.getByTestId('set-up').focus();
  await page.keyboard.press('Enter');
  await expect(dialog(page)).toBeVisible();
  await page.getByTestId('limited').press('Space');
  await expect(page.getByTestId('limited')).toBeChecked();
  await settled(page);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('set-up')).toBeFocused();
});

test('content that was coded is undone on its way to the browser', async ({ page }) => {
  await expectLive(page);
  const plain = await consoleFetch(page, 'api/openapi.json');
  // The composer may ask for a coding; a browser's fetch may not, and would not undo it here.
  await exchange(page, { path: '/openapi.json', headers: [['Accept-Encoding', 'gzip']] }, 200);
  await expect(part.answer(page)).toContainText('"openapi"');
  expect(JSON.parse(plain.text).openapi).toMatch(/^3\.1/);
});

test('its number fields look like the other fields', async ({ page }) => {
  await page.getByTestId('set-up-clients').click();
  const fields = dialog(page).locator('.number input:visible');
  expect(await fields.count()).toBeGreaterThan(3);
  for (const field of await fields.all()) {
    const style = await field.evaluate((element) => ({ radius: parseFloat(getComputedStyle(element).borderRadius), high: element.offsetHeight }));
    expect(style.radius).toBeGreaterThan(0);
    expect(style.high).toBeGreaterThanOrEqual(24);
  }
});
