import { expect, it } from 'vitest';
import { createRecord } from '../../../../../../src/core/onboarding/run/runRecord.js';
import type { CdnConfig } from '../../../../../../src/core/ports/cdn.js';
import { describeProtocols } from '../../../../../../src/features/onboarding/asks/https/describeProtocols.js';
import { createMemoryCloud } from '../../../../../support/memoryCloud.js';
import { plan } from '../../../../core/onboarding/world.js';

const http2: CdnConfig = { id: '1', functionName: 'https_option', args: { http2: 'on' }, status: 'success' };
const versions = { tls10: 'off', tls11: 'off', tls12: 'on', tls13: 'on' };
const tls: CdnConfig = { id: '2', functionName: 'https_tls_version', args: versions, status: 'success' };
const http = 'HTTP will continue to work.';

it.each([
  ['neither is set', [], `HTTP/2 will be turned on, and TLS 1.2 will become the minimum version. ${http}`],
  ['HTTP/2 is on', [http2], `TLS 1.2 will become the minimum version. ${http}`],
  ['old versions of TLS are off', [tls], `HTTP/2 will be turned on. ${http}`],
  ['both are set', [http2, tls], http],
] as const)('setting up HTTPS says what it changes of the protocols where %s', async (_name, configs, text) => {
  const cloud = createMemoryCloud();
  const { domain } = plan;
  cloud.state.domains.set(domain, { name: domain, status: 'online', type: 'web', sources: [], httpsOn: false });
  cloud.state.configs.set(domain, [...configs]);
  expect(await describeProtocols({ run: createRecord('1', plan, 0), cloud: async () => cloud })).toBe(text);
});
