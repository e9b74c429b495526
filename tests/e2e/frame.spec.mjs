// What frames the page: its uses, the edges between its panels, and the ways a visitor may have it drawn.
import { expect, expectAlive, finish, open, part, send, test } from './support.mjs';

const width = (locator) => locator.evaluate((element) => Math.round(element.getBoundingClientRect().width));
const height = (locator) => locator.evaluate((element) => Math.round(element.getBoundingClientRect().height));
const edge = (page, name) => page.getByRole('separator', { name });
const mode = (page, name) => page.getByTestId('modes').getByRole('button', { name }).click();

test('Play gives the stage all the room, Learn brings the lesson back, and the choice is kept', async ({ page }) => {
  await open(page);
  const theatre = page.locator('.theatre');
  const before = await width(theatre);
  await mode(page, 'Play');
  await expect(page.getByRole('heading', { name: 'Can I borrow your toy car?' })).toHaveCount(0);
  expect(await width(theatre)).toBeGreaterThan(before + 200);
  await page.reload();
  await expect(page.getByTestId('modes').getByRole('button', { name: 'Play' })).toHaveAttribute('aria-pressed', 'true');
  await send(page);
  await finish(page);
  // The story in words is at hand all the same.
  await expect(part.log(page).first()).toBeAttached();
  await page.getByRole('button', { name: 'Show the text log' }).click();
  await expect(part.log(page).last()).toBeInViewport();
  await mode(page, 'Learn');
  // The goal was reached while the lesson was away.
  await expect(page.locator('.goal').first()).toContainText('Done:');
});

test('edges are dragged, kept over a reload, and put back by a double click', async ({ page }) => {
  await open(page);
  const side = page.locator('.side');
  const first = await width(side);
  const box = await edge(page, 'Width of the side panel').boundingBox();
  await page.mouse.move(box.x + box.width / 2, box.y + 300);
  await page.mouse.down();
  await page.mouse.move(box.x + box.width / 2 + 70, box.y + 310, { steps: 4 });
  await page.mouse.up();
  expect(Math.abs((await width(side)) - first - 70)).toBeLessThanOrEqual(2);
  await page.reload();
  await expect(edge(page, 'Width of the side panel')).toBeVisible();
  expect(Math.abs((await width(side)) - first - 70)).toBeLessThanOrEqual(2);
  await edge(page, 'Width of the side panel').dblclick();
  expect(await width(side)).toBe(first);
});

test('every edge is moved with the keyboard, within bounds, and says where it is', async ({ page }) => {
  await open(page);
  for (const [name, panel, size, more] of [
    ['Width of the side panel', '.side', width, 'ArrowRight'],
    ['Height of the dock', '.dock', height, 'ArrowUp'],
    ['Width of the request', '.composer', width, 'ArrowRight'],
    ['Width of the timeline', '.timeline', width, 'ArrowLeft'],
  ]) {
    const first = await size(page.locator(panel));
    await edge(page, name).focus();
    await page.keyboard.press(more);
    await page.keyboard.press(more);
    expect(Math.abs((await size(page.locator(panel))) - first - 32), name).toBeLessThanOrEqual(2);
    await expect(edge(page, name)).toHaveAttribute('aria-valuenow', String(await size(page.locator(panel))));
    await page.keyboard.press('End');
    const most = await size(page.locator(panel));
    await page.keyboard.press(more);
    expect(await size(page.locator(panel)), `${name} at its end`).toBe(most);
    await page.keyboard.press('Home');
    expect(await size(page.locator(panel)), `${name} at its least`).toBeLessThan(first);
    await page.keyboard.press('Enter');
    expect(await size(page.locator(panel)), `${name} put back`).toBe(first);
    await expect(edge(page, name)).toBeFocused();
  }
  // The player has not been told of any of this.
  await expect(part.timeline(page)).toHaveCount(0);
});

test('what is told of an edge can be reached, and however they are put nothing is out of its place', async ({ page }) => {
  for (const viewport of [{ width: 1440, height: 900 }, { width: 1024, height: 768 }, { width: 1110, height: 620 }]) {
    await page.setViewportSize(viewport);
    await open(page);
    await send(page);
    await finish(page);
    const edges = page.getByRole('separator').filter({ visible: true });
    const told = (at, what) => edges.nth(at).getAttribute(`aria-value${what}`).then(Number);
    for (const [key, limit] of [['End', 'max'], ['Home', 'min']]) {
      for (let at = 0; at < (await edges.count()); at++) {
        await edges.nth(at).press(key);
        expect(await told(at, 'now'), `${key} of edge ${at} at ${viewport.width}`).toBe(await told(at, limit));
      }
      const [beyond, wide] = await page.evaluate(() => [document.documentElement.scrollHeight - innerHeight, document.documentElement.scrollWidth - innerWidth]);
      expect(wide).toBe(0);
      // A narrow window scrolls as it is.
      if (viewport.width > 1100) expect(beyond, `${key} at ${viewport.width}`).toBe(0);
      expect((await part.path(page).boundingBox()).width).toBeGreaterThan(70);
      const copy = await page.locator('.inspector .tabs-line').boundingBox();
      const timeline = await page.locator('.timeline').boundingBox();
      expect(copy.x + copy.width).toBeLessThanOrEqual(timeline.x);
    }
  }
  // What is told of it follows the window.
  await page.setViewportSize({ width: 1440, height: 900 });
  const dock = edge(page, 'Height of the dock');
  await dock.press('End');
  const before = Number(await dock.getAttribute('aria-valuenow'));
  await page.setViewportSize({ width: 1440, height: 800 });
  await expect(dock).toHaveAttribute('aria-valuenow', String(before - 100));
});

test('what was kept of an edge and makes no sense does no harm', async ({ page }) => {
  await open(page);
  await page.evaluate(() => {
    for (const [edge, place] of [['side', '99999'], ['dock', '-4'], ['answer', 'wide'], ['timeline', '1e400']]) {
      localStorage.setItem(`toyshelf:split-${edge}`, place);
    }
    localStorage.setItem('toyshelf:mode', 'no such mode');
  });
  await page.reload();
  await expect(part.send(page)).toBeInViewport();
  await expect(page.getByTestId('stage').locator('.server')).toBeInViewport();
  await expectAlive(page);
});

const sideways = (page) =>
  page.evaluate(() => {
    const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
    const out = [...document.querySelectorAll('.app *')].filter((element) => {
      const box = element.getBoundingClientRect();
      return box.width > 0 && (box.left < -1 || box.right > innerWidth + 1) && !element.closest('.visually-hidden, .tab-panel, svg');
    });
    return wide > 0 ? `${wide} px: ${out.slice(0, 3).map((element) => element.outerHTML.slice(0, 90))}` : null;
  });

for (const [name, viewport] of Object.entries({ wide: { width: 1440, height: 900 }, tablet: { width: 768, height: 1024 }, phone: { width: 390, height: 844 } })) {
  test(`from right to left, ${name}: it is mirrored, and nothing breaks`, async ({ page }) => {
    await page.setViewportSize(viewport);
    await page.addInitScript(() => document.addEventListener('DOMContentLoaded', () => document.documentElement.setAttribute('dir', 'rtl')));
    await open(page);
    expect(await sideways(page)).toBeNull();
    await send(page);
    await finish(page);
    expect(await sideways(page)).toBeNull();
    // Stage, questions and player run one way: that of the request.
    const middle = (selector) => page.locator(selector).evaluate((element) => element.getBoundingClientRect().x + element.getBoundingClientRect().width / 2);
    expect(await middle('.client .figure')).toBeLessThan(await middle('.cabinet'));
    expect(await middle('.block:first-child .block-dot')).toBeLessThan(await middle('.block:last-child .block-dot'));
    expect(await part.playhead(page).evaluate((range) => getComputedStyle(range).direction)).toBe('ltr');
    expect(await middle('.player button:first-child')).toBeLessThan(await middle('.play'));
    // A token is whole: what is first in it stands left of what follows.
    const chip = page.locator('.edit-chip', { hasText: '/toys/boat' });
    await expect(chip).toBeVisible();
    await page.getByRole('group', { name: 'What the dock shows' }).getByRole('button', { name: /^Answer/ }).click({ timeout: 1000, noWaitAfter: true }).catch(() => {});
    for (const token of [chip, part.status(page), part.envelope(page)]) {
      const order = await token.evaluate((element) => {
        const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
        const letters = [];
        for (let text = texts.nextNode(); text; text = texts.nextNode()) {
          if (text.parentElement.closest('.visually-hidden')) continue;
          for (let at = 0; at < text.length; at++) {
            const range = document.createRange();
            range.setStart(text, at);
            range.setEnd(text, at + 1);
            const box = range.getBoundingClientRect();
            if (box.width > 0) letters.push([Math.round(box.top / 8), box.left]);
          }
        }
        return letters.every(([line, left], at) => at === 0 || line !== letters[at - 1][0] || left >= letters[at - 1][1] - 0.5);
      });
      if (await token.isVisible()) expect(order, await token.textContent()).toBe(true);
    }
    // What is code reads from left to right all the same.
    for (const code of [part.path(page), page.getByTestId('answer-body')]) {
      expect(await code.evaluate((element) => getComputedStyle(element).direction)).toBe('ltr');
    }
  });
}

test('200 % zoom: as in a window of half the size, everything within reach', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ viewport: { width: 640, height: 400 }, deviceScaleFactor: 2, baseURL });
  const page = await context.newPage();
  await open(page);
  expect(await sideways(page)).toBeNull();
  await part.send(page).scrollIntoViewIfNeeded();
  await send(page);
  await finish(page);
  await page.getByRole('button', { name: /Answer/ }).click();
  await expect(part.status(page)).toBeVisible();
  expect(await sideways(page)).toBeNull();
  await context.close();
});

test('forced colours: what is chosen, where the focus is and what is on stage can be told apart', async ({ browser, baseURL }) => {
  const context = await browser.newContext({ forcedColors: 'active', viewport: { width: 1440, height: 900 }, baseURL });
  const page = await context.newPage();
  await open(page);
  await send(page);
  await finish(page);
  const border = (locator) => locator.evaluate((element) => {
    const style = getComputedStyle(element);
    const wide = ['Top', 'Right', 'Bottom', 'Left'].some((side) => parseFloat(style[`border${side}Width`]) > 0 && style[`border${side}Style`] !== 'none');
    return wide || (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0);
  });
  expect(await border(page.getByTestId('modes').getByRole('button', { name: 'Learn' })), 'the mode chosen').toBe(true);
  expect(await border(part.send(page)), 'Send').toBe(true);
  expect(await border(part.envelope(page)), 'the envelope').toBe(true);
  expect(await border(page.locator('.play')), 'Play').toBe(true);
  // What is drawn has lines in the colours chosen, and the track's line is there.
  const [text, ground] = await page.evaluate(() => ['color', 'backgroundColor'].map((of) => getComputedStyle(document.body)[of]));
  expect(text).not.toBe(ground);
  for (const drawn of ['.client .f-body', '.dispatcher .f-body']) {
    const { fill, stroke } = await page.locator(drawn).first().evaluate((element) => ({ fill: getComputedStyle(element).fill, stroke: getComputedStyle(element).stroke }));
    expect([stroke, fill], drawn).toEqual([text, ground]);
  }
  const line = (place) => page.locator('.block').nth(place).evaluate((element) => {
    const { borderTopWidth, borderTopStyle, borderTopColor } = getComputedStyle(element, '::before');
    return [borderTopWidth, borderTopStyle, borderTopColor];
  });
  expect(await line(1)).toEqual(['3px', 'solid', text]);
  expect((await line(1))[2]).not.toBe(ground);
  await page.getByRole('button', { name: 'To the start' }).click();
  expect((await line(8))[1], 'what is ahead differs in more than colour').toBe('dotted');
  await context.close();
});

test('the log opens where it is seen at once, and closes from where it is', async ({ page }) => {
  for (const viewport of [{ width: 768, height: 1024 }, { width: 390, height: 664 }, { width: 1000, height: 500 }, { width: 1440, height: 900 }]) {
    await page.setViewportSize(viewport);
    await open(page);
    await send(page);
    await finish(page);
    await page.evaluate(() => scrollTo(0, 0));
    const show = page.getByRole('button', { name: 'Show the text log' });
    await show.click();
    const log = page.getByRole('log');
    await expect(log).toBeInViewport({ ratio: 0.9 });
    await expect(part.log(page).last()).toBeInViewport();
    const within = log.getByText(/^Your friend reads/).last();
    await expect(within).toBeInViewport();
    const toggle = page.locator('[aria-controls=log]');
    await expect(toggle).toHaveAttribute('aria-expanded', 'true');
    await expect(toggle).toBeFocused();
    await page.locator('#log').getByRole('button', { name: 'Hide the text log' }).click();
    await expect(toggle).toHaveAttribute('aria-expanded', 'false');
    await expect(toggle).toBeFocused();
    await page.getByTestId('reset').click();
    await page.getByTestId('reset-confirm').click();
    await expect(part.timeline(page)).toHaveCount(0);
  }
});

test('the smallest phone has the shortcuts at hand, and all of the header', async ({ page }) => {
  for (const width of [390, 360, 320]) {
    await page.setViewportSize({ width, height: 700 });
    await open(page);
    expect(await sideways(page), `${width}`).toBeNull();
    for (const button of await page.locator('.header button, .header summary').all()) await expect(button).toBeInViewport({ ratio: 1 });
    await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
    await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(page.getByRole('button', { name: 'Reset' })).toBeVisible();
  }
});

test('a small embed shows the stage, the track, the player and Send at once', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 240 });
  await open(page);
  await send(page);
  await finish(page);
  await page.evaluate(() => scrollTo(0, 0));
  for (const [what, locator] of Object.entries({
    client: page.getByTestId('stage').locator('.client .figure'),
    shelf: part.shelf(page),
    question: part.question(page).locator('.question-text'),
    playhead: part.playhead(page),
    send: part.send(page),
  })) {
    const box = await locator.boundingBox();
    expect(box.y, what).toBeGreaterThanOrEqual(0);
    expect(box.y + box.height, what).toBeLessThanOrEqual(240);
    expect(box.x + box.width, what).toBeLessThanOrEqual(320);
  }
});
