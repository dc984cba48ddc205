import { AppError, toAppError } from '../../errors.js';
import type { CloudPorts } from '../../ports/cloud.js';

/** Returns whether the error means that the cloud rejects the keys for every operation of the account, not just for one bucket or object. */
export function refusesCredentials({ kind, details }: Pick<AppError, 'kind' | 'details'>): boolean {
  return (kind === 'badCredentials' || kind === 'expiredCredentials') && (details.scope ?? 'account') === 'account';
}

/** Controls the pauses of a breaker and is told when the keys are refused or accepted. */
interface BreakerListener {
  /** Returns whether it is too early to try the keys again. */
  isPaused(): boolean;
  onRefused?(error: AppError): void;
  /** Called when a call succeeds for the first time after the keys were refused. */
  onAccepted?(): void;
}

type Call = (...input: unknown[]) => unknown;

/** Stops all calls of an account after the cloud has refused its keys. When the pause is over, one call at a time tries the keys until one succeeds. */
export class CredentialBreaker {
  /** The error with which calls fail while the keys are refused. Compare by identity to tell calls that were never sent from calls that the cloud refused. */
  refusal: AppError | undefined;
  private trial: Promise<void> | undefined;
  /** The number of times the keys were accepted. A refusal that belongs to an earlier number comes from an old call and is ignored. */
  private round = 0;
  private readonly guarded = new WeakMap<CloudPorts, CloudPorts>();

  constructor(private readonly listener: BreakerListener) {}

  /** Returns the cloud with every call that uses the keys passed through this breaker. The same cloud always gives the same guarded object. */
  guard(cloud: CloudPorts): CloudPorts {
    const known = this.guarded.get(cloud);
    if (known) return known;
    const guarded = { ...cloud, oss: this.guardPort(cloud.oss), cdn: this.guardPort(cloud.cdn) };
    this.guarded.set(cloud, guarded);
    return guarded;
  }

  /** Lets calls through again after the user has signed in. */
  reset(): void {
    this.refusal = undefined;
    this.round++;
  }

  /** Wraps each method of a port. A method is looked up at each call, since the port may be a wrapper too. */
  private guardPort<Port extends object>(port: Port): Port {
    const guarded: Partial<Port> = {};
    for (const name in port) {
      const call = (...input: unknown[]) => this.call(async () => Reflect.apply(port[name] as Call, port, input));
      // Events are not calls.
      guarded[name] = name.startsWith('onDid') ? port[name] : (call as Port[typeof name]);
    }
    return guarded as Port;
  }

  private async call<T>(send: () => Promise<T>): Promise<T> {
    while (this.refusal) {
      if (this.listener.isPaused()) throw this.refusal;
      if (!this.trial) return this.tryKeys(send);
      await this.trial;
    }
    return this.sendNow(send);
  }

  private async tryKeys<T>(send: () => Promise<T>): Promise<T> {
    const { round } = this;
    const answer = this.sendNow(send);
    this.trial = answer.then(
      () => undefined,
      () => undefined,
    );
    try {
      const result = await answer;
      if (round !== this.round) return result;
      this.reset();
      this.listener.onAccepted?.();
      return result;
    } finally {
      this.trial = undefined;
    }
  }

  private async sendNow<T>(send: () => Promise<T>): Promise<T> {
    const { round } = this;
    try {
      return await send();
    } catch (caught) {
      const error = toAppError(caught);
      if (round === this.round && refusesCredentials(error)) {
        this.refusal ??= new AppError(error.kind, error.details);
        this.listener.onRefused?.(error);
      }
      throw caught;
    }
  }
}
