import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { extractWords } from '../../../../../src/core/publishing/secrets/secretRules.js';
import { findSecrets, SecretScan, secretRules } from '../../../../../src/core/publishing/secrets/secretScan.js';
import { createEngineWorld } from '../engineWorld.js';

const megabyte = 1024 * 1024;
const id = `LTAI${'5tQm0d7eRy3W9a8b'}`;
const secret = 'Ab1'.repeat(10);
const base64 = 'MIIEpAIBAAKCAQEA7bq3Zk9xT1rVdWm0aYc5HnUoJsLg2PeQwXiRfCtDvBhKyMu'.slice(0, 60);
const marker = (kind: string) => ['-----BEGIN', `${kind}-----`].join(' ');
const privateKey = `${marker('RSA PRIVATE KEY')}\n${base64}`;
const random = (length: number) =>
  'Zk9xT1rVdWm0aYc5HnUoJsLg2PeQwXiRfCtDvBhKyMu4NbEpAjGlSzF7I3O6q8'.repeat(2).slice(0, length);
const hex = '0123456789abcdef'.repeat(3);

const looksSecret = (bytes: Uint8Array) => findSecrets(bytes, 'a.txt').length > 0;

function scan(bytes: Uint8Array, pieceBytes: number): boolean {
  const scanning = new SecretScan('a.txt');
  for (let at = 0; at < bytes.length; at += pieceBytes) scanning.add(bytes.subarray(at, at + pieceBytes));
  return scanning.end().length > 0;
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
    ['an encrypted one', `${marker('RSA PRIVATE KEY')}\nDEK-Info: AES-128-CBC,${hex.slice(0, 32)}\n\n${base64}`, true],
    ['one of PGP', `${marker('PGP PRIVATE KEY BLOCK')}\nVersion: GnuPG v2\n\n${base64}`, true],
    ['one of PuTTY', `PuTTY-User-Key-File-3: ssh-rsa\nPublic-Lines: 1\nAAAA\nPrivate-Lines: 8\r\n${base64}`, true],
    ['one as JSON', JSON.stringify({ private_key: privateKey }), true],
    [
      'the marker of a key alone',
      `key.includes('${marker('PRIVATE KEY')}') ? parse(key) : undefined; ${filler(99)}`,
      false,
    ],
    ['credentials of STS', `STS.${random(25)} ${random(44)}`, true],
    ['a URL signed by STS', `STS.${random(25)}&security-token=CAIS${random(90)}`, false],
    ['a pair of AWS', `AKIA${random(99).toUpperCase().slice(0, 16)} = ${random(38)}+/`, true],
    ['the pair of examples of AWS', `AKIAIOSFODNN7${'EXAMPLE'} ${random(40)}`, false],
    ['a secret of Alibaba Cloud in its variable', `export ALIBABA_CLOUD_ACCESS_KEY_SECRET="${random(30)}"`, true],
    ['one in the config of the CLI', `"access_key_secret": "${random(30)}"`, true],
    ['a placeholder in that variable', `ALIBABA_CLOUD_ACCESS_KEY_SECRET=${'x'.repeat(30)}`, false],
    ['a secret of AWS in its variable', `AWS_SECRET_ACCESS_KEY=${random(40)}`, true],
    ['one in the config of AWS', `[default]\r\naws_secret_access_key = ${random(38)}+/`, true],
    ['the example of AWS in that variable', 'aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', false],
    ['a variable whose value is read', `aws_secret_access_key = process.env.${'A'.repeat(40)}`, false],
    ['an ID of AWS and a commit', `AKIA${random(99).toUpperCase().slice(0, 16)} ${hex.slice(0, 40)}`, false],
    ['a token of GitHub', `ghp_${random(36)}`, true],
    ['a token of a GitHub app', `"ghs_${random(36)}"`, true],
    ['a fine-grained one', `github_pat_${random(22)}_${random(59)}`, true],
    ['a placeholder for one', `ghp_${'x'.repeat(36)} github_pat_${'X'.repeat(82)} aA1`, false],
    ['a token of npm', `//registry.npmjs.org/:_authToken=npm_${random(36)}`, true],
    [
      'an older one',
      `_authToken=${hex.slice(0, 8)}-${hex.slice(0, 4)}-${hex.slice(0, 4)}-${hex.slice(0, 4)}-${hex.slice(0, 12)}`,
      true,
    ],
    ['a variable of npm', 'npm_config_registry npm_package_json_version_of_a_package_that_is_long', false],
    ['a token of Slack', `xoxb-${'1'.repeat(12)}-${'2'.repeat(12)}-${random(24)}`, true],
    ['a webhook of Slack', `https://hooks.slack.com/services/T${'0'.repeat(9)}/B${'0'.repeat(9)}/${random(24)}`, true],
    [
      'a placeholder of Slack',
      `https://hooks.slack.com/services/T${'0'.repeat(8)}/B${'0'.repeat(8)}/${'X'.repeat(24)}`,
      false,
    ],
    ['a pair beside other scripts', `文字${id}字，文字${secret}字`, true],
    ['a longer word beside other scripts', `文字${id}字，文字a${secret}bc字`, false],
    ['nothing', '', false],
  ])('content with %s, in pieces of any size and in each encoding', (_name, text, expected) => {
    const bytes = encode(text);
    for (const pieceBytes of [7, 255, 1023, 1024, 1025, 10_000]) expect(scan(bytes, pieceBytes)).toBe(expected);
    expect(looksSecret(bytes)).toBe(expected);
  });
});

describe('content', () => {
  it.each([
    ['between zeros', Buffer.from(`\0${id}\0${secret}\0`)],
    ['in two encodings', Buffer.concat([Buffer.from(`${id} `), Buffer.from(` ${secret} `, 'utf16le')])],
  ])('content with a pair %s', (_name, bytes) =>
    expect({ whole: looksSecret(bytes), pieces: scan(bytes, 9) }).toEqual({ whole: true, pieces: true }),
  );

  it.each([[megabyte - 10], [3 * megabyte]])('is looked through to its end, past %i bytes', (before) => {
    expect(looksSecret(Buffer.from(`${filler(before)} ${id} ${secret}`))).toBe(true);
  });
});

describe('the words of a text', () => {
  const run = fc
    .tuple(fc.integer({ min: 0, max: 60 }), fc.constantFrom('', '/', '_', '-', '+'))
    .map(([length, inner]) => random(length).slice(0, 35) + inner + random(length).slice(35));
  const gap = fc.constantFrom(' ', '=', '字', '\n', '"', '.'.repeat(31), '\x80');

  it('the words of a text have the same random words as the text', () => {
    const texts = fc.array(fc.oneof(run, gap), { maxLength: 12 }).map((some) => some.join(''));
    fc.assert(
      fc.property(texts, (text) => {
        const words = extractWords(text);
        for (const { beside } of secretRules)
          if (beside?.isWord) expect(beside.pattern.test(words)).toBe(beside.pattern.test(text));
      }),
      { numRuns: 2_000 },
    );
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
      failures: [
        {
          cause: {
            error: {
              kind: 'badFile',
              details: { code: 'secret', secret: { kind: 'accessKey/Alibaba Cloud', line: 1 } },
            },
          },
        },
      ],
    });
    expect(world.count('oss.createMultipart')).toBe(0);
  });

  it('a file above 20 MB is uploaded when the user has allowed its findings', async () => {
    const publisher = world.openWindow('one');
    await publisher.enqueue([world.publicationOf('big.js', { allowed: ['accessKey/Alibaba Cloud'] })]);
    await world.clock.advance(20_000);
    expect(world.stored('big.js')?.size).toBe(21 * megabyte);
  });
});
