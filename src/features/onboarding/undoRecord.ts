import { l10n } from 'vscode';
import { fullName } from '../../core/dns/hostNames.js';
import { showDomain } from '../../core/domainName.js';
import { readUndo, type SwitchUndo, undoSwitch } from '../../core/onboarding/undoSwitch.js';
import type { DnsRecord } from '../../core/ports/dns.js';
import { plainText } from '../../core/text/plainText.js';
import { confirmChange } from '../../host/changePrompts.js';
import { showInformation } from '../../host/display.js';
import { chooseRun, type RunCommandDeps } from './runCommands.js';

/** Takes back what a run changed in live DNS, after showing exactly what becomes of which record; the run then asks again. */
export async function undoRecord(deps: RunCommandDeps, runId?: string): Promise<void> {
  const { board, session } = deps;
  const run = await chooseRun(deps, runId);
  if (!run) return;
  const { id, facts } = run.record;
  const cloud = await session.cloud();
  const signal = new AbortController().signal;
  const undo = await readUndo(cloud, facts, signal);
  if (!undo.restore && !undo.remove && !undo.pause && undo.resume.length === 0) {
    void showInformation(l10n.t('This onboarding has no DNS change to undo'));
    return;
  }
  const detail = [describeUndo(undo).join('\n')];
  const question = l10n.t('Undo the DNS change of {0}?', showDomain(run.record.plan.domain));
  if (!(await confirmChange({ question, detail, button: l10n.t('Undo DNS Change') }))) return;
  // The approvals are revoked first: a run that continues asks again instead of switching once more.
  await board.answer(id, { approvals: { record: '', switch: '', resume: '' } });
  board.pause(id);
  try {
    await undoSwitch(cloud, undo, signal);
  } finally {
    // Its rows would still show the earlier state.
    board.recheck(id);
  }
}

/** What an undo changes back, removes, pauses and resumes, one record a line, and what follows. */
export function describeUndo({ restore, remove, pause, resume }: SwitchUndo): readonly string[] {
  return [
    ...(restore
      ? [l10n.t('Before: {0}', describe(restore.ours)), l10n.t('Changed back: {0}', describe(restore.former))]
      : []),
    ...(remove ? [l10n.t('Removed: {0}', describe(remove))] : []),
    ...(pause ? [l10n.t('Paused: {0}', describe(pause))] : []),
    ...resume.map((record) => l10n.t('Resumed: {0}', describe(record))),
    '',
    restore || resume.length > 0
      ? l10n.t('Visitors of this domain will then go where they went before CDN.')
      : l10n.t('No other record replaces it, so this domain will not resolve.'),
    l10n.t('The onboarding will ask again before DNS is changed.'),
  ];
}

function describe(record: DnsRecord): string {
  return `${fullName(record)}  ${record.type}  ${plainText(record.value)}  TTL ${record.ttl}`;
}
