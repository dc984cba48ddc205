// The one lodash function that the SDKs use, to merge runtime options with defaults.
function merge(target, ...sources) {
  for (const source of sources) {
    for (const [key, value] of Object.entries(source ?? {})) {
      const nested = value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype;
      target[key] = nested ? merge({ ...target[key] }, value) : value;
    }
  }
  return target;
}
module.exports = { merge };
