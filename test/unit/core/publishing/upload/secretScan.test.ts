import { beforeEach, describe, expect, it } from 'vitest';
import { looksSecret, SecretScan } from '../../../../../src/core/publishing/upload/secretScan.js';
import { createEngineWorld } from '../engineWorld.js';

const megabyte = 1024 * 1024;
const id = `LTAI${'5tExampleId00000'}`;
const secret = 'Ab1'.repeat(10);
const privateKey = ['-----BEGIN', 'RSA PRIVATE KEY-----'].join(' ');

function scan(bytes: Uint8Array, pieceBytes: number): boolean {
  const scanning = new SecretScan();
  for (let at = 0; at < bytes.length; at += pieceBytes) scanning.add(bytes.subarray(at, at + pieceBytes));
  return scanning.end();
}

const filler = (length: number) => 'lorem ipsum '.repeat(Math.ceil(length / 12)).slice(0, length);

/** As editors save it: with the mark of its byte order in front. */
const encodings: Readonly<Record<string, (text: string) => Uint8Array>> = {
  'UTF-8': (text) => Buffer.from(text),
  'UTF-16 LE': (text) => Buffer.from(`\ufeff${text}`, 'utf16le'),
  'UTF-16 BE': (text) => Buffer.from(`\ufeff${text}`, 'utf16le').swap16(),
};

describe.each(Object.entries(encodings))('content in %s', (_encoding, encode) => {
  it.each<[string, string, boolean]>([
    ['a pair', `${id} ${secret}`, true],
    ['a pair far from each other', `${filler(900)} ${secret} ${filler(1_200)} ${id}`, true],
    ['an id alone', `${filler(700)} ${id}`, false],
    ['an id and a longer word', `${id} ${secret}x${filler(600)}`, false],
    ['an id and a long run of letters and digits', `${id} ${secret.repeat(40)}`, false],
    ['a longer word like an id', `${id}${secret} ${secret}`, false],
    ['a private key', `${filler(611)}${privateKey}`, true],
    ['a pair beside other scripts', `文字${id}字，文字${secret}字`, true],
    ['a longer word beside other scripts', `文字${id}字，文字a${secret}bc字`, false],
    ['nothing', '', false],
  ])('with %s in pieces of any size', (_name, text, expected) => {
    const bytes = encode(text);
    for (const pieceBytes of [1, 7, 30, 255, 256, 257, 300, 10_000]) expect(scan(bytes, pieceBytes)).toBe(expected);
    expect(looksSecret(bytes)).toBe(expected);
  });
});

describe('content', () => {
  it.each([
    ['between zeros', Buffer.from(`\0${id}\0${secret}\0`)],
    ['in two encodings', Buffer.concat([Buffer.from(`${id} `), Buffer.from(` ${secret} `, 'utf16le')])],
  ])('with a pair %s', (_name, bytes) => expect([looksSecret(bytes), scan(bytes, 9)]).toEqual([true, true]));

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

  it('is uploaded when the user names it', async () => {
    const publisher = world.openWindow('one');
    await publisher.enqueue([world.publicationOf('big.js', { named: true })]);
    await world.clock.advance(20_000);
    expect(world.stored('big.js')?.size).toBe(21 * megabyte);
  });
});
