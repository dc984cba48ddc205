import type { TLSSocket } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { describeCertificate } from '../../../../src/cloud/edge/edgeProbe.js';

const name = 'img.example.com';
const good = {
  subject: { CN: name },
  subjectaltname: `DNS:${name}, DNS:www.example.com`,
  valid_to: 'Jun 30 23:59:59 2036 GMT',
  fingerprint256: 'AB:CD:EF',
};
const describeIt = (certificate: object, more: object = {}) =>
  describeCertificate(
    { authorized: true, getPeerCertificate: () => certificate, ...more } as unknown as Partial<TLSSocket>,
    name,
  );

describe('a certificate', () => {
  test('is reported with its names, end date, validity and fingerprint', () => {
    expect(describeIt(good)).toEqual({
      certificate: {
        trusted: true,
        names: [name, 'www.example.com'],
        expires: '2036-06-30T23:59:59.000Z',
        fingerprint: 'abcdef',
      },
    });
  });

  test.each(['', 'never', 'Foo 99 99:99:99 9999 GMT', undefined])(
    'a certificate that ends at %j has no end',
    (valid_to) => {
      expect(describeIt({ ...good, valid_to }).certificate).not.toHaveProperty('expires');
    },
  );

  test('keeps an empty fingerprint, since its type requires one', () => {
    expect(describeIt({ ...good, fingerprint256: undefined }).certificate).toMatchObject({ fingerprint: '' });
  });

  test.each(['DNS:"img.example.com', 'DNS:"\\uZZZZ"', 'DNS:""x, DNS:y'])(
    'whose names %j cannot be read is not trusted',
    (subjectaltname) => {
      expect(describeIt({ ...good, subjectaltname })).toMatchObject({ certificate: { trusted: false } });
    },
  );

  test('an empty or missing certificate is reported as nothing', () => {
    expect(describeIt({})).toEqual({});
    expect(describeCertificate({}, name)).toEqual({});
    expect(describeIt({ subject: {} })).toMatchObject({ certificate: { trusted: false } });
  });
});
