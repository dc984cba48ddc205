import { expect, it } from 'vitest';
import { newFacts, type RunFacts } from '../../../../../src/core/onboarding/run/facts.js';
import type { RunAnswers } from '../../../../../src/core/onboarding/run/run.js';
import { createRecord, noAnswers } from '../../../../../src/core/onboarding/run/runRecord.js';
import type { CdnConfig } from '../../../../../src/core/ports/cdn.js';
import { describeProtocols } from '../../../../../src/features/questions/https/newCertificate.js';
import { createMemoryCloud } from '../../../../support/memoryCloud.js';
import { plan } from '../../../core/onboarding/world.js';

const http2: CdnConfig = { id: '1', functionName: 'https_option', args: { http2: 'on' }, status: 'success' };
const versions = { tls10: 'off', tls11: 'off', tls12: 'on', tls13: 'on' };
const tls: CdnConfig = { id: '2', functionName: 'https_tls_version', args: versions, status: 'success' };
const http = 'HTTP will continue to work.';

const http2Text = 'HTTP/2 will be turned on.';
const tlsText = 'TLS 1.2 will become the minimum version.';
const both = `HTTP/2 will be turned on, and TLS 1.2 will become the minimum version. ${http}`;
const left: RunAnswers = { ...noAnswers, left: { settings: 'https_option' } };

it.each<{
  readonly what: string;
  readonly configs: readonly CdnConfig[];
  readonly facts?: RunFacts;
  readonly answers?: RunAnswers;
  readonly text: string;
}>([
  { what: 'neither is set', configs: [], text: both },
  { what: 'HTTP/2 is on', configs: [http2], text: `${tlsText} ${http}` },
  { what: 'old versions of TLS are off', configs: [tls], text: `${http2Text} ${http}` },
  { what: 'both are set', configs: [http2, tls], text: http },
  {
    what: 'CDN failed to turn HTTP/2 on',
    configs: [{ ...http2, status: 'failed' }, tls],
    text: `${http2Text} ${http}`,
  },
  {
    what: 'an earlier run set both, and they were changed since',
    configs: [],
    facts: { ...newFacts, protocolsSet: true },
    text: http,
  },
  { what: 'the user continues without HTTP/2', configs: [], answers: left, text: `${tlsText} ${http}` },
])('setting up HTTPS shows its protocol changes where $what', async ({ configs, text, ...known }) => {
  const cloud = createMemoryCloud();
  const { domain } = plan;
  cloud.state.domains.set(domain, { name: domain, status: 'online', type: 'web', sources: [], httpsOn: false });
  cloud.state.configs.set(domain, [...configs]);
  const run = { ...createRecord('1', plan, 0), ...known };
  expect(await describeProtocols({ run, cloud: async () => cloud })).toBe(text);
});
