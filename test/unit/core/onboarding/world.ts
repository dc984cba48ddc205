import { runLoopOf } from '../../../../src/core/onboarding/allSteps.js';
import { certificateApproval } from '../../../../src/core/onboarding/approvals.js';
import type { AskOf, UserAsk } from '../../../../src/core/onboarding/run/asks.js';
import { newFacts } from '../../../../src/core/onboarding/run/facts.js';
import type {
  FolderComparison,
  FolderConsent,
  FolderRequest,
  MappingPort,
} from '../../../../src/core/onboarding/run/mappingPort.js';
import type { OnboardingPlan, RunAnswers } from '../../../../src/core/onboarding/run/run.js';
import { RunBoard, type RunBoardDeps } from '../../../../src/core/onboarding/run/runBoard.js';
import type { StepFailure } from '../../../../src/core/onboarding/run/stepReasons.js';
import { createMemoryCloud, type MemoryCloud } from '../../../support/memoryCloud.js';
import { createSharedDocuments } from '../../../support/memoryStore.js';
import { createVirtualClock } from '../../../support/virtualClock.js';

export const siteBucket = { name: 'site', region: 'cn-hangzhou' };

export const plan: OnboardingPlan = {
  domain: 'img.example.com',
  origin: { kind: 'bucket', bucket: siteBucket },
  type: 'web',
  region: 'domestic',
  port: 80,
};

/** A cloud with one public bucket, a zone and a workspace, and windows that work on runs in it. */
export function createWorld(cloud: MemoryCloud = readyCloud()) {
  const clock = createVirtualClock();
  const documents = createSharedDocuments(clock);
  const workspace = createWorkspace();
  /** The questions that the user leaves alone. */
  const unanswered = new Set<UserAsk['kind']>();
  const depsOf = (name: string): RunBoardDeps => ({
    store: documents.window(name),
    session: {
      account: { id: cloud.state.ownerId, source: { kind: 'secret' } },
      onDidChange: () => ({ dispose() {} }),
      cloud: async () => cloud,
    },
    clock,
    mapping: workspace.port,
    loadRunLoop: async (task) => runLoopOf(task),
    loadRootOf: async () => (name) => name.split('.').slice(-2).join('.'),
    resolvers: () => ['192.0.2.1:53', '192.0.2.2:53'],
    authoritativeServers: () => [],
  });
  return {
    cloud,
    clock,
    documents,
    ...workspace,
    unanswered,
    depsOf,
    openWindow: (name: string) => new RunBoard(depsOf(name)),
  };
}

/** A folder of the workspace as it stands against the bucket: what is `added` and `replaced` is there once it is published. */
interface WorldFolder {
  consent: FolderConsent;
  files: number;
  added: number;
  replaced: readonly string[];
  unsent: readonly string[];
  failed: readonly string[];
  failedFor?: StepFailure;
  /** What failed fails again when it is sent once more. */
  keepsFailing: boolean;
  /** So many files are on their way. */
  sending: number;
  /** Why the bucket refused what was requested. */
  failure?: StepFailure;
}

/** A workspace, whose mapping publishes a folder for each domain. */
function createWorkspace() {
  const mappings = new Map<string, string | undefined>();
  /** The folder that a mapping names; one written by hand names another. */
  let mappedFolder: string | undefined;
  /** Folders that are not in the workspace. */
  const gone = new Set<string>();
  let folderOpen = true;
  const none = { replaced: [], unsent: [], failed: [], keepsFailing: false };
  const publishing: WorldFolder = { consent: 'given', files: 1, added: 0, sending: 0, ...none };
  /** What was requested: the objects that were approved to be replaced, empty for new files alone, or `retry`. */
  const requests: string[] = [];
  const compare = (): FolderComparison => {
    const { files, added, replaced, unsent, failed, failedFor, failure } = publishing;
    const versions = { replaced: replaced.join(), added: `${added}`, failed: failed.join() };
    const known = { files, added, replaced, unsent, failed, versions };
    const isFailing = failedFor && failed.length > 0;
    return { kind: 'compared', ...known, ...(isFailing && { failedFor }), ...(failure && { failure }) };
  };
  const carryOut = (request: FolderRequest) => {
    if (request === 'retry' && !publishing.keepsFailing) {
      publishing.files += publishing.failed.length;
      publishing.failed = [];
    }
    if (request !== 'retry') publishing.added = 0;
    if (request === 'all') publishing.replaced = [];
  };
  const port: MappingPort = {
    hasWorkspace: () => folderOpen,
    hasFolder: async (folder) => !gone.has(folder),
    listMapped: async ({ domain }, uploadDomain) =>
      mappings.has(domain) && (uploadDomain === undefined || mappings.get(domain) === uploadDomain)
        ? [mappedFolder ?? 'file:///w/mapped']
        : [],
    addMapping: async ({ plan: { domain }, folder, uploadDomain }) => {
      mappedFolder = folder;
      mappings.set(domain, uploadDomain);
    },
    readConsent: async () => publishing.consent,
    giveConsent: async () => {
      if (publishing.consent === 'open') publishing.consent = 'given';
    },
    readPublishing: async () => {
      const { sending } = publishing;
      return sending > 0 ? { kind: 'sending', left: sending } : compare();
    },
    publish: async (_mapped, decide) => {
      if (publishing.sending > 0) return 'nothing';
      const request = await decide(compare());
      if (request === 'nothing') return request;
      requests.push(request === 'all' ? publishing.replaced.join() : request === 'retry' ? request : '');
      carryOut(request);
      return request;
    },
  };
  return {
    port,
    mappings,
    publishing,
    requests,
    gone,
    isFolderOpen: () => folderOpen,
    closeFolder: () => {
      folderOpen = false;
    },
    openFolder: () => {
      folderOpen = true;
    },
  };
}

export type World = ReturnType<typeof createWorld>;

/** A bucket with one object, in an account whose zone is hosted. */
export function readyCloud(): MemoryCloud {
  const cloud = createMemoryCloud({ forcesDownloads: true });
  cloud.addBucket('site');
  cloud.addZone('example.com');
  void cloud.oss.putObject(
    siteBucket,
    'index.html',
    { body: Buffer.from('<h1>hi</h1>'), headers: {} },
    new AbortController().signal,
  );
  return cloud;
}

/** What a person answers to each question when all goes well. */
export function agree(ask: UserAsk, cloud: MemoryCloud): Partial<RunAnswers> {
  if (ask.kind === 'approveRecord') return { approvals: { record: ask.approval } };
  if (ask.kind === 'recordConflict' && ask.approval) return { approvals: { switch: ask.approval } };
  if (ask.kind === 'recordPaused') return { approvals: { resume: ask.approval } };
  if (ask.kind === 'recreateDomain') return { approvals: { domain: ask.approval } };
  if (ask.kind === 'privateBucket') return { approvals: { privateOrigin: ask.approval } };
  if (ask.kind === 'bindAgain')
    return ask.purpose === 'binding'
      ? { approvals: { binding: ask.approval } }
      : { approvals: { uploadBinding: ask.approval } };
  if (ask.kind === 'setHost') return { approvals: { originHost: ask.approval } };
  if (ask.kind === 'chooseUploadDomain') return { uploadDomain: 'upload.example.com' };
  if (ask.kind === 'approveUploadRecord') return { approvals: { uploadRecord: ask.approval } };
  if (ask.kind === 'settingFailed') return { approvals: { setting: ask.approval } };
  if (ask.kind === 'authorizeRole' || ask.kind === 'allowPublishing') return {};
  if (ask.kind === 'chooseFolder') return { folder: 'file:///site/dist' };
  if (ask.kind === 'approveReplacing') return { approvals: { replace: ask.approval } };
  if (ask.kind === 'filesFailed') return { left: { retryFiles: ask.approval } };
  if (ask.kind === 'addTxt') return addRows(ask, cloud);
  if (ask.kind === 'addCovered') return { approvals: { cover: ask.approval } };
  if (ask.kind === 'replaceCertificate') return { approvals: { certificate: ask.approval } };
  if (ask.kind === 'rebind') return { approvals: { rebind: ask.approval } };
  if (ask.kind === 'turnOnAutoUpdate') {
    const cname = cloud.state.buckets.get('site')?.cnames.get(plan.domain);
    if (cname) cloud.state.buckets.get('site')?.cnames.set(plan.domain, { ...cname, autoRefresh: true });
    return {};
  }
  if (ask.kind === 'chooseCertificate')
    return cloud.state.certificates.size > 0 ? chooseFirst(cloud) : { skipped: { certificate: true } };
  if (ask.kind === 'approveSite') return { approvals: { site: ask.approval } };
  if (ask.kind === 'offerDrop') return { approvals: { dropCopies: ask.approval } };
  if (ask.kind === 'approveValidation') return { approvals: { validation: ask.approval } };
  if (ask.kind === 'offerRedirect') return { approvals: { redirect: ask.approval } };
  throw new Error(`unexpected question: ${JSON.stringify(ask)}`);
}

/** The administrator of a zone elsewhere adds what is asked for. */
function addRows(ask: AskOf<'addTxt'>, { state }: MemoryCloud): Partial<RunAnswers> {
  const rows = [{ host: ask.host, value: ask.value }, ...(ask.others ?? [])];
  state.extraDns.push(
    ...rows.map(({ host, value }) => ({ name: host, type: ask.type ?? 'TXT', ttl: 600, data: value })),
  );
  return {};
}

/** The first certificate of the account, approved in place of what the domain of the plan has now. */
export function chooseFirst({ state }: MemoryCloud): Partial<RunAnswers> {
  const [chosen] = state.certificates.values();
  if (!chosen) throw new Error('no certificate');
  const { id, name, region } = chosen;
  const held = state.certificates.get(state.given.get(plan.domain) ?? 0);
  const certificate = { kind: 'own', id, name, region } as const;
  return { certificate, approvals: { certificate: certificateApproval(certificate, held, newFacts) } };
}

/** Lets time pass, brings the domain online and answers questions until the run is finished, `until` holds or nothing moves. */
export async function live(
  world: World,
  board: RunBoard,
  id: string,
  minutes = 30,
  until: () => boolean = () => false,
): Promise<void> {
  for (let step = 0; step < minutes * 6; step++) {
    await world.clock.advance(10_000);
    const view = board.runs.find(({ record }) => record.id === id);
    const asked = Object.values(view?.record.steps ?? {}).find((each) => each.state === 'needsUser');
    const isAnswered = asked && !world.unanswered.has(asked.ask.kind);
    // A recommended step that failed for now is tried again.
    const isTried = Object.values(view?.record.steps ?? {}).some(({ state }) => state === 'failed');
    if ((view?.activity === 'finished' && !isAnswered && !isTried) || until()) return;
    const domain = view?.record.plan.domain ?? plan.domain;
    if (world.cloud.state.domains.get(domain)?.status === 'configuring') world.cloud.bringOnline(domain);
    if (!isAnswered) continue;
    // The consent is kept by publishing, not by the run.
    if (asked.ask.kind === 'allowPublishing') world.publishing.consent = 'given';
    await board.answer(id, agree(asked.ask, world.cloud));
  }
}

/** How many things of each kind the cloud holds now for the plan. */
export function count({ state }: MemoryCloud) {
  return {
    domains: state.domains.size,
    cnames: state.records.filter((record) => record.type === 'CNAME').length,
    txts: state.records.filter((record) => record.type === 'TXT').length,
    bound: state.buckets.get('site')?.cnames.size ?? 0,
  };
}
