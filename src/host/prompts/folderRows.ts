import { FileType, l10n, Uri, workspace } from 'vscode';
import type { PickItem } from '../../core/form.js';

/** Folders that build tools usually write a site to; offered first. */
const usual = ['dist', 'build', 'out', 'public', 'site'];
const mostFolders = 40;

/** The folders of the workspace that may be published, by workspace folder: build output, the whole folder, the others. */
export async function listFolderRows(): Promise<readonly PickItem<Uri>[]> {
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
  return groups.flat();
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
