// Nothing runs over the edge and nothing that matters is hidden, from a large window down to a small embed.
import { JSON_BODY, compose, exchange, expect, finish, open, part, send, test } from './support.mjs';

const SIZES = { wide: [1440, 900], laptop: [1024, 768], tablet: [768, 1024], phone: [390, 844], embed: [320, 240] };
const LONG_NAME = 'The very longest name that a toy on this shelf may carry, 60';

async function expectNoSidewaysScroll(page, when) {
  const over = await page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width && document.body.scrollWidth <= width) return null;
    const wide = [...document.body.querySelectorAll('*')].filter((element) => element.getBoundingClientRect().right > width + 1);
    return wide.slice(0, 5).map((element) => element.outerHTML.slice(0, 100));
  });
  expect(over, `sideways ${when}`).toBeNull();
}

/** It can be brought into view, lies inside the window's sides, and nothing lies over it. */
async function expectWithinReach(locator, what) {
  await expect(locator, what).toBeVisible();
  // What is worked out meanwhile (the edits) may move what stands below it.
  const look = async () => {
    await locator.scrollIntoViewIfNeeded();
    return locator.evaluate((element) => {
    const box = element.getBoundingClientRect();
    if (box.left < -1 || box.right > innerWidth + 1) return `from ${box.left} to ${box.right} in ${innerWidth}`;
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    if (!top || !(element.contains(top) || top.contains(element))) return `covered by ${top?.outerHTML.slice(0, 80)}`;
    const parent = element.closest('p, button, h1, h2') ?? element;
    return parent.scrollWidth > parent.clientWidth + 1 && getComputedStyle(parent).overflowX === 'visible' ? 'its text runs out' : null;
    });
  };
  await expect.poll(look, what).toBeNull();
}

async function showPane(page, name) {
  const button = page.getByRole('group', { name: 'What the dock shows' }).getByRole('button', { name });
  if (await button.isVisible()) await button.click();
}

for (const [name, [width, height]] of Object.entries(SIZES)) {
  test.describe(`${name}, ${width} by ${height}`, () => {
    test.use({ viewport: { width, height } });

    test('the whole flow, with long texts', async ({ page }) => {
      await open(page);
      await expectNoSidewaysScroll(page, 'at rest');
      await showPane(page, 'Request');
      await expectWithinReach(part.send(page), 'Send');
      await expectWithinReach(page.getByTestId('stage').locator('.client h2'), 'the client');
      await expectWithinReach(page.getByTestId('stage').locator('.server h2'), 'the server');
      await expectWithinReach(part.question(page).first(), 'the question');

      const body = JSON.stringify({ name: LONG_NAME, kind: 'boat' });
      expect(LONG_NAME.length).toBe(60);
      if (await part.path(page).isVisible()) {
        await compose(page, { method: 'POST', path: '/toys', headers: [JSON_BODY], body });
        await send(page);
      } else {
        await part.send(page).click();
      }
      await page.getByRole('button', { name: 'To the start' }).click();
      for (let step = 0; step < 5; step++) {
        await page.getByRole('button', { name: 'One step forward' }).click();
        await expectNoSidewaysScroll(page, `at step ${step + 1}`);
      }
      await expectWithinReach(page.getByRole('button', { name: 'One step forward' }), 'one step forward');
      await expect(part.where(page)).toContainText(/^step 5 of \d+$/);
      const cut = await part.where(page).evaluate((where) => where.scrollWidth - where.clientWidth);
      expect(cut, 'pixels cut off the number of steps').toBeLessThanOrEqual(0);
      await part.envelope(page).evaluate((envelope) => envelope.scrollIntoView({ block: 'center' }));
      await expect(part.envelope(page), 'the envelope').toBeInViewport({ ratio: 0.9 });
      await finish(page);
      await expectNoSidewaysScroll(page, 'at the end');
    });

    if (name !== 'embed') {
      test('every pane of the dock can be used', async ({ page }) => {
        await open(page);
        await compose(page, { path: `/toys/${'long-'.repeat(60)}` });
        await expectNoSidewaysScroll(page, 'with a long path');
        await part.send(page).click();
        await finish(page);
        await showPane(page, 'Answer');
        await expect(part.status(page)).toHaveText('404 Not Found');
        await expectWithinReach(part.status(page), 'the status');
        await expectNoSidewaysScroll(page, 'with a long answer');
        for (const tab of await page.getByRole('tablist', { name: 'Parts of the answer' }).getByRole('tab').all()) {
          await tab.click();
          await expectNoSidewaysScroll(page, `with ${await tab.textContent()}`);
        }
        await showPane(page, 'Timeline');
        await expectWithinReach(part.timeline(page).first().getByRole('button'), 'the timeline');
        await showPane(page, 'Request');
        await page.getByRole('tab', { name: 'Body' }).first().click();
        await page.getByTestId('body').fill('x'.repeat(500));
        await expectNoSidewaysScroll(page, 'with a long body');
        await expectWithinReach(page.getByTestId('body'), 'the body');
        await expectWithinReach(part.badge(page), 'the badge');
        await part.badge(page).click();
        await expectNoSidewaysScroll(page, 'with the badge open');
        await page.keyboard.press('Escape');
        await page.getByTestId('reset').click();
        await expectWithinReach(page.getByTestId('reset-confirm'), 'the answer to Reset');
        await expectNoSidewaysScroll(page, 'with a dialog');
      });
    }
  });
}

/** Each stands in the window as it is, whole, and nothing lies over its middle. */
async function expectInFirstView(page, locators) {
  await page.evaluate(() => scrollTo(0, 0));
  for (const [what, locator] of Object.entries(locators)) {
    await expect(locator, what).toBeVisible();
    const fault = await locator.evaluate((element) => {
      const box = element.getBoundingClientRect();
      if (box.top < 0 || box.bottom > innerHeight || box.left < 0 || box.right > innerWidth) {
        return `from ${box.left}, ${box.top} to ${box.right}, ${box.bottom} in ${innerWidth} by ${innerHeight}`;
      }
      const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
      return top && (element.contains(top) || top.contains(element)) ? null : `covered by ${top?.outerHTML.slice(0, 80)}`;
    });
    expect(fault, what).toBeNull();
  }
}

const LOW = [[320, 240], [480, 360], [640, 360], [640, 400], [720, 450], [1000, 500], [720, 640], [1000, 640], [1280, 560], [360, 640], [390, 664]];

for (const [width, height] of LOW) {
  test(`${width} by ${height}: the scene, the question, the player, Send and what came of it stand in the first view`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await open(page);
    const stage = page.getByTestId('stage');
    const parts = {
      client: stage.locator('.client .figure'),
      'its name': stage.locator('.client h2'),
      shelf: part.shelf(page),
      player: part.player(page).getByRole('button', { name: /^(Play|Pause)$/ }),
      path: part.path(page),
      Send: part.send(page),
    };
    await expectInFirstView(page, parts);
    await send(page);
    await finish(page);
    await expectInFirstView(page, { ...parts, question: part.question(page).locator('.question-text'), playhead: part.playhead(page), answer: part.envelope(page) });
    await expect(part.envelope(page)).toContainText('200');
    if (height > 300) {
      const answer = width > 900 ? part.status(page) : page.getByRole('button', { name: 'Answer 200' });
      await expectInFirstView(page, { 'what came of it': answer });
    }
    await expectNoSidewaysScroll(page, 'at the end');
    // All else is below.
    for (const [what, locator] of Object.entries({ modes: page.getByTestId('modes'), badge: part.badge(page), lesson: page.getByRole('button', { name: /Can I borrow your toy car/ }) })) {
      await expectWithinReach(locator, what);
    }
  });
}

test('on a narrow screen the request line stays, whatever is shown below it', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await exchangeOn(page);
  for (const pane of [/^Answer/, 'Timeline', 'Request']) {
    await page.getByRole('group', { name: 'What the dock shows' }).getByRole('button', { name: pane }).click();
    await expectWithinReach(part.path(page), 'the path');
    await expectWithinReach(part.send(page), 'Send');
  }
  // What is reached by Tab comes in the order in which it is seen.
  await part.send(page).focus();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('group', { name: 'What the dock shows' }).getByRole('button', { name: 'Request' })).toBeFocused();
});

async function exchangeOn(page) {
  await open(page);
  await send(page);
  await finish(page);
}

for (const [width, height] of [[1440, 900], [1280, 720], [768, 1024], [390, 844], [390, 664], [640, 400], [320, 240]]) {
  test(`${width} by ${height}: words of a question that are cut say so, and open`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await open(page);
    await part.path(page).fill(`/toys/${'a-very-long-name-'.repeat(14)}?q=${'x'.repeat(200)}`);
    await page.keyboard.press('Escape');
    await send(page);
    await page.getByRole('button', { name: 'To the start' }).click();
    // The pointer is nowhere near what opens under it.
    await page.mouse.move(1, 1);
    const words = page.getByRole('group', { name: 'The question at hand' });
    let cut = 0;
    for (let step = 0; step < 16; step++) {
      await page.keyboard.press('ArrowRight');
      if ((await words.count()) === 0) continue;
      // What is measured is measured in the frames after.
      const state = () => words.evaluate((element) => ({ cut: element.scrollHeight > element.clientHeight + 1, told: getComputedStyle(element, '::after').content.includes('more') }));
      await expect.poll(async () => { const { cut, told } = await state(); return cut === told; }, `step ${step + 2}`).toBe(true);
      if (!(await state()).cut) continue;
      cut += 1;
      const before = await words.evaluate((element) => element.clientHeight);
      await words.focus();
      expect(await words.evaluate((element) => element.clientHeight), 'it opens').toBeGreaterThan(before);
      expect((await state()).told, 'and has no more to say').toBe(false);
      await expectNoSidewaysScroll(page, `open at step ${step + 2}`);
      await words.evaluate((element) => element.blur());
    }
    expect(cut, 'questions that were cut').toBeGreaterThan(0);
  });
}

/** The verdict's first line lies in what is seen of the question's words, and they in the card, above the player. */
async function expectVerdictSeen(page, when) {
  // What is measured is measured in the frames after.
  await expect
    .poll(
      () =>
        page.evaluate(() => {
          const box = (selector) => document.querySelector(selector).getBoundingClientRect();
          const [words, answer, track, player] = ['.question-words', '.question-words .answer', '.track', '.player'].map(box);
          const faults = [];
          if (words.bottom > track.bottom) faults.push(`the words end ${words.bottom - track.bottom} below the card`);
          if (track.bottom > player.top + 1) faults.push('the card lies over the player');
          if (answer.top + 14 > words.bottom) faults.push(`the verdict begins at ${answer.top}, the words end at ${words.bottom}`);
          return faults;
        }),
      when,
    )
    .toEqual([]);
}

for (const [width, height] of [[720, 450], [640, 360], [667, 375], [480, 320], [400, 300], [320, 240], [1000, 300]]) {
  test(`${width} by ${height}: what the stage has no room for stands behind “More”, by mouse and by keyboard`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await open(page);
    await send(page);
    await finish(page);
    const seen = (role, name) => page.getByRole(role, { name });
    // Each is to be had, be it on stage or in the menu.
    const all = {
      'a lens': seen('radio', 'HTTP'),
      'why it asks': seen('link', /^Why\?/),
      'the section': seen('link', /^RFC/),
      'the map': seen('link', /^Map/),
      'all questions': page.getByText(/^All \d+ questions$/),
      'the length of a step': seen('combobox', 'Step'),
      'the speed': seen('combobox', 'Speed'),
    };
    const onStage = [];
    for (const [what, locator] of Object.entries(all)) if (await locator.filter({ visible: true }).count()) onStage.push(what);
    expect(onStage.length, 'and something has no room').toBeLessThan(7);
    for (const what of onStage) await expectWithinReach(all[what].filter({ visible: true }), what);
    await page.getByTestId('more').locator('summary').click();
    for (const [what, locator] of Object.entries(all)) {
      const visible = locator.filter({ visible: true });
      await expect(visible, what).toHaveCount(1);
      if (onStage.includes(what)) continue;
      await expectWithinReach(visible, what);
      const box = await visible.boundingBox();
      expect(box.height, `${what}: high enough to be hit`).toBeGreaterThanOrEqual(24);
    }
    await expectNoSidewaysScroll(page, 'with the menu open');
    if (height < 300) {
      await all['all questions'].filter({ visible: true }).click();
      await expect(page.getByTestId('more').getByRole('listitem').first()).toBeVisible();
      await seen('radio', 'HTTP').click();
      await expect(page.getByTestId('stage')).toHaveAttribute('data-lens', 'http');
      await page.getByTestId('more-speed').selectOption('2');
      await expect(page.getByTestId('speed')).toHaveValue('2');
    }
    await page.keyboard.press('Escape');
    await expect(page.getByTestId('more')).not.toHaveAttribute('open');
    await expect(page.getByTestId('more').locator('> summary')).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByTestId('more')).toHaveAttribute('open');
  });
}

for (const [width, height] of [[1440, 900], [390, 844], [768, 1024], [1000, 640]]) {
  test(`${width} by ${height}: where all of it has room there is no “More”`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await open(page);
    await expect(page.getByTestId('more')).toBeHidden();
    await expect(page.getByRole('radio', { name: 'HTTP' })).toBeVisible();
  });
}

test('the verdict is never under the player, in windows of any height, loaded or resized', async ({ page }) => {
  for (const [width, height] of [[844, 390], [768, 500], [800, 600], [768, 300], [640, 360], [1101, 800], [1280, 600], [1440, 900]]) {
    await page.setViewportSize({ width, height });
    await open(page);
    for (const path of ['/toys/boat', '/toys/car']) {
      await compose(page, { path });
      await send(page);
      await finish(page);
      await page.mouse.move(1, 1);
      await expectVerdictSeen(page, `${width} by ${height}, ${path}`);
    }
  }
  for (const [width, height] of [[1180, 600], [1101, 800], [896, 414], [700, 500]]) {
    await page.setViewportSize({ width, height });
    await expectVerdictSeen(page, `resized to ${width} by ${height}`);
  }
});

for (const [width, height] of [[1366, 600], [720, 450], [390, 664]]) {
  test(`${width} by ${height}: two clients, a full shelf and an earlier moment find room, and all settings are at hand`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await open(page);
    for (let number = 0; number < 4; number++) {
      await page.evaluate((number) => fetch('api/toys', { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ name: `Boat ${number}`, kind: 'boat' }) }), number);
    }
    await expect(part.timeline(page)).toHaveCount(4);
    await page.getByTestId('set-up-clients').click();
    await page.getByLabel(/^There is another/).check();
    await page.keyboard.press('Escape');
    await send(page);
    await page.getByRole('button', { name: 'To the start' }).click();
    await page.keyboard.press('ArrowRight');
    expect(await crowding(page, width <= 900), 'on the way').toEqual([]);
    await finish(page);
    expect(await crowding(page, width <= 900), 'at the end').toEqual([]);
    for (const name of ['set-up', 'set-up-clients']) await expectWithinReach(page.getByTestId(name), name);
    await expectWithinReach(part.shelf(page).locator('.toy').last(), 'the last toy');
    if (width <= 900) await showPane(page, 'Timeline');
    const track = await page.locator('.track').boundingBox();
    await part.timeline(page).first().getByRole('button').click();
    await page.evaluate(() => scrollTo(0, 0));
    await expectWithinReach(page.getByTestId('now'), 'the way back to now');
    expect((await page.locator('.track').boundingBox()).y, 'nothing moves for the line about an earlier moment').toBe(track.y);
  });
}

/** What overlaps in the theatre that must not, and how far the page itself scrolls. */
const crowding = (page, scrolls = false) =>
  page.evaluate((scrolls) => {
    const box = (selector) => document.querySelector(selector)?.getBoundingClientRect();
    const [track, lenses, theatre, player] = [box('.track'), box('.lens-row'), box('.theatre'), box('.player')];
    const faults = [];
    for (const selector of ['.client .caption', '.dispatcher .caption', '.server .caption', '.cabinet']) {
      const over = (box(selector)?.bottom ?? 0) - track.top;
      if (over > 1) faults.push(`${selector} under the track by ${over}`);
    }
    const bubble = box('.bubble');
    if (bubble && lenses.height > 0 && bubble.left < lenses.right && bubble.top < lenses.bottom - 1) faults.push('a bubble over the lenses');
    if (player.bottom > theatre.bottom + 1) faults.push('the player below its place');
    const beyond = document.documentElement.scrollHeight - innerHeight;
    if (beyond > 0 && !scrolls) faults.push(`the page scrolls by ${beyond}`);
    return faults;
  }, scrolls);

for (const [width, height] of [[1440, 900], [1440, 820], [1366, 768], [1280, 720], [1120, 720], [1440, 700], [1366, 657], [1366, 600]]) {
  test(`${width} by ${height}: everything at once, nothing over anything, with two notices too`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    // Nothing can be kept, and says so; and a field that no browser sends says so, too.
    await page.addInitScript(() => {
      const refuse = () => {
        throw new DOMException('The operation is insecure.', 'SecurityError');
      };
      if (location.search === '?refused') for (const name of ['sessionStorage', 'localStorage']) Object.defineProperty(window, name, { get: refuse });
    });
    await open(page);
    expect(await crowding(page), 'at rest').toEqual([]);
    await send(page);
    await page.getByRole('button', { name: 'To the start' }).click();
    await page.getByRole('button', { name: 'One step forward' }).click();
    expect(await crowding(page), 'while the client speaks').toEqual([]);
    await finish(page);
    expect(await crowding(page), 'at the end').toEqual([]);
    await open(page, './?refused');
    await compose(page, { path: '/toys/car', headers: [['Content-Length', '7']] });
    await send(page);
    await finish(page);
    await expect(part.notices(page).locator('li')).toHaveCount(2);
    expect(await crowding(page), 'with two notices').toEqual([]);
    await expectWithinReach(part.send(page), 'Send');
  });
}

/** Where the envelope was seen, from pressing Send until the answer is there, in all frames. */
async function journey(page) {
  const seen = page.evaluate(
    () =>
      new Promise((resolve) => {
        const places = new Set();
        const look = () => {
          const envelope = document.querySelector('[data-testid=envelope]');
          const box = envelope?.getBoundingClientRect();
          if (box) places.add(Math.round(box.x + box.width / 2));
          if (document.querySelector('[data-testid=status]')) resolve(places.size);
          else requestAnimationFrame(look);
        };
        look();
      }),
  );
  await part.send(page).click();
  return seen;
}

for (const [width, height] of [SIZES.laptop, SIZES.phone]) {
  test(`${width} by ${height}: the page does not grow with the timeline, which is scrolled by itself`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await open(page);
    await page.evaluate(async () => {
      for (let sent = 0; sent < 40; sent += 1) await fetch('api/toys/car');
    });
    await showPane(page, 'Timeline');
    const rows = page.locator('.exchanges');
    await expect.poll(() => rows.evaluate((rows) => rows.scrollHeight)).toBeGreaterThan(800);
    expect(await rows.evaluate((rows) => rows.clientHeight)).toBeLessThan(400);
    expect(await page.evaluate(() => document.documentElement.scrollHeight)).toBeLessThan(1300);
  });
}

test('reduced motion: nothing travels, and the steps are the same', async ({ page }) => {
  await open(page);
  await page.getByTestId('speed').selectOption('4');
  expect(await journey(page), 'places with motion').toBeGreaterThan(10);
  const story = await part.log(page).allTextContents();

  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.reload();
  await exchange(page, { path: '/toys/duck' }, 200);
  await page.getByTestId('reset').click();
  await page.getByTestId('reset-confirm').click();
  await expect(part.timeline(page)).toHaveCount(0);
  // The client, the dispatcher and the server, each with the request and with the answer, which may be of another width.
  expect(await journey(page), 'places without').toBeLessThanOrEqual(6);
  expect(await part.log(page).allTextContents()).toEqual(story);
  const moving = await page.evaluate(() => document.getAnimations().filter((one) => one.playState === 'running').length);
  expect(moving).toBe(0);
});

test('a preference for reduced motion that changes while the page is open holds at once', async ({ page }) => {
  await open(page);
  await page.getByTestId('speed').selectOption('4');
  await page.emulateMedia({ reducedMotion: 'reduce' });
  expect(await journey(page)).toBeLessThanOrEqual(6);
});

test('the theme goes round, holds over a reload, and colours follow it', async ({ page }) => {
  await open(page);
  const paper = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  const light = await paper();
  await page.getByTestId('theme').click();
  await page.getByTestId('theme').click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  expect(await paper()).not.toBe(light);
  await page.reload();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
});
