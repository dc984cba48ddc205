import { spawn } from 'node:child_process';
import { ensureEditorNode, ensureModules, root } from './ensure.mjs';

// Runs a TypeScript file in this terminal on the editor's Node, hands it every signal, and ends as it ended. An extension never
// runs on the Node of a terminal, which may be older and lack modules that the source uses.
ensureModules();
const child = spawn(ensureEditorNode(), ['--import', 'tsx', ...process.argv.slice(2)], { cwd: root, stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
