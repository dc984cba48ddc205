import { request } from 'node:http';
import type { LoggedCall } from '../../sandbox/state/state.js';
import type { StateSummary } from '../../sandbox/state/stateSummary.js';

/** How to reach the control port of a running sandbox. */
export interface ControlAddress {
  readonly controlPort: number;
  readonly controlToken: string;
}

/** The control port for tests: read, inject faults, act by hand. Each method rejects with the sandbox's message. */
export interface Control {
  /** The calls received so far, oldest first. */
  calls(action?: string): Promise<readonly LoggedCall[]>;
  /** The whole state of the cloud, without secrets. */
  state(): Promise<StateSummary>;
  /** Does one thing by hand, as in the vendor's console. */
  act(action: string, fields?: Readonly<Record<string, unknown>>): Promise<void>;
  /** Makes the next `count` calls of an operation fail. */
  fault(fault: Readonly<Record<string, unknown>>): Promise<void>;
  clearFaults(): Promise<void>;
  setSpeed(speed: number): Promise<void>;
}

/** Connects to the control port. */
export function createControl(address: ControlAddress): Control {
  const ask = <T>(method: string, path: string, body?: object) => askControl<T>(address, method, path, body);
  return {
    calls: async (action) => {
      const query = action ? `?action=${encodeURIComponent(action)}` : '';
      return (await ask<{ calls: readonly LoggedCall[] }>('GET', `/calls${query}`)).calls;
    },
    state: () => ask('GET', '/state'),
    act: (action, fields) => ask('POST', '/console', { action, ...fields }),
    fault: (fault) => ask('POST', '/fault', fault),
    clearFaults: () => ask('DELETE', '/faults'),
    setSpeed: (speed) => ask('POST', '/speed', { speed }),
  };
}

function askControl<T>(address: ControlAddress, method: string, path: string, body?: object): Promise<T> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${address.controlToken}` };
    const call = request({ host: '127.0.0.1', port: address.controlPort, method, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString();
        if (response.statusCode === 200) resolve(JSON.parse(text));
        else reject(new Error(`The sandbox refused ${method} ${path}: ${text}`));
      });
    });
    call.on('error', reject);
    call.end(body ? JSON.stringify(body) : undefined);
  });
}
