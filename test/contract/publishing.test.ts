import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Sandbox } from '../../sandbox/server.js';
import type { CloudPorts } from '../../src/core/ports/cloud.js';
import { type Publication, publicationId } from '../../src/core/publishing/publication.js';
import type { Publisher } from '../../src/core/publishing/publisher.js';
import { causeOf } from '../../src/core/publishing/queueEntry.js';
import { openSandboxPublisher } from './conformance/sandboxPublisher.js';

const bucket = { name: 'assets-singapore', region: 'ap-southeast-1' };
const domain = 'static.shop-demo.com';

let sandbox: Sandbox;
let folder: string;
let publisher: Publisher;
let cloud: CloudPorts;
let stop: () => Promise<void>;

beforeEach(async () => {
  ({ sandbox, folder, publisher, cloud, stop } = await openSandboxPublisher());
});
afterEach(() => stop());

async function save(key: string, text: string, more: Partial<Publication> = {}): Promise<void> {
  const path = join(folder, key);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
  const id = publicationId(bucket, key);
  const where = { path, workspaceRoot: folder, root: folder, label: key };
  await publisher.enqueue([
    { id, ...where, accountId: sandbox.state.ownerId, bucket, key, domains: [domain], ...more },
  ]);
}

/** Waits until the queue comes to rest in one of its outcomes. */
function outcome(): Promise<Publisher['state']> {
  return new Promise((resolve) => {
    const look = () => {
      const { state } = publisher;
      if (state.kind === 'fresh' || state.kind === 'failed') resolve(state);
    };
    publisher.onDidChange(look);
    look();
  });
}

async function atTheEdge(key: string): Promise<string> {
  const request = { connectTo: `${domain}.w.kunlunsl.com`, name: domain, path: `/${key}`, maxBytes: 10_000 };
  const answer = await cloud.edge.probe(request, new AbortController().signal);
  return Buffer.from(answer.body ?? '').toString();
}

const actions = (action: string) => sandbox.state.calls.filter((call) => call.action === action);

describe('a saved file', () => {
  it('is served by the edge in place of its old bytes', async () => {
    expect(await atTheEdge('index.html')).toContain('Assets of the shop demo');
    await save('index.html', '<p>new</p>');
    expect(await outcome()).toEqual({ kind: 'fresh', count: 1, unproven: 0 });
    expect(await atTheEdge('index.html')).toBe('<p>new</p>');
    expect(actions('PutObject')).toHaveLength(1);
    expect(actions('RefreshObjectCaches')).toHaveLength(1);
    expect(actions('RefreshObjectCaches')[0]?.params.ObjectPath).toContain('/index.html');
  });

  it('shares one refresh with others and keeps hard names', async () => {
    await Promise.all(['a b+c.css', '中文 %41#?.css', '😀.txt'].map((key) => save(key, key)));
    expect((await outcome()).kind).toBe('fresh');
    expect(actions('RefreshObjectCaches')).toHaveLength(1);
    expect(sandbox.state.buckets.get(bucket.name)?.objects.get('中文 %41#?.css')?.body.toString()).toBe(
      '中文 %41#?.css',
    );
  });

  it('is refreshed even if CDN refuses other URLs', async () => {
    // What was queued under an older mapping; and a path that is longer than CDN takes once it is encoded.
    const variants = ['/100%', '/img/*'];
    const long = `${Array.from({ length: 5 }, () => '中'.repeat(24)).join('/')}.css`;
    await Promise.all([save('a.css', 'a', { variants }), save('fine.css', 'fine'), save(long, 'long')]);
    await new Promise<void>((resolve) => {
      publisher.onDidChange(() => {
        const { failed, ...others } = publisher.count();
        if (failed === 2 && Object.keys(others).length === 0) resolve();
      });
    });
    const causes = new Map(publisher.list().map((entry) => [entry.publication.key, causeOf(entry)]));
    expect(causes.get('a.css')).toMatchObject({
      error: { kind: 'invalidInput' },
    });
    expect(causes.get(long)).toMatchObject({ error: { kind: 'invalidInput', details: { code: 'PathTooLong' } } });
    expect(await Promise.all(['a.css', 'fine.css'].map(atTheEdge))).toEqual(['a', 'fine']);
    expect(sandbox.state.refreshTasks.map(({ url }) => new URL(url).pathname).sort()).toEqual(['/a.css', '/fine.css']);
  });

  it('is not refreshed after a failed upload, and stays listed as failed', async () => {
    sandbox.state.faults.push({
      id: 'no',
      action: 'PutObject',
      kind: 'error',
      code: 'AccessDenied',
      status: 403,
      count: 99,
    });
    await save('index.html', 'never');
    expect(await outcome()).toMatchObject({ kind: 'failed', failures: [{ publication: { key: 'index.html' } }] });
    expect(actions('RefreshObjectCaches')).toHaveLength(0);
  });
});
