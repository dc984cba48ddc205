import { commands, l10n } from 'vscode';
import { showDomain } from '../../core/domainName.js';
import { AppError } from '../../core/errors.js';
import type { RunView } from '../../core/onboarding/run/run.js';
import type { RunBoard } from '../../core/onboarding/run/runBoard.js';
import { currentStep } from '../../core/onboarding/run/runRecord.js';
import { type Origin, standardPorts } from '../../core/origin.js';
import { bucketOfSource } from '../../core/oss/binding.js';
import type { CdnDomain, CdnPort } from '../../core/ports/cdn.js';
import { executeCommand } from '../../host/commandIds.js';
import { findRun, type RunCommandDeps } from './runCommands.js';

/** Starts a run that sets up HTTPS of a domain, and asks for the certificate as soon as the run does; answers its id, `undefined` when the user leaves. */
export async function setUpHttps(deps: RunCommandDeps, given?: string): Promise<string | undefined> {
  const { cdn } = await deps.session.cloud();
  const name = given ?? (await chooseName(deps, cdn));
  if (name === undefined) return undefined;
  const domain = await cdn.readDomain(name, new AbortController().signal);
  if (!domain) throw new AppError('domainNotFound', { subject: showDomain(name) });
  const id = await deps.board.start({
    task: 'https',
    domain: domain.name,
    origin: originOf(domain),
    type: domain.type,
    region: domain.region ?? 'overseas',
    port: domain.sources[0]?.port ?? standardPorts.http,
  });
  await commands.executeCommand('ossCdn.explorer.focus');
  if (await isAsked(deps.board, id)) await executeCommand('ossCdn.continueRun', id);
  return id;
}

async function chooseName({ ui }: RunCommandDeps, cdn: CdnPort): Promise<string | undefined> {
  const work = new AbortController();
  const reply = await ui.pick<string>({
    title: l10n.t('CDN Domain'),
    placeholder: l10n.t('Choose a CDN domain'),
    items: cdn
      .listDomains(work.signal)
      .then((domains) => domains.map(({ name }) => ({ label: showDomain(name), value: name }))),
  });
  work.abort();
  return reply.kind === 'value' ? reply.value : undefined;
}

function originOf({ sources }: CdnDomain): Origin {
  const [first] = sources;
  const bucket = first && bucketOfSource(first);
  if (bucket) return { kind: 'bucket', bucket };
  const servers = sources.map(({ content, priority, weight }) => ({
    host: content,
    backup: priority === '30',
    weight: Number(weight),
  }));
  return { kind: first?.type === 'ipaddr' ? 'ip' : 'site', servers };
}

/** Waits until the run has looked: whether it asks now which certificate to use. */
function isAsked(board: RunBoard, id: string): Promise<boolean> {
  return new Promise((resolve) => {
    const look = () => {
      const run = findRun(board, id);
      if (run && isLooking(run)) return;
      subscription.dispose();
      const state = run && currentStep(run.record)?.state;
      resolve(state?.state === 'needsUser' && state.ask.kind === 'chooseCertificate');
    };
    const subscription = board.onDidChange(look);
    look();
  });
}

function isLooking({ record }: RunView): boolean {
  const state = currentStep(record)?.state.state;
  return state === 'pending' || state === 'running';
}
