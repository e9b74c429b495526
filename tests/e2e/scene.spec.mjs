// The scene: the open envelope, what is stored of a toy, several exchanges on stage at once, faces, all by keyboard.
import AxeBuilder from '@axe-core/playwright';
import {
  JSON_BODY, compose, consoleFetch, exchange, expect, expectLive, finish, open, part, send, settled, test,
} from './support.mjs';

const letter = (page) => page.getByTestId('letter');
const lit = (page) => letter(page).locator('.now');
const small = (page) => page.getByTestId('small-envelope');
const card = (page) => page.getByTestId('toy-card');
const forward = (page) => page.getByRole('button', { name: 'One step forward' });
const pause = (page) => part.player(page).getByRole('button', { name: 'Pause' }).click();

/** Steps forward until the question at hand, in the words of HTTP, contains this; not for ever. */
async function stepTo(page, question) {
  const http = page.getByTestId('lens-http');
  if (!(await http.isChecked())) await http.click();
  for (let step = 0; step < 40; step++) {
    if ((await part.question(page).locator('.question-words, .question-none').textContent()).includes(question)) return;
    await forward(page).click();
  }
  throw new Error(`nobody asks: ${question}`);
}

async function sendPath(page, path) {
  await part.path(page).fill(path);
  await send(page);
}

test.beforeEach(async ({ page }) => {
  await open(page);
  await expectLive(page);
});

test('the envelope opens on the raw request, and what each question reads is lit', async ({ page }) => {
  await send(page);
  await page.getByRole('button', { name: 'To the start' }).click();
  await forward(page).click();
  await part.envelope(page).click();
  await expect(letter(page)).toBeVisible();
  await expect(letter(page).locator('.message')).toContainText(/^GET \S+\/toys\/car HTTP\/1\.1/);
  await expect(letter(page).locator('.message')).toContainText(/accept: application\/json/i);
  await expect(page.getByTestId('letter-note')).toContainText('nobody has read it yet');
  await expect(lit(page)).toHaveCount(0);

  // What looks at nothing in the message does not say that it is read.
  await stepTo(page, 'Is the server up?');
  await expect(page.getByTestId('letter-note')).toContainText('The server reads nothing in it for this: Is the server up?');
  await expect(lit(page)).toHaveCount(0);
  await stepTo(page, 'Does the server know the method?');
  await expect(lit(page)).toHaveText(['GET']);
  await expect(page.getByTestId('letter-note')).toContainText('The server is reading it: Does the server know the method?');
  await stepTo(page, 'Can we write what they accept?');
  await expect(page.getByTestId('letter-note')).toContainText('Can we write what they accept?');
  expect((await lit(page).allTextContents()).join('')).toMatch(/^accept: application\/json$/i);
  await expect(letter(page).locator('.read').first()).toHaveText('GET');
  await stepTo(page, 'Is the resource there?');
  await expect(lit(page)).toHaveText(['/car']);
  // Through another lens the letter asks in the same words as the track.
  await page.getByTestId('lens-story').click();
  await expect(page.getByTestId('letter-note')).toContainText('Is the toy on the shelf?');
  // Back again, by the same way.
  await page.getByRole('button', { name: 'One step back' }).click();
  await expect(lit(page)).not.toHaveText(['/car']);
});

test('content is lit line by line while it is parsed', async ({ page }) => {
  await compose(page, { method: 'POST', path: '/toys', headers: [JSON_BODY], body: '{\n  "name": "Kite",\n  "kind": "kite"\n}' });
  await send(page);
  await page.getByRole('button', { name: 'To the start' }).click();
  await page.keyboard.press('e');
  await stepTo(page, 'Does the content parse?');
  await expect(lit(page)).toHaveText(['{', '  "name": "Kite",', '  "kind": "kite"', '}']);
});

test('the response is told only as far as it has come', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await send(page);
  await page.getByRole('button', { name: 'To the start' }).click();
  for (let step = 0; step < 3; step++) await forward(page).click();
  await part.envelope(page).click();
  await letter(page).getByRole('button', { name: 'Response' }).click();
  await expect(page.getByTestId('letter-note')).toContainText('no response yet');
  await expect(letter(page).locator('.message')).toHaveText('');
  await expect(letter(page).getByRole('button', { name: 'Copy' })).toBeDisabled();

  const total = Number((await part.where(page).textContent()).match(/of (\d+)/)[1]);
  for (let step = 3; step < total - 1; step++) await forward(page).click();
  await expect(page.getByTestId('letter-note')).toContainText('sealed until the client has it');
  await expect(letter(page).locator('.message')).toHaveText('HTTP/1.1 200 OK');
  await forward(page).click();
  await expect(letter(page).locator('.message')).toContainText('"Red racing car"');
  await letter(page).getByRole('button', { name: 'Copy' }).click();
  await expect(letter(page).getByRole('status')).toHaveText('Copied');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^HTTP\/1\.1 200 OK\n[^]*"Red racing car"/);
});

test('the envelope is opened, read and closed by keyboard, and the focus comes back', async ({ page }) => {
  await send(page);
  await page.getByRole('button', { name: 'To the start' }).click();
  for (let step = 0; step < 3; step++) await page.keyboard.press('ArrowRight');
  await part.envelope(page).focus();
  await page.keyboard.press('Enter');
  await expect(letter(page)).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(part.where(page)).toContainText('step 4 of');
  await page.keyboard.press('Tab');
  await expect(letter(page).getByRole('button', { name: 'Request' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(letter(page)).toHaveCount(0);
  await expect(part.envelope(page)).toBeFocused();

  // By its key from anywhere; and an envelope that vanishes under the focus hands it on.
  await page.keyboard.press('e');
  await expect(letter(page)).toBeVisible();
  await page.keyboard.press('e');
  await expect(letter(page)).toHaveCount(0);
  await expect(part.envelope(page)).toBeFocused();
  await page.keyboard.press('Home');
  await expect(page.getByTestId('stage')).toBeFocused();
});

test('a toy shows what is stored, with the tag and the date that a GET then confirms', async ({ page }) => {
  await part.toy(page, 'robot').getByRole('button').hover();
  await expect(card(page)).toContainText('"Tin robot"');
  const etag = await page.getByTestId('toy-etag').textContent();
  const modified = await card(page).locator('dd').nth(1).textContent();
  await part.toy(page, 'robot').getByRole('button').click();
  await send(page);
  await finish(page);
  await page.getByRole('tab', { name: /^Raw/ }).click();
  const raw = page.getByRole('tabpanel', { name: 'Raw' });
  await expect(raw).toContainText(`etag: ${etag}`);
  await expect(raw).toContainText(`last-modified: ${modified}`);

  // It changes with what is stored, by keyboard as well; and Escape puts the card away.
  await exchange(page, { method: 'PATCH', path: '/toys/robot', headers: [['Content-Type', 'application/merge-patch+json']], body: '{ "name": "Rusty robot" }' }, 200);
  await part.toy(page, 'robot').getByRole('button').focus();
  await expect(card(page)).toContainText('"Rusty robot"');
  await expect(page.getByTestId('toy-etag')).not.toHaveText(etag);
  await page.keyboard.press('Escape');
  await expect(card(page)).toHaveCount(0);
  await expect(part.toy(page, 'robot').getByRole('button')).toBeFocused();
});

test('the pointer can go over to the card; a lent toy says who has it', async ({ page }) => {
  await part.toy(page, 'ball').getByRole('button').hover();
  await expect(card(page)).toContainText('Lent to Zoe');
  const box = await card(page).boundingBox();
  await page.mouse.move(box.x + box.width - 4, box.y + box.height / 2, { steps: 12 });
  await page.mouse.move(box.x + 20, box.y + box.height / 2, { steps: 4 });
  await expect(card(page)).toBeVisible();
  await page.mouse.move(5, 5);
  await expect(card(page)).toHaveCount(0);
});

test('three sends are on stage at once; each goes on, and none gives its answer away', async ({ page }) => {
  await page.getByTestId('speed').selectOption('0.25');
  await send(page);
  await sendPath(page, '/toys/duck');
  await sendPath(page, '/toys/nix');
  await expect(part.envelope(page)).toContainText('/toys/nix');
  await expect(small(page)).toHaveCount(2);
  await pause(page);
  await expect(small(page).nth(0)).toHaveAccessibleName(/^Number 1, GET \/toys\/car, on its way/);
  await expect(small(page).nth(1)).toHaveAccessibleName(/^Number 2, GET \/toys\/duck, on its way/);
  await expect(part.envelope(page).locator('.envelope-number')).toHaveText('3');
  for (const row of await part.timeline(page).all()) await expect(row.locator('.ex-status')).toHaveText('…');
  const overlaps = await page.evaluate(() => {
    const boxes = [...document.querySelectorAll('[data-testid=envelope], [data-testid=small-envelope]')].map((e) => e.getBoundingClientRect());
    return boxes.some((a, i) => boxes.some((b, j) => i < j && a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom));
  });
  expect(overlaps, 'no envelope lies on another').toBe(false);

  // By keyboard into focus: the one that was there goes on beside it, the track and the answer follow.
  await small(page).nth(0).focus();
  await page.keyboard.press('Enter');
  await expect(part.envelope(page)).toContainText('/toys/car');
  await expect(part.envelope(page)).toBeFocused();
  await expect(part.timeline(page).nth(0).getByRole('button')).toHaveAttribute('aria-current', 'true');
  await expect(small(page)).toHaveCount(2);
  await finish(page);
  await expect(part.answer(page)).toContainText('Red racing car');

  // Left alone, the others come home, and the log tells of it.
  await page.getByTestId('speed').selectOption('4');
  await expect(small(page)).toHaveCount(0);
  await expect(page.getByTestId('meanwhile')).toContainText('GET /toys/duck, is back with 200 OK');
  await expect(page.getByTestId('meanwhile')).toContainText('GET /toys/nix, is back with 404 Not Found');
  await expect(part.timeline(page).last()).toContainText('404');
  await expect(part.answer(page)).toContainText('Red racing car');
});

test('a row of the timeline brings what is on its way into focus, where it is', async ({ page }) => {
  await page.getByTestId('speed').selectOption('0.25');
  await send(page);
  await part.playhead(page).evaluate((slider) => {
    slider.value = slider.max / 2;
    slider.dispatchEvent(new Event('input', { bubbles: true }));
  });
  await sendPath(page, '/toys/duck');
  await pause(page);
  await part.timeline(page).first().getByRole('button').click();
  await expect(part.envelope(page)).toContainText('/toys/car');
  const [at, max] = await part.playhead(page).evaluate((slider) => [Number(slider.value), Number(slider.max)]);
  expect(at).toBeGreaterThanOrEqual(max / 2 - 1);
  await expect(small(page)).toHaveAccessibleName(/GET \/toys\/duck/);
});

test('fifty at once: three are drawn, the rest is counted, and no node is made anew in a frame', async ({ page }) => {
  await page.getByTestId('speed').selectOption('0.25');
  await send(page);
  await page.evaluate(() => Promise.all(Array.from({ length: 50 }, () => fetch('api/toys/duck'))));
  await expect(part.timeline(page)).toHaveCount(51);
  await expect(page.getByTestId('more-on-the-way')).toHaveText('+47 more');
  await page.getByTestId('speed').selectOption('2');
  await expect(small(page)).toHaveCount(3);
  const made = await page.evaluate(async () => {
    const seen = [];
    const watch = new MutationObserver((changes) => {
      for (const { addedNodes } of changes) for (const node of addedNodes) if (node.nodeType === 1) seen.push(node.outerHTML.slice(0, 60));
    });
    watch.observe(document.querySelector('.fleet'), { childList: true, subtree: true });
    const places = () => [...document.querySelectorAll('.small-carrier')].map((carrier) => carrier.style.transform).join();
    const before = places();
    for (let frame = 0; frame < 20; frame++) await new Promise(requestAnimationFrame);
    watch.disconnect();
    return { seen, moved: before !== places() };
  });
  expect(made.seen.length, `made in 20 frames: ${made.seen}`).toBeLessThanOrEqual(12);
  await page.getByTestId('speed').selectOption('4');
  await finish(page);
  await expect(small(page)).toHaveCount(0, { timeout: 15_000 });
  await expect(page.getByTestId('meanwhile')).toContainText(/more are back: .*200 OK/);
});

test('pausing pauses everybody', async ({ page }) => {
  await send(page);
  await sendPath(page, '/toys/duck');
  await expect(small(page)).toHaveCount(1);
  await pause(page);
  const place = () => page.locator('.small-carrier').evaluate((carrier) => carrier.style.transform);
  const before = await place();
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  expect(await place()).toBe(before);
});

test('faces tell how it went, and the wires and the dispatcher what they carry', async ({ page }) => {
  const client = page.getByTestId('stage').locator('.client');
  const server = page.getByTestId('stage').locator('.server');
  const dispatcher = page.getByTestId('stage').locator('.dispatcher');
  await expect(client).toHaveAttribute('data-mood', 'idle');
  await expect(dispatcher).toHaveAttribute('data-state', 'idle');
  await sendPath(page, '/toys/nix');
  await page.getByRole('button', { name: 'To the start' }).click();
  await forward(page).click();
  await forward(page).click();
  await expect(dispatcher).toHaveAttribute('data-state', 'out');
  await expect(page.locator('.wire.busy')).toHaveCount(1);
  // A client that was seen waiting has one step more on the way.
  for (let step = 0; step < 4 && (await server.getAttribute('data-mood')) !== 'thinking'; step++) await forward(page).click();
  await expect(server).toHaveAttribute('data-mood', 'thinking');
  await expect(dispatcher).toHaveAttribute('data-state', 'idle');
  await finish(page);
  await expect(server).toHaveAttribute('data-mood', 'refusing');
  await expect(client).toHaveAttribute('data-mood', 'refusing');
  await exchange(page, { path: '/toys/car' }, 200);
  await expect(client).toHaveAttribute('data-mood', 'happy');

  // A method that nobody knows breaks something, and closes nothing; a server that is switched off is closed.
  await exchange(page, { method: 'BREW', path: '/toys/car' }, 501);
  await expect(server).toHaveAttribute('data-mood', 'down');
  await expect(server).not.toContainText('Out of service');
  await page.getByTestId('set-up').click();
  await page.getByLabel(/out of service|down/i).first().check();
  await page.keyboard.press('Escape');
  // Once a request is over, the server is as it is now.
  await expect(server).toContainText('Out of service');
  await exchange(page, { path: '/toys/car' }, 503);
  await expect(server).toContainText('Out of service');
  await page.getByRole('button', { name: 'To the start' }).click();
  await expect(server).toHaveAttribute('data-mood', 'down');
  await expect(server).toContainText('Out of service');
  await finish(page);
  await page.getByTestId('set-up').click();
  await page.getByLabel(/out of service|down/i).first().uncheck();
  await page.keyboard.press('Escape');
  await expect(server).toHaveAttribute('data-mood', 'idle');
  await expect(server).not.toContainText('Out of service');
  // And an earlier one shows it as it was then.
  await part.timeline(page).last().getByRole('button').click();
  await expect(server).toHaveAttribute('data-mood', 'down');
});

/** Moves the playhead by so many milliseconds. */
const shift = (page, ms) =>
  part.playhead(page).evaluate((slider, ms) => {
    slider.value = Number(slider.value) + ms;
    slider.dispatchEvent(new Event('input', { bubbles: true }));
  }, ms);

const steps = async (page) => Number((await part.where(page).textContent()).match(/of (\d+)/)[1]);

/**
 * From now on, in every frame: which small envelopes lie on each other, on the track, on the dispatcher's face or name;
 * and where each answer, by its number, was last seen against the figures of the clients.
 */
const film = (page) => page.evaluate(() => {
  const seen = { frames: 0, most: 0, faults: [], home: {}, more: 0 };
  const shown = (selector) => [...document.querySelectorAll(selector)].filter((e) => e.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }));
  const lies = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
  const note = (fault) => seen.faults.length < 20 && !seen.faults.includes(fault) && seen.faults.push(fault);
  const look = () => {
    const boxes = shown('[data-testid=small-envelope]').map((e) => [e.textContent, e.getBoundingClientRect()]);
    const track = document.querySelector('[data-testid=track]').getBoundingClientRect();
    const name = shown('.dispatcher :is(.d-eyes, .d-lids, h2)').map((e) => e.getBoundingClientRect());
    const figures = shown('.client .figure').map((e) => e.getBoundingClientRect());
    seen.frames++;
    seen.most = Math.max(seen.most, boxes.length);
    for (const [at, [text, box]] of boxes.entries()) {
      for (const [other, otherBox] of boxes.slice(at + 1)) if (lies(box, otherBox)) note(`${text} on ${other}`);
      if (lies(box, track)) note(`${text} in the track`);
      if (name.some((part) => lies(box, part))) note(`${text} on the dispatcher`);
      if (box.left < 0 || box.right > innerWidth) note(`${text} off the page`);
      if (/\d{3}$/.test(text)) seen.home[text] = figures.findIndex((f) => box.left >= f.left && box.right <= f.right && box.top >= f.top && box.bottom <= f.bottom);
    }
    for (const more of shown('.caption > .more')) {
      const box = more.getBoundingClientRect();
      seen.more++;
      if (lies(box, track) || shown('.actor h2').some((h2) => lies(box, h2.getBoundingClientRect()))) note('the count of the rest lies on something');
    }
    if (!seen.stop) requestAnimationFrame(look);
  };
  window.film = seen;
  requestAnimationFrame(look);
});

test.describe('in motion', () => {
  test.use({ contextOptions: { reducedMotion: 'no-preference' } });

  for (const viewport of [{ width: 1440, height: 900 }, { width: 1280, height: 720 }, { width: 768, height: 1024 }, { width: 390, height: 844 }]) {
    test(`eight quick sends lie on nothing, and their answers come home, ${viewport.width} by ${viewport.height}`, async ({ page }) => {
      await page.setViewportSize(viewport);
      await film(page);
      for (let at = 0; at < 8; at++) await part.send(page).click();
      await expect(small(page)).toHaveCount(3);
      await page.getByTestId('speed').selectOption('2');
      await expect(small(page)).toHaveCount(0, { timeout: 20_000 });
      const { most, faults, home, more } = await page.evaluate(() => ((window.film.stop = true), window.film));
      expect(faults).toEqual([]);
      expect(most).toBe(3);
      expect(more).toBeGreaterThan(0);
      expect(Object.keys(home).length).toBeGreaterThanOrEqual(3);
      for (const [text, figure] of Object.entries(home)) expect(figure, `${text} ends in the client`).toBe(0);
    });
  }

  test('of two clients each gets its answer home', async ({ page }) => {
    await page.getByTestId('set-up-clients').click();
    await page.getByTestId('two').check();
    await page.keyboard.press('Escape');
    await film(page);
    for (const letter of ['B', 'A', 'A']) {
      await page.getByTestId('sender').getByLabel(`Client ${letter}`).check();
      await send(page);
    }
    await page.getByTestId('speed').selectOption('2');
    await expect(small(page)).toHaveCount(2);
    await expect(small(page)).toHaveCount(0, { timeout: 20_000 });
    const { faults, home } = await page.evaluate(() => ((window.film.stop = true), window.film));
    expect(faults).toEqual([]);
    expect(home).toEqual({ B1200: 1, A2200: 0 });
  });

  test('a request is turned over into its answer, forwards and backwards', async ({ page }) => {
    await send(page);
    await page.getByRole('button', { name: 'To the start' }).click();
    const total = await steps(page);
    for (let step = 0; step < total - 3; step++) await forward(page).click();
    const pose = () => part.envelope(page).evaluate((card) => {
      const { a, b } = new DOMMatrix(getComputedStyle(card).transform);
      const box = card.getBoundingClientRect();
      return { wide: Math.hypot(a, b), middle: box.top + box.height / 2, text: card.textContent.trim() };
    });
    const before = await pose();
    expect(before.text).toMatch(/^GET \/toys\/car/);
    expect(before.wide).toBeCloseTo(1, 2);
    const seen = [];
    for (let ms = 0; ms < 400; ms += 40) {
      await shift(page, 40);
      seen.push(await pose());
    }
    expect(Math.min(...seen.map(({ wide }) => wide)), 'it is seen from its edge').toBeLessThan(0.5);
    const turned = seen.findIndex(({ text }) => text.startsWith('200'));
    expect(turned).toBeGreaterThan(1);
    expect(seen.slice(turned).every(({ text }) => text.startsWith('200'))).toBe(true);
    for (const [at, { middle }] of seen.entries()) {
      if (at > 0) expect(middle, 'it goes down to the lower wire').toBeGreaterThanOrEqual(seen[at - 1].middle - 0.5);
    }
    for (let ms = 0; ms < 400; ms += 40) await shift(page, -40);
    const again = await pose();
    expect(again.text).toBe(before.text);
    expect(again.middle).toBeCloseTo(before.middle, 0);
  });
});

for (const viewport of [{ width: 1440, height: 900 }, { width: 1366, height: 768 }, { width: 1280, height: 720 }, { width: 1024, height: 768 }]) {
  test(`nothing that travels lies on a face or on words, ${viewport.width} by ${viewport.height}`, async ({ page }) => {
    await page.setViewportSize(viewport);
    await page.getByTestId('speed').selectOption('0.25');
    await send(page);
    await sendPath(page, '/toys/duck');
    await sendPath(page, '/toys/the-very-longest-name-of-a-toy');
    await expect(small(page)).toHaveCount(2);
    await pause(page);
    const crossed = () => page.evaluate(() => {
      const shown = (selector) => [...document.querySelectorAll(selector)].filter((e) => e.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }));
      const stage = '[data-testid=stage]';
      const words = shown(`${stage} .bubble, ${stage} .caption :is(h2, p), ${stage} :is(.d-eyes, .d-lids, .d-smile)`);
      const moves = shown('[data-testid=envelope]:not(.gone), [data-testid=small-envelope]');
      const lies = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
      return moves.flatMap((m) => words
        .filter((w) => lies(m.getBoundingClientRect(), w.getBoundingClientRect()))
        .map((w) => `${m.textContent.trim()} on ${w.getAttribute('class') ?? w.textContent}`));
    });
    await page.getByRole('button', { name: 'To the start' }).click();
    const total = await steps(page);
    for (let step = 0; step < total; step++) {
      await forward(page).click();
      await settled(page);
      expect(await crossed(), `at step ${step + 1}`).toEqual([]);
      // What stands on it is whole.
      const cut = await part.envelope(page).locator('.envelope-line').evaluateAll((lines) => lines.filter((line) => line.scrollWidth > line.clientWidth + 1).map((line) => line.textContent));
      expect(cut).toEqual([]);
    }
  });
}

for (const viewport of [{ width: 1440, height: 900 }, { width: 1024, height: 768 }, { width: 768, height: 1024 }, { width: 390, height: 844 }]) {
  for (const clients of [1, 2]) {
    test(`the dispatcher's face is free before a full shelf, ${clients} to ask, ${viewport.width} by ${viewport.height}`, async ({ page }) => {
      await page.setViewportSize(viewport);
      await page.evaluate(() => Promise.all(Array.from({ length: 14 }, (_, at) => fetch('api/toys', {
        method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ name: `Kite ${at}`, kind: 'kite' }),
      }))));
      await page.getByTestId('speed').selectOption('4');
      if (clients === 2) {
        await page.getByTestId('set-up-clients').click();
        await page.getByTestId('two').check();
        await page.keyboard.press('Escape');
      }
      const covered = () => page.evaluate(() => {
        const shown = (selector) => [...document.querySelectorAll(selector)].filter((e) => e.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true }));
        const lies = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 1;
        const face = shown('[data-testid=stage] :is(.d-eyes, .d-lids, .d-smile, .d-frown)').map((e) => e.getBoundingClientRect());
        const over = shown('[data-testid=envelope]:not(.gone)').filter((e) => face.some((part) => lies(part, e.getBoundingClientRect())));
        const tabs = shown('.lens-row button').map((e) => e.getBoundingClientRect());
        const said = shown('.bubble').filter((e) => tabs.some((tab) => lies(tab, e.getBoundingClientRect())));
        return [...over, ...said].map((e) => e.textContent.trim());
      });
      const asked = [['DELETE', '/toys/ball'], ['POST', '/toys'], ['GET', `/toys/${'long-'.repeat(14)}`]];
      for (const [method, path] of asked) {
        await page.getByTestId('method').selectOption(method);
        if (clients === 2) await page.getByTestId('sender').getByLabel(method === 'POST' ? 'Client A' : 'Client B').check();
        await sendPath(page, path);
        await page.getByRole('button', { name: 'To the start' }).click();
        for (let step = await steps(page); step > 0; step--) {
          await page.getByTestId('stage').press('ArrowRight');
          expect(await covered(), `${method} ${path}, ${step} to go`).toEqual([]);
        }
      }
    });
  }
}

test('a shelf that goes on says so, and goes there', async ({ page }) => {
  const more = page.getByTestId('shelf-more');
  await expect(part.shelf(page).locator('.toy').first()).toBeVisible();
  await expect(more).toHaveCount(0);
  await page.evaluate(() => Promise.all(Array.from({ length: 14 }, (_, at) => fetch('api/toys', {
    method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ name: `Kite ${at}`, kind: 'kite' }),
  }))));
  await page.getByTestId('speed').selectOption('4');
  await exchange(page, { path: '/toys/car' }, 200);
  const places = await part.shelf(page).locator('.toy').count();
  const seen = () => part.shelf(page).evaluate((list) => {
    const { top, bottom } = list.getBoundingClientRect();
    return [...list.children].filter((toy) => {
      const box = toy.getBoundingClientRect();
      const middle = (box.top + box.bottom) / 2;
      return middle > top && middle < bottom;
    }).length;
  });
  await expect(more).toHaveText(`${places - (await seen())} more`);
  await more.focus();
  await page.keyboard.press('Enter');
  await expect(more).toHaveText(/^\d+ above$/);
  await expect(more).toBeFocused();
  await expect(part.toy(page, 'car').getByRole('button')).not.toBeInViewport();
  await page.keyboard.press('Enter');
  await expect(more).toHaveText(/ more$/);
});

test('the server has its hand on what it looks for; a lent toy leaves an outline, and comes back', async ({ page }) => {
  const robot = part.toy(page, 'robot');
  await compose(page, { method: 'POST', path: '/toys/robot/loans', headers: [JSON_BODY], body: '{"friend":"mia"}' });
  await send(page);
  await page.getByRole('button', { name: 'To the start' }).click();
  await expect(robot).not.toHaveClass(/in-hand/);
  await stepTo(page, 'Is the resource there?');
  await expect(robot).toHaveClass(/in-hand/);
  await expect(page.locator('.toy.in-hand')).toHaveCount(1);
  await expect(robot).not.toHaveClass(/lent/);
  await finish(page);
  await expect(robot).toHaveClass(/lent/);
  await expect(robot).not.toHaveClass(/in-hand/);
  await expect(robot.getByRole('button')).toHaveAccessibleName(/lent to Mia/i);
  // It is as before, before the server acts.
  await page.getByRole('button', { name: 'To the start' }).click();
  await expect(robot).not.toHaveClass(/lent/);
  await exchange(page, { method: 'DELETE', path: '/toys/robot/loans/1' }, 204);
  await expect(robot).toHaveClass(/returned/);
  await expect(robot.getByRole('button')).toHaveAccessibleName(/back again/);
});

for (const colorScheme of ['light', 'dark']) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test('axe has nothing to say of the letter, the card and a full stage', async ({ page }) => {
      await page.getByTestId('speed').selectOption('0.25');
      await send(page);
      await sendPath(page, '/toys/nix');
      await pause(page);
      await part.toy(page, 'car').getByRole('button').focus();
      await settled(page);
      const look = async (where) => {
        const { violations } = await new AxeBuilder({ page }).analyze();
        const told = violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html, any }) => `${html} ${any[0]?.message ?? ''}`) }));
        expect.soft(told, where).toEqual([]);
      };
      await look('two on stage, a card open');
      await page.keyboard.press('e');
      await stepTo(page, 'Can we write what they accept?');
      await settled(page);
      await look('the letter');
      expect((await consoleFetch(page, 'api/toys/car')).status).toBe(200);
    });
  });
}
