import { CommandLoop, type LoopOptions, type Streams } from '#libs/command-loop';
import type { EventStore } from '#libs/event-store';
import { PAPER_TEMPLATES, type PaperTemplates } from '#libs/papers';
import type { Clock } from '#libs/platform';
import type { Vault } from '#libs/vault';
import { ContextBuilder, type ContextSources } from './context-builder.js';
import { dossierKind, type DossierDecider } from './dossier-kind.js';
import { DossierRepository } from './dossier-repository.js';
import type { DossierView } from './dossier-view.js';
import { DossierExecutor } from './executor.js';
import { PaperArchive } from './paper-archive.js';
import { Rehearsal } from './rehearsal.js';
import { SubjectRegistry } from './subject-registry.js';

export interface DossierStoreOptions extends Omit<ContextSources, 'vault' | 'dossiers' | 'papers'> {
  readonly store: EventStore;
  readonly clock: Clock;
  readonly vault: Pick<Vault, 'seal'> &
    ContextSources['vault'] & { readonly index: Pick<Vault['index'], 'claimRef' | 'findRef' | 'removeIdentifier'> };
  readonly decider: DossierDecider;
  readonly loop?: Partial<LoopOptions>;
  /** Where dossiers are kept between commands, see `openDossierCache`. Default: nowhere. */
  readonly streams?: Streams<DossierView>;
  /** Default: those of this release. */
  readonly templates?: PaperTemplates;
}

/** The shell round the domain, put together. */
export interface DossierStore {
  readonly repository: DossierRepository;
  readonly executor: DossierExecutor;
  readonly registry: SubjectRegistry;
  readonly papers: PaperArchive;
  readonly rehearsal: Rehearsal;
}

export function createDossierStore(options: DossierStoreOptions): DossierStore {
  const { store, clock, vault, decider, reference, lists, mirrors, templates = PAPER_TEMPLATES } = options;
  const repository = new DossierRepository(store, decider);
  const contexts = new ContextBuilder({
    ...{ reference, lists, vault, ...(mirrors && { mirrors }) },
    dossiers: repository,
    papers: { store, templates },
  });
  const executor = new DossierExecutor(
    new CommandLoop(store, clock, options.loop),
    dossierKind(decider, vault, contexts, options.streams),
  );
  return {
    repository,
    executor,
    registry: new SubjectRegistry(vault, executor, repository, clock),
    papers: new PaperArchive({ store, vault, templates }),
    rehearsal: new Rehearsal({ clock, decider, contexts, repository, sources: { store, vault, reference, templates } }),
  };
}
