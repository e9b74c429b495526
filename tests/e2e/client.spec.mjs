// A real client: its cache, the messages an errand takes, a wire that loses things, and a second client.
import AxeBuilder from '@axe-core/playwright';
import { JSON_BODY, compose, exchange, expect, expectLive, finish, fresh, open, part, ready, send, settled, test } from './support.mjs';

const aside = (page) => page.getByTestId('aside');
const row = (page, at) => part.timeline(page).nth(at).locator('button').first();
const note = (page) => page.getByTestId('answer-note');
const drawer = (page) => page.getByTestId('drawer');

/** Opens what is set up about clients and wire, does this, and closes it. */
async function setUp(page, does) {
  await page.getByTestId('set-up-clients').click();
  await expect(page.getByTestId('api-panel')).toBeVisible();
  await does();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('api-panel')).toBeHidden();
}

const check = (...names) => async (page) => {
  for (const name of names) await page.getByTestId(name).check();
};

async function number(page, label, value) {
  const field = page.getByLabel(label).first();
  await field.fill(String(value));
  await field.press('Tab');
}

/** Presses Send and waits until this many exchanges are in the timeline and all of them are on stage. */
async function run(page, count) {
  await part.send(page).click();
  await expect(part.timeline(page)).toHaveCount(count);
  await expect(part.send(page)).not.toHaveAttribute('aria-busy', 'true');
  await finish(page);
}

test.beforeEach(({ page }) => open(page));

test('by default nothing is done that was not written: a redirect is shown, and nothing is kept', async ({ page }) => {
  await exchange(page, { path: '/toys/automobile' }, '301 Moved Permanently');
  await exchange(page, { path: '/' }, 200);
  await exchange(page, { path: '/' }, 200);
  await expect(part.timeline(page)).toHaveCount(3);
  await expect(aside(page)).toHaveCount(0);
  await expect(drawer(page)).toHaveCount(0);
});

test('a fresh answer never leaves home, and a reload keeps that', async ({ page }) => {
  await setUp(page, () => check('cache')(page));
  await exchange(page, { path: '/' }, 200);
  await expect(note(page)).toContainText('good for 60 s');
  await run(page, 1);
  await expect(aside(page)).toHaveCount(1);
  await expect(aside(page)).toContainText('from the cache');
  await expect(part.status(page)).toContainText('200');
  await expect(note(page)).toContainText('I sent no letter');
  await expect(part.log(page).last()).toContainText('no letter is sent');
  await expect(part.log(page).filter({ hasText: 'Is what I have at home still good? Yes' })).toHaveCount(1);
  // It is told from end to end, and nothing travels in it.
  await expect(part.log(page).filter({ hasText: 'sets out' })).toHaveCount(0);

  await page.reload();
  await ready(page);
  await expect(aside(page)).toHaveCount(1);
  await expect(drawer(page)).toContainText('1');
  await part.path(page).fill('/');
  await run(page, 1);
  await expect(aside(page)).toHaveCount(2);
});

test('what is stored can be looked at and thrown away, by keyboard', async ({ page }) => {
  await setUp(page, () => check('cache')(page));
  await exchange(page, { path: '/' }, 200);
  await exchange(page, { path: '/toys/car' }, 200);
  await drawer(page).locator('summary').focus();
  await page.keyboard.press('Enter');
  const lines = drawer(page).getByRole('listitem');
  await expect(lines).toHaveCount(2);
  await expect(lines.filter({ hasText: '/toys/car' })).toContainText('asks first');
  await expect(lines.filter({ hasText: '/toys/car' })).toContainText('"v1"');
  await expect(lines.last()).toContainText(/fresh for \d+ s/);
  await settled(page);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations).toEqual([]);
  await page.getByRole('button', { name: 'Throw away the answer to GET /', exact: true }).press('Enter');
  await expect(lines).toHaveCount(1);
  await expect(drawer(page).getByRole('group', { name: 'Stored answers' })).toBeFocused();
  await page.keyboard.press('Escape');
  await exchange(page, { path: '/' }, 200);
  await expect(part.timeline(page)).toHaveCount(3);
  await expect(aside(page)).toHaveCount(0);
});

test('a stale answer is asked about, and a 304 makes it good again', async ({ page }) => {
  await setUp(page, () => check('cache')(page));
  await exchange(page, { path: '/toys/car' }, 200);
  await run(page, 2);
  // The message that came is a 304; whoever asked gets the stored answer, with its body (RFC 9111 §4.3.4).
  await expect(row(page, 1)).toContainText('304');
  await expect(row(page, 1)).toContainText('revalidation');
  await expect(part.status(page)).toHaveText('200 OK');
  await expect(part.answer(page)).toContainText('Red racing car');
  await expect(note(page)).toContainText('304 came');
  await expect(note(page)).toContainText('Mine is still good');
  await expect(part.log(page).last()).toContainText('200 OK');
  await page.getByRole('tab', { name: 'Raw' }).click();
  await expect(page.getByTestId('raw-came')).toContainText('HTTP/1.1 304 Not Modified');
  await page.locator('#inspector-tab-0').click();
  await expect(part.log(page).filter({ hasText: 'asks whether it is still good' })).toHaveCount(1);
  // A reload knows it again.
  await page.reload();
  await ready(page);
  await expect(part.status(page)).toHaveText('200 OK');
  await expect(row(page, 1)).toContainText('304');
  // Once the server says for how long, the client need not ask.
  await page.getByTestId('set-up').click();
  await page.getByTestId('fresh').check();
  await page.keyboard.press('Escape');
  await run(page, 3);
  await run(page, 3);
  await expect(aside(page)).toHaveCount(1);
});

test('a redirect is followed in a second message, and both are one play', async ({ page }) => {
  await setUp(page, () => check('follow')(page));
  await part.path(page).fill('/toys/automobile');
  await run(page, 2);
  await expect(part.status(page)).toContainText('200 OK');
  await expect(row(page, 0)).toContainText('301');
  await expect(row(page, 1)).toContainText('redirect');
  await expect(part.log(page).filter({ hasText: 'The way goes on at' })).toHaveCount(1);
  // Each message has its turn on stage, and the panes and the timeline follow it.
  const seen = new Set();
  await part.playhead(page).press('Home');
  for (let step = 0; step < 60 && seen.size < 4; step += 1) {
    await page.keyboard.press('l');
    const words = await part.envelope(page).textContent({ timeout: 1000 }).catch(() => '');
    for (const sign of ['GET /toys/automobile', '301', 'GET /toys/car', '200']) if (words.includes(sign)) seen.add(sign);
  }
  expect([...seen]).toEqual(['GET /toys/automobile', '301', 'GET /toys/car', '200']);
  // A press on its first message begins there.
  await row(page, 0).click();
  await expect(row(page, 0)).toHaveAttribute('aria-current', 'true');
});

test('a page of another origin asks first; where it may not, nothing is sent', async ({ page }) => {
  await setUp(page, () => check('origin')(page));
  await compose(page, { method: 'POST', path: '/friends', headers: [JSON_BODY], body: '{"name":"Zoe"}' });
  await run(page, 2);
  await expect(row(page, 0)).toContainText('OPTIONS');
  await expect(row(page, 0)).toContainText('preflight');
  await expect(row(page, 1)).toContainText('201');
  await expect(part.log(page).filter({ hasText: 'first he asks whether he may' })).toHaveCount(1);
  await run(page, 3);
  await page.getByTestId('set-up').click();
  await page.getByTestId('closed').check();
  await page.keyboard.press('Escape');
  await part.path(page).fill('/toys/car/loans');
  await run(page, 4);
  await expect(row(page, 3)).toContainText('OPTIONS');
  await expect(row(page, 3)).toContainText('not sent');
  await expect(note(page)).toContainText('the letter stays at home');
  await expect(page.locator('.actor.server')).toHaveAttribute('data-mood', 'refusing');
  await expect(page.locator('.actor.client')).toHaveAttribute('data-mood', 'refusing');
  // A plain read is sent and answered, and the browser keeps the answer from the page.
  await fresh(page);
  await exchange(page, { path: '/toys/duck' }, 200);
  await expect(page.locator('.actor.server')).toHaveAttribute('data-mood', 'happy');
  await expect(page.locator('.actor.client')).toHaveAttribute('data-mood', 'refusing');
});

test('a client with a library card shows it when it is asked', async ({ page }) => {
  await setUp(page, () => check('credentials')(page));
  await compose(page, { method: 'POST', path: '/cards', headers: [JSON_BODY], body: '{"friend":"mia"}' });
  await run(page, 1);
  await compose(page, { path: '/cards/1' });
  await run(page, 3);
  await expect(row(page, 1)).toContainText('401');
  await expect(row(page, 2)).toContainText('with credentials');
  await expect(part.status(page)).toContainText('200 OK');
  await expect(part.log(page).filter({ hasText: 'shows a library card' })).toHaveCount(1);
});

test('a lost answer: a POST is not sent again by itself, and one with an Idempotency-Key is done once', async ({ page }) => {
  await expectLive(page);
  const before = await part.shelf(page).getByRole('listitem').count();
  await setUp(page, async () => {
    await number(page, 'Tries again without an answer, times', 2);
    await number(page, 'Before that it waits, in ms (then doubled)', 50);
    await number(page, 'Waits for an answer, in ms', 100);
    await number(page, 'Lose so many of the next answers', 1);
  });
  await compose(page, { method: 'POST', path: '/toys', headers: [JSON_BODY], body: '{"name":"Blue boat","kind":"boat"}' });
  await run(page, 1);
  await expect(row(page, 0)).toContainText('answer lost');
  await expect(part.status(page)).toHaveCount(0);
  await expect(page.getByText(/Asking again might do it twice, so your friend lets it be/).first()).toBeVisible();
  await expect(part.shelf(page).getByRole('listitem')).toHaveCount(before + 1);

  await setUp(page, () => number(page, 'Lose so many of the next answers', 1));
  await compose(page, { method: 'POST', path: '/toys', headers: [['Idempotency-Key', '"boat-2"']] });
  await run(page, 3);
  await expect(row(page, 1)).toContainText('answer lost');
  await expect(row(page, 2)).toContainText('retry');
  await expect(row(page, 2)).toContainText('201');
  await expect(part.status(page)).toContainText('201');
  await expect(part.shelf(page).getByRole('listitem')).toHaveCount(before + 2);
});

test('a lost request fades on the wire, never reaches the server, and stands in the timeline', async ({ page }) => {
  await setUp(page, async () => {
    await number(page, 'Waits for an answer, in ms', 100);
    await number(page, 'Lose so many of the next requests', 1);
  });
  await part.send(page).click();
  await expect(aside(page)).toHaveCount(1);
  await finish(page);
  await expect(aside(page)).toContainText('lost on the way');
  await expect(part.timeline(page)).toHaveCount(0);
  await part.playhead(page).press('Home');
  const mark = page.getByTestId('lost-mark').getByText('request lost');
  for (let step = 0; step < 12 && !(await mark.isVisible()); step += 1) await page.keyboard.press('l');
  await expect(mark).toBeVisible();
  await expect(part.log(page).last()).toContainText('You never hear of it');
  // Where it was lost is seen to the end.
  await finish(page);
  await expect(mark).toBeVisible();
  await expect(page.locator('.dispatcher')).toHaveAttribute('data-state', 'lost');
  // The next one arrives.
  await exchange(page, { path: '/toys/car' }, 200);
  await expect(part.timeline(page)).toHaveCount(1);
  // Whoever goes by Tab or hears it meets the rows in the order in which they are seen.
  const rows = page.getByTestId('timeline').locator('ol > li');
  await expect(rows).toHaveCount(2);
  const tops = await rows.evaluateAll((rows) => rows.map((row) => row.getBoundingClientRect().top));
  expect(tops[0]).toBeLessThan(tops[1]);
  await expect(rows.first().getByTestId('aside')).toHaveCount(1);
  await page.reload();
  await ready(page);
  await expect(aside(page)).toHaveCount(1);
  await aside(page).click();
  await finish(page);
  await expect(page.getByText(/No answer came/).first()).toBeVisible();
});

test('two clients: the one who comes second with an old version is refused', async ({ page }) => {
  await setUp(page, () => check('two')(page));
  const sender = (name) => page.getByTestId('sender').getByLabel(name);
  await exchange(page, { path: '/toys/bear' }, 200);
  await sender('Client B').check();
  await send(page);
  await finish(page);
  await expect(row(page, 1)).toContainText('B');
  const patch = { method: 'PATCH', path: '/toys/bear', headers: [['If-Match', '"v1"'], ['Content-Type', 'application/merge-patch+json']], body: '{"name":"B’s bear"}' };
  await exchange(page, patch, 200);
  await sender('Client A').check();
  await page.getByTestId('body').fill('{"name":"A’s bear"}');
  await send(page);
  await finish(page);
  await expect(part.status(page)).toContainText('412 Precondition Failed');
  await page.reload();
  await ready(page);
  await expect(row(page, 2)).toContainText('B');
  await expect(sender('Client A')).toBeVisible();
});

test('two clients are two characters: each with its name, its state and its letter on what it sends', async ({ page }) => {
  const seat = (letter) => page.locator(`[data-testid="seat"][data-client="${letter}"]`);
  const doing = (letter) => seat(letter).getByTestId('doing');
  await expect(page.getByTestId('seat')).toHaveCount(0);
  await setUp(page, () => check('two')(page));
  await expect(page.getByTestId('stage').getByRole('heading', { name: /^Client/ })).toHaveText(['Client A', 'Client B']);
  await exchange(page, { path: '/toys/car' }, 200);
  await expect(seat('A')).toHaveAttribute('data-mood', 'happy');
  await expect(doing('A')).toHaveText('has 200');
  await expect(doing('B')).toHaveText('idle');

  await page.getByTestId('sender').getByLabel('Client B').check();
  await part.path(page).fill('/toys/nix');
  await send(page);
  await part.playhead(page).press('Home');
  await page.keyboard.press('l');
  await expect(part.envelope(page)).toHaveAccessibleName('Client B’s request GET /toys/nix. Open it');
  await expect(part.envelope(page).locator('.whose')).toHaveText('B');
  await expect(page.locator('.client .bubble .whose')).toHaveText('B');
  await expect(doing('B')).toHaveText('asks');
  await expect(doing('A')).toHaveText('has 200');
  // It sets out from the second one, and comes to the wire that both share.
  const middle = (locator) => locator.evaluate((e) => (({ top, height }) => top + height / 2)(e.getBoundingClientRect()));
  const shared = page.locator('.wire-sign.out');
  expect(await middle(part.envelope(page))).toBeGreaterThan(await middle(seat('A')) + 20);
  await page.keyboard.press('l');
  await expect(doing('B')).toHaveText('waits');
  await settled(page);
  expect(Math.abs((await middle(part.envelope(page))) - (await middle(shared)))).toBeLessThan(3);
  await finish(page);
  await expect(part.envelope(page)).toHaveAccessibleName('For Client B, the response 404 Not Found. Open it');
  await expect(seat('B')).toHaveAttribute('data-mood', 'refusing');
  await settled(page);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations).toEqual([]);

  // Both at once: the one beside says whose it is, and so does what is told of it.
  await page.getByTestId('speed').selectOption('0.25');
  await send(page);
  await page.getByTestId('sender').getByLabel('Client A').check();
  await part.path(page).fill('/toys/duck');
  await send(page);
  const small = page.getByTestId('small-envelope');
  await expect(small).toHaveAccessibleName(/^Client B, number 3, GET \/toys\/nix, on its way/);
  await expect(small.locator('.whose')).toHaveText('B');
  await expect(doing('B')).toHaveText(/asks|waits/);
  await finish(page);
  await page.getByTestId('speed').selectOption('4');
  await expect(page.getByTestId('meanwhile')).toContainText('Meanwhile Client B’s number 3, GET /toys/nix, is back with 404 Not Found');
  await expect(doing('B')).toHaveText('has 404');

  // At an earlier moment it is as it was then.
  await row(page, 0).click();
  await finish(page);
  await expect(doing('B')).toHaveText('idle');
  await setUp(page, () => page.getByTestId('two').uncheck());
  await expect(page.getByTestId('seat')).toHaveCount(0);
  await expect(page.getByTestId('stage').getByRole('heading', { name: 'Client', exact: true })).toBeVisible();
});

test('what the panel lists is written into the composer; the panel by axe', async ({ page }) => {
  await page.getByTestId('set-up-clients').click();
  await page.getByTestId('two').check();
  await settled(page);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations).toEqual([]);
  await page.getByTestId('find-operation').fill('post /friends');
  await page.getByTestId('operations').getByRole('button').first().click();
  await expect(page.getByTestId('api-panel')).toBeHidden();
  await expect(part.path(page)).toBeFocused();
  await expect(part.path(page)).toHaveValue('/friends');
  await expect(page.getByTestId('method')).toHaveValue('POST');
});

test('a client that waits as it was told can be told to stop', async ({ page }) => {
  await setUp(page, () => check('retry-after')(page));
  await page.getByTestId('set-up').click();
  await page.getByTestId('down').check();
  await page.keyboard.press('Escape');
  await part.send(page).click();
  await expect(page.getByTestId('waiting')).toContainText('30 s');
  await page.getByRole('button', { name: 'Stop waiting' }).click();
  await expect(page.getByTestId('waiting')).toHaveCount(0);
  await finish(page);
  await expect(part.status(page)).toContainText('503');
  await expect(note(page)).toContainText('told to stop');
});
