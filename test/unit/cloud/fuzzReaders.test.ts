import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import dnsPacket from 'dns-packet';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listProfiles, readCredentials } from '../../../src/cloud/credentials.js';
import { makeQuery, toFinding } from '../../../src/cloud/dns/message.js';
import { translateError } from '../../../src/cloud/errors.js';
import { isForeignPage, isFromVendor } from '../../../src/cloud/http/proxyAnswer.js';
import { parseXml } from '../../../src/cloud/http/xml.js';
import { checkAnswer } from '../../../src/cloud/oss/failure.js';
import { isAppError } from '../../../src/core/errors.js';
import { compileRules } from '../../../src/core/publishing/mapping/fileRules.js';
import { listFolderPlaces, parseMappingFile } from '../../../src/core/publishing/mapping/parseMapping.js';
import { maskSecrets } from '../../../src/core/secretForms.js';
import { parseFromPage, parsePageState } from '../../../src/host/page/fromPage.js';
import { fuzz, fuzzAsync, fuzzSeed, fuzzTimeoutMs } from '../../support/fuzz.js';
import { secret, secretTexts, tellsSecret } from '../../support/secretTexts.js';

const call = { action: 'AddCdnDomain', subject: 'img.example.com', secrets: ['wJalrXUtnFEMI/K7MDENG+bPxRfi'] };
const pieces = [
  '<',
  '</',
  '>',
  '/>',
  '<!--',
  '-->',
  '<![CDATA[',
  ']]>',
  '&#',
  'x0;',
  '&',
  ';',
  'Error',
  'Code',
  '\u0000',
];
const markup = fc
  .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 5 })))
  .map((parts) => parts.join(''));
let home: string;

beforeAll(async () => {
  console.log(`seed of the random inputs: ${fuzzSeed}`);
  home = await mkdtemp(join(tmpdir(), 'oss-cdn-fuzz-'));
  await mkdir(join(home, '.aliyun'));
});
afterAll(() => rm(home, { recursive: true, force: true }));

test('any text is read as XML or as none', () => fuzz(markup, (text) => void parseXml(text)), fuzzTimeoutMs);

test(
  'any answer is from OSS, or an error with a kind',
  () => {
    const answer = fc.record({
      status: fc.constantFrom(200, 204, 302, 400, 403, 404, 414, 429, 502),
      headers: fc.dictionary(fc.constantFrom('x-oss-request-id', 'x-oss-err', 'content-type', 'x-oss-ec'), fc.string()),
      body: fc.oneof(markup, fc.json(), fc.string()).map((text) => Buffer.from(text)),
    });
    fuzz(answer, (given) => {
      isFromVendor(given);
      isForeignPage(given);
      try {
        checkAnswer(given);
      } catch (error) {
        expect(isAppError(translateError(error, call))).toBe(true);
      }
    });
  },
  fuzzTimeoutMs,
);

test(
  'whatever an SDK throws becomes an error of bounded length without a secret',
  () => {
    const word = fc.oneof(fc.string(), fc.constantFrom(...call.secrets), fc.anything());
    const data = fc.dictionary(
      fc.constantFrom('Code', 'Message', 'RequestId', 'endpoint', 'Recommend', 'statusCode'),
      word,
    );
    const raw = fc.record(
      { name: word, code: word, message: word, requestId: word, statusCode: word, data },
      { requiredKeys: [] },
    );
    fuzz(raw, (given) => {
      const { details } = translateError(given, call);
      for (const [name, value] of Object.entries(details)) {
        if (name === 'subject' || name === 'action') continue;
        expect(String(value)).not.toContain(call.secrets[0]);
        expect(String(value).length).toBeLessThanOrEqual(1_000);
      }
    });
  },
  fuzzTimeoutMs,
);

test(
  'any bytes are an answer of a name server or none',
  () => {
    const { bytes, readAnswer } = makeQuery('img.example.com', 'CNAME', 7);
    const good = dnsPacket.encode({
      type: 'response',
      id: 7,
      questions: [{ name: 'img.example.com', type: 'CNAME' }],
      answers: [{ name: 'img.example.com', type: 'CNAME', data: 'a.example.net', ttl: 60 }],
    });
    const changes = fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 4 });
    const message = fc.oneof(
      fc.uint8Array({ maxLength: 80 }).map((tail) => Buffer.concat([bytes, tail])),
      fc.tuple(changes, fc.nat(good.length)).map(([list, cut]) => {
        const changed = Buffer.from(good);
        for (const [at, byte] of list) changed[at] = byte;
        return list.length % 2 === 0 ? changed : changed.subarray(0, cut);
      }),
    );
    fuzz(message, (given) => {
      const answer = readAnswer(given);
      if (answer) toFinding(answer, 'img.example.com', 'udp');
    });
  },
  fuzzTimeoutMs,
);

test(
  'any file of the command line tool gives keys or an error that holds none of it',
  async () => {
    const profile = fc.record(
      {
        name: fc.oneof(fc.constant('default'), fc.anything()),
        mode: fc.oneof(fc.constantFrom('AK', 'StsToken', 'RamRoleArn'), fc.anything()),
        access_key_id: fc.oneof(fc.string(), fc.anything()),
        access_key_secret: fc.oneof(fc.constant(call.secrets[0]), fc.anything()),
      },
      { requiredKeys: [] },
    );
    const file = fc.oneof(
      fc.record({ profiles: fc.oneof(fc.array(profile), fc.anything()) }).map((value) => toJson(value)),
      fc.json(),
      fc.string(),
    );
    await fuzzAsync(file, async (text) => {
      await writeFile(join(home, '.aliyun', 'config.json'), text);
      const place = { home, env: {} };
      const reads = [() => listProfiles(place), () => readCredentials({ kind: 'profile', profile: 'default' }, place)];
      for (const read of reads) {
        const error = await read().then(
          () => undefined,
          (caught: unknown) => caught,
        );
        if (error !== undefined) expect(isAppError(error) && !error.message.includes(call.secrets[0]!)).toBe(true);
      }
    });
  },
  fuzzTimeoutMs,
);

test(
  'any text is a mapping file of sound mappings, or one with problems inside of it',
  () => {
    const glob = fc.oneof(
      fc.string(),
      fc.constantFrom('**/*', '*.{js,css}', '!(a|b)', '*(a|a)', '{a,aa}{a,aa}', '***a'),
    );
    const word = fc.oneof(fc.string(), fc.anything(), fc.constantFrom('dist', '..', 'con', 'cn-hangzhou', 'my-site'));
    const mapping = fc.record(
      {
        folder: fc.oneof(fc.constantFrom('dist', 'dist/../..', 'nul'), word),
        bucket: fc.oneof(fc.constant('my-site'), word),
        region: fc.oneof(fc.constantFrom('cn-hangzhou', 'cn-hangzhou-internal'), word),
        prefix: fc.oneof(fc.constantFrom('', 'a/'), word),
        include: fc.array(glob),
        exclude: fc.oneof(fc.array(glob), word),
        headers: fc.array(fc.record({ files: glob, cacheControl: word })),
        refreshVariants: fc.array(word),
      },
      { requiredKeys: ['folder', 'bucket', 'region'] },
    );
    const file = fc.record({ mappings: fc.oneof(fc.array(mapping), fc.anything()) }).map(toJson);
    const cut = fc.tuple(file, fc.nat(200)).map(([text, at]) => text.slice(0, at) + text.slice(at + 1));
    const nested = fc.tuple(fc.constantFrom('[', '{"a":', '{"mappings":['), fc.nat(3_000));
    const text = fc.oneof(
      file,
      cut,
      nested.map(([part, times]) => part.repeat(times)),
      fc.json(),
      fc.string(),
    );
    fuzz(text, (given) => {
      listFolderPlaces(given);
      const { mappings, problems } = parseMappingFile(given);
      for (const { offset, length, subject } of problems) {
        expect(subject.length).toBeLessThanOrEqual(100);
        expect(offset + length).toBeLessThanOrEqual(Math.max(1, given.length + 1));
      }
      for (const sound of mappings) {
        expect(sound.folder.split('/')).not.toContain('..');
        expect(sound.bucket.region).not.toMatch(/internal/);
        compileRules(sound).includes(`${'a'.repeat(100)}/${'a'.repeat(100)}b`);
      }
    });
  },
  fuzzTimeoutMs,
);

test(
  'any message of the page is one of the protocol or none',
  () => {
    const message = fc.oneof(
      fc.anything(),
      fc.record({ type: fc.constantFrom('ready', 'copy', 'act'), text: fc.anything(), action: fc.anything() }),
    );
    fuzz(message, (given) => {
      parsePageState(given);
      expect(['undefined', 'object']).toContain(typeof parseFromPage(given, ['recheck']));
    });
  },
  fuzzTimeoutMs,
);

test(
  'the redactor leaves no 12 characters of a secret in any text',
  () => {
    const [secret = ''] = call.secrets;
    const part = fc.tuple(fc.nat(10), fc.nat(10)).map(([from, cut]) => secret.slice(from, secret.length - cut));
    const text = fc
      .array(fc.oneof(markup, part, part.map(encodeURIComponent), fc.string()))
      .map((all) => all.join(' '));
    const mask = maskSecrets(call.secrets);
    fuzz(text, (given) => {
      const hidden = mask.hide(given, '*');
      for (let at = 0; at + 12 <= secret.length; at++) expect(hidden).not.toContain(secret.slice(at, at + 12));
    });
  },
  fuzzTimeoutMs,
);

test(
  'the redactor leaves no form of a secret that can be read, whatever it is split by',
  () => {
    const separator = fc.string({ unit: fc.constantFrom(...' \t\n-_.,:;+/=*|"\'(){}<>~\u200b…'), maxLength: 3 });
    const places = fc.array(fc.tuple(fc.nat(120), separator), { maxLength: 10 });
    const mask = maskSecrets([secret]);
    fuzz(fc.tuple(fc.constantFrom(...secretTexts), places, markup), ([[, form], cuts, around]) => {
      const given = cuts.reduce((text, [at, by]) => text.slice(0, at) + by + text.slice(at), form);
      expect(tellsSecret(mask.hide(`${around} ${given} ${around}`, '*'))).toBe(false);
    });
  },
  fuzzTimeoutMs,
);

/** Values that JSON cannot hold are left out. */
function toJson(value: unknown): string {
  try {
    return JSON.stringify(value) ?? '';
  } catch {
    return '';
  }
}
