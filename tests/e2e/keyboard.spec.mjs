// Everything with the keyboard alone, and the focus never lost.
import { expect, expectLive, open, part, test } from './support.mjs';

/** What has the focus, in a few words. */
const focused = (page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return 'nothing';
    return element.id || element.getAttribute('aria-label') || element.dataset.testid || element.textContent.trim();
  });

/** Presses Tab until this has the focus; not for ever. */
async function tabTo(page, name, key = 'Tab') {
  for (let press = 0; press < 80; press++) {
    await page.keyboard.press(key);
    if (name instanceof RegExp ? name.test(await focused(page)) : (await focused(page)) === name) return;
  }
  throw new Error(`${name} cannot be reached with ${key}`);
}

test.beforeEach(async ({ page }) => {
  await open(page);
  await expectLive(page);
});

test('from loading to the answer', async ({ page }) => {
  await page.keyboard.press('/');
  expect(await focused(page)).toBe('path');
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('/toys/duck');
  await page.keyboard.press('Enter');
  await expect(part.timeline(page)).toHaveCount(1);
  expect(await focused(page), 'sending leaves the focus where it was').toBe('path');

  // The keys of the player work from any place that takes no text.
  await tabTo(page, 'send');
  await page.keyboard.press('k');
  await expect(part.player(page).getByRole('button', { name: 'Play' })).toBeVisible();
  await page.keyboard.press('Home');
  await expect(part.where(page)).toContainText('step 1 of');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(part.where(page)).toContainText('step 2 of');
  await page.keyboard.press('l');
  await expect(part.where(page)).toContainText('step 3 of');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('j');
  await expect(part.where(page)).toContainText('step 1 of');
  await page.keyboard.press('End');
  await expect(part.status(page)).toHaveText('200 OK');
  await expect(part.answer(page)).toContainText('Rubber duck');
  await page.keyboard.press('.');
  await expect(page.getByTestId('speed')).toHaveValue('2');
  await page.keyboard.press(',');
  await page.keyboard.press(',');
  await expect(page.getByTestId('speed')).toHaveValue('0.5');
  expect(await focused(page)).toBe('send');
});

test('Send by Ctrl+Enter from anywhere, and by Space on the button, keeps the focus', async ({ page }) => {
  await page.keyboard.press('/');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(part.timeline(page)).toHaveCount(1);
  expect(await focused(page)).toBe('path');
  await tabTo(page, 'send');
  await page.keyboard.press('Space');
  await expect(part.timeline(page)).toHaveCount(2);
  await page.keyboard.press('Enter');
  await expect(part.timeline(page)).toHaveCount(3);
  expect(await focused(page)).toBe('send');
});

test('letters typed into a field are letters, not player keys', async ({ page }) => {
  await page.keyboard.press('/');
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('/toys/jkl.,? ');
  await expect(part.path(page)).toHaveValue('/toys/jkl.,? ');
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('a whole request is written with the keyboard: method, a header, a body', async ({ page }) => {
  await tabTo(page, 'Method');
  await page.keyboard.press('P');
  await expect(page.getByTestId('method')).toHaveValue('POST');
  await page.keyboard.press('Tab');
  expect(await focused(page)).toBe('path');
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('/toys');
  await tabTo(page, 'add-header');
  await page.keyboard.press('Enter');
  await expect.poll(() => focused(page), 'a new row takes the focus').toBe('Name of header 2');
  await page.keyboard.type('Content-Type');
  await page.keyboard.press('Tab');
  await page.keyboard.type('application/json');
  await tabTo(page, 'composer-tab-0', 'Shift+Tab');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  expect(await focused(page)).toBe('composer-tab-2');
  await expect(page.getByRole('tab', { name: 'Body' }).first()).toHaveAttribute('aria-selected', 'true');
  await tabTo(page, 'Body');
  await page.keyboard.type('{ "name": "Blue boat", "kind": "boat" }');
  await page.keyboard.press('ControlOrMeta+Enter');
  await expect(part.timeline(page)).toHaveCount(1);
  expect(await focused(page)).toBe('Body');
  await tabTo(page, 'send', 'Shift+Tab');
  await page.keyboard.press('End');
  await expect(part.status(page)).toHaveText('201 Created');
  await expect(part.toy(page, 'blue-boat')).toBeVisible();
});

test('tabs move by arrows, Home and End, and only one of a row is a stop', async ({ page }) => {
  await page.keyboard.press('/');
  await page.keyboard.press('Enter');
  await expect(part.timeline(page)).toHaveCount(1);
  await tabTo(page, 'inspector-tab-0');
  await page.keyboard.press('ArrowRight');
  expect(await focused(page)).toBe('inspector-tab-1');
  await page.keyboard.press('End');
  expect(await focused(page)).toBe('inspector-tab-3');
  await page.keyboard.press('ArrowRight');
  expect(await focused(page)).toBe('inspector-tab-0');
  await page.keyboard.press('ArrowLeft');
  expect(await focused(page)).toBe('inspector-tab-3');
  await page.keyboard.press('Home');
  expect(await focused(page)).toBe('inspector-tab-0');
  const stops = await page.locator('[role=tablist][aria-label="Parts of the answer"] [tabindex="0"]').count();
  expect(stops).toBe(1);
});

test('the timeline is walked by arrows and opened by Enter', async ({ page }) => {
  for (const path of ['/toys/car', '/toys/duck', '/toys/kite']) {
    await page.keyboard.press('/');
    await page.keyboard.press('ControlOrMeta+a');
    await page.keyboard.type(path);
    const count = await part.timeline(page).count();
    await page.keyboard.press('Enter');
    await expect(part.timeline(page)).toHaveCount(count + 1);
    await tabTo(page, 'send');
  }
  await tabTo(page, /^GET\s*\/toys\/kite/);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  expect(await focused(page)).toMatch(/^GET\s*\/toys\/car/);
  await page.keyboard.press('Enter');
  await page.keyboard.press('End');
  await expect(part.status(page)).toHaveText('200 OK');
  await expect(part.answer(page)).toContainText('Red racing car');
  expect(await focused(page)).toMatch(/^GET\s*\/toys\/car/);
});

test('the shortcuts open by ?, keep the focus inside, and give it back', async ({ page }) => {
  await tabTo(page, 'send');
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(sheet).toBeVisible();
  for (let press = 0; press < 4; press++) {
    await page.keyboard.press('Tab');
    const inside = await sheet.evaluate((dialog) => dialog.contains(document.activeElement) || document.activeElement === document.body);
    expect(inside).toBe(true);
  }
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  expect(await focused(page)).toBe('send');
});

test('the sheet of shortcuts opens at its top, whatever the window', async ({ page }) => {
  for (const [width, height] of [[1440, 900], [390, 664], [320, 240]]) {
    await page.setViewportSize({ width, height });
    await page.keyboard.press('?');
    const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    const title = sheet.getByRole('heading', { name: 'Keyboard shortcuts' });
    await expect(title).toBeFocused();
    await expect(title).toBeInViewport();
    expect(await sheet.evaluate((dialog) => dialog.scrollTop)).toBe(0);
    for (const words of ['On the map: move it', 'On a panel’s edge']) await expect(sheet).toContainText(words);
    await page.keyboard.press('Escape');
    await expect(sheet).toBeHidden();
  }
});

test('keys of a single character can be switched off, which is remembered, and all else goes on working', async ({ page }) => {
  await page.keyboard.press('/');
  await page.keyboard.press('Enter');
  await expect(part.timeline(page)).toHaveCount(1);
  await tabTo(page, 'send');
  await page.keyboard.press('End');
  await page.keyboard.press('?');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await sheet.getByTestId('single-keys').uncheck();
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  const at = await part.where(page).textContent();
  for (const key of ['j', 'J', 'k', 'p', '/', 'm', '?', '.', 'e', '3']) await page.keyboard.press(key);
  expect(await focused(page), 'no key led anywhere').toBe('send');
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(part.where(page)).toHaveText(at);
  await expect(page.getByTestId('speed')).toHaveValue('1');
  await expect(page.getByTestId('lens-story')).toHaveAttribute('aria-checked', 'true');
  await page.keyboard.press('Home');
  await expect(part.where(page)).toContainText('step 1 of');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(part.where(page)).toContainText('step 2 of');

  await page.reload();
  await expectLive(page);
  await page.keyboard.press('/');
  expect(await focused(page)).not.toBe('path');
  await page.getByRole('button', { name: 'Keyboard shortcuts' }).click();
  await expect(sheet.getByTestId('single-keys')).not.toBeChecked();
  await sheet.getByTestId('single-keys').check();
  await page.keyboard.press('Escape');
  await page.keyboard.press('/');
  expect(await focused(page)).toBe('path');
});

test('in low windows the Tab key meets the parts of the page where they are seen', async ({ page }) => {
  const order = () => page.locator('.app').evaluate((app) => [...app.children].map((child) => child.classList[0]));
  expect(await order()).toEqual(['header', 'notices', 'side', 'main']);
  await page.setViewportSize({ width: 640, height: 500 });
  await expect.poll(order).toEqual(['header', 'notices', 'main', 'side']);
  await page.setViewportSize({ width: 640, height: 360 });
  await expect.poll(order).toEqual(['main', 'side', 'notices', 'header']);
  await page.reload();
  await expectLive(page);
  await expect.poll(order).toEqual(['main', 'side', 'notices', 'header']);
  // From stop to stop it goes down the page, region by region.
  const regions = [];
  for (let press = 0; press < 80; press++) {
    await page.keyboard.press('Tab');
    const region = await page.evaluate(() => {
      const within = document.activeElement.closest('.theatre, .dock, .side, .notices, .header');
      return within && { name: within.classList[0], top: within.getBoundingClientRect().top + scrollY };
    });
    if (!region) break;
    if (regions.at(-1)?.name !== region.name) {
      if (regions.length === 0) expect(await page.evaluate(() => scrollY), 'the first stop is in the first view').toBe(0);
      regions.push(region);
    }
  }
  expect(regions.map(({ name }) => name)).toEqual(['theatre', 'dock', 'side', 'header']);

  // What has the focus keeps it, and what stands above is above again.
  const reset = page.getByTestId('reset');
  await reset.focus();
  await page.setViewportSize({ width: 1440, height: 900 });
  await expect.poll(order).toEqual(['header', 'notices', 'side', 'main']);
  await expect(reset).toBeFocused();
  // What the API's panel holds is worked with, and is seen above the stage.
  await page.getByTestId('modes').getByRole('button', { name: 'API' }).click();
  await page.setViewportSize({ width: 640, height: 360 });
  await expect.poll(order).toEqual(['side', 'main', 'notices', 'header']);
});

test('Reset by keyboard: Escape keeps everything, and the focus returns', async ({ page }) => {
  await page.keyboard.press('/');
  await page.keyboard.press('Enter');
  await expect(part.timeline(page)).toHaveCount(1);
  await tabTo(page, 'reset', 'Shift+Tab');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Put every toy back?' });
  await expect(dialog).toBeVisible();
  await expect(dialog.getByRole('button', { name: 'Keep everything' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(page.getByTestId('reset')).toBeFocused();
  await expect(part.timeline(page)).toHaveCount(1);

  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await expect(dialog.getByTestId('reset-confirm')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(part.timeline(page)).toHaveCount(0);
  await expect(page.getByTestId('reset')).toBeFocused();
});

test('menus open by Enter and close by Escape, the focus back on their button', async ({ page }) => {
  await page.keyboard.press('/');
  await page.keyboard.press('Enter');
  await expect(part.timeline(page)).toHaveCount(1);
  for (const name of ['badge', 'presets', 'steps']) {
    const menu = page.getByTestId(name);
    await menu.locator('summary').focus();
    await page.keyboard.press('Enter');
    await expect(menu).toHaveAttribute('open');
    await page.keyboard.press('Escape');
    await expect(menu).not.toHaveAttribute('open');
    await expect(menu.locator('summary')).toBeFocused();
  }
  // A choice closes the menu and gives the focus back, too.
  await page.getByTestId('presets').locator('summary').focus();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('presets')).not.toHaveAttribute('open');
  await expect(page.getByTestId('presets').locator('summary')).toBeFocused();
});

test('every stop of the Tab key can be seen, and shows that it has the focus', async ({ page }) => {
  await page.keyboard.press('/');
  await page.keyboard.press('Enter');
  await expect(part.timeline(page)).toHaveCount(1);
  // So that Tab begins at the top.
  await page.reload();
  await expectLive(page);
  const faults = [];
  const stops = new Set();
  for (let press = 0; press < 100; press++) {
    await page.keyboard.press('Tab');
    const stop = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return null;
      const name = `${element.tagName} ${element.getAttribute('aria-label') ?? element.id} ${element.textContent.trim().slice(0, 30)}`;
      const box = element.getBoundingClientRect();
      const shows = (of) => {
        const style = getComputedStyle(of);
        return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
      };
      // A field may leave it to the frame around it to show the focus.
      const shown = shows(element) || (element.parentElement && element.parentElement.matches(':focus-within') && shows(element.parentElement));
      const seen = box.width > 4 && box.height > 4 && element.checkVisibility({ opacityProperty: true, visibilityProperty: true });
      return { name, ok: element.matches(':focus-visible') && shown && seen, seen, shown };
    });
    if (!stop) break;
    stops.add(stop.name);
    if (!stop.ok) faults.push(stop);
  }
  expect(stops.size, 'stops').toBeGreaterThan(20);
  expect(faults).toEqual([]);
});
