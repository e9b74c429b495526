// A lot at once: it shows how far it is, the page stays usable meanwhile, and it can be stopped.
import { compose, exchange, expect, finish, open, part, test } from './support.mjs';

const said = (page) => page.getByTestId('bulk-said');
const api = (page) => page.getByTestId('modes').getByRole('button', { name: 'API' }).click();

test('a thousand requests are sent, and the last is on stage', async ({ page }) => {
  await open(page);
  await api(page);
  await page.getByLabel(/Send the request as it is written/).fill('1000');
  await page.getByRole('button', { name: 'Send them' }).click();
  await expect(page.getByTestId('progress').getByRole('progressbar')).toHaveAttribute('max', '1000');
  await expect(said(page)).toContainText('1000 requests were sent and answered.', { timeout: 45_000 });
  await expect(part.status(page)).toHaveText('200 OK');
  const known = await page.evaluate(async () => (await fetch('api/toys/car')).status);
  expect(known).toBe(200);
  // The page still works.
  await compose(page, { path: '/toys/duck' });
  await part.send(page).click();
  await finish(page);
  await expect(part.answer(page)).toContainText('Rubber duck');
});

test('sending can be stopped, and what was answered stays', async ({ page }) => {
  await open(page);
  await compose(page, { path: '/toys/duck' });
  await api(page);
  await page.getByLabel(/Send the request as it is written/).fill('10000');
  await page.getByRole('button', { name: 'Send them' }).click();
  await expect(page.getByTestId('progress')).toContainText(/[1-9]\d* of 10000/);
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(said(page)).toContainText(/^Stopped: [1-9]\d* requests were sent/);
  await expect(part.timeline(page).first()).toBeVisible();
});

test('it goes on wherever one is, can be stopped from there, and the focus is never lost', async ({ page }) => {
  await open(page);
  await api(page);
  await page.getByLabel(/Send the request as it is written/).fill('10000');
  const begin = page.getByRole('button', { name: 'Send them' });
  await begin.focus();
  await page.keyboard.press('Enter');
  await expect(page.getByTestId('progress')).toContainText(/[1-9]\d* of 10000/);
  await expect(begin).toBeFocused();
  await expect(begin).toHaveAttribute('aria-disabled', 'true');
  // A second press says why nothing comes of it.
  await page.keyboard.press('Enter');
  await expect(page.getByText(/Something else is under way/)).toBeVisible();
  for (const mode of ['Learn', 'Play']) {
    await page.getByTestId('modes').getByRole('button', { name: mode }).click();
    await expect(page.getByTestId('progress')).toHaveCount(1);
    await expect(page.getByTestId('progress')).toContainText(/[1-9]\d* of 10000/);
  }
  await page.getByTestId('progress').getByRole('button', { name: 'Stop' }).press('Enter');
  await expect(page.getByTestId('notices')).toContainText(/Stopped: [1-9]\d* requests were sent/);
  await expect(page.getByTestId('progress')).toHaveCount(0);
  await expect(part.path(page)).toBeFocused();
  const count = await part.timeline(page).count();
  await page.waitForTimeout(300);
  await expect(part.timeline(page)).toHaveCount(count);
  await api(page);
  await expect(begin).not.toHaveAttribute('aria-disabled');
});

test('a full shelf is sorted and paged, and filling it can be stopped', async ({ page }) => {
  await open(page);
  await exchange(page, { path: '/toys/car' }, 200);
  await api(page);
  await page.getByLabel(/so many toys on the shelf/).fill('100000');
  await page.getByRole('button', { name: 'Fill the shelf' }).click();
  await page.getByRole('button', { name: 'Stop' }).click();
  await expect(said(page)).toHaveText('Stopped: the shelf is as it was.');
  await expect(part.timeline(page)).toHaveCount(1);

  await page.getByLabel(/so many toys on the shelf/).fill('2000');
  await page.getByRole('button', { name: 'Fill the shelf' }).click();
  await expect(said(page)).toContainText('2000 toys are on the shelf');
  await expect(part.send(page)).toBeFocused();
  await page.keyboard.press('Enter');
  await finish(page);
  await expect(part.status(page)).toHaveText('200 OK');
  await expect(part.answer(page)).toContainText('toy-');
});

test('what goes when the shelf is filled is said before, and what was written can be brought back', async ({ page }) => {
  await open(page);
  await exchange(page, { path: '/toys/car' }, 200);
  await compose(page, { path: '/toys?kind=boat' });
  await api(page);
  const count = page.getByLabel(/so many toys on the shelf/);
  await expect(count).toHaveAccessibleDescription(/timeline of this tab is emptied. You can undo that./);
  await count.fill('20');
  await page.getByRole('button', { name: 'Fill the shelf' }).click();
  await expect(said(page)).toContainText('20 toys are on the shelf');
  await expect(part.timeline(page)).toHaveCount(0);
  await page.getByTestId('bring-back').click();
  await expect(part.path(page)).toHaveValue('/toys?kind=boat');
  await page.getByTestId('undo').click();
  await page.getByTestId('undo').click();
  await expect(part.timeline(page)).toHaveCount(1);
});

test('a number that is none is said, and nothing is done', async ({ page }) => {
  await open(page);
  await api(page);
  for (const wrong of ['', 'many', '0', '-4', '1e9', '10001']) {
    await page.getByLabel(/Send the request as it is written/).fill(wrong);
    await page.getByRole('button', { name: 'Send them' }).click();
    await expect(page.getByRole('alert').filter({ hasText: 'whole number from 1 to 10000' })).toBeVisible();
  }
  await expect(part.timeline(page)).toHaveCount(0);
});
