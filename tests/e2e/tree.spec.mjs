// A whole exchange through the accessibility tree alone: what assistive technology is given is all that is looked at
// and all that is acted on.
import { expect, open, test } from './support.mjs';

/** The tree, as the browser hands it to assistive technology. */
class Tree {
  static async of(page) {
    const session = await page.context().newCDPSession(page);
    await session.send('Accessibility.enable');
    await session.send('DOM.enable');
    return new Tree(page, session);
  }

  constructor(page, session) {
    Object.assign(this, { page, session });
  }

  async nodes() {
    const { nodes } = await this.session.send('Accessibility.getFullAXTree');
    this.byId = new Map(nodes.map((node) => [node.nodeId, node]));
    return nodes.filter((node) => !node.ignored);
  }

  /** Every node of this role whose name fits. */
  async all(role, name = /.*/) {
    return (await this.nodes()).filter((node) => node.role?.value === role && name.test(node.name?.value ?? ''));
  }

  async one(role, name) {
    let found = [];
    await expect(async () => {
      found = await this.all(role, name);
      expect(found.length, `${role} ${name}`).toBe(1);
    }).toPass();
    return found[0];
  }

  /** All text below a node, as it is read out. */
  text(node) {
    if (node.role?.value === 'StaticText') return node.name?.value ?? '';
    return (node.childIds ?? []).map((id) => this.byId.get(id)).filter(Boolean).map((child) => this.text(child)).join('');
  }

  async focus(node) {
    await this.session.send('DOM.focus', { backendNodeId: node.backendDOMNodeId });
    const [now] = (await this.nodes()).filter((other) => other.nodeId === node.nodeId);
    expect(now.properties.find(({ name }) => name === 'focused')?.value.value, 'it takes the focus').toBe(true);
  }

  async press(node, key = 'Enter') {
    await this.focus(node);
    await this.page.keyboard.press(key);
  }

  async value(role, name) {
    const node = await this.one(role, name);
    return node.value?.value ?? node.properties.find((property) => property.name === 'valuetext')?.value.value;
  }

  /** What the log has said so far. */
  async log() {
    const log = await this.one('log', /Text log/);
    const lines = [];
    const walk = (node) => {
      if (node.role?.value === 'listitem') lines.push(this.text(node));
      else (node.childIds ?? []).map((id) => this.byId.get(id)).filter(Boolean).forEach(walk);
    };
    walk(log);
    return lines;
  }
}

test('an exchange is composed, sent, followed step by step and read by the accessibility tree alone', async ({ page }) => {
  await open(page);
  const tree = await Tree.of(page);

  // The page is told by its landmarks and headings.
  for (const role of ['banner', 'main']) await tree.one(role, /.*/);
  for (const region of [/^Stage$/, /server's questions/, /^Player$/, /^Request$/, /^Answer$/, /^Timeline$/]) await tree.one('region', region);

  // It is composed …
  const path = await tree.one(await pathRole(tree), /^Path$/);
  await tree.focus(path);
  await page.keyboard.press('ControlOrMeta+a');
  await page.keyboard.type('/toys/duck');
  await page.keyboard.press('Escape');
  expect((await tree.one(path.role.value, /^Path$/)).value.value).toBe('/toys/duck');

  // … sent, stopped at once, and followed.
  await tree.press(await tree.one('button', /^Send$/));
  await tree.press(await tree.one('button', /^Pause$/));
  await tree.press(await tree.one('button', /^To the start$/));
  const forward = await tree.one('button', /^One step forward$/);
  let before = 0;
  for (let step = 0; step < 60; step += 1) {
    await tree.press(forward);
    await expect(async () => expect((await tree.log()).length).toBeGreaterThan(before)).toPass({ timeout: 3_000 }).catch(() => {});
    const lines = await tree.log();
    if (lines.length === before) break;
    expect(lines.length, 'each step adds to the log').toBe(before + 1);
    expect(lines.at(-1).trim().length, 'and says something').toBeGreaterThan(8);
    before = lines.length;
  }
  const told = await tree.log();
  expect(told.length).toBeGreaterThan(10);
  expect(new Set(told).size, 'no line is said twice').toBe(told.length);
  expect(told[0]).toMatch(/duck/i);
  expect(told.at(-1)).toMatch(/200/);

  // The answer is there to be read, and so is the row of the timeline.
  const answer = await tree.one('region', /^Answer$/);
  expect(tree.text(answer)).toContain('200 OK');
  expect(tree.text(answer)).toContain('Rubber duck');
  const timeline = await tree.one('region', /^Timeline$/);
  expect(tree.text(timeline)).toMatch(/GET\s*\/toys\/duck\s*200/);
});

/** A text field, or one that completes what is typed. */
async function pathRole(tree) {
  return (await tree.all('combobox', /^Path$/)).length ? 'combobox' : 'textbox';
}

test('nothing that can be pressed or filled in is without a name', async ({ page }) => {
  await open(page);
  const tree = await Tree.of(page);
  for (const use of ['Learn', 'Play', 'API']) {
    // The first of that name: the player, which comes later, has a button to play, too.
    const [choice] = await tree.all('button', new RegExp(`^${use}$`));
    await tree.press(choice);
    const acting = ['button', 'link', 'textbox', 'combobox', 'checkbox', 'slider', 'tab', 'separator', 'spinbutton', 'progressbar'];
    const nameless = (await tree.nodes()).filter((node) => acting.includes(node.role?.value) && !node.name?.value?.trim());
    expect(nameless.map((node) => node.role.value), use).toEqual([]);
  }
});
