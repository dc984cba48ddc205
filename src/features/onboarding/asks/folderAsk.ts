import { FileType, l10n, Uri, workspace } from 'vscode';
import type { PickItem } from '../../../core/form.js';
import { originText } from '../../../host/text/originProblem.js';
import type { AskContext } from './askContext.js';

/** Folders that build tools usually write a site to; offered first. */
const usual = ['dist', 'build', 'public', 'out', 'site'];
const mostFolders = 40;

/** Asks which folder of the workspace is published on save. */
export async function chooseFolder({ ui, answer, run }: AskContext): Promise<void> {
  const reply = await ui.pick({
    title: l10n.t('Folder to Publish'),
    placeholder: l10n.t('Files saved in it are uploaded to {0} and refreshed at the edge', originText(run.plan.origin)),
    items: listFolders(),
  });
  if (reply.kind !== 'value') return;
  await answer(reply.value === 'skip' ? { skipped: { mapping: true } } : { folder: reply.value.toString() });
}

async function listFolders(): Promise<readonly PickItem<Uri | 'skip'>[]> {
  const roots = workspace.workspaceFolders ?? [];
  const groups = await Promise.all(
    roots.map(async ({ uri, name }) => {
      const inner = await listInner(uri);
      const whole = {
        label: `$(root-folder) ${name}`,
        description: l10n.t('the whole folder'),
        group: name,
        value: uri,
      };
      const found = inner.map((folder) => ({ ...folder, group: name }));
      const sites = found.filter(({ value }) => isUsual(value));
      return [...sites, whole, ...found.filter((folder) => !sites.includes(folder))];
    }),
  );
  const skip = { label: `$(circle-slash) ${l10n.t('Publish Nothing on Save')}`, group: ' ', value: 'skip' as const };
  return [...groups.flat(), skip];
}

async function listInner(root: Uri): Promise<readonly PickItem<Uri>[]> {
  const entries = await workspace.fs.readDirectory(root).then(
    (found) => found,
    () => [],
  );
  const names = entries
    .filter(([name, type]) => type === FileType.Directory && !name.startsWith('.') && name !== 'node_modules')
    .map(([name]) => name)
    .sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
  return names.slice(0, mostFolders).map((name) => ({ label: `$(folder) ${name}`, value: Uri.joinPath(root, name) }));
}

function isUsual(folder: Uri): boolean {
  return usual.includes(folder.path.slice(folder.path.lastIndexOf('/') + 1).toLowerCase());
}

function rank(name: string): number {
  const place = usual.indexOf(name.toLowerCase());
  return place === -1 ? usual.length : place;
}
