import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const file = fileURLToPath(new URL('../../deploy/gateway/nginx.conf', import.meta.url));

/** Which process the gateway of the compose files passes a request to, by its own table. */
export function gatewayTable(): (method: string, path: string) => string {
  const table = /map "\$request_method \$uri" \$side \{([^}]*)\}/.exec(readFileSync(file, 'utf8'))?.[1];
  if (table === undefined) throw new Error('the gateway has no table of sides');
  const rows = [...table.matchAll(/^\s*(?:"~(.+)"|(default))\s+([\w-]+):\d+;$/gm)];
  const otherwise = rows.find(([, , isDefault]) => isDefault !== undefined)?.[3] ?? 'nobody';
  const patterns = rows.flatMap(([, pattern, , side]) =>
    pattern === undefined || side === undefined ? [] : [{ pattern: new RegExp(pattern), side }],
  );
  return (method, path) => patterns.find(({ pattern }) => pattern.test(`${method} ${path}`))?.side ?? otherwise;
}
