import { generateKeyPairSync } from 'node:crypto';
import fc from 'fast-check';
import { beforeAll, test } from 'vitest';
import { readChain } from '../../../../src/cloud/acme/client.js';
import { createAccountKey, readAccountKey } from '../../../../src/cloud/acme/jws.js';
import { readAuthorizationModel, readOrderModel, toOrder } from '../../../../src/cloud/acme/orders.js';
import { toRefusal } from '../../../../src/cloud/acme/problems.js';
import { isAppError } from '../../../../src/core/errors.js';
import { fuzz, fuzzSeed, fuzzTimeoutMs } from '../../../support/fuzz.js';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = readAccountKey(createAccountKey())!;
const spec = { action: 'order', subject: 'example.com', signal: new AbortController().signal };
const url = 'https://acme-v02.api.letsencrypt.org/1';
const toAnswer = (text: string, status = 200) => ({ status, headers: {}, body: Buffer.from(text) });

/** Some value in the place of any field that the server writes. */
const value = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  // No text can be made of it.
  fc.constant({ toString: 1 }),
  fc.constantFrom(
    'pending',
    'valid',
    'invalid',
    'dns-01',
    url,
    'https://example.com/',
    ['x'],
    [{ type: 'dns-01', url }],
  ),
);
const fields = [
  'status',
  'identifiers',
  'authorizations',
  'finalize',
  'certificate',
  'error',
  'challenges',
  'identifier',
];
const document = fc.oneof(
  fc.dictionary(fc.constantFrom(...fields, 'type', 'detail'), value).map((each) => JSON.stringify(each)),
  fc.json(),
  fc.string(),
);

/** Only errors with a kind may be thrown. */
function refuse(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    if (!isAppError(error)) throw error;
  }
}

beforeAll(() => console.log(`seed of the random inputs: ${fuzzSeed}`));

test(
  'any answer of an ACME server is parsed, or is an error with a kind',
  () =>
    fuzz(fc.tuple(document, document), ([order, authorization]) =>
      refuse(() =>
        toOrder(url, readOrderModel(toAnswer(order)), [readAuthorizationModel(toAnswer(authorization))], key),
      ),
    ),
  fuzzTimeoutMs,
);

test(
  'any refusal of an ACME server becomes an error with a kind',
  () => fuzz(fc.tuple(document, fc.nat(999)), ([text, status]) => void toRefusal(toAnswer(text, status), spec, 0)),
  fuzzTimeoutMs,
);

test(
  'any certificate chain is parsed, or is an error with a kind',
  () => {
    const block = fc.base64String().map((text) => `-----BEGIN CERTIFICATE-----\n${text}\n-----END CERTIFICATE-----\n`);
    const text = fc.array(fc.oneof(block, fc.string())).map((parts) => parts.join(''));
    fuzz(text, (given) =>
      refuse(() => readChain(toAnswer(given), { key: privateKey, names: ['example.com'], now: 0 })),
    );
  },
  fuzzTimeoutMs,
);
