// What a reload keeps, and what happens where it cannot.
import { JSON_BODY, consoleFetch, exchange, expect, expectAlive, finish, open, part, ready, send, test } from './support.mjs';

const BOAT = { method: 'POST', path: '/toys', headers: [JSON_BODY], body: '{ "name": "Blue boat", "kind": "boat" }' };
const ALL = { method: 'GET', path: '/toys', body: '' };

/** The keys of the session that is kept, from the first line on. */
const keys = (page) =>
  page.evaluate(() => Object.keys(sessionStorage).filter((key) => key.startsWith('toyshelf:')).sort());

test('a reload keeps the world and the journal', async ({ page }) => {
  await open(page);
  await exchange(page, BOAT, 201);
  await exchange(page, { method: 'DELETE', path: '/toys/drum', body: '' }, 204);
  await page.reload();
  await ready(page);

  await expect(part.timeline(page)).toHaveCount(2);
  await expect(part.timeline(page).first()).toContainText(/POST\s*\/toys\s*201/);
  await expect(part.timeline(page).last()).toContainText(/DELETE\s*\/toys\/drum\s*204/);
  await exchange(page, ALL, 200);
  await expect(part.answer(page)).toContainText('blue-boat');
  await expect(part.answer(page)).not.toContainText('Marching drum');

  // Time travel goes back to before the reload.
  await part.timeline(page).first().getByRole('button').click();
  await page.getByRole('button', { name: 'To the start' }).click();
  await expect(part.toy(page, 'drum')).toBeVisible();
  await expect(part.toy(page, 'blue-boat')).toHaveCount(0);
});

test('a second tab neither sees nor clobbers the first', async ({ page, context }) => {
  await open(page);
  await exchange(page, BOAT, 201);

  const other = await context.newPage();
  await open(other);
  await expect(part.timeline(other)).toHaveCount(0);
  await exchange(other, ALL, 200);
  await expect(part.answer(other)).toContainText('"total": 9');
  await exchange(other, { method: 'DELETE', path: '/toys/car' }, 204);

  await page.reload();
  await ready(page);
  await expect(part.timeline(page)).toHaveCount(1);
  await exchange(page, ALL, 200);
  await expect(part.answer(page)).toContainText('blue-boat');
  await expect(part.answer(page)).toContainText('Red racing car');
  await expect(part.timeline(other), 'and what the first sends is not answered by the second').toHaveCount(2);
  await other.reload();
  await ready(other);
  await expect(part.timeline(other)).toHaveCount(2);
});

test('a tab that was duplicated goes its own way', async ({ page, context }) => {
  await open(page);
  await exchange(page, BOAT, 201);
  const [copy] = await Promise.all([context.waitForEvent('page'), page.evaluate(() => void window.open(location.href))]);
  await ready(copy);
  await expect(part.timeline(copy), 'it begins with a copy').toHaveCount(1);
  await exchange(copy, { method: 'DELETE', path: '/toys/blue-boat' }, 204);
  await exchange(page, { method: 'GET', path: '/toys/blue-boat', body: '' }, 200);
  await page.reload();
  await ready(page);
  await expect(part.timeline(page)).toHaveCount(2);
});

test('storage that is refused is said, and the session goes on in memory', async ({ page }) => {
  await page.addInitScript(() => {
    const refuse = () => {
      throw new DOMException('The operation is insecure.', 'SecurityError');
    };
    for (const name of ['sessionStorage', 'localStorage']) Object.defineProperty(window, name, { get: refuse });
  });
  await open(page);
  await expect(part.notices(page)).toContainText('keeps nothing for this page');
  await exchange(page, BOAT, 201);
  await exchange(page, ALL, 200);
  await expect(part.answer(page)).toContainText('"total": 10');
  await page.getByTestId('theme').click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', /light|dark/);
});

test('storage that is full is said once, and the session goes on in memory', async ({ page }) => {
  await open(page);
  await exchange(page, BOAT, 201);
  await page.evaluate(() => {
    for (let size = 1 << 22; size >= 1; size >>= 1) {
      try {
        for (let n = 0; ; n++) sessionStorage.setItem(`filler:${size}:${n}`, 'x'.repeat(size));
      } catch {
        // Full for this size; the next one is half as long.
      }
    }
  });
  await exchange(page, ALL, 200);
  await expect(part.notices(page)).toContainText('There is no room left to keep this session');
  await expect(part.notices(page)).toContainText('Reset');
  await page.getByRole('button', { name: 'Put this notice away' }).click();
  await expectAlive(page);
  await expect(part.notices(page).locator('li'), 'said once').toHaveCount(0);
  await expect(part.timeline(page)).toHaveCount(3);

  // What was kept before is still there, and is what was.
  await page.reload();
  await ready(page);
  await expect(part.timeline(page)).toHaveCount(1);
  await exchange(page, ALL, 200);
  await expect(part.answer(page)).toContainText('blue-boat');
});

const UNREADABLE = 'could not be read and was set aside';
for (const [what, text, said] of [
  ['is no JSON', '0\n{', UNREADABLE],
  ['is of another format', '0\n{"format":999,"world":{}}', UNREADABLE],
  ['holds no world', '0\n{"format":1,"world":{"stored":7}}', UNREADABLE],
  ['is somebody else’s', 'hello', 'does not begin as it should; set aside, not deleted'],
  ['is empty', '', 'does not begin as it should; set aside, not deleted'],
]) {
  test(`a save that ${what} is set aside and said`, async ({ page }) => {
    await open(page);
    await exchange(page, BOAT, 201);
    const before = await keys(page);
    await page.evaluate((text) => {
      const head = Object.keys(sessionStorage).find((key) => key.startsWith('toyshelf:') && key.endsWith(':head'));
      sessionStorage.setItem(head, text);
    }, text);
    await page.reload();
    await ready(page);
    await expect(part.notices(page)).toContainText(said);
    await expect(part.timeline(page)).toHaveCount(0);
    const aside = (await keys(page)).filter((key) => key.includes(':aside:'));
    expect(aside.length, 'nothing is deleted').toBe(before.length);
    if (said === UNREADABLE) {
      const kept = page.getByRole('link', { name: 'Download what was set aside' });
      expect(decodeURIComponent(await kept.getAttribute('href'))).toContain('Blue boat');
    }

    await exchange(page, ALL, 200);
    await expect(part.answer(page)).toContainText('"total": 9');
    await page.reload();
    await ready(page);
    await expect(part.notices(page).locator('li'), 'and it is said once').toHaveCount(0);
    await expect(part.timeline(page)).toHaveCount(1);
  });
}

test('a request that cannot be read back is set aside with those after it; those before it stay', async ({ page }) => {
  await open(page);
  await exchange(page, BOAT, 201);
  await exchange(page, { method: 'DELETE', path: '/toys/drum', body: '' }, 204);
  await exchange(page, { method: 'GET', path: '/toys/car' }, 200);
  await page.evaluate(() => {
    const line = Object.keys(sessionStorage).find((key) => key.startsWith('toyshelf:') && key.endsWith(':1'));
    sessionStorage.setItem(line, '\u0000 not a request');
  });
  await page.reload();
  await ready(page);
  await expect(part.notices(page)).toContainText('2 of the requests kept in this tab could not be read');
  await expect(part.timeline(page)).toHaveCount(1);
  await exchange(page, ALL, 200);
  await expect(part.answer(page)).toContainText('"total": 10');
});

test('a request that is missing from the middle is said', async ({ page }) => {
  await open(page);
  await exchange(page, BOAT, 201);
  await exchange(page, { method: 'DELETE', path: '/toys/drum', body: '' }, 204);
  await exchange(page, { method: 'GET', path: '/toys/car' }, 200);
  await page.evaluate(() => {
    const line = Object.keys(sessionStorage).find((key) => key.startsWith('toyshelf:') && key.endsWith(':1'));
    sessionStorage.removeItem(line);
  });
  await page.reload();
  await ready(page);
  await expect(part.notices(page)).toContainText('had lost what came before');
  await expect(part.timeline(page)).toHaveCount(1);
  await expectAlive(page);
});

test('Reset asks first, then starts over for good', async ({ page }) => {
  await open(page);
  await exchange(page, BOAT, 201);
  await page.getByTestId('reset').click();
  const dialog = page.getByRole('dialog', { name: 'Put every toy back?' });
  await dialog.getByRole('button', { name: 'Keep everything' }).click();
  await expect(dialog).toBeHidden();
  await expect(part.timeline(page)).toHaveCount(1);
  await expect(part.toy(page, 'blue-boat')).toBeVisible();

  await page.getByTestId('reset').click();
  await dialog.getByTestId('reset-confirm').click();
  await expect(dialog).toBeHidden();
  await expect(part.timeline(page)).toHaveCount(0);
  await expect(part.toy(page, 'blue-boat')).toHaveCount(0);
  await expect(part.path(page)).toHaveValue('/toys/car');

  await page.reload();
  await ready(page);
  await expect(part.timeline(page)).toHaveCount(0);
  await send(page);
  await finish(page);
  await expect(part.status(page)).toHaveText('200 OK');
});

test('what the console sent is kept too, bytes that are no text included', async ({ page }) => {
  await open(page);
  await expect(part.badge(page)).toContainText('live');
  const bytes = [0x7b, 0xff, 0x00, 0x7d];
  const init = { method: 'POST', headers: { 'content-type': 'application/json' }, bytes };
  expect((await consoleFetch(page, 'api/toys', init)).status).toBe(400);
  await page.reload();
  await ready(page);
  await expect(part.timeline(page)).toHaveCount(1);
  await expect(part.timeline(page).first()).toContainText('400');
  await finish(page);
  await expect(part.answer(page)).toContainText('0xFF');
});
