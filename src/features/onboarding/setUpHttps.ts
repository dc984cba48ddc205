import { commands } from 'vscode';
import { showDomain } from '../../core/domainName.js';
import { AppError } from '../../core/errors.js';
import { currentStep, runId } from '../../core/onboarding/run/runRecord.js';
import { type Origin, standardPorts } from '../../core/origin.js';
import { bucketOfSource } from '../../core/oss/binding.js';
import type { CdnDomain } from '../../core/ports/cdn.js';
import { executeCommand } from '../../host/commandIds.js';
import { pickDomain } from '../../host/promptUi.js';
import { awaitCheck } from './checkRun.js';
import type { RunCommandDeps } from './runCommands.js';

/** Starts a run that sets up HTTPS of a domain, tells its id to `watch`, and asks for the certificate as soon as the run does. */
export async function setUpHttps(
  deps: RunCommandDeps,
  given: string | undefined,
  watch: (id: string) => void,
): Promise<void> {
  const { session, board } = deps;
  const { cdn } = await session.cloud();
  const name = given ?? (await pickDomain(deps, (each) => showDomain(each.name)))?.name;
  if (name === undefined) return;
  const domain = await cdn.readDomain(name, new AbortController().signal);
  if (!domain) throw new AppError('domainNotFound', { subject: showDomain(name) });
  const plan = {
    task: 'https',
    domain: domain.name,
    origin: originOf(domain),
    type: domain.type,
    region: domain.region ?? 'overseas',
    port: domain.sources[0]?.port ?? standardPorts.http,
  } as const;
  const id = runId(session.account?.id ?? '', plan.domain, plan.task);
  await commands.executeCommand('ossCdn.explorer.focus');
  const run = await awaitCheck(deps, id, async () => watch(await board.start(plan)));
  const state = run && currentStep(run.record)?.state;
  if (state?.state === 'needsUser' && state.ask.kind === 'chooseCertificate')
    await executeCommand('ossCdn.continueRun', id);
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
