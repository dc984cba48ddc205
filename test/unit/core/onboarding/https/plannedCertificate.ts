import { freeHost } from '../../../../../src/core/https/accountCertificates.js';
import { challengeHost } from '../../../../../src/core/https/acmeObstacle.js';
import type { NewCertificate } from '../../../../../src/core/https/chosenCertificate.js';
import { certificateApproval, onceApproval, startLines } from '../../../../../src/core/onboarding/approvals.js';
import { newFacts } from '../../../../../src/core/onboarding/run/facts.js';
import type { RunAnswers, StepId } from '../../../../../src/core/onboarding/run/run.js';
import { stepIds } from '../../../../../src/core/onboarding/run/run.js';
import type { RunBoard } from '../../../../../src/core/onboarding/run/runBoard.js';
import { addMemoryCertificate } from '../../../../support/memory/certificates.js';
import { addMemoryInstance, memoryContact } from '../../../../support/memory/freeCertificates.js';
import type { MemoryCloud } from '../../../../support/memoryCloud.js';
import { agree, createWorld, plan, readyCloud, type World } from '../world.js';

const { domain } = plan;

/** The certificate of each kind that a form may put into the plan, and the record that validates it. */
export const choices = {
  own: (cloud: MemoryCloud): NewCertificate => {
    const { id, name, region } = addMemoryCertificate(cloud.state, ['*.example.com'], 2e12, 'wild');
    return { kind: 'own', id, name, region };
  },
  free: (cloud: MemoryCloud): NewCertificate => {
    cloud.state.contacts.push(memoryContact);
    const { id } = addMemoryInstance(cloud.state);
    return { kind: 'free', instance: id, contact: memoryContact.id, askedAt: 0 };
  },
  acme: (): NewCertificate => ({ kind: 'acme', names: [domain], askedAt: 0 }),
};
type Kind = keyof typeof choices;

export const lines: Readonly<Record<Kind, readonly string[]>> = {
  own: [],
  free: [startLines.record(freeHost(domain), 'TXT', 'alibabacloud')],
  acme: [startLines.record(challengeHost(domain), 'TXT', 'letsencrypt')],
};

/** A plan without a folder. */
export const bare: Partial<RunAnswers> = { skipped: { mapping: true, publish: true } };

/** The answers that an onboarding has from its beginning where its plan has this certificate. */
export function planned(chosen: NewCertificate, started: readonly string[]): Partial<RunAnswers> {
  const certificate = certificateApproval(chosen, undefined, newFacts);
  const redirect = onceApproval('redirect', domain, newFacts);
  return { ...bare, started, certificate: chosen, approvals: { certificate, redirect } };
}

interface Watched {
  /** The kinds of questions in their order. */
  readonly asked: string[];
  /** Every step that was seen done, in the order in which that came. */
  readonly done: StepId[];
}

/** Lives in one window, answers what `live` answers, and notes what was asked and done. */
export async function watch(
  world: World,
  board: RunBoard,
  id: string,
  until: () => boolean = () => false,
): Promise<Watched> {
  const asked: string[] = [];
  const done: StepId[] = [];
  for (let step = 0; step < 240 && !until(); step++) {
    await world.clock.advance(10_000);
    const view = board.runs.find(({ record }) => record.id === id);
    if (!view || until()) break;
    for (const each of stepIds) if (view.record.steps[each].state === 'done' && !done.includes(each)) done.push(each);
    const { domains } = world.cloud.state;
    if (domains.get(domain)?.status === 'configuring') world.cloud.bringOnline(domain);
    const state = Object.values(view.record.steps).find((each) => each.state === 'needsUser');
    if (!state && view.activity === 'finished') break;
    if (!state || world.unanswered.has(state.ask.kind)) continue;
    asked.push(state.ask.kind);
    await board.answer(id, agree(state.ask, world.cloud));
  }
  return { asked, done };
}

export async function onboard(kind: Kind, started = lines[kind], cloud = readyCloud()) {
  const world = createWorld(cloud);
  const board = world.openWindow('a');
  const id = await board.start(plan, planned(choices[kind](cloud), started));
  return { world, board, id, watched: await watch(world, board, id), record: board.runs[0]!.record };
}

export const proofs = ({ cloud }: World) => cloud.state.records.filter(({ type }) => type === 'TXT');
export const isSet = ({ cloud }: World) => cloud.state.given.has(domain);
export const isBefore = ({ done }: Watched, left: StepId, right: StepId) => done.indexOf(left) < done.indexOf(right);
