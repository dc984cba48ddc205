import { expect, it } from 'vitest';
import { groups, type NodeOf } from '../../../../src/features/explorer/node.js';
import { eventually } from '../../../support/eventually.js';
import { drawn } from './drawnTree.js';

const never = new AbortController().signal;

it('refreshing a row reads one domain again, in its row only and by one call', async () => {
  const { world, tree, fired, draw } = await drawn(false);
  const { cloud } = world;
  const domain = { status: 'online', type: 'web', sources: [], httpsOn: false } as const;
  for (const name of ['a.example.com', 'b.example.com']) cloud.state.domains.set(name, { ...domain, name });
  const [row, other] = await draw(groups.domains);
  await eventually(() => expect(fired.flat()).toEqual(expect.arrayContaining([row, other])));
  fired.length = 0;
  for (const name of ['a.example.com', 'b.example.com'])
    cloud.state.domains.set(name, { ...domain, name, status: 'offline' });
  cloud.calls.length = 0;
  await tree.refreshRow('a.example.com');
  expect({ row, other }).toMatchObject({
    row: { domain: { status: 'offline' } },
    other: { domain: { status: 'online' } },
  });
  expect(fired[0]).toEqual([row]);
  expect(cloud.calls).not.toContain('cdn.listDomains');
  cloud.state.domains.delete('a.example.com');
  fired.length = 0;
  await tree.refreshRow('a.example.com');
  expect(fired).toContain(groups.domains);
});

it('refreshing a row reads one bucket or folder again with its content, and nothing else', async () => {
  const { world, tree, fired, draw } = await drawn(false);
  const { cloud } = world;
  for (const name of ['first', 'second']) cloud.addBucket(name);
  const put = (key: string) =>
    cloud.oss.putObject({ name: 'first', region: 'cn-hangzhou' }, key, { body: new Uint8Array(1), headers: {} }, never);
  await put('css/site.css');
  const rows = await draw(groups.buckets);
  const bucket = rows.find((row) => row.id === 'bucket:first') as NodeOf<'bucket'>;
  const [folder] = (await draw(bucket)) as NodeOf<'folder'>[];
  await draw(folder);
  await put('css/new.css');
  for (const row of [bucket, folder!]) {
    fired.length = 0;
    await tree.refreshRow(row.argument);
    expect(fired).toContain(row);
    expect(fired).not.toContain(groups.buckets);
    expect((await draw(folder)).map(({ id }) => id)).toContain('object:first/css/new.css');
  }
});
