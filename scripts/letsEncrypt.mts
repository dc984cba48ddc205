import type { Sandbox } from '../sandbox/server.js';
import { hasPebble, startPebble } from '../test/support/pebble.js';

/**
 * Starts a Pebble in the place of Let's Encrypt, whose certificates a VS Code that starts after it trusts; answers what ends it. Without
 * one the extension says that Let's Encrypt cannot be reached, and everything else works.
 */
export async function startLetsEncrypt(sandbox: Sandbox): Promise<() => Promise<void>> {
  if (!hasPebble()) {
    console.log("Let's Encrypt is not available here, for want of Pebble (PEBBLE_PATH names one)");
    return async () => {};
  }
  const pebble = await startPebble(sandbox, { caFile: sandbox.caPath });
  return () => pebble.stop();
}
