import { describe, expect, it, test } from 'vitest';
import { findSecrets, SecretScan, secretRules } from '../../../../../src/core/publishing/secrets/secretScan.js';
import { growthOf, mostGrowth } from '../../../../support/growth.js';
import { secretExamples } from './secretExamples.js';

const toBytes = (content: string | Uint8Array) => (typeof content === 'string' ? Buffer.from(content) : content);
const filler = 'body { color: #a1b2c3; } /* lorem ipsum */\n';

function scanInPieces(bytes: Uint8Array, size: number) {
  const scan = new SecretScan('a.txt');
  for (let at = 0; at < bytes.length; at += size) scan.add(bytes.subarray(at, at + size));
  return scan.end();
}

describe('an example of a secret', () => {
  it.each(secretExamples)('%s is found as %s', (_name, kind, content) => {
    const bytes = toBytes(content);
    const found = findSecrets(bytes, 'a.txt');
    expect(found.map((each) => each.kind)).toContain(kind);
    for (const size of [100, 1_023, 5_000]) expect(scanInPieces(bytes, size)).toEqual(found);
  });

  it.each(secretExamples.filter(([, , content]) => typeof content === 'string'))(
    '%s is found behind other lines, with its line and nothing of it',
    (_name, kind, content) => {
      const bytes = Buffer.from(`${filler.repeat(300)}\n${String(content)}\n${filler}`);
      const found = findSecrets(bytes, 'a.txt');
      const lines = String(content).split('\n').length;
      const line = found.find((each) => each.kind === kind)?.line ?? 0;
      expect(line).toBeGreaterThan(301);
      expect(line).toBeLessThanOrEqual(301 + lines);
      expect(Object.keys(found[0] ?? {}).sort()).toEqual(['kind', 'line']);
      expect(scanInPieces(bytes, 1_000)).toEqual(found);
    },
  );

  it('the examples are at least 150, and every kind has one', () => {
    expect(new Set(secretExamples.map(([name]) => name)).size).toBe(secretExamples.length);
    expect(secretExamples.length).toBeGreaterThanOrEqual(150);
  });
});

const hex = '5f4dcc3b5aa765d61d8327deb882cf99';
const word = 'Zk9xT1rVdWm0aYc5HnUoJsLg2PeQwXiRfCtDvBh7';

describe('text that is no secret', () => {
  it.each([
    ['a public key', '-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAu1SU1LfVLPHCozMxH2Mo\n'],
    ['a certificate', '-----BEGIN CERTIFICATE-----\nMIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYD\n'],
    ['a marker in a program', "const begin = '-----BEGIN PRIVATE KEY-----', end = '-----END PRIVATE KEY-----';"],
    ['a public JWK', `{"kty":"RSA","n":"${word.repeat(8)}","e":"AQAB"}`],
    [
      'a key of Firebase in a page',
      `initializeApp({apiKey:"AIza${word.slice(0, 35)}",authDomain:"a.firebaseapp.com"})`,
    ],
    ['a key of Maps', `<script src="https://maps.googleapis.com/maps/api/js?key=AIza${word.slice(0, 35)}"></script>`],
    ['the key of a search of documents', `docsearch({ appId: 'R2IYF7ETH7', apiKey: '${hex}', indexName: 'site' })`],
    ['a publishable key of Stripe', `Stripe('pk_${'live_'}${word.slice(0, 24)}')`],
    ['a public token of Mapbox', `mapboxgl.accessToken = 'pk.${'eyJ'}1IjoibWFwYm94IiwiYSI6ImNpejY4'`],
    ['a value of the environment', 'const secretKey = process.env.SECRET_KEY_2024_V2_FOR_PRODUCTION;'],
    ['a value of a build', `clientSecret: "$${'{'}{ secrets.CLIENT_SECRET_2024_V2 }}"`],
    ['a placeholder of a template', 'accessKeySecret: "<your-access-key-secret-1a2b3c>"'],
    ['crosses', `apiSecret: "${'x'.repeat(32)}"`],
    ['the example of AWS', `aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCY${'EXAMPLE'}KEY`],
    ['an address without a password', 'postgres://localhost:5432/site https://user@acme.com/a:b@c'],
    ['the password of an example', 'mysql://root:password@localhost/site postgres://user:pass@host:5432/db'],
    ['a key of an example without a user', 'dotenv://:key_1234@acme.com/vault'],
    ['a local database', 'postgres://app:k3J9wq2x@localhost:5432/app'],
    ['an address of a package', `https://registry.npmjs.org/a/-/a-1.0.0.tgz#${hex}`],
    ['the integrity of a file', `integrity="sha384-${word}${word.slice(0, 24)}"`],
    ['a class of a style', '.sk-circle-fade .mask-image-gradient-radial-at-center-top { }'],
    ['a token of a parser', 'const token = nextToken(); tokens.push({ token: "identifier2", type: 1 });'],
    [
      'a name with digits',
      'const secret = base64EncodedSecretKeyOfTheUser2;\nconst accessToken = "oauth2AccessTokenName";',
    ],
    [
      'a file of settings without values',
      'DB_PASSWORD=\nSECRET_KEY=changeme_1a2b3c4d5e6f\nAPI_TOKEN=your_token_1a2b3c\n',
    ],
    ['a beacon', `<script data-cf-beacon='{"token": "${hex}"}'></script>`],
    ['a commit', `"secretVersion": "${hex}12345678"`],
  ])('%s is not found', (_name, content) => {
    expect(findSecrets(Buffer.from(content), 'a.js')).toEqual([]);
  });

  it('a presentation is no key, and what else ends in .key is one', () => {
    const archive = Uint8Array.from([0x50, 0x4b, 3, 4, 20, 0]);
    expect(findSecrets(archive, 'talks/slides.key')).toEqual([]);
    expect(findSecrets(Buffer.from('1f2e3d'), 'config/master.key')).toEqual([{ kind: 'privateKey', line: 1 }]);
    expect(findSecrets(new Uint8Array(), 'a.key')).toEqual([]);
  });

  it('what only the name of a field tells is not looked for in texts', () => {
    const content = Buffer.from(`API_TOKEN=${word}\n`);
    expect(findSecrets(content, 'README.md')).toEqual([]);
    expect(findSecrets(content, 'settings.txt')).toEqual([{ kind: 'secret', line: 1 }]);
  });
});

test('an access key is reported with its line in UTF-16, whatever precedes it', () => {
  const pair = `LTAI5t${'Ab1'.repeat(6)} ${'Ab1'.repeat(10)}`;
  const text = Buffer.from(`\ufeff上上上\r\n上\r\n${pair}`, 'utf16le');
  expect(findSecrets(text, 'a.txt')).toEqual([{ kind: 'accessKey/Alibaba Cloud', line: 3 }]);
});

describe('the time of a scan', () => {
  /** Without escapes and classes, which may have the characters of quantifiers. */
  const bare = (source: string) => source.replace(/\\./g, '').replace(/\[[^\]]*\]/g, '');

  it('no pattern repeats anything without a bound', () => {
    const all = secretRules.filter(({ pattern }) => /[*+]|\{\d+,\}/.test(bare(pattern.source)));
    expect(all.map(({ kind, pattern }) => [kind, pattern.source])).toEqual([]);
  });

  const signs = secretRules.flatMap((rule) => rule.signs);
  it.each(['a1', 'aB1', ' ', '\n', '="', ': ', '@', '&sv=2020-01-01&'])(
    'grows with the content alone where all signs stand between %j',
    (between) => {
      const make = (size: number) => {
        const block = signs.map((sign) => sign + between.repeat(Math.ceil(40 / between.length))).join('');
        return Buffer.from(block.repeat(Math.ceil(size / block.length)).slice(0, size));
      };
      expect(growthOf(make, (bytes) => findSecrets(bytes, 'a.txt'), { from: 4_000, largest: 4_000_000 })).toBeLessThan(
        mostGrowth,
      );
    },
  );
});
