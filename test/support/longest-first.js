import Sequencer from '@jest/test-sequencer';

// Jest goes by the size of a file where it has not seen it run. What takes longest begins first, so that no worker is left
// with it at the end.
const LONG = [
  /\/test\/(eventstoredb|together)\//,
  /\/test\/(crash|torture)\//,
  /\/model\.spec\.ts$/,
  /\/test\/(openapi|processes)\//,
  /\/apps\/operator\//,
];
const rank = ({ path }) => LONG.findIndex((pattern) => pattern.test(path)) >>> 0;

/** The usual order, but for what is known to take long. */
export default class LongestFirst extends Sequencer {
  sort(tests) {
    return [...super.sort(tests)].sort((one, other) => rank(one) - rank(other));
  }
}
