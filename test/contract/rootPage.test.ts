import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { acquireFacts } from '../../src/core/verification/acquire/acquire.js';
import { systemClock } from '../../src/disk/clock.js';
import { rootFixes } from '../../src/features/verification/changes/rootFixes.js';
import type { PageInput } from '../../src/features/verification/page/page.js';
import { actOnPage } from '../../src/features/verification/pageActs.js';
import { editor, modalTexts, resetEditor } from '../support/fakeVscode.js';
import { openSandboxCloud, type SandboxCloud } from './conformance/sandboxCloud.js';

const { signal } = new AbortController();
const domain = 'static.shop-demo.com';
const bucket = { name: 'assets-singapore', region: 'ap-southeast-1' };
const text = '<h1>Shop</h1>';

let world: SandboxCloud;
beforeEach(async () => {
  world = await openSandboxCloud();
  resetEditor();
  editor.press = () => true;
  const body = new TextEncoder().encode(text);
  const headers = { 'content-type': 'text/html' };
  await world.cloud.oss.putObject(bucket, 'index.html', { body, headers }, signal);
});
afterEach(() => world.stop());

/** The bare domain as a visitor gets it from the edge. */
async function openRoot() {
  const { edge } = world.cloud;
  const request = { connectTo: `${domain}.w.kunlunsl.com`, name: domain, path: '/', maxBytes: 4096 };
  const { status, body } = await edge.probe(request, signal);
  return { status, text: new TextDecoder().decode(body) };
}

/** Presses a button of the page that verification shows. */
function press(action: 'rewriteRoot'): Promise<boolean> {
  const deps = { session: { cloud: async () => world.cloud }, settings: { get: () => 'china' } };
  return actOnPage(deps as never, action, { domain } as PageInput);
}

describe('the bare domain refused by OSS', () => {
  it('is offered the rewrite, and shows the index page after confirmation', async () => {
    const server = `127.0.0.1:${world.sandbox.dnsPort}`;
    const { resolver, edge } = world.cloud;
    const ports = { resolver, edge, clock: systemClock, account: world.cloud };
    const facts = await acquireFacts(domain, ports, { resolvers: [server], authoritativeServers: [server] }, signal);
    expect(rootFixes(facts).map(({ button }) => button?.action)).toContain('rewriteRoot');
    expect(await openRoot()).toMatchObject({ status: 403, text: expect.stringContaining('<Code>AccessDenied</Code>') });
    expect(await press('rewriteRoot')).toBe(true);
    expect(modalTexts()[0]).toMatch(
      /^Set up the home page of static\.shop-demo\.com\?[\s\S]*To undo: use Undo in the Activity view/,
    );
    await expect.poll(openRoot).toEqual({ status: 200, text });
  });

  it('stays unchanged if the user declines', async () => {
    editor.press = () => false;
    expect(await press('rewriteRoot')).toBe(false);
    expect(world.calls.filter(({ action }) => action === 'BatchSetCdnDomainConfig')).toEqual([]);
    expect(await openRoot()).toMatchObject({ status: 403 });
  });
});
