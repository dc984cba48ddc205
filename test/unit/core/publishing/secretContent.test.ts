import { beforeEach, describe, expect, it } from 'vitest';
import { looksSecret, SecretScan } from '../../../../src/core/publishing/secretContent.js';
import { createEngineWorld } from './engineWorld.js';

const megabyte = 1024 * 1024;
const id = `LTAI${'5tExampleId00000'}`;
const secret = 'Ab1'.repeat(10);
const privateKey = ['-----BEGIN', 'RSA PRIVATE KEY-----'].join(' ');

function scan(text: string, pieceBytes: number): boolean {
  const bytes = Buffer.from(text);
  const scanning = new SecretScan();
  for (let at = 0; at < bytes.length; at += pieceBytes) scanning.add(bytes.subarray(at, at + pieceBytes));
  return scanning.end();
}

const filler = (length: number) => 'lorem ipsum '.repeat(Math.ceil(length / 12)).slice(0, length);

describe('content', () => {
  it.each<[string, string, boolean]>([
    ['a pair', `${id} ${secret}`, true],
    ['a pair far from each other', `${filler(900)} ${secret} ${filler(1_200)} ${id}`, true],
    ['an id alone', `${filler(700)} ${id}`, false],
    ['an id and a longer word', `${id} ${secret}x${filler(600)}`, false],
    ['an id and a long run of letters and digits', `${id} ${secret.repeat(40)}`, false],
    ['a longer word like an id', `${id}${secret} ${secret}`, false],
    ['a private key', `${filler(611)}${privateKey}`, true],
    ['nothing', '', false],
  ])('with %s in pieces of any size', (_name, text, expected) => {
    for (const pieceBytes of [1, 7, 30, 255, 256, 257, 300, 10_000]) expect(scan(text, pieceBytes)).toBe(expected);
    expect(looksSecret(Buffer.from(text))).toBe(expected);
  });

  it.each([[megabyte - 10], [3 * megabyte]])('is looked through to its end, past %i bytes', (before) => {
    expect(looksSecret(Buffer.from(`${filler(before)} ${id} ${secret}`))).toBe(true);
  });
});

describe('a file above 20 MB', () => {
  let world: ReturnType<typeof createEngineWorld>;
  beforeEach(() => {
    world = createEngineWorld();
    const bytes = new Uint8Array(21 * megabyte);
    bytes.set(Buffer.from(` ${id} ${secret} `), 20.5 * megabyte);
    world.save('big.js', bytes);
  });

  it('is not uploaded when it holds a secret', async () => {
    const publisher = world.openWindow('one');
    await publisher.enqueue([world.publicationOf('big.js')]);
    await world.clock.advance(20_000);
    expect(publisher.state).toMatchObject({
      failures: [{ cause: { error: { kind: 'badFile', details: { code: 'secret' } } } }],
    });
    expect(world.count('oss.createMultipart')).toBe(0);
  });

  it('is uploaded when the person names it', async () => {
    const publisher = world.openWindow('one');
    await publisher.enqueue([world.publicationOf('big.js', { named: true })]);
    await world.clock.advance(20_000);
    expect(world.stored('big.js')?.size).toBe(21 * megabyte);
  });
});
