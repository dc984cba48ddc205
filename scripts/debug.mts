import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { prepareDesktop, runDesktop } from '../test/support/desktop.js';
import { debuggedUrl } from '../test/support/hostRun.js';
import { startGroup } from '../test/support/processes.js';
import { startSession } from '../test/support/session.js';
import { endRequested } from './ending.mjs';
import { root } from './ensure.mjs';
import { startLetsEncrypt } from './letsEncrypt.mjs';

/** `.vscode/launch.json` attaches to this port; an extension host waits there for its debugger before it runs anything. */
const port = '5870';
const reloader = join(root, 'scripts/reloadOnBuild');
const speed = 30;

/** What is shown until it ends, or until `ending` resolves; calls `onReady` when a debugger may attach. */
type Show = (onReady: () => void, ending: Promise<void>) => Promise<void>;

const showServer: Show = async (onReady, ending) => {
  const { vscode, workspace, stop } = await startSession({
    speed,
    runsTests: true,
    unpacked: reloader,
    prepare: startLetsEncrypt,
  });
  console.log(`\nOpen ${debuggedUrl(vscode, workspace, { extension: root, port: Number(port) })}\n`);
  onReady();
  await ending;
  await stop();
};

const showDesktop =
  (program: string): Show =>
  async (onReady, ending) => {
    const session = await prepareDesktop(speed, startLetsEncrypt);
    const paths = [root, reloader].map((path) => `--extensionDevelopmentPath=${path}`);
    const ended = runDesktop(program, session, [...paths, `--inspect-brk-extensions=${port}`], ending);
    onReady();
    await ended.finally(() => session.stop());
  };

/** Runs the extension of this tree, built on every change, in a window that waits for a debugger; in the desktop VS Code where its program is named. */
export async function debug(desktop: string | undefined): Promise<void> {
  const ending = endRequested();
  console.log('Starting the watch build, the sandbox and VS Code');
  const build = startGroup(process.execPath, ['esbuild.js', '--watch'], { cwd: root });
  const lines = createInterface({ input: build.child.stdout ?? process.stdin });
  lines.on('line', (line) => console.log(line));
  const onReady = () => {
    const say = () => console.log(`Ready for a debugger on port ${port}`);
    lines.on('line', (line) => line === 'Build finished' && say());
    say();
  };
  try {
    const isBuilt = await Promise.race([build.printed(/^Build finished$/m), ending]);
    if (isBuilt) await (desktop ? showDesktop(desktop) : showServer)(onReady, ending);
  } finally {
    await build.stop();
  }
}
