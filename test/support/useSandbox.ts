import { afterAll, beforeAll } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/server.js';
import { type Control, createControl } from './control.js';
import { useProxy } from './throughProxy.js';

/** The sandbox of the tests of one file, to be read while they run: started before the first, with this process's calls going there. */
export function useSandbox(): Sandbox & { readonly control: Control } {
  const opened = {} as Sandbox & { control: Control };
  let undoProxy: () => void;
  opened.control = createControl(opened);
  beforeAll(async () => {
    Object.assign(opened, await startSandbox());
    undoProxy = useProxy(opened);
  });
  afterAll(async () => {
    undoProxy();
    await opened.stop();
  });
  return opened;
}
