// The composer: what helps with writing a request, and that nothing written is lost.
import AxeBuilder from '@axe-core/playwright';
import { test, expect, open, ready, part, send, finish, compose, exchange, fresh, settled, JSON_BODY } from './support.mjs';

const tab = (page, name) => page.getByRole('tablist', { name: 'Parts of the request' }).getByRole('tab', { name });
const list = (page) => page.getByRole('listbox', { name: 'Suggestions' });
const option = (page, text) => list(page).getByRole('option').filter({ hasText: text });

/** Types with the keyboard over what is in a field: what is filled in at once opens no list. */
async function type(page, field, text) {
  await field.focus();
  await page.keyboard.press('ControlOrMeta+a');
  if (text === '') await page.keyboard.press('Backspace');
  await page.keyboard.type(text);
}

/** A paste, as the browser tells of it. */
function paste(page, text) {
  return page.evaluate((text) => {
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', text);
    const event = new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true });
    document.activeElement.dispatchEvent(event);
  }, text);
}

test.describe('the method', () => {
  test('says what it means, and which a path allows', async ({ page }) => {
    await open(page);
    const meaning = page.getByTestId('method-meaning');
    const line = meaning.locator('summary');
    await expect(line).toContainText('safe · idempotent · cacheable');
    await page.getByTestId('method').selectOption('POST');
    await expect(line).toContainText('not safe · not idempotent');
    await expect(line).toContainText('not allowed here');

    await line.focus();
    await page.keyboard.press('Enter');
    await expect(meaning).toContainText('This path allows GET, HEAD, PUT, PATCH, DELETE, OPTIONS');
    await expect(meaning.getByRole('button', { name: /^POST/ })).toHaveAttribute('aria-pressed', 'true');
    await expect(meaning.getByRole('button', { name: /^POST/ })).toContainText('405');
    await meaning.getByRole('button', { name: /^DELETE/ }).press('Enter');
    await expect(page.getByTestId('method')).toHaveValue('DELETE');
    await expect(line).toBeFocused();

    await part.path(page).fill('/nowhere');
    await line.click();
    await expect(meaning).toContainText('Nothing lives at this path');
  });
});

test.describe('the path', () => {
  test('is completed by keyboard, and Enter sends where nothing was chosen', async ({ page }) => {
    await open(page);
    await type(page, part.path(page), '/toys/c');
    await expect(part.path(page)).toHaveAttribute('aria-expanded', 'true');
    await expect(option(page, '/toys/car')).toBeVisible();
    await page.keyboard.press('ArrowDown');
    const active = await part.path(page).getAttribute('aria-activedescendant');
    await expect(page.locator(`#${active}`)).toHaveAttribute('aria-selected', 'true');
    const chosen = await page.locator(`#${active} .combo-value`).innerText();
    await page.keyboard.press('Enter');
    await expect(part.path(page)).toHaveValue(chosen);
    await expect(part.timeline(page)).toHaveCount(0);
    await expect(list(page)).toHaveCount(0);

    await page.keyboard.press('ArrowDown');
    await expect(list(page)).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(list(page)).toHaveCount(0);
    await expect(part.path(page)).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(part.timeline(page)).toHaveCount(1);
  });

  test('opens no list for what is filled in at once', async ({ page }) => {
    await open(page);
    await part.path(page).fill('/toys/c');
    await expect(part.path(page)).toHaveAttribute('aria-expanded', 'false');
    await type(page, part.path(page), '/toys/');
    await option(page, '/toys/train').click();
    await expect(part.path(page)).toHaveValue('/toys/train');
    await expect(part.path(page)).toBeFocused();
  });

  test('knows what is gone, once the answer has told', async ({ page }) => {
    await open(page);
    await exchange(page, { method: 'DELETE', path: '/toys/drum' }, 204);
    await type(page, part.path(page), '/toys/dru');
    await expect(option(page, '/toys/drum')).toContainText('deleted');
  });

  test('takes over a curl command', async ({ page }) => {
    await open(page);
    await part.path(page).focus();
    await paste(
      page,
      "curl -sX PUT 'https://example.com/toys/train' \\\n  -H 'Content-Type: application/json' \\\n  --frobnicate -d '{\"name\": \"it'\\''s\"}'",
    );
    const offer = page.getByTestId('curl-offer');
    await expect(offer).toContainText('PUT /toys/train, 1 header, a body.');
    await expect(offer).toContainText('--frobnicate is not understood');
    await expect(part.path(page)).toHaveValue('/toys/car');
    await page.getByTestId('take-curl').click();
    await expect(page.getByTestId('method')).toHaveValue('PUT');
    await expect(part.path(page)).toHaveValue('/toys/train');
    await expect(page.getByTestId('body')).toHaveValue('{"name": "it\'s"}');
    await expect(part.path(page)).toBeFocused();

    await paste(page, 'curl "open');
    await expect(offer).toContainText('never closed');
    await offer.getByRole('button', { name: 'Never mind' }).click();
    await expect(offer).toHaveCount(0);
  });
});

test.describe('the query', () => {
  test('is in step with the path both ways, and keeps rows that are off', async ({ page }) => {
    await open(page);
    await part.path(page).fill('/toys?kind=car&q=a%20b');
    await tab(page, /^Query 2/).click();
    await expect(page.getByLabel('Name of parameter 1')).toHaveValue('kind');
    await expect(page.getByLabel('Value of parameter 2')).toHaveValue('a b');

    await page.getByLabel('Value of parameter 1').fill('duck & co');
    await expect(part.path(page)).toHaveValue('/toys?kind=duck%20%26%20co&q=a%20b');
    await page.getByLabel('Send parameter 1').uncheck();
    await expect(part.path(page)).toHaveValue('/toys?q=a%20b');
    await part.path(page).fill('/toys?q=c&sort=name');
    await expect(page.getByLabel('Value of parameter 2')).toHaveValue('c');
    await page.getByLabel('Send parameter 1').check();
    await expect(part.path(page)).toHaveValue('/toys?kind=duck%20%26%20co&q=c&sort=name');

    await page.getByRole('button', { name: 'Remove parameter 1' }).click();
    await expect(part.path(page)).toHaveValue('/toys?q=c&sort=name');
    await expect(page.getByLabel('Name of parameter 1')).toBeFocused();
  });

  test('is completed from the API description, with what it means', async ({ page }) => {
    await open(page);
    await part.path(page).fill('/toys');
    await tab(page, /^Query/).click();
    await page.getByTestId('add-query').click();
    await expect(page.getByLabel('Name of parameter 1')).toBeFocused();
    await page.keyboard.type('made');
    await expect(option(page, /^madeOf(?!\[)/)).toContainText('Only those with exactly this value');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await expect(page.getByLabel('Name of parameter 1')).toHaveValue('madeOf');
    await expect(page.getByLabel('Value of parameter 1')).toBeFocused();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(part.path(page)).toHaveValue('/toys?madeOf=wood');
    await send(page);
    await finish(page);
    await expect(part.status(page)).toHaveText('200 OK');
  });
});

test.describe('header fields', () => {
  test('are completed by name, with what they mean, and by value', async ({ page }) => {
    await open(page);
    await exchange(page, { path: '/toys/duck' }, 200);
    await page.getByTestId('add-header').click();
    await page.keyboard.type('if-none');
    await expect(option(page, 'If-None-Match')).toBeVisible();
    // The explanations are fetched when they are first wanted; by the next key they are there.
    await expect(async () => {
      await page.keyboard.press('Backspace');
      await page.keyboard.type('e');
      await expect(option(page, 'If-None-Match').locator('.combo-about')).not.toBeEmpty({ timeout: 500 });
    }).toPass();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Tab');
    await expect(page.getByLabel('Name of header 2')).toHaveValue('If-None-Match');
    await page.keyboard.press('ArrowDown');
    await expect(option(page, '"v1"')).toContainText('Shown for this path');
    await page.keyboard.press('Enter');
    await expect(page.getByLabel('Value of header 2')).toHaveValue('"v1"');
    // What the row at hand is for is told beside it, to the focus and to the pointer.
    await expect(page.getByTestId('row-told')).toContainText(/^If-None-Match: .+/);
    await page.getByLabel('Name of header 1').hover();
    await expect(page.getByTestId('row-told')).toContainText(/^Accept: .+/);
    await send(page);
    await finish(page);
    await expect(part.status(page)).toContainText('304');
  });
});

test.describe('the body', () => {
  test('says what is broken, where, and what is missing', async ({ page }) => {
    await open(page);
    await compose(page, { method: 'POST', path: '/toys', headers: [JSON_BODY] });
    await tab(page, /^Body/).click();
    const body = page.getByTestId('body');
    await body.fill('{\n  "name": "Mystery",\n  "wheels": "four"\n}');
    const findings = page.getByTestId('findings');
    await expect(findings).toContainText('/wheels');
    await expect(findings).toContainText('a whole number');
    await findings.getByRole('button', { name: 'Go to line 3' }).click();
    await expect(body).toBeFocused();
    expect(await body.evaluate((area) => area.value.slice(area.selectionStart, area.selectionEnd))).toBe('"four"');
    await expect(page.getByTestId('body-hint')).toContainText('wheels: a whole number, 0 to 64');
    await page.keyboard.type('4');
    await page.getByRole('button', { name: 'Add kind' }).click();
    await expect(body).toHaveValue(/"kind": ".+"/);
    await expect(body).toBeFocused();
    await expect(page.getByTestId('body-state')).toContainText('It fits the schema.');
    await send(page);
    await finish(page);
    await expect(part.status(page)).toHaveText('201 Created');
  });

  test('says what is wrong in a line that is always in view, one thing after the other', async ({ page }) => {
    await open(page);
    await compose(page, { method: 'POST', path: '/toys', headers: [JSON_BODY] });
    await tab(page, /^Body/).click();
    const body = page.getByTestId('body');
    const wrong = page.getByTestId('body-wrong');
    const selected = () => body.evaluate((area) => area.value.slice(area.selectionStart, area.selectionEnd));
    await body.fill('{\n  "name": "Mystery",\n  "kind": "kite",\n  "wheels": "four",\n  "wings": 2\n}');
    await expect(wrong).toHaveText(/^Line 4: wheels must be a whole number/);
    await expect(wrong).toBeInViewport({ ratio: 1 });
    await expect(page.getByTestId('body-state')).toContainText('1 of 2');
    await expect(page.locator('#body-state')).toHaveText(/^2 to mend\. Line 4/);
    await wrong.click();
    await expect.poll(selected).toBe('"four"');
    await page.getByTestId('body-next').click();
    await expect(wrong).toHaveText(/^Line 5: wings/);
    await expect.poll(selected).toBe('2');
    await expect(body).toHaveAttribute('aria-invalid', 'true');
    // Of what is not whole yet, it tells how it may go on.
    await body.fill('{\n  "name": ');
    await expect(page.getByTestId('body-state')).toContainText('name: text, 1–60 characters, required');
    await expect(wrong).toBeHidden();
    await body.fill('{\n  "name": }');
    await expect(wrong).toHaveText('Line 2, column 11: expected value.');
    await wrong.press('Enter');
    await expect.poll(selected).toBe('}');
    // What is not there has no place: the way to add it gets the focus.
    await body.fill('{"name": "Boat"}');
    await expect(wrong).toHaveText(/^Still missing: kind/);
    await wrong.click();
    await expect(page.getByRole('button', { name: 'Add kind' })).toBeFocused();
  });

  test('begins with an example of the media type that is chosen', async ({ page }) => {
    await open(page);
    await page.getByTestId('method').selectOption('PATCH');
    await tab(page, /^Body/).click();
    await page.getByRole('button', { name: 'application/json-patch+json' }).click();
    await expect(page.getByTestId('body')).toHaveValue(/"op"/);
    await page.getByRole('button', { name: 'application/merge-patch+json' }).click();
    await expect(page.getByTestId('body')).not.toHaveValue(/"op"/);
    await expect(page.getByLabel('Value of header 2')).toHaveValue('application/merge-patch+json');

    // What was written by hand is not replaced unasked, and where it is asked for, it can be brought back.
    await page.getByTestId('body').fill('{"wheels":7}');
    await page.getByRole('button', { name: 'application/json-patch+json' }).click();
    await expect(page.getByTestId('body')).toHaveValue('{"wheels":7}');
    await page.getByTestId('body-format').click();
    await expect(page.getByTestId('body')).toHaveValue('{\n  "wheels": 7\n}');
    await page.getByTestId('body-example').click();
    await expect(page.getByTestId('body')).toHaveValue(/"op"/);
    await page.getByTestId('bring-back').click();
    await expect(page.getByTestId('body')).toHaveValue('{\n  "wheels": 7\n}');
  });

  test('of a megabyte can still be typed in', async ({ page }) => {
    await open(page);
    await compose(page, { method: 'POST', path: '/toys', headers: [JSON_BODY] });
    await tab(page, /^Body/).click();
    const long = `{\n${Array.from({ length: 40_000 }, (_, n) => `  "member${n}": ${n}`).join(',\n')}\n}`;
    // All at once, as a paste would: Playwright's own way takes a minute in the browser itself.
    await page.getByTestId('body').evaluate((area, text) => {
      area.value = text;
      area.dispatchEvent(new InputEvent('input', { bubbles: true }));
    }, long);
    await page.getByTestId('body').press('ControlOrMeta+Home');
    await page.keyboard.type('abc');
    await expect(page.getByTestId('body')).toHaveValue(/^abc\{/);
    await expect(page.locator('.editor-lines')).toContainText('1');
  });
});

test.describe('credentials', () => {
  test('come from a card of this session, and stand in the headers too', async ({ page }) => {
    await open(page);
    await compose(page, { method: 'DELETE', path: '/friends/tom' });
    await tab(page, /^Auth/).click();
    await expect(page.getByText('asks for libraryCard with friends:write')).toBeVisible();
    await page.getByTestId('ask-card').click();
    await expect(part.send(page)).toBeFocused();
    await send(page);
    await tab(page, /^Auth/).click();
    const cards = page.getByRole('list', { name: 'Library cards' });
    await expect(cards.getByRole('button')).toHaveCount(0);
    await finish(page);
    await cards.getByRole('button', { name: /mia/ }).click();
    await expect(cards.getByRole('button', { name: /mia/ })).toHaveAttribute('aria-pressed', 'true');
    await expect(page.locator('#auth-token')).toHaveAttribute('type', 'password');
    await page.getByRole('button', { name: 'Show Token' }).click();
    const token = await page.locator('#auth-token').inputValue();
    expect(token.length).toBeGreaterThan(8);

    await tab(page, /^Headers/).click();
    const rows = page.getByRole('list', { name: 'Header fields' }).locator('> li');
    await expect(page.getByLabel(`Value of header ${await rows.count()}`)).toHaveValue(`Bearer ${token}`);
    await page.getByLabel(`Value of header ${await rows.count()}`).fill('Basic bWlhOnB3');
    await tab(page, /^Auth/).click();
    await expect(page.getByLabel('Name and password')).toBeChecked();
    await expect(page.getByLabel('Name', { exact: true })).toHaveValue('mia');
    // What was typed of one kind comes back with it.
    await page.getByRole('radio', { name: 'Token' }).check();
    await page.locator('#auth-token').fill('of-my-own');
    await tab(page, /^Headers/).click();
    await tab(page, /^Auth/).click();
    await page.getByRole('radio', { name: 'Name and password' }).check();
    await expect(page.getByLabel('Name', { exact: true })).toHaveValue('mia');
    await page.getByRole('radio', { name: 'Token' }).check();
    await expect(page.locator('#auth-token')).toHaveValue('of-my-own');
    await page.getByRole('radio', { name: 'Name and password' }).check();
    await page.getByLabel('None').check();
    await tab(page, /^Headers/).click();
    await expect(page.getByLabel(`Send header ${await rows.count()}`)).not.toBeChecked();
  });
});

test.describe('the menus', () => {
  test('keep a request under a name, also after a reload', async ({ page }) => {
    await open(page);
    await compose(page, { method: 'PUT', path: '/toys/train?x=1', body: '{"name": "mine"}' });
    const menu = page.getByTestId('presets');
    await menu.locator('summary').click();
    await menu.getByLabel('Name for this request').fill('My train');
    await page.keyboard.press('Enter');
    await expect(menu.getByRole('status')).toHaveText('Saved in this browser.');
    await page.keyboard.press('Escape');
    await fresh(page);
    await page.reload();
    await ready(page);
    await menu.locator('summary').click();
    await menu.getByLabel('Search examples').fill('my tr');
    await expect(menu.getByRole('button', { name: /Borrow the car/ })).toHaveCount(0);
    await menu.getByRole('button', { name: /^PUT\s*My train/ }).click();
    await expect(part.path(page)).toHaveValue('/toys/train?x=1');
    await expect(page.getByTestId('body')).toHaveValue('{"name": "mine"}');
    await menu.locator('summary').click();
    await menu.getByRole('button', { name: 'Delete My train' }).click();
    await expect(menu.getByRole('button', { name: /My train/ })).toHaveCount(0);
  });

  test('tolerate what cannot be read', async ({ page }) => {
    await page.addInitScript(() => localStorage.setItem('toyshelf:requests', '[{"name": 1}, nonsense'));
    await open(page);
    await exchange(page, { path: '/toys/car' }, 200);
  });

  test('copy the request as curl, fetch or HTTP', async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await open(page);
    await compose(page, { method: 'POST', path: '/toys', headers: [JSON_BODY], body: '{"name": "it\'s"}' });
    const menu = page.getByTestId('copy-as');
    await menu.locator('summary').click();
    await expect(menu.getByLabel('What is copied')).toContainText("--data-raw '{\"name\": \"it'\\''s\"}'");
    await page.getByTestId('copy-it').click();
    await expect(menu.getByRole('status')).toHaveText('Copied.');
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toContain('/docs/toyshelf/api/toys');
    await menu.getByRole('button', { name: 'fetch' }).click();
    await expect(menu.getByLabel('What is copied')).toContainText('await fetch(');
    await menu.getByRole('button', { name: 'HTTP' }).click();
    await expect(menu.getByLabel('What is copied')).toContainText('POST /docs/toyshelf/api/toys HTTP/1.1');
    await page.keyboard.press('Escape');

    // What was copied can be pasted back in.
    await fresh(page);
    await part.path(page).focus();
    await paste(page, copied);
    await expect(page.getByTestId('curl-offer').locator('li')).toHaveCount(0);
    await page.getByTestId('take-curl').click();
    await expect(page.getByTestId('body')).toHaveValue('{"name": "it\'s"}');
  });
});

test('a body that is left over is marked, and told of beside the method', async ({ page }) => {
  await open(page);
  await compose(page, { method: 'POST', path: '/toys', headers: [JSON_BODY], body: '{"name": "Boat"}' });
  const parts = page.getByRole('tablist', { name: 'Parts of the request' });
  await parts.getByRole('tab', { name: /^Headers/ }).click();
  const notes = page.locator('#path-notes');
  await expect(notes).not.toContainText('body');
  await page.getByTestId('method').selectOption('GET');
  await expect(notes).toContainText('The body goes too; with GET it has no meaning.');
  await expect(parts.getByRole('tab', { name: 'Body (there is one)' })).toBeVisible();
  await parts.getByRole('tab', { name: /^Body/ }).click();
  await expect(notes, 'it is said beside the body').not.toContainText('body');
  await page.getByTestId('body').fill('');
  await expect(parts.getByRole('tab', { name: 'Body', exact: true })).toBeVisible();
  await parts.getByRole('tab', { name: /^Headers/ }).click();
  await expect(notes).not.toContainText('body');
});

test('nothing written is lost by switching, by an example, or by a reload', async ({ page }) => {
  await open(page);
  await compose(page, { method: 'PATCH', path: '/toys/bear?a=1', headers: [['X-Mine', 'yes']], body: '{"wheels": ' });
  await tab(page, /^Query/).click();
  await page.getByLabel('Send parameter 1').uncheck();
  await page.getByTestId('method').selectOption('GET');
  await tab(page, /^Auth/).click();
  await tab(page, /^Query/).click();
  await expect(page.getByLabel('Value of parameter 1')).toHaveValue('1');
  await page.getByTestId('method').selectOption('PATCH');
  await expect(page.getByTestId('body')).toHaveValue('{"wheels": ');

  await fresh(page);
  await page.getByTestId('bring-back').click();
  await expect(part.path(page)).toHaveValue('/toys/bear');
  await expect(page.getByTestId('body')).toHaveValue('{"wheels": ');
  await expect(page.getByLabel('Value of header 2')).toHaveValue('yes');

  await page.reload();
  await ready(page);
  await expect(part.path(page)).toHaveValue('/toys/bear');
  await expect(page.getByTestId('method')).toHaveValue('PATCH');
  await expect(page.getByTestId('body')).toHaveValue('{"wheels": ');
});

test('each request written by hand can be brought back, however many took its place', async ({ page }) => {
  await open(page);
  const back = page.getByTestId('bring-back');
  const toy = (id) => part.toy(page, id).getByRole('button');
  await compose(page, { method: 'POST', path: '/toys?x=1', body: '{"name": "mine"}' });
  await toy('duck').click();
  await toy('train').click();
  await expect(part.path(page)).toHaveValue('/toys/train');
  await expect(page.locator('.replaced')).toContainText('POST /toys?x=1');
  await part.path(page).fill('/toys/another');
  await toy('bear').click();
  await expect(back).toHaveText('Bring mine back (2)');
  await back.click();
  await expect(part.path(page)).toHaveValue('/toys/another');
  await expect(part.path(page)).toBeFocused();
  await back.click();
  await expect(page.getByTestId('method')).toHaveValue('POST');
  await expect(part.path(page)).toHaveValue('/toys?x=1');
  await expect(page.getByTestId('body')).toHaveValue('{"name": "mine"}');
  // What was brought back is nobody else's: it is kept again as it is.
  await toy('car').click();
  await back.click();
  await expect(page.getByTestId('body')).toHaveValue('{"name": "mine"}');
});

test('before the first Send, the client says what the composer holds', async ({ page }) => {
  await open(page);
  const says = page.locator('.stage .bubble');
  await expect(says).toContainText('Can I borrow your toy car?');
  await part.path(page).fill('/toys/duck');
  await expect(says).toContainText('duck');
  await page.getByTestId('method').selectOption('DELETE');
  await expect(says).not.toContainText('borrow');
});

for (const [colorScheme, viewport] of [['light', { width: 1440, height: 900 }], ['dark', { width: 390, height: 844 }]]) {
  test.describe(`${colorScheme}, ${viewport.width} px`, () => {
    test.use({ colorScheme, viewport });

    test('axe finds nothing in the composer, in any of its states', async ({ page }) => {
      const clean = async (where) => {
        await settled(page);
        const { violations } = await new AxeBuilder({ page }).include('.composer').analyze();
        const told = violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html, any }) => `${html} ${any[0]?.message ?? ''}`) }));
        expect.soft(told, where).toEqual([]);
      };
      await open(page);
      await compose(page, { method: 'POST', path: '/cards', headers: [JSON_BODY], body: '{"friend": "mia"}' });
      await send(page);
      await finish(page);
      await tab(page, /^Auth/).click();
      await page.getByRole('list', { name: 'Library cards' }).getByRole('button').click();
      await page.locator('.auth-guarded summary').click();
      await clean('credentials');
      await page.getByTestId('method').selectOption('GET');
      await part.path(page).fill('/toys?kind=car');
      await tab(page, /^Query/).click();
      await page.getByTestId('add-query').click();
      await clean('query');
      await type(page, page.getByLabel('Name of parameter 2'), 'w');
      await page.keyboard.press('ArrowDown');
      await expect(list(page)).toBeVisible();
      await clean('suggestions');
      await page.keyboard.press('Escape');
      await page.getByTestId('method').selectOption('POST');
      await tab(page, /^Body/).click();
      await page.getByTestId('body').fill('{"wheels": "four", "wings": 2}');
      await expect(page.getByTestId('findings')).toContainText('/wheels');
      await clean('a body that does not fit');
      for (const menu of ['method-meaning', 'presets', 'copy-as']) {
        await page.getByTestId(menu).locator('summary').click();
        await clean(menu);
        await page.keyboard.press('Escape');
      }
      await part.path(page).focus();
      await paste(page, 'curl -Z /toys');
      await expect(page.getByTestId('curl-offer')).toBeVisible();
      await clean('a command that was pasted');
      await page.getByTestId('take-curl').click();
      await expect(page.getByTestId('bring-back')).toBeVisible();
      await clean('a draft that was replaced');
      const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      expect(wide).toBe(0);
    });
  });
}
