// Time: branches, undo and redo, the scrubber across exchanges, the comparison; and that a reload keeps it all.
import AxeBuilder from '@axe-core/playwright';
import { JSON_BODY, consoleFetch, exchange, expect, expectLive, finish, fresh, open, part, ready, send, settled, test } from './support.mjs';

const time = {
  undo: (page) => page.getByTestId('undo'),
  redo: (page) => page.getByTestId('redo'),
  branches: (page) => page.getByTestId('branches').locator('summary'),
  branch: (page, name) => page.getByRole('list', { name: 'Branches' }).locator('li').filter({ has: page.locator('.branch-title', { hasText: new RegExp(`^${name}$`) }) }),
  moment: (page) => page.getByTestId('moment'),
  journey: (page) => page.getByTestId('journey'),
  said: (page) => page.getByTestId('time-said'),
  row: (page, number) => page.locator(`.ex[data-number="${number}"]`),
  comparison: (page) => page.getByTestId('comparison'),
};

/** It is not on the shelf: at the end of the exchange that took it away it is still drawn, leaving. */
const expectGone = (page, toy) => expect(page.locator(`[data-toy="${toy}"]:not(.left)`)).toHaveCount(0);

/** Sends and reads the answer. */
const ask = (page, method, path, status) => exchange(page, { method, path }, status);

/** Puts a row on stage, at its end. */
async function look(page, number) {
  await time.row(page, number).click();
  await finish(page);
}

async function switchTo(page, name) {
  await time.branches(page).click();
  await time.branch(page, name).locator('.branch-name').click();
  await expect(time.branches(page)).toContainText(name);
}

const methods = (page) => part.timeline(page).locator('.ex-method').allTextContents();

test('a fork shares what came before and goes its own way; a reload keeps both', async ({ page }) => {
  await open(page);
  await ask(page, 'GET', '/toys/car', 200);
  await ask(page, 'DELETE', '/toys/duck', 204);
  await ask(page, 'DELETE', '/toys/car', 204);
  await look(page, 1);
  await page.getByTestId('fork').click();
  await expect(part.timeline(page)).toHaveCount(1);
  await expect(time.branches(page)).toContainText('Branch 2');
  await expect(time.said(page)).toContainText('Branch 2 starts here. It shares 1 request');
  await expect(part.toy(page, 'duck'), 'the shelf is as it was then').toBeVisible();
  await ask(page, 'PUT', '/toys/car', 400);
  expect(await methods(page)).toEqual(['GET', 'PUT']);

  await switchTo(page, 'Main');
  expect(await methods(page)).toEqual(['GET', 'DELETE', 'DELETE']);
  await expectGone(page, 'duck');
  await ask(page, 'GET', '/toys/car', 410);

  await page.reload();
  await ready(page);
  await expect(part.timeline(page)).toHaveCount(4);
  await expect(time.branches(page)).toContainText('Main');
  await switchTo(page, 'Branch 2');
  expect(await methods(page)).toEqual(['GET', 'PUT']);
  await ask(page, 'GET', '/toys/car', 200);
  await expect(time.undo(page)).toHaveAccessibleName('Undo: GET /toys/car');
});

test('a branch is renamed, deleted, and brought back', async ({ page }) => {
  await open(page);
  await ask(page, 'GET', '/toys/car', 200);
  await page.getByTestId('fork').click();
  await time.branches(page).click();
  await time.branch(page, 'Branch 2').getByRole('button', { name: 'Rename Branch 2' }).click();
  const field = page.getByRole('textbox', { name: 'Another name for Branch 2' });
  await expect(field).toBeFocused();
  await field.fill('Main');
  await field.press('Enter');
  await expect(part.notices(page)).toContainText('Another branch is called “Main” already.');
  await field.fill('What if');
  await field.press('Enter');
  await expect(time.branch(page, 'What if').getByRole('button', { name: 'Rename What if' })).toBeFocused();
  await expect(time.branches(page)).toContainText('What if');
  await field.waitFor({ state: 'detached' });
  await expect(part.notices(page).locator('li')).toHaveCount(0);

  await time.branch(page, 'Main').getByRole('button', { name: 'Delete Main' }).click();
  await expect(time.branches(page)).toHaveCount(0);
  await expect(time.undo(page)).toHaveAccessibleName('Undo: delete “Main”');
  await time.undo(page).click();
  await expect(time.branches(page)).toContainText('What if');
  await time.undo(page).click();
  await expect(time.branches(page)).toContainText('Branch 2');
  await time.redo(page).click();
  await expect(time.branches(page)).toContainText('What if');
});

test('two branches are compared: requests, statuses, resources with pointers', async ({ page }) => {
  await open(page);
  await ask(page, 'GET', '/toys/car', 200);
  await ask(page, 'DELETE', '/toys/duck', 204);
  await ask(page, 'GET', '/toys/duck', 410);
  await look(page, 1);
  await page.getByTestId('fork').click();
  const body = '{ "name": "Red racing car", "kind": "car", "color": "#000000" }';
  await exchange(page, { method: 'PUT', path: '/toys/car', headers: [JSON_BODY], body }, 200);
  await fresh(page);
  await ask(page, 'GET', '/toys/duck', 200);

  await page.getByTestId('compare').click();
  const dialog = time.comparison(page);
  await expect(dialog).toBeVisible();
  await expect(page.getByTestId('compare-first')).toHaveValue('2');
  await expect(page.getByTestId('compare-second')).toHaveValue('1');
  await expect(page.getByTestId('compare-summary')).toContainText('They share 1 request and part after request 1.');
  const rows = dialog.locator('tbody tr');
  await expect(rows.filter({ hasText: 'other request' })).toContainText(/PUT\s*\/toys\/car.*DELETE\s*\/toys\/duck/);
  const same = dialog.locator('tbody tr.loud');
  await expect(same).toHaveCount(1);
  await expect(same).toContainText('other status');
  await expect(same.locator('.ex-status')).toHaveCount(2);
  const worlds = page.getByTestId('compare-worlds');
  await expect(worlds.locator('> li').filter({ hasText: '/toys/duck' })).toContainText('only in Branch 2');
  const car = worlds.locator('> li').filter({ hasText: '/toys/car' });
  await expect(car).toContainText('/color');
  await expect(car).toContainText('"#000000"');

  await settled(page);
  const { violations } = await new AxeBuilder({ page }).include('[data-testid="comparison"]').analyze();
  expect(violations.map(({ id, nodes }) => `${id} ${nodes[0].html}`)).toEqual([]);
  await page.getByTestId('compare-first').selectOption('1');
  await expect(worlds).toContainText('The same, on both.');
  await page.setViewportSize({ width: 390, height: 844 });
  await page.getByTestId('compare-first').selectOption('2');
  await expect(car).toBeVisible();
  const over = await dialog.evaluate((dialog) => dialog.scrollWidth - dialog.clientWidth);
  expect(over, 'no scrolling sideways at 390 px').toBeLessThanOrEqual(0);
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
});

test('each kind of thing is undone and done again', async ({ page }) => {
  await open(page);
  await ask(page, 'DELETE', '/toys/duck', 204);

  // A request.
  await time.undo(page).click();
  await expect(part.timeline(page)).toHaveCount(0);
  await expect(part.toy(page, 'duck')).toBeVisible();
  await expect(time.said(page)).toContainText('Undone: DELETE /toys/duck.');
  await time.redo(page).click();
  await expect(part.timeline(page)).toHaveCount(1);
  await expectGone(page, 'duck');

  // A draft that took the place of what was typed; what was typed since comes back too.
  await part.path(page).fill('/typed');
  await page.getByTestId('presets').locator('summary').click();
  await page.getByRole('button', { name: /Borrow the car/ }).click();
  await part.path(page).fill('/toys/car?typed');
  await expect(time.undo(page)).toHaveAccessibleName('Undo: writing GET /toys/car');
  await time.undo(page).click();
  await expect(part.path(page)).toHaveValue('/typed');
  await time.redo(page).click();
  await expect(part.path(page)).toHaveValue('/toys/car?typed');

  // The server's settings.
  await page.getByTestId('set-up').click();
  await page.getByTestId('down').check();
  await page.keyboard.press('Escape');
  await ask(page, 'GET', '/toys/car', 503);
  await time.undo(page).click();
  await expect(time.undo(page)).toHaveAccessibleName('Undo: server settings');
  await time.undo(page).click();
  await ask(page, 'GET', '/toys/car', 200);

  // A fork, and a switch.
  await page.getByTestId('fork').click();
  await expect(time.branches(page)).toContainText('Branch');
  await time.undo(page).click();
  await expect(time.redo(page)).toHaveAccessibleName(/^Redo: fork/);
  await time.redo(page).click();
  const made = (await time.branches(page).locator('.branch-now').textContent()).replace('Branch: ', '');
  await switchTo(page, 'Main');
  await expect(time.undo(page)).toHaveAccessibleName(/^Undo: switch/);
  await time.undo(page).click();
  await expect(time.branches(page)).toContainText(made);
});

test('starting over is undone, and so is serving another API', async ({ page }) => {
  await open(page);
  await ask(page, 'DELETE', '/toys/duck', 204);
  await page.getByTestId('reset').click();
  await page.getByTestId('reset-confirm').click();
  await expect(part.timeline(page)).toHaveCount(0);
  await expect(part.toy(page, 'duck')).toBeVisible();
  await page.reload();
  await ready(page);
  await expect(time.undo(page)).toHaveAccessibleName('Undo: starting over');
  await time.undo(page).click();
  await expect(part.timeline(page)).toHaveCount(1);
  await expectGone(page, 'duck');

  await page.getByTestId('set-up').click();
  await page.getByTestId('bring').click();
  const document = { openapi: '3.1.0', info: { title: 'Lamps', version: '1' }, paths: { '/lamps': { get: { responses: { 200: { description: 'All' } } } } } };
  await page.getByTestId('document').fill(JSON.stringify(document));
  await page.getByTestId('look').click();
  await page.getByTestId('serve-it').click();
  await expect(part.timeline(page)).toHaveCount(0);
  await expect(part.path(page)).toHaveValue('/lamps');
  await time.undo(page).click();
  await expect(part.timeline(page)).toHaveCount(1);
  await expect(part.path(page)).toHaveValue('/toys/duck');
  await ask(page, 'GET', '/toys/car', 200);
});

test('what was undone is kept as a branch when something new is sent', async ({ page }) => {
  await open(page);
  await ask(page, 'GET', '/toys/car', 200);
  await ask(page, 'DELETE', '/toys/duck', 204);
  await time.undo(page).click();
  await expect(part.timeline(page)).toHaveCount(1);
  await ask(page, 'GET', '/toys/duck', 200);
  await page.reload();
  await ready(page);
  await time.branches(page).click();
  await expect(time.branch(page, 'Main, undone')).toContainText('2 requests, from Main after 1 · kept when it was undone');
  await time.branch(page, 'Main, undone').locator('.branch-name').click();
  expect(await methods(page)).toEqual(['GET', 'DELETE']);
  await expectGone(page, 'duck');
});

test('the scrubber shows the shelf of each moment, says where it is, and sends to the end', async ({ page }) => {
  await open(page);
  await ask(page, 'DELETE', '/toys/duck', 204);
  await ask(page, 'DELETE', '/toys/drum', 204);
  await ask(page, 'GET', '/toys/car', 200);
  const journey = time.journey(page);
  await expect(journey).toHaveAttribute('aria-valuetext', 'Request 3 of 3, GET /toys/car, 200');
  await expect(time.moment(page)).toHaveCount(0);
  await journey.press('Home');
  await expect(journey).toHaveAttribute('aria-valuetext', 'Request 1 of 3, DELETE /toys/duck, 204');
  await expect(time.moment(page)).toContainText('You are looking at request 1 of 3');
  await expect(part.toy(page, 'drum'), 'not yet taken away').toBeVisible();
  await expect(part.status(page)).toHaveText('204 No Content');
  await journey.press('ArrowRight');
  await expect(part.toy(page, 'drum')).toHaveClass(/left/);
  await expect(time.row(page, 2)).toHaveAttribute('aria-current', 'true');
  await journey.press('Home');

  // An ordinary request goes to the end of the branch.
  await ask(page, 'GET', '/toys/drum', 410);
  await expect(part.timeline(page)).toHaveCount(4);
  await expect(time.moment(page)).toHaveCount(0);

  await journey.press('Home');
  await page.getByTestId('now').click();
  await expect(time.moment(page)).toHaveCount(0);
  await expect(part.status(page)).toHaveText('410 Gone');
  await expect(time.row(page, 4)).toBeFocused();

  await journey.press('Home');
  await page.getByTestId('fork-moment').click();
  await expect(part.timeline(page)).toHaveCount(1);
  await expect(time.branches(page)).toContainText('Branch 2');
  await expect(time.row(page, 1)).toBeFocused();
});

test('with the keyboard alone', async ({ page }) => {
  await open(page);
  await ask(page, 'DELETE', '/toys/duck', 204);
  await ask(page, 'DELETE', '/toys/drum', 204);
  await time.row(page, 2).focus();
  await page.keyboard.press('ArrowUp');
  await expect(time.row(page, 1)).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('End');
  await expect(time.moment(page)).toContainText('request 1 of 2');
  await page.keyboard.press('Tab');
  await expect(time.journey(page)).toBeFocused();
  await page.keyboard.press('End');
  await expect(time.moment(page)).toHaveCount(0);
  await page.keyboard.press('Home');
  await page.keyboard.press('Tab');
  await expect(page.getByTestId('fork')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(part.timeline(page)).toHaveCount(1);
  await expect(page.getByTestId('fork')).toBeFocused();

  await page.keyboard.press('ControlOrMeta+z');
  await expect(part.timeline(page)).toHaveCount(2);
  await page.keyboard.press('ControlOrMeta+Shift+z');
  await expect(part.timeline(page)).toHaveCount(1);
  await page.keyboard.press('ControlOrMeta+z');

  // The row that has the focus is taken back: the focus goes to the one before.
  await time.row(page, 2).focus();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(part.timeline(page)).toHaveCount(1);
  await expect(time.row(page, 1)).toBeFocused();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(part.timeline(page)).toHaveCount(0);
  await expect(page.locator('#timeline-title')).toBeFocused();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(part.timeline(page), 'nothing more to undo').toHaveCount(0);

  // In a text field the browser undoes what was typed.
  await page.keyboard.press('ControlOrMeta+Shift+z');
  await expect(part.timeline(page)).toHaveCount(1);
  await page.keyboard.press('/');
  await page.keyboard.press('End');
  await page.keyboard.type('x');
  await page.keyboard.press('ControlOrMeta+z');
  await expect(part.timeline(page)).toHaveCount(1);
});

test('the menu of branches by keyboard, and by axe', async ({ page }) => {
  await open(page);
  await ask(page, 'GET', '/toys/car', 200);
  await page.getByTestId('fork').click();
  await time.branches(page).focus();
  await page.keyboard.press('Enter');
  await expect(time.branch(page, 'Main')).toBeVisible();
  await settled(page);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id} ${nodes[0].html}`)).toEqual([]);
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(time.branches(page)).toContainText('Main');
  await expect(time.branches(page)).toBeFocused();
  await page.keyboard.press('Enter');
  await time.branch(page, 'Branch 2').getByRole('button', { name: 'Rename Branch 2' }).focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await expect(time.branch(page, 'Branch 2').getByRole('button', { name: 'Rename Branch 2' })).toBeFocused();
  await time.branch(page, 'Branch 2').getByRole('button', { name: 'Delete Branch 2' }).focus();
  await page.keyboard.press('Enter');
  await expect(time.branches(page)).toHaveCount(0);
  await expect(page.locator('body')).not.toBeFocused();
});

test('the request on stage is written again, and that is undone', async ({ page }) => {
  await open(page);
  const body = '{ "name": "Blue boat", "kind": "boat" }';
  await exchange(page, { method: 'POST', path: '/toys', headers: [JSON_BODY], body }, 201);
  await exchange(page, { method: 'GET', path: '/toys', body: '' }, 200);
  await look(page, 1);
  await page.getByTestId('again').click();
  await expect(part.path(page)).toHaveValue('/toys');
  await expect(page.getByTestId('method')).toHaveValue('POST');
  await expect(page.getByTestId('body')).toHaveValue(body);
  await expect(part.send(page)).toBeFocused();
  await page.keyboard.press('ControlOrMeta+z');
  await expect(page.getByTestId('method')).toHaveValue('GET');
});

test('the player steps by decision, by block and by message', async ({ page }) => {
  await open(page);
  await send(page);
  const where = async () => Number((await part.where(page).textContent()).match(/step (\d+) of/)[1]);
  const stops = async (press) => {
    await page.getByRole('button', { name: 'To the start' }).click();
    const seen = [];
    for (let last = 0; ; last = seen.at(-1)) {
      await press();
      const now = await where();
      if (now === last) return seen;
      seen.push(now);
    }
  };
  const decisions = await stops(() => page.getByRole('button', { name: 'One step forward' }).click());
  await page.getByTestId('stride').selectOption('block');
  const blocks = await stops(() => page.getByRole('button', { name: 'One block forward' }).click());
  await page.getByTestId('stride').selectOption('message');
  const messages = await stops(() => page.getByRole('button', { name: 'One message forward' }).click());
  expect(decisions.length).toBe(decisions.at(-1));
  expect(messages.length).toBe(5);
  expect(blocks.length).toBeGreaterThan(messages.length);
  expect(blocks.length).toBeLessThan(decisions.length);
  await page.getByRole('button', { name: 'One message back' }).click();
  expect(await where()).toBe(messages.at(-2));

  await part.send(page).focus();
  expect(await stops(() => page.keyboard.press('n'))).toEqual(messages);
  expect(await stops(() => page.keyboard.press('Shift+ArrowRight'))).toEqual(blocks);
  await page.keyboard.press('Shift+ArrowLeft');
  expect(await where()).toBe(blocks.at(-2));
  await page.keyboard.press('p');
  expect(await where()).toBeLessThan(blocks.at(-2));
});

test('however many there are, only some rows are drawn, and all can be reached', async ({ page }) => {
  await open(page);
  await expectLive(page);
  await send(page);
  await page.evaluate(async () => {
    for (let n = 0; n < 260; n++) await fetch(`api/toys/${n}`);
  });
  await expect(time.row(page, 261), 'the newest is in view').toBeInViewport();
  expect(await part.timeline(page).count()).toBeLessThanOrEqual(142);
  await time.journey(page).press('End');
  await time.journey(page).press('Home');
  await expect(time.row(page, 1)).toBeInViewport();
  await expect(time.moment(page)).toContainText('request 1 of 261');
  await time.row(page, 1).focus();
  for (let press = 0; press < 20; press++) await page.keyboard.press('PageDown');
  await expect(time.row(page, 201)).toBeFocused();
  await expect(time.row(page, 201)).toBeInViewport();
  // Scrolled away, the row that has the focus keeps it.
  await page.locator('.exchanges').evaluate((list) => list.scrollTo(0, 0));
  await expect(time.row(page, 1)).toBeInViewport();
  await expect(time.row(page, 201)).toBeFocused();
  expect((await consoleFetch(page, 'api/toys/car')).status).toBe(200);
  await expect(part.timeline(page).last()).toContainText('/toys/car');
});
