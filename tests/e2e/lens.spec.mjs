// The four lenses over everything on stage: switched at any moment, by pointer and by keys, in English and in German.
import { JSON_BODY, compose, exchange, expect, finish, fresh, open, part, ready, send, test } from './support.mjs';

const lens = (page, key) => page.getByTestId(`lens-${key}`);
const bubble = (page) => page.locator('.stage .bubble');
const asked = (page) => part.question(page).locator('.question-text strong');
const answer = (page) => part.question(page).locator('.answer');
const said = (page) => page.locator('.status-line .said');

/** Stands still in the step in which this question is asked, answered. */
async function at(page, block) {
  await page.getByTestId('track').locator('.block button', { hasText: block }).click();
}

const ASKED = {
  story: '“Can I borrow your toy car?”',
  plain: '“Please send me what is at /toys/car.”',
  http: 'GET /toys/car with Accept: application/json',
  spec: /^RFC 9110 §9\.3\.1: GET requests transfer/,
};

const SAID = {
  story: '“Here\'s the toy car you wanted!”',
  plain: '“Here is what you asked for.”',
  http: /^200 OK, \d+ bytes of JSON, ETag: "v1"$/,
  spec: /^RFC 9110 §15\.3\.1: 200/,
};

/** Why the car is where it is asked for. */
const REASON = {
  story: 'It is still in its old place.',
  plain: 'It is still at this address.',
  http: 'It has not moved.',
  spec: 'It has not moved.',
};

test('each lens has its own words for everything on stage', async ({ page }) => {
  await open(page);
  await compose(page, { path: '/toys/car' });
  await send(page);
  await at(page, 'Find');
  const seen = { question: new Set(), answer: new Set(), client: new Set(), block: new Set(), why: new Set() };
  for (const key of Object.keys(ASKED)) {
    await lens(page, key).click();
    await expect(lens(page, key)).toBeChecked();
    await expect(bubble(page)).toHaveText(ASKED[key]);
    if (key === 'story') await expect(asked(page)).toHaveText('Is the toy still in its old place?');
    if (key === 'plain') await expect(asked(page)).toHaveText('Is the thing still at this address?');
    if (key === 'http') await expect(asked(page)).toHaveText('Did it stay where it was?');
    if (key === 'spec') await expect(asked(page)).toHaveText(/^RFC 9110 §15\.4: /);
    seen.question.add(await asked(page).innerText());
    seen.answer.add(await answer(page).innerText());
    seen.client.add(await page.locator('.client .caption p').innerText());
    seen.block.add(await page.getByTestId('track').locator('.block button', { hasText: 'Find' }).getAttribute('title'));
    seen.why.add(await part.question(page).locator('.spec').getByTestId('why').innerText());
    // The fact that decided is named through every lens, in its words.
    await expect(answer(page).locator('.because')).toHaveText(REASON[key]);
  }
  // In HTTP and by the spec the server's own reason is the answer.
  expect(Object.values(seen).map((words) => words.size)).toEqual([4, 3, 4, 4, 4]);
  await finish(page);
  for (const key of Object.keys(SAID)) {
    await lens(page, key).click();
    await expect(bubble(page)).toHaveText(SAID[key]);
    // The status stands beside it, and is not said twice.
    await expect(said(page)).toHaveText(key === 'http' ? /^\d+ bytes of JSON, ETag/ : SAID[key]);
  }
});

test('a switch in flight changes the words at once, and never the time', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  await open(page);
  await part.send(page).click();
  await expect(part.timeline(page)).toHaveCount(1);
  const head = part.playhead(page);
  await expect.poll(async () => Number(await head.inputValue())).toBeGreaterThan(0);
  // Within one task no frame is drawn, so whatever moves was moved by the switch.
  const seen = await page.evaluate(async () => {
    const look = () => ({
      at: document.querySelector('[aria-label=Playhead]').value,
      place: document.querySelector('.carrier').style.transform,
      words: document.querySelector('.stage .bubble').textContent,
    });
    const before = look();
    document.querySelector('[data-testid=lens-http]').click();
    for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
    return { before, after: look() };
  });
  expect(seen.before.words).toBe(ASKED.story);
  expect(seen.after).toEqual({ ...seen.before, words: ASKED.http });
  await expect(page.getByTestId('player').getByRole('button', { name: 'Pause' })).toBeVisible();
  await expect.poll(async () => Number(await head.inputValue())).toBeGreaterThan(Number(seen.after.at));
  await page.keyboard.press('k');
  // Nothing of the answer is given away by another lens either.
  for (const key of ['story', 'plain', 'spec']) {
    await lens(page, key).click();
    await expect(page.locator('.stage')).not.toContainText('200');
    await expect(part.status(page)).toHaveCount(0);
  }
});

test('the log reads in the chosen lens, and is not announced all over again', async ({ page }) => {
  await open(page);
  await exchange(page, { path: '/toys/boat' }, 404);
  const told = await part.log(page).allTextContents();
  expect(told[0]).toBe('Your friend writes a letter, GET /toys/boat: “Can I borrow your toy boat?”');
  expect(told.at(-1)).toMatch(/^Your friend reads 404 Not Found/);
  expect(told.join(' ')).toContain('You think: “Is the toy on the shelf? No, so I stop here: 404.” I have no “boat” on /toys.');
  await expect(page.getByRole('log')).toHaveAttribute('aria-relevant', 'additions');
  await page.evaluate(() => {
    window.added = 0;
    const log = document.querySelector('[role=log]');
    new MutationObserver((all) => all.forEach((one) => (window.added += one.addedNodes.length))).observe(log, {
      childList: true,
      subtree: true,
    });
  });
  await lens(page, 'http').click();
  await expect(part.log(page).first()).toHaveText('The client writes a request: GET /toys/boat with Accept: application/json.');
  await expect(part.log(page).last()).toHaveText(/^The client reads 404 Not Found: the request has to change/);
  expect(await part.log(page).count()).toBe(told.length);
  expect(await page.evaluate(() => window.added), 'what was said is put in other words, not said anew').toBe(0);
  expect(await part.playhead(page).getAttribute('aria-valuetext')).toMatch(/^The client reads 404/);
});

test('by keys: a number chooses anywhere but in a field, arrows choose in the row', async ({ page }) => {
  await open(page);
  await exchange(page, { path: '/toys/car' }, 200);
  const step = await part.where(page).innerText();
  for (const [number, key] of [['2', 'plain'], ['3', 'http'], ['4', 'spec'], ['1', 'story']]) {
    await page.keyboard.press(number);
    await expect(lens(page, key)).toBeChecked();
  }
  expect(await part.where(page).innerText()).toBe(step);
  await part.path(page).fill('');
  await part.path(page).pressSequentially('/toys/4');
  await expect(part.path(page)).toHaveValue('/toys/4');
  await expect(lens(page, 'story')).toBeChecked();

  const row = page.getByRole('radiogroup', { name: 'How it is told' });
  await expect(row.getByRole('radio')).toHaveCount(4);
  await lens(page, 'story').focus();
  await page.keyboard.press('ArrowRight');
  await expect(lens(page, 'plain')).toBeFocused();
  await expect(lens(page, 'plain')).toBeChecked();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect(lens(page, 'spec')).toBeFocused();
  await page.keyboard.press('Home');
  await expect(lens(page, 'story')).toBeChecked();
  expect(await part.where(page).innerText(), 'the arrows of the row do not step').toBe(step);
  // One stop of the Tab key for the four.
  await page.keyboard.press('Tab');
  expect(await row.evaluate((row) => row.contains(document.activeElement))).toBe(false);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toContainText('Tell it as a story');
});

test('the choice is kept, and is the one of the explanations', async ({ page }) => {
  const fetched = [];
  page.on('request', (request) => /\/(texts|tellings)\//.test(request.url()) && fetched.push(request.url().split('/').pop()));
  await open(page);
  await exchange(page, { path: '/toys/car' }, 200);
  await expect(bubble(page)).toHaveText(SAID.story);
  expect(fetched, 'the toy tale in English needs nothing fetched').toEqual([]);
  await lens(page, 'plain').click();
  await expect(asked(page)).toHaveText('What answer do you get?');
  expect(fetched).toEqual(['en.json']);
  await page.reload();
  await ready(page);
  await expect(lens(page, 'plain')).toBeChecked();
  await expect(asked(page)).toHaveText('What answer do you get?');
  await part.question(page).locator('.spec').getByTestId('why').click();
  const sheet = page.getByTestId('explain');
  await expect(sheet.getByRole('tab', { name: 'Plain words' })).toHaveAttribute('aria-selected', 'true');
  await expect(sheet.getByRole('heading')).toHaveText('What answer do you get?');
  await sheet.getByRole('tab', { name: 'Spec' }).click();
  await page.keyboard.press('Escape');
  await expect(lens(page, 'spec')).toBeChecked();
});

test('what is typed, open and focused stays as the lens changes', async ({ page }) => {
  await open(page);
  await exchange(page, { path: '/toys/car' }, 200);
  await page.getByRole('tab', { name: /^Headers/ }).last().click();
  const etag = page.locator('.fields dt button').filter({ hasText: /^ETag$/ });
  await etag.click();
  await expect(page.locator('.fields .meaning')).toHaveCount(1);
  await part.path(page).fill('/toys/half-writ');
  await etag.focus();
  await page.keyboard.press('3');
  await expect(lens(page, 'http')).toBeChecked();
  await expect(etag).toBeFocused();
  await expect(page.locator('.fields .meaning')).toHaveCount(1);
  await expect(part.path(page)).toHaveValue('/toys/half-writ');
});

test('the tale goes on whatever the status', async ({ page }) => {
  await open(page);
  const tale = [
    [{ method: 'POST', path: '/toys', headers: [JSON_BODY], body: '{"kind":"boat"}' }, 422, 'it still lacks name.'],
    [{ method: 'POST', path: '/toys/ball/loans', body: '{"friend":"mia"}' }, 409, 'Zoe has the toy ball already.'],
    [{ method: 'DELETE', path: '/toys/drum', body: '' }, 204, 'the toy drum is off my shelf.'],
    [{ path: '/toys/drum' }, 410, 'I had a toy drum once'],
    [{ path: '/toys/car', accept: 'image/png' }, 406, 'I can\'t give you the toy car as image/png.'],
  ];
  for (const [request, status, words] of tale) {
    await exchange(page, request, status);
    await expect(said(page)).toContainText(words);
  }
});

/** Requests that the server answers in very different ways. */
const MANY_WAYS = [
  [{ path: '/toys/car' }, 200],
  [{ path: '/toys/car', headers: [['If-None-Match', '"v1"']] }, 304],
  [{ path: '/toys/boat' }, 404],
  [{ method: 'POST', path: '/toys', headers: [JSON_BODY], body: '{"kind":"boat","wheels":"six"}' }, 422],
  [{ method: 'POST', path: '/toys/ball/loans', headers: [JSON_BODY], body: '{"friend":"mia"}' }, 409],
];

/** The reasons of every question of the exchange on stage, as the list of all of them has them. */
const reasons = (page) =>
  page
    .getByTestId('steps')
    .locator('.because')
    .evaluateAll((all) => all.map((one) => ({ text: one.textContent, lang: one.lang })));

/** What the server itself says: through the HTTP lens, in English. Comes back to the tale. */
async function inTheServersWords(page) {
  await lens(page, 'http').click();
  const said = await reasons(page);
  await lens(page, 'story').click();
  return said.map((one) => one.text);
}

test('no reason of the server stands untold in the tale, whatever the status', async ({ page }) => {
  await open(page);
  for (const [request, status] of MANY_WAYS) {
    await exchange(page, request, status);
    await fresh(page);
    const servers = await inTheServersWords(page);
    expect(servers.length, `${status}`).toBeGreaterThan(5);
    const told = await reasons(page);
    expect(told.length).toBe(servers.length);
    // The answer at hand follows from one lens to the next and back, however long it is.
    await expect(answer(page).locator('.because'), `${status}`).toHaveText(told.at(-1).text);
    const untold = told.filter((one, place) => one.text === servers[place] || one.lang !== 'en');
    expect(untold, `${status}: as the server says it`).toEqual([]);
  }
});

test('where something was read is named in the words of the lens', async ({ page }) => {
  await open(page);
  await exchange(page, { path: '/toys/boat' }, 404);
  // The last question is the one at hand: what was looked for, and what stood there.
  const last = part.question(page).locator('.evidence li').last();
  const named = {
    story: 'at /toys/boat(nothing)',
    plain: 'kept at /toys/boat(nothing)',
    http: 'stored /toys/boat(none)',
    spec: 'stored /toys/boat(none)',
  };
  for (const [key, words] of Object.entries(named)) {
    await lens(page, key).click();
    await expect(last).toHaveText(words);
  }
});

test.describe('where the reasons cannot be fetched', () => {
  test.use({ allowed: [/Failed to load resource/], locale: 'de' });

  test('the server\'s own stand there, and say that they are English', async ({ page }) => {
    await page.route(/\/reasons\/.*\.json/, (route) => route.fulfill({ status: 404, body: 'gone' }));
    await open(page);
    await exchange(page, { path: '/toys/boat' }, 404);
    await expect(bubble(page)).toHaveAttribute('lang', 'de');
    await expect(answer(page).locator('.because')).toHaveText('There is no “boat” in /toys.');
    await expect(answer(page).locator('.because')).toHaveAttribute('lang', 'en');
  });
});

test.describe('in German', () => {
  test.use({ locale: 'de-AT' });

  test('no reason of the server stands in English, whatever the status and the lens', async ({ page }) => {
    await open(page);
    for (const [request, status] of MANY_WAYS) {
      await exchange(page, request, status);
      await fresh(page);
      const through = {};
      for (const key of ['http', 'spec', 'plain', 'story']) {
        await lens(page, key).click();
        const told = await reasons(page);
        expect(told.length, `${status}`).toBeGreaterThan(5);
        expect(told.filter((one) => one.lang !== 'de' || one.text === ''), `${status}, ${key}`).toEqual([]);
        through[key] = told.map((one) => one.text).join();
      }
      expect(new Set([through.story, through.plain, through.http]).size, `${status}`).toBe(3);
    }
    await expect(page.getByTestId('track').locator('.block-name')).toHaveText(
      ['Empfangen', 'Zuordnen', 'Erkennen', 'Aushandeln', 'Finden', 'Vorbedingung', 'Inhalt', 'Handeln', 'Antworten'],
    );
  });

  test('all that is told is told in it, and says so', async ({ page }) => {
    await open(page);
    await expect(lens(page, 'story')).toHaveText('Geschichte');
    await expect(bubble(page)).toHaveText('„Kann ich mir dein Spielzeug ‚car‘ ausleihen?“');
    await exchange(page, { path: '/toys/boat' }, 404);
    await expect(bubble(page)).toHaveText('„Ich habe kein Spielzeug ‚boat‘.“');
    await expect(bubble(page)).toHaveAttribute('lang', 'de');
    await expect(asked(page)).toHaveAttribute('lang', 'de');
    await expect(answer(page).locator('.because')).toHaveAttribute('lang', 'de');
    await expect(answer(page).locator('.because')).toHaveText('Ich habe kein „boat“ in /toys.');
    await expect(part.question(page).locator('.evidence li').last()).toHaveText('bei /toys/boat(nichts)');
    const told = await part.log(page).evaluateAll((lines) =>
      lines.map((line) => [...line.querySelectorAll('span:not(:empty)')].map((piece) => piece.lang).join()),
    );
    expect(new Set(told)).toEqual(new Set(['de', 'de,de', 'de,de,de']));
    for (const [key, words] of [['plain', 'Unter /toys/boat ist nichts.'], ['spec', 'keine aktuelle Repräsentation']]) {
      await lens(page, key).click();
      await expect(bubble(page)).toContainText(words);
    }
  });
});

test.describe('what the client asks itself', () => {
  test.use({ locale: 'de' });

  test('is told through the lens, in German', async ({ page }) => {
    await open(page);
    await page.getByTestId('set-up-clients').click();
    await page.getByTestId('cache').check();
    await page.keyboard.press('Escape');
    await exchange(page, { path: '/' }, 200);
    await part.send(page).click();
    await expect(page.getByTestId('aside')).toHaveCount(1);
    await finish(page);
    const line = (words) => part.log(page).filter({ hasText: words });
    await expect(line('Dein Freund überlegt: Ist das, was ich zu Hause habe, noch gut? Ja.')).toHaveCount(1);
    await lens(page, 'http').click();
    await expect(line('Der Client fragt sich: Ist sie frisch? Ja.')).toHaveCount(1);
    // None of it is in English.
    const told = await part.log(page).evaluateAll((lines) =>
      lines.flatMap((line) => [...line.querySelectorAll('span:not(:empty)')].map((piece) => piece.lang)),
    );
    expect(new Set(told)).toEqual(new Set(['de']));
  });
});

test.describe('the words of the stage itself', () => {
  test.use({ locale: 'de' });

  test('are German, too, and so is what a client says of a lost message', async ({ page }) => {
    await open(page);
    await page.getByTestId('set-up-clients').click();
    await page.getByTestId('two').check();
    await page.keyboard.press('Escape');
    await exchange(page, { method: 'POST', path: '/toys', headers: [JSON_BODY], body: '{}' }, 422);
    await expect(page.getByTestId('where')).toHaveText(/^Schritt \d+ von \d+$/);
    await expect(page.getByTestId('map-link')).toHaveText('Karte aller Entscheidungen');
    await expect(page.getByTestId('steps').locator('summary')).toHaveText(/^Alle \d+ Fragen$/);
    await expect(part.question(page).getByTestId('why').first()).toHaveText(/^Warum\? /);
    await expect(page.getByTestId('stride').locator('option')).toHaveText(['je Frage', 'je Block', 'je Nachricht']);
    await expect(page.getByTestId('doing')).toHaveText(['hat 422', 'ruht']);
    await expect(page.getByTestId('track').locator('.block').first()).toContainText(', bestanden');
    await expect(part.question(page)).toContainText('Eigenschaften namens name und kind');

    await page.getByTestId('set-up-clients').click();
    const lose = page.getByLabel('Lose so many of the next answers').first();
    await lose.fill('1');
    await lose.press('Tab');
    await page.keyboard.press('Escape');
    await part.send(page).click();
    const told = {
      http: 'In 1,5 s kam keine Antwort, und der Client kann nicht wissen, warum: Die Anfrage wurde vielleicht ausgeführt, vielleicht nicht.',
      plain: 'In 1,5 s kam keine Antwort, und der Client kann nicht wissen, warum. Vielleicht wurde es getan, vielleicht nicht.',
      story: 'Es kam keine Antwort. Ob du es getan hast, kann dein Freund nicht wissen.',
    };
    await expect(part.timeline(page)).toHaveCount(2);
    await finish(page);
    for (const [key, words] of Object.entries(told)) {
      await lens(page, key).click();
      await expect(part.log(page).last()).toContainText(words);
    }
  });
});

test.describe('where the words cannot be fetched', () => {
  test.use({ allowed: [/Failed to load resource/], locale: 'de' });

  test('the stage tells in English what the program itself knows', async ({ page }) => {
    await page.route(/\/(texts|tellings)\/.*\.json/, (route) => route.fulfill({ status: 404, body: 'gone' }));
    await open(page);
    await exchange(page, { path: '/toys/car' }, 200);
    for (const key of Object.keys(SAID)) {
      await lens(page, key).click();
      await expect(bubble(page)).toHaveText(SAID[key]);
      await expect(bubble(page)).toHaveAttribute('lang', 'en');
    }
  });
});
