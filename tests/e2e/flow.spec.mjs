// The whole path: from the composer to the server in the page and back, drawn step by step.
import { JSON_BODY, compose, exchange, expect, expectLive, finish, open, part, send, test } from './support.mjs';

test.beforeEach(async ({ page }) => {
  await open(page);
  await expectLive(page);
});

test('a request travels, is asked about one question at a time, and comes back', async ({ page }) => {
  await expect(part.path(page)).toHaveValue('/toys/car');
  await send(page);
  await page.getByRole('button', { name: 'To the start' }).click();

  const forward = page.getByRole('button', { name: 'One step forward' });
  const actors = ['.client', '.dispatcher', '.server'].map((name) => page.getByTestId('stage').locator(name));
  const middle = async (locator) => {
    const box = await locator.boundingBox();
    return box.x + box.width / 2;
  };
  const places = [];
  for (let leg = 0; leg < 3; leg++) {
    await forward.click();
    await expect(part.where(page)).toHaveText(new RegExp(`^step ${leg + 1} of `));
    await expect(part.envelope(page)).toContainText('GET /toys/car');
    places.push(await middle(part.envelope(page)));
  }
  const [client, dispatcher, server] = await Promise.all(actors.map(middle));
  expect(places[0], 'it leaves at the client').toBeLessThan((client + dispatcher) / 2);
  expect(Math.abs(places[1] - dispatcher), 'it passes the dispatcher').toBeLessThan(40);
  // There it lies before the shelf, and over no more than its edge.
  const [lies, stands] = [await part.envelope(page).boundingBox(), await actors[2].boundingBox()];
  expect(lies.x + lies.width, 'it arrives at the server').toBeGreaterThan(stands.x);
  expect(places[2]).toBeGreaterThan(dispatcher + 40);
  expect(places[2]).toBeLessThan(server);

  // One question after the other, each with its answer, and no answer in the inspector before its time.
  const questions = [];
  const total = Number((await part.where(page).textContent()).match(/of (\d+)/)[1]);
  for (let step = 4; step <= total - 3; step++) {
    await forward.click();
    await expect(part.where(page)).toHaveText(`step ${step} of ${total}`);
    await expect(part.status(page)).toHaveCount(0);
    questions.push(await part.question(page).locator('.question-text').textContent());
    await expect(part.question(page).locator('.answer')).toBeVisible();
  }
  expect(questions.length).toBeGreaterThan(6);
  expect(new Set(questions).size, 'no question is asked twice').toBe(questions.length);
  expect(questions[0]).toContain('Is the server up?');

  // Back, by the way it came.
  const back = [];
  for (let leg = 0; leg < 3; leg++) {
    await forward.click();
    await expect(part.envelope(page)).toContainText('200');
    back.push(await middle(part.envelope(page)));
  }
  expect(back[0]).toBeGreaterThan(back[1]);
  const [home, reads] = [await part.envelope(page).boundingBox(), await actors[0].boundingBox()];
  expect(home.x, 'it comes home').toBeLessThan(reads.x + reads.width);
  expect(back[2]).toBeLessThan(dispatcher);
  await expect(part.where(page)).toHaveText(`step ${total} of ${total}`);
  await expect(part.status(page)).toHaveText('200 OK');
  await expect(part.answer(page)).toContainText('"name": "Red racing car"');
});

test('left alone it plays: the envelope moves along in many small steps and the answer opens at the end', async ({ page }) => {
  await page.getByTestId('speed').selectOption('4');
  const seen = page.evaluate(
    () =>
      new Promise((resolve) => {
        const places = [];
        const look = () => {
          const envelope = document.querySelector('[data-testid=envelope]');
          // By its middle: it grows a little as it appears.
          const box = envelope?.getBoundingClientRect();
          if (box) places.push({ x: Math.round(box.x + box.width / 2), text: envelope.textContent });
          if (document.querySelector('[data-testid=status]')) resolve(places);
          else requestAnimationFrame(look);
        };
        look();
      }),
  );
  await part.send(page).click();
  await expect(part.envelope(page)).toBeVisible();
  const places = await seen;
  const out = places.filter(({ text }) => text.includes('GET')).map(({ x }) => x);
  const back = places.filter(({ text }) => !text.includes('GET')).map(({ x }) => x);
  expect(new Set(out).size, 'places on the way there').toBeGreaterThan(5);
  expect(new Set(back).size, 'places on the way back').toBeGreaterThan(5);
  expect(out.filter((x, at) => x < out[at - 1] - 3), `never backwards: ${out}`).toEqual([]);
  await expect(part.status(page)).toHaveText('200 OK');
  await expect(part.player(page).getByRole('button', { name: 'Play' })).toBeVisible();
});

test('the same request is a real fetch, answered by the service worker', async ({ page }) => {
  const heard = [];
  page.on('response', (response) => {
    if (response.url().includes('/api/')) heard.push(response);
  });
  await send(page);
  await expect.poll(() => heard.length).toBe(1);
  expect(new URL(heard[0].url()).pathname).toMatch(/\/api\/toys\/car$/);
  expect(heard[0].fromServiceWorker()).toBe(true);
  expect(heard[0].status()).toBe(200);
  expect(await heard[0].json()).toMatchObject({ id: 'car', name: 'Red racing car', wheels: 4 });
});

test('the player pauses, seeks, steps back and changes its speed', async ({ page }) => {
  await send(page);
  await part.player(page).getByRole('button', { name: 'Pause' }).click();
  const at = await part.playhead(page).inputValue();
  // Two frames later it still stands there.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  expect(await part.playhead(page).inputValue()).toBe(at);

  const box = await part.playhead(page).boundingBox();
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  const half = Number(await part.playhead(page).getAttribute('max')) / 2;
  await expect.poll(async () => Math.abs(Number(await part.playhead(page).inputValue()) - half)).toBeLessThan(half / 4);

  const where = async () => Number((await part.where(page).textContent()).match(/step (\d+)/)[1]);
  const before = await where();
  await page.getByRole('button', { name: 'One step back' }).click();
  expect(await where()).toBeLessThanOrEqual(before);
  await page.getByRole('button', { name: 'One step back' }).click();
  expect(await where()).toBeLessThan(before);

  // A block on the track leads to its first question.
  await page.getByTestId('track').getByRole('button', { name: /^Route/ }).click();
  await expect(part.question(page)).toContainText('Does any resource live at this path?');

  await page.getByTestId('speed').selectOption('0.25');
  await part.player(page).getByRole('button', { name: 'Play' }).click();
  await page.reload();
  await expect(page.getByTestId('speed'), 'the speed is kept').toHaveValue('0.25');
});

test('a new toy lands on the shelf; going back shows the shelf before', async ({ page }) => {
  await exchange(
    page,
    { method: 'POST', path: '/toys', headers: [JSON_BODY], body: '{ "name": "Blue boat", "kind": "boat" }' },
    '201 Created',
  );
  await expect(part.toy(page, 'blue-boat')).toBeVisible();
  await page.getByRole('tab', { name: /^Headers \d/ }).last().click();
  const fields = page.getByRole('tabpanel', { name: /^Headers/ }).last();
  await expect(fields).toContainText(/Location\s*\/.*\/api\/toys\/blue-boat/);

  await page.getByRole('button', { name: 'To the start' }).click();
  await expect(part.toy(page, 'blue-boat')).toHaveCount(0);
  await finish(page);
  await expect(part.toy(page, 'blue-boat')).toBeVisible();
});

test('a deleted toy leaves, and an older exchange in the timeline shows it again', async ({ page }) => {
  await exchange(page, { path: '/toys/drum' }, 200);
  await exchange(page, { method: 'DELETE', path: '/toys/drum' }, 204);
  await expect(part.toy(page, 'drum')).toHaveClass(/left/);
  await exchange(page, { path: '/toys/drum' }, 410);
  await expect(part.toy(page, 'drum')).toHaveCount(0);

  await part.timeline(page).first().getByRole('button').click();
  await finish(page);
  await expect(part.status(page)).toHaveText('200 OK');
  await expect(part.toy(page, 'drum')).toBeVisible();
  await expect(part.timeline(page).first().getByRole('button')).toHaveAttribute('aria-current', 'true');
  await expect(part.timeline(page)).toHaveCount(3);
});

test('a lent toy leaves an outline', async ({ page }) => {
  await exchange(
    page,
    { method: 'POST', path: '/toys/car/loans', headers: [JSON_BODY], body: '{ "friend": "mia" }' },
    201,
  );
  await expect(part.toy(page, 'car').locator('[href="#toy-outline"]')).toHaveCount(1);
  await expect(part.toy(page, 'car').getByRole('button')).toHaveAccessibleName(/lent to (mia|Mia)/);
  await expect(page.getByTestId('stage')).toContainText('2 lent out');
});

test('an example fills the composer and sends nothing', async ({ page }) => {
  await page.getByTestId('presets').locator('summary').click();
  await page.getByRole('button', { name: /Put a boat on the shelf/ }).click();
  await expect(page.getByTestId('method')).toHaveValue('POST');
  await expect(part.path(page)).toHaveValue('/toys');
  await expect(part.timeline(page)).toHaveCount(0);
  await send(page);
  await finish(page);
  await expect(part.status(page)).toHaveText('201 Created');
});

test('the raw answer and its fields can be read', async ({ page }) => {
  await exchange(page, { path: '/toys/duck' }, 200);
  const inspector = page.getByRole('tablist', { name: 'Parts of the answer' });
  await inspector.getByRole('tab', { name: 'Raw' }).click();
  await expect(page.getByRole('tabpanel', { name: 'Raw' })).toContainText(/200[^]*etag: "v1"[^]*"Rubber duck"/i);
  await inspector.getByRole('tab', { name: /^Headers/ }).click();
  const fields = page.getByRole('tabpanel', { name: /^Headers/ }).last();
  for (const name of ['Content-Type', 'Content-Length', 'ETag', 'Date', 'Last-Modified']) {
    await expect(fields.getByText(name, { exact: true })).toBeVisible();
  }
});

test('a goal of the lesson ticks itself once its answer is read, and another writes its request', async ({ page }) => {
  const goals = page.getByRole('region', { name: 'Can I borrow your toy car?' }).getByRole('listitem');
  await expect(goals.first()).toContainText('To do:');
  await send(page);
  await finish(page);
  await expect(goals.first()).toContainText('Done:');
  await expect(goals.nth(1)).toContainText('To do:');

  await goals.nth(1).getByText('Hint').click();
  await goals.nth(1).getByRole('button', { name: 'Try it' }).click();
  await expect(part.path(page)).toHaveValue('/toys/kite');
  await expect(part.send(page)).toBeFocused();
  await send(page);
  await finish(page);
  await expect(part.status(page)).toHaveText('404 Not Found');
  await expect(goals.nth(1)).toContainText('Done:');
});

test('what is wrong with a body is said as it is typed, and where', async ({ page }) => {
  await compose(page, { method: 'POST', path: '/toys', headers: [JSON_BODY], body: '{\n  "name": "Kite",\n  "kind": }' });
  await expect(page.locator('#body-notes')).toContainText('line 3 column 11');
  await page.getByTestId('body').fill('{ "name": "Kite", "kind": "kite" }');
  await expect(page.locator('#body-notes li')).toHaveCount(0);
});

test('the description of the API is served and is the one the routes come from', async ({ page }) => {
  await exchange(page, { path: '/openapi.json' }, 200);
  await expect(part.answer(page)).toContainText('"openapi": "3.1');
  await expect(part.answer(page)).toContainText('"/toys/{toy}/loans"');
});

test('each method answers as HTTP has it', async ({ page }) => {
  const patch = ['Content-Type', 'application/merge-patch+json'];
  const replacement = '{ "name": "Big red train", "kind": "train" }';
  const cases = [
    [{ method: 'HEAD', path: '/toys/duck' }, '200 OK', 'This answer has no body.'],
    [{ method: 'OPTIONS', path: '/toys/duck' }, '204 No Content', 'This answer has no body.'],
    [{ method: 'PUT', path: '/toys/train', headers: [JSON_BODY], body: replacement }, '200 OK', 'Big red train'],
    [{ method: 'PATCH', path: '/toys/car', headers: [patch], body: '{ "wheels": 6 }' }, '200 OK', '"wheels": 6'],
    [{ path: '/toys/duck', headers: [['If-None-Match', '"v1"']] }, '304 Not Modified', 'This answer has no body.'],
    [{ method: 'DELETE', path: '/toys', headers: [] }, '405 Method Not Allowed', 'DELETE'],
    [{ path: '/toys/car', accept: 'image/png' }, '406 Not Acceptable', 'application/json'],
  ];
  for (const [request, status, text] of cases) {
    await page.getByTestId('presets').locator('summary').click();
    await page.getByRole('button', { name: /Borrow the car/ }).click();
    await compose(page, { body: '', ...request });
    await send(page);
    await finish(page);
    await expect(part.status(page)).toHaveText(status);
    await expect(page.getByRole('tabpanel', { name: 'Body' }).last()).toContainText(text);
  }
});
