/** A failure that is told in one line. */
export class Failure extends Error {}

/** Prints what failed in one line and ends the process. */
export function fail(error) {
  if (error instanceof Failure) console.error(`Mingdan: ${error.message}`);
  else console.error(error);
  process.exit(1);
}

const network =
  /\b(ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|EHOSTUNREACH|ERR_SOCKET_TIMEOUT)\b/;

/** What went wrong in an installation, from npm's output, in one line. */
export function explainInstall(output) {
  if (/\bENOSPC\b|no space left on device/i.test(output)) return 'Disk full: the packages could not be installed.';
  if (network.test(output)) {
    return `No network: the package registry could not be reached (${network.exec(output)[1]}). Check the connection or the npm proxy settings.`;
  }
  if (/\b(EACCES|EPERM|EROFS)\b/.test(output))
    return 'The packages could not be installed: no permission to write in this folder.';
  if (/\bEUSAGE\b|in sync|Missing: /.test(output)) {
    return 'The packages could not be installed: package-lock.json does not match package.json (run npm install).';
  }
  return `The packages could not be installed: ${lastError(output)}`;
}

/** What went wrong in a build, from the compiler's output, in one line. */
export function explainBuild(output) {
  if (/\bENOSPC\b|no space left on device/i.test(output)) return 'Disk full: the build could not be written.';
  // eslint-disable-next-line no-control-regex -- the compiler colours its output
  const plain = output.replace(/\u001b\[[0-9;]*m/g, '');
  const lines = plain.split('\n').map((line) => line.trim());
  const errors = lines.filter((line) => /error TS\d+/.test(line));
  if (errors.length > 0) {
    return `The build failed: ${errors[0]}${errors.length > 1 ? ` (and ${errors.length - 1} more; run npm run build)` : ''}`;
  }
  return `The build failed: ${lines.filter((line) => line !== '').at(-1) ?? 'no output'}`;
}

function lastError(output) {
  const lines = output
    .split('\n')
    .filter((line) => /^npm (error|ERR!)/.test(line) && !/A complete log|\.log$/.test(line))
    .map((line) => line.replace(/^npm (error|ERR!)\s*/, '').trim())
    .filter((line) => line !== '');
  return lines.find((line) => !/^code /.test(line)) ?? lines[0] ?? 'npm gave no reason';
}
