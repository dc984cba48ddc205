import { afterAll, beforeAll } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/server.js';
import { type Control, createControl } from './control.js';
import { useProxy } from './throughProxy.js';

/** Starts a sandbox before the tests of a file and redirects this process's calls to it. Read the result in tests only. */
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
