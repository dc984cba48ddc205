import type { SandboxState } from './state.js';

/** The cloud's clock, ms since the epoch: the computer's, with the offset of the control port. */
export function serviceNow(state: SandboxState): number {
  return Date.now() + state.clockOffset;
}

/** Converts a duration of the vendor (ms) to real ms at the current speed. */
export function toRealMs(state: SandboxState, vendorMs: number): number {
  return vendorMs / state.speed;
}

/** Converts real ms to vendor time (ms). */
export function toVendorMs(state: SandboxState, realMs: number): number {
  return realMs * state.speed;
}
