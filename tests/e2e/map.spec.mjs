// The decision map: every question, the way of the exchange on stage, and what would have to be true for the others.
import AxeBuilder from '@axe-core/playwright';
import { compose, expect, finish, open, part, send, settled, test } from './support.mjs';

const map = (page) => page.getByTestId('map');
const view = (page) => page.getByTestId('map-view');
const card = (page) => page.getByTestId('map-card');
const nodes = (page) => map(page).locator('.map-node');
const node = (page, id) => map(page).locator(`[data-decision="${id}"]`);
const canvas = (page) => map(page).locator('.map-canvas');

/** Where the canvas is and how large: x, y, zoom. */
const camera = (page) =>
  canvas(page).evaluate((it) => {
    const { e, f, a } = new DOMMatrix(it.style.transform);
    return { x: e, y: f, zoom: a };
  });

async function played(page, request) {
  await compose(page, request);
  await send(page);
  await finish(page);
}

async function showMap(page) {
  await page.getByTestId('map-link').click();
  await expect(map(page)).toBeVisible();
  await expect(view(page)).toBeVisible();
}

test('the way that was taken is lit up to where the request left', async ({ page }) => {
  await open(page);
  await played(page, { path: '/toys/boat' });
  await showMap(page);
  await expect(map(page)).toContainText('GET /toys/boat → 404 Not Found');
  await expect(nodes(page)).toHaveCount(36);
  await expect(map(page).locator('.map-lines path')).toHaveCount(35);
  await expect(node(page, 'found')).toHaveAttribute('data-look', 'refused');
  await expect(node(page, 'found')).toHaveAttribute('aria-current', 'step');
  await expect(node(page, 'found').locator('.taken')).toHaveText('404');
  await expect(node(page, 'here-before')).toHaveAttribute('data-look', 'no');
  await expect(node(page, 'rate')).toHaveAttribute('data-look', 'passed');
  await expect(node(page, 'if-match')).toHaveAttribute('data-look', 'ahead');
  const place = await nodes(page).evaluateAll((all) => all.findIndex((it) => it.dataset.decision === 'found'));
  await expect(map(page).locator('.map-lines path.lit')).toHaveCount(place);
  await expect(card(page)).toContainText('Is the toy on the shelf?');
  await expect(card(page)).toContainText('This request left here.');
  await expect(card(page)).toContainText('To get past it');
  await expect(card(page).locator('.map-past code')).toHaveText(/^\/toys\/\w+$/);
  await expect(card(page).locator('.map-past')).toContainText('200 OK');
  await page.keyboard.press('Escape');
  await expect(map(page)).toBeHidden();
  await expect.poll(() => new URL(page.url()).hash).toBe('');
});

test('it follows the playhead, and gives nothing away', async ({ page }) => {
  await open(page);
  await send(page);
  await page.getByRole('button', { name: 'To the start' }).click();
  await showMap(page);
  await expect(map(page)).toContainText('GET /toys/car');
  await expect(map(page)).not.toContainText('200 OK');
  await expect(map(page).locator('.taken')).toHaveCount(0);
  await expect(map(page).locator('[data-look="ahead"]')).toHaveCount(36);
  const forward = map(page).getByRole('button', { name: 'One step forward' });
  for (let step = 0; step < 4; step++) await forward.click();
  await expect(node(page, 'up')).toHaveAttribute('data-look', 'yes');
  await expect(card(page)).toContainText('Is anyone home?');
  // The question about the rate is passed over.
  await forward.click();
  await expect(node(page, 'method-known')).toHaveAttribute('aria-current', 'step');
  await expect(card(page)).toContainText('told once the answer is here.');
  await map(page).getByRole('button', { name: 'To the start' }).click();
  await expect(map(page).locator('[aria-current="step"]')).toHaveCount(0);
});

test('what would have to be true is written with one press', async ({ page }) => {
  await open(page);
  await played(page, { path: '/toys/car' });
  await showMap(page);
  await node(page, 'if-none-match').click();
  await expect(node(page, 'if-none-match')).toHaveAttribute('aria-pressed', 'true');
  const way = card(page).getByRole('listitem').filter({ hasText: '304 Not Modified' });
  await expect(way).toContainText('add If-None-Match: "v1"');
  await way.getByRole('button').click();
  await expect(map(page)).toBeHidden();
  await expect(page.getByLabel('Value of header 2')).toHaveValue('"v1"');
  await expect(part.path(page)).toBeFocused();
  await send(page);
  await finish(page);
  await expect(part.status(page)).toContainText('304');
});

test('what no single edit does is told in words, and as steps', async ({ page }) => {
  await open(page);
  await played(page, { path: '/toys/car' });
  await showMap(page);
  await node(page, 'here-before').click();
  const way = card(page).getByRole('listitem').filter({ hasText: '410 Gone' });
  await expect(way).toContainText('I once had this toy and gave it away');
  const steps = way.locator('.map-steps');
  await expect(steps).toContainText('use DELETE', { timeout: 30_000 });
  await expect(steps).toContainText('Send this request again.');
  await steps.getByRole('button').click();
  await expect(map(page)).toBeHidden();
  await expect(part.path(page)).toBeFocused();
  await send(page);
  await finish(page);
  await expect(part.status(page)).toContainText('204');
  // Now the same request as before gets there.
  await page.evaluate(() => fetch('api/toys/car').then((answer) => answer.status)).then((status) => expect(status).toBe(410));
});

test('no way out of the map is without words', async ({ page }) => {
  await open(page);
  await played(page, { path: '/toys/car' });
  await showMap(page);
  await node(page, 'may').click();
  const way = card(page).getByRole('listitem').filter({ hasText: '403 Forbidden' });
  await expect(way).toContainText('POST /cards', { timeout: 30_000 });
  const nodes = await map(page).locator('[data-look]').count();
  for (let place = 0; place < nodes; place++) {
    await map(page).locator('[data-look]').nth(place).click();
    for (const out of await card(page).locator('.map-outs > li').all()) {
      await expect(out.locator('.map-condition')).toHaveText(/\S.{20,}/);
      await expect(out).not.toContainText('Trying');
    }
  }
});

test('moved by mouse and wheel', async ({ page }) => {
  await open(page);
  await played(page, { path: '/toys/car' });
  await showMap(page);
  await expect.poll(async () => (await camera(page)).zoom).toBeLessThan(1);
  const box = await view(page).boundingBox();
  const before = await camera(page);
  // From a question, too: that is a drag, and no press.
  const from = await node(page, 'if-range').boundingBox();
  await page.mouse.move(from.x + 20, from.y + 10);
  await page.mouse.down();
  await page.mouse.move(from.x - 60, from.y + 50, { steps: 4 });
  await page.mouse.up();
  const after = await camera(page);
  expect([after.x - before.x, after.y - before.y]).toEqual([expect.closeTo(-80, 0), expect.closeTo(40, 0)]);
  await expect(node(page, 'if-range')).toHaveAttribute('aria-pressed', 'false');

  const at = { x: box.x + box.width / 3, y: box.y + box.height / 3 };
  const under = (it) => [(at.x - box.x - it.x) / it.zoom, (at.y - box.y - it.y) / it.zoom];
  await page.mouse.move(at.x, at.y);
  await page.mouse.wheel(0, -300);
  await expect.poll(async () => (await camera(page)).zoom).toBeGreaterThan(after.zoom * 1.2);
  const zoomed = await camera(page);
  expect(under(zoomed)).toEqual(under(after).map((value) => expect.closeTo(value, 0)));
  await page.getByTestId('map-fit').click();
  await expect.poll(async () => (await camera(page)).zoom).toBeCloseTo(before.zoom, 2);
});

test('moved by keyboard, and walked in order', async ({ page }) => {
  await open(page, './#map');
  await expect(view(page)).toBeVisible();
  await expect(map(page)).toContainText('Send a request, and its way lights up here.');
  await view(page).focus();
  const before = await camera(page);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  let now = await camera(page);
  expect([now.x, now.y]).toEqual([expect.closeTo(before.x - 64, 0), expect.closeTo(before.y - 64, 0)]);
  await page.keyboard.press('+');
  await page.keyboard.press('+');
  expect((await camera(page)).zoom).toBeCloseTo(before.zoom * 1.5625, 2);
  await page.keyboard.press('-');
  expect((await camera(page)).zoom).toBeCloseTo(before.zoom * 1.25, 2);
  for (let press = 0; press < 5; press++) await page.keyboard.press('+');
  // Whatever has the focus is in view.
  const ids = await nodes(page).evaluateAll((all) => all.map((it) => it.dataset.decision));
  const box = await view(page).boundingBox();
  for (const id of ids) {
    await page.keyboard.press('Tab');
    await expect(node(page, id)).toBeFocused();
    if (['up', 'may', 'found', 'answer'].includes(id)) {
      await settled(page);
      const it = await node(page, id).boundingBox();
      expect(it.x, id).toBeGreaterThanOrEqual(box.x);
      expect(it.y, id).toBeGreaterThanOrEqual(box.y - 1);
    }
  }
  await page.keyboard.press('Enter');
  await expect(card(page)).toContainText('What do I send back?');
  await page.keyboard.press('0');
  expect((await camera(page)).zoom).toBeLessThanOrEqual(1);
});

test('its keys and those of its player work wherever in it the focus is', async ({ page }) => {
  await open(page);
  await played(page, { path: '/toys/boat' });
  await page.keyboard.press('m');
  const title = map(page).getByRole('heading', { name: 'The decision map' });
  await expect(title).toBeFocused();
  await settled(page);
  const before = await camera(page);
  await page.keyboard.press('+');
  expect((await camera(page)).zoom).toBeCloseTo(before.zoom * 1.25, 2);
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('0');
  const all = await camera(page);
  expect(all.zoom).toBeLessThanOrEqual(1);

  // A question that has the focus stays in view, and whole, however close one goes.
  const box = await view(page).boundingBox();
  for (const id of ['answer', 'up', 'found']) {
    await page.keyboard.press('0');
    await node(page, id).focus();
    for (let press = 0; press < 5; press++) await page.keyboard.press('+');
    await settled(page);
    const it = await node(page, id).boundingBox();
    expect(it.x, id).toBeGreaterThanOrEqual(box.x);
    expect(it.y, id).toBeGreaterThanOrEqual(box.y);
    expect(it.x + it.width, id).toBeLessThanOrEqual(box.x + box.width);
    expect(it.y + it.height, id).toBeLessThanOrEqual(box.y + box.height);
  }

  await expect(node(page, 'found')).toHaveAttribute('aria-current', 'step');
  await page.keyboard.press('p');
  await page.keyboard.press('p');
  await page.keyboard.press('j');
  await expect(node(page, 'found')).not.toHaveAttribute('aria-current', 'step');
  await page.keyboard.press('Home');
  await expect(map(page).locator('[aria-current="step"]')).toHaveCount(0);
  for (let step = 0; step < 4; step++) await page.keyboard.press('l');
  await expect(node(page, 'up')).toHaveAttribute('aria-current', 'step');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Shift+ArrowRight');
  await expect(node(page, 'up')).not.toHaveAttribute('aria-current', 'step');
  await page.keyboard.press('End');
  await expect(node(page, 'found')).toHaveAttribute('aria-current', 'step');
  await expect(node(page, 'found')).toBeFocused();
  // On a button the space bar presses it.
  await map(page).getByRole('button', { name: 'To the start' }).focus();
  await page.keyboard.press('Space');
  await expect(map(page).locator('[aria-current="step"]')).toHaveCount(0);

  await expect(view(page)).toHaveAccessibleName(/Arrow keys move the map/);
  await page.getByTestId('map-list').click();
  await expect(view(page)).toHaveAccessibleName('The questions, in order.');
  await page.getByTestId('map-list').click();
  await page.setViewportSize({ width: 390, height: 844 });
  await expect(view(page)).toHaveAccessibleName('The questions, in order.');
});

for (const [width, height] of [[844, 390], [640, 360], [480, 320], [400, 300], [320, 240]]) {
  test(`${width} by ${height}: questions and card each have room`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await open(page);
    await send(page);
    await finish(page);
    await page.keyboard.press('m');
    await expect(view(page)).toBeVisible();
    const box = await view(page).boundingBox();
    expect(box.height, 'the questions').toBeGreaterThan(height * 0.7);
    await expect(map(page).locator('[aria-current="step"]')).toBeInViewport();
    for (const button of await map(page).locator('.map-head button').filter({ visible: true }).all()) {
      const { width, height } = await button.boundingBox();
      expect(Math.min(width, height), await button.getAttribute('aria-label')).toBeGreaterThanOrEqual(24);
    }
    // By keyboard: on the map, one that is pressed by pointer has to be in view.
    await node(page, 'method-known').focus();
    await page.keyboard.press('Enter');
    const title = card(page).getByRole('heading', { level: 3 });
    await expect(title).toBeInViewport({ ratio: 1 });
    await expect(title).toHaveText(/\S/);
    expect((await card(page).boundingBox()).height, 'the card').toBeGreaterThan(height * 0.5);
    await expect(page.getByTestId('map-close')).toBeInViewport({ ratio: 1 });
  });
}

test.describe('touch', () => {
  test.use({ hasTouch: true });

  test('two fingers zoom, one moves', async ({ page }) => {
    await open(page, './#map');
    await expect(view(page)).toBeVisible();
    await settled(page);
    const before = await camera(page);
    const fingers = await page.context().newCDPSession(page);
    const touch = (type, points) => fingers.send('Input.dispatchTouchEvent', { type, touchPoints: points.map(([x, y], id) => ({ x, y, id })) });
    await touch('touchStart', [[400, 400], [500, 400]]);
    await touch('touchMove', [[350, 400], [550, 400]]);
    await touch('touchMove', [[300, 400], [600, 400]]);
    await touch('touchEnd', []);
    await expect.poll(async () => (await camera(page)).zoom).toBeGreaterThan(before.zoom * 2);
    const pinched = await camera(page);
    await touch('touchStart', [[400, 400]]);
    await touch('touchMove', [[430, 420]]);
    await touch('touchMove', [[460, 440]]);
    await touch('touchEnd', []);
    await expect.poll(async () => (await camera(page)).x - pinched.x).toBeGreaterThan(25);
  });
});

test('it is read through the lens that is chosen, and opened by a key', async ({ page }) => {
  await open(page, './#problem/found');
  await page.getByRole('tab', { name: 'HTTP' }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('explain')).toBeHidden();
  await page.keyboard.press('m');
  await expect(map(page)).toBeVisible();
  await expect(node(page, 'found')).toContainText('Is the resource there?');
  await node(page, 'found').click();
  await expect(card(page).getByRole('heading', { level: 3 })).toHaveText('Is the resource there?');
  // No exchange is on stage: the edits are those of the request that is being written.
  await expect(card(page)).toContainText('/toys/boat');
});

test('from an explanation to the map and back', async ({ page }) => {
  await open(page, './#problem/if-match');
  await page.getByTestId('on-the-map').click();
  await expect(map(page)).toBeVisible();
  await expect(node(page, 'if-match')).toHaveAttribute('aria-pressed', 'true');
  await expect(card(page)).toContainText('Is it still the toy they know?');
  await card(page).getByTestId('why').click();
  await expect(map(page)).toBeHidden();
  await expect(page.getByTestId('explain')).toBeVisible();
});

test('as a list it tells the same, also where there is no room for a map', async ({ page }) => {
  await open(page);
  await played(page, { path: '/toys/boat' });
  await showMap(page);
  await page.getByTestId('map-list').click();
  await expect(page.getByTestId('map-list')).toHaveAttribute('aria-pressed', 'true');
  const tops = async () => nodes(page).evaluateAll((all) => all.map((it) => it.getBoundingClientRect().top));
  const inOrder = async () => {
    const all = await tops();
    return all.every((top, at) => at === 0 || top > all[at - 1]);
  };
  expect(await inOrder()).toBe(true);
  await page.getByTestId('map-list').click();
  expect(await inOrder()).toBe(false);
  await page.setViewportSize({ width: 390, height: 844 });
  expect(await inOrder()).toBe(true);
  await node(page, 'found').click();
  await expect(card(page)).toBeInViewport();
  await expect(card(page)).toContainText('This request left here.');
  await expect(node(page, 'found')).toHaveAccessibleName(/Is the toy on the shelf\?.*left here; may leave with.*404/);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  expect(wide).toBe(false);
});

test('where it does not fit, its edges say where there is more, and lead there', async ({ page }) => {
  await page.setViewportSize({ width: 1024, height: 768 });
  await open(page);
  await played(page, { path: '/toys/boat' });
  await showMap(page);
  const more = (side) => map(page).locator(`.map-more[data-side="${side}"]`);
  await page.getByTestId('map-fit').click();
  for (const side of ['left', 'right', 'up', 'down']) await expect(more(side)).toBeHidden();
  for (let times = 0; times < 3; times++) await map(page).getByRole('button', { name: 'Larger' }).click();
  await expect(more('right')).toBeVisible();
  await more('right').click();
  await expect(more('left')).toBeVisible();
  await expect(page.getByTestId('map-view'), 'the arrow keys go on moving it').toBeFocused();
  // As it opens, whichever column is cut off is told of.
  await page.keyboard.press('Escape');
  await showMap(page);
  const cut = await nodes(page).evaluateAll((all) => {
    const view = document.querySelector('[data-testid=map-view]').getBoundingClientRect();
    const boxes = all.map((it) => it.getBoundingClientRect());
    return { left: boxes.some((box) => box.left < view.left), right: boxes.some((box) => box.right > view.right) };
  });
  expect(cut.left || cut.right, 'it does not fit, or this tests nothing').toBe(true);
  for (const side of ['left', 'right']) await expect(more(side))[cut[side] ? 'toBeVisible' : 'toBeHidden']();
});

for (const colorScheme of ['light', 'dark']) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test('axe finds nothing', async ({ page }) => {
      await open(page);
      await played(page, { path: '/toys/boat' });
      await showMap(page);
      for (const width of [1440, 390]) {
        await page.setViewportSize({ width, height: 844 });
        await settled(page);
        const { violations } = await new AxeBuilder({ page }).include('[data-testid="map"]').analyze();
        expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
      }
    });
  });
}
