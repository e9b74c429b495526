// Where the `type` of a problem leads: to an explanation in the app, from anywhere.
import { exchange, expect, open, part, ready, test } from './support.mjs';

test('the type of a problem opens its explanation, on a first visit and on one under way', async ({ page }) => {
  await open(page);
  await exchange(page, { path: '/toys/dragon' }, 404);
  const { type } = JSON.parse(await part.answer(page).innerText());
  expect(type).toMatch(/\/#problem\/found$/);

  const sheet = page.getByTestId('explain');
  await expect(sheet).toBeHidden();
  await page.evaluate((address) => location.assign(address), type);
  await expect(sheet.getByRole('heading')).toHaveText('Is the resource there?');
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
