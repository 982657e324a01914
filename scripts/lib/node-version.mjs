// Read by every node that knows modules: nothing newer than ES2015 here.

export const LEAST_NODE = [20, 19, 0];

/** One line when this version of node is too old, else undefined. */
export function nodeProblem(version) {
  const parts = version.replace(/^v/, '').split('.').map(Number);
  for (let i = 0; i < LEAST_NODE.length; i += 1) {
    if (parts[i] > LEAST_NODE[i]) return undefined;
    if (parts[i] < LEAST_NODE[i]) {
      return (
        'Node ' + LEAST_NODE.slice(0, 2).join('.') + ' or newer is needed; this is ' + version.replace(/^v/, '') + '.'
      );
    }
  }
  return undefined;
}

/** Ends the process with one line when node is too old. */
export function requireNode() {
  const problem = nodeProblem(process.version);
  if (problem === undefined) return;
  console.error('Mingdan: ' + problem);
  process.exit(1);
}
