import type { Account, Session } from '../../../src/core/account.js';
import { AppError } from '../../../src/core/errors.js';
import type { CloudPorts } from '../../../src/core/ports/cloud.js';
import { Signal } from '../../../src/core/signal.js';
import type { Mortal } from './mortal.js';
import type { SignedIn } from './steps.js';

/** Who is signed in, for every window of a schedule. */
export interface Sessions {
  /** Calls that must not have been, in words. */
  readonly odd: string[];
  /** How often the account was changed. */
  readonly changes: number;
  change(signedIn: SignedIn): void;
  /** What a window sees of it: the cloud of another account takes nothing. */
  open(mortal: Mortal, ports: CloudPorts): Session;
}

/** Makes them for the account whose files are published. */
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
    // A suspended window does not learn of it before it continues.
    const seen = { signedIn };
    const told = new Signal<void>();
    mortal.listen(changed.event)(() => {
      Object.assign(seen, { signedIn });
      told.fire();
    });
    // As in a window: each call reads its keys, and those of the account are no longer there.
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

/** Runs `before` with every call to a part of the cloud that needs keys. */
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
