// The answer, looked into: body, search, fields, problems, links, and what changed.
import AxeBuilder from '@axe-core/playwright';
import { JSON_BODY, compose, exchange, expect, expectLive, finish, fresh, open, part, send, settled, test } from './support.mjs';

const tab = (page, name) => page.getByRole('tablist', { name: 'Parts of the answer' }).getByRole('tab', { name });
const asTree = (page) => page.getByRole('button', { name: 'Tree', exact: true });
const tree = (page) => page.getByTestId('tree');
const pointer = (page) => page.getByTestId('pointer');
const find = (page) => page.getByTestId('find');
const found = (page) => page.getByTestId('find-count');
const tip = (page) => page.getByTestId('tip');
const field = (page, name) => page.locator('.fields dt button').filter({ hasText: new RegExp(`^${name}$`) });
const BROKEN = '{\n  "name": "Mystery",\n  "kind": "kite",\n  "wheels": "four"\n}';

test.beforeEach(async ({ page }) => {
  await open(page);
  await expectLive(page);
});

test('the body as a tree: arrows, Home and End, type-ahead, and where each value stands', async ({ page }) => {
  await exchange(page, { path: '/toys/car' }, 200);
  await asTree(page).click();
  await expect(asTree(page)).toHaveAttribute('aria-pressed', 'true');
  await expect(tree(page)).toHaveRole('tree');
  await tree(page).focus();
  await page.keyboard.press('ArrowDown');
  await expect(pointer(page)).toHaveText('/id');
  await page.keyboard.type('wh');
  await expect(pointer(page)).toHaveText('/wheels');
  const row = tree(page).getByRole('treeitem', { name: /^wheels: 4/ });
  await expect(row).toHaveAttribute('aria-selected', 'true');
  await expect(row).toHaveAttribute('aria-level', '2');
  expect(await tree(page).getAttribute('aria-activedescendant')).toBe(await row.getAttribute('id'));
  await page.keyboard.press('End');
  await page.keyboard.press('ArrowLeft');
  const last = await pointer(page).innerText();
  await page.keyboard.press('Home');
  await expect(pointer(page)).toHaveText('(the whole)');
  const rows = tree(page).getByRole('treeitem');
  const all = await rows.count();
  await page.keyboard.press('ArrowLeft');
  await expect(rows).toHaveCount(1);
  await expect(rows).toHaveAttribute('aria-expanded', 'false');
  await page.keyboard.press('ArrowRight');
  await expect(rows).toHaveCount(all);
  expect(last).toMatch(/^\/_links/);
  await expect(tree(page), 'the focus has stayed').toBeFocused();
  // The player keeps to itself what is pressed here.
  await page.keyboard.press('k');
  await expect(pointer(page)).toHaveText('/kind');
  await expect(part.status(page)).toHaveText('200 OK');
  // The choice is kept for the next answer.
  await exchange(page, { path: '/toys/duck' }, 200);
  await expect(tree(page)).toContainText('Rubber duck');
});

test.describe('with the clipboard', () => {
  test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

  test('pointer, body, fields and the raw answer are copied exactly', async ({ page }) => {
    const clipboard = () => page.evaluate(() => navigator.clipboard.readText());
    await exchange(page, { path: '/toys/car' }, 200);
    await page.getByTestId('copy').click();
    await expect(page.getByTestId('copy')).toHaveText('Copied');
    expect(JSON.parse(await clipboard())).toMatchObject({ id: 'car', wheels: 4 });
    await asTree(page).click();
    await find(page).fill('/_links/self');
    await page.getByTestId('copy-pointer').click();
    await expect.poll(clipboard).toBe('/_links/self');
    await tab(page, /^Headers/).click();
    await page.getByTestId('copy').click();
    await expect.poll(clipboard).toMatch(/^HTTP\/1\.1 200 OK\n[^]*etag: "v1"\n/);
    await tab(page, 'Raw').click();
    await page.getByTestId('copy').click();
    await expect.poll(clipboard).toMatch(/etag: "v1"\n[^]*\n\n\{[^\n]*"Red racing car"/);
  });
});

test('search counts, goes on and back, and finds a place by its pointer', async ({ page }) => {
  await exchange(page, { path: '/toys' }, 200);
  // As in any viewer, the usual key goes to its field; the pane has to have the focus.
  await tab(page, 'Body').focus();
  await page.keyboard.press('ControlOrMeta+f');
  await expect(find(page)).toBeFocused();
  await page.keyboard.type('WOOD');
  const count = Number((await found(page).innerText()).match(/^1 of (\d+)$/)[1]);
  expect(count).toBeGreaterThan(1);
  const marks = part.answer(page).locator('mark');
  await expect(marks).toHaveCount(count);
  await expect(marks.first()).toHaveClass(/now/);
  await page.keyboard.press('Enter');
  await expect(found(page)).toHaveText(`2 of ${count}`);
  await expect(marks.nth(1)).toHaveClass(/now/);
  await expect(marks.nth(1)).toBeInViewport();
  await page.keyboard.press('Shift+Enter');
  await page.keyboard.press('Shift+Enter');
  await expect(found(page)).toHaveText(`${count} of ${count}`);

  await find(page).fill('/items/3/name');
  await expect(found(page)).toHaveText('1 of 1');
  await expect(part.answer(page).locator('mark.now')).toHaveText('"name"');
  await find(page).fill('/items/99');
  await expect(found(page)).toHaveText('there is no “99” here');
  await asTree(page).click();
  await find(page).fill('/items/3/name');
  await expect(pointer(page)).toHaveText('/items/3/name');
  await find(page).press('Escape');
  await expect(find(page)).toHaveValue('');
  await expect(find(page)).toBeFocused();
});

test('a long body is drawn as far as it is seen, and searched whole', async ({ page }) => {
  await exchange(page, { path: '/openapi.json' }, 200);
  const drawn = () => part.answer(page).locator('.line').count();
  expect(await drawn()).toBeLessThan(200);
  await expect(part.answer(page)).toContainText('"openapi": "3.1');
  const panel = page.locator('#inspector-panel-0');
  await panel.evaluate((element) => element.scrollTo(0, element.scrollHeight));
  await expect(part.answer(page)).not.toContainText('"openapi": "3.1');
  expect(await drawn()).toBeLessThan(200);
  await find(page).fill('/components/schemas/Friend');
  await expect(part.answer(page).locator('mark.now')).toHaveText('"Friend"');
  await expect(part.answer(page).locator('mark.now')).toBeInViewport();
  await asTree(page).click();
  await expect(pointer(page)).toHaveText('/components/schemas/Friend');
  await expect(tree(page).locator('.t-row.on')).toBeInViewport();
  // A reference to another place in the text goes there.
  await find(page).fill('/paths/~1toys/get/parameters/0/$ref');
  await tree(page).focus();
  await page.keyboard.press('Enter');
  await expect(pointer(page)).toHaveText(/^\/components\/parameters\//);
});

test('a hundred thousand items, 5 MB: drawn as far as seen, found to the last, opened and closed', async ({ page }) => {
  const items = Array.from({ length: 100_000 }, (_, id) => ({ id, name: `thing ${id}`, tags: ['a', 'b'] }));
  const responses = { 200: { description: 'All of it.', content: { 'application/json': { example: { items } } } } };
  const get = { operationId: 'big', 'x-toyshelf-serves': 'example', responses };
  const document = { openapi: '3.1.0', info: { title: 'Big', version: '1' }, paths: { '/big': { get } } };
  await page.getByTestId('set-up').click();
  await page.getByTestId('bring').click();
  await page.getByTestId('document').evaluate((field, text) => {
    field.value = text;
    field.dispatchEvent(new Event('input', { bubbles: true }));
  }, JSON.stringify(document));
  await page.getByTestId('look').click();
  await page.getByTestId('serve-it').click();
  await exchange(page, { path: '/big' }, 200);
  await expect(part.answer(page)).toContainText('"thing 0"');
  expect(await part.answer(page).locator('.line').count()).toBeLessThan(200);
  await find(page).fill('thing 99999');
  await expect(found(page)).toHaveText('1 of 1');
  await expect(part.answer(page).locator('mark.now')).toBeInViewport();
  await asTree(page).click();
  await expect(pointer(page)).toHaveText('/items/99999/name');
  await page.getByRole('button', { name: 'Open all' }).click();
  await expect(tree(page).locator('.t-row.on')).toBeInViewport();
  await page.getByRole('button', { name: 'Close all' }).click();
  await expect(tree(page).getByRole('treeitem')).toHaveCount(2);
  await tab(page, 'Raw').click();
  await page.getByTestId('more-text').click();
  await expect(page.getByRole('tabpanel', { name: 'Raw' })).toContainText(/of 5\.0 MB are shown/);
  // Another answer begins at its start, whatever was scrolled to in the last.
  await tab(page, 'Body').click();
  await find(page).fill('');
  await page.getByRole('button', { name: 'Pretty' }).click();
  await page.locator('#inspector-panel-0').evaluate((element) => element.scrollTo(0, element.scrollHeight));
  await expect(part.answer(page)).not.toContainText('"thing 0"');
  await send(page);
  await finish(page);
  await expect(part.answer(page)).toContainText('"thing 0"');
});

test('each field is explained while it is pointed at and while it has the focus, and Escape puts that away', async ({ page }) => {
  await exchange(page, { path: '/toys/car' }, 200);
  await tab(page, /^Headers/).click();
  await field(page, 'ETag').hover();
  await expect(tip(page)).toContainText('Strong');
  await expect(field(page, 'ETag')).toHaveAccessibleDescription(/Strong/);
  // It stays while the pointer is on it.
  await tip(page).hover();
  await expect(tip(page)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(tip(page)).toHaveCount(0);

  await field(page, 'Vary').focus();
  await expect(tip(page)).toContainText('another media type');
  await page.keyboard.press('Escape');
  await expect(tip(page)).toHaveCount(0);
  await expect(field(page, 'Vary')).toBeFocused();
  // A value and what it means are two words to whoever reads them out.
  await field(page, 'ETag').focus();
  await expect(tip(page)).toContainText('"v1" Strong: ');
  await field(page, 'Server-Timing').focus();
  await expect(tip(page).locator('.said-parts li')).toHaveCount(9);
  await page.keyboard.press('Escape');
  // Pressed, it stays below its field, with links that can be followed.
  await field(page, 'Link').click();
  const meaning = page.locator('.fields .meaning');
  await expect(meaning).toContainText('the collection it belongs to');
  await meaning.getByRole('link', { name: 'GET /toys', exact: true }).click();
  await expect(part.timeline(page)).toHaveCount(2);
  await finish(page);
  await expect(part.answer(page)).toContainText('"total": 9');
});

test('links in a body are followed with a press; with Shift they are only written; nothing typed is lost', async ({ page }) => {
  await exchange(page, { path: '/toys' }, 200);
  const duck = part.answer(page).getByRole('link', { name: /\/toys\/duck"?$/ }).first();
  await duck.click({ modifiers: ['Shift'] });
  await expect(part.path(page)).toHaveValue('/toys/duck');
  await expect(part.timeline(page)).toHaveCount(1);

  await part.path(page).fill('/toys/never-sent');
  await duck.click();
  await expect(part.timeline(page)).toHaveCount(2);
  expect(await page.evaluate(() => document.activeElement.id), 'the focus is handed on').toBe('inspector-tab-0');
  await finish(page);
  await expect(part.answer(page)).toContainText('Rubber duck');
  await expect(page.locator('.replaced')).toContainText('GET /toys/never-sent');
  await page.getByTestId('bring-back').click();
  await expect(part.path(page)).toHaveValue('/toys/never-sent');
  await expect(page.getByTestId('bring-back')).toHaveCount(0);

  // In the tree, Enter on a value that is a link follows it.
  await asTree(page).click();
  await find(page).fill('/_links/collection');
  await tree(page).focus();
  await page.keyboard.press('Enter');
  await expect(part.timeline(page)).toHaveCount(3);
  await finish(page);
  await expect(part.status(page)).toHaveText('200 OK');
  await expect(part.path(page)).toHaveValue('/toys');
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 } });

  test('the answer says what was being written when a link in it was followed', async ({ page }) => {
    await exchange(page, { path: '/toys' }, 200);
    await part.path(page).fill('/toys/never-sent');
    await page.getByRole('button', { name: /^Answer/ }).click();
    await part.answer(page).getByRole('link', { name: /\/toys\/duck"?$/ }).first().click();
    await expect(page.getByTestId('held')).toContainText('GET /toys/never-sent');
    await page.getByRole('button', { name: 'Put it back' }).click();
    await expect(part.path(page)).toHaveValue('/toys/never-sent');
    await expect(part.path(page)).toBeFocused();
  });
});

test('what leads away from the page says so and opens only on request, and markup is text', async ({ page, context }) => {
  const body = JSON.stringify({ name: 'https://else.invalid/page', kind: 'boat' });
  await exchange(page, { method: 'POST', path: '/toys', headers: [JSON_BODY], body }, 201);
  const away = part.answer(page).getByRole('link', { name: /else\.invalid/ });
  await expect(away).toHaveAttribute('target', '_blank');
  await expect(away).toHaveAttribute('rel', /noopener/);
  await expect(away).toHaveAttribute('title', /Leaves this page/);
  expect(context.pages()).toHaveLength(1);
});

test('a problem is explained, and each of its parts leads into the request', async ({ page }) => {
  await exchange(page, { method: 'POST', path: '/toys', headers: [JSON_BODY], body: BROKEN }, 422);
  const problem = page.getByTestId('problem');
  // In brief at first, so that the body is seen below it; at length where that is wanted.
  await expect(problem).toContainText('/wheels wheels must be');
  await expect(problem).not.toContainText('send it again');
  // A long line of the body takes several rows.
  const seen = () => page.locator('#inspector-panel-0').evaluate((panel) => {
    const { top: from, bottom: to } = panel.getBoundingClientRect();
    return [...panel.querySelectorAll('.line')].reduce((rows, line) => {
      const { top, bottom } = line.getBoundingClientRect();
      const height = parseFloat(getComputedStyle(line).lineHeight);
      return rows + Math.max(0, Math.floor((Math.min(bottom, to) - Math.max(top, from)) / height + 0.01));
    }, 0);
  });
  expect(await seen(), 'rows of the body that are seen').toBeGreaterThanOrEqual(5);
  await page.locator('#inspector-panel-0').evaluate((panel) => panel.scrollTo(0, panel.querySelector('.problem').offsetHeight + 6));
  expect(await seen(), 'and once the explanation is scrolled away').toBeGreaterThanOrEqual(8);
  await page.getByTestId('problem-more').click();
  await expect(page.getByTestId('problem-more')).toBeFocused();
  await expect(problem).toContainText('send it again');
  await expect(page.getByTestId('since')).toHaveCount(0);
  await page.getByRole('tablist', { name: 'Parts of the request' }).getByRole('tab', { name: /^Headers/ }).click();
  await problem.getByTestId('point').click();
  const area = page.getByTestId('body');
  await expect(area).toBeFocused();
  const selected = () => area.evaluate((area) => area.value.slice(area.selectionStart, area.selectionEnd));
  await expect.poll(selected).toBe('"four"');

  // What has been changed since is looked for where it is now, and said.
  await area.fill(`\n\n${BROKEN.replace('"four"', '4')}`);
  await expect(page.getByTestId('since')).toContainText('You have changed the body since');
  await problem.getByTestId('point').click();
  await expect.poll(selected).toBe('4');
  await page.getByRole('button', { name: 'Put back what was sent' }).click();
  await expect(area).toHaveValue(BROKEN);
  await expect(page.getByTestId('since')).toHaveCount(0);

  await problem.getByRole('link', { name: 'Why?' }).click();
  await expect(page.getByTestId('explain')).toContainText('Is it a whole toy, with nothing missing?');
  await page.keyboard.press('Escape');

  // Another request in the composer is told apart.
  await fresh(page);
  await expect(page.getByTestId('since')).toContainText('another request');
});

test('a problem with a field or a parameter leads there', async ({ page }) => {
  await exchange(page, { path: '/toys/car', accept: 'image/png' }, 406);
  await expect(page.getByTestId('problem')).toContainText('application/json');
  await page.getByTestId('point').click();
  await expect(page.getByLabel('Value of header 1')).toBeFocused();
  await fresh(page);
  await exchange(page, { path: '/toys?page=first' }, 400);
  await page.getByTestId('point').click();
  await expect(part.path(page)).toBeFocused();
  const selected = await part.path(page).evaluate((path) => path.value.slice(path.selectionStart, path.selectionEnd));
  expect(selected).toBe('page=first');
});

test('a target that cannot be read is pointed at as it stands in the composer', async ({ page }) => {
  await exchange(page, { path: '/toys/ca%zr' }, 400);
  await expect(page.locator('#path-notes')).toContainText('character 9');
  await expect(page.getByTestId('problem')).toContainText('%zr at column 9');
  await page.getByTestId('point').click();
  await expect(part.path(page)).toBeFocused();
  const selected = await part.path(page).evaluate((path) => path.value.slice(path.selectionStart, path.selectionEnd));
  expect(selected).toBe('%zr');
});

test('a table is searched cell by cell, with the hit at hand marked and shown', async ({ page }) => {
  await exchange(page, { path: '/toys', accept: 'text/csv' }, 200);
  const now = part.answer(page).locator('mark.now');
  await find(page).fill('wood');
  const count = Number((await found(page).innerText()).match(/^1 of (\d+)$/)[1]);
  expect(count).toBeGreaterThan(1);
  await expect(part.answer(page).locator('mark')).toHaveCount(count);
  const places = [];
  for (let at = 1; at <= count; at += 1) {
    await expect(found(page)).toHaveText(`${at} of ${count}`);
    await expect(now).toHaveCount(1);
    await expect(now).toBeInViewport({ ratio: 1 });
    places.push(await now.evaluate((mark) => mark.closest('tr').rowIndex));
    await find(page).press('Enter');
  }
  expect(places).toEqual([...new Set(places)].sort((one, other) => one - other));
  await expect(found(page)).toHaveText(`1 of ${count}`);
  // As text it is another text: what goes over two cells is found there.
  await find(page).fill('id,name');
  await expect(found(page)).toHaveText('not found');
  await page.getByRole('button', { name: 'Text', exact: true }).click();
  await expect(found(page)).toHaveText('1 of 1');
  await expect(now).toHaveText('id,name');
});

test('what changed since the last answer for the same target', async ({ page }) => {
  await exchange(page, { path: '/toys/car' }, 200);
  await tab(page, 'What changed').click();
  await expect(page.getByTestId('no-earlier')).toContainText('first answer');
  const patch = ['Content-Type', 'application/merge-patch+json'];
  await exchange(page, { method: 'PATCH', path: '/toys/car', headers: [patch], body: '{ "wheels": 6 }' }, 200);
  await fresh(page);
  await exchange(page, { path: '/toys/car' }, 200);
  const changed = page.getByTestId('changed');
  await expect(changed).toContainText('#1 GET 200');
  await expect(changed.locator('.change', { hasText: '/wheels' })).toContainText(/4→ became 6/);
  await expect(changed.locator('.change', { hasText: 'ETag' })).toContainText(/"v1"→ became "v2"/);
  await exchange(page, { path: '/toys/car', headers: [['If-None-Match', '"v2"']] }, 304);
  await expect(changed).toContainText('Nothing changed; what you have is still good.');
  await tab(page, 'Body').click();
  await expect(page.getByTestId('no-body')).toContainText('This answer has no body.');
  await page.getByRole('button', { name: /Show what you have/ }).click();
  await expect(part.answer(page)).toContainText('"wheels": 6');
});

test('other kinds of content: a table, a page as text, a part, coded bytes', async ({ page }) => {
  await exchange(page, { path: '/toys', accept: 'text/csv' }, 200);
  const table = part.answer(page).getByRole('table');
  await expect(table.getByRole('columnheader').first()).toHaveText('id');
  await expect(table.getByRole('cell', { name: 'Red racing car' })).toBeVisible();
  await exchange(page, { path: '/toys/car', accept: 'text/html' }, 200);
  await expect(part.answer(page)).toContainText('<!DOCTYPE html>');
  await expect(page.locator('#inspector-panel-0')).toContainText('Nothing in it runs');
  await fresh(page);
  await exchange(page, { path: '/toys', headers: [['Range', 'bytes=0-99']] }, 206);
  await expect(page.locator('#inspector-panel-0')).toContainText('100 bytes of');
  await fresh(page);
  await exchange(page, { path: '/toys', headers: [['Accept-Encoding', 'gzip']] }, 200);
  await expect(part.answer(page)).toContainText('"total": 9');
  await tab(page, 'Raw').click();
  await expect(page.getByTestId('hex')).toContainText('00000000  1f 8b');
});

test('nothing of the answer is told before it has arrived', async ({ page }) => {
  await compose(page, { path: '/toys/car' });
  await send(page);
  await page.getByRole('button', { name: 'To the start' }).click();
  for (const name of ['Body', /^Headers/, 'Raw', 'What changed']) {
    await tab(page, name).click();
    await expect(page.getByRole('tabpanel', { name }).last()).toHaveText('');
  }
  await finish(page);
  await tab(page, 'Body').click();
  await expect(part.answer(page)).toContainText('Red racing car');
});

for (const colorScheme of ['light', 'dark']) {
  test.describe(colorScheme, () => {
    test.use({ colorScheme });

    test('axe has nothing to say of any of it', async ({ page }) => {
      const look = async (where) => {
        await settled(page);
        const { violations } = await new AxeBuilder({ page }).include('.inspector').analyze();
        const told = violations.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ html, any }) => `${html} ${any[0]?.message ?? ''}`) }));
        expect.soft(told, where).toEqual([]);
      };
      await exchange(page, { path: '/toys' }, 200);
      await find(page).fill('wood');
      await look('pretty, searched');
      await asTree(page).click();
      await tree(page).focus();
      await look('the tree');
      await tab(page, /^Headers/).click();
      await field(page, 'Vary').click();
      await field(page, 'ETag').hover();
      await expect(tip(page)).toBeVisible();
      await look('fields and the tip');
      await exchange(page, { path: '/toys', accept: 'text/csv' }, 200);
      await tab(page, 'What changed').click();
      await look('what changed');
      await tab(page, 'Body').click();
      await look('a table');
      await fresh(page);
      await exchange(page, { method: 'POST', path: '/toys', headers: [JSON_BODY], body: BROKEN }, 422);
      await page.getByTestId('body').fill('{}');
      await look('a problem');
    });
  });
}
