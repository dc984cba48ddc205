import { describe, expect, it } from 'vitest';
import { isPublicSuffix } from '../../../../../src/cloud/publicSuffix.js';
import type { OnboardingPlan } from '../../../../../src/core/onboarding/run/run.js';
import { type Choices, planStart, toRunStart } from '../../../../../src/features/onboarding/review/choices.js';
import type { PlanOutlook } from '../../../../../src/features/onboarding/review/outlook.js';
import { bucketRef } from '../form/fillIn.js';
import { choose, plainOutlook } from './reviewText.js';

const domain = 'www.example.com';
const plan: OnboardingPlan = {
  domain,
  origin: { kind: 'bucket', bucket: bucketRef },
  type: 'web',
  region: 'overseas',
  port: 80,
  site: { type: 'website' },
};
const validation = { host: `_acme-challenge.${domain}`, byHand: false, afterSwitch: false };
/** A new domain whose zone is here, and an empty bucket without visitors. */
const fresh: PlanOutlook = {
  ...plainOutlook,
  isEmpty: true,
  isUnserved: true,
  dns: { kind: 'here', zone: 'example.com', conflicts: [] },
  certificates: [{ kind: 'acme', validation }, { kind: 'files' }, { kind: 'later' }],
};
const nothing = { mapping: false, publish: false, certificate: false, redirect: false };
const folder = { folder: 'file:///w/dist' };
const records = [
  'verification.example.com TXT alibabacloud',
  `_dnsauth.${domain} TXT alibabacloud`,
  `_acme-challenge.${domain} TXT letsencrypt`,
];

const answersOf = (outlook: Partial<PlanOutlook> = {}, changes: Partial<Choices> = {}, of = plan) => {
  const all = { ...fresh, ...outlook };
  return toRunStart(planStart(choose(of, all, changes), all, isPublicSuffix), 7).answers;
};

describe('what Start approves', () => {
  it('is all that does not affect visitors, each record by its name, type and issuer', () => {
    expect(answersOf({}, folder)).toEqual({
      ...folder,
      started: ['site', 'publish', ...records],
      skipped: nothing,
      left: { redirect: '' },
      certificate: { kind: 'acme', names: [domain], askedAt: 7 },
      approvals: { certificate: `acme ${domain} 7 over none (0)`, redirect: `${domain} (0)` },
    });
  });

  it.each([
    ['the binding of a name that is reached through a wildcard alone', { bindsLater: true }, records[1]],
    ['the binding of a name without a filing', { staysUnbound: true }, records[1]],
    ['the proof of a root domain that is proven', { isProven: true }, records[0]],
  ] as const)('is not %s', (_what, outlook, line) => {
    expect(answersOf({}, folder).started).toContain(line);
    const { started } = answersOf(outlook, folder);
    expect(started).not.toContain(line);
    expect(started).toContain('site');
  });

  it('includes publishing to a bucket that may have visitors, and private access, told apart by whether the bucket is empty', () => {
    expect(answersOf({ isEmpty: false, isUnserved: false }, folder).started).toContain('publish');
    expect(answersOf({ isPrivate: true }).started).toContain('privateOrigin');
    const { started } = answersOf({ isPrivate: true, isEmpty: false });
    expect(started).toContain('privateObjects');
    expect(started).not.toContain('privateOrigin');
  });

  it.each([
    ['a bucket that anyone may read', { isPublic: true }, { errorPage: '404.html' }],
    ['a private bucket', { isPrivate: true }, { notFoundPage: 'x' }],
    ['a domain that may have visitors', { isPublic: true, cover: '*.example.com' }, { notFoundPage: 'x' }],
  ] as const)('is the 404 page by the static pages of %s alone', (_what, outlook, page) => {
    const all = { ...fresh, ...outlook };
    const site = { type: 'website', notFoundPage: 'x' } as const;
    const start = planStart(choose({ ...plan, site }, all), all, isPublicSuffix);
    expect(toRunStart(start, 7).plan.site).toEqual({ type: 'website', ...page });
    expect(start.siteChanges.some(({ functionName }) => functionName === 'error_page')).toBe('notFoundPage' in page);
  });

  it('is no record in a zone that is elsewhere', () => {
    const { started } = answersOf({ dns: { kind: 'elsewhere', servers: ['ns1.other.example'] } }, folder);
    expect(started).toEqual(['site', 'publish']);
  });

  it('is no record of a certificate that waits for the switch, which is chosen all the same', () => {
    const waiting = { kind: 'acme', validation: { ...validation, afterSwitch: true } } as const;
    const { started, certificate } = answersOf({ certificates: [waiting] });
    expect(started).not.toContain(records[2]);
    expect(certificate).toMatchObject({ kind: 'acme' });
  });

  it('does not apply to a domain already on CDN, which keeps its certificate', () => {
    const held = { id: 3, name: 'cert', fingerprint: 'ab' };
    const existing = { domain: { name: domain } as never, held, configs: [] };
    expect(answersOf({ existing, certificates: [] }, folder)).toEqual({
      ...folder,
      skipped: nothing,
      certificate: { kind: 'keep', present: 'ab' },
    });
  });
});

describe('what Start approves of a name that a wildcard domain serves on CDN', () => {
  it('is the certificate that was chosen, and nothing that visitors see', () => {
    const { started, approvals, certificate } = answersOf({ isPrivate: true, cover: '.example.com' }, folder);
    expect({ started, approvals, certificate }).toEqual({
      started: [],
      approvals: { certificate: `acme ${domain} 7 over none (0)` },
      certificate: { kind: 'acme', names: [domain], askedAt: 7 },
    });
  });
});

describe('what the run leaves out', () => {
  it('is the folder where none was chosen, or none can be mapped', () => {
    expect(answersOf().skipped).toEqual({ ...nothing, mapping: true, publish: true });
    const wildcard = answersOf({}, folder, { ...plan, domain: '.example.com' });
    expect(wildcard).not.toHaveProperty('folder');
    expect(wildcard.skipped).toEqual({ ...nothing, mapping: true, publish: true });
  });

  it('is the certificate that is for later, and the redirect that is not wanted', () => {
    const later = answersOf({}, { ...folder, certificate: { kind: 'later' } });
    expect({ skipped: later.skipped, approvals: later.approvals }).toEqual({
      skipped: { ...nothing, certificate: true },
      approvals: {},
    });
    const both = answersOf({}, { ...folder, redirects: false });
    expect(both.skipped).toEqual({ ...nothing, redirect: true });
    expect(both).not.toHaveProperty('left');
    expect(both.approvals).not.toHaveProperty('redirect');
  });

  it('is nothing where a certificate comes from files: the run asks for it', () => {
    const files = answersOf({}, { ...folder, certificate: { kind: 'files' } });
    expect(files.skipped).toEqual(nothing);
    expect(files).not.toHaveProperty('certificate');
  });
});
