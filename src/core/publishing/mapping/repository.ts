import type { FilePort } from '../../ports/local.js';

type Disk = Pick<FilePort, 'identity' | 'md5' | 'readRange' | 'realPath' | 'stat'>;

/** The longest `.git` file and git config that are read, in bytes. Git's own are much shorter; a longer config is cut. */
const [mostPointer, mostConfig] = [4 * 1024, 64 * 1024];

/**
 * Identifies a repository, to detect another one in its place: by the path and identity of its history, and its remotes.
 * Empty outside a repository.
 */
export async function identifyRepository(folder: string, disk: Disk): Promise<string> {
  const git = await findGitFolder(folder, disk);
  if (git === undefined) return '';
  // Several work trees share one history.
  const shared = (await readStart(`${git}/commondir`, mostPointer, disk))?.trim();
  const common = shared === undefined || isAbsolute(shared) ? git : join(git, shared);
  const remotes = listRemotes((await readStart(`${common}/config`, mostConfig, disk)) ?? '');
  const parts = [common, await disk.identity(common), ...remotes];
  // A URL may contain a password.
  return disk.md5(new TextEncoder().encode(JSON.stringify(parts)));
}

/** Finds the folder with git's state of the work tree; `undefined` outside a repository. */
export async function findGitFolder(folder: string, disk: Disk): Promise<string | undefined> {
  const place = folder.replace(/[\\/]+$/, '');
  const here = `${place}/.git`;
  // A separate work tree or a submodule names the folder in a file.
  const pointer = await readStart(here, mostPointer, disk);
  if (pointer !== undefined) {
    const path = /^gitdir: (.+)$/m.exec(pointer)?.[1]?.trim();
    return path === undefined ? undefined : toStateFolder(here, path, disk);
  }
  if (await disk.stat(`${here}/HEAD`).catch(() => undefined)) return here;
  const parent = place.replace(/[\\/]+[^\\/]*$/, '');
  return parent === place ? undefined : findGitFolder(parent, disk);
}

/**
 * Resolves the folder in a `.git` file. Git writes an absolute path for a separate work tree, and the path back into a
 * file there. Any other absolute path, or a server's, may come from the repository and is refused.
 */
async function toStateFolder(here: string, path: string, disk: Disk): Promise<string | undefined> {
  if (isOfServer(path)) return undefined;
  if (!isAbsolute(path)) return join(here, `../${path}`);
  const back = (await readStart(`${path}/gitdir`, mostPointer, disk))?.trim();
  if (back === undefined || isOfServer(back)) return undefined;
  // Both paths may contain links.
  const real = async (each: string) => toPosix((await disk.realPath(each).catch(() => undefined)) ?? each);
  return (await real(back)) === (await real(here)) ? path : undefined;
}

function join(folder: string, path: string): string {
  const segments = folder.split(/[\\/]/);
  for (const segment of path.split(/[\\/]/)) {
    if (segment === '..') segments.pop();
    else if (segment !== '' && segment !== '.') segments.push(segment);
  }
  return segments.join('/');
}

function isOfServer(path: string): boolean {
  return /^[\\/]{2}/.test(path);
}

function isAbsolute(path: string): boolean {
  return /^([\\/]|[a-z]:)/i.test(path);
}

/** On Windows git writes `/`, and the drive letter in either case. */
function toPosix(path: string): string {
  return path.replaceAll('\\', '/').replace(/^[a-z]:/i, (drive) => drive.toLowerCase());
}

/** The URLs of the remotes in a config of git, sorted. */
function listRemotes(config: string): readonly string[] {
  const remotes = config.split(/^(?=\s*\[)/m).filter((section) => /^\s*\[remote\s/.test(section));
  return remotes.flatMap((section) => [...section.matchAll(/^\s*url\s*=\s*(.+)$/gm)].map(([, url = '']) => url)).sort();
}

/** Reads the beginning of a plain file as text; `undefined` for anything else or unreadable. */
async function readStart(path: string, most: number, disk: Disk): Promise<string | undefined> {
  try {
    const real = await disk.realPath(path);
    const bytes = real === undefined ? undefined : await disk.readRange(real, 0, most);
    return bytes && new TextDecoder().decode(bytes);
  } catch {
    return undefined;
  }
}
