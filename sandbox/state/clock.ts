import type { SandboxState } from './state.js';

/** The cloud's own clock, ms since the epoch: the computer's, off by what the control port asked for. */
export function serviceNow(state: SandboxState): number {
  return Date.now() + state.clockOffset;
}

/** How long a duration of the vendor (ms) lasts here, in real ms, at the present speed. */
export function toRealMs(state: SandboxState, vendorMs: number): number {
  return vendorMs / state.speed;
}

/** How much vendor time (ms) has passed in so many real ms. */
export function toVendorMs(state: SandboxState, realMs: number): number {
  return realMs * state.speed;
}
