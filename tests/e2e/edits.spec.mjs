// One edit away: what the smallest changes of the request would come to, and making them.
import AxeBuilder from '@axe-core/playwright';
import { compose, exchange, expect, finish, JSON_BODY, open, part, send, settled, test } from './support.mjs';

const edits = (page) => page.getByTestId('edits');
const chips = (page) => edits(page).locator('.edit-chip');
const chip = (page, status) => chips(page).filter({ has: page.locator('b', { hasText: String(status) }) });
const undo = (page) => page.getByTestId('edits-undo');

/** The search is done, and is of the request as it stands. */
async function searched(page) {
  await expect(edits(page)).toHaveAttribute('aria-busy', 'false');
}

async function all(page) {
  await searched(page);
  await page.getByTestId('edits-all').click();
}

test('each edit gets the status that it says, and can be taken back', async ({ page }) => {
  await open(page);
  await searched(page);
  await expect(chips(page)).toHaveText(['304 add If-None-Match: "v1"', '401 /cards/1', '404 /toys/boat', '406 Accept: image/png']);
  for (const [place, status] of [304, 401, 404, 406].entries()) {
    await searched(page);
    await chips(page).nth(place).click();
    // Nothing is sent by it.
    await expect(part.timeline(page)).toHaveCount(place);
    await expect(edits(page).getByRole('status')).toContainText(`Send it to get ${status}`);
    await expect(undo(page)).toBeFocused();
    await send(page);
    await expect(edits(page).getByRole('status')).toContainText('its answer is on its way');
    await finish(page);
    await expect(part.status(page)).toContainText(String(status));
    await expect(edits(page).getByRole('status')).toContainText(`It got ${status}, as told`);
    await undo(page).click();
    await expect(part.path(page)).toHaveValue('/toys/car');
    await expect(part.path(page)).toBeFocused();
    await expect(undo(page)).toBeHidden();
    await expect(page.getByLabel('Value of header 1')).toHaveValue('application/json');
    await expect(page.getByRole('list', { name: 'Header fields' }).locator('> li')).toHaveCount(1);
  }
});

test('all of them, by status, and the settings among them are marked and can be taken back', async ({ page }) => {
  await open(page);
  await all(page);
  const statuses = (await chips(page).locator('b').allInnerTexts()).map(Number);
  expect(statuses).toEqual([...statuses].sort((one, other) => one - other));
  for (const status of [204, 206, 301, 304, 400, 404, 405, 406, 412, 414, 416, 429, 501, 503]) expect(statuses).toContain(status);
  expect(new Set(statuses).size).toBe(statuses.length);
  await expect(chip(page, 503)).toContainText('a setting of the server');
  await chip(page, 503).click();
  await send(page);
  await finish(page);
  await expect(part.status(page)).toContainText('503');
  await undo(page).click();
  await send(page);
  await finish(page);
  await expect(part.status(page)).toContainText('200');
});

test('they follow what is typed, and what is stored', async ({ page }) => {
  await open(page);
  await compose(page, { method: 'POST', path: '/toys', headers: [JSON_BODY], body: '{"name": "Boat"}' });
  await searched(page);
  await expect(chip(page, 201)).toContainText('add “kind”');
  await chip(page, 201).click();
  await expect(page.getByTestId('body')).toHaveValue(/"kind":/);
  await send(page);
  await finish(page);
  await expect(part.status(page)).toContainText('201');

  await compose(page, { method: 'DELETE', path: '/toys/drum' });
  await send(page);
  await finish(page);
  await compose(page, { method: 'GET', path: '/toys/car' });
  await all(page);
  await expect(chip(page, 410)).toContainText('/toys/drum');
});

test('nothing is told of the next answer before the last one has arrived', async ({ page }) => {
  await open(page);
  await searched(page);
  await compose(page, { path: '/toys/boat' });
  await searched(page);
  await expect(chip(page, 200)).toHaveCount(1);
  await send(page);
  await page.getByRole('button', { name: 'To the start' }).click();
  await expect(edits(page)).toHaveAttribute('aria-busy', 'true');
  const path = await part.path(page).inputValue();
  await chips(page).first().click({ force: true });
  await expect(part.path(page), 'what is on its way is not taken at its word').toHaveValue(path);
  await finish(page);
  await searched(page);
});

test('another request written while an answer is on stage has chips of its own, of what is known so far', async ({ page }) => {
  await open(page);
  await compose(page, { method: 'DELETE', path: '/toys/car' });
  await searched(page);
  await expect(chip(page, 404)).toHaveCount(1);
  await send(page);
  await page.getByRole('button', { name: 'To the start' }).click();
  await expect(page.getByTestId('edits-wait')).toHaveText('told after the answer');
  await compose(page, { method: 'GET', path: '/toys/car' });
  await searched(page);
  await expect(page.getByTestId('edits-wait')).toBeHidden();
  await expect(chip(page, 304), 'whether the car goes is not told before').toContainText('add If-None-Match');
  await expect(chip(page, 304)).not.toHaveAttribute('aria-disabled');
  // Back at the request that is on its way: nothing is told, and nothing of another request is shown.
  await page.getByTestId('method').selectOption('DELETE');
  await expect(page.getByTestId('edits-wait')).toBeVisible();
  await expect(chip(page, 304)).toBeHidden();
  await expect(page.getByTestId('edits-all')).toBeHidden();
  await finish(page);
  await searched(page);
  await expect(chips(page).first()).toBeVisible();
  await page.getByTestId('method').selectOption('GET');
  await searched(page);
  await expect(chip(page, 304), 'it is gone now').toHaveCount(0);
});

for (const [what, label] of [['request', 'Lose so many of the next requests'], ['answer', 'Lose so many of the next answers']]) {
  test(`after a lost ${what} edits are told again once that was seen`, async ({ page }) => {
    await open(page);
    await page.getByTestId('set-up-clients').click();
    const field = page.getByLabel(label).first();
    await field.fill('1');
    await field.press('Tab');
    await page.keyboard.press('Escape');
    await compose(page, { method: 'POST', path: '/toys', headers: [JSON_BODY], body: '{"name": "Boat", "kind": "boat"}' });
    await searched(page);
    await part.send(page).click();
    await expect(edits(page)).toHaveAttribute('aria-busy', 'true');
    await finish(page);
    await searched(page);
    await part.path(page).fill('/toys/car');
    await searched(page);
    await expect(page.getByTestId('edits-wait')).toBeHidden();
    await expect(chip(page, 405)).toHaveCount(0);
    await expect(chips(page).first()).not.toHaveAttribute('aria-disabled');
  });
}

test('where the request fails, one that succeeds is among the first', async ({ page }) => {
  await open(page);
  await exchange(page, { method: 'DELETE', path: '/toys/duck' }, 204);
  await searched(page);
  await expect(chips(page)).toHaveCount(4);
  await expect(chip(page, 204)).toContainText('/toys/');
});

test('a tip goes with the chip that it was about', async ({ page }) => {
  await open(page);
  await all(page);
  await chip(page, 503).hover();
  await expect(page.getByTestId('tip')).toContainText('503');
  await chip(page, 503).click();
  await searched(page);
  await expect(chips(page)).toHaveCount(1);
  await settled(page);
  await expect(page.getByTestId('tip').filter({ hasNotText: /./ })).toHaveCount(0);
});

for (const viewport of [{ width: 1440, height: 900 }, { width: 1280, height: 720 }]) {
  test(`what is written and what is one edit away are not cut, ${viewport.width} by ${viewport.height}`, async ({ page }) => {
    await page.setViewportSize(viewport);
    await open(page);
    await compose(page, { path: '/toys/car', headers: [['If-Match', '"v1"']] });
    await page.keyboard.press('Escape');
    await searched(page);
    const whole = async (inner, outer) => {
      const [one, box] = [await inner.boundingBox(), await outer.boundingBox()];
      expect(one.y).toBeGreaterThanOrEqual(box.y - 1);
      expect(one.y + one.height).toBeLessThanOrEqual(box.y + box.height + 1);
    };
    const list = page.locator('#edits-list');
    await whole(page.getByTestId('add-header'), page.locator('#composer-panel-0'));
    await whole(chips(page).first(), list);
    await whole(list, page.locator('.composer'));
    // A row of chips is there or not.
    const box = await list.boundingBox();
    for (const one of await chips(page).all()) {
      const place = await one.boundingBox();
      expect(place.y + place.height <= box.y + box.height || place.y >= box.y + box.height).toBe(true);
    }
    await page.getByTestId('edits-all').click();
    await whole(page.getByTestId('add-header'), page.locator('#composer-panel-0'));
    await whole(page.getByLabel('Name of header 1'), page.locator('#composer-panel-0'));
    await page.getByRole('button', { name: 'Show fewer' }).click();

    await page.getByTestId('method').selectOption('POST');
    await part.path(page).fill('/toys');
    await page.getByRole('tablist', { name: 'Parts of the request' }).getByRole('tab', { name: 'Body' }).click();
    await page.getByTestId('body').fill('{\n  "name": "Boat",\n  "kind": "boat"\n}');
    await searched(page);
    await whole(page.locator('.editor'), page.locator('#composer-panel-2'));
    expect((await page.getByTestId('body').boundingBox()).height).toBeGreaterThan(viewport.height > 800 ? 64 : 48);
    const editor = await page.locator('.editor').boundingBox();
    const state = await page.getByTestId('body-state').boundingBox();
    expect(editor.y + editor.height).toBeLessThanOrEqual(state.y + 1);
    await whole(chips(page).first(), edits(page));
  });
}

test('while an answer is under way the chips say so, where they stand, and keep the focus', async ({ page }) => {
  await open(page);
  await searched(page);
  await chips(page).nth(1).focus();
  const wait = page.getByTestId('edits-wait');
  await expect(wait).toBeHidden();
  const box = () => chips(page).nth(1).boundingBox();
  const before = await box();
  await page.keyboard.press('ControlOrMeta+Enter');
  await page.getByRole('button', { name: 'To the start' }).dispatchEvent('click');
  await expect(wait).toBeVisible();
  await expect(wait).toHaveText('told after the answer');
  await expect(chips(page).nth(1)).toBeFocused();
  await expect(chips(page).nth(1)).toHaveAttribute('aria-disabled', 'true');
  await expect(chips(page).nth(1)).toHaveAccessibleDescription(/told.*after the answer/);
  expect(await box()).toEqual(before);
  await page.keyboard.press('Enter');
  await expect(part.path(page)).toHaveValue('/toys/car');
  await part.playhead(page).evaluate((slider) => slider.dispatchEvent(new KeyboardEvent('keydown', { key: 'End', bubbles: true })));
  await searched(page);
  await expect(wait).toBeHidden();
  await expect(chips(page).nth(1)).toBeFocused();
});

test('a chip tells what it writes before it is pressed, to the pointer and to the focus', async ({ page }) => {
  await open(page);
  await compose(page, { method: 'POST', path: '/toys' });
  await searched(page);
  const tip = page.getByTestId('tip');
  await expect(chip(page, 201)).toContainText('write {"name":');
  await chip(page, 201).hover();
  await expect(tip).toContainText('Writes this body:');
  await expect(tip).toContainText(/"kind": ".+"/);
  await expect(tip).toContainText('It then leaves at');
  const told = await tip.locator('pre').innerText();
  await page.keyboard.press('Escape');
  await expect(tip).toHaveCount(0);
  await page.getByTestId('edits-all').focus();
  await page.keyboard.press('Tab');
  await expect(tip).toBeVisible();
  await expect(chips(page).first()).toHaveAccessibleDescription(/It then leaves at/);
  await chip(page, 201).click();
  await expect(tip).toHaveCount(0);
  await expect(page.getByTestId('body')).toHaveValue(told);
});

test('an edit that was changed by hand is not taken back over it', async ({ page }) => {
  await open(page);
  await searched(page);
  await chip(page, 404).click();
  await expect(undo(page)).toBeVisible();
  await part.path(page).fill('/toys/dragon');
  await expect(undo(page)).toBeHidden();
  await expect(part.path(page)).toHaveValue('/toys/dragon');
});

for (const [device, viewport] of [['wide', { width: 1440, height: 900 }], ['phone', { width: 390, height: 844 }]]) {
  test.describe(device, () => {
    test.use({ viewport });

    test('by keyboard, and with nothing for axe to complain about', async ({ page }) => {
      await open(page);
      await searched(page);
      await page.getByTestId('edits-all').focus();
      await page.keyboard.press('Enter');
      await expect(page.getByTestId('edits-all')).toHaveAttribute('aria-expanded', 'true');
      await page.keyboard.press('Tab');
      await expect(chips(page).first()).toBeFocused();
      await page.keyboard.press('Enter');
      await expect(undo(page)).toBeFocused();
      await searched(page);
      await settled(page);
      const { violations } = await new AxeBuilder({ page }).include('.composer').analyze();
      expect(violations).toEqual([]);
      await page.keyboard.press('Enter');
      await expect(part.path(page)).toBeFocused();
    });
  });
}

test('all of them stay inside the dock, however many there are', async ({ page }) => {
  for (const viewport of [{ width: 1440, height: 900 }, { width: 1366, height: 768 }]) {
    await page.setViewportSize(viewport);
    await open(page);
    await exchange(page, { path: '/toys/car' }, 200);
    await page.getByTestId('edits-all').click();
    await page.getByTestId('edits').getByRole('button', { name: /^503/ }).scrollIntoViewIfNeeded();
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBe(viewport.height);
    // Who is on stage is told above the track, not behind it.
    const caption = await page.locator('.server .caption').boundingBox();
    const track = await page.getByTestId('track').boundingBox();
    expect(caption.y + caption.height).toBeLessThanOrEqual(track.y);
    await page.getByRole('button', { name: 'Show fewer' }).click();
  }
});
