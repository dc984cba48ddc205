import type { Account, Session } from '../../../src/core/account.js';
import { AppError } from '../../../src/core/errors.js';
import type { CloudPorts } from '../../../src/core/ports/cloud.js';
import { Signal } from '../../../src/core/signal.js';
import type { Mortal } from './mortal.js';
import type { SignedIn } from './steps.js';

/** The signed-in account of all windows. */
export interface Sessions {
  /** Forbidden calls, in words. */
  readonly odd: string[];
  /** The number of account changes. */
  readonly changes: number;
  change(signedIn: SignedIn): void;
  /** A window's session. The cloud of another account accepts nothing. */
  open(mortal: Mortal, ports: CloudPorts): Session;
}

/** Creates the sessions for the account with the published files. */
export function createSessions(accountId: string): Sessions {
  const accounts: Readonly<Record<SignedIn, Account | undefined>> = {
    own: { id: accountId, source: { kind: 'secret' } },
    other: { id: `${accountId}0`, source: { kind: 'secret' } },
    none: undefined,
  };
  const changed = new Signal<void>();
  const odd: string[] = [];
  let signedIn: SignedIn = 'own';
  let changes = 0;
  const open = (mortal: Mortal, ports: CloudPorts): Session => {
    // A suspended window learns of it when it continues.
    const seen = { signedIn };
    const told = new Signal<void>();
    mortal.listen(changed.event)(() => {
      Object.assign(seen, { signedIn });
      told.fire();
    });
    // As in a window: each call reads its keys, and the account's are gone.
    const own = onCall(ports, () => {
      if (seen.signedIn !== 'own') throw new AppError('notSignedIn');
    });
    const others = onCall(ports, (method) => {
      odd.push(`${method} with another account`);
      throw new AppError('forbidden');
    });
    return {
      get account() {
        return accounts[seen.signedIn];
      },
      onDidChange: told.event,
      cloud: async () => {
        if (seen.signedIn === 'none') throw new AppError('notSignedIn');
        return seen.signedIn === 'own' ? own : others;
      },
    };
  };
  return {
    odd,
    get changes() {
      return changes;
    },
    change: (to) => {
      if (to === signedIn) return;
      signedIn = to;
      changes++;
      changed.fire();
    },
    open,
  };
}

/** Calls `before` with every call that needs keys. */
function onCall(ports: CloudPorts, before: (method: string) => void): CloudPorts {
  const wrap = <T extends object>(port: T): T =>
    new Proxy(port, {
      get(target, method) {
        const real = Reflect.get(target, method);
        if (typeof real !== 'function') return real;
        return async (...input: unknown[]) => {
          before(String(method));
          return real.apply(target, input);
        };
      },
    });
  return { ...ports, oss: wrap(ports.oss), cdn: wrap(ports.cdn) };
}
