import { describe, expect, test } from 'vitest';
import { readAuthorizationModel, readOrderModel } from '../../../../src/cloud/acme/orders.js';
import { isAppError } from '../../../../src/core/errors.js';

const url = 'https://acme-v02.api.letsencrypt.org/1';
const toAnswer = (value: unknown) => ({ status: 200, headers: {}, body: Buffer.from(JSON.stringify(value)) });
const order = {
  status: 'pending',
  identifiers: [{ type: 'dns', value: 'img.example.com' }],
  authorizations: [url],
  finalize: url,
};
const challenge = { type: 'dns-01', url, token: 'token', status: 'pending' };
const authorization = { identifier: { value: 'img.example.com' }, status: 'pending', challenges: [challenge] };

describe('a field of an answer of Let’s Encrypt that is missing or of another kind is named:', () => {
  test.each<[string, () => unknown]>([
    ['status', () => readOrderModel(toAnswer({ ...order, status: undefined }))],
    ['status', () => readOrderModel(toAnswer({ ...order, status: 'other' }))],
    ['identifiers', () => readOrderModel(toAnswer({ ...order, identifiers: {} }))],
    ['identifiers[0].value', () => readOrderModel(toAnswer({ ...order, identifiers: [{ type: 'dns' }] }))],
    ['authorizations', () => readOrderModel(toAnswer({ ...order, authorizations: url }))],
    ['authorizations[0]', () => readOrderModel(toAnswer({ ...order, authorizations: [{}] }))],
    ['finalize', () => readOrderModel(toAnswer({ ...order, finalize: undefined }))],
    ['certificate', () => readOrderModel(toAnswer({ ...order, certificate: {} }))],
    ['identifier.value', () => readAuthorizationModel(toAnswer({ ...authorization, identifier: {} }))],
    ['status', () => readAuthorizationModel(toAnswer({ ...authorization, status: {} }))],
    ['challenges', () => readAuthorizationModel(toAnswer({ ...authorization, challenges: 'x' }))],
    [
      'challenges[0].token',
      () => readAuthorizationModel(toAnswer({ ...authorization, challenges: [{ ...challenge, token: undefined }] })),
    ],
  ])('%s', (name, read) => {
    const error = failureOf(read);
    expect(isAppError(error) && error.details.message).toMatch(
      new RegExp(`^${name.replace(/[[\].]/g, '\\$&')} should`),
    );
    expect(error).toMatchObject({ kind: 'badAnswer' });
  });
});

function failureOf(read: () => unknown): unknown {
  try {
    return read();
  } catch (error) {
    return error;
  }
}
