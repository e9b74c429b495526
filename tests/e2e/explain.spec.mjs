// Where the `type` of a problem leads: to an explanation in the app, from anywhere.
import { JSON_BODY, compose, exchange, expect, finish, open, part, ready, send, test } from './support.mjs';

const sheet = (page) => page.getByTestId('explain');
const lens = (page, name) => sheet(page).getByRole('tab', { name, exact: true });

test('the type of a problem opens its explanation, on a first visit and on one under way', async ({ page }) => {
  await open(page);
  await exchange(page, { path: '/toys/dragon' }, 404);
  const { type } = JSON.parse(await part.answer(page).innerText());
  expect(type).toMatch(/\/#problem\/found$/);

  const sheet = page.getByTestId('explain');
  await expect(sheet).toBeHidden();
  await page.evaluate((address) => location.assign(address), type);
  await expect(sheet.getByRole('heading')).toHaveText('Is the toy on the shelf?');
  await expect(sheet).toContainText('404 Not Found');
  await expect(sheet.getByRole('link', { name: /RFC 9110/ })).toHaveAttribute('href', /rfc9110/);
  await page.keyboard.press('Escape');
  await expect(sheet).toBeHidden();
  await expect(part.status(page), 'the exchange is still there').toContainText('404');

  await page.goto('./#problem/if-match');
  await page.reload();
  await ready(page);
  await expect(sheet).toContainText('412 Precondition Failed');
});

test('an address that asks for nothing known opens nothing', async ({ page }) => {
  await open(page, './#problem/nonsense');
  await ready(page);
  await expect(page.getByTestId('explain')).toBeHidden();
});

test('a goal is ticked when the answer is there, not before', async ({ page }) => {
  await open(page);
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await part.send(page).click();
  await expect(part.timeline(page)).toContainText('…');
  await expect(page.getByText('0 of 6').first()).toBeAttached();
  await page.keyboard.press('End');
  await expect(page.getByText('1 of 6').first()).toBeAttached();
});

test('every question says why, and gives the focus and the place on the page back', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 700 });
  await open(page);
  await exchange(page, { path: '/toys/car' }, 200);
  const why = part.question(page).locator('.spec').getByTestId('why');
  await why.scrollIntoViewIfNeeded();
  const before = await page.evaluate(() => scrollY);
  expect(before).toBeGreaterThan(0);
  const question = (await part.question(page).locator('.question-text strong').innerText()).trim();
  await why.focus();
  await page.keyboard.press('Enter');
  await expect(sheet(page).getByRole('heading')).toHaveText(question);
  expect(await sheet(page).evaluate((dialog) => dialog.contains(document.activeElement))).toBe(true);
  await page.keyboard.press('Escape');
  await expect(sheet(page)).toBeHidden();
  await expect(why).toBeFocused();
  expect(await page.evaluate(() => scrollY)).toBe(before);
  await expect.poll(() => new URL(page.url()).hash).toBe('');
});

test('so does every question in the list of all, also one that was passed over', async ({ page }) => {
  await open(page);
  await exchange(page, { path: '/toys/car' }, 200);
  const menu = page.getByTestId('steps');
  await menu.locator('summary').click();
  const row = menu.locator('.step', { hasText: 'Is it different from the one they have?' });
  await expect(row).toContainText('not asked');
  await row.getByTestId('why').click();
  await expect(sheet(page).getByRole('heading')).toHaveText('Is it different from the one they have?');
  await page.keyboard.press('Escape');
  await expect(row.getByTestId('why')).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(menu).not.toHaveAttribute('open');
});

test('the list of questions gives nothing away that is still to come', async ({ page }) => {
  await open(page);
  await send(page);
  await page.getByRole('button', { name: 'To the start' }).click();
  const menu = page.getByTestId('steps');
  await expect(menu.locator('summary')).toHaveText('Questions so far');
  await menu.locator('summary').click();
  await expect(menu.locator('.step')).toHaveCount(0);
  await expect(menu).toContainText('None has been answered yet.');
  const forward = page.getByRole('button', { name: 'One step forward' });
  while ((await menu.locator('.step').count()) === 0) await forward.click();
  await expect(menu).not.toContainText('200');
  await finish(page);
  await expect(menu.locator('summary')).toHaveText('All 35 questions');
});

test('four lenses tell of a decision, and the choice is kept', async ({ page }) => {
  const fetched = [];
  page.on('request', (request) => request.url().includes('/texts/') && fetched.push(request.url().split('/').pop()));
  await open(page);
  expect(fetched, 'nothing is fetched before it is wanted').toEqual([]);
  await page.goto('./#problem/found');
  await expect(lens(page, 'Story')).toHaveAttribute('aria-selected', 'true');
  await expect(sheet(page).getByRole('tabpanel')).toContainText('404 Not Found');
  const story = await sheet(page).getByRole('tabpanel').innerText();
  await lens(page, 'Story').press('ArrowRight');
  await expect(lens(page, 'Plain words')).toBeFocused();
  await lens(page, 'Plain words').press('End');
  await expect(lens(page, 'Spec')).toHaveAttribute('aria-selected', 'true');
  await expect(sheet(page).getByRole('tabpanel')).toHaveCount(1);
  await expect(sheet(page).getByRole('tabpanel')).toContainText('RFC 9110 §');
  expect(await sheet(page).getByRole('tabpanel').innerText()).not.toBe(story);
  await page.reload();
  await expect(lens(page, 'Spec')).toHaveAttribute('aria-selected', 'true');
  expect(fetched).toEqual(['en.json', 'en.json']);
});

test.describe('in German', () => {
  test.use({ locale: 'de-AT' });

  test('the lenses speak it, and say so', async ({ page }) => {
    await open(page, './#problem/found');
    await expect(lens(page, 'Geschichte')).toBeVisible();
    await expect(sheet(page).getByRole('tabpanel')).toHaveAttribute('lang', 'de');
  });
});

test.describe('where the texts cannot be fetched', () => {
  test.use({ allowed: [/Failed to load resource/] });

  test('the dialog tells what the program itself knows, and the answer says why it cannot', async ({ page }) => {
    const gone = (route) => route.fulfill({ status: 404, body: 'gone' });
    await page.route('**/texts/*.json', gone);
    await open(page, './#problem/found');
    await expect(sheet(page)).toContainText('In the toy tale');
    await expect(sheet(page)).toContainText('404 Not Found');
    await expect(sheet(page).getByRole('tab')).toHaveCount(0);
    await page.keyboard.press('Escape');
    await exchange(page, { path: '/toys/car' }, 200);
    await part.status(page).click();
    await expect(page.locator('.status-line .meaning')).toContainText('could not be fetched');
    await page.unroute('**/texts/*.json', gone);
    await part.status(page).click();
    await part.status(page).click();
    await expect(page.locator('.status-line .meaning')).toContainText('It worked');
  });
});

test('status and header fields tell what they mean, by pointer and by keyboard', async ({ page }) => {
  await open(page);
  await exchange(page, { path: '/toys/car' }, 200);
  await part.status(page).hover();
  await expect(part.status(page)).toHaveAttribute('title', /It worked/);
  await part.status(page).focus();
  await page.keyboard.press('Enter');
  await expect(part.status(page)).toHaveAttribute('aria-expanded', 'true');
  await expect(page.locator('.status-line .meaning')).toContainText('It worked');

  await page.getByRole('tab', { name: /^Headers/ }).last().click();
  const names = page.locator('.fields dt button');
  await names.filter({ hasText: /^ETag$/ }).hover();
  await expect(page.getByRole('tooltip')).toContainText(/.{20}/);
  for (const name of await names.all()) {
    await name.focus();
    await page.keyboard.press('Enter');
  }
  const meanings = await page.locator('.fields .meaning').allInnerTexts();
  expect(meanings.length).toBe(await names.count());
  expect(meanings.filter((text) => text.length < 20 || text.includes('Nothing is written'))).toEqual([]);
  await names.first().press('Enter');
  await expect(page.locator('.fields .meaning')).toHaveCount(meanings.length - 1);

  // Another answer begins with all of it closed.
  await exchange(page, { path: '/toys/duck' }, 200);
  await expect(page.locator('.inspector .meaning')).toHaveCount(0);
});

test('much evidence is folded: what is broken first, the rest on demand, nothing else moved', async ({ page }) => {
  await open(page);
  const body = JSON.stringify({ name: 1, kind: 'car', wheels: 'four', color: 'red' });
  await compose(page, { method: 'POST', path: '/toys', headers: [JSON_BODY], body });
  await send(page);
  await finish(page);
  const chips = part.question(page).locator('.evidence code');
  await expect(part.question(page)).toContainText('Is it a whole toy, with nothing missing?');
  await expect(chips).toHaveCount(6);
  await expect(chips.first()).toHaveText(/^broken: /);
  const track = page.getByTestId('track');
  const before = await track.boundingBox();
  const more = page.getByTestId('more-evidence');
  const count = Number((await more.innerText()).match(/^and (\d+) more$/)[1]);
  await more.focus();
  await page.keyboard.press('Enter');
  await expect(more).toHaveAttribute('aria-expanded', 'true');
  await expect(more).toBeFocused();
  await expect(chips).toHaveCount(6 + count);
  expect(await track.boundingBox()).toEqual(before);
  await page.keyboard.press('Enter');
  await expect(chips).toHaveCount(6);
  // The next question begins folded.
  await page.keyboard.press('Enter');
  await part.playhead(page).press('Home');
  await finish(page);
  await expect(chips).toHaveCount(6);
});

test('one explanation asked for right after another was put away stays', async ({ page }) => {
  await open(page, './#problem/found');
  for (const id of ['if-match', 'method-allowed', 'found', 'if-none-match']) {
    await expect(sheet(page)).toBeVisible();
    await page.evaluate((id) => {
      document.querySelector('[data-testid=explain]').requestClose?.();
      location.assign(`#problem/${id}`);
    }, id);
    await expect(sheet(page)).toBeVisible();
    await expect(page).toHaveURL(new RegExp(`#problem/${id}$`));
  }
  await expect(sheet(page)).toContainText('304');
});
