// Whatever is sent, the answer says what is wrong and where, the page stays alive, and nothing stored is lost.
import {
  JSON_BODY, compose, consoleFetch, exchange, expect, expectAlive, expectLive, finish, fresh, open, part, send, test,
} from './support.mjs';

const MEGABYTES = 2 * 1024 * 1024;
const deep = (levels) => '['.repeat(levels) + ']'.repeat(levels);
const toy = (body) => ({ method: 'POST', path: '/toys', headers: [JSON_BODY], body });

/** Sent from the composer: the request, its status, and what has to stand in the answer. */
const composed = {
  'in the target': {
    'malformed percent-encoding': [{ path: '/toys/ca%zr' }, 400, /%z.*column \d+|column \d+.*%z/],
    'a percent sign with nothing after it': [{ path: '/toys/car%' }, 400, /column \d+/],
    'percent-encoding that is no UTF-8': [{ path: '/toys/%ff' }, 400, /UTF-8/],
    'an encoded NUL': [{ path: '/toys/c%00r' }, 400, /NUL|control|%00/],
    'a space': [{ path: '/toys/toy car' }, 400, /space.*column \d+|column \d+.*space/],
    'a letter that has to be encoded': [{ path: '/toys/b\u00e4r' }, 400, /column \d+/],
    'a backslash': [{ path: '/toys\\car' }, 400, /column \d+/],
    'a fragment': [{ path: '/toys/car#wheels' }, 400, /fragment/],
    'a very long path': [{ path: `/toys/${'a'.repeat(5000)}` }, 414, /bytes; this server takes up to 2048/],
  },
  'in the method and the header fields': {
    'an unknown method': [{ method: 'BREW', path: '/toys/car' }, 501, /No method is called “BREW”/],
    'a method in small letters': [{ method: 'get', path: '/toys/car' }, 501, /case-sensitive/],
    'a method with a space': [{ method: 'GET IT', path: '/toys/car' }, 501, /“GET IT”/],
    'a method that is nothing': [{ method: ' ', path: '/toys/car' }, 501, /[Mm]ethod/],
    'a name with a space': [{ path: '/toys/car', headers: [['My Header', 'x']] }, 400, /a space \(at column 3\)/],
    'a value without a name': [{ path: '/toys/car', headers: [['', 'x']] }, 400, /header field name/],
    'a NUL in a value': [{ path: '/toys/car', headers: [['X-Note', 'a\u0000b']] }, 400, /NUL/],
    'fields that are too large': [{ path: '/toys/car', headers: [['X-Note', 'n'.repeat(20_000)]] }, 431, /x-note/i],
    'a wrong Content-Length': [{ path: '/toys/car', headers: [['Content-Length', 'many']] }, 400, /Content-Length/],
  },
  'in the body': {
    'none where one is needed': [toy(), 400, /There is no content, and this needs some/],
    'one that breaks off': [toy('{ "name": '), 400, /line 1.{1,3}column 1\d/],
    'a NUL': [toy('{ "name": "a\u0000b" }'), 400, /line 1 column 1\d/],
    'nested 10,000 levels deep': [toy(deep(10_000)), 400, /recursion|nested|deep/],
    'an array': [toy('[1, 2]'), 422, /object/],
    'a wrong member': [toy('{ "name": "Kite", "kind": "kite", "wheels": "four" }'), 422, /"\/wheels"/],
    'a missing member': [toy('{ "kind": "kite" }'), 422, /name/],
    '2 MB of it': [toy(`"${'x'.repeat(MEGABYTES)}"`), 413, /bytes/],
  },
};

for (const [where, cases] of Object.entries(composed)) {
  test(`from the composer: ${where}`, async ({ page }) => {
    await open(page);
    await expectLive(page);
    for (const [what, [request, status, sentence]] of Object.entries(cases)) {
      await test.step(what, async () => {
        await fresh(page);
        await compose(page, request);
        await send(page);
        await finish(page);
        await expect(part.status(page), what).toContainText(String(status));
        await expect(part.answer(page), what).toContainText('"detail":');
        await expect(part.answer(page), what).toContainText(sentence);
      });
    }
    await expect(part.timeline(page)).toHaveCount(Object.keys(cases).length);
    await expectAlive(page);
    await exchange(page, { path: '/toys' }, 200);
    await expect(part.answer(page), 'nothing is lost, and nothing came of it').toContainText('"total": 9');

    await page.reload();
    await expectLive(page);
    await expect(part.timeline(page)).toHaveCount(Object.keys(cases).length + 2);
    await expectAlive(page);
  });
}

test('from the console: each kind of bad input gets its answer', async ({ page }) => {
  await open(page);
  await expectLive(page);
  await exchange(page, toy('{ "name": "Blue boat", "kind": "boat" }'), 201);
  const json = { 'content-type': 'application/json' };
  const post = (body) => ['api/toys', { method: 'POST', headers: json, ...body }];
  const cases = [
    [['api/toys/ca%zr'], 400, /column \d+/],
    [['api/toys/%ff'], 400, /UTF-8/],
    [[`api/toys/${'a'.repeat(5000)}`], 414, /bytes/],
    [['api/toys/car', { method: 'BREW' }], 501, /“BREW”/],
    [post({ body: '' }), 400, /There is no content/],
    [post({ body: '{ "name": ' }), 400, /line 1.{1,3}column/],
    [post({ body: '{ "name": "a\u0000b" }' }), 400, /line 1 column/],
    [post({ body: deep(10_000) }), 400, /recursion|nested|deep/],
    [post({ bytes: [0x7b, 0xc3, 0x28, 0x7d] }), 400, /0xC3 at line 1, column 2/],
    [post({ bytes: [0, 0, 0] }), 400, /line 1 column 1/],
    [post({ body: 'x'.repeat(MEGABYTES) }), 413, /bytes/],
  ];
  for (const [call, status, sentence] of cases) {
    const answer = await consoleFetch(page, ...call);
    expect(answer.status, JSON.stringify(call).slice(0, 80)).toBe(status);
    expect(answer.headers['content-type']).toBe('application/problem+json');
    const problem = JSON.parse(answer.text);
    expect(problem).toMatchObject({ status, title: expect.any(String), type: expect.any(String) });
    expect(problem.detail).toMatch(sentence);
  }
  // Where the browser itself refuses, the page is none the worse for it.
  const refused = await page.evaluate(() =>
    fetch('api/toys', { headers: { 'My Header': 'x' } }).then(() => 'sent', (error) => error.name),
  );
  expect(refused).toBe('TypeError');
  expect((await consoleFetch(page, 'api/toys/car#wheels')).status, 'a browser keeps the fragment to itself').toBe(200);

  await expect(part.timeline(page)).toHaveCount(cases.length + 2);
  await part.timeline(page).filter({ hasText: '501' }).getByRole('button').click();
  await finish(page);
  await expect(part.answer(page)).toContainText('No method is called “BREW”');
  await expectAlive(page);
  await exchange(page, { path: '/toys/blue-boat' }, 200);

  await page.reload();
  await expectLive(page);
  await exchange(page, { path: '/toys/blue-boat' }, 200);
});

test('sixty bad requests at once', async ({ page }) => {
  await open(page);
  await expectLive(page);
  const statuses = await page.evaluate(async () => {
    const all = [];
    for (let n = 0; n < 60; n++) all.push(fetch(`api/toys/%z${n}`).then((response) => response.status));
    return Promise.all(all);
  });
  expect(new Set(statuses)).toEqual(new Set([400]));
  await expect(part.timeline(page)).toHaveCount(60);
  await expectAlive(page);
});
