import { X509Certificate } from 'node:crypto';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCloud } from '../../src/cloud/index.js';
import { acmeNames } from '../../src/core/https/acmeObstacle.js';
import { certificateApproval } from '../../src/core/onboarding/https/certificate.js';
import type { OnboardingPlan, RunAnswers, UserAsk } from '../../src/core/onboarding/run/run.js';
import type { CloudPorts } from '../../src/core/ports/cloud.js';
import { type Pebble, startPebble } from '../support/pebble.js';
import { hurriedClock, plan as onboarding, type SandboxRuns, startSandboxRuns } from '../support/sandboxRuns.js';

const domain = 'static.shop-demo.com';
let runs: SandboxRuns;
let pebble: Pebble;
let cloud: CloudPorts;

beforeEach(async () => {
  runs = await startSandboxRuns();
  pebble = await startPebble(runs.sandbox, { nonceReject: 25 });
  const { id: accessKeyId, secret: accessKeySecret } = runs.sandbox.accessKey;
  const credentials = async () => ({ accessKeyId, accessKeySecret });
  cloud = createCloud({ credentials, onCall: () => undefined, clock: hurriedClock });
  runs.sandbox.state.cdnDomains.get(domain)!.httpsOn = false;
});
afterEach(async () => {
  await pebble.stop();
  await runs.stop();
});

const planFor = (name: string): OnboardingPlan => ({ ...onboarding, task: 'https', domain: name });

/** Requests a certificate whenever one is to be chosen, and agrees to everything else. */
function agree(name: string, asked: UserAsk[] = []) {
  return (ask: UserAsk): Partial<RunAnswers> => {
    asked.push(ask);
    if (ask.kind === 'chooseCertificate') {
      const chosen = { acme: acmeNames(name), askedAt: hurriedClock.now() };
      return { certificate: chosen, approvals: { certificate: certificateApproval(chosen, undefined, {}) } };
    }
    if (ask.kind === 'approveValidation') return { approvals: { validation: ask.approval } };
    if (ask.kind === 'offerRedirect') return { left: { redirect: ask.approval } };
    throw new Error(`nobody expected to be asked: ${JSON.stringify(ask)}`);
  };
}

function givenTo(name: string): X509Certificate | undefined {
  const { cdnDomains, certificates } = runs.sandbox.state;
  const stored = certificates.get(cdnDomains.get(name)?.certificate?.id ?? 0);
  return stored && new X509Certificate(stored.certificate);
}

test('a certificate is requested, validated by a record that is removed again, stored, set and served', async () => {
  const asked: UserAsk[] = [];
  const board = runs.openWindow(new Set(), cloud);
  await runs.finish(board, await board.start(planFor(domain)), agree(domain, asked));
  expect(asked.map(({ kind }) => kind)).toEqual(['chooseCertificate', 'approveValidation', 'offerRedirect']);
  expect(givenTo(domain)?.subjectAltName).toBe(`DNS:${domain}`);
  expect(runs.recordsOf('TXT', '_acme-challenge.static')).toEqual([]);
});
