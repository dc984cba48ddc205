import type { TLSSocket } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { describeCertificate } from '../../../../src/cloud/edge/certificate.js';

const name = 'img.example.com';
const good = {
  subject: { CN: name },
  subjectaltname: `DNS:${name}, DNS:www.example.com`,
  valid_to: 'Jun 30 23:59:59 2036 GMT',
};
const describeIt = (certificate: object, more: object = {}) =>
  describeCertificate(
    { authorized: true, getPeerCertificate: () => certificate, ...more } as unknown as Partial<TLSSocket>,
    name,
  );

describe('a certificate', () => {
  test('is told with its name, its end and its worth', () => {
    expect(describeIt(good)).toEqual({
      certificateTrusted: true,
      certificateName: name,
      certificateExpires: '2036-06-30T23:59:59.000Z',
    });
  });

  test.each(['', 'never', 'Foo 99 99:99:99 9999 GMT', undefined])('that ends at %j has no end', (valid_to) => {
    expect(describeIt({ ...good, valid_to })).toEqual({ certificateTrusted: true, certificateName: name });
  });

  test.each(['DNS:"img.example.com', 'DNS:"\\uZZZZ"', 'DNS:""x, DNS:y'])(
    'whose names %j cannot be read is not trusted',
    (subjectaltname) => {
      expect(describeIt({ ...good, subjectaltname })).toMatchObject({ certificateTrusted: false });
    },
  );

  test('with nothing in it, or none at all, is told as nothing', () => {
    expect(describeIt({})).toEqual({});
    expect(describeCertificate({}, name)).toEqual({});
    expect(describeIt({ subject: {} })).toMatchObject({ certificateTrusted: false });
  });
});
