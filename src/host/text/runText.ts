import { l10n } from 'vscode';
import { AppError } from '../../core/errors.js';
import type { StepId, StepState, UserAsk } from '../../core/onboarding/run/run.js';
import type { DoneNote, StepWaitReason } from '../../core/onboarding/run/stepReasons.js';
import { errorText } from '../errors/presentError.js';
import { askText } from './runAskText.js';

const titles = {
  service: () => l10n.t('CDN service is open'),
  upload: () => l10n.t('Objects can be reached'),
  name: () => l10n.t('Domain name is free'),
  ownership: () => l10n.t('Domain is proven to be yours'),
  domain: () => l10n.t('Accelerated domain is added'),
  online: () => l10n.t('Domain is online'),
  cname: () => l10n.t('CNAME is assigned'),
  privateOrigin: () => l10n.t('CDN may read the bucket'),
  edge: () => l10n.t('Edge serves your files'),
  record: () => l10n.t('DNS record points to CDN'),
  resolved: () => l10n.t('DNS servers see the CNAME'),
  binding: () => l10n.t('Domain is bound to the bucket'),
  originHost: () => l10n.t('Origin Host is your domain'),
  autoUpdate: () => l10n.t('Auto CDN Cache Update is on'),
  mapping: () => l10n.t('Folder is published on save'),
  certificate: () => l10n.t('CDN has the certificate'),
  served: () => l10n.t('Edge shows the certificate'),
  protocols: () => l10n.t('HTTP/2 and TLS 1.2 or newer'),
  redirect: () => l10n.t('http leads to https'),
} satisfies Record<StepId, () => string>;

/** The goal of a step as a short statement, for its row once it is done. */
export function stepTitle(id: StepId): string {
  return titles[id]();
}

const tasks = {
  service: () => l10n.t('Open the CDN service'),
  upload: () => l10n.t('Reach the objects of the bucket'),
  name: () => l10n.t('Check the domain name'),
  ownership: () => l10n.t('Prove that the domain is yours'),
  domain: () => l10n.t('Add the domain to CDN'),
  online: () => l10n.t('Wait for CDN to bring the domain online'),
  cname: () => l10n.t('Wait for CDN to assign the CNAME'),
  privateOrigin: () => l10n.t('Let CDN read the bucket'),
  edge: () => l10n.t('Check that the edge serves your files'),
  record: () => l10n.t('Point DNS to CDN'),
  resolved: () => l10n.t('Wait for DNS servers to see the CNAME'),
  binding: () => l10n.t('Bind the domain to the bucket'),
  originHost: () => l10n.t('Set the origin Host to your domain'),
  mapping: () => l10n.t('Publish a folder on save'),
  autoUpdate: () => l10n.t('Turn on Auto CDN Cache Update'),
  certificate: () => l10n.t('Give CDN a certificate'),
  served: () => l10n.t('Wait for the edge to show the certificate'),
  protocols: () => l10n.t('Turn on HTTP/2 and TLS 1.2 or newer'),
  redirect: () => l10n.t('Redirect http to https'),
} satisfies Record<StepId, () => string>;

/** What a step does, as a request, for its row while it is not done. */
export function stepTask(id: StepId): string {
  return tasks[id]();
}

const minutes = () => l10n.t('usually a few minutes');

const usualTimes: Partial<Record<StepId, () => string>> = {
  ownership: minutes,
  online: () => l10n.t('usually 3 to 10 minutes'),
  cname: minutes,
  edge: minutes,
  resolved: () => l10n.t('usually 10 minutes'),
  served: minutes,
  binding: minutes,
};

/** The label of a step's row: what is wanted of the user or why it failed, else what it does or, once done, has reached. */
export function stepLabel(id: StepId, state: StepState): string {
  switch (state.state) {
    case 'needsUser':
      return askText(state.ask).row;
    case 'failed':
      return errorText(new AppError(state.error.kind, state.error.details));
    case 'done':
      return state.skipped ? stepTask(id) : stepTitle(id);
    default:
      return stepTask(id);
  }
}

/** What stands beside the label: how the step stands, or how long it usually takes; `now` in ms since the epoch. */
export function stepRemark(id: StepId, state: StepState, now: number): string {
  switch (state.state) {
    case 'pending':
      return usualTimes[id]?.() ?? '';
    case 'done':
      return state.note ? notes[state.note]() : '';
    case 'needsUser':
      return isStatus(state.ask) ? `${stepTask(id)} · ${elapsedText(now - state.since)}` : stepTask(id);
    case 'failed':
      return stepTask(id);
    default:
      return stateText(state, now);
  }
}

const waits = {
  ownershipUnseen: () => l10n.t('CDN cannot see the TXT record yet; usually a few minutes'),
  reviewing: () => l10n.t('In review; usually minutes, at most until the next business day'),
  configuring: () => l10n.t('Being configured; usually 3 to 10 minutes'),
  stopping: () => l10n.t('The domain is being disabled, usually a few minutes; once it is, it can be enabled again'),
  deleting: () =>
    l10n.t('The domain is being deleted from CDN, usually a few minutes; then you are asked whether to add it again'),
  cnameUnassigned: () => l10n.t('CDN assigns a CNAME; usually a few minutes'),
  edgeNotReady: () => l10n.t('The edge does not know the domain yet; usually a few minutes'),
  propagating: () => l10n.t('The record is spreading; usually 10 minutes, after a change up to 72 hours'),
  tokenUnseen: () => l10n.t('OSS cannot see the TXT record yet; usually a few minutes'),
  bindingUnready: () => l10n.t('OSS has taken the proof in; the binding follows, usually within a few minutes'),
  uploadUnready: () => l10n.t('The upload domain does not reach OSS yet; usually 10 minutes'),
  certificateUnready: () => l10n.t('The certificate is spreading to the edge; usually a few minutes'),
  certificateUnissued: () => l10n.t('The free certificate is being issued; usually a few minutes'),
  busy: () => l10n.t('CDN works on another change; usually a few minutes'),
} satisfies Record<StepWaitReason['kind'], () => string>;

/** Why a step waits, and how long that usually takes. */
export function waitText(reason: StepWaitReason): string {
  if (reason.kind === 'propagating') {
    if (reason.asked === 0) return spreadText(reason.oldTtl);
    const seen = l10n.t('{0} of {1} DNS servers see it', reason.seen, reason.asked);
    return `${spreadText(reason.oldTtl)} · ${seen}`;
  }
  if (reason.kind === 'edgeNotReady' && reason.status !== undefined)
    return `${waits.edgeNotReady()} · HTTP ${reason.status}`;
  return waits[reason.kind]();
}

/** Servers may keep the old answer for its TTL, and some keep it longer. */
function spreadText(oldTtl: number | undefined): string {
  if (oldTtl === undefined) return waits.propagating();
  const minutes = Math.ceil(oldTtl / 60);
  return l10n.t('The change is spreading; likely within {0} min, the TTL of the old record, up to 72 hours', minutes);
}

const notes = {
  asChosen: () => l10n.t('Skipped, as you chose'),
  notOwnBucket: () => l10n.t('Skipped: only for a bucket of this account'),
  wildcardUnbound: () => l10n.t('Skipped: OSS binds no wildcards'),
  wildcardUnmapped: () => l10n.t('Skipped: a mapping needs the names of hosts, which a wildcard does not tell'),
  notBound: () => l10n.t('Skipped: the domain is not bound to the bucket'),
  securePort: () => l10n.t('Skipped: on any port but 80 OSS would need a certificate for the domain'),
  publicBucket: () => l10n.t('Not needed: the bucket can be read by everybody'),
  edgeRefreshed: () =>
    l10n.t('Cached copies with the download header were refreshed; used 1 directory of the daily refresh quota'),
  edgeNotRefreshed: () =>
    l10n.t('Cached copies keep the download header until they expire: CDN accepted no refresh (quota or permission)'),
  otherLines: () => l10n.t('Done; visitors of other DNS lines follow the records of those lines and do not reach CDN'),
  besideOurs: () =>
    l10n.t('Done; some DNS servers give another record of this name, so those visitors do not reach CDN'),
  onlyBesides: () =>
    l10n.t(
      'The DNS servers asked give only another record of this name, as of another DNS line; the CNAME cannot be seen from here',
    ),
  edgeUnread: () => l10n.t('Skipped: objects of the bucket cannot be compared without an upload domain'),
  nothingPublished: () => l10n.t('Skipped: nothing can be published without an upload domain'),
  leftAsIs: () => l10n.t('Left as it is, as you chose: visitors do not reach CDN by this name'),
  recordLeft: () => l10n.t('Skipped: the DNS record was left as it is, so there is no CNAME to be seen'),
  certificateUntrusted: () =>
    l10n.t('Done; this computer does not trust the issuer of the certificate, so browsers warn'),
  changedSince: () => l10n.t('Changed since it was set, and left as it is'),
  saidOn: () => l10n.t('You said it is on; OSS does not tell'),
} satisfies Record<DoneNote, () => string>;

/** How a step stands, in one sentence with the time it has taken; `now` in ms since the epoch. */
export function stateText(state: StepState, now: number): string {
  switch (state.state) {
    case 'pending':
      return l10n.t('Not started');
    case 'running':
      return l10n.t('Working');
    case 'done':
      return state.note ? notes[state.note]() : l10n.t('Done');
    case 'waiting':
      return `${waitText(state.reason)} · ${elapsedText(now - state.since)}`;
    case 'needsUser':
      return askedText(state, now);
    case 'failed':
      return errorText(new AppError(state.error.kind, state.error.details));
  }
}

/** A status of the domain says how long it has been so. */
function askedText({ ask, since }: Extract<StepState, { state: 'needsUser' }>, now: number): string {
  const { row } = askText(ask);
  return isStatus(ask) ? `${row} · ${elapsedText(now - since)}` : row;
}

function isStatus({ kind }: UserAsk): boolean {
  return kind === 'domainFailed' || kind === 'domainOffline';
}

/** A span of time in words, such as "4 min"; `ms` below zero counts as none. */
export function elapsedText(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return l10n.t('{0} s', seconds);
  if (seconds < 3600) return l10n.t('{0} min', Math.floor(seconds / 60));
  return l10n.t('{0} h {1} min', Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60));
}
