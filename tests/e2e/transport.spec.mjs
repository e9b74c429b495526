// How requests reach the server: through the service worker where there is one, and always somehow.
import {
  JSON_BODY, compose, consoleFetch, exchange, expect, expectAlive, expectInPage, expectLive, finish, fresh, open, part,
  ready, send, test,
} from './support.mjs';

const BOAT = { method: 'POST', path: '/toys', headers: [JSON_BODY], body: '{ "name": "Blue boat", "kind": "boat" }' };

/** Every request under api/ that the page makes and that gets as far as the network. */
function onNetwork(context) {
  const urls = [];
  context.on('response', (response) => {
    if (/\/api(\/|$)/.test(new URL(response.url()).pathname) && !response.fromServiceWorker()) urls.push(response.url());
  });
  return urls;
}

/** Whatever became of the transport, one boat was sent and one boat is there. */
async function expectOneBoat(page) {
  await compose(page, BOAT);
  await send(page);
  await finish(page);
  await expect(part.status(page)).toHaveText('201 Created');
  await expect(part.timeline(page)).toHaveCount(1);
  await exchange(page, { method: 'GET', path: '/toys', body: '' }, 200);
  await expect(part.answer(page)).toContainText('"total": 10');
  await expect(part.timeline(page)).toHaveCount(2);
}

test('with the service worker on, the badge says live and nothing reaches the network', async ({ page, context }) => {
  const network = onNetwork(context);
  await open(page);
  await expectLive(page);
  await expectOneBoat(page);
  expect(network).toEqual([]);
});

test('fetch in the console is answered by the same server, and drawn', async ({ page }) => {
  await open(page);
  await expectLive(page);
  await exchange(page, BOAT, 201);

  const { status, text, headers } = await consoleFetch(page, 'api/toys');
  expect(status).toBe(200);
  expect(headers['content-type']).toBe('application/json');
  expect(JSON.parse(text).items.map((toy) => toy.id)).toContain('blue-boat');
  await expect(part.timeline(page)).toHaveCount(2);
  await expect(part.timeline(page).last()).toContainText('page');
  await expect(page.getByTestId('stage').locator('.client')).toContainText('Somebody else here');

  // And the other way round: what the console changes, the composer sees.
  expect((await consoleFetch(page, 'api/toys/drum', { method: 'DELETE' })).status).toBe(204);
  await exchange(page, { method: 'GET', path: '/toys/drum', body: '' }, 410);
});

test('a fetch in the console does not push what is being played off the stage', async ({ page }) => {
  await open(page);
  await expectLive(page);
  await send(page);
  await expect(part.envelope(page)).toContainText('/toys/car');
  await part.player(page).getByRole('button', { name: 'Pause' }).click();
  await consoleFetch(page, 'api/friends');
  await expect(part.timeline(page)).toHaveCount(2);
  // It is on the way beside it, and small.
  await expect(part.envelope(page)).toContainText('/toys/car');
  await expect(part.envelope(page)).not.toContainText('/friends');
  await expect(part.timeline(page).last()).toContainText('…');
  await part.timeline(page).last().getByRole('button').click();
  await finish(page);
  await expect(part.answer(page)).toContainText('Mia');
});

test('another tab on api/toys is answered by the open page, and drawn as from elsewhere', async ({ page, context }) => {
  await open(page);
  await expectLive(page);
  await exchange(page, BOAT, 201);

  const other = await context.newPage();
  const response = await other.goto('./api/toys');
  expect(response.status()).toBe(200);
  expect(response.fromServiceWorker()).toBe(true);
  await expect(other.locator('body')).toContainText('Blue boat');
  await expect(part.timeline(page)).toHaveCount(2);
  await expect(part.timeline(page).last()).toContainText('elsewhere');
  await expect(page.getByTestId('stage').locator('.client')).toContainText('Somebody from outside');
});

test('another tab on api/toys with no playground open is told kindly to open one', async ({ page, context, baseURL }) => {
  await open(page);
  await expectLive(page);
  const other = await context.newPage();
  await page.close();
  const response = await other.goto('./api/toys');
  expect(response.status()).toBe(503);
  expect(response.headers()['retry-after']).toBeTruthy();
  await expect(other.locator('body')).toContainText('Open the playground in another tab');
  await expect(other.getByRole('link', { name: 'Open the playground' })).toHaveAttribute('href', baseURL);
});

test('a worker that was stopped is woken by the next request', async ({ page, context }) => {
  await open(page);
  await expectLive(page);
  const browser = await context.newCDPSession(page);
  await browser.send('ServiceWorker.enable');
  await browser.send('ServiceWorker.stopAllWorkers');
  await expectOneBoat(page);
  await expectLive(page);
});

test('a worker that was unregistered mid-session loses no request and doubles none', async ({ page }) => {
  await open(page);
  await expectLive(page);
  await page.evaluate(async () => {
    for (const registration of await navigator.serviceWorker.getRegistrations()) await registration.unregister();
  });
  await expectOneBoat(page);
});

test('a hard reload goes past the worker, and the page is won back without another reload', async ({ page, context }) => {
  await open(page);
  await expectLive(page);
  const browser = await context.newCDPSession(page);
  const loads = [];
  page.on('load', () => loads.push(page.url()));
  await browser.send('Page.reload', { ignoreCache: true });
  await expect.poll(() => loads.length).toBe(1);
  await ready(page);
  await expectLive(page);
  await expectOneBoat(page);
  expect(loads).toHaveLength(1);
});

test('each of two tabs answers what was sent in it', async ({ page, context }) => {
  await open(page);
  const other = await context.newPage();
  await open(other);
  await expectLive(page);
  await expectLive(other);
  expect((await consoleFetch(page, 'api/toys/car', { method: 'DELETE' })).status).toBe(204);
  expect((await consoleFetch(other, 'api/toys/car')).status).toBe(200);
  expect((await consoleFetch(page, 'api/toys/car')).status).toBe(410);
  await expect(part.timeline(page)).toHaveCount(2);
  await expect(part.timeline(other)).toHaveCount(1);
});

test('Send pressed three times in a row sends three requests, each answered once', async ({ page }) => {
  await open(page);
  await expectLive(page);
  await compose(page, BOAT);
  for (let press = 0; press < 3; press++) await part.send(page).click({ delay: 0 });
  await expect(part.timeline(page)).toHaveCount(3);
  const { text } = await consoleFetch(page, 'api/toys');
  const boats = JSON.parse(text).items.filter((toy) => toy.kind === 'boat');
  expect(new Set(boats.map((toy) => toy.id)).size).toBe(3);
  await expect(part.timeline(page)).toHaveCount(4);
});

/** Puts another script in the place of the page's worker, and waits until it has taken over. */
async function replaceWorker(page, context, script) {
  await context.route('**/other-sw.js', (route) => route.fulfill({ contentType: 'text/javascript', body: script }));
  await page.evaluate(async () => {
    const taken = new Promise((done) => navigator.serviceWorker.addEventListener('controllerchange', done, { once: true }));
    await navigator.serviceWorker.register('other-sw.js', { scope: './' });
    await taken;
  });
}

const TAKE_OVER = `
  self.addEventListener('install', () => self.skipWaiting());
  self.addEventListener('activate', (event) => event.waitUntil(self.clients.claim()));
`;

for (const [what, fetching] of [
  ['relays nothing', ''],
  ['fails', `self.addEventListener('fetch', (event) => event.respondWith(Response.error()));`],
  ['answers by itself', `self.addEventListener('fetch', (event) => event.respondWith(new Response('"mine"')));`],
]) {
  test.describe('a worker that breaks', () => {
    test.use({ allowed: [/Failed to load resource|network error|FetchEvent|ERR_FAILED/] });

    test(`a worker that ${what} mid-session: one answer to the next request, and the badge says why`, async ({ page, context }) => {
      await open(page);
      await expectLive(page);
      await replaceWorker(page, context, TAKE_OVER + fetching);
      await expectOneBoat(page);
      // Whether or not the page has won its own worker back by now, nothing hides what happened.
      const badge = page.getByTestId('badge');
      await expect(badge).toContainText(/service worker was stopped, or passed over|Another service worker|live on fetch/);
    });
  });
}

test('a worker that never answers: the request is answered in the page, once', async ({ page, context }) => {
  await open(page);
  await expectLive(page);
  await replaceWorker(page, context, `${TAKE_OVER}
    self.addEventListener('fetch', (event) => event.respondWith(new Promise(() => {})));`);
  await compose(page, BOAT);
  await part.send(page).click();
  await expect(part.timeline(page)).toHaveCount(1, { timeout: 15_000 });
  await finish(page);
  await expect(part.status(page)).toHaveText('201 Created');
  await expect(page.getByTestId('stage')).toContainText('9 toys on the shelf');
});

test.describe('service workers switched off', () => {
  test.use({ serviceWorkers: 'block' });

  test('everything works in the page, and the badge says why', async ({ page, context }) => {
    const network = onNetwork(context);
    await open(page);
    await expectInPage(page, 'Requests are handed over inside the page instead');
    await expectOneBoat(page);
    expect(network).toEqual([]);
  });
});

test.describe('sw.js missing on the host', () => {
  test.use({ allowed: [/bad HTTP response code \(404\) was received when fetching the script/] });

  test('everything works in the page, and the badge says why', async ({ page, context }) => {
    const network = onNetwork(context);
    await open(page, '/plain/toyshelf/');
    await expectInPage(page, 'sw.js, could not be loaded');
    await expectOneBoat(page);
    expect(network).toEqual([]);
  });
});

test('a browser without service workers', async ({ page }) => {
  await page.addInitScript(() => {
    delete Navigator.prototype.serviceWorker;
  });
  await open(page);
  await expectInPage(page, 'has no service workers');
  await expectOneBoat(page);
});

test('a sandboxed frame without an origin of its own', async ({ page }) => {
  await page.goto('/frame?sandbox=allow-scripts&path=/open/toyshelf/&width=1200&height=800');
  const frame = page.frameLocator('iframe');
  await ready(frame);
  await expectInPage(frame, 'sandboxed frame');
  await expect(part.notices(frame), 'it says that nothing is kept').toContainText('keeps nothing for this page');
  await expectOneBoat(frame);
  await expectAlive(frame);
});

test('a frame on the same site is live, and keeps what it did apart from the page around it', async ({ page }) => {
  await page.goto('/frame?width=1200&height=800');
  const frame = page.frameLocator('iframe');
  await ready(frame);
  await expectLive(frame);
  await expectOneBoat(frame);
  await page.reload();
  await ready(frame);
  await expect(part.timeline(frame)).toHaveCount(2);
});

test('a request that no browser would send goes round the worker, and says so', async ({ page, context }) => {
  const network = onNetwork(context);
  await open(page);
  await expectLive(page);
  await exchange(page, { path: '/toys/car', headers: [['Content-Length', '7']] }, 400);
  await expect(part.notices(page)).toContainText('A browser will not let a page set Content-Length');
  await expectLive(page);
  await fresh(page);
  await exchange(page, { method: 'TRACE', path: '/toys/car' }, 405);
  await expect(part.notices(page)).toContainText('A browser will not let a page send TRACE');
  await fresh(page);
  await exchange(page, { path: '/toys/../toys/car' }, /^(404|400|200)/);
  await expect(part.notices(page)).toContainText('A browser would send');
  expect(network).toEqual([]);
});

test.describe('a path beside the API', () => {
  test.use({ allowed: [/status of 404/] });

  test('is left alone by the worker', async ({ page }) => {
  await open(page);
  await expectLive(page);
  const heard = page.waitForResponse((response) => response.url().endsWith('/apiary'));
  await page.evaluate(() => fetch('apiary').then((response) => response.status));
  expect((await heard).fromServiceWorker()).toBe(false);
  });
});
