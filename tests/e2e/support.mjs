// What the end-to-end tests share: a page that is watched for trouble, and the few things a visitor does.
import { test as base, expect } from '@playwright/test';

export { expect };

/** What a browser itself writes to the console when a `fetch` is answered with 4xx or 5xx: no fault of the page. */
const REMARK = /^Failed to load resource: the server responded with a status of [45]\d\d/;
/** Where it does: under the API's root, and for the icon that it looks for beside a bare JSON document. */
const REMARKED = /\/toyshelf\/api([/?]|$)|^\/favicon\.ico$/;

/**
 * Every test runs under watch: an uncaught error, an error in the console, a violation of the page's policy or a
 * request to another origin fails it. `allowed` names, as patterns, what a test provokes on purpose.
 */
export const test = base.extend({
  allowed: [[], { option: true }],

  trouble: [
    async ({ context, baseURL, allowed }, use) => {
      const trouble = [];
      const note = (what) => {
        if (!allowed.some((pattern) => pattern.test(what))) trouble.push(what);
      };
      const origin = new URL(baseURL).origin;
      const watch = (page) => page.on('pageerror', (error) => note(`uncaught: ${error.message}`));
      context.pages().forEach(watch);
      context.on('page', watch);
      context.on('console', (message) => {
        if (message.type() !== 'error') return;
        const from = message.location().url;
        const remark = REMARK.test(message.text()) && REMARKED.test(from.startsWith('http') ? new URL(from).pathname : from);
        if (!remark) note(`console: ${message.text()}`);
      });
      context.on('request', (request) => {
        const url = new URL(request.url());
        if (/^https?:$/.test(url.protocol) && url.origin !== origin) note(`request to ${url.href}`);
      });
      await context.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', (event) => {
          console.error(`policy: ${event.violatedDirective} kept out ${event.blockedURI || 'something inline'}`);
        });
      });
      await use(trouble);
      expect(trouble, 'no uncaught error, console error, policy violation or request to another origin').toEqual([]);
    },
    { auto: true },
  ],
});

/** The parts of the page that tests look at. */
export const part = {
  badge: (page) => page.getByTestId('badge').locator('summary'),
  status: (page) => page.getByTestId('status'),
  answer: (page) => page.getByTestId('answer-body'),
  notices: (page) => page.getByTestId('notices'),
  timeline: (page) => page.getByTestId('timeline').locator('ol > li:has([data-place])'),
  shelf: (page) => page.getByRole('list', { name: 'The shelf' }),
  toy: (page, id) => page.locator(`[data-toy="${id}"]`),
  envelope: (page) => page.getByTestId('envelope'),
  question: (page) => page.getByTestId('question'),
  where: (page) => page.getByTestId('where'),
  log: (page) => page.getByTestId('log').locator('li'),
  playhead: (page) => page.getByRole('slider', { name: 'Playhead' }),
  send: (page) => page.getByTestId('send'),
  path: (page) => page.getByTestId('path'),
  player: (page) => page.getByTestId('player'),
};

/** Opens the playground and waits until it can be used and knows which way its requests go. */
export async function open(page, address = './') {
  await page.goto(address);
  await ready(page);
}

export async function ready(page) {
  await expect(part.send(page)).toBeEnabled();
  await expect(part.badge(page)).toContainText(/live on fetch\(\)|in the page/);
}

export async function expectLive(page) {
  await expect(part.badge(page)).toContainText('live on fetch()');
}

/** The badge says "in the page", and inside it stands why. */
export async function expectInPage(page, why) {
  await expect(part.badge(page)).toContainText('in the page');
  await expect(page.getByTestId('badge')).toContainText(why);
}

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** Writes a request into the composer, the way a visitor does. `headers` come in addition to those there. */
export async function compose(page, { method = 'GET', path, accept, headers = [], body }) {
  const usual = METHODS.includes(method);
  await page.getByTestId('method').selectOption(usual ? method : '');
  if (!usual) await page.getByTestId('method-typed').fill(method);
  await part.path(page).fill(path);
  const request = page.getByRole('tablist', { name: 'Parts of the request' });
  await request.getByRole('tab', { name: /^Headers/ }).click();
  if (accept !== undefined) await page.getByLabel('Value of header 1').fill(accept);
  for (const [name, value] of headers) {
    const rows = page.getByRole('list', { name: 'Header fields' }).locator('> li');
    const number = (await rows.count()) + 1;
    await page.getByTestId('add-header').click();
    await page.getByLabel(`Name of header ${number}`).fill(name);
    await page.getByLabel(`Value of header ${number}`).fill(value);
  }
  if (body !== undefined) {
    await request.getByRole('tab', { name: /^Body/ }).click();
    await page.getByTestId('body').fill(body);
  }
}

export const JSON_BODY = ['Content-Type', 'application/json'];

/** Presses Send and waits until the exchange is on stage. */
export async function send(page) {
  const before = await part.timeline(page).count();
  await part.send(page).click();
  await expect(part.timeline(page)).toHaveCount(before + 1);
  await expect(part.timeline(page).last().locator('button')).toHaveAttribute('aria-current', 'true');
}

/** Moves the playhead to the end, where the answer has been read. */
export async function finish(page) {
  await part.playhead(page).press('End');
}

/** Composes, sends, and expects this status once the answer is read. */
export async function exchange(page, request, status) {
  await compose(page, request);
  await send(page);
  await finish(page);
  await expect(part.status(page)).toContainText(typeof status === 'number' ? String(status) : status);
}

/** `fetch` as typed in the console: the status, the body as text, and the fields asked for. */
export function consoleFetch(page, address, init = {}) {
  return page.evaluate(
    async ([address, init]) => {
      if (init.bytes) init.body = new Uint8Array(init.bytes);
      const response = await fetch(address, init);
      return { status: response.status, text: await response.text(), headers: Object.fromEntries(response.headers) };
    },
    [address, init],
  );
}

/** Puts the composer back to `GET /toys/car`, with nothing of the last request in it. */
export async function fresh(page) {
  await page.getByTestId('presets').locator('summary').click();
  await page.getByRole('button', { name: /Borrow the car/ }).click();
  await expect(part.path(page)).toHaveValue('/toys/car');
}

/** The page still works: one more request is answered. */
export async function expectAlive(page) {
  await fresh(page);
  await exchange(page, { path: '/toys/duck' }, 200);
  await expect(part.answer(page)).toContainText('Rubber duck');
}

/** Whatever fades in has done so: what is half there has half its contrast. What turns for ever is not waited for. */
export function settled(page) {
  return page.evaluate(() => {
    const ends = document.getAnimations().filter((animation) => animation.effect?.getComputedTiming().iterations !== Infinity);
    return Promise.all(ends.map((animation) => animation.finished.catch(() => {}))).then(() => {});
  });
}
