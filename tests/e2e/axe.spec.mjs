// axe finds nothing to complain about, in every state a visitor gets to; and the log tells the story in order.
import AxeBuilder from '@axe-core/playwright';
import { compose, exchange, expect, expectLive, finish, open, part, send, test, settled } from './support.mjs';

async function expectNoViolations(page, where) {
  await settled(page);
  const { violations } = await new AxeBuilder({ page }).analyze();
  const told = violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map(({ html, any }) => `${html} ${any[0]?.message ?? ''}`) }));
  expect.soft(told, where).toEqual([]);
}

for (const colorScheme of ['light', 'dark']) {
  for (const [device, viewport] of [['wide', { width: 1440, height: 900 }], ['phone', { width: 390, height: 844 }]]) {
    test.describe(`${colorScheme}, ${device}`, () => {
      test.use({ colorScheme, viewport });

      test('at rest, mid-flight, at a refusal, after an error', async ({ page }) => {
        await open(page);
        await expectLive(page);
        await expectNoViolations(page, 'at rest');
        await compose(page, { path: '/toys/kite' });
        await send(page);
        await page.getByRole('button', { name: 'To the start' }).click();
        for (let step = 0; step < 5; step++) await page.getByRole('button', { name: 'One step forward' }).click();
        await expectNoViolations(page, 'mid-flight');
        await finish(page);
        await expectNoViolations(page, 'after an error');
      });

      // Colours and widths are independent: both of each are seen in all states by two of the four.
      if ((colorScheme === 'light') !== (device === 'wide')) return;

      test('dialogs, menus, the text log', async ({ page }) => {
        await open(page);
        await send(page);
        await finish(page);
        await page.getByTestId('reset').click();
        await expectNoViolations(page, 'reset dialog');
        await page.keyboard.press('Escape');
        await page.keyboard.press('?');
        await expectNoViolations(page, 'shortcuts');
        await page.keyboard.press('Escape');
        for (const name of ['badge', 'presets', 'steps']) {
          await page.getByTestId(name).locator('summary').click();
          await expectNoViolations(page, name);
          await page.keyboard.press('Escape');
        }
      });

      test('every tab of the dock', async ({ page }) => {
        await open(page);
        await exchange(page, { method: 'POST', path: '/toys', body: '{ "name": ' }, 415);
        const lists = [page.getByRole('tablist', { name: 'Parts of the request' }), page.getByRole('tablist', { name: 'Parts of the answer' })];
        const panes = page.getByRole('group', { name: 'What the dock shows' }).getByRole('button');
        for (const pane of (await panes.first().isVisible()) ? await panes.all() : [null]) {
          await pane?.click();
          for (const list of lists) {
            if (!(await list.isVisible())) continue;
            for (const tab of await list.getByRole('tab').all()) {
              await tab.click();
              await expectNoViolations(page, await tab.textContent());
            }
          }
        }
      });
    });
  }
}

for (const [width, height] of [[320, 240], [480, 360], [720, 450]]) {
  test.describe(`an embed of ${width} by ${height}`, () => {
    test.use({ viewport: { width, height } });

    test('at rest, at every step of a way out and back, and at its end', async ({ page }) => {
      await open(page);
      await expectNoViolations(page, 'at rest');
      await send(page);
      await page.getByRole('button', { name: 'To the start' }).click();
      const forward = page.getByRole('button', { name: 'One step forward' });
      for (let step = 0; step < 4; step++) {
        await forward.click();
        await expectNoViolations(page, `at step ${step + 2}`);
      }
      await finish(page);
      await page.getByRole('button', { name: 'One step back' }).click();
      await expectNoViolations(page, 'on the way back');
      await finish(page);
      await expectNoViolations(page, 'at the end');
    });
  });
}

test('the log tells the story in order, each sentence once', async ({ page }) => {
  await open(page);
  await page.getByTestId('speed').selectOption('4');
  await send(page);
  await expect(part.status(page)).toHaveText('200 OK');
  const told = await part.log(page).allTextContents();
  expect(told.length).toBe(Number((await part.where(page).textContent()).match(/of (\d+)/)[1]));
  expect(told[0]).toMatch(/^Your friend writes a letter, GET \/toys\/car/);
  expect(told[1]).toContain('the messenger takes it');
  expect(told[2]).toContain('brings the letter to your door');
  expect(told.slice(3, -3).every((sentence) => sentence.startsWith('You think: “'))).toBe(true);
  expect(told.at(-3)).toMatch(/^You send back 200 OK/);
  expect(told.at(-2)).toContain('brings the answer home');
  expect(told.at(-1)).toMatch(/^Your friend reads 200 OK, and is glad/);
  expect(new Set(told).size).toBe(told.length);
  // It is there to be read; what is heard as it happens is less (below).
  await expect(page.getByRole('log')).toHaveAttribute('aria-live', 'off');

  await page.getByRole('button', { name: 'Show the text log' }).click();
  await expect(part.log(page).first()).toBeVisible();
});

test('what is heard: of what plays each message and the outcome, of a skip the outcome, of a step which and what', async ({ page }) => {
  await open(page);
  const heard = page.getByTestId('heard');
  await expect(heard).toHaveRole('status');
  // Everything that it says, as a screen reader hears it: what is put there at once is one saying.
  await heard.evaluate((status) => {
    window.heard = [];
    new MutationObserver(() => window.heard.push(status.textContent.trim())).observe(status, { childList: true, subtree: true, characterData: true });
  });
  const said = () => page.evaluate(() => window.heard.splice(0).filter(Boolean));
  await page.getByTestId('speed').selectOption('4');
  await send(page);
  await expect(part.status(page)).toHaveText('200 OK');
  await expect(heard).toHaveText(/^Your friend reads 200 OK/);
  const played = await said();
  expect(played.map((saying) => saying.split(' ').slice(0, 3).join(' '))).toEqual(['Your friend writes', 'You send back', 'Your friend reads']);

  const steps = [
    ['j', /^Step 18 of 19: .*brings the answer home/],
    ['Shift+ArrowLeft', /^Step 17 of 19: You send back 200 OK/],
    ['p', /^Step 16 of 19: You think/],
    ['Home', /^Step 1 of 19: Your friend writes/],
    ['Shift+ArrowRight', null],
    ['n', /^Step 3 of 19: .*brings the letter/],
    ['l', /^Step 4 of 19: You think/],
    ['End', /^Your friend reads 200 OK/],
  ];
  for (const [key, words] of steps) {
    await page.keyboard.press(key);
    // To the end of the same moment.
    if (!words) continue;
    await expect(heard, key).toHaveText(words);
    expect(await said(), `${key} is heard once`).toHaveLength(1);
  }
  for (const [key, words] of [['.', 'Speed: 4×'], [',', 'Speed: 2×'], ['k', 'Playing'], ['k', 'Paused']]) {
    await page.keyboard.press(key);
    await expect(page.getByTestId('time-said'), key).toHaveText(words);
  }
  // Another lens is not heard as news of the exchange.
  await page.keyboard.press('End');
  await expect(heard).toHaveText(/^Your friend reads 200 OK/);
  await said();
  await page.keyboard.press('3');
  await expect(part.log(page).last()).toContainText('The client reads');
  expect(await said()).toEqual([]);
  // And all of it can be read.
  await expect(part.log(page)).toHaveCount(19);
});
