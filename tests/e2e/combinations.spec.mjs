// What conditions come to: the whole table, worked out by the server in the page.
import AxeBuilder from '@axe-core/playwright';
import { expect, finish, open, part, ready, send, test, settled } from './support.mjs';

const sheet = (page) => page.getByTestId('combinations');
const grid = (page) => sheet(page).getByRole('grid');
const rows = (page) => grid(page).locator('tbody tr:visible');
const cell = (page, row, column) => rows(page).nth(row).locator('td').nth(column).getByRole('button');

async function showTable(page) {
  // What was open before has been put away for good.
  await expect.poll(() => new URL(page.url()).hash).toBe('');
  await page.evaluate(() => location.assign('#preconditions'));
  await expect(grid(page)).toBeVisible();
}

test('from the explanation of a condition to every combination, and back', async ({ page }) => {
  await open(page);
  await page.goto('./#problem/found');
  await expect(page.getByTestId('explain')).toBeVisible();
  await expect(page.getByTestId('every-combination')).toHaveCount(0);
  await page.goto('./#problem/if-match');
  await page.getByTestId('every-combination').click();
  await expect(page.getByTestId('explain')).toBeHidden();
  await expect(grid(page)).toBeVisible();
  await expect(rows(page)).toHaveCount(81);
  await expect(grid(page).getByRole('columnheader')).toHaveCount(1 + 6 + 11);
  await expect(grid(page).getByRole('rowheader')).toHaveCount(81);
  // No condition, then If-Match alone and false.
  expect(await rows(page).first().locator('td').allInnerTexts()).toEqual('200 404 200 404 200 201 200 404 204 404 201'.split(' '));
  await page.keyboard.press('Escape');
  await expect(sheet(page)).toBeHidden();
  await expect.poll(() => new URL(page.url()).hash).toBe('');
});

test('the address alone opens it, on a first visit too', async ({ page }) => {
  await open(page, './#preconditions');
  await ready(page);
  await expect(rows(page)).toHaveCount(81);
});

test('the filters leave what fits', async ({ page }) => {
  await open(page);
  await showTable(page);
  await sheet(page).getByLabel('If-Match').selectOption({ label: 'false: another version' });
  await expect(rows(page)).toHaveCount(27);
  for (const name of ['If-Unmodified-Since', 'If-None-Match', 'If-Modified-Since']) {
    await sheet(page).getByLabel(name).selectOption('absent');
  }
  await expect(rows(page)).toHaveCount(1);
  await expect(sheet(page).getByText('1 of 81 combinations.')).toBeVisible();
  await expect(rows(page).first().getByRole('rowheader')).toHaveText(/^If-Match false\s*$/);
  expect(await rows(page).first().locator('td').allInnerTexts()).toEqual('412 404 412 404 412 412 412 404 412 404 412'.split(' '));
  await sheet(page).getByLabel('If-Match').selectOption('any');
  await expect(rows(page)).toHaveCount(3);
});

test('a status writes its request, which is then answered with it', async ({ page }) => {
  await open(page);
  await showTable(page);
  await sheet(page).getByLabel('If-None-Match').selectOption({ label: 'false: the current version' });
  await sheet(page).getByLabel('If-Match').selectOption('absent');
  for (const [row, column] of [[0, 0], [0, 4], [0, 5], [4, 6]]) {
    const status = await cell(page, row, column).innerText();
    await cell(page, row, column).click();
    await expect(sheet(page)).toBeHidden();
    await expect(part.path(page)).toBeFocused();
    await send(page);
    await finish(page);
    await expect(part.status(page), `row ${row}, column ${column}`).toContainText(status);
    await showTable(page);
  }
});

test('arrows walk the cells, and only one of them is a stop of the Tab key', async ({ page }) => {
  await open(page);
  await showTable(page);
  await expect(grid(page).locator('[tabindex="0"]')).toHaveCount(1);
  await sheet(page).getByLabel('If-Modified-Since').focus();
  // The region that scrolls may be a stop of its own.
  for (let press = 0; press < 2 && !(await cell(page, 0, 0).evaluate((one) => one === document.activeElement)); press++) {
    await page.keyboard.press('Tab');
  }
  await expect(cell(page, 0, 0)).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await expect(cell(page, 1, 1)).toBeFocused();
  await page.keyboard.press('End');
  await expect(cell(page, 1, 10)).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(cell(page, 1, 10)).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Home');
  await expect(cell(page, 0, 0)).toBeFocused();
  for (let press = 0; press < 20; press++) await page.keyboard.press('ArrowDown');
  // What has the focus is not under the head that stays.
  const box = await cell(page, 20, 0).boundingBox();
  for (let press = 0; press < 12; press++) await page.keyboard.press('ArrowUp');
  const head = await grid(page).locator('thead').boundingBox();
  const up = await cell(page, 8, 0).boundingBox();
  expect(up.y).toBeGreaterThanOrEqual(head.y + head.height - 1);
  expect(box.height).toBeGreaterThanOrEqual(24);
  await expect(grid(page).locator('[tabindex="0"]')).toHaveCount(1);

  // A filter that takes the stop away makes another.
  await sheet(page).getByLabel('If-Match').selectOption({ label: 'false: another version' });
  await expect(grid(page).locator('tr:visible [tabindex="0"]')).toHaveCount(1);
});

for (const [name, viewport, colorScheme] of [['wide, light', [1440, 900], 'light'], ['wide, dark', [1440, 900], 'dark'], ['phone, light', [390, 844], 'light'], ['phone, dark', [390, 844], 'dark']]) {
  test.describe(name, () => {
    test.use({ viewport: { width: viewport[0], height: viewport[1] }, colorScheme });

    test('head and first column stay, nothing runs over the edge, and axe finds nothing', async ({ page }) => {
      const clean = async (where) => {
        await settled(page);
        const { violations } = await new AxeBuilder({ page }).analyze();
        expect.soft(violations.map(({ id, nodes }) => ({ id, nodes: nodes.slice(0, 3).map(({ html }) => html) })), where).toEqual([]);
      };
      await open(page, './#problem/if-none-match');
      await expect(page.getByTestId('explain').getByRole('tab').first()).toBeVisible();
      for (const tab of await page.getByTestId('explain').getByRole('tab').all()) {
        await tab.click();
        await clean(await tab.innerText());
      }
      await page.getByTestId('every-combination').click();
      await expect(grid(page)).toBeVisible();
      await clean('the table');
      const scroll = sheet(page).locator('.combinations-scroll');
      await scroll.evaluate((element) => element.scrollTo(200, 900));
      const frame = await scroll.boundingBox();
      const corner = await grid(page).locator('thead th').first().boundingBox();
      expect(Math.abs(corner.x - frame.x)).toBeLessThan(4);
      expect(Math.abs(corner.y - frame.y)).toBeLessThan(4);
      const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(over).toBeLessThanOrEqual(0);
      const wide = await sheet(page).evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth);
      expect(wide).toBeLessThanOrEqual(0);
    });
  });
}

test.describe('where the server cannot be fetched', () => {
  test.use({ allowed: [/Failed to load resource|TypeError|CompileError|Incorrect response MIME type|HTTP status code is not ok/] });

  test('it says so, and works the table out at the next try', async ({ page }) => {
    const gone = (route) => route.fulfill({ status: 404, body: 'gone' });
    await page.route('**/split_engine-*.wasm', gone);
    await open(page, './#preconditions');
    await expect(sheet(page).getByRole('alert')).toContainText('could not be fetched');
    await page.unroute('**/split_engine-*.wasm', gone);
    await page.keyboard.press('Escape');
    await showTable(page);
    await expect(rows(page)).toHaveCount(81);
  });
});
