import { join } from 'node:path';
import { mirroredLists } from '#projections';
import { DEMONSTRATION_AUDIENCE, DemonstrationIssuer, type TokenVerifier } from '#libs/access';
import { openRuntime, openVerifier, Started, type Runtime } from '#libs/composition';
import type { Foundation } from '#libs/composition';
import { SettableClock, type Clock } from '#libs/platform';
import { projectorOf, type Projector } from '../../projector/src/index.js';
import { FileClockSettingStore } from './clock-setting-file.js';

/** Everything in one process: the runtime, the projector, and what only the demonstration has. */
export interface StandaloneRuntime extends Runtime {
  /** The clock again where it can be set: in the demonstration. */
  readonly settableClock: SettableClock | undefined;
  readonly verifier: TokenVerifier;
  readonly issuer: DemonstrationIssuer | undefined;
  /** Not yet started. */
  readonly projector: Projector;
}

/** Opens everything in the order in which one part needs the other; nothing follows the log yet. */
export async function openStandalone(
  foundation: Foundation & { readonly clockSource?: Clock },
): Promise<StandaloneRuntime> {
  const { configuration, clockSource } = foundation;
  const demonstration = configuration.mode === 'demonstration';
  const started = new Started();
  try {
    const settableClock = demonstration
      ? await SettableClock.restore(new FileClockSettingStore(join(configuration.dataDir, 'clock.json')), clockSource)
      : undefined;
    const runtime = await openRuntime(foundation, {
      ...(settableClock && { clock: settableClock }),
      publishesShipped: true,
      mirrors: mirroredLists,
    });
    started.push(() => runtime.close());
    const issuer = demonstration
      ? await DemonstrationIssuer.create({ mode: configuration.mode, folder: configuration.dataDir })
      : undefined;
    const verifier = await openVerifier(
      configuration,
      runtime.vault,
      issuer && { issuer: issuer.issuer, audience: DEMONSTRATION_AUDIENCE, jwks: { keys: issuer.jwks() } },
    );
    const projector = projectorOf(runtime, foundation);
    started.push(() => projector.close());
    return { ...runtime, settableClock, verifier, issuer, projector, close: () => started.stop() };
  } catch (error) {
    await started.stop().catch(() => undefined);
    throw error;
  }
}
