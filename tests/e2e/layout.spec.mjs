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
  await locator.scrollIntoViewIfNeeded();
  const fault = await locator.evaluate((element) => {
    const box = element.getBoundingClientRect();
    if (box.left < -1 || box.right > innerWidth + 1) return `from ${box.left} to ${box.right} in ${innerWidth}`;
    const top = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    if (!top || !(element.contains(top) || top.contains(element))) return `covered by ${top?.outerHTML.slice(0, 80)}`;
    const parent = element.closest('p, button, h1, h2') ?? element;
    return parent.scrollWidth > parent.clientWidth + 1 && getComputedStyle(parent).overflowX === 'visible' ? 'its text runs out' : null;
  });
  expect(fault, what).toBeNull();
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
