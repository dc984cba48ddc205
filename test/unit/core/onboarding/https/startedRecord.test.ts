import { describe, expect, it } from 'vitest';
import { challengeHost } from '../../../../../src/core/https/acmeObstacle.js';
import { startLines } from '../../../../../src/core/onboarding/approvals.js';
import type { RunBoard } from '../../../../../src/core/onboarding/run/runBoard.js';
import { type Fate, openMortal } from '../mortal.js';
import { createWorld, plan, readyCloud, type World } from '../world.js';
import { bare, choices, lines, onboard, planned, proofs, watch } from './plannedCertificate.js';

const { domain } = plan;

describe('the record that validates a certificate', () => {
  it.each(['free', 'acme'] as const)('is asked about where Start did not name it (%s)', async (kind) => {
    const { watched } = await onboard(kind, []);
    expect(watched.asked).toContain('approveValidation');
  });

  it.each([
    ['another name', [startLines.record(`_acme-challenge.other.${domain}`, 'TXT', 'letsencrypt')]],
    ['another type', [startLines.record(challengeHost(domain), 'CNAME', 'letsencrypt')]],
    ['another issuer', [startLines.record(challengeHost(domain), 'TXT', 'alibabacloud')]],
  ])('is asked about where Start named %s', async (_what, started) => {
    expect((await onboard('acme', started)).watched.asked).toContain('approveValidation');
  });

  it('of a free certificate is asked about where the service requires a CNAME and Start named a TXT', async () => {
    const cloud = readyCloud();
    cloud.state.validationType = 'CNAME';
    expect((await onboard('free', lines.free, cloud)).watched.asked).toContain('approveValidation');
  });

  it('is asked about where the domain was on CDN before', async () => {
    const cloud = readyCloud();
    const world = createWorld(cloud);
    const board = world.openWindow('a');
    await watch(world, board, await board.start(plan, { skipped: { ...bare.skipped, certificate: true } }));
    await board.remove(board.runs[0]!.record.id);
    const other = world.openWindow('b');
    const again = await watch(world, other, await other.start(plan, planned(choices.acme(), lines.acme)));
    expect(again.asked).toContain('approveValidation');
  });

  const approvals = [
    ['free', 'Start', lines.free],
    ['acme', 'Start', lines.acme],
    ['free', 'its question', []],
    ['acme', 'its question', []],
  ] as const;

  it.each(approvals)(
    '(%s) is asked about again where it is deleted by hand after %s approved it',
    async (kind, _by, started) => {
      const world = unissuedWorld();
      const board = world.openWindow('a');
      const id = await board.start(plan, planned(choices[kind](world.cloud), started));
      await watch(world, board, id, () => proofs(world).length > 0);
      await world.clock.advance(60_000);
      await deleteByHand(world, board, id);
    },
  );

  it.each(approvals)(
    '(%s) is asked about again also where the window died right after it wrote it (%s approved it)',
    async (kind, _by, started) => {
      const world = unissuedWorld();
      const fate: Fate = (deed) =>
        deed.kind === 'call' && deed.action === 'dns.createRecord' && deed.step === 'certificate' ? 'after' : undefined;
      const dying = openMortal(world, 'a', fate);
      const id = await dying.board.start(plan, planned(choices[kind](world.cloud), started));
      await watch(world, dying.board, id, dying.isDead);
      expect(proofs(world)).toHaveLength(1);
      const board = world.openWindow('b');
      await board.load();
      await world.clock.advance(180_000);
      await deleteByHand(world, board, id);
    },
  );
});

/** A cloud in which the record is written, and nothing is issued. */
function unissuedWorld(): World {
  const cloud = readyCloud();
  cloud.state.application = 'unissued';
  const silent = (server: string) =>
    ({ server, outcome: 'nxdomain', records: [], transport: 'udp', at: 0, durationMs: 1 }) as const;
  for (const server of ['192.0.2.1:53', '192.0.2.2:53']) cloud.state.dnsAnswers.set(server, () => silent(server));
  return createWorld(cloud);
}

/** Deletes the record that the run has seen, and expects its question in place of another record. */
async function deleteByHand(world: World, board: RunBoard, id: string): Promise<void> {
  const { state } = world.cloud;
  state.records.splice(0, state.records.length, ...state.records.filter(({ type }) => type !== 'TXT'));
  world.unanswered.add('approveValidation');
  await watch(world, board, id, () => board.runs[0]?.record.steps.certificate.state === 'needsUser');
  expect(board.runs[0]?.record.steps.certificate).toMatchObject({ ask: { kind: 'approveValidation' } });
  expect(proofs(world)).toEqual([]);
}
