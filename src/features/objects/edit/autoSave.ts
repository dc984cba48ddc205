import { ConfigurationTarget, workspace } from 'vscode';
import { l10n } from '../../../core/l10n.js';
import { guard } from '../../../host/commands.js';
import { showInformation } from '../../../host/display.js';
import type { StateKey } from '../../../host/stateKeys.js';
import type { ObjectDeps } from '../objectDeps.js';

const offeredKey: StateKey = 'autoSaveOffered';

/** Offers once on this computer to limit auto save to files of the workspace, so that VS Code no longer tries to save objects. */
export function offerNoAutoSave({ memory, log }: Pick<ObjectDeps, 'memory' | 'log'>): Promise<void> {
  return guard(log, 'offer to limit auto save', async () => {
    if (memory.get(offeredKey) === true) return;
    await memory.set(offeredKey, true);
    const message = l10n.t('Auto save does not publish objects. Limit it to files of the workspace?');
    const button = l10n.t('Limit Auto Save');
    if ((await showInformation(message, button)) !== button) return;
    await workspace.getConfiguration('files').update('autoSaveWorkspaceFilesOnly', true, ConfigurationTarget.Global);
  });
}
