import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { CONTROLLER_WATERMARK, ROUTE_ARGS_METADATA, RouteParamtypes } from '@nestjs/common/internal';

export type RequestClass = new () => object;
type Parameters = Readonly<Record<string, { readonly index: number; readonly data?: unknown }>>;

const root = fileURLToPath(new URL('../..', import.meta.url));
const FROM_REQUEST: ReadonlySet<number> = new Set([RouteParamtypes.BODY, RouteParamtypes.QUERY, RouteParamtypes.PARAM]);

/** Every class that a route of the product takes a body, a query or the parameters of its path as. */
export async function requestClasses(): Promise<readonly RequestClass[]> {
  const controllers = await Promise.all((await sources()).map(controllersIn));
  const classes = new Set(controllers.flat().flatMap(takenBy));
  return [...classes].sort((one, other) => one.name.localeCompare(other.name));
}

async function sources(): Promise<readonly string[]> {
  const folders = await Promise.all(
    ['apps', 'libs'].map(async (folder) =>
      (await readdir(join(root, folder), { recursive: true })).map((path) => join(root, folder, path)),
    ),
  );
  return folders.flat().filter((path) => /(?<!\.spec|\.d)\.ts$/.test(path) && !path.includes('node_modules'));
}

async function controllersIn(path: string): Promise<readonly RequestClass[]> {
  if (!/^@\w*Controller\(/m.test(await readFile(path, 'utf8'))) return [];
  const exported = (await import(pathToFileURL(path).href)) as Readonly<Record<string, unknown>>;
  return Object.values(exported).filter(
    (value): value is RequestClass => typeof value === 'function' && Reflect.hasMetadata(CONTROLLER_WATERMARK, value),
  );
}

function takenBy(controller: RequestClass): readonly RequestClass[] {
  const prototype = controller.prototype as object;
  return Object.getOwnPropertyNames(prototype).flatMap((method) => {
    const parameters = (Reflect.getMetadata(ROUTE_ARGS_METADATA, controller, method) ?? {}) as Parameters;
    const types = (Reflect.getMetadata('design:paramtypes', prototype, method) ?? []) as readonly RequestClass[];
    return Object.entries(parameters).flatMap(([key, { index, data }]) => {
      const type = types[index];
      // Those that name one member are of text.
      return FROM_REQUEST.has(Number(key.split(':')[0])) && data === undefined && type !== undefined ? [type] : [];
    });
  });
}
