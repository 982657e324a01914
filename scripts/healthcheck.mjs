// The health of a process of the product in its own container: node healthcheck.mjs <port>. Ends with 0 while it is ready.
const [port = '3000'] = process.argv.slice(2);
try {
  const answer = await fetch(`http://127.0.0.1:${port}/health/ready`, { signal: AbortSignal.timeout(4000) });
  const { status, checks } = await answer.json();
  const parts = Object.entries(checks).filter(([, { state }]) => state !== 'up');
  console.log(status, ...parts.map(([name, { state }]) => `${name}:${state}`));
  process.exitCode = answer.ok ? 0 : 1;
} catch (error) {
  console.log('no answer', error.name);
  process.exitCode = 1;
}
