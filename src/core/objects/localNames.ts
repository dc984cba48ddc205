import { l10n } from '../l10n.js';
import type { NameFlavour } from '../ports/local.js';
import type { FoundObject } from './objectTargets.js';

/**
 * Why an object cannot be saved as a file: its name leads outside the folder, is invalid on this disk, is a folder, or
 * equals that of another object.
 */
type NameProblem = 'outside' | 'refused' | 'tooLong' | 'folder' | 'sameName';

const problemWords = {
  outside: () => l10n.t('the name would lead out of the folder'),
  refused: () => l10n.t('this computer does not allow the name'),
  tooLong: () => l10n.t('the name is too long for this computer'),
  folder: () => l10n.t('only folders have names that end in a slash'),
  sameName: () => l10n.t('another object has the same file name'),
} satisfies Record<NameProblem, () => string>;

/** Returns why an object cannot be saved as a file, as the end of a sentence. */
export function nameProblemText(problem: NameProblem): string {
  return problemWords[problem]();
}

/** An object and the file to save it to. `path` is POSIX and relative to the folder. */
export interface PlannedFile {
  readonly object: FoundObject;
  readonly path: string;
}

/** The files to download, and the objects that cannot be saved. */
export interface FilePlan {
  readonly files: readonly PlannedFile[];
  readonly refused: readonly { readonly object: FoundObject; readonly problem: NameProblem }[];
}

/** Matches the names of devices in Windows, with any extension. Source: Windows, "Naming Files, Paths, and Namespaces". */
const devices = /^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$) *(?:\..*)?$/i;
// biome-ignore lint/suspicious/noControlCharactersInRegex: Windows refuses them.
const notOnWindows = /[<>:"|?*\\\u0000-\u001f]|[. ]$/;
const longestName = 255;

/** Assigns a file to each object. Empty objects that consoles create for folders are left out. */
export function planFiles(objects: readonly FoundObject[], flavour: NameFlavour): FilePlan {
  const files = new Map<string, PlannedFile>();
  const refused: { object: FoundObject; problem: NameProblem }[] = [];
  for (const object of objects) {
    if (object.key.endsWith('/') && object.size === 0) continue;
    const problem = findProblem(object.path, flavour) ?? (files.has(object.path) ? 'sameName' : undefined);
    if (problem) refused.push({ object, problem });
    else files.set(object.path, { object, path: object.path });
  }
  return { files: [...files.values()], refused };
}

/**
 * Refuses files that would be written twice. A disk that ignores case or Unicode form has one file for several objects. `taken` maps existing paths to texts
 * that identify their files.
 */
export function refuseSameFiles({ files, refused }: FilePlan, taken: ReadonlyMap<string, string>): FilePlan {
  const seen = new Set<string>();
  const isSame = ({ path }: PlannedFile) => {
    const identity = taken.get(path);
    if (identity === undefined) return false;
    // Identity alone is not enough: hard links are separate files, and some network disks have no identities.
    const name = `${identity} ${path.normalize('NFC').toLowerCase()}`;
    const isKnown = seen.has(name);
    seen.add(name);
    return isKnown;
  };
  const same = new Set(files.filter(isSame));
  const more = [...same].map(({ object }) => ({ object, problem: 'sameName' as const }));
  return { files: files.filter((file) => !same.has(file)), refused: [...refused, ...more] };
}

function findProblem(path: string, flavour: NameFlavour): NameProblem | undefined {
  if (path.endsWith('/')) return 'folder';
  const parts = path.split('/');
  if (path.startsWith('/') || parts.includes('..')) return 'outside';
  if (parts.some((part) => isRefused(part, flavour))) return 'refused';
  return parts.some((part) => lengthOf(part, flavour) > longestName) ? 'tooLong' : undefined;
}

function isRefused(part: string, flavour: NameFlavour): boolean {
  if (part === '' || part === '.') return true;
  if (flavour === 'posix') return part.includes('\0');
  return devices.test(part) || notOnWindows.test(part);
}

/** Returns the length of a name as the file system counts it: in UTF-16 units on Windows, in bytes elsewhere. */
function lengthOf(part: string, flavour: NameFlavour): number {
  return flavour === 'windows' ? part.length : new TextEncoder().encode(part).length;
}
