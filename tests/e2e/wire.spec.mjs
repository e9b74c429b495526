// A wire that is slow or loses things, while it happens: what is on its way is seen there, and nothing is given away
// before it is known.
import { JSON_BODY, compose, exchange, expect, finish, open, part, test } from './support.mjs';

const aside = (page) => page.getByTestId('aside');
const row = (page, at) => part.timeline(page).nth(at).locator('button').first();
const waits = (page) => page.getByTestId('waits');
const lens = (page, name) => page.getByRole('radio', { name, exact: true }).click();

/** Opens what is set up about clients and wire, does this, and closes it. */
async function setUp(page, does) {
  await page.getByTestId('set-up-clients').click();
  await expect(page.getByTestId('api-panel')).toBeVisible();
  await does();
  await page.keyboard.press('Escape');
  await expect(page.getByTestId('api-panel')).toBeHidden();
}

async function number(page, label, value) {
  const field = page.getByLabel(label).first();
  await field.fill(String(value));
  await field.press('Tab');
}

/** A wire on which each message takes so long, and a client that waits so long, in milliseconds. */
const slow = (page, latency, patience) =>
  setUp(page, async () => {
    await number(page, 'Waits for an answer, in ms', patience);
    await number(page, 'Each message takes longer by, in ms', latency);
  });

test.beforeEach(({ page }) => open(page));

test('on a slow wire the request leaves at once, and can be looked at while nothing is known', async ({ page }) => {
  await slow(page, 2500, 20_000);
  await part.send(page).click();
  await expect(part.envelope(page)).toContainText('GET /toys/car');
  await expect(waits(page)).toHaveText(/^waiting: \d+\.\d s of 20 s$/);
  await expect(part.log(page).last()).toContainText('nobody knows yet what becomes of it');
  await expect(part.timeline(page)).toHaveCount(0);
  await expect(part.status(page)).toHaveCount(0);
  // There and back, as with anything else on stage.
  await part.playhead(page).press('Home');
  await expect(waits(page)).toHaveCount(0);
  await page.keyboard.press('l');
  await expect(part.envelope(page)).toContainText('GET /toys/car');
  await part.playhead(page).press('End');
  await expect(waits(page)).toHaveText('waiting: 20.0 s of 20 s');
  // Once it is known, it goes on from there by itself, and its status is seen when its envelope shows it.
  await expect(part.timeline(page)).toHaveCount(1);
  await expect(row(page, 0)).toContainText('…');
  await expect(row(page, 0)).not.toContainText('200');
  await expect(waits(page)).toHaveCount(0);
  await expect(part.status(page)).toHaveText('200 OK', { timeout: 20_000 });
  await expect(row(page, 0)).toContainText('200');
  await expect(part.log(page).filter({ hasText: 'nobody knows yet' })).toHaveCount(1);
});

test('a lost request is not said to be lost before the client has given up', async ({ page }) => {
  await setUp(page, async () => {
    await number(page, 'Waits for an answer, in ms', 4000);
    await number(page, 'Lose so many of the next requests', 1);
  });
  await part.send(page).click();
  await expect(waits(page)).toHaveText(/of 4 s$/);
  await expect(aside(page)).toHaveCount(0);
  await expect(page.getByTestId('lost-mark').getByText('request lost')).toHaveCount(0);
  await expect(aside(page)).toHaveCount(1);
  // It goes by in half a second: stepped to, it stays.
  await part.playhead(page).press('Home');
  const mark = page.getByTestId('lost-mark').getByText('request lost');
  for (let step = 0; step < 12 && !(await mark.isVisible()); step += 1) await page.keyboard.press('l');
  await expect(mark).toBeVisible();
  // One sign says so.
  await expect(page.locator('.lost-sign')).toHaveCount(0);
  await finish(page);
  await expect(aside(page)).toContainText('lost on the way');
  await expect(part.log(page).last()).toContainText('No answer came. Whether you did it, your friend cannot know.');
  await lens(page, 'HTTP');
  await expect(part.log(page).last()).toContainText('No answer came in 4 s');
});

test('an answer that comes after the client gave up is a timeout, through every lens', async ({ page }) => {
  const before = await part.shelf(page).getByRole('listitem').count();
  await slow(page, 400, 500);
  await compose(page, { method: 'POST', path: '/toys', headers: [JSON_BODY], body: '{"name":"Blue boat","kind":"boat"}' });
  await part.send(page).click();
  await expect(part.timeline(page)).toHaveCount(1);
  await finish(page);
  await expect(row(page, 0)).toContainText('answer too late');
  await expect(part.status(page)).toHaveCount(0);
  await expect(page.locator('.inspector')).toContainText('Your friend waited, and stopped waiting. The answer may still come.');
  await expect(page.getByTestId('lost-mark')).toContainText('answer too late');
  // The server has acted all the same.
  await expect(part.shelf(page).getByRole('listitem')).toHaveCount(before + 1);
  for (const [name, gaveUp, note, came] of [
    ['Story', 'waits at the window until it is dark', 'Your friend waited, and stopped waiting', 'has stopped waiting'],
    ['Plain words', 'gives up', 'The client waited 0.5 s, and gave up', 'comes too late'],
    ['HTTP', 'times out', 'gave up waiting after 0.5 s', 'after the client has timed out'],
    ['Spec', 'RFC 9112 §9.5', 'gave up waiting after 0.5 s', 'after the client has timed out'],
  ]) {
    await lens(page, name);
    await expect(part.log(page).last()).toContainText(came);
    await expect(part.log(page).filter({ hasText: note }).filter({ hasText: gaveUp })).toHaveCount(1);
  }
});

test('another request goes ahead while one waits, which is then told of as what became of it', async ({ page }) => {
  await setUp(page, async () => {
    await number(page, 'Waits for an answer, in ms', 4000);
    await number(page, 'Lose so many of the next requests', 1);
  });
  await part.send(page).click();
  await expect(waits(page)).toBeVisible();
  await part.path(page).fill('/toys/bear');
  await part.send(page).click();
  await expect(part.envelope(page)).toContainText('/toys/bear');
  const small = page.getByTestId('small-envelope');
  await expect(small).toHaveAccessibleName('GET /toys/car, on its way. Bring it into focus');
  await expect(page.getByTestId('meanwhile')).toContainText('Meanwhile GET /toys/car has got no answer.', { timeout: 20_000 });
  await expect(aside(page)).toContainText('lost on the way');
});

test('the row of what is on its way gives nothing away, however it is pressed', async ({ page }) => {
  await exchange(page, { path: '/toys/car' }, 200);
  await slow(page, 3000, 20_000);
  await part.path(page).fill('/toys/none');
  await part.send(page).click();
  // The server has answered, and the answer is on its way back.
  await expect(part.timeline(page)).toHaveCount(2);
  await expect(row(page, 1)).toContainText('…');
  await row(page, 1).click();
  await expect(waits(page)).toBeVisible();
  await expect(part.status(page)).toHaveCount(0);
  // Another one is looked at meanwhile: it waits beside that, and comes back into focus by its row.
  await row(page, 0).click();
  await expect(page.getByTestId('small-envelope')).toHaveCount(1);
  await row(page, 1).click();
  await expect(page.getByTestId('small-envelope')).toHaveCount(0);
  await expect(part.status(page)).toHaveCount(0);
  await expect(page.locator('.timeline')).not.toContainText('404');
  // Once it is known, it is told to its end, and nothing is left beside it.
  await expect(part.status(page)).toHaveText('404 Not Found', { timeout: 30_000 });
  await expect(page.getByTestId('small-envelope')).toHaveCount(0);
});

test('only from the cache, and nothing there: the client says so itself, and no server does', async ({ page }) => {
  await setUp(page, () => page.getByTestId('cache').check());
  await compose(page, { path: '/toys/car', headers: [['Cache-Control', 'only-if-cached']] });
  await part.send(page).click();
  await expect(aside(page)).toHaveCount(1);
  await finish(page);
  await expect(part.status(page)).toHaveText('504 Gateway Timeout');
  await expect(part.timeline(page)).toHaveCount(0);
  await expect(part.question(page)).toContainText('nothing at home that will do');
  for (const [name, last, said] of [
    ['Story', 'nothing like it at home', 'may not ask for it'],
    ['Plain words', 'no such answer stored', 'Nothing is stored'],
    ['HTTP', 'only-if-cached, and nothing stored fits', 'nothing is stored'],
    ['Spec', 'RFC 9111 §5.2.1.7', 'RFC 9111 §5.2.1.7'],
  ]) {
    await lens(page, name);
    await expect(part.log(page).last()).toContainText(last);
    await expect(page.locator('.inspector .said')).toContainText(said);
    await expect(page.locator('.stage .bubble')).toContainText(said);
  }
});

test('where there are two clients, the log calls each by its name', async ({ page }) => {
  await setUp(page, () => page.getByTestId('two').check());
  await exchange(page, { path: '/toys/bear' }, 200);
  await expect(part.log(page).first()).toContainText('Client A writes a letter');
  await page.getByTestId('sender').getByLabel('Client B').check();
  await part.send(page).click();
  await expect(part.timeline(page)).toHaveCount(2);
  await finish(page);
  await expect(part.log(page).first()).toContainText('Client B writes a letter');
  await expect(part.log(page).last()).toContainText('Client B reads 200 OK');
  await expect(part.log(page).filter({ hasText: 'Your friend' })).toHaveCount(0);
});
